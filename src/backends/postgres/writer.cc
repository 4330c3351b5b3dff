#include "backends/postgres/writer.h"

#include <algorithm>

#include "backends/postgres/text.h"
#include "backends/sql/cells.h"
#include "backends/sql/conditions.h"
#include "core/hex.h"
#include "core/json.h"
#include "core/message.h"
#include "core/time.h"

namespace agentkeep::postgres {
namespace {

using query::Cell;
using query::Col;
using query::Column;
using query::Field;
using query::Is;
using query::Json;
using query::Order;
using query::Select;
using query::Time;
using query::Type;
using query::Where;

// Dates before it are written with "BC".
constexpr std::int64_t kYearOneMs = -62'135'596'800'000;

bool isNumber(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell.value) ||
         std::holds_alternative<double>(cell.value);
}

struct CellText {
  Type type;
  using Out = std::optional<std::string>;

  Out operator()(bool value) const {
    if (type == Type::kBoolean || isJson(type)) return value ? "true" : "false";
    return value ? "1" : "0";
  }
  Out operator()(std::int64_t value) const {
    if (type == Type::kBoolean) return value != 0 ? "true" : "false";
    std::string out;
    writeInteger(out, value);
    return out;
  }
  Out operator()(double value) const {
    std::string out;
    writeJsonReal(out, value);
    if (out == "null") return {};
    return out;
  }
  Out operator()(Text value) const {
    std::string out;
    appendText(out, value);
    return out;
  }
  Out operator()(Json value) const {
    std::string out;
    appendJson(out, value.text);
    return out;
  }
  Out operator()(query::Blob value) const {
    std::string out = "\\x";
    appendHexOf(out, value.bytes);
    return out;
  }
  Out operator()(Time value) const { return formatTime(value.ms); }
  Out operator()(const auto&) const { return {}; }
};

}  // namespace

bool isJson(Type type) { return type == Type::kJson || type == Type::kTextOrJson; }

std::optional<std::string> textOfCell(const Cell& cell, Type type) {
  return std::visit(CellText{type}, cell.value);
}

std::optional<Text> storedAsIs(const Cell& cell, bool as_json) {
  if (const auto* json = std::get_if<Json>(&cell.value)) {
    if (!json->text.contains("\\u")) return json->text;
  }
  if (const auto* text = std::get_if<Text>(&cell.value); text != nullptr && !as_json) {
    if (!text->contains('\0')) return *text;
  }
  return std::nullopt;
}

std::string jsonOfCell(const Cell& cell) {
  std::string json;
  writeCell(json, cell);
  std::string out;
  appendJson(out, json);
  return out;
}

bool isStoredNull(const Cell& cell, const Column& column) {
  const auto* json = std::get_if<Json>(&cell.value);
  return json != nullptr && json->text == "null" && isJson(column.type) && !column.keeps_json_null;
}

Place::Place(Text text) {
  if (const std::size_t bar = text.find('|'); bar != Text::npos) {
    vectors = text.substr(bar + 1);
    text = text.substr(0, bar);
  }
  const std::size_t dot = text.find('.');
  if (dot != Text::npos) schema = text.substr(0, dot);
  prefix = dot == Text::npos ? text : text.substr(dot + 1);
}

bool Place::isValid() const {
  return (schema.empty() || isName(schema)) && (prefix.empty() || isName(prefix)) &&
         (vectors.empty() || isName(vectors));
}

Sql Place::inCatalogue() const {
  Sql sql;
  if (schema.empty()) return sql << "current_schema()";
  return sql.stringOf({{}, Identifier(schema)});
}

Place Place::ofVectors() const {
  if (vectors.empty()) return *this;
  Place other{Text()};
  other.schema = vectors;
  return other;
}

Sql Place::name(Text table) const {
  Sql sql;
  if (!schema.empty()) sql << quoted(schema) << ".";
  return sql << Prefixed{prefix, Identifier(table)};
}

