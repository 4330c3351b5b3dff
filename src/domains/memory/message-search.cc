// Messages found by their words, and by what their vectors are near to.
#include <algorithm>
#include <cmath>
#include <string>

#include "core/json-members.h"
#include "core/text-index.h"
#include "domains/memory/list-filters.h"
#include "domains/memory/memory-store.h"
#include "query/ask.h"
#include "query/words.h"
#include "vectors/clusters.h"
#include "vectors/nearest.h"
#include "vectors/tables.h"

namespace agentkeep::memory {
namespace {

constexpr std::uint32_t kTop = 10;
constexpr std::uint32_t kMostTop = 100;
constexpr std::size_t kSnippet = 160;  // characters
constexpr Col kColumns[] = {
    MessageCol::id,   MessageCol::threadId,  MessageCol::resourceId, MessageCol::role,
    MessageCol::type, MessageCol::createdAt, MessageCol::content,    kRank};
constexpr std::size_t kContent = 6;
constexpr std::size_t kRankAt = 7;
// Reciprocal rank fusion: in a list of the best the n-th counts 1 / (60 + n).
constexpr double kRankConstant = 60;

void addText(std::string& out, Arena& arena, Text json) {
  if (!out.empty()) out += '\n';
  out += JsonReader(json).string().decode(arena);
}

// The texts of a document, as query::Texts says where they are.
std::string textsIn(Arena& arena, Text document) {
  const query::Texts& texts = kMessageTexts;
  const auto isText = [](std::optional<Text> json) { return json && json->starts_with('"'); };
  const auto member = [&](Text object, Text name) { return memberOf(object, {&name, 1}, arena); };
  std::string out;
  const std::optional<Text> list =
      document.starts_with('{') ? member(document, texts.list) : std::optional(document);
  if (list && list->starts_with('[')) {
    for (const Text item : itemsOf(*list).value_or(std::vector<Text>())) {
      if (!item.starts_with('{')) continue;
      const auto kind = member(item, texts.kind);
      const auto text = member(item, texts.text);
      if (!kind || !isString(*kind, texts.text, arena) || !isText(text)) continue;
      addText(out, arena, *text);
    }
    return out;
  }
  const auto text = member(document, texts.otherwise);
  if (isText(text)) addText(out, arena, *text);
  return out;
}

std::string snippetOf(Arena& arena, std::span<const Value> row, std::span<const Text> words) {
  const Text content = row[kContent].text;
  // As the index sees it: by what it looks like.
  const bool is_document =
      (content.starts_with('{') || content.starts_with('[')) && agentkeep::isJson(content);
  if (!is_document) return query::snippetOf(content, words, kSnippet);
  return query::snippetOf(textsIn(arena, content), words, kSnippet);
}

// What is wrong with them, first of all.
std::optional<Error> problemOf(const SearchMessages& input) {
  const auto wrong = [](Text problem) {
    return std::optional(invalid(std::string(problem)).error());
  };
  const std::uint32_t top = input.topK.value_or(RowCount{kTop}).value;
  if (top == 0 || top > kMostTop) return wrong("topK must be 1 to 100");
  const Text mode = input.mode.value_or("text");
  if (mode != "text" && mode != "hybrid") return wrong("mode must be 'text' or 'hybrid'");
  const bool is_hybrid = mode == "hybrid";
  if (is_hybrid != input.vector.has_value()) {
    return wrong(is_hybrid ? "vector is required by the mode 'hybrid'"
                           : "vector is for the mode 'hybrid'");
  }
  if (!is_hybrid && input.indexName) return wrong("indexName is for the mode 'hybrid'");
  return std::nullopt;
}

// The messages that are asked for, whatever words they have.
Where scopeOf(Arena& arena, const SearchMessages& input) {
  const std::span<Where> parts = arena.make<Where>(5);
  std::size_t count = 0;
  if (input.threadId) {
    parts[count++] = equals(arena, MessageCol::threadId, idCell(*input.threadId));
  }
  if (input.resourceId) parts[count++] = belongsTo(arena, idCell(*input.resourceId));
  if (input.role) parts[count++] = equals(arena, MessageCol::role, {*input.role});
  addDates(arena, parts, count, input.dateRange.value_or(DateRange{}));
  return {.is = Is::kAnd, .parts = parts.first(count)};
}

// The same as far as the metadata say it that the framework's Memory gives a message's vector.
Where vectorScopeOf(Arena& arena, const SearchMessages& input) {
  static constexpr Text kThread[] = {"thread_id"};
  static constexpr Text kResource[] = {"resource_id"};
  const std::span<Where> parts = arena.make<Where>(2);
  std::size_t count = 0;
  const auto add = [&](std::span<const Text> path, std::optional<Id> id) {
    if (!id) return;
    std::string json;
    writeJsonString(json, id->text);
    parts[count++] = {.is = Is::kJsonEq,
                      .field = {vectors::ofVector("metadata"), path},
                      .values = arena.list<Cell>({{Json{arena.text(json)}}})};
  };
  add(kThread, input.threadId);
  add(kResource, input.resourceId);
  if (count == 0) return {};
  return {.is = Is::kAnd, .parts = parts.first(count)};
}

// As the framework's Memory calls it.
Text indexFor(Arena& arena, std::size_t dimension) {
  constexpr std::size_t kUsual = 1536;
  if (dimension == kUsual) return "memory_messages";
  return arena.text("memory_messages_" + std::to_string(dimension));
}

// The messages of vectors, the nearest first, each once.
std::span<const Text> messagesOf(Arena& arena, std::span<const vectors::Hit> near) {
  static constexpr Text kMessageId[] = {"message_id"};
  const std::span<Text> out = arena.make<Text>(near.size());
  std::size_t count = 0;
  TextIndex seen(arena, near.size());
  for (const vectors::Hit& each : near) {
    const auto json = memberOf(each.metadata, kMessageId, arena);
    if (!json || !json->starts_with('"')) continue;
    const Text id = JsonReader(*json).string().decode(arena);
    if (seen.insert(id)) out[count++] = id;
  }
  return out.first(count);
}

// The best `top`, the best first.
std::span<MessageHit> bestOf(Arena& arena, std::span<const MessageHit> hits, std::size_t top) {
  const std::span<vectors::Ranked> ranked = arena.make<vectors::Ranked>(hits.size());
  for (std::uint32_t i = 0; i < ranked.size(); ++i) {
    ranked[i] = {static_cast<float>(-hits[i].score), i};
  }
  vectors::sortRanked(ranked);
  const std::span<MessageHit> out = arena.make<MessageHit>(std::min(top, hits.size()));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = hits[ranked[i].second];
  return out;
}

}  // namespace

// By their words, the best first; columns of kColumns. Cost: one round trip.
Task<Result<Rows>> MemoryStore::byWords(const SearchMessages& input, std::span<const Text> words,
                                        std::uint32_t top) {
  if (words.empty()) co_return Rows{};
  static constexpr Order kBest[] = {{.column = kRank, .descending = true},
                                    {.column = MessageCol::createdAt, .descending = true}};
  co_return co_await readRowsOf(db_, Select{.table = &kMessages,
                                            .columns = kColumns,
                                            .where = scopeOf(call_.arena, input),
                                            .order = kBest,
                                            .limit = top,
                                            .words = words});
}

Task<Result<MessageHits>> MemoryStore::searchMessages(SearchMessages input) {
  Arena& arena = call_.arena;
  if (!db_.searches()) {
    co_return invalid("this database has no full-text search: SQLite and PostgreSQL have it",
                      "NOT_SUPPORTED");
  }
  if (!call_.search) co_return invalid(std::string(query::kSearchIsOff), "SEARCH_IS_OFF");
  if (auto problem = problemOf(input)) co_return std::unexpected(std::move(*problem));
  const std::uint32_t top = input.topK.value_or(RowCount{kTop}).value;
  const std::span<const Text> words = query::wordsOf(arena, input.query);
  std::span<MessageHit> hits;
  if (!input.vector) {
    const Result<Rows> rows = co_await byWords(input, words, top);
    if (!rows) co_return std::unexpected(rows.error());
    hits = arena.make<MessageHit>(rows->size());
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const Value& rank = (*rows)[i][kRankAt];
      hits[i] = {
          .row = (*rows)[i],
          .score = rank.kind == Value::Kind::kReal ? rank.real : static_cast<double>(rank.integer)};
    }
  } else {
    const Result<std::span<const MessageHit>> fused = co_await fusedHits(input, words);
    if (!fused) co_return std::unexpected(fused.error());
    hits = bestOf(arena, *fused, top);
  }
  for (MessageHit& hit : hits) hit.snippet = arena.text(snippetOf(arena, hit.row, words));
  co_return MessageHits{hits};
}

