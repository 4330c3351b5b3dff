// The domain `memory` on the wire: argument shapes, answers, method table.
#include "api/decode.h"
#include "api/encode.h"
#include "api/method.h"
#include "core/time.h"
#include "domains/memory/memory-store.h"

namespace agentkeep::api {

using namespace memory;  // the argument structs, named as the methods are

#define SHAPE(type, ...)                             \
  template <>                                        \
  struct ShapeOf<type> {                             \
    static constexpr Field fields[] = {__VA_ARGS__}; \
    static constexpr Shape shape{#type, fields};     \
  };
#define MEMBER AGENTKEEP_FIELD

SHAPE(Thread, MEMBER(Thread, id, "Chosen by the caller."),
      MEMBER(Thread, resourceId, "Whose thread it is: a user, an organisation."),
      MEMBER(Thread, title, "Absent: ''."), MEMBER(Thread, metadata, ""),
      MEMBER(Thread, createdAt, "Absent: now."), MEMBER(Thread, updatedAt, "Absent: now."))
SHAPE(Message,
      MEMBER(Message, id,
             "Chosen by the caller; saving it again replaces the message in its place."),
      MEMBER(Message, threadId, ""), MEMBER(Message, resourceId, ""),
      MEMBER(Message, role, "user, assistant, system, tool or signal."),
      MEMBER(Message, type, "Absent: v2, which answers leave out."),
      MEMBER(Message, createdAt, "Absent: now. A known message keeps its first one."),
      MEMBER(Message, content, "Kept byte for byte, white space aside."))
SHAPE(OrderBy, MEMBER(OrderBy, field, "createdAt, or updatedAt for threads."),
      MEMBER(OrderBy, direction, "ASC or DESC."))
SHAPE(GetThreadById, MEMBER(GetThreadById, threadId, ""),
      MEMBER(GetThreadById, resourceId, "Given: a thread of another resource is not found."))
SHAPE(SaveThread, MEMBER(SaveThread, thread, ""))
SHAPE(UpdateThread, MEMBER(UpdateThread, id, ""), MEMBER(UpdateThread, title, "Absent: unchanged."),
      MEMBER(UpdateThread, metadata,
             "Merged over the stored one, member by member; nothing is deleted."))
SHAPE(DeleteThread, MEMBER(DeleteThread, threadId, ""))
SHAPE(ThreadFilter, MEMBER(ThreadFilter, resourceId, ""),
      MEMBER(ThreadFilter, metadata, "Every member must equal the stored one, at most 32."))
SHAPE(ListThreads, MEMBER(ListThreads, page, "From 0."),
      MEMBER(ListThreads, perPage, "Absent: 100."),
      MEMBER(ListThreads, orderBy, "Absent: createdAt DESC."), MEMBER(ListThreads, filter, ""))
SHAPE(SaveMessages, MEMBER(SaveMessages, messages, "Saved together or not at all."))
SHAPE(DateRange, MEMBER(DateRange, start, ""), MEMBER(DateRange, end, ""),
      MEMBER(DateRange, startExclusive, ""), MEMBER(DateRange, endExclusive, ""))
SHAPE(MessageFilter, MEMBER(MessageFilter, dateRange, ""),
      MEMBER(MessageFilter, metadata,
             "Every member must equal that of content.metadata, at most 32."))
SHAPE(Include, MEMBER(Include, id, "A message, also of another thread."),
      MEMBER(Include, withPreviousMessages, "Neighbours before it, at most 10,000."),
      MEMBER(Include, withNextMessages, "Neighbours behind it, at most 10,000."))
SHAPE(ListMessages, MEMBER(ListMessages, threadId, "One thread or several."),
      MEMBER(ListMessages, resourceId, "Only messages of this resource, included ones as well."),
      MEMBER(ListMessages, include, "Messages to add with their neighbours, at most 1,000."),
      MEMBER(ListMessages, filter, "Of the page; included messages are added whatever it says."),
      MEMBER(ListMessages, perPage, "Absent: 40."), MEMBER(ListMessages, page, "From 0."),
      MEMBER(ListMessages, orderBy, "Absent: createdAt ASC."),
      MEMBER(ListMessages, includeTotal, "false saves counting: total is then what has been seen."))
SHAPE(MessageIds, MEMBER(MessageIds, messageIds, ""))

#undef MEMBER
#undef SHAPE

namespace {

// Reads the arguments into `Input` and hands them to a method of the store.
template <class Input>
Result<Input> argumentsOf(Call& call, Text body) {
  Input input{};
  if (auto problem = Decoder(body, call.arena).readBody(ShapeOf<Input>::shape, &input)) {
    return std::unexpected(std::move(*problem));
  }
  return input;
}

void writeThread(JsonWriter& out, const Thread& thread) {
  out.beginObject();
  out.key("id").string(thread.id.text);
  out.key("resourceId").string(thread.resourceId.text);
  out.key("title").string(*thread.title);
  if (thread.metadata) out.key("metadata").raw(thread.metadata->text);
  out.key("createdAt").string(formatTime(thread.createdAt->ms));
  out.key("updatedAt").string(formatTime(thread.updatedAt->ms));
  out.endObject();
}

void writeMessage(JsonWriter& out, const Message& message) {
  out.beginObject();
  out.key("id").string(message.id.text);
  out.key("threadId").string(message.threadId.text);
  out.key("resourceId").string(message.resourceId.text);
  out.key("role").string(message.role);
  const Text type = message.type.value_or("");
  if (!type.empty() && type != kMessageColumns[MessageCol::type].hidden_when)
    out.key("type").string(type);
  out.key("createdAt").string(formatTime(message.createdAt->ms));
  out.key("content");
  message.content.bare ? out.string(message.content.text) : out.raw(message.content.text);
  out.endObject();
}

// One row as the whole answer; none: null.
Result<void> writeOne(JsonWriter& out, const query::Rows& rows) {
  return rows.empty() ? Result<void>() : writeRows(out, kThreads, kThreadRow, rows);
}

Result<void> writePage(JsonWriter& out, Text name, const query::Table& table,
                       std::span<const query::Col> columns, const RowPage& page) {
  out.beginObject().key(name).beginArray();
  if (auto written = writeRows(out, table, columns, page.rows); !written) return written;
  out.endArray();
  writePageInfo(out, page.info);
  out.endObject();
  return {};
}

// A method: `Take` its arguments, the store's member function, and what writes the result.
template <class Input, auto Method, auto Write>
Task<Result<void>> run(Call& call, query::Database& db, Text body, JsonWriter& out) {
  Result<Input> input = argumentsOf<Input>(call, body);
  if (!input) co_return std::unexpected(std::move(input.error()));
  MemoryStore store(call, db);
  auto result = co_await (store.*Method)(std::move(*input));
  if (!result) co_return std::unexpected(std::move(result.error()));
  if constexpr (std::is_void_v<typename decltype(result)::value_type>) {
    co_return Result<void>();
  } else {
    co_return Write(out, *result);
  }
}

constexpr auto kNothing = [] {};
constexpr auto kThreadRows = [](JsonWriter& out, const query::Rows& rows) {
  return writeOne(out, rows);
};
constexpr auto kThreadGiven = [](JsonWriter& out, const Thread& thread) {
  writeThread(out, thread);
  return Result<void>();
};
constexpr auto kThreadPage = [](JsonWriter& out, const RowPage& page) {
  return writePage(out, "threads", kThreads, kThreadRow, page);
};
constexpr auto kMessagePage = [](JsonWriter& out, const RowPage& page) {
  return writePage(out, "messages", kMessages, kMessageRow, page);
};
constexpr auto kMessageRows = [](JsonWriter& out, const query::Rows& rows) -> Result<void> {
  out.beginObject().key("messages").beginArray();
  if (auto written = writeRows(out, kMessages, kMessageRow, rows); !written) return written;
  out.endArray().endObject();
  return {};
};
constexpr auto kMessagesGiven = [](JsonWriter& out, std::span<const Message> messages) {
  std::size_t bytes = 64;
  for (const Message& message : messages) bytes += message.content.text.size() + 256;
  out.reserve(bytes);
  out.beginObject().key("messages").beginArray();
  for (const Message& message : messages) writeMessage(out, message);
  out.endArray().endObject();
  return Result<void>();
};

using Store = MemoryStore;

constexpr Text kMessageIds[] = {"messageIds"};

constexpr Method kMethods[] = {
    {"memory.getThreadById", Scope::kRead, &ShapeOf<GetThreadById>::shape, Reply::kThreadOrNull,
     &run<GetThreadById, &Store::getThreadById, kThreadRows>, "One thread, or null."},
    {"memory.saveThread", Scope::kWrite, &ShapeOf<SaveThread>::shape, Reply::kThread,
     &run<SaveThread, &Store::saveThread, kThreadGiven>,
     "Creates a thread or replaces every field of it."},
    {"memory.updateThread", Scope::kWrite, &ShapeOf<UpdateThread>::shape, Reply::kThread,
     &run<UpdateThread, &Store::updateThread, kThreadRows>,
     "Changes title and metadata of a thread; not_found if it does not exist."},
    {"memory.deleteThread", Scope::kWrite, &ShapeOf<DeleteThread>::shape, Reply::kNothing,
     &run<DeleteThread, &Store::deleteThread, kNothing>,
     "Deletes a thread and its messages; no error if it does not exist."},
    {"memory.listThreads", Scope::kRead, &ShapeOf<ListThreads>::shape, Reply::kThreadPage,
     &run<ListThreads, &Store::listThreads, kThreadPage>, "One page of threads."},
    {"memory.saveMessages", Scope::kWrite, &ShapeOf<SaveMessages>::shape, Reply::kMessages,
     &run<SaveMessages, &Store::saveMessages, kMessagesGiven>,
     "Saves messages, all or none, and touches their threads."},
    {"memory.listMessages", Scope::kRead, &ShapeOf<ListMessages>::shape, Reply::kMessagePage,
     &run<ListMessages, &Store::listMessages, kMessagePage>,
     "One page of messages in order of creation, and windows around included ones."},
    {"memory.listMessagesById", Scope::kRead, &ShapeOf<MessageIds>::shape, Reply::kMessages,
     &run<MessageIds, &Store::listMessagesById, kMessageRows>,
     "The messages of these ids that exist, in order of creation."},
    {"memory.deleteMessages", Scope::kWrite, &ShapeOf<MessageIds>::shape, Reply::kNothing,
     &run<MessageIds, &Store::deleteMessages, kNothing>,
     "Deletes messages and touches their threads; unknown ids are ignored.", kMessageIds},
};

}  // namespace

std::span<const Method> memoryMethods() { return kMethods; }

}  // namespace agentkeep::api
