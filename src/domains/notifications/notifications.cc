// The domain `notifications`: contract/notifications.md and contract/schemas.json.
#include <algorithm>
#include <vector>

#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "core/sort.h"
#include "operations/columns.h"
#include "operations/operation.h"
#include "operations/plan.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::notifications {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;
using api::Scope;
using operations::Aging;
using operations::Answers;
using operations::By;
using operations::cleared;
using operations::described;
using operations::Do;
using operations::filled;
using operations::id;
using operations::later;
using operations::More;
using operations::needed;
using operations::object;
using operations::once;
using operations::Operation;
using operations::own;
using operations::Stamp;
using operations::text;
using operations::time;
using operations::word;

constexpr Text kStatusWords[] = {"pending",  "delivered", "seen",  "dismissed",
                                 "archived", "discarded", "failed"};
constexpr Words kStatuses{kStatusWords,
                          "'pending', 'delivered', 'seen', 'dismissed', 'archived', 'discarded' or "
                          "'failed'"};
constexpr Text kPriorityWords[] = {"medium", "low", "high", "urgent"};
constexpr Words kPriorities{kPriorityWords, "'low', 'medium', 'high' or 'urgent'"};

constexpr Column kColumns[] = {
    once(filled(id("id"), Fill::kUuid)),
    once(needed(id("threadId"))),
    once(needed(text("source"))),
    once(needed(text("kind"))),
    once(filled(word("priority", kPriorities), Fill::kWord)),
    later(filled(word("status", kStatuses), Fill::kWord)),
    needed(text("summary")),
    cleared(operations::any("payload")),
    once(id("resourceId")),
    once(id("agentId")),
    once(id("sourceId")),
    once(id("dedupeKey")),
    once(id("coalesceKey")),
    own(operations::integer("coalescedCount"), Fill::kZero),
    object("attributes"),
    once(filled(time("createdAt"), Fill::kNow)),
    own(time("updatedAt"), Fill::kTime),
    own(time("deliveredAt")),
    own(time("seenAt")),
    own(time("dismissedAt")),
    own(time("archivedAt")),
    own(time("discardedAt")),
    cleared(time("deliverAt")),
    cleared(time("summaryAt")),
    text("deliveryReason"),
    later(filled(operations::integer("deliveryAttempts"), Fill::kZero)),
    later(time("lastDeliveryAttemptAt")),
    later(text("lastDeliveryError")),
    later(text("deliveredSignalId")),
    later(text("summarySignalId")),
    object("metadata"),
};
consteval Col col(Text name) { return columnOf(kColumns, name); }

constexpr Col kKey[] = {col("threadId"), col("id")};
constexpr Key kKeys[] = {{kKey}};
constexpr Col kByDelivery[] = {col("status"), col("deliverAt")};
constexpr Col kBySummary[] = {col("status"), col("summaryAt")};
constexpr Col kByThread[] = {col("threadId"), col("status"), col("updatedAt")};
constexpr AccessPath kPaths[] = {
    {"idx_notifications_due", kByDelivery, "listDueNotifications"},
    {"idx_notifications_summary_due", kBySummary, "listDueNotifications"},
    {"idx_notifications_thread_status_updated", kByThread, "listNotifications"}};
constexpr Table kNotifications{.name = "mastra_notifications",
                               .columns = kColumns,
                               .keys = kKeys,
                               .paths = kPaths,
                               .keeps_insertion_order = true};
constexpr const Table* kTables[] = {&kNotifications};
constexpr auto kRow = operations::allOf<std::size(kColumns)>;

// ---- A new one, or one more of a pending one

constexpr Operation kNew{
    .what = Do::kCreate, .table = &kNotifications, .row = kRow, .type = "Notification"};
constexpr Order kLastChanged[] = {{.column = col("updatedAt"), .descending = true}};
constexpr Text kPendingWord = "pending";

