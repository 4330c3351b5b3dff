// How the arguments of the domain `memory` are read from JSON.
#pragma once

#include "api/decode.h"
#include "api/run-method.h"
#include "domains/memory/memory-arguments.h"

namespace agentkeep::api {

using namespace memory;  // the argument structs, named as the methods are

#define MEMBER AGENTKEEP_FIELD

AGENTKEEP_SHAPE(Thread, MEMBER(Thread, id, "Chosen by the caller."),
                MEMBER(Thread, resourceId, "Whose thread it is: a user, an organisation."),
                MEMBER(Thread, title, "Absent: ''."), MEMBER(Thread, metadata, ""),
                MEMBER(Thread, createdAt, "Absent: now."),
                MEMBER(Thread, updatedAt, "Absent: now."))
AGENTKEEP_SHAPE(Message,
                MEMBER(Message, id,
                       "Chosen by the caller; saving it again replaces the message in its place."),
                MEMBER(Message, threadId, ""), MEMBER(Message, resourceId, ""),
                MEMBER(Message, role, "user, assistant, system, tool or signal."),
                MEMBER(Message, type, "Absent: v2, which answers leave out."),
                MEMBER(Message, createdAt, "Absent: now. A known message keeps its first one."),
                MEMBER(Message, content, "Kept byte for byte, white space aside."))
AGENTKEEP_SHAPE(OrderBy, MEMBER(OrderBy, field, "createdAt, or updatedAt for threads."),
                MEMBER(OrderBy, direction, "ASC or DESC."))
AGENTKEEP_SHAPE(GetThreadById, MEMBER(GetThreadById, threadId, ""),
                MEMBER(GetThreadById, resourceId,
                       "Given: a thread of another resource is not found."))
AGENTKEEP_SHAPE(SaveThread, MEMBER(SaveThread, thread, ""))
AGENTKEEP_SHAPE(UpdateThread, MEMBER(UpdateThread, id, ""),
                MEMBER(UpdateThread, title, "Absent: unchanged."),
                MEMBER(UpdateThread, metadata,
                       "Merged over the stored one, member by member; nothing is deleted."))
AGENTKEEP_SHAPE(DeleteThread, MEMBER(DeleteThread, threadId, ""))
AGENTKEEP_SHAPE(ThreadFilter, MEMBER(ThreadFilter, resourceId, ""),
                MEMBER(ThreadFilter, metadata,
                       "Every member must equal the stored one, at most 32."))
AGENTKEEP_SHAPE(ListThreads, MEMBER(ListThreads, page, "From 0."),
                MEMBER(ListThreads, perPage, "Absent: 100."),
                MEMBER(ListThreads, orderBy, "Absent: createdAt DESC."),
                MEMBER(ListThreads, filter, ""))
AGENTKEEP_SHAPE(SaveMessages, MEMBER(SaveMessages, messages, "Saved together or not at all."))
AGENTKEEP_SHAPE(DateRange, MEMBER(DateRange, start, ""), MEMBER(DateRange, end, ""),
                MEMBER(DateRange, startExclusive, ""), MEMBER(DateRange, endExclusive, ""))
AGENTKEEP_SHAPE(MessageFilter, MEMBER(MessageFilter, dateRange, ""),
                MEMBER(MessageFilter, metadata,
                       "Every member must equal that of content.metadata, at most 32."))
AGENTKEEP_SHAPE(Include, MEMBER(Include, id, "A message, also of another thread."),
                MEMBER(Include, withPreviousMessages, "Neighbours before it, at most 10,000."),
                MEMBER(Include, withNextMessages, "Neighbours behind it, at most 10,000."))
AGENTKEEP_SHAPE(
    ListMessages, MEMBER(ListMessages, threadId, "One thread or several."),
    MEMBER(ListMessages, resourceId, "Only messages of this resource, included ones as well."),
    MEMBER(ListMessages, include, "Messages to add with their neighbours, at most 1,000."),
    MEMBER(ListMessages, filter, "Of the page; included messages are added whatever it says."),
    MEMBER(ListMessages, perPage, "Absent: 40."), MEMBER(ListMessages, page, "From 0."),
    MEMBER(ListMessages, orderBy, "Absent: createdAt ASC."),
    MEMBER(ListMessages, includeTotal, "false saves counting: total is then what has been seen."))
AGENTKEEP_SHAPE(MessageIds, MEMBER(MessageIds, messageIds, ""))

AGENTKEEP_SHAPE(
    SearchMessages,
    MEMBER(SearchMessages, query,
           "Words, of which a message has one at least. Whatever else it has says "
           "nothing; of more than 64 words the first ones count."),
    MEMBER(SearchMessages, resourceId, "Only messages of this resource."),
    MEMBER(SearchMessages, threadId, "Only messages of this thread."),
    MEMBER(SearchMessages, role, "Only messages of this role."),
    MEMBER(SearchMessages, dateRange, "Only messages that were created then."),
    MEMBER(SearchMessages, topK, "How many, 1 to 100. Absent: 10."),
    MEMBER(SearchMessages, mode, "text, or hybrid: by words and by vectors. Absent: text."),
    MEMBER(SearchMessages, vector,
           "Of hybrid: the query's embedding, as many numbers as the index has "
           "dimensions."),
    MEMBER(SearchMessages, indexName,
           "Of hybrid: the index of vectors, whose metadata say message_id. Absent: the one "
           "that the framework's Memory has for so many dimensions."))

AGENTKEEP_SHAPE(UpdateThreadIf, MEMBER(UpdateThreadIf, id, ""),
                MEMBER(UpdateThreadIf, resourceId,
                       "Given: a thread of another resource is not found."),
                MEMBER(UpdateThreadIf, expectedMetadata,
                       "What the stored metadata must equal as JSON; null: none is stored."),
                MEMBER(UpdateThreadIf, metadata, "Merged over the stored one, member by member."))
AGENTKEEP_SHAPE(UpdateThreadResourceId, MEMBER(UpdateThreadResourceId, threadId, ""),
                MEMBER(UpdateThreadResourceId, resourceId,
                       "Who owns the thread and its messages now."))
AGENTKEEP_SHAPE(ListMessagesByResourceId,
                MEMBER(ListMessagesByResourceId, resourceId, "Its messages in all threads."),
                MEMBER(ListMessagesByResourceId, include,
                       "Messages of the resource to add with their neighbours, at most 1,000."),
                MEMBER(ListMessagesByResourceId, filter,
                       "Of the page; included messages are added whatever it says."),
                MEMBER(ListMessagesByResourceId, perPage, "Absent: 40."),
                MEMBER(ListMessagesByResourceId, page, "From 0."),
                MEMBER(ListMessagesByResourceId, orderBy, "Absent: createdAt ASC."),
                MEMBER(ListMessagesByResourceId, includeTotal,
                       "false saves counting: total is then what has been seen."))
AGENTKEEP_SHAPE(
    MessageChange, MEMBER(MessageChange, id, "A message that does not exist is left out."),
    MEMBER(MessageChange, threadId, "Moves the message."), MEMBER(MessageChange, resourceId, ""),
    MEMBER(MessageChange, role, ""), MEMBER(MessageChange, type, ""),
    MEMBER(MessageChange, createdAt, ""),
    MEMBER(MessageChange, content,
           "An object is merged over the stored one, and so is its metadata; a list or a string "
           "replaces it."))
AGENTKEEP_SHAPE(UpdateMessages, MEMBER(UpdateMessages, messages,
                                       "Changed together, in this order. Absent members are kept."))
AGENTKEEP_SHAPE(CopyFilter, MEMBER(CopyFilter, startDate, "Inclusive."),
                MEMBER(CopyFilter, endDate, "Inclusive."),
                MEMBER(CopyFilter, messageIds, "Only these. Empty or absent: all."))
AGENTKEEP_SHAPE(CopyOptions,
                MEMBER(CopyOptions, messageLimit, "Only the last ones. 0 or absent: all."),
                MEMBER(CopyOptions, messageFilter, ""))
AGENTKEEP_SHAPE(CopyThread, MEMBER(CopyThread, sourceThreadId, ""),
                MEMBER(CopyThread, newThreadId, "Absent: a random one."),
                MEMBER(CopyThread, resourceId, "Absent: that of the source."),
                MEMBER(CopyThread, title, "Absent: 'Clone of ' and the title of the source."),
                MEMBER(CopyThread, metadata,
                       "Of the copy, beside `clone`, which says where it comes from."),
                MEMBER(CopyThread, options, ""))
AGENTKEEP_SHAPE(Resource, MEMBER(Resource, id, "Chosen by the caller."),
                MEMBER(Resource, workingMemory, ""), MEMBER(Resource, metadata, ""),
                MEMBER(Resource, createdAt, "Absent: now."),
                MEMBER(Resource, updatedAt, "Absent: now."))
AGENTKEEP_SHAPE(SaveResource, MEMBER(SaveResource, resource, ""))
AGENTKEEP_SHAPE(UpdateResource, MEMBER(UpdateResource, resourceId, ""),
                MEMBER(UpdateResource, workingMemory, "Absent: unchanged."),
                MEMBER(UpdateResource, metadata,
                       "Merged over the stored one, member by member; nothing is deleted."))

#undef MEMBER

}  // namespace agentkeep::api
