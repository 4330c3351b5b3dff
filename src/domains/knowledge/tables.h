// The tables of the domain `knowledge`: contract/knowledge.md and contract/schemas.json.
#pragma once

#include "operations/columns.h"
#include "operations/operation.h"

namespace agentkeep::knowledge {

using operations::allOf;
using operations::filled;
using operations::id;
using operations::integer;
using operations::list;
using operations::needed;
using operations::object;
using operations::own;
using operations::text;
using operations::time;
using operations::word;
using query::AccessPath;
using query::Col;
using query::Column;
using query::columnOf;
using query::Fill;
using query::Key;
using query::Table;
using query::Type;
using query::Words;

inline constexpr Text kLevelWords[] = {"org", "resource", "thread"};
inline constexpr Words kLevels{kLevelWords, "'org', 'resource' or 'thread'"};
inline constexpr Text kNode = "node", kRecord = "record";

// It is always there, and the store's own.
constexpr Column always(Column column) {
  column.nullable = false;
  column.given = query::Given::kNever;
  return column;
}

inline constexpr Col kFirst[] = {0};
inline constexpr Key kById[] = {{kFirst}};

// ---- Nodes. One of each name in a scope: small letters, without blanks around it.

inline constexpr Column kNodeColumns[] = {
    always(id("id")),
    always(text("type")),
    needed(id("name")),
    always(text("canonicalName")),
    {.name = "kind", .type = Type::kText, .absent_json = "\"\"", .required = true},
    text("content"),
    text("description"),
    always(list("scope")),
    always(text("scopeKey")),
    always(integer("version")),
    id("mergedInto"),
    own(time("createdAt"), Fill::kNow),
    own(time("updatedAt"), Fill::kTime),
};
consteval Col ofNode(Text name) { return columnOf(kNodeColumns, name); }
inline constexpr Col kNodesByName[] = {ofNode("scopeKey"), ofNode("canonicalName"), ofNode("type")};
inline constexpr AccessPath kNodePaths[] = {
    {"idx_knowledge_nodes_identity", kNodesByName,
     "createNode, getNodeByName, resolveNode, listNodes, search, and what links to nodes"}};
inline constexpr Table kNodes{
    .name = "mastra_knowledge_nodes", .columns = kNodeColumns, .keys = kById, .paths = kNodePaths};
// What says where a node is to be found; the whole, of which the wire has what is behind the first
// kHidden columns.
inline constexpr std::size_t kHidden = 2;
inline constexpr Col kWholeNode[] = {
    ofNode("scopeKey"), ofNode("canonicalName"), ofNode("id"),          ofNode("mergedInto"),
    ofNode("version"),  ofNode("scope"),         ofNode("type"),        ofNode("name"),
    ofNode("kind"),     ofNode("content"),       ofNode("description"), ofNode("createdAt"),
    ofNode("updatedAt")};
inline constexpr std::span<const Col> kNodeRow = std::span(kWholeNode).subspan(kHidden);
inline constexpr std::span<const Col> kNodePlace = std::span(kWholeNode).first(4);
consteval std::size_t at(Text name) {
  for (std::size_t i = 0; i < std::size(kWholeNode); ++i) {
    if (kWholeNode[i] == ofNode(name)) return i;
  }
  std::abort();
}

// ---- Records: what is said about a node

inline constexpr Column kRecordColumns[] = {
    always(id("id")),
    always(id("node")),
    needed(text("text")),
    always(list("scope")),
    always(text("scopeKey")),
    needed(id("sourceThreadId")),
    own(time("capturedAt"), Fill::kNow),
    time("when"),
    word("maxScope", kLevels),
    object("metadata"),
    own(time("deletedAt")),
    own(text("deletedBy")),
};
consteval Col ofRecord(Text name) { return columnOf(kRecordColumns, name); }
inline constexpr Col kRecordsByNode[] = {ofRecord("node"), ofRecord("id")};
inline constexpr Col kRecordsByThread[] = {ofRecord("sourceThreadId"), ofRecord("id")};
inline constexpr Col kRecordsByScope[] = {ofRecord("scopeKey")};
inline constexpr AccessPath kRecordPaths[] = {
    {"idx_knowledge_records_node_latest", kRecordsByNode,
     "listKnowledgeAbout, listKnowledgeRelatedTo, mergeNodes, updateNode of a scope"},
    {"idx_knowledge_records_thread_latest", kRecordsByThread, "knowledgeBySource"},
    {.name = "idx_knowledge_records_scope",
     .columns = kRecordsByScope,
     .methods = "search",
     .is_spared = true},
};
inline constexpr Table kRecords{.name = "mastra_knowledge_records",
                                .columns = kRecordColumns,
                                .keys = kById,
                                .paths = kRecordPaths,
                                .keeps_insertion_order = true};
inline constexpr Col kRecordRow[] = {
    ofRecord("id"),        ofRecord("node"),           ofRecord("text"),
    ofRecord("scope"),     ofRecord("sourceThreadId"), ofRecord("capturedAt"),
    ofRecord("when"),      ofRecord("maxScope"),       ofRecord("metadata"),
    ofRecord("deletedAt"), ofRecord("deletedBy")};

// ---- What mentions a node: a record or another node

inline constexpr Column kMentionColumns[] = {always(text("sourceType")), always(id("sourceId")),
                                             always(id("recordId"))};
consteval Col ofMention(Text name) { return columnOf(kMentionColumns, name); }
// The source first: DynamoDB finds its mentions by that.
inline constexpr Col kMentionKey[] = {ofMention("sourceId"), ofMention("sourceType"),
                                      ofMention("recordId")};
inline constexpr Key kMentionKeys[] = {{kMentionKey}};
inline constexpr Col kMentionsOfNode[] = {ofMention("recordId"), ofMention("sourceType"),
                                          ofMention("sourceId")};
inline constexpr AccessPath kMentionPaths[] = {
    {"idx_knowledge_mentions_record", kMentionsOfNode,
     "listKnowledgeMentioning, listKnowledgeRelatedTo, mergeNodes"}};
inline constexpr Table kMentions{.name = "mastra_knowledge_mentions",
                                 .columns = kMentionColumns,
                                 .keys = kMentionKeys,
                                 .paths = kMentionPaths};
inline constexpr auto kMentionRow = allOf<std::size(kMentionColumns)>;

// ---- How far curators are

inline constexpr Column kCursorColumns[] = {needed(id("sourceThreadId")), needed(id("agent")),
                                            needed(id("lastKnowledgeId")),
                                            own(time("updatedAt"), Fill::kTime)};
consteval Col ofCursor(Text name) { return columnOf(kCursorColumns, name); }
inline constexpr Col kCursorKey[] = {ofCursor("sourceThreadId"), ofCursor("agent")};
inline constexpr Key kCursorKeys[] = {{kCursorKey}};
inline constexpr Table kCursors{
    .name = "mastra_knowledge_cursors", .columns = kCursorColumns, .keys = kCursorKeys};
inline constexpr auto kCursorRow = allOf<std::size(kCursorColumns)>;

// ---- What has happened

inline constexpr Column kActivityColumns[] = {
    always(id("id")),           always(text("action")),
    always(text("recordType")), always(id("recordId")),
    always(list("scope")),      always(text("scopeKey")),
    id("sourceThreadId"),       own(time("createdAt"), Fill::kNow),
};
consteval Col ofActivity(Text name) { return columnOf(kActivityColumns, name); }
inline constexpr Col kActivityByScope[] = {ofActivity("scopeKey"), ofActivity("id")};
inline constexpr AccessPath kActivityPaths[] = {
    {"idx_knowledge_activity_latest", kActivityByScope, "listActivity"}};
inline constexpr Table kActivity{.name = "mastra_knowledge_activity",
                                 .columns = kActivityColumns,
                                 .keys = kById,
                                 .paths = kActivityPaths};
inline constexpr auto kActivityCells = allOf<std::size(kActivityColumns)>;
inline constexpr Col kActivityRow[] = {ofActivity("id"),         ofActivity("action"),
                                       ofActivity("recordType"), ofActivity("recordId"),
                                       ofActivity("scope"),      ofActivity("sourceThreadId"),
                                       ofActivity("createdAt")};

// ---- What a semantic index has to be told

inline constexpr Text kStatusWords[] = {"pending", "processing", "completed"};
inline constexpr Words kStatuses{kStatusWords, "'pending', 'processing' or 'completed'"};
inline constexpr Column kOutboxColumns[] = {
    always(id("id")),
    always(text("idempotencyKey")),
    always(text("documentId")),
    always(text("documentType")),
    always(text("operation")),
    always(list("scope")),
    always(text("scopeKey")),
    filled(word("status", kStatuses), Fill::kWord),
    filled(integer("attempts"), Fill::kZero),
    own(time("availableAt"), Fill::kNow),
    own(time("claimedAt")),
    own(id("claimedBy")),
    own(time("createdAt"), Fill::kNow),
    own(time("completedAt")),
};
consteval Col ofOutbox(Text name) { return columnOf(kOutboxColumns, name); }
inline constexpr Col kOutboxByStatus[] = {ofOutbox("status"), ofOutbox("availableAt"),
                                          ofOutbox("createdAt")};
inline constexpr Col kOutboxByKey[] = {ofOutbox("idempotencyKey"), ofOutbox("documentId")};
inline constexpr AccessPath kOutboxPaths[] = {
    {"idx_knowledge_outbox_claim", kOutboxByStatus, "claimSemanticOutbox, listSemanticOutbox"},
    {"idx_knowledge_outbox_idempotency", kOutboxByKey, "removeKnowledge"}};
inline constexpr Table kOutbox{.name = "mastra_knowledge_semantic_outbox",
                               .columns = kOutboxColumns,
                               .keys = kById,
                               .paths = kOutboxPaths};
inline constexpr auto kOutboxCells = allOf<std::size(kOutboxColumns)>;
inline constexpr Col kOutboxRow[] = {
    ofOutbox("id"),           ofOutbox("idempotencyKey"), ofOutbox("documentId"),
    ofOutbox("documentType"), ofOutbox("operation"),      ofOutbox("scope"),
    ofOutbox("status"),       ofOutbox("attempts"),       ofOutbox("availableAt"),
    ofOutbox("claimedAt"),    ofOutbox("claimedBy"),      ofOutbox("createdAt"),
    ofOutbox("completedAt")};

}  // namespace agentkeep::knowledge
