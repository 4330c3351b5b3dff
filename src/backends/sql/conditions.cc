#include "backends/sql/conditions.h"

#include <algorithm>

#include "core/ascii.h"

namespace agentkeep::sql {
namespace {

using query::Col;
using query::Is;
using query::Where;

constexpr unsigned kHighestCost = 4;
unsigned costOf(const Where& where) {
  switch (where.is) {
    case Is::kAnd:
    case Is::kOr:
    case Is::kNot: {
      unsigned cost = 0;
      for (const Where& part : where.parts) cost = std::max(cost, costOf(part));
      return cost;
    }
    case Is::kPrefix:
    case Is::kSuffix:
    case Is::kContains:
      return where.field.path.empty() ? 1 : 2;
    case Is::kInRows:
      return 1;
    case Is::kJsonEq:
    case Is::kHasAll:
    case Is::kHasAny:
    case Is::kHasItem:
    case Is::kLength:
    case Is::kMatches:
      return 3;
    case Is::kSome:
    case Is::kExists:
      return kHighestCost;
    default:
      return where.field.path.empty() ? 0 : 2;
  }
}

}  // namespace

bool mayBeIndexed(const Where& where) {
  const auto* wanted = std::get_if<query::Json>(&where.values[0].value);
  return where.indexed && !where.field.path.empty() && wanted != nullptr &&
         !wanted->text.starts_with('{') && !wanted->text.starts_with('[') &&
         std::ranges::all_of(where.field.path, isName);
}

bool comparesJson(const Where& where) {
  return !where.values.empty() && std::holds_alternative<query::Json>(where.values[0].value);
}

bool matchesAll(const Where& where) {
  return where.is == Is::kAll ||
         (where.is == Is::kAnd && std::ranges::all_of(where.parts, matchesAll));
}

SqlText comparisonWord(Is is) {
  switch (is) {
    case Is::kNe:
      return "<>";
    case Is::kLt:
      return "<";
    case Is::kLe:
      return "<=";
    case Is::kGt:
      return ">";
    case Is::kGe:
      return ">=";
    default:
      return "=";
  }
}

std::vector<const Where*> cheapestFirst(const Where& where) {
  const bool all = where.is == Is::kAnd;
  std::vector<const Where*> parts;
  parts.reserve(where.parts.size());
  for (unsigned cost = 0; cost <= kHighestCost; ++cost) {
    for (const Where& part : where.parts) {
      if (costOf(part) == cost && !(all && matchesAll(part))) parts.push_back(&part);
    }
  }
  return parts;
}

bool pinsKey(const Where& where, const query::Table& table) {
  const auto pins = [&](Col key) {
    const auto equals = [&](const Where& part) {
      return part.is == Is::kEq && !part.fold && part.field.column == key &&
             part.field.path.empty();
    };
    return equals(where) || (where.is == Is::kAnd && std::ranges::any_of(where.parts, equals));
  };
  return std::ranges::all_of(table.keys[0].columns, pins);
}

}  // namespace agentkeep::sql
