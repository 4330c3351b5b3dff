// agentkeep.wasm: D1, Durable Objects, libSQL and SQLite files.
#include "backends/sqlite/sqlite-database.h"
#include "wasm/backends/backend.h"

std::unique_ptr<agentkeep::query::Backend> agentkeep::openBackend(Call& call, abi::Profile profile,
                                                                  Text prefix) {
  return sqlite::open(call, profile, prefix);
}
