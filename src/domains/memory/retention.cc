// Deleting what is old, and everything.
#include <algorithm>
#include <string>

#include "domains/memory/memory-store.h"
#include "domains/memory/statements.h"

namespace agentkeep::memory {

Task<Result<std::span<const Pruned>>> MemoryStore::prune(Prune input) {
  struct Target {
    Text name;  // in `policies`
    const Table* table;
    Col created;
    std::optional<PrunePolicy> policy;
  };
  // Children first.
  const Target targets[] = {
      {"messages", &kMessages, MessageCol::createdAt, input.policies.messages},
      {"resources", &kResources, ResourceCol::createdAt, input.policies.resources},
      {"threads", &kThreads, ThreadCol::createdAt, input.policies.threads},
  };
  for (const Target& target : targets) {
    if (target.policy && target.policy->batchSize.value_or(RowCount{1}).value == 0) {
      co_return invalid("policies." + std::string(target.name) + ".batchSize must be 1 or more");
    }
  }
  const PruneOptions options = input.options.value_or(PruneOptions{});
  const std::uint32_t most_batches = options.maxBatches.value_or(RowCount{UINT32_MAX}).value;
  const std::uint64_t most_rows = options.maxRows ? options.maxRows->value : UINT64_MAX;

  const std::span<Pruned> pruned = call_.arena.make<Pruned>(std::size(targets));
  std::size_t tables = 0;
  std::uint32_t left = kPruneBatches;
  for (const Target& target : targets) {
    if (!target.policy) continue;
    Pruned& result = pruned[tables++];
    result.table = target.table->name;
    const std::uint64_t batch_rows =
        target.policy->batchSize.value_or(RowCount{kPruneBatchRows}).value;
    const Cell before[] = {{Time{call_.now_ms - target.policy->maxAge.ms}}};
    // A round trip each: a batch is a transaction of its own, so that it stays short.
    for (std::uint32_t batch = 0; batch < most_batches && left != 0 && !result.done; ++batch) {
      const std::uint64_t limit = std::min(batch_rows, most_rows - result.deleted);
      if (limit == 0) break;
      const Statement statements[] = {Delete{
          .table = target.table,
          .where = {.is = Is::kLt, .field = {target.created}, .values = before},
          .limit = limit,
      }};
      Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
      if (!outcome) co_return std::unexpected(std::move(outcome.error()));
      --left;
      const std::uint64_t deleted = outcome->answers[0].changed;
      result.deleted += deleted;
      result.done = deleted < limit;
    }
  }
  co_return pruned.first(tables);
}

Task<Result<void>> MemoryStore::dangerouslyClearAll(ClearAll /*input*/) {
  const std::span<Statement> statements = call_.arena.make<Statement>(std::size(kTables));
  for (std::size_t i = 0; i < std::size(kTables); ++i) statements[i] = Delete{.table = kTables[i]};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return {};
}

}  // namespace agentkeep::memory
