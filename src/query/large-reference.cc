#include "query/large-reference.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>

#include "core/json.h"
#include "core/uuid.h"

namespace agentkeep::query {
namespace {

// Of a UUID: its version, and its last group.
constexpr std::size_t kVersionAt = 14, kTimeAt = 24;
constexpr char kTimed = '8';

template <class T>
bool takeNumber(Text& text, T& out, int base) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return problem == std::errc();
}

}  // namespace

std::optional<Reference> readReference(Text text) {
  Reference out;
  const std::size_t id = std::min(text.find('.'), text.size());
  text.remove_prefix(id);
  if (!takeNumber(text, out.bytes, 10) || !takeNumber(text, out.parts, 10) ||
      !takeNumber(text, out.value, 16) || !takeNumber(text, out.cell, 16) || !text.empty()) {
    return std::nullopt;
  }
  return out;
}

std::string newReferenceId(Call& call) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string id(uuid4(call));
  id[kVersionAt] = kTimed;
  auto ms = static_cast<std::uint64_t>(call.now_ms);
  for (std::size_t at = id.size(); at-- > kTimeAt; ms >>= 4U) id[at] = kDigits[ms & 15U];
  return id;
}

std::optional<std::int64_t> timeOfReference(Text text) {
  std::int64_t ms = 0;
  text = text.substr(0, text.find('.'));
  if (text.size() <= kTimeAt || text[kVersionAt] != kTimed) return std::nullopt;
  const auto [end, problem] =
      std::from_chars(text.data() + kTimeAt, text.data() + text.size(), ms, 16);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return ms;
}

Text writeReference(Call& call, const Reference& reference) {
  std::string out = newReferenceId(call);
  const auto add = [&](std::uint64_t number, int base) {
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number, base).ptr;
    out.push_back('.');
    out.append(digits, end);
  };
  add(reference.bytes, 10);
  add(reference.parts, 10);
  add(reference.value, 16);
  add(reference.cell, 16);
  return call.arena.text(out);
}

// ["mastra_workflow_snapshot","snapshot","wf","run1"]: pieces answer to no other row.
Text ownerOf(Call& call, const Table& table, Col column, std::span<const Text> key) {
  JsonWriter out;
  out.beginArray().string(table.name).string(table[column].name);
  for (const Text part : key) out.string(part);
  out.endArray();
  return call.arena.text(out.text());
}

Text keyText(Call& call, const Value& part) {
  if (part.kind != Value::Kind::kInteger) return part.text;
  return call.arena.text(std::to_string(part.integer));
}

namespace {

constexpr Order kChunkOrder[] = {{.column = ChunkCol::ref}, {.column = ChunkCol::part}};

}  // namespace

Select selectChunks(Where where) {
  return {.table = &kChunks, .columns = kChunkRow, .where = where, .order = kChunkOrder};
}

Beside chunksBeside(std::span<const Col> references) {
  return {.table = &kChunks,
          .columns = kChunkRow,
          .is = ChunkCol::ref,
          .in = references,
          .order = kChunkOrder};
}

Error noRoom() {
  return {ErrorCode::kOverloaded, "there is no memory for this large value now", {}, {}};
}

}  // namespace agentkeep::query
