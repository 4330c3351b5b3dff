#include "backends/sqlite/writer.h"

#include <algorithm>

#include "backends/sql/conditions.h"
#include "core/message.h"

namespace agentkeep::sqlite {
namespace {

using query::Cell;
using query::Col;
using query::Column;
using query::Field;
using query::Is;
using query::Order;
using query::Select;
using query::Type;
using query::Where;

// What a single condition adds to the depth of an expression, at most.
constexpr unsigned kLeafDepth = 17;
// What stands around the condition of a kSome.
constexpr unsigned kSomeDepth = 5;

// The second argument of json_valid() and its bracket: JSON as text, or also as a blob.
SqlText validForms(bool jsonb) { return jsonb ? SqlText(",9)") : SqlText(")"); }

// The document as text, whichever form the row has. A blob that is no JSON stays one.
Sql textOf(const Sql& document) {
  Sql sql;
  return sql << "CASE WHEN typeof(" << document << ")='blob' AND json_valid(" << document
             << ",9) THEN json(" << document << ") ELSE " << document << " END";
}

// Of the paths in a value that is compared deeply, see Writer::nodes(): what they may have
// together.
constexpr std::uint64_t kMaxPathBytes = 16U * 1024 * 1024;

struct Shape {
  std::uint64_t nodes = 1;    // at least as many as it has
  std::uint64_t longest = 0;  // of the paths to its objects and lists, as Writer::nodes() has them
};

Shape shapeOf(Text json) {
  constexpr std::uint64_t kDigits = 8;  // of the number of an item
  Shape shape;
  std::vector<std::uint64_t> paths;  // to the open objects and lists
  std::uint64_t name = 0;
  for (std::size_t i = 0; i < json.size(); ++i) {
    switch (json[i]) {
      case '"': {
        const std::size_t begin = i;
        while (json[++i] != '"') i += json[i] == '\\' ? 1 : 0;
        name = i - begin;
        continue;
      }
      case '[':
      case '{':
        paths.push_back(paths.empty() ? 0 : paths.back() + 2 + 2 * std::max(name, kDigits));
        shape.longest = std::max(shape.longest, paths.back());
        [[fallthrough]];
      case ',':
        ++shape.nodes;
        break;
      case ']':
      case '}':
        paths.pop_back();
        break;
      default:
        continue;
    }
    name = 0;
  }
  return shape;
}

// What a condition looks at: a column, or the row's place.
const Column& columnOf(const Field& field, const query::Table& table) {
  static constexpr Column kPlace{.name = "rowid", .type = Type::kInteger, .nullable = false};
  return field.column == query::kInsertion ? kPlace : table[field.column];
}

bool mayBeBlob(const Column& column, bool jsonb) { return jsonb && column.type == Type::kJson; }

}  // namespace

Sql expressionOf(const query::Table& table, Col column, const Sql& qualifier, bool jsonb) {
  Sql sql;
  if (!table[column].isDerived()) return sql << qualifier << Identifier(table[column].name);
  return expressionOf(table[table[column].member_of], {&table[column].name, 1}, qualifier, jsonb);
}

Sql expressionOf(const Column& document, std::span<const Text> path, const Sql& qualifier,
                 bool jsonb) {
  const Identifier name(document.name);
  Sql sql;
  sql << "(CASE WHEN json_valid(" << qualifier << name << validForms(jsonb) << " THEN " << qualifier
      << name << "->>'$";
  for (const Text each : path) sql << "." << Identifier(each);
  return sql << "' END)";
}

Sql storedAs(Type type, Sql given) {
  if (type != Type::kBytes && type != Type::kVector) return given;
  Sql sql;
  return sql << (type == Type::kBytes ? SqlText("unhex(") : SqlText("vector32(")) << given << ")";
}

Sql givenAs(Type type, Sql stored) {
  if (type != Type::kBytes && type != Type::kVector) return stored;
  Sql sql;
  return sql << (type == Type::kBytes ? SqlText("hex(") : SqlText("vector_extract(")) << stored
             << ")";
}

void Writer::refuse(Error error) {
  if (!problem_) problem_ = std::move(error);
}

Sql Writer::name(const query::Table& table) const {
  Sql sql;
  sql << Prefixed{prefix_, Identifier(table.name)};
  return sql;
}

Sql Writer::name(Scope scope) const {
  Sql sql = name(*scope.table);
  sql << " t" << scope.alias;
  return sql;
}

Sql Writer::column(Scope scope, Col column) {
  Sql sql;
  if (column == query::kRank) return sql << "m.rank";
  sql << "t" << scope.alias << ".";
  if (column == query::kInsertion) return sql << "rowid";
  if (isBare(scope, column)) {
    return givenAs((*scope.table)[column].type,
                   expressionOf(*scope.table, column, sql, scope.jsonb));
  }
  Sql text;
  return text << "(" << textOf(document(scope, column)) << ")";
}

bool Writer::isBare(Scope scope, Col column) {
  return column >= query::kRank || !mayBeBlob((*scope.table)[column], scope.jsonb);
}

Sql Writer::document(Scope scope, Col column) {
  Sql sql;
  return sql << "t" << scope.alias << "." << Identifier((*scope.table)[column].name);
}

Sql Writer::columns(Scope scope, std::span<const Col> columns) {
  Sql sql;
  for (const Col each : columns) {
    if (!sql.empty()) sql << ",";
    sql << column(scope, each);
    if (each == query::kInsertion) sql << " AS _insertion";
    if (!isBare(scope, each)) sql << " AS " << Identifier((*scope.table)[each].name);
  }
  return sql;
}

Sql Writer::returning(const query::Table& table, std::span<const Col> columns) const {
  Sql sql;
  for (const Col each : columns) {
    sql << (sql.empty() ? SqlText(" RETURNING ") : SqlText(","));
    if (each == query::kInsertion) {
      sql << "rowid AS _insertion";
      continue;
    }
    Sql name;
    name << Identifier(table[each].name);
    if (mayBeBlob(table[each], limits_.jsonb)) {
      sql << textOf(name) << " AS " << name;
    } else {
      sql << givenAs(table[each].type, std::move(name));
    }
  }
  return sql;
}

void Writer::checkSize(const Cell& cell, const Column& column) {
  const std::size_t size = sizeOf(cell);
  if (size > limits_.valueBytes) {
    refuse(overLimit(message({column.member(), " is ", size, " bytes long: a value"}),
                     limits_.valueBytes));
  }
}

Sql Writer::value(const Cell& cell, const Column& column) {
  Sql sql;
  if (isNull(cell)) return sql << "NULL";
  if (const auto* of = std::get_if<query::Lookup>(&cell.value)) return lookup(*of);
  if (std::holds_alternative<query::Incoming>(cell.value)) {
    return sql << "excluded." << Identifier(column.name);
  }
  checkSize(cell, column);
  sql << AsValue{parameters.addAsText(cell)};
  return storedAs(column.type, std::move(sql));
}

Sql Writer::lookup(const query::Lookup& lookup) {
  const Scope inner = scope(*lookup.table);
  const std::span<const Col> key = lookup.table->keys[0].columns;
  Sql sql;
  sql << "(SELECT " << column(inner, lookup.column) << " FROM " << name(inner);
  for (std::size_t i = 0; i < key.size(); ++i) {
    sql << (i == 0 ? SqlText(" WHERE ") : SqlText(" AND ")) << column(inner, key[i]) << "="
        << value(lookup.key[i], (*lookup.table)[key[i]]);
  }
  return sql << ")";
}

Sql Writer::isDocument(Scope scope, Col column) {
  Sql sql;
  // To look takes as long as to read a member.
  if ((*scope.table)[column].ours) return sql << "1";
  // A bare string is stored without quotes, and may look like a number or a literal.
  if ((*scope.table)[column].type == Type::kTextOrJson) {
    sql << "substr(" << document(scope, column) << ",1,1) IN ('{','[') AND ";
  }
  return sql << "json_valid(" << document(scope, column)
             << validForms(mayBeBlob((*scope.table)[column], scope.jsonb));
}

Sql Writer::operand(const Field& field, Scope scope) {
  if (field.isPlain()) return column(scope, field.column);
  Sql sql;
  if (field.since != query::kNoCol) {
    return sql << "CAST(round((unixepoch(" << column(scope, field.column) << ",'subsec')-unixepoch("
               << column(scope, field.since) << ",'subsec'))*1000) AS INTEGER)";
  }
  if (field.as != query::As::kValue) return textIn(field, scope);
  return sql << "CASE WHEN " << isDocument(scope, field.column) << " THEN "
             << document(scope, field.column) << "->>(" << AsValue{parameters.addPath(field.path)}
             << ") END";
}

[[gnu::noinline]] Sql Writer::textIn(const Field& field, Scope scope) {
  const Sql doc = document(scope, field.column);
  Sql path;
  path << AsValue{parameters.addPath(field.path)};
  Sql text;
  text << doc << "->>(" << path << ")";
  Sql sql;
  sql << "CASE WHEN " << isDocument(scope, field.column) << " THEN CASE json_type(" << doc << ","
      << path << ") WHEN 'text' THEN ";
  if (field.as == query::As::kTrimmed) {
    sql << "nullif(" << trimmed(text) << ",'')";
  } else {
    sql << text;
  }
  return sql << " END END";
}

Sql Writer::trimmed(const Sql& text) {
  Sql sql;
  return sql << "trim(" << text << ",char(9,10,11,12,13,32))";
}

Sql Writer::fields(Scope scope, std::span<const Field> fields) {
  Sql sql;
  for (const Field& field : fields) {
    sql << ",CASE WHEN " << isDocument(scope, field.column) << " THEN "
        << document(scope, field.column) << "->(" << AsValue{parameters.addPath(field.path)}
        << ") END";
    sql << " AS f" << std::uint64_t{nextName()};
  }
  return sql;
}

Sql Writer::where(const Where& where, Scope scope) {
  Sql sql;
  if (matchesAll(where)) return sql;
  return sql << " WHERE " << condition(where, scope);
}

Sql Writer::andWhere(const Where& where, Scope scope) {
  Sql sql;
  if (matchesAll(where)) return sql;
  if (where.is != Is::kOr) return sql << " AND " << condition(where, scope);
  return sql << " AND (" << condition(where, scope) << ")";
}

// What is rare stands out of line: a young isolate compiles what it runs, function by function.
Sql Writer::condition(const Where& where, Scope scope, unsigned depth) {
  Sql sql;
  if (depth + kLeafDepth > limits_.expressionDepth) {
    refuse({ErrorCode::kTooLarge,
            message({"the conditions are nested too deep: an expression must not be deeper than ",
                     limits_.expressionDepth}),
            {},
            {}});
    return sql << "0";
  }
  switch (where.is) {
    case Is::kAll:
      return sql << "1";
    case Is::kAnd:
    case Is::kOr:
      return parts(where, scope, depth);
    case Is::kNot:
      // NULL counts as false, so its negation is true.
      return sql << "(" << condition(where.parts[0], scope, depth + 1) << ") IS NOT TRUE";
    case Is::kEq:
      return comparison(where, scope, "=", " IS ");
    case Is::kNe:
      return comparison(where, scope, "<>", " IS NOT ");
    case Is::kLt:
    case Is::kLe:
    case Is::kGt:
    case Is::kGe: {
      if (comparesJson(where)) return jsonOrder(where, scope);
      const SqlText word = comparisonWord(where.is);
      return comparison(where, scope, word, word);
    }
    case Is::kIn:
      return isIn(where, scope);
    case Is::kKeyIn:
      return keyIn(where, scope);
    case Is::kAfterKey:
      return afterKey(where, scope);
    case Is::kPrefix:
    case Is::kSuffix:
    case Is::kContains:
      return textMatch(where, scope);
    case Is::kJsonEq:
      return jsonEquals(where, scope);
    case Is::kHasAll:
    case Is::kHasAny:
      return hasTexts(where, scope);
    case Is::kHasItem:
      return hasItem(where, scope);
    case Is::kSome:
      return some(where, scope, depth);
    case Is::kLength:
      return hasLength(where, scope);
    case Is::kMatches:
      refuse({ErrorCode::kInternal, "SQLite has no regular expressions", {}, {}});
      return sql << "0";
    case Is::kInRows:
      return inRows(where, scope);
    case Is::kExists:
      return exists(where, scope);
  }
  return sql;
}

Sql Writer::parts(const Where& where, Scope scope, unsigned depth) {
  const bool all = where.is == Is::kAnd;
  const std::vector<const Where*> parts = cheapestFirst(where);
  Sql sql;
  if (parts.empty()) return sql << (all ? SqlText("1") : SqlText("0"));
  return joined(parts, all ? SqlText(" AND ") : SqlText(" OR "), scope, depth);
}

// A balanced tree: a chain would be as deep as it is long.
Sql Writer::joined(std::span<const Where* const> parts, SqlText word, Scope scope, unsigned depth) {
  Sql sql;
  if (parts.size() == 1) {
    const Is is = parts[0]->is;
    if (is != Is::kAnd && is != Is::kOr) return condition(*parts[0], scope, depth);
    return sql << "(" << condition(*parts[0], scope, depth) << ")";
  }
  constexpr std::size_t kChain = 4;
  if (parts.size() <= kChain) {
    for (const auto part : parts) {
      if (!sql.empty()) sql << word;
      sql << joined({&part, 1}, word, scope, depth + kChain - 1);
    }
    return sql;
  }
  const std::size_t half = parts.size() / 2;
  sql << "(" << joined(parts.first(half), word, scope, depth + 1) << ")" << word << "(";
  return sql << joined(parts.subspan(half), word, scope, depth + 1) << ")";
}

Sql Writer::comparison(const Where& where, Scope scope, SqlText strict, SqlText nullSafe) {
  const Column& column = columnOf(where.field, *scope.table);
  const bool mayBeNull = column.nullable || !where.field.isPlain();
  const Cell& cell = where.values[0];
  Sql sql;
  if (isNull(cell) && where.field.isPlain() && where.field.column != query::kInsertion) {
    // Of the bare column, as indexes have it.
    return sql << (column.isDerived() ? Writer::column(scope, where.field.column)
                                      : document(scope, where.field.column))
               << nullSafe << "NULL";
  }
  const Sql left = operand(where.field, scope);
  if (where.fold) {
    return sql << "lower(" << left << ")" << nullSafe << "lower(" << value(cell, column) << ")";
  }
  return sql << left << (mayBeNull || isNull(cell) ? nullSafe : strict) << value(cell, column);
}

[[gnu::noinline]] Sql Writer::textMatch(const Where& where, Scope scope) {
  const Column& column = (*scope.table)[where.field.column];
  const auto* text = std::get_if<Text>(&where.values[0].value);
  const auto folded = [&](const Sql& inner) {
    Sql sql;
    return where.fold ? sql << "lower(" << inner << ")" : sql << inner;
  };
  const Sql left = folded(operand(where.field, scope));
  Sql sql;
  if (text == nullptr) return sql << "0";
  if (text->empty()) return sql << left << " IS NOT NULL";
  const Sql wanted = folded(value(where.values[0], column));
  switch (where.is) {
    case Is::kPrefix:
      // Byte 0xff sorts behind every character, so this is a range of an index.
      return sql << left << ">=" << wanted << " AND " << left << "<" << wanted
                 << "||CAST(x'ff' AS TEXT)";
    case Is::kContains:
      return sql << "instr(" << left << "," << wanted << ")>0";
    default:
      // As bytes: length() of a text ends at its first NUL.
      return sql << "substr(CAST(" << left << " AS BLOB),-length(CAST(" << wanted
                 << " AS BLOB)))=CAST(" << wanted << " AS BLOB)";
  }
}

[[gnu::noinline]] Sql Writer::isIn(const Where& where, Scope scope) {
  const Column& column = (*scope.table)[where.field.column];
  Sql sql;
  if (where.values.empty()) return sql << "0";
  for (const Cell& cell : where.values) checkSize(cell, column);
  const std::vector<Ref> lists = parameters.addList(where.values);
  const Sql left = operand(where.field, scope);
  for (const Ref& each : lists) {
    sql << (sql.empty() ? SqlText(lists.size() > 1 ? SqlText("(") : SqlText("")) : SqlText(" OR "))
        << left << " IN (SELECT value FROM json_each(" << AsList{each} << "))";
  }
  return lists.size() > 1 ? sql << ")" : sql;
}

Sql Writer::keyIn(const Where& where, Scope scope) {
  const std::span<const Col> key = scope.table->keys[0].columns;
  if (key.size() == 1) {
    Where one = where;
    one.is = Is::kIn;
    one.field = {key[0]};
    return isIn(one, scope);
  }
  Sql sql;
  if (where.values.empty()) return sql << "0";
  const std::vector<Ref> lists = parameters.addList(where.values, key.size());
  Sql columns;
  Sql values;
  for (std::uint64_t i = 0; i < key.size(); ++i) {
    columns << (i == 0 ? SqlText("") : SqlText(","))
            << column(scope, key[static_cast<std::size_t>(i)]);
    values << (i == 0 ? SqlText("value->>") : SqlText(",value->>")) << i;
  }
  for (const Ref& each : lists) {
    sql << (sql.empty() ? SqlText(lists.size() > 1 ? SqlText("(") : SqlText("")) : SqlText(" OR "))
        << "(" << columns << ") IN (SELECT " << values << " FROM json_each(" << AsList{each}
        << "))";
  }
  return lists.size() > 1 ? sql << ")" : sql;
}

[[gnu::noinline]] Sql Writer::afterKey(const Where& where, Scope scope) {
  Sql sql;
  if (where.values.empty()) return sql << "1";
  const std::span<const Col> key = scope.table->keys[0].columns;
  Sql columns;
  Sql values;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const SqlText comma = i == 0 ? SqlText("") : SqlText(",");
    columns << comma << column(scope, key[i]);
    values << comma << value(where.values[i], (*scope.table)[key[i]]);
  }
  return sql << "(" << columns << ")>(" << values << ")";
}

