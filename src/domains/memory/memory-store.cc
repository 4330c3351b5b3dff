#include "domains/memory/memory-store.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "core/json.h"

namespace agentkeep::memory {
namespace {

using query::Answer;
using query::Batch;
using query::Cell;
using query::Change;
using query::Count;
using query::Delete;
using query::How;
using query::Incoming;
using query::Insert;
using query::Is;
using query::Json;
using query::Null;
using query::OnConflict;
using query::Order;
using query::Outcome;
using query::Rows;
using query::Select;
using query::Statement;
using query::Time;
using query::Update;
using query::Where;

constexpr std::uint64_t kMaxSafeInteger = 9'007'199'254'740'991;
constexpr std::size_t kMaxIncludes = 1000;
// A window wider than this is a page.
constexpr std::uint32_t kMaxNeighbours = 10'000;
constexpr std::size_t kMaxMetadataKeys = 32;  // D1: an expression is at most 100 deep

constexpr Text kDefaultType = "v2";

Where equals(Arena& arena, Col column, Cell value) {
  return {.is = Is::kEq, .field = {column}, .values = arena.list({value})};
}

Cell idCell(Id id) { return {id.text}; }

std::span<const Cell> idCells(Arena& arena, std::span<const Id> ids) {
  const std::span<Cell> cells = arena.make<Cell>(ids.size());
  std::ranges::transform(ids, cells.begin(), idCell);
  return cells;
}

// The column is one of the ids; a single one is plain equality.
Where isOneOf(Col column, std::span<const Cell> ids) {
  return {.is = ids.size() == 1 ? Is::kEq : Is::kIn, .field = {column}, .values = ids};
}

Change touch(std::int64_t now_ms) {
  return {.column = ThreadCol::updatedAt, .how = How::kTouch, .value = {Time{now_ms}}};
}

bool isIdentifier(Text key) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (key.empty() || key.size() > 128 || !letter(key.front())) return false;
  return std::ranges::all_of(key, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// Metadata keys as the contract accepts them in a filter.
bool isMetadataKey(Text key) {
  return isIdentifier(key) && key != "__proto__" && key != "prototype" && key != "constructor";
}

std::optional<Error> tooManyKeys(JsonMembers filter) {
  if (filter.members.size() <= kMaxMetadataKeys) return std::nullopt;
  return Error{
      ErrorCode::kInvalidArgument,
      "filter.metadata must not have more than " + std::to_string(kMaxMetadataKeys) + " keys",
      "INVALID_METADATA_KEY",
      {}};
}

// Adds a condition a member: deep equality at `path` + the member's name.
void addMetadata(Arena& arena, std::span<Where>& parts, std::size_t& count, Col column,
                 std::span<const Text> path, JsonMembers filter) {
  for (const JsonMembers::Member& member : filter.members) {
    const std::span<Text> names = arena.make<Text>(path.size() + 1);
    std::ranges::copy(path, names.begin());
    names.back() = member.name;
    parts[count++] = {.is = Is::kJsonEq,
                      .field = {column, names},
                      .values = arena.list<Cell>({{Json{member.value}}})};
  }
}

struct Slice {
  std::optional<std::uint64_t> limit;  // absent: all
  std::uint64_t offset = 0;
};

// Rows of a page; nothing if the product leaves the integers that JavaScript can count.
std::optional<Slice> sliceOf(PageNumber page, PerPage per_page) {
  if (per_page.all) return Slice{};
  if (per_page.rows != 0 && page.value > kMaxSafeInteger / per_page.rows) return std::nullopt;
  return Slice{per_page.rows, page.value * per_page.rows};
}

std::unexpected<Error> pageTooLarge() {
  return invalid("page value too large: page * perPage must be at most 9007199254740991",
                 "INVALID_PAGE");
}

}  // namespace

Task<Result<Rows>> MemoryStore::getThreadById(GetThreadById input) {
  Arena& arena = call_.arena;
  Where where = equals(arena, ThreadCol::id, idCell(input.threadId));
  if (input.resourceId) {
    where = {.is = Is::kAnd,
             .parts = arena.list(
                 {where, equals(arena, ThreadCol::resourceId, idCell(*input.resourceId))})};
  }
  const Statement statements[] = {
      Select{.table = &kThreads, .columns = kThreadRow, .where = where}};
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
  const Statement statements[] = {Update{.table = &kThreads,
                                         .where = equals(arena, ThreadCol::id, idCell(input.id)),
                                         .changes = std::span(changes, count),
                                         .returning = kThreadRow}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  const Rows& rows = outcome->answers[0].rows;
  if (rows.empty()) {
    std::string quoted;
    writeJsonString(quoted, input.id.text);
    co_return fail(ErrorCode::kNotFound, "Thread " + std::string(input.id.text) + " not found",
                   "NOT_FOUND", R"({"status":404,"threadId":)" + quoted + "}");
  }
  co_return rows;
}

Task<Result<void>> MemoryStore::deleteThread(DeleteThread input) {
  Arena& arena = call_.arena;
  const Cell id = idCell(input.threadId);
  const Statement statements[] = {
      Delete{.table = &kMessages, .where = equals(arena, MessageCol::threadId, id)},
      Delete{.table = &kThreads, .where = equals(arena, ThreadCol::id, id)},
  };
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
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
  if (auto problem = tooManyKeys(metadata)) co_return std::unexpected(std::move(*problem));
  for (const JsonMembers::Member& member : metadata.members) {
    if (!isMetadataKey(member.name)) {
      co_return invalid(
          "filter.metadata keys must match [a-zA-Z_][a-zA-Z0-9_]*, at most 128 characters",
          "INVALID_METADATA_KEY");
    }
  }
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

Task<Result<std::span<const Message>>> MemoryStore::saveMessages(SaveMessages input) {
  Arena& arena = call_.arena;
  const std::span<Message> messages = arena.make<Message>(input.messages.size());
  std::ranges::copy(input.messages, messages.begin());
  if (messages.empty()) co_return messages;

  constexpr Col kColumns[] = {MessageCol::id,     MessageCol::threadId, MessageCol::resourceId,
                              MessageCol::role,   MessageCol::type,     MessageCol::createdAt,
                              MessageCol::content};
  const std::span<Cell> cells = arena.make<Cell>(messages.size() * std::size(kColumns));
  const std::span<Cell> threads = arena.make<Cell>(messages.size());
  std::size_t thread_count = 0;
  std::unordered_set<Text> seen;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    Message& message = messages[i];
    const auto refuse = [&](Text member) {
      return invalid("messages[" + std::to_string(i) + "]." + std::string(member) +
                     " must not be empty");
    };
    if (message.id.text.empty()) co_return refuse("id");
    if (message.threadId.text.empty()) co_return refuse("threadId");
    if (message.resourceId.text.empty()) co_return refuse("resourceId");
    message.createdAt = message.createdAt.value_or(TimeStamp{call_.now_ms});
    const Text type = message.type.value_or("");
    const Cell row[] = {
        idCell(message.id),
        idCell(message.threadId),
        idCell(message.resourceId),
        {message.role},
        {type.empty() ? kDefaultType : type},
        {Time{message.createdAt->ms}},
        message.content.bare ? Cell{message.content.text} : Cell{Json{message.content.text}},
    };
    std::ranges::copy(row, cells.subspan(i * std::size(kColumns)).begin());
    if (seen.insert(message.threadId.text).second)
      threads[thread_count++] = idCell(message.threadId);
  }
  // A known message keeps its first createdAt.
  const Change overwrite[] = {
      {.column = MessageCol::threadId, .how = How::kSet, .value = {Incoming{}}},
      {.column = MessageCol::resourceId, .how = How::kSet, .value = {Incoming{}}},
      {.column = MessageCol::role, .how = How::kSet, .value = {Incoming{}}},
      {.column = MessageCol::type, .how = How::kSet, .value = {Incoming{}}},
      {.column = MessageCol::content, .how = How::kSet, .value = {Incoming{}}},
  };
  const Change touched[] = {touch(call_.now_ms)};
  const Statement statements[] = {
      Insert{.table = &kMessages,
             .columns = kColumns,
             .rows = cells,
             .on_conflict = OnConflict::kChange,
             .changes = overwrite},
      Update{.table = &kThreads,
             .where = isOneOf(ThreadCol::id, threads.first(thread_count)),
             .changes = touched},
  };
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return messages;
}

namespace {

// What of a listMessages is asked: its page's condition, its windows, or the first thing wrong.
struct MessageQuery {
  Where where;  // of the page
  Where scope;  // of included messages
  std::span<const query::Anchor> anchors;
};

Result<MessageQuery> messageQuery(Arena& arena, const ListMessages& input) {
  const std::span<const Id> ids = input.threadId.ids;
  if (ids.empty() || std::ranges::any_of(ids, [](Id id) {
        return id.text.find_first_not_of(" \t\r\n") == Text::npos;
      })) {
    return invalid("threadId must be a non-empty string or a list of non-empty strings",
                   "INVALID_THREAD_ID");
  }
  const MessageFilter filter = input.filter.value_or(MessageFilter{});
  const JsonMembers metadata = filter.metadata.value_or(JsonMembers{});
  if (auto problem = tooManyKeys(metadata)) return std::unexpected(std::move(*problem));
  for (const JsonMembers::Member& member : metadata.members) {
    if (!isMetadataKey(member.name)) {
      return invalid(
          "Invalid metadata filter key: keys must match [a-zA-Z_][a-zA-Z0-9_]*, at most 128 "
          "characters",
          "INVALID_METADATA_KEY");
    }
    if (member.value.front() == '{' || member.value.front() == '[') {
      return invalid("Invalid metadata filter value for key " + std::string(member.name) +
                         ": it must be a string, a number, a boolean or null",
                     "INVALID_METADATA_VALUE");
    }
  }

  MessageQuery out;
  std::span<Where> parts = arena.make<Where>(metadata.members.size() + 4);
  std::size_t count = 0;
  parts[count++] = isOneOf(MessageCol::threadId, idCells(arena, ids));
  if (input.resourceId && !input.resourceId->text.empty()) {
    out.scope = equals(arena, MessageCol::resourceId, idCell(*input.resourceId));
    parts[count++] = out.scope;
  }
  const DateRange range = filter.dateRange.value_or(DateRange{});
  const auto bound = [&](std::optional<TimeStamp> at, Is is) {
    if (!at) return;
    parts[count++] = {
        .is = is, .field = {MessageCol::createdAt}, .values = arena.list<Cell>({{Time{at->ms}}})};
  };
  bound(range.start, range.startExclusive.value_or(false) ? Is::kGt : Is::kGe);
  bound(range.end, range.endExclusive.value_or(false) ? Is::kLt : Is::kLe);
  static constexpr Text kMetadataPath[] = {"metadata"};
  addMetadata(arena, parts, count, MessageCol::content, kMetadataPath, metadata);
  out.where = {.is = Is::kAnd, .parts = parts.first(count)};

  const std::span<const Include> include = input.include.value_or(std::span<const Include>{});
  if (include.size() > kMaxIncludes) {
    return invalid("include must not have more than " + std::to_string(kMaxIncludes) + " items");
  }
  const std::span<query::Anchor> anchors = arena.make<query::Anchor>(include.size());
  for (std::size_t i = 0; i < include.size(); ++i) {
    anchors[i] = {include[i].id.text, include[i].withPreviousMessages.value_or(RowCount{}).value,
                  include[i].withNextMessages.value_or(RowCount{}).value};
    if (anchors[i].before > kMaxNeighbours || anchors[i].after > kMaxNeighbours) {
      return invalid("include[" + std::to_string(i) + "] must not ask for more than " +
                     std::to_string(kMaxNeighbours) + " neighbours on a side");
    }
  }
  out.anchors = anchors;
  return out;
}

// Rows of both answers, each once, in the asked order: createdAt, then first insertion. Both carry
// the columns of kMessageRow and, last, the insertion order.
Rows mergeRows(Arena& arena, const Rows& page, const Rows& windows, bool descending) {
  constexpr std::size_t kCreatedAt = 5;
  using Row = std::span<const query::Value>;
  const std::span<Row> rows = arena.make<Row>(page.size() + windows.size());
  std::size_t count = 0;
  std::unordered_set<Text> seen;
  for (const Rows* source : {&page, &windows}) {
    for (std::size_t i = 0; i < source->size(); ++i) {
      if (seen.insert((*source)[i][0].text).second) rows[count++] = (*source)[i];
    }
  }
  const auto sorted = rows.first(count);
  std::ranges::sort(sorted, [&](const Row& a, const Row& b) {
    const Row& low = descending ? b : a;
    const Row& high = descending ? a : b;
    if (low[kCreatedAt].text != high[kCreatedAt].text)
      return low[kCreatedAt].text < high[kCreatedAt].text;
    return low.back().integer < high.back().integer;
  });
  const std::uint32_t columns = page.columns != 0 ? page.columns : windows.columns;
  const std::span<query::Value> cells = arena.make<query::Value>(count * columns);
  auto to = cells.begin();
  for (const Row& row : sorted) to = std::ranges::copy(row, to).out;
  return {.columns = columns, .cells = cells};
}

}  // namespace

Task<Result<RowPage>> MemoryStore::listMessages(ListMessages input) {
  Arena& arena = call_.arena;
  const PageNumber page = input.page.value_or(PageNumber{});
  const PerPage per_page = input.perPage.value_or(PerPage{.rows = 40});
  const std::optional<Slice> slice = sliceOf(page, per_page);
  if (!slice) co_return pageTooLarge();
  Result<MessageQuery> query = messageQuery(arena, input);
  if (!query) co_return std::unexpected(std::move(query.error()));

  const bool with_page = per_page.all || per_page.rows != 0;
  const bool with_windows = !query->anchors.empty();
  const bool with_total = input.includeTotal.value_or(true);
  const bool descending = input.orderBy && input.orderBy->direction == "DESC";

  RowPage out{.rows = {}, .info = {.page = page.value, .perPage = per_page}};
  if (!with_page && !with_windows) co_return out;

  constexpr Col kColumns[] = {MessageCol::id,      MessageCol::threadId, MessageCol::resourceId,
                              MessageCol::role,    MessageCol::type,     MessageCol::createdAt,
                              MessageCol::content, query::kInsertion};
  const Order order[] = {{.column = MessageCol::createdAt, .descending = descending}};
  Statement statements[2];
  std::size_t count = 0;
  if (with_page) {
    statements[count++] = Select{
        .table = &kMessages,
        .columns = kColumns,
        .where = query->where,
        .order = order,
        .limit = slice->limit,
        .offset = slice->offset,
        .count = with_total ? Count::kExact : Count::kMore,
    };
  }
  if (with_windows) {
    statements[count++] = query::Around{
        .table = &kMessages,
        .columns = kColumns,
        .where = query->scope,
        .group = MessageCol::threadId,
        .order = MessageCol::createdAt,
        .anchors = query->anchors,
    };
  }
  Result<Outcome> outcome =
      co_await db_.run(Batch{.statements = std::span(statements, count), .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));

  const Answer listed = with_page ? outcome->answers[0] : Answer{};
  out.rows = with_windows
                 ? mergeRows(arena, listed.rows, outcome->answers[count - 1].rows, descending)
                 : listed.rows;
  if (!with_page) co_return out;
  if (!with_total) {
    out.info.total = slice->offset + listed.rows.size();
    out.info.hasMore = !per_page.all && listed.has_more;
    co_return out;
  }
  out.info.total = listed.total;
  out.info.hasMore = !per_page.all && slice->offset + per_page.rows < listed.total;
  const bool filtered =
      input.filter && input.filter->metadata && !input.filter->metadata->members.empty();
  if (out.info.hasMore && with_windows && !filtered) {
    // Windows may have brought the rest of the threads: then there is nothing more to fetch.
    std::uint64_t of_threads = 0;
    for (std::size_t i = 0; i < out.rows.size(); ++i) {
      of_threads += std::ranges::any_of(input.threadId.ids,
                                        [&](Id id) { return id.text == out.rows[i][1].text; });
    }
    out.info.hasMore = of_threads < listed.total;
  }
  co_return out;
}

Task<Result<Rows>> MemoryStore::listMessagesById(MessageIds input) {
  if (input.messageIds.empty()) co_return Rows{};
  Arena& arena = call_.arena;
  const Order order[] = {{.column = MessageCol::createdAt}};
  const Statement statements[] = {
      Select{.table = &kMessages,
             .columns = kMessageRow,
             .where = isOneOf(MessageCol::id, idCells(arena, input.messageIds)),
             .order = order}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return outcome->answers[0].rows;
}

Task<Result<void>> MemoryStore::deleteMessages(MessageIds input) {
  if (input.messageIds.empty()) co_return {};
  Arena& arena = call_.arena;
  const Where gone = isOneOf(MessageCol::id, idCells(arena, input.messageIds));
  constexpr Col kOwner[] = {MessageCol::threadId};
  const Select owners{.table = &kMessages, .columns = kOwner, .where = gone};
  const Change touched[] = {touch(call_.now_ms)};
  const Statement statements[] = {
      Update{.table = &kThreads,
             .where = {.is = Is::kInRows, .field = {ThreadCol::id}, .rows = &owners},
             .changes = touched},
      Delete{.table = &kMessages, .where = gone},
  };
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return {};
}

}  // namespace agentkeep::memory
