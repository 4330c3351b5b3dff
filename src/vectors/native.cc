#include "vectors/native.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/message.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "vectors/numbers.h"

namespace agentkeep::vectors {

using namespace query;  // it speaks its words all the time

namespace {

// The columns of kVectors, by their numbers; the others are not there.
constexpr Column kColumns[] = {
    {.name = "indexName", .type = Type::kText},
    {.name = "namespace", .type = Type::kText, .nullable = false},
    {.name = "vector_id", .type = Type::kText, .nullable = false},
    {.name = "place", .type = Type::kText},
    {.name = "code", .type = Type::kText},
    {.name = "metadata", .type = Type::kJson, .parsed = true},
    {.name = "embedding", .type = Type::kVector},
};
static_assert(ofVector("namespace") == 1 && ofVector("vectorId") == 2 &&
              ofVector("metadata") == 5 && ofVector("embedding") == 6);
constexpr Col kId[] = {ofVector("vectorId")};
constexpr Key kIds[] = {{kId}};
constexpr Col kSpaceAndId[] = {ofVector("namespace"), ofVector("vectorId")};
constexpr Key kSpacesAndIds[] = {{kSpaceAndId}};

// Of the vectors that the database's own index looks at, at least, and for each that is asked for.
constexpr std::size_t kLeastLookedAt = 40, kLookedAtEach = 16, kMostLookedAt = 100'000;

// A version less kNative, turned round: bits of how the table is, and above them its dimension.
constexpr std::uint64_t kIsIndexed = 1, kHasSpaces = 2;
constexpr unsigned kMetricBits = 2, kDimensionBits = 4;
constexpr std::uint64_t kMetricMask = 3;

constexpr std::uint64_t bitsOf(std::int64_t version) {
  return static_cast<std::uint64_t>(kNative - version);
}
constexpr bool isIndexed(const Index& index) { return (bitsOf(index.version) & kIsIndexed) != 0; }
constexpr bool hasSpaces(const Index& index) { return (bitsOf(index.version) & kHasSpaces) != 0; }

std::int64_t versionOf(std::uint64_t dimension, Metric metric, std::uint64_t bits) {
  bits |= dimension << kDimensionBits | static_cast<std::uint64_t>(metric) << kMetricBits;
  return kNative - static_cast<std::int64_t>(bits);
}

// The version that the database says now; nothing: there is no such table. `unsaid`: the metric
// where it has no index of its own, which would say it.
Task<Result<std::optional<std::int64_t>>> look(Database& db, Text name, Metric unsaid) {
  const Result<Rows> tables = co_await db.vectorTables(name);
  if (!tables) co_return std::unexpected(tables.error());
  if (tables->empty()) co_return std::nullopt;
  const std::span<const Value> row = (*tables)[0];
  const std::int64_t dimension = row[1].integer;
  if (dimension < 1 || dimension > kMostDimensions) co_return std::nullopt;
  const bool is_indexed = row[3].integer != 0;
  co_return versionOf(static_cast<std::uint64_t>(dimension),
                      is_indexed ? metricOf(row[2].text).value_or(unsaid) : unsaid,
                      (row[4].integer != 0 ? kHasSpaces : 0) | (is_indexed ? kIsIndexed : 0));
}

// Enters an index of that version, in place of a native one of another, or takes that away.
Task<Result<void>> enter(Call& call, Database& db, Text name, std::optional<std::int64_t> version) {
  Arena& arena = call.arena;
  static constexpr Col kAll[] = {0, 1, 2, 3, 4, 5};
  const Where is_native = allOf(arena, {equals(arena, ofIndex("name"), {name}),
                                        compares(arena, ofIndex("version"), Is::kLe, {kNative})});
  if (!version) return done(db, Delete{.table = &kIndexes, .where = is_native});
  const Known known = knownOf(*version);
  const std::span<const Cell> row =
      arena.list<Cell>({{name},
                        {std::int64_t{known.dimension}},
                        {kMetrics[static_cast<std::size_t>(known.metric)]},
                        {*version},
                        {std::int64_t{0}},
                        {Time{call.now_ms}}});
  static constexpr Change kAnew[] = {
      {.column = ofIndex("dimension"), .how = How::kSet, .value = {Incoming{}}},
      {.column = ofIndex("metric"), .how = How::kSet, .value = {Incoming{}}},
      {.column = ofIndex("version"), .how = How::kSet, .value = {Incoming{}}},
  };
  return done(db, Insert{.table = &kIndexes,
                         .columns = kAll,
                         .rows = row,
                         .on_conflict = OnConflict::kChange,
                         .changes = kAnew,
                         .change_if = compares(arena, ofIndex("version"), Is::kLe, {kNative})});
}

}  // namespace

Known knownOf(std::int64_t version) {
  // What has clusters has counts of them; this is remembered as long as something is.
  static constexpr std::int32_t kNoCounts[] = {0};
  const std::uint64_t bits = bitsOf(version);
  return {.version = version,
          .metric = static_cast<Metric>(bits >> kMetricBits & kMetricMask),
          .dimension = static_cast<std::uint32_t>(bits >> kDimensionBits),
          .counts = kNoCounts};
}

Task<Result<std::optional<Known>>> findNative(Call& call, Database& db, Text name, Metric unsaid) {
  if (!isIndexName(name)) co_return std::nullopt;
  const Result<std::optional<std::int64_t>> version = co_await look(db, name, unsaid);
  if (!version) co_return std::unexpected(version.error());
  if (!*version) co_return std::nullopt;
  Known known = knownOf(**version);
  // Whoever may only read, or whose store takes no writes, uses it without.
  const Result<void> entered = co_await enter(call, db, name, *version);
  if (!entered) known.counts = {};
  co_return known;
}

Task<Result<void>> makeNative(Call& call, Database& db, Text name, std::uint32_t dimension,
                              Metric metric) {
  for (const Text of_stores : {"mastra_", "agentkeep_"}) {
    if (!name.contains(of_stores)) continue;
    co_return fail(ErrorCode::kInvalidArgument,
                   message({"indexName of a native index must not have ", of_stores,
                            " in it, as tables of stores do"}));
  }
  // Entered first: a store that takes no writes says so.
  const Result<void> entered =
      co_await enter(call, db, name, versionOf(dimension, metric, kIsIndexed));
  if (!entered) co_return std::unexpected(entered.error());
  Result<void> made = co_await db.makeVectorTable(name, dimension, metric);
  if (made) co_return made;
  const Result<void> gone = co_await enter(call, db, name, std::nullopt);
  co_return std::unexpected(gone ? made.error() : gone.error());
}

Task<Result<void>> dropNative(Call& call, Database& db, Text name) {
  const Result<void> gone = co_await enter(call, db, name, std::nullopt);
  if (!gone) co_return std::unexpected(gone.error());
  co_return co_await db.dropVectorTable(name);
}

Task<Result<bool>> isOther(Call& call, Database& db, const Index& index) {
  const auto version = co_await look(db, index.name, index.space.metric());
  if (!version) co_return std::unexpected(version.error());
  if (*version && **version == index.version) co_return false;
  const Result<void> entered = co_await enter(call, db, index.name, *version);
  if (!entered) co_return std::unexpected(entered.error());
  co_return true;
}

Task<Result<void>> isRemade(Call& call, Database& db, const Index& index, Error wrong) {
  if (index.isNative()) {
    const Result<bool> is_other = co_await isOther(call, db, index);
    if (!is_other) co_return std::unexpected(is_other.error());
    if (*is_other) co_return Result<void>();
  }
  co_return std::unexpected(std::move(wrong));
}

const Table& tableOf(Arena& arena, const Index& index) {
  return *arena.keep(Table{
      .name = index.name,
      .columns = kColumns,
      .keys = hasSpaces(index) ? std::span<const Key>(kSpacesAndIds) : std::span<const Key>(kIds),
      .of_vectors = true});
}

Result<Where> whereOf(Arena& arena, const Index& index, std::optional<Text> name_space,
                      Where rest) {
  if (!name_space) {
    // Said so that rows go one by one: libSQL forgets its index where a whole table is emptied.
    return allOf(arena, {compares(arena, ofVector("vectorId"), Is::kNe, {Null{}}), rest});
  }
  if (hasSpaces(index)) {
    return allOf(arena, {equals(arena, ofVector("namespace"), {*name_space}), rest});
  }
  if (name_space == kDefaultNamespace) return rest;
  return fail(ErrorCode::kInvalidArgument,
              message({"namespace: the table of the index ", index.name, " has none"}));
}

Task<Result<std::optional<Answer>>> runNative(Call& call, Database& db, const Index& index,
                                              std::span<const Statement> statements) {
  std::vector<Statement> all;
  all.reserve(statements.size() + 1);
  const Select same = sameIndex(call.arena, index.name, index.version);
  if (index.isEntered()) {
    all.emplace_back(Guard{.must = Must::kExist, .select = &same, .as_read = true});
  }
  all.insert(all.end(), statements.begin(), statements.end());
  const Result<Outcome> outcome = co_await db.run({.statements = all, .may_fail = true});
  if (outcome && !outcome->failed) co_return outcome->answers.back();
  if (outcome) co_return std::nullopt;
  // Another adapter may have dropped the table, or made it anew.
  const ErrorCode code = outcome.error()->code;
  const bool may_be_other = code == ErrorCode::kInternal || code == ErrorCode::kSchemaMissing;
  const Result<bool> is_other = may_be_other ? co_await isOther(call, db, index) : false;
  if (is_other && *is_other) co_return std::nullopt;
  co_return std::unexpected(outcome.error());
}

Insert insertNative(Arena& arena, const Index& index, Text name_space,
                    std::span<const NativeRow> rows) {
  static constexpr Col kInserted[] = {ofVector("vectorId"), ofVector("metadata"),
                                      ofVector("embedding"), ofVector("namespace")};
  static constexpr Change kAnew[] = {
      {.column = ofVector("metadata"), .how = How::kSet, .value = {Incoming{}}},
      {.column = ofVector("embedding"), .how = How::kSet, .value = {Incoming{}}},
  };
  const std::size_t width = std::size(kInserted) - (hasSpaces(index) ? 0 : 1);
  const std::span<Cell> cells = arena.make<Cell>(rows.size() * width);
  auto to = cells.begin();
  for (const NativeRow& row : rows) {
    *to++ = {row.id};
    *to++ = {Json{row.metadata}};
    *to++ = {jsonOf(arena, row.vector)};
    if (hasSpaces(index)) *to++ = {name_space};
  }
  return {.table = &tableOf(arena, index),
          .columns = std::span(kInserted).first(width),
          .rows = cells,
          .on_conflict = OnConflict::kChange,
          .changes = kAnew};
}

Task<Result<std::optional<std::vector<Hit>>>> nearestNative(Call& call, Database& db,
                                                            const Nearest& asked,
                                                            const Index& index) {
  Arena& arena = call.arena;
  const Result<Where> where = whereOf(arena, index, asked.name_space, asked.rest);
  if (!where) co_return std::unexpected(where.error());
  const std::size_t looks_at =
      asked.probes != 0 ? asked.probes : std::max(kLeastLookedAt, kLookedAtEach * asked.top);
  // Its index knows no metadata: where there is a condition all that match are compared.
  const bool is_fast = isIndexed(index) && asked.rest.is == Is::kAll;
  const Near near{
      .column = ofVector("embedding"),
      .vector = jsonOf(arena, asked.vector),
      .metric = index.space.metric(),
      .looks_at =
          is_fast ? static_cast<std::uint32_t>(std::clamp(looks_at, asked.top, kMostLookedAt)) : 0};
  static constexpr Col kAsked[] = {ofVector("vectorId"), ofVector("metadata"), kRank,
                                   ofVector("embedding")};
  const Statement select = Select{.table = &tableOf(arena, index),
                                  .columns = std::span(kAsked).first(asked.shows ? 4 : 3),
                                  .where = *where,
                                  .limit = asked.top,
                                  .near = &near};
  const Result<std::optional<Answer>> answer = co_await runNative(call, db, index, {&select, 1});
  if (!answer) co_return std::unexpected(answer.error());
  if (!*answer) co_return std::nullopt;
  const Rows& rows = (*answer)->rows;
  std::vector<Hit> hits;
  hits.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Value& rank = rows[i][2];
    double score =
        rank.kind == Value::Kind::kInteger ? static_cast<double>(rank.integer) : rank.real;
    // A vector of zeros has no angle.
    if (rank.isNull() || !std::isfinite(score)) score = 0;
    if (asked.least && !(score > *asked.least)) continue;
    Hit hit{.score = score,
            .id = rows[i][0].text,
            .metadata = rows[i][1].isNull() ? Text("{}") : rows[i][1].text};
    if (asked.shows) {
      hit.vector = floatsOf(arena, rows[i][3].text).value_or(std::span<const float>());
    }
    hits.push_back(hit);
  }
  co_return hits;
}

}  // namespace agentkeep::vectors
