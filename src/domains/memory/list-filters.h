// What lists of threads and of messages have in common: filters by metadata.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/input.h"
#include "domains/memory/statements.h"

namespace agentkeep::memory {

inline constexpr std::size_t kMaxMetadataKeys = 32;  // D1: an expression is at most 100 deep

// Metadata keys as the contract accepts them in a filter.
bool isMetadataKey(Text key);

std::optional<Error> tooManyKeys(JsonMembers filter);

// Adds a condition a member: deep equality at `path` + the member's name.
void addMetadata(Arena& arena, std::span<Where>& parts, std::size_t& count, Col column,
                 std::span<const Text> path, JsonMembers filter);

std::unexpected<Error> pageTooLarge();

}  // namespace agentkeep::memory
