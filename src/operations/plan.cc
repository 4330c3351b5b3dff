#include "operations/plan.h"

#include <algorithm>
#include <vector>

#include "core/uuid.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::operations {
namespace {

using namespace query;  // operations speak its words all the time
using api::Arguments;

const More& moreOf(const Operation& operation) {
  static constexpr More kNone{};
  return operation.more == nullptr ? kNone : *operation.more;
}

// What a call says of columns: of the new row, or of `by`.
struct Said {
  std::span<const Col> columns;
  std::span<const Cell> values;

  [[nodiscard]] Cell of(Col column) const {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i] == column) return values[i];
    }
    return {Null{}};
  }
  [[nodiscard]] std::span<const Cell> of(Arena& arena, std::span<const Col> some) const {
    const std::span<Cell> out = arena.make<Cell>(some.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = of(some[i]);
    return out;
  }
};

Where allEqual(Arena& arena, std::span<const Col> columns, std::span<const Cell> values) {
  const std::span<Where> parts = arena.make<Where>(columns.size());
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = equals(arena, columns[i], values[i]);
  return parts.size() == 1 ? parts[0] : Where{.is = Is::kAnd, .parts = parts};
}

bool isTime(const Column& column) {
  return column.fill == Fill::kNow || column.fill == Fill::kTime;
}

bool isText(const Cell& cell, Text wanted) {
  const Text* text = std::get_if<Text>(&cell.value);
  return text != nullptr && *text == wanted;
}

bool isNothing(const Cell& cell) { return api::isNull(cell) || isText(cell, ""); }

// Some tables have times as Unix milliseconds.
Cell timeIn(const Call& call, const Column& column) {
  return column.type == Type::kInteger ? Cell{call.now_ms} : Cell{Time{call.now_ms}};
}

How touches(const Column& column) {
  return column.type == Type::kInteger ? How::kSet : How::kTouch;
}

Cell filled(Call& call, const Column& column) {
  switch (column.fill) {
    case Fill::kNow:
    case Fill::kTime:
      return timeIn(call, column);
    case Fill::kUuid:
      return {uuid4(call)};
    case Fill::kZero:
      return {std::int64_t{0}};
    case Fill::kWord:
      return {column.words->list.front()};
    case Fill::kNull:
      break;
  }
  return {Null{}};
}

// ---- Which rows

struct Conditions {
  std::vector<Where> parts;
  std::span<Col> columns;  // with what is said of each
  std::span<Cell> values;
  std::size_t count = 0;
  bool none = false;  // no row can match

  Conditions(Arena& arena, std::size_t most)
      : columns(arena.make<Col>(most)), values(arena.make<Cell>(most)) {}
  [[nodiscard]] Where all(Arena& arena) const {
    if (parts.size() == 1) return parts[0];
    return {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(parts))};
  }
  [[nodiscard]] Said said() const { return {columns.first(count), values.first(count)}; }
};

bool takesList(Is is) { return is == Is::kIn || is == Is::kHasAny || is == Is::kHasAll; }

// What is asked for of that column: nothing, which is Keep, or values.
std::span<const Cell> askedFor(Arena& arena, const By& by, const Column& column, Text name,
                               Arguments& from) {
  if (by.value != nullptr) return {by.value, 1};
  if (takesList(by.is)) {
    const auto list = from.read<IdOrIds>(name);
    if (!list || (list->ids.empty() && !by.blank)) return arena.list({Cell{Keep{}}});
    return cellsOf(arena, list->ids);
  }
  if (!by.path.empty()) {
    const auto text = from.read<Text>(name);
    const bool none = !text || (text->empty() && !by.blank);
    return arena.list({none ? Cell{Keep{}} : Cell{Json{*from.find(name)}}});
  }
  Column as = column;
  // What is asked for need not be a word that a row may have.
  as.words = nullptr;
  if (as.takes == Takes::kName) as.takes = Takes::kId;
  if (by.is == Is::kPrefix || by.is == Is::kContains) as.type = Type::kText;
  Cell value = from.cell(as, name);
  if ((api::isNull(value) && !by.nulls) || (isText(value, "") && !by.blank)) value = {Keep{}};
  return arena.list({value});
}

