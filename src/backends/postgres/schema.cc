#include "backends/postgres/schema.h"

#include <algorithm>
#include <optional>

#include "backends/postgres/plan.h"
#include "backends/postgres/search.h"
#include "backends/sql/schema-version.h"
#include "backends/sql/wire.h"
#include "core/ascii.h"
#include "core/message.h"

namespace agentkeep::postgres {
namespace {

using query::AccessPath;
using query::Col;
using query::Column;
using query::Rows;
using query::Table;
using query::Type;

using Tables = std::span<const Table* const>;

constexpr unsigned kAttempts = 5;
// Aurora DSQL tells a connection that its idea of the schema is old: it says so once or twice.
constexpr Retries kDdlRetries{.count = 8, .firstMs = 20, .longestMs = 500};
constexpr std::size_t kLongestName = 63;

constexpr Col kFirstColumn[] = {0};
constexpr query::Key kFirstKey[] = {{kFirstColumn}};

constexpr Column kVersionColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "version", .type = Type::kInteger, .nullable = false},
    {.name = "pending", .type = Type::kText},
};
constexpr Table kVersions{.name = kVersionTable, .columns = kVersionColumns, .keys = kFirstKey};

constexpr Column kLockColumns[] = {
    {.name = "k", .type = Type::kText, .nullable = false},
    {.name = "n", .type = Type::kInteger, .nullable = false},
};
constexpr Table kLocks{.name = kLockTable, .columns = kLockColumns, .keys = kFirstKey};

constexpr const Table* kOwnTables[] = {&kVersions, &kLocks};

// The words of one database and one place.
class Ddl {
 public:
  Ddl(const Place& place, const Limits& limits) : place_(place), limits_(limits) {}

  [[nodiscard]] Sql createSchema() const {
    Sql sql;
    return sql << "CREATE SCHEMA IF NOT EXISTS " << quoted(place_.schema);
  }

  [[nodiscard]] Sql createTable(const Table& table) const {
    Sql sql;
    sql << "CREATE TABLE IF NOT EXISTS " << place_.name(table.name) << " (";
    for (const Column& column : table.columns) {
      if (column.isDerived()) continue;
      sql << define(column) << (column.nullable ? SqlText(", ") : SqlText(" NOT NULL, "));
    }
    if (table.keeps_insertion_order) sql << insertion() << ", ";
    sql << "PRIMARY KEY " << columnList(table, table.keys[0].columns);
    for (const query::Key& key : table.keys.subspan(1))
      sql << ", UNIQUE " << columnList(table, key.columns);
    return sql << ")";
  }

  // A column of rows that exist already has no value: it is nullable unless it has a default.
  [[nodiscard]] Sql addColumn(const Table& table, const Column& column) const {
    Sql sql;
    sql << "ALTER TABLE " << place_.name(table.name) << " ADD COLUMN IF NOT EXISTS "
        << define(column);
    if (column.default_sql.empty()) return sql;
    if (!column.nullable) sql << " NOT NULL";
    sql << " DEFAULT ";
    return sql.literal(column.default_sql);
  }

  [[nodiscard]] Sql addInsertion(const Table& table) const {
    Sql sql;
    return sql << "ALTER TABLE " << place_.name(table.name) << " ADD COLUMN IF NOT EXISTS "
               << insertion();
  }

  // `live`: while others write.
  [[nodiscard]] Sql createIndex(const Table& table, const AccessPath& path, bool live) const {
    Sql sql;
    sql << "CREATE INDEX "
        << (limits_.distributed ? SqlText("ASYNC ")
            : live              ? SqlText("CONCURRENTLY ")
                                : SqlText(""))
        << "IF NOT EXISTS " << quoted(indexName(place_, table, path)) << " ON "
        << place_.name(table.name);
    sql << columnList(table, path.columns, table.keeps_insertion_order);
    // Aurora DSQL has no index of some rows.
    if (path.has == query::Has::kAll || limits_.distributed) return sql;
    return sql << " WHERE " << quoted(table[path.of].name)
               << (path.has == query::Has::kNull ? SqlText(" IS NULL") : SqlText(" IS NOT NULL"));
  }