// The list of texts of kHasAll and kHasAny, which is not cut: its quantifier spans it.
Sql Writer::list(const Where& where) {
  const std::vector<Ref> lists = parameters.addList(where.values);
  if (lists.size() > 1) {
    refuse(overLimit("a list of tags", limits_.parameterBytes));
  }
  Sql sql;
  return sql << AsList{lists[0]};
}

// Every node of a document: its path, type and scalar. `fullkey` would have the names as they are
// spelled, with escapes or without; so the path is put together from the names themselves. Objects
// and lists whose path is longer than `longest` are not looked into.
Sql Writer::nodes(const Sql& document, std::uint64_t longest) {
  const std::uint16_t n = nextName();
  Sql path;
  path << "n.path||'.'||substr(typeof(e.key),1,1)||hex(e.key)";
  Sql sql;
  return sql << "SELECT * FROM (WITH RECURSIVE n" << n
             << "(path,kind,atom,doc) AS (SELECT '','',NULL," << document << " UNION ALL SELECT "
             << path << ",replace(e.type,'real','integer'),e.atom,CASE WHEN e.atom IS NULL AND "
             << "e.type<>'null' AND length(" << path << ")<=" << longest
             << " THEN e.value END FROM n" << n << " n,json_each(n.doc) e) SELECT path,kind,atom "
             << "FROM n" << n << ")";
}

