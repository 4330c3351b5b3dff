// What the statements of this domain are made of.
#pragma once

#include <algorithm>

#include "core/arena.h"
#include "core/input.h"
#include "domains/memory/memory-schema.h"
#include "query/conditions.h"

namespace agentkeep::memory {

using namespace query;  // domains speak its words all the time

inline Cell idCell(Id id) { return {id.text}; }

inline std::span<const Cell> idCells(Arena& arena, std::span<const Id> ids) {
  const std::span<Cell> cells = arena.make<Cell>(ids.size());
  std::ranges::transform(ids, cells.begin(), idCell);
  return cells;
}

// The column is one of the ids; a single one is plain equality.
inline Where isOneOf(Col column, std::span<const Cell> ids) {
  return {.is = ids.size() == 1 ? Is::kEq : Is::kIn, .field = {column}, .values = ids};
}

inline Change touch(std::int64_t now_ms) {
  return {.column = ThreadCol::updatedAt, .how = How::kTouch, .value = {Time{now_ms}}};
}

}  // namespace agentkeep::memory
