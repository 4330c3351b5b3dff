#include "backends/postgres/search.h"

#include <string>

#include "backends/postgres/schema.h"
#include "backends/sql/search.h"
#include "core/message.h"

namespace agentkeep::postgres {
namespace {

using query::Table;

// Names of one table's function and trigger: `agentkeep_message_texts_of`.
struct Names {
  Sql places;
  Sql reads;   // a function from a document to its words
  Sql writes;  // the trigger's function
  std::string trigger;
};

Names namesOf(const Place& place, const query::Texts& texts) {
  return {.places = place.name(texts.table),
          .reads = place.name(message({texts.table, "_of"})),
          .writes = place.name(message({texts.table, "_keep"})),
          .trigger = std::string(texts.table)};
}

// Never fails: what is no JSON is a text, and so is a document with a character that PostgreSQL
// takes for none. A parser of its own finds addresses, paths and numbers with signs in a text, and
// no words in them: without punctuation there are words alone. What exceeds a tsvector, a megabyte
// of different words, is cut.
Sql createReader(const Names& names, const query::Texts& texts) {
  const auto string = [](Text name) {
    Sql sql;
    return sql.stringOf({{}, Identifier(name)});
  };
  Sql sql;
  sql << "CREATE OR REPLACE FUNCTION " << names.reads
      << "(document text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE AS $f$"
         "DECLARE d json; t text; most int:=1000000; BEGIN t:=document;"
         "IF left(document,1) IN ('{','[') THEN BEGIN d:=document::json; t:=NULL;"
         "IF json_typeof(d)='object' AND json_typeof(d->"
      << string(texts.list) << ")='array' THEN d:=d->" << string(texts.list)
      << ";END IF;IF json_typeof(d)='array' THEN SELECT string_agg(e.value->>" << string(texts.text)
      << ",chr(10)) INTO t FROM json_array_elements(d) e WHERE "
      << "json_typeof(e.value)='object' AND e.value->>" << string(texts.kind) << "="
      << string(texts.text) << " AND json_typeof(e.value->" << string(texts.text)
      << ")='string';ELSIF json_typeof(d->" << string(texts.otherwise) << ")='string' THEN t:=d->>"
      << string(texts.otherwise)
      << ";END IF;EXCEPTION WHEN others THEN t:=document;END;END IF;"
         "t:=translate(coalesce(t,''),'!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~',repeat(' ',32));"
         // Where the locale is C, its parser takes all beyond ASCII for letters.
         "IF octet_length(t)<>char_length(t) AND getdatabaseencoding()='UTF8' THEN "
         "t:=regexp_replace(t,'[\\u0080-\\u00a9\\u00ab-\\u00b4\\u00b6-\\u00b9\\u00bb-\\u00bf"
         "\\u2000-\\u206f\\u3000-\\u303f]+',' ','g');END IF;"
         "LOOP BEGIN RETURN to_tsvector('pg_catalog.simple',left(t,most));"
         "EXCEPTION WHEN program_limit_exceeded THEN most:=most/2;END;END LOOP;END$f$";
  return sql;
}

Sql createWriter(const Names& names, const Table& table) {
  const Prefixed id = quoted(table[table.keys[0].columns[0]].name);
  const Prefixed document = quoted(table[table.texts->document].name);
  Sql sql;
  sql << "CREATE OR REPLACE FUNCTION " << names.writes
      << "() RETURNS trigger LANGUAGE plpgsql AS $f$BEGIN IF TG_OP='DELETE' THEN DELETE FROM "
      << names.places << " x WHERE x.id=OLD." << id
      << ";RETURN NULL;END IF;IF TG_OP='UPDATE' THEN IF NEW." << document
      << " IS NOT DISTINCT FROM OLD." << document << " THEN RETURN NULL;END IF;END IF;INSERT INTO "
      << names.places << " AS x (id,words) VALUES (NEW." << id << "," << names.reads << "(NEW."
      << document << ")) ON CONFLICT (id) DO UPDATE SET words=excluded.words;RETURN NULL;END$f$";
  return sql;
}

}  // namespace

Sql countSearch(const Place& place, const Sql& schema, const Table& table) {
  const query::Texts& texts = *table.texts;
  const auto of = [&](Text name) {
    Sql sql;
    sql << "c.relnamespace=(SELECT oid FROM pg_catalog.pg_namespace WHERE nspname=" << schema
        << ") AND c.relname=";
    return sql.stringOf({place.prefix, Identifier(name)});
  };
  Sql trigger;
  trigger.stringOf({{}, Identifier(texts.table)});
  Sql sql;
  return sql << "SELECT (SELECT count(*) FROM pg_catalog.pg_class c WHERE " << of(texts.table)
             << ")+(SELECT count(*) FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON "
                "c.oid=t.tgrelid WHERE t.tgname="
             << trigger << " AND " << of(table.name) << ") AS n";
}

std::vector<Sql> createSearch(const Place& place, const Table& table, Text versions) {
  const query::Texts& texts = *table.texts;
  const Names names = namesOf(place, texts);
  std::vector<Sql> ddl(6);
  ddl[0] << "CREATE TABLE IF NOT EXISTS " << names.places
         << " (id text COLLATE \"C\" PRIMARY KEY,words tsvector NOT NULL)";
  ddl[1] << "CREATE INDEX IF NOT EXISTS "
         << Prefixed{place.prefix, Identifier(message({texts.words, "_idx"}))} << " ON "
         << names.places << " USING gin (words)";
  ddl[2] = createReader(names, texts);
  ddl[3] = createWriter(names, table);
  ddl[4] << "CREATE OR REPLACE TRIGGER " << quoted(names.trigger)
         << " AFTER INSERT OR DELETE OR UPDATE OF " << quoted(table[texts.document].name) << " ON "
         << place.name(table.name) << " FOR EACH ROW EXECUTE FUNCTION " << names.writes << "()";
  ddl[5] << "INSERT INTO " << place.name(versions) << " AS t (id,version,pending) SELECT 'search',"
         << std::uint64_t{kSearchVersion} << ",CASE WHEN EXISTS(SELECT 1 FROM "
         << place.name(table.name)
         << ") THEN '' END ON CONFLICT (id) DO UPDATE SET version=excluded.version,"
            "pending=excluded.pending";
  return ddl;
}

Sql found(Writer& writer, const Place& place, const Table& table, std::span<const Text> words) {
  // Each in quotes, with which PostgreSQL takes all of it for text.
  std::string match;
  for (const Text word : words) {
    match.append(match.empty() ? "'" : "|'");
    for (const char c : word) match.append(c == '\'' || c == '\\' ? 2 : 1, c);
    match += '\'';
  }
  const Sql asked = writer.text(match);
  Sql sql;
  return sql << "SELECT x.id,ts_rank(x.words,q)::float8 AS rank FROM "
             << place.name(table.texts->table) << " x,to_tsquery('pg_catalog.simple'," << asked
             << ") q WHERE x.words@@q";
}

Task<Result<query::Reindexed>> reindex(Call& call, const Place& place, const Table& table,
                                       query::ReindexAsk ask) {
  const Names names = namesOf(place, *table.texts);
  const Prefixed id = quoted(table[table.keys[0].columns[0]].name);
  sql::Walk walk{.schema = place.name(kVersionTable),
                 .drop = std::vector<Sql>(3),
                 .some = {},
                 .index = std::vector<Sql>(1)};
  walk.drop[0] << "DROP TRIGGER IF EXISTS " << quoted(names.trigger) << " ON "
               << place.name(table.name);
  walk.drop[1] << "DROP FUNCTION IF EXISTS " << names.writes << "()," << names.reads << "(text)";
  walk.drop[2] << "DROP TABLE IF EXISTS " << names.places;
  Sql rest;
  rest << " FROM " << place.name(table.name) << " t0 WHERE t0." << id << ">(SELECT pending FROM "
       << walk.schema << " WHERE id='search') ORDER BY t0." << id << " LIMIT "
       << std::uint64_t{ask.rows};
  walk.some << "SELECT t0." << id << " AS id" << rest;
  // Locked: a writer in between would have newer words, which these would replace.
  walk.index[0] << "INSERT INTO " << names.places << " AS x (id,words) SELECT r.id," << names.reads
                << "(r.document) FROM (SELECT t0." << id << " AS id,t0."
                << quoted(table[table.texts->document].name) << " AS document" << rest
                << " FOR SHARE) r ON CONFLICT (id) DO UPDATE SET words=excluded.words";
  return sql::reindex(call, std::move(walk), ask);
}

}  // namespace agentkeep::postgres
