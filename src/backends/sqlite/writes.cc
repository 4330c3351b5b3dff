// Insert, Update and Delete.
#include <algorithm>
#include <string>
#include <vector>

#include "backends/sqlite/changes.h"
#include "backends/sqlite/plan.h"
#include "backends/sqlite/row-writer.h"
#include "core/message.h"
#include "core/text-index.h"
#include "query/depth.h"

namespace agentkeep::sqlite {
namespace {

using query::Cell;
using query::Change;
using query::Col;
using query::Column;
using query::Delete;
using query::How;
using query::Insert;
using query::Lookup;
using query::OnConflict;
using query::Table;
using query::Update;

using Row = std::span<const Cell>;

constexpr std::size_t kWholeBytes = 64 * 1024;
constexpr std::uint64_t kMostRounds = 100;  // each reads and writes its rows anew

Sql names(const Table& table, std::span<const Col> columns) {
  Sql sql;
  for (const Col each : columns) {
    if (!sql.empty()) sql << ",";
    sql << Identifier(table[each].name);
  }
  return sql;
}

// SET a=..,b=.. of changes to the row `scope`. Several changes of one column apply one after
// another.
template <class GivenOf>
Sql assignments(Writer& writer, Scope scope, std::span<const Change> changes, GivenOf givenOf) {
  Sql sql;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Col col = changes[i].column;
    const auto same = [&](const Change& change) { return change.column == col; };
    if (std::ranges::any_of(changes.first(i), same)) continue;
    const Column& column = (*scope.table)[col];
    Sql expression = Writer::column(scope, col);
    bool isColumn = Writer::isBare(scope, col);
    for (std::size_t k = i; k < changes.size(); ++k) {
      if (!same(changes[k])) continue;
      expression = withName(writer, expression, isColumn,
                            [&](const Sql& old) { return givenOf(k, column, old); });
      isColumn = false;
    }
    if (!sql.empty()) sql << ",";
    sql << Identifier(column.name) << "=" << expression;
  }
  return sql;
}

Sql literalAssignments(Writer& writer, Scope scope, std::span<const Change> changes) {
  return assignments(writer, scope, changes,
                     [&](std::size_t i, const Column& column, const Sql& old) {
                       const Given given = givenBy(writer, changes[i].value, column);
                       return changed(writer, changes[i], given, old);
                     });
}

// `e.v->>0` and so on, equal to the key of `scope`.
Sql keyIsAt(Scope scope, SqlText row, std::uint64_t position) {
  Sql sql;
  for (const Col key : scope.table->keys[0].columns) {
    if (!sql.empty()) sql << " AND ";
    sql << Writer::column(scope, key) << "=" << row << ".v->>" << position++;
  }
  return sql;
}

// The rows of a list, each rendered once: without the LIMIT, SQLite would do it for every column.
constexpr SqlText kRows = "(SELECT value AS v FROM json_each(?1) LIMIT -1)";

class InsertWriter {
 public:
  InsertWriter(const Insert& insert, Writer& writer)
      : insert_(insert),
        writer_(writer),
        keyCells_(insert.from == nullptr ? 0 : insert.from->keys[0].columns.size()) {}

  [[nodiscard]] std::size_t stride() const { return keyCells_ + insert_.columns.size(); }

