// Select and Guard.
#include <string>

#include "backends/sql/conditions.h"
#include "backends/sqlite/packed-rows.h"
#include "backends/sqlite/plan.h"
#include "backends/sqlite/search.h"
#include "backends/sqlite/vectors.h"
#include "core/message.h"

namespace agentkeep::sqlite {
namespace {

using query::Count;
using query::Guard;
using query::Must;
using query::Select;

// Names of their own: rows of D1 are objects, which have a name once.
Sql besideColumns(Scope scope, std::span<const query::Col> columns) {
  Sql sql;
  for (const query::Col each : columns) {
    sql << "," << Writer::column(scope, each) << " AS _beside" << std::uint64_t{each};
  }
  return sql;
}

}  // namespace

void Plan::add(const Select& select) {
  Writer writer(limits_, prefix_);
  const Scope scope = writer.scope(*select.table);
  const bool everyRow = select.first_per == query::kNoCol;
  const Scope inner = everyRow ? scope : writer.scope(*select.table);
  Sql page;
  const query::Beside* const beside = select.beside;
  const bool packs = packs_ && beside == nullptr && mayBePacked(select);
  page << "SELECT "
       << (packs ? packedColumns(scope, select.columns) : Writer::columns(scope, select.columns))
       << writer.fields(scope, select.fields);
  Sql join;
  Sql order;
  if (beside != nullptr) {
    const Scope other = writer.scope(*beside->table);
    page << besideColumns(other, beside->columns);
    join << " LEFT JOIN " << writer.name(other) << " ON " << Writer::column(other, beside->is)
         << " IN (" << Writer::columns(scope, beside->in) << ")";
    order << writer.order(beside->order, other);
  }
  Sql from;
  from << " FROM ";
  if (!select.words.empty()) {
    // The index is asked first: without CROSS, SQLite may read the table and ask for each row.
    from << "(" << found(writer, prefix_, *select.table, select.words) << ") m CROSS JOIN ";
    join << " ON " << Writer::column(inner, select.table->keys[0].columns[0]) << "=m.id";
  }
  if (select.near != nullptr) {
    from << "(" << ranked(writer, prefix_, select) << ") m CROSS JOIN ";
    join << " ON t" << inner.alias << ".rowid=m.place";
  }
  from << writer.name(inner) << join << writer.where(select.where, inner);

  if (everyRow) {
    page << from;
  } else {
    page << " FROM " << writer.name(scope) << writer.firstOfEach(select, scope, inner, from);
  }
  std::optional<std::uint64_t> limit = select.limit;
  if (limit && select.count == Count::kMore) ++*limit;
  static constexpr query::Order kNearest[] = {{.column = query::kRank, .descending = true}};
  const std::span<const query::Order> asked =
      select.near != nullptr ? std::span(kNearest) : select.order;
  if (!pinsKey(select.where, *select.table)) page << writer.order(asked, scope);
  page << order;
  page << writer.limit(limit, select.offset);
  std::vector<HeldColumn> held;
  if (select.opaque && !packs) held = jsonColumns(*select.table, select.columns);
  const Role role = beside != nullptr ? Role::kRowsBeside : Role::kRows;
  finish(writer, page, packs ? Role::kPackedRows : role, held);

  // Without a limit the rows are the count.
  if (select.count != Count::kExact || (!select.limit && select.offset == 0)) return;
  Sql total;
  total << "SELECT count(*) AS n";
  if (everyRow && select.count_most != query::kMostCounted) {
    total << " FROM (SELECT 1" << from << writer.limit(select.count_most, 0) << ")";
  } else if (everyRow) {
    total << from;
  } else {
    total << " FROM (SELECT DISTINCT " << Writer::column(inner, select.first_per) << from << ")";
  }
  finish(writer, total, Role::kTotal);
}

void Plan::add(const Guard& guard) {
  Writer writer(limits_, prefix_);
  Sql holds;
  if (guard.must == Must::kChanged) {
    if (lastWriteSteps_ != 1) {
      refuse(lastWriteSteps_ == 0
                 ? Error{ErrorCode::kInternal, "a guard counts a write before it", {}, {}}
                 : overLimit("a write whose rows are counted", limits_.parameterBytes));
    }
    holds << "changes()=" << AsValue{writer.parameters.addInteger(guard.rows)};
  } else {
    const Scope inner = writer.scope(*guard.select->table);
    Sql one;
    one << "1";
    holds << (guard.must == Must::kExist ? SqlText("EXISTS(") : SqlText("NOT EXISTS("))
          << writer.subselect(*guard.select, inner, one, {}) << ")";
  }
  // An invalid path is an error that carries a text and undoes the batch.
  const std::string word = message({"agentkeep guard ", std::uint64_t{current_}});
  Sql sql;
  sql << "SELECT CASE WHEN " << holds << " THEN 1 ELSE json_extract('{}',"
      << AsValue{writer.parameters.addText(word)} << ") END AS ok";
  finish(writer, sql, Role::kGuard);
}

}  // namespace agentkeep::sqlite
