// Messages found by their words.
#include <algorithm>
#include <string>

#include "core/json-members.h"
#include "domains/memory/list-filters.h"
#include "domains/memory/memory-store.h"
#include "query/words.h"

namespace agentkeep::memory {
namespace {

constexpr std::uint32_t kTop = 10;
constexpr std::uint32_t kMostTop = 100;
constexpr std::size_t kSnippet = 160;  // characters
constexpr Col kColumns[] = {
    MessageCol::id,   MessageCol::threadId,  MessageCol::resourceId, MessageCol::role,
    MessageCol::type, MessageCol::createdAt, MessageCol::content,    kRank};
constexpr std::size_t kContent = 6;

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

}  // namespace

Task<Result<MessageHits>> MemoryStore::searchMessages(SearchMessages input) {
  Arena& arena = call_.arena;
  if (!db_.searches()) {
    co_return invalid("this database has no full-text search: SQLite and PostgreSQL have it",
                      "NOT_SUPPORTED");
  }
  if (!call_.search) co_return invalid(std::string(query::kSearchIsOff), "SEARCH_IS_OFF");
  if (input.mode && *input.mode != "text") co_return invalid("mode must be 'text'");
  const std::uint32_t top = input.topK.value_or(RowCount{kTop}).value;
  if (top == 0 || top > kMostTop) co_return invalid("topK must be 1 to 100");
  const std::span<const Text> words = query::wordsOf(arena, input.query);
  if (words.empty()) co_return MessageHits{};

  const std::span<Where> parts = arena.make<Where>(5);
  std::size_t count = 0;
  if (input.threadId) {
    parts[count++] = equals(arena, MessageCol::threadId, idCell(*input.threadId));
  }
  if (input.resourceId) parts[count++] = belongsTo(arena, idCell(*input.resourceId));
  if (input.role) parts[count++] = equals(arena, MessageCol::role, {*input.role});
  addDates(arena, parts, count, input.dateRange.value_or(DateRange{}));
  static constexpr Order kBest[] = {{.column = kRank, .descending = true},
                                    {.column = MessageCol::createdAt, .descending = true}};
  const Statement statements[] = {Select{.table = &kMessages,
                                         .columns = kColumns,
                                         .where = {.is = Is::kAnd, .parts = parts.first(count)},
                                         .order = kBest,
                                         .limit = top,
                                         .words = words}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));

  const Rows& rows = outcome->answers[0].rows;
  const std::span<Text> snippets = arena.make<Text>(rows.size());
  const std::span<double> scores = arena.make<double>(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    snippets[i] = arena.text(snippetOf(arena, rows[i], words));
    const Value& rank = rows[i].back();
    scores[i] = rank.kind == Value::Kind::kReal ? rank.real : static_cast<double>(rank.integer);
  }
  co_return MessageHits{.messages = rows, .snippets = snippets, .scores = scores};
}

}  // namespace agentkeep::memory