void addCondition(Call& call, const Operation& operation, const By& by, Arguments& from,
                  Conditions& to) {
  const Table& table = *operation.table;
  const Col at = by.choice == nullptr
                     ? by.column
                     : readColumn(from, by.choice->name, table, by.choice->columns, true);
  const Text name = by.name.empty() ? table[at].member() : by.name;
  if (by.is == Is::kJsonEq) {
    addMetadata(from, call, name, at, to.parts);
    return;
  }
  const std::span<const Cell> values = askedFor(call.arena, by, table[at], name, from);
  if (values.empty()) to.none = true;
  if (!values.empty() && !api::isGiven(values[0])) {
    if (!by.optional) from.refuse(name, "is required");
    return;
  }
  Where where{.is = by.path.empty() ? by.is : Is::kJsonEq,
              .field = {at, by.path},
              .fold = by.fold,
              .values = values};
  to.columns[to.count] = at;
  to.values[to.count++] = values.empty() ? Cell{} : values[0];
  if (!by.or_else.empty()) {
    const std::span<Where> any = call.arena.make<Where>(by.or_else.size() + 1);
    std::ranges::fill(any, where);
    for (std::size_t i = 0; i < by.or_else.size(); ++i) any[i].field.column = by.or_else[i];
    where = {.is = Is::kOr, .parts = any};
  }
  to.parts.push_back(by.excludes ? noneOf(call.arena, where) : where);
}

Conditions conditionsOf(Call& call, const Operation& operation, Arguments& arguments) {
  Conditions conditions(call.arena, operation.by.size());
  Text inside;
  Arguments inner = arguments.inside({});
  for (const By& by : operation.by) {
    if (by.inside != inside) inner = arguments.inside(inside = by.inside);
    addCondition(call, operation, by, inside.empty() ? arguments : inner, conditions);
  }
  return conditions;
}

// ---- What is said of several tables

// The batch of an operation's own statement, and of what else it says.
void setStatements(Arena& arena, Plan& plan, const Operation& operation, const Statement& own,
                   Said said, const Where* removed = nullptr) {
  const More& more = moreOf(operation);
  const std::span<Statement> statements =
      arena.make<Statement>(more.demands.size() + more.also.size() + 1);
  const std::span<Plan::Asked> asked = arena.make<Plan::Asked>(more.demands.size());
  std::size_t count = 0;
  for (const Demand& demand : more.demands) {
    const std::span<const Cell> values = said.of(arena, demand.of);
    const std::span<const Col> key = demand.table->keys[0].columns;
    Where where = allEqual(arena, demand.columns, values);
    if (demand.others) {
      if (std::ranges::any_of(values, isNothing)) continue;
      const Where same = allEqual(arena, key, said.of(arena, key));
      where = query::allOf(arena, {where, noneOf(arena, same)});
    }
    const Select* select =
        arena.keep(Select{.table = demand.table, .columns = key, .where = where, .limit = 1});
    asked[count] = {&demand, values};
    if (demand.none) {
      // Not every database has a unique index over these columns.
      for (const Cell& value : values) {
        const Text* name = std::get_if<Text>(&value.value);
        if (name != nullptr) plan.serialize = arena.list({*name});
      }
    }
    statements[count++] =
        Guard{.must = demand.none ? Must::kNotExist : Must::kExist, .select = select};
  }
  plan.demands = asked.first(count);
  for (const Also& also : more.also) {
    Where where = equals(arena, also.column, said.of(also.of));
    if (removed != nullptr && operation.by.size() > 1) {
      const Select* rows = arena.keep(Select{.table = operation.table,
                                             .columns = arena.list({also.of}),
                                             .where = *removed,
                                             .scan = true});
      where = {.is = Is::kInRows, .field = {also.column}, .rows = rows};
    }
    if (also.changes.empty()) {
      statements[count++] = Delete{.table = also.table, .where = where};
    } else {
      statements[count++] = Update{.table = also.table, .where = where, .changes = also.changes};
    }
  }
  plan.own = static_cast<std::uint16_t>(count);
  statements[count] = own;
  plan.statements = statements.first(count + 1);
}

// ---- New rows

Change changeTo(const Column& column, Col at, const Cell& value) {
  const bool merges = column.merges && std::holds_alternative<Json>(value.value);
  return {.column = at, .how = merges ? How::kMerge : How::kSet, .value = value};
}

