// How a row says where its large value is, and how the pieces say whose they are: what the writing
// side (large-rewrite.h) and the reading side (large-values.cc) must agree on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/call.h"
#include "query/large-values.h"

namespace agentkeep::query {

// Of one piece, where the backend holds as much in a row.
inline constexpr std::size_t kPieceBytes = 1'800'000;

// In the column Column::reference: `<id>.<bytes>.<parts>.<checksum of the value>.<that of the
// cell>`.
struct Reference {
  std::size_t bytes = 0;
  std::size_t parts = 0;
  std::uint64_t value = 0;
  std::uint64_t cell = 0;
};

std::optional<Reference> readReference(Text text);
// A random UUID of version 8, whose last group is the time of the call.
std::string newReferenceId(Call& call);
// When the call began that wrote it; nothing of those of earlier releases.
std::optional<std::int64_t> timeOfReference(Text text);
// With a new id.
Text writeReference(Call& call, const Reference& reference);

// ["mastra_workflow_snapshot","snapshot","wf","run1"]: pieces answer to no other row. `key`: of
// texts as keyText() makes them.
Text ownerOf(Call& call, const Table& table, Col column, std::span<const Text> key);
Text keyText(Call& call, const Value& part);

inline bool isLarge(const Table& table, Col column) {
  return column < kRank && table[column].large();
}

inline constexpr Col kChunkRow[] = {ChunkCol::ref, ChunkCol::part, ChunkCol::owner, ChunkCol::data};

// Pieces, in their order.
Select selectChunks(Where where);
// Likewise, of a row that has their references in these columns.
Beside chunksBeside(std::span<const Col> references);

// There is no memory for a large value now.
Error noRoom();

}  // namespace agentkeep::query
