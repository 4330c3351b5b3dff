// The domain `threadState`: contract/threadState.md and contract/schemas.json.
#include "api/run-method.h"
#include "operations/columns.h"
#include "operations/operation.h"

namespace agentkeep::thread_state {
namespace {

using namespace query;       // domains speak its words all the time
using namespace operations;  // and so do described ones those of operations
using api::Scope;
using operations::By;

constexpr Column kColumns[] = {
    needed(id("threadId")),
    needed(id("type")),
    // Null says that there is none.
    {.name = "value",
     .type = Type::kJson,
     .nullable = false,
     .keeps_json_null = true,
     .required = true},
    own(time("createdAt"), Fill::kNow),
    own(time("updatedAt"), Fill::kTime),
};
consteval Col col(Text name) { return columnOf(kColumns, name); }

constexpr Col kKey[] = {col("threadId"), col("type")};
constexpr Key kKeys[] = {{kKey}};
constexpr Table kStates{.name = "mastra_thread_state", .columns = kColumns, .keys = kKeys};
constexpr const Table* kTables[] = {&kStates};

constexpr auto kRow = allOf<std::size(kColumns)>;
constexpr Col kValue[] = {col("value")};
constexpr By kByKey[] = {{col("threadId")}, {col("type")}};
constexpr Aging kAging[] = {{"threadState", &kStates, col("updatedAt")}};

constexpr Operation kGet{
    .what = Do::kGet, .table = &kStates, .row = kValue, .answers = Answers::kValue, .by = kByKey};
constexpr Operation kSet{
    .what = Do::kSave, .table = &kStates, .row = kRow, .answers = Answers::kNothing};
constexpr Operation kDelete{.what = Do::kRemove, .table = &kStates, .by = kByKey};
constexpr Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr api::Method kMethods[] = {
    described("getState", Scope::kRead, kGet, AGENTKEEP_NOTE("The value, or null."), {},
              "threadStateGet"),
    described("setState", Scope::kWrite, kSet,
              AGENTKEEP_NOTE("Keeps a value of a thread, in place of the one of that type."), {},
              "threadStateSet"),
    described("deleteState", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("Deletes a value; no error if there is none."), {},
              "threadStateDelete"),
    described("prune", Scope::kAdmin, kPrune,
              AGENTKEEP_NOTE("Deletes values that were set long ago."), api::kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear, AGENTKEEP_NOTE("Deletes every value."),
              {}, "threadStateClearAll"),
};

}  // namespace

extern const api::Domain kDomain{"threadState", kTables, kMethods};

}  // namespace agentkeep::thread_state
