#include "backends/dynamodb/dynamodb-database.h"

#include <algorithm>

#include "backends/dynamodb/limits.h"
#include "backends/dynamodb/straight.h"
#include "query/ask.h"

namespace agentkeep::dynamodb {
namespace {

constexpr unsigned kAttempts = 30;
constexpr std::uint64_t kFirstRangeMs = 20;
constexpr unsigned kLongestRange = 6;  // doublings
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
    if (!out.empty()) out.append(", ");
    out.append(textAt(key, {"KeyType"}, arena)).append(" ").append(name).append(" ").append(type);
  }
  return out;
}

// What this backend does not say yet; no domain that is there asks for it.
bool isSaid(const query::Batch& batch) {
  return std::ranges::none_of(batch.statements, [](const query::Statement& statement) {
    const auto* insert = std::get_if<query::Insert>(&statement);
    return insert != nullptr && insert->table->keys.size() > 1;
  });
}

// Of a change that did not get to its end: what is written stays.
Error onlyAPart(std::span<const Text> written) {
  std::unordered_set<Text> named;
  JsonWriter details;
  details.beginObject().key("committedIds").beginArray();
  for (const Text id : written) {
    if (named.insert(id).second) details.string(id);
  }
  details.endArray().endObject();
  return {ErrorCode::kOutcomeUnknown,
          "the change was not written at once, and only a part of it is: details.committedIds are "
          "its rows. Repeat the call",
          {},
          details.take()};
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
  if (!isSaid(batch)) {
    co_return fail(
        ErrorCode::kInternal,
        "DynamoDB cannot be asked that yet: rows with a unique key beside the primary one");
  }
  if (auto blind = blindOf(call_, *settings_, layouts_, batch)) {
    const std::span<query::Answer> answers = call_.arena.make<query::Answer>(blind->answers.size());
    std::ranges::copy(blind->answers, answers.begin());
    bool wrote = false;
    Result<void> done =
        co_await sendBatches(call_, std::move(blind->puts), settings_->table, wrote);
    if (!done && wrote) {
      co_return fail(ErrorCode::kOutcomeUnknown,
                     "only a part of the rows is written: repeat the call");
    }
    if (!done) co_return std::unexpected(std::move(done.error()));
    co_return query::Outcome{.answers = answers};
  }
  std::vector<Text> written;  // before something failed
  if (const auto straight = straightOf(call_, *settings_, layouts_, batch)) {
    Result<std::optional<query::Outcome>> done = co_await run(batch, *straight, written);
    if (!done && !written.empty()) co_return std::unexpected(onlyAPart(written));
    if (!done) co_return std::unexpected(std::move(done.error()));
    if (*done) co_return **done;
  }
  std::uint32_t delay = 0;
  for (unsigned attempt = 1; attempt <= kAttempts; ++attempt) {
    Attempt one(call_, *settings_, layouts_, batch, delay, attempt == 1);
    Attempted done = co_await one.run();
    const bool isRefused = done.error || (done.outcome && done.outcome->failed);
    written.insert(written.end(), done.written.begin(), done.written.end());
    if (!written.empty() && (isRefused || (done.lost && !mayRepeat(batch)))) {
      co_return std::unexpected(onlyAPart(written));
    }
    if (done.outcome) co_return *done.outcome;
    if (done.error) co_return std::unexpected(std::move(*done.error));
    if (done.unsure) continue;
    // Anywhere up to a limit that grows: rivals that wait equally long would meet again.
    delay = static_cast<std::uint32_t>(call_.random.next() %
                                       (kFirstRangeMs << std::min(attempt, kLongestRange)));
  }
  if (!written.empty()) co_return std::unexpected(onlyAPart(written));
  Error lost{ErrorCode::kConflict,
             "the rows were changed by others " + std::to_string(kAttempts) + " times in a row",
             {},
             {}};
  lost->retryable = true;
  co_return std::unexpected(std::move(lost));
}

