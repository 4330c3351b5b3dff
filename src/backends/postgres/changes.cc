#include "backends/postgres/changes.h"

#include "core/message.h"

namespace agentkeep::postgres {
namespace {

using query::Cell;
using query::Change;
using query::Column;
using query::How;
using query::Type;

// `doc` where it is JSON of this kind, else `empty`. One CASE: an AND may be tested in any order.
Sql jsonOf(const Sql& doc, SqlText kind, SqlText empty) {
  Sql sql;
  return sql << "(CASE WHEN pg_input_is_valid(" << doc << ",'json') IS NOT TRUE THEN " << empty
             << " WHEN json_typeof(" << doc << "::json)=" << kind << " THEN " << doc << " ELSE "
             << empty << " END)";
}

Sql objectOf(const Sql& doc) { return jsonOf(doc, "'object'", "'{}'"); }
Sql arrayOf(const Sql& doc) { return jsonOf(doc, "'array'", "'[]'"); }

// {...doc, ...patch}, put together from the bytes of the members: jsonb would write them anew.
Sql merged(Writer& writer, const Sql& doc, const Sql& patch) {
  const std::uint16_t n = writer.nextName();
  Sql sql;
  return sql << "(SELECT '{'||coalesce(string_agg(m" << n << ".k||':'||m" << n
             << ".v,',' ORDER BY m" << n << ".o,m" << n << ".i),'')||'}' FROM (SELECT "
             << objectOf(doc) << "::json AS d," << patch << "::json AS p OFFSET 0) b" << n
             << ",LATERAL (SELECT to_json(e.key)::text AS k,e.value::text AS v,0 AS o,e.i FROM "
                "json_each(b"
             << n
             << ".d) WITH ORDINALITY e(key,value,i) WHERE e.key NOT IN (SELECT json_object_keys(b"
             << n
             << ".p)) UNION ALL SELECT to_json(e.key)::text,e.value::text,1,e.i FROM json_each(b"
             << n << ".p) WITH ORDINALITY e(key,value,i)) m" << n << ")";
}

// The items of `doc`, each replaced by that of `patch` unless there is none or it is null, then
// those of `patch` behind them; from their bytes, as above.
Sql mergedItems(Writer& writer, const Sql& doc, const Sql& patch) {
  const std::uint16_t n = writer.nextName();
  Sql sql;
  return sql << "(SELECT '['||coalesce(string_agg((CASE WHEN p.value IS NULL OR "
                "json_typeof(p.value)='null' THEN coalesce(d.value,p.value) ELSE p.value "
                "END)::text,',' ORDER BY coalesce(d.i,p.i)),'')||']' FROM (SELECT "
             << arrayOf(doc) << "::json AS d," << patch << "::json AS p OFFSET 0) b" << n
             << ",LATERAL json_array_elements(b" << n
             << ".d) WITH ORDINALITY d(value,i) FULL JOIN LATERAL json_array_elements(b" << n
             << ".p) WITH ORDINALITY p(value,i) ON d.i=p.i)";
}

// One more item behind those of `doc`.
Sql pushed(Writer& writer, const Sql& doc, const Sql& item) {
  Sql array = arrayOf(doc);
  return withName(writer, array, false, [&](const Sql& name) {
    Sql sql;
    return sql << "CASE WHEN json_array_length(" << name << "::json)=0 THEN '['||" << item
               << "||']' ELSE left(rtrim(" << name << ",E' \\t\\r\\n'),-1)||','||" << item
               << "||']' END";
  });
}

// `doc`, an object, with this member set to `value`, which is JSON; in its place if it is there.
Sql withMember(Writer& writer, const Sql& doc, const Sql& name, const Sql& value) {
  const std::uint16_t n = writer.nextName();
  Sql sql;
  return sql << "(SELECT '{'||string_agg(m" << n << ".k||':'||m" << n << ".v,',' ORDER BY m" << n
             << ".i)||'}' FROM (SELECT " << doc << "::json AS d," << name << " AS k," << value
             << " AS v OFFSET 0) b" << n
             << ",LATERAL (SELECT to_json(e.key)::text AS k,CASE WHEN e.key=b" << n << ".k THEN b"
             << n << ".v ELSE e.value::text END AS v,e.i FROM json_each(b" << n
             << ".d) WITH ORDINALITY e(key,value,i) UNION ALL SELECT to_json(b" << n
             << ".k)::text,b" << n << ".v,NULL WHERE b" << n
             << ".k NOT IN (SELECT json_object_keys(b" << n << ".d))) m" << n << ")";
}

// The change itself, without its path. The result is JSON text for kPush, kMerge and kMergeItems,
// else a value.
Sql applied(Writer& writer, const Change& change, const Sql& given, const Sql& old) {
  Sql sql;
  switch (change.how) {
    case How::kSet:
      return given;
    case How::kAdd:
      if (std::holds_alternative<double>(change.value.value)) {
        return sql << "coalesce(" << old << ",0)+" << given;
      }
      return sql << "least(coalesce(" << old << ",0)+" << given << ","
                 << static_cast<std::uint64_t>(query::kMostCounted) << ")";
    case How::kAppend:
      return sql << "CASE WHEN coalesce(" << old << ",'')='' THEN " << given << " ELSE " << old
                 << "||" << writer.text(change.separator) << "||coalesce(" << given << ",'') END";
    case How::kPush:
      return pushed(writer, old, given);
    case How::kMerge:
      return merged(writer, old, given);
    case How::kMergeItems:
      return mergedItems(writer, old, given);
    case How::kTouch:
      // It passes over null.
      return sql << "greatest(" << given << "," << old << "+interval '1 millisecond')";
    case How::kSum:
      return sql << "coalesce(" << old << "+" << given << "," << old << "," << given << ")";
    case How::kLeast:
      return sql << "least(" << old << "," << given << ")";
    case How::kMost:
      return sql << "greatest(" << old << "," << given << ")";
  }
  return sql;
}

// The same as JSON text, for a member of a document. `old` is of type json.
Sql appliedAsJson(Writer& writer, const Change& change, const Sql& given, const Sql& old) {
  Sql value;
  switch (change.how) {
    case How::kSet:
      return given;
    case How::kPush:
    case How::kMerge:
    case How::kMergeItems:
      value << old << "::text";
      return applied(writer, change, given, value);
    case How::kAdd:
    case How::kSum:
    case How::kLeast:
    case How::kMost:
      value << "CASE WHEN json_typeof(" << old << ")='number' THEN " << old
            << "::text::numeric END";
      break;
    case How::kAppend:
      value << "(" << old << "#>>'{}')";
      break;
    case How::kTouch:
      writer.refuse({ErrorCode::kInternal, "a member of a document is no time", {}, {}});
      return given;
  }
  Sql sql;
  return sql << "to_json(" << applied(writer, change, given, value) << ")::text";
}

}  // namespace

Form formOf(const Change& change) {
  switch (change.how) {
    case How::kPush:
    case How::kMerge:
    case How::kMergeItems:
      return Form::kJson;
    case How::kSet:
      return change.path.empty() ? Form::kValue : Form::kJson;
    default:
      return Form::kValue;
  }
}

Type typeOf(const Change& change, const Column& column, const Cell& cell) {
  if (change.path.empty()) return column.type;
  if (change.how != How::kAdd) return Type::kText;
  return std::holds_alternative<double>(cell.value) ? Type::kReal : Type::kInteger;
}

Sql givenBy(Writer& writer, const Change& change, const Column& column) {
  const Cell& cell = change.value;
  Sql sql;
  if (std::holds_alternative<query::Incoming>(cell.value)) {
    return sql << "excluded." << quoted(column.name);
  }
  if (const auto* of = std::get_if<query::Lookup>(&cell.value)) {
    if (formOf(change) == Form::kValue) return writer.lookup(*of);
    return sql << "to_json(" << writer.lookup(*of) << ")::text";
  }
  if (const auto* of = std::get_if<query::Max>(&cell.value)) {
    const Scope inner = writer.scope(*of->rows->table);
    Sql highest;
    highest << "max(" << Writer::column(inner, of->rows->columns[0]) << ")";
    return sql << "(" << writer.subselect(*of->rows, inner, highest, {}) << ")";
  }
  if (formOf(change) == Form::kJson) return writer.json(cell, column);
  if (isStoredNull(cell, column)) return sql << "NULL";
  Column typed = column;
  typed.type = typeOf(change, column, cell);
  return writer.value(cell, typed);
}

Sql changed(Writer& writer, const Change& change, const Sql& given, const Sql& old) {
  if (change.path.empty()) return applied(writer, change, given, old);
  // From the root down: each member on the path as an object, then the last one's new value; and
  // from there up again.
  std::vector<Sql> names;
  std::vector<std::uint16_t> bound;
  for (const Text member : change.path) {
    names.push_back(writer.member(member));
    bound.push_back(writer.nextName());
  }
  const auto level = [&](std::size_t i) {
    Sql sql;
    return sql << "q" << bound[i] << ".v";
  };
  const auto memberOf = [&](std::size_t i) {
    Sql sql;
    return sql << "(" << level(i) << "::json->" << names[i] << ")";
  };
  const std::size_t last = change.path.size() - 1;
  Sql value = appliedAsJson(writer, change, given, memberOf(last));
  for (std::size_t i = change.path.size(); i-- > 0;) {
    Sql next = withMember(writer, level(i), names[i], value);
    value = {};
    value << "(SELECT " << next << " FROM (SELECT ";
    if (i == 0) {
      value << objectOf(old);
    } else {
      Sql inner = memberOf(i - 1);
      inner << "::text";
      value << objectOf(inner);
    }
    value << " AS v OFFSET 0) q" << bound[i] << ")";
  }
  return value;
}

}  // namespace agentkeep::postgres
