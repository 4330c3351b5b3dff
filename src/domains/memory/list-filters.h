// What lists of threads and of messages have in common: pages, and filters by metadata.
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

struct Slice {
  std::optional<std::uint64_t> limit;  // absent: all
  std::uint64_t offset = 0;
};

// Rows of a page; nothing if the product leaves the integers that JavaScript can count.
std::optional<Slice> sliceOf(PageNumber page, PerPage per_page);

std::unexpected<Error> pageTooLarge();

}  // namespace agentkeep::memory
