// The domain `datasets`: contract/datasets.md. Items keep their history: each change of items is a
// version of the dataset, which closes rows and adds others. What a change is made of is read, and
// written on condition that it is still there.
#include <algorithm>
#include <map>
#include <vector>

#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "core/time.h"
#include "core/uuid.h"
#include "domains/datasets/tables.h"
#include "operations/plan.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "versioned/json-equal.h"

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

constexpr unsigned kAttempts = 100;
constexpr std::size_t kMaxItems = 10'000;

// What is an item's own; null and absent are one.
constexpr Col kPayload[] = {
    ofItem("input"),          ofItem("groundTruth"),        ofItem("expectedTrajectory"),
    ofItem("toolMocks"),      ofItem("unmockedToolPolicy"), ofItem("scorerIds"),
    ofItem("requestContext"), ofItem("metadata"),           ofItem("source")};

constexpr Cell kNull{Null{}};
constexpr Cell kNot{false};
constexpr Cell kTrueJson[] = {{Json{"true"}}};

// The members of a call that say which dataset.
struct Place {
  Text dataset;
  std::span<Where> parts;  // that it is the one, and of this tenant

  Place(Call& call, Arguments& given, Text name) {
    dataset = given.read<Id>(name).value_or(Id{}).text;
    if (!given.find(name)) given.refuse(name, "is required");
    parts = call.arena.make<Where>(3);
    std::size_t count = 0;
    parts[count++] = equals(call.arena, ofDataset("id"), {dataset});
    Arguments filters = given.inside("filters");
    for (const Col column : {ofDataset("organizationId"), ofDataset("projectId")}) {
      const Cell asked = filters.cell(kDatasetColumns[column], kDatasetColumns[column].name);
      if (api::isGiven(asked)) parts[count++] = equals(call.arena, column, asked);
    }
    parts = parts.first(count);
  }

  [[nodiscard]] const Select* select(Arena& arena) const {
    return arena.keep(
        Select{.table = &kDatasets, .columns = kFirst, .where = {.is = Is::kAnd, .parts = parts}});
  }
};

std::string with(Text words, Text name) {
  std::string out(words);
  return out.append(name);
}

Error noDataset(Text id) {
  return {ErrorCode::kNotFound, with("Dataset not found: ", id), "DATASET_NOT_FOUND", {}};
}

Error contended() {
  Error lost{ErrorCode::kConflict, "the dataset was changed by others all the time", {}, {}};
  lost.retryable = true;
  return lost;
}

// What is there now: not closed, and not deleted.
Where isCurrent(Arena& arena) {
  return query::allOf(
      arena, {equals(arena, ofItem("validTo"), kNull), equals(arena, ofItem("isDeleted"), kNot)});
}

// A stored cell as one to be written.
Cell storedAs(Col column, const Value& value) {
  if (value.isNull()) return {Null{}};
  switch (kItemColumns[column].type) {
    case Type::kJson:
      return {Json{value.text}};
    case Type::kInteger:
      return {value.integer};
    case Type::kBoolean:
      return {value.integer != 0};
    default:
      return {value.text};
  }
}

// One change of a dataset's items: rows to close, rows to add.
class Revision {
 public:
  Revision(Call& call, const Place& place) : call_(call), arena_(call.arena) {
    statements_.push_back(Guard{.must = Must::kExist, .select = place.select(arena_)});
    const std::span<const Cell> key = arena_.list<Cell>({{place.dataset}});
    dataset_ = place.dataset;
    version_ = {Lookup{&kDatasets, key, ofDataset("version")}};
    organization_ = {Lookup{&kDatasets, key, ofDataset("organizationId")}};
    project_ = {Lookup{&kDatasets, key, ofDataset("projectId")}};
  }

  // What must still be so.
  void demand(Must must, Select select) {
    statements_.push_back(Guard{.must = must, .select = arena_.keep(select)});
  }

