#include "backends/sqlite/search.h"

#include <string>

#include "backends/sql/search.h"
#include "backends/sqlite/schema.h"
#include "core/message.h"

namespace agentkeep::sqlite {
namespace {

using query::Table;

struct Event {
  Text name;
  SqlText sql;
};
constexpr Event kEvents[] = {
    {"insert", " AFTER INSERT ON "}, {"update", " AFTER UPDATE"}, {"delete", " AFTER DELETE ON "}};

Sql nameOf(Text prefix, Text name) {
  Sql sql;
  return sql << Prefixed{prefix, Identifier(name)};
}

std::string triggerOf(const Table& table, const Event& event) {
  return message({table.texts->table, "_", event.name});
}

// The texts of a document, with ends of lines between them. What is no object is not looked into,
// since the functions of JSON would fail.
Sql textsIn(const query::Texts& texts, const Sql& document) {
  const auto path = [](Text member) {
    Sql sql;
    return sql << "'$." << Identifier(member) << "'";
  };
  Sql kind;
  kind.stringOf({{}, Identifier(texts.text)});
  Sql sql;
  sql << "CASE WHEN substr(" << document << ",1,1) IN ('{','[') AND json_valid(" << document
      << ") THEN CASE WHEN json_type(" << document << ")='array' OR json_type(" << document << ","
      << path(texts.list) << ")='array' THEN (SELECT group_concat(CASE WHEN e.type='object' THEN "
      << "CASE WHEN e.value->>" << path(texts.kind) << "=" << kind << " AND json_type(e.value,"
      << path(texts.text) << ")='text' THEN e.value->>" << path(texts.text)
      << " END END,char(10)) FROM json_each(" << document << ",CASE json_type(" << document
      << ") WHEN 'array' THEN '$' ELSE " << path(texts.list) << " END) e) WHEN json_type("
      << document << "," << path(texts.otherwise) << ")='text' THEN " << document << "->>"
      << path(texts.otherwise);
  return sql << " END ELSE " << document << " END";
}

Identifier keyOf(const Table& table) { return Identifier(table[table.keys[0].columns[0]].name); }

Sql createTrigger(Text prefix, const Table& table, const Event& event) {
  const query::Texts& texts = *table.texts;
  const Identifier id = keyOf(table);
  const Identifier column(table[texts.document].name);
  const Sql places = nameOf(prefix, texts.table);
  const Sql words = nameOf(prefix, texts.words);
  Sql sql;
  sql << "CREATE TRIGGER IF NOT EXISTS " << Prefixed{prefix, Identifier(triggerOf(table, event))}
      << event.sql;
  if (event.name == "update") {
    // Not where the same is written again.
    sql << " OF " << column << " ON " << nameOf(prefix, table.name) << " WHEN old." << column
        << " IS NOT new." << column;
  } else {
    sql << nameOf(prefix, table.name);
  }
  sql << " BEGIN DELETE FROM " << words << " WHERE rowid IN (SELECT place FROM " << places
      << " WHERE id=" << (event.name == "delete" ? SqlText("old.") : SqlText("new.")) << id << ");";
  if (event.name == "delete") {
    return sql << "DELETE FROM " << places << " WHERE id=old." << id << ";END";
  }
  // A row that INSERT OR REPLACE has replaced leaves its number behind.
  Sql document;
  document << "new." << column;
  return sql << "INSERT INTO " << places << "(id) SELECT new." << id
             << " WHERE NOT EXISTS(SELECT 1 FROM " << places << " WHERE id=new." << id
             << ");INSERT INTO " << words << "(rowid,text) SELECT place,"
             << textsIn(texts, document) << " FROM " << places << " WHERE id=new." << id << ";END";
}

}  // namespace

Sql countSearch(Text prefix, const Table& table) {
  Sql sql;
  sql << "SELECT count(*) AS n FROM sqlite_master WHERE name COLLATE NOCASE IN (";
  sql.stringOf({prefix, Identifier(table.texts->table)}) << ",";
  sql.stringOf({prefix, Identifier(table.texts->words)});
  for (const Event& event : kEvents) {
    sql << ",";
    sql.stringOf({prefix, Identifier(triggerOf(table, event))});
  }
  return sql << ")";
}

std::vector<Sql> createSearch(Text prefix, const Table& table) {
  std::vector<Sql> ddl;
  ddl.emplace_back() << "CREATE TABLE IF NOT EXISTS " << nameOf(prefix, table.texts->table)
                     << " (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)";
  ddl.emplace_back() << "CREATE VIRTUAL TABLE IF NOT EXISTS " << nameOf(prefix, table.texts->words)
                     << " USING fts5(text,content='',contentless_delete=1,"
                        "tokenize='unicode61 remove_diacritics 2')";
  for (const Event& event : kEvents) ddl.push_back(createTrigger(prefix, table, event));
  ddl.emplace_back() << "INSERT INTO " << nameOf(prefix, kSchemaTable)
                     << " (id,version,pending) SELECT 'search',"
                     << std::uint64_t{sql::kSearchVersion} << ",CASE WHEN EXISTS(SELECT 1 FROM "
                     << nameOf(prefix, table.name)
                     << ") THEN '' END WHERE true ON CONFLICT (id) DO UPDATE SET "
                        "version=excluded.version,pending=excluded.pending";
  return ddl;
}

Sql found(Writer& writer, Text prefix, const Table& table, std::span<const Text> words) {
  // Each in quotes, with which FTS5 takes all of it for text.
  std::string match;
  for (const Text word : words) {
    match.append(match.empty() ? "\"" : " OR \"");
    for (const char c : word) match.append(c == '"' ? 2 : 1, c);
    match += '"';
  }
  const Sql index = nameOf(prefix, table.texts->words);
  Sql sql;
  sql << "SELECT x.id AS id,-bm25(" << index << ") AS rank FROM " << index << " CROSS JOIN "
      << nameOf(prefix, table.texts->table) << " x ON x.place=" << index << ".rowid WHERE " << index
      << " MATCH " << AsValue{writer.parameters.addText(match)};
  return sql;
}

Task<Result<query::Reindexed>> reindex(Call& call, Text prefix, const Table& table,
                                       query::ReindexAsk ask) {
  const query::Texts& texts = *table.texts;
  const Identifier id = keyOf(table);
  const Sql places = nameOf(prefix, texts.table);
  const Sql words = nameOf(prefix, texts.words);
  sql::Walk walk{
      .schema = nameOf(prefix, kSchemaTable), .drop = {}, .some = {}, .index = std::vector<Sql>(3)};
  for (const Event& event : kEvents) {
    walk.drop.emplace_back() << "DROP TRIGGER IF EXISTS "
                             << Prefixed{prefix, Identifier(triggerOf(table, event))};
  }
  for (const Sql& each : {words, places}) {
    walk.drop.emplace_back() << "DROP TABLE IF EXISTS " << each;
  }
  // The next ones in the order of their keys: rowids may become others.
  walk.some << "SELECT " << id << " AS id FROM " << nameOf(prefix, table.name) << " WHERE " << id
            << ">(SELECT pending FROM " << walk.schema << " WHERE id='search') ORDER BY " << id
            << " LIMIT " << std::uint64_t{ask.rows};
  walk.index[0] << "DELETE FROM " << words << " WHERE rowid IN (SELECT place FROM " << places
                << " WHERE id IN (" << walk.some << "))";
  walk.index[1] << "INSERT INTO " << places << "(id) SELECT id FROM (" << walk.some
                << ") WHERE true ON CONFLICT (id) DO NOTHING";
  Sql document;
  document << "t0." << Identifier(table[texts.document].name);
  walk.index[2] << "INSERT INTO " << words << "(rowid,text) SELECT x.place,"
                << textsIn(texts, document) << " FROM (" << walk.some << ") r CROSS JOIN "
                << nameOf(prefix, table.name) << " t0 ON t0." << id << "=r.id CROSS JOIN " << places
                << " x ON x.id=r.id";
  return sql::reindex(call, std::move(walk), ask);
}

}  // namespace agentkeep::sqlite
