// What lists of threads and of messages have in common: filters by metadata.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/input.h"
#include "domains/memory/memory-arguments.h"
#include "domains/memory/statements.h"

namespace agentkeep::memory {

inline constexpr unsigned kMaxFilterDepth = 100;
inline constexpr std::size_t kMaxMetadataKeys = 32;  // D1: an expression is at most 100 deep

// The first thing that is wrong with a filter by metadata: its number of keys, a key, or a value.
// `scalars`: no objects and no lists. Empty ones never say anything.
std::optional<Error> problemOf(JsonMembers filter, bool scalars);

// Adds a condition a member: deep equality at `path` + the member's name.
void addMetadata(Arena& arena, std::span<Where>& parts, std::size_t& count, Col column,
                 std::span<const Text> path, JsonMembers filter);

// The message is the resource's: it says so, or it says nothing, as those of old releases, and its
// thread is.
Where belongsTo(Arena& arena, Cell resource);

// Adds the bounds of a range of times, at most two.
void addDates(Arena& arena, std::span<Where> parts, std::size_t& count, const DateRange& range);

std::unexpected<Error> pageTooLarge();

}  // namespace agentkeep::memory
