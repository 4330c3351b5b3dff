#include "api/moved-rows.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/bytes.h"
#include "core/hex.h"
#include "core/integer.h"
#include "core/json.h"
#include "core/time.h"
#include "query/documents.h"

namespace agentkeep::api {

using query::Cell;
using query::Col;
using query::Column;
using query::Table;
using query::Type;
using query::Value;

namespace {

// Rows that come later stand behind it: there have to be numbers left.
constexpr std::int64_t kMostPlace = 9'000'000'000'000'000'000;

// `rows[3].createdAt must be a time`.
Error refusedAt(Text list, std::size_t index, Text member, Text why) {
  std::string field(list);
  field.append("[").append(std::to_string(index)).append("]");
  if (!member.empty()) field.append(".").append(member);
  return refused(field, why);
}

bool isNumber(JsonKind kind) { return kind == JsonKind::kNumber; }

// What a column is to hold, read from JSON; why not, if it cannot: empty, it can.
Text readCell(Arena& arena, const Column& column, Text json, Cell& out) {
  JsonReader reader(json);
  const JsonKind kind = reader.peek();
  const bool is_text = kind == JsonKind::kString;
  switch (column.type) {
    case Type::kText:
      if (!is_text) return "must be a string";
      out = {reader.string().decode(arena)};
      return {};
    case Type::kTimestamp: {
      const auto ms = is_text ? parseTime(reader.string().decode(arena)) : std::nullopt;
      if (!ms) return "must be a time";
      out = {query::Time{*ms}};
      return {};
    }
    case Type::kJson:
      out = {query::Json{json}};
      return {};
    case Type::kTextOrJson:
      if (is_text) {
        out = {reader.string().decode(arena)};
        return {};
      }
      if (kind != JsonKind::kObject && kind != JsonKind::kArray)
        return "must be a string, an object or a list";
      out = {query::Json{json}};
      return {};
    case Type::kInteger: {
      const auto integer = isNumber(kind) ? integerOf(json) : std::nullopt;
      if (!integer) return "must be an integer";
      out = {*integer};
      return {};
    }
    case Type::kReal:
      if (!isNumber(kind)) return "must be a number";
      out = {jsonNumber(json)};
      return {};
    case Type::kBoolean:
      if (kind != JsonKind::kTrue && kind != JsonKind::kFalse) return "must be true or false";
      out = {kind == JsonKind::kTrue};
      return {};
    case Type::kBytes: {
      const Text digits = is_text ? reader.string().decode(arena) : Text();
      const std::span<std::byte> bytes = arena.make<std::byte>(digits.size() / 2);
      if (!is_text || !bytesOfHex(digits, bytes)) return "must be bytes in hexadecimal digits";
      out = {query::Blob{textOf(std::as_bytes(bytes))}};
      return {};
    }
    case Type::kVector:  // of tables that are not moved
      break;
  }
  return "cannot be read";
}

// ---- Rows as JSON

// Without the blanks between its tokens.
Text compact(Arena& arena, Text json) {
  const auto isBlank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  std::span<char> out;
  std::size_t size = 0;
  std::size_t copied = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
      continue;
    }
    in_string = c == '"';
    if (!isBlank(c)) continue;
    if (out.empty()) out = arena.make<char>(json.size());
    size += json.copy(out.data() + size, i - copied, copied);
    copied = i + 1;
  }
  if (out.empty()) return json;
  size += json.copy(out.data() + size, json.size() - copied, copied);
  return {out.data(), size};
}

void writeCell(JsonWriter& out, Arena& arena, const Table& table, std::span<const Col> columns,
               std::span<const Value> row, std::size_t at) {
  const Value& value = row[at];
  const Type type = table[columns[at]].type;
  const bool is_number = value.kind != Value::Kind::kText;
  if (type == Type::kTimestamp) {
    // Other writers may spell it otherwise.
    const auto ms = is_number ? std::optional(value.integer) : parseTime(value.text);
    ms ? out.string(formatTime(*ms)) : out.string(value.text);
    return;
  }
  if (is_number) {
    if (type == Type::kBoolean) {
      out.boolean(value.integer != 0);
      return;
    }
    JsonWriter digits;
    value.kind == Value::Kind::kInteger ? digits.integer(value.integer) : digits.real(value.real);
    const bool quoted = type == Type::kText || type == Type::kTextOrJson;
    quoted ? out.string(digits.text()) : out.raw(digits.text());
    return;
  }
  if (type == Type::kBytes) {
    // In one case, whichever the database answers.
    std::string digits(value.text);
    for (char& c : digits) c = asciiLower(c);
    out.string(digits);
    return;
  }
  const bool document = (type == Type::kJson || type == Type::kTextOrJson) &&
                        query::isDocument(table, columns, row, at);
  document ? out.raw(compact(arena, value.text)) : out.string(value.text);
}

}  // namespace

Error refused(Text field, Text why) {
  Error error{ErrorCode::kInvalidArgument, {}, {}, {}};
  error->message.append(field).append(" ").append(why);
  return error;
}

Text shown(Text name) {
  const bool plain = name.size() <= 64 && std::ranges::all_of(name, [](char c) {
                       return c > ' ' && c <= '~' && c != '"' && c != '\\';
                     });
  return plain ? name : Text("that");
}

std::vector<Col> movedColumns(const Table& table) {
  std::vector<Col> out;
  out.reserve(table.columns.size());
  const auto count = static_cast<Col>(table.columns.size());
  for (Col i = 0; i < count; ++i) {
    const bool is_reference =
        std::ranges::any_of(table.columns, [&](const Column& each) { return each.reference == i; });
    if (!table[i].isDerived() && !is_reference) out.push_back(i);
  }
  return out;
}

