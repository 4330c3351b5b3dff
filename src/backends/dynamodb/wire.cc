#include "backends/dynamodb/wire.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace agentkeep::dynamodb {
namespace {

constexpr unsigned kAttempts = 6;
constexpr unsigned kAttemptsToReach = 3;  // what does not even take a connection
constexpr std::uint32_t kFirstDelayMs = 50;
constexpr unsigned kLongestStep = 5;  // doublings
// What the host puts in the place of an HTTP status.
constexpr std::uint16_t kNotSent = 0, kNoAnswer = 1;

constexpr Text kNames[] = {"GetItem",      "BatchGetItem",   "Query",
                           "Scan",         "PutItem",        "UpdateItem",
                           "DeleteItem",   "BatchWriteItem", "TransactWriteItems",
                           "DescribeTable"};

Text nameOf(Operation operation) { return kNames[static_cast<std::size_t>(operation)]; }

bool isRead(Operation operation) {
  return operation <= Operation::kScan || operation == Operation::kDescribeTable;
}

template <class T>
void put(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}

void putText(std::string& out, Text text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

std::string encode(std::span<const Request* const> requests, std::uint32_t delay) {
  std::string out;
  const bool reads =
      std::ranges::all_of(requests, [](const Request* each) { return isRead(each->operation); });
  put(out, abi::kDynamoCalls);
  put(out, reads ? abi::kReadOnly : std::uint8_t{0});
  put(out, static_cast<std::uint16_t>(requests.size()));
  put(out, delay);
  for (const Request* each : requests) {
    putText(out, nameOf(each->operation));
    putText(out, each->body);
  }
  return out;
}

// The last part of `com.amazonaws.dynamodb.v20120810#Name`.
Text typeOf(const JsonObjectParts& members, Arena& arena) {
  const JsonMember* type = find(members, "__type");
  if (type == nullptr || !type->value.starts_with('"')) return {};
  const Text text = JsonReader(type->value).string().decode(arena);
  return text.substr(text.contains('#') ? text.find('#') + 1 : 0);
}

Text messageOf(const JsonObjectParts& members, Arena& arena) {
  for (const Text name : {Text("message"), Text("Message")}) {
    const JsonMember* member = find(members, name);
    if (member != nullptr && member->value.starts_with('"'))
      return JsonReader(member->value).string().decode(arena);
  }
  return {};
}

constexpr bool isOneOf(Text text, std::initializer_list<Text> list) {
  return std::ranges::find(list, text) != list.end();
}

Error unavailable(Text why) {
  return {ErrorCode::kUnavailable, std::string(why) + "; nothing was written", {}, {}};
}

// A refusal that is no condition: what a person can do about it.
Error errorOf(Text type, Text message) {
  if (type == "ResourceNotFoundException") {
    return {ErrorCode::kSchemaMissing,
            "the DynamoDB table does not exist in this region and account: create it first",
            {},
            {}};
  }
  if (isOneOf(type, {"ExpiredTokenException", "ExpiredToken"})) {
    return unavailable("DynamoDB refused the credentials: they have expired");
  }
  if (isOneOf(type,
              {"InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed"})) {
    const bool skewed = type == "RequestTimeTooSkewed" || message.contains("expired") ||
                        message.contains("not yet current");
    return unavailable(skewed ? Text("DynamoDB refused the signature: the clock of this machine is "
                                     "wrong")
                              : Text("DynamoDB refused the signature: check secretAccessKey and "
                                     "region"));
  }
  if (isOneOf(type, {"UnrecognizedClientException", "InvalidClientTokenId",
                     "MissingAuthenticationTokenException", "IncompleteSignatureException"})) {
    return unavailable("DynamoDB does not know the credentials: check accessKeyId and region");
  }
  if (isOneOf(type, {"AccessDeniedException", "AccessDenied"})) {
    return unavailable(
        "the credentials do not allow a DynamoDB action that is needed: see the "
        "policies in the documentation");
  }
  if (type == "ItemCollectionSizeLimitExceededException" || message.contains("size has exceeded") ||
      message.contains("size exceeded")) {
    return {ErrorCode::kTooLarge, "an item is larger than DynamoDB takes (400 KB)", {}, {}};
  }
  if (type == "ValidationException" && message.contains("specified index")) {
    return {ErrorCode::kSchemaMissing,
            "the DynamoDB table lacks an index: gsi1 and gsi2 are needed",
            {},
            {}};
  }
  return {ErrorCode::kInternal, "DynamoDB refused a call; nothing was written", {}, {}};
}

// An answer has what an answer to this operation must have: one that a proxy cut, emptied or put in
// its place says nothing.
bool isWhole(Operation operation, const JsonObjectParts& members) {
  const auto has = [&](Text name) {
    const JsonMember* member = find(members, name);
    return member != nullptr && member->value.starts_with('{');
  };
  switch (operation) {
    case Operation::kBatchGetItem:
      return has("Responses");
    case Operation::kQuery:
    case Operation::kScan: {
      const JsonMember* items = find(members, "Items");
      const JsonMember* count = find(members, "Count");
      const auto list = items == nullptr ? std::nullopt : itemsOf(items->value);
      return list && count != nullptr &&
             jsonQuantity(count->value) == static_cast<std::int64_t>(list->size());
    }
    case Operation::kBatchWriteItem:
      return has("UnprocessedItems");
    case Operation::kDescribeTable:
      return has("Table");
    case Operation::kGetItem:
      return find(members, "Item") == nullptr || has("Item");
    case Operation::kPutItem:
    case Operation::kUpdateItem:
    case Operation::kDeleteItem:
    case Operation::kTransactWriteItems:
      break;
  }
  return true;
}

struct Read {
  Reply reply;
  bool repeat = false;
};

Read read(Arena& arena, const Request& request, std::uint16_t status, Text body, bool resent) {
  Read out;
  Reply& reply = out.reply;
  reply.resent = resent;
  auto members = status > kNoAnswer ? membersOf(body, arena) : std::nullopt;
  if (status == 200 && !(members && isWhole(request.operation, *members))) {
    members.reset();
    status = kNoAnswer;
  }
  if (members) reply.members = std::move(*members);
  if (status == kNotSent || status == kNoAnswer) {
    const bool safe = status == kNotSent || request.repeatable;
    out.repeat = safe;
    if (status == kNoAnswer && !isRead(request.operation)) {
      reply.answered = Answered::kUnknown;
      reply.error = {ErrorCode::kOutcomeUnknown,
                     "the connection to DynamoDB was lost while it wrote: the change may be there "
                     "or not",
                     {},
                     {}};
    } else if (body == "TLS") {
      out.repeat = false;
      reply.error = unavailable(
          "DynamoDB could not be reached: this machine does not trust the certificate of the "
          "endpoint, or it speaks no TLS");
    } else {
      reply.error =
          unavailable(status == kNotSent ? Text("DynamoDB could not be reached: check region and "
                                                "endpoint")
                                         : Text("DynamoDB did not answer"));
    }
    return out;
  }
  if (status == 200) {
    reply.answered = Answered::kDone;
    return out;
  }
  const Text type = typeOf(reply.members, arena);
  if (type.empty() && status < 500 && status != 429) {
    // Whoever wrote it, the call was refused, and may be made again.
    out.repeat = true;
    reply.error = unavailable("DynamoDB's answer cannot be read");
    return out;
  }
  if (type == "ConditionalCheckFailedException") {
    reply.answered = Answered::kCondition;
  } else if (isOneOf(type, {"TransactionConflictException", "TransactionInProgressException"})) {
    reply.answered = Answered::kConflict;
  } else if (type == "TransactionCanceledException") {
    const std::vector<Text> reasons = reasonsOf(reply, arena);
    const auto has = [&](Text code) { return std::ranges::find(reasons, code) != reasons.end(); };
    if (has("ConditionalCheckFailed")) {
      reply.answered = Answered::kCondition;
    } else if (has("TransactionConflict")) {
      reply.answered = Answered::kConflict;
    } else if (has("ThrottlingError") || has("ProvisionedThroughputExceeded")) {
      out.repeat = true;
      reply.error = {
          ErrorCode::kOverloaded, "DynamoDB has no capacity left: call again later", {}, {}};
    } else {
      reply.error = errorOf("ValidationException", body);
    }
  } else if (isOneOf(type, {"ProvisionedThroughputExceededException", "ThrottlingException",
                            "RequestLimitExceeded", "LimitExceededException"}) ||
             status == 429) {
    out.repeat = true;
    reply.error = {
        ErrorCode::kOverloaded, "DynamoDB has no capacity left: call again later", {}, {}};
  } else if (status >= 500) {
    // It may have been done all the same.
    out.repeat = request.repeatable;
    reply.error = unavailable("DynamoDB is not available");
    if (!isRead(request.operation)) {
      reply.answered = Answered::kUnknown;
      reply.error = {ErrorCode::kOutcomeUnknown,
                     "DynamoDB failed while it wrote: the change may be there or not",
                     {},
                     {}};
    }
  } else {
    reply.error = errorOf(type, messageOf(reply.members, arena));
  }
  return out;
}

}  // namespace

std::uint32_t delayBefore(agentkeep::Call& call, unsigned attempt) {
  const std::uint32_t step = kFirstDelayMs << std::min(attempt - 2, kLongestStep);
  return step + static_cast<std::uint32_t>(call.random.next() % (step + 1));
}

Task<std::vector<Reply>> sendAll(agentkeep::Call& call, std::span<const Request> requests,
                                 std::uint32_t delay) {
  std::vector<Reply> replies(requests.size());
  std::vector<std::size_t> todo(requests.size());
  for (std::size_t i = 0; i < todo.size(); ++i) todo[i] = i;
  std::vector<bool> resent(requests.size(), false);
  for (unsigned attempt = 1; !todo.empty(); ++attempt) {
    std::vector<const Request*> sending;
    sending.reserve(todo.size());
    for (const std::size_t i : todo) sending.push_back(&requests[i]);
    const std::string bytes = encode(sending, delay);
    ByteReader reader(co_await call.channel.exchange(bytesOf(bytes)));
    std::vector<std::size_t> again;
    for (const std::size_t i : todo) {
      const auto status = reader.get<std::uint16_t>();
      const Text body = reader.getText();
      Read answer =
          read(call.arena, requests[i], reader.failed() ? kNoAnswer : status, body, resent[i]);
      if (answer.repeat && attempt < (status == kNotSent ? kAttemptsToReach : kAttempts)) {
        again.push_back(i);
        if (answer.reply.answered == Answered::kUnknown) resent[i] = true;
      }
      replies[i] = std::move(answer.reply);
    }
    todo = std::move(again);
    delay = delayBefore(call, attempt + 1);
  }
  co_return replies;
}

std::vector<Text> reasonsOf(const Reply& reply, Arena& arena) {
  std::vector<Text> codes;
  const JsonMember* reasons = find(reply.members, "CancellationReasons");
  const auto items = reasons == nullptr ? std::nullopt : itemsOf(reasons->value);
  if (!items) return codes;
  constexpr Text kCode[] = {"Code"};
  for (const Text item : *items) {
    const auto code = memberOf(item, kCode, arena);
    codes.push_back(code && code->starts_with('"') ? code->substr(1, code->size() - 2) : Text());
  }
  return codes;
}

}  // namespace agentkeep::dynamodb
