// A stored JSON object or list taken apart, changed, and put together again: what is not touched
// keeps its bytes. Documents are whole values, as JsonReader::value() gives them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/arena.h"
#include "core/json.h"

namespace agentkeep {

// Views of the document; `name` is what `key` says, as JsonString::exact() has it.
struct JsonMember {
  Text key;  // between its quotes
  Text name;
  Text value;
};

using JsonObjectParts = std::vector<JsonMember>;

// The members in their order; nothing if `document` is no object. Of two members of one name the
// last counts, as in JavaScript.
std::optional<JsonObjectParts> membersOf(Text document, Arena& arena);

// The elements in their order; nothing if `document` is no list.
std::optional<std::vector<Text>> itemsOf(Text document);

// The value of a member, looked up path by path; nothing if it or an object on the way is missing.
std::optional<Text> memberOf(Text document, std::span<const Text> path, Arena& arena);

const JsonMember* find(const JsonObjectParts& members, Text name);

// Sets a member in its place, or behind the others. `name` and `value` must outlive the parts.
void set(JsonObjectParts& members, Text name, Text value, Arena& arena);

// Sets each of the members: {...members, ...others}. Linear in both.
void merge(JsonObjectParts& members, const JsonObjectParts& others, Arena& arena);

// `{...old, ...patch}` at a path of members, which is made where it is missing; what is no object
// counts as {}. `patch` is an object.
Text merged(std::optional<Text> document, std::span<const Text> path, Text patch, Arena& arena);

// The document again, in memory of the arena.
Text objectOf(const JsonObjectParts& members, Arena& arena);
Text listOf(std::span<const Text> items, Arena& arena);

// True if `value` is this string.
bool isString(Text value, Text wanted, Arena& arena);

}  // namespace agentkeep
