// Observational memory on the wire: argument shapes, answers, method table.
#include "api/encode.h"
#include "api/method.h"
#include "api/run-method.h"
#include "domains/memory/observational-store.h"
#include "operations/operation.h"

namespace agentkeep::api {

using namespace memory;  // the argument structs, named as the methods are

#define MEMBER AGENTKEEP_FIELD

AGENTKEEP_SHAPE(ExtractionFailure, MEMBER(ExtractionFailure, slug, ""),
                MEMBER(ExtractionFailure, error, ""))
AGENTKEEP_SHAPE(BufferedObservationChunk,
                MEMBER(BufferedObservationChunk, id,
                       "ombuf- and a UUID; absent in chunks of older writers."),
                MEMBER(BufferedObservationChunk, cycleId, ""),
                MEMBER(BufferedObservationChunk, observations, ""),
                MEMBER(BufferedObservationChunk, tokenCount, "Of the observations."),
                MEMBER(BufferedObservationChunk, messageIds, ""),
                MEMBER(BufferedObservationChunk, messageTokens, "Of the messages. Absent: 0."),
                MEMBER(BufferedObservationChunk, lastObservedAt, ""),
                MEMBER(BufferedObservationChunk, createdAt, ""),
                MEMBER(BufferedObservationChunk, suggestedContinuation, ""),
                MEMBER(BufferedObservationChunk, currentTask, ""))
AGENTKEEP_SHAPE(NewObservationChunk,
                MEMBER(NewObservationChunk, cycleId, "A cycle that is there already is not added."),
                MEMBER(NewObservationChunk, observations, ""),
                MEMBER(NewObservationChunk, tokenCount, "Of the observations."),
                MEMBER(NewObservationChunk, messageIds, ""),
                MEMBER(NewObservationChunk, messageTokens, "Of the messages."),
                MEMBER(NewObservationChunk, lastObservedAt, ""),
                MEMBER(NewObservationChunk, suggestedContinuation, ""),
                MEMBER(NewObservationChunk, currentTask, ""),
                MEMBER(NewObservationChunk, threadTitle, ""),
                MEMBER(NewObservationChunk, extractedValues, ""),
                MEMBER(NewObservationChunk, extractionFailures, ""))
AGENTKEEP_SHAPE(
    ObservationalMemoryRecord, MEMBER(ObservationalMemoryRecord, id, ""),
    MEMBER(ObservationalMemoryRecord, scope, "thread or resource."),
    MEMBER(ObservationalMemoryRecord, threadId, "Null: the resource's memory."),
    MEMBER(ObservationalMemoryRecord, resourceId, ""),
    MEMBER(ObservationalMemoryRecord, createdAt, ""),
    MEMBER(ObservationalMemoryRecord, updatedAt, ""),
    MEMBER(ObservationalMemoryRecord, lastObservedAt, ""),
    MEMBER(ObservationalMemoryRecord, originType, "initial or reflection."),
    MEMBER(ObservationalMemoryRecord, generationCount, "From 0."),
    MEMBER(ObservationalMemoryRecord, activeObservations, ""),
    MEMBER(ObservationalMemoryRecord, bufferedObservationChunks, "Oldest first."),
    MEMBER(ObservationalMemoryRecord, bufferedObservations, "Of older writers."),
    MEMBER(ObservationalMemoryRecord, bufferedObservationTokens, "Of older writers."),
    MEMBER(ObservationalMemoryRecord, bufferedMessageIds, "Of older writers; never answered."),
    MEMBER(ObservationalMemoryRecord, bufferedReflection, ""),
    MEMBER(ObservationalMemoryRecord, bufferedReflectionTokens, ""),
    MEMBER(ObservationalMemoryRecord, bufferedReflectionInputTokens, ""),
    MEMBER(ObservationalMemoryRecord, reflectedObservationLineCount,
           "Lines of the active observations that the buffered reflection covers."),
    MEMBER(ObservationalMemoryRecord, observedMessageIds, ""),
    MEMBER(ObservationalMemoryRecord, observedTimezone, ""),
    MEMBER(ObservationalMemoryRecord, totalTokensObserved, ""),
    MEMBER(ObservationalMemoryRecord, observationTokenCount, "Of the active observations."),
    MEMBER(ObservationalMemoryRecord, pendingMessageTokens, "Of messages not observed yet."),
    MEMBER(ObservationalMemoryRecord, isReflecting, ""),
    MEMBER(ObservationalMemoryRecord, isObserving, ""),
    MEMBER(ObservationalMemoryRecord, isBufferingObservation, ""),
    MEMBER(ObservationalMemoryRecord, isBufferingReflection, ""),
    MEMBER(ObservationalMemoryRecord, lastBufferedAtTokens, ""),
    MEMBER(ObservationalMemoryRecord, lastBufferedAtTime, "Null: never."),
    MEMBER(ObservationalMemoryRecord, config, ""), MEMBER(ObservationalMemoryRecord, metadata, ""))

AGENTKEEP_SHAPE(GetObservationalMemory,
                MEMBER(GetObservationalMemory, threadId,
                       "Absent, null or '': the resource's memory."),
                MEMBER(GetObservationalMemory, resourceId, ""))
AGENTKEEP_SHAPE(HistoryOptions, MEMBER(HistoryOptions, from, "Created at this time or later."),
                MEMBER(HistoryOptions, to, "Created at this time or earlier."),
                MEMBER(HistoryOptions, offset, "Records to leave out first."))
AGENTKEEP_SHAPE(GetObservationalMemoryHistory,
                MEMBER(GetObservationalMemoryHistory, threadId,
                       "Absent, null or '': the resource's memory."),
                MEMBER(GetObservationalMemoryHistory, resourceId, ""),
                MEMBER(GetObservationalMemoryHistory, limit, "Absent: 10."),
                MEMBER(GetObservationalMemoryHistory, options, ""))
AGENTKEEP_SHAPE(InitializeObservationalMemory,
                MEMBER(InitializeObservationalMemory, threadId,
                       "Absent, null or '': the resource's memory."),
                MEMBER(InitializeObservationalMemory, resourceId, ""),
                MEMBER(InitializeObservationalMemory, scope, "thread or resource."),
                MEMBER(InitializeObservationalMemory, config, ""),
                MEMBER(InitializeObservationalMemory, observedTimezone, ""))
AGENTKEEP_SHAPE(UpdateActiveObservations, MEMBER(UpdateActiveObservations, id, ""),
                MEMBER(UpdateActiveObservations, observations, "Replaces the active ones."),
                MEMBER(UpdateActiveObservations, tokenCount, "Of the observations."),
                MEMBER(UpdateActiveObservations, lastObservedAt, ""),
                MEMBER(UpdateActiveObservations, observedMessageIds, "Absent: none."))
AGENTKEEP_SHAPE(UpdateBufferedObservations, MEMBER(UpdateBufferedObservations, id, ""),
                MEMBER(UpdateBufferedObservations, chunk,
                       "Kept with further members that it may have."),
                MEMBER(UpdateBufferedObservations, lastBufferedAtTime, "Absent: unchanged."))
AGENTKEEP_SHAPE(
    SwapBufferedToActive, MEMBER(SwapBufferedToActive, id, ""),
    MEMBER(SwapBufferedToActive, activationRatio, "From 0 to 1."),
    MEMBER(SwapBufferedToActive, messageTokensThreshold, ""),
    MEMBER(SwapBufferedToActive, currentPendingTokens, ""),
    MEMBER(SwapBufferedToActive, forceMaxActivation, ""),
    MEMBER(SwapBufferedToActive, lastObservedAt, "Absent: that of the last activated chunk."),
    MEMBER(SwapBufferedToActive, bufferedChunks,
           "Stored chunks with fresh token counts; others are neither activated nor lost."))
AGENTKEEP_SHAPE(ReflectedRecord, MEMBER(ReflectedRecord, scope, "thread or resource."),
                MEMBER(ReflectedRecord, threadId, ""), MEMBER(ReflectedRecord, resourceId, ""),
                MEMBER(ReflectedRecord, lastObservedAt, ""),
                MEMBER(ReflectedRecord, generationCount, ""),
                MEMBER(ReflectedRecord, totalTokensObserved, ""),
                MEMBER(ReflectedRecord, observedTimezone, ""), MEMBER(ReflectedRecord, config, ""),
                MEMBER(ReflectedRecord, metadata, ""))
AGENTKEEP_SHAPE(CreateReflectionGeneration,
                MEMBER(CreateReflectionGeneration, currentRecord,
                       "A record; further members are not read."),
                MEMBER(CreateReflectionGeneration, reflection, "The new active observations."),
                MEMBER(CreateReflectionGeneration, tokenCount, "Of the reflection."))
AGENTKEEP_SHAPE(UpdateBufferedReflection, MEMBER(UpdateBufferedReflection, id, ""),
                MEMBER(UpdateBufferedReflection, reflection, "Appended behind a blank line."),
                MEMBER(UpdateBufferedReflection, tokenCount, "Added."),
                MEMBER(UpdateBufferedReflection, inputTokenCount, "Added."),
                MEMBER(UpdateBufferedReflection, reflectedObservationLineCount, "Replaced."))
AGENTKEEP_SHAPE(StoredRecord, MEMBER(StoredRecord, id, ""))
AGENTKEEP_SHAPE(SwapBufferedReflectionToActive,
                MEMBER(SwapBufferedReflectionToActive, currentRecord,
                       "A record; further members are not read, the stored ones count."),
                MEMBER(SwapBufferedReflectionToActive, tokenCount,
                       "Of the new active observations."))
AGENTKEEP_SHAPE(
    UpdateObservationalMemoryConfig, MEMBER(UpdateObservationalMemoryConfig, id, ""),
    MEMBER(UpdateObservationalMemoryConfig, config,
           "Merged into the stored one at every level; at most 8 levels and 200 objects."))

#undef MEMBER

namespace {

Result<void> writeRecord(JsonWriter& out, const query::Rows& rows) {
  return rows.empty() ? Result<void>() : writeRows(out, kObservationalMemory, kRecordRow, rows);
}

Result<void> writeRecords(JsonWriter& out, const query::Rows& rows) {
  out.beginArray();
  Result<void> written = writeRows(out, kObservationalMemory, kRecordRow, rows);
  out.endArray();
  return written;
}

Result<void> writeSwap(JsonWriter& out, const SwapResult& swap) {
  const std::span<const Chunk> chunks = swap.activated;
  std::size_t messages = 0;
  for (const Chunk& chunk : chunks) messages += chunk.messageIds.size();
  const auto number = [&](Text name, std::int64_t value) { out.key(name).integer(value); };
  out.beginObject();
  number("chunksActivated", static_cast<std::int64_t>(chunks.size()));
  number("messageTokensActivated", swap.messageTokens);
  number("observationTokensActivated", swap.observationTokens);
  number("messagesActivated", static_cast<std::int64_t>(messages));
  out.key("activatedCycleIds").beginArray();
  for (const Chunk& chunk : chunks) {
    if (!chunk.cycleId.empty()) out.string(chunk.cycleId);
  }
  out.endArray().key("activatedMessageIds").beginArray();
  for (const Chunk& chunk : chunks) {
    for (const Text id : chunk.messageIds) out.raw(id);
  }
  out.endArray();
  if (!chunks.empty()) {
    out.key("observations").string(swap.observations);
    out.key("perChunk").beginArray();
    for (const Chunk& chunk : chunks) {
      out.beginObject().key("cycleId").string(chunk.cycleId);
      number("messageTokens", chunk.messageTokens);
      number("observationTokens", chunk.tokenCount);
      number("messageCount", static_cast<std::int64_t>(chunk.messageIds.size()));
      out.key("observations").string(chunk.observations).endObject();
    }
    out.endArray();
    const Chunk& last = chunks.back();
    if (last.suggestedContinuation)
      out.key("suggestedContinuation").string(*last.suggestedContinuation);
    if (last.currentTask) out.key("currentTask").string(*last.currentTask);
  }
  out.endObject();
  return {};
}

using Store = ObservationalStore;

template <class Input, auto Do, auto Write = kWriteNothing>
constexpr auto kRun = &runMethod<Store, Input, Do, Write, kOwnStatus>;

constexpr Text kOwner[] = {"threadId", "resourceId"};
constexpr Text kHistory[] = {"threadId", "resourceId", "limit", "options"};
constexpr Text kReflecting[] = {"id", "isReflecting"};
constexpr Text kObserving[] = {"id", "isObserving"};
constexpr Text kBufferingObservation[] = {"id", "isBuffering", "lastBufferedAtTokens"};
constexpr Text kBufferingReflection[] = {"id", "isBuffering"};
constexpr Text kPending[] = {"id", "tokenCount"};

// What says a thing or two of a record.
using operations::Set;
constexpr operations::By kById[] = {{RecordCol::id}};
constexpr Set kSetsReflecting[] = {{.column = RecordCol::isReflecting, .required = true}};
constexpr Set kSetsObserving[] = {{.column = RecordCol::isObserving, .required = true}};
constexpr Set kSetsBufferingObservation[] = {
    {.column = RecordCol::isBufferingObservation, .required = true, .name = "isBuffering"},
    {.column = RecordCol::lastBufferedAtTokens}};
constexpr Set kSetsBufferingReflection[] = {
    {.column = RecordCol::isBufferingReflection, .required = true, .name = "isBuffering"}};
constexpr Set kSetsPending[] = {
    {.column = RecordCol::pendingMessageTokens, .required = true, .name = "tokenCount"}};
constexpr operations::More kReflectingSet{.sets = kSetsReflecting},
    kObservingSet{.sets = kSetsObserving},
    kBufferingObservationSet{.sets = kSetsBufferingObservation},
    kBufferingReflectionSet{.sets = kSetsBufferingReflection}, kPendingSet{.sets = kSetsPending};
constexpr operations::Operation says(const operations::More& more) {
  return {.what = operations::Do::kUpdate,
          .table = &kObservationalMemory,
          .answers = operations::Answers::kNothing,
          .by = kById,
          .more = &more,
          .missing = "Observational memory record not found: *"};
}
constexpr operations::Operation kSetReflecting = says(kReflectingSet);
constexpr operations::Operation kSetObserving = says(kObservingSet);
constexpr operations::Operation kSetBufferingObservation = says(kBufferingObservationSet);
constexpr operations::Operation kSetBufferingReflection = says(kBufferingReflectionSet);
constexpr operations::Operation kSetPending = says(kPendingSet);

#ifdef AGENTKEEP_DESCRIBE
constexpr AnswerType kAnswers[] = {
    {"ObservationalMemoryRecord", &kObservationalMemory, kRecordRow,
     "{ scope: 'thread' | 'resource', originType: 'initial' | 'reflection', "
     "bufferedObservationChunks?: BufferedObservationChunk[], observedMessageIds?: string[], "
     "config: object, metadata?: object }"},
    {.name = "BufferedObservationChunk",
     .type = "{ id: string, cycleId: string, observations: string, tokenCount: integer, "
             "messageIds: string[], messageTokens: integer, lastObservedAt: time, createdAt: time, "
             "suggestedContinuation?: string, currentTask?: string, threadTitle?: string, "
             "extractedValues?: object, extractionFailures?: { slug: string, error: string }[] }"},
    {.name = "SwapResult",
     .type = "{ chunksActivated: integer, messageTokensActivated: integer, "
             "observationTokensActivated: integer, messagesActivated: integer, "
             "activatedCycleIds: string[], activatedMessageIds: string[], observations?: string, "
             "perChunk?: { cycleId: string, messageTokens: integer, observationTokens: integer, "
             "messageCount: integer, observations: string }[], suggestedContinuation?: string, "
             "currentTask?: string }"},
};
#endif

constexpr Method kMethods[] = {
    {"getObservationalMemory",
     Scope::kRead,
     &ShapeOf<GetObservationalMemory>::shape,
     {},
     AGENTKEEP_NOTE("ObservationalMemoryRecord | null"),
     kRun<GetObservationalMemory, &Store::getObservationalMemory, &writeRecord>,
     AGENTKEEP_NOTE("The newest generation of observations about a thread or a resource, or null."),
     kOwner},
    {"getObservationalMemoryHistory",
     Scope::kRead,
     &ShapeOf<GetObservationalMemoryHistory>::shape,
     {},
     AGENTKEEP_NOTE("ObservationalMemoryRecord[]"),
     kRun<GetObservationalMemoryHistory, &Store::getObservationalMemoryHistory, &writeRecords>,
     AGENTKEEP_NOTE("Its generations, newest first, the current one included."),
     kHistory},
    {"initializeObservationalMemory",
     Scope::kWrite,
     &ShapeOf<InitializeObservationalMemory>::shape,
     {},
     AGENTKEEP_NOTE("ObservationalMemoryRecord"),
     kRun<InitializeObservationalMemory, &Store::initializeObservationalMemory, &writeRecord>,
     AGENTKEEP_NOTE("Creates an empty record of generation 0.")},
    {"insertObservationalMemoryRecord",
     Scope::kWrite,
     &ShapeOf<ObservationalMemoryRecord>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     kRun<ObservationalMemoryRecord, &Store::insertObservationalMemoryRecord, &writeRecord>,
     AGENTKEEP_NOTE("Inserts a record as it is given, such as a copy for another thread.")},
    {"updateActiveObservations",
     Scope::kWrite,
     &ShapeOf<UpdateActiveObservations>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     kRun<UpdateActiveObservations, &Store::updateActiveObservations>,
     AGENTKEEP_NOTE("Replaces the active observations; nothing is pending then.")},
    {"updateBufferedObservations",
     Scope::kWrite,
     &ShapeOf<UpdateBufferedObservations>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     kRun<UpdateBufferedObservations, &Store::updateBufferedObservations>,
     AGENTKEEP_NOTE("Appends a chunk of observations, once a cycle.")},
    {"swapBufferedToActive",
     Scope::kWrite,
     &ShapeOf<SwapBufferedToActive>::shape,
     {},
     AGENTKEEP_NOTE("SwapResult"),
     kRun<SwapBufferedToActive, &Store::swapBufferedToActive, &writeSwap>,
     AGENTKEEP_NOTE("Makes the oldest buffered chunks active, and says which.")},
    {"createReflectionGeneration",
     Scope::kWrite,
     &ShapeOf<CreateReflectionGeneration>::shape,
     {},
     AGENTKEEP_NOTE("ObservationalMemoryRecord"),
     kRun<CreateReflectionGeneration, &Store::createReflectionGeneration, &writeRecord>,
     AGENTKEEP_NOTE("Begins the next generation with a reflection as its observations.")},
    {"updateBufferedReflection",
     Scope::kWrite,
     &ShapeOf<UpdateBufferedReflection>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     kRun<UpdateBufferedReflection, &Store::updateBufferedReflection>,
     AGENTKEEP_NOTE("Appends to the buffered reflection.")},
    {"swapBufferedReflectionToActive",
     Scope::kWrite,
     &ShapeOf<SwapBufferedReflectionToActive>::shape,
     {},
     AGENTKEEP_NOTE("ObservationalMemoryRecord"),
     kRun<SwapBufferedReflectionToActive, &Store::swapBufferedReflectionToActive, &writeRecord>,
     AGENTKEEP_NOTE(
         "Begins the next generation with the buffered reflection and what it does not cover.")},
    operations::described("setReflectingFlag", Scope::kWrite, kSetReflecting,
                          AGENTKEEP_NOTE("Says whether a reflection is being made."), kReflecting),
    operations::described("setObservingFlag", Scope::kWrite, kSetObserving,
                          AGENTKEEP_NOTE("Says whether observations are being made."), kObserving),
    operations::described(
        "setBufferingObservationFlag", Scope::kWrite, kSetBufferingObservation,
        AGENTKEEP_NOTE("Says whether observations are being buffered, and at how many tokens they "
                       "were last."),
        kBufferingObservation),
    operations::described("setBufferingReflectionFlag", Scope::kWrite, kSetBufferingReflection,
                          AGENTKEEP_NOTE("Says whether a reflection is being buffered."),
                          kBufferingReflection),
    operations::described("setPendingMessageTokens", Scope::kWrite, kSetPending,
                          AGENTKEEP_NOTE("Says how many tokens of messages are not observed yet."),
                          kPending),
    {.name = "updateObservationalMemoryConfig",
     .scope = Scope::kWrite,
     .arguments = &ShapeOf<UpdateObservationalMemoryConfig>::shape,
     .answer = AGENTKEEP_NOTE("null"),
     .run = kRun<UpdateObservationalMemoryConfig, &Store::updateObservationalMemoryConfig>,
     .summary = AGENTKEEP_NOTE("Merges into the stored configuration at every level."),
     .error_name = "updateOmConfig"},
    {"clearObservationalMemory",
     Scope::kWrite,
     &ShapeOf<GetObservationalMemory>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     kRun<GetObservationalMemory, &Store::clearObservationalMemory>,
     AGENTKEEP_NOTE("Deletes every generation; no error if there is none."),
     kOwner},
};

}  // namespace

}  // namespace agentkeep::api

namespace agentkeep::observational_memory {

extern const api::Domain kDomain{
    "memory", {}, api::kMethods AGENTKEEP_ANSWERS(, nullptr, api::kAnswers)};

}  // namespace agentkeep::observational_memory
