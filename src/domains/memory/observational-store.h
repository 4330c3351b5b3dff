// Observational memory: what an agent has noted about a thread or a resource. Each generation of
// the notes is a record; observations are buffered in chunks, then become active, and when they
// have grown long a reflection on them begins the next generation.
//
// As in memory-store.h: lazy coroutines over one call, arguments and results are its memory. The
// contract is contract/memory-observational.md. One round trip a method unless it says otherwise.
// What changes a record by its id fails with kNotFound, status NOT_FOUND, where there is none.
#pragma once

#include <algorithm>
#include <optional>
#include <span>

#include "core/call.h"
#include "core/input.h"
#include "core/task.h"
#include "domains/memory/observation-chunks.h"
#include "domains/memory/observational-schema.h"
#include "query/database.h"

namespace agentkeep::memory {

// The columns of a record that a method answers, in this order. Not among them: lookupKey, the
// columns that only older releases of the framework wrote, and bufferedMessageIds.
inline constexpr query::Col kRecordRow[] = {RecordCol::id,
                                            RecordCol::scope,
                                            RecordCol::threadId,
                                            RecordCol::resourceId,
                                            RecordCol::createdAt,
                                            RecordCol::updatedAt,
                                            RecordCol::lastObservedAt,
                                            RecordCol::originType,
                                            RecordCol::generationCount,
                                            RecordCol::activeObservations,
                                            RecordCol::bufferedObservationChunks,
                                            RecordCol::bufferedObservations,
                                            RecordCol::bufferedObservationTokens,
                                            RecordCol::bufferedReflection,
                                            RecordCol::bufferedReflectionTokens,
                                            RecordCol::bufferedReflectionInputTokens,
                                            RecordCol::reflectedObservationLineCount,
                                            RecordCol::observedMessageIds,
                                            RecordCol::observedTimezone,
                                            RecordCol::totalTokensObserved,
                                            RecordCol::observationTokenCount,
                                            RecordCol::pendingMessageTokens,
                                            RecordCol::isReflecting,
                                            RecordCol::isObserving,
                                            RecordCol::isBufferingObservation,
                                            RecordCol::isBufferingReflection,
                                            RecordCol::lastBufferedAtTokens,
                                            RecordCol::lastBufferedAtTime,
                                            RecordCol::config,
                                            RecordCol::metadata};

struct BufferedObservationChunk {
  std::optional<Text> id;
  std::optional<Text> cycleId;
  Text observations;
  Quantity tokenCount;
  std::span<const Text> messageIds;
  std::optional<Quantity> messageTokens;
  std::optional<TimeStamp> lastObservedAt;
  std::optional<TimeStamp> createdAt;
  std::optional<Text> suggestedContinuation;
  std::optional<Text> currentTask;
};
struct ExtractionFailure {
  Text slug;
  Text error;
};
struct NewObservationChunk {
  Text cycleId;
  Text observations;
  Quantity tokenCount;
  std::span<const Text> messageIds;
  Quantity messageTokens;
  TimeStamp lastObservedAt;
  std::optional<Text> suggestedContinuation;
  std::optional<Text> currentTask;
  std::optional<Text> threadTitle;
  std::optional<JsonObject> extractedValues;
  std::optional<std::span<const ExtractionFailure>> extractionFailures;
};
using KeptChunks = Kept<std::span<const BufferedObservationChunk>>;
using KeptTexts = Kept<std::span<const Text>>;

struct ObservationalMemoryRecord {
  Id id;
  Text scope;
  std::optional<Id> threadId;
  Id resourceId;
  TimeStamp createdAt;
  TimeStamp updatedAt;
  std::optional<TimeStamp> lastObservedAt;
  Text originType;
  Quantity generationCount;
  Text activeObservations;
  std::optional<KeptChunks> bufferedObservationChunks;
  std::optional<Text> bufferedObservations;
  std::optional<Quantity> bufferedObservationTokens;
  std::optional<KeptTexts> bufferedMessageIds;
  std::optional<Text> bufferedReflection;
  std::optional<Quantity> bufferedReflectionTokens;
  std::optional<Quantity> bufferedReflectionInputTokens;
  std::optional<Quantity> reflectedObservationLineCount;
  std::optional<KeptTexts> observedMessageIds;
  std::optional<Text> observedTimezone;
  Quantity totalTokensObserved;
  Quantity observationTokenCount;
  Quantity pendingMessageTokens;
  bool isReflecting = false;
  bool isObserving = false;
  bool isBufferingObservation = false;
  bool isBufferingReflection = false;
  Quantity lastBufferedAtTokens;
  std::optional<TimeStamp> lastBufferedAtTime;
  JsonObject config;
  std::optional<JsonObject> metadata;
};

// Whose memory: the thread's if one is named, else the resource's.
struct GetObservationalMemory {
  std::optional<Id> threadId;
  Id resourceId;
};
struct HistoryOptions {
  std::optional<TimeStamp> from;
  std::optional<TimeStamp> to;
  std::optional<RowCount> offset;
};
struct GetObservationalMemoryHistory {
  std::optional<Id> threadId;
  Id resourceId;
  std::optional<RowCount> limit;  // absent: 10
  std::optional<HistoryOptions> options;
};
struct InitializeObservationalMemory {
  std::optional<Id> threadId;
  Id resourceId;
  Text scope;
  JsonObject config;
  std::optional<Text> observedTimezone;
};
struct UpdateActiveObservations {
  Id id;
  Text observations;
  Quantity tokenCount;
  TimeStamp lastObservedAt;
  std::optional<KeptTexts> observedMessageIds;
};
struct UpdateBufferedObservations {
  Id id;
  Kept<NewObservationChunk> chunk;
  std::optional<TimeStamp> lastBufferedAtTime;
};
struct SwapBufferedToActive {
  Id id;
  double activationRatio;
  double messageTokensThreshold;
  double currentPendingTokens;
  std::optional<bool> forceMaxActivation;
  std::optional<TimeStamp> lastObservedAt;
  std::optional<KeptChunks> bufferedChunks;
};
// What a new generation takes over from the record that was reflected on.
struct ReflectedRecord {
  Text scope;
  std::optional<Id> threadId;
  Id resourceId;
  std::optional<TimeStamp> lastObservedAt;
  Quantity generationCount;
  Quantity totalTokensObserved;
  std::optional<Text> observedTimezone;
  JsonObject config;
  std::optional<JsonObject> metadata;
};
struct CreateReflectionGeneration {
  ReflectedRecord currentRecord;
  Text reflection;
  Quantity tokenCount;
};
struct UpdateBufferedReflection {
  Id id;
  Text reflection;
  Quantity tokenCount;
  Quantity inputTokenCount;
  Quantity reflectedObservationLineCount;
};
struct StoredRecord {
  Id id;
};
struct SwapBufferedReflectionToActive {
  StoredRecord currentRecord;
  Quantity tokenCount;
};
struct UpdateObservationalMemoryConfig {
  Id id;
  JsonObject config;
};

// The chunks that became active, oldest first; none: nothing was done.
struct SwapResult {
  std::span<const Chunk> activated;
  std::int64_t messageTokens = 0;
  std::int64_t observationTokens = 0;
  Text observations;  // of all of them, joined by blank lines
};

// Within the integers that JavaScript counts.
inline std::int64_t sumOf(std::int64_t a, std::int64_t b) {
  return std::min(query::kMostCounted, a + b);
}

class ObservationalStore {
 public:
  ObservationalStore(Call& call, query::Database& db) : call_(call), db_(db) {}