// The newest pending one that the new row is one more of; nothing if it has no key for that.
std::optional<Select> pendingOne(Arena& arena, std::span<const Cell> row) {
  std::vector<Where> keys;
  for (const Col key : {col("dedupeKey"), col("coalesceKey")}) {
    const Text* text = std::get_if<Text>(&row[key].value);
    if (text != nullptr && !text->empty()) keys.push_back(equals(arena, key, row[key]));
  }
  if (keys.empty()) return std::nullopt;
  std::vector<Where> parts = {equals(arena, col("status"), {kPendingWord})};
  for (const Col column :
       {col("threadId"), col("source"), col("kind"), col("agentId"), col("resourceId")}) {
    parts.push_back(equals(arena, column, row[column]));
  }
  parts.push_back({.is = Is::kOr, .parts = arena.copy(std::span<const Where>(keys))});
  static constexpr Col kId[] = {col("id")};
  return Select{.table = &kNotifications,
                .columns = kId,
                .where = {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(parts))},
                .order = kLastChanged,
                .limit = 1};
}

// What a pending one gets of the new row.
std::vector<Change> oneMore(const Call& call, std::span<const Cell> row, bool has_priority) {
  static constexpr Cell kOne{std::int64_t{1}};
  std::vector<Change> changes = {
      {.column = col("summary"), .how = How::kSet, .value = row[col("summary")]},
      {.column = col("coalescedCount"), .how = How::kAdd, .value = kOne},
      {.column = col("updatedAt"), .how = How::kTouch, .value = {Time{call.now_ms}}}};
  const auto add = [&](Col column, How how) {
    if (!api::isNull(row[column])) {
      changes.push_back({.column = column, .how = how, .value = row[column]});
    }
  };
  for (const Col column :
       {col("payload"), col("deliverAt"), col("summaryAt"), col("deliveryReason")}) {
    add(column, How::kSet);
  }
  if (has_priority) add(col("priority"), How::kSet);
  for (const Col column : {col("attributes"), col("metadata")}) add(column, How::kMerge);
  return changes;
}

