// What the methods that are data take and answer.
#include "wasm/describe/operations.h"

#include <algorithm>
#include <vector>

#include "api/run-method.h"
#include "retention/prune.h"
#include "wasm/describe/named.h"

namespace agentkeep::describe {
namespace {

// What the rows of a list are answered as.
std::string listOf(const operations::Operation& operation) {
  using operations::Form;
  std::string rows = str(operation.type) + "[]";
  if (operation.member.empty()) return rows;
  const std::string list = "{ " + str(operation.member) + ": " + rows;
  switch (operation.form) {
    case Form::kBare:
      return list + " }";
    case Form::kTotal:
    case Form::kCounted:
      return list + ", total: integer }";
    case Form::kPage:
      return list + ", ...PageInfo }";
    case Form::kNested:
      return list + ", pagination: PageInfo }";
  }
  return "null";
}

}  // namespace

std::string answerOf(const operations::Operation& operation) {
  using operations::Answers;
  using operations::Do;
  const std::string row = str(operation.type);
  switch (operation.answers) {
    case Answers::kNothing:
      return "null";
    case Answers::kWhether:
      return "boolean";
    case Answers::kChanged:
      return "integer";
    case Answers::kRows:
      return listOf(operation);
    case Answers::kValue:
      return row.empty() ? "any" : row + " | null";
    case Answers::kAsDone:
      break;
  }
  switch (operation.what) {
    case Do::kGet:
    case Do::kUpdate:
      return operation.missing.empty() ? row + " | null" : row;
    case Do::kList:
      return listOf(operation);
    case Do::kCount:
      return "integer";
    case Do::kTally: {
      const query::Table& table = *operation.table;
      std::string out = "{ " + str(table[operation.row[0]].member()) + ": string, total: integer";
      for (const Text word : table[operation.tallied].words->list) {
        out += ", " + operations::memberOf(word) + ": integer";
      }
      return out + " }[]";
    }
    case Do::kPrune:
      return "PruneResult[]";
    case Do::kSkip:
    case Do::kRemove:
    case Do::kClear:
      return "null";
    default:
      break;
  }
  if (operation.many) return listOf(operation);
  return operation.member.empty() ? row : "{ " + str(operation.member) + ": " + row + " }";
}

void addMember(Json& object, Text name, const Json& schema, bool required) {
  object["properties"][str(name)] = schema;
  if (required) object["required"].push_back(str(name));
}

Json pageArguments(Json object, std::uint32_t rows) {
  addMember(object, "page", {{"type", "integer"}, {"minimum", 0}, {"description", "From 0."}},
            false);
  addMember(object, "perPage",
            {{"oneOf", {{{"type", "integer"}, {"minimum", 0}}, {{"const", false}}}},
             {"description", "Absent: " + (rows == 0 ? "all" : std::to_string(rows)) + "."}},
            false);
  return object;
}

namespace {

// What one condition of a described method takes.
Json conditionOf(const operations::Operation& operation, const operations::By& by) {
  using query::Is;
  const query::Table& table = *operation.table;
  if (by.is == Is::kJsonEq) return {{"type", "object"}, {"additionalProperties", true}};
  if (by.is == Is::kPrefix || by.is == Is::kContains) return {{"type", "string"}};
  Json schema = schemaOf(table[by.choice == nullptr ? by.column : by.choice->columns[0]]);
  const bool lists = by.is == Is::kIn || by.is == Is::kHasAny || by.is == Is::kHasAll;
  if (lists || !by.path.empty()) schema = {{"type", "string"}};
  schema.erase("minLength");
  schema.erase("enum");
  if (lists) schema = {{"oneOf", {schema, {{"type", "array"}, {"items", schema}}}}};
  return by.nulls ? nullable(schema) : schema;
}

// Members of the argument objects that conditions, orders and pages are in.
void addConditions(Json& object, const operations::Operation& operation) {
  using operations::Form;
  const query::Table& table = *operation.table;
  const auto within = [&](Text inside) -> Json& {
    if (inside.empty()) return object;
    Json& to = object["properties"][str(inside)];
    if (to.is_null()) to = {{"type", "object"}, {"properties", Json::object()}};
    return to;
  };
  const auto words = [&](std::span<const query::Col> columns) {
    Json out = {{"type", "string"}, {"enum", Json::array()}};
    for (const query::Col each : columns) out["enum"].push_back(str(table[each].member()));
    return out;
  };
  for (const operations::By& by : operation.by) {
    if (by.choice != nullptr) {
      addMember(within(by.inside), by.choice->name, words(by.choice->columns), false);
    }
    if (by.value != nullptr) continue;
    const Text name = by.name.empty() ? table[by.column].member() : by.name;
    addMember(within(by.inside), name, conditionOf(operation, by), !by.optional);
    if (!by.inside.empty() && !by.optional) object["required"].push_back(str(by.inside));
  }
  if (operation.sort != nullptr) {
    const operations::Sort& sort = *operation.sort;
    const bool nested = sort.field.empty();
    Json& to = within(nested ? Text("orderBy") : Text());
    addMember(to, nested ? Text("field") : sort.field, words(sort.columns), false);
    const Json direction = nested ? typed("'ASC' | 'DESC'") : typed("'asc' | 'desc'");
    addMember(to, nested ? Text("direction") : sort.direction, direction, false);
  }
  if (!operation.limit.empty()) {
    addMember(within(operation.limit_inside), operation.limit,
              {{"type", "integer"}, {"minimum", 0}}, false);
  }
  if (operation.form == Form::kPage || operation.form == Form::kCounted) {
    object = pageArguments(object, operation.rows);
  }
  if (operation.form == Form::kNested) {
    const Json none = {{"type", "object"}, {"properties", Json::object()}};
    addMember(object, "pagination", pageArguments(none, operation.rows), false);
  }
}

// Members of a row that is written: those that a new one may have, or a change.
void addRow(Json& object, const operations::Operation& operation) {
  using operations::Do;
  const query::Table& table = *operation.table;
  const auto key = table.keys[0].columns;
  const auto add = [&](const query::Column& column, Text name, bool required) {
    Json schema = schemaOf(column);
    if (column.clears) schema = nullable(schema);
    addMember(object, name.empty() ? column.member() : name, schema, required);
  };
  if (operation.what != Do::kUpdate) {
    for (const query::Col each : operation.row) {
      const query::Column& column = table[each];
      if (column.given == query::Given::kNever) continue;
      const bool is_key = std::ranges::find(key, each) != key.end();
      add(column, {}, column.required && (is_key || operation.what != Do::kUpsert));
    }
  } else if (operation.more != nullptr && !operation.more->sets.empty()) {
    for (const operations::Set& set : operation.more->sets) {
      if (set.value == nullptr) add(table[set.column], set.name, set.required);
    }
  } else {
    for (const query::Column& column : table.columns) {
      const bool asked = std::ranges::any_of(operation.by, [&](const operations::By& by) {
        return &table[by.column] == &column && by.inside == operation.wrapper && by.name.empty();
      });
      if (asked || column.given == query::Given::kNever || column.given == query::Given::kOnce) {
        continue;
      }
      add(column, {}, false);
    }
  }
}

}  // namespace

Json argumentsOf(Json& schemas, const operations::Operation& operation) {
  using operations::Do;
  const Json none = {{"type", "object"}, {"properties", Json::object()}};
  Json object = none;
  if (operation.what == Do::kPrune) {
    addShape(schemas, api::ShapeOf<retention::PrunePolicy>::shape);
    addShape(schemas, api::ShapeOf<retention::PruneOptions>::shape);
    Json policies = none;
    for (const operations::Aging& aging : operation.kept) {
      addMember(policies, aging.name, reference("PrunePolicy"), false);
    }
    addMember(object, "policies", policies, true);
    addMember(object, "options", reference("PruneOptions"), false);
    return object;
  }
  if (operation.what == Do::kClear) return object;
  addConditions(object, operation);
  if (operation.what > Do::kUpdate) return object;
  if (operation.wrapper.empty()) {
    addRow(object, operation);
    return object;
  }
  Json row = none;
  addRow(row, operation);
  if (operation.many) row = {{"type", "array"}, {"items", row}};
  addMember(object, operation.wrapper, row, true);
  return object;
}

}  // namespace agentkeep::describe
