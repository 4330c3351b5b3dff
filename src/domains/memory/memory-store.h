// Threads, messages and resources: what an agent and its user said, kept in order, and what the
// agent remembers about them.
//
// Methods are lazy coroutines over one call: nothing runs until awaited. Arguments and results are
// views of the call's memory. Where the contract is quoted, it is contract/memory.md.
#pragma once

#include <optional>
#include <span>

#include "core/call.h"
#include "core/task.h"
#include "domains/memory/memory-arguments.h"
#include "domains/memory/memory-schema.h"
#include "query/database.h"

namespace agentkeep::memory {

// Columns of every row of threads and of messages that a method answers, in this order.
inline constexpr Col kThreadRow[] = {ThreadCol::id,        ThreadCol::resourceId,
                                     ThreadCol::title,     ThreadCol::metadata,
                                     ThreadCol::createdAt, ThreadCol::updatedAt};
inline constexpr Col kMessageRow[] = {
    MessageCol::id,   MessageCol::threadId,  MessageCol::resourceId, MessageCol::role,
    MessageCol::type, MessageCol::createdAt, MessageCol::content};

inline constexpr Col kResourceRow[] = {ResourceCol::id, ResourceCol::workingMemory,
                                       ResourceCol::metadata, ResourceCol::createdAt,
                                       ResourceCol::updatedAt};

struct RowPage {
  query::Rows rows;
  PageInfo info;
};

// A copied thread, the ids of its messages, and the messages themselves where they were asked for.
struct ThreadCopy {
  struct MessageId {
    Text source;
    Text copy;
  };
  Thread thread;
  std::span<const MessageId> messageIds;  // in the order of the messages
  query::Rows messages;                   // columns of kMessageRow
};

// A message that a search has found.
struct MessageHit {
  std::span<const query::Value> row;  // columns of kMessageRow first
  double score = 0;
  Text snippet = {};
};
struct MessageHits {
  std::span<const MessageHit> hits;
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

  // Merges metadata as updateThread does, if the stored one still equals what the caller has read:
  // compare-and-set for those who count the new metadata themselves. Equal is what JSON calls so,
  // whatever the order of members; no stored metadata equals none expected.
  // No row: absent, or it belongs to another resource. One row.
  // Errors: kConflict, to be repeated with what is stored now.
  Task<Result<query::Rows>> updateThreadIf(UpdateThreadIf input);

  // Gives the thread and all its messages to another resource. Already there: nothing is written.
  // Cost: a row a message. Errors: kNotFound.
  Task<Result<query::Rows>> updateThreadResourceId(UpdateThreadResourceId input);

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

  // The same over all threads of a resource; windows hold messages of the resource only.
  // Errors: INVALID_QUERY for a blank resourceId, and those of listMessages.
  Task<Result<RowPage>> listMessagesByResourceId(ListMessagesByResourceId input);

  // Messages that have a word of the query, the best first, and of two that are as good the later
  // one. Cost: one round trip; the rows read are all that have one of the words.
  // With a vector, also those whose vectors are near: reciprocal rank fusion of the best 100 of
  // both. Cost: a query of vectors, and two round trips.
  // Errors: kInvalidArgument, also where search is off, or the database has none; kNotFound: there
  // is no such index of vectors.
  Task<Result<MessageHits>> searchMessages(SearchMessages input);

  // The messages that exist, by `createdAt`. Cost: two rows read a message.
  Task<Result<query::Rows>> listMessagesById(MessageIds input);

  // Unknown ids are ignored; the threads that owned the others are touched.
  Task<Result<void>> deleteMessages(MessageIds input);

  // Changes the messages that exist, one after another, and touches the threads that they are in,
  // were in and come to; a thread that a message comes to is touched later than the one it left.
  // A content object is merged over the stored one, its metadata over the stored metadata; any
  // other content, and any other metadata, replaces what is stored. A message of which only the id
  // is given is not changed.
  // Output: the messages as they are now, each once, in the order of the ids.
  // Errors: kConflict, where a content too large to be changed in place was always changed by
  // others in between. Cost: one round trip; a row a message and a thread. Of such a content two
  // round trips more, and two for every rival that was faster.
  static constexpr unsigned kUpdateAttempts = 100;
  Task<Result<query::Rows>> updateMessages(UpdateMessages input);

  // A new thread with the source's messages, all, the chosen or the last ones, under new ids. Empty
  // strings count as absent: a random id, the source's resource, `Clone of <title>`.
  // If the source or a message of it was changed in between the trips, nothing was written and both
  // are made again, kCopyAttempts times: the copy is of one moment.
  // Errors: SOURCE_NOT_FOUND, THREAD_EXISTS (two calls for one new id: the first wins), kConflict.
  // Cost: two round trips; four rows written a message.
  static constexpr unsigned kCopyAttempts = 10;
  Task<Result<ThreadCopy>> copyThread(CopyThread input);
  // The same, and answers the new messages, by `createdAt`.
  Task<Result<ThreadCopy>> cloneThread(CopyThread input);

  // Full upsert on the id. The resource as stored, times filled in.
  Task<Result<Resource>> saveResource(SaveResource input);

  // Sets the working memory if given, merges metadata shallowly; makes the resource where there is
  // none. One statement, so that writers of different members never undo each other.
  Task<Result<query::Rows>> updateResource(UpdateResource input);

 private:
  Task<Result<RowPage>> list(ListMessages input, bool ofThreads);
  Task<Result<ThreadCopy>> copy(CopyThread input, bool withMessages);
  Task<Result<query::Rows>> byWords(const SearchMessages& input, std::span<const Text> words,
                                    std::uint32_t top);
  Task<Result<std::span<const MessageHit>>> fusedHits(const SearchMessages& input,
                                                      std::span<const Text> words);

  Call& call_;
  query::Database& db_;
};

}  // namespace agentkeep::memory