Task<Result<void>> create(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const std::span<Cell> row = arena.make<Cell>(kRow.size());
  operations::readRow(call, kNew, given, row);
  if (problem) co_return std::unexpected(std::move(*problem));
  row[col("coalescedCount")] = {std::int64_t{1}};
  row[col("updatedAt")] = row[col("createdAt")];
  Insert insert{.table = &kNotifications, .columns = kRow, .rows = row};
  const std::optional<Select> pending = pendingOne(arena, row);
  // One of a known id is replaced. Tables of @mastra/libsql have no key for that.
  Where known = allOf(arena, {equals(arena, col("threadId"), row[col("threadId")]),
                              equals(arena, col("id"), row[col("id")])});
  const bool has_id = given.find("id").value_or("null") != "null";
  Rows rows;
  if (!pending) {
    const Statement statements[] = {insert, Delete{.table = &kNotifications, .where = known}};
    const Statement replacing[] = {statements[1], statements[0]};
    const Result<Outcome> made = co_await db.run(
        {.statements = has_id ? std::span(replacing) : std::span(statements).first(1)});
    if (!made) co_return std::unexpected(made.error());
    rows = insertedRows(arena, insert, {});
  } else {
    insert.unless = &*pending;
    known = allOf(arena, {known, noneOf(arena, {.is = Is::kExists, .rows = &*pending})});
    const std::vector<Change> changes =
        oneMore(call, row, given.find("priority").value_or("null") != "null");
    const Update more{
        .table = &kNotifications,
        .where = allOf(arena, {equals(arena, col("threadId"), row[col("threadId")]),
                               {.is = Is::kInRows, .field = {col("id")}, .rows = &*pending}}),
        .changes = changes,
        .returning = kRow};
    const Statement statements[] = {more, Delete{.table = &kNotifications, .where = known}, insert};
    // Two that are the first ones of a key must not both be new.
    const Text serial[] = {std::get<Text>(row[col("threadId")].value)};
    const Result<Outcome> outcome =
        co_await db.run({.statements = statements, .serialize = serial, .may_fail = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) {
      rows = outcome->answers[0].rows;
    } else if (outcome->failed->why == Failed::Why::kLarge) {
      // More members than the database merges.
      const Result<Rows> merged = co_await mergedHere(call, db, more);
      if (!merged) co_return std::unexpected(merged.error());
      rows = *merged;
      if (rows.empty()) {
        const Statement alone[] = {statements[1], insert};
        const Result<Outcome> made = co_await db.run({.statements = alone, .serialize = serial});
        if (!made) co_return std::unexpected(made.error());
        if (made->answers[1].changed == 0) {
          Error late{ErrorCode::kConflict, "another one was made at the same time", {}, {}};
          late->retryable = true;
          co_return std::unexpected(std::move(late));
        }
      }
    } else {
      co_return std::unexpected(query::errorOf(*outcome->failed));
    }
    if (rows.empty()) rows = insertedRows(arena, insert, {});
  }
  co_return api::writeRows(out, kNotifications, kRow, rows);
}

// ---- Those whose time has come

// With what puts rows of one time in an order.
constexpr auto kDueRow = [] {
  std::array<Col, kRow.size() + 1> all{};
  std::ranges::copy(kRow, all.begin());
  all.back() = kInsertion;
  return all;
}();

using Row = std::span<const Value>;

Text dueAt(Row row) {
  const Value& deliver = row[col("deliverAt")];
  const Value& summary = row[col("summaryAt")];
  if (deliver.isNull()) return summary.text;
  return summary.isNull() ? deliver.text : std::min(deliver.text, summary.text);
}

bool isBefore(Row a, Row b) {
  const auto place = [](Row row) {
    return std::tuple(dueAt(row), row[col("updatedAt")].text, row[kRow.size()].integer);
  };
  return place(a) < place(b);
}

// The first ones by deliverAt, and by summaryAt: the first ones of both are among them.
Task<Result<void>> listDue(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Cell now = given.cell(kColumns[col("deliverAt")], "now");
  if (!api::isGiven(now) || api::isNull(now)) given.refuse("now", "is required");
  const auto limit = given.read<RowCount>("limit");
  std::vector<Where> parts = {equals(arena, col("status"), {kPendingWord})};
  for (const Col column : {col("agentId"), col("resourceId")}) {
    const auto asked = given.read<Id>(kColumns[column].name);
    if (asked && !asked->text.empty()) parts.push_back(equals(arena, column, {asked->text}));
  }
  if (problem) co_return std::unexpected(std::move(*problem));
  const Order by_delivery[] = {{.column = col("deliverAt")}, {.column = col("updatedAt")}};
  const Order by_summary[] = {{.column = col("summaryAt")}, {.column = col("updatedAt")}};
  const auto due = [&](Col column, std::span<const Order> order) {
    std::vector<Where> all = parts;
    all.push_back(compares(arena, column, Is::kLe, now));
    Select select{.table = &kNotifications,
                  .columns = kDueRow,
                  .where = {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(all))},
                  .order = order};
    if (limit) select.limit = limit->value;
    return select;
  };
  const Statement statements[] = {due(col("deliverAt"), by_delivery),
                                  due(col("summaryAt"), by_summary)};
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  std::vector<Row> rows;
  for (const Answer& answer : outcome->answers) {
    for (std::size_t i = 0; i < answer.rows.size(); ++i) rows.push_back(answer.rows[i]);
  }
  sortSmall(rows, isBefore);
  const auto twice = std::ranges::unique(rows, [](Row a, Row b) {
    return a[col("threadId")].text == b[col("threadId")].text &&
           a[col("id")].text == b[col("id")].text;
  });
  rows.erase(twice.begin(), twice.end());
  if (limit && rows.size() > limit->value) rows.resize(limit->value);
  const std::span<Value> cells = arena.make<Value>(rows.size() * kDueRow.size());
  auto to = cells.begin();
  for (const Row row : rows) to = std::ranges::copy(row, to).out;
  out.beginArray();
  const Result<void> written = api::writeRows(out, kNotifications, kRow,
                                              {static_cast<std::uint32_t>(kDueRow.size()), cells});
  if (!written) co_return written;
  out.endArray();
  co_return Result<void>();
}

// ---- Described

