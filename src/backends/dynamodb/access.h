// How rows are found: by their keys, by a partition of the table or of an index, or by reading all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backends/dynamodb/evaluate.h"
#include "backends/dynamodb/layout.h"

namespace agentkeep::dynamodb {

struct ItemKey {
  Text pk, sk;
};

// A list that may end early, since it is in the order of its sort key.
struct Enough {
  std::uint64_t rows = 0;  // that match, and all others of the last one's place in the order
  Col order = query::kNoCol;
  bool descending = false;
};

struct PartitionQuery {
  const KeyPair* key = nullptr;
  Text pk;
  std::optional<Text> from, to;  // of the sort key, both inclusive
  std::optional<Enough> enough;
  Where where = {};  // of the rows that count
};

struct Access {
  std::vector<ItemKey> items;
  std::vector<PartitionQuery> queries;
};

// The calls that find every row that matches, and maybe more; nothing if only a scan does. Keys
// that are longer than DynamoDB takes are nobody's, and left out.
std::optional<Access> accessOf(const Layout& layout, const Where& where, Arena& arena);

// The one row that a condition names by its whole key and by nothing else: its key's columns.
std::optional<std::span<Value>> pinnedTo(const Layout& layout, const Where& where, Arena& arena);

// The key of the row with these cells of the primary key; nothing if one is null, or if it is
// longer than DynamoDB takes: keysTooLong() says why.
std::optional<ItemKey> keyOf(const Layout& layout, Row row, Arena& arena);

}  // namespace agentkeep::dynamodb
