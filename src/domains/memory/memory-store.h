// Threads and messages: what an agent and its user said, kept in order.
//
// Methods are lazy coroutines over one call: nothing runs until awaited. Arguments and results are
// views of the call's memory. Where the contract is quoted, it is contract/memory.md.
#pragma once

#include <optional>
#include <span>

#include "core/call.h"
#include "core/input.h"
#include "core/task.h"
#include "domains/memory/memory-schema.h"
#include "query/database.h"

namespace agentkeep::memory {

struct Thread {
  Id id;
  Id resourceId;
  std::optional<Text> title;  // absent: ''
  std::optional<JsonObject> metadata;
  std::optional<TimeStamp> createdAt;  // absent: now
  std::optional<TimeStamp> updatedAt;  // absent: now
};

struct Message {
  Id id;
  Id threadId;
  Id resourceId;
  Text role;
  std::optional<Text> type;            // absent: 'v2'
  std::optional<TimeStamp> createdAt;  // absent: now
  Content content;
};

struct OrderBy {
  std::optional<Text> field;
  std::optional<Text> direction;
};

struct GetThreadById {
  Id threadId;
  std::optional<Id> resourceId;
};
struct SaveThread {
  Thread thread;
};
struct UpdateThread {
  Id id;
  std::optional<Text> title;
  std::optional<JsonObject> metadata;
};
struct DeleteThread {
  Id threadId;
};
struct ThreadFilter {
  std::optional<Id> resourceId;
  std::optional<JsonMembers> metadata;
};
struct ListThreads {
  std::optional<PageNumber> page;
  std::optional<PerPage> perPage;
  std::optional<OrderBy> orderBy;
  std::optional<ThreadFilter> filter;
};
struct SaveMessages {
  std::span<const Message> messages;
};
struct DateRange {
  std::optional<TimeStamp> start;
  std::optional<TimeStamp> end;
  std::optional<bool> startExclusive;
  std::optional<bool> endExclusive;
};
struct MessageFilter {
  std::optional<DateRange> dateRange;
  std::optional<JsonMembers> metadata;
};
struct Include {
  Id id;
  std::optional<RowCount> withPreviousMessages;
  std::optional<RowCount> withNextMessages;
};
struct ListMessages {
  IdOrIds threadId;
  std::optional<Id> resourceId;
  std::optional<std::span<const Include>> include;
  std::optional<MessageFilter> filter;
  std::optional<PerPage> perPage;
  std::optional<PageNumber> page;
  std::optional<OrderBy> orderBy;
  std::optional<bool> includeTotal;
};
struct MessageIds {
  std::span<const Id> messageIds;
};

// Columns of every row of threads and of messages that a method answers, in this order.
inline constexpr Col kThreadRow[] = {ThreadCol::id,        ThreadCol::resourceId,
                                     ThreadCol::title,     ThreadCol::metadata,
                                     ThreadCol::createdAt, ThreadCol::updatedAt};
inline constexpr Col kMessageRow[] = {
    MessageCol::id,   MessageCol::threadId,  MessageCol::resourceId, MessageCol::role,
    MessageCol::type, MessageCol::createdAt, MessageCol::content};

struct RowPage {
  query::Rows rows;
  PageInfo info;
};

class MemoryStore {
 public:
  MemoryStore(Call& call, query::Database& db) : call_(call), db_(db) {}

  // No row: absent, or it belongs to another resource. Cost: one row read.
  Task<Result<query::Rows>> getThreadById(GetThreadById input);

  // Full upsert on the id, `createdAt` included. The thread as stored, times filled in.
  // Cost: three rows written for a new thread.
  Task<Result<Thread>> saveThread(SaveThread input);

  // Sets the title if given, merges metadata shallowly, moves `updatedAt` forward. One row.
  // Errors: kNotFound, status UPDATE_THREAD... NOT_FOUND as libsql words it.
  Task<Result<query::Rows>> updateThread(UpdateThread input);

  // The thread and all its messages, in one transaction. Idempotent.
  Task<Result<void>> deleteThread(DeleteThread input);

  // Errors: INVALID_PAGE, INVALID_METADATA_KEY. Cost: the page's rows, plus one row a match for
  // the total.
  Task<Result<RowPage>> listThreads(ListThreads input);

  // All of the messages or none, and `updatedAt` of every thread they belong to. A known id keeps
  // its first `createdAt` and its place. Cost: one statement for 1.9 MB of messages, four rows
  // written for a new message.
  // Output: the messages given, `createdAt` filled in.
  Task<Result<std::span<const Message>>> saveMessages(SaveMessages input);

  // One page of the messages of one or several threads, and the windows around `include`d ones.
  // Errors: INVALID_THREAD_ID, INVALID_PAGE, INVALID_METADATA_KEY, INVALID_METADATA_VALUE.
  // Cost: one round trip; the page's rows, one row a match for the total, about ten rows an
  // included neighbour.
  Task<Result<RowPage>> listMessages(ListMessages input);

  // The messages that exist, by `createdAt`. Cost: two rows read a message.
  Task<Result<query::Rows>> listMessagesById(MessageIds input);

  // Unknown ids are ignored; the threads that owned the others are touched.
  Task<Result<void>> deleteMessages(MessageIds input);

 private:
  Call& call_;
  query::Database& db_;
};

}  // namespace agentkeep::memory
