#include "domains/workflows/workflow-store.h"

#include <algorithm>
#include <string>

#include "core/json-members.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::workflows {
namespace {

using namespace query;  // domains speak its words all the time

constexpr Text kContext[] = {"context"};
constexpr Text kRequestContext[] = {"requestContext"};

Where isRun(Arena& arena, Id workflow, Id run) {
  return allOf(arena, {equals(arena, RunCol::runId, {run.text}),
                       equals(arena, RunCol::workflowName, {workflow.text})});
}

// The snapshot has a context: without one there is nothing to merge into.
Where hasContext(Arena& arena) {
  return {
      .is = Is::kNe, .field = {RunCol::snapshot, kContext}, .values = arena.list<Cell>({{Null{}}})};
}

Change touch(std::int64_t now_ms) {
  return {.column = RunCol::updatedAt, .how = How::kTouch, .value = {Time{now_ms}}};
}

std::optional<Error> emptyName(Id workflow, Id run) {
  const auto refuse = [](Text member) {
    return Error{ErrorCode::kInvalidArgument, std::string(member) + " must not be empty", {}, {}};
  };
  if (workflow.text.empty()) return refuse("workflowName");
  if (run.text.empty()) return refuse("runId");
  return std::nullopt;
}

// The words of the contract.
std::unexpected<Error> noContext(Text what, Id run) {
  return fail(ErrorCode::kNotFound,
              std::string(what) + " not found for runId " + std::string(run.text), "FAILED");
}

Result<Text> contextOf(const Rows& snapshot, Arena& arena) {
  const auto context = memberOf(snapshot[0][0].text, kContext, arena);
  if (!context) return fail(ErrorCode::kCorruptRow, "the stored snapshot is not JSON");
  return *context;
}

constexpr Col kInserted[] = {RunCol::workflowName, RunCol::runId,     RunCol::resourceId,
                             RunCol::threadId,     RunCol::createdAt, RunCol::updatedAt,
                             RunCol::snapshot};

// The snapshot of a run that begins with one step's result.
Text firstSnapshot(const UpdateWorkflowResults& input, std::int64_t now_ms, Arena& arena) {
  JsonWriter out;
  out.beginObject();
  out.key("context").beginObject().key(input.stepId.text).raw(input.result.text).endObject();
  out.key("activePaths").raw("[]");
  out.key("timestamp").integer(now_ms);
  out.key("suspendedPaths").raw("{}");
  out.key("activeStepsPath").raw("{}");
  out.key("resumeLabels").raw("{}");
  out.key("serializedStepGraph").raw("[]");
  out.key("status").string("pending");
  out.key("value").raw("{}");
  out.key("waitingPaths").raw("{}");
  out.key("runId").string(input.runId.text);
  out.key("requestContext").raw(input.requestContext ? input.requestContext->text : "{}");
  out.endObject();
  return arena.text(out.text());
}

// The thread is known, or another adapter wrote the run and its snapshot has to be looked into.
Where isOfThread(Arena& arena, Text thread) {
  std::string quoted;
  writeJsonString(quoted, thread);
  return anyOf(
      arena,
      {equals(arena, RunCol::threadId, {thread}),
       allOf(arena, {equals(arena, RunCol::threadId, {Null{}}),
                     compares(arena, RunCol::snapshot, Is::kContains, {arena.text(quoted)})})});
}

struct StateChange {
  Text patch;                                     // over the snapshot, an object
  std::optional<std::span<const Cell>> expected;  // statuses; absent: any
};

Result<std::span<const Cell>> expectedStatuses(Text given, Arena& arena) {
  const auto list = itemsOf(given);
  const std::span<const Text> items = list ? std::span<const Text>(*list) : std::span(&given, 1);
  const std::span<Cell> statuses = arena.make<Cell>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    JsonReader reader(items[i]);
    if (reader.peek() != JsonKind::kString) {
      return invalid("opts.expectedStatus must be a string or a list of strings");
    }
    statuses[i] = {reader.string().decode(arena)};
  }
  return statuses;
}

