// agentkeep-dynamodb.wasm: one DynamoDB table.
#include "backends/dynamodb/dynamodb-database.h"
#include "wasm/backends/backend.h"

std::unique_ptr<agentkeep::query::Backend> agentkeep::openBackend(Call& call, abi::Profile profile,
                                                                  Text prefix) {
  return dynamodb::open(call, profile, prefix);
}
