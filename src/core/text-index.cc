#include "core/text-index.h"

#include <bit>

namespace agentkeep {

// At least every second slot stays free, so that each search ends soon.
TextIndex::TextIndex(Arena& arena, std::size_t most)
    : slots_(arena.make<Slot>(std::bit_ceil(2 * most + 2))), seed_(arena.seed) {}

[[gnu::noinline]] TextIndex::Slot& TextIndex::slotOf(Text text) const {
  std::uint64_t hash = seed_;  // FNV-1a, but for where it begins
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  for (auto at = static_cast<std::size_t>(hash ^ (hash >> 32U));; ++at) {
    Slot& slot = slots_[at & (slots_.size() - 1)];
    if (!slot.isUsed || slot.text == text) return slot;
  }
}

[[gnu::noinline]] std::uint32_t TextIndex::add(Text text, std::size_t number) {
  Slot& slot = slotOf(text);
  if (!slot.isUsed) slot = {text, static_cast<std::uint32_t>(number), true};
  return slot.number;
}

void TextIndex::put(Text text, std::size_t number) {
  slotOf(text) = {text, static_cast<std::uint32_t>(number), true};
}

bool TextIndex::insert(Text text) {
  if (slotOf(text).isUsed) return false;
  add(text, 0);
  return true;
}

std::uint32_t TextIndex::take(Text text) {
  Slot& slot = slotOf(text);
  const std::uint32_t number = slot.number;
  slot.number = kNone;
  return number;
}

}  // namespace agentkeep
