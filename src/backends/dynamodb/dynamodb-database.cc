#include "backends/dynamodb/dynamodb-database.h"

#include <algorithm>

#include "backends/dynamodb/limits.h"

namespace agentkeep::dynamodb {
namespace {

constexpr unsigned kAttempts = 30;
constexpr std::uint64_t kFirstRangeMs = 5;
constexpr unsigned kLongestRange = 7;  // doublings
// Room in an item for keys, names and markers beside the cells of a row.
constexpr std::size_t kKeysBytes = 8 * 1024;

std::string textAt(Text json, std::initializer_list<Text> path, Arena& arena) {
  const std::vector<Text> names(path);
  const auto found = memberOf(json, names, arena);
  if (!found || !found->starts_with('"')) return {};
  return std::string(JsonReader(*found).string().decode(arena));
}

// `HASH pk S, RANGE sk S` of a KeySchema.
std::string keysOf(Text described, Text schema, Arena& arena) {
  const Text path[] = {"AttributeDefinitions"};
  const auto definitions = memberOf(described, path, arena);
  std::string out;
  const auto keys = itemsOf(schema);
  for (const Text key : keys.value_or(std::vector<Text>())) {
    const std::string name = textAt(key, {"AttributeName"}, arena);
    std::string type = "?";
    for (const Text each :
         (definitions ? itemsOf(*definitions) : std::nullopt).value_or(std::vector<Text>())) {
      if (textAt(each, {"AttributeName"}, arena) == name)
        type = textAt(each, {"AttributeType"}, arena);
    }
    out += (out.empty() ? "" : ", ") + textAt(key, {"KeyType"}, arena) + " " + name + " " + type;
  }
  return out;
}

// What is wrong with the table, in words; empty: nothing.
std::string problemOf(Text described, Arena& arena) {
  std::string out;
  const auto add = [&](const std::string& problem) { out += (out.empty() ? "" : "; ") + problem; };
  const auto check = [&](const std::string& what, std::optional<Text> schema, const std::string& pk,
                         const std::string& sk) {
    const std::string wanted = "HASH " + pk + " S, RANGE " + sk + " S";
    const std::string is = keysOf(described, schema.value_or("[]"), arena);
    if (is != wanted) add(what + " has the keys " + is + " instead of " + wanted);
  };
  const Text keys[] = {"KeySchema"};
  check("the table", memberOf(described, keys, arena), "pk", "sk");
  const Text list[] = {"GlobalSecondaryIndexes"};
  const auto indexes = memberOf(described, list, arena);
  const auto found = (indexes ? itemsOf(*indexes) : std::nullopt).value_or(std::vector<Text>());
  for (const std::string name : {"gsi1", "gsi2"}) {
    const auto index = std::ranges::find_if(
        found, [&](Text each) { return textAt(each, {"IndexName"}, arena) == name; });
    if (index == found.end()) {
      add("the index " + name + " is missing");
      continue;
    }
    check("the index " + name, memberOf(*index, keys, arena), name + "pk", name + "sk");
    if (textAt(*index, {"Projection", "ProjectionType"}, arena) != "ALL") {
      add("the index " + name + " does not project all attributes");
    }
  }
  return out;
}

}  // namespace

std::size_t DynamoDatabase::rowBytes() const { return kMaxItemBytes - kKeysBytes; }

Task<Result<query::Outcome>> DynamoDatabase::run(const query::Batch& batch) {
  if (!settings_) co_return fail(ErrorCode::kInternal, "the settings of the table cannot be read");
  std::uint32_t delay = 0;
  for (unsigned attempt = 1; attempt <= kAttempts; ++attempt) {
    Attempt one(call_, *settings_, layouts_, batch, delay);
    Attempted done = co_await one.run();
    if (done.outcome) co_return *done.outcome;
    if (done.isPartial) {
      // What is written stays; the ids say what that is.
      JsonWriter details;
      details.beginObject().key("committedIds").beginArray();
      for (const Text id : done.written) details.string(id);
      details.endArray().endObject();
      co_return fail(ErrorCode::kOutcomeUnknown,
                     "the change was too large for one transaction, and only a part of it is "
                     "written: details.committedIds are its rows. Repeat the call",
                     {}, details.take());
    }
    if (done.error) co_return std::unexpected(std::move(*done.error));
    // Anywhere up to a limit that grows: rivals that wait equally long would meet again.
    delay = static_cast<std::uint32_t>(call_.random.next() %
                                       (kFirstRangeMs << std::min(attempt, kLongestRange)));
  }
  Error lost{ErrorCode::kConflict,
             "the rows were changed by others " + std::to_string(kAttempts) + " times in a row",
             {},
             {}};
  lost.retryable = true;
  co_return std::unexpected(std::move(lost));
}

Task<Result<query::SchemaReport>> DynamoDatabase::migrate(
    std::span<const query::Table* const> /*tables*/, query::SchemaOptions options) {
  if (!settings_) co_return fail(ErrorCode::kInternal, "the settings of the table cannot be read");
  JsonWriter body;
  body.beginObject().key("TableName").string(settings_->table).endObject();
  std::vector<Request> requests;
  requests.push_back({Operation::kDescribeTable, body.take()});
  const std::vector<Reply> replies = co_await sendAll(call_, requests);
  const Reply& reply = replies[0];
  const std::string table(settings_->table);
  if (reply.answered != Answered::kDone) {
    if (reply.error.code != ErrorCode::kSchemaMissing) co_return std::unexpected(reply.error);
    co_return fail(ErrorCode::kSchemaMissing,
                   "the DynamoDB table " + table +
                       " does not exist in this region and account: create it first");
  }
  const JsonMember* described = agentkeep::find(reply.members, "Table");
  const std::string problem =
      described == nullptr ? "it cannot be described" : problemOf(described->value, call_.arena);
  if (!problem.empty()) {
    co_return fail(ErrorCode::kSchemaMissing, "the DynamoDB table " + table + ": " + problem);
  }
  co_return query::SchemaReport{.version = options.version};
}

std::unique_ptr<query::Backend> open(agentkeep::Call& call, abi::Profile /*profile*/,
                                     Text settings) {
  return std::make_unique<DynamoDatabase>(call, settings);
}

}  // namespace agentkeep::dynamodb
