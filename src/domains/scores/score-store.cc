#include "domains/scores/score-store.h"

#include <algorithm>
#include <string>

#include "core/uuid.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::scores {
namespace {

using namespace query;  // domains speak its words all the time

constexpr Text kInvalid = "VALIDATION_FAILED";

// What a score may be about: the contract's four, and the types of spans.
constexpr Text kEntityTypes[] = {
    "AGENT",
    "WORKFLOW",
    "TRAJECTORY",
    "STEP",
    "agent_run",
    "scorer_run",
    "classifier_evaluation",
    "scorer_step",
    "generic",
    "model_generation",
    "model_step",
    "model_inference",
    "model_chunk",
    "mcp_tool_call",
    "mcp_server_request",
    "processor_run",
    "tool_call",
    "client_tool_call",
    "provider_tool_call",
    "workflow_run",
    "workflow_step",
    "workflow_conditional",
    "workflow_conditional_eval",
    "workflow_parallel",
    "workflow_loop",
    "workflow_sleep",
    "workflow_wait_event",
    "memory_operation",
    "workspace_action",
    "rag_ingestion",
    "rag_embedding",
    "rag_vector_operation",
    "rag_action",
    "graph_action",
    "mapping",
    "skill_resolution",
    "skill_action",
    "agent_signal",
};

Cell cellOf(const std::optional<Id>& given) { return given ? Cell{given->text} : Cell{Null{}}; }
Cell cellOf(const std::optional<Text>& given) { return given ? Cell{*given} : Cell{Null{}}; }
Cell cellOf(const std::optional<JsonObject>& given) {
  return given ? Cell{Json{given->text}} : Cell{Null{}};
}
Cell cellOf(const std::optional<NullableJson>& given) {
  return given ? Cell{Json{given->text}} : Cell{Null{}};
}

Task<Result<Rows>> refusal(Text message) {
  return refused<Rows>({ErrorCode::kInvalidArgument, std::string(message), kInvalid, {}});
}

}  // namespace

Task<Result<Rows>> ScoreStore::saveScore(SaveScore input) {
  if (input.source != "LIVE" && input.source != "TEST") {
    return refusal("source must be 'LIVE' or 'TEST'");
  }
  if (input.entityType &&
      std::ranges::find(kEntityTypes, *input.entityType) == std::end(kEntityTypes)) {
    return refusal(
        "entityType must be 'AGENT', 'WORKFLOW', 'TRAJECTORY', 'STEP' or the type of a span");
  }
  const bool has_id = input.id && !input.id->text.empty();
  const Text id = has_id ? input.id->text : uuid4(call_);
  const Cell now = {Time{call_.now_ms}};
  Insert insert{.table = &kScores, .columns = kScoreRow};
  insert.rows = call_.arena.list<Cell>({
      {id},
      {input.scorerId.text},
      cellOf(input.traceId),
      cellOf(input.spanId),
      {input.runId.text},
      {Json{input.scorer.text}},
      cellOf(input.preprocessStepResult),
      cellOf(input.extractStepResult),
      cellOf(input.analyzeStepResult),
      {input.score + 0.0},  // no -0, which databases do not keep
      cellOf(input.reason),
      cellOf(input.metadata),
      cellOf(input.preprocessPrompt),
      cellOf(input.extractPrompt),
      cellOf(input.generateScorePrompt),
      cellOf(input.generateReasonPrompt),
      cellOf(input.analyzePrompt),
      cellOf(input.reasonPrompt),
      cellOf(input.input),
      {Json{input.output.text}},
      cellOf(input.additionalContext),
      cellOf(input.requestContext),
      cellOf(input.entityType),
      {Json{input.entity.text}},
      {input.entityId.text},
      {input.source},
      cellOf(input.resourceId),
      cellOf(input.threadId),
      cellOf(input.organizationId),
      cellOf(input.projectId),
      cellOf(input.batchId),
      cellOf(input.datasetId),
      cellOf(input.datasetItemId),
      now,
      now,
  });
  // A new id is nobody else's, and the row is what was given.
  if (!has_id) return insertedRows(db_, call_.arena, insert);
  const std::span<Change> overwrite = call_.arena.make<Change>(std::size(kScoreRow));
  std::size_t count = 0;
  for (const Col column : kScoreRow) {
    if (column == ScoreCol::id || column == ScoreCol::createdAt) continue;
    overwrite[count++] = column == ScoreCol::updatedAt
                             ? Change{.column = column, .how = How::kTouch, .value = now}
                             : Change{.column = column, .how = How::kSet, .value = {Incoming{}}};
  }
  static constexpr Col kDates[] = {ScoreCol::createdAt, ScoreCol::updatedAt};
  insert.on_conflict = OnConflict::kChange;
  insert.changes = overwrite.first(count);
  insert.returning = kDates;
  return insertedRows(db_, call_.arena, insert);
}

