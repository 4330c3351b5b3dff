#include "backends/sqlite/schema.h"

#include <algorithm>
#include <vector>

#include "backends/sql/schema-version.h"
#include "backends/sql/sql-text.h"
#include "backends/sql/wire.h"
#include "backends/sqlite/search.h"
#include "backends/sqlite/writer.h"
#include "core/ascii.h"
#include "core/message.h"

namespace agentkeep::sqlite {
namespace {

using query::AccessPath;
using query::Col;
using query::Column;
using query::Rows;
using query::Table;
using query::Type;

using Tables = std::span<const Table* const>;

constexpr unsigned kAttempts = 3;

SqlText typeOf(Type type) {
  switch (type) {
    case Type::kText:
    case Type::kTimestamp:
    case Type::kJson:
    case Type::kTextOrJson:
      return "TEXT";
    case Type::kInteger:
    case Type::kBoolean:
      return "INTEGER";
    case Type::kReal:
      return "REAL";
    case Type::kBytes:
    case Type::kVector:
      return "BLOB";
  }
  return "TEXT";
}

Sql nameOf(Text prefix, Text name) {
  Sql sql;
  return sql << Prefixed{prefix, Identifier(name)};
}

Sql columnList(const Table& table, std::span<const Col> columns, bool jsonb = false) {
  Sql sql;
  sql << "(";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i != 0) sql << ",";
    sql << expressionOf(table, columns[i], {}, jsonb);
  }
  return sql << ")";
}

Sql createTable(Text prefix, const Table& table) {
  Sql sql;
  sql << "CREATE TABLE IF NOT EXISTS " << nameOf(prefix, table.name) << " (";
  const std::span<const Col> primary = table.keys[0].columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.isDerived()) continue;
    if (i != 0) sql << ", ";
    sql << Identifier(column.name) << " " << typeOf(column.type);
    if (!column.nullable) sql << " NOT NULL";
    if (primary.size() == 1 && primary[0] == i) sql << " PRIMARY KEY";
  }
  if (primary.size() > 1) sql << ", PRIMARY KEY " << columnList(table, primary);
  for (const query::Key& key : table.keys.subspan(1))
    sql << ", UNIQUE " << columnList(table, key.columns);
  return sql << ")";
}

// A column of rows that exist already has no value: it is nullable unless it has a default.
Sql addColumn(Text prefix, const Table& table, const Column& column) {
  Sql sql;
  sql << "ALTER TABLE " << nameOf(prefix, table.name) << " ADD COLUMN " << Identifier(column.name)
      << " " << typeOf(column.type);
  if (column.default_sql.empty()) return sql;
  if (!column.nullable) sql << " NOT NULL";
  sql << " DEFAULT ";
  return sql.literal(column.default_sql);
}

Sql createIndex(Text prefix, const Limits& limits, const Table& table, const AccessPath& path) {
  std::vector<Col> columns(path.columns.begin(), path.columns.end());
  columns.insert(columns.end(), path.covers.begin(), path.covers.end());
  Sql sql;
  sql << "CREATE INDEX IF NOT EXISTS " << nameOf(prefix, path.name) << " ON "
      << nameOf(prefix, table.name) << columnList(table, columns, limits.jsonb);
  if (path.has == query::Has::kAll) return sql;
  return sql << " WHERE " << Identifier(table[path.of].name)
             << (path.has == query::Has::kNull ? SqlText(" IS NULL") : SqlText(" IS NOT NULL"));
}

Sql createVersionTable(Text prefix) {
  Sql sql;
  return sql << "CREATE TABLE IF NOT EXISTS " << nameOf(prefix, kSchemaTable)
             << " (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, pending TEXT)";
}

// Never lowers the version: an older release may finish after a newer one. The row 'oldest' says
// which releases may use these tables.
Sql writeVersion(Text prefix, const query::SchemaOptions& options,
                 std::span<const std::string> pending) {
  Sql sql;
  sql << "INSERT INTO " << nameOf(prefix, kSchemaTable)
      << " (id, version, pending) VALUES ('oldest', " << options.oldest << ", NULL), ('schema', "
      << options.version << ", ";
  if (pending.empty()) {
    sql << "NULL";
  } else {
    sql << "'";
    for (std::size_t i = 0; i < pending.size(); ++i) {
      if (i != 0) sql << ",";
      sql << Identifier(pending[i]);
    }
    sql << "'";
  }
  return sql << ") ON CONFLICT (id) DO UPDATE SET version = excluded.version, pending = "
                "excluded.pending "
                "WHERE version <= excluded.version";
}

