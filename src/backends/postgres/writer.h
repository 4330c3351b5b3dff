// Says one statement of query/ in PostgreSQL's words. The operations are in reads.cc and writes.cc;
// what they share, names, values and conditions, is here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backends/postgres/limits.h"
#include "backends/sql/sql-text.h"
#include "query/query.h"

namespace agentkeep::postgres {

using namespace sql;  // a dialect speaks its words all the time

// Where tables are: `schema.prefix`, `schema.`, `prefix` or nothing, as the host has checked it,
// and behind that `|schema`, where other adapters have their tables of vectors, without prefix.
struct Place {
  Text schema;  // empty: the first one of the connection's search path
  Text prefix;
  Text vectors;  // empty: they are where the others are

  explicit Place(Text text);
  // Whether its parts are names.
  [[nodiscard]] bool isValid() const;
  [[nodiscard]] Place ofVectors() const;
  // The schema as a string, for queries of the catalogue.
  [[nodiscard]] Sql inCatalogue() const;
  // "schema"."prefix_name"
  [[nodiscard]] Sql name(Text table) const;
};

// A column or an index: always in quotes, since bare names lose their case.
inline Prefixed quoted(Text name) { return {{}, Identifier(name)}; }

// A table as a statement names it: `t0`, `t1` ... Columns are always named through it.
struct Scope {
  const query::Table* table = nullptr;
  std::uint16_t alias = 0;
};

inline constexpr Text kInsertionColumn = "insertion";

// `text`, `bigint` ...
SqlText typeOf(query::Type type);

// A time as answers have it, ISO-8601 in UTC with milliseconds.
Sql isoTime(const Sql& time);

// What a derived column is computed by, for statements and indexes alike.
Sql expressionOf(const query::Table& table, query::Col column, const Sql& qualifier);
// A member of a document, likewise; every name is one of letters, digits and underscores.
Sql expressionOf(const query::Column& document, std::span<const Text> path, const Sql& qualifier);

class Writer {
 public:
  // `reserved`: parameters in front of the Writer's own.
  Writer(const Limits& limits, const Place& place, std::uint16_t reserved = 0)
      : limits_(limits), place_(place), reserved_(reserved) {}

  Scope scope(const query::Table& table) { return {&table, names_++}; }
  // For the aliases of subqueries, which must differ.
  std::uint16_t nextName() { return names_++; }

  Sql name(const query::Table& table) const;
  Sql name(Scope scope) const;                        // "p_notes" t0
  static Sql column(Scope scope, query::Col column);  // t0."id"
  // The column as answers have it: times as ISO-8601, booleans as numbers.
  static Sql read(Scope scope, query::Col column);
  static Sql reads(Scope scope, std::span<const query::Col> columns);
  // `,...` of members of JSON columns.
  Sql fields(Scope scope, std::span<const query::Field> fields);
  static Sql returning(Scope scope, std::span<const query::Col> columns);
  // The columns of the primary key, `t0."a",t0."b"`, and the same in brackets where there are
  // several: it stands for the row.
  static Sql key(Scope scope);
  static Sql place(Scope scope);

  // Parameters, by their number: `$1::text`.
  Sql text(Text value);
  Sql member(Text name);  // as JsonString::exact() has it
  Sql integer(std::uint64_t value);
  Sql vector(Text json);
  // The value as one of a column's type, refused if it is too long. `column` is what messages call
  // it.
  Sql value(const query::Cell& cell, const query::Column& column);
  // As JSON, of type text.
  Sql json(const query::Cell& cell, const query::Column& column);
  // Texts, numbers ... as an array of the column's type.
  Sql list(std::span<const query::Cell> cells, const query::Column& column);
  Sql lookup(const query::Lookup& lookup);
  void checkSize(const query::Cell& cell, const query::Column& column);

  Sql condition(const query::Where& where, Scope scope);
  // ` WHERE ...`, or nothing where every row matches.
  Sql where(const query::Where& where, Scope scope);
  // ` AND (...)`, likewise.
  Sql andWhere(const query::Where& where, Scope scope);
  // ` ORDER BY ...` made total.
  Sql order(std::span<const query::Order> order, Scope scope);
  Sql limit(std::optional<std::uint64_t> limit, std::uint64_t offset);
  // SELECT `what` of the rows that `select` finds, for use inside another statement. Ordered only
  // where a limit asks for it.
  Sql subselect(const query::Select& select, Scope inner, const Sql& what, const Sql& links);
  // ` WHERE ...` of those rows that are the first of their Select::first_per, in `from` of `inner`.
  Sql firstOfEach(const query::Select& select, Scope scope, Scope inner, const Sql& from);

  // The JSON at a path, of type jsonb; null where there is none, or the column is no document.
  Sql jsonAt(const query::Field& field, Scope scope);
  // A member as text, or the column itself.
  Sql operand(const query::Field& field, Scope scope);
  // Without the blanks around it.
  static Sql trimmed(const Sql& text);
  // A member, or what is between two times, as a number; null if it is none.
  Sql number(const query::Field& field, Scope scope);
  // ` COLLATE "C"` where it has to be said.
  [[nodiscard]] SqlText byBytes() const;

  // The first thing wrong counts.
  void refuse(Error error);
  [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }

  [[nodiscard]] std::size_t parameters() const { return reserved_ + own_.size(); }
  // Without the reserved ones.
  [[nodiscard]] const std::vector<std::string>& values() const { return own_; }

 private:
  Sql parameter(std::string value, SqlText type);
  Sql parts(const query::Where& where, Scope scope);
  Sql comparison(const query::Where& where, Scope scope);
  Sql textMatch(const query::Where& where, Scope scope);
  Sql isIn(const query::Where& where, Scope scope);
  Sql keyIn(const query::Where& where, Scope scope);
  Sql afterKey(const query::Where& where, Scope scope);
  Sql jsonTest(const query::Where& where, Scope scope);
  Sql jsonOrder(const query::Where& where, Scope scope);
  Sql scalars(std::span<const query::Cell> cells, const query::Column& column);
  Sql some(const query::Where& where, Scope scope);
  Sql inRows(const query::Where& where, Scope scope);
  Sql exists(const query::Where& where, Scope scope);

  const Limits& limits_;
  const Place& place_;
  std::uint16_t reserved_;
  std::uint16_t names_ = 0;
  std::vector<std::string> own_;
  std::optional<Error> problem_;
};

bool isJson(query::Type type);
// A cell as text that PostgreSQL reads as the type; nothing for null.
std::optional<std::string> textOfCell(const query::Cell& cell, query::Type type);
// The text of a cell, or its JSON text, if that is stored byte for byte as it is here.
std::optional<Text> storedAsIs(const query::Cell& cell, bool as_json);
// A cell as JSON text.
std::string jsonOfCell(const query::Cell& cell);
// A JSON null that the column stores as null.
bool isStoredNull(const query::Cell& cell, const query::Column& column);

}  // namespace agentkeep::postgres
