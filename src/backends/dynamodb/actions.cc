#include "backends/dynamodb/actions.h"

#include <algorithm>
#include <utility>

#include "backends/dynamodb/item.h"
#include "backends/dynamodb/limits.h"
#include "core/uuid.h"

namespace agentkeep::dynamodb {
namespace {

constexpr Text kNames[] = {"Put", "Update", "Delete", "ConditionCheck"};

std::string bodyOf(const Action& action, Text table) {
  std::string out = "{\"TableName\":";
  writeJsonString(out, table);
  out += ',';
  out += action.body;
  return out;
}

}  // namespace

std::string Expression::name(Text attribute) {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] == attribute) return "#n" + std::to_string(i);
  }
  names_.push_back(attribute);
  return "#n" + std::to_string(names_.size() - 1);
}

std::string Expression::value(const Value& value) {
  values_.push_back(value);
  return ":v" + std::to_string(values_.size() - 1);
}

void Expression::write(JsonWriter& out) const {
  if (!names_.empty()) {
    out.key("ExpressionAttributeNames").beginObject();
    for (std::size_t i = 0; i < names_.size(); ++i) {
      out.key("#n" + std::to_string(i)).string(names_[i]);
    }
    out.endObject();
  }
  if (values_.empty()) return;
  out.key("ExpressionAttributeValues").beginObject();
  for (std::size_t i = 0; i < values_.size(); ++i) {
    out.key(":v" + std::to_string(i));
    writeValue(out, values_[i]);
  }
  out.endObject();
}

void writeKey(JsonWriter& out, const ItemKey& key) {
  out.beginObject();
  out.key(kPk).beginObject().key("S").string(key.pk).endObject();
  out.key(kSk).beginObject().key("S").string(key.sk).endObject();
  out.endObject();
}

void addCondition(std::string& condition, const std::string& part) {
  if (!condition.empty()) condition += " AND ";
  condition += part;
}

void beginKey(JsonWriter& body, const ItemKey& key) {
  body.beginObject().key("Key");
  writeKey(body, key);
}

Action endAction(JsonWriter& body, ActionKind kind, const std::string& condition,
                 const Expression& expression) {
  if (!condition.empty()) body.key("ConditionExpression").string(condition);
  expression.write(body);
  body.endObject();
  const Text text = body.text();
  return {kind, std::string(text.substr(1, text.size() - 2)), !condition.empty()};
}

Request requestOf(const Action& action, Text table, Text returning) {
  Request out{action.kind == ActionKind::kPut      ? Operation::kPutItem
              : action.kind == ActionKind::kUpdate ? Operation::kUpdateItem
                                                   : Operation::kDeleteItem,
              bodyOf(action, table)};
  if (!returning.empty()) {
    out.body += ",\"ReturnValues\":\"";
    out.body += returning;
    out.body += '"';
  }
  out.body += '}';
  return out;
}

Request transactionOf(std::span<const Action> actions, Text table, agentkeep::Call& call) {
  JsonWriter out;
  out.beginObject().key("ClientRequestToken").string(uuid4(call));
  out.key("TransactItems").beginArray();
  for (const Action& each : actions) {
    out.beginObject().key(kNames[static_cast<std::size_t>(each.kind)]);
    out.raw(bodyOf(each, table) + "}");
    out.endObject();
  }
  out.endArray().endObject();
  return {Operation::kTransactWriteItems, out.take()};
}

std::size_t transactionSize(std::span<const Action> actions) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (const Action& each : actions) {
    bytes += each.body.size();
    if (count == kMaxActions || (count != 0 && bytes > kMaxTransactionBytes)) break;
    ++count;
  }
  return count;
}

Task<Result<void>> sendBatches(agentkeep::Call& call, std::vector<std::string> writes, Text table,
                               bool& wrote, std::uint32_t delay) {
  while (!writes.empty()) {
    std::vector<Request> requests;
    for (std::size_t i = 0; i < writes.size(); i += kMaxBatchWrites) {
      JsonWriter out;
      out.beginObject().key("RequestItems").beginObject().key(table).beginArray();
      for (const std::string& each :
           std::span(writes).subspan(i, std::min(kMaxBatchWrites, writes.size() - i))) {
        out.raw(each);
      }
      out.endArray().endObject().endObject();
      requests.push_back({Operation::kBatchWriteItem, out.take()});
    }
    const std::vector<Reply> replies =
        co_await sendAll(call, requests, std::exchange(delay, std::uint32_t{0}));
    std::vector<std::string> left;
    const Text path[] = {table};
    const auto isDone = [](const Reply& reply) { return reply.answered == Answered::kDone; };
    wrote = wrote || std::ranges::any_of(replies, isDone);
    for (const Reply& reply : replies) {
      if (!isDone(reply)) co_return std::unexpected(reply.error);
      const JsonMember* rest = agentkeep::find(reply.members, "UnprocessedItems");
      const auto list = rest == nullptr ? std::nullopt : memberOf(rest->value, path, call.arena);
      const auto some = list ? itemsOf(*list) : std::nullopt;
      for (const Text json : some.value_or(std::vector<Text>())) left.emplace_back(json);
    }
    // What it left out it had no capacity for, if nothing came at all.
    if (!left.empty()) delay = delayBefore(call, left.size() == writes.size() ? 4 : 2);
    writes = std::move(left);
  }
  co_return {};
}

Task<Sent> sendActions(agentkeep::Call& call, std::span<const Action> actions, Text table,
                       Sending how, std::uint32_t delay) {
  Sent out;
  while (!actions.empty()) {
    std::vector<Request> requests;
    std::size_t some = 0;
    if (how.apart) {
      const auto isOther = [&](const Action& each) {
        return each.layout != actions[0].layout || each.kind != actions[0].kind;
      };
      some = static_cast<std::size_t>(std::ranges::find_if(actions, isOther) - actions.begin());
      for (const Action& each : actions.first(some)) requests.push_back(requestOf(each, table));
    } else {
      some = transactionSize(actions);
      // Alone it costs half, but has no token.
      requests.push_back(some == 1 && how.repeatable
                             ? requestOf(actions[0], table)
                             : transactionOf(actions.first(some), table, call));
    }
    const std::vector<Reply> replies =
        co_await sendAll(call, requests, std::exchange(delay, std::uint32_t{0}));
    for (std::size_t i = 0; i < some; ++i) {
      const Reply& reply = replies[how.apart ? i : 0];
      if (reply.answered == Answered::kDone) {
        if (!actions[i].id.empty()) out.written.push_back(actions[i].id);
      } else if (out.answered == Answered::kDone) {
        out.answered = reply.answered;
        out.error = reply.error;
      }
    }
    if (out.answered != Answered::kDone) break;
    actions = actions.subspan(some);
  }
  co_return out;
}

}  // namespace agentkeep::dynamodb
