// What the methods of `knowledge` that are no description do.
#pragma once

#include "api/run-method.h"

namespace agentkeep::knowledge {

#define AGENTKEEP_METHODS(_) \
  _(createNode)              \
  _(getNodeByName)           \
  _(resolveNode)             \
  _(listNodes)               \
  _(updateNode)              \
  _(mergeNodes)              \
  _(appendKnowledge)         \
  _(getKnowledge)            \
  _(listKnowledgeAbout)      \
  _(listKnowledgeMentioning) \
  _(listKnowledgeRelatedTo)  \
  _(knowledgeBySource)       \
  _(removeKnowledge)         \
  _(restoreKnowledge)        \
  _(rescopeKnowledge)        \
  _(raiseKnowledgeCeiling)   \
  _(search)                  \
  _(advanceCurationCursor)   \
  _(listActivity)            \
  _(listSemanticOutbox)      \
  _(claimSemanticOutbox)     \
  _(releaseSemanticOutbox)
#define AGENTKEEP_METHOD(name)                                                          \
  Task<Result<void>> name(Call& call, query::Database& db, const api::Request& request, \
                          JsonWriter& out);
AGENTKEEP_METHODS(AGENTKEEP_METHOD)
#undef AGENTKEEP_METHOD
#undef AGENTKEEP_METHODS

}  // namespace agentkeep::knowledge
