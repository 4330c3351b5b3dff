#include "domains/observability/records.h"

#include <algorithm>
#include <vector>

#include "core/json.h"
#include "operations/rows.h"

namespace agentkeep::observability {

using api::Arguments;
using query::Cell;
using query::Change;
using query::Col;
using query::Column;
using query::How;
using query::Incoming;
using query::Null;
using query::Table;

std::span<const Text> objectsIn(Call& call, Arguments& given, Text name, bool is_list) {
  const auto value = given.find(name);
  if (!value || *value == "null") {
    given.refuse(name, "is required");
    return {};
  }
  if (!is_list) return call.arena.list<Text>({*value});
  JsonReader json(*value);
  if (json.peek() != JsonKind::kArray) {
    given.refuse(name, "must be a list");
    return {};
  }
  std::vector<Text> objects;
  json.beginArray();
  while (json.nextItem()) {
    if (objects.size() == api::kMaxListItems) {
      given.refuse(name, "must not have more than 100000 items");
      return {};
    }
    objects.push_back(json.value());
  }
  return call.arena.copy(std::span<const Text>(objects));
}

Records readRecords(Call& call, const Record& record, Arguments& given, bool is_list) {
  const Table& table = *record.table;
  const Text name = is_list ? record.many : record.one;
  const std::span<const Text> objects = objectsIn(call, given, name, is_list);
  const std::size_t width = table.columns.size();
  Records out{.cells = call.arena.make<Cell>(objects.size() * width), .count = objects.size()};
  operations::RowReader reader(call, table, record.given);
  const std::span<const Col> key = table.keys[0].columns;
  for (std::size_t i = 0; i < objects.size() && !given.failed(); ++i) {
    const std::span<Cell> row = out.row(i);
    Arguments named = given.named(is_list ? operations::itemName(call.arena, name, i) : name);
    reader.read(objects[i], named, row);
    for (std::size_t k = 0; k < key.size(); ++k) {
      const auto* text = std::get_if<Text>(&row[key[k]].value);
      if (text == nullptr || text->empty()) {
        named.refuse(table[key[k]].member(), "is required", record.key_status[k]);
      }
    }
    for (const Col at : record.given) {
      const Column& column = table[at];
      if (api::isGiven(row[at]) && !api::isNull(row[at])) continue;
      if (column.required) named.refuse(column.member(), "is required");
      row[at] =
          column.type == query::Type::kBoolean && !column.nullable ? Cell{false} : Cell{Null{}};
    }
    for (Cell& cell : row) {
      if (!api::isGiven(cell)) cell = {Null{}};
    }
    if (record.complete != nullptr && !given.failed()) record.complete(call, row);
  }
  return out;
}

query::Insert upsertOf(Call& call, const Table& table, const Records& records) {
  Arena& arena = call.arena;
  const std::size_t width = table.columns.size();
  std::vector<Col> used;
  std::vector<Change> changes;
  const std::span<const Col> key = table.keys[0].columns;
  for (std::size_t i = 0; i < width; ++i) {
    const auto at = static_cast<Col>(i);
    // The store knows by itself where a large value is.
    const bool is_reference =
        std::ranges::find(table.columns, at, &Column::reference) != table.columns.end();
    if (is_reference) continue;
    bool some = table[at].large() || !table[at].nullable;
    for (std::size_t row = 0; row < records.count && !some; ++row) {
      some = !api::isNull(records.row(row)[i]);
    }
    if (some) used.push_back(at);
    if (std::ranges::find(key, at) != key.end()) continue;
    changes.push_back(
        {.column = at, .how = How::kSet, .value = some ? Cell{Incoming{}} : Cell{Null{}}});
  }
  const std::span<Cell> cells = arena.make<Cell>(records.count * used.size());
  auto to = cells.begin();
  for (std::size_t row = 0; row < records.count; ++row) {
    for (const Col at : used) *to++ = records.row(row)[at];
  }
  return {.table = &table,
          .columns = arena.copy(std::span<const Col>(used)),
          .rows = cells,
          .on_conflict = query::OnConflict::kChange,
          .changes = arena.copy(std::span<const Change>(changes))};
}

}  // namespace agentkeep::observability
