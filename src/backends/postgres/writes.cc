// Insert, Update and Delete.
#include <algorithm>
#include <string>
#include <unordered_set>

#include "backends/postgres/changes.h"
#include "backends/postgres/plan.h"
#include "backends/postgres/text.h"
#include "backends/sql/cells.h"
#include "core/message.h"

namespace agentkeep::postgres {
namespace {

using query::Cell;
using query::Change;
using query::Col;
using query::Column;
using query::Delete;
using query::Insert;
using query::Lookup;
using query::OnConflict;
using query::Source;
using query::Table;
using query::Type;
using query::Update;

using Row = std::span<const Cell>;

Sql names(const Table& table, std::span<const Col> columns) {
  Sql sql;
  for (const Col each : columns) {
    if (!sql.empty()) sql << ",";
    sql << quoted(table[each].name);
  }
  return sql;
}

// SET a=..,b=.. of changes to the row `scope`. Several changes of one column apply one after
// another.
template <class NextOf>
Sql assignments(Writer& writer, Scope scope, std::span<const Change> changes, NextOf nextOf) {
  Sql sql;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Col col = changes[i].column;
    const auto same = [&](const Change& change) { return change.column == col; };
    if (std::ranges::any_of(changes.first(i), same)) continue;
    const Column& column = (*scope.table)[col];
    Sql expression = Writer::column(scope, col);
    bool isColumn = true;
    for (std::size_t k = i; k < changes.size(); ++k) {
      if (!same(changes[k])) continue;
      expression = withName(writer, expression, isColumn,
                            [&](const Sql& old) { return nextOf(k, column, old); });
      isColumn = false;
    }
    if (!sql.empty()) sql << ",";
    sql << quoted(column.name) << "=";
    if (column.parsed) {
      sql << "(" << expression << ")::jsonb";
    } else {
      sql << expression;
    }
  }
  return sql;
}

Sql literalAssignments(Writer& writer, Scope scope, std::span<const Change> changes) {
  return assignments(writer, scope, changes,
                     [&](std::size_t i, const Column& column, const Sql& old) {
                       const Sql given = givenBy(writer, changes[i], column);
                       return changed(writer, changes[i], given, old);
                     });
}

// A cell of a list of rows that becomes an array: c0, c1 ... of the rows.
struct Array {
  std::size_t position;  // of the cell in its row
  Type type;
  const Column* column;  // whose null JSON null is
  bool isJson = false;   // as JSON text
  std::size_t part = 0;  // of the key, where the cell is a Lookup
  bool isLookup = false;
  bool isThere = false;  // instead of the cell: whether it is more than Keep
  bool isSplit = false;  // its elements stand as they are, with kSeparator between them
  bool isPlace = false;  // instead of a cell: the row's place
};

// No JSON has it: a control character is escaped there. Documents are most of what is written, and
// a literal of an array would escape each of their quotes, for the server to undo.
constexpr char kSeparator = '\x1e';

// Whether a list whose elements are divided by kSeparator says the same as a literal of an array.
bool splits(const Cell& cell) {
  const Text* text = sql::textOf(cell);
  return text == nullptr || (!text->empty() && !text->contains(kSeparator));
}

// `unnest($1::text[],$2::bigint[]) r(c0,c1)`
Sql unnested(std::span<const Array> arrays, bool numbered) {
  Sql sql;
  sql << "unnest(";
  for (std::uint64_t i = 0; i < arrays.size(); ++i) {
    if (i != 0) sql << ",";
    const Array& array = arrays[static_cast<std::size_t>(i)];
    if (array.isSplit) {
      sql << "string_to_array($" << i + 1 << "::text,chr(30),'')";
    } else {
      sql << "$" << i + 1 << "::" << typeOf(array.type) << "[]";
    }
  }
  sql << ")" << (numbered ? SqlText(" WITH ORDINALITY r(") : SqlText(" r("));
  for (std::uint64_t i = 0; i < arrays.size(); ++i) {
    if (i != 0) sql << ",";
    sql << "c" << i;
  }
  return sql << (numbered ? SqlText(",i)") : SqlText(")"));
}

Sql at(std::size_t array) {
  Sql sql;
  return sql << "r.c" << std::uint64_t{array};
}

void appendCell(std::string& out, const Array& array, const Cell& given) {
  if (array.isThere) {
    out.push_back(std::holds_alternative<query::Keep>(given.value) ? 'f' : 't');
    return;
  }
  const Cell& cell = array.isLookup ? std::get<Lookup>(given.value).key[array.part] : given;
  const bool isNull = !array.isJson && isStoredNull(cell, *array.column);
  // A large value is copied once.
  const std::optional<Text> same = isNull ? std::nullopt : storedAsIs(cell, array.isJson);
  if (same) {
    array.isSplit ? void(out.append(*same)) : appendElement(out, *same);
  } else if (array.isJson) {
    appendElement(out, jsonOfCell(cell));
  } else if (const auto text = isNull ? std::nullopt : textOfCell(cell, array.type)) {
    if (array.isSplit) {
      out.append(*text);
    } else {
      appendElement(out, *text);
    }
  } else if (!array.isSplit) {
    out.append("NULL");
  }
}

std::string keyText(Row key) {
  std::string text;
  for (const Cell& cell : key) {
    writeCellAsText(text, cell);
    text.push_back(',');
  }
  return text;
}

// Bytes of a row in a request, about: what its texts have and the rest of its cells.
std::size_t sizeOf(Row row) {
  std::size_t size = row.size() * 8;
  for (const Cell& cell : row) size += sql::sizeOf(cell);
  return size;
}

// Cuts rows into the lists of several statements: where one would become too long, and before a row
// whose key (columns `key` of the row) the list has already, since a statement changes a row once.
class Lists {
 public:
  Lists(std::span<const Cell> rows, std::size_t stride, std::size_t maxBytes,
        std::vector<std::size_t> key)
      : rows_(rows), stride_(stride), maxBytes_(maxBytes), key_(std::move(key)) {}

