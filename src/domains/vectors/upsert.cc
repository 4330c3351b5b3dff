// What writes vectors, each into its cluster, and how clusters grow. Nothing is trained or made
// anew: a cluster that has become too large is taken apart, and its vectors are moved.
#include <algorithm>
#include <numeric>

#include "core/bytes.h"
#include "core/message.h"
#include "core/uuid.h"
#include "domains/vectors/arguments.h"
#include "domains/vectors/methods.h"
#include "domains/vectors/put.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "vectors/index.h"
#include "vectors/native.h"
#include "vectors/numbers.h"

namespace agentkeep::vectors {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

namespace {

// A cluster that has so many vectors is taken apart, into such as have no more than a part of that.
// The more dimensions, the longer are the centres, so that there should be fewer of them.
constexpr std::size_t kLeastOfFull = 256;
constexpr std::size_t kMostOfFull = 1024;
constexpr std::size_t kParts = 4;
// Codes of a cluster are read as one text, and together with those of others.
constexpr std::size_t kMostBytesOfCluster = 500'000;
// Nobody counts a cluster's vectors but who adds one, one time in so many.
constexpr std::uint64_t kCountedOnceIn = 64;
// What one call does about clusters that are too large: others go on.
constexpr unsigned kSplitsOfCall = 2;
constexpr unsigned kSplitsOfOptimize = 20;

constexpr std::int64_t kMostVersion = 9'007'199'254'740'991;

std::size_t mostOfCluster(const Space& space) {
  const std::size_t most =
      std::clamp<std::size_t>(space.dimension() / 2, kLeastOfFull, kMostOfFull);
  return std::min(most, kMostBytesOfCluster / (2 * space.codeBytes() + 48));
}

constexpr Col kVectorRow[] = {0, 1, 2, 3, 4, 5, 6};
constexpr Change kNewVector[] = {
    {.column = ofVector("place"), .how = How::kSet, .value = {Incoming{}}},
    {.column = ofVector("code"), .how = How::kSet, .value = {Incoming{}}},
    {.column = ofVector("metadata"), .how = How::kSet, .value = {Incoming{}}},
    {.column = ofVector("embedding"), .how = How::kSet, .value = {Incoming{}}},
};
constexpr Change kNewCentre[] = {
    {.column = ofCluster("vectors"), .how = How::kSet, .value = {Incoming{}}},
    {.column = ofCluster("centre"), .how = How::kSet, .value = {Incoming{}}},
};

Cell blobOf(std::span<const float> vector) { return {Blob{textOf(std::as_bytes(vector))}}; }

// That the index has clusters that nobody has seen: `made` more than it had.
void addGrowth(Call& call, const Index& index, std::size_t made,
               std::vector<Statement>& statements) {
  const auto version = static_cast<std::int64_t>(call.random.next() >> 11U);
  const std::span<const Change> changes = call.arena.list<Change>(
      {{.column = ofIndex("version"), .how = How::kSet, .value = {std::min(version, kMostVersion)}},
       {.column = ofIndex("clusters"),
        .how = How::kAdd,
        .value = {static_cast<std::int64_t>(made)}}});
  statements.emplace_back(Update{.table = &kIndexes,
                                 .where = sameIndex(call.arena, index.name, index.version).where,
                                 .changes = changes});
  statements.emplace_back(Guard{.must = Must::kChanged, .rows = 1});
}

// Takes a cluster apart if it is too large. Whether it was, and nobody else was faster. Cost: one
// round trip to look, one to do it.
Task<Result<bool>> split(Call& call, Database& db, const Index& index, std::uint32_t cluster) {
  Arena& arena = call.arena;
  const Space& space = index.space;
  const Text place = placeOf(arena, index.name, cluster);
  static constexpr Measure kAll[] = {{.fn = Fn::kEach, .field = {ofVector("code")}},
                                     {.fn = Fn::kEach, .field = {ofVector("namespace")}},
                                     {.fn = Fn::kEach, .field = {ofVector("vectorId")}}};
  const Where is_there = equals(arena, ofVector("place"), {place});
  const Result<Rows> rows =
      co_await rowsOf(db, Aggregate{.table = &kVectors, .where = is_there, .measures = kAll});
  if (!rows) co_return std::unexpected(rows.error());
  const std::span<const Value> found = (*rows)[0];
  const std::size_t count = found[0].text.size() / (2 * space.codeBytes());
  const std::size_t most = mostOfCluster(space);
  if (count <= most) co_return false;
  const auto codes = bytesOf(arena, found[0].text, count * space.codeBytes());
  if (!codes) co_return std::unexpected(codes.error());
  const std::vector<Text> spaces = itemsOf(found[1].text).value_or(std::vector<Text>());
  const std::vector<Text> ids = itemsOf(found[2].text).value_or(std::vector<Text>());
  if (spaces.size() != count || ids.size() != count) {
    co_return fail(ErrorCode::kCorruptRow, "stored vectors are not of their index's dimension");
  }
  std::vector<float> turned(count * space.dimension());
  for (std::size_t i = 0; i < count; ++i) {
    space.decode(codes->subspan(i * space.codeBytes(), space.codeBytes()),
                 std::span(turned).subspan(i * space.dimension(), space.dimension()));
  }
  std::vector<std::uint32_t> all(count);
  std::iota(all.begin(), all.end(), 0U);
  const std::vector<Part> parts = partsOf(space, turned, all, most / kParts);

  std::vector<Statement> statements;
  statements.reserve(parts.size() + 3);
  addGrowth(call, index, parts.size() - 1, statements);
  std::vector<Cell> clusters;
  clusters.reserve(parts.size() * std::size(kClusterRow));
  const auto next = static_cast<std::uint32_t>(index.centres.size());
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    addCluster(arena, clusters, index.name, i == 0 ? cluster : next + i - 1,
               parts[i].vectors.size(), parts[i].centre);
  }
  statements.emplace_back(Insert{.table = &kClusters,
                                 .columns = kClusterRow,
                                 .rows = clusters,
                                 .on_conflict = OnConflict::kChange,
                                 .changes = kNewCentre});
  const std::size_t before = statements.size();
  for (std::uint32_t i = 1; i < parts.size(); ++i) {
    const std::span<Cell> keys = arena.make<Cell>(parts[i].vectors.size() * std::size(kVectorKey));
    auto to = keys.begin();
    for (const std::uint32_t each : parts[i].vectors) {
      *to++ = {index.name};
      *to++ = {JsonReader(spaces[each]).string().decode(arena)};
      *to++ = {JsonReader(ids[each]).string().decode(arena)};
    }
    const std::span<const Change> moves =
        arena.list<Change>({{.column = ofVector("place"),
                             .how = How::kSet,
                             .value = {placeOf(arena, index.name, next + i - 1)}}});
    statements.emplace_back(
        Update{.table = &kVectors,
               .where = allOf(arena, {is_there, {.is = Is::kKeyIn, .values = keys}}),
               .changes = moves});
  }
  // Where all of it is no transaction, the clusters are there before anything is in them.
  const std::span<const Statement> steps(statements);
  const std::size_t first = db.isAtomic() ? steps.size() : before;
  const Result<Outcome> outcome =
      co_await db.run({.statements = steps.first(first), .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (outcome->failed) co_return false;
  for (std::size_t i = first; i < steps.size(); ++i) {
    const Result<void> moved = co_await done(db, steps[i]);
    if (!moved) co_return std::unexpected(moved.error());
  }
  co_return true;
}

// Takes those clusters apart that are too large; how many are left.
Task<Result<std::size_t>> splitAll(Call& call, Database& db, Text name,
                                   std::vector<std::uint32_t> clusters, unsigned most) {
  std::size_t left = clusters.size();
  for (const std::uint32_t each : clusters) {
    if (most-- == 0) break;
    // Each split changes what is known.
    const Result<Index> index = co_await findIndex(call, db, name);
    if (!index) co_return std::unexpected(index.error());
    const Result<bool> is_split = co_await split(call, db, *index, each);
    if (!is_split) co_return std::unexpected(is_split.error());
    --left;
  }
  co_return left;
}

// How many vectors the clusters of these places have.
Aggregate countOf(Where where) {
  static constexpr Group kByPlace[] = {{.by = By::kField, .field = {ofVector("place")}}};
  static constexpr Measure kCount[] = {{.fn = Fn::kRows}};
  return {.table = &kVectors, .where = where, .groups = kByPlace, .measures = kCount};
}

// Those clusters that have too many.
std::vector<std::uint32_t> tooLarge(const Index& index, const Rows& counts) {
  std::vector<std::uint32_t> out;
  out.reserve(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i][1].integer <= static_cast<std::int64_t>(mostOfCluster(index.space))) continue;
    if (const auto cluster = clusterOf(index.name, counts[i][0].text)) out.push_back(*cluster);
  }
  return out;
}

void read(Call& call, const Database& db, Arguments& given, Given& out) {
  out.target = readTarget(given);
  out.vectors = readVectors(given, "vectors");
  const std::size_t count = out.vectors.size();
  if (count == 0) given.refuse("vectors", "must not be empty", "EMPTY_VECTORS");
  const auto ids = given.read<std::span<const Id>>("ids");
  if (ids && ids->size() != count) {
    given.refuse("ids", "must be as many as vectors", "IDS_LENGTH_MISMATCH");
  }
  std::optional<std::vector<Text>> metadata;
  if (isThere(given, "metadata")) {
    metadata = itemsOf(*given.find("metadata"));
    if (!metadata) given.refuse("metadata", "must be a list");
    if (metadata && metadata->size() != count) {
      given.refuse("metadata", "must be as many as vectors", "METADATA_LENGTH_MISMATCH");
    }
  }
  if (isThere(given, "sparseVectors")) given.refuse("sparseVectors", "are not supported");
  out.target.rest = readNarrowFilter(call.arena, given, "deleteFilter", db.matchesPatterns());
  if (given.failed()) return;
  const std::span<Text> names = call.arena.make<Text>(count);
  const std::span<Text> about = call.arena.make<Text>(count);
  for (std::size_t i = 0; i < count; ++i) {
    names[i] = ids ? (*ids)[i].text : uuid4(call);
    about[i] = metadata && (*metadata)[i] != "null" ? (*metadata)[i] : Text("{}");
    if (about[i].starts_with('{')) continue;
    given.refuse(message({"metadata[", std::uint64_t{i}, "]"}), "must be an object");
  }
  out.ids = names;
  out.metadata = about;
}

// The vectors as rows, and what clusters are made for them.
struct Prepared {
  std::vector<Cell> clusters;
  std::span<Cell> vectors;
  std::vector<Cell> counted;  // places whose vectors are to be counted
};

void prepare(Call& call, const Index& index, const Given& given, Prepared& out) {
  Arena& arena = call.arena;
  const Space& space = index.space;
  const std::size_t size = space.dimension();
  const std::size_t count = given.vectors.size();
  std::vector<float> turned(count * size);
  std::vector<std::vector<std::uint32_t>> members(index.centres.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::span<float> vector = std::span(turned).subspan(i * size, size);
    space.turn(given.vectors[i], vector);
    members[index.centres.nearest(vector)].push_back(i);
  }
  out.vectors = arena.make<Cell>(count * std::size(kVectorRow));
  const auto put = [&](std::uint32_t cluster, std::span<const std::uint32_t> vectors) {
    const Text place = placeOf(arena, index.name, cluster);
    for (const std::uint32_t i : vectors) {
      const std::span<std::byte> code = arena.make<std::byte>(space.codeBytes());
      space.encode(std::span(turned).subspan(i * size, size), code);
      const std::span<Cell> row =
          out.vectors.subspan(i * std::size(kVectorRow), std::size(kVectorRow));
      row[ofVector("indexName")] = {index.name};
      row[ofVector("namespace")] = {given.target.name_space};
      row[ofVector("vectorId")] = {given.ids[i]};
      row[ofVector("place")] = {place};
      row[ofVector("code")] = {Blob{textOf(code)}};
      row[ofVector("metadata")] = {Json{given.metadata[i]}};
      row[ofVector("embedding")] = blobOf(given.vectors[i]);
    }
    return place;
  };
  auto next = static_cast<std::uint32_t>(members.size());
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    if (members[i].empty()) continue;
    if (members[i].size() > mostOfCluster(space)) {
      // So many at once have clusters of their own from the beginning.
      for (const Part& part : partsOf(space, turned, members[i], mostOfCluster(space) / kParts)) {
        addCluster(arena, out.clusters, index.name, next, part.vectors.size(), part.centre);
        put(next++, part.vectors);
      }
      continue;
    }
    const Text place = put(i, members[i]);
    const bool is_counted = std::ranges::any_of(
        members[i], [&](std::uint32_t) { return call.random.next() % kCountedOnceIn == 0; });
    if (is_counted) out.counted.push_back({place});
  }
}

