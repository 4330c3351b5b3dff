// The methods `vectors.*`: contract/vector.md.
#include <algorithm>
#include <cmath>

#include "core/message.h"
#include "core/sort.h"
#include "domains/vectors/arguments.h"
#include "domains/vectors/methods.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "vectors/index.h"
#include "vectors/native.h"

namespace agentkeep::vectors {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;
using api::Scope;

// All vectors of an index that is marked as deleted, and the index. Cost: one round trip.
Task<Result<void>> sweep(Call& call, Database& db, Text name) {
  const Select deleted = sameIndex(call.arena, name, kDeleted);
  const Statement statements[] = {
      // Else somebody has swept it, and there may be a new one.
      Guard{.must = Must::kExist, .select = &deleted, .as_read = true},
      Delete{.table = &kVectors, .where = equals(call.arena, ofVector("indexName"), {name})},
      Delete{.table = &kClusters, .where = equals(call.arena, ofCluster("indexName"), {name})},
      Delete{.table = &kIndexes, .where = deleted.where}};
  const Result<Outcome> outcome =
      co_await db.run({.statements = statements, .in_parts = true, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return Result<void>();
}

// An index of the database's own under that name. Cost: none where there cannot be one.
Task<Result<std::optional<Index>>> nativeIndex(Call& call, Database& db, Text name) {
  if (!db.ranksVectors()) co_return std::nullopt;
  const Result<Index> index = co_await findIndex(call, db, name);
  if (!index && index.error()->code != ErrorCode::kNotFound) {
    co_return std::unexpected(index.error());
  }
  if (!index || !index->isNative()) co_return std::nullopt;
  co_return *index;
}

// What is asked of a native index beside what each call does for itself.
enum class Ask : std::uint8_t { kCount, kDelete };

// The answer of a native index of that name; nothing: there is none. Cost: as nativeIndex(), and a
// round trip.
struct Asked {
  Index index;
  Answer answer;
};
Task<Result<std::optional<Asked>>> askNative(Call& call, Database& db, Text name,
                                             std::optional<Text> name_space, Where rest, Ask ask) {
  static constexpr Measure kCount[] = {{.fn = Fn::kRows}};
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    const Result<std::optional<Index>> index = co_await nativeIndex(call, db, name);
    if (!index) co_return std::unexpected(index.error());
    if (!*index) co_return std::nullopt;
    if (ask == Ask::kCount) {
      // What is said of it is to be so.
      const Result<bool> is_other = co_await isOther(call, db, **index);
      if (!is_other) co_return std::unexpected(is_other.error());
      if (*is_other) continue;
    }
    const Result<Where> where = whereOf(call.arena, **index, name_space, rest);
    if (!where) co_return std::unexpected(where.error());
    const Table& table = tableOf(call.arena, **index);
    Statement statement = Delete{.table = &table, .where = *where};
    if (ask == Ask::kCount) statement = Aggregate{.table = &table, .measures = kCount};
    const auto answer = co_await runNative(call, db, **index, {&statement, 1});
    if (!answer) co_return std::unexpected(answer.error());
    if (*answer) co_return Asked{.index = **index, .answer = **answer};
  }
  co_return fail(ErrorCode::kConflict, kBusy);
}

// Deletes those vectors that match; nothing where there is no such index. Cost: one round trip, of
// a native index two more.
Task<Result<void>> remove(Call& call, Database& db, Target target) {
  const Select is_own = ownIndex(call.arena, target.index);
  const Statement statements[] = {Guard{.must = Must::kExist, .select = &is_own, .as_read = true},
                                  Delete{.table = &kVectors, .where = target.where(call.arena)}};
  const Result<Outcome> outcome = co_await db.run(
      {.statements = std::span(statements).subspan(db.ranksVectors() ? 0 : 1), .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (!outcome->failed) co_return Result<void>();
  const auto answer =
      co_await askNative(call, db, target.index, target.name_space, target.rest, Ask::kDelete);
  if (!answer) co_return std::unexpected(answer.error());
  co_return Result<void>();
}

// An index of that name is there: whether it is as it was asked for.
Result<void> isAsAsked(Text name, std::int64_t dimension, Text metric, std::int64_t has,
                       Text has_metric, JsonWriter& out) {
  if (has != dimension) {
    return fail(ErrorCode::kInvalidArgument,
                message({"Index \"", name, "\" already exists with ",
                         static_cast<std::uint64_t>(has), " dimensions, but ",
                         static_cast<std::uint64_t>(dimension), " dimensions were requested"}),
                "VALIDATE_INDEX_DIMENSION_MISMATCH");
  }
  if (has_metric != metric) {
    out.warning = message({"the index ", name, " exists with another metric, which it keeps"});
  }
  return {};
}

Text nameOf(Metric metric) { return kMetrics[static_cast<std::size_t>(metric)]; }

// The index of that name on a database that may have native ones, which another adapter may have
// dropped; a native one is made if there is none, where that is asked for. Nothing: there is none.
Task<Result<std::optional<Known>>> asItIs(Call& call, Database& db, Text name,
                                          std::uint32_t dimension, Metric metric, bool makes) {
  const Result<Index> index = co_await findIndex(call, db, name);
  if (!index && index.error()->code != ErrorCode::kNotFound) {
    co_return std::unexpected(index.error());
  }
  if (index && !index->isNative()) {
    co_return Known{.metric = index->space.metric(), .dimension = index->dimension()};
  }
  if (!index && !makes) co_return std::nullopt;
  if (index) metric = index->space.metric();
  for (bool is_made = false;; is_made = true) {
    const Result<std::optional<Known>> found = co_await findNative(call, db, name, metric);
    if (!found || *found) co_return found;
    if (!makes || is_made) break;
    const Result<void> made = co_await makeNative(call, db, name, dimension, metric);
    if (!made) co_return std::unexpected(made.error());
  }
  const Result<void> gone = co_await dropNative(call, db, name);
  if (!gone) co_return std::unexpected(gone.error());
  co_return std::nullopt;
}

}  // namespace

// ---- Methods

Task<Result<void>> createIndex(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text name = given.needed<Id>("indexName").text;
  if (!isIndexName(name)) {
    given.refuse("indexName", "must be a name of letters, digits and underscores, 63 at most");
  }
  const double dimension = given.needed<double>("dimension");
  if (!(dimension >= 1) || dimension > kMostDimensions || dimension != std::trunc(dimension)) {
    given.refuse("dimension", "must be a positive integer, 10000 at most");
  }
  const Text metric = given.read<Text>("metric").value_or(kMetrics[0]);
  if (!metricOf(metric)) given.refuse("metric", "must be 'cosine', 'euclidean' or 'dotproduct'");
  const bool native = given.read<bool>("native").value_or(false);
  if (problem) co_return std::unexpected(std::move(*problem));

  static constexpr Col kAll[] = {0, 1, 2, 3, 4, 5};
  // In place of a native one of another database, whose rows were copied here.
  static constexpr Change kAnew[] = {
      {.column = ofIndex("dimension"), .how = How::kSet, .value = {Incoming{}}},
      {.column = ofIndex("metric"), .how = How::kSet, .value = {Incoming{}}},
      {.column = ofIndex("version"), .how = How::kSet, .value = {Incoming{}}},
      {.column = ofIndex("clusters"), .how = How::kSet, .value = {Incoming{}}},
  };
  const auto size = static_cast<std::int64_t>(dimension);
  if (native && !db.ranksVectors()) {
    co_return fail(ErrorCode::kInvalidArgument,
                   "native: the database has no type of its own for vectors");
  }
  if (db.ranksVectors()) {
    const Result<std::optional<Known>> known = co_await asItIs(
        call, db, name, static_cast<std::uint32_t>(dimension), *metricOf(metric), native);
    if (!known) co_return std::unexpected(known.error());
    if (*known) {
      co_return isAsAsked(name, size, metric, (*known)->dimension, nameOf((*known)->metric), out);
    }
  }
  const auto version = static_cast<std::int64_t>(call.random.next() >> 11U);
  const std::span<const Cell> row = call.arena.list<Cell>(
      {{name}, {size}, {metric}, {version}, {std::int64_t{1}}, {Time{call.now_ms}}});
  std::vector<Cell> cluster;
  const std::vector<float> middle(static_cast<std::size_t>(size));
  addCluster(call.arena, cluster, name, 0, 0, middle);
  const Statement statements[] = {
      Insert{.table = &kIndexes,
             .columns = kAll,
             .rows = row,
             .on_conflict = db.ranksVectors() ? OnConflict::kSkip : OnConflict::kChange,
             .changes = kAnew,
             .change_if = compares(call.arena, ofIndex("version"), Is::kLe, {kNative})},
      Insert{.table = &kClusters,
             .columns = kClusterRow,
             .rows = cluster,
             .on_conflict = OnConflict::kSkip},
      selectIndex(call.arena, name)};
  Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (const Rows& old = outcome->answers[2].rows; !old.empty() && !isIndex(old)) {
    const Result<void> swept = co_await sweep(call, db, name);
    if (!swept) co_return std::unexpected(swept.error());
    outcome = co_await db.run({.statements = statements});
    if (!outcome) co_return std::unexpected(outcome.error());
  }
  const Rows& found = outcome->answers[2].rows;
  if (!isIndex(found)) co_return fail(ErrorCode::kConflict, "the index was deleted meanwhile");
  co_return isAsAsked(name, size, metric, found[0][1].integer, found[0][2].text, out);
}

namespace {

Task<Result<void>> listIndexes(Call& call, Database& db, const Request&, JsonWriter& out) {
  static constexpr Col kName[] = {ofIndex("name"), ofIndex("version")};
  static constexpr Order kByName[] = {{.column = ofIndex("name")}};
  const Result<Rows> rows = co_await readRowsOf(
      db, Select{.table = &kIndexes, .columns = kName, .order = kByName, .scan = true});
  if (!rows) co_return std::unexpected(rows.error());
  // Of a file, those of another adapter whose vectors takeOver is to copy.
  const Result<Rows> tables = co_await db.vectorTables({});
  if (!tables) co_return std::unexpected(tables.error());
  const auto is_taken_over = [&](Text name) {
    const Text mark = takenOver(call.arena, name);
    for (std::size_t i = 0; i < rows->size(); ++i) {
      if ((*rows)[i][0].text == mark) return true;
    }
    return false;
  };
  std::vector<Text> names;
  names.reserve(rows->size() + tables->size());
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if ((*rows)[i][1].integer >= 0) names.push_back((*rows)[i][0].text);
  }
  for (std::size_t i = 0; i < tables->size(); ++i) {
    const Text name = (*tables)[i][0].text;
    if (db.ranksVectors() || !is_taken_over(name)) names.push_back(name);
  }
  sortSmall(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  out.beginArray();
  for (const Text name : names) out.string(name);
  out.endArray();
  co_return Result<void>();
}

Task<Result<void>> describeIndex(Call& call, Database& db, const Request& request,
                                 JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text name = given.needed<Id>("indexName").text;
  if (problem) co_return std::unexpected(std::move(*problem));
  static constexpr Measure kCount[] = {{.fn = Fn::kRows}};
  const Statement statements[] = {
      selectIndex(call.arena, name),
      Aggregate{.table = &kVectors,
                .where = equals(call.arena, ofVector("indexName"), {name}),
                .measures = kCount}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  const auto write = [&](std::int64_t dimension, std::int64_t count, Text metric) {
    out.beginObject();
    out.key("dimension").integer(dimension);
    out.key("count").integer(count);
    out.key("metric").string(metric);
    out.endObject();
  };
  const Rows& index = outcome->answers[0].rows;
  if (isIndex(index) && index[0][3].integer > kNative) {
    write(index[0][1].integer, outcome->answers[1].rows[0][0].integer, index[0][2].text);
    co_return Result<void>();
  }
  const auto counted = co_await askNative(call, db, name, std::nullopt, {}, Ask::kCount);
  if (!counted) co_return std::unexpected(counted.error());
  if (!*counted) co_return std::unexpected(noIndex(name));
  write((*counted)->index.dimension(), (*counted)->answer.rows[0][0].integer,
        nameOf((*counted)->index.space.metric()));
  co_return Result<void>();
}

// Two round trips. After the first nobody writes into the index any more, so that the second finds
// all that is in it: else what is written meanwhile would be in the next index of that name.
Task<Result<void>> deleteIndex(Call& call, Database& db, const Request& request, JsonWriter&) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text name = given.needed<Id>("indexName").text;
  if (problem) co_return std::unexpected(std::move(*problem));
  if (!isIndexName(name)) co_return Result<void>();  // there is none
  const Result<std::optional<Index>> native = co_await nativeIndex(call, db, name);
  if (!native) co_return std::unexpected(native.error());
  if (*native) co_return co_await dropNative(call, db, name);
  // Of what was to be copied into it nothing comes into the next one of its name.
  static constexpr Change kEnd[] = {
      {.column = ofIndex("clusters"), .how = How::kSet, .value = {std::int64_t{1}}}};
  static constexpr Change kMark[] = {
      {.column = ofIndex("version"), .how = How::kSet, .value = {kDeleted}}};
  const Text copied = takenOver(call.arena, name);
  const Statement statements[] = {Update{.table = &kIndexes,
                                         .where = equals(call.arena, ofIndex("name"), {name}),
                                         .changes = kMark},
                                  Update{.table = &kIndexes,
                                         .where = equals(call.arena, ofIndex("name"), {copied}),
                                         .changes = kEnd}};
  const Result<Outcome> marked = co_await db.run({.statements = statements});
  if (!marked) co_return std::unexpected(marked.error());
  co_return co_await sweep(call, db, name);
}

Task<Result<void>> truncateIndex(Call& call, Database& db, const Request& request, JsonWriter&) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text name = given.needed<Id>("indexName").text;
  if (problem) co_return std::unexpected(std::move(*problem));
  // In all namespaces.
  const auto emptied = co_await askNative(call, db, name, std::nullopt, {}, Ask::kDelete);
  if (!emptied) co_return std::unexpected(emptied.error());
  if (*emptied) co_return Result<void>();
  const Statement statements[] = {
      Delete{.table = &kVectors, .where = equals(call.arena, ofVector("indexName"), {name})}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .in_parts = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return Result<void>();
}

Task<Result<void>> deleteVector(Call& call, Database& db, const Request& request, JsonWriter&) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Target target = readTarget(given);
  target.rest = equals(call.arena, ofVector("vectorId"), {given.needed<Id>("id").text});
  if (problem) return refused<void>(std::move(*problem));
  return remove(call, db, target);
}

Task<Result<void>> deleteVectors(Call& call, Database& db, const Request& request, JsonWriter&) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Target target = readTarget(given);
  const auto ids = given.read<std::span<const Id>>("ids");
  const bool has_filter = isThere(given, "filter");
  if (ids && has_filter) {
    given.refuse({}, "must have ids or a filter, not both", "MUTUALLY_EXCLUSIVE");
  }
  if (!ids && !has_filter) given.refuse({}, "must have ids or a filter", "NO_TARGET");
  if (ids && ids->empty()) given.refuse("ids", "must not be empty", "EMPTY_IDS");
  if (ids) {
    target.rest = {.is = Is::kIn, .field = {ofVector("vectorId")}, .values = cellsOf(arena, *ids)};
  } else if (has_filter) {
    target.rest = readNarrowFilter(arena, given, "filter", db.matchesPatterns());
  }
  if (problem) return refused<void>(std::move(*problem));
  return remove(call, db, target);
}

#define AGENTKEEP_WHERE "indexName: string, namespace?: string"

constexpr const Table* kTables[] = {&kIndexes, &kClusters, &kVectors};
constexpr api::Method kMethods[] = {
    {.name = "createIndex",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ indexName: string, dimension: integer, metric?: 'cosine' | "
                             "'euclidean' | 'dotproduct', native?: boolean }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &createIndex,
     .summary = AGENTKEEP_NOTE("Makes an index; one of the same dimension stays as it is. native: "
                               "of the database's own type, in a table as other adapters make it, "
                               "on libSQL servers and on PostgreSQL with the extension vector.")},
    {.name = "upsert",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_WHERE
                             ", vectors: number[][], metadata?: any[], ids?: string[], "
                             "deleteFilter?: object }"),
     .answer = AGENTKEEP_NOTE("string[]"),
     .run = &upsert,
     .summary = AGENTKEEP_NOTE("Adds vectors, or replaces those of known ids, and answers their "
                               "ids. Of two of one id the last counts. What deleteFilter matches "
                               "goes first, in the same transaction.")},
    {.name = "query",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_WHERE
                             ", queryVector: number[], topK?: integer, filter?: object, "
                             "includeVector?: boolean, minScore?: number, probes?: integer }"),
     .answer = AGENTKEEP_NOTE("VectorMatch[]"),
     .run = &query,
     .summary = AGENTKEEP_NOTE("The nearest vectors that match the filter, the nearest first.")},
    {.name = "takeOver",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ indexName: string }"),
     .answer = AGENTKEEP_NOTE("{ vectors: integer, done: boolean }"),
     .run = &takeOver,
     .summary =
         AGENTKEEP_NOTE("Brings over what @mastra/libsql has in its table of that name in an "
                        "SQLite file, once, some of it a call: repeat it until it is done. "
                        "Ids that are there stay as they are.")},
    {.name = "listIndexes",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ }"),
     .answer = AGENTKEEP_NOTE("string[]"),
     .run = &listIndexes,
     .summary = AGENTKEEP_NOTE("The names of all indexes.")},
    {.name = "describeIndex",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ indexName: string }"),
     .answer = AGENTKEEP_NOTE("{ dimension: integer, count: integer, metric: string }"),
     .run = &describeIndex,
     .summary = AGENTKEEP_NOTE("What the index is made for, and how many vectors it has.")},
    {.name = "deleteIndex",
     .scope = Scope::kAdmin,
     .takes = AGENTKEEP_NOTE("{ indexName: string }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &deleteIndex,
     .summary = AGENTKEEP_NOTE("Deletes an index with its vectors; no error if there is none.")},
    {.name = "truncateIndex",
     .scope = Scope::kAdmin,
     .takes = AGENTKEEP_NOTE("{ indexName: string }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &truncateIndex,
     .summary = AGENTKEEP_NOTE("Deletes all vectors of an index.")},
    {.name = "updateVector",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_WHERE
                             ", id?: string, filter?: object, update: { vector?: number[], "
                             "metadata?: object } }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &updateVector,
     .summary = AGENTKEEP_NOTE("Replaces the vector or the metadata of one, or of those that match "
                               "a filter.")},
    {.name = "deleteVector",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_WHERE ", id: string }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &deleteVector,
     .summary = AGENTKEEP_NOTE("Deletes one vector; no error if it does not exist.")},
    {.name = "deleteVectors",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_WHERE ", ids?: string[], filter?: object }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &deleteVectors,
     .summary = AGENTKEEP_NOTE("Deletes vectors by their ids or by a filter.")},
    {.name = "optimize",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ indexName: string }"),
     .answer = AGENTKEEP_NOTE("{ clusters: integer, split: integer, done: boolean }"),
     .run = &optimize,
     .summary = AGENTKEEP_NOTE("Takes apart what has become too large, some of it a call: repeat "
                               "it until it is done. Upserts do the same, now and then.")},
};

#ifdef AGENTKEEP_DESCRIBE
constexpr api::AnswerType kAnswers[] = {
    {.name = "VectorMatch",
     .type = "{ id: string, score: number, metadata: object, vector?: number[] }"},
};
#endif

}  // namespace

extern const api::Domain kDomain{.name = "vectors",
                                 .tables = kTables,
                                 .methods = kMethods,
                                 AGENTKEEP_ANSWERS(.answers = kAnswers, ).family = "VECTOR"};

}  // namespace agentkeep::vectors
