// What callers of the domain `memory` send, already checked: src/api/memory-methods.cc says how it
// is read. Members are named as those of the JSON.
#pragma once

#include <optional>
#include <span>

#include "core/input.h"
#include "retention/prune.h"

namespace agentkeep::memory {

struct Thread {
  Id id;
  Id resourceId;
  std::optional<Text> title;  // absent: ''
  std::optional<JsonObject> metadata;
  std::optional<TimeStamp> createdAt;  // absent: now
  std::optional<TimeStamp> updatedAt;  // absent: now
};

struct Message {
  Id id;
  Id threadId;
  Id resourceId;
  Text role;
  std::optional<Text> type;            // absent: 'v2'
  std::optional<TimeStamp> createdAt;  // absent: now
  Content content;
};

struct OrderBy {
  std::optional<Text> field;
  std::optional<Text> direction;
};

struct GetThreadById {
  Id threadId;
  std::optional<Id> resourceId;
};
struct SaveThread {
  Thread thread;
};
struct UpdateThread {
  Id id;
  std::optional<Text> title;
  std::optional<JsonObject> metadata;
};
struct UpdateThreadIf {
  Id id;
  std::optional<Id> resourceId;
  std::optional<JsonObject> expectedMetadata;  // absent: none is stored
  JsonObject metadata;
};
struct UpdateThreadResourceId {
  Id threadId;
  Id resourceId;
};
struct DeleteThread {
  Id threadId;
};
struct ThreadFilter {
  std::optional<Id> resourceId;
  std::optional<JsonMembers> metadata;
};
struct ListThreads {
  std::optional<PageNumber> page;
  std::optional<PerPage> perPage;
  std::optional<OrderBy> orderBy;
  std::optional<ThreadFilter> filter;
};
struct SaveMessages {
  std::span<const Message> messages;
};
struct DateRange {
  std::optional<TimeStamp> start;
  std::optional<TimeStamp> end;
  std::optional<bool> startExclusive;
  std::optional<bool> endExclusive;
};
struct MessageFilter {
  std::optional<DateRange> dateRange;
  std::optional<JsonMembers> metadata;
};
struct Include {
  Id id;
  std::optional<RowCount> withPreviousMessages;
  std::optional<RowCount> withNextMessages;
};
struct ListMessages {
  IdOrIds threadId;
  std::optional<Id> resourceId;
  std::optional<std::span<const Include>> include;
  std::optional<MessageFilter> filter;
  std::optional<PerPage> perPage;
  std::optional<PageNumber> page;
  std::optional<OrderBy> orderBy;
  std::optional<bool> includeTotal;
};
struct MessageIds {
  std::span<const Id> messageIds;
};
struct ListMessagesByResourceId {
  Id resourceId;
  std::optional<std::span<const Include>> include;
  std::optional<MessageFilter> filter;
  std::optional<PerPage> perPage;
  std::optional<PageNumber> page;
  std::optional<OrderBy> orderBy;
  std::optional<bool> includeTotal;
};

struct SearchMessages {
  Text query;
  std::optional<Id> resourceId;
  std::optional<Id> threadId;
  std::optional<Text> role;
  std::optional<DateRange> dateRange;
  std::optional<RowCount> topK;
  std::optional<Text> mode;
  std::optional<std::span<const double>> vector;
  std::optional<Id> indexName;
};

struct MessageChange {
  Id id;
  std::optional<Id> threadId;
  std::optional<Id> resourceId;
  std::optional<Text> role;
  std::optional<Text> type;
  std::optional<TimeStamp> createdAt;
  std::optional<Content> content;
};
struct UpdateMessages {
  std::span<const MessageChange> messages;
};

struct CopyFilter {
  std::optional<TimeStamp> startDate;
  std::optional<TimeStamp> endDate;
  std::optional<std::span<const Id>> messageIds;
};
struct CopyOptions {
  std::optional<RowCount> messageLimit;
  std::optional<CopyFilter> messageFilter;
};
struct CopyThread {
  Id sourceThreadId;
  std::optional<Id> newThreadId;
  std::optional<Id> resourceId;
  std::optional<Text> title;
  std::optional<JsonObject> metadata;
  std::optional<CopyOptions> options;
};

struct Resource {
  Id id;
  std::optional<Text> workingMemory;
  std::optional<JsonObject> metadata;
  std::optional<TimeStamp> createdAt;  // absent: now
  std::optional<TimeStamp> updatedAt;  // absent: now
};
struct SaveResource {
  Resource resource;
};
struct UpdateResource {
  Id resourceId;
  std::optional<Text> workingMemory;
  std::optional<JsonObject> metadata;
};

}  // namespace agentkeep::memory
