// agentkeep.wasm: D1, Durable Objects, libSQL and SQLite files.
#include "backends/sqlite/sqlite-database.h"
#include "wasm/backends/backend.h"

const agentkeep::query::OpenBackend agentkeep::openBackend = sqlite::open;