std::optional<Error> readKey(Call& call, const Table& table, Text json, Text list,
                             std::size_t index, std::vector<Cell>& out) {
  const std::span<const Col> key = table.keys[0].columns;
  JsonReader reader(json);
  std::size_t count = 0;
  if (reader.peek() == JsonKind::kArray && reader.beginArray()) {
    for (; reader.nextItem(); ++count) {
      const Text value = reader.value();
      if (count >= key.size()) continue;
      Cell cell;
      const Text problem = readCell(call.arena, table[key[count]], value, cell);
      if (!problem.empty()) return refusedAt(list, index, table[key[count]].name, problem);
      out.push_back(cell);
    }
  }
  if (count == key.size() && !reader.failed()) return std::nullopt;
  return refusedAt(list, index, {}, "must be the list of the values of a key");
}

std::optional<Error> readKeys(Call& call, const Table& table, std::span<const JsonValue> keys,
                              std::span<const Cell>& out) {
  std::vector<Cell> cells;
  cells.reserve(keys.size() * table.keys[0].columns.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (auto problem = readKey(call, table, keys[i].text, "keys", i, cells)) return problem;
  }
  out = call.arena.copy(std::span<const Cell>(cells));
  return std::nullopt;
}

void writeKey(JsonWriter& out, Arena& arena, const Table& table, std::span<const Col> columns,
              std::span<const Value> row) {
  for (const Col each : table.keys[0].columns) {
    const auto at = static_cast<std::size_t>(std::ranges::find(columns, each) - columns.begin());
    writeCell(out, arena, table, columns, row, at);
  }
}

void writeRow(JsonWriter& out, Arena& arena, const Table& table, std::span<const Col> columns,
              std::span<const Value> row) {
  out.beginObject();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (row[i].isNull()) continue;
    out.rawKey(table[columns[i]].name);
    writeCell(out, arena, table, columns, row, i);
  }
  out.endObject();
}

// ---- Rows from JSON

std::optional<Error> RowReader::read(std::span<const JsonValue> rows) {
  cells_ = call_.arena.make<Cell>(rows.size() * columns_.size());
  places_ = call_.arena.make<std::int64_t>(table_.keeps_insertion_order ? rows.size() : 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (auto problem = readRow(rows[i].text, i)) return problem;
  }
  const bool some = placed_ != 0;
  if (some && placed_ != rows.size()) {
    return refused("rows", "must all have _insertion, or none");
  }
  if (!some) places_ = {};
  return std::nullopt;
}

query::Insert RowReader::insert(Text on_conflict) const {
  query::Insert out{.table = &table_,
                    .columns = call_.arena.copy(std::span<const Col>(columns_)),
                    .rows = cells_,
                    .places = places_};
  if (on_conflict == "skip") out.on_conflict = query::OnConflict::kSkip;
  if (on_conflict != "replace") return out;
  out.on_conflict = query::OnConflict::kChange;
  std::vector<query::Change> changes;
  changes.reserve(columns_.size());
  for (const Col each : columns_) {
    const auto key = table_.keys[0].columns;
    if (std::ranges::find(key, each) != key.end()) continue;
    changes.push_back({.column = each, .how = query::How::kSet, .value = {query::Incoming{}}});
  }
  out.changes = call_.arena.copy(std::span<const query::Change>(changes));
  return out;
}

std::optional<Error> RowReader::readRow(Text json, std::size_t index) {
  const std::span<Cell> row = cells_.subspan(index * columns_.size(), columns_.size());
  for (Cell& cell : row) cell = {query::Null{}};
  JsonReader reader(json);
  if (reader.peek() != JsonKind::kObject || !reader.beginObject()) {
    return refusedAt("rows", index, {}, "must be an object");
  }
  JsonString member;
  std::size_t next = 0;  // columns come in their order, mostly
  bool has_place = false;
  while (reader.nextMember(member)) {
    const Text name = member.decode(call_.arena);
    const Text value = reader.value();
    if (name == kPlace && table_.keeps_insertion_order) {
      JsonReader place(value);
      const bool is_text = place.peek() == JsonKind::kString;
      const auto number = is_text ? integerOf(place.string().raw) : std::nullopt;
      std::int64_t sum = 0;
      if (!number) return refusedAt("rows", index, kPlace, "must be an integer, as a string");
      if (__builtin_add_overflow(*number, behind_, &sum) || sum > kMostPlace) {
        return refusedAt("rows", index, kPlace, "must not be more than 9 * 10^18 with `behind`");
      }
      places_[index] = sum;
      placed_ += has_place ? 0 : 1;
      has_place = true;
      continue;
    }
    while (next < columns_.size() && table_[columns_[next]].name != name) ++next;
    if (next == columns_.size()) {
      next = 0;
      while (next < columns_.size() && table_[columns_[next]].name != name) ++next;
    }
    if (next == columns_.size()) {
      Error error = refusedAt("rows", index, {}, "has a column that the table does not have: ");
      error->message.append(shown(name));
      return error;
    }
    const Text problem = readCell(call_.arena, table_[columns_[next]], value, row[next]);
    if (!problem.empty()) return refusedAt("rows", index, name, problem);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = table_[columns_[i]];
    const auto key = table_.keys[0].columns;
    const bool in_key = std::ranges::find(key, columns_[i]) != key.end();
    if (query::isNull(row[i]) && (!column.nullable || in_key)) {
      return refusedAt("rows", index, column.name, "is missing");
    }
  }
  return std::nullopt;
}

}  // namespace agentkeep::api
