// Traces that go with all that is known of them, and spans that have grown old.
#include <algorithm>
#include <vector>

#include "api/run-method.h"
#include "domains/observability/methods.h"
#include "domains/observability/metric-hours.h"
#include "domains/observability/question.h"
#include "domains/observability/signal-tables.h"
#include "domains/observability/signals.h"
#include "domains/observability/spans.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;
using retention::Pruned;
using retention::PruneOptions;
using retention::PrunePolicy;

constexpr std::size_t kMostTraces = 1000;
constexpr Col kTraceOnly[] = {SpanCol::traceId};

Where all(Arena& arena, const std::vector<Where>& parts) {
  return {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(parts))};
}
Where isRoot(Arena& arena) { return equals(arena, SpanCol::parentSpanId, {Null{}}); }

Where inTraces(Arena& arena, Select traces) {
  return {.is = Is::kInRows, .field = {SpanCol::traceId}, .rows = arena.keep(traces)};
}

// Spans of traces whose root is of the tenant; where there is no root, those that are themselves.
Where ownSpans(Arena& arena, Where ids, const std::vector<Where>& scope) {
  if (scope.empty()) return ids;
  const Where own = all(arena, scope);
  const Where root = allOf(arena, {ids, isRoot(arena)});
  const Select roots{.table = &kSpans, .columns = kTraceOnly, .where = root};
  Select owned = roots;
  owned.where = allOf(arena, {root, own});
  return allOf(arena,
               {ids, anyOf(arena, {inTraces(arena, owned),
                                   allOf(arena, {own, noneOf(arena, inTraces(arena, roots))})})});
}

// ---- Growing old

// Traces of one batch: their spans are some twenty mostly.
std::uint64_t tracesOf(std::uint64_t rows) { return std::max<std::uint64_t>(rows / 20, 1); }

// The oldest traces whose root is older than that, with all their spans.
std::array<Delete, 2> oldTraces(Arena& arena, Cell cutoff, std::uint64_t traces) {
  static constexpr Order kOldest[] = {{.column = SpanCol::startedAt}};
  const Where old =
      allOf(arena, {isRoot(arena), compares(arena, SpanCol::startedAt, Is::kLt, cutoff)});
  const Select roots{.table = &kSpans,
                     .columns = kTraceOnly,
                     .where = old,
                     .order = kOldest,
                     .limit = traces,
                     .scan = true};
  return {Delete{.table = &kSpans,
                 .where = allOf(arena, {noneOf(arena, isRoot(arena)), inTraces(arena, roots)})},
          Delete{.table = &kSpans, .where = old, .order = kOldest, .limit = traces}};
}

// The oldest spans whose root is gone, or never came.
Delete oldOrphans(Arena& arena, Cell cutoff, std::uint64_t rows) {
  static constexpr Order kOldest[] = {{.column = SpanCol::startedAt}};
  static constexpr Link kLinks[] = {{SpanCol::traceId, Is::kEq, SpanCol::traceId}};
  const Select* root = arena.keep(
      Select{.table = &kSpans, .columns = kTraceOnly, .where = isRoot(arena), .scan = true});
  return {
      .table = &kSpans,
      .where = allOf(arena, {compares(arena, SpanCol::startedAt, Is::kLt, cutoff),
                             noneOf(arena, isRoot(arena)),
                             noneOf(arena, {.is = Is::kExists, .rows = root, .links = kLinks})}),
      .order = kOldest,
      .limit = rows};
}

