// Blocks of any size from a region that grows at its end. Free ones stand in lists by their size,
// and neighbours become one, so that to take and to give are a few steps, whatever is there.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace agentkeep {

class Pool {
 public:
  // Moves the end of the region by `bytes`, or more, a multiple of kUnit. Returns by how much; 0:
  // there is no more.
  using Grow = std::size_t (*)(std::size_t bytes);

  explicit constexpr Pool(Grow grow) : grow_(grow) {}

  // What a block stands at a multiple of, and its size with its head.
  static constexpr std::size_t kUnit = 16;

  // The region begins; before anything else, and once.
  void begin(void* from, std::size_t bytes) {
    const auto at = reinterpret_cast<std::uintptr_t>(from);
    const std::uintptr_t first = ((at + kHead + kUnit - 1) & ~(kUnit - 1)) - kHead;
    fence_ = reinterpret_cast<Chunk*>(static_cast<char*>(from) + (first - at));
    fence_->before = 0;
    fence_->size = kTaken;
    extend((bytes - (first - at) - kHead) & ~(kUnit - 1));
  }

  // Null: there is no memory.
  void* take(std::size_t size) {
    if (size > kMost) return nullptr;
    const std::size_t need = std::max(kLeast, (size + kHead + kUnit - 1) & ~(kUnit - 1));
    Chunk* chunk = find(need);
    if (chunk == nullptr) {
      Chunk* const last = before(fence_);
      const std::size_t there = fence_->before == 0 || isTaken(last) ? 0 : last->size;
      if (there < need) {
        const std::size_t more = grow_(need - there);
        if (more == 0) return nullptr;
        extend(more);
      }
      chunk = before(fence_);
    }
    unlink(chunk);
    if (chunk->size - need >= kLeast) split(chunk, need);
    chunk->size |= kTaken;
    return reinterpret_cast<std::byte*>(chunk) + kHead;
  }

  void give(void* at) {
    auto* chunk = reinterpret_cast<Chunk*>(static_cast<std::byte*>(at) - kHead);
    chunk->size &= ~kTaken;
    Chunk* const next = after(chunk);
    if (!isTaken(next)) {
      unlink(next);
      chunk->size += next->size;
    }
    if (chunk->before != 0 && !isTaken(before(chunk))) {
      Chunk* const joined = before(chunk);
      unlink(joined);
      joined->size += chunk->size;
      chunk = joined;
    }
    after(chunk)->before = chunk->size;
    link(chunk);
  }

 private:
  struct Chunk {
    std::size_t before;     // bytes of the one before it; 0: there is none
    std::size_t size;       // with its head; the lowest bit: taken
    Chunk* next = nullptr;  // in its list, where it is free
    Chunk* previous = nullptr;
  };
  static constexpr std::size_t kHead = offsetof(Chunk, next);
  static constexpr std::size_t kLeast = 32;
  static constexpr std::size_t kMost = std::size_t{1} << 30;
  static constexpr std::size_t kTaken = 1;
  static constexpr std::size_t kLists = 112;
  static constexpr std::size_t kWords = 2;
  static_assert(sizeof(Chunk) <= kLeast && kHead <= kUnit);

  static bool isTaken(const Chunk* chunk) { return (chunk->size & kTaken) != 0; }
  static Chunk* moved(Chunk* chunk, std::ptrdiff_t by) {
    return reinterpret_cast<Chunk*>(reinterpret_cast<std::byte*>(chunk) + by);
  }
  static Chunk* after(Chunk* chunk) {
    return moved(chunk, static_cast<std::ptrdiff_t>(chunk->size & ~kTaken));
  }
  static Chunk* before(Chunk* chunk) {
    return moved(chunk, -static_cast<std::ptrdiff_t>(chunk->before));
  }

  // Four lists for each power of two.
  static std::size_t listOf(std::size_t size) {
    const std::size_t units = size / kUnit;
    if (units < 4) return units;
    const auto log = static_cast<std::size_t>(std::bit_width(units)) - 1;
    return 4 * (log - 1) + ((units >> (log - 2)) & 3);
  }
  // The first list of which every chunk has that size.
  static std::size_t listFor(std::size_t size) {
    const std::size_t units = size / kUnit;
    if (units < 4) return units;
    const auto log = static_cast<std::size_t>(std::bit_width(units)) - 1;
    return listOf(size + ((std::size_t{1} << (log - 2)) - 1) * kUnit);
  }

  Chunk* find(std::size_t need) {
    const std::size_t first = listFor(need);
    for (std::size_t word = first / 64; word < kWords; ++word) {
      const std::uint64_t from = word == first / 64 ? ~std::uint64_t{0} << (first % 64) : ~0ULL;
      const std::uint64_t lists = there_[word] & from;
      if (lists != 0) return free_[word * 64 + static_cast<std::size_t>(std::countr_zero(lists))];
    }
    // The list before has some that are smaller.
    constexpr int kTries = 8;
    Chunk* chunk = free_[listOf(need)];
    for (int i = 0; i < kTries && chunk != nullptr && chunk->size < need; ++i) chunk = chunk->next;
    return chunk != nullptr && chunk->size >= need ? chunk : nullptr;
  }

  void link(Chunk* chunk) {
    const std::size_t list = listOf(chunk->size);
    chunk->previous = nullptr;
    chunk->next = free_[list];
    if (chunk->next != nullptr) chunk->next->previous = chunk;
    free_[list] = chunk;
    there_[list / 64] |= std::uint64_t{1} << (list % 64);
  }

  void unlink(Chunk* chunk) {
    const std::size_t list = listOf(chunk->size);
    (chunk->previous != nullptr ? chunk->previous->next : free_[list]) = chunk->next;
    if (chunk->next != nullptr) chunk->next->previous = chunk->previous;
    if (free_[list] == nullptr) there_[list / 64] &= ~(std::uint64_t{1} << (list % 64));
  }

  // Leaves `size` bytes to the chunk, which is in no list.
  void split(Chunk* chunk, std::size_t size) {
    Chunk* const rest = moved(chunk, static_cast<std::ptrdiff_t>(size));
    rest->before = size;
    rest->size = chunk->size - size;
    chunk->size = size;
    after(rest)->before = rest->size;
    link(rest);
  }

  // The fence becomes a chunk, and a new one stands behind it.
  void extend(std::size_t bytes) {
    Chunk* const chunk = fence_;
    chunk->size = bytes | kTaken;
    fence_ = after(chunk);
    fence_->before = bytes;
    fence_->size = kTaken;
    give(reinterpret_cast<std::byte*>(chunk) + kHead);
  }

  Grow grow_;
  Chunk* fence_ = nullptr;
  std::uint64_t there_[kWords] = {};  // lists that have something, a bit each
  Chunk* free_[kLists] = {};
};

}  // namespace agentkeep
