#include <algorithm>

#include "domains/memory/memory-store.h"
#include "domains/memory/statements.h"
#include "query/ask.h"

namespace agentkeep::memory {

Task<Result<Resource>> MemoryStore::saveResource(SaveResource input) {
  Resource& resource = input.resource;
  if (resource.id.text.empty()) co_return invalid("resource.id must not be empty");
  resource.createdAt = resource.createdAt.value_or(TimeStamp{call_.now_ms});
  resource.updatedAt = resource.updatedAt.value_or(TimeStamp{call_.now_ms});
  const Cell row[] = {
      idCell(resource.id),
      resource.workingMemory ? Cell{*resource.workingMemory} : Cell{Null{}},
      resource.metadata ? Cell{Json{resource.metadata->text}} : Cell{Null{}},
      {Time{resource.createdAt->ms}},
      {Time{resource.updatedAt->ms}},
  };
  const Change overwrite[] = {
      {.column = ResourceCol::workingMemory, .how = How::kSet, .value = {Incoming{}}},
      {.column = ResourceCol::metadata, .how = How::kSet, .value = {Incoming{}}},
      {.column = ResourceCol::createdAt, .how = How::kSet, .value = {Incoming{}}},
      {.column = ResourceCol::updatedAt, .how = How::kSet, .value = {Incoming{}}},
  };
  const Statement statements[] = {Insert{.table = &kResources,
                                         .columns = kResourceRow,
                                         .rows = row,
                                         .on_conflict = OnConflict::kChange,
                                         .changes = overwrite}};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return resource;
}

Task<Result<Rows>> MemoryStore::updateResource(UpdateResource input) {
  if (input.resourceId.text.empty()) co_return invalid("resourceId must not be empty");
  const Cell now = {Time{call_.now_ms}};
  const Cell row[] = {
      idCell(input.resourceId),
      input.workingMemory ? Cell{*input.workingMemory} : Cell{Null{}},
      {Json{input.metadata ? input.metadata->text : "{}"}},
      now,
      now,
  };
  Change changes[3];
  std::size_t count = 0;
  changes[count++] = {.column = ResourceCol::updatedAt, .how = How::kTouch, .value = now};
  if (input.workingMemory) {
    changes[count++] = {
        .column = ResourceCol::workingMemory, .how = How::kSet, .value = {Incoming{}}};
  }
  if (input.metadata) {
    changes[count++] = {.column = ResourceCol::metadata, .how = How::kMerge, .value = {Incoming{}}};
  }
  Insert insert{.table = &kResources,
                .columns = kResourceRow,
                .rows = row,
                .on_conflict = OnConflict::kChange,
                .changes = std::span(changes, count),
                .returning = kResourceRow};
  const Statement statements[] = {insert};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  if (!outcome->failed) co_return outcome->answers[0].rows;

  // A merge that the backend leaves to us: of a resource that is there, or else there is none.
  insert.on_conflict = OnConflict::kSkip;
  insert.changes = {};
  for (Change& change : std::span(changes, count)) {
    if (std::holds_alternative<Incoming>(change.value.value)) {
      change.value = row[std::ranges::find(kResourceRow, change.column) - std::begin(kResourceRow)];
    }
  }
  for (;;) {
    const Result<Rows> made = co_await mergedHere(
        call_, db_,
        Update{.table = &kResources,
               .where = equals(call_.arena, ResourceCol::id, idCell(input.resourceId)),
               .changes = std::span(changes, count),
               .returning = kResourceRow});
    if (!made || !made->empty()) co_return made;
    const Result<Rows> inserted = co_await rowsOf(db_, insert);
    if (!inserted || !inserted->empty()) co_return inserted;
  }
}

}  // namespace agentkeep::memory