// Whole traces, in batches of some; behind the last of them what belongs to none.
Task<Result<Pruned>> pruneSpans(Call& call, Database& db, PrunePolicy policy,
                                PruneOptions options) {
  Pruned result{.table = &kSpans};
  const std::uint32_t batches =
      std::min(options.maxBatches.value_or(RowCount{UINT32_MAX}).value, retention::kMaxBatches);
  const std::uint64_t most = options.maxRows ? options.maxRows->value : UINT64_MAX;
  const std::uint64_t rows = policy.batchSize.value_or(RowCount{retention::kBatchRows}).value;
  const Cell cutoff{Time{call.now_ms - policy.maxAge.ms}};
  for (std::uint32_t batch = 0; batch < batches && !result.done && result.deleted < most; ++batch) {
    const std::uint64_t left = std::min(rows, most - result.deleted);
    const std::uint64_t traces = tracesOf(left);
    const std::array old = oldTraces(call.arena, cutoff, traces);
    const Statement statements[] = {old[0], old[1]};
    const Result<Outcome> outcome = co_await db.run({.statements = statements, .in_parts = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    for (const Answer& answer : outcome->answers) result.deleted += answer.changed;
    if (outcome->answers[1].changed == traces) continue;
    const Statement orphans = oldOrphans(call.arena, cutoff, left);
    const Result<Outcome> rest =
        co_await db.run({.statements = std::span(&orphans, 1), .in_parts = true});
    if (!rest) co_return std::unexpected(rest.error());
    result.deleted += rest->answers[0].changed;
    result.done = rest->answers[0].changed < left;
  }
  co_return result;
}

Task<Result<void>> pruneAll(Call& call, Database& db, std::optional<PrunePolicy> spans,
                            std::span<const retention::Target> targets, PruneOptions options,
                            Text domain, JsonWriter& out) {
  std::vector<Pruned> pruned;
  if (spans) {
    const Result<Pruned> result = co_await pruneSpans(call, db, *spans, options);
    if (!result) co_return std::unexpected(result.error());
    pruned.push_back(*result);
  }
  const auto others = co_await retention::prune(call, db, targets, options);
  if (!others) co_return std::unexpected(others.error());
  pruned.insert(pruned.end(), others->begin(), others->end());
  retention::writePruned(out, domain, pruned);
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> batchDeleteTraces(Call& call, Database& db, const Request& request,
                                     JsonWriter&) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto ids = given.needed<std::span<const Id>>("traceIds");
  if (ids.size() > kMostTraces) given.refuse("traceIds", "must not have more than 1000 ids");
  const std::span<const Cell> cells = cellsOf(arena, ids);
  std::vector<Where> scope;
  addScope(arena, kSpans, given, scope);
  std::vector<Statement> statements;
  statements.reserve(std::size(kSignals) + 2);
  for (const Signal* signal : kSignals) {
    const Table& table = *signal->record.table;
    std::vector<Where> parts = {{.is = Is::kIn, .field = {SignalCol::traceId}, .values = cells}};
    addScope(arena, table, given, parts);
    const Where records = all(arena, parts);
    if (signal == &kMetrics && db.isAtomic()) {
      statements.emplace_back(forgetHours(arena, records));
    }
    statements.emplace_back(Delete{.table = &table, .where = records});
  }
  const Where traces{.is = Is::kIn, .field = {SpanCol::traceId}, .values = cells};
  statements.emplace_back(Delete{.table = &kSpans, .where = ownSpans(arena, traces, scope)});
  if (problem) return refused<void>(std::move(*problem));
  if (cells.empty()) return nothing();
  return apply(db, arena.copy(std::span<const Statement>(statements)), true);
}

Task<Result<void>> prune(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Arguments policies = given.inside("policies", true);
  const auto spans = policies.read<PrunePolicy>("spans");
  if (spans && spans->batchSize && spans->batchSize->value == 0) {
    policies.refuse("spans.batchSize", "must be 1 or more");
  }
  const std::span<retention::Target> targets =
      call.arena.make<retention::Target>(std::size(kSignals));
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Listing& listing = kSignals[i]->listing;
    targets[i] = {.name = listing.member,
                  .table = listing.table,
                  .anchor = SignalCol::timestamp,
                  .policy = policies.read<PrunePolicy>(listing.member),
                  .indexed = true};
  }
  const auto metrics = std::ranges::find(targets, &kMetricTable, &retention::Target::table);
  if (metrics != targets.end() && metrics->policy && db.isAtomic()) {
    metrics->before = call.arena.keep<Statement>(
        forgetHoursUntil(call.arena, call.now_ms - metrics->policy->maxAge.ms));
  }
  const auto options = given.read<PruneOptions>("options").value_or(PruneOptions{});
  if (problem) return refused<void>(std::move(*problem));
  return pruneAll(call, db, spans, targets, options, request.domain.name, out);
}

}  // namespace agentkeep::observability
