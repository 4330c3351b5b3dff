#include "backends/dynamodb/item.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "backends/dynamodb/limits.h"
#include "core/hex.h"

namespace agentkeep::dynamodb {

using Kind = Value::Kind;

namespace {

// What a column without a value has, where it must have one: other writers leave attributes out.
Value leastOf(const query::Column& column) {
  switch (column.type) {
    case query::Type::kInteger:
    case query::Type::kBoolean:
      return integerValue(0);
    case query::Type::kReal:
      return {.kind = Kind::kReal, .real = 0};
    case query::Type::kTimestamp:
      return textValue("1970-01-01T00:00:00.000Z");
    case query::Type::kJson:
      return textValue("{}");
    case query::Type::kBytes:
      return bytesValue("");
    default:
      return textValue("");
  }
}

constexpr Text kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64OfHex(Text digits) {
  std::string out;
  out.reserve(digits.size() / 6 * 4 + 4);
  for (; !digits.empty(); digits.remove_prefix(std::min<std::size_t>(6, digits.size()))) {
    const Text some = digits.substr(0, 6);
    const std::size_t chars = (some.size() * 4 + 5) / 6;  // of these that say something
    std::uint64_t bits = *readHex(some);
    bits <<= 4 * (6 - some.size());
    for (std::size_t i = 0; i < 4; ++i) {
      out += i < chars ? kBase64[bits >> (18 - 6 * i) & 63U] : '=';
    }
  }
  return out;
}

Text hexOfBase64(Text text, Arena& arena) {
  std::string out;
  out.reserve(text.size() * 3 / 2);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::size_t at = kBase64.find(c);
    if (at == Text::npos) break;
    bits = bits << 6U | static_cast<std::uint32_t>(at);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += hexDigit(bits >> (count + 4));
    out += hexDigit(bits >> count);
  }
  return arena.text(out);
}

std::uint64_t columnsOf(std::span<const Part> parts) {
  std::uint64_t columns = 0;
  for (const Part& part : parts) {
    if (part.column != query::kNoCol) columns |= bitOf(part.column);
  }
  return columns;
}

std::vector<Value> valuesOf(std::span<const Part> parts, Row row) {
  std::vector<Value> values;
  for (const Part& part : parts) {
    values.push_back(part.column == query::kNoCol ? Value{} : row[part.column]);
  }
  return values;
}

}  // namespace

Value Item::get(Text attribute, Arena& arena) const {
  const JsonMember* member = find(attributes, attribute);
  if (member == nullptr) return {};
  JsonReader reader(member->value);
  JsonString type;
  if (!reader.beginObject() || !reader.nextMember(type)) return {};
  if (type.raw == "S") return textValue(reader.string().decode(arena));
  if (type.raw == "N") return numberValue(reader.string().decode(arena));
  if (type.raw == "B") return bytesValue(hexOfBase64(reader.string().decode(arena), arena));
  if (type.raw == "BOOL") return integerValue(reader.value() == "true" ? 1 : 0);
  return {};
}

std::optional<Item> readItem(Text json, Arena& arena) {
  auto members = membersOf(json, arena);
  if (!members) return std::nullopt;
  return Item{std::move(*members)};
}

std::span<Value> rowOf(const Item& item, const Layout& layout, Arena& arena) {
  const Table& table = layout.table();
  const std::span<Value> row = arena.make<Value>(table.columns.size() + 1);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const query::Column& column = table.columns[i];
    if (column.isDerived()) continue;
    row[i] = item.get(layout.attribute(static_cast<Col>(i)), arena);
    if (row[i].kind == Kind::kInteger && column.type == query::Type::kReal) {
      row[i] = {.kind = Kind::kReal, .real = static_cast<double>(row[i].integer)};
    }
    if (row[i].kind == Kind::kText && column.type == query::Type::kReal) {
      row[i] = {.kind = Kind::kReal, .real = jsonNumber(row[i].text)};
    }
    if (row[i].isNull() && !column.nullable) row[i] = leastOf(column);
  }
  row.back() = item.get(kInsertionAttribute, arena);
  if (row.back().kind != Kind::kInteger) {
    // Of another writer: a place before all others that is its own, as far as a hash can say.
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const Text key : {item.get(kPk, arena).text, item.get(kSk, arena).text}) {
      for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    }
    row.back() = integerValue(-1 - static_cast<std::int64_t>(hash >> 2));
  }
  derive(row, table, arena);
  return row;
}

