// A backend: a database that can also make its tables. One is linked into a module
// (wasm/backends/), several into the native tests.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/abi.h"
#include "core/call.h"
#include "query/database.h"
#include "query/index.h"
#include "query/table.h"

namespace agentkeep::query {

// An index on a table with more rows is not built inside a request, unless asked for.
inline constexpr std::uint32_t kManyRows = 10'000;

struct SchemaOptions {
  std::uint32_t version = 1;  // of this release
  std::uint32_t oldest = 1;   // release that may use what this one leaves behind
  bool disableInit = false;   // only look: no DDL
  bool buildIndexes = false;  // also on tables with many rows
  bool look = false;          // also where the database says that all is there
  bool lean = false;          // without the indexes that isMade() says no of, unless they are there
  bool search = false;        // with the words of Table::texts
};

// With `disableInit`, what would be created and added.
struct SchemaReport {
  std::uint32_t version = 0;  // the database has now
  std::vector<std::string> createdTables;
  std::vector<std::string> addedColumns;  // `table.column`
  std::vector<std::string> builtIndexes;
  std::vector<std::string> pendingIndexes;  // missing, left for `agentkeep migrate`
};

// Words of the rows that were there before their table kept any.
struct ReindexAsk {
  bool again = false;        // from the first row on, also of those that have them
  bool drop = false;         // instead, no words are kept any more
  std::uint32_t rows = 200;  // at most, by one call
};
struct Reindexed {
  std::uint64_t indexed = 0;  // rows
  bool done = true;           // every row has its words
};

class Backend : public Database {
 public:
  // Brings the tables to `options.version`: additive only, a table, a column, an index, never a
  // drop, so that a release may be taken back. Safe when several run it at once.
  // Cost: one round trip where the schema is current, with `look`, too.
  // A database of a higher version is used as it is, if its release said that ours may.
  // Errors: kSchemaAhead (it said we may not), kSchemaMissing (there is nothing that this could
  // make), and those of the database; never kOutcomeUnknown, since it may be repeated. `tables`
  // must live until the task is done.
  virtual Task<Result<SchemaReport>> migrate(std::span<const Table* const> tables,
                                             SchemaOptions options) = 0;

  // Lists, describes, makes or drops indexes, in the database that is meant by the prefix. Answers
  // rows of one cell, the JSON object that the wire has of an index; none to kCreate and kDrop.
  // Errors: kInvalidArgument (the database, or the backend, refuses it; the store could need the
  // name), kConflict (rows have equal values in columns that must be unique; the name is that of
  // another table's index, whoever owns that). Cost: one round trip; two for kCreate and kDrop,
  // since DDL takes no condition, and where a database does not tell sizes. `ask` must live until
  // the task is done.
  virtual Task<Result<Rows>> manageIndexes(const IndexAsk& ask) = 0;

  // Makes the words of some rows, from where the last call has ended, by what the database says of
  // that. The table keeps words, unless they are to be dropped. Whoever writes meanwhile makes
  // those of his rows. Errors: kInvalidArgument (the database has no search), those of the
  // database. Cost: one round trip.
  virtual Task<Result<Reindexed>> reindex(const Table& table, const ReindexAsk& ask) = 0;

  // Makes the tables refuse every write with kReadOnly, whoever asks, this adapter or another, or
  // take them again; reads are as ever. What has begun ends before. A store that is never asked
  // pays nothing: the tables themselves refuse, by a trigger.
  // Errors: kInvalidArgument (the database has no triggers), those of the database. Cost: one round
  // trip. `tables` must live until the task is done.
  virtual Task<Result<void>> refuseWrites(std::span<const Table* const> tables, bool refuse) = 0;
};

// Makes the backend of one call. `prefix` stands in front of the names of tables, has passed the
// host's checks, and must outlive the backend.
using OpenBackend = std::unique_ptr<Backend> (*)(Call& call, abi::Profile profile, Text prefix);

}  // namespace agentkeep::query