  // A new row: its cells but what the version says are given.
  std::span<Cell> add() {
    const std::span<Cell> row = arena_.make<Cell>(kItemRow.size());
    row[ofItem("datasetId")] = {dataset_};
    row[ofItem("datasetVersion")] = version_;
    row[ofItem("organizationId")] = organization_;
    row[ofItem("projectId")] = project_;
    row[ofItem("createdAt")] = row[ofItem("updatedAt")] = {Time{call_.now_ms}};
    row[ofItem("validTo")] = kNull;
    row[ofItem("isDeleted")] = kNot;
    rows_.push_back(row);
    return row;
  }

  // Another row in the place of a current one, which must still be it.
  std::span<Cell> replace(std::span<const Value> was) {
    const Where where = query::allOf(
        arena_, {equals(arena_, ofItem("id"), {was[ofItem("id")].text}),
                 equals(arena_, ofItem("datasetVersion"), {was[ofItem("datasetVersion")].integer}),
                 isCurrent(arena_)});
    const Where not_purged = noneOf(
        arena_, {.is = Is::kJsonEq, .field = {ofItem("metadata"), kPurged}, .values = kTrueJson});
    const bool is_purged = isPurged(arena_, was);
    demand(Must::kExist, {.table = &kItems,
                          .columns = kItemKey,
                          .where = is_purged ? where : query::allOf(arena_, {where, not_purged})});
    closed_.push_back(where);
    const std::span<Cell> row = add();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Col column = static_cast<Col>(i);
      const bool kept = column == ofItem("id") || column == ofItem("externalId") ||
                        column == ofItem("createdAt") ||
                        std::ranges::find(kPayload, column) != std::end(kPayload);
      if (kept) row[i] = storedAs(column, was[i]);
    }
    return row;
  }

  static bool isPurged(Arena& arena, std::span<const Value> row) {
    const Value& metadata = row[ofItem("metadata")];
    if (metadata.isNull()) return false;
    const auto purged = memberOf(metadata.text, kPurged, arena);
    return purged && *purged == "true";
  }

  // The rows that were added, or that something was not so any more. It must live until then.
  Task<Result<Outcome>> run(Database& db) {
    const Where is_it = equals(arena_, ofDataset("id"), {dataset_});
    static constexpr Cell kOne{std::int64_t{1}};
    statements_.push_back(
        Update{.table = &kDatasets,
               .where = is_it,
               .changes = arena_.list<Change>(
                   {{.column = ofDataset("version"), .how = How::kAdd, .value = kOne}})});
    const std::span<const Change> closes =
        arena_.list<Change>({{.column = ofItem("validTo"), .how = How::kSet, .value = version_}});
    for (const Where& where : closed_) {
      statements_.push_back(Update{.table = &kItems, .where = where, .changes = closes});
    }
    const std::span<Cell> cells = arena_.make<Cell>(rows_.size() * kItemRow.size());
    const std::span<Cell> ids = arena_.make<Cell>(rows_.size());
    auto to = cells.begin();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      to = std::ranges::copy(rows_[i], to).out;
      ids[i] = rows_[i][ofItem("id")];
    }
    statements_.push_back(Insert{.table = &kItems, .columns = kItemRow, .rows = cells});
    static constexpr Col kVersion[] = {ofVersion("id"), ofVersion("datasetId"),
                                       ofVersion("version"), ofVersion("createdAt")};
    statements_.push_back(Insert{
        .table = &kVersions,
        .columns = kVersion,
        .rows = arena_.list<Cell>({{uuid4(call_)}, {dataset_}, version_, {Time{call_.now_ms}}})});
    statements_.push_back(Select{
        .table = &kItems,
        .columns = kItemRow,
        .where = query::allOf(arena_, {{.is = Is::kIn, .field = {ofItem("id")}, .values = ids},
                                       equals(arena_, ofItem("validTo"), kNull)})});
    serial_ = arena_.list<Text>({dataset_});
    batch_ = {.statements = statements_, .serialize = serial_, .may_fail = true};
    return db.run(batch_);
  }

 private:
  Call& call_;
  Arena& arena_;
  Text dataset_;
  Cell version_, organization_, project_;
  std::vector<Statement> statements_;
  std::vector<Where> closed_;
  std::vector<std::span<Cell>> rows_;
  std::span<const Text> serial_;
  Batch batch_;
};

// Of the rows those that are this item's, written as an item.
std::span<const Value> rowOf(const Rows& rows, Text id) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i][ofItem("id")].text == id) return rows[i];
  }
  return {};
}