  // Never lowers the version: an older release may finish after a newer one. The row 'oldest' says
  // which releases may use these tables.
  [[nodiscard]] Sql writeVersion(const query::SchemaOptions& options,
                                 std::span<const std::string> pending) const {
    Sql sql;
    sql << "INSERT INTO " << place_.name(kVersions.name)
        << " AS t (id,version,pending) VALUES ('oldest'," << options.oldest << ",NULL),('schema',"
        << options.version << ",";
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
    return sql << ") ON CONFLICT (id) DO UPDATE SET version=excluded.version,pending="
                  "excluded.pending WHERE t.version<=excluded.version";
  }

  [[nodiscard]] Sql readVersion() const {
    Sql sql;
    return sql << "SELECT id,version,pending FROM " << place_.name(kVersions.name)
               << " WHERE id IN ('schema','oldest','search')";
  }

  [[nodiscard]] Sql readSchema() const {
    Sql sql;
    return sql << "SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname="
               << place_.inCatalogue();
  }
  [[nodiscard]] Sql readColumns(Tables tables) const {
    Sql sql;
    return sql << "SELECT c.relname::text,a.attname::text,y.typname::text FROM "
                  "pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid=c.oid JOIN "
                  "pg_catalog.pg_type y ON y.oid=a.atttypid WHERE a.attnum>0 AND NOT "
                  "a.attisdropped AND c.relkind IN ('r','p') AND "
               << isOneOf(tables);
  }
  [[nodiscard]] Sql readIndexes(Tables tables) const {
    Sql sql;
    return sql << "SELECT i.relname::text FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON "
                  "i.oid=x.indexrelid JOIN pg_catalog.pg_class c ON c.oid=x.indrelid WHERE "
               << isOneOf(tables);
  }
  [[nodiscard]] Sql countSearch(const Table& table) const {
    return postgres::countSearch(place_, place_.inCatalogue(), table);
  }
  [[nodiscard]] Sql countRows(const Table& table) const {
    Sql sql;
    return sql << "SELECT count(*) FROM (SELECT 1 FROM " << place_.name(table.name) << " LIMIT "
               << std::uint64_t{query::kManyRows} + 1 << ") r";
  }

 private:
  [[nodiscard]] Sql define(const Column& column) const {
    Sql sql;
    sql << quoted(column.name) << " " << typeOf(column.type);
    if (typeOf(column.type).text() == "text" && !limits_.distributed) sql << " COLLATE \"C\"";
    return sql;
  }

  // Aurora DSQL hands out blocks of numbers unless told not to, and rows would be in no order.
  [[nodiscard]] Sql insertion() const {
    Sql sql;
    sql << quoted(kInsertionColumn) << " bigint GENERATED ALWAYS AS IDENTITY";
    return limits_.distributed ? sql << " (CACHE 1)" : sql;
  }

  static Sql columnList(const Table& table, std::span<const Col> columns,
                        bool andInsertion = false) {
    Sql sql;
    sql << "(";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i != 0) sql << ",";
      sql << expressionOf(table, columns[i], {});
    }
    if (andInsertion) sql << "," << quoted(kInsertionColumn);
    return sql << ")";
  }

  [[nodiscard]] Sql isOneOf(Tables tables) const {
    Sql sql;
    sql << "c.relnamespace=(SELECT oid FROM pg_catalog.pg_namespace WHERE nspname="
        << place_.inCatalogue() << ") AND c.relname IN (";
    for (std::size_t i = 0; i < tables.size(); ++i) {
      if (i != 0) sql << ",";
      sql.stringOf({place_.prefix, Identifier(tables[i]->name)});
      if (!tables[i]->rival.empty()) {
        sql << ",";
        sql.stringOf({place_.prefix, Identifier(tables[i]->rival)});
      }
    }
    return sql << ")";
  }

  const Place& place_;
  const Limits& limits_;
};

void addStatement(SqlRequest& request, const Sql& sql, std::size_t columns = SqlRequest::kNotRead) {
  request.beginStatement(sql.text(), 0, columns);
}