[[gnu::noinline]] Sql Writer::jsonEquals(const Where& where, Scope scope) {
  const auto* wanted = std::get_if<query::Json>(&where.values[0].value);
  Sql sql;
  if (wanted == nullptr || wanted->text.empty()) return sql << "0";
  checkSize(where.values[0], (*scope.table)[where.field.column]);
  const char first = wanted->text.front();
  if (mayBeIndexed(where) && first != 'n') {
    Sql qualifier;
    qualifier << "t" << scope.alias << ".";
    sql << expressionOf((*scope.table)[where.field.column], where.field.path, qualifier,
                        scope.jsonb)
        << "=" << AsValue{parameters.addJson(wanted->text)} << " AND ";
  }
  const Sql doc = document(scope, where.field.column);
  Sql path;
  path << AsValue{parameters.addPath(where.field.path)};
  sql << "CASE WHEN " << isDocument(scope, where.field.column) << " THEN ";
  // Of a text or number few have the value, and of those nearly all the type.
  if (!Text("tfn{[").contains(first)) {
    sql << doc << "->>(" << path << ")=" << AsValue{parameters.addJson(wanted->text)} << " AND ";
  }
  sql << "json_type(" << doc << "," << path << ")";
  switch (first) {
    case 't':
      sql << "='true'";
      break;
    case 'f':
      sql << "='false'";
      break;
    case 'n':
      sql << "='null'";
      break;
    case '"':
      sql << "='text'";
      break;
    case '{':
    case '[': {
      // The same text is the same value. Else equal trees have as many nodes, and each node of one
      // is in the other: paths are compared, which a stored document must not make longer than
      // those of the given one.
      const Shape shape = shapeOf(wanted->text);
      Sql given;
      given << AsJson{parameters.addJson(wanted->text)};
      Sql stored;
      stored << doc << "->(" << path << ")";
      if (shape.longest * shape.nodes > kMaxPathBytes) {
        const Column& column = (*scope.table)[where.field.column];
        refuse(overLimit(
            message({column.member(), " is compared with a value of ", shape.nodes,
                     " members whose names are too long: the ", "longest path times their number"}),
            kMaxPathBytes));
      }
      sql << (first == '{' ? SqlText("='object'") : SqlText("='array'")) << " AND CASE WHEN "
          << stored << "=" << given << " THEN 1 WHEN (SELECT count(*) FROM json_tree(" << stored
          << "))<>(SELECT count(*) FROM json_tree(" << given << ")) THEN 0 ELSE NOT EXISTS("
          << nodes(given, shape.longest) << " EXCEPT " << nodes(stored, shape.longest) << ") END";
      break;
    }
    default:
      sql << " IN ('integer','real')";
  }
  return sql << " ELSE 0 END";
}

