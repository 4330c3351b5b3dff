#include "operations/operation.h"

#include <string>

#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "core/ascii.h"
#include "operations/plan.h"
#include "query/ask.h"

namespace agentkeep::operations {
namespace {

using namespace query;  // operations speak its words all the time
using api::Arguments;

// One object for each value of the first column: rows are a value, a word and how often they meet.
void writeTally(JsonWriter& out, const Operation& operation, const Rows& rows) {
  const Table& table = *operation.table;
  out.beginArray();
  for (std::size_t i = 0; i < rows.size();) {
    const std::size_t first = i;
    std::int64_t total = 0;
    for (; i < rows.size() && rows[i][0].text == rows[first][0].text; ++i) {
      total += rows[i][2].integer;
    }
    out.beginObject();
    api::writeMembers(out, table, operation.row.first(1), rows[first]);
    out.key("total").integer(total);
    for (const Text word : table[operation.tallied].words->list) {
      std::int64_t count = 0;
      for (std::size_t at = first; at < i; ++at) {
        if (rows[at][1].text == word) count = rows[at][2].integer;
      }
      out.key(memberOf(word)).integer(count);
    }
    out.endObject();
  }
  out.endArray();
}

Result<void> writeList(JsonWriter& out, const Operation& operation, const Plan& plan,
                       const Answer& answer) {
  const bool bare = operation.member.empty();
  if (!bare) out.beginObject().key(operation.member);
  out.beginArray();
  const auto written = api::writeRows(out, *operation.table, operation.row, answer.rows);
  if (!written) return written;
  out.endArray();
  if (operation.form == Form::kTotal || operation.form == Form::kCounted) {
    const bool all = operation.form == Form::kTotal;
    out.key("total").integer(static_cast<std::int64_t>(all ? answer.rows.size() : answer.total));
  } else if (operation.form != Form::kBare) {
    if (operation.form == Form::kNested) out.key("pagination").beginObject();
    api::writePageInfo(out, plan.page.of(answer.total));
    if (operation.form == Form::kNested) out.endObject();
  }
  if (!bare) out.endObject();
  return {};
}

Result<void> writeAnswer(JsonWriter& out, const Operation& operation, const Plan& plan,
                         const Answer& answer) {
  switch (operation.answers) {
    case Answers::kNothing:
      return {};
    case Answers::kWhether:
      out.boolean(answer.changed != 0 || !answer.rows.empty());
      return {};
    case Answers::kChanged:
      out.integer(static_cast<std::int64_t>(answer.changed));
      return {};
    case Answers::kValue:
      if (!answer.rows.empty()) {
        api::writeValue(out, *operation.table, operation.row, answer.rows[0]);
      }
      return {};
    case Answers::kRows:
      return writeList(out, operation, plan, answer);
    case Answers::kAsDone:
      break;
  }
  switch (operation.what) {
    case Do::kSkip:
    case Do::kRemove:
    case Do::kClear:
    case Do::kPrune:
      return {};
    case Do::kCount:
      out.integer(static_cast<std::int64_t>(answer.total));
      return {};
    case Do::kTally:
      writeTally(out, operation, answer.rows);
      return {};
    case Do::kList:
      return writeList(out, operation, plan, answer);
    default:
      break;
  }
  if (operation.many) return writeList(out, operation, plan, answer);
  if (answer.rows.empty()) return {};
  if (!operation.member.empty()) out.beginObject().key(operation.member);
  const auto written = api::writeRows(out, *operation.table, operation.row, answer.rows);
  if (!operation.member.empty()) out.endObject();
  return written;
}

// That no row was found is an error, of some operations.
std::optional<Error> missing(const Operation& operation, const Plan& plan, const Answer& answer) {
  if (!answer.rows.empty() || answer.changed != 0) return std::nullopt;
  if (!plan.lacks.empty()) {
    std::string message("Cannot create ");
    message.append(operation.entity).append(" \"");
    message.append(filledIn("*", plan.key)).append("\": ").append(plan.lacks);
    message.append(" is required.");
    return Error{ErrorCode::kInvalidArgument, std::move(message), operation.refusal, {}};
  }
  if (operation.missing.empty()) return std::nullopt;
  JsonWriter details;
  details.beginObject();
  const By& by = operation.by[0];
  const Text* key = plan.key.empty() ? nullptr : std::get_if<Text>(&plan.key[0].value);
  if (key != nullptr) {
    details.key(by.name.empty() ? (*operation.table)[by.column].member() : by.name).string(*key);
  }
  details.endObject();
  return Error{operation.conflicts ? ErrorCode::kConflict : ErrorCode::kNotFound,
               filledIn(operation.missing, plan.key),
               {},
               details.take()};
}

Task<Result<void>> perform(Call& call, Database& db, const Operation& operation, const Plan& plan,
                           JsonWriter& out) {
  Answer answer;
  if (!plan.statements.empty()) {
    Result<Outcome> outcome = co_await db.run({.statements = plan.statements,
                                               .serialize = plan.serialize,
                                               .replica_ok = plan.replica,
                                               .in_parts = plan.parts,
                                               .may_fail = true});
    if (!outcome) co_return std::unexpected(std::move(outcome.error()));
    if (!outcome->failed) {
      answer = outcome->answers[plan.own];
    } else if (outcome->failed->why == Failed::Why::kLarge && operation.what == Do::kUpdate &&
               plan.statements.size() == 1) {
      const Result<Rows> merged =
          co_await mergedHere(call, db, std::get<Update>(plan.statements[0]));
      if (!merged) co_return std::unexpected(merged.error());
      answer = {.rows = *merged, .changed = merged->size()};
    } else {
      co_return std::unexpected(errorOf(operation, plan, *outcome->failed));
    }
  }
  if (plan.inserted != nullptr) answer.rows = insertedRows(call.arena, *plan.inserted, answer.rows);
  if (auto error = missing(operation, plan, answer)) co_return std::unexpected(std::move(*error));
  if (out.unread) co_return Result<void>();
  co_return writeAnswer(out, operation, plan, answer);
}

Task<Result<void>> writePruned(Task<Result<std::span<const retention::Pruned>>> task, Text domain,
                               JsonWriter& out) {
  const Result<std::span<const retention::Pruned>> pruned = co_await std::move(task);
  if (!pruned) co_return std::unexpected(pruned.error());
  retention::writePruned(out, domain, *pruned);
  co_return Result<void>();
}

Task<Result<void>> prune(Call& call, Database& db, const api::Request& request,
                         Arguments& arguments, JsonWriter& out) {
  const std::span<const Aging> kept = request.method.operation->kept;
  Arguments policies = arguments.inside("policies", true);
  const std::span<retention::Target> targets = call.arena.make<retention::Target>(kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    targets[i] = {kept[i].name,   kept[i].table,
                  kept[i].anchor, policies.read<retention::PrunePolicy>(kept[i].name),
                  kept[i].child,  kept[i].parent};
  }
  const auto options = arguments.read<retention::PruneOptions>("options");
  return writePruned(
      retention::prune(call, db, targets, options.value_or(retention::PruneOptions{})),
      request.domain.name, out);
}

}  // namespace

std::string memberOf(Text word) {
  std::string out;
  bool upper = false;
  for (const char c : word) {
    if (isNameCharacter(c)) out += upper ? asciiUpper(c) : c;
    upper = !isNameCharacter(c);
  }
  return out;
}

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
  if ((*problem)->code == ErrorCode::kInvalidArgument && !operation.keeps_status) {
    (*problem)->status = operation.refusal;
  }
  return refused<void>(std::move(*problem));
}

}  // namespace agentkeep::operations
