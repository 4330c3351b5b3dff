// The list protocol of traces, branches and signals: filters, pages, and polling for what is new.
// contract/observability.md, "List protocol".
#pragma once

#include "api/arguments.h"
#include "api/method.h"
#include "query/query.h"

namespace agentkeep::observability {

// How a member of the argument `filters` finds rows.
enum class Match : std::uint8_t {
  kEquals,      // the column
  kAny,         // one of the list, or the one text
  kTime,        // a range: { start, end, startExclusive, endExclusive }
  kMembers,     // each member of the document
  kAll,         // every text of the list is in the column's
  kStatus,      // of a span: success, error, running
  kChildError,  // some span of its trace has an error, or none
};
struct Filter {
  Text name;
  Match how = Match::kEquals;
  query::Col column = query::kNoCol;
  query::Col otherwise = query::kNoCol;  // kEquals: the column where that one is null
};

struct Listing {
  const query::Table* table;
  Text member;                        // of the answer: `spans`
  std::span<const query::Col> row;    // what is answered
  std::span<const query::Col> sorts;  // what orderBy may name, the first one where it does not
  std::span<const Filter> filters;
  query::Where always = {};  // rows that are listed at all
  bool status = false;       // rows get a member that says what has become of them
};

// More rows than this, or than a page needs, are not counted: PageInfo::total.
inline constexpr std::uint64_t kMostRows = 10'000;

// Conditions of the argument `filters`.
query::Where filtersOf(Call& call, const Listing& listing, api::Arguments& filters);

Task<Result<void>> list(Call& call, query::Database& db, const Listing& listing,
                        const api::Request& request, JsonWriter& out);

// Rows as elements of the open array, with their status where it is asked for.
Result<void> writeRecords(JsonWriter& out, const query::Table& table,
                          std::span<const query::Col> columns, const query::Rows& rows,
                          bool status);

}  // namespace agentkeep::observability
