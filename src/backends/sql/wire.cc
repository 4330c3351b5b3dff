#include "backends/sql/wire.h"

#include <algorithm>
#include <cstring>

#include "backends/sql/sql-text.h"
#include "core/message.h"

namespace agentkeep::sql {
namespace {

constexpr std::size_t kFlagsAt = 1;
constexpr std::size_t kCountAt = 2;
constexpr std::size_t kDelayAt = 4;
// A text longer than this is not copied into the request.
constexpr std::size_t kFarBytes = 64 * 1024;

template <class T>
void put(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}

template <class T>
void putAt(std::string& out, std::size_t at, T value) {
  std::memcpy(out.data() + at, &value, sizeof(T));
}

query::Value readValue(ByteReader& read) {
  using Kind = query::Value::Kind;
  switch (static_cast<abi::Tag>(read.get<std::uint8_t>())) {
    case abi::Tag::kInteger:
      return {.kind = Kind::kInteger, .integer = read.get<std::int64_t>()};
    case abi::Tag::kReal:
      return {.kind = Kind::kReal, .real = read.get<double>()};
    case abi::Tag::kText:
      return {.kind = Kind::kText, .text = read.getText()};
    case abi::Tag::kNull:
    case abi::Tag::kFar:  // of requests alone
      break;
  }
  return {};
}

SqlFailure readFailure(abi::Failure why, ByteReader& read) {
  SqlFailure failure{.why = why};
  failure.sent = read.get<std::uint8_t>() != 0;
  failure.statement = read.get<std::uint16_t>();
  failure.detail = read.getText();
  return failure;
}

bool mayHelpToRepeat(const SqlFailure& failure, const SqlRequest& request, unsigned retry,
                     Retries retries) {
  if (failure.why == abi::Failure::kBusy) return retry < retries.count;
  return retry < Retries{}.count && failure.why == abi::Failure::kUnavailable &&
         (!failure.sent || request.readOnly());
}

}  // namespace

SqlRequest::SqlRequest(std::uint8_t flags) {
  put(out_, abi::kSqlBatch);
  put(out_, flags);
  put(out_, std::uint16_t{0});
  put(out_, std::uint32_t{0});
}

void SqlRequest::beginStatement(Text sql, std::size_t parameters, std::size_t columns,
                                std::span<const HeldColumn> held) {
  put(out_, static_cast<std::uint32_t>(sql.size()));
  out_.append(sql);
  put(out_, static_cast<std::uint16_t>(held.size()));
  for (const HeldColumn& each : held) put(out_, each);
  put(out_, static_cast<std::uint16_t>(parameters));
  columns_.push_back(static_cast<std::uint16_t>(columns));
  putAt(out_, kCountAt, static_cast<std::uint16_t>(columns_.size()));
}

void SqlRequest::text(Text value) {
  put(out_, abi::Tag::kText);
  put(out_, static_cast<std::uint32_t>(value.size()));
  out_.append(value);
}

void SqlRequest::far(Text value) {
  if (value.size() <= kFarBytes) return text(value);
  out_[kFlagsAt] = static_cast<char>(static_cast<std::uint8_t>(out_[kFlagsAt]) | abi::kHasFar);
  put(out_, abi::Tag::kFar);
  put(out_, static_cast<std::uint32_t>(value.size()));
  put(out_, static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(value.data())));
}

void SqlRequest::beginText() {
  put(out_, abi::Tag::kText);
  textAt_ = out_.size();
  put(out_, std::uint32_t{0});
}

void SqlRequest::endText() {
  putAt(out_, textAt_, static_cast<std::uint32_t>(out_.size() - textAt_ - sizeof(std::uint32_t)));
}

std::string SqlRequest::cutFrom(std::size_t size) {
  std::string tail = out_.substr(size);
  out_.resize(size);
  return tail;
}

void SqlRequest::backTo(Mark mark) {
  out_.resize(mark.size);
  columns_.resize(mark.statements);
  putAt(out_, kCountAt, static_cast<std::uint16_t>(columns_.size()));
}

void SqlRequest::setDelay(std::uint32_t ms) { putAt(out_, kDelayAt, ms); }

bool SqlRequest::readOnly() const {
  return (static_cast<std::uint8_t>(out_[kFlagsAt]) & abi::kReadOnly) != 0;
}

