#include "operations/rows.h"

#include <algorithm>
#include <string>

#include "core/json.h"

namespace agentkeep::operations {

using query::Cell;
using query::Column;
using query::Keep;

RowReader::RowReader(Call& call, const query::Table& table, std::span<const query::Col> columns)
    : call_(call), table_(table), columns_(columns) {}

// columns_.size(): no column is for it.
std::size_t RowReader::placeOf(Text name, std::size_t member) {
  if (member < places_.size()) {
    const std::size_t guess = places_[member];
    if (guess < columns_.size() && table_[columns_[guess]].member() == name) return guess;
  } else {
    places_.push_back(columns_.size());
  }
  const auto found = std::ranges::find_if(
      columns_, [&](query::Col column) { return table_[column].member() == name; });
  return places_[member] = static_cast<std::size_t>(found - columns_.begin());
}

void RowReader::read(Text object, api::Arguments& named, std::span<Cell> cells) {
  std::ranges::fill(cells, Cell{Keep{}});
  JsonReader json(object);
  if (json.peek() != JsonKind::kObject) return named.refuse({}, "must be an object");
  json.beginObject();
  JsonString key;
  for (std::size_t member = 0; json.nextMember(key); ++member) {
    const Text name = key.escaped ? key.decode(call_.arena) : key.raw;
    const Text value = json.value();
    const std::size_t place = placeOf(name, member);
    if (place == columns_.size()) continue;
    const query::Col at = columns_[place];
    if (api::isGiven(cells[at])) return named.refuse(name, "is given twice");
    Column column = table_[at];
    if (column.type == query::Type::kJson) column.takes = query::Takes::kAny;
    cells[at] = named.cellOf(column, column.member(), value);
    if (named.failed()) return;
  }
}

Text itemName(Arena& arena, Text list, std::size_t index) {
  std::string name(list);
  name.append("[").append(std::to_string(index)).append("]");
  return arena.text(name);
}

}  // namespace agentkeep::operations