void write(JsonWriter& out, std::span<const Text> ids) {
  out.beginArray();
  for (const Text id : ids) out.string(id);
  out.endArray();
}

// Into an index of the database's own. False: it is not as it was known.
Task<Result<bool>> upsertNative(Call& call, Database& db, const Index& index, const Given& given) {
  Arena& arena = call.arena;
  std::vector<Statement> statements;
  statements.reserve(2);
  const Result<Where> first = whereOf(arena, index, given.target.name_space, given.target.rest);
  if (!first) co_return std::unexpected(first.error());
  const Table& table = tableOf(arena, index);
  if (given.target.rest.is != Is::kAll) {
    statements.emplace_back(Delete{.table = &table, .where = *first});
  }
  const std::span<NativeRow> rows = arena.make<NativeRow>(given.vectors.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = {.id = given.ids[i], .metadata = given.metadata[i], .vector = given.vectors[i]};
  }
  statements.emplace_back(insertNative(arena, index, given.target.name_space, rows));
  const auto answer = co_await runNative(call, db, index, statements);
  if (!answer) co_return std::unexpected(answer.error());
  co_return answer->has_value();
}

}  // namespace

Task<Result<bool>> put(Call& call, Database& db, const Index& index, const Given& given,
                       std::span<const Statement> also) {
  Arena& arena = call.arena;
  Prepared rows;
  prepare(call, index, given, rows);
  std::vector<Statement> statements(also.begin(), also.end());
  statements.reserve(also.size() + 6);
  const Select same = sameIndex(arena, index.name, index.version);
  if (rows.clusters.empty()) {
    statements.emplace_back(Guard{.must = Must::kExist, .select = &same, .as_read = true});
  } else {
    addGrowth(call, index, rows.clusters.size() / std::size(kClusterRow), statements);
    statements.emplace_back(
        Insert{.table = &kClusters, .columns = kClusterRow, .rows = rows.clusters});
  }
  if (given.target.rest.is != Is::kAll) {
    statements.emplace_back(Delete{.table = &kVectors, .where = given.target.where(arena)});
  }
  statements.emplace_back(
      Insert{.table = &kVectors,
             .columns = kVectorRow,
             .rows = rows.vectors,
             .on_conflict = also.empty() ? OnConflict::kChange : OnConflict::kSkip,
             .changes = kNewVector});
  if (!rows.counted.empty()) {
    statements.emplace_back(
        countOf({.is = Is::kIn, .field = {ofVector("place")}, .values = rows.counted}));
  }
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (outcome->failed) co_return false;
  if (!rows.counted.empty()) {
    const Result<std::size_t> left = co_await splitAll(
        call, db, index.name, tooLarge(index, outcome->answers.back().rows), kSplitsOfCall);
    // The vectors are there, whatever came of this: the next one to count tries again.
    if (!left) call.warning = "a cluster of vectors that is too large was not taken apart";
  }
  co_return true;
}

