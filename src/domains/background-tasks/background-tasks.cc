// The domain `backgroundTasks`: contract/backgroundTasks.md and contract/schemas.json.
#include "api/run-method.h"
#include "operations/columns.h"
#include "operations/operation.h"

namespace agentkeep::background_tasks {
namespace {

using namespace query;       // domains speak its words all the time
using namespace operations;  // and so do described ones those of operations
using api::Scope;
using operations::By;

constexpr Text kStatusWords[] = {"pending", "running",   "suspended", "completed",
                                 "failed",  "cancelled", "timed_out"};
constexpr Words kStatuses{kStatusWords,
                          "'pending', 'running', 'suspended', 'completed', 'failed', 'cancelled' "
                          "or 'timed_out'"};

constexpr Column kColumns[] = {
    once(needed(id("id"))),
    needed(id("tool_call_id", "toolCallId")),
    needed(id("tool_name", "toolName")),
    needed(id("agent_id", "agentId")),
    needed(id("run_id", "runId")),
    id("thread_id", "threadId"),
    id("resource_id", "resourceId"),
    needed(word("status", kStatuses)),
    needed(object("args")),
    cleared(any("result")),
    cleared(object("error")),
    cleared(any("suspend_payload", "suspendPayload")),
    needed(integer("retry_count", "retryCount")),
    needed(integer("max_retries", "maxRetries")),
    needed(integer("timeout_ms", "timeoutMs")),
    filled(time("createdAt"), Fill::kNow),
    cleared(time("startedAt")),
    cleared(time("suspendedAt")),
    cleared(time("completedAt")),
};
consteval Col col(Text name) { return columnOf(kColumns, name); }

constexpr Col kKey[] = {col("id")};
constexpr Key kKeys[] = {{kKey}};
constexpr Col kByStatus[] = {col("status"), col("createdAt")};
constexpr Col kByAgent[] = {col("agent_id"), col("status")};
constexpr AccessPath kPaths[] = {
    {"idx_background_tasks_status_created_at", kByStatus, "listTasks, getRunningCount"},
    {"idx_background_tasks_agent_status", kByAgent, "getRunningCountByAgent"}};
constexpr Table kTasks{.name = "mastra_background_tasks",
                       .columns = kColumns,
                       .keys = kKeys,
                       .paths = kPaths,
                       .keeps_insertion_order = true};
constexpr const Table* kTables[] = {&kTasks};
constexpr auto kRow = allOf<std::size(kColumns)>;

constexpr Col kDates[] = {col("createdAt"), col("startedAt"), col("suspendedAt"),
                          col("completedAt")};
constexpr Choice kDate{"dateFilterBy", kDates};
constexpr By ifGiven(Col column) { return {.column = column, .optional = true, .blank = false}; }
constexpr By kFilter[] = {
    // None of no status: nothing, as elsewhere.
    {.column = col("status"), .optional = true, .is = Is::kIn},
    ifGiven(col("tool_call_id")),
    ifGiven(col("agent_id")),
    ifGiven(col("thread_id")),
    ifGiven(col("resource_id")),
    ifGiven(col("tool_name")),
    ifGiven(col("run_id")),
    {.column = 0, .optional = true, .is = Is::kGe, .name = "fromDate", .choice = &kDate},
    {.column = 0, .optional = true, .is = Is::kLt, .name = "toDate", .choice = &kDate},
};
constexpr By kById[] = {{.column = col("id"), .name = "taskId"}};
// Of those who expect the same status one finds it.
constexpr By kIfStatus[] = {{.column = col("id"), .name = "taskId"},
                            {.column = col("status"),
                             .optional = true,
                             .blank = false,
                             .inside = "options",
                             .name = "expectedStatus"}};
constexpr Cell kRunning{Text("running")};
constexpr By kIsRunning[] = {{.column = col("status"), .value = &kRunning}};
constexpr By kRunningOfAgent[] = {{.column = col("status"), .value = &kRunning}, {col("agent_id")}};
constexpr Sort kSort{
    .columns = kDates, .descending = false, .field = "orderBy", .direction = "orderDirection"};
constexpr Set kMayChange[] = {
    {col("status")},      {col("result")},      {col("error")},      {col("suspend_payload")},
    {col("retry_count")}, {col("max_retries")}, {col("timeout_ms")}, {col("startedAt")},
    {col("suspendedAt")}, {col("completedAt")},
};
constexpr More kChanges{.sets = kMayChange};
constexpr Aging kAging[] = {{"backgroundTasks", &kTasks, col("completedAt")}};

constexpr Operation kCreate{
    .what = Do::kSave, .table = &kTasks, .row = kRow, .answers = Answers::kNothing};
constexpr Operation kUpdate{.what = Do::kUpdate,
                            .table = &kTasks,
                            .wrapper = "update",
                            .answers = Answers::kWhether,
                            .by = kIfStatus,
                            .more = &kChanges};
constexpr Operation kGet{
    .what = Do::kGet, .table = &kTasks, .row = kRow, .type = "BackgroundTask", .by = kById};
constexpr Operation kList{.what = Do::kList,
                          .table = &kTasks,
                          .row = kRow,
                          .type = "BackgroundTask",
                          .member = "tasks",
                          .form = Form::kCounted,
                          .by = kFilter,
                          .sort = &kSort,
                          .rows = 0};
constexpr Operation kDelete{.what = Do::kRemove, .table = &kTasks, .by = kById};
constexpr Operation kDeleteSome{.what = Do::kRemove, .table = &kTasks, .by = kFilter};
constexpr Operation kCount{.what = Do::kCount, .table = &kTasks, .by = kIsRunning};
constexpr Operation kCountOfAgent{.what = Do::kCount, .table = &kTasks, .by = kRunningOfAgent};
constexpr Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr Text kTaskId[] = {"taskId"};
constexpr Text kAgentId[] = {"agentId"};
constexpr Text kUpdateOf[] = {"taskId", "update", "options"};
constexpr api::Method kMethods[] = {
    described("createTask", Scope::kWrite, kCreate,
              AGENTKEEP_NOTE("Keeps a task as it is given; one of a known id is replaced.")),
    described("updateTask", Scope::kWrite, kUpdate,
              AGENTKEEP_NOTE("Whether the task was changed: with expectedStatus it is for one of "
                             "those who expect the same. Null takes away results and times."),
              kUpdateOf),
    described("getTask", Scope::kRead, kGet, AGENTKEEP_NOTE("One task, or null."), kTaskId),
    described("listTasks", Scope::kRead, kList,
              AGENTKEEP_NOTE("Tasks that match; all of them unless perPage is given.")),
    described("deleteTask", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("Deletes a task; no error if it does not exist."), kTaskId),
    described("deleteTasks", Scope::kWrite, kDeleteSome,
              AGENTKEEP_NOTE("Deletes tasks that match; none where nothing is asked for.")),
    described("getRunningCount", Scope::kRead, kCount,
              AGENTKEEP_NOTE("How many tasks are running.")),
    described("getRunningCountByAgent", Scope::kRead, kCountOfAgent,
              AGENTKEEP_NOTE("How many tasks of an agent are."), kAgentId),
    described("prune", Scope::kAdmin, kPrune, AGENTKEEP_NOTE("Deletes tasks that ended long ago."),
              api::kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear, AGENTKEEP_NOTE("Deletes every task.")),
};

}  // namespace

extern const api::Domain kDomain{"backgroundTasks", kTables, kMethods};

}  // namespace agentkeep::background_tasks