bool hasRow(const Rows& rows, Text first, Text second = {}) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i][0].text == first && (second.empty() || rows[i][1].text == second)) return true;
  }
  return false;
}

// A column that is there under `type`, a name of pg_type, takes and answers what ours would.
bool isAsGood(Text type, Type ours) {
  const Text word = typeOf(ours).text();
  if (word == "text") return type == word || type == "varchar";
  if (word == "bigint") return type == "int8" || type == "int4";
  if (word == "boolean") return type == "bool";
  return type == word;
}

struct Found {
  KnownSchema known;  // if it was asked for
  Rows schemas;
  Rows columns;
  Rows indexes;
  bool searches = true;  // nothing is missing that keeps words of texts
};

// What to ask: what the database says of its schema, what is there, or both.
enum class Ask : std::uint8_t { kVersion, kTables, kBoth };

Task<std::expected<Found, SqlFailure>> inspect(Call& call, const Ddl& ddl, Tables tables, Ask ask,
                                               bool search) {
  SqlRequest request(abi::kReadOnly);
  if (ask != Ask::kTables) addStatement(request, ddl.readVersion(), 3);
  const std::size_t at = request.statements();
  if (ask != Ask::kVersion) {
    addStatement(request, ddl.readSchema(), 1);
    addStatement(request, ddl.readColumns(tables), 3);
    addStatement(request, ddl.readIndexes(tables), 1);
  }
  const std::size_t searched = request.statements();
  for (const Table* table : tables) {
    if (ask == Ask::kVersion || !search || table->texts == nullptr) continue;
    addStatement(request, ddl.countSearch(*table), 1);
  }
  const SqlAnswer answer = co_await exchange(call, request, kDdlRetries);
  if (!answer) co_return std::unexpected(answer.error());
  Found found;
  if (at != 0) found.known = knownSchema((*answer)[0].rows);
  if (ask != Ask::kVersion) {
    found.schemas = (*answer)[at].rows;
    found.columns = (*answer)[at + 1].rows;
    found.indexes = (*answer)[at + 2].rows;
    for (std::size_t i = searched; i < answer->size(); ++i) {
      found.searches = found.searches && (*answer)[i].rows[0][0].integer == kSearchParts;
    }
  }
  co_return found;
}

// What has to be done, in this order.
struct Upgrade {
  std::vector<Sql> ddl;
  std::vector<Sql> search;
  std::vector<Sql> live;  // indexes of tables with many rows, each on its own
  query::SchemaReport report;
};

// Without `large`, nobody knows which indexes may be built: the report is what counts.
Upgrade planUpgrade(const Found& found, const Place& place, const Ddl& ddl, Tables tables,
                    const std::vector<const Table*>* large, const query::SchemaOptions& options) {
  Upgrade upgrade{.report = {.version = options.version}};
  if (!place.schema.empty() && found.schemas.empty()) upgrade.ddl.push_back(ddl.createSchema());
  for (const Table* table : kOwnTables) {
    std::string name = message({place.prefix, table->name});
    if (hasRow(found.columns, name)) continue;
    upgrade.ddl.push_back(ddl.createTable(*table));
    if (large == nullptr) upgrade.report.createdTables.push_back(std::move(name));
  }
  for (const Table* table : tables) {
    const std::string name = message({place.prefix, table->name});
    if (!hasRow(found.columns, name)) {
      upgrade.ddl.push_back(ddl.createTable(*table));
      upgrade.report.createdTables.push_back(name);
      if (large == nullptr) continue;
    } else {
      for (const Column& column : table->columns) {
        if (column.isDerived() || hasRow(found.columns, name, column.name)) continue;
        upgrade.ddl.push_back(ddl.addColumn(*table, column));
        upgrade.report.addedColumns.push_back(message({name, ".", column.name}));
      }
      if (table->keeps_insertion_order && !hasRow(found.columns, name, kInsertionColumn)) {
        upgrade.ddl.push_back(ddl.addInsertion(*table));
        upgrade.report.addedColumns.push_back(message({name, ".", kInsertionColumn}));
      }
    }
    for (const AccessPath& path : table->paths) {
      // All tables of this dialect are ours.
      if (path.of_key) continue;
      std::string index = indexName(place, *table, path);
      if (!isMade(path, options.lean) || hasRow(found.indexes, index)) continue;
      const bool isLarge = large != nullptr && std::ranges::find(*large, table) != large->end();
      if (large == nullptr || (isLarge && !options.buildIndexes)) {
        upgrade.report.pendingIndexes.push_back(std::move(index));
        continue;
      }
      (isLarge ? upgrade.live : upgrade.ddl).push_back(ddl.createIndex(*table, path, isLarge));
      upgrade.report.builtIndexes.push_back(std::move(index));
    }
  }
  for (const Table* table : tables) {
    if (found.searches || table->texts == nullptr) continue;
    upgrade.report.createdTables.push_back(message({place.prefix, table->texts->table}));
    for (Sql& sql : createSearch(place, *table, kVersionTable)) {
      upgrade.search.push_back(std::move(sql));
    }
  }
  return upgrade;
}

