// A module of its own that tells what the store can do, for scripts/generate: error codes, methods
// and the OpenAPI document, all from the tables that the core itself runs by.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <list>
#include <set>
#include <string>
#include <vector>

#include "api/run-method.h"
#include "core/ascii.h"
#include "core/error.h"
#include "operations/operation.h"
#include "store.h"
#include "versioned/versioned.h"
#include "wasm/describe/types.h"

namespace {

using namespace agentkeep;
using api::Field;
using api::Kind;
using api::Method;
using api::Shape;
using describe::Json;
using describe::reference;

std::string str(Text text) { return std::string(text); }

Text scopeWord(api::Scope scope) {
  switch (scope) {
    case api::Scope::kRead:
      return "read";
    case api::Scope::kWrite:
      return "write";
    case api::Scope::kAdmin:
      return "admin";
  }
  return "";
}

// The answer type of that name, and the domain that has it.
const api::AnswerType* answerType(Text name) {
  for (const api::Domain* domain : domains()) {
    for (const api::AnswerType& type : domain->answers) {
      if (type.name == name) return &type;
    }
    for (const Method& method : domain->methods) {
      if (method.operation == nullptr || method.operation->type != name) continue;
      static std::list<api::AnswerType> rows;
      return &rows.emplace_back(name, method.operation->table, method.operation->row);
    }
  }
  return nullptr;
}

// What is taken may be called as what is answered.
std::string nameOf(const Shape& shape) {
  return str(shape.name) + (answerType(shape.name) != nullptr ? "Input" : "");
}

Json schemaOf(const Field& field) {
  Json id = {{"type", "string"}, {"maxLength", Id::kMaxBytes}};
  switch (field.kind) {
    case Kind::kId:
      return id;
    case Kind::kText:
      return {{"type", "string"}};
    case Kind::kBoolean:
      return {{"type", "boolean"}};
    case Kind::kTime:
      return {{"type", "string"}, {"format", "date-time"}};
    case Kind::kPage:
    case Kind::kCount:
      return {{"type", "integer"}, {"minimum", 0}};
    case Kind::kDuration:
      return {{"oneOf",
               {{{"type", "number"}, {"minimum", 0}},
                {{"type", "string"}, {"pattern", "^\\d+(\\.\\d+)?(ms|s|m|h|d|w)$"}}}}};
    case Kind::kQuantity:
      return {{"type", "number"}, {"minimum", 0}};
    case Kind::kNumber:
      return {{"type", "number"}};
    case Kind::kPerPage:
      return {{"oneOf", {{{"type", "integer"}, {"minimum", 0}}, {{"const", false}}}}};
    case Kind::kIdOrIds:
      return {{"oneOf", {id, {{"type", "array"}, {"items", id}}}}};
    case Kind::kJson:
    case Kind::kNullableJson:
      return Json::object();
    case Kind::kJsonObject:
    case Kind::kMembers:
      return {{"type", "object"}, {"additionalProperties", true}};
    case Kind::kContent:
      return {{"oneOf",
               {{{"type", "object"}, {"additionalProperties", true}},
                {{"type", "array"}, {"items", Json::object()}},
                {{"type", "string"}}}}};
    case Kind::kStruct:
      return reference(nameOf(*field.shape));
  }
  return Json::object();
}

Json typed(Text type);

// The schema of a shape and, first, of every shape it holds.
void addShape(Json& schemas, const Shape& shape) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Field& field : shape.fields) {
    if (field.shape != nullptr) addShape(schemas, *field.shape);
    Json schema = schemaOf(field);
    if (field.list) schema = {{"type", "array"}, {"items", schema}};
    if (!field.note.empty()) {
      if (schema.contains("$ref")) schema = {{"allOf", {schema}}};
      schema["description"] = str(field.note);
    }
    properties[str(field.name)] = schema;
    if (!field.optional) required.push_back(str(field.name));
  }
  Json out = {{"type", "object"}, {"properties", properties}};
  if (!required.empty()) out["required"] = required;
  const std::string name = nameOf(shape);
  if (schemas.contains(name) && schemas[name] != out) std::abort();  // two shapes of one name
  schemas[name] = out;
}

