#include "domains/vectors/arguments.h"

#include <cmath>

#include "core/message.h"
#include "query/conditions.h"
#include "vectors/filter.h"
#include "vectors/tables.h"

namespace agentkeep::vectors {

using namespace query;  // domains speak its words all the time
using api::Arguments;

namespace {

constexpr Text kNoVector = "must be a list of finite 32-bit numbers";

// One vector behind those that were read. False: it is no list of numbers.
bool readNumbers(JsonReader& json, Vectors& out) {
  if (json.peek() != JsonKind::kArray || !json.beginArray()) return false;
  while (json.nextItem()) {
    if (json.peek() != JsonKind::kNumber) return false;
    const auto number = static_cast<float>(jsonNumber(json.number()));
    if (!std::isfinite(number)) return false;
    out.numbers.push_back(number);
  }
  out.ends.push_back(out.numbers.size());
  return !json.failed();
}

}  // namespace

Vectors readVectors(Arguments& given, Text name) {
  Vectors out;
  const std::optional<Text> list = given.find(name);
  if (!list || !list->starts_with('[')) {
    given.refuse(name, list ? "must be a list" : "is required");
    return out;
  }
  out.numbers.reserve(list->size() / 8);
  JsonReader json(*list);
  json.beginArray();
  while (!given.failed() && json.nextItem()) {
    if (readNumbers(json, out)) continue;
    given.refuse(message({name, "[", out.size(), "]"}), kNoVector);
  }
  return out;
}

std::span<const float> readVector(Call& call, Arguments& given, Text name) {
  const std::optional<Text> list = given.find(name);
  if (!list || *list == "null") return {};
  Vectors out;
  JsonReader json(*list);
  if (!readNumbers(json, out)) {
    given.refuse(name, kNoVector);
    return {};
  }
  return call.arena.copy(std::span<const float>(out.numbers));
}

bool isThere(Arguments& given, Text name) {
  const std::optional<Text> value = given.find(name);
  return value && *value != "null";
}

Where Target::where(Arena& arena) const {
  return allOf(arena, {equals(arena, ofVector("indexName"), {index}),
                       equals(arena, ofVector("namespace"), {name_space}), rest});
}

Target readTarget(Arguments& given) {
  Target out;
  out.index = given.needed<Id>("indexName").text;
  out.name_space = given.read<Id>("namespace").value_or(Id{kDefaultNamespace}).text;
  return out;
}

Where readNarrowFilter(Arena& arena, Arguments& given, Text name, bool patterns) {
  const Filter filter = whereOf(arena, given, name, ofVector("metadata"), patterns);
  switch (filter.finds) {
    case Finds::kUnasked:
      if (given.find(name).value_or("null") == "null") break;
      given.refuse(name, "must not be empty", "EMPTY_FILTER");
      break;
    case Finds::kNoTest:
      given.refuse(name, "must have a condition", "INVALID_FILTER");
      break;
    case Finds::kAll:
      given.refuse(name, "must not match every vector", "MATCH_ALL_FILTER");
      break;
    case Finds::kSome:
      break;
  }
  return filter.where;
}

}  // namespace agentkeep::vectors
