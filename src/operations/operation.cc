#include "operations/operation.h"

#include <algorithm>
#include <string>

#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "core/uuid.h"
#include "operations/page.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::operations {
namespace {

using namespace query;  // operations speak its words all the time
using api::Arguments;

// What is asked, and what is to be made of the answer; lives as long as the call.
struct Plan {
  std::span<const Statement> statements;
  bool replica = false;
  bool parts = false;
  // Cells of the one row that was inserted, where the statement answers only what may be another's.
  const Insert* inserted = nullptr;
  Page page = {};
  Text missing = {};  // what a new row lacks: it is an error if no row is answered
  Text key = {};      // of that row
};

bool isTime(const Column& column) {
  return column.fill == Fill::kNow || column.fill == Fill::kTime;
}

Cell filled(Call& call, const Column& column) {
  switch (column.fill) {
    case Fill::kNow:
    case Fill::kTime:
      return {Time{call.now_ms}};
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

bool isText(const Cell& cell, Text wanted) {
  const Text* text = std::get_if<Text>(&cell.value);
  return text != nullptr && *text == wanted;
}

Plan planSave(Call& call, const Operation& operation, Arguments& body) {
  Arena& arena = call.arena;
  const Table& table = *operation.table;
  const bool wrapped = !operation.wrapper.empty();
  Arguments inner = wrapped ? body.inside(operation.wrapper, true) : body.inside({});
  Arguments& arguments = wrapped ? inner : body;
  const std::span<Cell> cells = arena.make<Cell>(operation.row.size());
  const std::span<Change> changes = arena.make<Change>(operation.row.size());
  const bool replaces = operation.what == Do::kSave;
  std::size_t count = 0;
  bool own = false;  // the key is a new one
  Plan plan;
  for (std::size_t i = 0; i < operation.row.size(); ++i) {
    const Col at = operation.row[i];
    const Column& column = table[at];
    const bool is_key = at == table.keys[0].columns[0];
    Cell given =
        column.given == Given::kNever ? Cell{Keep{}} : arguments.cell(column, column.member());
    // A key that is '' is none, where one can be made.
    if (column.fill == Fill::kUuid && isText(given, "")) given = {Keep{}};
    const bool none = !api::isGiven(given) || (api::isNull(given) && !column.clears);
    if (none && column.required) {
      if (operation.what != Do::kUpsert || is_key) {
        arguments.refuse(column.member(), "is required");
      } else if (plan.missing.empty()) {
        plan.missing = column.member();
      }
    }
    cells[i] = none || column.given == Given::kLater ? filled(call, column) : given;
    if (is_key) {
      own = none;
      if (const Text* key = std::get_if<Text>(&cells[i].value)) plan.key = *key;
      continue;
    }
    if (column.fill == Fill::kTime) {
      changes[count++] = {.column = at, .how = How::kTouch, .value = cells[i]};
    } else if (column.given != Given::kNever && column.given != Given::kOnce &&
               (replaces || !none)) {
      changes[count++] = {
          .column = at, .how = How::kSet, .value = replaces ? Cell{Incoming{}} : given};
    }
  }
  const std::span<const Change> changed = changes.first(count);
  Insert into{.table = &table, .columns = operation.row, .rows = cells};
  bool known = true;  // the row is as it was given, but for what the statement answers
  if (own || operation.what == Do::kCreate) {
    // Nobody else's: there is nothing to be read.
  } else if (operation.what == Do::kSkip) {
    into.on_conflict = OnConflict::kSkip;
  } else {
    into.on_conflict = OnConflict::kChange;
    into.changes = changed;
    if (replaces) {
      // All but the dates is what was given.
      const std::span<Col> dates = arena.make<Col>(operation.row.size());
      std::size_t found = 0;
      for (const Col each : operation.row) {
        if (isTime(table[each])) dates[found++] = each;
      }
      into.returning = dates.first(found);
    } else {
      into.returning = operation.row;
      known = false;
    }
  }
  if (known) plan.inserted = arena.keep(into);
  if (plan.missing.empty()) {
    plan.statements = arena.list<Statement>({into});
  } else {
    plan.statements =
        arena.list<Statement>({Update{.table = &table,
                                      .where = equals(arena, table.keys[0].columns[0], {plan.key}),
                                      .changes = changed,
                                      .returning = operation.row}});
  }
  return plan;
}

Where conditionsOf(Call& call, const Operation& operation, Arguments& arguments) {
  const std::span<Where> parts = call.arena.make<Where>(operation.by.size());
  std::size_t count = 0;
  Text inside;
  Arguments inner = arguments.inside({});
  for (const By& by : operation.by) {
    const Column& column = (*operation.table)[by.column];
    if (by.inside != inside) inner = arguments.inside(inside = by.inside);
    Arguments& from = inside.empty() ? arguments : inner;
    // What is asked for need not be a word that a row may have.
    Column as = column;
    as.words = nullptr;
    if (as.takes == Takes::kName) as.takes = Takes::kId;
    const Text name = by.name.empty() ? column.member() : by.name;
    const Cell value = from.cell(as, name);
    if (!api::isGiven(value) || api::isNull(value) || (!by.blank && isText(value, ""))) {
      if (!by.optional) from.refuse(name, "is required");
      continue;
    }
    parts[count++] = equals(call.arena, by.column, value);
  }
  if (count == 1) return parts[0];
  return {.is = Is::kAnd, .parts = parts.first(count)};
}

Plan planList(Call& call, const Operation& operation, Arguments& arguments) {
  Plan plan{.replica = true};
  const bool nested = operation.form == Form::kNested;
  const bool pages = nested || operation.form == Form::kPage;
  Arguments inner = arguments.inside(nested ? Text("pagination") : Text());
  if (pages) plan.page = readPage(nested ? inner : arguments, operation.rows);
  std::span<const Order> order = operation.order;
  if (!operation.sorts.empty()) {
    order = call.arena.list({readOrder(arguments, *operation.table, operation.sorts)});
  }
  plan.statements =
      call.arena.list<Statement>({Select{.table = operation.table,
                                         .columns = operation.row,
                                         .where = conditionsOf(call, operation, arguments),
                                         .order = order,
                                         .limit = plan.page.slice.limit,
                                         .offset = plan.page.slice.offset,
                                         .count = pages ? Count::kExact : Count::kNone,
                                         .scan = true,
                                         .only_replied = true}});
  return plan;
}

Plan planOf(Call& call, const Operation& operation, Arguments& arguments) {
  Arena& arena = call.arena;
  switch (operation.what) {
    case Do::kGet:
      return {
          .statements = arena.list<Statement>({Select{
              .table = operation.table,
              .columns = operation.row,
              .where = conditionsOf(call, operation, arguments),
              .order = operation.order,
              .limit = operation.order.empty() ? std::nullopt : std::optional<std::uint64_t>(1)}}),
          .replica = true};
    case Do::kList:
      return planList(call, operation, arguments);
    case Do::kCount:
      return {.statements =
                  arena.list<Statement>({Select{.table = operation.table,
                                                .columns = operation.table->keys[0].columns,
                                                .where = conditionsOf(call, operation, arguments),
                                                .limit = 0,
                                                .count = Count::kExact}}),
              .replica = true};
    case Do::kRemove:
      return {.statements = arena.list<Statement>({Delete{
                  .table = operation.table, .where = conditionsOf(call, operation, arguments)}})};
    case Do::kClear: {
      const std::span<Statement> statements = arena.make<Statement>(operation.tables.size());
      for (std::size_t i = 0; i < statements.size(); ++i) {
        statements[i] = Delete{.table = operation.tables[i]};
      }
      return {.statements = statements, .parts = true};
    }
    default:
      return planSave(call, operation, arguments);
  }
}

Result<void> writeAnswer(JsonWriter& out, const Operation& operation, const Plan& plan,
                         const Answer& answer) {
  const auto rows = [&] {
    return api::writeRows(out, *operation.table, operation.row, answer.rows);
  };
  if (operation.what == Do::kRemove || operation.what == Do::kClear ||
      operation.what == Do::kSkip) {
    return {};
  }
  if (operation.what == Do::kCount) {
    out.integer(static_cast<std::int64_t>(answer.total));
    return {};
  }
  if (operation.what != Do::kList) {
    if (answer.rows.empty()) return {};
    if (operation.member.empty()) return rows();
    out.beginObject().key(operation.member);
    Result<void> written = rows();
    out.endObject();
    return written;
  }
  if (operation.form != Form::kBare) out.beginObject().key(operation.member);
  out.beginArray();
  if (Result<void> written = rows(); !written) return written;
  out.endArray();
  if (operation.form == Form::kTotal) {
    out.key("total").integer(static_cast<std::int64_t>(answer.rows.size()));
  } else if (operation.form != Form::kBare) {
    if (operation.form == Form::kNested) out.key("pagination").beginObject();
    api::writePageInfo(out, plan.page.of(answer.total));
    if (operation.form == Form::kNested) out.endObject();
  }
  if (operation.form != Form::kBare) out.endObject();
  return {};
}

Error existsAlready(const Operation& operation, const Plan& plan) {
  std::string message(operation.entity);
  message.append(" with id ").append(plan.key).append(" already exists");
  return {ErrorCode::kConflict, std::move(message), {}, {}};
}

Task<Result<void>> perform(Call& call, Database& db, const Operation& operation, const Plan& plan,
                           JsonWriter& out) {
  Result<Outcome> outcome = co_await db.run({.statements = plan.statements,
                                             .replica_ok = plan.replica,
                                             .in_parts = plan.parts,
                                             .may_fail = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  if (outcome->failed) co_return std::unexpected(existsAlready(operation, plan));
  Answer answer = outcome->answers[0];
  if (plan.inserted != nullptr) answer.rows = insertedRow(call.arena, *plan.inserted, answer.rows);
  if (!plan.missing.empty() && answer.rows.empty()) {
    std::string message("Cannot create ");
    message.append(operation.entity).append(" \"").append(plan.key).append("\": ");
    co_return invalid(message.append(plan.missing).append(" is required."), operation.refusal);
  }
  if (out.unread) co_return Result<void>();
  co_return writeAnswer(out, operation, plan, answer);
}

Task<Result<void>> writePruned(Task<Result<std::span<const retention::Pruned>>> task, Text domain,
                               JsonWriter& out) {
  const Result<std::span<const retention::Pruned>> pruned = co_await std::move(task);
  if (!pruned) co_return std::unexpected(pruned.error());
  api::writePruned(out, domain, *pruned);
  co_return Result<void>();
}

Task<Result<void>> prune(Call& call, Database& db, const api::Request& request,
                         Arguments& arguments, JsonWriter& out) {
  const std::span<const Aging> kept = request.method.operation->kept;
  Arguments policies = arguments.inside("policies", true);
  const std::span<retention::Target> targets = call.arena.make<retention::Target>(kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    targets[i] = {kept[i].name, kept[i].table, kept[i].anchor,
                  policies.read<retention::PrunePolicy>(kept[i].name)};
  }
  const auto options = arguments.read<retention::PruneOptions>("options");
  return writePruned(
      retention::prune(call, db, targets, options.value_or(retention::PruneOptions{})),
      request.domain.name, out);
}

}  // namespace

Task<Result<void>> run(Call& call, Database& db, const api::Request& request, JsonWriter& out) {
  return run(call, db, *request.method.operation, request, out);
}

Task<Result<void>> run(Call& call, Database& db, const Operation& operation,
                       const api::Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments arguments(call, request.body, problem);
  if (operation.what == Do::kPrune) {
    Task<Result<void>> pruned = prune(call, db, request, arguments, out);
    if (!problem) return pruned;
  } else {
    const Plan* plan = call.arena.keep(planOf(call, operation, arguments));
    if (!problem) return perform(call, db, operation, *plan, out);
  }
  if (problem->code == ErrorCode::kInvalidArgument && !operation.keeps_status) {
    problem->status = operation.refusal;
  }
  return refused<void>(std::move(*problem));
}

}  // namespace agentkeep::operations
