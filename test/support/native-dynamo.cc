#include "test/support/native-dynamo.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include "core/abi.h"

namespace agentkeep::test {
namespace {

using Json = nlohmann::json;

constexpr const char* kInvalid = "ValidationException";
constexpr const char* kFailed = "ConditionalCheckFailedException";

template <class T>
void put(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}

std::string typed(const std::string& type) { return "com.amazonaws.dynamodb.v20120810#" + type; }

// Conditions and updates, by recursive descent.
class Expression {
 public:
  Expression(const Json& action, const std::string& text, const Json& item)
      : names_(action.value("ExpressionAttributeNames", Json::object())),
        values_(action.value("ExpressionAttributeValues", Json::object())),
        item_(item) {
    for (std::size_t i = 0; i < text.size();) {
      if (text[i] == ' ') {
        ++i;
        continue;
      }
      const auto isWord = [](char c) { return std::isalnum(c) != 0 || c == '_'; };
      std::size_t end = i + 1;
      if (isWord(text[i]) || text[i] == '#' || text[i] == ':') {
        while (end < text.size() && isWord(text[end])) ++end;
      } else if ((text[i] == '<' || text[i] == '>') && end < text.size() &&
                 (text[end] == '=' || text[end] == '>')) {
        ++end;
      }
      tokens_.push_back(text.substr(i, end - i));
      i = end;
    }
  }

  bool condition() {
    bool holds = conjunction();
    while (take("OR")) holds = conjunction() || holds;
    return holds;
  }

  // The item as the update leaves it; nothing if it is not valid.
  std::optional<Json> update() {
    Json out = item_;
    std::set<std::string> paths;
    if (take("SET")) {
      do {
        const std::string path = name();
        if (!paths.insert(path).second || !take("=")) return std::nullopt;
        Json value = operand();
        if (take("+")) {
          const Json more = operand();
          value = {{"N", std::to_string(number(value) + number(more))}};
        }
        out[path] = value;
      } while (take(","));
    }
    if (take("REMOVE")) {
      do {
        const std::string path = name();
        if (!paths.insert(path).second) return std::nullopt;
        out.erase(path);
      } while (take(","));
    }
    return isAtEnd() ? std::optional(out) : std::nullopt;
  }

  [[nodiscard]] bool isAtEnd() const { return at_ == tokens_.size(); }
  std::set<std::string> used;

 private:
  bool conjunction() {
    bool holds = unary();
    while (take("AND")) holds = unary() && holds;
    return holds;
  }

  bool unary() {
    if (take("(")) {
      const bool holds = condition();
      take(")");
      return holds;
    }
    const bool exists = peek() == "attribute_exists";
    if (exists || peek() == "attribute_not_exists") {
      ++at_;
      take("(");
      const bool is = item_.contains(name());
      take(")");
      return is == exists;
    }
    const std::string attribute = name();
    const std::string op = tokens_[at_++];
    if (op == "IN") {
      bool is = false;
      take("(");
      do {
        is = operand() == item_.value(attribute, Json::object()) || is;
      } while (take(","));
      take(")");
      return is;
    }
    const Json wanted = operand();
    if (op == "BETWEEN") {
      take("AND");
      const Json last = operand();
      const std::string is = item_.value(attribute, Json::object()).value("S", "");
      return is >= wanted["S"] && is <= last["S"];
    }
    if (!item_.contains(attribute)) return op == "<>";
    const Json& is = item_[attribute];
    const bool sameType = is.begin().key() == wanted.begin().key();
    if (op == "<>") return !sameType || is != wanted;
    if (!sameType) return false;
    if (op == "=") return is.contains("N") ? number(is) == number(wanted) : is == wanted;
    const int order = is.contains("N") ? (number(is) < number(wanted)   ? -1
                                          : number(is) > number(wanted) ? 1
                                                                        : 0)
                                       : is["S"].get<std::string>().compare(wanted["S"]);
    if (op == "<") return order < 0;
    if (op == ">") return order > 0;
    return op == "<=" ? order <= 0 : order >= 0;
  }

