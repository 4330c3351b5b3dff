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

namespace agentkeep::operations {
struct Operation;
}
namespace agentkeep::versioned {
struct Versioned;
}

namespace agentkeep::api {

// In the order of the bits abi::kScopeRead, kScopeWrite, kScopeAdmin.
enum class Scope : std::uint8_t { kRead, kWrite, kAdmin };

struct Domain;
struct Method;

// One call on its way to the code that runs it; lives until that is done.
struct Request {
  const Domain& domain;
  const Method& method;
  Text body;
  bool is_admin = false;  // the caller's scopes have kAdmin
};

struct Method {
  Text name;  // within its domain: `saveThread`
  Scope scope = Scope::kRead;
  const Shape* arguments = nullptr;  // null: as `takes` says, or `operation`, or Domain::versioned
  // Their type, where code reads them member by member; as `answer`.
  [[no_unique_address]] Note takes = {};
  // Its type, for the documentation and for clients, as wasm/describe/types.h reads it; empty:
  // that of `operation`.
  [[no_unique_address]] Note answer = {};
  // Reads the arguments from the body, does the work, appends the answer's JSON. Nothing appended:
  // `null`.
  Task<Result<void>> (*run)(Call&, query::Database&, const Request&, JsonWriter& answer) = nullptr;
  [[no_unique_address]] Note summary = {};
  // How the contract's method takes them where that is not one argument object: the members of
  // `arguments` in the order of its parameters. Callers in process and by RPC pass them so.
  std::span<const Text> parameters = {};
  // What error ids call it where that is not its own name: `cloneThread`.
  Text error_name = {};
  // What a described method does: operations/operation.h.
  const operations::Operation* operation = nullptr;
};

// The name of something that methods answer: a row, or any other type.
struct AnswerType {
  Text name;
  const query::Table* table = nullptr;
  std::span<const query::Col> columns = {};
  Text type = {};  // where it is no row; of a row: members of which more is known than by columns
};

// One of the store's domains: its tables and what can be called. Two of one name are one domain,
// described in two parts.
struct Domain {
  Text name;  // on the wire, and of the framework's storage domain
  std::span<const query::Table* const> tables;
  std::span<const Method> methods;
  const versioned::Versioned* versioned = nullptr;
#ifdef AGENTKEEP_DESCRIBE
  std::span<const AnswerType> answers = {};
#endif
  Text family = "STORAGE";  // of the framework's error ids, MASTRA_STORAGE_…
};

// What only the description needs, at the end of a Domain.
#ifdef AGENTKEEP_DESCRIBE
#define AGENTKEEP_ANSWERS(...) __VA_ARGS__
#else
#define AGENTKEEP_ANSWERS(...)
#endif

}  // namespace agentkeep::api
