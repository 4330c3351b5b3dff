// Conditions and changes of rows that were read: what other backends leave to their database.
#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>

#include "core/arena.h"
#include "query/database.h"
#include "query/query.h"

namespace agentkeep::dynamodb {

using query::Cell;
using query::Col;
using query::Column;
using query::Field;
using query::Table;
using query::Value;
using query::Where;

// A row by the columns of its table, derived ones included; last its place in the order of first
// insertion (query::kInsertion).
using Row = std::span<const Value>;

inline Value textValue(Text text) { return {.kind = Value::Kind::kText, .text = text}; }
inline Value bytesValue(Text digits) {
  return {.kind = Value::Kind::kText, .text = digits, .form = Value::Form::kBytes};
}
// A JSON number as the value that SQL makes of it.
Value numberValue(Text json);
inline Value integerValue(std::int64_t integer) {
  return {.kind = Value::Kind::kInteger, .integer = integer};
}

inline const Value& at(Row row, Col column) {
  return column == query::kInsertion ? row.back() : row[column];
}

// The value that a column stores for a cell. Cells that are no value by themselves (Keep, Incoming,
// Source, Lookup, Max) are null.
Value valueOf(const Cell& cell, const Column& column, Arena& arena);

// A value that is not null, in the words of its text.
Text textOf(const Value& value, Arena& arena);
// A stored value as a cell.
Cell cellOf(const Value& value);

// The condition with what the new row has for each Incoming.
Where proposed(const Where& where, Row row, Arena& arena);

// As SQL has it: null-safe equality, numbers before texts, texts by their bytes.
bool equal(const Value& a, const Value& b);
// Of two values that are not null.
std::strong_ordering compare(const Value& a, const Value& b);

// The document that a JSON column holds: nothing if its text is none.
std::optional<Text> documentOf(const Value& value, const Column& column);

// A member as SQL sees it: text without quotes, a number, null; lists and objects as JSON.
Value operandOf(const Field& field, Row row, const Table& table, Arena& arena);

// JSON as SQL sees it.
Value scalarOf(Text json, Arena& arena);

// JSON that says the same: members in any order, 1 as 1.0.
bool sameJson(Text a, Text b, Arena& arena);

// True if the row matches. kInRows and kExists have been replaced by what they found.
bool matches(const Where& where, Row row, const Table& table, Arena& arena);

// The columns that a condition looks at, a bit each.
std::uint64_t columnsOf(const Where& where, const Table& table);
inline std::uint64_t bitOf(Col column) {
  return column < 63 ? std::uint64_t{1} << column : std::uint64_t{1} << 63;
}

// The new value of a column. `given` is the value of the change.
Value changed(const query::Change& change, const Value& old, const Value& given,
              const Column& column, Arena& arena);

// Sets the derived columns of a row.
void derive(std::span<Value> row, const Table& table, Arena& arena);

}  // namespace agentkeep::dynamodb
