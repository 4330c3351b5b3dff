#include "vectors/nearest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/bytes.h"
#include "core/json.h"
#include "core/message.h"
#include "core/pack.h"
#include "core/sort.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "vectors/index.h"
#include "vectors/known.h"
#include "vectors/native.h"

namespace agentkeep::vectors {

using namespace query;  // it speaks its words all the time

namespace {

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
constexpr unsigned kAttempts = 4;  // at an index that others change
// So much of what should be looked at will do.
constexpr double kNearlyAll = 0.8;

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
Aggregate codesOf(Arena& arena, const Index& index, const Nearest& asked,
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
                                 equals(arena, ofVector("namespace"), {asked.name_space}),
                                 asked.rest}),
          .groups = kByPlace,
          .measures = kAll};
}

// Finds those that may be the nearest. False: the index is not as it was known. Cost: one round
// trip, and another where few vectors match.
Task<Result<bool>> look(Call& call, Database& db, const Nearest& asked, const Index& index,
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
  // What a query before has seen of this condition, until this one has seen it. An index that has
  // grown has another version.
  const std::uint64_t condition =
      checksum(message({index.name, "\n", std::to_string(index.version), "\n", asked.name_space,
                        "\n", asked.condition}));
  const bool is_kept = asked.rest.is == Is::kAll || !asked.condition.empty();
  const double before = is_kept ? knownShare(condition) : 0;
  double share = before > 0 ? before : 1;
  double enough = enoughOf(all * share);
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
      const double to = std::max(enough / share, 1.0);
      while (at < ranked.size() && looked_at < to) {
        looked_at += std::max(1, index.counts[ranked[at++]]);
      }
    }
    const Statement statements[] = {
        codesOf(arena, index, asked, std::span(ranked).subspan(from, at - from)),
        selectIndex(arena, index.name)};
    const bool checks = is_known && from == 0;
    const Result<Outcome> outcome = co_await db.run(
        {.statements = std::span(statements).first(checks ? 2 : 1), .replica_ok = true});
    if (!outcome) {
      if (is_kept) rememberShare(condition, 0);  // it may have been too much
      co_return std::unexpected(outcome.error());
    }
    if (checks) {
      const Rows& row = outcome->answers[1].rows;
      if (row.empty() || row[0][3].integer != index.version) co_return false;
    }
    const Result<std::size_t> found = collect(index, probe, outcome->answers[0].rows, most, out);
    if (!found) co_return std::unexpected(found.error());
    if (asked.rest.is == Is::kAll) count(index, outcome->answers[0].rows);
    seen += static_cast<double>(*found);
    share = std::min(std::max(seen, 0.1) / std::max(looked_at, 1.0), 1.0);
    enough = enoughOf(share * std::max(all, looked_at));
  }
  // Elsewhere in the index more may match: then too little is asked for, which is less bad than too
  // much.
  if (is_kept && looked_at > 0) rememberShare(condition, std::max(share, before / 2));
  co_return true;
}

std::span<const float> floatsOf(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
}

// Those of an index that may be the best, in any order. None: it is not as it was known.
Task<Result<std::optional<std::vector<Hit>>>> hitsOf(Call& call, Database& db, const Nearest& asked,
                                                     const Index& index, bool is_known) {
  Arena& arena = call.arena;
  Candidates candidates;
  const Result<bool> done = co_await look(call, db, asked, index, is_known, candidates);
  if (!done) co_return std::unexpected(done.error());
  if (!*done) co_return std::nullopt;

  std::vector<Hit> hits;
  if (!candidates.best.empty()) {
    const std::span<Cell> keys = arena.make<Cell>(candidates.best.size() * std::size(kVectorKey));
    auto to = keys.begin();
    for (const Ranked& each : candidates.best) {
      *to++ = {index.name};
      *to++ = {asked.name_space};
      *to++ = {JsonReader(candidates.ids[each.second]).string().decode(arena)};
    }
    static constexpr Col kColumns[] = {ofVector("vectorId"), ofVector("metadata"),
                                       ofVector("embedding")};
    const Result<Rows> rows = co_await readRowsOf(
        db, Select{.table = &kVectors,
                   .columns = kColumns,
                   .where = allOf(arena, {{.is = Is::kKeyIn, .values = keys}, asked.rest})});
    if (!rows) co_return std::unexpected(rows.error());
    hits.reserve(rows->size());
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto vector = bytesOf(arena, (*rows)[i][2].text, asked.vector.size() * sizeof(float));
      if (!vector) co_return std::unexpected(vector.error());
      double score = scoreOf(index.space.metric(), asked.vector, floatsOf(*vector));
      if (!std::isfinite(score)) score = std::numeric_limits<double>::lowest();
      if (asked.least && !(score > *asked.least)) continue;
      hits.push_back({.score = score,
                      .id = (*rows)[i][0].text,
                      .metadata = (*rows)[i][1].text,
                      .vector = floatsOf(*vector)});
    }
  }
  co_return hits;
}

}  // namespace

Task<Result<std::vector<Hit>>> nearest(Call& call, Database& db, const Nearest& asked) {
  // What is known of the index may not be so any more.
  std::optional<Index> index = knownIndex(call.arena, asked.index);
  bool is_known = index && index->dimension() == asked.vector.size();
  for (unsigned attempt = 1;; ++attempt, is_known = false) {
    if (!is_known) {
      Result<Index> found = co_await findIndex(call, db, asked.index);
      if (!found) co_return std::unexpected(found.error());
      index = *found;
      auto wrong = wrongDimension(index->name, index->dimension(), asked.vector.size());
      if (wrong && attempt == kAttempts) co_return std::unexpected(std::move(*wrong));
      if (wrong) {
        const Result<void> is_remade = co_await isRemade(call, db, *index, std::move(*wrong));
        if (!is_remade) co_return std::unexpected(is_remade.error());
        continue;
      }
    }
    Result<std::optional<std::vector<Hit>>> hits =
        index->isNative() ? co_await nearestNative(call, db, asked, *index)
                          : co_await hitsOf(call, db, asked, *index, is_known);
    if (hits && *hits) {
      std::vector<Hit>& found = **hits;
      sortSmall(found, [](const Hit& a, const Hit& b) {
        return a.score != b.score ? a.score > b.score : a.id < b.id;
      });
      found.resize(std::min(found.size(), asked.top));
      co_return std::move(found);
    }
    // Between two trips it may have been deleted, and made anew with other dimensions.
    const bool is_other = hits || hits.error()->code == ErrorCode::kCorruptRow;
    if (!is_other || attempt == kAttempts) co_return std::unexpected(hits.error());
  }
}

}  // namespace agentkeep::vectors
