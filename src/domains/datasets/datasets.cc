// The domain `datasets`: contract/datasets.md. What changes its items is in items-methods.cc.
#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "domains/datasets/items.h"
#include "domains/datasets/tables.h"
#include "operations/plan.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::datasets {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;
using api::Scope;
using operations::Also;
using operations::By;
using operations::Demand;
using operations::described;
using operations::Do;
using operations::Form;
using operations::More;
using operations::Operation;
using operations::Sort;

// ---- Datasets

constexpr auto kRow = allOf<std::size(kDatasetColumns)>;
constexpr Operation kNew{
    .what = Do::kCreate, .table = &kDatasets, .row = kRow, .type = "Dataset", .entity = "Dataset"};

// One of a known id is answered as it is, if it is of the same tenant and candidate.
Task<Result<void>> create(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const std::span<Cell> row = arena.make<Cell>(kRow.size());
  operations::readRow(call, kNew, given, row);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Cell id = row[ofDataset("id")];
  const Statement statements[] = {
      Insert{.table = &kDatasets, .columns = kRow, .rows = row, .on_conflict = OnConflict::kSkip},
      Select{.table = &kDatasets, .columns = kRow, .where = equals(arena, ofDataset("id"), id)}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  const Rows& rows = outcome->answers[1].rows;
  if (rows.empty()) co_return std::unexpected(contended());
  for (const Col column : {ofDataset("organizationId"), ofDataset("projectId"),
                           ofDataset("candidateKey"), ofDataset("candidateId")}) {
    const Text* asked = std::get_if<Text>(&row[column].value);
    const Value& stored = rows[0][column];
    const bool same =
        asked == nullptr ? stored.isNull() : !stored.isNull() && stored.text == *asked;
    if (same) continue;
    std::string message = "Dataset ID \"";
    message.append(std::get<Text>(id.value))
        .append("\" is already in use with incompatible immutable fields");
    co_return std::unexpected(Error{ErrorCode::kConflict, std::move(message), "ID_CONFLICT", {}});
  }
  co_return api::writeRows(out, kDatasets, kRow, rows);
}

// ---- Described

constexpr By tenant(Col column) {
  return {.column = column, .optional = true, .nulls = true, .inside = "filters"};
}
constexpr By kByIdOfTenant[] = {
    {ofDataset("id")}, tenant(ofDataset("organizationId")), tenant(ofDataset("projectId"))};
constexpr By kFilter[] = {
    tenant(ofDataset("organizationId")),
    tenant(ofDataset("projectId")),
    tenant(ofDataset("candidateKey")),
    tenant(ofDataset("candidateId")),
    {.column = ofDataset("targetType"), .optional = true, .inside = "filters"},
    {.column = ofDataset("targetIds"),
     .optional = true,
     .blank = false,
     .is = Is::kHasAny,
     .inside = "filters"},
    {.column = ofDataset("name"),
     .optional = true,
     .blank = false,
     .fold = true,
     .is = Is::kContains,
     .inside = "filters"},
};
constexpr Col kSorts[] = {ofDataset("createdAt"), ofDataset("updatedAt"), ofDataset("name")};
constexpr Sort kSort{.columns = kSorts, .strict = true};
constexpr Order kTies[] = {{.column = 0}};
constexpr Change kWithout[] = {
    {.column = ofExperiment("datasetId"), .how = How::kSet, .value = kNull},
    {.column = ofExperiment("datasetVersion"), .how = How::kSet, .value = kNull}};
constexpr Also kItsOwn[] = {
    {&kVersions, ofVersion("datasetId"), ofDataset("id")},
    {&kItems, ofItem("datasetId"), ofDataset("id")},
    {&kExperiments, ofExperiment("datasetId"), ofDataset("id"), kWithout},
};
constexpr More kWithItsOwn{.also = kItsOwn};

constexpr Operation kUpdate{.what = Do::kUpdate,
                            .table = &kDatasets,
                            .row = kRow,
                            .type = "Dataset",
                            .by = kByIdOfTenant,
                            .missing = "Dataset not found: *"};
constexpr Operation kGet{
    .what = Do::kGet, .table = &kDatasets, .row = kRow, .type = "Dataset", .by = kByIdOfTenant};
constexpr Operation kDelete{
    .what = Do::kRemove, .table = &kDatasets, .by = kByIdOfTenant, .more = &kWithItsOwn};
constexpr Operation kList{.what = Do::kList,
                          .table = &kDatasets,
                          .row = kRow,
                          .type = "Dataset",
                          .member = "datasets",
                          .form = Form::kNested,
                          .by = kFilter,
                          .sort = &kSort,
                          .order = kTies};

// What was there at a version, and what is there now.
constexpr By kNow[] = {{.column = ofItem("validTo"), .value = &kNull},
                       {.column = ofItem("isDeleted"), .value = &kNot}};
constexpr By until(Text name) {
  return {.column = ofItem("datasetVersion"), .is = Is::kLe, .name = name};
}
constexpr By open(Text name) {
  return {.column = ofItem("validTo"), .is = Is::kLe, .name = name, .excludes = true};
}
constexpr Col kAlsoIn[] = {ofItem("groundTruth")};
constexpr By kSearch{.column = ofItem("input"),
                     .optional = true,
                     .blank = false,
                     .fold = true,
                     .is = Is::kContains,
                     .name = "search",
                     .or_else = kAlsoIn};
constexpr By kListNow[] = {
    {ofItem("datasetId")},      kNow[0], kNow[1], kSearch, tenant(ofItem("organizationId")),
    tenant(ofItem("projectId"))};
constexpr By kListThen[] = {{ofItem("datasetId")},
                            until("version"),
                            open("version"),
                            kNow[1],
                            kSearch,
                            tenant(ofItem("organizationId")),
                            tenant(ofItem("projectId"))};
constexpr By kOneNow[] = {{ofItem("id")}, kNow[0], kNow[1]};
constexpr By kOneThen[] = {
    {ofItem("id")}, until("datasetVersion"), open("datasetVersion"), kNow[1]};
constexpr By kAllThen[] = {{ofItem("datasetId")}, until("version"), open("version"), kNow[1]};
constexpr By kHistoryOf[] = {{.column = ofItem("id"), .name = "itemId"}};
constexpr Col kItemSorts[] = {ofItem("createdAt"), ofItem("updatedAt")};
constexpr Sort kItemSort{.columns = kItemSorts, .strict = true};
constexpr Order kNewest[] = {{.column = ofItem("createdAt"), .descending = true},
                             {.column = ofItem("id"), .descending = true}};
constexpr Order kLastVersion[] = {{.column = ofItem("datasetVersion"), .descending = true}};

constexpr Operation listsItems(std::span<const By> by) {
  return {.what = Do::kList,
          .table = &kItems,
          .row = kItem,
          .type = "DatasetItem",
          .member = "items",
          .form = Form::kNested,
          .by = by,
          .sort = &kItemSort,
          .order = kTies};
}
constexpr Operation kItemsNow = listsItems(kListNow);
constexpr Operation kItemsThen = listsItems(kListThen);
constexpr Operation getsItem(std::span<const By> by) {
  return {.what = Do::kGet,
          .table = &kItems,
          .row = kItem,
          .type = "DatasetItem",
          .by = by,
          .order = kLastVersion};
}
constexpr Operation kItemNow = getsItem(kOneNow);
constexpr Operation kItemThen = getsItem(kOneThen);

// Of a version that is given, or of now.
Task<Result<void>> runEither(Call& call, Database& db, const Request& request, JsonWriter& out,
                             Text name, const Operation& then, const Operation& now) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto version = given.find(name);
  const bool has_version = version && *version != "null";
  return operations::run(call, db, has_version ? then : now, request, out);
}
Task<Result<void>> listItems(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return runEither(call, db, request, out, "version", kItemsThen, kItemsNow);
}
Task<Result<void>> getItemById(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return runEither(call, db, request, out, "datasetVersion", kItemThen, kItemNow);
}

