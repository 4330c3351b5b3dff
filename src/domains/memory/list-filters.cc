#include "domains/memory/list-filters.h"

#include <algorithm>
#include <string>

#include "core/ascii.h"

namespace agentkeep::memory {
namespace {

bool isIdentifier(Text key) {
  return key.size() <= 128 && isName(key) && (key.front() < '0' || key.front() > '9');
}

}  // namespace

bool isMetadataKey(Text key) {
  return isIdentifier(key) && key != "__proto__" && key != "prototype" && key != "constructor";
}

std::optional<Error> tooManyKeys(JsonMembers filter) {
  if (filter.members.size() <= kMaxMetadataKeys) return std::nullopt;
  return Error{
      ErrorCode::kInvalidArgument,
      "filter.metadata must not have more than " + std::to_string(kMaxMetadataKeys) + " keys",
      "INVALID_METADATA_KEY",
      {}};
}

void addMetadata(Arena& arena, std::span<Where>& parts, std::size_t& count, Col column,
                 std::span<const Text> path, JsonMembers filter) {
  for (const JsonMembers::Member& member : filter.members) {
    const std::span<Text> names = arena.make<Text>(path.size() + 1);
    std::ranges::copy(path, names.begin());
    names.back() = member.name;
    parts[count++] = {.is = Is::kJsonEq,
                      .field = {column, names},
                      .values = arena.list<Cell>({{Json{member.value}}})};
  }
}

std::unexpected<Error> pageTooLarge() {
  return invalid("page value too large: page * perPage must be at most 9007199254740991",
                 "INVALID_PAGE");
}

}  // namespace agentkeep::memory
