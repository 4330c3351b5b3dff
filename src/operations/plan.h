// From an operation and the arguments of a call to the batch that does it.
#pragma once

#include <span>
#include <string>

#include "api/arguments.h"
#include "operations/operation.h"
#include "operations/page.h"
#include "query/database.h"

namespace agentkeep::operations {

// What is asked, and what is to be made of the answer; lives as long as the call.
struct Plan {
  // A demand, and the values that it is about.
  struct Asked {
    const Demand* demand;
    std::span<const query::Cell> values;
  };

  std::span<const query::Statement> statements;  // none: nothing can be found
  std::span<const Text> serialize = {};
  std::span<const Asked> demands = {};  // one each of the first statements
  std::uint16_t own = 0;                // that of the statements whose answer is the operation's
  bool replica = false;
  bool parts = false;
  // The rows that were inserted, where the statement answers only what may be another's.
  const query::Insert* inserted = nullptr;
  Page page = {};
  Text lacks = {};  // what a new row lacks: it is an error if no row is answered
  std::span<const query::Cell> key = {};  // of the row that is written, or what `by` says
};

// Problems are those of the arguments.
Plan planOf(Call& call, const Operation& operation, api::Arguments& arguments);

// The cells of a new row, in the order of Operation::row.
void readRow(Call& call, const Operation& operation, api::Arguments& arguments,
             std::span<query::Cell> cells);

// What an update sets of a row.
std::span<const query::Change> changesOf(Call& call, const Operation& operation,
                                         api::Arguments& arguments);

// Why the batch was undone.
Error errorOf(const Operation& operation, const Plan& plan, const query::Failed& failed);

// `says` with a value for each `*`.
std::string filledIn(Text says, std::span<const query::Cell> values);

}  // namespace agentkeep::operations
