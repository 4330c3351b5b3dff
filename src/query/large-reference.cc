#include "query/large-reference.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "core/hex.h"
#include "core/json.h"
#include "core/uuid.h"

namespace agentkeep::query {
namespace {

// Of a UUID: its version, and its last group.
constexpr std::size_t kVersionAt = 14, kTimeAt = 24;
constexpr char kTimed = '8';

// What stands between this dot and the next.
Text takePart(Text& text) {
  if (!text.starts_with('.')) return {};
  text.remove_prefix(1);
  const Text part = text.substr(0, text.find('.'));
  text.remove_prefix(part.size());
  return part;
}

bool takeCount(Text& text, std::size_t& out) {
  const Text part = takePart(text);
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), number);
  out = static_cast<std::size_t>(number);
  return problem == std::errc() && end == part.data() + part.size() && number <= SIZE_MAX;
}

bool takeChecksum(Text& text, std::uint64_t& out) {
  const auto number = readHex(takePart(text));
  out = number.value_or(0);
  return number.has_value();
}

}  // namespace

std::optional<Reference> readReference(Text text) {
  Reference out;
  const std::size_t id = std::min(text.find('.'), text.size());
  text.remove_prefix(id);
  if (!takeCount(text, out.bytes) || !takeCount(text, out.parts) ||
      !takeChecksum(text, out.value) || !takeChecksum(text, out.cell) || !text.empty()) {
    return std::nullopt;
  }
  return out;
}

std::string newReferenceId(Call& call) {
  std::string id(uuid4(call));
  id[kVersionAt] = kTimed;
  auto ms = static_cast<std::uint64_t>(call.now_ms);
  for (std::size_t at = id.size(); at-- > kTimeAt; ms >>= 4U) id[at] = hexDigit(ms);
  return id;
}

std::optional<std::int64_t> timeOfReference(Text text) {
  text = text.substr(0, text.find('.'));
  if (text.size() <= kTimeAt || text[kVersionAt] != kTimed) return std::nullopt;
  const auto ms = readHex(text.substr(kTimeAt));
  if (!ms || *ms > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return static_cast<std::int64_t>(*ms);
}

Text writeReference(Call& call, const Reference& reference) {
  std::string out = newReferenceId(call);
  for (const std::size_t count : {reference.bytes, reference.parts}) {
    out.append(".").append(std::to_string(count));
  }
  for (const std::uint64_t checksum : {reference.value, reference.cell}) {
    out.push_back('.');
    appendHex(out, checksum);
  }
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
