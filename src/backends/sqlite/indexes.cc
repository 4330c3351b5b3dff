#include "backends/sqlite/indexes.h"

#include "backends/sqlite/writer.h"
#include "core/ascii.h"
#include "core/message.h"

namespace agentkeep::sqlite {

using namespace sql;

Prefixed Indexes::full(Text name) const {
  return {name.starts_with(prefix_) ? Text() : prefix_, Identifier(name)};
}

Sql Indexes::column(const query::Table& table, query::Col column) const {
  return expressionOf(table, column, {}, limits_.jsonb);
}

Sql Indexes::select(const query::IndexAsk& ask, bool sized) const {
  Sql owners;
  Sql own;
  for (const query::Table* table : ask.tables) {
    if (!owners.empty()) owners << ",";
    owners.stringOf({prefix_, Identifier(table->name)});
    for (const query::AccessPath& path : table->paths) {
      if (!isMade(path, ask.lean)) continue;  // may be dropped
      if (!own.empty()) own << ",";
      own.stringOf({prefix_, Identifier(path.name)});
    }
  }
  Sql sql;
  sql << "SELECT m.name,l.origin<>'c' OR m.name COLLATE NOCASE IN (" << own
      << ") AS own,json_object('name',m.name,'table',m.tbl_name,'columns',json(c.names),'unique',"
         "json(CASE l.\"unique\" WHEN 0 THEN 'false' ELSE 'true' END),";
  if (sized) {
    sql << "'size',(SELECT (sum(pgsize)/1024)||' KB' FROM dbstat WHERE name=m.name),";
  }
  sql << "'definition',coalesce(m.sql,CASE l.origin WHEN 'pk' THEN 'PRIMARY KEY ' ELSE 'UNIQUE ' "
         "END||replace(replace(c.names,'[','('),']',')'))";
  if (ask.task == query::IndexTask::kDescribe) sql << ",'method','btree'";
  sql << ") AS object FROM sqlite_master m,pragma_index_list(m.tbl_name) l,(SELECT i.name,("
         "SELECT json_group_array(coalesce(k.name,'(expression)')) FROM pragma_index_info(i.name) "
         "k) AS names FROM sqlite_master i WHERE i.type='index') c WHERE m.type='index' AND "
         "l.name=m.name AND c.name=m.name AND m.tbl_name COLLATE NOCASE IN ("
      << owners << ")";
  if (ask.task == query::IndexTask::kList) return sql << " ORDER BY m.tbl_name,m.name";
  Sql whole;
  whole.stringOf(full(ask.name));
  Sql bare;
  bare.stringOf({{}, Identifier(ask.name)});
  return sql << " AND m.name COLLATE NOCASE IN (" << whole << "," << bare
             << ") ORDER BY m.name=" << whole << " DESC LIMIT 1";
}

Sql Indexes::owner(Text name) const {
  Sql sql;
  sql << "SELECT tbl_name AS name FROM sqlite_master WHERE type='index' AND name COLLATE NOCASE=";
  return sql.stringOf(full(name));
}

bool Indexes::isTable(Text owner, const query::Table& table) const {
  return equalsFolded(owner, message({prefix_, table.name}));
}

std::string Indexes::indexName(const query::Table& /*table*/, const query::AccessPath& path) const {
  return std::string(path.name);
}

std::optional<Error> Indexes::create(Sql& sql, const query::IndexAsk& ask) const {
  const query::NewIndex& index = ask.create;
  if (index.method.value_or("btree") != "btree" || index.opclass || index.storage ||
      index.tablespace) {
    return Error{
        ErrorCode::kInvalidArgument,
        "SQLite has no choice of opclass, storage or tablespace, nor of a method but btree",
        {},
        {}};
  }
  sql << (index.unique ? SqlText("CREATE UNIQUE INDEX IF NOT EXISTS ")
                       : SqlText("CREATE INDEX IF NOT EXISTS "))
      << full(ask.name) << " ON " << Prefixed{prefix_, Identifier(index.table->name)} << "(";
  for (const query::IndexKey& key : index.keys) {
    if (&key != index.keys.data()) sql << ",";
    if (key.path.empty()) {
      sql << column(*index.table, key.column);
    } else {
      sql << expressionOf((*index.table)[key.column], key.path, {}, limits_.jsonb);
    }
    if (key.direction == "DESC") sql << " DESC";
  }
  sql << ")";
  return std::nullopt;
}

Sql Indexes::drop(Text name) const {
  Sql sql;
  return sql << "DROP INDEX IF EXISTS " << Prefixed{{}, Identifier(name)};
}

}  // namespace agentkeep::sqlite