// Which members of a shape decide what a method reads, changes or deletes: true, or the name of a
// shape that says it of theirs. The others are documents, which are only stored.
Json decidingMembers(Json& shapes, const Shape& shape) {
  Json out = Json::object();
  for (const Field& field : shape.fields) {
    const std::string name = str(field.name);
    switch (field.kind) {
      case Kind::kJson:
      case Kind::kNullableJson:
      case Kind::kContent:
        break;
      case Kind::kJsonObject:
        if (name == "expectedMetadata") out[name] = true;
        break;
      case Kind::kMembers:
        // The others of a workflow's options become members of its snapshot.
        out[name] = name == "opts" ? Json{{"expectedStatus", true}} : Json(true);
        break;
      case Kind::kStruct: {
        const std::string inner = str(field.shape->name);
        if (!shapes.contains(inner)) shapes[inner] = decidingMembers(shapes, *field.shape);
        out[name] = inner;
        break;
      }
      default:
        out[name] = true;
    }
  }
  return out;
}

Json named(Text name);

// The same of what the schema of a described method's arguments says. What it looks for decides,
// documents included.
Json decidingMembers(const Json& schema, bool reads) {
  Json out = Json::object();
  for (const auto& [name, given] : schema["properties"].items()) {
    Json member = given;
    if (member.contains("items") && !member["items"].empty()) member = member["items"];
    if (member.contains("$ref")) {
      const std::string ref = member["$ref"];
      const Text type = Text(ref).substr(ref.rfind('/') + 1);
      if (answerType(type) != nullptr) member = named(type);
    }
    if (member.contains("properties")) {
      out[name] = decidingMembers(member, reads);
      continue;
    }
    const std::string text = member.dump();
    // A number that is only stored may be null for JSON: the method says then that it needs one.
    const bool isDocument = member.empty() || member.value("type", "") == "number" ||
                            text.contains("additionalProperties") ||
                            text.contains("\"items\":{}") || text.contains("[{},");
    if (reads || !isDocument) out[name] = true;
  }
  return out;
}

// A value of a column, as it is answered, or as it is taken.
Json schemaOf(const query::Column& column) {
  using query::Takes;
  using query::Type;
  switch (column.type) {
    case Type::kText: {
      Json text = {{"type", "string"}};
      if (column.takes != Takes::kAny) text["maxLength"] = Id::kMaxBytes;
      if (column.takes == Takes::kName) text["minLength"] = 1;
      if (column.words != nullptr) {
        for (const Text word : column.words->list) text["enum"].push_back(str(word));
      }
      return text;
    }
    case Type::kTimestamp:
      return {{"type", "string"}, {"format", "date-time"}};
    case Type::kInteger:
      return {{"type", "integer"}, {"minimum", 0}};
    case Type::kReal:
      return {{"type", "number"}};
    case Type::kBoolean:
      return {{"type", "boolean"}};
    case Type::kTextOrJson:
      if (column.takes == Takes::kList) {
        return {{"oneOf", {{{"type", "string"}}, {{"type", "array"}, {"items", Json::object()}}}}};
      }
      return {{"x-document", true}};
    case Type::kJson:
      break;
  }
  if (column.takes == Takes::kObject) return {{"type", "object"}, {"additionalProperties", true}};
  if (column.takes == Takes::kList) return {{"type", "array"}, {"items", Json::object()}};
  return Json::object();
}

// Null as well; what may be anything may be null already.
Json nullable(const Json& schema) {
  if (schema.empty()) return schema;
  return {{"oneOf", {schema, {{"type", "null"}}}}};
}

// What a row is on the wire. Absent members are null in the table.
Json rowOf(const query::Table& table, std::span<const query::Col> columns) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const query::Col each : columns) {
    const query::Column& column = table[each];
    Json schema = schemaOf(column);
    if (column.absent_json == "null") schema = nullable(schema);
    properties[str(column.member())] = schema;
    const bool always =
        (!column.nullable || column.required) && column.hidden_when.empty() && !column.hides_empty;
    if (always || !column.absent_json.empty()) required.push_back(str(column.member()));
  }
  return {{"type", "object"}, {"required", required}, {"properties", properties}};
}

// Of a named type; its members are spread where others have them, too.
Json named(Text name) {
  const api::AnswerType* type = answerType(name);
  if (type == nullptr) std::abort();
  if (type->table == nullptr) return typed(type->type);
  Json row = rowOf(*type->table, type->columns);
  if (type->type.empty()) return row;
  const Json more = typed(type->type);
  row["properties"].update(more["properties"]);
  for (const Json& each : more["required"]) {
    Json& required = row["required"];
    if (std::ranges::find(required, each) == required.end()) required.push_back(each);
  }
  return row;
}
Json typed(Text type) { return describe::schemaOf(type, named); }

