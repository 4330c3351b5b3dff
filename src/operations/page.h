// Pages, orders and filters by metadata, as the lists of all domains take them.
#pragma once

#include <span>
#include <vector>

#include "api/arguments.h"
#include "query/conditions.h"

namespace agentkeep::operations {

struct Page {
  PageInfo info;
  query::Slice slice;

  // The info of the answer, of so many rows that match.
  [[nodiscard]] PageInfo of(std::uint64_t total) const;
};

// Of the arguments page and perPage; `rows`: where there is no perPage. Problems have the status
// INVALID_PAGE.
Page readPage(api::Arguments& arguments, std::uint64_t rows);

// Of the argument orderBy: `{ field, direction }`. One of the columns, the first where it names
// another or none; descending unless it says ASC.
query::Order readOrder(api::Arguments& arguments, const query::Table& table,
                       std::span<const query::Col> columns);

// Adds a condition a member of the argument `name`: deep equality with that of the document in the
// column. Problems: INVALID_METADATA_KEY, for keys that are no identifiers, and more than 32.
void addMetadata(api::Arguments& arguments, Call& call, Text name, query::Col column,
                 std::vector<query::Where>& conditions);

}  // namespace agentkeep::operations
