#include "backends/sql/search.h"

namespace agentkeep::sql {
namespace {

void addStatement(SqlRequest& request, const Sql& sql, std::size_t columns = SqlRequest::kNotRead) {
  request.beginStatement(sql.text(), 0, columns);
}

// Goes on behind the rows of `walk.some`, at most `rows` of them.
void addProgress(SqlRequest& request, const Walk& walk, std::uint32_t rows) {
  Sql count;
  addStatement(request, count << "SELECT count(*) AS n FROM (" << walk.some << ") r", 1);
  Sql advance;
  addStatement(request, advance << "UPDATE " << walk.schema
                                << " SET pending=(SELECT CASE WHEN count(*)<" << rows
                                << " THEN NULL ELSE max(r.id) END FROM (" << walk.some
                                << ") r) WHERE id='search'");
  Sql rest;
  addStatement(
      request,
      rest << "SELECT pending FROM " << walk.schema << " WHERE id='search' AND pending IS NOT NULL",
      1);
}

}  // namespace

Task<Result<query::Reindexed>> reindex(Call& call, Walk walk, query::ReindexAsk ask) {
  SqlRequest request(0);
  if (ask.drop) {
    for (const Sql& sql : walk.drop) addStatement(request, sql);
    Sql forget;
    addStatement(request, forget << "DELETE FROM " << walk.schema << " WHERE id='search'");
  } else {
    if (ask.again) {
      Sql again;
      addStatement(request,
                   again << "UPDATE " << walk.schema << " SET pending='' WHERE id='search'");
    }
    for (const Sql& sql : walk.index) addStatement(request, sql);
  }
  const std::size_t at = request.statements();
  if (!ask.drop) addProgress(request, walk, ask.rows);
  const SqlAnswer answer = co_await exchange(call, request);
  if (!answer) co_return std::unexpected(errorOf(answer.error()));
  if (ask.drop) co_return query::Reindexed{};
  const query::Rows& count = (*answer)[at].rows;
  co_return query::Reindexed{
      .indexed = count.empty() ? 0 : static_cast<std::uint64_t>(count[0][0].integer),
      .done = (*answer)[at + 2].rows.empty()};
}

}  // namespace agentkeep::sql