  // Looks at every cell: what its column holds, and whether it and its row are within the limits. A
  // column that has nothing in any row is left out: a new row has nothing there by itself.
  void look() {
    kinds_.resize(insert_.columns.size());
    for (std::size_t i = 0; i < insert_.columns.size(); ++i) {
      bool isLeft = column(i).nullable && column(i).default_sql.empty();
      for (std::size_t at = keyCells_ + i; isLeft && at < insert_.rows.size(); at += stride()) {
        isLeft = isNull(insert_.rows[at]);
      }
      if (!isLeft) kept_.push_back(i);
    }
    for (std::size_t at = 0; at + stride() <= insert_.rows.size(); at += stride()) {
      std::size_t size = 0;
      std::size_t largest = 0;
      const Row row = insert_.rows.subspan(at, stride());
      for (std::size_t i = 0; i < insert_.columns.size(); ++i) {
        const Cell& cell = row[keyCells_ + i];
        kinds_[i].add(cell);
        writer_.checkSize(cell, column(i));
        size += sizeOf(cell);
        if (sizeOf(cell) > sizeOf(row[keyCells_ + largest])) largest = i;
      }
      if (!isAlone(row)) bytes_ += size + stride() * 4;
      if (size > writer_.limits().valueBytes) {
        writer_.refuse(overLimit(
            message({"the row of ", column(largest).member(), " is ", size, " bytes long: a row"}),
            writer_.limits().valueBytes));
      }
    }
  }
  // Of the rows that travel in lists.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // Two rows that are that long do not fit a list, and one is better off without its escapes, its
  // long cells as parameters where they are.
  [[nodiscard]] bool isAlone(Row row) const {
    return std::ranges::any_of(row, [&](const Cell& cell) {
      return query::isDeep(cell) || sizeOf(cell) > writer_.limits().parameterBytes / 2;
    });
  }

  // `wide`: a row whose long cells are parameters of their own.
  Sql statement(const Row* wide) {
    const Table& table = *insert_.table;
    const Scope scope = writer_.scope(table);
    Sql sql;
    sql << "INSERT INTO " << writer_.name(table) << " AS t" << scope.alias << "(" << columnNames()
        << (insert_.places.empty() ? SqlText(") SELECT ") : SqlText(",rowid) SELECT "));
    const Scope source = insert_.from == nullptr ? Scope{} : writer_.scope(*insert_.from);
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (i != 0) sql << ",";
      sql << expression(i, source, wide);
    }
    if (!insert_.places.empty()) sql << ",r.v->>" << std::uint64_t{keyCells_ + kept_.size()};
    sql << " FROM " << kRows << " r";
    if (insert_.from != nullptr) {
      sql << " CROSS JOIN " << writer_.name(source) << " ON " << keyIsAt(source, "r", 0);
    }
    if (insert_.unless == nullptr) {
      sql << " WHERE true";
    } else {
      const Scope inner = writer_.scope(*insert_.unless->table);
      Sql one;
      one << "1";
      sql << " WHERE NOT EXISTS(" << writer_.subselect(*insert_.unless, inner, one, {}) << ")";
    }
    return sql << onConflict(scope) << writer_.returning(table, insert_.returning);
  }

  void writeRow(std::string& out, Row row, bool wide) const {
    out.push_back('[');
    for (std::size_t k = 0; k < keyCells_; ++k) {
      writeCellAsText(out, row[k]);
      out.push_back(',');
    }
    for (const std::size_t i : kept_) {
      if (i != kept_.front()) out.push_back(',');
      const Cell& cell = row[keyCells_ + i];
      if (const auto* of = std::get_if<Lookup>(&cell.value)) {
        out.push_back('[');
        for (std::size_t k = 0; k < of->key.size(); ++k) {
          if (k != 0) out.push_back(',');
          writeCellAsText(out, of->key[k]);
        }
        out.push_back(']');
      } else if (wide && isWhole(cell)) {
        out.push_back('0');
      } else {
        writeElement(out, column(i), cell);
      }
    }
    if (!insert_.places.empty()) {
      const auto index = static_cast<std::size_t>(row.data() - insert_.rows.data()) / stride();
      out.append(",").append(std::to_string(insert_.places[index]));
    }
    out.push_back(']');
  }

