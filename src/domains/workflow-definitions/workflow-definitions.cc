// The domain `workflowDefinitions`: contract/workflowDefinitions.md and contract/schemas.json.
#include "operations/operation.h"

namespace agentkeep::workflow_definitions {
namespace {

using namespace query;  // domains speak its words all the time
using api::Scope;
using operations::By;
using operations::described;
using operations::Do;
using operations::Form;
using operations::Operation;

constexpr Text kStatusWords[] = {"active", "archived"};
constexpr Words kStatuses{kStatusWords, "'active' or 'archived'"};
constexpr Text kSourceWords[] = {"storage"};
constexpr Words kSources{kSourceWords, "'storage'"};

constexpr Column kColumns[] = {
    {.name = "id",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kName,
     .given = Given::kOnce,
     .required = true},
    {.name = "description", .type = Type::kText},
    {.name = "metadata", .type = Type::kJson, .takes = Takes::kObject},
    // A schema may be any value, and null is one.
    {.name = "inputSchema",
     .type = Type::kJson,
     .nullable = false,
     .keeps_json_null = true,
     .required = true},
    {.name = "outputSchema",
     .type = Type::kJson,
     .nullable = false,
     .keeps_json_null = true,
     .required = true},
    {.name = "stateSchema", .type = Type::kJson, .keeps_json_null = true},
    {.name = "requestContextSchema", .type = Type::kJson, .keeps_json_null = true},
    {.name = "graph",
     .type = Type::kJson,
     .nullable = false,
     .takes = Takes::kList,
     .required = true},
    {.name = "schedule", .type = Type::kJson, .clears = true},
    // A new definition is active.
    {.name = "status",
     .type = Type::kText,
     .nullable = false,
     .given = Given::kLater,
     .fill = Fill::kWord,
     .words = &kStatuses},
    {.name = "source",
     .type = Type::kText,
     .nullable = false,
     .given = Given::kNever,
     .fill = Fill::kWord,
     .words = &kSources},
    {.name = "authorId", .type = Type::kText},
    {.name = "createdAt",
     .type = Type::kTimestamp,
     .nullable = false,
     .given = Given::kNever,
     .fill = Fill::kNow},
    {.name = "updatedAt",
     .type = Type::kTimestamp,
     .nullable = false,
     .given = Given::kNever,
     .fill = Fill::kTime},
};
consteval Col col(Text name) { return columnOf(kColumns, name); }

constexpr Col kKey[] = {col("id")};
constexpr Key kKeys[] = {{kKey}};
constexpr Col kByStatus[] = {col("status"), col("updatedAt")};
constexpr AccessPath kPaths[] = {{"idx_workflow_definitions_status_updated_at", kByStatus, "list"}};
constexpr Table kDefinitions{.name = "mastra_workflow_definitions",
                             .columns = kColumns,
                             .keys = kKeys,
                             .paths = kPaths,
                             .keeps_insertion_order = true};
constexpr const Table* kTables[] = {&kDefinitions};

constexpr auto kRow = operations::allOf<std::size(kColumns)>;
constexpr By kById[] = {{col("id")}};
constexpr By kFilters[] = {{.column = col("status"), .optional = true, .blank = false},
                           {.column = col("authorId"), .optional = true}};
constexpr Order kChanged[] = {{.column = col("updatedAt"), .descending = true}};

constexpr Operation kUpsert{.what = Do::kUpsert,
                            .table = &kDefinitions,
                            .row = kRow,
                            .type = "WorkflowDefinition",
                            .entity = "workflow definition"};
constexpr Operation kGet{.what = Do::kGet,
                         .table = &kDefinitions,
                         .row = kRow,
                         .type = "WorkflowDefinition",
                         .by = kById};
constexpr Operation kList{.what = Do::kList,
                          .table = &kDefinitions,
                          .row = kRow,
                          .type = "WorkflowDefinition",
                          .member = "definitions",
                          .form = Form::kTotal,
                          .by = kFilters,
                          .order = kChanged};
constexpr Operation kDelete{.what = Do::kRemove, .table = &kDefinitions, .by = kById};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr Text kId[] = {"id"};
constexpr api::Method kMethods[] = {
    described("upsert", Scope::kWrite, kUpsert,
              AGENTKEEP_NOTE("Creates a definition, which is active, or changes what is given of a "
                             "known one. A new one needs inputSchema, outputSchema and graph.")),
    described("get", Scope::kRead, kGet, AGENTKEEP_NOTE("One definition, or null."), kId),
    described("list", Scope::kRead, kList,
              AGENTKEEP_NOTE("All definitions that match, those changed last first.")),
    described("delete", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("Deletes a definition; no error if it does not exist."), kId),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every definition.")),
};

}  // namespace

extern const api::Domain kDomain{"workflowDefinitions", kTables, kMethods};

}  // namespace agentkeep::workflow_definitions
