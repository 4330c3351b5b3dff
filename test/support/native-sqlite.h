// A host for native tests: answers requests of the core on an SQLite in memory, with D1's limits.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "backends/sql/wire.h"
#include "core/abi.h"
#include "core/bytes.h"
#include "core/call.h"
#include "core/task.h"

struct sqlite3;

namespace agentkeep::test {

// One statement as it crossed the border.
struct SentStatement {
  std::string sql;
  std::vector<sql::HeldColumn> held;
  std::vector<std::string> parameters;  // texts; null, numbers: as SQL writes them
};

struct SentRequest {
  std::uint8_t flags = 0;
  std::uint32_t delayMs = 0;
  std::vector<SentStatement> statements;
};

// A failure to answer with instead of, or after, running the request.
struct Fault {
  abi::Failure failure = abi::Failure::kUnavailable;
  bool sent = false;       // what the answer says
  bool committed = false;  // whether the request is run all the same
};

class NativeSqlite {
 public:
  NativeSqlite();
  ~NativeSqlite();
  NativeSqlite(const NativeSqlite&) = delete;
  NativeSqlite& operator=(const NativeSqlite&) = delete;

  // Runs the request as one transaction and returns the answer's bytes, which live as long as this.
  Bytes execute(Bytes request);
  // The next requests fail so, in order.
  void fail(Fault fault) { faults_.push_back(fault); }

  // For setting up and looking, beside the store: rows of texts, "NULL" for null.
  std::vector<std::vector<std::string>> query(Text sql);
  // The lines of EXPLAIN QUERY PLAN of a statement that was sent.
  std::vector<std::string> planOf(const SentStatement& statement);

  std::vector<SentRequest> requests;  // all of them, oldest first
  std::uint64_t steps = 0;            // of SQLite's virtual machine
  bool room = true;                   // what a host says of memory for large values

 private:
  std::string answer(const SentRequest& request);

  sqlite3* db_ = nullptr;
  std::deque<Fault> faults_;
  std::deque<std::string> answers_;
};

// Runs a task to its end, with the database as its host.
template <class T>
T finish(Call& call, NativeSqlite& database, Task<T>& task) {
  task.start();
  while (!task.done()) call.channel.resume(database.execute(call.channel.pending()));
  return std::move(task.result());
}

}  // namespace agentkeep::test
