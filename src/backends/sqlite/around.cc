// Around: the neighbours of some rows, exact also among rows of one time.
#include <algorithm>
#include <string>

#include "backends/sqlite/plan.h"
#include "core/message.h"

namespace agentkeep::sqlite {
namespace {

using query::Anchor;
using query::Around;
using query::Col;

// Anchors up to here get windows of their own, two a statement: each of their rows is read once.
// More share one statement, which finds rowids first and then reads the rows.
constexpr std::size_t kOwnWindows = 8;
constexpr std::size_t kWindowsAStatement = 2;  // two terms each, of the five that D1 allows

enum class Side : std::uint8_t { kUpTo, kBehind };

class AroundWriter {
 public:
  AroundWriter(const Around& around, Writer& writer)
      : around_(around), writer_(writer), id_((*around.table).keys[0].columns[0]) {}

  // One anchor. It is a row of a unique index, so that the join keeps the order of its neighbours.
  Sql window(const Anchor& anchor) {
    const Sql key = writer_.value({anchor.id}, (*around_.table)[id_]);
    Sql sql;
    sql << side(key, Side::kUpTo, std::uint64_t{anchor.before} + 1);
    if (anchor.after != 0) sql << " UNION ALL " << side(key, Side::kBehind, anchor.after);
    return sql;
  }

  // Any number of them, as rows [id, before, after] of a list. SQLite has no lateral join, but the
  // argument of json_each() may look at the row beside it. Its LIMIT may not: it is the widest
  // window's, and `key` cuts each to its own.
  Sql windows(Ref list, std::uint64_t before, std::uint64_t after) {
    const Scope anchor = writer_.scope(*around_.table);
    const Scope result = writer_.scope(*around_.table);
    Sql sql;
    sql << "WITH a(g,o,r,b,f) AS MATERIALIZED (SELECT " << Writer::column(anchor, around_.group)
        << "," << placeOf(anchor) << ",e.value->>1,e.value->>2 FROM json_each(" << AsList{list}
        << ") e CROSS JOIN " << writer_.name(anchor) << " WHERE " << Writer::column(anchor, id_)
        << "=e.value->>0" << writer_.andWhere(around_.where, anchor) << ") SELECT " << row(result)
        << " FROM " << writer_.name(result) << " WHERE t" << result.alias << ".rowid IN ("
        << rowids(Side::kUpTo, before + 1);
    if (after != 0) sql << " UNION ALL " << rowids(Side::kBehind, after);
    return sql << ")";
  }

 private:
  // order, rowid
  Sql placeOf(Scope scope) const {
    Sql sql;
    return sql << Writer::column(scope, around_.order) << ",t" << scope.alias << ".rowid";
  }

  // The asked columns, and the place, by which answers are merged and sorted.
  Sql row(Scope scope) const {
    Sql sql;
    return sql << Writer::columns(scope, around_.columns) << ","
               << Writer::column(scope, around_.order) << " AS _order,t" << scope.alias
               << ".rowid AS _place";
  }

  // `scope` is on this side of (group, place): condition, order and limit.
  Sql neighbours(Scope scope, Side side, const Sql& group, const Sql& place, std::uint64_t rows) {
    const bool upTo = side == Side::kUpTo;
    Sql sql;
    sql << Writer::column(scope, around_.group) << "=" << group << " AND (" << placeOf(scope) << ")"
        << (upTo ? SqlText("<=(") : SqlText(">(")) << place << ")"
        << writer_.andWhere(around_.where, scope) << " ORDER BY "
        << Writer::column(scope, around_.order) << (upTo ? SqlText(" DESC,t") : SqlText(",t"))
        << scope.alias << ".rowid" << (upTo ? SqlText(" DESC") : SqlText(""))
        << writer_.limit(rows, 0);
    return sql;
  }

  Sql side(const Sql& key, Side side, std::uint64_t rows) {
    const Scope anchor = writer_.scope(*around_.table);
    const Scope scope = writer_.scope(*around_.table);
    Sql sql;
    return sql << "SELECT * FROM (SELECT " << row(scope) << " FROM " << writer_.name(anchor)
               << " CROSS JOIN " << writer_.name(scope) << " WHERE " << Writer::column(anchor, id_)
               << "=" << key << writer_.andWhere(around_.where, anchor) << " AND "
               << neighbours(scope, side, Writer::column(anchor, around_.group), placeOf(anchor),
                             rows)
               << ")";
  }

  Sql rowids(Side side, std::uint64_t rows) {
    const Scope scope = writer_.scope(*around_.table);
    Sql group;
    group << "a.g";
    Sql place;
    place << "a.o,a.r";
    Sql sql;
    return sql << "SELECT j.value FROM a,json_each((SELECT json_group_array(place) FROM (SELECT t"
               << scope.alias << ".rowid AS place FROM " << writer_.name(scope) << " WHERE "
               << neighbours(scope, side, group, place, rows) << "))) j WHERE j.key"
               << (side == Side::kUpTo ? SqlText("<=a.b") : SqlText("<a.f"));
  }

  const Around& around_;
  Writer& writer_;
  Col id_;
};

}  // namespace

void Plan::add(const Around& around) {
  std::vector<HeldColumn> held;
  if (around.opaque) held = jsonColumns(*around.table, around.columns);
  const std::span<const Anchor> anchors = around.anchors;
  if (anchors.size() <= kOwnWindows) {
    for (std::size_t at = 0; at < anchors.size(); at += kWindowsAStatement) {
      Writer writer(limits_, prefix_);
      AroundWriter windows(around, writer);
      Sql sql;
      for (const Anchor& anchor :
           anchors.subspan(at, std::min(kWindowsAStatement, anchors.size() - at))) {
        if (!sql.empty()) sql << " UNION ALL ";
        sql << windows.window(anchor);
      }
      finish(writer, sql, Role::kRows, held);
    }
    return;
  }

  Writer writer(limits_, prefix_);
  std::vector<std::string> lines;
  std::vector<query::Cell> cells;
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  lines.reserve(anchors.size());
  cells.reserve(anchors.size());
  for (const Anchor& anchor : anchors) {
    writer.checkSize({anchor.id}, (*around.table)[around.table->keys[0].columns[0]]);
    before = std::max<std::uint64_t>(before, anchor.before);
    after = std::max<std::uint64_t>(after, anchor.after);
    std::string line = "[";
    writeCell(line, {anchor.id});
    line += message({",", std::uint64_t{anchor.before}, ",", std::uint64_t{anchor.after}, "]"});
    lines.push_back(std::move(line));
    cells.push_back({query::Json{lines.back()}});
  }
  const std::vector<Ref> lists = writer.parameters.addList(cells);
  if (lists.size() > 1) {
    writer.refuse(overLimit("a list of windows", limits_.parameterBytes));
  }
  finish(writer, AroundWriter(around, writer).windows(lists[0], before, after), Role::kRows, held);
}

}  // namespace agentkeep::sqlite
