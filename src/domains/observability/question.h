// What a method asks in its one round trip, and how it writes what comes back. A coroutine is a
// kilobyte of code: all methods share these two.
#pragma once

#include "core/json.h"
#include "query/database.h"

namespace agentkeep::observability {

struct Question {
  std::span<const query::Statement> statements;
  bool fresh = false;  // no replica that lags may answer

  // One answer a statement.
  virtual Result<void> write(JsonWriter& out, std::span<const query::Answer> answers) const = 0;

 protected:
  ~Question() = default;
};

// `question` must live as long as the call.
Task<Result<void>> ask(query::Database& db, const Question& question, JsonWriter& out);

// All or none, where the database can do so many, else part by part.
Task<Result<void>> apply(query::Database& db, std::span<const query::Statement> statements,
                         bool in_parts);

}  // namespace agentkeep::observability
