// agentkeep-postgres.wasm: PostgreSQL and Aurora DSQL.
#include "backends/postgres/postgres-database.h"
#include "wasm/backends/backend.h"

std::unique_ptr<agentkeep::query::Backend> agentkeep::openBackend(Call& call, abi::Profile profile,
                                                                  Text prefix) {
  return postgres::open(call, profile, prefix);
}
