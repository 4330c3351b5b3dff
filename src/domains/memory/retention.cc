// Deleting what is old, and everything.
#include "domains/memory/memory-store.h"
#include "domains/memory/statements.h"

namespace agentkeep::memory {

Task<Result<std::span<const retention::Pruned>>> MemoryStore::prune(Prune input) {
  const auto& policies = input.policies;
  const auto targets = call_.arena.list<retention::Target>({
      {"messages", &kMessages, MessageCol::createdAt, policies.messages},
      {"resources", &kResources, ResourceCol::createdAt, policies.resources},
      {"threads", &kThreads, ThreadCol::createdAt, policies.threads},
  });
  return retention::prune(call_, db_, targets, input.options.value_or(retention::PruneOptions{}));
}

Task<Result<void>> MemoryStore::dangerouslyClearAll(ClearAll /*input*/) {
  const std::span<Statement> statements = call_.arena.make<Statement>(std::size(kTables));
  for (std::size_t i = 0; i < std::size(kTables); ++i) statements[i] = Delete{.table = kTables[i]};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .in_parts = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return {};
}

}  // namespace agentkeep::memory
