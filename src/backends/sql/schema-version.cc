#include "backends/sql/schema-version.h"

#include "backends/sql/message.h"

namespace agentkeep::sql {
namespace {

std::vector<std::string> split(Text list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    names.emplace_back(list.substr(0, comma));
    list = comma == Text::npos ? Text() : list.substr(comma + 1);
  }
  return names;
}

}  // namespace

Task<Result<KnownSchema>> readSchema(Call& call, Text select, Retries retries) {
  SqlRequest request(abi::kReadOnly);
  request.beginStatement(select, 0, 3);
  const SqlAnswer answer = co_await exchange(call, request, retries);
  if (!answer) {
    if (answer.error().why == abi::Failure::kMissing) co_return KnownSchema{};
    co_return std::unexpected(errorOf(answer.error()));
  }
  const query::Rows& rows = (*answer)[0].rows;
  KnownSchema known;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto version = static_cast<std::uint32_t>(rows[i][1].integer);
    if (rows[i][0].text == "oldest") {
      known.oldest = version;
    } else {
      known.version = version;
      known.pending = split(rows[i][2].text);
    }
  }
  co_return known;
}

Result<std::optional<query::SchemaReport>> settled(const KnownSchema& known,
                                                   const query::SchemaOptions& options) {
  const bool ahead = known.version > options.version;
  if (ahead && (known.oldest == 0 || known.oldest > options.version)) {
    return fail(
        ErrorCode::kSchemaAhead,
        message({"database has schema ", std::uint64_t{known.version}, ", this release knows ",
                 std::uint64_t{options.version}, ": deploy the newer release"}));
  }
  if (ahead ||
      (known.version == options.version && (known.pending.empty() || !options.buildIndexes))) {
    return query::SchemaReport{.version = known.version, .pendingIndexes = known.pending};
  }
  return std::nullopt;
}

}  // namespace agentkeep::sql
