#include "backends/dynamodb/actions.h"

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

}  // namespace agentkeep::dynamodb
