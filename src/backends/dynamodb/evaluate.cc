#include "backends/dynamodb/evaluate.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/ascii.h"
#include "core/hex.h"
#include "core/integer.h"
#include "core/json-members.h"
#include "core/text-index.h"
#include "core/time.h"

namespace agentkeep::dynamodb {

using query::How;
using query::Is;
using query::Type;
using Kind = Value::Kind;

Text textOf(const Value& value, Arena& arena) {
  if (value.kind == Kind::kText) return value.text;
  std::string out;
  if (value.kind == Kind::kReal) {
    writeJsonReal(out, value.real);
  } else {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value.integer).ptr);
  }
  return arena.text(out);
}

Value numberValue(Text json) {
  const auto integer = integerOf(json);
  return integer ? integerValue(*integer) : Value{.kind = Kind::kReal, .real = jsonNumber(json)};
}

namespace {

Value realValue(double real) { return {.kind = Kind::kReal, .real = real}; }

double numberOf(const Value& value) {
  return value.kind == Kind::kInteger ? static_cast<double>(value.integer) : value.real;
}

Text folded(Text text, Arena& arena) {
  const std::span<char> out = arena.make<char>(text.size());
  std::ranges::transform(text, out.begin(), asciiLower);
  return {out.data(), out.size()};
}

const Column& columnOf(const Field& field, const Table& table) {
  static constexpr Column kPlace{.name = "insertion", .type = Type::kInteger, .nullable = false};
  return field.column == query::kInsertion ? kPlace : table[field.column];
}

std::optional<Text> memberAt(const Where& where, std::span<const Text> path, Row row,
                             const Table& table, Arena& arena) {
  const auto document = documentOf(at(row, where.field.column), table[where.field.column]);
  return document ? memberOf(*document, path, arena) : std::nullopt;
}

bool hasTexts(const Where& where, Row row, const Table& table, Arena& arena) {
  const auto list = memberAt(where, where.field.path, row, table, arena);
  auto items = list ? itemsOf(*list) : std::nullopt;
  if (list && !items && where.lone) items.emplace(1, *list);
  if (!items) return false;
  const auto has = [&](const Cell& cell) {
    if (const auto* json = std::get_if<query::Json>(&cell.value)) {
      return std::ranges::any_of(*items,
                                 [&](Text item) { return sameJson(item, json->text, arena); });
    }
    const auto* text = std::get_if<Text>(&cell.value);
    return text != nullptr &&
           std::ranges::any_of(*items, [&](Text item) { return isString(item, *text, arena); });
  };
  return where.is == Is::kHasAll ? std::ranges::all_of(where.values, has)
                                 : std::ranges::any_of(where.values, has);
}

bool hasItem(const Where& where, Row row, const Table& table, Arena& arena) {
  const std::span<const Text> path = where.field.path;
  const auto* wanted = std::get_if<Text>(&where.values[0].value);
  if (path.empty() || wanted == nullptr) return false;
  const auto list = memberAt(where, path.first(path.size() - 1), row, table, arena);
  const auto items = list ? itemsOf(*list) : std::nullopt;
  return items && std::ranges::any_of(*items, [&](Text item) {
           const auto member = memberOf(item, path.last(1), arena);
           return member && isString(*member, *wanted, arena);
         });
}

bool textMatch(const Where& where, Row row, const Table& table, Arena& arena) {
  const auto* wanted = std::get_if<Text>(&where.values[0].value);
  const Value value = operandOf(where.field, row, table, arena);
  if (wanted == nullptr || value.isNull()) return false;
  Text text = textOf(value, arena);
  Text part = *wanted;
  if (where.fold) {
    text = folded(text, arena);
    part = folded(part, arena);
  }
  if (where.is == Is::kPrefix) return text.starts_with(part);
  if (where.is == Is::kSuffix) return text.ends_with(part);
  return text.contains(part);
}

// Each item stands for the row's document.
bool itemsMatch(const Where& where, Row row, const Table& table, Arena& arena) {
  const auto list = memberAt(where, where.field.path, row, table, arena);
  const auto items = list ? itemsOf(*list) : std::nullopt;
  if (!items) return false;
  if (where.is == Is::kLength) {
    const auto* length = std::get_if<std::int64_t>(&where.values[0].value);
    return length != nullptr && items->size() == static_cast<std::uint64_t>(*length);
  }
  std::vector<Value> inner(row.begin(), row.end());
  return std::ranges::any_of(*items, [&](Text item) {
    inner[where.field.column] = textValue(item);
    return matches(where.parts[0], inner, table, arena);
  });
}

bool holds(Is is, std::strong_ordering order) {
  switch (is) {
    case Is::kLt:
      return order < 0;
    case Is::kLe:
      return order <= 0;
    case Is::kGt:
      return order > 0;
    default:
      return order >= 0;
  }
}

// The milliseconds between two times.
Value elapsed(const Value& from, const Value& to) {
  const auto start = from.isNull() ? std::nullopt : parseTime(from.text);
  const auto end = to.isNull() ? std::nullopt : parseTime(to.text);
  return start && end ? integerValue(*end - *start) : Value{};
}

Value textIn(Text json, query::As as, Arena& arena) {
  if (!json.starts_with('"')) return {};
  const Value text = scalarOf(json, arena);
  if (as == query::As::kText) return text;
  const Text rest = trimmed(text.text);
  return rest.empty() ? Value{} : textValue(rest);
}

// Numbers with numbers, texts with texts.
bool jsonOrder(const Where& where, Text wanted, Row row, const Table& table, Arena& arena) {
  const auto stored = memberAt(where, where.field.path, row, table, arena);
  const JsonKind kind = JsonReader(wanted).peek();
  if (!stored || JsonReader(*stored).peek() != kind) return false;
  if (kind != JsonKind::kNumber && kind != JsonKind::kString) return false;
  return holds(where.is, compare(scalarOf(*stored, arena), scalarOf(wanted, arena)));
}

bool comparison(const Where& where, Row row, const Table& table, Arena& arena) {
  const auto* json = std::get_if<query::Json>(&where.values[0].value);
  if (json != nullptr && where.is >= Is::kLt)
    return jsonOrder(where, json->text, row, table, arena);
  Value value = operandOf(where.field, row, table, arena);
  Value wanted = valueOf(where.values[0], columnOf(where.field, table), arena);
  if (where.fold) {
    if (value.kind == Kind::kText) value.text = folded(value.text, arena);
    if (wanted.kind == Kind::kText) wanted.text = folded(wanted.text, arena);
  }
  if (where.is == Is::kEq) return equal(value, wanted);
  if (where.is == Is::kNe) return !equal(value, wanted);
  if (value.isNull() || wanted.isNull()) return false;
  return holds(where.is, compare(value, wanted));
}

// ---- Changes

template <class Edit>
Text editAt(std::optional<Text> document, std::span<const Text> path, Arena& arena, Edit edit) {
  if (path.empty()) return edit(document);
  auto members = document ? membersOf(*document, arena) : std::nullopt;
  if (!members) members.emplace();
  const JsonMember* member = find(*members, path[0]);
  const Text inner = editAt(member == nullptr ? std::nullopt : std::optional(member->value),
                            path.subspan(1), arena, edit);
  set(*members, path[0], inner, arena);
  return objectOf(*members, arena);
}

Text mergedItems(std::optional<Text> document, Text patch, Arena& arena) {
  auto items = document ? itemsOf(*document) : std::nullopt;
  if (!items) items.emplace();
  const auto given = itemsOf(patch);
  for (std::size_t i = 0; given && i < given->size(); ++i) {
    if (i >= items->size()) {
      items->push_back((*given)[i]);
    } else if ((*given)[i] != "null") {
      (*items)[i] = (*given)[i];
    }
  }
  return listOf(*items, arena);
}

Text pushed(std::optional<Text> document, Text item, Arena& arena) {
  auto items = document ? itemsOf(*document) : std::nullopt;
  if (!items) items.emplace();
  items->push_back(item);
  return listOf(*items, arena);
}

// The value as JSON.
Text jsonOf(const Value& value, const Cell& cell, const Column& column, Arena& arena) {
  if (value.isNull()) return "null";
  if (value.kind != Kind::kText) return textOf(value, arena);
  const bool isDocument = column.type == Type::kJson || column.type == Type::kTextOrJson;
  if (std::holds_alternative<query::Json>(cell.value)) return value.text;
  if (isDocument && !std::holds_alternative<Text>(cell.value) && isJson(value.text)) {
    return value.text;
  }
  std::string out;
  writeJsonString(out, value.text);
  return arena.text(out);
}

Value touched(const Value& old, const Value& given, Arena& arena) {
  const auto before = old.kind == Kind::kText && old.text.size() > 4 && old.text[4] == '-'
                          ? parseTime(old.text)
                          : std::nullopt;
  if (!before) return given;
  const Value later = textValue(arena.text(formatTime(*before + 1)));
  return given.isNull() || compare(given, later) < 0 ? later : given;
}

}  // namespace

