// Aggregate. Three SELECTs, one in another: rows with their groups and values, ranks among the rows
// of a group where a measure needs them, and the groups.
#include "backends/sqlite/plan.h"

namespace agentkeep::sqlite {
namespace {

using query::Aggregate;
using query::By;
using query::Fn;
using query::Group;
using query::Measure;
using query::Type;

constexpr bool isPercentile(Fn fn) { return fn == Fn::kNearest || fn == Fn::kLinear; }

class AggregateWriter {
 public:
  AggregateWriter(const Aggregate& aggregate, Writer& writer)
      : aggregate_(aggregate), writer_(writer), scope_(writer.scope(*aggregate.table)) {}

  Sql statement() {
    for (const Group& group : aggregate_.groups) addGroup(group);
    Sql rows;
    rows << "SELECT " << keys_ << (keys_.empty() ? SqlText("") : SqlText(","));
    for (std::size_t i = 0; i < aggregate_.measures.size(); ++i) addValue(rows, i);
    if (aggregate_.time != query::kNoCol) {
      rows << Writer::column(scope_, aggregate_.time) << " AS time,";
    } else {
      rows << "0 AS time,";
    }
    rows << "t" << scope_.alias << ".rowid AS place FROM " << writer_.name(scope_) << joins_
         << writer_.where(aggregate_.where, scope_);

    Sql ranks = ranked();
    Sql sql;
    sql << "SELECT " << names_ << (names_.empty() ? SqlText("") : SqlText(","));
    for (std::size_t i = 0; i < aggregate_.measures.size(); ++i) {
      if (i != 0) sql << ",";
      sql << measure(i) << " AS m" << i;
    }
    sql << " FROM (";
    if (ranks.empty()) {
      sql << rows;
    } else {
      sql << "SELECT *" << ranks << " FROM (" << rows << ")";
    }
    sql << ")";
    if (!names_.empty()) sql << " GROUP BY " << names_;
    sql << order() << writer_.limit(aggregate_.limit, 0);
    return sql;
  }

 private:
  // Adds `<expression> AS k<n>`, and the join it needs.
  void addGroup(const Group& group) {
    const std::uint64_t n = groups_++;
    keys_ << (n == 0 ? SqlText("") : SqlText(","));
    names_ << (n == 0 ? SqlText("k") : SqlText(",k")) << n;
    switch (group.by) {
      case By::kField:
        if (group.otherwise.column == query::kNoCol) {
          keys_ << writer_.operand(group.field, scope_);
        } else {
          keys_ << "coalesce(" << writer_.operand(group.field, scope_) << ","
                << writer_.operand(group.otherwise, scope_) << ")";
        }
        break;
      case By::kBucket:
        keys_ << bucket(group);
        break;
      case By::kItems:
      case By::kKeys:
        keys_ << element(group);
        break;
    }
    keys_ << " AS k" << n;
  }

  // Start of the row's interval, in Unix milliseconds.
  Sql bucket(const Group& group) {
    const Sql column = Writer::column(scope_, group.field.column);
    Sql ms;
    if ((*scope_.table)[group.field.column].type == Type::kTimestamp) {
      ms << "CAST(round(unixepoch(" << column << ",'subsec')*1000) AS INTEGER)";
    } else {
      ms << column;
    }
    Sql width;
    width << AsValue{writer_.parameters.addInteger(static_cast<std::uint64_t>(group.bucket_ms))};
    Sql sql;
    // The remainder of a time before 1970 is negative.
    return sql << ms << "-((" << ms << "%" << width << ")+" << width << ")%" << width;
  }

  Sql element(const Group& group) {
    const std::uint16_t name = writer_.nextName();
    const bool items = group.by == By::kItems;
    const Sql doc = Writer::document(scope_, group.field.column);
    Sql path;
    path << AsValue{writer_.parameters.addPath(group.field.path)};
    joins_ << " JOIN json_each(CASE WHEN " << Writer::isDocument(scope_, group.field.column)
           << " THEN CASE WHEN json_type(" << doc << "," << path
           << ")=" << (items ? SqlText("'array'") : SqlText("'object'")) << " THEN " << doc << "->("
           << path << ") END END) j" << name;
    Sql sql;
    if (group.text_bytes != 0) {
      Sql value;
      value << "j" << name << ".value";
      joins_ << " ON j" << name << ".type='text' AND " << Writer::trimmed(value)
             << "<>'' AND length(CAST(" << value
             << " AS BLOB))<=" << AsValue{writer_.parameters.addInteger(group.text_bytes)};
    }
    return sql << "j" << name << (items ? SqlText(".value") : SqlText(".key"));
  }

  void addValue(Sql& rows, std::size_t i) {
    const Measure& measure = aggregate_.measures[i];
    if (measure.fn == Fn::kRows) return;
    rows << writer_.operand(measure.field, scope_) << " AS v" << i << ",";
  }

