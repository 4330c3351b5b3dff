// What can be called: a name, who may call it, what it takes and answers, and the code that does
// it.
#pragma once

#include <memory>
#include <span>

#include "api/shape.h"
#include "core/call.h"
#include "core/json.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::api {

// In the order of the bits abi::kScopeRead, kScopeWrite, kScopeAdmin.
enum class Scope : std::uint8_t { kRead, kWrite, kAdmin };

// What a method answers, for the documentation and the client's types.
enum class Reply : std::uint8_t {
  kNothing,
  kThreadOrNull,
  kThread,
  kThreadPage,
  kMessages,
  kMessageList,
  kMessagePage,
  kResourceOrNull,
  kResource,
  kCopy,
  kClone,
  kRecordOrNull,
  kRecord,
  kRecords,
  kSwap,
  kPruned,
  kSnapshotOrNull,
  kStepResults,
  kRunOrNull,
  kRunList,
  kDefinitionOrNull,
  kDefinition,
  kDefinitionList,
  kSavedScore,
  kScoreOrNull,
  kScorePage,
  kSchema,
  kStatus,
  kIndexes,
  kIndex
};

struct Method {
  Text name;  // `memory.saveThread`
  Scope scope;
  const Shape* arguments;
  Reply reply;
  // Reads the arguments from the body, does the work, appends the answer's JSON. Nothing appended:
  // `null`.
  Task<Result<void>> (*run)(Call&, query::Database&, Text body, JsonWriter& answer);
  Text summary;
  // How the contract's method takes them where that is not one argument object: the members of
  // `arguments` in the order of its parameters. Callers in process and by RPC pass them so.
  std::span<const Text> parameters = {};
  // What error ids call it where that is not its own name: the contract's operation, `cloneThread`.
  Text operation = {};
};

std::span<const Method> memoryMethods();
std::span<const Method> observationalMethods();
std::span<const Method> workflowsMethods();
std::span<const Method> workflowDefinitionsMethods();
std::span<const Method> scoresMethods();

}  // namespace agentkeep::api
