// Indexes of callers, as far as dialects agree: what is asked when, and conditions.
#pragma once

#include <optional>
#include <span>

#include "backends/sql/sql-text.h"
#include "backends/sql/wire.h"
#include "core/call.h"
#include "query/index.h"

namespace agentkeep::sql {

// What a dialect says of indexes. Trivial to destroy: it lives in the memory of the call.
class IndexWords {
 public:
  // SELECT of three columns: the name, whether it is the schema's, the JSON object of the wire; of
  // the one name unless it is asked for the list. `sized`: with what a database may not know.
  virtual Sql select(const query::IndexAsk& ask, bool sized) const = 0;
  // Some database of the dialect knows it.
  virtual bool isSized() const = 0;
  // SELECT of the table that has the index which create() would make.
  virtual Sql owner(Text name) const = 0;
  // That table is this one.
  virtual bool isTable(Text owner, const query::Table& table) const = 0;
  // What the index of an access path is called, of tables without prefix and schema.
  virtual std::string indexName(const query::Table& table, const query::AccessPath& path) const = 0;
  // CREATE INDEX up to the condition, or why not.
  virtual std::optional<Error> create(Sql& sql, const query::IndexAsk& ask) const = 0;
  // `name` as select() answers it.
  virtual Sql drop(Text name) const = 0;
  virtual Sql column(const query::Table& table, query::Col column) const = 0;
  // What waits for the job that CREATE INDEX answers, its one parameter. Empty: there is none.
  virtual Sql wait() const { return {}; }
  // What removes the rest of an index whose building found equal values. Empty: nothing is left.
  virtual Sql remains(Text /*name*/) const { return {}; }
  virtual Retries retries() const { return {}; }

 protected:
  ~IndexWords() = default;
};

// Backend::manageIndexes. `words` and `ask` must live until the task is done.
//
// The condition of an index is in a language that is the same in every dialect: columns of the
// table, bare or in double quotes, strings without quotes or backslashes in them, numbers, TRUE,
// FALSE and NULL; = <> != < <= > >=, AND, OR, NOT, IN, IS, BETWEEN, parentheses. It is written
// anew, word by word, so that nothing else of what somebody sent gets into a statement: no
// function, no subquery, no comment. Whether it makes sense the database says.
Task<Result<query::Rows>> manageIndexes(Call& call, const IndexWords& words,
                                        const query::IndexAsk& ask);

}  // namespace agentkeep::sql
