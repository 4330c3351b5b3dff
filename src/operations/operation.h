// What most methods are: one row saved, changed, found or removed, or a list of rows, of one table.
// Such a method is data. The arguments it takes, what they may be and what a row has without them
// is said beside the columns of its table (query/table.h); what it answers, and of which rows,
// here.
//
//   constexpr Operation kGet{.what = Do::kGet, .table = &kNotes, .row = kNoteRow, .by = kById};
//   constexpr api::Method kMethods[] = {
//       described("get", kGet, api::Scope::kRead, AGENTKEEP_NOTE("One note, or null."))};
//
// Each is one statement, one round trip.
#pragma once

#include <array>
#include <span>

#include "api/method.h"
#include "query/query.h"
#include "retention/prune.h"

namespace agentkeep::operations {

enum class Do : std::uint8_t {
  // Inserts a row of what is given. One of the same primary key: kCreate fails, kSkip leaves it,
  // kSave replaces all but what is Given::kOnce, kUpsert changes what is given. Where the key's
  // column has Fill::kUuid and none is given, no other can have it.
  kCreate,
  kSkip,
  kSave,
  kUpsert,
  kGet,  // the first row of the order
  kList,
  kCount,  // answers the number of rows
  kRemove,
  kClear,  // of `tables`: all rows
  kPrune,  // of `kept`: old rows
};

// How the rows of a list are answered, behind Operation::member: `notes`.
enum class Form : std::uint8_t {
  kBare,    // [...]
  kTotal,   // { notes: [...], total }
  kPage,    // { notes: [...], total, page, perPage, hasMore }, of the arguments page, perPage
  kNested,  // { notes: [...], pagination: { total, ... } }, of the argument pagination
};

// Rows are those whose column equals the argument of that name.
struct By {
  query::Col column;
  bool optional = false;
  bool blank = true;  // false: '' says what leaving it out says
  Text inside = {};   // the argument that holds it: `filters`
  Text name = {};     // of the argument, where it is not the column's
};

// A table whose rows may grow old, as retention/prune.h has it.
struct Aging {
  Text name;  // in `policies`
  const query::Table* table;
  query::Col anchor;
};

struct Operation {
  Do what;
  const query::Table* table = nullptr;
  std::span<const query::Col> row = {};  // what is answered, and what an insert writes
  Text type = {};                        // of a row, for the documentation: `Note`
  Text entity = {};                      // what messages call it: `workflow definition`
  Text wrapper = {};                     // the argument that holds the row's members
  Text member = {};                      // that of the answer which holds the row, or the rows
  Form form = Form::kBare;
  std::uint32_t rows = 100;  // of a page, where no perPage is given
  std::span<const By> by = {};
  std::span<const query::Order> order = {};
  // Instead: columns that the argument orderBy may name, the first one where it does not.
  std::span<const query::Col> sorts = {};
  Text refusal = {};          // last part of the ids of errors about arguments: `VALIDATION_FAILED`
  bool keeps_status = false;  // that of the argument instead: `INVALID_PAGE`
  std::span<const query::Table* const> tables = {};
  std::span<const Aging> kept = {};
};

// All columns of a table that has so many.
template <std::size_t kCount>
inline constexpr auto allOf = [] {
  std::array<query::Col, kCount> all{};
  for (std::size_t i = 0; i < kCount; ++i) all[i] = static_cast<query::Col>(i);
  return all;
}();

// Method::run of every method that has an Operation.
Task<Result<void>> run(Call& call, query::Database& db, const api::Request& request,
                       JsonWriter& out);

// The same of an operation that was made for this call; it must live as long.
Task<Result<void>> run(Call& call, query::Database& db, const Operation& operation,
                       const api::Request& request, JsonWriter& out);

constexpr api::Method described(Text name, api::Scope scope, const Operation& operation,
                                Text summary, std::span<const Text> parameters = {}) {
  return {.name = name,
          .scope = scope,
          .run = &run,
          .summary = summary,
          .parameters = parameters,
          .operation = &operation};
}

}  // namespace agentkeep::operations