Result<void> writeItem(JsonWriter& out, std::span<const Value> row) {
  return api::writeRows(out, kItems, kItem, {static_cast<std::uint32_t>(row.size()), row});
}

// ---- Adding items

struct NewItem {
  std::span<Cell> payload;  // in the order of kPayload
  Text external_id;
  Text id;                            // of the item that it is, or becomes
  std::span<const Value> known = {};  // it is there already
};

void readItem(Call& call, Arguments& from, NewItem& item) {
  item.payload = call.arena.make<Cell>(std::size(kPayload));
  for (std::size_t i = 0; i < std::size(kPayload); ++i) {
    const Column& column = kItemColumns[kPayload[i]];
    const Cell cell = from.cell(column, column.name);
    item.payload[i] = api::isGiven(cell) ? cell : kNull;
  }
  if (api::isNull(item.payload[0])) from.refuse("input", "is required");
  const Cell external = from.cell(kItemColumns[ofItem("externalId")], "externalId");
  if (const auto* text = std::get_if<Text>(&external.value)) {
    item.external_id = *text;
    if (text->empty()) {
      from.refuse("externalId", "must not be empty", "EXTERNAL_ID_INVALID");
    }
  }
}

Text textOf(const Cell& cell) {
  if (const auto* json = std::get_if<Json>(&cell.value)) return json->text;
  const auto* text = std::get_if<Text>(&cell.value);
  return text != nullptr ? *text : Text();
}

bool sameCell(Arena& arena, Col column, const Cell& a, Text b) {
  const Text text = textOf(a);
  if (kItemColumns[column].type != Type::kJson) return text == b;
  const Text mine = text.empty() ? Text("null") : text;
  return versioned::sameJson(mine, b.empty() ? Text("null") : b, arena);
}

// What an item is that has such an external id: a new one, or one that was accepted before.
struct Plan {
  struct Conflict {
    std::size_t index;
    Text existing;
    Text reason;
  };
  std::vector<std::size_t> inserts;
  std::vector<Conflict> conflicts;
};

Plan planOf(Call& call, std::span<NewItem> items, const Rows& history) {
  struct Known {
    std::span<const Value> first, current;
  };
  Arena& arena = call.arena;
  std::map<Text, Known> stored;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const auto row = history[i];
    Known& known = stored[row[ofItem("externalId")].text];
    if (known.first.empty()) known.first = row;
    const bool is_open = row[ofItem("validTo")].isNull();
    if (is_open) {
      known.current = row[ofItem("isDeleted")].integer != 0 ? std::span<const Value>() : row;
    }
  }
  Plan plan;
  std::map<Text, std::size_t> local;
  for (std::size_t i = 0; i < items.size(); ++i) {
    NewItem& item = items[i];
    const auto known = item.external_id.empty() ? stored.end() : stored.find(item.external_id);
    if (known != stored.end()) {
      const auto& [first, current] = known->second;
      item.id = first[ofItem("id")].text;
      item.known = current;
      bool same = true;
      for (std::size_t k = 0; k < std::size(kPayload); ++k) {
        const Value& was = first[kPayload[k]];
        same =
            same && sameCell(arena, kPayload[k], item.payload[k], was.isNull() ? Text() : was.text);
      }
      if (current.empty()) {
        plan.conflicts.push_back({i, item.id, "deleted"});
      } else if (!same) {
        plan.conflicts.push_back({i, item.id, "payload_mismatch"});
      }
      continue;
    }
    const auto twin = item.external_id.empty() ? local.end() : local.find(item.external_id);
    if (twin != local.end()) {
      const NewItem& other = items[twin->second];
      item.id = other.id;
      for (std::size_t k = 0; k < std::size(kPayload); ++k) {
        if (sameCell(arena, kPayload[k], item.payload[k], textOf(other.payload[k]))) continue;
        plan.conflicts.push_back({i, item.id, "payload_mismatch"});
        break;
      }
      continue;
    }
    item.id = uuid4(call);
    plan.inserts.push_back(i);
    if (!item.external_id.empty()) local[item.external_id] = i;
  }
  return plan;
}

