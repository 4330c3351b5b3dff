// Who answers a Batch. Domains know this interface and no backend.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/task.h"
#include "query/query.h"

namespace agentkeep::query {

// One cell of an answer; views into bytes that live as long as the call.
struct Value {
  // kToken: a JSON value, in rows that are only replied (Select::only_replied).
  enum class Kind : std::uint8_t { kNull, kInteger, kReal, kText, kToken };
  Kind kind = Kind::kNull;
  std::int64_t integer = 0;
  double real = 0;
  Text text = {};
  // Of kTextOrJson, as far as the row says it: documents.h. kBytes: hexadecimal digits, where a
  // backend must tell them from a text.
  enum class Form : std::uint8_t { kUnsaid, kText, kDocument, kBytes };
  Form form = Form::kUnsaid;

  [[nodiscard]] bool isNull() const { return kind == Kind::kNull; }
};

// Rows in the order and with the columns that the statement asked for.
struct Rows {
  std::uint32_t columns = 0;
  std::span<const Value> cells = {};  // row-major

  [[nodiscard]] std::size_t size() const { return columns == 0 ? 0 : cells.size() / columns; }
  [[nodiscard]] bool empty() const { return cells.empty(); }
  [[nodiscard]] std::span<const Value> operator[](std::size_t row) const {
    return cells.subspan(row * columns, columns);
  }
};

struct Answer {
  Rows rows = {};
  Rows beside = {};           // of Select::beside
  std::uint64_t total = 0;    // Count::kExact: rows that match, whatever the page
  bool has_more = false;      // Count::kMore
  std::uint64_t changed = 0;  // Insert, Update, Delete: rows stored, changed or gone
};

// Why the batch was undone, where the domain can answer it: a guard that did not hold, a unique key
// that exists, a change that cannot be made in place, since the value is too large for a cell, or
// would become so: read it, change it, and compare and set.
struct Failed {
  enum class Why : std::uint8_t { kGuard, kKey, kLarge } why;
  std::uint16_t statement;  // index into Batch::statements
  std::uint8_t key = 0;     // kKey: index into Table::keys
};

struct Outcome {
  std::span<const Answer> answers = {};  // one a statement; empty if failed
  std::optional<Failed> failed = {};     // only where Batch::may_fail
  std::span<const Text> place = {};      // Batch::together: where it goes on; empty: it has ended
};

class Database {
 public:
  virtual ~Database() = default;

  // Runs one batch. Cost: one round trip on SQL backends. `batch` and all it views must live until
  // the task is done.
  // Errors: kTooLarge (before anything is sent), kOverloaded, kUnavailable, kOutcomeUnknown,
  // kSchemaMissing, kInternal. On any error but kOutcomeUnknown nothing is committed.
  virtual Task<Result<Outcome>> run(const Batch& batch) = 0;

  // Of what the call has read so far nothing is asked for any more: its memory may be given back.
  virtual void forget() {}

  // What the cells of one row may have together.
  [[nodiscard]] virtual std::size_t rowBytes() const = 0;

  // What it can answer at once, and so what one large value may have.
  [[nodiscard]] virtual std::size_t answerBytes() const { return SIZE_MAX; }

  // A Select may ask for rows beside its own.
  [[nodiscard]] virtual bool joins() const { return false; }

  // kMatches is there: regular expressions of POSIX, as PostgreSQL has them.
  [[nodiscard]] virtual bool matchesPatterns() const { return false; }

  // Select::words is there, in tables that keep words.
  [[nodiscard]] virtual bool searches() const { return false; }

  // It may have vectors of a type of its own (kVector), in tables that other adapters make an index
  // of: Select::near is there, and the three below.
  [[nodiscard]] virtual bool ranksVectors() const { return false; }

  // The tables of such indexes: rows of name, dimension, metric, whether the
  // database has an index of its own on the vectors, and whether there is a column `namespace`.
  // Only the one of that name, unless it is empty. Names have letters, digits and underscores.
  // Without ranksVectors() of SQLite those are found that LibSQL has made, whose vectors are bytes.
  // Cost: one round trip.
  virtual Task<Result<Rows>> vectorTables(Text name);
  // Makes one. Errors: kInvalidArgument (the database has no such type, or not that metric). Cost:
  // one round trip.
  virtual Task<Result<void>> makeVectorTable(Text name, std::uint32_t dimension, Metric metric);
  // No error if it is not there. Cost: one round trip.
  virtual Task<Result<void>> dropVectorTable(Text name);

  // All of a batch is seen at once, whatever its size, and its reads share a snapshot.
  [[nodiscard]] virtual bool isAtomic() const { return true; }

  // The rows of all tables are in one of the database's, which is read as a whole where a table is
  // walked through: Batch::together is there.
  [[nodiscard]] virtual bool isOneTable() const { return false; }

  // kInsertion follows the order of commits: whoever has seen a row will not find one before it
  // that was not there.
  [[nodiscard]] virtual bool insertsInOrder() const { return false; }
};

}  // namespace agentkeep::query
