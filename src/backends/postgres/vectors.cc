#include "backends/postgres/vectors.h"

#include <algorithm>

#include "backends/postgres/postgres-database.h"
#include "backends/sql/wire.h"
#include "core/message.h"

namespace agentkeep::postgres {
namespace {

using query::Metric;

// By the number of the metric.
constexpr SqlText kOperators[] = {"<=>", "<->", "<#>"};
constexpr SqlText kOperatorClasses[] = {"vector_cosine_ops", "vector_l2_ops", "vector_ip_ops"};
constexpr std::uint32_t kMostIndexed = 2000;  // dimensions: more no index takes
constexpr std::uint64_t kMostLookedAt = 1000, kMostLists = 32'768;

std::size_t numberOf(Metric metric) { return static_cast<std::size_t>(metric); }

}  // namespace

Sql distanceOf(Writer& writer, const query::Near& near, Scope scope) {
  Sql sql;
  return sql << Writer::column(scope, near.column) << "::vector"
             << kOperators[numberOf(near.metric)] << writer.vector(near.vector);
}

Sql scoreOf(Writer& writer, const query::Near& near, Scope scope) {
  const Sql distance = distanceOf(writer, near, scope);
  Sql sql;
  switch (near.metric) {
    case Metric::kCosine:
      return sql << "1-(" << distance << ")";
    case Metric::kEuclidean:
      return sql << "1/(1+(" << distance << "))";
    case Metric::kDotProduct:
      break;
  }
  return sql << "(" << distance << ")*-1";
}

// Settings that a version does not have are not set. A vector in the text makes sure that the
// extension is there to say which it has.
Sql looksAt(Writer& writer, std::uint32_t rows) {
  const Sql looked = writer.integer(std::clamp<std::uint64_t>(rows, 1, kMostLookedAt));
  Sql sql;
  return sql << "SELECT set_config('hnsw.ef_search',(" << looked
             << ")::text,true),set_config('ivfflat.probes','" << kMostLists
             << "',true),CASE WHEN current_setting('hnsw.iterative_scan',true) IS NOT NULL THEN "
                "set_config('hnsw.iterative_scan','strict_order',true) END WHERE '[1]'::vector IS "
                "NOT NULL";
}

Task<Result<query::Rows>> vectorTables(Call& call, const Place& stores, Text name) {
  const Place place = stores.ofVectors();
  Sql sql;
  sql << "SELECT c.relname::text,a.atttypmod,CASE WHEN x.opcname LIKE '%l2%' THEN 'euclidean' WHEN "
         "x.opcname LIKE "
         "'%ip%' THEN 'dotproduct' ELSE 'cosine' END,(x.opcname IS NOT NULL)::int,EXISTS(SELECT 1 "
         "FROM pg_catalog.pg_attribute n WHERE n.attrelid=c.oid AND n.attname='namespace' AND NOT "
         "n.attisdropped)::int FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON "
         "a.attrelid=c.oid AND a.attname='embedding' AND NOT a.attisdropped AND a.atttypmod>0 JOIN "
         "pg_catalog.pg_type t ON t.oid=a.atttypid AND t.typname IN ('vector','halfvec') AND "
         "pg_catalog.pg_type_is_visible(t.oid) LEFT JOIN "
         "LATERAL (SELECT o.opcname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON "
         "ic.oid=i.indexrelid JOIN pg_catalog.pg_am m ON m.oid=ic.relam JOIN pg_catalog.pg_opclass "
         "o ON o.oid=i.indclass[0] WHERE i.indrelid=c.oid AND m.amname IN ('hnsw','ivfflat') LIMIT "
         "1) x ON true WHERE c.relkind IN ('r','p') AND c.relnamespace=(SELECT oid FROM "
         "pg_catalog.pg_namespace WHERE nspname="
      << place.inCatalogue()
      << ") AND (SELECT count(*) FROM pg_catalog.pg_attribute b WHERE b.attrelid=c.oid AND NOT "
         "b.attisdropped AND (b.attname='vector_id' OR b.attname='metadata' AND "
         "b.atttypid='jsonb'::regtype))=2 AND ";
  if (!name.empty()) {
    sql << "c.relname=";
    sql.stringOf({{}, Identifier(name)});
  } else {
    sql << "true ORDER BY c.relname";
  }
  SqlRequest request(abi::kReadOnly);
  request.beginStatement(sql.text(), 0, 5);
  const SqlAnswer answer = co_await exchange(call, request, kRetries);
  if (!answer) co_return std::unexpected(errorOf(answer.error()));
  co_return (*answer)[0].rows;
}

Task<Result<void>> makeVectorTable(Call& call, const Place& stores, Text name,
                                   std::uint32_t dimension, Metric metric) {
  const Place place = stores.ofVectors();
  const Sql table = place.name(name);
  Sql made;
  made << "CREATE TABLE IF NOT EXISTS " << table
       << " (id serial PRIMARY KEY,vector_id text NOT NULL,embedding vector("
       << std::uint64_t{dimension}
       << "),metadata jsonb DEFAULT '{}'::jsonb,namespace varchar(255) NOT NULL DEFAULT "
          "'default',UNIQUE (namespace,vector_id))";
  // @mastra/pg looks for it by that name; PostgreSQL cuts a longer one, and finds it taken.
  const std::string called = message({name, "_vector_idx"});
  Sql indexed;
  indexed << "CREATE INDEX ";
  if (called.size() <= query::kMaxIndexName) indexed << "IF NOT EXISTS " << quoted(called);
  indexed << " ON " << table << " USING hnsw (embedding " << kOperatorClasses[numberOf(metric)]
          << ") WITH (m=8,ef_construction=32)";
  SqlRequest request(0);
  request.beginStatement(made.text(), 0, SqlRequest::kNotRead);
  if (dimension <= kMostIndexed) {
    request.beginStatement(indexed.text(), 0, SqlRequest::kNotRead);
  }
  const SqlAnswer answer = co_await exchange(call, request, kRetries);
  if (answer) co_return Result<void>();
  const abi::Failure why = answer.error().why;
  if (why != abi::Failure::kRefused && why != abi::Failure::kMissing) {
    co_return std::unexpected(errorOf(answer.error()));
  }
  co_return fail(ErrorCode::kInvalidArgument,
                 "the database refuses a table of that name for vectors of its own type: is the "
                 "extension `vector` there (CREATE EXTENSION vector), in the search path?");
}

Task<Result<void>> dropVectorTable(Call& call, const Place& place, Text name) {
  Sql sql;
  sql << "DROP TABLE IF EXISTS " << place.ofVectors().name(name);
  SqlRequest request(0);
  request.beginStatement(sql.text(), 0, SqlRequest::kNotRead);
  const SqlAnswer answer = co_await exchange(call, request, kRetries);
  if (!answer) co_return std::unexpected(errorOf(answer.error()));
  co_return Result<void>();
}

}  // namespace agentkeep::postgres