Error conflictOf(const Plan& plan, std::span<const NewItem> items) {
  JsonWriter details;
  details.beginObject().key("conflicts").beginArray();
  for (const auto& [index, existing, reason] : plan.conflicts) {
    details.beginObject().key("index").integer(static_cast<std::int64_t>(index));
    details.key("externalId").string(items[index].external_id);
    details.key("existingItemId").string(existing);
    details.key("reason").string(reason).endObject();
  }
  details.endArray().endObject();
  return {ErrorCode::kConflict,
          "One or more dataset item identities conflict with previously accepted items.",
          "IDENTITY_CONFLICT", details.take()};
}

// Adds items in one version; those of known external ids are answered as they are.
Task<Result<void>> insertItems(Call& call, Database& db, const Place& place,
                               std::span<NewItem> items, JsonWriter& out, bool many) {
  Arena& arena = call.arena;
  std::vector<Cell> external;
  for (const NewItem& item : items) {
    if (!item.external_id.empty()) external.push_back({item.external_id});
  }
  static constexpr Order kByVersion[] = {{.column = ofItem("datasetVersion")}};
  const Select history{
      .table = &kItems,
      .columns = kItemRow,
      .where = query::allOf(arena,
                            {equals(arena, ofItem("datasetId"), {place.dataset}),
                             {.is = Is::kIn, .field = {ofItem("externalId")}, .values = external}}),
      .order = kByVersion};
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    Rows known;
    if (!external.empty()) {
      db.forget();
      const Result<Rows> rows = co_await rowsOf(db, history);
      if (!rows) co_return std::unexpected(rows.error());
      known = *rows;
    }
    const Plan plan = planOf(call, items, known);
    if (!plan.conflicts.empty()) co_return std::unexpected(conflictOf(plan, items));
    Rows added;
    Revision revision(call, place);
    if (!plan.inserts.empty()) {
      std::vector<Cell> fresh;
      for (const std::size_t i : plan.inserts) {
        const NewItem& item = items[i];
        const std::span<Cell> row = revision.add();
        row[ofItem("id")] = {item.id};
        if (!item.external_id.empty()) {
          row[ofItem("externalId")] = {item.external_id};
          fresh.push_back({item.external_id});
        }
        for (std::size_t k = 0; k < std::size(kPayload); ++k) row[kPayload[k]] = item.payload[k];
      }
      if (!fresh.empty()) {
        revision.demand(
            Must::kNotExist,
            {.table = &kItems,
             .columns = kItemKey,
             .where = query::allOf(arena, {equals(arena, ofItem("datasetId"), {place.dataset}),
                                           {.is = Is::kIn,
                                            .field = {ofItem("externalId")},
                                            .values = arena.copy(std::span<const Cell>(fresh))}}),
             .limit = 1});
      }
      const Result<Outcome> outcome = co_await revision.run(db);
      if (!outcome) co_return std::unexpected(outcome.error());
      if (outcome->failed) {
        if (outcome->failed->statement == 0) co_return std::unexpected(noDataset(place.dataset));
        if (outcome->failed->why == Failed::Why::kGuard) continue;
        co_return std::unexpected(query::errorOf(*outcome->failed));
      }
      added = outcome->answers.back().rows;
    }
    if (many) out.beginArray();
    std::map<Text, std::span<const Value>> rows;
    for (std::size_t i = 0; i < added.size(); ++i) rows[added[i][ofItem("id")].text] = added[i];
    for (const NewItem& item : items) {
      const auto found = rows.find(item.id);
      const Result<void> written = writeItem(out, found == rows.end() ? item.known : found->second);
      if (!written) co_return written;
    }
    if (many) out.endArray();
    co_return Result<void>();
  }
  co_return std::unexpected(contended());
}

Task<Result<void>> addItem(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place* place = call.arena.keep(Place(call, given, "datasetId"));
  const std::span<NewItem> item = call.arena.make<NewItem>(1);
  readItem(call, given, item[0]);
  if (problem) return refused<void>(std::move(*problem));
  return insertItems(call, db, *place, item, out, false);
}

