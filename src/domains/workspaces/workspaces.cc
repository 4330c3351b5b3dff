// The domain `workspaces`: contract/versioned.md and contract/workspaces.md.
#include "versioned/entities.h"
#include "versioned/versioned.h"

namespace agentkeep::workspaces {
namespace {

using namespace versioned;  // the words of its tables

constexpr Table kEntities{.name = "mastra_workspaces", .columns = kEntityColumns, .keys = kById};

constexpr Column kVersionColumns[] = {
    kId,
    parent("workspaceId"),
    kVersionNumber,
    needed(text("name")),
    text("description"),
    object("filesystem"),
    object("sandbox"),
    object("mounts"),
    object("search"),
    list("skills"),
    object("tools"),
    {.name = "autoSync", .type = Type::kBoolean},
    {.name = "operationTimeout", .type = Type::kInteger},
    kChangedFields,
    kChangeMessage,
    kCreatedAt,
};
constexpr query::AccessPath kVersionPaths[] = {
    {"idx_workspace_versions_workspace_version", kByNumber, versioned::kVersionPathMethods}};
constexpr Table kVersions{.name = "mastra_workspace_versions",
                          .columns = kVersionColumns,
                          .keys = kById,
                          .paths = kVersionPaths};

constexpr const Table* kTables[] = {&kEntities, &kVersions};
constexpr Versioned kVersioned = ordered({.argument = "workspace",
                                          .list = "workspaces",
                                          .entity = "Workspace",
                                          .error = "WORKSPACE",
                                          .entities = &kEntities,
                                          .versions = &kVersions,
                                          .has_statuses = false,
                                          .compares = true});

}  // namespace

extern const api::Domain kDomain{
    .name = "workspaces", .tables = kTables, .methods = kMethods, .versioned = &kVersioned};

}  // namespace agentkeep::workspaces
