#include "domains/memory/observation-chunks.h"

#include <algorithm>
#include <vector>

#include "core/json.h"
#include "core/text-index.h"
#include "core/time.h"

namespace agentkeep::memory {
namespace {

// The next value if it is a string.
std::optional<Text> textIn(JsonReader& json, Arena& arena) {
  if (json.peek() == JsonKind::kString) return json.string().decode(arena);
  json.value();
  return std::nullopt;
}

// Absent and null count as 0.
bool readTokens(JsonReader& json, std::int64_t& out) {
  if (json.peek() != JsonKind::kNumber) return json.value() == "null";
  const auto tokens = jsonQuantity(json.number());
  out = tokens.value_or(0);
  return tokens.has_value();
}

bool readTexts(JsonReader& json, Arena& arena, std::span<const Text>& out) {
  if (json.peek() != JsonKind::kArray) return json.value() == "null";
  // Counted first, so that the list is made once.
  JsonReader counting(json.value());
  JsonReader reading = counting;
  std::size_t count = 0;
  counting.beginArray();
  for (; counting.nextItem(); ++count) {
    if (counting.peek() != JsonKind::kString) return false;
    counting.value();
  }
  const std::span<Text> texts = arena.make<Text>(count);
  reading.beginArray();
  for (Text& text : texts) {
    reading.nextItem();
    text = reading.value();
  }
  out = texts;
  return true;
}

bool readChunk(Text object, Arena& arena, Chunk& out) {
  out.json = object;
  JsonReader json(object);
  if (json.peek() != JsonKind::kObject) return false;
  json.beginObject();
  JsonString name;
  bool good = true;
  while (good && json.nextMember(name)) {
    const Text member = name.decode(arena);
    if (member == "id") {
      out.id = textIn(json, arena).value_or("");
    } else if (member == "cycleId") {
      out.cycleId = textIn(json, arena).value_or("");
    } else if (member == "observations") {
      out.observations = textIn(json, arena).value_or("");
    } else if (member == "tokenCount") {
      good = readTokens(json, out.tokenCount);
    } else if (member == "messageTokens") {
      good = readTokens(json, out.messageTokens);
    } else if (member == "messageIds") {
      good = readTexts(json, arena, out.messageIds);
    } else if (member == "lastObservedAt") {
      out.lastObservedAtMs = parseTime(textIn(json, arena).value_or(""));
    } else if (member == "suggestedContinuation") {
      out.suggestedContinuation = textIn(json, arena);
    } else if (member == "currentTask") {
      out.currentTask = textIn(json, arena);
    } else {
      json.value();
    }
  }
  return good && !json.failed();
}

// Ids of chunks and of cycles are random: one does not look like the other.
Text nameOf(const Chunk& chunk) { return chunk.id.empty() ? chunk.cycleId : chunk.id; }

}  // namespace

std::optional<std::span<const Chunk>> chunksOf(Arena& arena, Text json) {
  if (json.empty()) return std::span<const Chunk>();
  JsonReader counting(json);
  if (counting.peek() != JsonKind::kArray) return std::nullopt;
  std::size_t count = 0;
  counting.beginArray();
  for (; counting.nextItem(); ++count) counting.value();
  if (!counting.finish()) return std::nullopt;

  const std::span<Chunk> chunks = arena.make<Chunk>(count);
  JsonReader reading(json);
  reading.beginArray();
  for (Chunk& chunk : chunks) {
    reading.nextItem();
    if (!readChunk(reading.value(), arena, chunk)) return std::nullopt;
  }
  return chunks;
}

std::size_t activatedCount(std::span<const Chunk> chunks, const Activation& activation) {
  if (chunks.empty()) return 0;
  const double pending = activation.currentPendingTokens;
  const double floor = activation.messageTokensThreshold * (1 - activation.activationRatio);
  const double target = std::max(0.0, pending - floor);

  struct Boundary {
    std::size_t count = 0;
    double tokens = 0;
  };
  Boundary over;
  Boundary under;
  double tokens = 0;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    tokens += static_cast<double>(chunks[i].messageTokens);
    if (tokens >= target) {
      // Tokens only grow: the first boundary beyond the target is the lowest.
      if (over.count == 0) over = {i + 1, tokens};
    } else if (tokens > under.tokens) {
      under = {i + 1, tokens};
    }
  }

  constexpr double kSmallestContext = 1000;
  const double least = std::min(kSmallestContext, floor);
  const bool over_leaves_enough = over.count != 0 && pending - over.tokens >= least;
  const bool over_is_near = over.tokens - target <= 0.95 * floor;
  if (over_leaves_enough && (activation.forceMaxActivation || over_is_near)) return over.count;
  if (under.count != 0 && pending - under.tokens >= least) return under.count;
  return over.count != 0 ? over.count : 1;
}

Candidates weighed(Arena& arena, std::span<const Chunk> stored, std::span<const Chunk> given) {
  TextIndex missing(arena, stored.size());  // place in `stored`, until it is given
  for (std::size_t i = 0; i < stored.size(); ++i) missing.add(nameOf(stored[i]), i);
  std::vector<bool> taken(stored.size());
  const std::span<Chunk> chunks = arena.make<Chunk>(given.size());
  std::size_t count = 0;
  for (const Chunk& chunk : given) {
    const std::uint32_t found = missing.take(nameOf(chunk));
    if (found == TextIndex::kNone) continue;
    taken[found] = true;
    chunks[count++] = chunk;
  }
  const std::span<Chunk> others = arena.make<Chunk>(stored.size());
  std::size_t other_count = 0;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (!taken[i]) others[other_count++] = stored[i];
  }
  return {chunks.first(count), others.first(other_count)};
}

bool areStored(Arena& arena, std::span<const Chunk> chunks, std::span<const Chunk> stored) {
  TextIndex names(arena, stored.size());
  for (const Chunk& chunk : stored) names.add(nameOf(chunk), 0);
  return std::ranges::all_of(chunks, [&](const Chunk& c) { return names.find(nameOf(c)) == 0; });
}

Text withoutLines(Text text, std::int64_t count) {
  for (; count > 0 && !text.empty(); --count) {
    const std::size_t end = text.find('\n');
    text = end == Text::npos ? Text() : text.substr(end + 1);
  }
  // White space as String.prototype.trim() knows it.
  constexpr Text kBlanks[] = {" ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00a0",
                              "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
                              "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029",
                              "\u202f", "\u205f", "\u3000", "\ufeff"};
  const auto found = [&](auto matches) { return std::ranges::find_if(kBlanks, matches); };
  for (;;) {
    const auto* blank = found([&](Text each) { return text.starts_with(each); });
    if (blank == std::end(kBlanks)) break;
    text.remove_prefix(blank->size());
  }
  for (;;) {
    const auto* blank = found([&](Text each) { return text.ends_with(each); });
    if (blank == std::end(kBlanks)) break;
    text.remove_suffix(blank->size());
  }
  return text;
}

}  // namespace agentkeep::memory
