// A span of elements whose type need not be complete where the span is a member of a class.
#pragma once

#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <type_traits>

namespace agentkeep {

// What std::span<const T> is, for members of a type that T itself holds or that is not complete
// yet: there a std::span is undefined behaviour, which some standard libraries refuse. Made from
// anything that converts to the span, and converts to it.
template <class T>
class View {
 public:
  constexpr View() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a span by another name.
  template <class Items>
    requires(!std::same_as<std::remove_cvref_t<Items>, View> &&
             std::convertible_to<Items &&, std::span<const T>>)
  constexpr View(Items&& items) : View(std::span<const T>(items).data(), std::size(items)) {}

  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr operator std::span<const T>() const { return {first_, size_}; }

  [[nodiscard]] constexpr const T* begin() const { return first_; }
  [[nodiscard]] constexpr const T* end() const { return first_ + size_; }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  [[nodiscard]] constexpr const T& front() const { return first_[0]; }
  constexpr const T& operator[](std::size_t at) const { return first_[at]; }

 private:
  constexpr View(const T* first, std::size_t size) : first_(first), size_(size) {}

  const T* first_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace agentkeep

// An iterator of a view outlives it, as one of a span does.
template <class T>
inline constexpr bool std::ranges::enable_borrowed_range<agentkeep::View<T>> = true;