  Json operand() {
    if (take("if_not_exists")) {
      take("(");
      const std::string attribute = name();
      take(",");
      const Json otherwise = operand();
      take(")");
      return item_.contains(attribute) ? item_[attribute] : otherwise;
    }
    const std::string value = tokens_[at_++];
    used.insert(value);
    return values_.at(value);
  }

  std::string name() {
    const std::string placeholder = tokens_[at_++];
    used.insert(placeholder);
    return names_.value(placeholder, placeholder);
  }

  static long long number(const Json& value) {
    return std::strtoll(value["N"].get<std::string>().c_str(), nullptr, 10);
  }

  [[nodiscard]] std::string peek() const { return isAtEnd() ? "" : tokens_[at_]; }
  bool take(const char* token) {
    if (peek() != token) return false;
    ++at_;
    return true;
  }

  Json names_, values_;
  const Json& item_;
  std::vector<std::string> tokens_;
  std::size_t at_ = 0;
};

std::pair<std::string, std::string> keyOf(const Json& key) {
  return {key.at("pk").at("S"), key.at("sk").at("S")};
}

bool usesAll(const Json& action, std::set<std::string> used, const std::set<std::string>& more) {
  used.insert(more.begin(), more.end());
  for (const char* of : {"ExpressionAttributeNames", "ExpressionAttributeValues"}) {
    for (const auto& each : action.value(of, Json::object()).items()) {
      if (!used.contains(each.key())) return false;
    }
  }
  return true;
}

Json described() {
  Json table;
  const auto keys = [&](const std::string& index) {
    Json schema = Json::array();
    for (const auto& [name, type] : {std::pair{"pk", "HASH"}, std::pair{"sk", "RANGE"}}) {
      schema.push_back({{"AttributeName", index + name}, {"KeyType", type}});
      table["AttributeDefinitions"].push_back(
          {{"AttributeName", index + name}, {"AttributeType", "S"}});
    }
    return schema;
  };
  table["KeySchema"] = keys("");
  for (const std::string index : {"gsi1", "gsi2"}) {
    table["GlobalSecondaryIndexes"].push_back({{"IndexName", index},
                                               {"KeySchema", keys(index)},
                                               {"Projection", {{"ProjectionType", "ALL"}}}});
  }
  return table;
}

std::pair<std::uint16_t, Json> refused(const std::string& type, const std::string& message = "") {
  return {400, {{"__type", typed(type)}, {"message", message}}};
}

}  // namespace

std::optional<std::string> NativeDynamo::write(const std::string& kind, const Json& action,
                                               bool only_check) {
  const auto key = keyOf(action.contains("Item") ? action["Item"] : action["Key"]);
  const auto found = items.find(key);
  const Json old = found == items.end() ? Json::object() : found->second;
  std::set<std::string> used;
  if (action.contains("ConditionExpression")) {
    Expression condition(action, action["ConditionExpression"], old);
    const bool holds = condition.condition();
    if (!condition.isAtEnd()) return kInvalid;
    used = condition.used;
    if (!holds) return kFailed;
  }
  if (kind == "Update") {
    Json base = old;
    base.update(action["Key"]);
    Expression update(action, action["UpdateExpression"], base);
    const auto made = update.update();
    if (!made || !usesAll(action, used, update.used)) return kInvalid;
    if (!only_check) items[key] = *made;
    return std::nullopt;
  }
  if (!usesAll(action, used, {})) return kInvalid;
  if (only_check) return std::nullopt;
  if (kind == "Put") items[key] = action["Item"];
  if (kind == "Delete") items.erase(key);
  return std::nullopt;
}

Json NativeDynamo::list(const std::string& operation, const Json& body) {
  const std::string index = body.value("IndexName", "");
  const std::string pk = index + "pk";
  const std::string sk = index + "sk";
  std::vector<Json> found;
  for (const auto& [key, item] : items) {
    if (operation == "Query") {
      if (!item.contains(pk) || !item.contains(sk)) continue;
      if (!Expression(body, body["KeyConditionExpression"], item).condition()) continue;
    }
    found.push_back(item);
  }
  const bool forward = body.value("ScanIndexForward", true);
  if (operation == "Query") {
    std::ranges::sort(found, [&](const Json& a, const Json& b) {
      if (a[sk] == b[sk]) return keyOf(a) < keyOf(b);
      return forward ? a[sk]["S"] < b[sk]["S"] : b[sk]["S"] < a[sk]["S"];
    });
  }
  std::size_t from = 0;
  if (body.contains("ExclusiveStartKey")) {
    const auto after = keyOf(body["ExclusiveStartKey"]);
    const auto at =
        std::ranges::find_if(found, [&](const Json& item) { return keyOf(item) == after; });
    from = static_cast<std::size_t>(at - found.begin()) + 1;
  }
  const std::size_t limit = std::min(pageItems, body.value("Limit", pageItems));
  Json out = {{"Items", Json::array()}};
  for (std::size_t i = from; i < std::min(found.size(), from + limit); ++i) {
    // A page is counted before it is filtered.
    const bool isWanted = !body.contains("FilterExpression") ||
                          Expression(body, body["FilterExpression"], found[i]).condition();
    if (!isWanted) continue;
    out["Items"].push_back(found[i]);
    if (!body.contains("ProjectionExpression")) continue;
    Json some = Json::object();
    std::istringstream names(body["ProjectionExpression"].get<std::string>());
    for (std::string name; std::getline(names >> std::ws, name, ',');) {
      const std::string attribute = body["ExpressionAttributeNames"][name];
      if (found[i].contains(attribute)) some[attribute] = found[i][attribute];
    }
    out["Items"].back() = some;
  }
  out["Count"] = out["Items"].size();
  if (from + limit < found.size()) {
    const Json& last = found[from + limit - 1];
    out["LastEvaluatedKey"] = {{"pk", last["pk"]}, {"sk", last["sk"]}};
    if (!index.empty()) {
      out["LastEvaluatedKey"][pk] = last[pk];
      out["LastEvaluatedKey"][sk] = last[sk];
    }
  }
  return out;
}

std::pair<std::uint16_t, Json> NativeDynamo::call(const std::string& operation, const Json& body) {
  if (operation == "Query" || operation == "Scan") return {200, list(operation, body)};
  if (operation == "DescribeTable") return {200, {{"Table", described()}}};
  if (operation == "GetItem") {
    const auto at = items.find(keyOf(body["Key"]));
    return {200, at == items.end() ? Json::object() : Json{{"Item", at->second}}};
  }
  if (operation == "BatchGetItem") {
    const std::string table = body["RequestItems"].begin().key();
    const Json& asked = *body["RequestItems"].begin();
    Json out = {{"Responses", {{table, Json::array()}}}, {"UnprocessedKeys", Json::object()}};
    const Json& keys = asked["Keys"];
    std::set<std::pair<std::string, std::string>> once;
    const std::size_t left = keys.size() > leaveOver ? leaveOver : 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!once.insert(keyOf(keys[i])).second) return refused(kInvalid, "duplicates");
      if (i >= keys.size() - left) {
        out["UnprocessedKeys"][table]["Keys"].push_back(keys[i]);
      } else if (const auto at = items.find(keyOf(keys[i])); at != items.end()) {
        out["Responses"][table].push_back(at->second);
      }
    }
    if (keys.size() > 100) return refused(kInvalid, "too many");
    return {200, out};
  }
  if (operation == "BatchWriteItem") {
    const std::string table = body["RequestItems"].begin().key();
    const Json& asked = *body["RequestItems"].begin();
    if (asked.size() > 25) return refused(kInvalid, "too many");
    Json out = {{"UnprocessedItems", Json::object()}};
    const std::size_t left = asked.size() > leaveOver ? leaveOver : 0;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (i >= asked.size() - left) {
        out["UnprocessedItems"][table].push_back(asked[i]);
      } else if (asked[i].contains("DeleteRequest")) {
        items.erase(keyOf(asked[i]["DeleteRequest"]["Key"]));
      } else {
        const Json& item = asked[i]["PutRequest"]["Item"];
        items[keyOf(item)] = item;
      }
    }
    return {200, out};
  }
  if (operation == "TransactWriteItems") {
    const Json& actions = body["TransactItems"];
    if (actions.size() > 100) return refused(kInvalid, "too many");
    Json reasons = Json::array();
    bool fails = false;
    std::set<std::pair<std::string, std::string>> once;
    for (const Json& action : actions) {
      const std::string kind = action.begin().key();
      const Json& inner = *action.begin();
      if (!once.insert(keyOf(inner.contains("Item") ? inner["Item"] : inner["Key"])).second) {
        return refused(kInvalid, "an item is named twice");
      }
      const auto problem = write(kind, inner, true);
      if (problem == kInvalid) return refused(kInvalid);
      fails = fails || problem.has_value();
      reasons.push_back({{"Code", problem ? "ConditionalCheckFailed" : "None"}});
    }
    if (fails) {
      auto out = refused("TransactionCanceledException");
      out.second["CancellationReasons"] = reasons;
      return out;
    }
    for (const Json& action : actions) {
      const std::string kind = action.begin().key();
      const Json& inner = *action.begin();
      write(kind, inner, false);
    }
    return {200, Json::object()};
  }
  const std::string kind = operation.substr(0, operation.size() - 4);  // without "Item"
  const auto key = keyOf(body.contains("Item") ? body["Item"] : body["Key"]);
  const Json old = items.contains(key) ? items[key] : Json();
  if (const auto problem = write(kind, body, false)) return refused(*problem);
  Json out = Json::object();
  const std::string returning = body.value("ReturnValues", "");
  if (returning == "ALL_NEW") out["Attributes"] = items[key];
  if (returning == "ALL_OLD" && !old.is_null()) out["Attributes"] = old;
  return {200, out};
}

