// Generations of observations as whole records: found, begun, deleted.
#include <algorithm>
#include <string>

#include "core/uuid.h"
#include "domains/memory/observational-store.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::memory {
namespace {

using query::Batch;
using query::Cell;
using query::Col;
using query::Delete;
using query::Insert;
using query::Is;
using query::Json;
using query::Null;
using query::Order;
using query::Outcome;
using query::Rows;
using query::Select;
using query::Statement;
using query::Time;
using query::Where;

constexpr std::uint32_t kHistoryRows = 10;
constexpr Text kInitial = "initial";
constexpr Text kReflection = "reflection";

// Cells of what may be absent.
Cell cellOf(std::optional<Text> text) { return text ? Cell{*text} : Cell{Null{}}; }
Cell cellOf(std::optional<Quantity> quantity) {
  return quantity ? Cell{quantity->value} : Cell{Null{}};
}
Cell cellOf(std::optional<TimeStamp> time) { return time ? Cell{Time{time->ms}} : Cell{Null{}}; }
Cell cellOf(std::optional<JsonObject> json) { return json ? Cell{Json{json->text}} : Cell{Null{}}; }
template <class T>
Cell cellOf(const std::optional<Kept<T>>& kept) {
  return kept ? Cell{Json{kept->json}} : Cell{Null{}};
}

bool isGiven(std::optional<Id> id) { return id && !id->text.empty(); }

// thread:{id} or resource:{id}
Text lookupKey(Arena& arena, std::optional<Id> thread, Id resource) {
  std::string key = isGiven(thread) ? "thread:" : "resource:";
  key += isGiven(thread) ? thread->text : resource.text;
  return arena.text(key);
}

Where isOwnedBy(Arena& arena, std::optional<Id> thread, Id resource) {
  return query::equals(arena, RecordCol::lookupKey, {lookupKey(arena, thread, resource)});
}

ObservationalMemoryRecord newRecord(Call& call, Text origin) {
  ObservationalMemoryRecord record;
  record.id = {uuid4(call)};
  record.createdAt = record.updatedAt = {call.now_ms};
  record.originType = origin;
  return record;
}

}  // namespace

Task<Result<Rows>> ObservationalStore::select(Select select) {
  static constexpr Order kNewest[] = {{.column = RecordCol::generationCount, .descending = true}};
  select.table = &kObservationalMemory;
  select.columns = kRecordRow;
  select.order = kNewest;
  const Statement statements[] = {select};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return outcome->answers[0].rows;
}

Task<Result<Rows>> ObservationalStore::getObservationalMemory(GetObservationalMemory input) {
  return select({.where = isOwnedBy(call_.arena, input.threadId, input.resourceId), .limit = 1});
}

Task<Result<Rows>> ObservationalStore::getObservationalMemoryHistory(
    GetObservationalMemoryHistory input) {
  Arena& arena = call_.arena;
  const HistoryOptions options = input.options.value_or(HistoryOptions{});
  const std::span<Where> parts = arena.make<Where>(3);
  std::size_t count = 0;
  parts[count++] = isOwnedBy(arena, input.threadId, input.resourceId);
  const auto bound = [&](std::optional<TimeStamp> at, Is is) {
    if (!at) return;
    parts[count++] = {
        .is = is, .field = {RecordCol::createdAt}, .values = arena.list<Cell>({{Time{at->ms}}})};
  };
  bound(options.from, Is::kGe);
  bound(options.to, Is::kLe);
  return select({.where = {.is = Is::kAnd, .parts = parts.first(count)},
                 .limit = input.limit.value_or(RowCount{kHistoryRows}).value,
                 .offset = options.offset.value_or(RowCount{}).value});
}