Sql readVersion(Text prefix) {
  Sql sql;
  return sql << "SELECT id, version, pending FROM " << nameOf(prefix, kSchemaTable)
             << " WHERE id IN ('schema', 'oldest', 'search')";
}

// ('p_threads','p_messages'), to be compared without regard to case, as SQLite does with names.
Sql nameList(Text prefix, Tables tables) {
  Sql sql;
  sql << "(";
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (i != 0) sql << ",";
    sql.stringOf({prefix, Identifier(tables[i]->name)});
  }
  return sql << ")";
}

Sql readTables(Text prefix, Tables tables) {
  Sql sql;
  return sql << "SELECT name FROM sqlite_master WHERE type = 'table' AND name COLLATE NOCASE IN "
             << nameList(prefix, tables);
}

Sql readColumns(Text prefix, Tables tables) {
  Sql sql;
  return sql << "SELECT m.name AS owner, c.name AS name, c.pk AS pk FROM sqlite_master m, "
                "pragma_table_info(m.name) c "
                "WHERE m.type = 'table' AND m.name COLLATE NOCASE IN "
             << nameList(prefix, tables);
}

Sql readIndexes(Text prefix, Tables tables) {
  Sql sql;
  return sql
         << "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name COLLATE NOCASE IN "
         << nameList(prefix, tables);
}

Sql countRows(Text prefix, const Table& table) {
  Sql sql;
  return sql << "SELECT count(*) AS n FROM (SELECT 1 FROM " << nameOf(prefix, table.name)
             << " LIMIT " << std::uint64_t{query::kManyRows} + 1 << ")";
}

void addStatement(SqlRequest& request, const Sql& sql, std::size_t columns = SqlRequest::kNotRead) {
  request.beginStatement(sql.text(), 0, columns);
}

bool hasName(const Rows& rows, Text name) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (equalsFolded(rows[i][0].text, name)) return true;
  }
  return false;
}

// The place of a column of the table `name` in the primary key, from 1; 0: it is none of it;
// nothing: there is no such column.
std::optional<std::int64_t> placeInKey(const Rows& rows, Text name, const Column& column) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (equalsFolded(rows[i][0].text, name) && equalsFolded(rows[i][1].text, column.name)) {
      return rows[i][2].integer;
    }
  }
  return std::nullopt;
}

struct Found {
  KnownSchema known;  // if it was asked for
  Rows tables;        // before anything was created
  Rows columns;
  Rows indexes;
  bool searches = true;               // nothing is missing that keeps words of texts
  std::vector<std::uint64_t> counts;  // of each table, at most query::kManyRows + 1; of kMake
};

// What to ask: what the database says of its schema, what is there, or both; or to make what is
// missing as a whole first, so that each table can be counted.
enum class Ask : std::uint8_t { kVersion, kTables, kBoth, kMake };

Task<std::expected<Found, SqlFailure>> inspect(Call& call, Text prefix, Tables tables, Ask ask,
                                               bool search) {
  const bool make = ask == Ask::kMake;
  SqlRequest request(make ? std::uint8_t{0} : abi::kReadOnly);
  if (ask == Ask::kVersion || ask == Ask::kBoth) addStatement(request, readVersion(prefix), 3);
  const std::size_t first = request.statements();
  if (ask != Ask::kVersion) addStatement(request, readTables(prefix, tables), 1);
  if (make) {
    for (const Table* table : tables) addStatement(request, createTable(prefix, *table));
    addStatement(request, createVersionTable(prefix));
  }
  const std::size_t at = request.statements();
  if (ask != Ask::kVersion) {
    addStatement(request, readColumns(prefix, tables), 3);
    addStatement(request, readIndexes(prefix, tables), 1);
  }
  const std::size_t searched = request.statements();
  for (const Table* table : tables) {
    if (ask == Ask::kVersion || !search || table->texts == nullptr) continue;
    addStatement(request, countSearch(prefix, *table), 1);
  }
  const std::size_t counted = request.statements();
  if (make) {
    for (const Table* table : tables) addStatement(request, countRows(prefix, *table), 1);
  }
  const SqlAnswer answer = co_await exchange(call, request);
  if (!answer) co_return std::unexpected(answer.error());
  Found found;
  if (first != 0) found.known = knownSchema((*answer)[0].rows);
  if (ask != Ask::kVersion) {
    found.tables = (*answer)[first].rows;
    found.columns = (*answer)[at].rows;
    found.indexes = (*answer)[at + 1].rows;
    for (std::size_t i = searched; i < counted; ++i) {
      found.searches = found.searches && (*answer)[i].rows[0][0].integer == kSearchParts;
    }
    for (std::size_t i = counted; i < answer->size(); ++i) {
      const Rows& count = (*answer)[i].rows;
      found.counts.push_back(count.empty() ? 0 : static_cast<std::uint64_t>(count[0][0].integer));
    }
  }
  co_return found;
}

