// Rows as exportRows() answers them and importRows() takes them: JSON objects of columns, by the
// description of their table alone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/call.h"
#include "core/input.h"
#include "core/json.h"
#include "query/database.h"
#include "query/query.h"
#include "query/table.h"

namespace agentkeep::api {

// The place of a row in the order of first insertion, among its columns.
inline constexpr Text kPlace = "_insertion";

// `limit must be 1 to 10000`.
Error refused(Text field, Text why);
// A name of the caller's that may stand in a message, or `that`.
Text shown(Text name);

// What travels: not what is made of other columns, nor where large values are kept.
std::vector<query::Col> movedColumns(const query::Table& table);

// One key, the JSON list of its values, behind the others of `out`; what is wrong with it, named as
// `list[index]`.
std::optional<Error> readKey(Call& call, const query::Table& table, Text json, Text list,
                             std::size_t index, std::vector<query::Cell>& out);
// Keys, each a list of values, row-major.
std::optional<Error> readKeys(Call& call, const query::Table& table,
                              std::span<const JsonValue> keys, std::span<const query::Cell>& out);

// The values of the row's key, as items of a list that has begun.
void writeKey(JsonWriter& out, Arena& arena, const query::Table& table,
              std::span<const query::Col> columns, std::span<const query::Value> row);
// The members of a row, in the order of its columns. Nothing where there is no value: null is the
// JSON null.
void writeRow(JsonWriter& out, Arena& arena, const query::Table& table,
              std::span<const query::Col> columns, std::span<const query::Value> row);

// Rows that are read from JSON.
class RowReader {
 public:
  // `behind` is added to the places of rows.
  RowReader(Call& call, const query::Table& table, std::int64_t behind)
      : call_(call), table_(table), behind_(behind), columns_(movedColumns(table)) {}

  // What is wrong with one of them, by its number and its column.
  std::optional<Error> read(std::span<const JsonValue> rows);
  // `on_conflict`: fail, skip or replace.
  [[nodiscard]] query::Insert insert(Text on_conflict) const;

 private:
  std::optional<Error> readRow(Text json, std::size_t index);

  Call& call_;
  const query::Table& table_;
  std::int64_t behind_;
  std::vector<query::Col> columns_;
  std::span<query::Cell> cells_;
  std::span<std::int64_t> places_;
  std::size_t placed_ = 0;
};

}  // namespace agentkeep::api
