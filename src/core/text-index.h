// Texts by number: a hash table in the memory of a call, for a number of texts that is known
// before. The library's are six kilobytes of code.
#pragma once

#include <cstdint>
#include <span>

#include "core/arena.h"
#include "core/error.h"

namespace agentkeep {

class TextIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  // For at most `most` texts, which must outlive it.
  TextIndex(Arena& arena, std::size_t most);

  // The number of a text: `number` if it is new.
  std::uint32_t add(Text text, std::size_t number);
  // Gives a text this number, new or not.
  void put(Text text, std::size_t number);
  // Whether it is new.
  bool insert(Text text);
  // kNone if there is none, or it was taken.
  [[nodiscard]] std::uint32_t find(Text text) const { return slotOf(text).number; }
  // As find(), once.
  std::uint32_t take(Text text);

 private:
  struct Slot {
    Text text = {};
    std::uint32_t number = kNone;
    bool isUsed = false;
  };
  // Its own, or the free one that it would have.
  [[nodiscard]] Slot& slotOf(Text text) const;

  std::span<Slot> slots_;
  std::uint64_t seed_;
};

}  // namespace agentkeep