constexpr Text kApart =
    ": use a schema of its own (schemaName, and nativeSchema for its vectors), or a prefix of "
    "tables";

// Another program's tables have names of ours and columns of other types, which no statement of
// ours would write to: those of `@mastra/pg` keep jsonb where ours keep text.
std::optional<Error> foreignTable(const Found& found, const Place& place, Tables tables) {
  for (std::size_t i = 0; i < found.columns.size(); ++i) {
    const Text name = found.columns[i][0].text;
    const auto isCalled = [&](Text table) {
      return !table.empty() && message({place.prefix, table}) == name;
    };
    if (std::ranges::any_of(tables, isCalled, &Table::rival)) {
      return Error{ErrorCode::kSchemaMissing,
                   message({"the table ", name,
                            " is another program's, such as that of @mastra/pg, and has what "
                            "agentkeep would keep elsewhere",
                            kApart})};
    }
    const auto table = std::ranges::find_if(tables, isCalled, &Table::name);
    if (table == tables.end()) continue;
    for (const Column& column : (*table)->columns) {
      const Text type = found.columns[i][2].text;
      if (column.isDerived() || column.name != found.columns[i][1].text) continue;
      if (isAsGood(type, column.type)) continue;
      return Error{
          ErrorCode::kSchemaMissing,
          message({"the table ", name,
                   " is another program's, such as that of @mastra/pg: its column ", column.name,
                   " is ", type, ", where agentkeep has ", typeOf(column.type).text(), kApart})};
    }
  }
  return std::nullopt;
}

// Tables that lack an index and have many rows.
Task<std::expected<std::vector<const Table*>, SqlFailure>> largeTables(
    Call& call, const Found& found, const Place& place, const Limits& limits, const Ddl& ddl,
    Tables tables, bool lean) {
  std::vector<const Table*> asked;
  SqlRequest request(abi::kReadOnly);
  for (const Table* table : tables) {
    const bool isThere = hasRow(found.columns, message({place.prefix, table->name}));
    const bool isWhole = std::ranges::all_of(table->paths, [&](const AccessPath& path) {
      return path.of_key || !isMade(path, lean) ||
             hasRow(found.indexes, indexName(place, *table, path));
    });
    if (!isThere || isWhole || limits.distributed) continue;
    asked.push_back(table);
    addStatement(request, ddl.countRows(*table), 1);
  }
  if (asked.empty()) co_return asked;
  const SqlAnswer answer = co_await exchange(call, request, kDdlRetries);
  if (!answer) co_return std::unexpected(answer.error());
  std::vector<const Table*> large;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Rows& count = (*answer)[i].rows;
    if (!count.empty() && count[0][0].integer > query::kManyRows) large.push_back(asked[i]);
  }
  co_return large;
}

Task<SqlAnswer> runOne(Call& call, const Sql& sql) {
  SqlRequest request(0);
  addStatement(request, sql);
  co_return co_await exchange(call, request, kDdlRetries);
}

