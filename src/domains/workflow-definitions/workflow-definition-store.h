// Workflows defined as data: contract/workflowDefinitions.md.
//
// Methods are lazy coroutines over one call: nothing runs until awaited. Arguments and results are
// views of the call's memory.
#pragma once

#include <optional>

#include "core/call.h"
#include "core/input.h"
#include "core/task.h"
#include "domains/workflow-definitions/workflow-definition-schema.h"
#include "query/database.h"

namespace agentkeep::workflow_definitions {

struct UpsertWorkflowDefinition {
  Id id;
  std::optional<Text> description;
  std::optional<JsonObject> metadata;
  std::optional<NullableJson> inputSchema;
  std::optional<NullableJson> outputSchema;
  std::optional<NullableJson> stateSchema;
  std::optional<NullableJson> requestContextSchema;
  std::optional<JsonValue> graph;
  std::optional<NullableJson> schedule;
  std::optional<Text> status;
  std::optional<Text> authorId;
};
struct WorkflowDefinitionId {
  Id id;
};
struct ListWorkflowDefinitions {
  std::optional<Text> status;
  std::optional<Text> authorId;
};
struct ClearWorkflowDefinitions {};

// Columns of every definition that a method answers, in this order: all of them.
inline constexpr Col kDefinitionRow[] = {DefinitionCol::id,
                                         DefinitionCol::description,
                                         DefinitionCol::metadata,
                                         DefinitionCol::inputSchema,
                                         DefinitionCol::outputSchema,
                                         DefinitionCol::stateSchema,
                                         DefinitionCol::requestContextSchema,
                                         DefinitionCol::graph,
                                         DefinitionCol::schedule,
                                         DefinitionCol::status,
                                         DefinitionCol::source,
                                         DefinitionCol::authorId,
                                         DefinitionCol::createdAt,
                                         DefinitionCol::updatedAt};

class WorkflowDefinitionStore {
 public:
  WorkflowDefinitionStore(Call& call, query::Database& db) : call_(call), db_(db) {}

  // Creates a definition, active, or changes what is given of a known one. The row as stored.
  // Errors: kInvalidArgument (a new one without inputSchema, outputSchema or graph; another status
  // than 'active' or 'archived'). Cost: one statement.
  Task<Result<query::Rows>> upsert(UpsertWorkflowDefinition input);

  // The definition, or no row.
  Task<Result<query::Rows>> get(WorkflowDefinitionId input);

  // All that match, those changed last first.
  Task<Result<query::Rows>> list(ListWorkflowDefinitions input);

  // Idempotent.
  Task<Result<void>> remove(WorkflowDefinitionId input);

  // Every definition.
  Task<Result<void>> dangerouslyClearAll(ClearWorkflowDefinitions input);

 private:
  Call& call_;
  query::Database& db_;
};

}  // namespace agentkeep::workflow_definitions