  Sql ranked() {
    Sql partition;
    if (!names_.empty()) partition << "PARTITION BY " << names_;
    Sql sql;
    for (std::size_t i = 0; i < aggregate_.measures.size(); ++i) {
      const Fn fn = aggregate_.measures[i].fn;
      if (fn == Fn::kLast) {
        sql << ",row_number() OVER (" << partition << " ORDER BY time DESC,place DESC) AS r" << i;
      } else if (isPercentile(fn)) {
        sql << ",row_number() OVER (" << partition << " ORDER BY v" << i << " NULLS LAST) AS r" << i
            << ",count(v" << i << ") OVER (" << partition << ") AS n" << i;
      }
    }
    return sql;
  }

  Sql measure(std::size_t i) {
    const Measure& measure = aggregate_.measures[i];
    Sql v;
    v << "v" << i;
    Sql sql;
    switch (measure.fn) {
      case Fn::kRows:
        return sql << "count(*)";
      case Fn::kSum:
        return sql << "sum(" << v << ")";
      case Fn::kAvg:
        return sql << "avg(" << v << ")";
      case Fn::kMin:
        return sql << "min(" << v << ")";
      case Fn::kMax:
        return sql << "max(" << v << ")";
      case Fn::kDistinct:
        return sql << "count(DISTINCT " << v << ")";
      case Fn::kLast:
        return sql << "max(CASE WHEN r" << i << "=1 THEN " << v << " END)";
      case Fn::kNearest:
        return sql << ranked(i, [&](Sql& rank) {
                 rank << "min(CAST(" << fraction(measure) << "*n" << i << " AS INTEGER),n" << i
                      << "-1)";
               });
      case Fn::kEach:
        return sql << (isBytes(measure) ? SqlText("group_concat(") : SqlText("json_group_array("))
                   << v << (isBytes(measure) ? SqlText(",'')") : SqlText(")"));
      case Fn::kLinear:
        break;
    }
    // Between the rows below and above p * (n - 1).
    const Sql low = ranked(i, [&](Sql& rank) {
      rank << "CAST(" << fraction(measure) << "*(n" << i << "-1) AS INTEGER)";
    });
    const Sql high = ranked(i, [&](Sql& rank) {
      rank << "min(CAST(" << fraction(measure) << "*(n" << i << "-1) AS INTEGER)+1,n" << i << "-1)";
    });
    Sql place;
    place << fraction(measure) << "*(max(n" << i << ")-1)";
    return sql << low << "+(" << place << "-CAST(" << place << " AS INTEGER))*(" << high << "-"
               << low << ")";
  }

  [[nodiscard]] bool isBytes(const Measure& measure) const {
    return (*scope_.table)[measure.field.column].type == Type::kBytes;
  }

  // The value of the row with this rank, counted from 0.
  template <class Rank>
  static Sql ranked(std::size_t i, Rank write) {
    Sql sql;
    sql << "max(CASE WHEN n" << i << ">0 AND r" << i << "=1+";
    write(sql);
    return sql << " THEN v" << i << " END)";
  }

  Sql fraction(const Measure& measure) {
    Sql sql;
    return sql << "(" << AsValue{writer_.parameters.add({measure.fraction})} << ")";
  }

  Sql order() {
    Sql sql;
    if (names_.empty()) return sql;
    sql << " ORDER BY ";
    if (aggregate_.order_by >= 0) {
      sql << "m" << static_cast<std::uint64_t>(aggregate_.order_by)
          << (aggregate_.descending ? SqlText(" DESC NULLS LAST,") : SqlText(" NULLS LAST,"));
    }
    // Nulls last, as PostgreSQL has them.
    for (std::uint64_t i = 0; i < groups_; ++i) {
      sql << (i == 0 ? SqlText("k") : SqlText(",k")) << i << " NULLS LAST";
    }
    return sql;
  }

  const Aggregate& aggregate_;
  Writer& writer_;
  Scope scope_;
  std::uint64_t groups_ = 0;
  Sql keys_;   // expressions AS k0,..
  Sql names_;  // k0,k1,..
  Sql joins_;  // json_each() of groups that are elements
};

}  // namespace

void Plan::add(const Aggregate& aggregate) {
  if (aggregate.measures.empty() ||
      aggregate.order_by >= static_cast<std::int32_t>(aggregate.measures.size())) {
    return refuse({ErrorCode::kInternal,
                   "an aggregate needs a measure, and orders by one of its own",
                   {},
                   {}});
  }
  Writer writer(limits_, prefix_);
  finish(writer, AggregateWriter(aggregate, writer).statement(), Role::kRows);
}

}  // namespace agentkeep::sqlite
