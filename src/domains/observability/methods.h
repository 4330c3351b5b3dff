// What the methods of the domain run: each reads its arguments, asks once, and writes its answer.
#pragma once

#include "api/method.h"

namespace agentkeep::observability {

#define AGENTKEEP_RUNS(name)                                                            \
  Task<Result<void>> name(Call& call, query::Database& db, const api::Request& request, \
                          JsonWriter& out)

AGENTKEEP_RUNS(createSpan);
AGENTKEEP_RUNS(batchCreateSpans);
AGENTKEEP_RUNS(updateSpan);
AGENTKEEP_RUNS(batchUpdateSpans);
AGENTKEEP_RUNS(getSpan);
AGENTKEEP_RUNS(getSpans);
AGENTKEEP_RUNS(getRootSpan);
AGENTKEEP_RUNS(getTrace);
AGENTKEEP_RUNS(getTraceLight);
AGENTKEEP_RUNS(getBranch);
AGENTKEEP_RUNS(listTraces);
AGENTKEEP_RUNS(listTracesLight);
AGENTKEEP_RUNS(listBranches);
AGENTKEEP_RUNS(queryTraces);
AGENTKEEP_RUNS(queryThreads);
AGENTKEEP_RUNS(getTraceQueryObservedFields);
AGENTKEEP_RUNS(getTraceQueryValues);
AGENTKEEP_RUNS(batchDeleteTraces);
AGENTKEEP_RUNS(batchCreateLogs);
AGENTKEEP_RUNS(listLogs);
AGENTKEEP_RUNS(batchCreateMetrics);
AGENTKEEP_RUNS(listMetrics);
AGENTKEEP_RUNS(createScore);
AGENTKEEP_RUNS(batchCreateScores);
AGENTKEEP_RUNS(listScores);
AGENTKEEP_RUNS(deleteScores);
AGENTKEEP_RUNS(createFeedback);
AGENTKEEP_RUNS(batchCreateFeedback);
AGENTKEEP_RUNS(listFeedback);
AGENTKEEP_RUNS(deleteFeedback);
AGENTKEEP_RUNS(updateFeedbackReviewStatus);
AGENTKEEP_RUNS(getMetricAggregate);
AGENTKEEP_RUNS(getMetricBreakdown);
AGENTKEEP_RUNS(getMetricTimeSeries);
AGENTKEEP_RUNS(getMetricPercentiles);
AGENTKEEP_RUNS(getScoreAggregate);
AGENTKEEP_RUNS(getScoreBreakdown);
AGENTKEEP_RUNS(getScoreTimeSeries);
AGENTKEEP_RUNS(getScorePercentiles);
AGENTKEEP_RUNS(getFeedbackAggregate);
AGENTKEEP_RUNS(getFeedbackBreakdown);
AGENTKEEP_RUNS(getFeedbackTimeSeries);
AGENTKEEP_RUNS(getFeedbackPercentiles);
AGENTKEEP_RUNS(getMetricNames);
AGENTKEEP_RUNS(getMetricLabelKeys);
AGENTKEEP_RUNS(getMetricLabelValues);
AGENTKEEP_RUNS(getEntityTypes);
AGENTKEEP_RUNS(getEntityNames);
AGENTKEEP_RUNS(getServiceNames);
AGENTKEEP_RUNS(getEnvironments);
AGENTKEEP_RUNS(getTags);
AGENTKEEP_RUNS(prune);

#undef AGENTKEEP_RUNS

}  // namespace agentkeep::observability
