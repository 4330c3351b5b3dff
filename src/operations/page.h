// Pages, orders and filters by metadata, as the lists of all domains take them.
#pragma once

#include <span>
#include <vector>

#include "api/arguments.h"
#include "operations/operation.h"
#include "query/conditions.h"

namespace agentkeep::operations {

struct Page {
  PageInfo info;
  query::Slice slice;

  // The info of the answer, of so many rows that match.
  [[nodiscard]] PageInfo of(std::uint64_t total) const;
};

// Of the arguments page and perPage; `rows`: where there is no perPage, 0: all. Problems have the
// status INVALID_PAGE.
Page readPage(api::Arguments& arguments, std::uint64_t rows);

// That of the columns which the argument names; the first one where it is left out, or names
// another and is not `strict`.
query::Col readColumn(api::Arguments& arguments, Text name, const query::Table& table,
                      std::span<const query::Col> columns, bool strict);

query::Order readSort(api::Arguments& arguments, const query::Table& table, const Sort& sort);

// Adds a condition a member of the argument `name`: deep equality with that of the document in the
// column. Problems: INVALID_METADATA_KEY, for keys that are no identifiers, and more than 32.
void addMetadata(api::Arguments& arguments, Call& call, Text name, query::Col column,
                 std::vector<query::Where>& conditions);

}  // namespace agentkeep::operations
