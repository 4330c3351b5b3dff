// The domain `workflows` on the wire: argument shapes, answers, method table.
#include "api/run-method.h"
#include "domains/workflows/workflow-store.h"
#include "operations/operation.h"

namespace agentkeep::api {

using namespace workflows;  // the argument structs, named as the methods are

#define MEMBER AGENTKEEP_FIELD

AGENTKEEP_SHAPE(PersistWorkflowSnapshot, MEMBER(PersistWorkflowSnapshot, workflowName, ""),
                MEMBER(PersistWorkflowSnapshot, runId, ""),
                MEMBER(PersistWorkflowSnapshot, resourceId, "Absent: stays as it is."),
                MEMBER(PersistWorkflowSnapshot, snapshot, "Replaces the stored one."),
                MEMBER(PersistWorkflowSnapshot, createdAt,
                       "Absent: now. A known run keeps its first one."),
                MEMBER(PersistWorkflowSnapshot, updatedAt, "Absent: now."))
AGENTKEEP_SHAPE(WorkflowRunId, MEMBER(WorkflowRunId, workflowName, ""),
                MEMBER(WorkflowRunId, runId, ""))
AGENTKEEP_SHAPE(UpdateWorkflowResults, MEMBER(UpdateWorkflowResults, workflowName, ""),
                MEMBER(UpdateWorkflowResults, runId, ""), MEMBER(UpdateWorkflowResults, stepId, ""),
                MEMBER(UpdateWorkflowResults, result,
                       "A list as its output is merged into a stored one, element by element."),
                MEMBER(UpdateWorkflowResults, requestContext,
                       "Merged over the stored one, member by member."))
AGENTKEEP_SHAPE(UpdateWorkflowState, MEMBER(UpdateWorkflowState, workflowName, ""),
                MEMBER(UpdateWorkflowState, runId, ""),
                MEMBER(UpdateWorkflowState, opts,
                       "Merged over the snapshot, member by member, but for expectedStatus: the "
                       "status or statuses that the run must have."))
AGENTKEEP_SHAPE(ListWorkflowRuns, MEMBER(ListWorkflowRuns, workflowName, ""),
                MEMBER(ListWorkflowRuns, resourceId, ""),
                MEMBER(ListWorkflowRuns, threadId, "The thread that the snapshot names."),
                MEMBER(ListWorkflowRuns, status, ""),
                MEMBER(ListWorkflowRuns, fromDate, "Created then or later."),
                MEMBER(ListWorkflowRuns, toDate, "Created then or earlier."),
                MEMBER(ListWorkflowRuns, page, "From 0. Counts only together with perPage."),
                MEMBER(ListWorkflowRuns, perPage, "Counts only together with page."))
#undef MEMBER

namespace {

// The stored document as the whole answer; none: null.
constexpr auto kSnapshot = [](JsonWriter& out, const query::Rows& rows) {
  if (!rows.empty()) writeStoredJson(out, rows[0][0].text);
  return Result<void>();
};
constexpr auto kContext = [](JsonWriter& out, const Text& context) {
  out.raw(context);
  return Result<void>();
};
constexpr auto kRunPage = [](JsonWriter& out, const RunPage& page) -> Result<void> {
  out.beginObject().key("runs").beginArray();
  if (auto written = writeRows(out, kRuns, kRunRow, page.rows); !written) return written;
  out.endArray();
  out.key("total").integer(static_cast<std::int64_t>(page.total)).endObject();
  return {};
};

using Store = WorkflowStore;

template <class Input, auto Function, auto Write>
constexpr auto kRun = &runMethod<Store, Input, Function, Write>;

#ifdef AGENTKEEP_DESCRIBE
constexpr AnswerType kAnswers[] = {
    {"WorkflowRun", &kRuns, kRunRow, "{ snapshot: WorkflowSnapshot | string }"},
    // What a run has done so far. Members that are not named here are kept, too.
    {.name = "WorkflowSnapshot",
     .type = "{ runId?: string, status?: string, context: object, ...any }"},
};
#endif

using operations::described;
using operations::Do;

constexpr operations::By kByRun[] = {
    {RunCol::runId}, {.column = RunCol::workflowName, .optional = true, .blank = false}};
constexpr operations::By kByKey[] = {{RunCol::workflowName}, {RunCol::runId}};
constexpr query::Order kNewest[] = {{.column = RunCol::createdAt, .descending = true}};
constexpr operations::Aging kAging[] = {{"workflowSnapshot", &kRuns, RunCol::updatedAt}};
constexpr operations::Operation kGet{.what = Do::kGet,
                                     .table = &kRuns,
                                     .row = kRunRow,
                                     .type = "WorkflowRun",
                                     .by = kByRun,
                                     .order = kNewest};
constexpr operations::Operation kDelete{.what = Do::kRemove, .table = &kRuns, .by = kByKey};
constexpr operations::Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr operations::Operation kClear{.what = Do::kClear, .tables = workflows::kTables};

constexpr Method kMethods[] = {
    {"persistWorkflowSnapshot",
     Scope::kWrite,
     &ShapeOf<PersistWorkflowSnapshot>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     kRun<PersistWorkflowSnapshot, &Store::persistWorkflowSnapshot, kWriteNothing>,
     AGENTKEEP_NOTE("Saves the whole snapshot of a run.")},
    {"loadWorkflowSnapshot",
     Scope::kRead,
     &ShapeOf<WorkflowRunId>::shape,
     {},
     AGENTKEEP_NOTE("WorkflowSnapshot | null"),
     kRun<WorkflowRunId, &Store::loadWorkflowSnapshot, kSnapshot>,
     AGENTKEEP_NOTE("The snapshot of a run, or null.")},
    {"updateWorkflowResults",
     Scope::kWrite,
     &ShapeOf<UpdateWorkflowResults>::shape,
     {},
     AGENTKEEP_NOTE("object"),
     kRun<UpdateWorkflowResults, &Store::updateWorkflowResults, kContext>,
     AGENTKEEP_NOTE("Sets the result of one step, atomically, and answers those of all.")},
    {"updateWorkflowState",
     Scope::kWrite,
     &ShapeOf<UpdateWorkflowState>::shape,
     {},
     AGENTKEEP_NOTE("WorkflowSnapshot | null"),
     kRun<UpdateWorkflowState, &Store::updateWorkflowState, kSnapshot>,
     AGENTKEEP_NOTE("Changes the state of a run, if it has an expected status; null if not, or if "
                    "it is missing.")},
    {"listWorkflowRuns",
     Scope::kRead,
     &ShapeOf<ListWorkflowRuns>::shape,
     {},
     AGENTKEEP_NOTE("{ runs: WorkflowRun[], total: integer }"),
     kRun<ListWorkflowRuns, &Store::listWorkflowRuns, kRunPage>,
     AGENTKEEP_NOTE("Runs, newest first.")},
    described("getWorkflowRunById", Scope::kRead, kGet,
              AGENTKEEP_NOTE("One run, or null; without a workflow the newest of this id.")),
    described("deleteWorkflowRunById", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("Deletes a run; no error if it does not exist.")),
    described("prune", Scope::kAdmin, kPrune,
              AGENTKEEP_NOTE("Deletes runs that have not changed for long."), kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear, AGENTKEEP_NOTE("Deletes every run.")),
};

}  // namespace

}  // namespace agentkeep::api

namespace agentkeep::workflows {

extern const api::Domain kDomain{"workflows", workflows::kTables,
                                 api::kMethods AGENTKEEP_ANSWERS(, nullptr, api::kAnswers)};

}  // namespace agentkeep::workflows
