// The items of a dataset keep their history: each change of them is a version of the dataset, which
// closes rows and adds others. What a change is made of is read, and written on condition that it
// is still there.
#include <algorithm>
#include <map>
#include <vector>

#include "api/arguments.h"
#include "api/encode.h"
#include "core/message.h"
#include "core/time.h"
#include "core/uuid.h"
#include "domains/datasets/items.h"
#include "domains/datasets/tables.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "versioned/json-equal.h"

namespace agentkeep::datasets {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

constexpr unsigned kAttempts = 100;
constexpr std::size_t kMaxItems = 10'000;

// What is an item's own; null and absent are one.
constexpr Col kPayload[] = {
    ofItem("input"),          ofItem("groundTruth"),        ofItem("expectedTrajectory"),
    ofItem("toolMocks"),      ofItem("unmockedToolPolicy"), ofItem("scorerIds"),
    ofItem("requestContext"), ofItem("metadata"),           ofItem("source")};

constexpr Cell kTrueJson[] = {{Json{"true"}}};

// The members of a call that say which dataset.
struct Place {
  Text dataset;
  std::span<Where> parts;  // that it is the one, and of this tenant

  Place(Call& call, Arguments& given, Text name) {
    dataset = given.needed<Id>(name).text;
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

Error noDataset(Text id) {
  return {ErrorCode::kNotFound, message({"Dataset not found: ", id}), "DATASET_NOT_FOUND", {}};
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
  Revision(Call& call, const Place& place)
      : call_(call), arena_(call.arena), dataset_(place.dataset) {
    statements_.push_back(Guard{.must = Must::kExist, .select = place.select(arena_)});
    const std::span<const Cell> key = arena_.list<Cell>({{place.dataset}});
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
    const Cell id{was[ofItem("id")].text};
    replaced_.push_back(id);
    if (isPurged(arena_, was)) purged_.push_back(id);
    newest_ = std::max(newest_, was[ofItem("datasetVersion")].integer);
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
    if (!replaced_.empty()) {
      statements_.push_back(Update{.table = &kItems, .where = closed(), .changes = closes});
      statements_.push_back(
          Guard{.must = Must::kChanged, .rows = static_cast<std::uint32_t>(replaced_.size())});
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
  // The rows that are replaced: those that came after they were read have higher versions.
  Where closed() {
    Where as_read = noneOf(
        arena_, {.is = Is::kJsonEq, .field = {ofItem("metadata"), kPurged}, .values = kTrueJson});
    if (!purged_.empty()) {
      as_read =
          anyOf(arena_, {{.is = Is::kIn, .field = {ofItem("id")}, .values = purged_}, as_read});
    }
    // Their ids say of which dataset: asked for that, too, SQLite would read all of its current
    // items.
    return query::allOf(arena_, {{.is = Is::kIn, .field = {ofItem("id")}, .values = replaced_},
                                 compares(arena_, ofItem("datasetVersion"), Is::kLe, {newest_}),
                                 isCurrent(arena_),
                                 as_read});
  }

  Call& call_;
  Arena& arena_;
  Text dataset_;
  Cell version_, organization_, project_;
  std::vector<Statement> statements_;
  std::vector<Cell> replaced_, purged_;  // ids
  std::int64_t newest_ = 0;              // version of the rows that are replaced
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
    constexpr Col kVersion = ofItem("datasetVersion");
    if (known.first.empty() || row[kVersion].integer < known.first[kVersion].integer) {
      known.first = row;
    }
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
  // In no order: by that of versions SQLite would read every row of the dataset.
  const Select history{
      .table = &kItems,
      .columns = kItemRow,
      .where = query::allOf(
          arena, {equals(arena, ofItem("datasetId"), {place.dataset}),
                  {.is = Is::kIn, .field = {ofItem("externalId")}, .values = external}})};
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

}  // namespace

Error contended() {
  Error lost{ErrorCode::kConflict, "the dataset was changed by others all the time", {}, {}};
  lost->retryable = true;
  return lost;
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
  const auto list = given.needed<std::span<const JsonObject>>("items");
  const std::size_t count = list.size();
  if (count > kMaxItems) given.refuse("items", "must not be more than 10000");
  const std::span<NewItem> items = call.arena.make<NewItem>(problem ? 0 : count);
  for (std::size_t i = 0; i < items.size() && !problem; ++i) {
    Arguments one = given.item("items", i, list[i].text);
    readItem(call, one, items[i]);
  }
  if (problem) return refused<void>(std::move(*problem));
  return insertItems(call, db, *place, items, out, true);
}

// ---- Changing and deleting them

namespace {
Select currentOf(Arena& arena, std::span<const Cell> ids) {
  return {.table = &kItems,
          .columns = kItemRow,
          .where = query::allOf(
              arena, {{.is = Is::kIn, .field = {ofItem("id")}, .values = ids}, isCurrent(arena)})};
}

Error mismatch(Text item, Text dataset) {
  return {ErrorCode::kInvalidArgument,
          message({"Item ", item, " does not belong to dataset ", dataset}),
          "DATASET_MISMATCH",
          {}};
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

}  // namespace

Task<Result<void>> updateItem(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place place(call, given, "datasetId");
  const Text item = given.needed<Id>("id").text;
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
    if (rows->empty()) co_return fail(ErrorCode::kNotFound, message({"Item not found: ", item}));
    const std::span<const Value> was = (*rows)[0];
    if (was[ofItem("datasetId")].text != place.dataset) {
      co_return std::unexpected(mismatch(item, place.dataset));
    }
    if (Revision::isPurged(arena, was)) {
      co_return std::unexpected(Error{ErrorCode::kInvalidArgument,
                                      message({"Purged dataset item cannot be updated: ", item}),
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

Task<Result<void>> deleteItem(Call& call, Database& db, const Request& request, JsonWriter&) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place* place = call.arena.keep(Place(call, given, "datasetId"));
  const Text item = given.needed<Id>("id").text;
  if (problem) return refused<void>(std::move(*problem));
  return deleteAll(call, db, *place, call.arena.list<Cell>({{item}}), true);
}

Task<Result<void>> batchDeleteItems(Call& call, Database& db, const Request& request, JsonWriter&) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place* place = call.arena.keep(Place(call, given, "datasetId"));
  const auto ids = given.needed<std::span<const Id>>("itemIds");
  if (ids.size() > kMaxItems) given.refuse("itemIds", "must not be more than 10000");
  if (problem) return refused<void>(std::move(*problem));
  return deleteAll(call, db, *place, cellsOf(call.arena, ids), false);
}

// What an item was goes out of every row of its history, and out of results of experiments.
Task<Result<void>> purgeItem(Call& call, Database& db, const Request& request, JsonWriter&) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Place place(call, given, "datasetId");
  const Text item = given.needed<Id>("id").text;
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
  // Of the dataset, said so that no index of it is taken: the item's key is the way to it.
  const Where is_item = query::allOf(
      arena, {equals(arena, ofItem("id"), {item}),
              noneOf(arena, noneOf(arena, equals(arena, ofItem("datasetId"), {place.dataset})))});
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

}  // namespace agentkeep::datasets