// The cells of one row, and what it changes of one that is there.
struct NewRow {
  std::span<Cell> cells;
  std::span<Change> changes;
  std::size_t changed = 0;
  bool own = false;  // the key is a new one
  Text lacks = {};
};

NewRow rowOf(Call& call, const Operation& operation, Arguments& from, std::span<Cell> cells) {
  const Table& table = *operation.table;
  const bool replaces = operation.what == Do::kSave;
  NewRow row{.cells = cells, .changes = call.arena.make<Change>(cells.size())};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Col at = operation.row[i];
    const Column& column = table[at];
    const bool is_key = std::ranges::find(table.keys[0].columns, at) != table.keys[0].columns.end();
    Cell given = column.given == Given::kNever ? Cell{Keep{}} : from.cell(column, column.member());
    // A key that is '' is none, where one can be made.
    if (column.fill == Fill::kUuid && isText(given, "")) given = {Keep{}};
    const bool none = !api::isGiven(given) || (api::isNull(given) && !column.clears);
    if (none && column.required) {
      if (operation.what != Do::kUpsert || is_key) {
        from.refuse(column.member(), "is required");
      } else if (row.lacks.empty()) {
        row.lacks = column.member();
      }
    }
    cells[i] = none || column.given == Given::kLater ? filled(call, column) : given;
    if (is_key) {
      row.own = row.own || (none && column.fill == Fill::kUuid);
    } else if (none && column.fill == Fill::kTime) {
      row.changes[row.changed++] = {.column = at, .how = touches(column), .value = cells[i]};
    } else if (column.given != Given::kNever && column.given != Given::kOnce &&
               (replaces || !none)) {
      row.changes[row.changed++] =
          replaces ? Change{.column = at, .how = How::kSet, .value = {Incoming{}}}
                   : changeTo(column, at, given);
    }
  }
  return row;
}

// What the insert answers that may be another's: with kSave the dates, with kUpsert all.
std::span<const Col> answeredOf(Arena& arena, const Operation& operation) {
  if (operation.answers == Answers::kNothing) return {};
  if (operation.what == Do::kUpsert) return operation.row;
  const std::span<Col> dates = arena.make<Col>(operation.row.size());
  std::size_t count = 0;
  for (const Col each : operation.row) {
    if (isTime((*operation.table)[each])) dates[count++] = each;
  }
  return dates.first(count);
}

Plan planSave(Call& call, const Operation& operation, Arguments& body) {
  Arena& arena = call.arena;
  const std::size_t width = operation.row.size();
  Plan plan;
  std::span<Cell> cells;
  NewRow row;
  if (operation.many) {
    const auto list = body.read<std::span<const JsonObject>>(operation.wrapper);
    if (!list) body.refuse(operation.wrapper, "is required");
    const std::size_t count = list ? list->size() : 0;
    cells = arena.make<Cell>(count * width);
    for (std::size_t i = 0; i < count && !body.failed(); ++i) {
      Arguments one = body.item(operation.wrapper, i, (*list)[i].text);
      row = rowOf(call, operation, one, cells.subspan(i * width, width));
    }
    if (count == 0) return plan;
  } else {
    const bool wrapped = !operation.wrapper.empty();
    Arguments inner = wrapped ? body.inside(operation.wrapper, true) : body.inside({});
    cells = arena.make<Cell>(width);
    row = rowOf(call, operation, wrapped ? inner : body, cells);
  }
  const Said said{operation.row, cells};  // of one row, or of the first one
  const std::span<const Col> key = operation.table->keys[0].columns;
  plan.key = said.of(arena, key);
  plan.lacks = row.lacks;
  const std::span<const Change> changes = row.changes.first(row.changed);
  if (!row.lacks.empty()) {
    const Update update{.table = operation.table,
                        .where = allEqual(arena, key, plan.key),
                        .changes = changes,
                        .returning = operation.row};
    setStatements(arena, plan, operation, update, said);
    return plan;
  }
  Insert into{.table = operation.table, .columns = operation.row, .rows = cells};
  bool whole = true;  // the rows are as they were given, but for what the statement answers
  if (operation.what == Do::kSkip) {
    into.on_conflict = OnConflict::kSkip;
  } else if (operation.what != Do::kCreate && (!row.own || operation.many)) {
    into.on_conflict = OnConflict::kChange;
    into.changes = changes;
    into.returning = answeredOf(arena, operation);
    whole = operation.what == Do::kSave;
  }
  const bool answers = operation.answers == Answers::kAsDone && operation.what != Do::kSkip;
  if (whole && answers) plan.inserted = arena.keep(into);
  setStatements(arena, plan, operation, into, said);
  return plan;
}

