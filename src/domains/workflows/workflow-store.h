// Workflow runs: what a run has done so far, so that it goes on after a pause or a crash.
//
// Methods are lazy coroutines over one call: nothing runs until awaited. Arguments and results are
// views of the call's memory. Where the contract is quoted, it is contract/workflows.md.
#pragma once

#include <optional>
#include <span>

#include "core/call.h"
#include "core/input.h"
#include "core/task.h"
#include "domains/workflows/step-results.h"
#include "domains/workflows/workflow-schema.h"
#include "query/database.h"
#include "retention/prune.h"

namespace agentkeep::workflows {

struct PersistWorkflowSnapshot {
  Id workflowName;
  Id runId;
  std::optional<Id> resourceId;
  JsonObject snapshot;
  std::optional<TimeStamp> createdAt;
  std::optional<TimeStamp> updatedAt;
};
struct WorkflowRunId {
  Id workflowName;
  Id runId;
};
struct UpdateWorkflowResults {
  Id workflowName;
  Id runId;
  Id stepId;
  JsonValue result;
  std::optional<JsonObject> requestContext;
};
struct UpdateWorkflowState {
  Id workflowName;
  Id runId;
  JsonMembers opts;
};
struct ListWorkflowRuns {
  std::optional<Id> workflowName;
  std::optional<Id> resourceId;
  std::optional<Id> threadId;
  std::optional<Text> status;
  std::optional<TimeStamp> fromDate;
  std::optional<TimeStamp> toDate;
  std::optional<PageNumber> page;
  std::optional<PerPage> perPage;
};
// Columns of every run that a method answers, in this order.
inline constexpr Col kRunRow[] = {RunCol::workflowName, RunCol::runId,     RunCol::snapshot,
                                  RunCol::createdAt,    RunCol::updatedAt, RunCol::resourceId};

struct RunPage {
  query::Rows rows;
  std::uint64_t total = 0;
};

class WorkflowStore {
 public:
  WorkflowStore(Call& call, query::Database& db) : call_(call), db_(db) {}

  // Upsert of the whole snapshot; a known run keeps its `createdAt`, and its `resourceId` unless
  // another is given. Cost: six rows written for a new run, two for a known one.
  Task<Result<void>> persistWorkflowSnapshot(PersistWorkflowSnapshot input);

  // The snapshot alone, or no row.
  Task<Result<query::Rows>> loadWorkflowSnapshot(WorkflowRunId input);

  // Sets one step's result in the snapshot, atomically; a missing run begins with it. A list of
  // outputs is merged into a stored one element by element (contract, "Merge the step result").
  // Output: the whole context after that, JSON.
  // Errors: kNotFound (a stored snapshot without context), kConflict (a report with pending markers
  // that kMaxAttempts other writers met). Cost: one trip; with pending markers two over a stored
  // list, and one more for each writer that was faster.
  Task<Result<Text>> updateWorkflowResults(UpdateWorkflowResults input);

  // Merges `opts` but `expectedStatus` over the snapshot if the run's status is one of those.
  // Output: the snapshot after that, one cell; no row if the run is missing or has another status.
  // Errors: kNotFound (a stored snapshot without context).
  Task<Result<query::Rows>> updateWorkflowState(UpdateWorkflowState input);

  // Runs that match everything given, newest first. A page only if `page` and `perPage` are given.
  // Cost: the rows of the page, plus one row a match for the total. No snapshot of another run is
  // read, but for `threadId` those of runs that another adapter wrote.
  Task<Result<RunPage>> listWorkflowRuns(ListWorkflowRuns input);

  static constexpr unsigned kMaxAttempts = 200;

 private:
  Task<Result<Text>> editResult(UpdateWorkflowResults input, Report report,
                                std::span<const query::Cell> first);

  Call& call_;
  query::Database& db_;
};

}  // namespace agentkeep::workflows
