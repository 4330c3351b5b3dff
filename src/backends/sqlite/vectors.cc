#include "backends/sqlite/vectors.h"

#include <algorithm>

#include "core/message.h"

namespace agentkeep::sqlite {
namespace {

// Its index does not find more than about so many.
constexpr std::uint64_t kMostFound = 200;

Prefixed indexOf(Text prefix, Text table, std::string& name) {
  name = message({table, "_vector_idx"});
  return {prefix, Identifier(name)};
}

}  // namespace

Sql ranked(Writer& writer, Text prefix, const query::Select& select) {
  const query::Near& near = *select.near;
  const Ref vector = writer.parameters.addText(near.vector);
  const Scope scope = writer.scope(*select.table);
  Sql sql;
  sql << "SELECT t" << scope.alias << ".rowid AS place,1-vector_distance_cos("
      << Writer::document(scope, near.column) << ",vector32(" << AsValue{vector}
      << ")) AS rank FROM ";
  if (near.looks_at == 0 || select.limit.value_or(kMostFound) > kMostFound / 2) {
    return sql << writer.name(scope);
  }
  std::string name;
  sql << "vector_top_k(";
  sql.stringOf(indexOf(prefix, select.table->name, name));
  return sql << ",vector32(" << AsValue{vector} << "),"
             << AsValue{writer.parameters.addInteger(
                    std::min<std::uint64_t>(near.looks_at, kMostFound))}
             << ") v CROSS JOIN " << writer.name(scope) << " ON t" << scope.alias << ".rowid=v.id";
}

Task<Result<query::Rows>> vectorTables(Call& call, Text name) {
  Sql sql;
  sql << "SELECT m.name AS name,CAST(substr(m.sql,instr(upper(m.sql),'F32_BLOB(')+9) AS INTEGER) "
         "AS "
         "dimension,'cosine' AS metric,EXISTS(SELECT 1 FROM sqlite_master i WHERE i.type='index' "
         "AND i.tbl_name=m.name AND i.name=m.name||'_vector_idx' AND i.sql LIKE "
         "'%libsql_vector_idx%') AS indexed,0 AS spaces FROM sqlite_master m WHERE m.type='table' "
         "AND m.sql LIKE '%F32_BLOB(%' AND m.sql LIKE '%vector_id%' AND m.sql LIKE '%embedding%' "
         "AND m.sql LIKE '%metadata%' AND ";
  if (!name.empty()) {
    sql << "m.name COLLATE NOCASE=";
    sql.stringOf({{}, Identifier(name)});
  } else {
    sql << "true ORDER BY m.name";
  }
  SqlRequest request(abi::kReadOnly);
  request.beginStatement(sql.text(), 0, 5);
  const SqlAnswer answer = co_await exchange(call, request);
  if (!answer) co_return std::unexpected(errorOf(answer.error()));
  co_return (*answer)[0].rows;
}

Task<Result<void>> makeVectorTable(Call& call, Text prefix, Text name, std::uint32_t dimension) {
  const Prefixed table{prefix, Identifier(name)};
  std::string index;
  Sql made;
  made << "CREATE TABLE IF NOT EXISTS " << table
       << " (id SERIAL PRIMARY KEY,vector_id TEXT UNIQUE NOT NULL,embedding F32_BLOB("
       << std::uint64_t{dimension} << "),metadata TEXT DEFAULT '{}')";
  Sql indexed;
  indexed << "CREATE INDEX IF NOT EXISTS " << indexOf(prefix, name, index) << " ON " << table
          << " (libsql_vector_idx(embedding))";
  SqlRequest request(0);
  request.beginStatement(made.text(), 0, SqlRequest::kNotRead);
  request.beginStatement(indexed.text(), 0, SqlRequest::kNotRead);
  const SqlAnswer answer = co_await exchange(call, request);
  if (answer) co_return Result<void>();
  if (answer.error().why != abi::Failure::kRefused) {
    co_return std::unexpected(errorOf(answer.error()));
  }
  co_return fail(ErrorCode::kInvalidArgument,
                 "the database refuses a table of that name for vectors of its own type");
}

Task<Result<void>> dropVectorTable(Call& call, Text prefix, Text name) {
  Sql sql;
  sql << "DROP TABLE IF EXISTS " << Prefixed{prefix, Identifier(name)};
  SqlRequest request(0);
  request.beginStatement(sql.text(), 0, SqlRequest::kNotRead);
  const SqlAnswer answer = co_await exchange(call, request);
  if (!answer) co_return std::unexpected(errorOf(answer.error()));
  co_return Result<void>();
}

}  // namespace agentkeep::sqlite
