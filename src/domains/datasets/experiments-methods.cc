// The domain `experiments`: contract/experiments.md. What a purged item was is in no result: a
// result of it is written without its content, and who looks and who purges do so one after the
// other.
#include <array>

#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "core/uuid.h"
#include "domains/datasets/tables.h"
#include "operations/plan.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::experiments {
namespace {

using namespace query;  // domains speak its words all the time
using namespace datasets;
using api::Arguments;
using api::Request;
using api::Scope;
using operations::Aging;
using operations::Also;
using operations::Answers;
using operations::By;
using operations::described;
using operations::Do;
using operations::Form;
using operations::More;
using operations::Operation;
using operations::Set;
using operations::Sort;

constexpr Operation kNewResult{.what = Do::kCreate,
                               .table = &kResults,
                               .row = kResultRow,
                               .type = "ExperimentResult",
                               .entity = "Experiment result"};

// What a result has no more when its item is purged.
constexpr Col kContent[] = {ofResult("input"),         ofResult("output"), ofResult("groundTruth"),
                            ofResult("error"),         ofResult("tags"),   ofResult("comment"),
                            ofResult("toolMockReport")};

// The item of the result's experiment, if it is purged.
Select purgedItem(Arena& arena, std::span<const Cell> row) {
  static constexpr Col kMetadata[] = {ofItem("metadata")};
  static constexpr Col kDatasetOf[] = {ofExperiment("datasetId")};
  static constexpr Cell kTrue[] = {{Json{"true"}}};
  const Select* dataset =
      arena.keep(Select{.table = &kExperiments,
                        .columns = kDatasetOf,
                        .where = equals(arena, ofExperiment("id"), row[ofResult("experimentId")])});
  return {
      .table = &kItems,
      .columns = kMetadata,
      .where = query::allOf(
          arena, {equals(arena, ofItem("id"), row[ofResult("itemId")]),
                  {.is = Is::kInRows, .field = {ofItem("datasetId")}, .rows = dataset},
                  {.is = Is::kJsonEq, .field = {ofItem("metadata"), kPurged}, .values = kTrue}}),
      .limit = 1};
}

// The row of an item and an attempt; older rows have none, which is the first.
Select sameAttempt(Arena& arena, std::span<const Cell> row, std::span<const Col> columns) {
  const Cell attempt = row[ofResult("attempt")];
  Where of_attempt = equals(arena, ofResult("attempt"), attempt);
  if (std::get<std::int64_t>(attempt.value) == 0) {
    of_attempt = anyOf(arena, {of_attempt, equals(arena, ofResult("attempt"), {Null{}})});
  }
  return {.table = &kResults,
          .columns = columns,
          .where = query::allOf(
              arena, {equals(arena, ofResult("experimentId"), row[ofResult("experimentId")]),
                      equals(arena, ofResult("itemId"), row[ofResult("itemId")]), of_attempt})};
}

Error another(std::span<const Cell> row) {
  std::string message("Experiment ");
  message.append(std::get<Text>(row[ofResult("experimentId")].value))
      .append(" has a result of item ");
  message.append(std::get<Text>(row[ofResult("itemId")].value)).append(" and this attempt");
  return {ErrorCode::kConflict, std::move(message), "FAILED", {}};
}

// Adds a result; or, with `replaces`, puts it in the place of the one of the same item and attempt.
Task<Result<void>> save(Call& call, Database& db, const Request& request, JsonWriter& out,
                        bool replaces) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const std::span<Cell> row = arena.make<Cell>(kResultRow.size());
  operations::readRow(call, kNewResult, given, row);
  if (problem) co_return std::unexpected(std::move(*problem));
  row[ofResult("comment")] = {Null{}};
  if (replaces) row[ofResult("id")] = {uuid4(call)};
  const Select purged = purgedItem(arena, row);
  const Select same = sameAttempt(
      arena, row, replaces ? std::span<const Col>(kResultRow) : std::span<const Col>(kFirst));
  std::vector<Change> changes;
  const Text serial[] = {std::get<Text>(row[ofResult("itemId")].value)};
  for (bool scrubbed = false;;) {
    changes.clear();
    for (const Col column : kResultRow) {
      const bool stays = column == ofResult("id") || column == ofResult("createdAt") ||
                         (column == ofResult("comment") && !scrubbed);
      if (!stays) changes.push_back({.column = column, .how = How::kSet, .value = row[column]});
    }
    const Insert insert{.table = &kResults, .columns = kResultRow, .rows = row, .unless = &same};
    const Guard not_purged{.must = scrubbed ? Must::kExist : Must::kNotExist, .select = &purged};
    const Statement adds[] = {not_purged, Guard{.must = Must::kNotExist, .select = &same}, insert};
    const Statement replacing[] = {
        not_purged, Update{.table = &kResults, .where = same.where, .changes = changes}, insert,
        same};
    const Result<Outcome> outcome =
        co_await db.run({.statements = replaces ? std::span<const Statement>(replacing) : adds,
                         .serialize = serial,
                         .may_fail = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) {
      const Rows rows = replaces ? outcome->answers[3].rows : insertedRows(arena, insert, Rows{});
      co_return api::writeRows(out, kResults, kResultRow, rows);
    }
    if (outcome->failed->statement != 0 || scrubbed) co_return std::unexpected(another(row));
    // The item is purged: what is kept of the result is that it was.
    const Result<Rows> marker = co_await rowsOf(db, purged);
    if (!marker) co_return std::unexpected(marker.error());
    if (marker->empty()) continue;
    scrubbed = true;
    for (const Col column : kContent) row[column] = {Null{}};
    row[ofResult("input")] = {Json{"null"}};
    row[ofResult("metadata")] = {Json{(*marker)[0][0].text}};
  }
}

Task<Result<void>> add(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return save(call, db, request, out, false);
}
Task<Result<void>> upsert(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return save(call, db, request, out, true);
}

constexpr Set kMayReview[] = {{ofResult("status")}, {ofResult("tags")}, {ofResult("comment")}};
constexpr More kReviewed{.sets = kMayReview};
constexpr Operation kReview{.what = Do::kUpdate, .table = &kResults, .more = &kReviewed};

Task<Result<void>> review(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text result = given.needed<Id>("id").text;
  const Text experiment = given.read<Id>("experimentId").value_or(Id{}).text;
  const std::span<const Change> changes = operations::changesOf(call, kReview, given);
  if (problem) co_return std::unexpected(std::move(*problem));
  static constexpr Cell kTrue[] = {{Json{"true"}}};
  static constexpr Col kIds[] = {ofResult("id"), ofResult("experimentId")};
  const Where purged{.is = Is::kJsonEq, .field = {ofResult("metadata"), kPurged}, .values = kTrue};
  Where is_it = equals(arena, ofResult("id"), {result});
  const Where known = is_it;
  if (!experiment.empty()) {
    is_it = query::allOf(arena, {is_it, equals(arena, ofResult("experimentId"), {experiment})});
  }
  // A result whose item is purged has neither tags nor a comment.
  std::vector<Change> rest;
  for (const Change& each : changes) {
    if (each.column == ofResult("status")) rest.push_back(each);
  }
  std::vector<Statement> statements;
  const auto update = [&](Where where, std::span<const Change> all) {
    if (all.empty()) return;
    statements.push_back(
        Update{.table = &kResults, .where = query::allOf(arena, {is_it, where}), .changes = all});
  };
  update(noneOf(arena, purged), changes);
  update(purged, rest);
  statements.push_back(Select{.table = &kResults, .columns = kResultRow, .where = is_it});
  statements.push_back(Select{.table = &kResults, .columns = kIds, .where = known});
  const Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  const std::size_t count = statements.size();
  const Rows& rows = outcome->answers[count - 2].rows;
  if (!rows.empty()) co_return api::writeRows(out, kResults, kResultRow, rows);
  std::string message("Experiment result ");
  if (outcome->answers[count - 1].rows.empty()) {
    message = "Experiment result not found: ";
    message.append(result);
    co_return fail(ErrorCode::kNotFound, std::move(message));
  }
  message.append(result).append(" does not belong to experiment ").append(experiment);
  co_return std::unexpected(
      Error{ErrorCode::kInvalidArgument, std::move(message), "EXPERIMENT_MISMATCH", {}});
}

Task<Result<void>> deleteResults(Call& call, Database& db, const Request& request, JsonWriter&) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text experiment = given.needed<Id>("experimentId").text;
  Arguments filters = given.inside("filters");
  std::vector<Where> parts = {equals(arena, ofExperiment("id"), {experiment})};
  for (const Col column : {ofExperiment("organizationId"), ofExperiment("projectId")}) {
    const Cell asked = filters.cell(kExperimentColumns[column], kExperimentColumns[column].name);
    if (api::isGiven(asked)) parts.push_back(equals(arena, column, asked));
  }
  if (problem) co_return std::unexpected(std::move(*problem));
  Where where = equals(arena, ofResult("experimentId"), {experiment});
  const Select parent{.table = &kExperiments,
                      .columns = kFirst,
                      .where = {.is = Is::kAnd, .parts = std::span<const Where>(parts)}};
  if (parts.size() > 1) {
    where = query::allOf(
        arena, {where, {.is = Is::kInRows, .field = {ofResult("experimentId")}, .rows = &parent}});
  }
  const Statement statements[] = {Delete{.table = &kResults, .where = where}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return Result<void>();
}

// ---- Described

constexpr const Table* kTables[] = {&kResults, &kExperiments};
constexpr auto kRow = datasets::allOf<std::size(kExperimentColumns)>;

constexpr By tenant(Col column) {
  return {.column = column, .optional = true, .nulls = true, .inside = "filters"};
}
constexpr By kOrganization = tenant(ofExperiment("organizationId"));
constexpr By kProject = tenant(ofExperiment("projectId"));
constexpr By kByIdOfTenant[] = {{ofExperiment("id")}, kOrganization, kProject};
constexpr By kOnlyId[] = {{ofExperiment("id")}};
constexpr By asked(Col column) { return {.column = column, .optional = true, .blank = false}; }
constexpr By kFilter[] = {
    asked(ofExperiment("datasetId")),
    asked(ofExperiment("targetType")),
    asked(ofExperiment("targetId")),
    asked(ofExperiment("agentVersion")),
    asked(ofExperiment("status")),
    {.column = ofExperiment("experimentSetId"), .optional = true},
    {.column = ofExperiment("comparisonId"), .optional = true},
    {.column = ofExperiment("variantId"), .optional = true},
    {.column = ofExperiment("trialIndex"), .optional = true},
    kOrganization,
    kProject,
};
constexpr Col kSorts[] = {ofExperiment("createdAt"), ofExperiment("status")};
constexpr Sort kSort{.columns = kSorts, .strict = true};
constexpr Order kTies[] = {{.column = 0}};
constexpr By kResultOfTenant[] = {
    {ofResult("id")}, tenant(ofResult("organizationId")), tenant(ofResult("projectId"))};
constexpr By kOfExperiment[] = {
    {ofResult("experimentId")},
    asked(ofResult("traceId")),
    asked(ofResult("status")),
    {.column = ofResult("tags"), .optional = true, .blank = false, .is = Is::kHasAll},
    tenant(ofResult("organizationId")),
    tenant(ofResult("projectId")),
};
constexpr Col kResultSorts[] = {ofResult("startedAt"), ofResult("createdAt")};
constexpr Sort kResultSort{.columns = kResultSorts, .descending = false, .strict = true};
constexpr Set kMayChange[] = {
    {ofExperiment("name")},        {ofExperiment("description")},  {ofExperiment("metadata")},
    {ofExperiment("status")},      {ofExperiment("totalItems")},   {ofExperiment("succeededCount")},
    {ofExperiment("failedCount")}, {ofExperiment("skippedCount")}, {ofExperiment("startedAt")},
    {ofExperiment("completedAt")},
};
constexpr More kChanges{.sets = kMayChange};
constexpr Also kItsResults[] = {{&kResults, ofResult("experimentId"), ofExperiment("id")}};
constexpr More kWithResults{.also = kItsResults};
constexpr Col kByExperiment[] = {ofResult("experimentId")};

constexpr Operation kCreate{.what = Do::kSave,
                            .table = &kExperiments,
                            .row = kRow,
                            .type = "Experiment",
                            .entity = "Experiment"};
constexpr Operation kUpdate{.what = Do::kUpdate,
                            .table = &kExperiments,
                            .row = kRow,
                            .type = "Experiment",
                            .by = kOnlyId,
                            .more = &kChanges,
                            .missing = "Experiment not found: *"};
constexpr Operation kGet{.what = Do::kGet,
                         .table = &kExperiments,
                         .row = kRow,
                         .type = "Experiment",
                         .by = kByIdOfTenant};
constexpr Operation kList{.what = Do::kList,
                          .table = &kExperiments,
                          .row = kRow,
                          .type = "Experiment",
                          .member = "experiments",
                          .form = Form::kNested,
                          .by = kFilter,
                          .sort = &kSort,
                          .order = kTies};
constexpr Operation kDelete{
    .what = Do::kRemove, .table = &kExperiments, .by = kByIdOfTenant, .more = &kWithResults};
constexpr Operation kGetResult{.what = Do::kGet,
                               .table = &kResults,
                               .row = kResultRow,
                               .type = "ExperimentResult",
                               .by = kResultOfTenant};
constexpr Operation kListResults{.what = Do::kList,
                                 .table = &kResults,
                                 .row = kResultRow,
                                 .type = "ExperimentResult",
                                 .member = "results",
                                 .form = Form::kNested,
                                 .by = kOfExperiment,
                                 .sort = &kResultSort,
                                 .order = kTies};
constexpr Operation kTally{
    .what = Do::kTally, .table = &kResults, .row = kByExperiment, .tallied = ofResult("status")};
constexpr Aging kAging[] = {{.name = "experiments",
                             .table = &kExperiments,
                             .anchor = ofExperiment("completedAt"),
                             .child = &kResults,
                             .parent = ofResult("experimentId")}};
constexpr Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

#define AGENTKEEP_RESULT                                                                        \
  "experimentId: string, itemId: string, itemDatasetVersion?: integer | null, input: any, "     \
  "output?: any, groundTruth?: any, metadata?: object | null, error?: object | null, "          \
  "startedAt: time, completedAt: time, retryCount: integer, attempt?: integer, traceId?: "      \
  "string | null, status?: 'needs-review' | 'reviewed' | 'complete' | null, tags?: string[] | " \
  "null, toolMockReport?: object | null, organizationId?: string | null, projectId?: string | " \
  "null }"

constexpr api::Method kMethods[] = {
    described("createExperiment", Scope::kWrite, kCreate,
              AGENTKEEP_NOTE("Makes an experiment, which is pending.")),
    described("updateExperiment", Scope::kWrite, kUpdate,
              AGENTKEEP_NOTE("Changes what is given: counts are what they are then.")),
    described("getExperimentById", Scope::kRead, kGet, AGENTKEEP_NOTE("One experiment, or null."),
              {}, "getExperiment"),
    described("listExperiments", Scope::kRead, kList,
              AGENTKEEP_NOTE("One page of experiments that match, the newest first.")),
    described("deleteExperiment", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("And its results; no error if it does not exist.")),
    {.name = "addExperimentResult",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id?: string, " AGENTKEEP_RESULT),
     .answer = AGENTKEEP_NOTE("ExperimentResult"),
     .run = &add,
     .summary = AGENTKEEP_NOTE("Adds a result; conflict if there is one of the same item and "
                               "attempt. One of a purged item has no content.")},
    {.name = "upsertExperimentResult",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_RESULT),
     .answer = AGENTKEEP_NOTE("ExperimentResult"),
     .run = &upsert,
     .summary = AGENTKEEP_NOTE("Adds a result, or replaces that of the same item and attempt: "
                               "its id, createdAt and comment stay.")},
    {.name = "updateExperimentResult",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE(
         "{ id: string, experimentId?: string, status?: 'needs-review' | 'reviewed' | 'complete' "
         "| null, tags?: string[] | null, comment?: string | null }"),
     .answer = AGENTKEEP_NOTE("ExperimentResult"),
     .run = &review,
     .summary = AGENTKEEP_NOTE("Reviews a result; null takes away.")},
    described("getExperimentResultById", Scope::kRead, kGetResult,
              AGENTKEEP_NOTE("One result, or null."), {}, "getExperimentResult"),
    described("listExperimentResults", Scope::kRead, kListResults,
              AGENTKEEP_NOTE("One page of the results of an experiment, by when they started.")),
    {.name = "deleteExperimentResults",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ experimentId: string, filters?: { organizationId?: string | null, "
                             "projectId?: string | null } }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &deleteResults,
     .summary = AGENTKEEP_NOTE("Deletes the results of an experiment.")},
    described("getReviewSummary", Scope::kRead, kTally,
              AGENTKEEP_NOTE("How many results each experiment has, of each status.")),
    described("prune", Scope::kAdmin, kPrune,
              AGENTKEEP_NOTE("Deletes experiments that ended long ago, with their results."),
              api::kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every experiment and every result.")),
};

}  // namespace

extern const api::Domain kDomain{"experiments", kTables, kMethods};

}  // namespace agentkeep::experiments
