// The domain `memory` on the wire: answers and method table.
#include "api/decode.h"
#include "api/encode.h"
#include "api/method.h"
#include "api/run-method.h"
#include "core/time.h"
#include "domains/memory/memory-shapes.h"
#include "domains/memory/memory-store.h"
#include "operations/operation.h"

namespace agentkeep::api {

namespace {

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

void writeResource(JsonWriter& out, const Resource& resource) {
  out.beginObject();
  out.key("id").string(resource.id.text);
  if (resource.workingMemory) out.key("workingMemory").string(*resource.workingMemory);
  if (resource.metadata) out.key("metadata").raw(resource.metadata->text);
  out.key("createdAt").string(formatTime(resource.createdAt->ms));
  out.key("updatedAt").string(formatTime(resource.updatedAt->ms));
  out.endObject();
}

// The members of a copied thread that both methods answer.
void writeCopy(JsonWriter& out, const ThreadCopy& copy) {
  out.key("thread");
  writeThread(out, copy.thread);
  out.key("messageIdMap").beginObject();
  for (const ThreadCopy::MessageId& id : copy.messageIds) out.key(id.source).string(id.copy);
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

Result<void> writePage(JsonWriter& out, Text name, const query::Table& table,
                       std::span<const query::Col> columns, const RowPage& page) {
  out.beginObject().key(name).beginArray();
  if (auto written = writeRows(out, table, columns, page.rows); !written) return written;
  out.endArray();
  writePageInfo(out, page.info);
  out.endObject();
  return {};
}

// One row as the whole answer; none: null.
constexpr auto kThreadRows = [](JsonWriter& out, const query::Rows& rows) {
  return writeRows(out, kThreads, kThreadRow, rows);
};
constexpr auto kResourceRows = [](JsonWriter& out, const query::Rows& rows) {
  return writeRows(out, kResources, kResourceRow, rows);
};
constexpr auto kResourceGiven = [](JsonWriter& out, const Resource& resource) {
  writeResource(out, resource);
  return Result<void>();
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
constexpr auto kMessagesGiven = [](JsonWriter& out, const std::span<const Message>& messages) {
  std::size_t bytes = 64;
  for (const Message& message : messages) bytes += message.content.text.size() + 256;
  out.reserve(bytes);
  out.beginObject().key("messages").beginArray();
  for (const Message& message : messages) writeMessage(out, message);
  out.endArray().endObject();
  return Result<void>();
};

constexpr auto kMessageList = [](JsonWriter& out, const query::Rows& rows) -> Result<void> {
  out.beginArray();
  if (auto written = writeRows(out, kMessages, kMessageRow, rows); !written) return written;
  out.endArray();
  return {};
};
constexpr auto kMessageHits = [](JsonWriter& out, const MessageHits& found) -> Result<void> {
  out.beginObject().key("results").beginArray();
  for (const MessageHit& hit : found.hits) {
    out.beginObject().key("message");
    const auto columns = static_cast<std::uint32_t>(hit.row.size());
    auto written = writeRows(out, kMessages, kMessageRow, {columns, hit.row});
    if (!written) return written;
    out.key("score").real(hit.score);
    out.key("snippet").string(hit.snippet);
    out.endObject();
  }
  out.endArray().endObject();
  return {};
};
constexpr auto kCopy = [](JsonWriter& out, const ThreadCopy& copy) {
  out.beginObject();
  writeCopy(out, copy);
  out.endObject();
  return Result<void>();
};
constexpr auto kClone = [](JsonWriter& out, const ThreadCopy& copy) -> Result<void> {
  out.beginObject();
  writeCopy(out, copy);
  out.key("clonedMessages").beginArray();
  if (auto written = writeRows(out, kMessages, kMessageRow, copy.messages); !written)
    return written;
  out.endArray().endObject();
  return {};
};
using Store = MemoryStore;

template <class Input, auto Method, auto Write = kWriteNothing>
Task<Result<void>> run(Call& call, query::Database& db, const Request& request, JsonWriter& out) {
  return runMethod<MemoryStore, Input, Method, Write, kOwnStatus>(call, db, request, out);
}

constexpr Text kMessageIds[] = {"messageIds"};

#ifdef AGENTKEEP_DESCRIBE
constexpr AnswerType kAnswers[] = {
    {"Thread", &kThreads, kThreadRow, "{ metadata?: object }"},
    {"Message", &kMessages, kMessageRow},
    {"Resource", &kResources, kResourceRow, "{ metadata?: object }"},
    // Words of the query stand between « and » in its snippet.
    {.name = "MessageHit", .type = "{ message: Message, score: number, snippet: string }"},
    // The ids of the copies by the ids of what was copied.
    {.name = "ThreadCopy", .type = "{ thread: Thread, messageIdMap: map<string> }"},
    {.name = "ThreadClone",
     .type = "{ thread: Thread, clonedMessages: Message[], messageIdMap: map<string> }"},
};
#endif

using operations::described;
using operations::Do;

constexpr operations::By kByResource[] = {{.column = ResourceCol::id, .name = "resourceId"}};
constexpr operations::Operation kGetResource{.what = Do::kGet,
                                             .table = &kResources,
                                             .row = kResourceRow,
                                             .type = "Resource",
                                             .by = kByResource,
                                             .keeps_status = true};
constexpr operations::Aging kAging[] = {{"messages", &kMessages, MessageCol::createdAt},
                                        {"resources", &kResources, ResourceCol::createdAt},
                                        {"threads", &kThreads, ThreadCol::createdAt}};
constexpr operations::Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr operations::Operation kClear{.what = Do::kClear, .tables = memory::kTables};

constexpr Method kMethods[] = {
    {"getThreadById",
     Scope::kRead,
     &ShapeOf<GetThreadById>::shape,
     {},
     AGENTKEEP_NOTE("Thread | null"),
     &run<GetThreadById, &Store::getThreadById, kThreadRows>,
     AGENTKEEP_NOTE("One thread, or null.")},
    {"saveThread",
     Scope::kWrite,
     &ShapeOf<SaveThread>::shape,
     {},
     AGENTKEEP_NOTE("Thread"),
     &run<SaveThread, &Store::saveThread, kThreadGiven>,
     AGENTKEEP_NOTE("Creates a thread or replaces every field of it.")},
    {"updateThread",
     Scope::kWrite,
     &ShapeOf<UpdateThread>::shape,
     {},
     AGENTKEEP_NOTE("Thread"),
     &run<UpdateThread, &Store::updateThread, kThreadRows>,
     AGENTKEEP_NOTE("Changes title and metadata of a thread; not_found if it does not exist.")},
    {"patchThread",
     Scope::kWrite,
     &ShapeOf<UpdateThread>::shape,
     {},
     AGENTKEEP_NOTE("Thread"),
     &run<UpdateThread, &Store::updateThread, kThreadRows>,
     AGENTKEEP_NOTE("As updateThread."),
     {},
     "updateThread"},
    {"updateThreadIf",
     Scope::kWrite,
     &ShapeOf<UpdateThreadIf>::shape,
     {},
     AGENTKEEP_NOTE("Thread | null"),
     &run<UpdateThreadIf, &Store::updateThreadIf, kThreadRows>,
     AGENTKEEP_NOTE("Merges metadata of a thread if it is still what the caller has read: else "
                    "conflict, to be "
                    "repeated after reading again. Null if the thread does not exist.")},
    {"updateThreadResourceId",
     Scope::kWrite,
     &ShapeOf<UpdateThreadResourceId>::shape,
     {},
     AGENTKEEP_NOTE("Thread"),
     &run<UpdateThreadResourceId, &Store::updateThreadResourceId, kThreadRows>,
     AGENTKEEP_NOTE(
         "Gives a thread and its messages to another resource; not_found if it does not exist.")},
    {"copyThread",
     Scope::kWrite,
     &ShapeOf<CopyThread>::shape,
     {},
     AGENTKEEP_NOTE("ThreadCopy"),
     &run<CopyThread, &Store::copyThread, kCopy>,
     AGENTKEEP_NOTE("Copies a thread with its messages, under new ids, all or none."),
     {},
     "cloneThread"},
    {"cloneThread",
     Scope::kWrite,
     &ShapeOf<CopyThread>::shape,
     {},
     AGENTKEEP_NOTE("ThreadClone"),
     &run<CopyThread, &Store::cloneThread, kClone>,
     AGENTKEEP_NOTE("As copyThread, and answers the new messages.")},
    {"deleteThread",
     Scope::kWrite,
     &ShapeOf<DeleteThread>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     &run<DeleteThread, &Store::deleteThread>,
     AGENTKEEP_NOTE("Deletes a thread and its messages; no error if it does not exist.")},
    {"listThreads",
     Scope::kRead,
     &ShapeOf<ListThreads>::shape,
     {},
     AGENTKEEP_NOTE("{ threads: Thread[], ...PageInfo }"),
     &run<ListThreads, &Store::listThreads, kThreadPage>,
     AGENTKEEP_NOTE("One page of threads.")},
    {"saveMessages",
     Scope::kWrite,
     &ShapeOf<SaveMessages>::shape,
     {},
     AGENTKEEP_NOTE("{ messages: Message[] }"),
     &run<SaveMessages, &Store::saveMessages, kMessagesGiven>,
     AGENTKEEP_NOTE("Saves messages, all or none, and touches their threads.")},
    {"listMessages",
     Scope::kRead,
     &ShapeOf<ListMessages>::shape,
     {},
     AGENTKEEP_NOTE("{ messages: Message[], ...PageInfo }"),
     &run<ListMessages, &Store::listMessages, kMessagePage>,
     AGENTKEEP_NOTE(
         "One page of messages in order of creation, and windows around included ones.")},
    {"listMessagesByResourceId",
     Scope::kRead,
     &ShapeOf<ListMessagesByResourceId>::shape,
     {},
     AGENTKEEP_NOTE("{ messages: Message[], ...PageInfo }"),
     &run<ListMessagesByResourceId, &Store::listMessagesByResourceId, kMessagePage>,
     AGENTKEEP_NOTE(
         "One page of the messages of a resource in all its threads, as listMessages does it.")},
    {"searchMessages",
     Scope::kRead,
     &ShapeOf<SearchMessages>::shape,
     {},
     AGENTKEEP_NOTE("{ results: MessageHit[] }"),
     &run<SearchMessages, &Store::searchMessages, kMessageHits>,
     AGENTKEEP_NOTE("Messages by the words of their texts, the best first, where search is "
                    "switched on: docs/search.md.")},
    {"updateMessages",
     Scope::kWrite,
     &ShapeOf<UpdateMessages>::shape,
     {},
     AGENTKEEP_NOTE("Message[]"),
     &run<UpdateMessages, &Store::updateMessages, kMessageList>,
     AGENTKEEP_NOTE(
         "Changes messages, all or none, and touches their threads; answers those that exist.")},
    {"listMessagesById",
     Scope::kRead,
     &ShapeOf<MessageIds>::shape,
     {},
     AGENTKEEP_NOTE("{ messages: Message[] }"),
     &run<MessageIds, &Store::listMessagesById, kMessageRows>,
     AGENTKEEP_NOTE("The messages of these ids that exist, in order of creation.")},
    {"deleteMessages",
     Scope::kWrite,
     &ShapeOf<MessageIds>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     &run<MessageIds, &Store::deleteMessages>,
     AGENTKEEP_NOTE("Deletes messages and touches their threads; unknown ids are ignored."),
     kMessageIds},
    described("getResourceById", Scope::kRead, kGetResource,
              AGENTKEEP_NOTE("One resource, or null.")),
    {"saveResource",
     Scope::kWrite,
     &ShapeOf<SaveResource>::shape,
     {},
     AGENTKEEP_NOTE("Resource"),
     &run<SaveResource, &Store::saveResource, kResourceGiven>,
     AGENTKEEP_NOTE("Creates a resource or replaces every field of it.")},
    {"updateResource",
     Scope::kWrite,
     &ShapeOf<UpdateResource>::shape,
     {},
     AGENTKEEP_NOTE("Resource"),
     &run<UpdateResource, &Store::updateResource, kResourceRows>,
     AGENTKEEP_NOTE("Changes working memory and metadata of a resource, or makes it.")},
    described(
        "prune", Scope::kAdmin, kPrune,
        AGENTKEEP_NOTE("Deletes old rows in batches, at most 20 a call: call again until every "
                       "table is done. Messages, then resources, then threads, whose younger "
                       "messages stay."),
        kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every row of the domain.")),
};

}  // namespace

}  // namespace agentkeep::api

namespace agentkeep::memory {

extern const api::Domain kDomain{"memory", memory::kTables,
                                 api::kMethods AGENTKEEP_ANSWERS(, nullptr, api::kAnswers)};

}  // namespace agentkeep::memory