[[gnu::noinline]] Sql Writer::jsonOrder(const Where& where, Scope scope) {
  const Text wanted = std::get<query::Json>(where.values[0].value).text;
  checkSize(where.values[0], (*scope.table)[where.field.column]);
  const Sql doc = document(scope, where.field.column);
  Sql path;
  path << AsValue{parameters.addPath(where.field.path)};
  Sql sql;
  sql << "CASE WHEN " << isDocument(scope, where.field.column) << " THEN json_type(" << doc << ","
      << path << ")"
      << (wanted.starts_with('"') ? SqlText("='text'") : SqlText(" IN ('integer','real')"))
      << " AND " << doc << "->>(" << path << ")" << comparisonWord(where.is)
      << AsValue{parameters.addJson(wanted)};
  return sql << " ELSE 0 END";
}

[[gnu::noinline]] Sql Writer::hasTexts(const Where& where, Scope scope) {
  const Sql doc = document(scope, where.field.column);
  Sql path;
  path << AsValue{parameters.addPath(where.field.path)};
  const std::uint16_t wanted = nextName();
  const std::uint16_t stored = nextName();
  // EXCEPT and INTERSECT sort once, where IN would read the stored list for each text.
  const bool scalars = comparesJson(where);
  const auto item = [&](std::uint16_t of) {
    Sql sql;
    if (!scalars) return sql << "j" << of << ".value";
    return sql << "replace(j" << of << ".type,'real','integer'),j" << of << ".atom";
  };
  Sql sql;
  sql << "CASE WHEN " << isDocument(scope, where.field.column) << " THEN json_type(" << doc << ","
      << path << ")" << (where.lone ? SqlText("<>'object'") : SqlText("='array'")) << " AND "
      << (where.is == Is::kHasAll ? SqlText("NOT EXISTS") : SqlText("EXISTS")) << "(SELECT "
      << item(wanted) << " FROM json_each(" << list(where) << ") j" << wanted
      << (where.is == Is::kHasAll ? SqlText(" EXCEPT ") : SqlText(" INTERSECT ")) << "SELECT "
      << item(stored) << " FROM json_each(" << doc << "," << path << ") j" << stored << " WHERE j"
      << stored
      << (scalars ? SqlText(".type NOT IN ('object','array'))") : SqlText(".type='text')"));
  return sql << " ELSE 0 END";
}

