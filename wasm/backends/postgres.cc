// agentkeep-postgres.wasm: PostgreSQL and Aurora DSQL.
#include "backends/postgres/postgres-database.h"
#include "wasm/backends/backend.h"

const agentkeep::query::OpenBackend agentkeep::openBackend = postgres::open;
