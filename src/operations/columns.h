// Short words for the columns of described tables. `json` is their name on the wire, where it is
// another one.
#pragma once

#include "query/table.h"

namespace agentkeep::operations {

using query::Column;
using query::Fill;
using query::Given;
using query::Literal;
using query::Takes;
using query::Type;
using query::Words;

constexpr Column text(Text name, Literal json = {}) {
  return {.name = name, .type = Type::kText, .json = json};
}
// That names a row, or what is like it.
constexpr Column id(Text name, Literal json = {}) {
  return {.name = name, .type = Type::kText, .json = json, .takes = Takes::kId};
}
constexpr Column word(Text name, const Words& words, Literal json = {}) {
  return {.name = name, .type = Type::kText, .json = json, .words = &words};
}
constexpr Column integer(Text name, Literal json = {}) {
  return {.name = name, .type = Type::kInteger, .json = json};
}
constexpr Column time(Text name, Literal json = {}) {
  return {.name = name, .type = Type::kTimestamp, .json = json};
}
constexpr Column any(Text name, Literal json = {}) {
  return {.name = name, .type = Type::kJson, .json = json};
}
constexpr Column object(Text name, Literal json = {}) {
  return {.name = name, .type = Type::kJson, .json = json, .takes = Takes::kObject};
}
constexpr Column list(Text name, Literal json = {}) {
  return {.name = name, .type = Type::kJson, .json = json, .takes = Takes::kList};
}

// It has to be given; a name must not be empty.
constexpr Column needed(Column column) {
  column.nullable = false;
  column.required = true;
  if (column.takes == Takes::kId) column.takes = Takes::kName;
  return column;
}
// What a row has that was not given any.
constexpr Column filled(Column column, Fill fill) {
  column.nullable = false;
  column.fill = fill;
  return column;
}
// Callers cannot give it.
constexpr Column own(Column column, Fill fill = Fill::kNull) {
  column.nullable = fill == Fill::kNull;
  column.fill = fill;
  column.given = Given::kNever;
  return column;
}
// Only for a new row, or only for one that is there.
constexpr Column once(Column column) {
  column.given = Given::kOnce;
  return column;
}
constexpr Column later(Column column) {
  column.given = Given::kLater;
  return column;
}
// Null empties it.
constexpr Column cleared(Column column) {
  column.clears = true;
  return column;
}

}  // namespace agentkeep::operations