[[gnu::noinline]] Sql Writer::hasItem(const Where& where, Scope scope) {
  const Sql doc = document(scope, where.field.column);
  const std::span<const Text> members = where.field.path;
  Sql sql;
  if (members.empty()) {
    refuse({ErrorCode::kInternal, "kHasItem needs the name of a member", {}, {}});
    return sql << "0";
  }
  Sql path;
  path << AsValue{parameters.addPath(members.first(members.size() - 1))};
  Sql member;
  member << AsValue{parameters.addPath(members.last(1))};
  const std::uint16_t item = nextName();
  sql << "CASE WHEN " << isDocument(scope, where.field.column) << " THEN json_type(" << doc << ","
      << path << ")='array' AND EXISTS(SELECT 1 FROM json_each(" << doc << "," << path << ") j"
      << item << " WHERE CASE WHEN j" << item << ".type='object' THEN json_type(j" << item
      << ".value," << member << ")='text' AND j" << item << ".value->>(" << member
      << ")=" << value(where.values[0], (*scope.table)[where.field.column]) << " END)";
  return sql << " ELSE 0 END";
}

// Each element stands for the row's document, as the JSON that it is.
[[gnu::noinline]] Sql Writer::some(const Where& where, Scope scope, unsigned depth) {
  const Sql doc = document(scope, where.field.column);
  Sql path;
  path << AsValue{parameters.addPath(where.field.path)};
  const std::uint16_t item = nextName();
  const Scope inner{scope.table, nextName()};
  Sql value;
  value << "j" << item << ".value";
  Sql sql;
  sql << "CASE WHEN " << isDocument(scope, where.field.column) << " THEN json_type(" << doc << ","
      << path << ")='array' AND EXISTS(SELECT 1 FROM (SELECT CASE j" << item
      << ".type WHEN 'text' THEN json_quote(" << value << ") WHEN 'real' THEN printf('%!.17g',"
      << value << ") WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE coalesce(" << value
      << ",'null') END AS " << Identifier((*scope.table)[where.field.column].name)
      << " FROM json_each(" << doc << "," << path << ") j" << item << ") t" << inner.alias;
  return sql << " WHERE " << condition(where.parts[0], inner, depth + kSomeDepth) << ") ELSE 0 END";
}

