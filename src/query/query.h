// What can be asked of a backend, as data. README.md says what each operation means on each
// backend; no SQL text exists above src/backends/.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "core/view.h"
#include "query/table.h"

namespace agentkeep::query {

struct Select;
struct Cell;

struct Null {};
struct Keep {};      // only in Update::each: leave the column as it is
struct Incoming {};  // only in Insert::changes and change_if: what the new row proposed
struct Json {
  Text text;
};  // validated bytes, spliced, never a tree
struct Blob {
  Text bytes;
};  // of a column of kBytes
struct Time {
  std::int64_t ms;
};  // Unix milliseconds, UTC; years 0000 to 9999
struct Source {
  Col column;
};  // of the row that Insert::from found
struct Lookup {  // that row's column as the batch has left it
  const Table* table;
  View<Cell> key;
  Col column;
};
struct Max {  // the highest value of the one column of rows that it finds, as the batch has left
              // them; null: it finds none
  const Select* rows;
};
struct Cell {
  std::variant<Null, Keep, Incoming, bool, std::int64_t, double, Text, Json, Time, Blob, Source,
               Lookup, Max>
      value;
};
inline bool isNull(const Cell& cell) { return std::holds_alternative<Null>(cell.value); }

// How a value is read.
enum class As : std::uint8_t {
  kValue,
  kText,     // of JSON: the text that it is; else null
  kTrimmed,  // the same without blanks around it; null where nothing is left
};

struct Field {
  Col column = kNoCol;
  std::span<const Text> path = {};  // member names into a JSON column
  As as = As::kValue;
  // Of two kTimestamps: the milliseconds from this one to `column`; null where one of them is.
  Col since = kNoCol;