SqlAnswer decodeAnswer(Arena& arena, Bytes bytes, std::span<const std::uint16_t> columns) {
  // An answer that cannot be read whole is no answer.
  constexpr SqlFailure kLost{.why = abi::Failure::kUnavailable, .sent = true};
  ByteReader read(bytes);
  const auto status = static_cast<abi::Failure>(read.get<std::uint8_t>());
  if (status != abi::Failure::kNone) {
    const SqlFailure failure = readFailure(status, read);
    return std::unexpected(read.failed() ? kLost : failure);
  }
  if (read.get<std::uint16_t>() != columns.size()) return std::unexpected(kLost);
  const std::span<StatementAnswer> answers = arena.make<StatementAnswer>(columns.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    StatementAnswer& answer = answers[i];
    answer.changes = read.get<std::uint32_t>();
    answer.rows.columns = read.get<std::uint16_t>();
    const std::uint64_t cells = std::uint64_t{read.get<std::uint32_t>()} * answer.rows.columns;
    // Each cell is a byte at least: a count that lies must not ask for memory.
    if (read.failed() || cells > read.left()) return std::unexpected(kLost);
    const bool isRead = columns[i] != SqlRequest::kNotRead;
    const bool isAsked = columns[i] == SqlRequest::kAnyColumns || answer.rows.columns == columns[i];
    if (cells != 0 && isRead && !isAsked) return std::unexpected(kLost);
    const std::span<query::Value> values =
        arena.make<query::Value>(static_cast<std::size_t>(cells));
    for (query::Value& value : values) value = readValue(read);
    if (isRead) answer.rows.cells = values;
  }
  if (read.failed()) return std::unexpected(kLost);
  return answers;
}

Task<SqlAnswer> exchange(Call& call, SqlRequest& request, Retries retries) {
  std::uint32_t delay = retries.firstMs;
  for (unsigned retry = 0;; ++retry) {
    const Bytes bytes = co_await call.channel.exchange(request.bytes());
    SqlAnswer answer = decodeAnswer(call.arena, bytes, request.columns());
    if (answer || !mayHelpToRepeat(answer.error(), request, retry, retries)) {
      // A read that got no answer has changed nothing.
      if (!answer && request.readOnly()) answer.error().sent = false;
      co_return answer;
    }
    request.setDelay(delay + static_cast<std::uint32_t>(call.random.next() % (delay + 1)));
    delay = std::min(2 * delay, retries.longestMs);
  }
}

Error errorOf(const SqlFailure& failure) {
  switch (failure.why) {
    case abi::Failure::kMissing: {
      // The detail names what is missing; anything else that a driver may put there stays inside.
      const bool named = !failure.detail.empty() && failure.detail.size() <= 128 &&
                         std::ranges::all_of(failure.detail,
                                             [](char c) { return isNameCharacter(c) || c == '.'; });
      return {
          ErrorCode::kSchemaMissing,
          message({named ? "the database has no " : "a table or column is missing",
                   named ? failure.detail : Text(), ": run npx agentkeep migrate, or enable init"}),
          {},
          {}};
    }
    case abi::Failure::kOverloaded:
      return {ErrorCode::kOverloaded,
              "the database refuses more work for now: call again later",
              {},
              {}};
    case abi::Failure::kBusy:
      return {ErrorCode::kUnavailable,
              "the database is locked by another writer; nothing was written",
              {},
              {}};
    case abi::Failure::kUnavailable:
      if (failure.sent) {
        return {ErrorCode::kOutcomeUnknown,
                "the database was lost while it wrote: the change may be there or not",
                {},
                {}};
      }
      return {ErrorCode::kUnavailable,
              "the database could not be reached; nothing was written",
              {},
              {}};
    case abi::Failure::kTooLarge:
      return {ErrorCode::kTooLarge, "a value or row is larger than the database takes", {}, {}};
    case abi::Failure::kUnique:
      return {ErrorCode::kConflict, "a row with the same unique key exists", {}, {}};
    case abi::Failure::kReadOnly:
      return {ErrorCode::kReadOnly,
              "the store takes no writes, since it is being moved: npx agentkeep copy <source> "
              "<target> --abort lifts that",
              {},
              {}};
    case abi::Failure::kRefused:
      if (failure.detail != "pattern") break;
      return {ErrorCode::kInvalidArgument,
              "$regex must be a regular expression that the database can read",
              {},
              {}};
    case abi::Failure::kGuard:
    case abi::Failure::kNone:
      break;
  }
  return {ErrorCode::kInternal, "the database refused a statement; nothing was written", {}, {}};
}

}  // namespace agentkeep::sql