  // The next list; empty when there is none.
  std::span<const Cell> next() {
    std::unordered_set<std::string> seen;
    const std::size_t from = at_;
    bytes_ = 0;
    for (; at_ + stride_ <= rows_.size(); at_ += stride_) {
      const Row row = rows_.subspan(at_, stride_);
      const std::size_t size = postgres::sizeOf(row);
      if (at_ != from && bytes_ + size > maxBytes_) break;
      if (!key_.empty()) {
        std::vector<Cell> cells;
        cells.reserve(key_.size());
        for (const std::size_t position : key_) cells.push_back(row[position]);
        if (!seen.insert(keyText(cells)).second) break;
      }
      bytes_ += size;
    }
    return rows_.subspan(from, at_ - from);
  }
  // Of the list that next() gave.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::span<const Cell> rows_;
  std::size_t stride_;
  std::size_t maxBytes_;
  std::vector<std::size_t> key_;
  std::size_t at_ = 0;
  std::size_t bytes_ = 0;
};

// The columns of an Insert, as expressions over a list of rows, and the arrays that carry it.
class InsertWriter {
 public:
  InsertWriter(const Insert& insert)
      : insert_(insert),
        keyCells_(insert.from == nullptr ? 0 : insert.from->keys[0].columns.size()) {
    for (std::size_t i = 0; i < keyCells_; ++i) {
      const Column& column = (*insert.from)[insert.from->keys[0].columns[i]];
      arrays_.push_back({.position = i, .type = column.type, .column = &column});
    }
    if (insert.rows.size() < stride()) return;
    const Row first = insert.rows.first(stride());
    for (std::size_t i = 0; i < insert.columns.size(); ++i) {
      const std::size_t position = keyCells_ + i;
      const Column& column = (*insert.table)[insert.columns[i]];
      if (std::holds_alternative<Source>(first[position].value)) continue;
      const auto* of = std::get_if<Lookup>(&first[position].value);
      if (of == nullptr) {
        arrays_.push_back({.position = position,
                           .type = column.type,
                           .column = &column,
                           .isSplit = isJson(column.type) && allSplit(position)});
        continue;
      }
      for (std::size_t part = 0; part < of->key.size(); ++part) {
        const Column& key = (*of->table)[of->table->keys[0].columns[part]];
        arrays_.push_back({.position = position,
                           .type = key.type,
                           .column = &key,
                           .part = part,
                           .isLookup = true});
      }
    }
    if (insert.places.empty()) return;
    arrays_.push_back({.position = 0, .type = Type::kInteger, .column = nullptr, .isPlace = true});
  }

