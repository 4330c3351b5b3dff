// The models of the synced-data layer, as data: contract/records.md. Every verb
// of records.cc works on any of them, by what stands here and beside the
// columns.
#pragma once

#include <span>

#include "query/query.h"

namespace agentkeep::records {

struct Model;

// Rows of another model whose column `other` has what a row has in `own`.
struct Relation {
  Text name;
  const Model* model;
  query::Col own, other;
  bool many = false;  // a list; else one row, or none
};

// What tells one row from all others: its name in `where`, and the columns.
struct Unique {
  Text name;
  std::span<const query::Col> columns;
};

// What a new row has that was not given any.
struct Default {
  query::Col column;
  query::Cell cell;
};

struct Model {
  Text name;  // in names of methods: `record`
  const query::Table* table;
  std::span<const Unique> uniques;  // the first is the primary key, `id`
  std::span<const Default> defaults = {};
  std::span<const Relation> relations = {};
  std::span<const Relation> owned = {};  // whose rows are deleted with a row of this one
  query::Col secret = query::kNoCol;     // sealed by the host; only admins read it, row by row
};

inline constexpr std::size_t kModelCount = 5;
extern const Model kModels[kModelCount];
extern const query::Table* const kTables[kModelCount];

inline constexpr query::Col kIdCol = 0;  // of every model

// Of the tables that sync() knows.
struct RecordCol {
  enum : query::Col {
    id,
    externalId,
    data,
    source,
    entityType,
    entityId,
    status,
    enrichmentStatus,
    deletedAt,
    createdAt,
    updatedAt
  };
};
struct ConnectionCol {
  enum : query::Col {
    id,
    name,
    issues,
    syncConfig,
    connectionId,
    createdAt,
    updatedAt,
    lastSyncAt,
    subscriptionId
  };
};
struct EntityCol {
  enum : query::Col { id, type, createdAt, updatedAt, createdBy, k_id, lastSyncId };
};

}  // namespace agentkeep::records
