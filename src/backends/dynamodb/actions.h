// Writes of single items, and how they are sent: alone or in a transaction.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "backends/dynamodb/access.h"
#include "backends/dynamodb/wire.h"
#include "core/json.h"

namespace agentkeep::dynamodb {

enum class ActionKind : std::uint8_t { kPut, kUpdate, kDelete, kCheck };

struct Action {
  ActionKind kind = ActionKind::kPut;
  std::string body = {};  // members of the request, without the table's name
  bool conditional = false;
  const Layout* layout = nullptr;
  Text id = {};  // of its row, as errors name it; empty: it changes nothing
};

// Names and values of an expression.
class Expression {
 public:
  std::string name(Text attribute);
  std::string value(const Value& value);
  void write(JsonWriter& out) const;

 private:
  std::vector<Text> names_;
  std::vector<Value> values_;
};

void writeKey(JsonWriter& out, const ItemKey& key);

// `a AND b`.
void addCondition(std::string& condition, const std::string& part);

// Begins the body of an action, which ends with endAction().
void beginKey(JsonWriter& body, const ItemKey& key);
Action endAction(JsonWriter& body, ActionKind kind, const std::string& condition,
                 const Expression& expression);

// The call of one action alone. `returning`: what it answers, such as ALL_NEW.
Request requestOf(const Action& action, Text table, Text returning = {});

// The call of some actions together, which all happen or none; its token makes sure that it is done
// once, however often it is sent.
Request transactionOf(std::span<const Action> actions, Text table, agentkeep::Call& call);

// How many of the first actions one transaction takes.
std::size_t transactionSize(std::span<const Action> actions);

// What became of actions that went out together.
struct Sent {
  Answered answered = Answered::kDone;  // of the first that was not done
  Error error = {};
  std::vector<Text> written;  // ids of those that were
};

// Sends requests of BatchWriteItem, such as {"DeleteRequest":{"Key":{...}}}, no two of one item:
// without conditions, not atomic, half the price of a transaction. What DynamoDB has no room for is
// sent again. Waits `delay` milliseconds first. `wrote`: some are done, also where others failed.
Task<Result<void>> sendBatches(agentkeep::Call& call, std::vector<std::string> writes, Text table,
                               bool& wrote, std::uint32_t delay = 0);

struct Sending {
  bool apart = false;       // each by itself
  bool repeatable = false;  // done twice they are as if done once
};

// Sends all of them in one transaction, or in several, one after another, where that is too much;
// what goes apart, those of one table at once, behind those of the tables before it. What fails
// ends it.
Task<Sent> sendActions(agentkeep::Call& call, std::span<const Action> actions, Text table,
                       Sending how, std::uint32_t delay = 0);

}  // namespace agentkeep::dynamodb
