// Where knowledge belongs, and who sees it: `["org:a", "resource:b", "thread:c"]`, or fewer, the
// broadest first. A row is seen from its own scope and from narrower ones of it.
#pragma once

#include <optional>

#include "api/arguments.h"
#include "domains/knowledge/tables.h"
#include "query/conditions.h"

namespace agentkeep::knowledge {

struct Scope {
  Text key;   // its entries with U+001F between them, as tables have it
  Text json;  // the same as a list
  // The keys of what is seen from it: its own is the last one, before it come broader ones.
  std::span<const query::Cell> visible;

  // 0 of an organisation, 1 of a resource, 2 of a thread.
  [[nodiscard]] std::size_t level() const { return visible.size() - 1; }
  [[nodiscard]] bool sees(Text other) const;
};

// Of a key that a table has.
Scope scopeOf(Arena& arena, Text key);

// Of an argument, in canonical form; nothing if it is left out and need not be there, or is a
// problem.
std::optional<Scope> readScope(Call& call, api::Arguments& given, Text name,
                               std::optional<Error>& problem, bool required = true);

// Those of the table's rows whose scope, this column, is seen.
inline query::Where visibleFrom(const Scope& scope, Col column) {
  return {.is = query::Is::kIn, .field = {column}, .values = scope.visible};
}

// Whether a record of that ceiling may be there; an empty one is none. And what is said if not.
bool isWithin(const Scope& scope, Text ceiling);
std::string beyond(Text ceiling);

}  // namespace agentkeep::knowledge
