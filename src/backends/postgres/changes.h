// The new value of a column: what a Change makes of the old one.
#pragma once

#include "backends/postgres/writer.h"

namespace agentkeep::postgres {

// What a Change is given, where it needs it as JSON (of type text) or as a value of the column's
// type.
enum class Form : std::uint8_t { kValue, kJson };
Form formOf(const query::Change& change);
// The type of that value.
query::Type typeOf(const query::Change& change, const query::Column& column,
                   const query::Cell& cell);

// A literal cell, or what the new row of an Insert proposed.
Sql givenBy(Writer& writer, const query::Change& change, const query::Column& column);

// `old` changed. `old` is a column or another expression; it may occur several times in the result.
Sql changed(Writer& writer, const query::Change& change, const Sql& given, const Sql& old);

// Binds `old` to a name where it is more than a column: (SELECT <use> FROM (SELECT <old> AS v) o1).
// OFFSET keeps the planner from putting `old` back wherever the name is used: a few changes of one
// document would take longer than anybody waits.
template <class Use>
Sql withName(Writer& writer, const Sql& old, bool isColumn, Use use) {
  if (isColumn) return use(old);
  Sql name;
  const std::uint16_t number = writer.nextName();
  name << "o" << number << ".v";
  Sql sql;
  return sql << "(SELECT " << use(name) << " FROM (SELECT " << old << " AS v OFFSET 0) o" << number
             << ")";
}

}  // namespace agentkeep::postgres
