// Table of the domain `workflowDefinitions`: contract/workflowDefinitions.md and
// contract/schemas.json.
#pragma once

#include "query/table.h"

namespace agentkeep::workflow_definitions {

using query::AccessPath;
using query::Col;
using query::Column;
using query::Key;
using query::Table;
using query::Type;

struct DefinitionCol {
  static constexpr Col id = 0, description = 1, metadata = 2, inputSchema = 3, outputSchema = 4,
                       stateSchema = 5, requestContextSchema = 6, graph = 7, schedule = 8,
                       status = 9, source = 10, authorId = 11, createdAt = 12, updatedAt = 13;
};
inline constexpr Column kDefinitionColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "description", .type = Type::kText},
    {.name = "metadata", .type = Type::kJson},
    // A schema may be any value, and null is one.
    {.name = "inputSchema", .type = Type::kJson, .nullable = false, .keeps_json_null = true},
    {.name = "outputSchema", .type = Type::kJson, .nullable = false, .keeps_json_null = true},
    {.name = "stateSchema", .type = Type::kJson, .keeps_json_null = true},
    {.name = "requestContextSchema", .type = Type::kJson, .keeps_json_null = true},
    {.name = "graph", .type = Type::kJson, .nullable = false},
    {.name = "schedule", .type = Type::kJson},
    {.name = "status", .type = Type::kText, .nullable = false},
    {.name = "source", .type = Type::kText, .nullable = false},
    {.name = "authorId", .type = Type::kText},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false},
    {.name = "updatedAt", .type = Type::kTimestamp, .nullable = false},
};
inline constexpr Col kDefinitionKey[] = {DefinitionCol::id};
inline constexpr Key kDefinitionKeys[] = {{kDefinitionKey}};
inline constexpr Col kDefinitionsByStatus[] = {DefinitionCol::status, DefinitionCol::updatedAt};
inline constexpr AccessPath kDefinitionPaths[] = {
    {"idx_workflow_definitions_status_updated_at", kDefinitionsByStatus},
};
inline constexpr Table kDefinitions{
    .name = "mastra_workflow_definitions",
    .columns = kDefinitionColumns,
    .keys = kDefinitionKeys,
    .paths = kDefinitionPaths,
    .keeps_insertion_order = true,
};

inline constexpr const Table* kTables[] = {&kDefinitions};

}  // namespace agentkeep::workflow_definitions
