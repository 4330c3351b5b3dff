// The domain `scores` on the wire: argument shapes, answers, method table.
#include "api/run-method.h"
#include "domains/scores/score-store.h"

namespace agentkeep::api {

using namespace scores;  // the argument structs, named as the methods are

#define MEMBER AGENTKEEP_FIELD

AGENTKEEP_SHAPE(
    SaveScore,
    MEMBER(SaveScore, id, "Absent: a new one. A known score is replaced, and keeps its createdAt."),
    MEMBER(SaveScore, scorerId, ""), MEMBER(SaveScore, traceId, ""), MEMBER(SaveScore, spanId, ""),
    MEMBER(SaveScore, runId, ""), MEMBER(SaveScore, scorer, ""),
    MEMBER(SaveScore, preprocessStepResult, ""), MEMBER(SaveScore, extractStepResult, ""),
    MEMBER(SaveScore, analyzeStepResult, ""), MEMBER(SaveScore, score, ""),
    MEMBER(SaveScore, reason, ""), MEMBER(SaveScore, metadata, ""),
    MEMBER(SaveScore, preprocessPrompt, ""), MEMBER(SaveScore, extractPrompt, ""),
    MEMBER(SaveScore, generateScorePrompt, ""), MEMBER(SaveScore, generateReasonPrompt, ""),
    MEMBER(SaveScore, analyzePrompt, ""), MEMBER(SaveScore, reasonPrompt, ""),
    MEMBER(SaveScore, input, ""), MEMBER(SaveScore, output, ""),
    MEMBER(SaveScore, additionalContext, ""), MEMBER(SaveScore, requestContext, ""),
    MEMBER(SaveScore, entityType, "AGENT, WORKFLOW, TRAJECTORY, STEP or the type of a span."),
    MEMBER(SaveScore, entity, ""), MEMBER(SaveScore, entityId, ""),
    MEMBER(SaveScore, source, "LIVE or TEST."), MEMBER(SaveScore, resourceId, ""),
    MEMBER(SaveScore, threadId, ""), MEMBER(SaveScore, organizationId, ""),
    MEMBER(SaveScore, projectId, ""), MEMBER(SaveScore, batchId, ""),
    MEMBER(SaveScore, datasetId, ""), MEMBER(SaveScore, datasetItemId, ""))
AGENTKEEP_SHAPE(GetScoreById, MEMBER(GetScoreById, id, ""))
AGENTKEEP_SHAPE(Pagination, MEMBER(Pagination, page, "From 0."),
                MEMBER(Pagination, perPage, "Absent: 100."))
AGENTKEEP_SHAPE(TenancyFilters, MEMBER(TenancyFilters, organizationId, ""),
                MEMBER(TenancyFilters, projectId, ""))
AGENTKEEP_SHAPE(ListScoresByScorerId, MEMBER(ListScoresByScorerId, scorerId, ""),
                MEMBER(ListScoresByScorerId, pagination, ""),
                MEMBER(ListScoresByScorerId, entityId, ""),
                MEMBER(ListScoresByScorerId, entityType, ""),
                MEMBER(ListScoresByScorerId, source, ""), MEMBER(ListScoresByScorerId, filters, ""))
AGENTKEEP_SHAPE(ListScoresByRunId, MEMBER(ListScoresByRunId, runId, ""),
                MEMBER(ListScoresByRunId, pagination, ""), MEMBER(ListScoresByRunId, filters, ""))
AGENTKEEP_SHAPE(ListScoresByEntityId, MEMBER(ListScoresByEntityId, entityId, ""),
                MEMBER(ListScoresByEntityId, entityType, ""),
                MEMBER(ListScoresByEntityId, pagination, ""),
                MEMBER(ListScoresByEntityId, filters, ""))
AGENTKEEP_SHAPE(ListScoresBySpan, MEMBER(ListScoresBySpan, traceId, ""),
                MEMBER(ListScoresBySpan, spanId, ""), MEMBER(ListScoresBySpan, pagination, ""),
                MEMBER(ListScoresBySpan, filters, ""))
AGENTKEEP_SHAPE(ScorePolicies, MEMBER(ScorePolicies, scorers, "By createdAt."))
AGENTKEEP_SHAPE(PruneScores, MEMBER(PruneScores, policies, ""), MEMBER(PruneScores, options, ""))
template <>
struct ShapeOf<ClearScores> {
  static constexpr Shape shape{"ClearScores", {}};
};

#undef MEMBER

namespace {

constexpr Text kDomain = "scores";
constexpr Text kInvalid = "VALIDATION_FAILED";

constexpr auto kScore = kWriteRow<kScores, kScoreRow>;
constexpr auto kSaved = [](JsonWriter& out, const query::Rows& rows) -> Result<void> {
  out.beginObject().key("score");
  if (auto written = writeRows(out, kScores, kScoreRow, rows); !written) return written;
  out.endObject();
  return {};
};
constexpr auto kPage = [](JsonWriter& out, const ScorePage& page) -> Result<void> {
  out.beginObject().key("scores").beginArray();
  if (auto written = writeRows(out, kScores, kScoreRow, page.rows); !written) return written;
  out.endArray().key("pagination").beginObject();
  writePageInfo(out, page.info);
  out.endObject().endObject();
  return {};
};

using Store = ScoreStore;

template <class Input, auto Function, auto Write>
constexpr auto kRun = &runMethod<Store, Input, Function, Write>;

constexpr Method kMethods[] = {
    {"scores.saveScore", Scope::kWrite, &ShapeOf<SaveScore>::shape, Reply::kSavedScore,
     &runMethod<Store, SaveScore, &Store::saveScore, kSaved, kInvalid>,
     AGENTKEEP_NOTE("Saves a score; one of a known id is replaced.")},
    {"scores.getScoreById", Scope::kRead, &ShapeOf<GetScoreById>::shape, Reply::kScoreOrNull,
     kRun<GetScoreById, &Store::getScoreById, kScore>, AGENTKEEP_NOTE("One score, or null.")},
    {"scores.listScoresByScorerId", Scope::kRead, &ShapeOf<ListScoresByScorerId>::shape,
     Reply::kScorePage, kRun<ListScoresByScorerId, &Store::listScoresByScorerId, kPage>,
     AGENTKEEP_NOTE("One page of the scores of a scorer, newest first.")},
    {"scores.listScoresByRunId", Scope::kRead, &ShapeOf<ListScoresByRunId>::shape,
     Reply::kScorePage, kRun<ListScoresByRunId, &Store::listScoresByRunId, kPage>,
     AGENTKEEP_NOTE("One page of the scores of a run, newest first.")},
    {"scores.listScoresByEntityId", Scope::kRead, &ShapeOf<ListScoresByEntityId>::shape,
     Reply::kScorePage, kRun<ListScoresByEntityId, &Store::listScoresByEntityId, kPage>,
     AGENTKEEP_NOTE(
         "One page of the scores of an agent, a workflow or another entity, newest first.")},
    {"scores.listScoresBySpan", Scope::kRead, &ShapeOf<ListScoresBySpan>::shape, Reply::kScorePage,
     kRun<ListScoresBySpan, &Store::listScoresBySpan, kPage>,
     AGENTKEEP_NOTE("One page of the scores of a span, newest first.")},
    {"scores.prune", Scope::kAdmin, &ShapeOf<PruneScores>::shape, Reply::kPruned,
     kRun<PruneScores, &Store::prune, kWritePruned<kDomain>>, AGENTKEEP_NOTE("Deletes old scores."),
     kPruneParameters},
    {"scores.dangerouslyClearAll", Scope::kAdmin, &ShapeOf<ClearScores>::shape, Reply::kNothing,
     kRun<ClearScores, &Store::dangerouslyClearAll, kWriteNothing>,
     AGENTKEEP_NOTE("Deletes every score.")},
};

}  // namespace

std::span<const Method> scoresMethods() { return kMethods; }

}  // namespace agentkeep::api
