// Memory of one call: bump allocation, everything freed at once with the call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "core/error.h"

namespace agentkeep {

class Arena {
 public:
  // By chance, for tables of texts that a caller chose: who knows it could make them slow.
  std::uint64_t seed = 0x9e3779b97f4a7c15U;

  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() {
    while (blocks_ != nullptr) drop();
  }

  // Uninitialised bytes that live as long as the arena. Where there are none, it ends as operator
  // new does: in the module the host ends the call, and no other (wasm/heap.h).
  void* allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
    if (!fits(size, align)) push(::operator new(kHeader + capacityFor(size)), size);
    return take(size, align);
  }

  // As allocate, but null where memory is out.
  void* tryAllocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
    if (!fits(size, align)) {
      void* const block = ::operator new(kHeader + capacityFor(size), std::nothrow);
      if (block == nullptr) return nullptr;
      push(block, size);
    }
    return take(size, align);
  }

  // `count` default-made elements.
  template <class T>
  std::span<T> make(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count == 0) return {};
    T* first = static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_default_construct_n(first, count);
    return {first, count};
  }

  template <class T>
  const T* keep(T value) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T(std::move(value));
  }

  template <class T>
  std::span<const T> list(std::initializer_list<T> items) {
    return copy(std::span<const T>(items.begin(), items.size()));
  }

  template <class T>
  std::span<const T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (items.empty()) return {};
    T* first = static_cast<T*>(allocate(items.size_bytes(), alignof(T)));
    std::uninitialized_copy(items.begin(), items.end(), first);
    return {first, items.size()};
  }

  // Where the arena stands, to come back to.
  class Mark {
    friend Arena;
    const void* block_;
    std::size_t used_;
  };
  [[nodiscard]] Mark mark() const {
    Mark out;
    out.block_ = blocks_;
    out.used_ = used_;
    return out;
  }
  // Frees what was allocated since: nobody may look at it again.
  void rewind(Mark to) {
    while (blocks_ != to.block_) drop();
    used_ = to.used_;
  }

  // Frees what was allocated at this place, where it is large enough to have had a block of its
  // own: nobody may look at it again. No mark() may be older than that and come back.
  void release(const void* at) {
    for (Block** link = &blocks_; *link != nullptr; link = &(*link)->next) {
      Block* const block = *link;
      if (data(block) != at || block->capacity <= kBlock) continue;
      if (block == blocks_) used_ = block->next == nullptr ? 0 : block->next->capacity;
      *link = block->next;
      ::operator delete(block);
      return;
    }
  }

  Text text(Text source) {
    if (source.empty()) return {"", 0};
    auto* to = static_cast<char*>(allocate(source.size(), 1));
    std::memcpy(to, source.data(), source.size());
    return {to, source.size()};
  }

 private:
  struct Block {
    Block* next;
    std::size_t capacity;
  };
  static constexpr std::size_t kHeader =
      (sizeof(Block) + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
  static constexpr std::size_t kBlock = 16 * 1024;

  static std::byte* data(Block* block) { return reinterpret_cast<std::byte*>(block) + kHeader; }

  void drop() { ::operator delete(std::exchange(blocks_, blocks_->next)); }

  static std::size_t capacityFor(std::size_t size) {
    return size > kBlock / 2 ? size : kBlock - kHeader;
  }

  void push(void* at, std::size_t size) {
    blocks_ = new (at) Block{.next = blocks_, .capacity = capacityFor(size)};
    used_ = 0;
  }

  [[nodiscard]] std::size_t aligned(std::size_t align) const {
    return (used_ + align - 1) & ~(align - 1);
  }
  [[nodiscard]] bool fits(std::size_t size, std::size_t align) const {
    return blocks_ != nullptr && aligned(align) + size <= blocks_->capacity;
  }
  void* take(std::size_t size, std::size_t align) {
    const std::size_t at = aligned(align);
    used_ = at + size;
    return data(blocks_) + at;
  }

  Block* blocks_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace agentkeep
