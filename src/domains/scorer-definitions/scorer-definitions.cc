// The domain `scorerDefinitions`: contract/versioned.md and contract/scorerDefinitions.md.
#include "versioned/entities.h"
#include "versioned/versioned.h"

namespace agentkeep::scorer_definitions {
namespace {

using namespace versioned;  // the words of its tables

constexpr Column kEntityColumns[] = {
    kId,
    kStatus,
    kActiveVersionId,
    kAuthorId,
    {.name = "organizationId", .type = Type::kText, .takes = Takes::kId, .given = Given::kOnce},
    {.name = "projectId", .type = Type::kText, .takes = Takes::kId, .given = Given::kOnce},
    kMetadata,
    kCreatedAt,
    kUpdatedAt};
constexpr Table kEntities{
    .name = "mastra_scorer_definitions", .columns = kEntityColumns, .keys = kById};

constexpr Column kVersionColumns[] = {
    kId,
    parent("scorerDefinitionId"),
    kVersionNumber,
    needed(text("name")),
    text("description"),
    needed(text("type")),
    object("model"),
    text("instructions"),
    object("scoreRange"),
    object("presetConfig"),
    object("defaultSampling"),
    kChangedFields,
    kChangeMessage,
    kCreatedAt,
};
constexpr query::AccessPath kVersionPaths[] = {
    {"idx_scorer_definition_versions_scorer_version", kByNumber, versioned::kVersionPathMethods}};
constexpr Table kVersions{.name = "mastra_scorer_definition_versions",
                          .columns = kVersionColumns,
                          .keys = kById,
                          .paths = kVersionPaths};

constexpr const Table* kTables[] = {&kEntities, &kVersions};
constexpr Versioned kVersioned = ordered({.argument = "scorerDefinition",
                                          .list = "scorerDefinitions",
                                          .entity = "ScorerDefinition",
                                          .error = "SCORER_DEFINITION",
                                          .entities = &kEntities,
                                          .versions = &kVersions});

}  // namespace

extern const api::Domain kDomain{
    .name = "scorerDefinitions", .tables = kTables, .methods = kMethods, .versioned = &kVersioned};

}  // namespace agentkeep::scorer_definitions