Value scalarOf(Text json, Arena& arena) {
  JsonReader reader(json);
  switch (reader.peek()) {
    case JsonKind::kString:
      return textValue(reader.string().decode(arena));
    case JsonKind::kNumber:
      return numberValue(json);
    case JsonKind::kTrue:
    case JsonKind::kFalse:
      return integerValue(json == "true" ? 1 : 0);
    case JsonKind::kNull:
    case JsonKind::kNone:
      return {};
    default:
      return textValue(json);
  }
}

Value valueOf(const Cell& cell, const Column& column, Arena& arena) {
  if (const auto* text = std::get_if<Text>(&cell.value)) return textValue(*text);
  if (const auto* json = std::get_if<query::Json>(&cell.value)) {
    if (json->text.empty() || (json->text == "null" && !column.keeps_json_null)) return {};
    return textValue(json->text);
  }
  if (const auto* blob = std::get_if<query::Blob>(&cell.value)) {
    std::string digits;
    appendHexOf(digits, blob->bytes);
    return bytesValue(arena.text(digits));
  }
  if (const auto* time = std::get_if<query::Time>(&cell.value)) {
    return textValue(arena.text(formatTime(time->ms)));
  }
  if (const auto* integer = std::get_if<std::int64_t>(&cell.value)) {
    return column.type == Type::kReal ? realValue(static_cast<double>(*integer))
                                      : integerValue(*integer);
  }
  if (const auto* real = std::get_if<double>(&cell.value)) return realValue(*real);
  if (const auto* boolean = std::get_if<bool>(&cell.value)) return integerValue(*boolean ? 1 : 0);
  return {};
}