// What the rows of a list are answered as.
std::string listOf(const operations::Operation& operation) {
  using operations::Form;
  const std::string rows = str(operation.type) + "[]";
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

// What the rows of a described method are answered as.
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

// What one condition of a described method takes.
Json schemaOf(const operations::Operation& operation, const operations::By& by) {
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
    addMember(within(by.inside), name, schemaOf(operation, by), !by.optional);
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

// What a described method takes: the columns that it writes, or is asked by, and pages.
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

// ---- The methods of versioned domains

using versioned::Versioned;

std::vector<query::Col> all(const query::Table& table) {
  std::vector<query::Col> out(table.columns.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<query::Col>(i);
  return out;
}

// Members of the columns that callers may give, at that time.
void addColumns(Json& object, const Versioned& of, bool snapshot, query::Given when, bool needed) {
  const query::Table& table = snapshot ? *of.versions : *of.entities;
  for (const query::Col each : all(table)) {
    const query::Column& column = table[each];
    if (snapshot && versioned::isFrame(of, each)) continue;
    if (column.given != query::Given::kAlways && column.given != when) continue;
    Json schema = schemaOf(column);
    if (column.clears || column.keeps_json_null) schema = nullable(schema);
    addMember(object, column.member(), schema, needed && column.required);
  }
}

// The types of its rows: Agent, AgentVersion, ResolvedAgent.
Json versionedTypes(const Versioned& of) {
  const std::string name = str(of.entity);
  Json out = Json::object();
  out[name] = rowOf(*of.entities, all(*of.entities));
  out[name + "Version"] = rowOf(*of.versions, all(*of.versions));
  Json resolved = out[name];
  std::vector<query::Col> snapshot = all(*of.versions);
  std::erase_if(snapshot, [&](query::Col each) { return versioned::isFrame(of, each); });
  resolved["properties"].update(rowOf(*of.versions, snapshot)["properties"]);
  addMember(resolved, "resolvedVersionId", {{"type", "string"}}, false);
  out["Resolved" + name] = resolved;
  return out;
}

std::string versionedAnswer(const Versioned& of, Text method) {
  std::string row = str(of.entity);
  const std::string list = str(of.list);
  if (method == "getById") return row + " | null";
  if (method == "create" || method == "update") return row;
  if (method == "list") return "{ " + list + ": " + row + "[], ...PageInfo }";
  if (method == "createVersion") return row + "Version";
  if (method == "getVersions") return row + "Version[]";
  if (method == "listVersions") return "{ versions: " + row + "Version[], ...PageInfo }";
  if (method == "countVersions") return "integer";
  if (method == "getByIdResolved") return "Resolved" + row + " | null";
  if (method == "listResolved") return "{ " + list + ": Resolved" + row + "[], ...PageInfo }";
  return method.starts_with("get") ? row + "Version | null" : "null";
}

Json versionedArguments(const Versioned& of, Text method) {
  using query::Given;
  const std::string status = "'draft' | 'published' | 'archived'";
  const Text parent = (*of.versions)[versioned::VersionCol::parent].name;
  Json object = {{"type", "object"}, {"properties", Json::object()}};
  if (method == "create") {
    Json row = object;
    addColumns(row, of, false, Given::kOnce, true);
    addColumns(row, of, true, Given::kOnce, true);
    addMember(object, of.argument, row, true);
  } else if (method == "update") {
    addMember(object, "id", typed("id"), true);
    addColumns(object, of, false, Given::kLater, false);
    if (of.compares) addColumns(object, of, true, Given::kLater, false);
  } else if (method == "createVersion") {
    object = typed("{ id: name, " + str(parent) +
                   ": name, versionNumber: integer, changedFields?: any[], "
                   "changeMessage?: string }");
    addColumns(object, of, true, Given::kOnce, true);
  } else if (method == "list" || method == "listResolved") {
    object = pageArguments(object, 100);
    const Json order = typed("{ field?: 'createdAt' | 'updatedAt', direction?: 'ASC' | 'DESC' }");
    addMember(object, "orderBy", order, false);
    for (const query::Column& column : of.entities->columns) {
      const Text name = column.name;
      if (name == "authorId" || name == "visibility" || name == "organizationId" ||
          name == "projectId") {
        addMember(object, name, typed("string"), false);
      }
    }
    addMember(object, "metadata", typed("object"), false);
    if (of.has_statuses || method == "listResolved") {
      addMember(object, "status", typed(status), false);
    }
    if (!of.favorite.empty()) {
      addMember(object, "entityIds", typed("id[]"), false);
      addMember(object, "pinFavoritedFor", typed("id"), false);
      addMember(object, "favoritedOnly", typed("boolean"), false);
    }
  } else if (method == "listVersions") {
    object = pageArguments(typed("{ " + str(parent) + ": id }"), 20);
    const Json order =
        typed("{ field?: 'versionNumber' | 'createdAt', direction?: 'ASC' | 'DESC' }");
    addMember(object, "orderBy", order, false);
  } else if (method == "getByIdResolved") {
    object = typed("{ id: id, options?: { versionId?: id, status?: " + status + " } }");
  } else if (method == "getVersions") {
    object = typed("{ ids: id[] }");
  } else if (method == "getVersionByNumber") {
    object = typed("{ entityId: id, versionNumber: integer }");
  } else if (method == "getLatestVersion" || method == "deleteVersionsByParentId" ||
             method == "countVersions") {
    object = typed("{ entityId: id }");
  } else if (method != "dangerouslyClearAll") {
    object = typed("{ id: id }");
  }
  return object;
}

// SaveScore, for the argument object of scores.saveScore; that of another domain is told apart.
std::string argumentsName(const api::Domain& domain, const Method& method) {
  std::string name = str(domain.name) + "." + str(method.name);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i == 0 || name[i - 1] == '.') name[i] = asciiUpper(name[i]);
  }
  name.erase(name.find('.'), 1);
  return name;
}

Json answerOf(const api::Domain& domain, const Method& method) {
  if (domain.versioned != nullptr) return typed(versionedAnswer(*domain.versioned, method.name));
  return typed(method.operation == nullptr ? method.answer : Text(answerOf(*method.operation)));
}

// The name of the schema of what a method takes, which is added.
std::string argumentsOf(Json& schemas, const api::Domain& domain, const Method& method) {
  if (method.arguments != nullptr) {
    addShape(schemas, *method.arguments);
    return nameOf(*method.arguments);
  }
  const std::string name = argumentsName(domain, method);
  const Json schema = domain.versioned != nullptr
                          ? versionedArguments(*domain.versioned, method.name)
                      : method.operation != nullptr ? argumentsOf(schemas, *method.operation)
                                                    : typed(method.takes);
  schemas[name] = schema;
  return name;
}

Json errors() {
  Json out = Json::object();
  for (const ErrorKind& kind : kErrorKinds) {
    out[str(kind.word)] = {
        {"status", kind.status}, {"category", str(kind.category)}, {"retryable", kind.retryable}};
  }
  return out;
}

Json errorSchema() {
  Json words = Json::array();
  for (const ErrorKind& kind : kErrorKinds) words.push_back(str(kind.word));
  return {{"type", "object"},
          {"required", {"error"}},
          {"properties",
           {{"error",
             {{"type", "object"},
              {"required",
               {"code", "id", "domain", "category", "message", "details", "retryable", "committed",
                "requestId"}},
              {"properties",
               {{"code", {{"enum", words}}},
                {"id", {{"type", "string"}}},
                {"domain", {{"const", "STORAGE"}}},
                {"category", {{"enum", {"USER", "SYSTEM", "THIRD_PARTY"}}}},
                {"message", {{"type", "string"}}},
                {"details", {{"type", "object"}, {"additionalProperties", true}}},
                {"retryable", {{"type", "boolean"}}},
                {"committed", {{"enum", {"no", "unknown", "yes"}}}},
                {"requestId", {{"type", "string"}}}}}}}}}};
}

// Statuses that any method may answer, with the codes behind them.
Json errorResponses() {
  Json out = Json::object();
  std::set<std::uint16_t> statuses;
  for (const ErrorKind& kind : kErrorKinds) statuses.insert(kind.status);
  for (const std::uint16_t status : statuses) {
    std::string codes;
    for (const ErrorKind& kind : kErrorKinds) {
      if (kind.status == status) codes += (codes.empty() ? "" : ", ") + str(kind.word);
    }
    out[std::to_string(status)] = {
        {"description", codes},
        {"content", {{"application/json", {{"schema", reference("Error")}}}}}};
  }
  return out;
}

// Calls `each(domain, method, wire name)`.
template <class Each>
void forEachMethod(Each each) {
  for (const api::Domain* domain : domains()) {
    for (const Method& method : domain->methods) {
      each(*domain, method, str(domain->name) + "." + str(method.name));
    }
  }
}

// The types that are answered, under their names.
Json answers() {
  Json out = Json::object();
  for (const api::Domain* domain : domains()) {
    if (domain->versioned != nullptr) out.update(versionedTypes(*domain->versioned));
    for (const api::AnswerType& type : domain->answers) out[str(type.name)] = named(type.name);
    for (const Method& method : domain->methods) {
      if (method.operation == nullptr || method.operation->type.empty()) continue;
      out[str(method.operation->type)] = named(method.operation->type);
    }
  }
  return out;
}

Json openApi() {
  const Json errors = errorResponses();
  Json schemas = Json::object();
  Json paths = Json::object();
  forEachMethod([&](const api::Domain& domain, const Method& method, const std::string& name) {
    const std::string arguments = argumentsOf(schemas, domain, method);
    std::string path = "/v1/" + name;
    path.replace(path.find('.'), 1, "/");
    Json responses = {
        {"200",
         {{"description", "Done."},
          {"content", {{"application/json", {{"schema", answerOf(domain, method)}}}}}}}};
    for (const auto& [status, response] : errors.items()) {
      responses[status] = {{"$ref", "#/components/responses/" + status}};
    }
    paths[path]["post"] = {
        {"operationId", name},
        {"summary", str(method.summary)},
        {"description", "Scope: " + str(scopeWord(method.scope)) + "."},
        {"tags", {str(domain.name)}},
        {"security", Json::array({Json{{"token", Json::array()}}})},
        {"parameters", {{{"$ref", "#/components/parameters/bookmark"}}}},
        {"requestBody",
         {{"required", true},
          {"content", {{"application/json", {{"schema", reference(arguments)}}}}}}},
        {"responses", responses},
    };
  });
  schemas.update(answers());
  schemas["Error"] = errorSchema();
  return {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "agentkeep"},
        {"version", AGENTKEEP_VERSION},
        {"description",
         "Storage for AI agents. Every method is a POST of its arguments as one JSON object."}}},
      {"paths", paths},
      {"components",
       {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}},
        {"parameters",
         {{"bookmark",
           {{"name", "x-d1-bookmark"},
            {"in", "header"},
            {"required", false},
            {"description", "Bookmark of an earlier answer: this call sees what that one did."},
            {"schema", {{"type", "string"}}}}}}},
        {"responses", errors},
        {"schemas", schemas}}}};
}

