#include "domains/knowledge/scope.h"

#include <algorithm>
#include <vector>

namespace agentkeep::knowledge {
namespace {

constexpr char kBetween = '\x1f';

// The level of `org:a`; 3 if it is none.
std::size_t levelOf(Text entry) {
  const std::size_t colon = entry.find(':');
  if (colon == Text::npos || colon + 1 == entry.size()) return 3;
  if (entry.contains(kBetween)) return 3;
  return static_cast<std::size_t>(std::ranges::find(kLevelWords, entry.substr(0, colon)) -
                                  std::begin(kLevelWords));
}

std::string problemOf(std::span<const Id> entries, std::span<Text> levels) {
  for (const Id& entry : entries) {
    const std::size_t level = levelOf(entry.text);
    if (level == 3) return "Invalid knowledge scope entry: " + std::string(entry.text);
    if (!levels[level].empty() && levels[level] != entry.text) {
      return "Knowledge scope contains multiple " + std::string(kLevelWords[level]) + " entries";
    }
    levels[level] = entry.text;
  }
  if (entries.empty()) return "Knowledge scope cannot be empty";
  if (!levels[2].empty() && (levels[1].empty() || levels[0].empty())) {
    return "Thread knowledge scope requires resource and org ancestors";
  }
  if (levels[0].empty()) return "Resource knowledge scope requires an org ancestor";
  return {};
}

}  // namespace

bool Scope::sees(Text other) const {
  return std::ranges::any_of(
      visible, [&](const query::Cell& cell) { return std::get<Text>(cell.value) == other; });
}

Scope scopeOf(Arena& arena, Text key) {
  std::vector<query::Cell> visible;
  std::string json = "[";
  for (std::size_t from = 0; from <= key.size();) {
    const std::size_t end = std::min(key.find(kBetween, from), key.size());
    if (from != 0) json += ',';
    writeJsonString(json, key.substr(from, end - from));
    visible.push_back({key.substr(0, end)});
    from = end + 1;
  }
  json += ']';
  return {key, arena.text(json), arena.copy(std::span<const query::Cell>(visible))};
}

std::optional<Scope> readScope(Call& call, api::Arguments& given, Text name,
                               std::optional<Error>& problem, bool required) {
  const auto entries = given.read<std::span<const Id>>(name);
  if (!entries && required) given.refuse(name, "is required");
  if (!entries || problem) return std::nullopt;
  Text levels[3];
  std::string wrong = problemOf(*entries, levels);
  if (!wrong.empty()) {
    problem = Error{ErrorCode::kInvalidArgument, std::move(wrong), {}, {}};
    return std::nullopt;
  }
  std::string key;
  for (const Text level : levels) {
    if (level.empty()) break;
    if (!key.empty()) key += kBetween;
    key += level;
  }
  return scopeOf(call.arena, call.arena.text(key));
}

bool isWithin(const Scope& scope, Text ceiling) {
  const auto least = std::ranges::find(kLevelWords, ceiling) - std::begin(kLevelWords);
  return ceiling.empty() || scope.level() >= static_cast<std::size_t>(least);
}

std::string beyond(Text ceiling) {
  return "Knowledge scope exceeds " + std::string(ceiling) + " ceiling";
}

}  // namespace agentkeep::knowledge
