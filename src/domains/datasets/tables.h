// The tables of the domains `datasets` and `experiments`: contract/datasets.md,
// contract/experiments.md and contract/schemas.json. Purging an item reaches into both.
#pragma once

#include "operations/columns.h"
#include "operations/operation.h"

namespace agentkeep::datasets {

using operations::allOf;
using operations::any;
using operations::cleared;
using operations::filled;
using operations::id;
using operations::integer;
using operations::later;
using operations::list;
using operations::needed;
using operations::object;
using operations::once;
using operations::own;
using operations::text;
using operations::time;
using operations::word;
using query::AccessPath;
using query::Col;
using query::Column;
using query::columnOf;
using query::Fill;
using query::Key;
using query::Table;
using query::Type;
using query::Words;

inline constexpr Text kTargetWords[] = {"agent", "workflow", "scorer", "processor"};
inline constexpr Words kTargets{kTargetWords, "'agent', 'workflow', 'scorer' or 'processor'"};

// What is not there is null on the wire.
constexpr Column orNull(Column column) {
  column.absent_json = "null";
  return column;
}

inline constexpr query::Cell kNull{query::Null{}};
inline constexpr query::Cell kNot{false};
inline constexpr Col kFirst[] = {0};
inline constexpr Key kById[] = {{kFirst}};

// ---- Datasets

inline constexpr Column kDatasetColumns[] = {
    once(filled(id("id"), Fill::kUuid)),
    needed(text("name")),
    text("description"),
    object("metadata"),
    cleared(object("inputSchema")),
    cleared(object("groundTruthSchema")),
    cleared(object("requestContextSchema")),
    later(cleared(list("tags"))),
    cleared(word("targetType", kTargets)),
    cleared(list("targetIds")),
    cleared(list("scorerIds")),
    orNull(once(id("organizationId"))),
    orNull(once(id("projectId"))),
    orNull(once(id("candidateKey"))),
    orNull(once(id("candidateId"))),
    own(integer("version"), Fill::kZero),
    own(time("createdAt"), Fill::kNow),
    own(time("updatedAt"), Fill::kTime),
};
consteval Col ofDataset(Text name) { return columnOf(kDatasetColumns, name); }
inline constexpr Col kDatasetsByTenant[] = {ofDataset("organizationId"), ofDataset("projectId"),
                                            ofDataset("createdAt"), ofDataset("id")};
inline constexpr Col kDatasetsByCandidate[] = {ofDataset("organizationId"), ofDataset("projectId"),
                                               ofDataset("candidateKey"), ofDataset("candidateId")};
inline constexpr AccessPath kDatasetPaths[] = {
    {"idx_datasets_tenancy_createdat", kDatasetsByTenant, "listDatasets"},
    {"idx_datasets_tenancy_candidate", kDatasetsByCandidate, "listDatasets by candidate"},
};
inline constexpr Table kDatasets{
    .name = "mastra_datasets", .columns = kDatasetColumns, .keys = kById, .paths = kDatasetPaths};

// A row of each item and version of its dataset that changed it; the last one has no validTo.
inline constexpr Column kItemColumns[] = {
    needed(id("id")),
    needed(id("datasetId")),
    needed(integer("datasetVersion")),
    orNull(id("externalId")),
    orNull(id("organizationId")),
    orNull(id("projectId")),
    {.name = "input", .type = Type::kJson, .nullable = false, .keeps_json_null = true},
    any("groundTruth"),
    any("expectedTrajectory"),
    cleared(list("toolMocks")),
    cleared(text("unmockedToolPolicy")),
    cleared(list("scorerIds")),
    cleared(object("requestContext")),
    cleared(object("metadata")),
    cleared(object("source")),
    own(time("createdAt"), Fill::kNow),
    own(time("updatedAt"), Fill::kTime),
    orNull(integer("validTo")),
    {.name = "isDeleted", .type = Type::kBoolean, .nullable = false},
};
consteval Col ofItem(Text name) { return columnOf(kItemColumns, name); }
inline constexpr Col kItemKey[] = {ofItem("id"), ofItem("datasetVersion")};
inline constexpr Key kItemKeys[] = {{kItemKey}};
inline constexpr Col kItemsByDataset[] = {ofItem("datasetId"), ofItem("validTo"),
                                          ofItem("isDeleted"), ofItem("createdAt")};
inline constexpr Col kItemsByVersion[] = {ofItem("datasetId"), ofItem("datasetVersion")};
inline constexpr Col kItemsByExternalId[] = {ofItem("datasetId"), ofItem("externalId"),
                                             ofItem("datasetVersion")};
inline constexpr AccessPath kItemPaths[] = {
    {"idx_dataset_items_dataset_version", kItemsByVersion, "getItemsByVersion"},
    {"idx_dataset_items_dataset_current_createdat", kItemsByDataset, "listItems"},
    {"idx_dataset_items_dataset_externalid_version", kItemsByExternalId,
     "addItem, batchInsertItems"},
};
inline constexpr Table kItems{.name = "mastra_dataset_items",
                              .columns = kItemColumns,
                              .keys = kItemKeys,
                              .paths = kItemPaths};
inline constexpr auto kItemRow = allOf<std::size(kItemColumns)>;
// Of an item, without what is its history's.
inline constexpr auto kItem = allOf<ofItem("validTo")>;
inline constexpr Text kPurged[] = {"__purged"};

inline constexpr Column kVersionColumns[] = {
    {.name = "id",
     .type = Type::kText,
     .nullable = false,
     .given = query::Given::kNever,
     .fill = Fill::kUuid},
    needed(id("datasetId")),
    needed(integer("version")),
    own(time("createdAt"), Fill::kNow),
};
consteval Col ofVersion(Text name) { return columnOf(kVersionColumns, name); }
inline constexpr Col kVersionsByDataset[] = {ofVersion("datasetId"), ofVersion("version")};
inline constexpr AccessPath kVersionPaths[] = {
    {"idx_dataset_versions_dataset_version", kVersionsByDataset, "listDatasetVersions"}};
inline constexpr Table kVersions{.name = "mastra_dataset_versions",
                                 .columns = kVersionColumns,
                                 .keys = kById,
                                 .paths = kVersionPaths};

// ---- Experiments

inline constexpr Text kExperimentWords[] = {"pending", "running", "completed", "failed"};
inline constexpr Words kExperimentStatuses{kExperimentWords,
                                           "'pending', 'running', 'completed' or 'failed'"};
inline constexpr Column kExperimentColumns[] = {
    once(filled(id("id"), Fill::kUuid)),
    text("name"),
    text("description"),
    object("metadata"),
    orNull(object("provenance")),
    orNull(object("runnerAttestation")),
    orNull(id("experimentSetId")),
    orNull(id("comparisonId")),
    orNull(id("variantId")),
    orNull(integer("trialIndex")),
    orNull(id("datasetId")),
    orNull(integer("datasetVersion")),
    orNull(word("targetType", kTargets)),
    orNull(id("targetId")),
    orNull(list("scorerIds")),
    later(filled(word("status", kExperimentStatuses), Fill::kWord)),
    needed(integer("totalItems")),
    later(filled(integer("succeededCount"), Fill::kZero)),
    later(filled(integer("failedCount"), Fill::kZero)),
    later(filled(integer("skippedCount"), Fill::kZero)),
    orNull(later(time("startedAt"))),
    orNull(later(time("completedAt"))),
    orNull(id("agentVersion")),
    orNull(id("organizationId")),
    orNull(id("projectId")),
    own(time("createdAt"), Fill::kNow),
    own(time("updatedAt"), Fill::kTime),
};
consteval Col ofExperiment(Text name) { return columnOf(kExperimentColumns, name); }
inline constexpr Col kExperimentsByDataset[] = {ofExperiment("datasetId"),
                                                ofExperiment("createdAt")};
inline constexpr Col kExperimentsBySet[] = {ofExperiment("experimentSetId"),
                                            ofExperiment("comparisonId"), ofExperiment("variantId"),
                                            ofExperiment("trialIndex")};
inline constexpr Col kExperimentsByTenant[] = {ofExperiment("organizationId"),
                                               ofExperiment("projectId")};
inline constexpr AccessPath kExperimentPaths[] = {
    {"idx_experiments_datasetid", kExperimentsByDataset, "listExperiments"},
    {"idx_experiments_grouping", kExperimentsBySet, "listExperiments of a set"},
    {"idx_experiments_org_project", kExperimentsByTenant, "listExperiments of a tenant"},
};
inline constexpr Table kExperiments{.name = "mastra_experiments",
                                    .columns = kExperimentColumns,
                                    .keys = kById,
                                    .paths = kExperimentPaths};

inline constexpr Text kReviewWords[] = {"needs-review", "reviewed", "complete"};
inline constexpr Words kReviews{kReviewWords, "'needs-review', 'reviewed' or 'complete'"};
inline constexpr Column kResultColumns[] = {
    once(filled(id("id"), Fill::kUuid)),
    needed(id("experimentId")),
    needed(id("itemId")),
    orNull(integer("itemDatasetVersion")),
    {.name = "input",
     .type = Type::kJson,
     .nullable = false,
     .keeps_json_null = true,
     .required = true},
    orNull(any("output")),
    orNull(any("groundTruth")),
    orNull(object("metadata")),
    orNull(object("error")),
    needed(time("startedAt")),
    needed(time("completedAt")),
    needed(integer("retryCount")),
    {.name = "attempt", .type = Type::kInteger, .absent_json = "0", .fill = Fill::kZero},
    orNull(id("traceId")),
    cleared(orNull(word("status", kReviews))),
    cleared(orNull(list("tags"))),
    cleared(orNull(text("comment"))),
    orNull(object("toolMockReport")),
    orNull(id("organizationId")),
    orNull(id("projectId")),
    own(time("createdAt"), Fill::kNow),
};
consteval Col ofResult(Text name) { return columnOf(kResultColumns, name); }
inline constexpr Col kResultsOfItem[] = {ofResult("experimentId"), ofResult("itemId"),
                                         ofResult("attempt")};
inline constexpr Col kResultsByTenant[] = {ofResult("organizationId"), ofResult("projectId")};
inline constexpr Col kResultsByItem[] = {ofResult("itemId"), ofResult("startedAt")};
inline constexpr AccessPath kResultPaths[] = {
    {"idx_experiment_results_exp_item_attempt", kResultsOfItem,
     "listExperimentResults, upsertExperimentResult"},
    {"idx_experiment_results_item", kResultsByItem, "results of an item, for other adapters"},
    {"idx_experiment_results_org_project", kResultsByTenant, "results of a tenant"},
};
inline constexpr Table kResults{.name = "mastra_experiment_results",
                                .columns = kResultColumns,
                                .keys = kById,
                                .paths = kResultPaths};
inline constexpr auto kResultRow = allOf<std::size(kResultColumns)>;

}  // namespace agentkeep::datasets
