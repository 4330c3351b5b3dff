#include "domains/memory/list-filters.h"

#include <algorithm>
#include <string>

#include "core/ascii.h"
#include "core/json.h"

namespace agentkeep::memory {
namespace {

bool isIdentifier(Text key) {
  return key.size() <= 128 && isName(key) && (key.front() < '0' || key.front() > '9');
}

bool isMetadataKey(Text key) {
  return isIdentifier(key) && key != "__proto__" && key != "prototype" && key != "constructor";
}

bool isEmpty(Text document) {
  return document.substr(1, document.size() - 2).find_first_not_of(" \t\r\n") == Text::npos;
}

Error refusal(std::string message, Text status) {
  return {ErrorCode::kInvalidArgument, std::move(message), status, {}};
}

}  // namespace

std::optional<Error> problemOf(JsonMembers filter, bool scalars) {
  if (filter.members.size() > kMaxMetadataKeys) {
    return refusal(
        "filter.metadata must not have more than " + std::to_string(kMaxMetadataKeys) + " keys",
        "INVALID_METADATA_KEY");
  }
  for (const JsonMembers::Member& member : filter.members) {
    const std::string key(member.name.substr(0, 128));
    if (!isMetadataKey(member.name)) {
      return refusal("Invalid metadata filter key \"" + key +
                         "\". Keys match [a-zA-Z_][a-zA-Z0-9_]*, have at most 128 characters, and "
                         "are none of __proto__, prototype and constructor.",
                     "INVALID_METADATA_KEY");
    }
    const bool scalar = member.value.front() != '{' && member.value.front() != '[';
    const std::string value = "Invalid metadata filter value for key \"" + key + "\". ";
    if (!scalar && scalars) {
      return refusal(value + "Values must be string, finite number, boolean, or null.",
                     "INVALID_METADATA_VALUE");
    }
    if (!scalar && (isEmpty(member.value) || jsonDepth(member.value) > kMaxFilterDepth)) {
      return refusal(value + "An object or a list must have members, and at most " +
                         std::to_string(kMaxFilterDepth) + " levels.",
                     "INVALID_METADATA_VALUE");
    }
  }
  return std::nullopt;
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

Where belongsTo(Arena& arena, Cell resource) {
  static constexpr Col kId[] = {ThreadCol::id};
  static constexpr Link kOfThread[] = {
      {.inner = ThreadCol::id, .is = Is::kEq, .outer = MessageCol::threadId}};
  const Where byThread = {
      .is = Is::kExists,
      .rows = arena.keep(Select{.table = &kThreads,
                                .columns = kId,
                                .where = equals(arena, ThreadCol::resourceId, resource)}),
      .links = kOfThread};
  return {.is = Is::kOr,
          .parts = arena.list(
              {equals(arena, MessageCol::resourceId, resource),
               allOf(arena, {equals(arena, MessageCol::resourceId, {Null{}}), byThread})})};
}

void addDates(Arena& arena, std::span<Where> parts, std::size_t& count, const DateRange& range) {
  const auto bound = [&](std::optional<TimeStamp> at, Is is) {
    if (at) parts[count++] = compares(arena, MessageCol::createdAt, is, {Time{at->ms}});
  };
  bound(range.start, range.startExclusive.value_or(false) ? Is::kGt : Is::kGe);
  bound(range.end, range.endExclusive.value_or(false) ? Is::kLt : Is::kLe);
}

std::unexpected<Error> pageTooLarge() {
  return invalid("page value too large: page * perPage must be at most 9007199254740991",
                 "INVALID_PAGE");
}

}  // namespace agentkeep::memory