Task<Result<Rows>> ObservationalStore::insert(ObservationalMemoryRecord record,
                                              std::span<const Col> returning) {
  Arena& arena = call_.arena;
  constexpr Col kColumns[] = {RecordCol::id,
                              RecordCol::lookupKey,
                              RecordCol::scope,
                              RecordCol::threadId,
                              RecordCol::resourceId,
                              RecordCol::createdAt,
                              RecordCol::updatedAt,
                              RecordCol::lastObservedAt,
                              RecordCol::originType,
                              RecordCol::generationCount,
                              RecordCol::activeObservations,
                              RecordCol::bufferedObservationChunks,
                              RecordCol::bufferedObservations,
                              RecordCol::bufferedObservationTokens,
                              RecordCol::bufferedMessageIds,
                              RecordCol::bufferedReflection,
                              RecordCol::bufferedReflectionTokens,
                              RecordCol::bufferedReflectionInputTokens,
                              RecordCol::reflectedObservationLineCount,
                              RecordCol::observedMessageIds,
                              RecordCol::observedTimezone,
                              RecordCol::totalTokensObserved,
                              RecordCol::observationTokenCount,
                              RecordCol::pendingMessageTokens,
                              RecordCol::isReflecting,
                              RecordCol::isObserving,
                              RecordCol::isBufferingObservation,
                              RecordCol::isBufferingReflection,
                              RecordCol::lastBufferedAtTokens,
                              RecordCol::lastBufferedAtTime,
                              RecordCol::config,
                              RecordCol::metadata};
  const Cell row[] = {
      {record.id.text},
      {lookupKey(arena, record.threadId, record.resourceId)},
      {record.scope},
      isGiven(record.threadId) ? Cell{record.threadId->text} : Cell{Null{}},
      {record.resourceId.text},
      {Time{record.createdAt.ms}},
      {Time{record.updatedAt.ms}},
      cellOf(record.lastObservedAt),
      {record.originType},
      {record.generationCount.value},
      {record.activeObservations},
      cellOf(record.bufferedObservationChunks),
      cellOf(record.bufferedObservations),
      cellOf(record.bufferedObservationTokens),
      cellOf(record.bufferedMessageIds),
      cellOf(record.bufferedReflection),
      cellOf(record.bufferedReflectionTokens),
      cellOf(record.bufferedReflectionInputTokens),
      cellOf(record.reflectedObservationLineCount),
      cellOf(record.observedMessageIds),
      cellOf(record.observedTimezone),
      {record.totalTokensObserved.value},
      {record.observationTokenCount.value},
      {record.pendingMessageTokens.value},
      {record.isReflecting},
      {record.isObserving},
      {record.isBufferingObservation},
      {record.isBufferingReflection},
      {record.lastBufferedAtTokens.value},
      cellOf(record.lastBufferedAtTime),
      {Json{record.config.text}},
      cellOf(record.metadata),
  };
  static_assert(std::size(kColumns) == std::size(row));
  if (record.id.text.empty()) co_return invalid("id must not be empty");
  if (record.scope != "thread" && record.scope != "resource") {
    co_return invalid("scope must be thread or resource");
  }
  if (record.originType != kInitial && record.originType != kReflection) {
    co_return invalid("originType must be initial or reflection");
  }
  const Statement statements[] = {Insert{
      .table = &kObservationalMemory, .columns = kColumns, .rows = row, .returning = returning}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  if (outcome->failed) {
    co_return fail(ErrorCode::kConflict,
                   "Observational memory record already exists: " + std::string(record.id.text),
                   "ALREADY_EXISTS");
  }
  co_return outcome->answers[0].rows;
}

Task<Result<Rows>> ObservationalStore::initializeObservationalMemory(
    InitializeObservationalMemory input) {
  ObservationalMemoryRecord record = newRecord(call_, kInitial);
  record.scope = input.scope;
  record.threadId = input.threadId;
  record.resourceId = input.resourceId;
  record.observedTimezone = input.observedTimezone;
  record.config = input.config;
  return insert(record, kRecordRow);
}

Task<Result<Rows>> ObservationalStore::insertObservationalMemoryRecord(
    ObservationalMemoryRecord record) {
  return insert(record, {});
}

Task<Result<Rows>> ObservationalStore::createReflectionGeneration(
    CreateReflectionGeneration input) {
  const ReflectedRecord& current = input.currentRecord;
  ObservationalMemoryRecord record = newRecord(call_, kReflection);
  record.scope = current.scope;
  record.threadId = current.threadId;
  record.resourceId = current.resourceId;
  record.lastObservedAt = current.lastObservedAt;
  record.generationCount = {sumOf(current.generationCount.value, 1)};
  record.activeObservations = input.reflection;
  record.observedTimezone = current.observedTimezone;
  record.totalTokensObserved = current.totalTokensObserved;
  record.observationTokenCount = input.tokenCount;
  record.config = current.config;
  record.metadata = current.metadata;
  return insert(record, kRecordRow);
}

Task<Result<void>> ObservationalStore::clearObservationalMemory(GetObservationalMemory input) {
  const Statement statements[] = {
      Delete{.table = &kObservationalMemory,
             .where = isOwnedBy(call_.arena, input.threadId, input.resourceId)}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return {};
}

}  // namespace agentkeep::memory
