#include "backends/postgres/indexes.h"

#include <algorithm>

#include "backends/postgres/schema.h"
#include "core/message.h"

namespace agentkeep::postgres {
namespace {

struct Method {
  Text name;
  SqlText sql;
};
constexpr Method kMethods[] = {
    {"btree", " USING btree"}, {"hash", " USING hash"},     {"gin", " USING gin"},
    {"gist", " USING gist"},   {"spgist", " USING spgist"}, {"brin", " USING brin"},
};

Error refused(std::string why) { return {ErrorCode::kInvalidArgument, std::move(why), {}, {}}; }

std::string notAName(Text field) {
  return message({field, " may have letters, digits and underscores"});
}

}  // namespace

std::string Indexes::full(Text name) const {
  std::string before;
  if (!place_.schema.empty() && place_.schema != "public") {
    before.append(place_.schema).append("_");
  }
  before.append(place_.prefix);
  return name.starts_with(before) ? std::string(name) : before.append(name);
}

Sql Indexes::column(const query::Table& table, query::Col column) const {
  return expressionOf(table, column, {});
}

Sql Indexes::select(const query::IndexAsk& ask, bool sized) const {
  Sql owners;
  Sql own;
  for (const query::Table* table : ask.tables) {
    if (!owners.empty()) owners << ",";
    owners.stringOf({place_.prefix, Identifier(table->name)});
    for (const query::AccessPath& path : table->paths) {
      if (!isMade(path, ask.lean)) continue;  // may be dropped
      if (!own.empty()) own << ",";
      own.stringOf({{}, Identifier(postgres::indexName(place_, *table, path))});
    }
  }
  Sql sql;
  sql << "SELECT i.relname::text,(i.relname IN (" << own
      << ") OR EXISTS(SELECT 1 FROM pg_catalog.pg_constraint k WHERE "
         "k.conindid=x.indexrelid))::int,json_build_object('name',i.relname,'table',t.relname,"
         "'columns',ARRAY(SELECT replace(pg_get_indexdef(x.indexrelid,n,true),'\"','') FROM "
         "generate_series(1,x.indnkeyatts) n),'unique',x.indisunique,";
  if (sized) sql << "'size',pg_size_pretty(pg_relation_size(x.indexrelid)),";
  sql << "'definition',pg_get_indexdef(x.indexrelid)";
  if (ask.task == query::IndexTask::kDescribe) {
    sql << ",'method',m.amname";
    if (sized) {
      sql << ",'scans',s.idx_scan,'tuples_read',s.idx_tup_read,'tuples_fetched',s.idx_tup_fetch";
    }
  }
  sql << ")::text FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid=x.indexrelid "
         "JOIN pg_catalog.pg_class t ON t.oid=x.indrelid JOIN pg_catalog.pg_am m ON m.oid=i.relam";
  if (sized) {
    sql << " LEFT JOIN pg_catalog.pg_stat_all_indexes s ON s.indexrelid=x.indexrelid";
  }
  sql << " WHERE i.relnamespace=(SELECT oid FROM pg_catalog.pg_namespace WHERE nspname="
      << place_.inCatalogue() << ") AND t.relname IN (" << owners << ")";
  if (ask.task == query::IndexTask::kList) return sql << " ORDER BY t.relname,i.relname";
  const std::string whole = full(ask.name);
  Sql asked;
  asked.stringOf({{}, Identifier(whole)});
  sql << " AND i.relname IN (" << asked << ",";
  sql.stringOf({{}, Identifier(ask.name)});
  return sql << ") ORDER BY i.relname=" << asked << " DESC LIMIT 1";
}

Sql Indexes::owner(Text name) const {
  Sql sql;
  sql << "SELECT t.relname::text FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON "
         "i.oid=x.indexrelid JOIN pg_catalog.pg_class t ON t.oid=x.indrelid WHERE "
         "i.relnamespace=(SELECT oid FROM pg_catalog.pg_namespace WHERE nspname="
      << place_.inCatalogue() << ") AND i.relname=";
  return sql.stringOf({{}, Identifier(full(name))});
}

bool Indexes::isTable(Text owner, const query::Table& table) const {
  return owner == message({place_.prefix, table.name});
}

std::string Indexes::indexName(const query::Table& table, const query::AccessPath& path) const {
  return postgres::indexName(Place(Text()), table, path);
}

std::optional<Error> Indexes::create(Sql& sql, const query::IndexAsk& ask) const {
  const query::NewIndex& index = ask.create;
  const std::string name = full(ask.name);
  if (name.size() > query::kMaxIndexName) {
    return refused("name must not have more than 63 characters, with the schema before it");
  }
  const Text asked = index.method.value_or("btree");
  const auto method = std::ranges::find(kMethods, asked, &Method::name);
  if (method == std::end(kMethods)) {
    return refused("method must be one of btree, hash, gin, gist, spgist, brin");
  }
  if (index.opclass && !isName(*index.opclass)) return refused(notAName("opclass"));
  if (index.tablespace && !isName(*index.tablespace)) return refused(notAName("tablespace"));
  const bool isDsql = limits_.distributed;
  sql << (index.unique ? SqlText("CREATE UNIQUE INDEX ") : SqlText("CREATE INDEX "))
      << (isDsql             ? SqlText("ASYNC ")
          : index.concurrent ? SqlText("CONCURRENTLY ")
                             : SqlText(""))
      << "IF NOT EXISTS " << quoted(name) << " ON " << place_.name(index.table->name);
  if (!isDsql && index.method) sql << method->sql;
  sql << " (";
  for (const query::IndexKey& key : index.keys) {
    if (&key != index.keys.data()) sql << ", ";
    if (key.path.empty()) {
      sql << column(*index.table, key.column);
    } else if (isDsql) {
      return refused("columns: Aurora DSQL has no indexes of members of documents");
    } else {
      sql << expressionOf((*index.table)[key.column], key.path, {});
    }
    if (isDsql) continue;
    if (index.opclass) sql << " " << quoted(*index.opclass);
    if (!key.direction.empty()) {
      sql << (key.direction == "DESC" ? SqlText(" DESC") : SqlText(" ASC"));
    }
  }
  sql << ")";
  if (isDsql) return std::nullopt;
  if (index.storage) {
    SqlText before = " WITH (";
    for (const JsonMembers::Member& setting : index.storage->members) {
      if (!isName(setting.name)) return refused(notAName("storage"));
      const bool isBoolean = setting.value == "true" || setting.value == "false";
      if (!isBoolean && setting.value.find_first_not_of("0123456789.") != Text::npos) {
        return refused("storage holds numbers and booleans");
      }
      sql << before << quoted(setting.name) << "=";
      if (isBoolean) {
        sql << (setting.value == "true" ? SqlText("true") : SqlText("false"));
      } else {
        sql.literal(setting.value);
      }
      before = ", ";
    }
    if (!index.storage->members.empty()) sql << ")";
  }
  if (index.tablespace) sql << " TABLESPACE " << quoted(*index.tablespace);
  return std::nullopt;
}

Sql Indexes::wait() const {
  Sql sql;
  if (!limits_.distributed) return sql;
  return sql << "SELECT sys.wait_for_job($1)";
}

Sql Indexes::drop(Text name) const {
  Sql sql;
  sql << "DROP INDEX IF EXISTS ";
  if (!place_.schema.empty()) sql << quoted(place_.schema) << ".";
  return sql << quoted(name);
}

Sql Indexes::remains(Text name) const { return limits_.distributed ? Sql() : drop(full(name)); }

}  // namespace agentkeep::postgres