Task<Result<void>> batchInsertItems(Call& call, Database& db, const Request& request,
                                    JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place* place = call.arena.keep(Place(call, given, "datasetId"));
  const auto list = given.read<std::span<const JsonObject>>("items");
  if (!list) given.refuse("items", "is required");
  const std::size_t count = list ? list->size() : 0;
  if (count > kMaxItems) given.refuse("items", "must not be more than 10000");
  const std::span<NewItem> items = call.arena.make<NewItem>(problem ? 0 : count);
  for (std::size_t i = 0; i < items.size() && !problem; ++i) {
    Arguments one = given.item("items", i, (*list)[i].text);
    readItem(call, one, items[i]);
  }
  if (problem) return refused<void>(std::move(*problem));
  return insertItems(call, db, *place, items, out, true);
}

// ---- Changing and deleting them

Select currentOf(Arena& arena, std::span<const Cell> ids) {
  return {.table = &kItems,
          .columns = kItemRow,
          .where = query::allOf(
              arena, {{.is = Is::kIn, .field = {ofItem("id")}, .values = ids}, isCurrent(arena)})};
}

Error mismatch(Text item, Text dataset) {
  std::string message = with("Item ", item);
  message.append(" does not belong to dataset ").append(dataset);
  return {ErrorCode::kInvalidArgument, std::move(message), "DATASET_MISMATCH", {}};
}

Task<Result<void>> updateItem(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place place(call, given, "datasetId");
  const Text item = given.read<Id>("id").value_or(Id{}).text;
  if (!given.find("id")) given.refuse("id", "is required");
  Cell patch[std::size(kPayload)];
  for (std::size_t i = 0; i < std::size(kPayload); ++i) {
    const Column& column = kItemColumns[kPayload[i]];
    patch[i] = given.cell(column, column.name);
  }
  if (problem) co_return std::unexpected(std::move(*problem));
  const Cell ids[] = {{item}};
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    db.forget();
    const Result<Rows> rows = co_await rowsOf(db, currentOf(arena, ids));
    if (!rows) co_return std::unexpected(rows.error());
    if (rows->empty()) co_return fail(ErrorCode::kNotFound, with("Item not found: ", item));
    const std::span<const Value> was = (*rows)[0];
    if (was[ofItem("datasetId")].text != place.dataset) {
      co_return std::unexpected(mismatch(item, place.dataset));
    }
    if (Revision::isPurged(arena, was)) {
      co_return std::unexpected(Error{ErrorCode::kInvalidArgument,
                                      with("Purged dataset item cannot be updated: ", item),
                                      "PURGED",
                                      {}});
    }
    Revision revision(call, place);
    const std::span<Cell> row = revision.replace(was);
    for (std::size_t i = 0; i < std::size(kPayload); ++i) {
      if (api::isGiven(patch[i])) row[kPayload[i]] = patch[i];
    }
    const Result<Outcome> outcome = co_await revision.run(db);
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) co_return writeItem(out, rowOf(outcome->answers.back().rows, item));
    if (outcome->failed->statement == 0) co_return std::unexpected(noDataset(place.dataset));
  }
  co_return std::unexpected(contended());
}

// Closes those of the ids that are current items of the dataset, and adds tombstones.
Task<Result<void>> deleteAll(Call& call, Database& db, const Place& place,
                             std::span<const Cell> ids, bool one) {
  Arena& arena = call.arena;
  for (unsigned attempt = 0; attempt < kAttempts && !ids.empty(); ++attempt) {
    db.forget();
    const Result<Rows> rows = co_await rowsOf(db, currentOf(arena, ids));
    if (!rows) co_return std::unexpected(rows.error());
    Revision revision(call, place);
    std::size_t count = 0;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const std::span<const Value> was = (*rows)[i];
      if (was[ofItem("datasetId")].text != place.dataset) {
        if (one) co_return std::unexpected(mismatch(was[ofItem("id")].text, place.dataset));
        continue;
      }
      revision.replace(was)[ofItem("isDeleted")] = {true};
      ++count;
    }
    if (count == 0) break;
    const Result<Outcome> outcome = co_await revision.run(db);
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) co_return Result<void>();
    if (outcome->failed->statement == 0) {
      if (one) co_return Result<void>();
      co_return std::unexpected(noDataset(place.dataset));
    }
    if (attempt + 1 == kAttempts) co_return std::unexpected(contended());
  }
  co_return Result<void>();
}