  [[nodiscard]] std::size_t stride() const { return keyCells_ + insert_.columns.size(); }
  [[nodiscard]] std::span<const Array> arrays() const { return arrays_; }

  void look(Writer& writer) const {
    for (std::size_t at = 0; at + stride() <= insert_.rows.size(); at += stride()) {
      const Row row = insert_.rows.subspan(at, stride());
      std::size_t largest = 0;
      std::size_t size = 0;
      for (std::size_t i = 0; i < insert_.columns.size(); ++i) {
        const Cell& cell = row[keyCells_ + i];
        writer.checkSize(cell, (*insert_.table)[insert_.columns[i]]);
        size += sql::sizeOf(cell);
        if (sql::sizeOf(cell) > sql::sizeOf(row[keyCells_ + largest])) largest = i;
      }
      if (size > writer.limits().valueBytes) {
        writer.refuse(
            overLimit(message({"the row of ", (*insert_.table)[insert_.columns[largest]].member(),
                               " is ", size, " bytes long: a row"}),
                      writer.limits().valueBytes));
      }
    }
  }

  Sql statement(Writer& writer) const {
    const Table& table = *insert_.table;
    const Scope scope = writer.scope(table);
    const Scope source = insert_.from == nullptr ? Scope{} : writer.scope(*insert_.from);
    Sql sql;
    sql << "INSERT INTO " << writer.name(scope.table == nullptr ? table : *scope.table) << " AS t"
        << scope.alias << " (" << names(table, insert_.columns);
    if (!insert_.places.empty()) sql << "," << quoted(kInsertionColumn);
    sql << (insert_.places.empty() ? SqlText(") SELECT ")
                                   : SqlText(") OVERRIDING SYSTEM VALUE SELECT "));
    std::size_t array = keyCells_;
    for (std::size_t i = 0; i < insert_.columns.size(); ++i) {
      if (i != 0) sql << ",";
      const Cell& cell = insert_.rows[keyCells_ + i];
      if (const auto* of = std::get_if<Source>(&cell.value)) {
        sql << Writer::column(source, of->column);
      } else if (const auto* looked = std::get_if<Lookup>(&cell.value)) {
        sql << lookup(writer, *looked, array);
        array += looked->key.size();
      } else {
        sql << at(array++);
        if (table[insert_.columns[i]].parsed) sql << "::jsonb";
      }
    }
    if (!insert_.places.empty()) sql << "," << at(array);
    sql << " FROM " << unnested(arrays_, insert_.from != nullptr);
    if (insert_.from != nullptr) {
      sql << " JOIN " << writer.name(source) << " ON ";
      for (std::size_t i = 0; i < keyCells_; ++i) {
        if (i != 0) sql << " AND ";
        sql << Writer::column(source, insert_.from->keys[0].columns[i]) << "=" << at(i);
      }
    }
    if (insert_.unless != nullptr) {
      const Scope inner = writer.scope(*insert_.unless->table);
      Sql one;
      one << "1";
      sql << " WHERE NOT EXISTS(" << writer.subselect(*insert_.unless, inner, one, {}) << ")";
    }
    // A join may lose the order of the list.
    if (insert_.from != nullptr) sql << " ORDER BY r.i";
    return sql << onConflict(writer, scope) << Writer::returning(scope, insert_.returning);
  }

  // Whether the cells at `position` of all rows may be divided by kSeparator.
  [[nodiscard]] bool allSplit(std::size_t position) const {
    for (std::size_t at = position; at < insert_.rows.size(); at += stride()) {
      if (!splits(insert_.rows[at])) return false;
    }
    return true;
  }

  // Where the rows have the key whose conflict changes them; none if they cannot meet.
  [[nodiscard]] std::vector<std::size_t> conflictKey() const {
    if (insert_.on_conflict != OnConflict::kChange || insert_.changes.empty()) return {};
    std::vector<std::size_t> positions;
    for (const Col key : insert_.table->keys[insert_.key].columns) {
      const auto found = std::ranges::find(insert_.columns, key);
      if (found == insert_.columns.end()) return {};
      positions.push_back(keyCells_ + static_cast<std::size_t>(found - insert_.columns.begin()));
    }
    return positions;
  }

