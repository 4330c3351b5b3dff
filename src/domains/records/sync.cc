// What an external system has of one kind of object, brought up to date in one
// batch.
//
// A synced row's id is made of whom it belongs to and of its external id,
// `<entity>:<externalId>`, and its entity's `<connection>:<type>`: so the
// database itself tells new rows from known ones. Rows of the same external ids
// that were made otherwise have other ids: a guard notices them, nothing is
// written, and they are looked up.
#include <algorithm>
#include <vector>

#include "core/text-index.h"
#include "domains/records/verbs.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::records {
namespace {

using namespace query;  // it speaks its words all the time
using api::Arguments;
using api::Request;

constexpr Cell kNull{Null{}};
constexpr Col kKey[] = {kIdCol};
constexpr Col kReturned[] = {RecordCol::createdAt, RecordCol::updatedAt};

const Table& records() { return *kTables[0]; }
const Table& connections() { return *kTables[1]; }
const Table& entities() { return *kTables[3]; }

// What is known of the connection's objects of a kind.
struct Synced {
  Text connection, type, source;
  bool whole = false;
  std::span<const Text> external, data;
  Text entity;                // its id
  std::span<const Text> ids;  // of the records
};

Text joined(Arena& arena, Text a, Text b) {
  return arena.text(std::string(a).append(":").append(b));
}

void readItems(Call& call, Arguments& given, Synced& to) {
  const auto list = given.needed<std::span<const JsonObject>>("records");
  const std::size_t count = list.size();
  const std::span<Text> external = call.arena.make<Text>(count);
  const std::span<Text> data = call.arena.make<Text>(count);
  TextIndex known(call.arena, count);
  for (std::size_t i = 0; i < count && !given.failed(); ++i) {
    Arguments one = given.item("records", i, list[i].text);
    onlyTakes(one, {"externalId", "data"});
    external[i] = one.needed<Id>("externalId").text;
    if (external[i].empty()) one.refuse("externalId", "must not be empty");
    const auto document = one.find("data");
    if (!document || *document == "null") one.refuse("data", "is required");
    data[i] = document.value_or(Text());
    if (!known.insert(external[i]))
      one.refuse("externalId", "is that of another record of the call");
  }
  to.external = external;
  to.data = data;
}

[[gnu::noinline]] Synced readSynced(Call& call, Arguments& given) {
  Synced out;
  onlyTakes(given, {"connectionId", "entityType", "records", "whole", "source"});
  out.connection = given.needed<Id>("connectionId").text;
  out.type = given.needed<Id>("entityType").text;
  out.source = given.read<Text>("source").value_or("SYNC");
  out.whole = given.read<bool>("whole").value_or(false);
  if (out.type.empty()) given.refuse("entityType", "must not be empty");
  readItems(call, given, out);
  if (given.failed()) return out;
  out.entity = joined(call.arena, out.connection, out.type);
  const std::span<Text> ids = call.arena.make<Text>(out.external.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i] = joined(call.arena, out.entity, out.external[i]);
    if (ids[i].size() <= Id::kMaxBytes) continue;
    given.refuse("records",
                 "have an externalId that is too long beside connectionId and entityType");
    break;
  }
  out.ids = ids;
  return out;
}

// The statements, in this order.
enum : std::uint16_t {
  kHasConnection,
  kOtherEntity,
  kOtherRecords,
  kEntity,
  kRecords,
  kStamp,
  kGone
};

Where hasExternal(Arena& arena, const Synced& synced) {
  return {
      .is = Is::kIn, .field = {RecordCol::externalId}, .values = cellsOf(arena, synced.external)};
}