Task<Result<void>> upsert(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments arguments(call, request.body, problem);
  Given given;
  read(call, db, arguments, given);
  if (problem) co_return std::unexpected(std::move(*problem));

  std::optional<Index> index = knownIndex(call.arena, given.target.index);
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    const bool is_known = index && attempt == 0;
    if (!is_known) {
      Result<Index> found = co_await findIndex(call, db, given.target.index);
      if (!found) co_return std::unexpected(found.error());
      index = *found;
    }
    std::optional<Error> wrong;
    for (std::size_t i = 0; i < given.vectors.size() && !wrong; ++i) {
      wrong = wrongDimension(index->name, index->dimension(), given.vectors[i].size());
    }
    if (wrong && is_known) continue;
    if (wrong) {
      const Result<void> is_remade = co_await isRemade(call, db, *index, std::move(*wrong));
      if (!is_remade) co_return std::unexpected(is_remade.error());
      continue;
    }
    if (index->isNative()) {
      const Result<bool> is_done = co_await upsertNative(call, db, *index, given);
      if (!is_done) co_return std::unexpected(is_done.error());
      if (!*is_done) continue;
      write(out, given.ids);
      co_return Result<void>();
    }
    const Result<bool> is_put = co_await put(call, db, *index, given, {});
    if (!is_put) co_return std::unexpected(is_put.error());
    if (!*is_put) continue;
    write(out, given.ids);
    co_return Result<void>();
  }
  co_return fail(ErrorCode::kConflict, kBusy);
}