// ---- Changes

Plan planUpdate(Call& call, const Operation& operation, Arguments& arguments) {
  Arena& arena = call.arena;
  const Conditions conditions = conditionsOf(call, operation, arguments);
  const bool wrapped = !operation.wrapper.empty();
  Arguments inner = wrapped ? arguments.inside(operation.wrapper, true) : arguments.inside({});
  const std::span<const Change> changes = changesOf(call, operation, wrapped ? inner : arguments);
  Plan plan{.key = conditions.said().values};
  if (conditions.none || conditions.parts.empty()) return plan;
  const Where where = conditions.all(arena);
  const bool rows = operation.answers == Answers::kAsDone || operation.answers == Answers::kRows;
  if (!changes.empty()) {
    const Update update{.table = operation.table,
                        .where = where,
                        .changes = changes,
                        .returning = rows ? operation.row : std::span<const Col>()};
    setStatements(arena, plan, operation, update, conditions.said());
  } else if (rows) {
    // Nothing is changed: what is there is answered.
    plan.statements = arena.list<Statement>(
        {Select{.table = operation.table, .columns = operation.row, .where = where}});
  }
  return plan;
}

Plan planRemove(Call& call, const Operation& operation, Arguments& arguments) {
  const Conditions conditions = conditionsOf(call, operation, arguments);
  Plan plan{.key = conditions.said().values};
  if (conditions.none || conditions.parts.empty()) return plan;
  const Where where = conditions.all(call.arena);
  setStatements(call.arena, plan, operation, Delete{.table = operation.table, .where = where},
                conditions.said(), &where);
  return plan;
}

// ---- What is read

Plan planRead(Call& call, const Operation& operation, Arguments& arguments) {
  Arena& arena = call.arena;
  const bool lists = operation.what == Do::kList;
  const bool counts = operation.what == Do::kCount;
  const bool pages = lists && operation.form >= Form::kCounted;
  const bool nested = operation.form == Form::kNested;
  Plan plan{.replica = true};
  Arguments inner = arguments.inside(nested ? Text("pagination") : Text());
  if (pages) plan.page = readPage(nested ? inner : arguments, operation.rows);
  Select select{.table = operation.table,
                .columns = counts ? operation.table->keys[0].columns : operation.row,
                .order = operation.order,
                .limit = plan.page.slice.limit,
                .offset = plan.page.slice.offset,
                .count = pages || counts ? Count::kExact : Count::kNone,
                .scan = lists || counts,
                .only_replied = lists};
  if (operation.sort != nullptr) {
    const std::span<Order> order = arena.make<Order>(operation.order.size() + 1);
    order[0] = readSort(arguments, *operation.table, *operation.sort);
    std::ranges::copy(operation.order, order.begin() + 1);
    select.order = order;
  }
  if (counts) select.limit = 0;
  if (operation.what == Do::kGet && !operation.order.empty()) select.limit = 1;
  if (!operation.limit.empty()) {
    Arguments within = arguments.inside(operation.limit_inside);
    Arguments& from = operation.limit_inside.empty() ? arguments : within;
    const auto limit = from.read<RowCount>(operation.limit);
    if (limit || operation.rows != 0) select.limit = limit ? limit->value : operation.rows;
  }
  const Conditions conditions = conditionsOf(call, operation, arguments);
  select.where = conditions.all(arena);
  plan.key = conditions.said().values;
  if (!conditions.none) plan.statements = arena.list<Statement>({select});
  return plan;
}

Plan planTally(Call& call, const Operation& operation, Arguments& arguments) {
  const Conditions conditions = conditionsOf(call, operation, arguments);
  Plan plan{.replica = true};
  if (conditions.none) return plan;
  static constexpr Measure kCounted[] = {{.fn = Fn::kRows}};
  plan.statements = call.arena.list<Statement>({Aggregate{
      .table = operation.table,
      .where = conditions.all(call.arena),
      .groups = call.arena.list<Group>({{.by = query::By::kField, .field = {operation.row[0]}},
                                        {.by = query::By::kField, .field = {operation.tallied}}}),
      .measures = kCounted}});
  return plan;
}

}  // namespace