 private:
  static Sql lookup(Writer& writer, const Lookup& lookup, std::size_t array) {
    const Scope inner = writer.scope(*lookup.table);
    Sql sql;
    sql << "(SELECT " << Writer::column(inner, lookup.column) << " FROM " << writer.name(inner);
    bool first = true;
    for (const Col key : lookup.table->keys[0].columns) {
      sql << (first ? SqlText(" WHERE ") : SqlText(" AND ")) << Writer::column(inner, key) << "="
          << at(array++);
      first = false;
    }
    return sql << ")";
  }

  Sql onConflict(Writer& writer, Scope scope) const {
    Sql sql;
    if (insert_.on_conflict == OnConflict::kFail) return sql;
    sql << " ON CONFLICT (" << names(*insert_.table, insert_.table->keys[insert_.key].columns)
        << ") DO ";
    if (insert_.on_conflict == OnConflict::kSkip || insert_.changes.empty())
      return sql << "NOTHING";
    return sql << "UPDATE SET " << literalAssignments(writer, scope, insert_.changes)
               << writer.where(insert_.change_if, scope);
  }

  const Insert& insert_;
  std::size_t keyCells_;
  std::vector<Array> arrays_;
};

// The arrays of a list of rows, each a parameter. `places`: of the rows, where they have some.
void writeArrays(SqlRequest& request, std::span<const Array> arrays, std::span<const Cell> rows,
                 std::size_t stride, std::span<const std::int64_t> places = {}) {
  for (const Array& array : arrays) {
    request.beginText();
    std::string& out = request.buffer();
    if (!array.isSplit) out.push_back('{');
    for (std::size_t row = 0; row + stride <= rows.size(); row += stride) {
      if (row != 0) out.push_back(array.isSplit ? kSeparator : ',');
      if (array.isPlace) {
        out.append(std::to_string(places[row / stride]));
      } else {
        appendCell(out, array, rows[row + array.position]);
      }
    }
    if (!array.isSplit) out.push_back('}');
    request.endText();
  }
}

}  // namespace

void Plan::add(const Insert& insert) {
  const InsertWriter rows(insert);
  if (insert.rows.size() < rows.stride()) return;
  Writer writer(limits_, place_, static_cast<std::uint16_t>(rows.arrays().size()));
  rows.look(writer);
  const Sql sql = counting(rows.statement(writer), insert.returning);
  check(writer);
  if (problem_) return;
  Lists lists(insert.rows, rows.stride(), limits_.parameterBytes, rows.conflictKey());
  std::size_t statements = 0;
  for (auto list = lists.next(); !list.empty(); list = lists.next()) {
    written(list.size() / rows.stride(), lists.bytes());
    if (problem_) return;
    request_.reserve(request_.bytes().size() + lists.bytes() + lists.bytes() / 4 +
                     sql.text().size() + 256);
    begin(writer, sql, Role::kChanges);
    const auto first = static_cast<std::size_t>(list.data() - insert.rows.data()) / rows.stride();
    writeArrays(request_, rows.arrays(), list, rows.stride(),
                insert.places.empty() ? insert.places : insert.places.subspan(first));
    end(writer);
    ++statements;
  }
  if (!insert.places.empty()) continueBehind(insert);
  if (statements > 1 && (insert.unless != nullptr || counted())) {
    refuse(overLimit("a list of rows that is inserted on a condition, or counted,",
                     limits_.parameterBytes));
  }
}

// Rows that come later get places behind these. The number that looking takes is lost.
void Plan::continueBehind(const Insert& insert) {
  Writer writer(limits_, place_);
  const Sql table = writer.text(place_.name(insert.table->name).text());
  const std::int64_t last = *std::ranges::max_element(insert.places);
  const Sql place = writer.integer(static_cast<std::uint64_t>(std::max<std::int64_t>(last, 1)));
  Sql sql;
  sql << "SELECT setval(s.s," << place << ") FROM (SELECT pg_get_serial_sequence(" << table
      << ",'insertion')::regclass AS s) s WHERE nextval(s.s)<" << place;
  finish(writer, sql, Role::kLock);
}

void Plan::add(const Update& update) {
  if (update.changes.empty())
    return refuse({ErrorCode::kInternal, "an update without a change", {}, {}});
  if (!update.each.empty()) return updateEach(update);
  Writer writer(limits_, place_);
  const Scope scope = writer.scope(*update.table);
  Sql sql;
  sql << "UPDATE " << writer.name(*update.table) << " AS t" << scope.alias << " SET "
      << literalAssignments(writer, scope, update.changes) << writer.where(update.where, scope)
      << Writer::returning(scope, update.returning);
  finishWrite(writer, sql, update.returning);
}

