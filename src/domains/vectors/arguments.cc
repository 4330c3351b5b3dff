#include "domains/vectors/arguments.h"

#include "core/message.h"
#include "query/conditions.h"
#include "vectors/filter.h"
#include "vectors/numbers.h"
#include "vectors/tables.h"

namespace agentkeep::vectors {

using namespace query;  // domains speak its words all the time
using api::Arguments;

namespace {

constexpr Text kNoVector = "must be a list of finite 32-bit numbers";

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
    if (readNumbers(json, out.numbers)) {
      out.ends.push_back(out.numbers.size());
      continue;
    }
    given.refuse(message({name, "[", out.size(), "]"}), kNoVector);
  }
  return out;
}

std::span<const float> readVector(Call& call, Arguments& given, Text name) {
  const std::optional<Text> list = given.find(name);
  if (!list || *list == "null") return {};
  const auto vector = floatsOf(call.arena, *list);
  if (!vector) given.refuse(name, kNoVector);
  return vector.value_or(std::span<const float>());
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
