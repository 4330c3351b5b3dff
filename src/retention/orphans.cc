#include "retention/orphans.h"

#include <algorithm>
#include <vector>

#include "core/json.h"
#include "core/uuid.h"
#include "query/conditions.h"
#include "query/large-reference.h"
#include "query/large-values.h"

namespace agentkeep::retention {

using namespace query;

std::array<Select, 2> someValues(Call& call) {
  static constexpr Col kColumns[] = {ChunkCol::ref, ChunkCol::owner};
  static constexpr Order kOrder[] = {{.column = ChunkCol::ref}};
  // References begin with a random id. From one of them on, and from the first one on.
  const Cell start{uuid4(call)};
  const auto from = [&](Is is) {
    return Select{.table = &kChunks,
                  .columns = kColumns,
                  .where = allOf(call.arena, {compares(call.arena, ChunkCol::ref, is, start),
                                              equals(call.arena, ChunkCol::part, {0LL})}),
                  .order = kOrder,
                  .limit = kLookedAt / 2,
                  .scan = true};
  };
  return {from(Is::kGe), from(Is::kLt)};
}

std::optional<Delete> orphansAmong(Call& call, const Table& table, std::span<const Answer> values,
                                   bool isAtomic) {
  Arena& arena = call.arena;
  std::vector<Cell> refs;
  std::vector<Cell> ids;    // the first parts of their rows' keys
  std::vector<Where> keys;  // all of them
  for (const Answer& answer : values) {
    for (std::size_t i = 0; i < answer.rows.size(); ++i) {
      const std::span<const Value> piece = answer.rows[i];
      if (!isAtomic) {
        const auto since = timeOfReference(piece[0].text);
        const bool isOld = since && *since < call.now_ms - kApartAfterMs;
        if (!isOld || refs.size() == kLookedAtApart) continue;
      }
      // The names of its table and column, then the key.
      JsonReader owner(piece[1].text);
      Text parts[3];
      owner.beginArray();
      for (Text& part : parts) {
        if (owner.nextItem()) part = owner.string().decode(arena);
      }
      if (parts[0] != table.name) continue;
      refs.push_back({piece[0].text});
      ids.push_back({parts[2]});
      if (isAtomic) continue;
      std::vector<Where> key = {equals(arena, table.keys[0].columns[0], ids.back())};
      for (const Col column : table.keys[0].columns.subspan(1)) {
        const Text part = owner.nextItem() ? owner.string().decode(arena) : Text();
        key.push_back(equals(arena, column, {part}));
      }
      keys.push_back({.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(key))});
    }
  }
  if (refs.empty()) return std::nullopt;
  const Where of_rows =
      isAtomic ? Where{.is = Is::kIn,
                       .field = {table.keys[0].columns[0]},
                       .values = arena.copy(std::span<const Cell>(ids))}
               : Where{.is = Is::kOr, .parts = arena.copy(std::span<const Where>(keys))};
  std::vector<Where> parts = {
      {.is = Is::kIn, .field = {ChunkCol::ref}, .values = arena.copy(std::span<const Cell>(refs))}};
  for (const Column& column : table.columns) {
    if (!column.large()) continue;
    const Select used{.table = &table, .columns = arena.list({column.reference}), .where = of_rows};
    parts.push_back(noneOf(
        arena, {.is = Is::kInRows, .field = {ChunkCol::ref}, .rows = arena.list({used}).data()}));
  }
  return Delete{.table = &kChunks,
                .where = {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(parts))}};
}

}  // namespace agentkeep::retention