 private:
  [[nodiscard]] Sql columnNames() const {
    std::vector<Col> columns(kept_.size());
    std::ranges::transform(kept_, columns.begin(),
                           [&](std::size_t i) { return insert_.columns[i]; });
    return names(*insert_.table, columns);
  }
  [[nodiscard]] const Column& column(std::size_t i) const {
    return (*insert_.table)[insert_.columns[i]];
  }
  static bool isWhole(const Cell& cell) {
    return sizeOf(cell) > kWholeBytes || query::isDeep(cell);
  }

  // Of the column that is kept as number `at`.
  Sql expression(std::size_t at, Scope source, const Row* wide) {
    const std::size_t i = kept_[at];
    const CellKinds& kinds = kinds_[i];
    const std::size_t position = keyCells_ + at;
    if (kinds.source != nullptr) return Writer::column(source, kinds.source->column);
    Sql sql;
    if (kinds.lookup != nullptr) {
      const Scope inner = writer_.scope(*kinds.lookup->table);
      sql << "(SELECT " << Writer::column(inner, kinds.lookup->column) << " FROM "
          << writer_.name(inner);
      std::uint64_t part = 0;
      for (const Col key : kinds.lookup->table->keys[0].columns) {
        sql << (part == 0 ? SqlText(" WHERE ") : SqlText(" AND ")) << Writer::column(inner, key)
            << "=r.v->>'$[" << position << "][" << part << "]'";
        ++part;
      }
      return sql << ")";
    }
    if (wide != nullptr && isWhole((*wide)[keyCells_ + i])) {
      sql << AsValue{writer_.parameters.addAsText((*wide)[keyCells_ + i])};
      return storedAs(column(i).type, std::move(sql));
    }
    return stored(givenBy(column(i), kinds, "r", position, false));
  }

  Sql onConflict(Scope scope) {
    Sql sql;
    if (insert_.on_conflict == OnConflict::kFail) return sql;
    sql << " ON CONFLICT(" << names(*insert_.table, insert_.table->keys[insert_.key].columns)
        << ") DO ";
    if (insert_.on_conflict == OnConflict::kSkip || insert_.changes.empty())
      return sql << "NOTHING";
    return sql << "UPDATE SET " << literalAssignments(writer_, scope, insert_.changes)
               << writer_.where(insert_.change_if, scope);
  }

  const Insert& insert_;
  Writer& writer_;
  std::size_t keyCells_;
  std::vector<CellKinds> kinds_;
  std::vector<std::size_t> kept_;  // columns
  std::size_t bytes_ = 0;
};

// A row of Update::each: its key, then what each change is given. A column that some rows keep has
// its values in boxes, empty where this row keeps it.
void writeChanges(std::string& out, const Update& update, std::span<const CellKinds> kinds,
                  Row row) {
  const std::size_t keyCells = row.size() - update.changes.size();
  out.push_back('[');
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i != 0) out.push_back(',');
    if (i < keyCells) {
      writeCellAsText(out, row[i]);
      continue;
    }
    const Change& change = update.changes[i - keyCells];
    const bool boxed = kinds[i - keyCells].keep;
    if (boxed) out.push_back('[');
    if (std::holds_alternative<query::Keep>(row[i].value)) {
      // Nothing: an empty box.
    } else if (change.how == How::kSet && change.path.empty()) {
      writeElement(out, (*update.table)[change.column], row[i]);
    } else {
      writeCell(out, row[i]);
    }
    if (boxed) out.push_back(']');
  }
  out.push_back(']');
}

// Several rows of one key cannot be changed by one UPDATE ... FROM.
std::string keyText(Row key) {
  std::string text;
  for (const Cell& cell : key) {
    writeCellAsText(text, cell);
    text.push_back(',');
  }
  return text;
}

}  // namespace

bool Plan::isWide(const Insert& insert) {
  for (const Change& change : insert.changes) {
    if (!std::holds_alternative<query::Incoming>(change.value.value)) {
      wide_ = wide_ || sqlite::isWide(change, change.value);
      continue;
    }
    const auto column = std::ranges::find(insert.columns, change.column) - insert.columns.begin();
    for (auto at = static_cast<std::size_t>(column); at < insert.rows.size();
         at += insert.columns.size()) {
      wide_ = wide_ || sqlite::isWide(change, insert.rows[at]);
    }
  }
  return wide_;
}

