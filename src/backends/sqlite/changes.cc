#include "backends/sqlite/changes.h"

#include "backends/sql/answers.h"
#include "core/json-members.h"
#include "core/json.h"

namespace agentkeep::sqlite {
namespace {

using query::Cell;
using query::Change;
using query::Column;
using query::How;
using query::Incoming;
using query::Json;
using query::Keep;
using query::Lookup;
using query::Source;
using query::Type;

bool isJsonNull(const Cell& cell) {
  const auto* json = std::get_if<Json>(&cell.value);
  return json != nullptr && json->text == "null";
}

// `doc` where it is an object, else {}.
Sql objectOf(const Sql& doc) {
  Sql sql;
  return sql << "CASE WHEN json_valid(" << doc << ") AND json_type(" << doc << ")='object' THEN "
             << doc << " ELSE '{}' END";
}

Sql arrayOf(const Sql& doc) {
  Sql sql;
  return sql << "CASE WHEN json_valid(" << doc << ") AND json_type(" << doc << ")='array' THEN "
             << doc << " ELSE '[]' END";
}

// A member's name with its quotes, as it is spelled in the document: `$.name` or `$."n\u0061me"`.
Sql nameIn(const Sql& path) {
  Sql sql;
  return sql << "CASE substr(" << path << ",3,1) WHEN '\"' THEN substr(" << path
             << ",3) ELSE '\"'||substr(" << path << ",3)||'\"' END";
}

Sql mayHaveNul(const Sql& doc) {
  Sql sql;
  return sql << "instr(" << doc << ",'\\u0000')>0";
}

// Some name in the object has a NUL.
Sql hasNul(Writer& writer, const Sql& doc) {
  const std::uint16_t n = writer.nextName();
  return mayHaveNul(doc) << " AND EXISTS(SELECT 1 FROM json_each(" << objectOf(doc) << ") e" << n
                         << " WHERE instr(e" << n << ".fullkey,'\\u0000')>0)";
}

// `value`, or the batch ends and is left to the caller.
Sql orCaller(const Sql& leaves, const Sql& value) {
  Sql sql;
  return sql << "CASE WHEN " << leaves << " THEN json_extract('{}','agentkeep guard "
             << std::uint64_t{sql::kLeftToCaller} << "') ELSE " << value << " END";
}

// {...doc, ...patch}: the document without the members of the patch, and these behind it. Untouched
// members keep their bytes. json_patch() with nothing but nulls deletes; it looks for each member
// of the patch in the whole document, so that patches must be small (isWide()). SQLite takes names
// for the same that are the same up to a NUL: documents with one are left to the caller, too.
Sql merged(Writer& writer, const Sql& doc, const Sql& patch) {
  const std::uint16_t n = writer.nextName();
  Sql path;
  path << "e" << n << ".fullkey";
  Sql names;
  names << "(SELECT '{'||coalesce(group_concat(" << nameIn(path)
        << "||':null'),'')||'}' FROM json_each(" << patch << ") e" << n << ")";
  // The subquery has no FROM, so that SQLite computes it once, not for each use.
  Sql rest;
  rest << "m" << n << ".v";
  Sql more;
  more << "m" << n << ".p";
  Sql kept;
  kept << "json_patch(" << objectOf(doc) << "," << names << ")";
  Sql sql;
  return sql << "(SELECT CASE '{}' WHEN " << rest << " THEN " << more << " WHEN " << more
             << " THEN " << rest << " ELSE substr(" << rest << ",1,length(" << rest
             << ")-1)||','||substr(" << more << ",2) END FROM (SELECT "
             << orCaller(hasNul(writer, doc), kept) << " AS v,json(" << patch << ") AS p) m" << n
             << ")";
}

// Nested calls of a function, some items each: D1 takes 32 arguments.
template <class Item>
Sql edited(Sql list, SqlText function, std::size_t count, Item item) {
  constexpr std::size_t kSome = 15;
  for (std::size_t at = 0; at < count;) {
    Sql items;
    for (std::size_t some = 0; at < count && some < kSome; ++at) {
      if (item(items, at)) ++some;
    }
    if (items.empty()) break;
    Sql next;
    next << function << list << items << ")";
    list = std::move(next);
  }
  return list;
}

// The items of `doc`, each replaced by that of `patch` unless that is null, then those of `patch`
// behind them: first nulls where there is nothing yet, then whatever is no null. A patch that is
// not known, or long, is left to the caller (isWide()).
Sql mergedItems(Writer& writer, const Sql& doc, const Cell& patch) {
  const auto items = itemsOf(std::get<Json>(patch.value).text).value_or(std::vector<Text>());
  const Sql padded =
      edited(arrayOf(doc), "json_insert(", items.size(), [&](Sql& sql, std::size_t i) {
        sql << ",'$[" << std::uint64_t{i} << "]',NULL";
        return true;
      });
  return edited(padded, "json_set(", items.size(), [&](Sql& sql, std::size_t i) {
    if (items[i] == "null") return false;
    sql << ",'$[" << std::uint64_t{i} << "]',json(" << AsJson{writer.parameters.addJson(items[i])}
        << ")";
    return true;
  });
}

// At least old + 1 ms, and `now` unless that is null. Text that is not a date counts as long ago; a
// bare number would be read as a day.
Sql touched(const Given& now, const Sql& old) {
  Sql sql;
  sql << "max(";
  if (now.mayBeNull) {
    sql << "coalesce(" << now.value << ",'')";
  } else {
    sql << now.value;
  }
  return sql << ",CASE WHEN substr(" << old
             << ",5,1)='-' THEN coalesce(strftime('%Y-%m-%dT%H:%M:%fZ'," << old
             << ",'+0.001 seconds'),'') ELSE '' END)";
}

// The change itself, without its path. The result is JSON text for kPush, kMerge and
// kMergeItems, else a value.
Sql applied(Writer& writer, const Change& change, const Given& given, const Sql& old) {
  Sql sql;
  switch (change.how) {
    case How::kSet:
      return stored(given);
    case How::kAdd:
      if (std::holds_alternative<double>(change.value.value)) {
        return sql << "coalesce(" << old << ",0)+" << given.value;
      }
      return sql << "min(coalesce(" << old << ",0)+" << given.value << ","
                 << static_cast<std::uint64_t>(query::kMostCounted) << ")";
    case How::kAppend: {
      // In brackets: || and ->> are of one rank.
      Sql separator;
      separator << "||(" << AsValue{writer.parameters.addText(change.separator)} << ")||";
      return sql << "CASE WHEN coalesce(" << old << ",'')='' THEN " << given.value << " ELSE "
                 << old << separator << "coalesce(" << given.value << ",'') END";
    }
    case How::kPush:
      return sql << "json_insert(" << arrayOf(old) << ",'$[#]',json(" << given.json << "))";
    case How::kMerge:
      return merged(writer, old, given.json);
    case How::kMergeItems:
      return mergedItems(writer, old, change.value);
    case How::kTouch:
      return touched(given, old);
    case How::kSum:
      return sql << "coalesce(" << old << "+" << given.value << "," << old << "," << given.value
                 << ")";
    case How::kLeast:
    case How::kMost:
      return sql << "coalesce(" << (change.how == How::kLeast ? SqlText("min(") : SqlText("max("))
                 << old << "," << given.value << ")," << old << "," << given.value << ")";
  }
  return sql;
}

// The same as JSON text, for a member of a document.
Sql appliedAsJson(Writer& writer, const Change& change, const Given& given, const Sql& oldJson,
                  const Sql& oldValue) {
  Sql sql;
  switch (change.how) {
    case How::kSet:
      return sql << given.json;
    case How::kPush:
    case How::kMerge:
    case How::kMergeItems:
      return applied(writer, change, given, oldJson);
    case How::kAdd:
    case How::kAppend:
    case How::kTouch:
    case How::kSum:
    case How::kLeast:
    case How::kMost:
      break;
  }
  return sql << "json_quote(" << applied(writer, change, given, oldValue) << ")";
}

}  // namespace

bool isWide(const Change& change, const Cell& value) {
  // What a member costs is a look at every member of the document.
  constexpr std::size_t kMost = 100;
  if (change.how != How::kMerge && change.how != How::kMergeItems) return false;
  // A path of SQLite's has no halves of surrogate pairs, either.
  const auto isOdd = [](Text name) { return name.contains('\0') || !isUtf8(name); };
  if (std::ranges::any_of(change.path, isOdd)) return true;
  const auto* json = std::get_if<Json>(&value.value);
  if (json == nullptr) return change.how == How::kMergeItems;
  JsonReader reader(json->text);
  std::size_t count = 0;
  JsonString name;
  if (reader.peek() == JsonKind::kObject && reader.beginObject()) {
    while (count <= kMost && reader.nextMember(name)) {
      if (name.nul) return true;
      reader.value();
      ++count;
    }
  } else if (reader.peek() == JsonKind::kArray && reader.beginArray()) {
    while (count <= kMost && reader.nextItem()) {
      reader.value();
      ++count;
    }
  }
  return count > kMost;
}

void CellKinds::add(const Cell& cell) {
  if (std::holds_alternative<Text>(cell.value)) text = true;
  if (std::holds_alternative<Json>(cell.value)) json = true;
  if (isNull(cell) || isJsonNull(cell)) null = true;
  if (std::holds_alternative<Keep>(cell.value)) keep = true;
  if (const auto* of = std::get_if<Source>(&cell.value)) source = of;
  if (const auto* of = std::get_if<Lookup>(&cell.value)) lookup = of;
}

Given givenBy(Writer& writer, const Cell& cell, const Column& column) {
  Given given;
  if (isNull(cell)) {
    given.form = Form::kNull;
    given.value << "NULL";
    given.json << "'null'";
    return given;
  }
  if (std::holds_alternative<Incoming>(cell.value)) {
    given.value << "excluded." << Identifier(column.name);
    given.json = given.value;
    return given;
  }
  if (const auto* of = std::get_if<Lookup>(&cell.value)) {
    given.value = writer.lookup(*of);
    given.json << "json_quote(" << given.value << ")";
    return given;
  }
  if (const auto* of = std::get_if<query::Max>(&cell.value)) {
    const Scope inner = writer.scope(*of->rows->table);
    Sql highest;
    highest << "max(" << Writer::column(inner, of->rows->columns[0]) << ")";
    given.value << "(" << writer.subselect(*of->rows, inner, highest, {}) << ")";
    given.json << "json_quote(" << given.value << ")";
    given.mayBeNull = true;
    return given;
  }
  writer.checkSize(cell, column);
  const bool isJson = std::holds_alternative<Json>(cell.value);
  const Ref ref = writer.parameters.add(cell);
  given.value << AsValue{ref};
  given.value = storedAs(column.type, std::move(given.value));
  if (isJson || ref.element != Ref::kWhole) {
    given.json << AsJson{ref};
  } else {
    given.json << "json_quote(" << AsValue{ref} << ")";
  }
  given.form = isJson ? Form::kJson : Form::kValue;
  if (isJson && isJsonNull(cell) && !column.keeps_json_null) given.form = Form::kNull;
  if (given.form == Form::kNull) {
    given.value = {};
    given.value << "NULL";
  }
  return given;
}

Given givenBy(const Column& column, const CellKinds& kinds, SqlText row, std::uint64_t position,
              bool boxed) {
  const auto at = [&](SqlText arrow) {
    Sql sql;
    sql << row << ".v" << arrow;
    return boxed ? sql << "'$[" << position << "][0]'" : sql << position;
  };
  Given given{.value = at("->>"), .json = at("->")};
  if (column.keeps_json_null) return given;  // its JSON travels as a string
  given.value = storedAs(column.type, std::move(given.value));
  if (column.type == Type::kJson) {
    given.form = Form::kJson;
    given.mayBeNull = kinds.null;
  } else if (column.type == Type::kTextOrJson && kinds.json) {
    given.form = kinds.text ? Form::kEither : Form::kJson;
    given.mayBeNull = kinds.null;
    given.type << "json_type(" << row << ".v,'$[" << position
               << (boxed ? SqlText("][0]')") : SqlText("]')"));
  }
  return given;
}

Sql stored(const Given& given) {
  Sql sql;
  switch (given.form) {
    case Form::kNull:
      return sql << "NULL";
    case Form::kValue:
      return sql << given.value;
    case Form::kJson:
      return given.mayBeNull ? sql << "nullif(" << given.json << ",'null')" : sql << given.json;
    case Form::kEither:
      sql << "CASE " << given.type << " WHEN 'text' THEN " << given.value;
      if (given.mayBeNull) sql << " WHEN 'null' THEN NULL";
      return sql << " ELSE " << given.json << " END";
  }
  return sql;
}

void writeElement(std::string& out, const Column& column, const Cell& cell) {
  const bool isDocument = column.type == Type::kJson || column.type == Type::kTextOrJson;
  if (isDocument && !column.keeps_json_null) {
    writeCell(out, cell);
  } else {
    writeCellAsText(out, cell);
  }
}

Sql changed(Writer& writer, const Change& change, const Given& given, const Sql& old) {
  if (change.path.empty()) return applied(writer, change, given, old);
  Sql doc = objectOf(old);
  if (change.how == How::kMerge) {
    // Which of two names SQLite takes for the path's is chance. Deeper down it is not worth a look
    // whether it is a name that has the NUL.
    doc = orCaller(change.path.size() == 1 ? hasNul(writer, old) : mayHaveNul(old), doc);
  }
  // Objects are put where the path needs them, from the root down, then the member is set.
  for (std::size_t i = 1; i < change.path.size(); ++i) {
    Sql path;
    path << AsValue{writer.parameters.addPath(change.path.first(i))};
    doc = withName(writer, doc, false, [&](const Sql& name) {
      Sql sql;
      return sql << "CASE WHEN json_type(" << name << "," << path << ")='object' THEN " << name
                 << " ELSE json_set(" << name << "," << path << ",json('{}')) END";
    });
  }
  Sql path;
  path << AsValue{writer.parameters.addPath(change.path)};
  return withName(writer, doc, false, [&](const Sql& name) {
    Sql json;
    json << name << "->(" << path << ")";
    Sql value;
    value << name << "->>(" << path << ")";
    Sql sql;
    return sql << "json_set(" << name << "," << path << ",json("
               << appliedAsJson(writer, change, given, json, value) << "))";
  });
}

}  // namespace agentkeep::sqlite