// `known`: the ids were looked up.
[[gnu::noinline]] std::vector<Statement> statementsOf(Call& call, const Synced& synced,
                                                      bool known) {
  Arena& arena = call.arena;
  const Cell now{Time{call.now_ms}};
  const Where is_connection = equals(arena, kIdCol, {synced.connection});
  const Where of_entity = equals(arena, RecordCol::entityId, {synced.entity});
  const auto guard = [&](Must must, const Table& table, Where where) {
    return Guard{.must = must,
                 .select = arena.keep(Select{.table = &table, .columns = kKey, .where = where}),
                 .as_read = true};
  };
  const Where others = known
                           ? Where{.is = Is::kIn, .field = {kIdCol}}
                           : allOf(arena, {of_entity, hasExternal(arena, synced),
                                           noneOf(arena, {.is = Is::kIn,
                                                          .field = {kIdCol},
                                                          .values = cellsOf(arena, synced.ids)})});
  const Where other_entity = allOf(arena, {equals(arena, EntityCol::k_id, {synced.connection}),
                                           equals(arena, EntityCol::type, {synced.type}),
                                           compares(arena, kIdCol, Is::kNe, {synced.entity})});
  static constexpr Col kEntityRow[] = {EntityCol::id,        EntityCol::type,
                                       EntityCol::createdAt, EntityCol::updatedAt,
                                       EntityCol::createdBy, EntityCol::k_id};
  static constexpr Col kRow[] = {
      RecordCol::id,        RecordCol::externalId,       RecordCol::data,
      RecordCol::source,    RecordCol::entityType,       RecordCol::entityId,
      RecordCol::status,    RecordCol::enrichmentStatus, RecordCol::deletedAt,
      RecordCol::createdAt, RecordCol::updatedAt};
  constexpr std::size_t kWidth = std::size(kRow);
  const std::span<Cell> rows = arena.make<Cell>(synced.ids.size() * kWidth);
  for (std::size_t i = 0; i < synced.ids.size(); ++i) {
    const Cell row[kWidth] = {{synced.ids[i]},
                              {synced.external[i]},
                              {Json{synced.data[i]}},
                              {synced.source},
                              {synced.type},
                              {synced.entity},
                              {Text("ACTIVE")},
                              {Text("UNAPPLIED")},
                              kNull,
                              now,
                              now};
    std::ranges::copy(row, rows.begin() + static_cast<std::ptrdiff_t>(i * kWidth));
  }
  const std::span<const Change> changes = arena.list<Change>({
      {.column = RecordCol::data, .how = How::kSet, .value = {Incoming{}}},
      {.column = RecordCol::deletedAt, .how = How::kSet, .value = kNull},
      {.column = RecordCol::updatedAt, .how = How::kTouch, .value = now},
  });
  const Where differs = anyOf(arena, {compares(arena, RecordCol::data, Is::kNe, {Incoming{}}),
                                      compares(arena, RecordCol::deletedAt, Is::kNe, kNull)});
  std::vector<Statement> out = {
      guard(Must::kExist, connections(), is_connection),
      guard(Must::kNotExist, entities(), other_entity),
      guard(Must::kNotExist, records(), others),
      Insert{.table = &entities(),
             .columns = kEntityRow,
             .rows = arena.list<Cell>(
                 {{synced.entity}, {synced.type}, now, now, {synced.source}, {synced.connection}}),
             .on_conflict = OnConflict::kSkip},
      Insert{.table = &records(),
             .columns = kRow,
             .rows = rows,
             .on_conflict = OnConflict::kChange,
             .changes = changes,
             .change_if = differs,
             .returning = kReturned},
      Update{.table = &connections(),
             .where = is_connection,
             .changes = arena.list<Change>(
                 {{.column = ConnectionCol::lastSyncAt, .how = How::kSet, .value = now},
                  {.column = ConnectionCol::updatedAt, .how = How::kTouch, .value = now}})},
  };
  if (!synced.whole) return out;
  out.push_back(
      Update{.table = &records(),
             .where = allOf(arena, {of_entity, equals(arena, RecordCol::deletedAt, kNull),
                                    compares(arena, RecordCol::externalId, Is::kNe, kNull),
                                    noneOf(arena, hasExternal(arena, synced))}),
             .changes = arena.list<Change>(
                 {{.column = RecordCol::deletedAt, .how = How::kSet, .value = now},
                  {.column = RecordCol::updatedAt, .how = How::kTouch, .value = now}})});
  return out;
}