constexpr Operation kGetThen{.what = Do::kList,
                             .table = &kItems,
                             .row = kItem,
                             .type = "DatasetItem",
                             .by = kAllThen,
                             .order = kNewest};
constexpr Operation kHistory{.what = Do::kList,
                             .table = &kItems,
                             .row = kItemRow,
                             .type = "DatasetItemRow",
                             .by = kHistoryOf,
                             .order = kLastVersion};

constexpr auto kVersionRow = allOf<std::size(kVersionColumns)>;
constexpr Demand kOnce[] = {{.table = &kVersions,
                             .columns = kVersionsByDataset,
                             .of = kVersionsByDataset,
                             .says = "Dataset * has a version * already",
                             .none = true}};
constexpr More kNewVersion{.demands = kOnce};
constexpr Operation kCreateVersion{.what = Do::kCreate,
                                   .table = &kVersions,
                                   .row = kVersionRow,
                                   .type = "DatasetVersion",
                                   .entity = "Version",
                                   .more = &kNewVersion};
constexpr By kOfDataset[] = {{ofVersion("datasetId")}};
constexpr Order kHighest[] = {{.column = ofVersion("version"), .descending = true}};
constexpr Operation kListVersions{.what = Do::kList,
                                  .table = &kVersions,
                                  .row = kVersionRow,
                                  .type = "DatasetVersion",
                                  .member = "versions",
                                  .form = Form::kNested,
                                  .by = kOfDataset,
                                  .order = kHighest};
