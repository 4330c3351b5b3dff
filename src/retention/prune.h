// Deletes rows that are older than a policy says, in bounded batches: contract/README.md,
// "Retention". Domains say which of their tables, and by which column.
#pragma once

#include <optional>
#include <span>

#include "core/call.h"
#include "core/input.h"
#include "core/json.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::retention {

struct PrunePolicy {
  Duration maxAge;
  std::optional<RowCount> batchSize;  // absent: kBatchRows
};

// Each of them for one table.
struct PruneOptions {
  std::optional<RowCount> maxBatches;
  std::optional<RowCount> maxRows;
};

struct Target {
  Text name;  // in `policies`
  const query::Table* table;
  query::Col anchor;                  // a kTimestamp, or Unix milliseconds; rows without one stay
  std::optional<PrunePolicy> policy;  // absent: the table is left alone
  // Whose rows go in the same batch: those whose column is the key of a row that goes.
  const query::Table* child = nullptr;
  query::Col parent = 0;
  bool indexed = false;  // an access path is in the order of the anchor
  // What else each batch does, before its rows go; without a child.
  const query::Statement* before = nullptr;
};

struct Pruned {
  const query::Table* table = nullptr;
  std::uint64_t deleted = 0;
  bool done = false;  // false: a limit ended it; another call goes on
};

inline constexpr std::uint32_t kBatchRows = 1000;
// Of a call, over all its tables.
inline constexpr std::uint32_t kMaxBatches = 20;

// Deletes, table by table in the order given, the rows whose anchor is before now - maxAge, those
// that were inserted first first, or, where that is indexed, the oldest ones. Each batch is a
// transaction of its own, so that it stays short and stopping in between loses nothing. Pieces of
// the table's large values that no row refers to go, too: see orphans.h.
// Output: memory of the call, one a table with a policy, and one behind it for its child, and if it
// had such pieces.
// Cost: one trip a batch, one more where the table may have large values and pieces were met. The
// last batch of a table reads all of it: an index by the anchor would cost every row another write,
// a thousand times the price of a read.
// Errors: kInvalidArgument (a batchSize of 0).
Task<Result<std::span<const Pruned>>> prune(Call& call, query::Database& db,
                                            std::span<const Target> targets, PruneOptions options);

// As `prune` of a domain answers it: [{ domain, table, deleted, done }].
void writePruned(JsonWriter& out, Text domain, std::span<const Pruned> pruned);

}  // namespace agentkeep::retention
