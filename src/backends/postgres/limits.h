// What PostgreSQL takes, and what Aurora DSQL does.
#pragma once

#include <cstddef>

#include "core/abi.h"

namespace agentkeep::postgres {

struct Limits {
  std::size_t valueBytes;        // of one text, and of one row
  std::size_t parameterBytes;    // of the lists of rows of one statement; more go into the next one
  std::size_t parameters;        // of a statement
  std::size_t transactionRows;   // that a transaction may write; 0: any number
  std::size_t transactionBytes;  // likewise
  std::size_t partRows;  // that one deletes, where a batch may be done in parts; 0: none has to
  // Aurora DSQL: text is compared by bytes without being told, indexes are built in the background,
  // each statement of DDL is a transaction of its own.
  bool distributed;
};

inline constexpr Limits kPostgresLimits{
    .valueBytes = 250'000'000,
    .parameterBytes = 8'000'000,
    .parameters = 60'000,
    .transactionRows = 0,
    .transactionBytes = 0,
    .partRows = 0,
    .distributed = false,
};

// Amazon documents 1 MiB a column, 2 MiB a row, 3,000 rows and 10 MiB a transaction; one of the
// rows is the mark (plan.h), and what a row takes beside its values is not counted here.
inline constexpr Limits kDsqlLimits{
    .valueBytes = 1'000'000,
    .parameterBytes = 1'000'000,
    .parameters = 60'000,
    .transactionRows = 2'999,
    .transactionBytes = 9'500'000,
    .partRows = 1'000,
    .distributed = true,
};

constexpr const Limits& limitsOf(abi::Profile profile) {
  return profile == abi::Profile::kDsql ? kDsqlLimits : kPostgresLimits;
}

}  // namespace agentkeep::postgres
