// The new value of a column: what a Change makes of the old one.
#pragma once

#include <cstdint>
#include <span>

#include "backends/sqlite/writer.h"

namespace agentkeep::sqlite {

// What a row's cells of one column are: decides how the column is read out of a list of rows.
struct CellKinds {
  bool text = false;
  bool json = false;
  bool null = false;  // or a JSON null that is stored as one
  bool keep = false;
  const query::Source* source = nullptr;
  const query::Lookup* lookup = nullptr;

  void add(const query::Cell& cell);
};

// Which form of a change's value is the one to store.
enum class Form : std::uint8_t { kNull, kValue, kJson, kEither };

// The value of a Change, as SQL.
struct Given {
  Sql value;      // as a value
  Sql json;       // as JSON text
  Sql type = {};  // kEither: its json_type
  Form form = Form::kValue;
  bool mayBeNull = false;  // kJson: JSON null that becomes SQL null; kValue: a Max of no rows
};

// A literal cell, or what the new row of an Insert proposed.
Given givenBy(Writer& writer, const query::Cell& cell, const query::Column& column);
// Element `position` of the row `row`.v, in a box of its own if `boxed` (an empty box is Keep).
Given givenBy(const query::Column& column, const CellKinds& kinds, SqlText row,
              std::uint64_t position, bool boxed);

// The value as the column stores it.
Sql stored(const Given& given);

// A cell of a row that travels in a list, so that givenBy() of its column reads it.
void writeElement(std::string& out, const query::Column& column, const query::Cell& cell);

// `old` changed. `old` is a column or another expression; it may occur several times in the result.
Sql changed(Writer& writer, const query::Change& change, const Given& given, const Sql& old);

// A merge that SQL would say at a cost of n * n, or not rightly: more members, or items, than a
// small number, names with a NUL, or a list of items that is not a literal.
bool isWide(const query::Change& change, const query::Cell& value);

// Binds `old` to a name where it is more than a column: (SELECT <use> FROM (SELECT <old> AS v) o1).
template <class Use>
Sql withName(Writer& writer, const Sql& old, bool isColumn, Use use) {
  if (isColumn) return use(old);
  Sql name;
  const std::uint16_t number = writer.nextName();
  name << "o" << number << ".v";
  Sql sql;
  return sql << "(SELECT " << use(name) << " FROM (SELECT " << old << " AS v) o" << number << ")";
}

}  // namespace agentkeep::sqlite
