#include "test/support/scripted-database.h"

#include "core/hex.h"
#include "core/json.h"
#include "core/time.h"

namespace agentkeep::test {
namespace {

using namespace query;  // NOLINT: every name of the layer is said here

std::string name(const Table& table, Col column) {
  if (column == kInsertion) return "insertion";
  return std::string(table[column].name);
}

std::string list(const Table& table, std::span<const Col> columns) {
  std::string out = "[";
  for (const Col column : columns) out += (out.size() > 1 ? "," : "") + name(table, column);
  return out + "]";
}

std::string field(const Table& table, const Field& field) {
  std::string out = name(table, field.column);
  for (const Text member : field.path) out += "." + std::string(member);
  return out;
}

std::string text(const Cell& cell);

struct CellText {
  std::string operator()(Null) const { return "null"; }
  std::string operator()(Keep) const { return "keep"; }
  std::string operator()(Incoming) const { return "incoming"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return std::to_string(value); }
  std::string operator()(Text value) const {
    std::string out;
    writeJsonString(out, value);
    return out;
  }
  std::string operator()(Json value) const { return "json " + std::string(value.text); }
  std::string operator()(const Blob& value) const {
    std::string out = "bytes ";
    appendHexOf(out, value.bytes);
    return out;
  }
  std::string operator()(Time value) const { return formatTime(value.ms); }
  std::string operator()(Source value) const {
    return "source column " + std::to_string(value.column);
  }
  std::string operator()(const Lookup& value) const {
    std::string out = std::string(value.table->name) + "(";
    for (const Cell& part : value.key) out += (out.back() == '(' ? "" : ",") + text(part);
    return out + ")." + name(*value.table, value.column);
  }
  std::string operator()(const query::Max& value) const;
};

std::string text(const Cell& cell) { return std::visit(CellText{}, cell.value); }

std::string texts(std::span<const Cell> cells) {
  std::string out = "(";
  for (const Cell& cell : cells) out += (out.size() > 1 ? "," : "") + text(cell);
  return out + ")";
}

Text word(Is is) {
  constexpr Text kWords[] = {
      "all",    "and",     "or",      "not",      "=",       "<>",     "<",
      "<=",     ">",       ">=",      "in",       "prefix",  "suffix", "contains",
      "json =", "has all", "has any", "has item", "in rows", "exists"};
  return kWords[static_cast<std::size_t>(is)];
}

std::string text(const Select& select);

std::string CellText::operator()(const query::Max& value) const {
  return "max {" + text(*value.rows) + "}";
}

std::string condition(const Table& table, const Where& where) {
  const std::string op(word(where.is));
  switch (where.is) {
    case Is::kAll:
      return "all";
    case Is::kNot:
      return "not " + condition(table, where.parts[0]);
    case Is::kAnd:
    case Is::kOr: {
      std::string out = "(";
      for (const Where& part : where.parts)
        out += (out.size() > 1 ? " " + op + " " : "") + condition(table, part);
      return out + ")";
    }
    case Is::kInRows:
      return field(table, where.field) + " in {" + text(*where.rows) + "}";
    case Is::kExists: {
      std::string out = "exists {" + text(*where.rows);
      for (const Link& link : where.links) {
        out += " with " + name(*where.rows->table, link.inner) + " " + std::string(word(link.is)) +
               " outer " + name(table, link.outer);
      }
      return out + "}";
    }
    default:
      break;
  }
  return field(table, where.field) + (where.fold ? " folded " : " ") + op + " " +
         (where.values.size() == 1 && where.is != Is::kIn ? text(where.values[0])
                                                          : texts(where.values));
}

std::string where(const Table& table, const Where& where) {
  if (where.is == Is::kAll || (where.is == Is::kAnd && where.parts.empty())) return "";
  return " where " + condition(table, where);
}

std::string order(const Table& table, std::span<const Order> order) {
  std::string out;
  for (const Order& term : order) {
    out += out.empty() ? " order " : ",";
    out +=
        term.first != nullptr ? "first " + condition(table, *term.first) : name(table, term.column);
    if (term.descending) out += " desc";
    if (term.nulls_first) out += " nulls first";
  }
  return out;
}

std::string limit(const std::optional<std::uint64_t>& limit) {
  return limit ? " limit " + std::to_string(*limit) : "";
}

std::string returning(const Table& table, std::span<const Col> columns) {
  return columns.empty() ? "" : " returning " + list(table, columns);
}

std::string changes(const Table& table, std::span<const Change> changes, bool withValues) {
  constexpr Text kHow[] = {"set", "add", "append", "push", "merge", "merge items", "touch"};
  std::string out;
  for (const Change& change : changes) {
    out += (out.empty() ? " " : ", ") + std::string(kHow[static_cast<std::size_t>(change.how)]) +
           " " + field(table, {change.column, change.path});
    if (withValues) out += " " + text(change.value);
  }
  return out;
}

std::string rows(std::span<const Cell> cells, std::size_t stride) {
  std::string out;
  for (std::size_t at = 0; at + stride <= cells.size(); at += stride)
    out += " " + texts(cells.subspan(at, stride));
  return out;
}

std::string text(const Select& select) {
  std::string out = "Select " + std::string(select.table->name) + " " +
                    list(*select.table, select.columns) + where(*select.table, select.where) +
                    order(*select.table, select.order) + limit(select.limit);
  if (select.offset != 0) out += " offset " + std::to_string(select.offset);
  if (select.count == Count::kMore) out += " count more";
  if (select.count == Count::kExact) out += " count exact";
  if (select.first_per != kNoCol) out += " first per " + name(*select.table, select.first_per);
  for (const Field& each : select.fields) out += " member " + field(*select.table, each);
  if (select.scan) out += " scan";
  return out;
}

std::string text(const Around& around) {
  std::string out = "Around " + std::string(around.table->name) + " " +
                    list(*around.table, around.columns) + where(*around.table, around.where) +
                    " group " + name(*around.table, around.group) + " order " +
                    name(*around.table, around.order);
  for (const Anchor& anchor : around.anchors) {
    out += " " + std::to_string(anchor.before) + "<" + std::string(anchor.id) + ">" +
           std::to_string(anchor.after);
  }
  return out;
}

std::string text(const Aggregate& aggregate) {
  constexpr Text kFns[] = {"rows",     "sum",  "avg",     "min",   "max",
                           "distinct", "last", "nearest", "linear"};
  constexpr Text kBy[] = {"field", "bucket", "items", "keys"};
  const Table& table = *aggregate.table;
  std::string out = "Aggregate " + std::string(table.name);
  for (const Measure& measure : aggregate.measures) {
    out += " " + std::string(kFns[static_cast<std::size_t>(measure.fn)]);
    if (measure.fn != Fn::kRows) out += "(" + field(table, measure.field) + ")";
  }
  out += where(table, aggregate.where);
  for (const Group& group : aggregate.groups)
    out += " by " + std::string(kBy[static_cast<std::size_t>(group.by)]) + " " +
           field(table, group.field);
  if (aggregate.order_by >= 0)
    out += " order " + std::to_string(aggregate.order_by) + (aggregate.descending ? " desc" : "");
  return out + limit(aggregate.limit);
}

std::string text(const Insert& insert) {
  const std::size_t keys = insert.from == nullptr ? 0 : insert.from->keys[0].columns.size();
  std::string out =
      "Insert " + std::string(insert.table->name) + " " + list(*insert.table, insert.columns);
  if (insert.from != nullptr) out += " from " + std::string(insert.from->name);
  out += rows(insert.rows, keys + insert.columns.size());
  if (insert.unless != nullptr) out += " unless {" + text(*insert.unless) + "}";
  if (insert.on_conflict == OnConflict::kSkip) out += " on conflict skip";
  if (insert.on_conflict == OnConflict::kChange) {
    out += " on conflict" + changes(*insert.table, insert.changes, true) +
           where(*insert.table, insert.change_if);
  }
  return out + returning(*insert.table, insert.returning);
}

std::string text(const Update& update) {
  const bool each = !update.each.empty();
  std::string out =
      "Update " + std::string(update.table->name) + changes(*update.table, update.changes, !each);
  if (each)
    out +=
        " each" + rows(update.each, update.table->keys[0].columns.size() + update.changes.size());
  return out + where(*update.table, update.where) + returning(*update.table, update.returning);
}

std::string text(const Delete& statement) {
  return "Delete " + std::string(statement.table->name) + where(*statement.table, statement.where) +
         order(*statement.table, statement.order) + limit(statement.limit) +
         returning(*statement.table, statement.returning);
}

std::string text(const Guard& guard) {
  if (guard.must == Must::kChanged) return "Guard changed " + std::to_string(guard.rows);
  return std::string(guard.must == Must::kExist ? "Guard exists {" : "Guard none {") +
         text(*guard.select) + "}";
}

}  // namespace

std::string describe(const Batch& batch) {
  std::string out;
  for (const Statement& statement : batch.statements) {
    if (!out.empty()) out += '\n';
    out += std::visit([](const auto& each) { return text(each); }, statement);
  }
  for (const Text lock : batch.serialize) out += "\nserialize " + std::string(lock);
  if (batch.replica_ok) out += "\nreplica ok";
  return out;
}

Task<Result<Outcome>> ScriptedDatabase::run(const Batch& batch) {
  asked.push_back(describe(batch));
  if (script_.empty()) {
    answers_.emplace_back(batch.statements.size());
    co_return Outcome{.answers = answers_.back()};
  }
  Result<Outcome> next = std::move(script_.front());
  script_.pop_front();
  co_return next;
}

void ScriptedDatabase::answerRows(const std::vector<std::vector<std::string>>& rows) {
  std::vector<Value>& cells = cells_.emplace_back();
  for (const auto& row : rows) {
    for (const std::string& cell : row) {
      cells.push_back(cell == "NULL"
                          ? Value{}
                          : Value{.kind = Value::Kind::kText, .text = texts_.emplace_back(cell)});
    }
  }
  const auto columns = static_cast<std::uint32_t>(rows.empty() ? 0 : rows[0].size());
  answers_.push_back(
      {Answer{.rows = {.columns = columns, .cells = cells}, .changed = rows.size()}});
  answer(Outcome{.answers = answers_.back()});
}

}  // namespace agentkeep::test
