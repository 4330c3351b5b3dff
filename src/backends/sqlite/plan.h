// From a Batch to one request, and from the answer back: a statement of query/ may become several
// of SQL (a total, rows that pass a limit, windows), and its answer is put together again.
#pragma once

#include <cstdint>
#include <vector>

#include "backends/sql/wire.h"
#include "backends/sqlite/limits.h"
#include "backends/sqlite/writer.h"
#include "query/database.h"

namespace agentkeep::sqlite {

// What a statement of the request answers.
enum class Role : std::uint8_t {
  kRows,
  kRowsBeside,
  kPackedRows,
  kTotal,
  kChanges,
  kWritten,  // a write that the next step counts
  kCounted,  // how many rows the write before has changed
  kGuard
};

struct Step {
  std::uint16_t statement = 0;  // of the batch
  Role role = Role::kRows;
};

// Of these columns of a table those that hold JSON, for a caller who does not look into it.
std::vector<HeldColumn> jsonColumns(const query::Table& table, std::span<const query::Col> columns);

class Plan {
 public:
  // `packs`: wide rows may come packed (packed-rows.h).
  Plan(Arena& arena, const Limits& limits, Text prefix, const query::Batch& batch, bool packs);

  // Writes the request. Errors: kTooLarge, kInternal (a batch that says nothing sensible).
  Result<void> make();

  // A change that SQL would make at too high a cost: the caller is to make it, by reading. Nothing
  // was planned then.
  [[nodiscard]] std::optional<query::Failed> tooWide() const {
    if (!wide_) return std::nullopt;
    return query::Failed{.why = query::Failed::Why::kLarge, .statement = current_};
  }

  [[nodiscard]] SqlRequest& request() { return request_; }
  [[nodiscard]] Result<query::Outcome> outcome(std::span<const StatementAnswer> answers) const;
  // Some of the rows come packed. Where that fails, they may be had without.
  [[nodiscard]] bool hasPacked() const;
  // The guard or key that undid the batch; nothing for other failures.
  [[nodiscard]] std::optional<query::Failed> failed(const SqlFailure& failure) const;

 private:
  friend class RowWriter;

  void add(const query::Select& select);
  void add(const query::Around& around);
  void add(const query::Aggregate& aggregate);
  void add(const query::Insert& insert);
  void add(const query::Update& update);
  void add(const query::Delete& statement);
  void add(const query::Guard& guard);

  bool isWide(const query::Insert& insert);
  bool isWide(const query::Update& update);
  void updateEach(const query::Update& update);
  // Adds the statement with as many of the writer's parameters as it names: one more is an error of
  // D1.
  void finish(Writer& writer, const Sql& sql, Role role, std::span<const HeldColumn> held = {});
  void check(const Writer& writer, const Sql& sql);
  [[nodiscard]] std::size_t columnsOf(Role role) const;
  void note(Role role) { steps_.push_back({current_, role}); }
  void refuse(Error error);

  Arena& arena_;
  const Limits& limits_;
  Text prefix_;
  const query::Batch& batch_;
  bool packs_;
  SqlRequest request_;
  std::vector<Step> steps_;
  std::uint16_t current_ = 0;       // index of the statement being planned
  std::size_t lastWriteSteps_ = 0;  // SQL statements that the last write became
  bool wide_ = false;
  std::optional<Error> problem_;
};

}  // namespace agentkeep::sqlite
