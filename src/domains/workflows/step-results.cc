#include "domains/workflows/step-results.h"

#include <algorithm>
#include <vector>

#include "core/json-members.h"

namespace agentkeep::workflows {
namespace {

constexpr Text kMemoryOfStream[] = {"messageList", "memoryInfo"};
constexpr Text kMemoryOfInput[] = {"input", "messageListState", "memoryInfo"};

// Exactly {"__mastra_pending__":true}: this element is about to be computed again.
bool isPending(Text value, Arena& arena) {
  if (!value.starts_with('{')) return false;
  const auto members = membersOf(value, arena);
  return members && !members->empty() && find(*members, "__mastra_pending__") != nullptr &&
         find(*members, "__mastra_pending__")->value == "true" &&
         std::ranges::all_of(*members, [](const JsonMember& member) {
           return member.name == "__mastra_pending__";
         });
}

bool isSuspended(const JsonObjectParts& result, Arena& arena) {
  const JsonMember* status = find(result, "status");
  return status != nullptr && isString(status->value, "suspended", arena);
}

// An element that a pending marker clears; others have been computed in the meantime.
bool canBeReset(Text value, Arena& arena) {
  if (value == "null" || isPending(value, arena)) return true;
  if (!value.starts_with('{')) return false;
  const auto result = membersOf(value, arena);
  return result && isSuspended(*result, arena) &&
         (find(*result, "suspendPayload") != nullptr || find(*result, "suspendedAt") != nullptr);
}

bool isObject(Text value) { return value.starts_with('{'); }

// As JavaScript takes it in a condition.
bool isTruthy(Text value) {
  return value != "null" && value != "false" && value != "0" && value != "\"\"";
}

Text threadIn(std::optional<Text> memoryInfo, Arena& arena) {
  constexpr Text kPath[] = {"threadId"};
  const auto thread = memoryInfo ? memberOf(*memoryInfo, kPath, arena) : std::nullopt;
  if (!thread || !thread->starts_with('"')) return {};
  return JsonReader(*thread).string().decode(arena);
}

}  // namespace

Report reportOf(Text result, Arena& arena) {
  Report report;
  auto members = membersOf(result, arena);
  const JsonMember* output = members ? find(*members, "output") : nullptr;
  const auto items = output != nullptr ? itemsOf(output->value) : std::nullopt;
  if (!items) return report;
  report.outputs = output->value;
  report.resets = std::ranges::any_of(*items, [&](Text item) { return isPending(item, arena); });
  std::erase_if(*members, [](const JsonMember& member) { return member.name == "output"; });
  report.others = objectOf(*members, arena);
  return report;
}

std::optional<Text> afterReset(Text existing, Text outputs, Arena& arena) {
  auto result = membersOf(existing, arena);
  const JsonMember* output = result ? find(*result, "output") : nullptr;
  auto items = output != nullptr ? itemsOf(output->value) : std::nullopt;
  const auto reported = itemsOf(outputs);
  if (!items || !reported) return std::nullopt;
  for (std::size_t i = 0; i < reported->size(); ++i) {
    if (i >= items->size()) {
      items->push_back("null");
    } else if (isPending((*reported)[i], arena) && canBeReset((*items)[i], arena)) {
      (*items)[i] = "null";
    }
  }
  set(*result, "output", listOf(*items, arena), arena);
  return objectOf(*result, arena);
}

std::optional<Text> afterReport(std::optional<Text> existing, Text result, const Report& report,
                                Arena& arena) {
  if (!existing || !report.outputs) return result;
  auto merged = membersOf(*existing, arena);
  const JsonMember* output = merged ? find(*merged, "output") : nullptr;
  auto items = output != nullptr ? itemsOf(output->value) : std::nullopt;
  if (!items) return result;
  if (report.resets) return afterReset(*existing, *report.outputs, arena);
  const auto others = membersOf(report.others, arena);
  const auto reported = itemsOf(*report.outputs);
  if (!others || !reported) return std::nullopt;
  merge(*merged, *others, arena);
  for (std::size_t i = 0; i < reported->size(); ++i) {
    if (i >= items->size()) {
      items->push_back((*reported)[i]);
    } else if ((*reported)[i] != "null") {
      (*items)[i] = (*reported)[i];
    }
  }
  set(*merged, "output", listOf(*items, arena), arena);
  return objectOf(*merged, arena);
}

Text threadOf(Text snapshot, Arena& arena) {
  // Most snapshots name no thread, and are not taken apart.
  if (!snapshot.contains("\"memoryInfo\"")) return {};
  constexpr Text kContext[] = {"context"};
  constexpr Text kStream[] = {"suspendPayload", "__streamState"};
  const auto context = memberOf(snapshot, kContext, arena);
  const auto steps = context ? membersOf(*context, arena) : std::nullopt;
  if (!steps) return {};
  for (const JsonMember& step : *steps) {
    if (!isObject(step.value) || !step.value.contains("\"__streamState\"")) continue;
    const auto result = membersOf(step.value, arena);
    if (!result || !isSuspended(*result, arena)) continue;
    const auto stream = memberOf(step.value, kStream, arena);
    if (!stream || !isTruthy(*stream)) continue;
    return threadIn(memberOf(*stream, kMemoryOfStream, arena), arena);
  }
  return threadIn(memberOf(*context, kMemoryOfInput, arena), arena);
}

}  // namespace agentkeep::workflows