Task<Result<std::optional<query::Outcome>>> DynamoDatabase::run(const query::Batch& batch,
                                                                const Straight& straight,
                                                                std::vector<Text>& written) {
  const std::span<query::Answer> answers = call_.arena.make<query::Answer>(straight.answers.size());
  std::ranges::copy(straight.answers, answers.begin());
  const query::Outcome outcome{.answers = answers};
  if (straight.actions.size() == 1) {
    const Action& action = straight.actions[0];
    const bool deletes = action.kind == ActionKind::kDelete;
    std::vector<Request> requests = {requestOf(action, settings_->table,
                                               deletes              ? Text("ALL_OLD")
                                               : straight.returning ? Text("ALL_NEW")
                                                                    : Text())};
    requests[0].repeatable = straight.repeatable || action.kind == ActionKind::kPut;
    const std::vector<Reply> replies = co_await sendAll(call_, requests);
    const Reply& reply = replies[0];
    // A condition that fails the second time may have been met by the first: it is read.
    if (reply.answered == Answered::kCondition || reply.answered == Answered::kConflict) {
      if (!reply.resent || straight.repeatable) co_return std::nullopt;
      co_return fail(ErrorCode::kOutcomeUnknown,
                     "an answer of DynamoDB was lost: the change may be there or not");
    }
    if (reply.answered != Answered::kDone) co_return std::unexpected(reply.error);
    const JsonMember* item = agentkeep::find(reply.members, "Attributes");
    const auto attributes = item == nullptr ? std::nullopt : readItem(item->value, call_.arena);
    if (deletes) {
      for (query::Answer& answer : answers) answer.changed = attributes ? answer.changed : 0;
    }
    if (!straight.returning || !attributes) co_return outcome;
    const auto answer = [&](const Table& table, std::span<const Col> columns) {
      const std::span<Value> row = rowOf(*attributes, layouts_.of(table), call_.arena);
      const std::span<Value> cells = call_.arena.make<Value>(columns.size());
      std::ranges::transform(columns, cells.begin(), [&](Col each) { return at(row, each); });
      answers[*straight.returning].rows = {.columns = static_cast<std::uint32_t>(columns.size()),
                                           .cells = cells};
    };
    const query::Statement& statement = batch.statements[*straight.returning];
    if (const auto* insert = std::get_if<query::Insert>(&statement)) {
      answer(*insert->table, insert->returning);
    } else if (const auto* update = std::get_if<query::Update>(&statement)) {
      answer(*update->table, update->returning);
    }
    co_return outcome;
  }
  const Sending how{.apart = settings_->apart && straight.repeatable,
                    .repeatable = straight.repeatable};
  Sent sent = co_await sendActions(call_, straight.actions, settings_->table, how);
  if (sent.answered == Answered::kDone) co_return outcome;
  written = std::move(sent.written);
  // What is written is written again, and is the same.
  if (sent.answered == Answered::kCondition || sent.answered == Answered::kConflict) {
    co_return std::nullopt;
  }
  co_return std::unexpected(std::move(sent.error));
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
    if (reply.error->code != ErrorCode::kSchemaMissing) co_return std::unexpected(reply.error);
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

Task<Result<query::Rows>> DynamoDatabase::manageIndexes(const query::IndexAsk& /*ask*/) {
  return query::refused<query::Rows>(
      {ErrorCode::kInvalidArgument,
       "DynamoDB has no indexes to manage: its table and two indexes are made beforehand",
       "NOT_SUPPORTED",
       {}});
}

Task<Result<query::Reindexed>> DynamoDatabase::reindex(const query::Table& /*table*/,
                                                       const query::ReindexAsk& /*ask*/) {
  return query::refused<query::Reindexed>(
      {ErrorCode::kInvalidArgument, "DynamoDB has no full-text search", "NOT_SUPPORTED", {}});
}

Task<Result<void>> DynamoDatabase::refuseWrites(std::span<const query::Table* const> /*tables*/,
                                                bool /*refuse*/) {
  return query::refused<void>(
      {ErrorCode::kInvalidArgument,
       "DynamoDB has nothing by which a table refuses writes: stop its writers",
       "NOT_SUPPORTED",
       {}});
}

std::unique_ptr<query::Backend> open(agentkeep::Call& call, abi::Profile /*profile*/,
                                     Text settings) {
  return std::make_unique<DynamoDatabase>(call, settings);
}

}  // namespace agentkeep::dynamodb
