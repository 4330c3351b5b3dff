// The nearest vectors: of the clusters that are near the codes are looked at, of the best of these
// the vectors themselves.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/bytes.h"
#include "domains/vectors/index.h"
#include "domains/vectors/known.h"
#include "query/ask.h"
#include "vectors/filter.h"

namespace agentkeep::vectors {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

namespace {

constexpr std::uint32_t kMostTop = 100'000;
// Codes and vectors, which cross the border as hexadecimal digits, have no more than so many bytes
// a query: a database answers no more at once, and a caller waits for them.
constexpr std::size_t kMostBytes = 2'000'000;
constexpr std::size_t kMostBytesOfVectors = 1'000'000;
constexpr std::size_t kBytesOfId = 40;  // about
// How many of n vectors that match are looked at: 10 * n ^ (5 / 8). Of hard ones, word vectors of
// 100 dimensions, that finds 96 of 100, be they 10,000 or 100,000.
double lookedAtOf(double n) {
  const double root = std::sqrt(n);
  return 10 * root * std::sqrt(std::sqrt(std::sqrt(n)));
}
// So much of what should be looked at will do.
constexpr double kNearlyAll = 0.8;

struct Asked {
  Target target;
  std::span<const float> vector;
  std::size_t top = 0;
  std::optional<double> least;
  std::size_t probes = 0;  // clusters; 0: as many as is good
  bool shows = false;
};

std::size_t readCount(Arguments& given, Text name, double otherwise, Text status) {
  const double count = given.read<double>(name).value_or(otherwise);
  const bool is_count = count >= 1 && count <= kMostTop && count == std::trunc(count);
  if (is_count || (count == 0 && !isThere(given, name))) return static_cast<std::size_t>(count);
  given.refuse(name, "must be a positive integer, 100000 at most", status);
  return 0;
}

Asked read(Call& call, const Database& db, Arguments& given) {
  Asked out;
  out.target = readTarget(given);
  out.vector = readVector(call, given, "queryVector");
  if (!isThere(given, "queryVector")) {
    given.refuse("queryVector", "is required", "MISSING_VECTOR");
  }
  out.top = readCount(given, "topK", 10, "INVALID_TOP_K");
  out.probes = readCount(given, "probes", 0, {});
  out.least = given.read<double>("minScore");
  out.shows = given.read<bool>("includeVector").value_or(false);
  if (isThere(given, "sparseVector")) given.refuse("sparseVector", "is not supported");
  out.target.rest =
      whereOf(call.arena, given, "filter", ofVector("metadata"), db.matchesPatterns()).where;
  return out;
}

// Vectors that may be among the nearest.
struct Candidates {
  std::vector<Ranked> best;  // by their numbers in `ids`
  std::vector<Text> ids;     // JSON
};

// How many of the best are looked at themselves: the coarser the code, the more.
std::size_t candidatesFor(const Space& space, std::size_t top) {
  const std::size_t each = 8 / space.bits();
  const std::size_t most = kMostBytesOfVectors / (8 * std::size_t{space.dimension()});
  return std::max(top, std::min(top * each + 15 * each, most));
}

// Those vectors of some clusters that match, the best `most` of all so far. Their number.
Result<std::size_t> collect(const Index& index, const Probe& probe, const Rows& rows,
                            std::size_t most, Candidates& out) {
  const std::size_t digits = 2 * index.space.codeBytes();
  const std::size_t before = out.ids.size();
  // The rest goes now and then, so that the list does not grow.
  const auto cut = [&] {
    sortRanked(out.best);
    out.best.resize(std::min(out.best.size(), most));
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Text codes = rows[i][1].text;
    JsonReader ids(rows[i][2].text);
    ids.beginArray();
    std::size_t at = 0;
    for (; ids.nextItem() && at + digits <= codes.size(); at += digits) {
      out.best.emplace_back(-probe.nearness(codes.data() + at),
                            static_cast<std::uint32_t>(out.ids.size()));
      out.ids.push_back(ids.value());
      if (out.best.size() >= 4 * most + 64) cut();
    }
    if (at != codes.size() || ids.failed()) {
      return fail(ErrorCode::kCorruptRow, "stored vectors are not of their index's dimension");
    }
  }
  cut();
  return out.ids.size() - before;
}

// Remembers how many vectors the clusters have.
void count(const Index& index, const Rows& rows) {
  const std::span<std::int32_t> counts = knownCounts(index.name, index.version);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto cluster = clusterOf(index.name, rows[i][0].text);
    if (!cluster || *cluster >= counts.size()) continue;
    counts[*cluster] =
        static_cast<std::int32_t>(rows[i][1].text.size() / (2 * index.space.codeBytes()));
  }
}

// The codes and ids of the vectors of some clusters that match, a row a cluster.
Aggregate codesOf(Arena& arena, const Index& index, const Target& target,
                  std::span<const std::uint32_t> clusters) {
  static constexpr Group kByPlace[] = {{.by = By::kField, .field = {ofVector("place")}}};
  static constexpr Measure kAll[] = {{.fn = Fn::kEach, .field = {ofVector("code")}},
                                     {.fn = Fn::kEach, .field = {ofVector("vectorId")}}};
  const std::span<Cell> places = arena.make<Cell>(clusters.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i] = {placeOf(arena, index.name, clusters[i])};
  }
  return {.table = &kVectors,
          .where = allOf(arena, {{.is = Is::kIn, .field = {ofVector("place")}, .values = places},
                                 equals(arena, ofVector("namespace"), {target.name_space}),
                                 target.rest}),
          .groups = kByPlace,
          .measures = kAll};
}