// Takes over the ids of an entity and of records that were made otherwise. One
// round trip.
Task<Result<void>> lookUp(Call& call, Database& db, Synced& synced) {
  Arena& arena = call.arena;
  static constexpr Col kFound[] = {RecordCol::externalId, RecordCol::id};
  static constexpr Order kFirst[] = {{.column = kIdCol}};
  const Where is_entity = allOf(arena, {equals(arena, EntityCol::k_id, {synced.connection}),
                                        equals(arena, EntityCol::type, {synced.type})});
  const Select entity{
      .table = &entities(), .columns = kKey, .where = is_entity, .order = kFirst, .limit = 1};
  const Statement statements[] = {
      entity,
      Select{.table = &records(),
             .columns = kFound,
             .where = allOf(
                 arena,
                 {{.is = Is::kInRows, .field = {RecordCol::entityId}, .rows = arena.keep(entity)},
                  hasExternal(arena, synced)}),
             .order = kFirst,
             .scan = true}};
  const Result<Outcome> outcome = co_await db.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  const Rows& found = outcome->answers[0].rows;
  if (!found.empty()) synced.entity = found[0][0].text;
  const Rows& rows = outcome->answers[1].rows;
  TextIndex known(arena, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (known.find(rows[i][0].text) == TextIndex::kNone) known.put(rows[i][0].text, i);
  }
  const std::span<Text> ids = arena.make<Text>(synced.ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::uint32_t at = known.find(synced.external[i]);
    ids[i] = at == TextIndex::kNone ? joined(arena, synced.entity, synced.external[i])
                                    : rows[at][1].text;
  }
  synced.ids = ids;
  co_return Result<void>();
}

}  // namespace

// One round trip; three where the entity, or records of it, were made otherwise
// than by sync().
Task<Result<void>> sync(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Synced synced = readSynced(call, given);
  if (problem) co_return std::unexpected(std::move(*problem));
  for (bool known = false;; known = true) {
    const std::vector<Statement> statements = statementsOf(call, synced, known);
    const Result<Outcome> outcome =
        co_await db.run(Batch{.statements = statements, .may_fail = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) {
      const Rows& written = outcome->answers[kRecords].rows;
      std::int64_t created = 0;
      // A row that was changed has a later `updatedAt`.
      for (std::size_t i = 0; i < written.size(); ++i) {
        created += written[i][0].text == written[i][1].text ? 1 : 0;
      }
      const auto all = static_cast<std::int64_t>(written.size());
      const auto total = static_cast<std::int64_t>(synced.ids.size());
      out.beginObject().key("created").integer(created).key("updated").integer(all - created);
      out.key("unchanged").integer(total - all);
      out.key("deleted").integer(
          synced.whole ? static_cast<std::int64_t>(outcome->answers[kGone].changed) : 0);
      out.endObject();
      co_return Result<void>();
    }
    const Failed& failed = *outcome->failed;
    if (failed.why != Failed::Why::kGuard || (known && failed.statement != kHasConnection)) {
      Error lost = query::errorOf(failed);
      if (failed.why == Failed::Why::kGuard) {
        lost = {ErrorCode::kConflict, "the entity was changed by others meanwhile", {}, {}};
        lost->retryable = true;
      }
      co_return std::unexpected(std::move(lost));
    }
    if (failed.statement == kHasConnection) {
      co_return fail(ErrorCode::kNotFound, "connectionId: there is no such connection");
    }
    if (Result<void> found = co_await lookUp(call, db, synced); !found) co_return found;
  }
}

}  // namespace agentkeep::records