// What is left to do once the tables are there, as one request and one report. Without counts,
// nobody knows which indexes may be built.
query::SchemaReport planUpgrade(const Found& found, Text prefix, const Limits& limits,
                                Tables tables, query::SchemaOptions options, SqlRequest& request) {
  query::SchemaReport report{.version = options.version};
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Table& table = *tables[i];
    const std::string name = message({prefix, table.name});
    if (!hasName(found.tables, name)) {
      report.createdTables.push_back(name);
      if (found.counts.empty()) continue;
    }
    for (const Column& column : table.columns) {
      if (column.isDerived() || placeInKey(found.columns, name, column)) continue;
      addStatement(request, addColumn(prefix, table, column));
      report.addedColumns.push_back(message({name, ".", column.name}));
    }
    for (const AccessPath& path : table.paths) {
      if (!isMade(path, options.lean)) continue;
      std::string index = message({prefix, path.name});
      if (hasName(found.indexes, index)) continue;
      if (path.of_key && placeInKey(found.columns, name, table[path.columns[0]]) == 1) continue;
      if (found.counts.empty() || (found.counts[i] > query::kManyRows && !options.buildIndexes)) {
        report.pendingIndexes.push_back(std::move(index));
        continue;
      }
      addStatement(request, createIndex(prefix, limits, table, path));
      report.builtIndexes.push_back(std::move(index));
    }
  }
  addStatement(request, writeVersion(prefix, options, report.pendingIndexes));
  for (const Table* table : tables) {
    if (found.searches || table->texts == nullptr) continue;
    report.createdTables.push_back(message({prefix, table->texts->table}));
    for (const Sql& sql : createSearch(prefix, *table)) addStatement(request, sql);
  }
  return report;
}

}  // namespace

Task<Result<query::SchemaReport>> migrate(Call& call, Text prefix, const Limits& limits,
                                          Tables tables, query::SchemaOptions options) {
  if (!prefix.empty() && !isName(prefix)) {
    co_return fail(ErrorCode::kInternal,
                   "the table prefix has characters that a name must not have");
  }
  auto found = co_await inspect(call, prefix, tables, options.look ? Ask::kBoth : Ask::kVersion,
                                options.search);
  bool looked = options.look;
  if (!found) {
    // The database has no such table: it is a schema of version 0.
    if (found.error().why != abi::Failure::kMissing)
      co_return std::unexpected(errorOf(found.error()));
    found = Found{};
    looked = false;
  }
  const KnownSchema now = found->known;
  auto report = settled(now, options);
  if (!report) co_return std::unexpected(std::move(report.error()));
  if (*report && (!looked || now.version > options.version)) co_return **report;
  if (options.disableInit && !looked) {
    found = co_await inspect(call, prefix, tables, Ask::kTables, options.search);
    if (!found) co_return std::unexpected(errorOf(found.error()));
    looked = true;
  }
  if (looked) {
    SqlRequest unsent(0);
    query::SchemaReport seen = planUpgrade(*found, prefix, limits, tables, options, unsent);
    seen.version = now.version;
    if (options.disableInit || isWhole(now, options, seen)) co_return seen;
  }
  for (unsigned attempt = 1;; ++attempt) {
    found = co_await inspect(call, prefix, tables, Ask::kMake, options.search);
    SqlFailure failure;
    bool again = false;
    if (found) {
      SqlRequest request(0);
      query::SchemaReport planned = planUpgrade(*found, prefix, limits, tables, options, request);
      const SqlAnswer answer = co_await exchange(call, request);
      if (answer) co_return planned;
      failure = answer.error();
      again = mayBeThere(failure);
    } else {
      failure = found.error();
      again = failure.sent;
    }
    if (!again || attempt == kAttempts) {
      co_return std::unexpected(schemaErrorOf(failure));
    }
  }
}

}  // namespace agentkeep::sqlite
