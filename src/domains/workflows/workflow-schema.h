// Table of the domain `workflows`: contract/workflows.md and contract/schemas.json.
#pragma once

#include "query/table.h"

namespace agentkeep::workflows {

using query::AccessPath;
using query::Col;
using query::Column;
using query::Key;
using query::Table;
using query::Type;

// One row a run. The snapshot comes last in a row: whatever looks at the other columns never reads
// it.
struct RunCol {
  static constexpr Col workflowName = 0, runId = 1, resourceId = 2, threadId = 3, createdAt = 4,
                       updatedAt = 5, snapshotLarge = 6, snapshot = 7, status = 8;
};
// `status` is derived from the cell, and a snapshot without `context` is none.
inline constexpr Text kSnapshotMembers[] = {"runId", "status", "timestamp"};
inline constexpr Text kSnapshotShells[] = {"context"};
inline constexpr query::Stays kSnapshotStays{kSnapshotMembers, kSnapshotShells};
inline constexpr Column kRunColumns[] = {
    {.name = "workflow_name",
     .type = Type::kText,
     .nullable = false,
     .json = "workflowName",
     .takes = query::Takes::kId},
    {.name = "run_id",
     .type = Type::kText,
     .nullable = false,
     .json = "runId",
     .takes = query::Takes::kId},
    {.name = "resourceId", .type = Type::kText},
    // The thread that the snapshot names, '' where it names none; null in rows of other adapters,
    // whose snapshot has to be looked into.
    {.name = "threadId", .type = Type::kText},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false},
    {.name = "updatedAt", .type = Type::kTimestamp, .nullable = false},
    {.name = "snapshot_large", .type = Type::kText},
    {.name = "snapshot",
     .type = Type::kJson,
     .nullable = false,
     .reference = RunCol::snapshotLarge,
     .stays = &kSnapshotStays},
    // Derived, so that it is right whichever adapter wrote the snapshot last.
    {.name = "status", .type = Type::kText, .member_of = RunCol::snapshot},
};
// The run first: a run is looked up without its workflow, too.
inline constexpr Col kRunKey[] = {RunCol::runId, RunCol::workflowName};
inline constexpr Key kRunKeys[] = {{kRunKey}};
// A new run is written to all of these, a new snapshot only to the one with its status.
inline constexpr Col kRunsByCreation[] = {RunCol::createdAt};
inline constexpr Col kRunsByWorkflow[] = {RunCol::workflowName, RunCol::createdAt};
inline constexpr Col kRunsByResource[] = {RunCol::resourceId, RunCol::createdAt};
inline constexpr Col kRunsByStatus[] = {RunCol::status, RunCol::workflowName, RunCol::createdAt};
inline constexpr AccessPath kRunPaths[] = {
    {"idx_workflow_runs_created_at", kRunsByCreation, "listWorkflowRuns of all workflows"},
    {"idx_workflow_runs_workflow_created_at", kRunsByWorkflow, "listWorkflowRuns of a workflow"},
    {"idx_workflow_runs_resource_created_at", kRunsByResource, "listWorkflowRuns of a resource",
     true},
    {"idx_workflow_runs_status_workflow_created_at", kRunsByStatus, "listWorkflowRuns of a status"},
};
inline constexpr Table kRuns{
    .name = "mastra_workflow_snapshot",
    .columns = kRunColumns,
    .keys = kRunKeys,
    .paths = kRunPaths,
    .keeps_insertion_order = true,
};

inline constexpr const Table* kTables[] = {&kRuns};

}  // namespace agentkeep::workflows