Result<StateChange> stateChange(JsonMembers opts, Arena& arena) {
  StateChange out;
  JsonObjectParts given;
  for (const JsonMembers::Member& member : opts.members) {
    if (member.name == "expectedStatus") {
      if (member.value == "null") continue;
      const auto expected = expectedStatuses(member.value, arena);
      if (!expected) return std::unexpected(expected.error());
      out.expected = *expected;
      continue;
    }
    if (member.name == "status" && !member.value.starts_with('"')) {
      return invalid("opts.status must be a string");
    }
    std::string quoted;
    writeJsonString(quoted, member.name);
    const Text key = arena.text(Text(quoted).substr(1, quoted.size() - 2));
    given.push_back({.key = key, .name = member.name, .value = member.value});
  }
  JsonObjectParts patch;
  merge(patch, given, arena);
  out.patch = objectOf(patch, arena);
  return out;
}

// What a method makes of a snapshot that was read.
class SnapshotEdit {
 public:
  virtual ~SnapshotEdit() = default;
  // The snapshot to write instead; nothing: it stays as it is. Errors: those of the method.
  virtual Result<std::optional<Text>> operator()(Text snapshot) = 0;
};

struct Edited {
  bool missing = false;     // there is no such run
  std::optional<Text> now;  // the snapshot, if it was written
};

// For a snapshot that is too large to be changed in place, or becomes so: read, changed here, and
// written on condition that it is still there. Cost: two round trips, and two for every rival that
// was faster.
Task<Result<Edited>> editSnapshot(Call& call, Database& db, Where is_run, SnapshotEdit& edit) {
  Arena& arena = call.arena;
  constexpr Col kSnapshot[] = {RunCol::snapshot};
  constexpr Col kRunId[] = {RunCol::runId};
  const Arena::Mark begin = arena.mark();
  for (unsigned attempt = 0; attempt < WorkflowStore::kMaxAttempts; ++attempt) {
    db.forget();
    arena.rewind(begin);
    const Result<Rows> rows =
        co_await rowsOf(db, Select{.table = &kRuns, .columns = kSnapshot, .where = is_run});
    if (!rows) co_return std::unexpected(rows.error());
    if (rows->empty()) co_return Edited{.missing = true};
    const Text old = (*rows)[0][0].text;
    const Result<std::optional<Text>> next = edit(old);
    if (!next) co_return std::unexpected(next.error());
    if (!*next) co_return Edited{};
    const Change changes[] = {
        {.column = RunCol::snapshot, .how = How::kSet, .value = {Json{**next}}},
        {.column = RunCol::threadId, .how = How::kSet, .value = {threadOf(**next, arena)}},
        touch(call.now_ms),
    };
    const Result<Rows> written = co_await rowsOf(
        db, Update{.table = &kRuns,
                   .where = allOf(arena, {is_run, equals(arena, RunCol::snapshot, {Json{old}})}),
                   .changes = changes,
                   .returning = kRunId});
    if (!written) co_return std::unexpected(written.error());
    if (!written->empty()) co_return Edited{.now = *next};
  }
  co_return fail(ErrorCode::kConflict,
                 "the snapshot was changed by others " +
                     std::to_string(WorkflowStore::kMaxAttempts) + " times in a row",
                 "FAILED");
}

class AddResult : public SnapshotEdit {
 public:
  AddResult(const UpdateWorkflowResults& input, const Report& report, Arena& arena)
      : input_(input), report_(report), arena_(arena) {}

