// Items as DynamoDB's JSON, and rows.
#pragma once

#include <string>

#include "backends/dynamodb/evaluate.h"
#include "backends/dynamodb/layout.h"
#include "core/json-members.h"

namespace agentkeep::dynamodb {

// What an item has: its members are attributes, each {"S":"..."}, {"N":"1"}, ...
struct Item {
  JsonObjectParts attributes;

  // The value of an attribute; null where there is none or one of another type.
  [[nodiscard]] Value get(Text attribute, Arena& arena) const;
};

// Nothing if it is no object.
std::optional<Item> readItem(Text json, Arena& arena);

// The row of an item, as evaluate.h has it. Columns that must not be null and are not there have
// the least value of their type.
std::span<Value> rowOf(const Item& item, const Layout& layout, Arena& arena);

// {"S":"..."} or {"N":"..."}; `value` is not null.
void writeValue(JsonWriter& out, const Value& value);

// The bytes that DynamoDB counts for an attribute.
std::size_t bytesOf(Text attribute, const Value& value);

// The column that makes a key of the row longer than DynamoDB takes, as an error that names it and
// what it may have.
std::optional<Error> keysTooLong(Row row, const Layout& layout, Arena& arena);

// Attributes of an item, in order: all that a row has in it.
struct Attribute {
  Text name;
  Value value;
  // The columns it is made of, a bit each; 0: it never changes.
  std::uint64_t columns = 0;
};
// Those of the row: keys first, then markers, then columns; null where the item has none.
std::vector<Attribute> attributesOf(Row row, const Layout& layout, Arena& arena);

// What errors call a row: the first column of its key, where that is text.
Text idOf(Row row, const Layout& layout);

// The keys of a row's item, or of its place in an index.
std::optional<Text> partitionOf(const KeyPair& key, Row row, const Layout& layout, Arena& arena);
std::optional<Text> sortOf(const KeyPair& key, Row row, const Layout& layout, Arena& arena);

}  // namespace agentkeep::dynamodb
