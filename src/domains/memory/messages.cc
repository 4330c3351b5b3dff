// Saving, changing and deleting messages.
#include <algorithm>
#include <string>
#include <vector>

#include "core/json-members.h"
#include "core/text-index.h"
#include "domains/memory/memory-store.h"
#include "domains/memory/statements.h"
#include "query/ask.h"

namespace agentkeep::memory {
namespace {

constexpr Text kDefaultType = "v2";

// A patch of content: what is merged over the document, and over its metadata.
struct ContentPatch {
  Cell whole = {Keep{}};     // instead of the stored content
  Cell members = {Keep{}};   // all but metadata, unless that is no object
  Cell metadata = {Keep{}};  // an object
};

ContentPatch patchOf(Arena& arena, const Content& content) {
  if (content.bare) return {.whole = {content.text}};
  if (content.text.front() != '{') return {.whole = {Json{content.text}}};
  JsonReader members(content.text);
  members.beginObject();
  JsonString name;
  JsonWriter rest;
  rest.beginObject();
  bool any = false;
  Text metadata;
  while (members.nextMember(name)) {
    const Text value = members.value();
    if (name.decode(arena) == "metadata") {
      metadata = value;  // the last of them is the one
    } else {
      // As it is spelled: a name may have a lone surrogate.
      rest.rawKey(name.raw).raw(value);
      any = true;
    }
  }
  if (metadata.empty()) return {.members = {Json{content.text}}};
  ContentPatch patch;
  if (metadata.front() == '{') {
    patch.metadata = {Json{metadata}};
  } else {
    rest.key("metadata").raw(metadata);
    any = true;
  }
  rest.endObject();
  if (any) patch.members = {Json{arena.text(rest.text())}};
  return patch;
}

// Messages that come to one thread.
struct Move {
  Cell thread;
  std::vector<Cell> messages;
};

// Threads that are looked at by one statement.
constexpr std::size_t kMovesAStatement = 64;

// Touches the threads that messages are about to come to, each later than those that they leave,
// which have been touched.
Statement touchNewThreads(Arena& arena, std::int64_t now_ms, std::span<const Move> moves) {
  const std::span<Cell> threads = arena.make<Cell>(moves.size());
  const std::span<Where> parts = arena.make<Where>(moves.size());
  std::vector<Cell> messages;
  constexpr Col kId[] = {MessageCol::id};
  constexpr Col kThread[] = {MessageCol::threadId};
  for (std::size_t i = 0; i < moves.size(); ++i) {
    threads[i] = moves[i].thread;
    const Where comes = {
        .is = Is::kAnd,
        .parts = arena.list(
            {isOneOf(MessageCol::id, arena.copy(std::span<const Cell>(moves[i].messages))),
             {.is = Is::kNe,
              .field = {MessageCol::threadId},
              .values = arena.list({moves[i].thread})}})};
    parts[i] = {
        .is = Is::kAnd,
        .parts = arena.list(
            {equals(arena, ThreadCol::id, moves[i].thread),
             {.is = Is::kExists,
              .rows = arena.keep(Select{.table = &kMessages, .columns = kId, .where = comes})}})};
    messages.insert(messages.end(), moves[i].messages.begin(), moves[i].messages.end());
  }
  const auto* left = arena.keep(
      Select{.table = &kMessages,
             .columns = arena.list<Col>({kThread[0]}),
             .where = isOneOf(MessageCol::id, arena.copy(std::span<const Cell>(messages)))});
  const auto* touched =
      arena.keep(Select{.table = &kThreads,
                        .columns = arena.list<Col>({ThreadCol::updatedAt}),
                        .where = {.is = Is::kInRows, .field = {ThreadCol::id}, .rows = left}});
  const Where come = {.is = Is::kOr, .parts = parts};
  return Update{
      .table = &kThreads,
      .where = {.is = Is::kAnd, .parts = arena.list({isOneOf(ThreadCol::id, threads), come})},
      .changes = arena.list<Change>(
          {{.column = ThreadCol::updatedAt, .how = How::kTouch, .value = {Max{touched}}},
           touch(now_ms)})};
}

// What can be changed of a message, in order; of each whatever was given, the rest is kept.
constexpr Text kMetadataPath[] = {"metadata"};
constexpr Change kPossible[] = {
    {.column = MessageCol::threadId, .how = How::kSet},
    {.column = MessageCol::resourceId, .how = How::kSet},
    {.column = MessageCol::role, .how = How::kSet},
    {.column = MessageCol::type, .how = How::kSet},
    {.column = MessageCol::createdAt, .how = How::kSet},
    {.column = MessageCol::content, .how = How::kSet},
    {.column = MessageCol::content, .how = How::kMerge},
    {.column = MessageCol::content, .how = How::kMerge, .path = kMetadataPath},
};
constexpr std::size_t kOfContent = 5;                            // the first of them
constexpr std::size_t kCellsAChange = 1 + std::size(kPossible);  // behind the id

bool isKept(const Cell& cell) { return std::holds_alternative<Keep>(cell.value); }

// A part of a message of the first form, as the second has it.
Text partOfToday(Arena& arena, Text part) {
  auto members = membersOf(part, arena);
  const JsonMember* kind = members ? find(*members, "type") : nullptr;
  if (kind == nullptr) return part;
  const bool call = isString(kind->value, "tool-call", arena);
  const bool result = isString(kind->value, "tool-result", arena);
  const bool reasoning = isString(kind->value, "reasoning", arena);
  JsonObjectParts out;
  if (call || result) {
    std::erase_if(*members, [](const JsonMember& member) { return member.name == "type"; });
    set(*members, "state", call ? "\"call\"" : "\"result\"", arena);
    if (find(*members, "args") == nullptr) set(*members, "args", "{}", arena);
    set(out, "type", "\"tool-invocation\"", arena);
    set(out, "toolInvocation", objectOf(*members, arena), arena);
  } else if (reasoning) {
    const JsonMember* text = find(*members, "text");
    set(out, "type", kind->value, arena);
    set(out, "reasoning", text == nullptr ? Text("\"\"") : text->value, arena);
    set(*members, "type", "\"text\"", arena);
    const Text detail[] = {objectOf(*members, arena)};
    set(out, "details", listOf(detail, arena), arena);
  } else {
    return part;
  }
  return objectOf(out, arena);
}

// A content that is to be merged into: an object, whatever is stored. A text and a list of parts,
// as old conversations have them, become what readers make of them.
JsonObjectParts objectFrom(Arena& arena, Text stored, bool isDocument) {
  if (isDocument) {
    if (auto members = membersOf(stored, arena)) return std::move(*members);
  }
  JsonObjectParts out;
  set(out, "format", "2", arena);
  if (isDocument) {
    std::vector<Text> parts;
    for (const Text part : itemsOf(stored).value_or(std::vector<Text>()))
      parts.push_back(partOfToday(arena, part));
    set(out, "parts", listOf(parts, arena), arena);
    return out;
  }
  JsonWriter parts;
  parts.beginArray().beginObject().key("type").string("text").key("text").string(stored);
  parts.endObject().endArray();
  JsonWriter text;
  text.string(stored);
  set(out, "parts", arena.text(parts.text()), arena);
  set(out, "content", arena.text(text.text()), arena);
  return out;
}

// The content after these changes of it.
Cell changedContent(Arena& arena, Text stored, bool isDocument, std::span<const Cell> changes) {
  if (!isKept(changes[0])) return changes[0];
  const auto partsOf = [&](Text document) {
    auto parts = membersOf(document, arena);
    return parts ? std::move(*parts) : JsonObjectParts();
  };
  const auto given = [&](const Cell& cell) { return partsOf(std::get<Json>(cell.value).text); };
  const JsonObjectParts members = isKept(changes[1]) ? JsonObjectParts() : given(changes[1]);
  const bool isObject = isDocument && JsonReader(stored).peek() == JsonKind::kObject;
  // A whole document over what is none takes its place.
  const bool replaces = !isObject && find(members, "format") != nullptr;
  JsonObjectParts content = replaces ? JsonObjectParts() : objectFrom(arena, stored, isDocument);
  merge(content, members, arena);
  if (!isKept(changes[2])) {
    const JsonMember* old = find(content, "metadata");
    JsonObjectParts metadata = partsOf(old == nullptr ? "{}" : old->value);
    merge(metadata, given(changes[2]), arena);
    set(content, "metadata", objectOf(metadata, arena), arena);
  }
  return {Json{objectOf(content, arena)}};
}

// What the changes of content are made of.
constexpr Col kStored[] = {MessageCol::id, MessageCol::content, MessageCol::type};

// The changes message by message, where contents are too large to be changed in place, or become
// so: each is written as a whole, on condition that it is still the one of `stored`.
void changeOneByOne(Arena& arena, std::span<const Cell> changes, const Rows& stored,
                    std::vector<Statement>& statements) {
  static constexpr Col kId[] = {MessageCol::id};
  TextIndex rows(arena, stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) rows.add(stored[i][0].text, i);
  struct Left {
    Text text;
    bool isDocument = false;
  };
  std::vector<std::optional<Left>> contents(stored.size());  // as the changes so far have left them
  for (; !changes.empty(); changes = changes.subspan(kCellsAChange)) {
    const std::uint32_t row = rows.find(std::get<Text>(changes[0].value));
    if (row == TextIndex::kNone) continue;
    const Where is_message = equals(arena, MessageCol::id, changes[0]);
    std::vector<Change> made;
    for (std::size_t i = 0; i < kOfContent; ++i) {
      if (isKept(changes[1 + i])) continue;
      made.push_back(kPossible[i]);
      made.back().value = changes[1 + i];
    }
    const auto of_content = changes.subspan(1 + kOfContent, std::size(kPossible) - kOfContent);
    if (!std::ranges::all_of(of_content, isKept)) {
      std::optional<Left>& content = contents[row];
      if (!content) {
        content = {stored[row][1].text, isDocument(kMessages, kStored, stored[row], 1)};
        const Where is_unchanged = equals(arena, MessageCol::content, {content->text});
        statements.emplace_back(
            Guard{.must = Must::kExist,
                  .select = arena.keep(Select{.table = &kMessages,
                                              .columns = kId,
                                              .where = allOf(arena, {is_message, is_unchanged})})});
      }
      const Cell next = changedContent(arena, content->text, content->isDocument, of_content);
      const auto* json = std::get_if<Json>(&next.value);
      content = {json != nullptr ? json->text : std::get<Text>(next.value), json != nullptr};
      made.push_back({.column = MessageCol::content, .how = How::kSet, .value = next});
    }
    statements.emplace_back(Update{.table = &kMessages,
                                   .where = is_message,
                                   .changes = arena.copy(std::span<const Change>(made))});
  }
}

// Rows of `found` in the order of these ids, each once.
Rows inOrder(Arena& arena, const Rows& found, std::span<const MessageChange> ids) {
  TextIndex rows(arena, found.size());
  for (std::size_t i = 0; i < found.size(); ++i) rows.add(found[i][0].text, i);
  const std::span<query::Value> cells = arena.make<query::Value>(found.cells.size());
  auto to = cells.begin();
  for (const MessageChange& each : ids) {
    const std::uint32_t row = rows.take(each.id.text);
    if (row == TextIndex::kNone) continue;
    to = std::ranges::copy(found[row], to).out;
  }
  return {.columns = found.columns, .cells = cells};
}

}  // namespace

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
  TextIndex seen(arena, messages.size());
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
    if (seen.insert(message.threadId.text)) threads[thread_count++] = idCell(message.threadId);
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

Task<Result<Rows>> MemoryStore::updateMessages(UpdateMessages input) {
  if (input.messages.empty()) co_return Rows{};
  Arena& arena = call_.arena;

  const std::span<Cell> cells = arena.make<Cell>(input.messages.size() * kCellsAChange);
  const std::span<Cell> ids = arena.make<Cell>(input.messages.size());
  std::size_t count = 0;  // messages with a change: the first cells and ids
  bool used[std::size(kPossible)] = {};
  std::vector<Move> moves;
  TextIndex move_of(arena, input.messages.size());
  for (std::size_t i = 0; i < input.messages.size(); ++i) {
    const MessageChange& message = input.messages[i];
    const auto refuse = [&](Text member) {
      return invalid("messages[" + std::to_string(i) + "]." + std::string(member) +
                     " must not be empty");
    };
    if (message.id.text.empty()) co_return refuse("id");
    if (message.threadId && message.threadId->text.empty()) co_return refuse("threadId");
    if (message.resourceId && message.resourceId->text.empty()) co_return refuse("resourceId");
    const ContentPatch patch = message.content ? patchOf(arena, *message.content) : ContentPatch{};
    const auto type = [](Text text) { return text.empty() ? kDefaultType : text; };
    const Cell keep = {Keep{}};
    const Cell row[] = {
        idCell(message.id),
        message.threadId ? idCell(*message.threadId) : keep,
        message.resourceId ? idCell(*message.resourceId) : keep,
        message.role ? Cell{*message.role} : keep,
        message.type ? Cell{type(*message.type)} : keep,
        message.createdAt ? Cell{Time{message.createdAt->ms}} : keep,
        patch.whole,
        patch.members,
        patch.metadata,
    };
    bool any = false;
    for (std::size_t c = 0; c < std::size(kPossible); ++c) {
      if (isKept(row[1 + c])) continue;
      used[c] = true;
      any = true;
    }
    if (!any) continue;
    std::ranges::copy(row, cells.subspan(count * std::size(row)).begin());
    ids[count++] = row[0];
    if (!message.threadId) continue;
    const std::uint32_t at = move_of.add(message.threadId->text, moves.size());
    if (at == moves.size()) moves.push_back({.thread = row[1], .messages = {}});
    moves[at].messages.push_back(row[0]);
  }

  std::vector<Statement> statements;
  const Where changing = isOneOf(MessageCol::id, ids.first(count));
  constexpr Col kOwner[] = {MessageCol::threadId};
  const Select owners{.table = &kMessages, .columns = kOwner, .where = changing};
  const Change touched[] = {touch(call_.now_ms)};
  Change changes[std::size(kPossible)];
  std::size_t change_count = 0;
  if (count != 0) {
    statements.emplace_back(
        Update{.table = &kThreads,
               .where = {.is = Is::kInRows, .field = {ThreadCol::id}, .rows = &owners},
               .changes = touched});
    for (std::size_t at = 0; at < moves.size(); at += kMovesAStatement) {
      const std::size_t some = std::min(kMovesAStatement, moves.size() - at);
      statements.emplace_back(
          touchNewThreads(arena, call_.now_ms, std::span(moves).subspan(at, some)));
    }
    for (std::size_t c = 0; c < std::size(kPossible); ++c) {
      if (used[c]) changes[change_count++] = kPossible[c];
    }
    const std::span<Cell> each = arena.make<Cell>(count * (1 + change_count));
    auto to = each.begin();
    for (std::size_t i = 0; i < count; ++i) {
      const std::span<const Cell> row = cells.subspan(i * kCellsAChange, kCellsAChange);
      *to++ = row[0];
      for (std::size_t c = 0; c < std::size(kPossible); ++c) {
        if (used[c]) *to++ = row[1 + c];
      }
    }
    statements.emplace_back(
        Update{.table = &kMessages, .changes = std::span(changes, change_count), .each = each});
  }
  const std::span<Cell> all = arena.make<Cell>(input.messages.size());
  std::ranges::transform(input.messages, all.begin(),
                         [](const MessageChange& each) { return idCell(each.id); });
  statements.emplace_back(Select{.table = &kMessages,
                                 .columns = kMessageRow,
                                 .where = isOneOf(MessageCol::id, all),
                                 .opaque = true});
  const Arena::Mark begin = arena.mark();
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .may_fail = true});
  for (unsigned attempt = 0; outcome && outcome->failed; ++attempt) {
    if (attempt == kUpdateAttempts) {
      Error lost{ErrorCode::kConflict,
                 "a message was changed by others " + std::to_string(attempt) + " times in a row",
                 {},
                 {}};
      lost->retryable = true;
      co_return std::unexpected(std::move(lost));
    }
    db_.forget();
    arena.rewind(begin);
    const Result<Rows> stored =
        co_await rowsOf(db_, Select{.table = &kMessages, .columns = kStored, .where = changing});
    if (!stored) co_return std::unexpected(stored.error());
    // The threads are touched as before, and the last statement reads the answer.
    std::vector<Statement> edits(statements.begin(), statements.end() - 2);
    changeOneByOne(arena, cells.first(count * kCellsAChange), *stored, edits);
    edits.push_back(statements.back());
    outcome = co_await db_.run(Batch{.statements = edits, .may_fail = true});
  }
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return inOrder(arena, outcome->answers.back().rows, input.messages);
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
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .in_parts = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return {};
}

}  // namespace agentkeep::memory