[[gnu::noinline]] Sql Writer::hasLength(const Where& where, Scope scope) {
  const Sql doc = document(scope, where.field.column);
  Sql path;
  path << AsValue{parameters.addPath(where.field.path)};
  Sql sql;
  return sql << "CASE WHEN " << isDocument(scope, where.field.column) << " THEN json_type(" << doc
             << "," << path << ")='array' AND json_array_length(" << doc << "," << path
             << ")=" << value(where.values[0], (*scope.table)[where.field.column]) << " ELSE 0 END";
}

[[gnu::noinline]] Sql Writer::inRows(const Where& where, Scope scope) {
  const Scope inner = this->scope(*where.rows->table);
  Sql sql;
  return sql << operand(where.field, scope) << " IN ("
             << subselect(*where.rows, inner, column(inner, where.rows->columns[0]), {}) << ")";
}

[[gnu::noinline]] Sql Writer::exists(const Where& where, Scope scope) {
  const Scope inner = this->scope(*where.rows->table);
  Sql links;
  for (const query::Link& link : where.links) {
    if (!links.empty()) links << " AND ";
    links << column(inner, link.inner) << comparisonWord(link.is) << column(scope, link.outer);
  }
  Sql one;
  one << "1";
  Sql sql;
  return sql << "EXISTS(" << subselect(*where.rows, inner, one, links) << ")";
}

