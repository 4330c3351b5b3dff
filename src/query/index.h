// Indexes that callers make for themselves, beside those that the schema asks for.
#pragma once

#include <optional>
#include <span>

#include "core/input.h"
#include "query/table.h"

namespace agentkeep::query {

inline constexpr std::size_t kMaxIndexName = 63;

struct IndexKey {
  Col column = 0;
  Text direction = {};              // `ASC`, `DESC` or nothing
  std::span<const Text> path = {};  // of a member of the document that is the column
};

struct NewIndex {
  const Table* table = nullptr;
  std::span<const IndexKey> keys = {};
  bool unique = false;
  bool concurrent = true;  // others go on writing meanwhile, where that can be chosen
  Text where = {};         // as backends/sql/indexes.h says; empty: all rows

  // PostgreSQL's choices, as they were sent: a backend checks, or refuses, them.
  std::optional<Text> method = {};
  std::optional<Text> opclass = {};
  std::optional<JsonMembers> storage = {};
  std::optional<Text> tablespace = {};
};

enum class IndexTask : std::uint8_t {
  kCreate,    // nothing happens if the table has one of that name
  kList,      // all of `tables`
  kDescribe,  // that of the name, with what the database knows of its use
  kDrop,      // nothing happens if there is none; one of the schema is refused
};

struct IndexAsk {
  IndexTask task;
  std::span<const Table* const> tables = {};  // others' indexes are as if they were not
  // Letters, digits and underscores, at most kMaxIndexName; without the prefix of tables, which is
  // put before it, or with it.
  Text name = {};
  NewIndex create = {};  // kCreate
  bool lean = false;     // an index that only isMade() says no of may be dropped
};

}  // namespace agentkeep::query
