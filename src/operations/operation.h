// What most methods are: rows saved, changed, found, counted or removed, of one table. Such a
// method is data. The arguments it takes, what they may be and what a row has without them is said
// beside the columns of its table (query/table.h); what it answers, and of which rows, here.
// README.md shows a domain of them.
//
//   constexpr Operation kGet{.what = Do::kGet, .table = &kNotes, .row = kNoteRow, .by = kById};
//   constexpr api::Method kMethods[] = {
//       described("get", api::Scope::kRead, kGet, AGENTKEEP_NOTE("One note, or null."))};
//
// Each is one batch, one round trip.
#pragma once

#include <array>
#include <span>
#include <string>

#include "api/method.h"
#include "query/query.h"
#include "retention/prune.h"

namespace agentkeep::operations {

enum class Do : std::uint8_t {
  // Inserts a row of what is given. One of the same primary key: kCreate fails, kSkip leaves it,
  // kSave replaces all but what is Given::kOnce, kUpsert changes what is given. Where a column of
  // the key has Fill::kUuid and none is given, no other can have it.
  kCreate,
  kSkip,
  kSave,
  kUpsert,
  kUpdate,  // changes what is given of the rows that `by` finds
  kGet,     // the first row of the order
  kList,
  kCount,  // answers the number of rows
  kTally,  // answers how many rows there are of each value, and of these with each word: `tallied`
  kRemove,
  kClear,  // of `tables`: all rows
  kPrune,  // of `kept`: old rows
};

// What a method answers, where it is not what its Do says: the row, the list, the number, nothing.
enum class Answers : std::uint8_t {
  kAsDone,
  kNothing,
  kWhether,  // true if a row was found, changed or removed
  kChanged,  // how many rows were
  kRows,     // of an update: those that it changed, [...]
  kValue,    // of a get: that of its one column
};

// How the rows of a list are answered, behind Operation::member: `notes`.
enum class Form : std::uint8_t {
  kBare,     // [...]
  kTotal,    // { notes: [...], total }
  kCounted,  // the same of the arguments page and perPage, which may be left out: total is of all
  kPage,     // { notes: [...], total, page, perPage, hasMore }, of the arguments page, perPage
  kNested,   // { notes: [...], pagination: { total, ... } }, of the argument pagination
};

// Columns that an argument may name; the first one where it is left out. Others are refused.
struct Choice {
  Text name;
  std::span<const query::Col> columns;
};

// Which rows: those whose column has what the argument of that name says. If every condition of an
// update or a removal is left out, it does nothing.
struct By {
  query::Col column;
  bool optional = false;
  bool blank = true;   // false: '' and [] say what leaving it out says
  bool nulls = false;  // null asks for rows that have none; else it says what leaving it out says
  bool fold = false;   // in texts, without regard to ASCII case
  // kLt to kGe, kPrefix, kContains: so; kIn, kHasAny, kHasAll: a list, or one; kJsonEq: every
  // member of the argument is one of the document.
  query::Is is = query::Is::kEq;
  Text inside = {};                          // the argument that holds it: `filters`
  Text name = {};                            // of the argument, where it is not the column's
  const query::Cell* value = nullptr;        // always this, whatever the arguments
  bool excludes = false;                     // those that do not match, null among them
  std::span<const Text> path = {};           // of a member of the document that is the column
  std::span<const query::Col> or_else = {};  // or one of these columns has it
  const Choice* choice = nullptr;            // instead of the column: the one that is asked for
};

// An order that callers choose: by one of these columns, the first where they name none or another.
struct Sort {
  std::span<const query::Col> columns;
  bool descending = true;  // where they do not say
  // The arguments that say it; empty: members of `orderBy`.
  Text field = {};
  Text direction = {};
  bool strict = false;  // another column, and what is neither 'ASC' nor 'DESC', is refused
};

// What an update may change, where that is not every column that callers may give.
struct Set {
  query::Col column;
  bool required = false;
  query::How how = query::How::kSet;   // kSet merges where the column does
  Text name = {};                      // of the argument, where it is not the column's
  const query::Cell* value = nullptr;  // always this
};

// A column that is set to now when another one is changed to that word.
struct Stamp {
  query::Col column;
  query::Col of;
  Text word;
};

// What else must be so, or nothing is done: there is a row whose columns equal `of`, columns of the
// new row or of `by`; or, with `none`, there is no such row.
struct Demand {
  const query::Table* table;
  std::span<const query::Col> columns;
  std::span<const query::Col> of;
  Text says;  // the error's message: each `*` stands for one of these values
  bool none = false;
  bool others = false;  // of `table` itself: another row than the new one; null and '' are none
};

// What happens beforehand to rows of another table, whose column equals `of` of the new row or of
// those that are removed: the changes, or they are deleted.
struct Also {
  const query::Table* table;
  query::Col column;
  query::Col of = 0;
  std::span<const query::Change> changes = {};
};

// What few operations say.
struct More {
  std::span<const Set> sets = {};
  std::span<const Stamp> stamps = {};
  std::span<const Demand> demands = {};
  std::span<const Also> also = {};
};

// A table whose rows may grow old, as retention/prune.h has it.
struct Aging {
  Text name;  // in `policies`
  const query::Table* table;
  query::Col anchor;
  // Whose rows go with them: those whose column is the key of one that goes.
  const query::Table* child = nullptr;
  query::Col parent = 0;
};

struct Operation {
  Do what;
  const query::Table* table = nullptr;
  std::span<const query::Col> row = {};  // what is answered, and what an insert writes
  Text type = {};                        // of a row, for the documentation: `Note`
  Text entity = {};                      // what messages call it: `workflow definition`
  Text wrapper = {};                     // the argument that holds the row's members
  bool many = false;                     // it holds a list of rows, which are inserted at once
  Text member = {};                      // that of the answer which holds the row, or the rows
  Form form = Form::kBare;
  Answers answers = Answers::kAsDone;
  std::span<const By> by = {};
  const Sort* sort = nullptr;  // before the order
  std::span<const query::Order> order = {};
  Text limit = {};           // the argument that says how many
  Text limit_inside = {};    // the argument that holds it
  std::uint32_t rows = 100;  // of a page or a limited list, where callers do not say; 0: all
  query::Col tallied = query::kNoCol;  // the column whose words kTally counts
  const More* more = nullptr;
  Text missing = {};  // the error where no row is found; `*`: what `by` says. Empty: null, false
  bool conflicts = false;     // that is a conflict, and not that it does not exist
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

// The member that kTally has for a word: `needs-review`, needsReview.
std::string memberOf(Text word);

// Method::run of every method that has an Operation.
Task<Result<void>> run(Call& call, query::Database& db, const api::Request& request,
                       JsonWriter& out);

// The same of an operation that was made for this call; it must live as long.
Task<Result<void>> run(Call& call, query::Database& db, const Operation& operation,
                       const api::Request& request, JsonWriter& out);

constexpr api::Method described(Text name, api::Scope scope, const Operation& operation,
                                Text summary, std::span<const Text> parameters = {},
                                Text error_name = {}) {
  return {.name = name,
          .scope = scope,
          .run = &run,
          .summary = summary,
          .parameters = parameters,
          .error_name = error_name,
          .operation = &operation};
}

}  // namespace agentkeep::operations
