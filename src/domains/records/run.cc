#include <algorithm>

#include "domains/records/verbs.h"
#include "operations/operation.h"
#include "query/ask.h"

namespace agentkeep::records {
namespace {

using namespace query;  // it speaks its words all the time
using api::Request;

const Model& modelOf(const Request& request) {
  const Text name = request.method.name.substr(0, request.method.name.find('.'));
  return *std::ranges::find(kModels, name, &Model::name);
}

struct Verb {
  Text name;
  Prepare* prepare;
};
constexpr Verb kVerbs[] = {
    {"findUnique", &findUnique}, {"findUniqueOrThrow", &findUnique},
    {"findFirst", &findFirst},   {"findMany", &findMany},
    {"count", &count},           {"create", &create},
    {"createMany", &createMany}, {"update", &update},
    {"updateMany", &updateMany}, {"upsert", &upsert},
    {"delete", &remove},         {"deleteMany", &removeMany},
};

// Not inlined into the coroutine, where they would be larger.
[[gnu::noinline]] void prepare(Work& work) {
  const Text name = work.request.method.name;
  std::ranges::find(kVerbs, name.substr(name.find('.') + 1), &Verb::name)->prepare(work);
}

[[gnu::noinline]] Error errorOf(const Work& work, const Failed& failed) {
  const Unique* unique = failed.why == Failed::Why::kKey ? &work.model.uniques[0] : nullptr;
  for (const auto& [statement, of] : work.guards) {
    if (statement == failed.statement && failed.why == Failed::Why::kGuard) unique = of;
  }
  if (unique == nullptr) return query::errorOf(failed);
  std::string says = "another ";
  says.append(work.model.name).append(" has this ");
  for (const Col column : unique->columns) {
    if (column != unique->columns[0]) says += " and ";
    says += (*work.model.table)[column].name;
  }
  return {ErrorCode::kConflict, std::move(says), {}, {}};
}

[[gnu::noinline]] Rows turned(Arena& arena, const Rows& rows) {
  const std::span<Value> cells = arena.make<Value>(rows.cells.size());
  auto to = cells.begin();
  for (std::size_t i = rows.size(); i-- > 0;) to = std::ranges::copy(rows[i], to).out;
  return {rows.columns, cells};
}

// The method's rows; a number is written.
[[gnu::noinline]] Rows rowsOf(Work& work, std::span<const Answer> answers, JsonWriter& out) {
  if (work.rows) return *work.rows;
  if (answers.empty()) return {};
  const Answer& own = answers[work.own];
  if (work.answers == Work::Answers::kChanged) {
    const std::uint64_t count = work.writes ? std::max(own.changed, own.total) : own.total;
    out.beginObject().key("count").integer(static_cast<std::int64_t>(count)).endObject();
  } else if (work.answers == Work::Answers::kCounted) {
    const std::int64_t take = work.page.take < 0 ? -work.page.take : work.page.take;
    const std::uint64_t left = own.total - std::min(own.total, work.page.skip);
    out.integer(static_cast<std::int64_t>(std::min(left, static_cast<std::uint64_t>(take))));
  }
  const Rows& rows = own.rows.empty() ? answers[work.otherwise].rows : own.rows;
  return work.from_end ? turned(work.arena, rows) : rows;
}

[[gnu::noinline]] Result<void> write(Work& work, const Rows& rows, std::span<const Answer> related,
                                     JsonWriter& out) {
  switch (work.answers) {
    case Work::Answers::kChanged:
    case Work::Answers::kCounted:
      return {};
    case Work::Answers::kRows: {
      out.beginArray();
      Result<void> written = writeShown(out, work.shown, rows, related);
      out.endArray();
      return written;
    }
    case Work::Answers::kNeeded:
      if (!rows.empty()) break;
      if (work.otherwise != 0) {
        return fail(ErrorCode::kConflict, "another " + std::string(work.model.name) +
                                              " has the key, and is not as where says");
      }
      return fail(ErrorCode::kNotFound, "there is no such " + std::string(work.model.name));
    case Work::Answers::kRow:
      break;
  }
  return writeShown(out, work.shown, rows, related);
}

}  // namespace

Work::Work(Call& with, const Request& of)
    : call(with),
      arena(with.arena),
      request(of),
      model(modelOf(of)),
      given(with, of.body, problem),
      answers(isNeeded(of) ? Answers::kNeeded : Answers::kRow) {}

bool isNeeded(const Request& request) {
  const Text name = request.method.name;
  return !name.ends_with(".findUnique") && !name.ends_with(".findFirst");
}

Task<Result<void>> run(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Work work(call, request);
  prepare(work);
  if (work.problem) co_return std::unexpected(std::move(*work.problem));
  std::span<const Answer> related;
  if (!work.before.empty()) {
    const Result<Outcome> outcome =
        co_await db.run(Batch{.statements = work.before, .replica_ok = !work.writes});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (work.related_before) related = outcome->answers;
    if (work.proceed != nullptr) work.proceed(work, outcome->answers);
  }
  std::span<const Answer> answers;
  if (!work.is_none) {
    const std::span<const Text> serial =
        work.guards.empty() ? std::span<const Text>() : std::span(&work.model.table->name, 1);
    const Result<Outcome> outcome = co_await db.run(Batch{.statements = work.statements,
                                                          .serialize = serial,
                                                          .replica_ok = !work.writes,
                                                          .may_fail = work.writes});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (outcome->failed) co_return std::unexpected(errorOf(work, *outcome->failed));
    answers = outcome->answers;
    if (work.related_with_rows) related = answers.subspan(work.own + 1);
  }
  const Rows rows = rowsOf(work, answers, out);
  if (related.empty() && !work.shown.related.empty() && !rows.empty()) {
    const Result<Outcome> outcome =
        co_await db.run(Batch{.statements = relatedOf(work.arena, work.shown, rows)});
    if (!outcome) co_return std::unexpected(outcome.error());
    related = outcome->answers;
  }
  co_return write(work, rows, related, out);
}

Task<Result<void>> clear(Call& call, Database& db, const Request& request, JsonWriter& out) {
  static constexpr operations::Operation kClear{.what = operations::Do::kClear, .tables = kTables};
  return operations::run(call, db, kClear, request, out);
}

}  // namespace agentkeep::records
