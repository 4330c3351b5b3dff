// Describes tables. A table is stated once; DDL, migration, row encoding, OpenAPI and the client's
// types are made from that statement.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/error.h"

namespace agentkeep::query {

using Col = std::uint16_t;  // index into Table::columns
inline constexpr Col kNoCol = 0xffff;
// In Select and Around columns of a table that keeps it: the row's place in the order of first
// insertion, an integer that only grows. Rows of two answers are merged by it.
inline constexpr Col kInsertion = 0xfffe;
// In a Select with words: how well the row's texts match them, a real number; the higher the
// better. In one with `near`: the score of the row's vector.
inline constexpr Col kRank = 0xfffd;

enum class Type : std::uint8_t {
  kText,
  kTimestamp,   // ISO-8601 UTC with milliseconds, as text: its order is the order of time
  kJson,        // a JSON document, as text
  kTextOrJson,  // a JSON object or array, or a bare string stored without quotes (message content)
  kInteger,     // 64 bits
  kReal,
  kBoolean,  // 0 or 1
  kBytes,    // never null; answers have them as hexadecimal digits, in either case
  kVector,   // numbers, of a type that the database has for them (Database::ranksVectors()): a JSON
             // list of them as text, in cells and in answers
};

// The words that a text may be. Others are refused: `<member> must be <says>`.
struct Words {
  std::span<const Text> list;
  Text says;
};

// What callers may give for a column; what else its type can hold is refused.
enum class Takes : std::uint8_t {
  kAny,     // all that the type can hold
  kId,      // text that names a row: core/input.h, Id
  kName,    // an Id that is not empty
  kObject,  // of JSON
  kList,    // of JSON
  kNear,    // a number that is not whole, too: the nearest one that is
};

// When they may; else it is as if it were left out.
enum class Given : std::uint8_t {
  kAlways,
  kOnce,   // for a new row
  kLater,  // for a row that exists
  kNever,  // it is the store's own
};

// What a new row has where nothing is given.
enum class Fill : std::uint8_t {
  kNull,
  kNow,   // and a row that is changed keeps it
  kTime,  // now, and a row that is changed gets a later time
  kUuid,
  kZero,
  kWord,  // the first of Column::words
};

// A text that stands in the source and is empty mostly: half of what a Text is.
class Literal {
 public:
  constexpr Literal() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is written as it is
  consteval Literal(const char* text) : text_(text) {}
  // NOLINTNEXTLINE(google-explicit-constructor): and read as a Text
  constexpr operator Text() const { return text_ == nullptr ? Text() : Text(text_); }
  [[nodiscard]] constexpr bool empty() const { return text_ == nullptr || *text_ == '\0'; }

 private:
  const char* text_ = nullptr;
};

struct Column {
  Text name;
  Type type;
  bool nullable = true;
  Literal json = {};             // member name in objects on the wire; empty: the column's name
  Literal hidden_when = {};      // this value is left out on the wire, as null is
  bool hides_empty = false;      // 0 and '' are left out on the wire, as null is
  Literal absent_json = {};      // what the wire has instead of leaving it out
  Literal default_sql = {};      // for a column added to rows that exist, a literal; empty: null
  bool bulk = false;             // nobody asks for it where rows are found by reading them all
  bool keeps_json_null = false;  // JSON null is a value here, distinct from SQL null
  bool parsed = false;           // kJson of another adapter's table, jsonb on PostgreSQL
  bool ours = false;             // kJson that nobody else writes: it is JSON, and no other text
  // Not stored: the member of this column's name in that JSON column, as text, whoever wrote the
  // row; null where there is none. It is read, tested and indexed as any other, and never written.
  Col member_of = kNoCol;

  // How operations/ reads it from the arguments of methods and changes it.
  Takes takes = Takes::kAny;
  Given given = Given::kAlways;
  Fill fill = Fill::kNull;
  bool required = false;  // of a new row
  bool merges = false;    // a change of an object is laid over the stored one, member by member
  bool clears = false;    // null says that there is to be none; else what leaving it out says
  const Words* words = nullptr;

  // A text or a document that may exceed what the backend holds in a row: large-values.h keeps it
  // elsewhere then. The column that says where, and what of it is left in the cell for conditions.
  Col reference = kNoCol;
  const struct Stays* stays = nullptr;
  const struct Telling* telling = nullptr;  // of kTextOrJson: documents.h

  constexpr bool large() const { return reference != kNoCol; }

  constexpr bool isDerived() const { return member_of != kNoCol; }
  constexpr Text member() const { return json.empty() ? name : json; }
};

// The column of that name; to be asked while compiling, which fails where there is none.
consteval Col columnOf(std::span<const Column> columns, Text name) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return static_cast<Col>(i);
  }
  std::abort();
}

// What stays in the cell of a large document: members as they are, where they are short, and
// members that are objects or lists as empty ones, to say that they are there.
struct Stays {
  std::span<const Text> members;
  std::span<const Text> shells = {};
};

// A unique key. Table::keys[0] is the primary one.
struct Key {
  std::span<const Col> columns;
};

// Which rows an access path has: an index of some rows is written for those alone.
enum class Has : std::uint8_t { kAll, kNull, kNotNull };

// A way to find rows: equality on the first column, order by the second (and so on). SQL backends
// build an index from it; DynamoDB a partition and sort key.
struct AccessPath {
  Text name;  // of the index, behind the table prefix
  std::span<const Col> columns;
  Text methods = {};       // that need it, for docs/indexes.md
  bool is_spared = false;  // not made where indexes are lean: only lists by resource need it
  // Those rows whose column `of` is null, or is not: conditions that say so, too, may use it.
  Has has = Has::kAll;
  Col of = kNoCol;
  // The primary key begins with these columns, in tables of ours: it is made where another
  // adapter's table has another one.
  bool of_key = false;
  // SQLite keeps these in the index, too, so that conditions on them read its entries and no rows.
  // What changes them writes the entry anew. PostgreSQL has no room for long texts in an index.
  std::span<const Col> covers = {};
};

// Whether the tables of a deployment have it.
constexpr bool isMade(const AccessPath& path, bool lean) { return !(lean && path.is_spared); }

// The words of the texts that are in a column of kTextOrJson, for Select::words: kept beside the
// table by the database itself, whoever writes to it, where SchemaOptions::search asked for it. A
// list, or the list `list` of an object, has the texts in the members `text` of those items whose
// `kind` is the word `text`; an object without that list in the member `otherwise`. What is no JSON
// is a text. Of a large value is searched what is left in its cell.
struct Texts {
  Text table;  // says which row is which
  Text words;  // the index of words
  Col document;
  Text list;
  Text kind;
  Text text;
  Text otherwise;
};

struct Table {
  Text name;  // without prefix
  std::span<const Column> columns;
  std::span<const Key> keys;
  // Where the database has tables of vectors (Database::vectorTables()).
  bool of_vectors = false;
  std::span<const AccessPath> paths = {};
  // Rows of equal order columns keep the order of their first insertion: SQLite's rowid, an
  // additive sequence attribute elsewhere. Without it the primary key breaks ties.
  bool keeps_insertion_order = false;
  // Another program's table for the same rows, of another form: where PostgreSQL has it, nothing is
  // made beside it.
  Text rival = {};
  const Texts* texts = nullptr;  // its primary key is one column of kText then

  constexpr const Column& operator[](Col column) const { return columns[column]; }
  constexpr bool hasLarge() const { return std::ranges::any_of(columns, &Column::large); }
};

}  // namespace agentkeep::query