  // The record of the highest generation; among equal ones the one that was inserted last. No row:
  // there is none. Cost: two rows read.
  Task<Result<query::Rows>> getObservationalMemory(GetObservationalMemory input);

  // Newest generation first, the current one included. Cost: the rows up to the page's end.
  Task<Result<query::Rows>> getObservationalMemoryHistory(GetObservationalMemoryHistory input);

  // An empty record of generation 0, whether or not there are others. Cost: three rows written.
  Task<Result<query::Rows>> initializeObservationalMemory(InitializeObservationalMemory input);

  // Inserts the record as it is, and answers no row. Errors: kConflict, status ALREADY_EXISTS.
  Task<Result<query::Rows>> insertObservationalMemoryRecord(ObservationalMemoryRecord record);

  Task<Result<void>> updateActiveObservations(UpdateActiveObservations input);

  // Appends a chunk, unless its cycle is there already: then nothing changes.
  Task<Result<void>> updateBufferedObservations(UpdateBufferedObservations input);

  // Moves the oldest chunks to the active observations, as many as the target asks for. What was
  // appended in the meantime stays. Another swap that was faster: nothing is done.
  // Cost: two round trips, and one more each time another call changed the record in between.
  // Errors: kConflict, status CONTENDED, if that happens 64 times; kCorruptRow if the stored
  // chunks cannot be read.
  Task<Result<SwapResult>> swapBufferedToActive(SwapBufferedToActive input);

  // The next generation of a record, of which only what ReflectedRecord names is read.
  Task<Result<query::Rows>> createReflectionGeneration(CreateReflectionGeneration input);

  Task<Result<void>> updateBufferedReflection(UpdateBufferedReflection input);

  // The next generation of the stored record, made of its buffered reflection and the active
  // observations that the reflection does not cover; the buffer is emptied. Cost and errors as
  // swapBufferedToActive; kConflict, status NO_CONTENT, if nothing is buffered.
  Task<Result<query::Rows>> swapBufferedReflectionToActive(SwapBufferedReflectionToActive input);

  // Merges objects member by member at every level; null, lists and scalars replace. The database
  // merges, so that rivals lose nothing. Cost: a row written for each four objects in `config`.
  // Errors: kInvalidArgument if they are nested deeper than 8 levels or are more than 200.
  Task<Result<void>> updateObservationalMemoryConfig(UpdateObservationalMemoryConfig input);

  // Deletes every generation. Idempotent.
  Task<Result<void>> clearObservationalMemory(GetObservationalMemory input);

 private:
  // Answers the columns of `returning`.
  Task<Result<query::Rows>> insert(ObservationalMemoryRecord record,
                                   std::span<const query::Col> returning);
  // Applies the changes to the record of that id, and moves its updatedAt forward.
  Task<Result<void>> change(Id id, std::initializer_list<query::Change> changes);
  Task<Result<void>> update(Id id, std::span<const query::Statement> statements);
  Task<Result<query::Rows>> select(query::Select select);

  Call& call_;
  query::Database& db_;
};

}  // namespace agentkeep::memory
