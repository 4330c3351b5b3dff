#include "versioned/json-equal.h"

#include "core/json-members.h"

namespace agentkeep::versioned {
namespace {

bool isIn(const JsonObjectParts& all, const JsonObjectParts& in, Arena& arena) {
  for (const JsonMember& each : all) {
    if (find(all, each.name) != &each || each.value == "null") continue;
    const JsonMember* other = find(in, each.name);
    if (other == nullptr || !sameJson(each.value, other->value, arena)) return false;
  }
  return true;
}

}  // namespace

bool sameJson(Text a, Text b, Arena& arena) {
  if (a == b) return true;
  if (a.empty() || b.empty()) return false;
  JsonReader left(a);
  JsonReader right(b);
  const JsonKind kind = left.peek();
  if (kind != right.peek()) return false;
  switch (kind) {
    case JsonKind::kObject: {
      const auto ours = membersOf(a, arena);
      const auto theirs = membersOf(b, arena);
      return ours && theirs && isIn(*ours, *theirs, arena) && isIn(*theirs, *ours, arena);
    }
    case JsonKind::kArray: {
      const auto ours = itemsOf(a);
      const auto theirs = itemsOf(b);
      if (!ours || !theirs || ours->size() != theirs->size()) return false;
      for (std::size_t i = 0; i < ours->size(); ++i) {
        if (!sameJson((*ours)[i], (*theirs)[i], arena)) return false;
      }
      return true;
    }
    case JsonKind::kString:
      return left.string().exact(arena) == right.string().exact(arena);
    case JsonKind::kNumber:
      return jsonNumber(left.number()) == jsonNumber(right.number());
    default:
      return false;
  }
}

}  // namespace agentkeep::versioned