  Result<std::optional<Text>> operator()(Text snapshot) override {
    auto members = membersOf(snapshot, arena_);
    const JsonMember* context = members ? find(*members, "context") : nullptr;
    auto steps = context != nullptr ? membersOf(context->value, arena_) : std::nullopt;
    if (!steps) return noContext("Snapshot context", input_.runId);
    const JsonMember* step = find(*steps, input_.stepId.text);
    const auto result = afterReport(step == nullptr ? std::nullopt : std::optional(step->value),
                                    input_.result.text, report_, arena_);
    if (!result) return fail(ErrorCode::kCorruptRow, "the stored step result is not JSON");
    set(*steps, input_.stepId.text, *result, arena_);
    set(*members, "context", objectOf(*steps, arena_), arena_);
    if (input_.requestContext) {
      const JsonMember* stored = find(*members, "requestContext");
      auto request = stored == nullptr ? std::nullopt : membersOf(stored->value, arena_);
      if (!request) request.emplace();
      merge(*request, *membersOf(input_.requestContext->text, arena_), arena_);
      set(*members, "requestContext", objectOf(*request, arena_), arena_);
    }
    return objectOf(*members, arena_);
  }

 private:
  const UpdateWorkflowResults& input_;
  const Report& report_;
  Arena& arena_;
};

class SetState : public SnapshotEdit {
 public:
  SetState(Id run, const StateChange& change, Arena& arena)
      : run_(run), change_(change), arena_(arena) {}

  Result<std::optional<Text>> operator()(Text snapshot) override {
    auto members = membersOf(snapshot, arena_);
    if (!members || find(*members, "context") == nullptr) return noContext("Snapshot", run_);
    if (change_.expected) {
      const JsonMember* status = find(*members, "status");
      const bool is =
          status != nullptr && std::ranges::any_of(*change_.expected, [&](const Cell& expected) {
            return isString(status->value, std::get<Text>(expected.value), arena_);
          });
      if (!is) return std::nullopt;
    }
    merge(*members, *membersOf(change_.patch, arena_), arena_);
    return objectOf(*members, arena_);
  }

 private:
  Id run_;
  const StateChange& change_;
  Arena& arena_;
};

// Nothing else than a large value undoes these.
bool isLarge(const Outcome& outcome) { return outcome.failed.has_value(); }

}  // namespace

Task<Result<void>> WorkflowStore::persistWorkflowSnapshot(PersistWorkflowSnapshot input) {
  Arena& arena = call_.arena;
  if (auto error = emptyName(input.workflowName, input.runId)) {
    co_return std::unexpected(std::move(*error));
  }
  const bool has_resource = input.resourceId && !input.resourceId->text.empty();
  const Cell resource = has_resource ? Cell{input.resourceId->text} : Cell{Null{}};
  const Cell row[] = {
      {input.workflowName.text},
      {input.runId.text},
      resource,
      {threadOf(input.snapshot.text, arena)},
      {Time{input.createdAt.value_or(TimeStamp{call_.now_ms}).ms}},
      {Time{input.updatedAt.value_or(TimeStamp{call_.now_ms}).ms}},
      {Json{input.snapshot.text}},
  };
  const Change overwrite[] = {
      {.column = RunCol::snapshot, .how = How::kSet, .value = {Incoming{}}},
      {.column = RunCol::threadId, .how = How::kSet, .value = {Incoming{}}},
      input.updatedAt ? Change{.column = RunCol::updatedAt, .how = How::kSet, .value = {Incoming{}}}
                      : touch(call_.now_ms),
  };
  const Change owner[] = {{.column = RunCol::resourceId, .how = How::kSet, .value = resource}};
  const Statement statements[] = {
      Insert{.table = &kRuns,
             .columns = kInserted,
             .rows = row,
             .on_conflict = OnConflict::kChange,
             .changes = overwrite},
      // By itself, since a run hardly ever changes hands: an upsert that names the column would
      // write its index anew each time.
      Update{.table = &kRuns,
             .where = allOf(arena, {isRun(arena, input.workflowName, input.runId),
                                    compares(arena, RunCol::resourceId, Is::kNe, resource)}),
             .changes = owner},
  };
  Result<Outcome> outcome =
      co_await db_.run({.statements = std::span(statements, has_resource ? 2 : 1)});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return {};
}

Task<Result<Rows>> WorkflowStore::loadWorkflowSnapshot(WorkflowRunId input) {
  static constexpr Col kSnapshot[] = {RunCol::snapshot};
  return readRowsOf(db_, Select{.table = &kRuns,
                                .columns = kSnapshot,
                                .where = isRun(call_.arena, input.workflowName, input.runId)});
}

