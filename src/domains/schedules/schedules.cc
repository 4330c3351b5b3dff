// The domain `schedules`: contract/schedules.md and contract/schemas.json. Its times are Unix
// milliseconds, in the tables and on the wire.
#include "api/run-method.h"
#include "operations/columns.h"
#include "operations/operation.h"

namespace agentkeep::schedules {
namespace {

using namespace query;       // domains speak its words all the time
using namespace operations;  // and so do described ones those of operations
using api::Scope;
using operations::By;

constexpr Text kStatusWords[] = {"active", "paused"};
constexpr Words kStatuses{kStatusWords, "'active' or 'paused'"};
constexpr Text kKindWords[] = {"schedule-fire", "queue-drain", "manual"};
constexpr Words kKinds{kKindWords, "'schedule-fire', 'queue-drain' or 'manual'"};

constexpr Column kScheduleColumns[] = {
    once(needed(id("id"))),
    needed(object("target")),
    needed(text("cron")),
    cleared(text("timezone")),
    needed(word("status", kStatuses)),
    needed(integer("next_fire_at", "nextFireAt")),
    once(integer("last_fire_at", "lastFireAt")),
    once(id("last_run_id", "lastRunId")),
    once(filled(integer("created_at", "createdAt"), Fill::kNow)),
    once(filled(integer("updated_at", "updatedAt"), Fill::kTime)),
    cleared(object("metadata")),
    cleared(text("owner_type", "ownerType")),
    cleared(id("owner_id", "ownerId")),
};
consteval Col of(Text name) { return columnOf(kScheduleColumns, name); }

constexpr Col kKey[] = {of("id")};
constexpr Key kKeys[] = {{kKey}};
constexpr Col kByNextFire[] = {of("status"), of("next_fire_at")};
constexpr AccessPath kSchedulePaths[] = {
    {"idx_schedules_status_next_fire", kByNextFire, "listDueSchedules"}};
constexpr Table kSchedules{.name = "mastra_schedules",
                           .columns = kScheduleColumns,
                           .keys = kKeys,
                           .paths = kSchedulePaths,
                           .keeps_insertion_order = true};

constexpr Column nullOnTheWire(Column column) {
  column.absent_json = "null";
  return column;
}
constexpr Column kTriggerColumns[] = {
    {.name = "id",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kId,
     .given = Given::kOnce,
     .fill = Fill::kUuid},
    needed(id("schedule_id", "scheduleId")),
    nullOnTheWire(id("run_id", "runId")),
    needed(integer("scheduled_fire_at", "scheduledFireAt")),
    needed(integer("actual_fire_at", "actualFireAt")),
    // Not only those of today: the framework goes on finding new ones.
    needed(text("outcome")),
    text("error"),
    filled(word("trigger_kind", kKinds, "triggerKind"), Fill::kWord),
    id("parent_trigger_id", "parentTriggerId"),
    object("metadata"),
};
consteval Col in(Text name) { return columnOf(kTriggerColumns, name); }

constexpr Col kByFire[] = {in("schedule_id"), in("actual_fire_at")};
constexpr AccessPath kTriggerPaths[] = {
    {"idx_schedule_triggers_schedule_fire", kByFire, "listTriggers, deleteSchedule"}};
constexpr Table kTriggers{.name = "mastra_schedule_triggers",
                          .columns = kTriggerColumns,
                          .keys = kKeys,
                          .paths = kTriggerPaths,
                          .keeps_insertion_order = true};
constexpr const Table* kTables[] = {&kTriggers, &kSchedules};

constexpr auto kRow = allOf<std::size(kScheduleColumns)>;
constexpr auto kTriggerRow = allOf<std::size(kTriggerColumns)>;

constexpr Cell kActive{Text("active")};
constexpr Text kWorkflow[] = {"workflowId"};
constexpr By kById[] = {{of("id")}};
constexpr By kFilter[] = {
    {.column = of("status"), .optional = true, .blank = false},
    {.column = of("target"),
     .optional = true,
     .blank = false,
     .name = "workflowId",
     .path = kWorkflow},
    {.column = of("owner_type"), .optional = true, .nulls = true},
    {.column = of("owner_id"), .optional = true, .nulls = true},
};
constexpr By kDue[] = {{.column = of("status"), .value = &kActive},
                       {.column = of("next_fire_at"), .is = Is::kLe, .name = "now"}};
// Of those who want to fire it one finds it as it was.
constexpr By kUnfired[] = {{of("id")},
                           {.column = of("next_fire_at"), .name = "expectedNextFireAt"},
                           {.column = of("status"), .value = &kActive}};
constexpr By kOfSchedule[] = {
    {in("schedule_id")},
    {.column = in("actual_fire_at"),
     .optional = true,
     .is = Is::kGe,
     .inside = "opts",
     .name = "fromActualFireAt"},
    {.column = in("actual_fire_at"),
     .optional = true,
     .is = Is::kLt,
     .inside = "opts",
     .name = "toActualFireAt"},
};
constexpr Order kOldest[] = {{.column = of("created_at")}};
constexpr Order kSoonest[] = {{.column = of("next_fire_at")}};
constexpr Order kLatest[] = {{.column = in("actual_fire_at"), .descending = true}};
constexpr Set kFired[] = {{.column = of("next_fire_at"), .required = true, .name = "newNextFireAt"},
                          {.column = of("last_fire_at"), .required = true},
                          {.column = of("last_run_id"), .required = true}};
constexpr More kFires{.sets = kFired};
constexpr Also kItsTriggers[] = {{&kTriggers, in("schedule_id"), of("id")}};
constexpr More kWithTriggers{.also = kItsTriggers};
constexpr Aging kAging[] = {{"triggers", &kTriggers, in("actual_fire_at")}};

constexpr Operation kCreate{.what = Do::kCreate,
                            .table = &kSchedules,
                            .row = kRow,
                            .type = "Schedule",
                            .entity = "Schedule"};
constexpr Operation kGet{
    .what = Do::kGet, .table = &kSchedules, .row = kRow, .type = "Schedule", .by = kById};
constexpr Operation kList{.what = Do::kList,
                          .table = &kSchedules,
                          .row = kRow,
                          .type = "Schedule",
                          .by = kFilter,
                          .order = kOldest};
constexpr Operation kListDue{.what = Do::kList,
                             .table = &kSchedules,
                             .row = kRow,
                             .type = "Schedule",
                             .by = kDue,
                             .order = kSoonest,
                             .limit = "limit"};
constexpr Operation kUpdate{.what = Do::kUpdate,
                            .table = &kSchedules,
                            .row = kRow,
                            .type = "Schedule",
                            .wrapper = "patch",
                            .by = kById,
                            .missing = "Schedule * not found"};
constexpr Operation kFire{.what = Do::kUpdate,
                          .table = &kSchedules,
                          .answers = Answers::kWhether,
                          .by = kUnfired,
                          .more = &kFires};
constexpr Operation kDelete{
    .what = Do::kRemove, .table = &kSchedules, .by = kById, .more = &kWithTriggers};
constexpr Operation kRecord{
    .what = Do::kSave, .table = &kTriggers, .row = kTriggerRow, .answers = Answers::kNothing};
constexpr Operation kListTriggers{.what = Do::kList,
                                  .table = &kTriggers,
                                  .row = kTriggerRow,
                                  .type = "ScheduleTrigger",
                                  .by = kOfSchedule,
                                  .order = kLatest,
                                  .limit = "limit",
                                  .limit_inside = "opts",
                                  .rows = 0};
constexpr Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr Text kId[] = {"id"};
constexpr Text kNow[] = {"now", "limit"};
constexpr Text kPatch[] = {"id", "patch"};
constexpr Text kExpected[] = {"id", "expectedNextFireAt", "newNextFireAt", "lastFireAt",
                              "lastRunId"};
constexpr Text kOptions[] = {"scheduleId", "opts"};
constexpr api::Method kMethods[] = {
    described("createSchedule", Scope::kWrite, kCreate,
              AGENTKEEP_NOTE("Makes a schedule; conflict if its id is taken.")),
    described("getSchedule", Scope::kRead, kGet, AGENTKEEP_NOTE("One schedule, or null."), kId),
    described("listSchedules", Scope::kRead, kList,
              AGENTKEEP_NOTE("Those that match, the oldest first; an owner of null: none.")),
    described("listDueSchedules", Scope::kRead, kListDue,
              AGENTKEEP_NOTE("Active ones whose time has come, the longest overdue first."), kNow),
    described("updateSchedule", Scope::kWrite, kUpdate,
              AGENTKEEP_NOTE("Changes what is given; null takes away timezone, metadata, owner."),
              kPatch),
    described("updateScheduleNextFire", Scope::kWrite, kFire,
              AGENTKEEP_NOTE("Claims a firing: true for one of those who expect the same time."),
              kExpected),
    described("deleteSchedule", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("And its triggers; no error if it does not exist."), kId),
    described("recordTrigger", Scope::kWrite, kRecord,
              AGENTKEEP_NOTE("Keeps what came of a firing.")),
    described("listTriggers", Scope::kRead, kListTriggers,
              AGENTKEEP_NOTE("Triggers of a schedule, the latest first."), kOptions),
    described("prune", Scope::kAdmin, kPrune, AGENTKEEP_NOTE("Deletes old triggers."),
              api::kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every schedule and every trigger.")),
};

}  // namespace

extern const api::Domain kDomain{"schedules", kTables, kMethods};

}  // namespace agentkeep::schedules
