#include "retention/prune.h"

#include <algorithm>
#include <string>
#include <vector>

#include "query/ask.h"
#include "query/large-values.h"
#include "retention/orphans.h"

namespace agentkeep::retention {

Task<Result<std::span<const Pruned>>> prune(Call& call, query::Database& db,
                                            std::span<const Target> targets, PruneOptions options) {
  for (const Target& target : targets) {
    if (target.policy && target.policy->batchSize.value_or(RowCount{1}).value == 0) {
      co_return invalid("policies." + std::string(target.name) + ".batchSize must be 1 or more");
    }
  }
  const std::uint32_t most_batches = options.maxBatches.value_or(RowCount{UINT32_MAX}).value;
  const std::uint64_t most_rows = options.maxRows ? options.maxRows->value : UINT64_MAX;

  const std::span<Pruned> pruned = call.arena.make<Pruned>(3 * targets.size());
  std::size_t tables = 0;
  std::uint32_t left = kMaxBatches;
  for (const Target& target : targets) {
    if (!target.policy) continue;
    Pruned& result = pruned[tables++];
    result.table = target.table;
    const std::uint64_t batch_rows = target.policy->batchSize.value_or(RowCount{kBatchRows}).value;
    const std::int64_t oldest_ms = call.now_ms - target.policy->maxAge.ms;
    const bool is_epoch = (*target.table)[target.anchor].type == query::Type::kInteger;
    const query::Cell cutoff[] = {is_epoch ? query::Cell{oldest_ms}
                                           : query::Cell{query::Time{oldest_ms}}};
    const query::Order oldest[] = {{.column = target.anchor}};
    const std::array values = someValues(call);
    std::optional<query::Delete> orphans;
    Pruned children{.table = target.child};
    for (std::uint32_t batch = 0; batch < most_batches && left != 0 && !result.done; ++batch) {
      const std::uint64_t limit = std::min(batch_rows, most_rows - result.deleted);
      if (limit == 0) break;
      const query::Where is_old{.is = query::Is::kLt, .field = {target.anchor}, .values = cutoff};
      // Those of a child must be of the rows that go: both say which these are.
      const query::Order order[] = {{.column = target.anchor},
                                    {.column = target.table->keys[0].columns[0]}};
      query::Delete old{.table = target.table,
                        .where = is_old,
                        .order = std::span(oldest).first(target.indexed ? 1 : 0),
                        .limit = limit};
      if (target.child != nullptr) {
        old.order = order;
        const query::Select parents{.table = target.table,
                                    .columns = target.table->keys[0].columns,
                                    .where = is_old,
                                    .order = order,
                                    .limit = limit,
                                    .scan = true};
        const query::Statement both[] = {
            query::Delete{
                .table = target.child,
                .where = {.is = query::Is::kInRows, .field = {target.parent}, .rows = &parents}},
            old};
        const Result<query::Outcome> outcome = co_await db.run({.statements = both});
        if (!outcome) co_return std::unexpected(outcome.error());
        --left;
        children.deleted += outcome->answers[0].changed;
        result.deleted += outcome->answers[1].changed;
        children.done = result.done = outcome->answers[1].changed < limit;
        continue;
      }
      const bool looks = batch == 0 && target.table->hasLarge();
      std::vector<query::Statement> statements;
      statements.reserve(4);
      if (target.before != nullptr) statements.push_back(*target.before);
      const std::size_t deletes = statements.size();
      statements.push_back(old);
      if (looks) statements.insert(statements.end(), std::begin(values), std::end(values));
      const Result<query::Outcome> outcome =
          co_await db.run({.statements = statements, .in_parts = true});
      if (!outcome) co_return std::unexpected(outcome.error());
      --left;
      const auto answers = outcome->answers.subspan(deletes);
      result.deleted += answers[0].changed;
      result.done = answers[0].changed < limit;
      if (looks) orphans = orphansAmong(call, *target.table, answers.subspan(1), db.isAtomic());
    }
    if (target.child != nullptr) pruned[tables++] = children;
    if (!orphans || left == 0) continue;
    const Result<query::Answer> gone = co_await query::answerOf(db, *orphans);
    if (!gone) co_return std::unexpected(gone.error());
    --left;
    if (gone->changed != 0) {
      pruned[tables++] = {.table = &query::kChunks, .deleted = gone->changed, .done = true};
    }
  }
  co_return pruned.first(tables);
}

void writePruned(JsonWriter& out, Text domain, std::span<const Pruned> pruned) {
  out.beginArray();
  for (const Pruned& each : pruned) {
    out.beginObject().key("domain").string(domain).key("table").string(each.table->name);
    out.key("deleted").integer(static_cast<std::int64_t>(each.deleted));
    out.key("done").boolean(each.done).endObject();
  }
  out.endArray();
}

}  // namespace agentkeep::retention
