#include "core/json-members.h"

#include <algorithm>

#include "core/hex.h"
#include "core/text-index.h"

namespace agentkeep {

std::optional<JsonObjectParts> membersOf(Text document, Arena& arena) {
  JsonReader reader(document);
  if (reader.peek() != JsonKind::kObject || !reader.beginObject()) return std::nullopt;
  JsonObjectParts members;
  JsonString key;
  while (reader.nextMember(key)) {
    const Text name = key.exact(arena);
    members.push_back({.key = key.raw, .name = name, .value = reader.value()});
  }
  if (reader.failed()) return std::nullopt;
  return members;
}

std::optional<std::vector<Text>> itemsOf(Text document) {
  JsonReader reader(document);
  if (reader.peek() != JsonKind::kArray || !reader.beginArray()) return std::nullopt;
  std::vector<Text> items;
  while (reader.nextItem()) items.push_back(reader.value());
  if (reader.failed()) return std::nullopt;
  return items;
}

std::optional<Text> memberOf(Text document, std::span<const Text> path, Arena& arena) {
  for (const Text name : path) {
    const auto members = membersOf(document, arena);
    const JsonMember* member = members ? find(*members, name) : nullptr;
    if (member == nullptr) return std::nullopt;
    document = member->value;
  }
  return document;
}

const JsonMember* find(const JsonObjectParts& members, Text name) {
  for (std::size_t i = members.size(); i-- > 0;) {
    if (members[i].name == name) return &members[i];
  }
  return nullptr;
}

namespace {

// The name between its quotes. Half of a surrogate pair, which exact() leaves in three bytes that
// are no UTF-8, is an escape again.
Text keyOf(Text name, Arena& arena) {
  std::string quoted;
  writeJsonString(quoted, name);
  for (std::size_t at = 0; (at = quoted.find('\xed', at)) != std::string::npos;) {
    const auto second = static_cast<unsigned char>(quoted[at + 1]);
    const auto third = static_cast<unsigned char>(quoted[at + 2]);
    if (second < 0xa0) {
      at += 3;  // a whole character
      continue;
    }
    const unsigned unit = 0xd000U | ((second & 0x3fU) << 6U) | (third & 0x3fU);
    char escape[] = "\\u0000";
    for (unsigned digit = 0; digit < 4; ++digit)
      escape[2 + digit] = hexDigit(unit >> (12 - 4 * digit));
    quoted.replace(at, 3, escape);
  }
  return arena.text(Text(quoted).substr(1, quoted.size() - 2));
}

}  // namespace

void set(JsonObjectParts& members, Text name, Text value, Arena& arena) {
  const Text key = keyOf(name, arena);
  const JsonMember* known = find(members, name);
  if (known == nullptr) {
    members.push_back({.key = key, .name = name, .value = value});
  } else {
    members[static_cast<std::size_t>(known - members.data())].value = value;
  }
}

void merge(JsonObjectParts& members, const JsonObjectParts& others, Arena& arena) {
  TextIndex places(arena, members.size() + others.size());
  for (std::size_t i = 0; i < members.size(); ++i) places.put(members[i].name, i);
  for (const JsonMember& other : others) {
    const std::uint32_t at = places.add(other.name, members.size());
    if (at == members.size()) {
      members.push_back(other);
    } else {
      members[at].value = other.value;
    }
  }
}

Text merged(std::optional<Text> document, std::span<const Text> path, Text patch, Arena& arena) {
  auto members = document ? membersOf(*document, arena) : std::nullopt;
  if (!members) members.emplace();
  if (path.empty()) {
    if (const auto given = membersOf(patch, arena)) merge(*members, *given, arena);
  } else {
    const JsonMember* old = find(*members, path[0]);
    const auto inner = old == nullptr ? std::nullopt : std::optional(old->value);
    set(*members, path[0], merged(inner, path.subspan(1), patch, arena), arena);
  }
  return objectOf(*members, arena);
}

namespace {

// Appends parts to a text whose size is known.
class TextBuilder {
 public:
  TextBuilder(Arena& arena, std::size_t size) : room_(arena.make<char>(size)) {}
  TextBuilder& operator<<(Text part) {
    std::ranges::copy(part, room_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += part.size();
    return *this;
  }
  [[nodiscard]] Text text() const { return {room_.data(), size_}; }

 private:
  std::span<char> room_;
  std::size_t size_ = 0;
};

}  // namespace

Text objectOf(const JsonObjectParts& members, Arena& arena) {
  std::size_t size = 2;
  for (const JsonMember& member : members) size += member.key.size() + member.value.size() + 4;
  TextBuilder out(arena, size);
  Text before = "{\"";
  for (const JsonMember& member : members) {
    out << before << member.key << "\":" << member.value;
    before = ",\"";
  }
  return (members.empty() ? out << "{}" : out << "}").text();
}

Text listOf(std::span<const Text> items, Arena& arena) {
  std::size_t size = 2;
  for (const Text item : items) size += item.size() + 1;
  TextBuilder out(arena, size);
  Text before = "[";
  for (const Text item : items) {
    out << before << item;
    before = ",";
  }
  return (items.empty() ? out << "[]" : out << "]").text();
}

bool isString(Text value, Text wanted, Arena& arena) {
  JsonReader reader(value);
  return reader.peek() == JsonKind::kString && reader.string().decode(arena) == wanted;
}

}  // namespace agentkeep
