// Says one statement of query/ in SQLite's words. The operations are in reads.cc and writes.cc;
// what they share, names, values and conditions, is here.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "backends/sql/sql-text.h"
#include "backends/sqlite/limits.h"
#include "backends/sqlite/parameters.h"
#include "query/query.h"

namespace agentkeep::sqlite {

// A table as a statement names it: `t0`, `t1` ... Columns are always named through it.
struct Scope {
  const query::Table* table = nullptr;
  std::uint16_t alias = 0;
  bool jsonb = false;  // Limits::jsonb
};

// A column behind `qualifier`: its name, or what a derived one is computed by. No column of the
// table stands for that, since other adapters write back every column that they read; an index on
// the same words is found by it. Documents of other writers may be no JSON, or `jsonb`.
Sql expressionOf(const query::Table& table, query::Col column, const Sql& qualifier, bool jsonb);
// A member of a document, likewise; every name is one of letters, digits and underscores.
Sql expressionOf(const query::Column& document, std::span<const Text> path, const Sql& qualifier,
                 bool jsonb);

// A cell of the column, whose value is the text `given`: bytes come as hexadecimal digits, vectors
// as JSON. And the other way round.
Sql storedAs(query::Type type, Sql given);
Sql givenAs(query::Type type, Sql stored);

class Writer {
 public:
  // `reserved`: parameters in front of the Writer's own.
  Writer(const Limits& limits, Text prefix, std::uint16_t reserved = 0)
      : parameters(limits, reserved), limits_(limits), prefix_(prefix) {}

  Scope scope(const query::Table& table) { return {&table, names_++, limits_.jsonb}; }
  // For the aliases of subqueries, which must differ.
  std::uint16_t nextName() { return names_++; }

  Sql name(const query::Table& table) const;  // "prefix_table"
  Sql name(Scope scope) const;                // "prefix_table" t0
  // t0.id; a JSON column as its text.
  static Sql column(Scope scope, query::Col column);
  // Whether that is no more than a name.
  static bool isBare(Scope scope, query::Col column);
  // A JSON column for functions of JSON, which take either form.
  static Sql document(Scope scope, query::Col column);
  static Sql columns(Scope scope, std::span<const query::Col> columns);
  // `,...` of members of JSON columns.
  Sql fields(Scope scope, std::span<const query::Field> fields);
  Sql returning(const query::Table& table, std::span<const query::Col> columns) const;

  // A bound value, refused if it is too long. `column` is what messages call it.
  Sql value(const query::Cell& cell, const query::Column& column);
  Sql lookup(const query::Lookup& lookup);
  void checkSize(const query::Cell& cell, const query::Column& column);

  Sql condition(const query::Where& where, Scope scope, unsigned depth = 0);
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

  // Test that a JSON column can be looked into, cheapest first, and a member as a value of SQL.
  static Sql isDocument(Scope scope, query::Col column);
  Sql operand(const query::Field& field, Scope scope);
  // Without the blanks around it.
  static Sql trimmed(const Sql& text);

  // The first thing wrong counts.
  void refuse(Error error);
  [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }

  Parameters parameters;

 private:
  Sql textIn(const query::Field& field, Scope scope);
  Sql joined(std::span<const query::Where* const> parts, SqlText word, Scope scope, unsigned depth);
  Sql parts(const query::Where& where, Scope scope, unsigned depth);
  Sql comparison(const query::Where& where, Scope scope, SqlText strict, SqlText nullSafe);
  Sql textMatch(const query::Where& where, Scope scope);
  Sql isIn(const query::Where& where, Scope scope);
  Sql keyIn(const query::Where& where, Scope scope);
  Sql afterKey(const query::Where& where, Scope scope);
  Sql nodes(const Sql& document, std::uint64_t longest);
  Sql jsonEquals(const query::Where& where, Scope scope);
  Sql jsonOrder(const query::Where& where, Scope scope);
  Sql hasTexts(const query::Where& where, Scope scope);
  Sql hasItem(const query::Where& where, Scope scope);
  Sql some(const query::Where& where, Scope scope, unsigned depth);
  Sql hasLength(const query::Where& where, Scope scope);
  Sql inRows(const query::Where& where, Scope scope);
  Sql exists(const query::Where& where, Scope scope);
  Sql list(const query::Where& where);

  const Limits& limits_;
  Text prefix_;
  std::uint16_t names_ = 0;
  std::optional<Error> problem_;
};

}  // namespace agentkeep::sqlite