Task<Result<Rows>> ScoreStore::getScoreById(GetScoreById input) {
  return readRowsOf(db_, Select{.table = &kScores,
                                .columns = kScoreRow,
                                .where = equals(call_.arena, ScoreCol::id, {input.id.text})});
}

Task<Result<ScorePage>> ScoreStore::listScoresByScorerId(ListScoresByScorerId input) {
  Arena& arena = call_.arena;
  const auto given = [](Text text) { return !text.empty(); };
  const std::span<Where> parts = arena.make<Where>(4);
  std::size_t count = 0;
  parts[count++] = equals(arena, ScoreCol::scorerId, {input.scorerId.text});
  if (input.entityId && given(input.entityId->text)) {
    parts[count++] = equals(arena, ScoreCol::entityId, {input.entityId->text});
  }
  if (input.entityType && given(*input.entityType)) {
    parts[count++] = equals(arena, ScoreCol::entityType, {*input.entityType});
  }
  if (input.source && given(*input.source)) {
    parts[count++] = equals(arena, ScoreCol::source, {*input.source});
  }
  return list(parts.first(count), input.pagination, input.filters);
}

Task<Result<ScorePage>> ScoreStore::listScoresByRunId(ListScoresByRunId input) {
  Arena& arena = call_.arena;
  return list(arena.list({equals(arena, ScoreCol::runId, {input.runId.text})}), input.pagination,
              input.filters);
}

Task<Result<ScorePage>> ScoreStore::listScoresByEntityId(ListScoresByEntityId input) {
  Arena& arena = call_.arena;
  return list(arena.list({equals(arena, ScoreCol::entityId, {input.entityId.text}),
                          equals(arena, ScoreCol::entityType, {input.entityType})}),
              input.pagination, input.filters);
}

Task<Result<ScorePage>> ScoreStore::listScoresBySpan(ListScoresBySpan input) {
  Arena& arena = call_.arena;
  return list(arena.list({equals(arena, ScoreCol::traceId, {input.traceId.text}),
                          equals(arena, ScoreCol::spanId, {input.spanId.text})}),
              input.pagination, input.filters);
}

Task<Result<ScorePage>> ScoreStore::list(std::span<const Where> conditions,
                                         std::optional<Pagination> pagination,
                                         std::optional<TenancyFilters> filters) {
  Arena& arena = call_.arena;
  const Pagination asked = pagination.value_or(Pagination{});
  const PageNumber page = asked.page.value_or(PageNumber{});
  const PerPage per_page = asked.perPage.value_or(PerPage{.rows = 100});
  const std::optional<Slice> slice = sliceOf(page, per_page);
  if (!slice) {
    co_return invalid("page value too large: page * perPage must be at most 9007199254740991");
  }
  const std::span<Where> parts = arena.make<Where>(conditions.size() + 2);
  std::ranges::copy(conditions, parts.begin());
  std::size_t count = conditions.size();
  const TenancyFilters tenancy = filters.value_or(TenancyFilters{});
  if (tenancy.organizationId) {
    parts[count++] = equals(arena, ScoreCol::organizationId, {tenancy.organizationId->text});
  }
  if (tenancy.projectId) {
    parts[count++] = equals(arena, ScoreCol::projectId, {tenancy.projectId->text});
  }
  const Order order[] = {{.column = ScoreCol::createdAt, .descending = true}};
  const Statement statements[] = {Select{.table = &kScores,
                                         .columns = kScoreRow,
                                         .where = {.is = Is::kAnd, .parts = parts.first(count)},
                                         .order = order,
                                         .limit = slice->limit,
                                         .offset = slice->offset,
                                         .count = Count::kExact,
                                         .scan = true,
                                         .only_replied = true}};
  Result<Outcome> outcome = co_await db_.run({.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  const Answer& answer = outcome->answers[0];
  co_return ScorePage{
      .rows = answer.rows,
      .info = {.total = answer.total,
               .page = page.value,
               .perPage = per_page,
               .hasMore = !per_page.all && slice->offset + per_page.rows < answer.total}};
}

Task<Result<std::span<const retention::Pruned>>> ScoreStore::prune(PruneScores input) {
  const auto targets = call_.arena.list<retention::Target>(
      {{"scorers", &kScores, ScoreCol::createdAt, input.policies.scorers}});
  return retention::prune(call_, db_, targets, input.options.value_or(retention::PruneOptions{}));
}

Task<Result<void>> ScoreStore::dangerouslyClearAll(ClearScores /*input*/) {
  return query::clear(db_, kScores);
}

}  // namespace agentkeep::scores