  // Nothing but the column.
  [[nodiscard]] constexpr bool isPlain() const {
    return path.empty() && as == As::kValue && since == kNoCol;
  }
};

enum class Is : std::uint8_t {
  kAll,
  kAnd,
  kOr,
  kNot,
  kEq,
  kNe,  // null-safe
  kLt,
  kLe,
  kGt,
  kGe,  // never match null; of a Json value: numbers with numbers, texts with texts, nothing else
  kIn,  // values: the list
  kKeyIn,  // values: primary keys, row-major; the row's is one of them
  // The row's primary key is behind that of `values`, in the order of keys; of none, every row is.
  // As the whole condition of a Select with a limit and Count::kMore, whose order is that of the
  // key, it walks through a table. DynamoDB walks in an order of its own, which only says that
  // every row that is not written meanwhile comes once.
  kAfterKey,
  kPrefix,
  kSuffix,
  kContains,
  kJsonEq,  // deep equality of the field with a Json value; a missing member equals nothing
  kHasAll,
  kHasAny,   // a JSON array against the list: of texts, or of Json scalars, of one kind
  kHasItem,  // some element of the JSON array has member path.back() equal to the text
  kSome,     // of a column of kJson: some element of the array matches parts[0], for which it is
             // the document
  kLength,   // the JSON array has so many elements
  kMatches,  // the text matches a regular expression: where Database::matchesPatterns()
  kInRows,   // the column is in the one column of `rows`: the inner Select runs first
  kExists,   // `rows` with `links` finds something for this row
};

struct Link {
  Col inner;
  Is is;
  Col outer;
};

struct Where {
  Is is = Is::kAll;
  Field field = {};
  bool fold = false;     // ASCII case folding: kEq, kPrefix, kSuffix, kContains
  bool indexed = false;  // kJsonEq: callers may have made an index of the member (IndexKey::path)
  bool lone = false;     // kHasAll, kHasAny, of Json scalars: a scalar counts as a list of it
  std::span<const Cell> values = {};
  View<Where> parts = {};
  const Select* rows = nullptr;
  std::span<const Link> links = {};
};

struct Order {
  Col column = kNoCol;
  bool descending = false;
  bool nulls_first = false;
  const Where* first = nullptr;  // instead of a column: rows that match come first
};

enum class Count : std::uint8_t { kNone, kMore, kExact };

inline constexpr std::int64_t kMostCounted = 9'007'199'254'740'991;

// Rows of another table that the one row of a key refers to: Answer::beside.
struct Beside {
  const Table* table;
  std::span<const Col> columns;
  Col is;  // has what one of `in` has, columns of the row
  std::span<const Col> in;
  std::span<const Order> order;
};

// How near two vectors are. The score is the higher, the nearer: the cosine of the angle,
// 1 / (1 + distance), the dot product.
enum class Metric : std::uint8_t { kCosine, kEuclidean, kDotProduct };

// Vectors in a column of kVector, and one that they are compared with.
struct Near {
  Col column;
  Text vector;  // as JSON
  Metric metric = Metric::kCosine;
  // The nearest are asked of the database's own index of the column, where it has one, which finds
  // most of them: the more it looks at, the more. 0: all rows that match are compared.
  std::uint32_t looks_at = 0;
};

struct Select {
  const Table* table;
  std::span<const Col> columns;
  Where where = {};
  std::span<const Order> order = {};  // made total by the backend: insertion order or primary key,
                                      // in the last term's direction
  std::optional<std::uint64_t> limit = {};
  std::uint64_t offset = 0;
  Count count = Count::kNone;               // kMore: Answer::has_more; kExact: Answer::total
  std::uint64_t count_most = kMostCounted;  // no more are counted: Answer::total is at most this
  Col first_per = kNoCol;              // only the first row, in this order, of each value; also in
                                       // kInRows
  bool scan = false;                   // may read without an access path
  std::span<const Field> fields = {};  // behind the columns: members of JSON columns, as JSON text
  bool opaque = false;                 // JSON cells are only handed on, never looked into
  bool only_replied = false;           // nor is any cell: the rows go to api::writeRows()
  const Beside* beside = nullptr;      // where Database::joins(), of a key without limit and count
  // If not empty: only rows whose texts (Table::texts) have one of these words, in any case. Their
  // columns, and the order, may be kRank. Where Database::searches().
  std::span<const Text> words = {};
  // With a limit and nothing else that orders: those rows whose vectors are the nearest, the
  // nearest first. The columns may be kRank. Where Database::ranksVectors().
  const Near* near = nullptr;
};

// The neighbours of some rows: `before` rows up to each anchor and `after` rows behind it, in the
// order (order, first insertion) among the rows that share the anchor's `group`. The anchor itself
// is always among them. `where` holds for anchors and neighbours alike. Distinct rows, in order of
// `order` over all of them.
struct Anchor {
  Text id;
  std::uint32_t before, after;
};
struct Around {
  const Table* table;
  std::span<const Col> columns;
  Where where = {};
  Col group, order;
  std::span<const Anchor> anchors;
  bool opaque = false;  // as in Select
};

enum class By : std::uint8_t { kField, kBucket, kItems, kKeys };
struct Group {
  By by;
  Field field;
  Field otherwise = {};
  std::int64_t bucket_ms = 0;
  // kKeys: if not 0, those whose value is a text of at most so many bytes, and not blank.
  std::uint64_t text_bytes = 0;
};
enum class Fn : std::uint8_t {
  kRows,
  kSum,
  kAvg,
  kMin,
  kMax,
  kDistinct,
  kLast,
  kNearest,
  kLinear,
  kEach,  // the values of all rows, in one order for all measures of a statement: those of a column
          // of kText as a JSON list, those of kBytes one behind the other. None of them is null.
};
struct Measure {
  Fn fn;
  Field field = {};
  double fraction = 0;
};
struct Aggregate {
  const Table* table;
  Where where = {};
  std::span<const Group> groups = {};
  std::span<const Measure> measures = {};
  Col time = kNoCol;
  std::int32_t order_by = -1;  // a measure; -1: by the groups
  bool descending = true;
  std::optional<std::uint64_t> limit = {};
};

enum class How : std::uint8_t {
  kSet,
  kAdd,         // null counts as 0; integers stay within those that JavaScript counts
  kAppend,      // text, behind `separator` unless nothing is there yet
  kPush,        // one element to a JSON array; null = []
  kMerge,       // shallow {...old, ...new} at `path`; missing or not an object = {}
  kMergeItems,  // lists item by item: what is not null replaces, what is beyond the end is added;
                // no list = []
  kTouch,  // a Time: max(value, old + 1 ms), so that a timestamp always grows; null: old + 1 ms
  kSum,    // of two numbers that need not be whole; where one is null, the other
  kLeast,  // the lesser of two numbers, in the same way
  kMost,   // the greater
};
struct Change {
  Col column;
  How how;
  Cell value = {};
  std::span<const Text> path = {};
  Text separator = {};
};

enum class OnConflict : std::uint8_t { kFail, kSkip, kChange };

struct Insert {
  const Table* table;
  std::span<const Col> columns;
  std::span<const Cell> rows;      // row-major; they apply one after another, also rows of one key
  const Table* from = nullptr;     // each row starts with the key of its source row
  const Select* unless = nullptr;  // nothing is inserted if this finds a row
  OnConflict on_conflict = OnConflict::kFail;
  std::uint8_t key = 0;  // Table::keys[key]
  std::span<const Change> changes = {};
  Where change_if = {};
  std::span<const Col> returning = {};
  // Of tables that keep it: the places of the rows in the order of first insertion, as another
  // database had them. A row that is there keeps its own. SQLite has each place once, whoever has
  // it: another row there is a violation.
  std::span<const std::int64_t> places = {};
  // Whatever is there is an earlier attempt of the same caller, and need not be looked at: a
  // backend to which that is cheaper puts each row in the place of the one that has its key, as a
  // whole. Others do what `on_conflict` says.
  bool blind = false;
};

struct Update {
  const Table* table;
  Where where = {};
  std::span<const Change> changes;
  std::span<const Cell> each =
      {};  // rows of primary key, then one cell a change: its value (Keep: not this one)
  std::span<const Col> returning = {};
};

struct Delete {
  const Table* table;
  Where where = {};
  std::span<const Order> order = {};
  std::optional<std::uint64_t> limit = {};
  std::span<const Col> returning = {};
};

enum class Must : std::uint8_t { kChanged, kExist, kNotExist };
struct Guard {
  Must must;
  std::uint32_t rows = 1;
  const Select* select = nullptr;
  // It speaks of rows as the batch reads them: where reading and writing are apart, it need not
  // hold any longer when the batch is written.
  bool as_read = false;
};

using Statement = std::variant<Select, Around, Aggregate, Insert, Update, Delete, Guard>;

// Where a walk through several tables at once goes on, and how many rows it looks at.
struct Together {
  std::span<const Text> behind = {};  // Outcome::place of the last batch; empty: it begins
  std::uint32_t rows = 0;
};

// Atomic and ordered: a statement sees what earlier ones did, any error undoes all.
struct Batch {
  std::span<const Statement> statements;
  std::span<const Text> serialize = {};  // two batches with a common name never overlap
  bool replica_ok = false;               // may be answered by a replica that lags
  // Where it is more than a transaction takes, it may be done part by part, its rows deleted some
  // at a time: whoever repeats it after an error gets the same. Its Deletes return nothing.
  bool in_parts = false;
  // Whoever asks looks at Outcome::failed. Else a guard, a key or a large value that undoes the
  // batch is an error.
  bool may_fail = false;
  // Where Database::isOneTable(): its statements, each a Select of all rows of a table, are
  // answered by one walk, a part of it a batch, in an order of the backend's. Every row that is not
  // written meanwhile comes once; other tables are passed over.
  std::optional<Together> together = {};
};

}  // namespace agentkeep::query
