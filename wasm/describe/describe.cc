// A module of its own that tells what the store can do, for scripts/generate: error codes, methods
// and the OpenAPI document, all from the tables that the core itself runs by.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "core/ascii.h"
#include "core/error.h"
#include "store.h"
#include "wasm/describe/named.h"
#include "wasm/describe/operations.h"

namespace {

using namespace agentkeep;
using api::Field;
using api::Kind;
using api::Method;
using api::Shape;
using describe::addShape;
using describe::answerOf;
using describe::answerType;
using describe::argumentsOf;
using describe::Json;
using describe::named;
using describe::nameOf;
using describe::reference;
using describe::str;
using describe::typed;

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
    const bool chooses = name == "where" || name == "filter" || name == "deleteFilter";
    if (reads || !isDocument || chooses) out[name] = true;
  }
  return out;
}

// SaveScore, for the argument object of scores.saveScore; that of another domain is told apart.
std::string argumentsName(const api::Domain& domain, const Method& method) {
  std::string name = str(domain.name) + "." + str(method.name);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i == 0 || name[i - 1] == '.') name[i] = asciiUpper(name[i]);
  }
  std::erase(name, '.');
  return name;
}

Json answerOf(const api::Domain& domain, const Method& method) {
  if (domain.versioned != nullptr)
    return typed(describe::versionedAnswer(*domain.versioned, method.name));
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
                          ? describe::versionedArguments(*domain.versioned, method.name)
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
    if (domain->versioned != nullptr) out.update(describe::versionedTypes(*domain->versioned));
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