void writeValue(JsonWriter& out, const Value& value) {
  std::string number;
  // DynamoDB's numbers end before those of JavaScript do: such a one is a text.
  const double size = std::abs(value.real);
  const bool fits = size < 1e125 && (size > 1e-129 || size == 0);
  if (value.kind == Kind::kReal) writeJsonReal(number, value.real);
  if (value.kind == Kind::kInteger) number = std::to_string(value.integer);
  out.beginObject();
  if (value.form == Value::Form::kBytes) {
    out.key("B").string(base64OfHex(value.text)).endObject();
    return;
  }
  out.key(value.kind == Kind::kText || !fits ? Text("S") : Text("N"));
  out.string(value.kind == Kind::kText ? value.text : Text(number));
  out.endObject();
}

std::size_t bytesOf(Text attribute, const Value& value) {
  return attribute.size() + (value.kind == Kind::kText ? value.text.size() : 12);
}

Text idOf(Row row, const Layout& layout) {
  const Value& id = row[layout.table().keys[0].columns[0]];
  return id.kind == Kind::kText ? id.text : Text();
}

std::optional<Text> partitionOf(const KeyPair& key, Row row, const Layout& layout, Arena& arena) {
  if (key.absent != query::kNoCol && !row[key.absent].isNull()) return std::nullopt;
  return layout.partitionKey(key, valuesOf(key.pkParts, row), arena);
}

std::optional<Text> sortOf(const KeyPair& key, Row row, const Layout& layout, Arena& arena) {
  return layout.sortKey(key, valuesOf(key.skParts, row), arena);
}

std::optional<Error> keysTooLong(Row row, const Layout& layout, Arena& arena) {
  for (const KeyPair& key : layout.keys()) {
    if (!key.exists) continue;
    for (const bool sorts : {false, true}) {
      const auto text =
          sorts ? sortOf(key, row, layout, arena) : partitionOf(key, row, layout, arena);
      const std::size_t most = sorts ? kMaxSortKeyBytes : kMaxPartitionKeyBytes;
      if (!text || text->size() <= most) continue;
      Col longest = query::kNoCol;
      std::size_t bytes = 0;
      for (const Part& part : sorts ? key.skParts : key.pkParts) {
        if (part.column == query::kNoCol) continue;
        const std::size_t size = layout.keyText(row[part.column]).size();
        if (size < bytes) continue;
        longest = part.column;
        bytes = size;
      }
      const std::size_t over = text->size() - most;
      return Error{
          ErrorCode::kTooLarge,
          std::string(layout.table()[longest].member()) + " must not have more than " +
              std::to_string(bytes - std::min(bytes, over)) +
              (layout.isForeign() ? " bytes in lower case" : " bytes, # and % being three") +
              ": DynamoDB takes keys of " + std::to_string(most),
          {},
          {}};
    }
  }
  return std::nullopt;
}

std::vector<Attribute> attributesOf(Row row, const Layout& layout, Arena& arena) {
  std::vector<Attribute> out;
  const auto add = [&](Text name, std::optional<Text> text, std::uint64_t columns) {
    out.push_back({name, text ? textValue(*text) : Value{}, columns});
  };
  for (const KeyPair& key : layout.keys()) {
    auto partition = partitionOf(key, row, layout, arena);
    auto sort = sortOf(key, row, layout, arena);
    std::uint64_t ofPk = columnsOf(key.pkParts);
    if (key.absent != query::kNoCol) ofPk |= bitOf(key.absent);
    const std::uint64_t ofSk = columnsOf(key.skParts);
    // In an index is who has both; DynamoDB leaves out who lacks one.
    add(key.pk, partition, ofPk);
    add(key.sk, sort, ofSk);
  }
  add("entity", layout.entity(), 0);
  if (layout.isForeign()) {
    add("__edb_e__", layout.entity(), 0);
    add("__edb_v__", Text("1"), 0);
  }
  const Table& table = layout.table();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].isDerived()) continue;
    out.push_back({layout.attribute(static_cast<Col>(i)), row[i], bitOf(static_cast<Col>(i))});
  }
  if (table.keeps_insertion_order && row.back().integer > 0) {
    out.push_back({kInsertionAttribute, row.back(), bitOf(query::kInsertion)});
  }
  return out;
}

}  // namespace agentkeep::dynamodb