void readRow(Call& call, const Operation& operation, Arguments& arguments, std::span<Cell> cells) {
  rowOf(call, operation, arguments, cells);
}

std::span<const Change> changesOf(Call& call, const Operation& operation, Arguments& from) {
  const More& more = moreOf(operation);
  const Table& table = *operation.table;
  const std::span<Change> changes =
      call.arena.make<Change>(more.sets.size() + more.stamps.size() + table.columns.size());
  std::size_t count = 0;
  const auto says = [](const Cell& cell, const Column& column) {
    return api::isGiven(cell) && (!api::isNull(cell) || column.clears);
  };
  for (const Set& set : more.sets) {
    const Column& column = table[set.column];
    const Text name = set.name.empty() ? column.member() : set.name;
    const Cell given = set.value != nullptr ? *set.value : from.cell(column, name);
    if (set.value == nullptr && !says(given, column)) {
      if (set.required) from.refuse(name, "is required");
      continue;
    }
    changes[count] = changeTo(column, set.column, given);
    if (set.how != How::kSet) changes[count].how = set.how;
    ++count;
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const Col at = static_cast<Col>(i);
    const bool takes =
        more.sets.empty() && (column.given == Given::kAlways || column.given == Given::kLater);
    const Cell given = takes ? from.cell(column, column.member()) : Cell{Keep{}};
    const auto asks = [&](const By& by) {
      return by.column == at && by.inside == operation.wrapper && by.name.empty();
    };
    if (says(given, column)) {
      if (std::ranges::none_of(operation.by, asks)) changes[count++] = changeTo(column, at, given);
    } else if (column.fill == Fill::kTime &&
               std::ranges::find(more.sets, at, &Set::column) == more.sets.end()) {
      changes[count++] = {.column = at, .how = touches(column), .value = timeIn(call, column)};
    }
  }
  const std::span<const Change> set = changes.first(count);
  for (const Stamp& stamp : more.stamps) {
    for (const Change& each : set) {
      if (each.column != stamp.of || !isText(each.value, stamp.word)) continue;
      changes[count++] = {
          .column = stamp.column, .how = How::kSet, .value = timeIn(call, table[stamp.column])};
    }
  }
  return changes.first(count);
}

Plan planOf(Call& call, const Operation& operation, Arguments& arguments) {
  switch (operation.what) {
    case Do::kGet:
    case Do::kList:
    case Do::kCount:
      return planRead(call, operation, arguments);
    case Do::kTally:
      return planTally(call, operation, arguments);
    case Do::kUpdate:
      return planUpdate(call, operation, arguments);
    case Do::kRemove:
      return planRemove(call, operation, arguments);
    case Do::kClear: {
      const std::span<Statement> statements = call.arena.make<Statement>(operation.tables.size());
      for (std::size_t i = 0; i < statements.size(); ++i) {
        statements[i] = Delete{.table = operation.tables[i]};
      }
      return {.statements = statements, .parts = true};
    }
    default:
      return planSave(call, operation, arguments);
  }
}

std::string filledIn(Text says, std::span<const Cell> values) {
  std::string out;
  for (const char c : says) {
    if (c != '*' || values.empty()) {
      out += c;
      continue;
    }
    if (const Text* text = std::get_if<Text>(&values[0].value)) {
      out += *text;
    } else if (const auto* number = std::get_if<std::int64_t>(&values[0].value)) {
      out += std::to_string(*number);
    }
    values = values.subspan(1);
  }
  return out;
}

Error errorOf(const Operation& operation, const Plan& plan, const Failed& failed) {
  if (failed.statement < plan.demands.size()) {
    const auto& [demand, values] = plan.demands[failed.statement];
    return {demand->none ? ErrorCode::kConflict : ErrorCode::kNotFound,
            filledIn(demand->says, values),
            demand->none ? Text("FAILED") : Text(),
            {}};
  }
  if (failed.why != Failed::Why::kKey || failed.key != 0) return query::errorOf(failed);
  const std::string says = std::string(operation.entity) + " with id * already exists";
  return {ErrorCode::kConflict, filledIn(says, plan.key), "FAILED", {}};
}

}  // namespace agentkeep::operations