Bytes NativeDynamo::execute(Bytes request) {
  if (request[0] == std::byte{abi::kRoom}) {
    static constexpr abi::Failure kThereIs = abi::Failure::kNone;
    return std::as_bytes(std::span(&kThereIs, 1));
  }
  ByteReader reader(request);
  reader.get<std::uint8_t>();
  reader.get<std::uint8_t>();
  const auto count = reader.get<std::uint16_t>();
  const auto delay = reader.get<std::uint32_t>();
  std::vector<Sent> calls;
  for (std::uint16_t i = 0; i < count; ++i) {
    const std::string operation(reader.getText());
    calls.push_back({operation, Json::parse(reader.getText()), delay});
  }
  requests.push_back(calls);
  if (meanwhile) meanwhile(calls);
  std::string out;
  for (const Sent& each : calls) {
    const auto broken = fault ? fault(each) : std::nullopt;
    if (!broken || broken->happens || broken->cut) {
      const auto [status, body] = call(each.operation, each.body);
      if (!broken || broken->cut) {
        const std::string text = body.dump().substr(0, broken ? *broken->cut : std::string::npos);
        put(out, status);
        put(out, static_cast<std::uint32_t>(text.size()));
        out += text;
        continue;
      }
    }
    const std::string text =
        broken->type.empty()
            ? ""
            : Json{{"__type", typed(broken->type)}, {"message", broken->message}}.dump();
    put(out, broken->status);
    put(out, static_cast<std::uint32_t>(text.size()));
    out += text;
  }
  answers_.push_back(std::move(out));
  return bytesOf(Text(answers_.back()));
}

std::string NativeDynamo::operations() const {
  std::string out;
  for (const auto& request : requests) {
    if (!out.empty()) out += ' ';
    for (std::size_t i = 0; i < request.size(); ++i) {
      out += (i == 0 ? "" : "+") + request[i].operation;
    }
  }
  return out;
}

}  // namespace agentkeep::test
