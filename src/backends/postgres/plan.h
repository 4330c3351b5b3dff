// From a Batch to one request, and from the answer back: a statement of query/ may become several
// of SQL (a total, rows that pass a limit), and its answer is put together again.
#pragma once

#include <cstdint>
#include <vector>

#include "backends/postgres/limits.h"
#include "backends/postgres/writer.h"
#include "backends/sql/wire.h"
#include "core/call.h"
#include "query/database.h"

namespace agentkeep::postgres {

// Rows of names: `serialize` counts them up, and each batch that writes leaves a mark in one.
inline constexpr Text kLockTable = "agentkeep_locks";

// What a statement of the request answers.
enum class Role : std::uint8_t {
  kRows,
  kTotal,
  kChanges,
  kCounted,  // a write whose rows are counted by a guard: its one row is (ok, rows written)
  kGuard,
  kLock,  // a mark or a lock: nothing that was asked for
};

struct Step {
  std::uint16_t statement = 0;  // of the batch
  Role role = Role::kRows;
};

class Plan {
 public:
  Plan(const Limits& limits, const Place& place, const query::Batch& batch, Call& call);

  // Writes the request. Errors: kTooLarge, kInvalidArgument (a date that cannot be stored),
  // kInternal (a batch that says nothing sensible).
  Result<void> make();

  [[nodiscard]] SqlRequest& request() { return request_; }
  // Nothing to send: no statement says more than a mark.
  [[nodiscard]] bool isEmpty() const;
  [[nodiscard]] Result<query::Outcome> outcome(Arena& arena,
                                               std::span<const StatementAnswer> answers) const;
  // The row of the mark holds a higher number: nothing was done, and another mark may have it.
  [[nodiscard]] static bool isOverwritten(const SqlFailure& failure);
  // The guard or key that undid the batch; nothing for other failures.
  [[nodiscard]] std::optional<query::Failed> failed(const SqlFailure& failure) const;

 private:
  struct Counted {
    std::uint16_t guard = 0;  // index in the batch
    std::uint64_t rows = 0;
  };

  void add(const query::Select& select);
  void add(const query::Around& around);
  void add(const query::Aggregate& aggregate);
  void add(const query::Insert& insert);
  void add(const query::Update& update);
  void add(const query::Delete& statement);
  void add(const query::Guard& guard);

  void updateEach(const query::Update& update);
  void continueBehind(const query::Insert& insert);
  void lock();
  // The guard that counts the rows of the write that is being planned.
  [[nodiscard]] std::optional<Counted> counted() const;
  // `write` so that its rows are counted, where a guard asks for it.
  Sql counting(const Sql& write, std::span<const query::Col> returning);
  void finishWrite(Writer& writer, const Sql& sql, std::span<const query::Col> returning);
  void finish(Writer& writer, const Sql& sql, Role role);
  // Begins a statement whose first parameters the caller writes.
  void begin(Writer& writer, const Sql& sql, Role role);
  void end(const Writer& writer);
  void check(const Writer& writer);
  void written(std::size_t rows, std::size_t bytes);
  void note(Role role) { steps_.push_back({current_, role}); }
  void refuse(Error error);

  const Limits& limits_;
  const Place& place_;
  const query::Batch& batch_;
  Call& call_;
  SqlRequest request_;
  std::vector<Step> steps_;
  std::uint16_t current_ = 0;  // index of the statement being planned
  std::size_t writtenRows_ = 0;
  std::size_t writtenBytes_ = 0;
  std::optional<Error> problem_;
};

}  // namespace agentkeep::postgres
