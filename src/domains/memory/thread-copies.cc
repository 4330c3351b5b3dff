// Copies of threads.
#include <algorithm>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/time.h"
#include "core/uuid.h"
#include "domains/memory/memory-store.h"
#include "domains/memory/statements.h"

namespace agentkeep::memory {
namespace {

// A statement whose rows are counted is not cut in two by a backend: its ids stay below this.
constexpr std::size_t kIdBytesAStatement = 512 * 1024;

constexpr Col kCopied[] = {MessageCol::id,     MessageCol::threadId, MessageCol::resourceId,
                           MessageCol::role,   MessageCol::type,     MessageCol::createdAt,
                           MessageCol::content};
constexpr std::size_t kCellsACopy = 1 + std::size(kCopied);  // behind the key of the source

// What was given, if it says anything.
std::optional<Text> given(std::optional<Text> text) {
  return text && !text->empty() ? text : std::nullopt;
}
std::optional<Text> given(std::optional<Id> id) {
  return id && !id->text.empty() ? std::optional(id->text) : std::nullopt;
}

Where isSourceMessage(Arena& arena, const CopyThread& input) {
  const CopyOptions options = input.options.value_or(CopyOptions{});
  const CopyFilter filter = options.messageFilter.value_or(CopyFilter{});
  const std::span<Where> parts = arena.make<Where>(4);
  std::size_t count = 0;
  parts[count++] = equals(arena, MessageCol::threadId, idCell(input.sourceThreadId));
  if (filter.messageIds && !filter.messageIds->empty()) {
    parts[count++] = isOneOf(MessageCol::id, idCells(arena, *filter.messageIds));
  }
  const auto bound = [&](std::optional<TimeStamp> at, Is is) {
    if (!at) return;
    parts[count++] = {
        .is = is, .field = {MessageCol::createdAt}, .values = arena.list<Cell>({{Time{at->ms}}})};
  };
  bound(filter.startDate, Is::kGe);
  bound(filter.endDate, Is::kLe);
  return {.is = Is::kAnd, .parts = parts.first(count)};
}

// {...metadata, clone: {sourceThreadId, clonedAt, lastMessageId?}}
Text metadataOf(Call& call, const CopyThread& input, Text lastMessageId) {
  JsonWriter out;
  out.beginObject();
  if (input.metadata) {
    JsonReader members(input.metadata->text);
    members.beginObject();
    JsonString name;
    while (members.nextMember(name)) {
      const bool own = name.decode(call.arena) != "clone";
      const Text value = members.value();
      if (own) out.rawKey(name.raw).raw(value);
    }
  }
  out.key("clone").beginObject();
  out.key("sourceThreadId").string(input.sourceThreadId.text);
  out.key("clonedAt").string(formatTime(call.now_ms));
  if (!lastMessageId.empty()) out.key("lastMessageId").string(lastMessageId);
  out.endObject().endObject();
  return call.arena.text(out.text());
}

// New ids for the messages, whose ids are the first column of `found`.
std::span<const ThreadCopy::MessageId> newIds(Call& call, const Rows& found, bool newestFirst) {
  const std::span<ThreadCopy::MessageId> ids = call.arena.make<ThreadCopy::MessageId>(found.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i] = {found[newestFirst ? ids.size() - 1 - i : i][0].text, uuid4(call)};
  }
  return ids;
}

// Inserts of the copies, each with a guard that every source was found.
void addMessages(Call& call, const ThreadCopy& copy, std::vector<Statement>& statements) {
  const auto ids = copy.messageIds;
  const std::size_t same = copy.thread.id.text.size() + copy.thread.resourceId.text.size();
  for (std::size_t at = 0; at < ids.size();) {
    std::size_t bytes = 0;
    std::size_t end = at;
    while (end < ids.size() && bytes < kIdBytesAStatement) {
      bytes += ids[end].source.size() + ids[end].copy.size() + same + 64;
      ++end;
    }
    const std::span<Cell> cells = call.arena.make<Cell>((end - at) * kCellsACopy);
    auto to = cells.begin();
    for (const ThreadCopy::MessageId& id : ids.subspan(at, end - at)) {
      const Cell row[] = {{id.source},
                          {id.copy},
                          idCell(copy.thread.id),
                          idCell(copy.thread.resourceId),
                          {Source{MessageCol::role}},
                          {Source{MessageCol::type}},
                          {Source{MessageCol::createdAt}},
                          {Source{MessageCol::content}}};
      to = std::ranges::copy(row, to).out;
    }
    statements.emplace_back(
        Insert{.table = &kMessages, .columns = kCopied, .rows = cells, .from = &kMessages});
    statements.emplace_back(
        Guard{.must = Must::kChanged, .rows = static_cast<std::uint32_t>(end - at)});
    at = end;
  }
}

}  // namespace

Task<Result<ThreadCopy>> MemoryStore::copyThread(CopyThread input) { return copy(input, false); }

Task<Result<ThreadCopy>> MemoryStore::cloneThread(CopyThread input) { return copy(input, true); }

