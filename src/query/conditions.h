// The conditions and pages that every domain asks for.
#pragma once

#include <optional>

#include "core/arena.h"
#include "core/input.h"
#include "query/query.h"

namespace agentkeep::query {

// Ids, or other texts, as values of a condition.
inline std::span<const Cell> cellsOf(Arena& arena, std::span<const Text> texts) {
  const std::span<Cell> cells = arena.make<Cell>(texts.size());
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = {texts[i]};
  return cells;
}
inline std::span<const Cell> cellsOf(Arena& arena, std::span<const Id> ids) {
  const std::span<Cell> cells = arena.make<Cell>(ids.size());
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = {ids[i].text};
  return cells;
}

inline Where equals(Arena& arena, Col column, Cell value) {
  return {.is = Is::kEq, .field = {column}, .values = arena.list({value})};
}

inline Where compares(Arena& arena, Col column, Is is, Cell value) {
  return {.is = is, .field = {column}, .values = arena.list({value})};
}

inline Where allOf(Arena& arena, std::initializer_list<Where> parts) {
  return {.is = Is::kAnd, .parts = arena.list(parts)};
}

inline Where anyOf(Arena& arena, std::initializer_list<Where> parts) {
  return {.is = Is::kOr, .parts = arena.list(parts)};
}

inline Where noneOf(Arena& arena, Where part) {
  return {.is = Is::kNot, .parts = arena.list({part})};
}

// Of kLt, kLe, kGt and kGe: what holds of two values that have an order where it does not.
constexpr Is oppositeOf(Is order) {
  switch (order) {
    case Is::kLt:
      return Is::kGe;
    case Is::kLe:
      return Is::kGt;
    case Is::kGt:
      return Is::kLe;
    default:
      return Is::kLt;
  }
}

// The rows of a page.
struct Slice {
  std::optional<std::uint64_t> limit;  // absent: all
  std::uint64_t offset = 0;
};

// Nothing if the page begins beyond the integers that JavaScript can count.
inline std::optional<Slice> sliceOf(PageNumber page, PerPage per_page) {
  constexpr std::uint64_t kMaxSafeInteger = 9'007'199'254'740'991;
  if (per_page.all) return Slice{};
  if (per_page.rows != 0 && page.value > kMaxSafeInteger / per_page.rows) return std::nullopt;
  return Slice{per_page.rows, page.value * per_page.rows};
}

}  // namespace agentkeep::query