bool Plan::isWide(const Update& update) {
  const std::size_t keys = update.table->keys[0].columns.size();
  const std::size_t stride = keys + update.changes.size();
  for (std::size_t i = 0; i < update.changes.size(); ++i) {
    const Change& change = update.changes[i];
    if (update.each.empty()) wide_ = wide_ || sqlite::isWide(change, change.value);
    for (std::size_t at = keys + i; at < update.each.size(); at += stride) {
      const Cell& cell = update.each[at];
      wide_ = wide_ || (!std::holds_alternative<query::Keep>(cell.value) &&
                        (change.how == How::kMergeItems || sqlite::isWide(change, cell)));
    }
  }
  return wide_;
}

void Plan::add(const Insert& insert) {
  lastWriteSteps_ = 0;
  if (isWide(insert)) return;
  Writer writer(limits_, prefix_, 1);
  InsertWriter rows(insert, writer);
  rows.look();
  const Sql sql = rows.statement(nullptr);
  writer.parameters.finish();
  check(writer, sql);
  if (problem_) return;

  const std::vector<Parameters::Bound> others = writer.parameters.bound();
  request_.reserve(request_.bytes().size() + rows.bytes() + rows.bytes() / 8 + sql.text().size() +
                   64);
  RowWriter list(*this, sql.text(), others);
  for (std::size_t at = 0; at + rows.stride() <= insert.rows.size(); at += rows.stride()) {
    const Row row = insert.rows.subspan(at, rows.stride());
    if (rows.isAlone(row)) {
      list.end();
    } else {
      rows.writeRow(list.beginRow(), row, false);
      if (list.endRow()) continue;
    }
    Writer wideWriter(limits_, prefix_, 1);
    InsertWriter wide(insert, wideWriter);
    wide.look();
    const Sql wideSql = wide.statement(&row);
    wideWriter.parameters.finish();
    check(wideWriter, wideSql);
    const std::vector<Parameters::Bound> wideOthers = wideWriter.parameters.bound();
    RowWriter single(*this, wideSql.text(), wideOthers);
    wide.writeRow(single.beginRow(), row, true);
    if (!single.endRow()) {
      refuse(overLimit("a row", limits_.parameterBytes));
    }
    single.end();
  }
  list.end();
  if (insert.unless != nullptr && lastWriteSteps_ > 1) {
    refuse(overLimit("a list of rows that is inserted on a condition", limits_.parameterBytes));
  }
}

void Plan::add(const Update& update) {
  lastWriteSteps_ = 0;
  if (update.changes.empty())
    return refuse({ErrorCode::kInternal, "an update without a change", {}, {}});
  if (isWide(update)) return;
  if (!update.each.empty()) return updateEach(update);
  Writer writer(limits_, prefix_);
  const Scope scope = writer.scope(*update.table);
  Sql sql;
  sql << "UPDATE " << writer.name(*update.table) << " AS t" << scope.alias << " SET "
      << literalAssignments(writer, scope, update.changes) << writer.where(update.where, scope)
      << writer.returning(*update.table, update.returning);
  finish(writer, sql, Role::kChanges);
  lastWriteSteps_ = 1;
}