SqlText typeOf(Type type) {
  switch (type) {
    case Type::kText:
    case Type::kJson:
    case Type::kTextOrJson:
      return "text";
    case Type::kTimestamp:
      return "timestamptz";
    case Type::kInteger:
      return "bigint";
    case Type::kReal:
      return "float8";
    case Type::kBoolean:
      return "boolean";
    case Type::kBytes:
      return "bytea";
    case Type::kVector:
      return "vector";
  }
  return "text";
}

Sql isoTime(const Sql& time) {
  Sql sql;
  return sql << "to_char(" << time << " AT TIME ZONE 'UTC','YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
}

// In an index, so it must be immutable: pg_input_is_valid() is not.
Sql expressionOf(const query::Table& table, Col column, const Sql& qualifier) {
  Sql sql;
  if (table[column].parsed) {
    return sql << "(" << qualifier << quoted(table[column].name) << "::text)";
  }
  if (!table[column].isDerived()) return sql << qualifier << quoted(table[column].name);
  return expressionOf(table[table[column].member_of], {&table[column].name, 1}, qualifier);
}

Sql expressionOf(const Column& document, std::span<const Text> path, const Sql& qualifier) {
  Sql name;
  name << qualifier << quoted(document.name);
  Sql sql;
  sql << "(CASE WHEN " << name << " IS JSON OBJECT THEN " << name << "::json";
  for (const Text& each : path) {
    sql << (&each == &path.back() ? SqlText("->>") : SqlText("->"))
        << Sql().stringOf({{}, Identifier(each)});
  }
  return sql << " END)";
}

void Writer::refuse(Error error) {
  if (!problem_) problem_ = std::move(error);
}

SqlText Writer::byBytes() const {
  return limits_.distributed ? SqlText("") : SqlText(" COLLATE \"C\"");
}

Sql Writer::name(const query::Table& table) const {
  return table.of_vectors ? place_.ofVectors().name(table.name) : place_.name(table.name);
}

Sql Writer::name(Scope scope) const {
  Sql sql = name(*scope.table);
  return sql << " t" << scope.alias;
}

Sql Writer::column(Scope scope, Col column) {
  Sql sql;
  if (column == query::kRank) return sql << "m.rank";
  sql << "t" << scope.alias << ".";
  if (column == query::kInsertion) return sql << quoted(kInsertionColumn);
  return expressionOf(*scope.table, column, sql);
}

Sql Writer::read(Scope scope, Col column) {
  Sql sql;
  if (column < query::kRank) {
    switch ((*scope.table)[column].type) {
      case Type::kTimestamp:
        return isoTime(Writer::column(scope, column));
      case Type::kBoolean:
        return sql << Writer::column(scope, column) << "::int";
      case Type::kBytes:
        return sql << "encode(" << Writer::column(scope, column) << ",'hex')";
      case Type::kVector:
        return sql << Writer::column(scope, column) << "::text";
      default:
        break;
    }
  }
  return Writer::column(scope, column);
}

Sql Writer::reads(Scope scope, std::span<const Col> columns) {
  Sql sql;
  for (const Col each : columns) {
    if (!sql.empty()) sql << ",";
    sql << read(scope, each);
  }
  return sql;
}

Sql Writer::returning(Scope scope, std::span<const Col> columns) {
  Sql sql;
  if (columns.empty()) return sql;
  return sql << " RETURNING " << reads(scope, columns);
}

Sql Writer::key(Scope scope) {
  Sql sql;
  for (const Col each : scope.table->keys[0].columns) {
    if (!sql.empty()) sql << ",";
    sql << column(scope, each);
  }
  return sql;
}

Sql Writer::place(Scope scope) {
  if (scope.table->keys[0].columns.size() == 1) return key(scope);
  Sql sql;
  return sql << "(" << key(scope) << ")";
}

Sql Writer::parameter(std::string value, SqlText type) {
  own_.push_back(std::move(value));
  Sql sql;
  return sql << "$" << std::uint64_t{parameters()} << "::" << type;
}

