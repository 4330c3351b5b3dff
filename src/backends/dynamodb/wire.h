// DynamoDB calls across the host border, as wasm/README.md states them: the request of kind 2, its
// answer, and sending the one until there is the other.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/abi.h"
#include "core/call.h"
#include "core/json-members.h"
#include "core/task.h"

namespace agentkeep::dynamodb {

enum class Operation : std::uint8_t {
  kGetItem,
  kBatchGetItem,
  kQuery,
  kScan,
  kPutItem,
  kUpdateItem,
  kDeleteItem,
  kBatchWriteItem,
  kTransactWriteItems,
  kDescribeTable,
};

struct Request {
  Operation operation;
  std::string body;
  // Sent twice it does what it does once, also where the first answer was lost.
  bool repeatable = true;
};

enum class Answered : std::uint8_t {
  kDone,
  kCondition,  // a condition did not hold; of a transaction, `reasons` says whose
  kConflict,   // another transaction was at an item
  kUnknown,    // a write that was sent and never answered, and must not be sent again
  kFailed,
};

struct Reply {
  Answered answered = Answered::kFailed;
  JsonObjectParts members = {};  // of the body
  bool resent = false;           // an earlier sending may have done it
  Error error = {};              // kFailed, kUnknown
};

// Sends calls that do not depend on one another, all at once, and again those that DynamoDB had no
// room for, was away for, or whose answer was lost: at most six times, with growing random delays.
// Waits `delay` milliseconds first. `requests` must live until the task is done.
Task<std::vector<Reply>> sendAll(agentkeep::Call& call, std::span<const Request> requests,
                                 std::uint32_t delay = 0);

// How long to wait before the next attempt, the first being 1.
std::uint32_t delayBefore(agentkeep::Call& call, unsigned attempt);

// The codes of a cancelled transaction, one an action.
std::vector<Text> reasonsOf(const Reply& reply, Arena& arena);

}  // namespace agentkeep::dynamodb