constexpr const Table* kTables[] = {&kVersions, &kItems, &kDatasets};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

#define AGENTKEEP_FILTERS "filters?: { organizationId?: string | null, projectId?: string | null }"
#define AGENTKEEP_PAYLOAD                                                               \
  "input: any, groundTruth?: any, expectedTrajectory?: any, toolMocks?: any[] | null, " \
  "unmockedToolPolicy?: string | null, scorerIds?: string[] | null, requestContext?: "  \
  "object | null, metadata?: object | null, source?: object | null"

constexpr Text kItemId[] = {"itemId"};
constexpr Text kVersion[] = {"datasetId", "version"};
constexpr api::Method kMethods[] = {
    {.name = "createDataset",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE(
         "{ id?: string, name: string, description?: string, metadata?: object, inputSchema?: "
         "object | null, groundTruthSchema?: object | null, requestContextSchema?: object | null, "
         "targetType?: 'agent' | 'workflow' | 'scorer' | 'processor', targetIds?: string[], "
         "scorerIds?: string[], organizationId?: string | null, projectId?: string | null, "
         "candidateKey?: string | null, candidateId?: string | null }"),
     .answer = AGENTKEEP_NOTE("Dataset"),
     .run = &create,
     .summary = AGENTKEEP_NOTE("Makes a dataset; one of a known id is answered as it is, conflict "
                               "if it is of another tenant or candidate.")},
    described("getDatasetById", Scope::kRead, kGet, AGENTKEEP_NOTE("One dataset, or null."), {},
              "getDataset"),
    described("updateDataset", Scope::kWrite, kUpdate,
              AGENTKEEP_NOTE("Changes what is given; null takes away schemas, tags and targets. "
                             "Items are not checked against schemas here.")),
    described("deleteDataset", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("With its items; experiments stay. No error if it does not exist.")),
    described("listDatasets", Scope::kRead, kList,
              AGENTKEEP_NOTE("One page of datasets that match, the newest first.")),
    {.name = "addItem",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ datasetId: string, externalId?: string, " AGENTKEEP_PAYLOAD
                             ", " AGENTKEEP_FILTERS " }"),
     .answer = AGENTKEEP_NOTE("DatasetItem"),
     .run = &addItem,
     .summary = AGENTKEEP_NOTE("Adds an item, which is a version of the dataset; one of a known "
                               "externalId is answered as it is, conflict if it was another.")},
    {.name = "batchInsertItems",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ datasetId: string, items: { externalId?: string, " AGENTKEEP_PAYLOAD
                             " }[], " AGENTKEEP_FILTERS " }"),
     .answer = AGENTKEEP_NOTE("DatasetItem[]"),
     .run = &batchInsertItems,
     .summary = AGENTKEEP_NOTE("Adds items in one version, all or none."),
     .error_name = "bulkAddItems"},
    {.name = "updateItem",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id: string, datasetId: string, input?: any, groundTruth?: any, "
                             "expectedTrajectory?: any, toolMocks?: any[] | null, "
                             "unmockedToolPolicy?: string | null, scorerIds?: string[] | null, "
                             "requestContext?: object | null, metadata?: object | null, source?: "
                             "object | null, " AGENTKEEP_FILTERS " }"),
     .answer = AGENTKEEP_NOTE("DatasetItem"),
     .run = &updateItem,
     .summary = AGENTKEEP_NOTE("Changes what is given of an item, in a version of the dataset.")},
    {.name = "deleteItem",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id: string, datasetId: string, " AGENTKEEP_FILTERS " }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &deleteItem,
     .summary = AGENTKEEP_NOTE("Deletes an item in a version; its history stays.")},
    {.name = "batchDeleteItems",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ datasetId: string, itemIds: string[], " AGENTKEEP_FILTERS " }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &batchDeleteItems,
     .summary = AGENTKEEP_NOTE("Deletes items in one version; what is not there is passed over."),
     .error_name = "bulkDeleteItems"},
    {.name = "purgeItem",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id: string, datasetId: string, " AGENTKEEP_FILTERS " }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &purgeItem,
     .summary =
         AGENTKEEP_NOTE("Takes the content out of every row of an item's history, and out of "
                        "results of experiments. It does not come back.")},
    {.name = "listItems",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE(
         "{ datasetId: string, version?: integer, search?: string, pagination?: { page?: integer, "
         "perPage?: integer | false }, orderBy?: { field?: 'createdAt' | 'updatedAt', direction?: "
         "'ASC' | 'DESC' }, " AGENTKEEP_FILTERS " }"),
     .answer = AGENTKEEP_NOTE("{ items: DatasetItem[], pagination: PageInfo }"),
     .run = &listItems,
     .summary = AGENTKEEP_NOTE("One page of the items that are there, or were at a version.")},
    {.name = "getItemById",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ id: string, datasetVersion?: integer }"),
     .answer = AGENTKEEP_NOTE("DatasetItem | null"),
     .run = &getItemById,
     .summary = AGENTKEEP_NOTE("One item as it is, or was at a version; or null."),
     .error_name = "getItem"},
    described("getItemsByVersion", Scope::kRead, kGetThen,
              AGENTKEEP_NOTE("Every item that was there at a version.")),
    described("getItemHistory", Scope::kRead, kHistory,
              AGENTKEEP_NOTE("Every row of an item, the last version first."), kItemId),
    described("createDatasetVersion", Scope::kWrite, kCreateVersion,
              AGENTKEEP_NOTE("Adds a version's row."), kVersion),
    described("listDatasetVersions", Scope::kRead, kListVersions,
              AGENTKEEP_NOTE("One page of the versions of a dataset, the last first.")),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every dataset, item and version.")),
};

#ifdef AGENTKEEP_DESCRIBE
constexpr api::AnswerType kAnswers[] = {
    {.name = "DatasetItem", .table = &kItems, .columns = kItem},
};
#endif

}  // namespace

extern const api::Domain kDomain{"datasets", kTables,
                                 kMethods AGENTKEEP_ANSWERS(, nullptr, kAnswers)};

}  // namespace agentkeep::datasets