// What finds the rows of a table, and what a write of one costs: docs/indexes.md.
Json tablesOf(const api::Domain& domain) {
  Json out = Json::array();
  for (const query::Table* table : domain.tables) {
    const auto names = [&](std::span<const query::Col> columns) {
      Json list = Json::array();
      for (const query::Col each : columns) list.push_back(str((*table)[each].name));
      return list;
    };
    Json keys = Json::array();
    for (const query::Key& key : table->keys) keys.push_back(names(key.columns));
    Json paths = Json::array();
    for (const query::AccessPath& path : table->paths) {
      if (path.methods.empty()) std::abort();  // what nobody needs
      paths.push_back({{"name", str(path.name)},
                       {"columns", names(path.columns)},
                       {"methods", str(path.methods)},
                       {"spared", path.is_spared}});
    }
    out.push_back({{"name", str(table->name)}, {"keys", keys}, {"paths", paths}});
  }
  return out;
}

std::string& result() {
  static std::string text;
  return text;
}

}  // namespace

extern "C" {

// Builds the description; its bytes follow by described_at and described_size.
__attribute__((export_name("describe"))) void describe() {
  Json out = {
      {"version", AGENTKEEP_VERSION}, {"schemaVersion", kSchemaVersion}, {"errors", errors()}};
  Json described = Json::object();
  Json deciding = Json::object();
  Json schemas = Json::object();
  forEachMethod([&](const api::Domain& domain, const Method& method, const std::string& name) {
    std::string shape = argumentsOf(schemas, domain, method);
    if (method.arguments != nullptr) {
      shape = str(method.arguments->name);
      if (!deciding.contains(shape)) deciding[shape] = decidingMembers(deciding, *method.arguments);
    } else {
      deciding[shape] = decidingMembers(schemas[shape], method.scope == api::Scope::kRead);
    }
    Json parameters = Json::array();
    for (const Text each : method.parameters) parameters.push_back(str(each));
    described[name] = {
        {"scope", str(scopeWord(method.scope))}, {"arguments", shape}, {"parameters", parameters}};
  });
  out["methods"] = described;
  out["deciding"] = deciding;
  out["openApi"] = openApi();
  for (const api::Domain* domain : domains()) out["tables"][str(domain->name)] = tablesOf(*domain);
  result() = out.dump(2);
}
__attribute__((export_name("described_at"))) const char* described_at() { return result().data(); }
__attribute__((export_name("described_size"))) std::uint32_t described_size() {
  return static_cast<std::uint32_t>(result().size());
}

}  // extern "C"