// By both, in no order. Cost: one round trip beyond those of vectors::nearest and byWords.
Task<Result<std::span<const MessageHit>>> MemoryStore::fusedHits(const SearchMessages& input,
                                                                 std::span<const Text> words) {
  Arena& arena = call_.arena;
  const std::span<float> vector = arena.make<float>(input.vector->size());
  for (std::size_t i = 0; i < vector.size(); ++i) {
    vector[i] = static_cast<float>((*input.vector)[i]);
    if (!std::isfinite(vector[i]))
      co_return invalid("vector must be a list of finite 32-bit numbers");
  }
  const Result<std::vector<vectors::Hit>> near = co_await vectors::nearest(
      call_, db_,
      {.index = input.indexName ? input.indexName->text : indexFor(arena, vector.size()),
       .name_space = vectors::kDefaultNamespace,  // the framework's Memory knows no other
       .rest = vectorScopeOf(arena, input),
       .vector = vector,
       .top = kMostTop});
  if (!near) co_return std::unexpected(near.error());
  const std::span<const Text> ids = messagesOf(arena, *near);
  const Result<Rows> worded = co_await byWords(input, words, kMostTop);
  if (!worded) co_return std::unexpected(worded.error());

  const std::span<MessageHit> hits = arena.make<MessageHit>(worded->size() + ids.size());
  std::size_t found = 0;
  TextIndex known(arena, hits.size());
  const auto scoreAt = [](std::size_t place) {
    return 1 / (kRankConstant + 1 + static_cast<double>(place));
  };
  const auto add = [&](std::span<const Value> row, double score) {
    known.put(row[0].text, found);
    hits[found++] = {.row = row, .score = score};
  };
  for (std::size_t i = 0; i < worded->size(); ++i) add((*worded)[i], scoreAt(i));
  // Those that no word has found.
  const std::span<Cell> others = arena.make<Cell>(ids.size());
  std::size_t count = 0;
  for (const Text id : ids) {
    if (known.find(id) == TextIndex::kNone) others[count++] = {id};
  }
  if (count != 0) {
    const Where where =
        allOf(arena, {isOneOf(MessageCol::id, others.first(count)), scopeOf(arena, input)});
    const Result<Rows> rows = co_await readRowsOf(
        db_,
        Select{.table = &kMessages, .columns = std::span(kColumns).first(kRankAt), .where = where});
    if (!rows) co_return std::unexpected(rows.error());
    for (std::size_t i = 0; i < rows->size(); ++i) add((*rows)[i], 0);
  }
  // Those that are gone, or of another role or time, count as places all the same.
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::uint32_t at = known.find(ids[i]);
    if (at != TextIndex::kNone) hits[at].score += scoreAt(i);
  }
  co_return hits.first(found);
}

}  // namespace agentkeep::memory
