// Tables of the domain `memory`: contract/memory.md and contract/schemas.json.
#pragma once

#include "domains/memory/observational-schema.h"
#include "query/documents.h"

namespace agentkeep::memory {

using query::AccessPath;
using query::Col;
using query::Column;
using query::Key;
using query::Table;
using query::Type;

struct ThreadCol {
  static constexpr Col id = 0, resourceId = 1, title = 2, metadata = 3, createdAt = 4,
                       updatedAt = 5;
};
inline constexpr Column kThreadColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "resourceId", .type = Type::kText, .nullable = false},
    {.name = "title", .type = Type::kText, .nullable = false},
    {.name = "metadata", .type = Type::kJson},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false},
    {.name = "updatedAt", .type = Type::kTimestamp, .nullable = false},
};
inline constexpr Col kThreadKey[] = {ThreadCol::id};
inline constexpr Key kThreadKeys[] = {{kThreadKey}};
inline constexpr Col kThreadsByResource[] = {ThreadCol::resourceId, ThreadCol::createdAt};
inline constexpr AccessPath kThreadPaths[] = {
    {"idx_threads_resource_created_at", kThreadsByResource, "listThreads of a resource"},
};
inline constexpr Table kThreads{
    .name = "mastra_threads",
    .columns = kThreadColumns,
    .keys = kThreadKeys,
    .paths = kThreadPaths,
    .keeps_insertion_order = true,
};

struct MessageCol {
  static constexpr Col id = 0, threadId = 1, content = 2, role = 3, type = 4, createdAt = 5,
                       resourceId = 6, contentLarge = 7;
};
// Lists filter by `metadata`; the rest keeps readers going that know nothing of large values.
inline constexpr Text kContentMembers[] = {"format", "metadata"};
inline constexpr Text kContentShells[] = {"parts"};
inline constexpr query::Stays kContentStays{kContentMembers, kContentShells};
// Conversations of old releases: a text is the whole content, or a list of parts. The rest is of
// format 2.
inline constexpr query::Telling kContentTelling{
    .member = "format", .kind = MessageCol::type, .of_documents = "v2"};
inline constexpr Column kMessageColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "thread_id", .type = Type::kText, .nullable = false, .json = "threadId"},
    {.name = "content",
     .type = Type::kTextOrJson,
     .nullable = false,
     .reference = MessageCol::contentLarge,
     .stays = &kContentStays,
     .telling = &kContentTelling},
    {.name = "role", .type = Type::kText, .nullable = false},
    {.name = "type", .type = Type::kText, .nullable = false, .hidden_when = "v2"},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false},
    {.name = "resourceId", .type = Type::kText},
    {.name = "content_large", .type = Type::kText},
};
inline constexpr Col kMessageKey[] = {MessageCol::id};
inline constexpr Key kMessageKeys[] = {{kMessageKey}};
inline constexpr Col kMessagesByThread[] = {MessageCol::threadId, MessageCol::createdAt};
inline constexpr Col kMessagesByResource[] = {MessageCol::resourceId, MessageCol::createdAt};
inline constexpr AccessPath kMessagePaths[] = {
    {"idx_messages_thread_created_at", kMessagesByThread,
     "listMessages, cloneThread, copyThread, deleteThread, updateThreadResourceId"},
    {"idx_messages_resource_created_at", kMessagesByResource, "listMessagesByResourceId", true},
};
inline constexpr query::Texts kMessageTexts{.table = "agentkeep_message_texts",
                                            .words = "agentkeep_message_words",
                                            .document = MessageCol::content,
                                            .list = "parts",
                                            .kind = "type",
                                            .text = "text",
                                            .otherwise = "content"};
inline constexpr Table kMessages{
    .name = "mastra_messages",
    .columns = kMessageColumns,
    .keys = kMessageKeys,
    .paths = kMessagePaths,
    .keeps_insertion_order = true,
    .texts = &kMessageTexts,
};

struct ResourceCol {
  static constexpr Col id = 0, workingMemory = 1, metadata = 2, createdAt = 3, updatedAt = 4;
};
inline constexpr Column kResourceColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false, .takes = query::Takes::kId},
    {.name = "workingMemory", .type = Type::kText},
    {.name = "metadata", .type = Type::kJson},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false},
    {.name = "updatedAt", .type = Type::kTimestamp, .nullable = false},
};
inline constexpr Col kResourceKey[] = {ResourceCol::id};
inline constexpr Key kResourceKeys[] = {{kResourceKey}};
inline constexpr Table kResources{
    .name = "mastra_resources",
    .columns = kResourceColumns,
    .keys = kResourceKeys,
};

inline constexpr const Table* kTables[] = {&kThreads, &kMessages, &kResources,
                                           &kObservationalMemory};

}  // namespace agentkeep::memory