Task<Result<Text>> WorkflowStore::updateWorkflowResults(UpdateWorkflowResults input) {
  Arena& arena = call_.arena;
  if (auto error = emptyName(input.workflowName, input.runId)) {
    co_return std::unexpected(std::move(*error));
  }
  constexpr Col kSnapshot[] = {RunCol::snapshot};
  const Text step_path[] = {"context", input.stepId.text};
  const Text output_path[] = {"context", input.stepId.text, "output"};
  const Where is_run = isRun(arena, input.workflowName, input.runId);
  // The stored output is a list: every text of an empty list is in it.
  const Where is_list{.is = Is::kHasAll, .field = {RunCol::snapshot, output_path}};
  const Report report = reportOf(input.result.text, arena);
  const Text first = firstSnapshot(input, call_.now_ms, arena);
  const Text thread = threadOf(first, arena);

  // What every writing form changes: first the step, then this. A result that names no thread
  // leaves the one that others named.
  const Change set_result{.column = RunCol::snapshot,
                          .how = How::kSet,
                          .value = {Json{input.result.text}},
                          .path = step_path};
  const Change add_request{
      .column = RunCol::snapshot,
      .how = How::kMerge,
      .value = {Json{input.requestContext ? input.requestContext->text : Text("{}")}},
      .path = kRequestContext};
  const Change set_thread{.column = RunCol::threadId, .how = How::kSet, .value = {thread}};

  const Cell row[] = {{input.workflowName.text}, {input.runId.text},   {Null{}},     {thread},
                      {Time{call_.now_ms}},      {Time{call_.now_ms}}, {Json{first}}};
  const std::size_t last = thread.empty() ? 1 : 0;  // without set_thread
  const Change set_changes[] = {set_result, add_request, touch(call_.now_ms), set_thread};
  const Insert set_step{
      .table = &kRuns,
      .columns = kInserted,
      .rows = row,
      .on_conflict = OnConflict::kChange,
      .changes = std::span(set_changes).first(4 - last),
      .change_if = report.outputs ? allOf(arena, {hasContext(arena), noneOf(arena, is_list)})
                                  : hasContext(arena),
      .returning = kSnapshot,
  };

  if (!report.resets) {
    // A list that meets a list is merged into it; the insert then finds a list and leaves it.
    const Change merge_changes[] = {
        {.column = RunCol::snapshot,
         .how = How::kMerge,
         .value = {Json{report.others}},
         .path = step_path},
        {.column = RunCol::snapshot,
         .how = How::kMergeItems,
         .value = {Json{report.outputs.value_or("[]")}},
         .path = output_path},
        add_request,
        touch(call_.now_ms),
        set_thread,
    };
    const Update merge_step{.table = &kRuns,
                            .where = allOf(arena, {is_run, is_list}),
                            .changes = std::span(merge_changes).first(5 - last),
                            .returning = kSnapshot};
    const Statement statements[] = {set_step, merge_step, set_step};
    const Result<Outcome> outcome = co_await db_.run(
        {.statements =
             std::span(statements).subspan(report.outputs ? 1 : 0, report.outputs ? 2 : 1),
         .may_fail = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (isLarge(*outcome)) co_return co_await editResult(input, report, row);
    for (const Answer& answer : outcome->answers) {
      if (!answer.rows.empty()) co_return contextOf(answer.rows, arena);
    }
    co_return noContext("Snapshot context", input.runId);
  }

  // What may be cleared depends on what is stored: read, and written on condition that it is still
  // there. No back-off: where one writer loses, another has won.
  constexpr Col kRunId[] = {RunCol::runId};
  const Field step[] = {{RunCol::snapshot, step_path}};
  const Select look{
      .table = &kRuns, .columns = kRunId, .where = allOf(arena, {is_run, is_list}), .fields = step};
  std::optional<Text> met;  // the stored result
  for (unsigned attempt = 0; attempt < kMaxAttempts; ++attempt) {
    const auto after = met ? afterReset(*met, *report.outputs, arena) : std::optional<Text>("");
    if (!after) co_return fail(ErrorCode::kCorruptRow, "the stored step result is not JSON");
    const Change reset_changes[] = {
        {.column = RunCol::snapshot, .how = How::kSet, .value = {Json{*after}}, .path = step_path},
        add_request,
        touch(call_.now_ms),
        set_thread};
    const Where unchanged{.is = Is::kJsonEq,
                          .field = {RunCol::snapshot, step_path},
                          .values = arena.list<Cell>({{Json{met.value_or("")}}})};
    const Statement statements[] = {
        met ? Statement(Update{.table = &kRuns,
                               .where = allOf(arena, {is_run, unchanged}),
                               .changes = std::span(reset_changes).first(4 - last),
                               .returning = kSnapshot})
            : Statement(set_step),
        look,
    };
    const Result<Outcome> outcome = co_await db_.run({.statements = statements, .may_fail = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (isLarge(*outcome)) co_return co_await editResult(input, report, row);
    const auto [written, found] = std::pair(outcome->answers[0].rows, outcome->answers[1].rows);
    if (!written.empty()) co_return contextOf(written, arena);
    if (found.empty() && !met) co_return noContext("Snapshot context", input.runId);
    met = found.empty() ? std::nullopt : std::optional<Text>(found[0][1].text);
  }
  co_return fail(
      ErrorCode::kConflict,
      "the step's result was changed by others " + std::to_string(kMaxAttempts) + " times in a row",
      "FAILED");
}

Task<Result<Text>> WorkflowStore::editResult(UpdateWorkflowResults input, Report report,
                                             std::span<const Cell> first) {
  Arena& arena = call_.arena;
  AddResult edit(input, report, arena);
  const Where is_run = isRun(arena, input.workflowName, input.runId);
  for (;;) {
    const Result<Edited> edited = co_await editSnapshot(call_, db_, is_run, edit);
    if (!edited) co_return std::unexpected(edited.error());
    if (edited->now) co_return memberOf(*edited->now, kContext, arena).value_or("{}");
    // The run begins with a result that is large by itself.
    const Result<Answer> inserted =
        co_await answerOf(db_, Insert{.table = &kRuns,
                                      .columns = kInserted,
                                      .rows = first,
                                      .on_conflict = OnConflict::kSkip});
    if (!inserted) co_return std::unexpected(inserted.error());
    if (inserted->changed != 0) {
      co_return memberOf(std::get<Json>(first.back().value).text, kContext, arena).value_or("{}");
    }
  }
}

Task<Result<Rows>> WorkflowStore::updateWorkflowState(UpdateWorkflowState input) {
  Arena& arena = call_.arena;
  if (auto error = emptyName(input.workflowName, input.runId)) {
    co_return std::unexpected(std::move(*error));
  }
  const Result<StateChange> change = stateChange(input.opts, arena);
  if (!change) co_return std::unexpected(change.error());

  constexpr Col kSnapshot[] = {RunCol::snapshot};
  constexpr Col kRunId[] = {RunCol::runId};
  const Where is_run = isRun(arena, input.workflowName, input.runId);
  const Where has_context = hasContext(arena);
  const Where expected =
      change->expected
          ? Where{.is = Is::kIn, .field = {RunCol::status}, .values = *change->expected}
          : Where{};
  const Change changes[] = {
      {.column = RunCol::snapshot, .how = How::kMerge, .value = {Json{change->patch}}},
      touch(call_.now_ms),
  };
  const Statement statements[] = {
      Update{.table = &kRuns,
             .where = allOf(arena, {is_run, has_context, expected}),
             .changes = changes,
             .returning = kSnapshot},
      Select{.table = &kRuns,
             .columns = kRunId,
             .where = allOf(arena, {is_run, noneOf(arena, has_context)})},
  };
  Result<Outcome> outcome = co_await db_.run({.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  if (isLarge(*outcome)) {
    SetState edit(input.runId, *change, arena);
    const Result<Edited> edited = co_await editSnapshot(call_, db_, is_run, edit);
    if (!edited) co_return std::unexpected(edited.error());
    if (!edited->now) co_return Rows{};
    const std::span<Value> cells = arena.make<Value>(1);
    cells[0] = {.kind = Value::Kind::kText, .text = *edited->now};
    co_return Rows{.columns = 1, .cells = cells};
  }
  if (!outcome->answers[1].rows.empty()) co_return noContext("Snapshot", input.runId);
  co_return outcome->answers[0].rows;
}

Task<Result<RunPage>> WorkflowStore::listWorkflowRuns(ListWorkflowRuns input) {
  Arena& arena = call_.arena;
  const bool is_page = input.page && input.perPage;
  const std::optional<Slice> slice = is_page ? sliceOf(*input.page, *input.perPage) : Slice{};
  if (!slice) {
    co_return invalid("page value too large: page * perPage must be at most 9007199254740991");
  }
  const auto given = [](const auto& text) { return text && !text->empty(); };
  const auto textOf = [](std::optional<Id> id) {
    return id ? std::optional<Text>(id->text) : std::nullopt;
  };
  const std::optional<Text> workflow = textOf(input.workflowName);
  const std::optional<Text> resource = textOf(input.resourceId);
  const std::optional<Text> thread = textOf(input.threadId);

  Where parts[6];
  std::size_t count = 0;
  if (given(workflow)) parts[count++] = equals(arena, RunCol::workflowName, {*workflow});
  if (given(resource)) parts[count++] = equals(arena, RunCol::resourceId, {*resource});
  if (given(thread)) parts[count++] = isOfThread(arena, *thread);
  if (input.fromDate) {
    parts[count++] = compares(arena, RunCol::createdAt, Is::kGe, {Time{input.fromDate->ms}});
  }
  if (input.toDate) {
    parts[count++] = compares(arena, RunCol::createdAt, Is::kLe, {Time{input.toDate->ms}});
  }
  constexpr Col kPlace[] = {kInsertion};
  const Where has_status = equals(arena, RunCol::status, {input.status.value_or("")});
  const Select of_status{.table = &kRuns, .columns = kPlace, .where = has_status};
  const bool across = given(input.status) && !given(workflow);
  if (given(input.status)) {
    // The status is computed from the snapshot unless an index is searched by it. That index is in
    // the order of the list for one workflow only; across them it names the runs.
    parts[count++] =
        across ? Where{.is = Is::kInRows, .field = {kInsertion}, .rows = &of_status} : has_status;
  }
  const Where where{.is = Is::kAnd, .parts = std::span(parts, count)};
  const Order order[] = {{.column = RunCol::createdAt, .descending = true}};
  // Across workflows the runs are put in order without their snapshots, and only those of the page
  // are looked up.
  const Select places{.table = &kRuns,
                      .columns = kPlace,
                      .where = where,
                      .order = order,
                      .limit = slice->limit,
                      .offset = slice->offset};
  const bool by_place = across && slice->limit;
  const Select runs{
      .table = &kRuns,
      .columns = kRunRow,
      .where = by_place ? Where{.is = Is::kInRows, .field = {kInsertion}, .rows = &places} : where,
      .order = order,
      .limit = by_place ? std::nullopt : slice->limit,
      .offset = by_place ? 0 : slice->offset,
      .count = by_place ? Count::kNone : Count::kExact,
      .scan = true};
  const Select total{.table = &kRuns,
                     .columns = kPlace,
                     .where = where,
                     .limit = 0,
                     .count = Count::kExact,
                     .scan = true};
  const Statement statements[] = {runs, total};
  Result<Outcome> outcome =
      co_await db_.run({.statements = std::span(statements, by_place ? 2 : 1), .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return RunPage{.rows = outcome->answers[0].rows,
                    .total = outcome->answers[by_place ? 1 : 0].total};
}

}  // namespace agentkeep::workflows
