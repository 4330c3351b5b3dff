// From answers of statements back to those of a batch, where dialects do not differ.
#pragma once

#include <optional>

#include "backends/sql/wire.h"
#include "query/database.h"

namespace agentkeep::sql {

// abi::kReadOnly and abi::kReplicaOk, as the batch allows.
std::uint8_t flagsOf(const query::Batch& batch);

// The columns of the rows that the statement answers.
std::size_t columnsOf(const query::Statement& statement);

// Rows of several statements as those of one.
query::Rows joined(Arena& arena, const query::Rows& first, const query::Rows& second);

// `total` and `has_more` of a page whose rows are all there: one more than its limit, where
// `count` is kMore.
void countPage(const query::Select& select, query::Answer& answer);

// The guard of no statement: it says that a change has met a value that it cannot be made of.
inline constexpr std::uint16_t kLeftToCaller = 65535;

// The guard or key that undid the batch; nothing for other failures. The detail of a unique
// violation is `table.column, table.column`, the table with its prefix. `at` is the statement of
// the batch that failed, where that is known.
std::optional<query::Failed> failedOf(const SqlFailure& failure, const query::Batch& batch,
                                      Text prefix, std::optional<std::uint16_t> at);

}  // namespace agentkeep::sql
