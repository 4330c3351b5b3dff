// Select, Around and Guard.
#include <string>

#include "backends/postgres/plan.h"
#include "backends/postgres/search.h"
#include "backends/postgres/text.h"
#include "backends/postgres/vectors.h"
#include "backends/sql/cells.h"
#include "backends/sql/conditions.h"
#include "core/message.h"

namespace agentkeep::postgres {
namespace {

using query::Anchor;
using query::Around;
using query::Count;
using query::Guard;
using query::Must;
using query::Select;
using query::Type;

}  // namespace

void Plan::add(const Select& select) {
  Writer writer(limits_, place_);
  const Scope scope = writer.scope(*select.table);
  const bool everyRow = select.first_per == query::kNoCol;
  const Scope inner = everyRow ? scope : writer.scope(*select.table);
  const query::Near* const near = select.near;
  if (near != nullptr && near->looks_at != 0) {
    Writer settings(limits_, place_);
    finish(settings, looksAt(settings, near->looks_at), Role::kLock);
  }
  // The total has parameters of its own.
  const auto from = [&](Writer& with, Scope of) {
    Sql sql;
    sql << " FROM ";
    if (near != nullptr) {
      return sql << with.name(of) << " CROSS JOIN LATERAL (SELECT " << scoreOf(with, *near, of)
                 << " AS rank) m" << with.where(select.where, of);
    }
    if (select.words.empty()) return sql << with.name(of) << with.where(select.where, of);
    return sql << "(" << found(with, place_, *select.table, select.words) << ") m JOIN "
               << with.name(of) << " ON " << Writer::key(of) << "=m.id"
               << with.where(select.where, of);
  };
  Sql page;
  page << "SELECT " << Writer::reads(scope, select.columns) << writer.fields(scope, select.fields);
  if (everyRow) {
    page << from(writer, inner);
  } else {
    page << " FROM " << writer.name(scope)
         << writer.firstOfEach(select, scope, inner, from(writer, inner));
  }
  std::optional<std::uint64_t> limit = select.limit;
  if (limit && select.count == Count::kMore) ++*limit;
  static constexpr query::Order kNearest[] = {{.column = query::kRank, .descending = true}};
  if (near != nullptr && near->looks_at != 0) {
    page << " ORDER BY " << distanceOf(writer, *near, scope);
  } else if (!pinsKey(select.where, *select.table)) {
    page << writer.order(near != nullptr ? std::span(kNearest) : select.order, scope);
  }
  page << writer.limit(limit, select.offset);
  finish(writer, page, Role::kRows);

  // Without a limit the rows are the count.
  if (select.count != Count::kExact || (!select.limit && select.offset == 0)) return;
  Writer counter(limits_, place_);
  const Scope counted = counter.scope(*select.table);
  Sql total;
  total << "SELECT count(*) AS n";
  if (everyRow && select.count_most != query::kMostCounted) {
    total << " FROM (SELECT 1" << from(counter, counted) << counter.limit(select.count_most, 0)
          << ") f";
  } else if (everyRow) {
    total << from(counter, counted);
  } else {
    total << " FROM (SELECT DISTINCT " << Writer::column(counted, select.first_per)
          << from(counter, counted) << ") f";
  }
  finish(counter, total, Role::kTotal);
}

// The neighbours of some rows, exact also among rows of one time: their keys first, then the rows.
void Plan::add(const Around& around) {
  if (around.anchors.empty()) return;
  Writer writer(limits_, place_, 3);
  const Scope result = writer.scope(*around.table);
  const Scope anchor = writer.scope(*around.table);
  const query::Col id = around.table->keys[0].columns[0];
  const auto placeOf = [&](Scope scope) {
    Sql sql;
    return sql << "(" << Writer::column(scope, around.order) << ","
               << Writer::column(scope, query::kInsertion) << ")";
  };
  const auto side = [&](bool upTo) {
    const Scope scope = writer.scope(*around.table);
    const SqlText direction = upTo ? SqlText(" DESC") : SqlText("");
    Sql sql;
    return sql << "(SELECT " << Writer::column(scope, id) << " AS id FROM " << writer.name(scope)
               << " WHERE " << Writer::column(scope, around.group) << "="
               << Writer::column(anchor, around.group) << " AND " << placeOf(scope)
               << (upTo ? SqlText("<=") : SqlText(">")) << placeOf(anchor)
               << writer.andWhere(around.where, scope) << " ORDER BY "
               << Writer::column(scope, around.order) << direction << ","
               << Writer::column(scope, query::kInsertion) << direction << " LIMIT "
               << (upTo ? SqlText("a.back+1") : SqlText("a.ahead")) << ")";
  };
  Sql sql;
  sql << "SELECT " << Writer::reads(result, around.columns) << " FROM " << writer.name(result)
      << " WHERE " << Writer::column(result, id)
      << " IN (SELECT w.id FROM unnest($1::text[],$2::bigint[],$3::bigint[]) a(id,back,ahead) JOIN "
      << writer.name(anchor) << " ON " << Writer::column(anchor, id) << "=a.id"
      << writer.andWhere(around.where, anchor) << " CROSS JOIN LATERAL (" << side(true)
      << " UNION ALL " << side(false) << ") w) ORDER BY " << Writer::column(result, around.order)
      << "," << Writer::column(result, query::kInsertion);
  begin(writer, sql, Role::kRows);
  const auto array = [&](auto append) {
    request_.beginText();
    std::string& out = request_.buffer();
    out.push_back('{');
    for (std::size_t i = 0; i < around.anchors.size(); ++i) {
      if (i != 0) out.push_back(',');
      append(out, around.anchors[i]);
    }
    out.push_back('}');
    request_.endText();
  };
  array([&](std::string& out, const Anchor& each) {
    writer.checkSize({each.id}, (*around.table)[id]);
    appendElement(out, *textOfCell({each.id}, Type::kText));
  });
  array([](std::string& out, const Anchor& each) { writeInteger(out, each.before); });
  array([](std::string& out, const Anchor& each) { writeInteger(out, each.after); });
  end(writer);
}

void Plan::add(const Guard& guard) {
  if (guard.must == Must::kChanged) {
    // Its write counts.
    const bool hasWrite = !steps_.empty() && std::ranges::any_of(steps_, [](const Step& step) {
      return step.role == Role::kCounted;
    });
    if (!hasWrite) refuse({ErrorCode::kInternal, "a guard counts a write before it", {}, {}});
    return;
  }
  Writer writer(limits_, place_);
  const Scope inner = writer.scope(*guard.select->table);
  Sql one;
  one << "1";
  Select some = *guard.select;
  if (!some.limit) some.limit = 1;
  some.order = {};
  // What is read once is held until the batch is written: of rows that many batches look at, and
  // few write. Aurora DSQL holds none.
  const bool holds =
      guard.as_read && guard.must == Must::kExist && !limits_.distributed && !request_.readOnly();
  // A column, so that the planner does not come to the error before the rows.
  Sql sql;
  sql << "SELECT CASE WHEN g.n" << (guard.must == Must::kExist ? SqlText(">0") : SqlText("=0"))
      << " THEN 1 ELSE CAST('agentkeep guard " << std::uint64_t{current_}
      << " '||g.n AS int) END AS ok FROM (SELECT count(*) AS n FROM ("
      << "SELECT " << one << " FROM " << writer.name(inner) << writer.where(some.where, inner)
      << writer.limit(some.limit, some.offset) << (holds ? SqlText(" FOR SHARE") : SqlText(""))
      << ") f) g";
  finish(writer, sql, Role::kGuard);
}

}  // namespace agentkeep::postgres