Task<Result<void>> updateVector(Call& call, Database& db, const Request& request, JsonWriter&) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Target target = readTarget(given);
  const bool has_id = isThere(given, "id");
  const bool has_filter = isThere(given, "filter");
  if (has_id && has_filter) {
    given.refuse({}, "must have an id or a filter, not both", "MUTUALLY_EXCLUSIVE");
  }
  if (!has_id && !has_filter) given.refuse({}, "must have an id or a filter", "NO_TARGET");
  Arguments update = given.inside("update");
  const std::span<const float> vector = readVector(call, update, "vector");
  const bool has_vector = isThere(update, "vector");
  const bool has_metadata = isThere(update, "metadata");
  if (!has_vector && !has_metadata) {
    given.refuse("update", "must have a vector or metadata", "NO_PAYLOAD");
  }
  const Text metadata = has_metadata ? *update.find("metadata") : Text("{}");
  if (!metadata.starts_with('{')) update.refuse("metadata", "must be an object");
  if (has_id) {
    target.rest = equals(arena, ofVector("vectorId"), {given.needed<Id>("id").text});
  } else if (has_filter) {
    target.rest = readNarrowFilter(arena, given, "filter", db.matchesPatterns());
  }
  if (problem) co_return std::unexpected(std::move(*problem));

  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    const Result<Index> index = co_await findIndex(call, db, target.index);
    if (!index) co_return std::unexpected(index.error());
    std::vector<Change> changes;
    changes.reserve(4);
    if (has_metadata) {
      changes.push_back(
          {.column = ofVector("metadata"), .how = How::kSet, .value = {Json{metadata}}});
    }
    if (has_vector) {
      if (auto wrong = wrongDimension(index->name, index->dimension(), vector.size())) {
        const Result<void> is_remade = co_await isRemade(call, db, *index, std::move(*wrong));
        if (!is_remade) co_return std::unexpected(is_remade.error());
        continue;
      }
    }
    if (index->isNative()) {
      if (has_vector) {
        changes.push_back(
            {.column = ofVector("embedding"), .how = How::kSet, .value = {jsonOf(arena, vector)}});
      }
      const Result<Where> where = whereOf(arena, *index, target.name_space, target.rest);
      if (!where) co_return std::unexpected(where.error());
      const Statement change =
          Update{.table = &tableOf(arena, *index), .where = *where, .changes = changes};
      const auto answer = co_await runNative(call, db, *index, {&change, 1});
      if (!answer) co_return std::unexpected(answer.error());
      if (!*answer) continue;
      co_return Result<void>();
    }
    if (has_vector) {
      const std::span<float> turned = arena.make<float>(vector.size());
      index->space.turn(vector, turned);
      const std::span<std::byte> code = arena.make<std::byte>(index->space.codeBytes());
      index->space.encode(turned, code);
      changes.push_back({.column = ofVector("place"),
                         .how = How::kSet,
                         .value = {placeOf(arena, index->name, index->centres.nearest(turned))}});
      changes.push_back(
          {.column = ofVector("code"), .how = How::kSet, .value = {Blob{textOf(code)}}});
      changes.push_back(
          {.column = ofVector("embedding"), .how = How::kSet, .value = blobOf(vector)});
    }
    // Another index of that name may be of other dimensions.
    const Select same = sameIndex(arena, index->name, index->version);
    const Statement statements[] = {
        Guard{.must = Must::kExist, .select = &same, .as_read = true},
        Update{.table = &kVectors, .where = target.where(arena), .changes = changes}};
    const Result<Outcome> outcome = co_await db.run({.statements = statements, .may_fail = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) co_return Result<void>();
  }
  co_return fail(ErrorCode::kConflict, kBusy);
}

Task<Result<void>> optimize(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text name = given.needed<Id>("indexName").text;
  if (problem) co_return std::unexpected(std::move(*problem));
  const Result<Index> index = co_await findIndex(call, db, name);
  if (!index) co_return std::unexpected(index.error());
  if (index->isNative()) {
    out.beginObject();
    out.key("clusters").integer(0).key("split").integer(0).key("done").boolean(true);
    out.endObject();
    co_return Result<void>();
  }
  const Result<Rows> counts =
      co_await rowsOf(db, countOf(equals(call.arena, ofVector("indexName"), {name})));
  if (!counts) co_return std::unexpected(counts.error());
  const std::vector<std::uint32_t> large = tooLarge(*index, *counts);
  const Result<std::size_t> left = co_await splitAll(call, db, name, large, kSplitsOfOptimize);
  if (!left) co_return std::unexpected(left.error());
  out.beginObject();
  out.key("clusters").integer(static_cast<std::int64_t>(index->centres.size()));
  out.key("split").integer(static_cast<std::int64_t>(large.size() - *left));
  out.key("done").boolean(*left == 0);
  out.endObject();
  co_return Result<void>();
}

}  // namespace agentkeep::vectors