Sql Writer::text(Text value) {
  std::string stored;
  appendText(stored, value);
  return parameter(std::move(stored), "text");
}

Sql Writer::member(Text name) {
  std::string stored;
  appendName(stored, name);
  return parameter(std::move(stored), "text");
}

Sql Writer::integer(std::uint64_t value) {
  std::string digits;
  writeInteger(digits, static_cast<std::int64_t>(value));
  return parameter(std::move(digits), "bigint");
}

Sql Writer::vector(Text json) { return parameter(std::string(json), "vector"); }

void Writer::checkSize(const Cell& cell, const Column& column) {
  const std::size_t size = sizeOf(cell);
  if (size > limits_.valueBytes) {
    refuse(overLimit(message({column.member(), " is ", size, " bytes long: a value"}),
                     limits_.valueBytes));
  }
  const auto* time = std::get_if<Time>(&cell.value);
  if (time != nullptr && time->ms < kYearOneMs) {
    refuse({ErrorCode::kInvalidArgument,
            message({column.member(), " is a date before the year 1"}),
            {},
            {}});
  }
}

Sql Writer::value(const Cell& cell, const Column& column) {
  Sql sql;
  if (const auto* of = std::get_if<query::Lookup>(&cell.value)) return lookup(*of);
  if (std::holds_alternative<query::Incoming>(cell.value)) {
    return sql << "excluded." << quoted(column.name);
  }
  checkSize(cell, column);
  std::optional<std::string> text = textOfCell(cell, column.type);
  if (!text) return sql << "NULL::" << typeOf(column.type);
  return parameter(std::move(*text), typeOf(column.type));
}

Sql Writer::json(const Cell& cell, const Column& column) {
  checkSize(cell, column);
  return parameter(jsonOfCell(cell), "text");
}