Task<Result<void>> deleteItem(Call& call, Database& db, const Request& request, JsonWriter&) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place* place = call.arena.keep(Place(call, given, "datasetId"));
  const Text item = given.read<Id>("id").value_or(Id{}).text;
  if (!given.find("id")) given.refuse("id", "is required");
  if (problem) return refused<void>(std::move(*problem));
  return deleteAll(call, db, *place, call.arena.list<Cell>({{item}}), true);
}

Task<Result<void>> batchDeleteItems(Call& call, Database& db, const Request& request, JsonWriter&) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place* place = call.arena.keep(Place(call, given, "datasetId"));
  const auto list = given.read<std::span<const Id>>("itemIds");
  if (!list) given.refuse("itemIds", "is required");
  if (list && list->size() > kMaxItems) given.refuse("itemIds", "must not be more than 10000");
  if (problem) return refused<void>(std::move(*problem));
  const std::span<Cell> ids = call.arena.make<Cell>(list->size());
  std::ranges::transform(*list, ids.begin(), [](Id id) { return Cell{id.text}; });
  return deleteAll(call, db, *place, ids, false);
}

// What an item was goes out of every row of its history, and out of results of experiments.
Task<Result<void>> purgeItem(Call& call, Database& db, const Request& request, JsonWriter&) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place place(call, given, "datasetId");
  const Text item = given.read<Id>("id").value_or(Id{}).text;
  if (!given.find("id")) given.refuse("id", "is required");
  if (problem) co_return std::unexpected(std::move(*problem));
  JsonWriter marker;
  marker.beginObject().key("__purged").boolean(true);
  marker.key("purgedAt").string(formatTime(call.now_ms)).endObject();
  const Cell metadata{Json{arena.text(marker.text())}};
  std::vector<Change> of_item, of_result;
  for (const Col column : kPayload) {
    const Cell value = column == ofItem("metadata") ? metadata
                       : column == ofItem("input")  ? Cell{Json{"null"}}
                                                    : kNull;
    of_item.push_back({.column = column, .how = How::kSet, .value = value});
  }
  for (const Col column : {ofResult("output"), ofResult("groundTruth"), ofResult("error"),
                           ofResult("toolMockReport"), ofResult("tags"), ofResult("comment")}) {
    of_result.push_back({.column = column, .how = How::kSet, .value = kNull});
  }
  of_result.push_back({.column = ofResult("input"), .how = How::kSet, .value = {Json{"null"}}});
  of_result.push_back({.column = ofResult("metadata"), .how = How::kSet, .value = metadata});
  const Where is_item = query::allOf(arena, {equals(arena, ofItem("id"), {item}),
                                             equals(arena, ofItem("datasetId"), {place.dataset})});
  static constexpr Col kItemId[] = {ofItem("id")};
  const Select items{.table = &kItems, .columns = kItemId, .where = is_item};
  const Select experiments{.table = &kExperiments,
                           .columns = kFirst,
                           .where = equals(arena, ofExperiment("datasetId"), {place.dataset})};
  const Where is_result = query::allOf(
      arena, {equals(arena, ofResult("itemId"), {item}),
              {.is = Is::kInRows, .field = {ofResult("itemId")}, .rows = &items},
              {.is = Is::kInRows, .field = {ofResult("experimentId")}, .rows = &experiments}});
  const Statement statements[] = {
      Guard{.must = Must::kExist, .select = place.select(arena)},
      Update{.table = &kResults, .where = is_result, .changes = of_result},
      Update{.table = &kItems, .where = is_item, .changes = of_item}};
  // Results are written by those who have looked whether it is purged.
  const Text serial[] = {item};
  const Result<Outcome> outcome =
      co_await db.run({.statements = statements, .serialize = serial, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  // Of no dataset, or of another tenant's: there is nothing to purge.
  if (outcome->failed && outcome->failed->statement != 0) {
    co_return std::unexpected(query::errorOf(*outcome->failed));
  }
  co_return Result<void>();
}

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
    std::string message = with("Dataset ID \"", std::get<Text>(id.value));
    message.append("\" is already in use with incompatible immutable fields");
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
