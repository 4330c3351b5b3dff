// The domain `scores`: contract/scores.md and contract/schemas.json.
#include "api/run-method.h"
#include "operations/operation.h"

namespace agentkeep::scores {
namespace {

using namespace query;  // domains speak its words all the time
using api::Scope;
using operations::Aging;
using operations::By;
using operations::described;
using operations::Do;
using operations::Form;
using operations::Operation;

constexpr Text kSourceWords[] = {"LIVE", "TEST"};
constexpr Words kSources{kSourceWords, "'LIVE' or 'TEST'"};

// What a score may be about: the contract's five, and the types of spans.
constexpr Text kEntityTypeWords[] = {
    "AGENT",
    "WORKFLOW",
    "TRAJECTORY",
    "STEP",
    "EXTERNAL",
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
constexpr Words kEntityTypes{
    kEntityTypeWords,
    "'AGENT', 'WORKFLOW', 'TRAJECTORY', 'STEP', 'EXTERNAL' or the type of a span"};

// Where a large input, a large output is.
constexpr Col kInputLarge = 35, kOutputLarge = 36;
constexpr Column kScoreColumns[] = {
    {.name = "id",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kId,
     .given = Given::kOnce,
     .fill = Fill::kUuid},
    {.name = "scorerId", .type = Type::kText, .takes = Takes::kId, .required = true},
    {.name = "traceId", .type = Type::kText, .takes = Takes::kId},
    {.name = "spanId", .type = Type::kText, .takes = Takes::kId},
    {.name = "runId", .type = Type::kText, .takes = Takes::kId, .required = true},
    {.name = "scorer", .type = Type::kJson, .takes = Takes::kObject, .required = true},
    {.name = "preprocessStepResult", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "extractStepResult", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "analyzeStepResult", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "score", .type = Type::kReal, .required = true},
    {.name = "reason", .type = Type::kText},
    {.name = "metadata", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "preprocessPrompt", .type = Type::kText},
    {.name = "extractPrompt", .type = Type::kText},
    {.name = "generateScorePrompt", .type = Type::kText},
    {.name = "generateReasonPrompt", .type = Type::kText},
    {.name = "analyzePrompt", .type = Type::kText},
    {.name = "reasonPrompt", .type = Type::kText},
    {.name = "input", .type = Type::kJson, .keeps_json_null = true, .reference = kInputLarge},
    {.name = "output",
     .type = Type::kJson,
     .keeps_json_null = true,
     .required = true,
     .reference = kOutputLarge},
    {.name = "additionalContext", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "requestContext", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "entityType", .type = Type::kText, .words = &kEntityTypes},
    {.name = "entity", .type = Type::kJson, .takes = Takes::kObject, .required = true},
    {.name = "entityId", .type = Type::kText, .takes = Takes::kId, .required = true},
    {.name = "source", .type = Type::kText, .required = true, .words = &kSources},
    {.name = "resourceId", .type = Type::kText, .takes = Takes::kId},
    {.name = "threadId", .type = Type::kText, .takes = Takes::kId},
    {.name = "organizationId", .type = Type::kText, .takes = Takes::kId},
    {.name = "projectId", .type = Type::kText, .takes = Takes::kId},
    {.name = "batchId", .type = Type::kText, .takes = Takes::kId},
    {.name = "datasetId", .type = Type::kText, .takes = Takes::kId},
    {.name = "datasetItemId", .type = Type::kText, .takes = Takes::kId},
    {.name = "createdAt",
     .type = Type::kTimestamp,
     .nullable = false,
     .given = Given::kNever,
     .fill = Fill::kNow},
    {.name = "updatedAt", .type = Type::kTimestamp, .given = Given::kNever, .fill = Fill::kTime},
    {.name = "input_large", .type = Type::kText, .given = Given::kNever},
    {.name = "output_large", .type = Type::kText, .given = Given::kNever},
};
consteval Col col(Text name) { return columnOf(kScoreColumns, name); }
static_assert(kInputLarge == col("input_large") && kOutputLarge == col("output_large"));

constexpr Col kScoreKey[] = {col("id")};
constexpr Key kScoreKeys[] = {{kScoreKey}};
constexpr Col kScoresByScorer[] = {col("scorerId"), col("createdAt")};
constexpr Col kScoresByRun[] = {col("runId"), col("createdAt")};
constexpr Col kScoresByEntity[] = {col("entityId"), col("entityType"), col("createdAt")};
constexpr Col kScoresBySpan[] = {col("traceId"), col("spanId"), col("createdAt")};
constexpr AccessPath kScorePaths[] = {
    {"idx_scorers_scorer_created_at", kScoresByScorer, "listScoresByScorerId"},
    {"idx_scorers_run_created_at", kScoresByRun, "listScoresByRunId"},
    {"idx_scorers_entity_created_at", kScoresByEntity, "listScoresByEntityId"},
    {"idx_scorers_trace_span_created_at", kScoresBySpan, "listScoresBySpan"},
};
constexpr Table kScores{
    .name = "mastra_scorers",
    .columns = kScoreColumns,
    .keys = kScoreKeys,
    .paths = kScorePaths,
    .keeps_insertion_order = true,
};

constexpr const Table* kTables[] = {&kScores};

// All but the references of large values.
constexpr auto kRow = operations::allOf<kInputLarge>;

constexpr Order kNewest[] = {{.column = col("createdAt"), .descending = true}};
// With these every list ends.
constexpr By kOrganization{.column = col("organizationId"), .optional = true, .inside = "filters"};
constexpr By kProject{.column = col("projectId"), .optional = true, .inside = "filters"};
constexpr By kById[] = {{col("id")}};
constexpr By kByScorer[] = {{col("scorerId")},
                            {.column = col("entityId"), .optional = true, .blank = false},
                            {.column = col("entityType"), .optional = true, .blank = false},
                            {.column = col("source"), .optional = true, .blank = false},
                            kOrganization,
                            kProject};
constexpr By kByRun[] = {{col("runId")}, kOrganization, kProject};
constexpr By kByEntity[] = {{col("entityId")}, {col("entityType")}, kOrganization, kProject};
constexpr By kBySpan[] = {{col("traceId")}, {col("spanId")}, kOrganization, kProject};

constexpr Operation listsBy(std::span<const By> by) {
  return {.what = Do::kList,
          .table = &kScores,
          .row = kRow,
          .type = "Score",
          .member = "scores",
          .form = Form::kNested,
          .by = by,
          .order = kNewest};
}

constexpr Operation kSave{.what = Do::kSave,
                          .table = &kScores,
                          .row = kRow,
                          .type = "Score",
                          .member = "score",
                          .refusal = "VALIDATION_FAILED"};
constexpr Operation kGet{
    .what = Do::kGet, .table = &kScores, .row = kRow, .type = "Score", .by = kById};
constexpr Operation kListByScorer = listsBy(kByScorer);
constexpr Operation kListByRun = listsBy(kByRun);
constexpr Operation kListByEntity = listsBy(kByEntity);
constexpr Operation kListBySpan = listsBy(kBySpan);
constexpr Aging kAging[] = {{"scorers", &kScores, col("createdAt")}};
constexpr Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr api::Method kMethods[] = {
    described("saveScore", Scope::kWrite, kSave,
              AGENTKEEP_NOTE("Saves a score; one of a known id is replaced, and keeps its "
                             "createdAt.")),
    described("getScoreById", Scope::kRead, kGet, AGENTKEEP_NOTE("One score, or null.")),
    described("listScoresByScorerId", Scope::kRead, kListByScorer,
              AGENTKEEP_NOTE("One page of the scores of a scorer, newest first.")),
    described("listScoresByRunId", Scope::kRead, kListByRun,
              AGENTKEEP_NOTE("One page of the scores of a run, newest first.")),
    described("listScoresByEntityId", Scope::kRead, kListByEntity,
              AGENTKEEP_NOTE("One page of the scores of an agent, a workflow or another entity, "
                             "newest first.")),
    described("listScoresBySpan", Scope::kRead, kListBySpan,
              AGENTKEEP_NOTE("One page of the scores of a span, newest first.")),
    described("prune", Scope::kAdmin, kPrune, AGENTKEEP_NOTE("Deletes old scores."),
              api::kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear, AGENTKEEP_NOTE("Deletes every score.")),
};

}  // namespace

extern const api::Domain kDomain{"scores", kTables, kMethods};

}  // namespace agentkeep::scores