// PostgreSQL does it in one transaction, Aurora DSQL statement by statement.
Task<std::optional<SqlFailure>> execute(Call& call, const Limits& limits, const Ddl& ddl,
                                        const Upgrade& upgrade,
                                        const query::SchemaOptions& options) {
  std::vector<std::string> pending = upgrade.report.pendingIndexes;
  if (!upgrade.live.empty()) pending = upgrade.report.builtIndexes;
  const Sql version = ddl.writeVersion(options, pending);
  if (limits.distributed) {
    for (const Sql& sql : upgrade.ddl) {
      const SqlAnswer answer = co_await runOne(call, sql);
      if (!answer) co_return answer.error();
    }
    const SqlAnswer answer = co_await runOne(call, version);
    co_return answer ? std::nullopt : std::optional(answer.error());
  }
  SqlRequest request(0);
  // Several at once would make the same tables: one after the other.
  Sql turn;
  turn << "SELECT pg_advisory_xact_lock(7251846)";
  addStatement(request, turn);
  for (const Sql& sql : upgrade.ddl) addStatement(request, sql);
  addStatement(request, version);
  for (const Sql& sql : upgrade.search) addStatement(request, sql);
  const SqlAnswer answer = co_await exchange(call, request, kDdlRetries);
  if (!answer) co_return answer.error();
  if (upgrade.live.empty()) co_return std::nullopt;
  for (const Sql& sql : upgrade.live) {
    const SqlAnswer built = co_await runOne(call, sql);
    if (!built) co_return built.error();
  }
  const SqlAnswer done = co_await runOne(call, ddl.writeVersion(options, {}));
  co_return done ? std::nullopt : std::optional(done.error());
}

}  // namespace

std::string indexName(const Place& place, const Table& table, const AccessPath& path) {
  std::string schema;
  if (!place.schema.empty() && place.schema != "public") schema = message({place.schema, "_"});
  std::string name = message({schema, place.prefix, table.name});
  for (const Col column : path.columns) name.append("_").append(table[column].name);
  name.append("_idx");
  std::ranges::transform(name, name.begin(), asciiLower);
  if (name.size() > kLongestName) name = message({schema, place.prefix, path.name});
  if (name.size() > kLongestName) name.resize(kLongestName);
  return name;
}

Task<Result<query::SchemaReport>> migrate(Call& call, const Place& place, const Limits& limits,
                                          Tables tables, query::SchemaOptions options) {
  if (!place.isValid()) {
    co_return fail(ErrorCode::kInternal,
                   "the schema or prefix has characters that a name must not have");
  }
  const Ddl ddl(place, limits);
  std::vector<const Table*> all(std::begin(kOwnTables), std::end(kOwnTables));
  all.insert(all.end(), tables.begin(), tables.end());
  // Aurora DSQL has neither triggers nor such an index: its host refuses the setting.
  const bool search = options.search && !limits.distributed;
  options.search = search;
  auto found = co_await inspect(call, ddl, all, options.look ? Ask::kBoth : Ask::kVersion, search);
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
  for (unsigned attempt = 1;; ++attempt) {
    if (!looked) {
      found = co_await inspect(call, ddl, all, Ask::kTables, search);
      if (!found) co_return std::unexpected(errorOf(found.error()));
    }
    if (auto foreign = foreignTable(*found, place, tables)) {
      co_return std::unexpected(std::move(*foreign));
    }
    if (attempt == 1 && (looked || options.disableInit)) {
      Upgrade seen = planUpgrade(*found, place, ddl, tables, nullptr, options);
      seen.report.version = now.version;
      if (options.disableInit || isWhole(now, options, seen.report))
        co_return std::move(seen.report);
    }
    looked = false;
    const auto large = co_await largeTables(call, *found, place, limits, ddl, tables, options.lean);
    if (!large) co_return std::unexpected(errorOf(large.error()));
    Upgrade upgrade = planUpgrade(*found, place, ddl, tables, &*large, options);
    const auto failure = co_await execute(call, limits, ddl, upgrade, options);
    if (!failure) co_return std::move(upgrade.report);
    if (!mayBeThere(*failure) || attempt == kAttempts) {
      co_return std::unexpected(schemaErrorOf(*failure));
    }
  }
}

}  // namespace agentkeep::postgres