Task<Result<ThreadCopy>> MemoryStore::copy(CopyThread input, bool withMessages) {
  Arena& arena = call_.arena;
  const Where is_source = equals(arena, ThreadCol::id, idCell(input.sourceThreadId));
  constexpr Col kSource[] = {ThreadCol::resourceId, ThreadCol::title, ThreadCol::updatedAt};
  constexpr Col kMessageId[] = {MessageCol::id};
  const CopyOptions options = input.options.value_or(CopyOptions{});
  const bool last = options.messageLimit && options.messageLimit->value != 0;
  const Order order[] = {{.column = MessageCol::createdAt, .descending = last}};
  const Statement reads[] = {
      Select{.table = &kThreads, .columns = kSource, .where = is_source},
      Select{
          .table = &kMessages,
          .columns = kMessageId,
          .where = isSourceMessage(arena, input),
          .order = order,
          .limit = last ? std::optional<std::uint64_t>(options.messageLimit->value) : std::nullopt},
  };
  const std::optional<Text> chosen = given(input.newThreadId);
  const Id id = {chosen.value_or(uuid4(call_))};

  // Two trips: every copy needs an id that only the core can make, and the caller wants the map.
  for (unsigned attempt = 0; attempt < kCopyAttempts; ++attempt) {
    Result<Outcome> found = co_await db_.run(Batch{.statements = reads});
    if (!found) co_return std::unexpected(std::move(found.error()));
    if (found->answers[0].rows.empty()) {
      co_return fail(
          ErrorCode::kNotFound,
          "Source thread with id " + std::string(input.sourceThreadId.text) + " not found",
          "SOURCE_NOT_FOUND");
    }
    const auto source = found->answers[0].rows[0];
    ThreadCopy copy{.thread = {.id = id,
                               .resourceId = {},
                               .title = {},
                               .metadata = {},
                               .createdAt = {},
                               .updatedAt = {}},
                    .messageIds = newIds(call_, found->answers[1].rows, last),
                    .messages = {}};
    Thread& thread = copy.thread;
    thread.resourceId = {given(input.resourceId).value_or(source[0].text)};
    const std::string title =
        source[1].text.empty() ? "" : "Clone of " + std::string(source[1].text);
    thread.title = given(input.title).value_or(arena.text(title));
    thread.metadata = JsonObject{
        metadataOf(call_, input, copy.messageIds.empty() ? Text() : copy.messageIds.back().source)};
    thread.createdAt = TimeStamp{call_.now_ms};
    thread.updatedAt = thread.createdAt;

    const Cell row[] = {
        idCell(thread.id),    idCell(thread.resourceId),
        {*thread.title},      {Json{thread.metadata->text}},
        {Time{call_.now_ms}}, {Time{call_.now_ms}},
    };
    // Still there, still of those whom the caller may have looked at, and none of its messages has
    // changed, which would have touched it. Asked last: where statements do not share a snapshot,
    // the copies are of one moment nevertheless.
    const Select owned{
        .table = &kThreads,
        .columns = kSource,
        .where = allOf(arena, {is_source, equals(arena, ThreadCol::resourceId, {source[0].text}),
                               equals(arena, ThreadCol::updatedAt, {source[2].text})})};
    std::vector<Statement> writes;
    writes.emplace_back(Insert{.table = &kThreads, .columns = kThreadRow, .rows = row});
    addMessages(call_, copy, writes);
    writes.emplace_back(Guard{.must = Must::kExist, .select = &owned});
    const Order by_creation[] = {{.column = MessageCol::createdAt}};
    if (withMessages) {
      // A thread that was never saved may have had messages: those of others are not answered.
      writes.emplace_back(
          Select{.table = &kMessages,
                 .columns = kMessageRow,
                 .where = {.is = Is::kAnd,
                           .parts = arena.list(
                               {equals(arena, MessageCol::threadId, idCell(thread.id)),
                                equals(arena, MessageCol::resourceId, idCell(thread.resourceId))})},
                 .order = by_creation,
                 .opaque = true});
    }
    Result<Outcome> written = co_await db_.run(Batch{.statements = writes, .may_fail = true});
    if (!written) co_return std::unexpected(std::move(written.error()));
    if (!written->failed) {
      if (withMessages) copy.messages = written->answers.back().rows;
      co_return copy;
    }
    if (written->failed->why == Failed::Why::kKey && written->failed->statement == 0) {
      if (!chosen) {
        // Nobody else can have made this id: something has delivered the request twice.
        if (!withMessages) co_return copy;
        const Result<Outcome> made =
            co_await db_.run(Batch{.statements = std::span(writes).last(1)});
        if (!made) co_return std::unexpected(made.error());
        copy.messages = made->answers[0].rows;
        co_return copy;
      }
      co_return fail(ErrorCode::kConflict,
                     "Thread with id " + std::string(thread.id.text) + " already exists",
                     "THREAD_EXISTS");
    }
  }
  Error lost{ErrorCode::kConflict,
             "thread " + std::string(input.sourceThreadId.text) +
                 " changes too fast to be copied: try again later",
             {},
             {}};
  lost->retryable = true;
  co_return std::unexpected(std::move(lost));
}

}  // namespace agentkeep::memory