constexpr By kByKey[] = {{col("id")}, {col("threadId")}};
constexpr By kOfThread[] = {{col("threadId")}, {.column = col("id"), .is = Is::kIn, .name = "ids"}};
constexpr Col kAlsoIn[] = {col("kind"), col("source")};
constexpr By kFilter[] = {
    {col("threadId")},
    {.column = col("status"), .optional = true, .is = Is::kIn},
    {.column = col("priority"), .optional = true, .is = Is::kIn},
    {.column = col("source"), .optional = true, .blank = false},
    {.column = col("resourceId"), .optional = true, .blank = false},
    {.column = col("agentId"), .optional = true, .blank = false},
    {.column = col("summary"),
     .optional = true,
     .blank = false,
     .fold = true,
     .is = Is::kContains,
     .name = "search",
     .or_else = kAlsoIn},
};
constexpr Stamp kStamps[] = {{col("deliveredAt"), col("status"), "delivered"},
                             {col("seenAt"), col("status"), "seen"},
                             {col("dismissedAt"), col("status"), "dismissed"},
                             {col("archivedAt"), col("status"), "archived"},
                             {col("discardedAt"), col("status"), "discarded"}};
constexpr operations::Set kStatusOnly[] = {{.column = col("status"), .required = true}};
constexpr More kStamped{.stamps = kStamps};
constexpr More kOnlyStatus{.sets = kStatusOnly, .stamps = kStamps};
constexpr Aging kAging[] = {{"notifications", &kNotifications, col("createdAt")}};

constexpr Operation kGet{
    .what = Do::kGet, .table = &kNotifications, .row = kRow, .type = "Notification", .by = kByKey};
constexpr Operation kList{.what = Do::kList,
                          .table = &kNotifications,
                          .row = kRow,
                          .type = "Notification",
                          .by = kFilter,
                          .order = kLastChanged,
                          .limit = "limit",
                          .rows = 0};
constexpr Operation kUpdate{.what = Do::kUpdate,
                            .table = &kNotifications,
                            .row = kRow,
                            .type = "Notification",
                            .by = kByKey,
                            .more = &kStamped,
                            .missing = "Notification * was not found for thread *"};
constexpr Operation kSetStatus{.what = Do::kUpdate,
                               .table = &kNotifications,
                               .row = kRow,
                               .type = "Notification",
                               .answers = Answers::kRows,
                               .by = kOfThread,
                               .more = &kOnlyStatus};
constexpr Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr api::Method kMethods[] = {
    {.name = "createNotification",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE(
         "{ id?: string, threadId: string, source: string, kind: string, summary: string, "
         "priority?: 'low' | 'medium' | 'high' | 'urgent', payload?: any, resourceId?: string, "
         "agentId?: string, sourceId?: string, dedupeKey?: string, coalesceKey?: string, "
         "attributes?: object, metadata?: object, deliverAt?: time, summaryAt?: time, "
         "deliveryReason?: string, createdAt?: time }"),
     .answer = AGENTKEEP_NOTE("Notification"),
     .run = &create,
     .summary = AGENTKEEP_NOTE(
         "Makes a notification; or counts it on the pending one of the same source, kind, agent "
         "and resource that has its dedupeKey or its coalesceKey.")},
    described("listNotifications", Scope::kRead, kList,
              AGENTKEEP_NOTE("Those of a thread that match, the one changed last first; search: in "
                             "summary, kind or source.")),
    {.name = "listDueNotifications",
     .scope = Scope::kRead,
     .takes =
         AGENTKEEP_NOTE("{ now: time, limit?: integer, agentId?: string, resourceId?: string }"),
     .answer = AGENTKEEP_NOTE("Notification[]"),
     .run = &listDue,
     .summary = AGENTKEEP_NOTE("Pending ones of all threads whose deliverAt or summaryAt has come, "
                               "the longest overdue first.")},
    described("getNotification", Scope::kRead, kGet, AGENTKEEP_NOTE("One notification, or null.")),
    described("updateNotification", Scope::kWrite, kUpdate,
              AGENTKEEP_NOTE("Changes what is given; null takes away payload, deliverAt and "
                             "summaryAt. A new status has its time.")),
    described("updateNotificationsStatus", Scope::kWrite, kSetStatus,
              AGENTKEEP_NOTE("Sets the status of some of a thread, and answers those.")),
    described("prune", Scope::kAdmin, kPrune, AGENTKEEP_NOTE("Deletes old notifications."),
              api::kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every notification.")),
};

}  // namespace

extern const api::Domain kDomain{"notifications", kTables, kMethods};

}  // namespace agentkeep::notifications