void Plan::updateEach(const Update& update) {
  const Table& table = *update.table;
  const std::size_t keyCells = table.keys[0].columns.size();
  const std::size_t stride = keyCells + update.changes.size();
  Writer writer(limits_, prefix_, 1);
  std::vector<CellKinds> kinds(update.changes.size());
  std::size_t bytes = 0;
  for (std::size_t at = 0; at + stride <= update.each.size(); at += stride) {
    for (std::size_t i = 0; i < update.changes.size(); ++i) {
      const Cell& cell = update.each[at + keyCells + i];
      kinds[i].add(cell);
      writer.checkSize(cell, table[update.changes[i].column]);
      bytes += sizeOf(cell) + 8;
    }
  }
  const Scope scope = writer.scope(table);
  Sql sql;
  sql << "UPDATE " << writer.name(table) << " AS t" << scope.alias << " SET "
      << assignments(writer, scope, update.changes,
                     [&](std::size_t i, const Column& column, const Sql& old) {
                       const bool boxed = kinds[i].keep;
                       const std::uint64_t position = keyCells + i;
                       const Given given = givenBy(column, kinds[i], "e", position, boxed);
                       Sql next = changed(writer, update.changes[i], given, old);
                       if (!boxed) return next;
                       Sql either;
                       return either << "CASE WHEN json_type(e.v,'$[" << position
                                     << "][0]') IS NULL THEN " << old << " ELSE " << next << " END";
                     })
      << " FROM " << kRows << " e WHERE " << keyIsAt(scope, "e", 0)
      << writer.andWhere(update.where, scope) << writer.returning(table, update.returning);
  writer.parameters.finish();
  check(writer, sql);
  if (problem_) return;

  const std::vector<Parameters::Bound> others = writer.parameters.bound();
  request_.reserve(request_.bytes().size() + bytes + bytes / 8 + sql.text().size() + 64);
  // Rows of one key apply one after the other, so they are in different statements: the first rows
  // of all keys, the second ones, and so on.
  const std::size_t count = update.each.size() / stride;
  std::vector<std::string> keys;
  keys.reserve(count);
  std::vector<std::uint32_t> turns(count);  // of each row's key so far
  std::vector<std::vector<Row>> rounds;
  TextIndex firsts(arena_, count);
  for (std::size_t i = 0; i < count; ++i) {
    const Row row = update.each.subspan(i * stride, stride);
    keys.push_back(keyText(row.first(keyCells)));
    const std::size_t round = turns[firsts.add(keys.back(), i)]++;
    if (round == kMostRounds) {
      return refuse(
          {ErrorCode::kTooLarge,
           message({"a row must not be changed more than ", kMostRounds, " times by one call"}),
           {},
           {}});
    }
    if (round == rounds.size()) rounds.emplace_back();
    rounds[round].push_back(row);
  }
  for (const std::vector<Row>& round : rounds) {
    RowWriter list(*this, sql.text(), others);
    for (const Row row : round) {
      writeChanges(list.beginRow(), update, kinds, row);
      if (!list.endRow()) {
        refuse(overLimit("a change of a row", limits_.parameterBytes));
      }
    }
    list.end();
  }
}

void Plan::add(const Delete& statement) {
  Writer writer(limits_, prefix_);
  const Scope scope = writer.scope(*statement.table);
  Sql sql;
  sql << "DELETE FROM " << writer.name(*statement.table) << " AS t" << scope.alias;
  if (statement.limit) {
    const Scope inner = writer.scope(*statement.table);
    sql << " WHERE t" << scope.alias << ".rowid IN (SELECT t" << inner.alias << ".rowid FROM "
        << writer.name(inner) << writer.where(statement.where, inner)
        << writer.order(statement.order, inner) << writer.limit(statement.limit, 0) << ")";
  } else {
    sql << writer.where(statement.where, scope);
  }
  sql << writer.returning(*statement.table, statement.returning);
  // Where triggers write words, D1 and Durable Objects count what they have written, too.
  const bool counts = statement.table->texts != nullptr && statement.returning.empty();
  finish(writer, sql, counts ? Role::kWritten : Role::kChanges);
  if (counts) {
    Writer none(limits_, prefix_);
    Sql changed;
    finish(none, changed << "SELECT changes() AS n", Role::kCounted);
  }
  lastWriteSteps_ = 1;
}

}  // namespace agentkeep::sqlite
