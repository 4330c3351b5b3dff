// Lists of messages, and the windows around included ones.
#include <algorithm>
#include <string>

#include "core/sort.h"
#include "core/text-index.h"
#include "domains/memory/list-filters.h"
#include "domains/memory/memory-store.h"
#include "domains/memory/statements.h"

namespace agentkeep::memory {
namespace {

constexpr std::size_t kMaxIncludes = 1000;
// A window wider than this is a page.
constexpr std::uint32_t kMaxNeighbours = 10'000;

bool isBlank(Text text) { return text.find_first_not_of(" \t\r\n") == Text::npos; }

// What a list asks: its page's condition, its windows, or the first thing wrong.
struct MessageQuery {
  Where where;  // of the page
  Where scope;  // of included messages
  std::span<const Anchor> anchors;
};

Result<MessageQuery> messageQuery(Arena& arena, const ListMessages& input, bool ofThreads,
                                  bool olderRows) {
  const std::span<const Id> ids = input.threadId.ids;
  if (ofThreads &&
      (ids.empty() || std::ranges::any_of(ids, [](Id id) { return isBlank(id.text); }))) {
    return invalid("threadId must be a non-empty string or array of non-empty strings",
                   "INVALID_THREAD_ID");
  }
  const MessageFilter filter = input.filter.value_or(MessageFilter{});
  const JsonMembers metadata = filter.metadata.value_or(JsonMembers{});
  if (auto problem = problemOf(metadata, true)) return std::unexpected(std::move(*problem));

  MessageQuery out;
  std::span<Where> parts = arena.make<Where>(metadata.members.size() + 4);
  std::size_t count = 0;
  if (ofThreads) parts[count++] = isOneOf(MessageCol::threadId, idCells(arena, ids));
  if (input.resourceId && !input.resourceId->text.empty()) {
    const Cell resource = idCell(*input.resourceId);
    out.scope =
        olderRows ? belongsTo(arena, resource) : equals(arena, MessageCol::resourceId, resource);
    parts[count++] = out.scope;
  }
  const DateRange range = filter.dateRange.value_or(DateRange{});
  addDates(arena, parts, count, range);
  static constexpr Text kMetadataPath[] = {"metadata"};
  addMetadata(arena, parts, count, MessageCol::content, kMetadataPath, metadata);
  out.where = {.is = Is::kAnd, .parts = parts.first(count)};

  const std::span<const Include> include = input.include.value_or(std::span<const Include>{});
  if (include.size() > kMaxIncludes) {
    return invalid("include must not have more than " + std::to_string(kMaxIncludes) + " items");
  }
  const std::span<Anchor> anchors = arena.make<Anchor>(include.size());
  for (std::size_t i = 0; i < include.size(); ++i) {
    anchors[i] = {include[i].id.text, include[i].withPreviousMessages.value_or(RowCount{}).value,
                  include[i].withNextMessages.value_or(RowCount{}).value};
    if (anchors[i].before > kMaxNeighbours || anchors[i].after > kMaxNeighbours) {
      return invalid("include[" + std::to_string(i) + "] must not ask for more than " +
                     std::to_string(kMaxNeighbours) + " neighbours on a side");
    }
  }
  out.anchors = anchors;
  return out;
}

// Rows of both answers, each once, in the asked order: createdAt, then first insertion. Both carry
// the columns of kMessageRow and, last, the insertion order.
Rows mergeRows(Arena& arena, const Rows& page, const Rows& windows, bool descending) {
  constexpr std::size_t kCreatedAt = 5;
  using Row = std::span<const Value>;
  const std::span<Row> rows = arena.make<Row>(page.size() + windows.size());
  std::size_t count = 0;
  TextIndex seen(arena, rows.size());
  for (const Rows* source : {&page, &windows}) {
    for (std::size_t i = 0; i < source->size(); ++i) {
      if (seen.insert((*source)[i][0].text)) rows[count++] = (*source)[i];
    }
  }
  const auto sorted = rows.first(count);
  const auto isBefore = [&](const Row& a, const Row& b) {
    const Row& low = descending ? b : a;
    const Row& high = descending ? a : b;
    if (low[kCreatedAt].text != high[kCreatedAt].text)
      return low[kCreatedAt].text < high[kCreatedAt].text;
    return low.back().integer < high.back().integer;
  };
  sortSmall(sorted, isBefore);
  const std::uint32_t columns = page.columns != 0 ? page.columns : windows.columns;
  const std::span<Value> cells = arena.make<Value>(count * columns);
  auto to = cells.begin();
  for (const Row& row : sorted) to = std::ranges::copy(row, to).out;
  return {.columns = columns, .cells = cells};
}

}  // namespace

Task<Result<RowPage>> MemoryStore::listMessages(ListMessages input) { return list(input, true); }

Task<Result<RowPage>> MemoryStore::listMessagesByResourceId(ListMessagesByResourceId input) {
  if (isBlank(input.resourceId.text)) {
    co_return invalid("resourceId is required: a non-empty string", "INVALID_QUERY");
  }
  co_return co_await list({.threadId = {},
                           .resourceId = input.resourceId,
                           .include = input.include,
                           .filter = input.filter,
                           .perPage = input.perPage,
                           .page = input.page,
                           .orderBy = input.orderBy,
                           .includeTotal = input.includeTotal},
                          false);
}

// Messages of the threads, also of the resource if one is given; or all of the resource.
Task<Result<RowPage>> MemoryStore::list(ListMessages input, bool ofThreads) {
  Arena& arena = call_.arena;
  const PageNumber page = input.page.value_or(PageNumber{});
  const PerPage per_page = input.perPage.value_or(PerPage{.rows = 40});
  const std::optional<Slice> slice = sliceOf(page, per_page);
  if (!slice) co_return pageTooLarge();
  // Of a thread, rows without a resource are few. Of a resource, asking for them would keep its
  // index from giving the page: first it is asked whether there are any.
  const bool looks = !ofThreads;
  Result<MessageQuery> asked = messageQuery(arena, input, ofThreads, ofThreads);
  if (!asked) co_return std::unexpected(std::move(asked.error()));

  const bool with_page = per_page.all || per_page.rows != 0;
  const bool with_windows = !asked->anchors.empty();
  const bool with_total = input.includeTotal.value_or(true);
  const bool descending = input.orderBy && input.orderBy->direction == "DESC";

  RowPage out{.rows = {}, .info = {.page = page.value, .perPage = per_page}};
  if (!with_page && !with_windows) co_return out;

  constexpr Col kColumns[] = {
      MessageCol::id,   MessageCol::threadId,  MessageCol::resourceId, MessageCol::role,
      MessageCol::type, MessageCol::createdAt, MessageCol::content,    kInsertion};
  // Where the rows stand in the order of insertion is asked only to merge them with those of
  // windows.
  const std::span<const Col> columns =
      std::span(kColumns).first(std::size(kColumns) - (with_windows ? 0 : 1));
  const Order order[] = {{.column = MessageCol::createdAt, .descending = descending}};
  const Select older{.table = &kMessages,
                     .columns = std::span(kColumns).first(1),
                     .where = equals(arena, MessageCol::resourceId, {Null{}}),
                     .limit = 1,
                     .scan = true};
  Statement statements[3];
  std::size_t count = 0;
  if (with_page) {
    statements[count++] = Select{
        .table = &kMessages,
        .columns = columns,
        .where = asked->where,
        .order = order,
        .limit = slice->limit,
        .offset = slice->offset,
        .count = with_total ? Count::kExact : Count::kMore,
        .scan = !ofThreads,
        .opaque = true,
    };
  }
  if (with_windows) {
    statements[count++] = Around{
        .table = &kMessages,
        .columns = columns,
        .where = asked->scope,
        .group = MessageCol::threadId,
        .order = MessageCol::createdAt,
        .anchors = asked->anchors,
        .opaque = true,
    };
  }
  const std::size_t wanted = count;
  if (looks) statements[count++] = older;
  Result<Outcome> outcome =
      co_await db_.run(Batch{.statements = std::span(statements, count), .replica_ok = true});
  if (outcome && looks && !outcome->answers[wanted].rows.empty()) {
    asked = messageQuery(arena, input, ofThreads, true);
    if (with_page) std::get<Select>(statements[0]).where = asked->where;
    if (with_windows) std::get<Around>(statements[wanted - 1]).where = asked->scope;
    outcome =
        co_await db_.run(Batch{.statements = std::span(statements, wanted), .replica_ok = true});
  }
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));

  const Answer listed = with_page ? outcome->answers[0] : Answer{};
  out.rows = with_windows
                 ? mergeRows(arena, listed.rows, outcome->answers[wanted - 1].rows, descending)
                 : listed.rows;
  if (!with_page) co_return out;
  if (!with_total) {
    out.info.total = slice->offset + listed.rows.size();
    out.info.hasMore = !per_page.all && listed.has_more;
    co_return out;
  }
  out.info.total = listed.total;
  out.info.hasMore = !per_page.all && slice->offset + per_page.rows < listed.total;
  const MessageFilter filter = input.filter.value_or(MessageFilter{});
  const DateRange range = filter.dateRange.value_or(DateRange{});
  const bool filtered =
      (filter.metadata && !filter.metadata->members.empty()) || range.start || range.end;
  if (ofThreads && out.info.hasMore && with_windows && !filtered) {
    // Windows may have brought the rest of the threads: then there is nothing more to fetch.
    std::uint64_t of_threads = 0;
    for (std::size_t i = 0; i < out.rows.size(); ++i) {
      of_threads += std::ranges::any_of(input.threadId.ids,
                                        [&](Id id) { return id.text == out.rows[i][1].text; });
    }
    out.info.hasMore = of_threads < listed.total;
  }
  co_return out;
}

Task<Result<Rows>> MemoryStore::listMessagesById(MessageIds input) {
  if (input.messageIds.empty()) co_return Rows{};
  Arena& arena = call_.arena;
  const Order order[] = {{.column = MessageCol::createdAt}};
  const Statement statements[] = {
      Select{.table = &kMessages,
             .columns = kMessageRow,
             .where = isOneOf(MessageCol::id, idCells(arena, input.messageIds)),
             .order = order,
             .opaque = true}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return outcome->answers[0].rows;
}

}  // namespace agentkeep::memory
