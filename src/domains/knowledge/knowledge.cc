// The domain `knowledge`: contract/knowledge.md. Nodes are named things, records say something
// about a node, and both may mention nodes. What each change leaves behind (activity, entries of
// the outbox) is written with it.
#include "domains/knowledge/methods.h"
#include "domains/knowledge/tables.h"
#include "operations/operation.h"

namespace agentkeep::knowledge {
namespace {

using api::Scope;
using operations::Answers;
using operations::described;
using operations::Do;
using operations::More;
using operations::Operation;
using operations::Set;
using operations::Stamp;
using query::Cell;
using query::Is;

constexpr const Table* kTables[] = {&kMentions, &kRecords,  &kNodes,
                                    &kCursors,  &kActivity, &kOutbox};

constexpr Cell kProcessing{Text("processing")};
constexpr Cell kCompleted{Text("completed")};
constexpr operations::By kNodeById[] = {{ofNode("id")}};
constexpr operations::By kByCursor[] = {{ofCursor("sourceThreadId")}, {ofCursor("agent")}};
constexpr operations::By kClaimed[] = {{.column = ofOutbox("id"), .is = Is::kIn, .name = "ids"},
                                       {.column = ofOutbox("status"), .value = &kProcessing},
                                       {.column = ofOutbox("claimedBy"), .name = "workerId"}};
constexpr Set kDone[] = {{.column = ofOutbox("status"), .value = &kCompleted}};
constexpr Stamp kDoneAt[] = {{ofOutbox("completedAt"), ofOutbox("status"), "completed"}};
constexpr More kCompletes{.sets = kDone, .stamps = kDoneAt};

constexpr Operation kGetNode{
    .what = Do::kGet, .table = &kNodes, .row = kNodeRow, .type = "KnowledgeNode", .by = kNodeById};
constexpr Operation kGetCursor{.what = Do::kGet,
                               .table = &kCursors,
                               .row = kCursorRow,
                               .type = "KnowledgeCurationCursor",
                               .by = kByCursor};
constexpr Operation kComplete{.what = Do::kUpdate,
                              .table = &kOutbox,
                              .answers = Answers::kNothing,
                              .by = kClaimed,
                              .more = &kCompletes};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

#define AGENTKEEP_RECORDS "{ records: KnowledgeRecord[], nextCursor?: string }"
#define AGENTKEEP_ABOUT                                                                          \
  "{ node: string | object, scope: string[], after?: string, limit?: integer, includeDeleted?: " \
  "boolean }"

constexpr Text kId[] = {"id"};
constexpr api::Method kMethods[] = {
    {.name = "createNode",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id?: string, name: string, kind: string, content?: string, "
                             "description?: string, scope: string[], resolutionScope?: string[] }"),
     .answer = AGENTKEEP_NOTE("KnowledgeNode"),
     .run = &createNode,
     .summary = AGENTKEEP_NOTE("Makes a node, and those that its content names in double brackets "
                               "and nobody knows; or answers the one of that name and scope.")},
    described("getNode", Scope::kRead, kGetNode,
              AGENTKEEP_NOTE("One node, merged or not; or null."), kId),
    {.name = "getNodeByName",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ name: string, scope: string[] }"),
     .answer = AGENTKEEP_NOTE("KnowledgeNode | null"),
     .run = &getNodeByName,
     .summary = AGENTKEEP_NOTE("The node of that name in exactly that scope, merged or not.")},
    {.name = "resolveNode",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ name: string, scope: string[] }"),
     .answer = AGENTKEEP_NOTE("KnowledgeNode | null"),
     .run = &resolveNode,
     .summary =
         AGENTKEEP_NOTE("What the name means there: the node of the narrowest scope, or what "
                        "it was merged into.")},
    {.name = "listNodes",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ scope: string[], namePrefix?: string, kind?: string, hasContent?: "
                             "boolean, cursor?: string, limit?: integer }"),
     .answer = AGENTKEEP_NOTE("KnowledgeNode[]"),
     .run = &listNodes,
     .summary = AGENTKEEP_NOTE("Nodes that are seen there, the one changed last first; cursor: the "
                               "framework's createKnowledgeNodeCursor() of the last one.")},
    {.name = "updateNode",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id: string, version: integer, name?: string, kind?: string, "
                             "content?: string, description?: string, scope?: string[], "
                             "resolutionScope?: string[] }"),
     .answer = AGENTKEEP_NOTE("KnowledgeNode"),
     .run = &updateNode,
     .summary = AGENTKEEP_NOTE("Changes what is given, if the node still has that version.")},
    {.name = "mergeNodes",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ sourceId: string, targetId: string, sourceVersion: integer }"),
     .answer = AGENTKEEP_NOTE("KnowledgeNode"),
     .run = &mergeNodes,
     .summary = AGENTKEEP_NOTE("Moves what is said of a node and mentions it to another one.")},
    {.name = "appendKnowledge",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE(
         "{ id?: string, node: string | object, text: string, scope: string[], sourceThreadId: "
         "string, when?: time, maxScope?: 'org' | 'resource' | 'thread', metadata?: object, "
         "resolutionScope: string[], defaultScope: string[] }"),
     .answer = AGENTKEEP_NOTE("KnowledgeRecord"),
     .run = &appendKnowledge,
     .summary = AGENTKEEP_NOTE("Adds a record about a node; names in double brackets that mean no "
                               "node in resolutionScope become nodes in defaultScope.")},
    {.name = "getKnowledge",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ id: string, includeDeleted?: boolean }"),
     .answer = AGENTKEEP_NOTE("KnowledgeRecord | null"),
     .run = &getKnowledge,
     .summary = AGENTKEEP_NOTE("One record, or null.")},
    {.name = "listKnowledgeAbout",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE(AGENTKEEP_ABOUT),
     .answer = AGENTKEEP_NOTE(AGENTKEEP_RECORDS),
     .run = &listKnowledgeAbout,
     .summary = AGENTKEEP_NOTE("Records about a node, the newest first.")},
    {.name = "listKnowledgeMentioning",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE(AGENTKEEP_ABOUT),
     .answer = AGENTKEEP_NOTE(AGENTKEEP_RECORDS),
     .run = &listKnowledgeMentioning,
     .summary = AGENTKEEP_NOTE("Records that mention a node, the newest first.")},
    {.name = "listKnowledgeRelatedTo",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE(AGENTKEEP_ABOUT),
     .answer = AGENTKEEP_NOTE(AGENTKEEP_RECORDS),
     .run = &listKnowledgeRelatedTo,
     .summary = AGENTKEEP_NOTE("Records that are about a node or mention it, the newest first.")},
    {.name = "knowledgeBySource",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ sourceThreadId: string, scope: string[], after?: string, limit?: "
                             "integer, includeDeleted?: boolean }"),
     .answer = AGENTKEEP_NOTE(AGENTKEEP_RECORDS),
     .run = &knowledgeBySource,
     .summary = AGENTKEEP_NOTE("Records that come from a thread, the oldest first.")},
    {.name = "removeKnowledge",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id: string, deletedBy: string }"),
     .answer = AGENTKEEP_NOTE("KnowledgeRecord"),
     .run = &removeKnowledge,
     .summary = AGENTKEEP_NOTE("Deletes a record, which can be restored.")},
    {.name = "restoreKnowledge",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id: string }"),
     .answer = AGENTKEEP_NOTE("KnowledgeRecord"),
     .run = &restoreKnowledge,
     .summary = AGENTKEEP_NOTE("Takes back that it was deleted.")},
    {.name = "rescopeKnowledge",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id: string, scope: string[] }"),
     .answer = AGENTKEEP_NOTE("KnowledgeRecord"),
     .run = &rescopeKnowledge,
     .summary = AGENTKEEP_NOTE("Moves a record to another scope, as far as its ceiling allows.")},
    {.name = "raiseKnowledgeCeiling",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ id: string, maxScope?: 'org' | 'resource' | 'thread' | null }"),
     .answer = AGENTKEEP_NOTE("KnowledgeRecord"),
     .run = &raiseKnowledgeCeiling,
     .summary = AGENTKEEP_NOTE("Lets a record go to a broader scope; without one: to any.")},
    {.name = "search",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ query: string, scope: string[], limit?: integer }"),
     .answer = AGENTKEEP_NOTE("KnowledgeFound[]"),
     .run = &search,
     .summary = AGENTKEEP_NOTE("Nodes, then records, whose texts have it.")},
    described("getCurationCursor", Scope::kRead, kGetCursor,
              AGENTKEEP_NOTE("How far a curator is in a thread, or null.")),
    {.name = "advanceCurationCursor",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ sourceThreadId: string, agent: string, lastKnowledgeId: string }"),
     .answer = AGENTKEEP_NOTE("KnowledgeCurationCursor"),
     .run = &advanceCurationCursor,
     .summary = AGENTKEEP_NOTE("Moves it on; conflict if that is back.")},
    {.name = "listActivity",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ scope: string[], after?: string, limit?: integer }"),
     .answer = AGENTKEEP_NOTE("KnowledgeActivityEvent[]"),
     .run = &listActivity,
     .summary = AGENTKEEP_NOTE("What has happened, the latest first.")},
    {.name = "listSemanticOutbox",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ status?: 'pending' | 'processing' | 'completed', scope?: string[], "
                             "limit?: integer }"),
     .answer = AGENTKEEP_NOTE("KnowledgeOutboxEntry[]"),
     .run = &listSemanticOutbox,
     .summary = AGENTKEEP_NOTE("What a semantic index has to be told, the oldest first.")},
    {.name = "claimSemanticOutbox",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ workerId: string, limit?: integer, now?: time, claimTimeoutMs?: "
                             "integer, scope?: string[] }"),
     .answer = AGENTKEEP_NOTE("KnowledgeOutboxEntry[]"),
     .run = &claimSemanticOutbox,
     .summary =
         AGENTKEEP_NOTE("Takes entries that are due: of each document the oldest one, and of "
                        "those who ask one gets it.")},
    described("completeSemanticOutbox", Scope::kWrite, kComplete,
              AGENTKEEP_NOTE("Those that this worker has are done.")),
    {.name = "releaseSemanticOutbox",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ ids: string[], workerId: string, retryAt?: time }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &releaseSemanticOutbox,
     .summary = AGENTKEEP_NOTE("Gives those back that this worker has.")},
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes everything that is known.")),
};

#ifdef AGENTKEEP_DESCRIBE
constexpr api::AnswerType kAnswers[] = {
    {.name = "KnowledgeNode", .table = &kNodes, .columns = kNodeRow, .type = "{ scope: string[] }"},
    {.name = "KnowledgeRecord",
     .table = &kRecords,
     .columns = kRecordRow,
     .type = "{ scope: string[] }"},
    {.name = "KnowledgeActivityEvent",
     .table = &kActivity,
     .columns = kActivityRow,
     .type = "{ scope: string[] }"},
    {.name = "KnowledgeOutboxEntry",
     .table = &kOutbox,
     .columns = kOutboxRow,
     .type = "{ scope: string[] }"},
    {.name = "KnowledgeFound",
     .type = "{ type: 'node' | 'record', id: string, recordId: string, name: string, text: string, "
             "scope: string[] }"},
};
#endif

}  // namespace

extern const api::Domain kDomain{"knowledge", kTables,
                                 kMethods AGENTKEEP_ANSWERS(, nullptr, kAnswers)};

}  // namespace agentkeep::knowledge