Cell cellOf(const Value& value) {
  switch (value.kind) {
    case Kind::kText:
      return {value.text};
    case Kind::kInteger:
      return {value.integer};
    case Kind::kReal:
      return {value.real};
    default:
      return {query::Null{}};
  }
}

Where proposed(const Where& where, Row row, Arena& arena) {
  Where out = where;
  if (!where.values.empty() && std::holds_alternative<query::Incoming>(where.values[0].value)) {
    out.values = arena.list({cellOf(at(row, where.field.column))});
  }
  const std::span<Where> parts = arena.make<Where>(where.parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = proposed(where.parts[i], row, arena);
  }
  out.parts = parts;
  return out;
}

bool equal(const Value& a, const Value& b) {
  if (a.isNull() || b.isNull()) return a.isNull() && b.isNull();
  return compare(a, b) == 0;
}

std::strong_ordering compare(const Value& a, const Value& b) {
  if (a.kind == Kind::kText && b.kind == Kind::kText) return a.text.compare(b.text) <=> 0;
  if (a.kind == Kind::kText || b.kind == Kind::kText) {
    return (a.kind == Kind::kText ? 1 : 0) <=> (b.kind == Kind::kText ? 1 : 0);
  }
  if (a.kind == Kind::kInteger && b.kind == Kind::kInteger) return a.integer <=> b.integer;
  const double left = numberOf(a);
  const double right = numberOf(b);
  return left < right   ? std::strong_ordering::less
         : left > right ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

std::optional<Text> documentOf(const Value& value, const Column& column) {
  if (value.kind != Kind::kText) return std::nullopt;
  if (column.type == Type::kTextOrJson && !value.text.starts_with('{') &&
      !value.text.starts_with('[')) {
    return std::nullopt;
  }
  if (!isJson(value.text)) return std::nullopt;
  return JsonReader(value.text).value();
}

Value operandOf(const Field& field, Row row, const Table& table, Arena& arena) {
  const Value& value = at(row, field.column);
  if (field.isPlain()) return value;
  if (field.since != query::kNoCol) return elapsed(at(row, field.since), value);
  const auto document = documentOf(value, table[field.column]);
  const auto member = document ? memberOf(*document, field.path, arena) : std::nullopt;
  if (field.as != query::As::kValue) return member ? textIn(*member, field.as, arena) : Value{};
  return member ? scalarOf(*member, arena) : Value{};
}

bool sameJson(Text a, Text b, Arena& arena) {
  const JsonKind kind = JsonReader(a).peek();
  if (JsonReader(b).peek() != kind) return false;
  switch (kind) {
    case JsonKind::kObject: {
      const auto left = membersOf(a, arena);
      const auto right = membersOf(b, arena);
      TextIndex places(arena, right ? right->size() : 0);
      for (std::size_t i = 0; right && i < right->size(); ++i) places.put((*right)[i].name, i);
      return left && right && left->size() == right->size() &&
             std::ranges::all_of(*left, [&](const JsonMember& member) {
               const std::uint32_t at = places.find(member.name);
               return at != TextIndex::kNone && sameJson(member.value, (*right)[at].value, arena);
             });
    }
    case JsonKind::kArray: {
      const auto left = itemsOf(a);
      const auto right = itemsOf(b);
      return left && right && std::ranges::equal(*left, *right, [&](Text x, Text y) {
               return sameJson(x, y, arena);
             });
    }
    case JsonKind::kString:
    case JsonKind::kNumber:
      return equal(scalarOf(a, arena), scalarOf(b, arena));
    case JsonKind::kNone:
      return false;
    default:
      return true;
  }
}

bool matches(const Where& where, Row row, const Table& table, Arena& arena) {
  const auto match = [&](const Where& part) { return matches(part, row, table, arena); };
  switch (where.is) {
    case Is::kAll:
      return true;
    case Is::kAnd:
      return std::ranges::all_of(where.parts, match);
    case Is::kOr:
      return std::ranges::any_of(where.parts, match);
    case Is::kNot:
      return !match(where.parts[0]);
    case Is::kEq:
    case Is::kNe:
    case Is::kLt:
    case Is::kLe:
    case Is::kGt:
    case Is::kGe:
      return comparison(where, row, table, arena);
    case Is::kIn: {
      const Value value = operandOf(where.field, row, table, arena);
      return !value.isNull() && std::ranges::any_of(where.values, [&](const Cell& cell) {
        return equal(value, valueOf(cell, columnOf(where.field, table), arena));
      });
    }
    case Is::kKeyIn: {
      const std::span<const Col> key = table.keys[0].columns;
      for (std::size_t from = 0; from + key.size() <= where.values.size(); from += key.size()) {
        bool same = true;
        for (std::size_t i = 0; same && i < key.size(); ++i) {
          same = equal(at(row, key[i]), valueOf(where.values[from + i], table[key[i]], arena));
        }
        if (same) return true;
      }
      return false;
    }
    case Is::kAfterKey: {
      const std::span<const Col> key = table.keys[0].columns;
      for (std::size_t i = 0; i < where.values.size(); ++i) {
        const auto is = compare(at(row, key[i]), valueOf(where.values[i], table[key[i]], arena));
        if (is != 0) return is > 0;
      }
      return where.values.empty();
    }
    case Is::kPrefix:
    case Is::kSuffix:
    case Is::kContains:
      return textMatch(where, row, table, arena);
    case Is::kJsonEq: {
      const auto* wanted = std::get_if<query::Json>(&where.values[0].value);
      if (wanted == nullptr || wanted->text.empty()) return false;
      const auto stored = memberAt(where, where.field.path, row, table, arena);
      return stored && sameJson(*stored, wanted->text, arena);
    }
    case Is::kHasAll:
    case Is::kHasAny:
      return hasTexts(where, row, table, arena);
    case Is::kHasItem:
      return hasItem(where, row, table, arena);
    case Is::kSome:
    case Is::kLength:
      return itemsMatch(where, row, table, arena);
    case Is::kMatches:  // Database::matchesPatterns() says no
    case Is::kInRows:
    case Is::kExists:
      return false;
  }
  return false;
}

std::uint64_t columnsOf(const Where& where, const Table& table) {
  std::uint64_t columns = 0;
  if (where.field.column < table.columns.size()) {
    const Column& column = table[where.field.column];
    columns |= bitOf(column.isDerived() ? column.member_of : where.field.column);
  }
  if (where.field.since != query::kNoCol) columns |= bitOf(where.field.since);
  if (where.is == Is::kKeyIn || where.is == Is::kAfterKey) {
    for (const Col key : table.keys[0].columns) columns |= bitOf(key);
  }
  for (const Where& part : where.parts) columns |= columnsOf(part, table);
  return columns;
}

Value changed(const query::Change& change, const Value& old, const Value& given,
              const Column& column, Arena& arena) {
  const auto edit = [&](auto inner) {
    return textValue(editAt(documentOf(old, column), change.path, arena, inner));
  };
  switch (change.how) {
    case How::kSet:
      if (change.path.empty()) return given;
      return edit([&](std::optional<Text>) { return jsonOf(given, change.value, column, arena); });
    case How::kAdd: {
      if (given.isNull()) return old;
      if (old.kind == Kind::kText || old.isNull()) return given;
      if (old.kind == Kind::kInteger && given.kind == Kind::kInteger) {
        return integerValue(std::min(old.integer + given.integer, query::kMostCounted));
      }
      return realValue(numberOf(old) + numberOf(given));
    }
    case How::kAppend: {
      if (given.isNull()) return old;
      if (old.isNull() || old.text.empty()) return given;
      return textValue(arena.text(std::string(old.text) + std::string(change.separator) +
                                  std::string(textOf(given, arena))));
    }
    case How::kPush:
      return edit([&](std::optional<Text> document) {
        return pushed(document, jsonOf(given, change.value, column, arena), arena);
      });
    case How::kMerge:
      return textValue(merged(documentOf(old, column), change.path,
                              given.isNull() ? Text("{}") : given.text, arena));
    case How::kMergeItems:
      return edit([&](std::optional<Text> document) {
        return mergedItems(document, given.isNull() ? Text("[]") : given.text, arena);
      });
    case How::kTouch:
      return touched(old, given, arena);
    case How::kSum:
    case How::kLeast:
    case How::kMost: {
      if (given.isNull()) return old;
      if (old.isNull()) return given;
      if (change.how == How::kSum) return realValue(numberOf(old) + numberOf(given));
      const bool is_less = numberOf(given) < numberOf(old);
      return is_less == (change.how == How::kLeast) ? given : old;
    }
  }
  return old;
}

void derive(std::span<Value> row, const Table& table, Arena& arena) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (!column.isDerived()) continue;
    const Text path[] = {column.name};
    row[i] = operandOf({.column = column.member_of, .path = path}, row, table, arena);
    if (!row[i].isNull() && row[i].kind != Kind::kText) row[i] = textValue(textOf(row[i], arena));
  }
}

}  // namespace agentkeep::dynamodb
