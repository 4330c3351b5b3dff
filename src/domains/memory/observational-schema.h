// Table of observational memory: contract/memory-observational.md and contract/schemas.json.
#pragma once

#include "query/table.h"

namespace agentkeep::memory {

// One row a generation of the observations about a thread or a resource.
struct RecordCol {
  static constexpr query::Col id = 0, lookupKey = 1, scope = 2, resourceId = 3, threadId = 4,
                              activeObservations = 5, activeObservationsPendingUpdate = 6,
                              originType = 7, config = 8, generationCount = 9, lastObservedAt = 10,
                              lastReflectionAt = 11, pendingMessageTokens = 12,
                              totalTokensObserved = 13, observationTokenCount = 14,
                              isObserving = 15, isReflecting = 16, observedMessageIds = 17,
                              observedTimezone = 18, bufferedObservations = 19,
                              bufferedObservationTokens = 20, bufferedMessageIds = 21,
                              bufferedReflection = 22, bufferedReflectionTokens = 23,
                              bufferedReflectionInputTokens = 24,
                              reflectedObservationLineCount = 25, bufferedObservationChunks = 26,
                              isBufferingObservation = 27, isBufferingReflection = 28,
                              lastBufferedAtTokens = 29, lastBufferedAtTime = 30, metadata = 31,
                              createdAt = 32, updatedAt = 33;
};
inline constexpr query::Column kRecordColumns[] = {
    {.name = "id", .type = query::Type::kText, .nullable = false, .takes = query::Takes::kId},
    {.name = "lookupKey", .type = query::Type::kText, .nullable = false},
    {.name = "scope", .type = query::Type::kText, .nullable = false},
    {.name = "resourceId", .type = query::Type::kText},
    {.name = "threadId", .type = query::Type::kText, .hides_empty = true, .absent_json = "null"},
    {.name = "activeObservations", .type = query::Type::kText, .nullable = false},
    {.name = "activeObservationsPendingUpdate", .type = query::Type::kText},
    {.name = "originType", .type = query::Type::kText, .nullable = false},
    {.name = "config",
     .type = query::Type::kJson,
     .nullable = false,
     .hides_empty = true,
     .absent_json = "{}"},
    {.name = "generationCount", .type = query::Type::kInteger, .nullable = false},
    {.name = "lastObservedAt", .type = query::Type::kTimestamp},
    {.name = "lastReflectionAt", .type = query::Type::kTimestamp},
    {.name = "pendingMessageTokens",
     .type = query::Type::kInteger,
     .nullable = false,
     .takes = query::Takes::kNear},
    {.name = "totalTokensObserved", .type = query::Type::kInteger, .nullable = false},
    {.name = "observationTokenCount", .type = query::Type::kInteger, .nullable = false},
    {.name = "isObserving", .type = query::Type::kBoolean, .nullable = false},
    {.name = "isReflecting", .type = query::Type::kBoolean, .nullable = false},
    {.name = "observedMessageIds", .type = query::Type::kJson},
    {.name = "observedTimezone", .type = query::Type::kText, .hides_empty = true},
    {.name = "bufferedObservations", .type = query::Type::kText, .hides_empty = true},
    {.name = "bufferedObservationTokens", .type = query::Type::kInteger, .hides_empty = true},
    {.name = "bufferedMessageIds", .type = query::Type::kJson},
    {.name = "bufferedReflection", .type = query::Type::kText, .hides_empty = true},
    {.name = "bufferedReflectionTokens", .type = query::Type::kInteger, .hides_empty = true},
    {.name = "bufferedReflectionInputTokens", .type = query::Type::kInteger, .hides_empty = true},
    {.name = "reflectedObservationLineCount", .type = query::Type::kInteger, .hides_empty = true},
    {.name = "bufferedObservationChunks", .type = query::Type::kJson},
    {.name = "isBufferingObservation", .type = query::Type::kBoolean, .nullable = false},
    {.name = "isBufferingReflection", .type = query::Type::kBoolean, .nullable = false},
    {.name = "lastBufferedAtTokens",
     .type = query::Type::kInteger,
     .nullable = false,
     .takes = query::Takes::kNear},
    {.name = "lastBufferedAtTime",
     .type = query::Type::kTimestamp,
     .hides_empty = true,
     .absent_json = "null"},
    {.name = "metadata", .type = query::Type::kJson},
    {.name = "createdAt", .type = query::Type::kTimestamp, .nullable = false},
    {.name = "updatedAt",
     .type = query::Type::kTimestamp,
     .nullable = false,
     .fill = query::Fill::kTime},
};
inline constexpr query::Col kRecordKey[] = {RecordCol::id};
inline constexpr query::Key kRecordKeys[] = {{kRecordKey}};
inline constexpr query::Col kRecordsByLookup[] = {RecordCol::lookupKey, RecordCol::generationCount};
inline constexpr query::AccessPath kRecordPaths[] = {
    {"idx_om_lookup_key_generation", kRecordsByLookup,
     "getObservationalMemory, getObservationalMemoryHistory, initializeObservationalMemory, "
     "createReflectionGeneration, clearObservationalMemory"},
};
inline constexpr query::Table kObservationalMemory{
    .name = "mastra_observational_memory",
    .columns = kRecordColumns,
    .keys = kRecordKeys,
    .paths = kRecordPaths,
    .keeps_insertion_order = true,
};

}  // namespace agentkeep::memory
