#include "backends/sql/schema-version.h"

#include <algorithm>

#include "backends/sql/search.h"
#include "core/message.h"

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

KnownSchema knownSchema(const query::Rows& rows) {
  KnownSchema known;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto version = static_cast<std::uint32_t>(rows[i][1].integer);
    if (rows[i][0].text == "oldest") {
      known.oldest = version;
    } else if (rows[i][0].text == "search") {
      known.search = version;
    } else {
      known.version = version;
      known.pending = split(rows[i][2].text);
    }
  }
  return known;
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
  const bool searches = !options.search || known.search >= kSearchVersion;
  if (ahead || (known.version == options.version && searches &&
                (known.pending.empty() || !options.buildIndexes))) {
    return query::SchemaReport{.version = known.version, .pendingIndexes = known.pending};
  }
  return std::nullopt;
}

bool isWhole(const KnownSchema& known, const query::SchemaOptions& options,
             const query::SchemaReport& report) {
  if (!report.createdTables.empty() || !report.addedColumns.empty()) return false;
  if (known.version < options.version) return false;
  if (options.buildIndexes) return report.pendingIndexes.empty() && known.pending.empty();
  return std::ranges::is_permutation(report.pendingIndexes, known.pending);
}

bool mayBeThere(const SqlFailure& failure) {
  return failure.why == abi::Failure::kRefused || failure.why == abi::Failure::kUnique ||
         (failure.why == abi::Failure::kUnavailable && failure.sent);
}

Error schemaErrorOf(SqlFailure failure) {
  failure.sent = false;
  return errorOf(failure);
}

}  // namespace agentkeep::sql
