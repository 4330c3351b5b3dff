#include <string>

#include "core/json.h"
#include "domains/memory/list-filters.h"
#include "domains/memory/memory-store.h"
#include "domains/memory/statements.h"
#include "query/ask.h"

namespace agentkeep::memory {
namespace {

// {"threadId":id}, behind `before`.
std::string detailsOf(Text before, Id id) {
  std::string details(before);
  details += R"("threadId":)";
  writeJsonString(details, id.text);
  details += '}';
  return details;
}

std::unexpected<Error> notFound(Id id, Text status) {
  return fail(ErrorCode::kNotFound, "Thread " + std::string(id.text) + " not found", status,
              detailsOf(R"({"status":404,)", id));
}

Where isThread(Arena& arena, Id id, std::optional<Id> resource) {
  const Where where = equals(arena, ThreadCol::id, idCell(id));
  if (!resource) return where;
  return {.is = Is::kAnd,
          .parts = arena.list({where, equals(arena, ThreadCol::resourceId, idCell(*resource))})};
}

// The stored metadata equals this, as JSON. Other adapters say "none" in these ways.
Where hasMetadata(Arena& arena, std::optional<JsonObject> metadata) {
  if (metadata) {
    return {.is = Is::kJsonEq,
            .field = {ThreadCol::metadata},
            .values = arena.list<Cell>({{Json{metadata->text}}})};
  }
  return {.is = Is::kOr,
          .parts = arena.list({equals(arena, ThreadCol::metadata, {Null{}}),
                               equals(arena, ThreadCol::metadata, {Text("null")}),
                               equals(arena, ThreadCol::metadata, {Text("")})})};
}

}  // namespace

Task<Result<Rows>> MemoryStore::getThreadById(GetThreadById input) {
  Arena& arena = call_.arena;
  const Statement statements[] = {
      Select{.table = &kThreads,
             .columns = kThreadRow,
             .where = isThread(arena, input.threadId, input.resourceId)}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return outcome->answers[0].rows;
}

Task<Result<Thread>> MemoryStore::saveThread(SaveThread input) {
  Thread& thread = input.thread;
  if (thread.id.text.empty()) co_return invalid("thread.id must not be empty");
  thread.title = thread.title.value_or("");
  thread.createdAt = thread.createdAt.value_or(TimeStamp{call_.now_ms});
  thread.updatedAt = thread.updatedAt.value_or(TimeStamp{call_.now_ms});
  const Cell row[] = {
      idCell(thread.id),
      idCell(thread.resourceId),
      {*thread.title},
      thread.metadata ? Cell{Json{thread.metadata->text}} : Cell{Null{}},
      {Time{thread.createdAt->ms}},
      {Time{thread.updatedAt->ms}},
  };
  const Change overwrite[] = {
      {.column = ThreadCol::resourceId, .how = How::kSet, .value = {Incoming{}}},
      {.column = ThreadCol::title, .how = How::kSet, .value = {Incoming{}}},
      {.column = ThreadCol::metadata, .how = How::kSet, .value = {Incoming{}}},
      {.column = ThreadCol::createdAt, .how = How::kSet, .value = {Incoming{}}},
      {.column = ThreadCol::updatedAt, .how = How::kSet, .value = {Incoming{}}},
  };
  const Statement statements[] = {Insert{.table = &kThreads,
                                         .columns = kThreadRow,
                                         .rows = row,
                                         .on_conflict = OnConflict::kChange,
                                         .changes = overwrite}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return thread;
}

Task<Result<Rows>> MemoryStore::updateThread(UpdateThread input) {
  Arena& arena = call_.arena;
  Change changes[3];
  std::size_t count = 0;
  if (input.title) {
    changes[count++] = {.column = ThreadCol::title, .how = How::kSet, .value = {*input.title}};
  }
  if (input.metadata) {
    changes[count++] = {
        .column = ThreadCol::metadata, .how = How::kMerge, .value = {Json{input.metadata->text}}};
  }
  changes[count++] = touch(call_.now_ms);
  const Update update{.table = &kThreads,
                      .where = equals(arena, ThreadCol::id, idCell(input.id)),
                      .changes = std::span(changes, count),
                      .returning = kThreadRow};
  const Statement statements[] = {update};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  const Result<Rows> rows = outcome->failed ? co_await mergedHere(call_, db_, update)
                                            : Result<Rows>(outcome->answers[0].rows);
  if (rows && rows->empty()) co_return notFound(input.id, "NOT_FOUND");
  co_return rows;
}

Task<Result<Rows>> MemoryStore::updateThreadIf(UpdateThreadIf input) {
  Arena& arena = call_.arena;
  const Where thread = isThread(arena, input.id, input.resourceId);
  const Change changes[] = {
      {.column = ThreadCol::metadata, .how = How::kMerge, .value = {Json{input.metadata.text}}},
      touch(call_.now_ms)};
  const Update update{
      .table = &kThreads,
      .where = {.is = Is::kAnd,
                .parts = arena.list({thread, hasMetadata(arena, input.expectedMetadata)})},
      .changes = changes,
      .returning = kThreadRow};
  // Tells a thread that is not there from one that has changed.
  const Select look{.table = &kThreads, .columns = kThreadRow, .where = thread};
  const Statement statements[] = {update, look};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  Rows written;
  Rows found;
  if (outcome->failed) {
    const Result<Rows> made = co_await mergedHere(call_, db_, update);
    if (!made) co_return made;
    written = *made;
    const Result<Rows> left = written.empty() ? co_await rowsOf(db_, look) : Result<Rows>();
    if (!left) co_return left;
    found = *left;
  } else {
    written = outcome->answers[0].rows;
    found = outcome->answers[1].rows;
  }
  if (written.empty() && !found.empty()) {
    Error lost{ErrorCode::kConflict,
               "the metadata of thread " + std::string(input.id.text) +
                   " has changed: read the thread and try again",
               {},
               detailsOf("{", input.id)};
    lost->retryable = true;
    co_return std::unexpected(std::move(lost));
  }
  co_return written;
}

Task<Result<Rows>> MemoryStore::updateThreadResourceId(UpdateThreadResourceId input) {
  if (input.resourceId.text.empty()) co_return invalid("resourceId must not be empty");
  Arena& arena = call_.arena;
  const Where thread = isThread(arena, input.threadId, {});
  const Where moves = {.is = Is::kAnd,
                       .parts = arena.list({thread,
                                            {.is = Is::kNe,
                                             .field = {ThreadCol::resourceId},
                                             .values = arena.list({idCell(input.resourceId)})}})};
  constexpr Col kId[] = {ThreadCol::id};
  const Select moving{.table = &kThreads, .columns = kId, .where = moves};
  const Change of_messages[] = {
      {.column = MessageCol::resourceId, .how = How::kSet, .value = idCell(input.resourceId)}};
  const Change of_thread[] = {
      {.column = ThreadCol::resourceId, .how = How::kSet, .value = idCell(input.resourceId)},
      touch(call_.now_ms)};
  const Statement statements[] = {
      Update{.table = &kMessages,
             .where = {.is = Is::kInRows, .field = {MessageCol::threadId}, .rows = &moving},
             .changes = of_messages},
      Update{.table = &kThreads, .where = moves, .changes = of_thread},
      Select{.table = &kThreads, .columns = kThreadRow, .where = thread},
  };
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  const Rows& rows = outcome->answers[2].rows;
  if (rows.empty()) co_return notFound(input.threadId, "FAILED");
  co_return rows;
}

Task<Result<void>> MemoryStore::deleteThread(DeleteThread input) {
  Arena& arena = call_.arena;
  const Cell id = idCell(input.threadId);
  const Statement statements[] = {
      Delete{.table = &kMessages, .where = equals(arena, MessageCol::threadId, id)},
      Delete{.table = &kThreads, .where = equals(arena, ThreadCol::id, id)},
  };
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .in_parts = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return {};
}

Task<Result<RowPage>> MemoryStore::listThreads(ListThreads input) {
  Arena& arena = call_.arena;
  const PageNumber page = input.page.value_or(PageNumber{});
  const PerPage per_page = input.perPage.value_or(PerPage{.rows = 100});
  if (per_page.all && page.value != 0) {
    co_return invalid("page must be 0 when perPage is false", "INVALID_PAGE");
  }
  const std::optional<Slice> slice = sliceOf(page, per_page);
  if (!slice) co_return pageTooLarge();

  const ThreadFilter filter = input.filter.value_or(ThreadFilter{});
  const JsonMembers metadata = filter.metadata.value_or(JsonMembers{});
  if (auto problem = problemOf(metadata, false)) co_return std::unexpected(std::move(*problem));
  std::span<Where> parts = arena.make<Where>(metadata.members.size() + 1);
  std::size_t count = 0;
  if (filter.resourceId && !filter.resourceId->text.empty()) {
    parts[count++] = equals(arena, ThreadCol::resourceId, idCell(*filter.resourceId));
  }
  addMetadata(arena, parts, count, ThreadCol::metadata, {}, metadata);

  const OrderBy order_by = input.orderBy.value_or(OrderBy{});
  const Order order[] = {{
      .column = order_by.field == "updatedAt" ? ThreadCol::updatedAt : ThreadCol::createdAt,
      .descending = order_by.direction != "ASC",
  }};
  const Statement statements[] = {Select{
      .table = &kThreads,
      .columns = kThreadRow,
      .where = {.is = Is::kAnd, .parts = parts.first(count)},
      .order = order,
      .limit = slice->limit,
      .offset = slice->offset,
      .count = Count::kExact,
      .scan = true,
  }};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  const Answer& answer = outcome->answers[0];
  co_return RowPage{
      .rows = answer.rows,
      .info = {.total = answer.total,
               .page = page.value,
               .perPage = per_page,
               .hasMore = !per_page.all && slice->offset + per_page.rows < answer.total},
  };
}

}  // namespace agentkeep::memory
