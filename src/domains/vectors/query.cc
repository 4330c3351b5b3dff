#include <cmath>

#include "domains/vectors/arguments.h"
#include "domains/vectors/methods.h"
#include "vectors/filter.h"
#include "vectors/nearest.h"
#include "vectors/numbers.h"
#include "vectors/tables.h"

namespace agentkeep::vectors {

using api::Arguments;
using api::Request;

namespace {

constexpr std::uint32_t kMostTop = 100'000;

std::size_t readCount(Arguments& given, Text name, double otherwise, Text status) {
  const double count = given.read<double>(name).value_or(otherwise);
  const bool is_count = count >= 1 && count <= kMostTop && count == std::trunc(count);
  if (is_count || (count == 0 && !isThere(given, name))) return static_cast<std::size_t>(count);
  given.refuse(name, "must be a positive integer, 100000 at most", status);
  return 0;
}

Nearest read(Call& call, const query::Database& db, Arguments& given) {
  const Target target = readTarget(given);
  Nearest out{.index = target.index, .name_space = target.name_space};
  out.vector = readVector(call, given, "queryVector");
  if (!isThere(given, "queryVector")) {
    given.refuse("queryVector", "is required", "MISSING_VECTOR");
  }
  out.top = readCount(given, "topK", 10, "INVALID_TOP_K");
  out.probes = readCount(given, "probes", 0, {});
  out.least = given.read<double>("minScore");
  if (isThere(given, "sparseVector")) given.refuse("sparseVector", "is not supported");
  out.condition = given.find("filter").value_or(Text());
  out.rest = whereOf(call.arena, given, "filter", ofVector("metadata"), db.matchesPatterns()).where;
  return out;
}

void write(JsonWriter& out, std::span<const Hit> hits, bool shows) {
  out.beginArray();
  for (const Hit& hit : hits) {
    out.beginObject();
    out.key("id").string(hit.id);
    out.key("score").real(hit.score);
    out.key("metadata").raw(hit.metadata);
    if (shows) {
      out.key("vector").beginArray();
      for (const float number : hit.vector) out.real(shortOf(number));
      out.endArray();
    }
    out.endObject();
  }
  out.endArray();
}

}  // namespace

Task<Result<void>> query(Call& call, query::Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Nearest asked = read(call, db, given);
  asked.shows = given.read<bool>("includeVector").value_or(false);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Result<std::vector<Hit>> hits = co_await nearest(call, db, asked);
  if (!hits) co_return std::unexpected(hits.error());
  write(out, *hits, asked.shows);
  co_return Result<void>();
}

}  // namespace agentkeep::vectors
