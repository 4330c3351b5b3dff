#include "vectors/index.h"

#include <algorithm>
#include <limits>

#include "core/ascii.h"
#include "core/bytes.h"
#include "core/hex.h"
#include "core/integer.h"
#include "core/message.h"
#include "query/conditions.h"
#include "vectors/known.h"
#include "vectors/native.h"

namespace agentkeep::vectors {

using namespace query;  // it speaks its words all the time

namespace {

constexpr std::size_t kMostNameBytes = 63;

Index indexOf(Arena& arena, Text name, const Known& known) {
  const Space space(known.metric, known.dimension);
  return {.name = name,
          .version = known.version,
          .space = space,
          .centres = Centres(arena, space, known.centres),
          .counts = arena.copy(known.counts)};
}

}  // namespace

Select selectIndex(Arena& arena, Text name) {
  return {
      .table = &kIndexes, .columns = kIndexRow, .where = equals(arena, ofIndex("name"), {name})};
}

bool isIndex(const Rows& found) { return !found.empty() && found[0][3].integer != kDeleted; }

Select sameIndex(Arena& arena, Text name, std::int64_t version) {
  return {.table = &kIndexes,
          .columns = kIndexKey,
          .where = allOf(arena, {equals(arena, ofIndex("name"), {name}),
                                 equals(arena, ofIndex("version"), {version})})};
}

bool isIndexName(Text name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_letter = [](char c) { return asciiLower(c) >= 'a' && asciiLower(c) <= 'z'; };
  if (name.empty() || name.size() > kMostNameBytes || is_digit(name.front())) return false;
  return std::ranges::all_of(name, [&](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

Select ownIndex(Arena& arena, Text name) {
  return {.table = &kIndexes,
          .columns = kIndexKey,
          .where = allOf(arena, {equals(arena, ofIndex("name"), {name}),
                                 compares(arena, ofIndex("version"), Is::kGe, {std::int64_t{0}})})};
}

Text takenOver(Arena& arena, Text name) { return arena.text(message({name, " taken over"})); }

Error noIndex(Text name) {
  return {ErrorCode::kNotFound, message({"Table ", name, " not found"}), kFailed, {}};
}

std::optional<Error> wrongDimension(Text index, std::uint32_t dimension, std::size_t got) {
  if (got == dimension) return std::nullopt;
  return Error{ErrorCode::kInvalidArgument,
               message({"Vector dimension mismatch: Index \"", index, "\" expects ", dimension,
                        " dimensions but vector has ", got, " dimensions."}),
               {},
               {}};
}

// Always as long: a row whose vector is moved stays where it is in its page.
Text placeOf(Arena& arena, Text index, std::uint32_t cluster) {
  constexpr std::size_t kDigits = 4;
  const std::string number = std::to_string(cluster);
  const std::size_t zeros = kDigits - std::min(kDigits, number.size());
  return arena.text(message({index, "/", std::string(zeros, '0'), number}));
}

std::optional<std::uint32_t> clusterOf(Text index, Text place) {
  if (place.size() <= index.size() + 1) return std::nullopt;
  const auto number = integerOf(place.substr(index.size() + 1));
  if (!number || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*number);
}

void addCluster(Arena& arena, std::vector<Cell>& cells, Text index, std::uint32_t cluster,
                std::size_t vectors, std::span<const float> centre) {
  const std::span<std::byte> packed =
      arena.make<std::byte>(centreBytes(static_cast<std::uint32_t>(centre.size())));
  packCentre(centre, packed);
  cells.insert(cells.end(), {{index},
                             {std::int64_t{cluster}},
                             {static_cast<std::int64_t>(vectors)},
                             {Blob{textOf(packed)}}});
}

Result<std::span<const std::byte>> bytesOf(Arena& arena, Text digits, std::size_t count) {
  const std::span out(static_cast<std::byte*>(arena.allocate(count, alignof(float))), count);
  if (bytesOfHex(digits, out)) return out;
  return fail(ErrorCode::kCorruptRow, "a stored vector is not of its index's dimension");
}

Task<Result<Index>> findIndex(Call& call, Database& db, Text name) {
  static constexpr Order kByNumber[] = {{.column = ofCluster("cluster")}};
  static constexpr Col kColumns[] = {ofCluster("centre"), ofCluster("vectors")};
  const Statement statements[] = {
      selectIndex(call.arena, name),
      Select{.table = &kClusters,
             .columns = kColumns,
             .where = equals(call.arena, ofCluster("indexName"), {name}),
             .order = kByNumber}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  const Rows& found = outcome->answers[0].rows;
  const Rows& clusters = outcome->answers[1].rows;
  if (db.ranksVectors() && (!isIndex(found) || found[0][3].integer <= kNative)) {
    const std::int64_t entered = found.empty() ? 0 : found[0][3].integer;
    const Result<std::optional<Known>> native =
        entered <= kNative ? knownOf(entered) : co_await findNative(call, db, name);
    if (!native) co_return std::unexpected(native.error());
    if (!*native) co_return std::unexpected(noIndex(name));
    remember(name, **native);
    co_return indexOf(call.arena, name, **native);
  }
  const bool is_there = isIndex(found) && !clusters.empty();
  const auto metric = is_there ? metricOf(found[0][2].text) : std::nullopt;
  if (!metric) co_return std::unexpected(noIndex(name));
  Known known{.version = found[0][3].integer,
              .metric = *metric,
              .dimension = static_cast<std::uint32_t>(found[0][1].integer)};
  const std::size_t size = centreBytes(known.dimension);
  const std::span<std::byte> centres = call.arena.make<std::byte>(clusters.size() * size);
  // A cluster has grown since its row was written.
  const std::span<std::int32_t> counts = call.arena.make<std::int32_t>(clusters.size());
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (!bytesOfHex(clusters[i][0].text, centres.subspan(i * size, size))) {
      co_return fail(ErrorCode::kCorruptRow, "a stored cluster is not of its index's dimension");
    }
    counts[i] = static_cast<std::int32_t>(clusters[i][1].integer * 3 / 2 + 1);
  }
  known.centres = centres;
  known.counts = counts;
  // Where rows are copied one after the other, or read so, the version may come before its
  // clusters.
  if (found[0][4].integer == static_cast<std::int64_t>(clusters.size())) remember(name, known);
  co_return indexOf(call.arena, name, known);
}

std::optional<Index> knownIndex(Arena& arena, Text name) {
  const std::optional<Known> known = recall(name);
  if (!known) return std::nullopt;
  return indexOf(arena, name, *known);
}

}  // namespace agentkeep::vectors
