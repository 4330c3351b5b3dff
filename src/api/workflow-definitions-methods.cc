// The domain `workflowDefinitions` on the wire: argument shapes, answers, method table.
#include "api/run-method.h"
#include "domains/workflow-definitions/workflow-definition-store.h"

namespace agentkeep::api {

using namespace workflow_definitions;  // the argument structs

#define MEMBER AGENTKEEP_FIELD

AGENTKEEP_SHAPE(UpsertWorkflowDefinition,
                MEMBER(UpsertWorkflowDefinition, id, "Chosen by the caller."),
                MEMBER(UpsertWorkflowDefinition, description, "Absent, as all below: unchanged."),
                MEMBER(UpsertWorkflowDefinition, metadata, ""),
                MEMBER(UpsertWorkflowDefinition, inputSchema, "Required of a new definition."),
                MEMBER(UpsertWorkflowDefinition, outputSchema, "Required of a new definition."),
                MEMBER(UpsertWorkflowDefinition, stateSchema, ""),
                MEMBER(UpsertWorkflowDefinition, requestContextSchema, ""),
                MEMBER(UpsertWorkflowDefinition, graph, "A list, required of a new definition."),
                MEMBER(UpsertWorkflowDefinition, schedule, "null: none."),
                MEMBER(UpsertWorkflowDefinition, status,
                       "active or archived. A new definition is active."),
                MEMBER(UpsertWorkflowDefinition, authorId, ""))
AGENTKEEP_SHAPE(WorkflowDefinitionId, MEMBER(WorkflowDefinitionId, id, ""))
AGENTKEEP_SHAPE(ListWorkflowDefinitions, MEMBER(ListWorkflowDefinitions, status, ""),
                MEMBER(ListWorkflowDefinitions, authorId, ""))
template <>
struct ShapeOf<ClearWorkflowDefinitions> {
  static constexpr Shape shape{"ClearWorkflowDefinitions", {}};
};

#undef MEMBER

namespace {

constexpr auto kDefinition = kWriteRow<kDefinitions, kDefinitionRow>;
constexpr auto kDefinitionList = [](JsonWriter& out, const query::Rows& rows) -> Result<void> {
  out.beginObject().key("definitions").beginArray();
  if (auto written = writeRows(out, kDefinitions, kDefinitionRow, rows); !written) return written;
  out.endArray();
  out.key("total").integer(static_cast<std::int64_t>(rows.size())).endObject();
  return {};
};

using Store = WorkflowDefinitionStore;

template <class Input, auto Function, auto Write>
constexpr auto kRun = &runMethod<Store, Input, Function, Write>;

constexpr Text kId[] = {"id"};

constexpr Method kMethods[] = {
    {"workflowDefinitions.upsert", Scope::kWrite, &ShapeOf<UpsertWorkflowDefinition>::shape,
     Reply::kDefinition, kRun<UpsertWorkflowDefinition, &Store::upsert, kDefinition>,
     AGENTKEEP_NOTE("Creates a definition, or changes what is given of a known one.")},
    {"workflowDefinitions.get", Scope::kRead, &ShapeOf<WorkflowDefinitionId>::shape,
     Reply::kDefinitionOrNull, kRun<WorkflowDefinitionId, &Store::get, kDefinition>,
     AGENTKEEP_NOTE("One definition, or null."), kId},
    {"workflowDefinitions.list", Scope::kRead, &ShapeOf<ListWorkflowDefinitions>::shape,
     Reply::kDefinitionList, kRun<ListWorkflowDefinitions, &Store::list, kDefinitionList>,
     AGENTKEEP_NOTE("All definitions that match, those changed last first.")},
    {"workflowDefinitions.delete", Scope::kWrite, &ShapeOf<WorkflowDefinitionId>::shape,
     Reply::kNothing, kRun<WorkflowDefinitionId, &Store::remove, kWriteNothing>,
     AGENTKEEP_NOTE("Deletes a definition; no error if it does not exist."), kId},
    {"workflowDefinitions.dangerouslyClearAll", Scope::kAdmin,
     &ShapeOf<ClearWorkflowDefinitions>::shape, Reply::kNothing,
     kRun<ClearWorkflowDefinitions, &Store::dangerouslyClearAll, kWriteNothing>,
     AGENTKEEP_NOTE("Deletes every definition.")},
};

}  // namespace

std::span<const Method> workflowDefinitionsMethods() { return kMethods; }

}  // namespace agentkeep::api
