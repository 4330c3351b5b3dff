// Buffered chunks of observations, and which of them become active: the part of observational
// memory that asks no database. Views of the call's memory throughout.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/arena.h"
#include "core/error.h"

namespace agentkeep::memory {

// What is read of a chunk; `json` is all of it. Members that it lacks are empty or 0.
struct Chunk {
  Text json;
  Text id;
  Text cycleId;
  Text observations;
  std::int64_t tokenCount = 0;
  std::int64_t messageTokens = 0;
  std::span<const Text> messageIds;  // JSON strings
  std::optional<std::int64_t> lastObservedAtMs;
  std::optional<Text> suggestedContinuation;
  std::optional<Text> currentTask;
};

// The chunks of a JSON array; none of ''. Nothing where the text is no list of chunks.
std::optional<std::span<const Chunk>> chunksOf(Arena& arena, Text json);

// How far buffered observations are to relieve the context: contract, swapBufferedToActive.
struct Activation {
  double activationRatio;  // 0 to 1: 1 makes all that is pending active
  double messageTokensThreshold;
  double currentPendingTokens;
  bool forceMaxActivation;
};

// How many of the chunks, oldest first, become active: 1 at least, 0 of none. Of the boundaries
// between chunks the one nearest beyond the target is taken, unless that leaves too little of the
// context; then the nearest before it.
std::size_t activatedCount(std::span<const Chunk> chunks, const Activation& activation);

// The chunks that a swap may activate, and those that it must keep behind them.
struct Candidates {
  std::span<const Chunk> chunks;
  std::span<const Chunk> others;
};

// The stored chunks as the caller weighs them: in its order and with its values, without those that
// are not stored (any more), each once. What is stored and not given was appended since the caller
// looked: it is kept. A chunk is known by its id, or by its cycle where it has none.
Candidates weighed(Arena& arena, std::span<const Chunk> stored, std::span<const Chunk> given);

// True if every one of `chunks` is among `stored`.
bool areStored(Arena& arena, std::span<const Chunk> chunks, std::span<const Chunk> stored);

// The lines behind the first `count`, without white space around them.
Text withoutLines(Text text, std::int64_t count);

}  // namespace agentkeep::memory
