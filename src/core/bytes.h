// Little-endian bytes across the host border: see wasm/README.md for the messages.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "core/error.h"

namespace agentkeep {

static_assert(std::endian::native == std::endian::little);

using Bytes = std::span<const std::byte>;

inline Bytes bytesOf(Text text) { return std::as_bytes(std::span(text.data(), text.size())); }
inline Text textOf(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Reading past the end yields zeros and sets failed(): the caller checks once, at the end.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : bytes_(bytes) {}

  template <class T>
  T get() {
    T value{};
    if (bytes_.size() < sizeof(T)) {
      failed_ = true;
      bytes_ = {};
      return value;
    }
    std::memcpy(&value, bytes_.data(), sizeof(T));
    bytes_ = bytes_.subspan(sizeof(T));
    return value;
  }
  Text getText() { return getText(get<std::uint32_t>()); }
  Text getText(std::size_t size) {
    if (bytes_.size() < size) {
      failed_ = true;
      bytes_ = {};
      return {};
    }
    const Text text = textOf(bytes_.first(size));
    bytes_ = bytes_.subspan(size);
    return text;
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

 private:
  Bytes bytes_;
  bool failed_ = false;
};

}  // namespace agentkeep
