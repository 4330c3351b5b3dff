// What a semantic index has to be told, handed out to those who tell it; and how far curators are.
#include <algorithm>

#include "api/encode.h"
#include "domains/knowledge/methods.h"
#include "domains/knowledge/nodes.h"
#include "query/ask.h"

namespace agentkeep::knowledge {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

namespace {

constexpr Cell kNull{Null{}};
constexpr Cell kOpen[] = {{Text("pending")}, {Text("processing")}};
constexpr std::int64_t kClaimTimeoutMs = 60'000;

Cell timeOf(Call& call, Arguments& given, Text name) {
  const auto time = given.read<TimeStamp>(name);
  return {Time{time ? time->ms : call.now_ms}};
}

}  // namespace

// Of each document the oldest entry that is not completed, if its time has come and nobody has it.
// Of rivals one gets an entry: whoever comes later does not find it as it was.
Task<Result<void>> claimSemanticOutbox(Call& call, Database& db, const Request& request,
                                       JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text worker = given.needed<Id>("workerId").text;
  const auto limit = given.read<RowCount>("limit");
  const Cell now = timeOf(call, given, "now");
  const auto timeout = given.read<Quantity>("claimTimeoutMs");
  const auto scope = readScope(call, given, "scope", problem, false);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Cell stale{
      Time{std::get<Time>(now.value).ms - (timeout ? timeout->value : kClaimTimeoutMs)}};
  static constexpr Order kOldest[] = {{.column = ofOutbox("createdAt")},
                                      {.column = ofOutbox("id")}};
  const Where open{.is = Is::kIn, .field = {ofOutbox("status")}, .values = kOpen};
  const Select first{.table = &kOutbox,
                     .columns = kFirst,
                     .where = open,
                     .order = kOldest,
                     .first_per = ofOutbox("documentId")};
  const Where is_free =
      anyOf(arena, {equals(arena, ofOutbox("status"), kOpen[0]),
                    query::allOf(arena, {equals(arena, ofOutbox("status"), kOpen[1]),
                                         compares(arena, ofOutbox("claimedAt"), Is::kLe, stale)})});
  std::vector<Where> parts = {{.is = Is::kInRows, .field = {ofOutbox("id")}, .rows = &first},
                              is_free,
                              compares(arena, ofOutbox("availableAt"), Is::kLe, now)};
  if (scope) parts.push_back(visibleFrom(*scope, ofOutbox("scopeKey")));
  const Select due{.table = &kOutbox,
                   .columns = kFirst,
                   .where = {.is = Is::kAnd, .parts = std::span<const Where>(parts)},
                   .order = kOldest,
                   .limit = limit ? limit->value : 100};
  const Change changes[] = {
      {.column = ofOutbox("status"), .how = How::kSet, .value = kOpen[1]},
      {.column = ofOutbox("claimedAt"), .how = How::kSet, .value = now},
      {.column = ofOutbox("claimedBy"), .how = How::kSet, .value = {worker}},
      {.column = ofOutbox("attempts"), .how = How::kAdd, .value = {std::int64_t{1}}}};
  const Result<Rows> rows = co_await rowsOf(
      db,
      Update{.table = &kOutbox,
             .where = query::allOf(
                 arena, {{.is = Is::kInRows, .field = {ofOutbox("id")}, .rows = &due}, is_free}),
             .changes = changes,
             .returning = kOutboxRow});
  if (!rows) co_return std::unexpected(rows.error());
  std::map<Text, Row> sorted;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const Row row = (*rows)[i];
    const auto created = std::ranges::find(kOutboxRow, ofOutbox("createdAt")) - kOutboxRow;
    const Text time = row[static_cast<std::size_t>(created)].text;
    sorted[arena.text(std::string(time).append(row[0].text))] = row;
  }
  out.beginArray();
  for (const auto& [key, row] : sorted) {
    const Result<void> written =
        api::writeRows(out, kOutbox, kOutboxRow, {static_cast<std::uint32_t>(row.size()), row});
    if (!written) co_return written;
  }
  out.endArray();
  co_return Result<void>();
}

Task<Result<void>> releaseSemanticOutbox(Call& call, Database& db, const Request& request,
                                         JsonWriter&) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto ids = given.needed<std::span<const Id>>("ids");
  const Text worker = given.needed<Id>("workerId").text;
  const Cell at = timeOf(call, given, "retryAt");
  if (problem) return refused<void>(std::move(*problem));
  const std::span<const Cell> cells = cellsOf(arena, ids);
  return done(
      db, Update{.table = &kOutbox,
                 .where = query::allOf(arena,
                                       {{.is = Is::kIn, .field = {ofOutbox("id")}, .values = cells},
                                        equals(arena, ofOutbox("status"), kOpen[1]),
                                        equals(arena, ofOutbox("claimedBy"), {worker})}),
                 .changes = arena.list<Change>(
                     {{.column = ofOutbox("status"), .how = How::kSet, .value = kOpen[0]},
                      {.column = ofOutbox("availableAt"), .how = How::kSet, .value = at},
                      {.column = ofOutbox("claimedAt"), .how = How::kSet, .value = kNull},
                      {.column = ofOutbox("claimedBy"), .how = How::kSet, .value = kNull}})});
}

// Never back: the same again is fine.
Task<Result<void>> advanceCurationCursor(Call& call, Database& db, const Request& request,
                                         JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Cell row[] = {{given.needed<Id>("sourceThreadId").text},
                      {given.needed<Id>("agent").text},
                      {given.needed<Id>("lastKnowledgeId").text},
                      {Time{call.now_ms}}};
  if (problem) co_return std::unexpected(std::move(*problem));
  const Change changes[] = {
      {.column = ofCursor("lastKnowledgeId"), .how = How::kSet, .value = {Incoming{}}},
      {.column = ofCursor("updatedAt"), .how = How::kTouch, .value = row[3]}};
  const Insert insert{.table = &kCursors,
                      .columns = kCursorRow,
                      .rows = row,
                      .on_conflict = OnConflict::kChange,
                      .changes = changes,
                      .change_if = compares(arena, ofCursor("lastKnowledgeId"), Is::kLe, row[2]),
                      .returning = kCursorRow};
  const Result<Rows> rows = co_await rowsOf(db, insert);
  if (!rows) co_return std::unexpected(rows.error());
  if (rows->empty()) {
    co_return std::unexpected(conflict("Knowledge curation cursor cannot move backwards"));
  }
  co_return api::writeRows(out, kCursors, kCursorRow, *rows);
}

}  // namespace agentkeep::knowledge
