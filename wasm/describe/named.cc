#include "wasm/describe/named.h"

#include <algorithm>
#include <cstdlib>
#include <list>

#include "operations/operation.h"
#include "store.h"

namespace agentkeep::describe {
namespace {

using api::Field;
using api::Kind;
using api::Method;
using api::Shape;

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

}  // namespace

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

std::string nameOf(const Shape& shape) {
  return str(shape.name) + (answerType(shape.name) != nullptr ? "Input" : "");
}

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
    case Type::kBytes:  // no method has one
    case Type::kVector:
      return Json::object();
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

Json nullable(const Json& schema) {
  if (schema.empty()) return schema;
  return {{"oneOf", {schema, {{"type", "null"}}}}};
}

Json rowOf(const query::Table& table, std::span<const query::Col> columns) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const query::Col each : columns) {
    const query::Column& column = table[each];
    Json schema = schemaOf(column);
    if (Text(column.absent_json) == "null") schema = nullable(schema);
    properties[str(column.member())] = schema;
    const bool always =
        (!column.nullable || column.required) && column.hidden_when.empty() && !column.hides_empty;
    if (always || !column.absent_json.empty()) required.push_back(str(column.member()));
  }
  return {{"type", "object"}, {"required", required}, {"properties", properties}};
}

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
Json typed(Text type) { return schemaOf(type, named); }

}  // namespace agentkeep::describe
