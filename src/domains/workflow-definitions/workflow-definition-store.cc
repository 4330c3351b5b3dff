#include "domains/workflow-definitions/workflow-definition-store.h"

#include <string>

#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::workflow_definitions {
namespace {

using namespace query;  // domains speak its words all the time

constexpr Text kActive = "active";

template <class T>
Cell jsonCell(const std::optional<T>& given) {
  return given ? Cell{Json{given->text}} : Cell{Null{}};
}

Cell textCell(std::optional<Text> given) { return given ? Cell{*given} : Cell{Null{}}; }

// The first of the members that a new definition needs and that was left out.
std::optional<Text> missingMember(const UpsertWorkflowDefinition& input) {
  if (!input.inputSchema) return "inputSchema";
  if (!input.outputSchema) return "outputSchema";
  if (!input.graph) return "graph";
  return std::nullopt;
}

}  // namespace

Task<Result<Rows>> WorkflowDefinitionStore::upsert(UpsertWorkflowDefinition input) {
  Arena& arena = call_.arena;
  if (input.id.text.empty()) co_return invalid("id must not be empty");
  if (input.status && input.status != kActive && input.status != "archived") {
    co_return invalid("status must be 'active' or 'archived'");
  }
  if (input.graph && !input.graph->text.starts_with('[')) co_return invalid("graph must be a list");

  const Cell now = {Time{call_.now_ms}};
  const Cell given[] = {textCell(input.description), jsonCell(input.metadata),
                        jsonCell(input.inputSchema), jsonCell(input.outputSchema),
                        jsonCell(input.stateSchema), jsonCell(input.requestContextSchema),
                        jsonCell(input.graph),       jsonCell(input.schedule),
                        textCell(input.status),      textCell(input.authorId)};
  constexpr Col kGiven[] = {DefinitionCol::description, DefinitionCol::metadata,
                            DefinitionCol::inputSchema, DefinitionCol::outputSchema,
                            DefinitionCol::stateSchema, DefinitionCol::requestContextSchema,
                            DefinitionCol::graph,       DefinitionCol::schedule,
                            DefinitionCol::status,      DefinitionCol::authorId};
  Change changes[std::size(kGiven) + 1];
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::size(kGiven); ++i) {
    if (std::holds_alternative<Null>(given[i].value)) continue;  // left out: stays as it is
    changes[count++] = {.column = kGiven[i], .how = How::kSet, .value = given[i]};
  }
  changes[count++] = {.column = DefinitionCol::updatedAt, .how = How::kTouch, .value = now};

  const Cell row[] = {{input.id.text},   given[0], given[1], given[2], given[3],
                      given[4],          given[5], given[6], given[7], {kActive},
                      {Text("storage")}, given[9], now,      now};
  const std::optional<Text> missing = missingMember(input);
  const Statement statements[] = {
      missing ? Statement(Update{.table = &kDefinitions,
                                 .where = equals(arena, DefinitionCol::id, {input.id.text}),
                                 .changes = std::span(changes, count),
                                 .returning = kDefinitionRow})
              : Statement(Insert{.table = &kDefinitions,
                                 .columns = kDefinitionRow,
                                 .rows = row,
                                 .on_conflict = OnConflict::kChange,
                                 .changes = std::span(changes, count),
                                 .returning = kDefinitionRow})};
  Result<Outcome> outcome = co_await db_.run({.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  const Rows& rows = outcome->answers[0].rows;
  if (rows.empty()) {
    co_return invalid("Cannot create workflow definition \"" + std::string(input.id.text) +
                      "\": " + std::string(*missing) + " is required.");
  }
  co_return rows;
}

Task<Result<Rows>> WorkflowDefinitionStore::get(WorkflowDefinitionId input) {
  return readRowsOf(db_, Select{.table = &kDefinitions,
                                .columns = kDefinitionRow,
                                .where = equals(call_.arena, DefinitionCol::id, {input.id.text})});
}

Task<Result<Rows>> WorkflowDefinitionStore::list(ListWorkflowDefinitions input) {
  Arena& arena = call_.arena;
  const std::span<Where> parts = arena.make<Where>(2);
  std::size_t count = 0;
  if (input.status && !input.status->empty()) {
    parts[count++] = equals(arena, DefinitionCol::status, {*input.status});
  }
  if (input.authorId) parts[count++] = equals(arena, DefinitionCol::authorId, {*input.authorId});
  static constexpr Order kChanged[] = {{.column = DefinitionCol::updatedAt, .descending = true}};
  return readRowsOf(db_, Select{.table = &kDefinitions,
                                .columns = kDefinitionRow,
                                .where = {.is = Is::kAnd, .parts = parts.first(count)},
                                .order = kChanged,
                                .scan = true});
}

Task<Result<void>> WorkflowDefinitionStore::remove(WorkflowDefinitionId input) {
  return done(db_, Delete{.table = &kDefinitions,
                          .where = equals(call_.arena, DefinitionCol::id, {input.id.text})});
}

Task<Result<void>> WorkflowDefinitionStore::dangerouslyClearAll(
    ClearWorkflowDefinitions /*input*/) {
  return query::clear(db_, kDefinitions);
}

}  // namespace agentkeep::workflow_definitions