Sql Writer::list(std::span<const Cell> cells, const Column& column) {
  std::string array = "{";
  for (const Cell& cell : cells) {
    checkSize(cell, column);
    if (array.size() > 1) array.push_back(',');
    if (const auto text = textOfCell(cell, column.type)) {
      appendElement(array, *text);
    } else {
      array += "NULL";
    }
  }
  array.push_back('}');
  Sql sql = parameter(std::move(array), typeOf(column.type));
  return sql << "[]";
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

Sql Writer::jsonAt(const Field& field, Scope scope) {
  const Column& of = (*scope.table)[field.column];
  if (of.parsed) {
    Sql parsed;
    parsed << "(t" << scope.alias << "." << quoted(of.name);
    for (const Text name : field.path) parsed << "->" << member(name);
    return parsed << ")";
  }
  const Sql doc = column(scope, field.column);
  Sql sql;
  sql << "(CASE WHEN ";
  // A bare string is stored without quotes, and may look like a number or a literal.
  if ((*scope.table)[field.column].type == Type::kTextOrJson) {
    sql << "left(" << doc << ",1) NOT IN ('{','[') THEN NULL WHEN ";
  }
  sql << "pg_input_is_valid(" << doc << ",'jsonb') THEN " << doc << "::jsonb";
  // Not by #>, which would read a name of digits as a place in a list.
  for (const Text name : field.path) sql << "->" << member(name);
  return sql << " END)";
}

Sql Writer::operand(const Field& field, Scope scope) {
  if (field.isPlain()) return column(scope, field.column);
  if (field.since != query::kNoCol) return number(field, scope);
  Sql sql;
  if (field.as != query::As::kValue) {
    const std::uint16_t n = nextName();
    Sql text;
    text << "(o" << n << ".v#>>'{}')";
    sql << "(SELECT CASE WHEN jsonb_typeof(o" << n << ".v)='string' THEN ";
    if (field.as == query::As::kTrimmed) {
      sql << "nullif(" << trimmed(text) << ",'')";
    } else {
      sql << text;
    }
    return sql << byBytes() << " END FROM (SELECT " << jsonAt(field, scope) << " AS v OFFSET 0) o"
               << n << ")";
  }
  return sql << "((" << jsonAt(field, scope) << "#>>'{}')" << byBytes() << ")";
}

Sql Writer::trimmed(const Sql& text) {
  Sql sql;
  return sql << "btrim(" << text << ",E' \\t\\n\\r\\f\\v')";
}

Sql Writer::number(const Field& field, Scope scope) {
  if (field.since != query::kNoCol) {
    Sql sql;
    return sql << "(extract(epoch FROM " << column(scope, field.column) << "-"
               << column(scope, field.since) << ")*1000)::float8";
  }
  if (field.path.empty()) {
    Sql sql;
    const bool isBoolean = (*scope.table)[field.column].type == Type::kBoolean;
    return sql << column(scope, field.column) << (isBoolean ? SqlText("::int") : SqlText(""));
  }
  const std::uint16_t n = nextName();
  Sql sql;
  return sql << "(SELECT CASE WHEN jsonb_typeof(o" << n << ".v)='number' THEN (o" << n
             << ".v#>>'{}')::float8 END FROM (SELECT " << jsonAt(field, scope)
             << " AS v OFFSET 0) o" << n << ")";
}

Sql Writer::fields(Scope scope, std::span<const Field> fields) {
  Sql sql;
  for (const Field& field : fields) {
    const Sql doc = column(scope, field.column);
    sql << ",(CASE WHEN ";
    if ((*scope.table)[field.column].type == Type::kTextOrJson) {
      sql << "left(" << doc << ",1) NOT IN ('{','[') THEN NULL WHEN ";
    }
    // json keeps the bytes of a member.
    sql << "pg_input_is_valid(" << doc << ",'jsonb') THEN (" << doc << "::json";
    for (const Text name : field.path) sql << "->" << member(name);
    sql << ")::text END)";
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
  return sql << " AND (" << condition(where, scope) << ")";
}

Sql Writer::condition(const Where& where, Scope scope) {
  Sql sql;
  switch (where.is) {
    case Is::kAll:
      return sql << "true";
    case Is::kAnd:
    case Is::kOr:
      return parts(where, scope);
    case Is::kNot:
      // NULL counts as false, so its negation is true.
      return sql << "(" << condition(where.parts[0], scope) << ") IS NOT TRUE";
    case Is::kEq:
    case Is::kNe:
      return comparison(where, scope);
    case Is::kLt:
    case Is::kLe:
    case Is::kGt:
    case Is::kGe:
      return comparesJson(where) ? jsonOrder(where, scope) : comparison(where, scope);
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
    case Is::kHasAll:
    case Is::kHasAny:
    case Is::kHasItem:
    case Is::kLength:
      return jsonTest(where, scope);
    case Is::kSome:
      return some(where, scope);
    case Is::kMatches:
      return sql << operand(where.field, scope) << " ~ "
                 << value(where.values[0], (*scope.table)[where.field.column]);
    case Is::kInRows:
      return inRows(where, scope);
    case Is::kExists:
      return exists(where, scope);
  }
  return sql;
}

Sql Writer::parts(const Where& where, Scope scope) {
  const bool all = where.is == Is::kAnd;
  Sql sql;
  for (const Where* part : cheapestFirst(where)) {
    if (!sql.empty()) sql << (all ? SqlText(" AND ") : SqlText(" OR "));
    const bool isTree = part->is == Is::kAnd || part->is == Is::kOr;
    if (isTree) {
      sql << "(" << condition(*part, scope) << ")";
    } else {
      sql << condition(*part, scope);
    }
  }
  if (sql.empty()) sql << (all ? SqlText("true") : SqlText("false"));
  return sql;
}

Sql Writer::comparison(const Where& where, Scope scope) {
  static constexpr Column kPlace{
      .name = kInsertionColumn, .type = Type::kInteger, .nullable = false};
  const bool isPlace = where.field.column == query::kInsertion;
  const Column& column = isPlace ? kPlace : (*scope.table)[where.field.column];
  const Cell& cell = where.values[0];
  Sql sql;
  if (isNull(cell)) {
    // An order knows no null.
    if (where.is != Is::kEq && where.is != Is::kNe) return sql << "false";
    return sql << operand(where.field, scope)
               << (where.is == Is::kEq ? SqlText(" IS NULL") : SqlText(" IS NOT NULL"));
  }
  SqlText word = comparisonWord(where.is);
  const bool mayBeNull = std::holds_alternative<query::Lookup>(cell.value) ||
                         std::holds_alternative<query::Incoming>(cell.value);
  if (where.is == Is::kNe) word = " IS DISTINCT FROM ";
  if (where.is == Is::kEq && mayBeNull) word = " IS NOT DISTINCT FROM ";
  if (where.fold) {
    return sql << "lower(" << operand(where.field, scope) << byBytes() << ")" << word << "lower("
               << value(cell, column) << byBytes() << ")";
  }
  if (!where.field.isPlain() && isNumber(cell)) {
    static constexpr Column kNumber{.name = "number", .type = Type::kReal};
    return sql << number(where.field, scope) << word << value(cell, kNumber);
  }
  return sql << operand(where.field, scope) << word << value(cell, column);
}

Sql Writer::textMatch(const Where& where, Scope scope) {
  const auto* text = std::get_if<Text>(&where.values[0].value);
  const auto folded = [&](const Sql& inner) {
    Sql sql;
    return where.fold ? sql << "lower(" << inner << byBytes() << ")" : sql << inner;
  };
  Sql sql;
  if (text == nullptr) return sql << "false";
  const Sql left = folded(operand(where.field, scope));
  if (text->empty()) return sql << left << " IS NOT NULL";
  const Sql wanted = folded(value(where.values[0], (*scope.table)[where.field.column]));
  switch (where.is) {
    case Is::kPrefix:
      // A range of an index, whatever follows the prefix.
      return sql << left << ">=" << wanted << " AND starts_with(" << left << "," << wanted << ")";
    case Is::kContains:
      return sql << "strpos(" << left << "," << wanted << ")>0";
    default:
      return sql << "right(" << left << ",length(" << wanted << "))=" << wanted;
  }
}

Sql Writer::isIn(const Where& where, Scope scope) {
  Sql sql;
  if (where.values.empty()) return sql << "false";
  if (!where.field.isPlain() && std::ranges::all_of(where.values, isNumber)) {
    static constexpr Column kNumber{.name = "number", .type = Type::kReal};
    return sql << number(where.field, scope) << "=ANY(" << list(where.values, kNumber) << ")";
  }
  return sql << operand(where.field, scope) << "=ANY("
             << list(where.values, (*scope.table)[where.field.column]) << ")";
}

Sql Writer::keyIn(const Where& where, Scope scope) {
  const query::Table& table = *scope.table;
  const std::span<const Col> key = table.keys[0].columns;
  Sql sql;
  if (where.values.empty()) return sql << "false";
  sql << place(scope) << " IN (SELECT * FROM unnest(";
  std::vector<Cell> part(where.values.size() / key.size());
  for (std::size_t i = 0; i < key.size(); ++i) {
    for (std::size_t row = 0; row < part.size(); ++row)
      part[row] = where.values[row * key.size() + i];
    if (i != 0) sql << ",";
    sql << list(part, table[key[i]]);
  }
  return sql << "))";
}

Sql Writer::afterKey(const Where& where, Scope scope) {
  Sql sql;
  if (where.values.empty()) return sql << "true";
  const query::Table& table = *scope.table;
  const std::span<const Col> key = table.keys[0].columns;
  Sql columns;
  Sql values;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const SqlText comma = i == 0 ? SqlText("") : SqlText(",");
    columns << comma << column(scope, key[i]);
    values << comma << value(where.values[i], table[key[i]]);
  }
  return sql << "(" << columns << ")>(" << values << ")";
}

// Numbers as jsonb has them, exactly; texts by their bytes.
Sql Writer::jsonOrder(const Where& where, Scope scope) {
  const bool is_text = std::get<Json>(where.values[0].value).text.starts_with('"');
  const Sql wanted = json(where.values[0], (*scope.table)[where.field.column]);
  const std::uint16_t n = nextName();
  Sql sql;
  sql << "EXISTS(SELECT 1 FROM (SELECT " << jsonAt(where.field, scope) << " AS v OFFSET 0) o" << n
      << " WHERE CASE WHEN jsonb_typeof(o" << n
      << ".v)=" << (is_text ? SqlText("'string'") : SqlText("'number'")) << " THEN ";
  const SqlText word = comparisonWord(where.is);
  if (is_text) {
    sql << "(o" << n << ".v#>>'{}')" << byBytes() << word << "(" << wanted << "::jsonb#>>'{}')"
        << byBytes();
  } else {
    sql << "o" << n << ".v" << word << wanted << "::jsonb";
  }
  return sql << " ELSE false END)";
}

// A list of Json values, as one.
Sql Writer::scalars(std::span<const Cell> cells, const Column& column) {
  std::string list = "[";
  for (const Cell& cell : cells) {
    checkSize(cell, column);
    if (list.size() > 1) list.push_back(',');
    writeCell(list, cell);
  }
  list.push_back(']');
  std::string out;
  appendJson(out, list);
  return parameter(std::move(out), "text") << "::jsonb";
}

Sql Writer::jsonTest(const Where& where, Scope scope) {
  static constexpr Column kText{.name = "text", .type = Type::kText};
  static constexpr Column kLengthColumn{.name = "length", .type = Type::kInteger};
  const Column& column = (*scope.table)[where.field.column];
  Sql sql;
  if (where.is == Is::kJsonEq) {
    const auto* wanted = std::get_if<Json>(&where.values[0].value);
    if (wanted == nullptr || wanted->text.empty()) return sql << "false";
    if (mayBeIndexed(where) && wanted->text.starts_with('"')) {
      Sql qualifier;
      qualifier << "t" << scope.alias << ".";
      sql << expressionOf(column, where.field.path, qualifier) << "=("
          << json(where.values[0], column) << "::jsonb#>>'{}') AND ";
    }
    return sql << jsonAt(where.field, scope) << "=" << json(where.values[0], column) << "::jsonb";
  }
  Field list = where.field;
  if (where.is == Is::kHasItem) {
    if (list.path.empty()) {
      refuse({ErrorCode::kInternal, "kHasItem needs the name of a member", {}, {}});
      return sql << "false";
    }
    list.path = list.path.first(list.path.size() - 1);
  }
  const std::uint16_t n = nextName();
  sql << "EXISTS(SELECT 1 FROM (SELECT ";
  if (where.lone) {
    const std::uint16_t at = nextName();
    sql << "CASE WHEN jsonb_typeof(l" << at << ".v)='array' THEN l" << at
        << ".v ELSE jsonb_build_array(l" << at << ".v) END AS v FROM (SELECT "
        << jsonAt(list, scope) << " AS v OFFSET 0) l" << at << " WHERE l" << at
        << ".v IS NOT NULL OFFSET 0) o" << n;
  } else {
    sql << jsonAt(list, scope) << " AS v OFFSET 0) o" << n;
  }
  sql << " WHERE CASE WHEN jsonb_typeof(o" << n << ".v)='array' THEN ";
  if (where.is == Is::kLength) {
    return sql << "jsonb_array_length(o" << n << ".v)=" << value(where.values[0], kLengthColumn)
               << " ELSE false END)";
  }
  if (comparesJson(where) && where.is == Is::kHasAny) {
    return sql << "EXISTS(SELECT jsonb_array_elements(o" << n
               << ".v) INTERSECT SELECT jsonb_array_elements(" << scalars(where.values, column)
               << ")) ELSE false END)";
  }
  sql << "o" << n << ".v";
  if (where.is == Is::kHasItem) {
    sql << "@>jsonb_build_array(jsonb_build_object(" << member(where.field.path.back()) << ","
        << value(where.values[0], kText) << "))";
  } else if (comparesJson(where) && where.is == Is::kHasAll) {
    sql << "@>" << scalars(where.values, column);
  } else {
    sql << (where.is == Is::kHasAll ? SqlText("?&") : SqlText("?|"))
        << this->list(where.values, kText);
  }
  return sql << " ELSE false END)";
}

// Each element stands for the row's document.
Sql Writer::some(const Where& where, Scope scope) {
  const std::uint16_t n = nextName();
  const Scope inner = this->scope(*scope.table);
  const Column& column = (*scope.table)[where.field.column];
  Sql sql;
  sql << "EXISTS(SELECT 1 FROM (SELECT " << jsonAt(where.field, scope) << " AS v OFFSET 0) o" << n
      << " CROSS JOIN LATERAL (SELECT e.v" << (column.parsed ? SqlText("") : SqlText("::text"))
      << " AS " << quoted(column.name) << " FROM jsonb_array_elements(CASE WHEN jsonb_typeof(o" << n
      << ".v)='array' THEN o" << n << ".v ELSE '[]' END) e(v) OFFSET 0) t" << inner.alias;
  return sql << " WHERE " << condition(where.parts[0], inner) << ")";
}

Sql Writer::inRows(const Where& where, Scope scope) {
  const Scope inner = this->scope(*where.rows->table);
  Sql sql;
  return sql << operand(where.field, scope) << " IN ("
             << subselect(*where.rows, inner, column(inner, where.rows->columns[0]), {}) << ")";
}

Sql Writer::exists(const Where& where, Scope scope) {
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

Sql Writer::firstOfEach(const Select& select, Scope scope, Scope inner, const Sql& from) {
  Sql names;
  Sql columns;
  std::uint64_t keys = 0;
  for (const query::Col each : select.table->keys[0].columns) {
    names << (keys == 0 ? SqlText("k") : SqlText(",k")) << keys;
    columns << column(inner, each) << " AS k" << keys++ << ",";
  }
  Sql sql;
  return sql << " WHERE " << place(scope) << " IN (SELECT " << names << " FROM (SELECT " << columns
             << "row_number() OVER (PARTITION BY " << column(inner, select.first_per)
             << order(select.order, inner) << ") AS n" << from << ") f WHERE n=1)";
}

Sql Writer::order(std::span<const Order> order, Scope scope) {
  const query::Table& table = *scope.table;
  Sql terms;
  const auto next = [&]() -> Sql& {
    return terms << (terms.empty() ? SqlText(" ORDER BY ") : SqlText(","));
  };
  for (const Order& term : order) {
    if (term.first != nullptr) {
      next() << "CASE WHEN " << condition(*term.first, scope) << " THEN 0 ELSE 1 END";
      continue;
    }
    next() << column(scope, term.column) << (term.descending ? SqlText(" DESC") : SqlText(""));
    // PostgreSQL sorts nulls as the largest. Where there are none the words would keep it from an
    // index.
    const bool mayBeNull = term.column < query::kRank && table[term.column].nullable;
    if (mayBeNull && term.descending != term.nulls_first) {
      terms << (term.nulls_first ? SqlText(" NULLS FIRST") : SqlText(" NULLS LAST"));
    }
  }
  const SqlText direction =
      !order.empty() && order.back().descending ? SqlText(" DESC") : SqlText("");
  if (table.keeps_insertion_order) {
    next() << column(scope, query::kInsertion) << direction;
    return terms;
  }
  for (const Col key : table.keys[0].columns) {
    if (std::ranges::find(order, key, &Order::column) != order.end()) continue;
    next() << column(scope, key) << direction;
  }
  return terms;
}

Sql Writer::limit(std::optional<std::uint64_t> limit, std::uint64_t offset) {
  Sql sql;
  if (limit) sql << " LIMIT " << integer(*limit);
  if (offset != 0) sql << " OFFSET " << integer(offset);
  return sql;
}

}  // namespace agentkeep::postgres
