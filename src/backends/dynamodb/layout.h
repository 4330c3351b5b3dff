// How rows are items: one table for all of them, its keys and two indexes.
//
// Tables that @mastra/dynamodb has an entity for keep its format (ElectroDB: service `mastra`,
// version 1): `$mastra#entity_message#id_m1`, values in lower case. The rest are entities of our
// own, which follow from query::Table: the first two access paths are the indexes, and values keep
// their case. A path of one column is one partition. That of all rows is not asked; that of the
// rows that have no value in a column is, where a condition says so.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/arena.h"
#include "query/database.h"
#include "query/table.h"

namespace agentkeep::dynamodb {

using query::Col;
using query::Table;
using query::Value;

inline constexpr Text kPk = "pk", kSk = "sk";
// Behind every text that begins as the one before it.
inline constexpr Text kBehindAll = "\xf4\x8f\xbf\xbf";
inline constexpr Text kInsertionAttribute = "insertion";

// One column in a key attribute. An entity may say its own name instead of a column (kNoCol).
struct Part {
  Text label;
  Col column = query::kNoCol;
};

// A pair of key attributes: of the items themselves, or of an index.
struct KeyPair {
  Text index;  // its name; empty: the table's own keys
  Text pk, sk;
  std::vector<Part> pkParts, skParts;
  bool exists = true;  // the table has this index; else the attributes are only written along
  Col absent = query::kNoCol;  // the index has only the rows that have no value there
};

class Layout {
 public:
  explicit Layout(const Table& table);

  [[nodiscard]] const Table& table() const { return *table_; }
  [[nodiscard]] Text entity() const { return entity_; }
  // Of @mastra/dynamodb: carries its markers, and ids that differ by case only are one item.
  [[nodiscard]] bool isForeign() const { return foreign_; }
  [[nodiscard]] Text attribute(Col column) const { return attributes_[column]; }
  // The first is the table's own.
  [[nodiscard]] std::span<const KeyPair> keys() const { return keys_; }
  // A key attribute says it, too.
  [[nodiscard]] bool isIndexed(Col column) const;
  // A row that is there has this column: an item without it is none.
  [[nodiscard]] Col presence() const { return presence_; }

  // The key attribute whose parts have these values, in order. Null values: nothing, the item is
  // not in the index; in the sort keys of our own indexes they are kBehindAll.
  std::optional<Text> partitionKey(const KeyPair& key, std::span<const Value> values,
                                   Arena& arena) const;
  std::optional<Text> sortKey(const KeyPair& key, std::span<const Value> values,
                              Arena& arena) const;
  // What a sort key of one part begins with, in front of the value, and the value as it has it.
  [[nodiscard]] std::string sortPrefix(const KeyPair& key) const;
  [[nodiscard]] std::string keyText(const Value& value) const;

 private:
  void addForeign(const struct Entity& entity);
  void addOwn();
  [[nodiscard]] Part part(Text column) const;

  const Table* table_;
  Text entity_;
  bool foreign_ = false;
  std::vector<Text> attributes_;
  std::vector<KeyPair> keys_;
  Col presence_ = 0;
};

}  // namespace agentkeep::dynamodb
