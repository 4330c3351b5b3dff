#include "backends/sqlite/packed-rows.h"

#include <algorithm>
#include <charconv>

#include "backends/sql/conditions.h"
#include "core/json.h"

namespace agentkeep::sqlite {
namespace {

using query::Col;
using query::Column;
using query::Rows;
using query::Table;
using query::Type;
using query::Value;

constexpr std::size_t kWideColumns = 16;
// Arguments of a function of SQL, as Cloudflare documents them.
constexpr std::size_t kMostCells = 32;

bool isPacked(const Table& table, Col column) {
  return column == query::kInsertion || table[column].type != Type::kReal;
}

// A document is the one item of a list, so that it is told from null and from text that is none.
Sql packedColumn(Scope scope, Col column) {
  const Table& table = *scope.table;
  const bool isDocument = column != query::kInsertion && (table[column].type == Type::kJson ||
                                                          table[column].type == Type::kTextOrJson);
  if (!isDocument) return Writer::column(scope, column);
  const bool mayBeBlob = !Writer::isBare(scope, column);
  const Sql cell = Writer::document(scope, column);
  Sql sql;
  return sql << "CASE WHEN json_valid(" << cell << (mayBeBlob ? SqlText(",9)") : SqlText(")"))
             << " THEN json_array(json(" << cell << ")) ELSE " << cell << " END";
}

// Whether somebody looks at the text of the column, and does not only copy it: writeRows(), or who
// finds large values by their keys and references.
bool isRead(const Table& table, Col index) {
  if (index == query::kInsertion) return false;
  const Column& column = table[index];
  if (column.type == Type::kTimestamp || column.hides_empty || !column.hidden_when.empty()) {
    return true;
  }
  if (!table.hasLarge()) return false;
  const std::span<const Col> key = table.keys[0].columns;
  return column.large() || std::ranges::find(key, index) != key.end() ||
         std::ranges::find(table.columns, index, &Column::reference) != table.columns.end();
}

bool readCell(JsonReader& read, Arena& arena, bool isRead, Value& out) {
  using Kind = Value::Kind;
  if (!read.nextItem()) return false;
  switch (read.peek()) {
    case JsonKind::kString:
      if (isRead) {
        out = {.kind = Kind::kText, .text = read.string().decode(arena)};
      } else {
        out = {.kind = Kind::kToken, .text = read.value()};
      }
      break;
    case JsonKind::kArray: {
      Text document = read.value();
      if (document.size() < 2) return false;
      document.remove_prefix(1);
      document.remove_suffix(1);
      out = {.kind = Kind::kToken, .text = document};
      break;
    }
    case JsonKind::kNumber: {
      const Text digits = read.number();
      out = {.kind = Kind::kInteger};
      const auto [end, problem] =
          std::from_chars(digits.data(), digits.data() + digits.size(), out.integer);
      if (problem != std::errc() || end != digits.data() + digits.size()) {
        out = {.kind = Kind::kReal, .real = jsonNumber(digits)};
      }
      break;
    }
    default:
      read.value();
      out = {};
  }
  return !read.failed();
}

}  // namespace

bool mayBePacked(const query::Select& select) {
  return select.only_replied && select.columns.size() >= kWideColumns && select.fields.empty() &&
         !pinsKey(select.where, *select.table);
}

Sql packedColumns(Scope scope, std::span<const Col> columns) {
  Sql sql;
  std::uint64_t cells = 0;
  for (const Col column : columns) {
    if (!isPacked(*scope.table, column)) continue;
    if (cells % kMostCells == 0) {
      if (cells != 0) sql << ") AS _cells" << cells << ",";
      sql << "json_array(";
    } else {
      sql << ",";
    }
    sql << packedColumn(scope, column);
    ++cells;
  }
  sql << ") AS _cells";
  for (const Col column : columns) {
    if (!isPacked(*scope.table, column)) sql << "," << Writer::column(scope, column);
  }
  return sql;
}

std::optional<Rows> unpacked(Arena& arena, const query::Select& select, const Rows& packed) {
  const std::size_t width = select.columns.size();
  const std::span<Value> cells = arena.make<Value>(packed.size() * width);
  struct How {
    bool isPacked, isRead;
  };
  const std::span<How> how = arena.make<How>(width);
  for (std::size_t i = 0; i < width; ++i) {
    how[i] = {isPacked(*select.table, select.columns[i]), isRead(*select.table, select.columns[i])};
  }
  const auto inLists = static_cast<std::size_t>(std::ranges::count(how, true, &How::isPacked));
  const std::size_t lists = (inLists + kMostCells - 1) / kMostCells;
  if (!packed.empty() && packed.columns != lists + width - inLists) return std::nullopt;
  Value* to = cells.data();
  for (std::size_t row = 0; row < packed.size(); ++row) {
    std::span<const Value> left = packed[row];
    // Two levels more than a document: the list of the row, and that of the document.
    JsonReader read({}, kMaxJsonDepth + 2);
    std::size_t count = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (!how[i].isPacked) continue;
      if (count++ % kMostCells == 0) {
        read = JsonReader(left.front().text, kMaxJsonDepth + 2);
        left = left.subspan(1);
        if (!read.beginArray()) return std::nullopt;
      }
      if (!readCell(read, arena, how[i].isRead, to[i])) return std::nullopt;
    }
    for (std::size_t i = 0; i < width; ++i) {
      if (how[i].isPacked) continue;
      to[i] = left.front();
      left = left.subspan(1);
    }
    to += width;
  }
  return Rows{static_cast<std::uint32_t>(width), cells};
}

}  // namespace agentkeep::sqlite