void Plan::updateEach(const Update& update) {
  const Table& table = *update.table;
  const std::span<const Col> key = table.keys[0].columns;
  const std::size_t stride = key.size() + update.changes.size();
  std::vector<Array> arrays;
  std::vector<std::size_t> keyPositions;
  for (std::size_t i = 0; i < key.size(); ++i) {
    arrays.push_back({.position = i, .type = table[key[i]].type, .column = &table[key[i]]});
    keyPositions.push_back(i);
  }
  std::vector<std::size_t> values(update.changes.size());  // index of the array of each change
  std::vector<bool> isKept(update.changes.size());         // some rows keep it: the array behind it
  for (std::size_t i = 0; i < update.changes.size(); ++i) {
    const Change& change = update.changes[i];
    const Column& column = table[change.column];
    const std::size_t position = key.size() + i;
    const Cell* some = &update.each[position];
    for (std::size_t row = 0; row + stride <= update.each.size(); row += stride) {
      const Cell& cell = update.each[row + position];
      if (std::holds_alternative<query::Keep>(cell.value)) {
        isKept[i] = true;
      } else {
        some = &cell;
      }
    }
    values[i] = arrays.size();
    const bool isJson = formOf(change) == Form::kJson;
    arrays.push_back({.position = position,
                      .type = isJson ? Type::kText : typeOf(change, column, *some),
                      .column = &column,
                      .isJson = isJson});
    if (isKept[i]) {
      arrays.push_back(
          {.position = position, .type = Type::kBoolean, .column = &column, .isThere = true});
    }
  }
  Writer writer(limits_, place_, static_cast<std::uint16_t>(arrays.size()));
  for (std::size_t row = 0; row + stride <= update.each.size(); row += stride) {
    for (std::size_t i = 0; i < update.changes.size(); ++i) {
      writer.checkSize(update.each[row + key.size() + i], table[update.changes[i].column]);
    }
  }
  const Scope scope = writer.scope(table);
  Sql sql;
  sql << "UPDATE " << writer.name(table) << " AS t" << scope.alias << " SET "
      << assignments(writer, scope, update.changes,
                     [&](std::size_t i, const Column&, const Sql& old) {
                       Sql next = changed(writer, update.changes[i], at(values[i]), old);
                       if (!isKept[i]) return next;
                       Sql either;
                       return either << "CASE WHEN " << at(values[i] + 1) << " THEN " << next
                                     << " ELSE " << old << " END";
                     })
      << " FROM " << unnested(arrays, false) << " WHERE ";
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (i != 0) sql << " AND ";
    sql << Writer::column(scope, key[i]) << "=" << at(i);
  }
  sql << writer.andWhere(update.where, scope) << Writer::returning(scope, update.returning);
  const Sql whole = counting(sql, update.returning);
  check(writer);
  if (problem_) return;
  Lists lists(update.each, stride, limits_.parameterBytes, keyPositions);
  std::size_t statements = 0;
  for (auto list = lists.next(); !list.empty(); list = lists.next()) {
    written(list.size() / stride, lists.bytes());
    if (problem_) return;
    begin(writer, whole, Role::kChanges);
    writeArrays(request_, arrays, list, stride);
    end(writer);
    ++statements;
  }
  if (statements > 1 && counted()) {
    refuse(overLimit("a list of changes that are counted", limits_.parameterBytes));
  }
}

void Plan::add(const Delete& statement) {
  Writer writer(limits_, place_);
  const Scope scope = writer.scope(*statement.table);
  Sql sql;
  sql << "DELETE FROM " << writer.name(*statement.table) << " AS t" << scope.alias;
  if (statement.limit) {
    const Scope inner = writer.scope(*statement.table);
    sql << " WHERE " << Writer::place(scope) << " IN (SELECT " << Writer::key(inner) << " FROM "
        << writer.name(inner) << writer.where(statement.where, inner)
        << writer.order(statement.order, inner) << writer.limit(statement.limit, 0) << ")";
  } else {
    sql << writer.where(statement.where, scope);
  }
  sql << Writer::returning(scope, statement.returning);
  finishWrite(writer, sql, statement.returning);
}

}  // namespace agentkeep::postgres