Sql Writer::subselect(const Select& select, Scope inner, const Sql& what, const Sql& links) {
  Sql sql;
  sql << "SELECT " << what << " FROM " << name(inner);
  if (select.first_per != query::kNoCol) {
    const Scope each = scope(*select.table);
    Sql from;
    from << " FROM " << name(each) << where(select.where, each);
    sql << firstOfEach(select, inner, each, from);
  } else if (links.empty()) {
    sql << where(select.where, inner);
  } else {
    sql << " WHERE " << links << andWhere(select.where, inner);
  }
  if (select.limit || select.offset != 0) {
    sql << order(select.order, inner) << limit(select.limit, select.offset);
  }
  return sql;
}

[[gnu::noinline]] Sql Writer::firstOfEach(const Select& select, Scope scope, Scope inner,
                                          const Sql& from) {
  Sql sql;
  return sql << " WHERE t" << scope.alias << ".rowid IN (SELECT place FROM (SELECT t" << inner.alias
             << ".rowid AS place,row_number() OVER (PARTITION BY "
             << column(inner, select.first_per) << order(select.order, inner) << ") AS n" << from
             << ") WHERE n=1)";
}

Sql Writer::order(std::span<const Order> order, Scope scope) {
  const query::Table& table = *scope.table;
  Sql sql;
  sql << " ORDER BY ";
  for (const Order& term : order) {
    if (term.first != nullptr) {
      sql << "CASE WHEN " << condition(*term.first, scope) << " THEN 0 ELSE 1 END,";
      continue;
    }
    sql << column(scope, term.column) << (term.descending ? SqlText(" DESC") : SqlText(""));
    // SQLite sorts nulls as the smallest. Where there are none the words would keep it from an
    // index.
    const bool mayBeNull = term.column < query::kRank && table[term.column].nullable;
    if (mayBeNull && term.descending == term.nulls_first) {
      sql << (term.nulls_first ? SqlText(" NULLS FIRST") : SqlText(" NULLS LAST"));
    }
    sql << ",";
  }
  const SqlText direction =
      !order.empty() && order.back().descending ? SqlText(" DESC") : SqlText("");
  if (table.keeps_insertion_order) return sql << "t" << scope.alias << ".rowid" << direction;
  bool first = true;
  for (const Col key : table.keys[0].columns) {
    if (std::ranges::find(order, key, &Order::column) != order.end()) continue;
    if (!first) sql << ",";
    sql << column(scope, key) << direction;
    first = false;
  }
  // Every column of the key is a term already: rowid says nothing more, but ends the list.
  return first ? sql << "t" << scope.alias << ".rowid" : sql;
}

Sql Writer::limit(std::optional<std::uint64_t> limit, std::uint64_t offset) {
  Sql sql;
  if (!limit && offset == 0) return sql;
  sql << " LIMIT ";
  if (limit) {
    sql << AsValue{parameters.addInteger(*limit)};
  } else {
    sql << "-1";
  }
  if (offset != 0) sql << " OFFSET " << AsValue{parameters.addInteger(offset)};
  return sql;
}

}  // namespace agentkeep::sqlite