// Finds those that may be the nearest. False: the index is not as it was known. Cost: one round
// trip, and another where few vectors match.
Task<Result<bool>> look(Call& call, Database& db, const Asked& asked, const Index& index,
                        bool is_known, Candidates& out) {
  Arena& arena = call.arena;
  const std::span<float> turned = arena.make<float>(asked.vector.size());
  index.space.turn(asked.vector, turned);
  const Probe probe(index.space, turned);

  // From the nearest cluster on, until enough vectors that match were seen.
  const std::vector<std::uint32_t> ranked = index.centres.ranked(turned);
  double all = 0;
  for (const std::int32_t each : index.counts) all += each;
  const std::size_t most = candidatesFor(index.space, asked.top);
  // How many are to be looked at of so many that match.
  const auto enoughOf = [&](double matching) {
    const std::size_t bytes = 2 * index.space.codeBytes() + kBytesOfId;
    const double wanted = std::min(lookedAtOf(matching),
                                   static_cast<double>(kMostBytes) / static_cast<double>(bytes));
    return std::max(static_cast<double>(most), wanted);
  };
  double enough = enoughOf(all);
  double looked_at = 0;  // vectors, about, those that do not match among them
  out.best.reserve(4 * most + 64);
  std::size_t at = 0;
  double seen = 0;
  while (at < ranked.size() && seen < enough * kNearlyAll) {
    const std::size_t from = at;
    if (asked.probes != 0) {
      if (at != 0) break;
      at = std::min(ranked.size(), asked.probes);
    } else {
      // Of those that come next as many match as of those before.
      const double to = at == 0 ? enough : std::max(looked_at * enough / std::max(seen, 0.1), 1.0);
      while (at < ranked.size() && looked_at < to) {
        looked_at += std::max(1, index.counts[ranked[at++]]);
      }
    }
    const Statement statements[] = {
        codesOf(arena, index, asked.target, std::span(ranked).subspan(from, at - from)),
        selectIndex(arena, index.name)};
    const bool checks = is_known && from == 0;
    const Result<Outcome> outcome = co_await db.run(
        {.statements = std::span(statements).first(checks ? 2 : 1), .replica_ok = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (checks) {
      const Rows& row = outcome->answers[1].rows;
      if (row.empty() || row[0][3].integer != index.version) co_return false;
    }
    const Result<std::size_t> found = collect(index, probe, outcome->answers[0].rows, most, out);
    if (!found) co_return std::unexpected(found.error());
    if (asked.target.rest.is == Is::kAll) count(index, outcome->answers[0].rows);
    seen += static_cast<double>(*found);
    enough = enoughOf(seen * std::max(all, looked_at) / std::max(looked_at, 1.0));
  }
  co_return true;
}

struct Hit {
  double score;
  std::span<const Value> row;
  std::span<const std::byte> vector;
};

std::span<const float> floatsOf(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

// The number with the fewest digits that is still the same 32-bit one.
double shortOf(float number) {
  const double exact = static_cast<double>(number);
  const double size = std::abs(exact);
  const bool is_usual = size >= 1e-5 && size < 1e7;  // false of NaN, too
  if (!is_usual) return exact;
  double scale = 1;
  while (size * scale < 1e5) scale *= 10;
  for (int digits = 6; digits <= 9; ++digits, scale *= 10) {
    const double rounded = std::round(exact * scale) / scale;
    if (static_cast<float>(rounded) == number) return rounded;
  }
  return exact;
}

void write(JsonWriter& out, std::span<const Hit> hits, bool shows) {
  out.beginArray();
  for (const Hit& hit : hits) {
    out.beginObject();
    out.key("id").string(hit.row[0].text);
    out.key("score").real(hit.score);
    out.key("metadata").raw(hit.row[1].text);
    if (shows) {
      out.key("vector").beginArray();
      for (const float number : floatsOf(hit.vector)) out.real(shortOf(number));
      out.endArray();
    }
    out.endObject();
  }
  out.endArray();
}

}  // namespace

Task<Result<void>> query(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Asked asked = read(call, db, given);
  if (problem) co_return std::unexpected(std::move(*problem));

  // What is known of the index may not be so any more.
  std::optional<Index> index = knownIndex(arena, asked.target.index);
  Candidates candidates;
  bool is_seen = false;
  if (index && index->dimension() == asked.vector.size()) {
    const Result<bool> done = co_await look(call, db, asked, *index, true, candidates);
    if (!done) co_return std::unexpected(done.error());
    is_seen = *done;
  }
  if (!is_seen) {
    Result<Index> found = co_await findIndex(call, db, asked.target.index);
    if (!found) co_return std::unexpected(found.error());
    index = *found;
    auto wrong = wrongDimension(index->name, index->dimension(), asked.vector.size());
    if (wrong) co_return std::unexpected(std::move(*wrong));
    const Result<bool> done = co_await look(call, db, asked, *index, false, candidates);
    if (!done) co_return std::unexpected(done.error());
  }

  std::vector<Hit> hits;
  if (!candidates.best.empty()) {
    const std::span<Cell> keys = arena.make<Cell>(candidates.best.size() * std::size(kVectorKey));
    auto to = keys.begin();
    for (const Ranked& each : candidates.best) {
      *to++ = {index->name};
      *to++ = {asked.target.name_space};
      *to++ = {JsonReader(candidates.ids[each.second]).string().decode(arena)};
    }
    static constexpr Col kColumns[] = {ofVector("vectorId"), ofVector("metadata"),
                                       ofVector("embedding")};
    const Result<Rows> rows = co_await readRowsOf(
        db, Select{.table = &kVectors,
                   .columns = kColumns,
                   .where = allOf(arena, {{.is = Is::kKeyIn, .values = keys}, asked.target.rest})});
    if (!rows) co_return std::unexpected(rows.error());
    hits.reserve(rows->size());
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto vector = bytesOf(arena, (*rows)[i][2].text, asked.vector.size() * sizeof(float));
      if (!vector) co_return std::unexpected(vector.error());
      double score = scoreOf(index->space.metric(), asked.vector, floatsOf(*vector));
      if (!std::isfinite(score)) score = std::numeric_limits<double>::lowest();
      if (asked.least && !(score > *asked.least)) continue;
      hits.push_back({score, (*rows)[i], *vector});
    }
  }
  const std::size_t count = std::min(hits.size(), asked.top);
  std::ranges::sort(hits, [](const Hit& a, const Hit& b) {
    return a.score != b.score ? a.score > b.score : a.row[0].text < b.row[0].text;
  });
  write(out, std::span(hits).first(count), asked.shows);
  co_return Result<void>();
}

}  // namespace agentkeep::vectors
