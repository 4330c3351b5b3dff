// A module of its own that tells what the store can do, for scripts/generate: error codes, methods
// and the OpenAPI document, all from the tables that the core itself runs by.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/error.h"
#include "domains/scores/score-store.h"
#include "domains/workflow-definitions/workflow-definition-store.h"
#include "domains/workflows/workflow-store.h"
#include "store.h"

namespace {

using Json = nlohmann::ordered_json;
using namespace agentkeep;
using api::Field;
using api::Kind;
using api::Method;
using api::Reply;
using api::Shape;

std::string str(Text text) { return std::string(text); }

Json reference(Text name) { return {{"$ref", "#/components/schemas/" + str(name)}}; }

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
      return reference(field.shape->name);
  }
  return Json::object();
}

// The schema of a shape and, first, of every shape it holds.
void addShape(Json& schemas, const Shape& shape) {
  if (schemas.contains(str(shape.name))) return;
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
  schemas[str(shape.name)] = out;
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

// The reply's kind as worker/generated/methods.ts names it: hosts revive dates by it.
Text wordOf(Reply reply) {
  switch (reply) {
    case Reply::kNothing:
      return "nothing";
    case Reply::kThreadOrNull:
      return "threadOrNull";
    case Reply::kThread:
      return "thread";
    case Reply::kThreadPage:
      return "threadPage";
    case Reply::kMessages:
      return "messages";
    case Reply::kMessageList:
      return "messageList";
    case Reply::kMessagePage:
      return "messagePage";
    case Reply::kResourceOrNull:
      return "resourceOrNull";
    case Reply::kResource:
      return "resource";
    case Reply::kCopy:
      return "copy";
    case Reply::kClone:
      return "clone";
    case Reply::kRecordOrNull:
      return "recordOrNull";
    case Reply::kRecord:
      return "record";
    case Reply::kRecords:
      return "records";
    case Reply::kSwap:
      return "swap";
    case Reply::kPruned:
      return "pruned";
    case Reply::kSnapshotOrNull:
      return "snapshotOrNull";
    case Reply::kStepResults:
      return "stepResults";
    case Reply::kRunOrNull:
      return "runOrNull";
    case Reply::kRunList:
      return "runList";
    case Reply::kDefinitionOrNull:
      return "definitionOrNull";
    case Reply::kDefinition:
      return "definition";
    case Reply::kDefinitionList:
      return "definitionList";
    case Reply::kSavedScore:
      return "savedScore";
    case Reply::kScoreOrNull:
      return "scoreOrNull";
    case Reply::kScorePage:
      return "scorePage";
    case Reply::kSchema:
      return "schema";
    case Reply::kStatus:
      return "status";
    case Reply::kIndexes:
      return "indexes";
    case Reply::kIndex:
      return "index";
  }
  return "";
}

Json listOf(Text item) { return {{"type", "array"}, {"items", reference(item)}}; }

Json orNull(Text item) { return {{"oneOf", {reference(item), {{"type", "null"}}}}}; }

Json idMap() {
  return {{"type", "object"},
          {"description", "Ids of the copies by the ids of what was copied."},
          {"additionalProperties", {{"type", "string"}}}};
}

Json pageOf(Text list, Text item) {
  return {{"type", "object"},
          {"required", {str(list), "total", "page", "perPage", "hasMore"}},
          {"properties",
           {{str(list), {{"type", "array"}, {"items", reference(item)}}},
            {"total", {{"type", "integer"}}},
            {"page", {{"type", "integer"}}},
            {"perPage", {{"oneOf", {{{"type", "integer"}}, {{"const", false}}}}}},
            {"hasMore", {{"type", "boolean"}}}}}};
}

Json withTotal(Text list, Text item) {
  return {{"type", "object"},
          {"required", {str(list), "total"}},
          {"properties", {{str(list), listOf(item)}, {"total", {{"type", "integer"}}}}}};
}

// What a row is on the wire. Absent members are null in the table.
Json rowOf(const query::Table& table, std::span<const query::Col> columns) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const query::Col each : columns) {
    const query::Column& column = table[each];
    Json& schema = properties[str(column.member())] = Json::object();
    switch (column.type) {
      case query::Type::kText:
        schema = {{"type", "string"}};
        break;
      case query::Type::kTimestamp:
        schema = {{"type", "string"}, {"format", "date-time"}};
        break;
      case query::Type::kInteger:
        schema = {{"type", "integer"}};
        break;
      case query::Type::kReal:
        schema = {{"type", "number"}};
        break;
      case query::Type::kBoolean:
        schema = {{"type", "boolean"}};
        break;
      case query::Type::kJson:
      case query::Type::kTextOrJson:
        break;
    }
    if (!column.nullable) required.push_back(str(column.member()));
  }
  return {{"type", "object"}, {"required", required}, {"properties", properties}};
}

Json schemaOf(Reply reply) {
  switch (reply) {
    case Reply::kNothing:
      return {{"type", "null"}};
    case Reply::kThread:
      return reference("Thread");
    case Reply::kThreadOrNull:
      return orNull("Thread");
    case Reply::kThreadPage:
      return pageOf("threads", "Thread");
    case Reply::kMessagePage:
      return pageOf("messages", "Message");
    case Reply::kMessages:
      return {{"type", "object"},
              {"required", {"messages"}},
              {"properties", {{"messages", listOf("Message")}}}};
    case Reply::kMessageList:
      return listOf("Message");
    case Reply::kResource:
      return reference("Resource");
    case Reply::kResourceOrNull:
      return orNull("Resource");
    case Reply::kCopy:
      return {{"type", "object"},
              {"required", {"thread", "messageIdMap"}},
              {"properties", {{"thread", reference("Thread")}, {"messageIdMap", idMap()}}}};
    case Reply::kClone:
      return {{"type", "object"},
              {"required", {"thread", "clonedMessages", "messageIdMap"}},
              {"properties",
               {{"thread", reference("Thread")},
                {"clonedMessages", listOf("Message")},
                {"messageIdMap", idMap()}}}};
    case Reply::kRecord:
      return reference("ObservationalMemoryRecord");
    case Reply::kRecordOrNull:
      return orNull("ObservationalMemoryRecord");
    case Reply::kRecords:
      return listOf("ObservationalMemoryRecord");
    case Reply::kSwap:
      return reference("SwapResult");
    case Reply::kPruned:
      return listOf("PruneResult");
    case Reply::kSnapshotOrNull:
      return {{"type", {"object", "null"}}, {"additionalProperties", true}};
    case Reply::kStepResults:
      return {{"type", "object"}, {"additionalProperties", true}};
    case Reply::kRunOrNull:
      return orNull("WorkflowRun");
    case Reply::kRunList:
      return withTotal("runs", "WorkflowRun");
    case Reply::kDefinition:
      return reference("WorkflowDefinition");
    case Reply::kDefinitionOrNull:
      return orNull("WorkflowDefinition");
    case Reply::kDefinitionList:
      return withTotal("definitions", "WorkflowDefinition");
    case Reply::kSavedScore:
      return {{"type", "object"},
              {"required", {"score"}},
              {"properties", {{"score", reference("Score")}}}};
    case Reply::kScoreOrNull:
      return orNull("Score");
    case Reply::kScorePage: {
      Json page = pageOf("", "");
      page["required"].erase(0);
      page["properties"].erase("");
      return {{"type", "object"},
              {"required", {"scores", "pagination"}},
              {"properties", {{"scores", listOf("Score")}, {"pagination", page}}}};
    }
    case Reply::kSchema:
      return reference("SchemaReport");
    case Reply::kStatus:
      return reference("SchemaStatus");
    case Reply::kIndexes:
      return listOf("Index");
    case Reply::kIndex:
      return reference("IndexStats");
  }
  return Json::object();
}

Json swapSchema() {
  const Json text = {{"type", "string"}};
  const Json texts = {{"type", "array"}, {"items", text}};
  const Json number = {{"type", "integer"}};
  const Json chunk = {{"type", "object"},
                      {"properties",
                       {{"cycleId", text},
                        {"messageTokens", number},
                        {"observationTokens", number},
                        {"messageCount", number},
                        {"observations", text}}}};
  return {{"type", "object"},
          {"required",
           {"chunksActivated", "messageTokensActivated", "observationTokensActivated",
            "messagesActivated", "activatedCycleIds", "activatedMessageIds"}},
          {"properties",
           {{"chunksActivated", number},
            {"messageTokensActivated", number},
            {"observationTokensActivated", number},
            {"messagesActivated", number},
            {"activatedCycleIds", texts},
            {"activatedMessageIds", texts},
            {"observations", text},
            {"perChunk", {{"type", "array"}, {"items", chunk}}},
            {"suggestedContinuation", text},
            {"currentTask", text}}}};
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

Json openApi() {
  Json schemas = Json::object();
  Json paths = Json::object();
  for (const Method& method : methods()) {
    addShape(schemas, *method.arguments);
    std::string path = "/v1/" + str(method.name);
    path.replace(path.find('.'), 1, "/");
    Json responses = {
        {"200",
         {{"description", "Done."},
          {"content", {{"application/json", {{"schema", schemaOf(method.reply)}}}}}}}};
    responses.update(errorResponses());
    const std::string scope = str(scopeWord(method.scope));
    paths[path]["post"] = {
        {"operationId", str(method.name)},
        {"summary", str(method.summary)},
        {"description", "Scope: " + scope + "."},
        {"tags", {str(method.name.substr(0, method.name.find('.')))}},
        {"security", Json::array({Json{{"token", Json::array()}}})},
        {"parameters",
         {{{"name", "x-d1-bookmark"},
           {"in", "header"},
           {"required", false},
           {"description", "Bookmark of an earlier answer: this call sees what that one did."},
           {"schema", {{"type", "string"}}}}}},
        {"requestBody",
         {{"required", true},
          {"content", {{"application/json", {{"schema", reference(method.arguments->name)}}}}}}},
        {"responses", responses},
    };
  }
  schemas["PruneResult"] = {{"type", "object"},
                            {"required", {"domain", "table", "deleted", "done"}},
                            {"properties",
                             {{"domain", {{"type", "string"}}},
                              {"table", {{"type", "string"}}},
                              {"deleted", {{"type", "integer"}}},
                              {"done", {{"type", "boolean"}}}}}};
  schemas["SwapResult"] = swapSchema();
  schemas["SchemaReport"] = {
      {"type", "object"},
      {"properties",
       {{"schemaVersion", {{"type", "integer"}}},
        {"createdTables", {{"type", "array"}, {"items", {{"type", "string"}}}}},
        {"addedColumns", {{"type", "array"}, {"items", {{"type", "string"}}}}},
        {"builtIndexes", {{"type", "array"}, {"items", {{"type", "string"}}}}},
        {"pendingIndexes", {{"type", "array"}, {"items", {{"type", "string"}}}}}}}};
  schemas["SchemaStatus"] = {
      {"type", "object"},
      {"properties",
       {{"schemaVersion", {{"type", "integer"}}},
        {"current", {{"type", "boolean"}}},
        {"pendingIndexes", {{"type", "array"}, {"items", {{"type", "string"}}}}}}}};
  schemas["Index"] = {{"type", "object"},
                      {"required", {"name", "table", "columns", "unique", "definition"}},
                      {"properties",
                       {{"name", {{"type", "string"}}},
                        {"table", {{"type", "string"}}},
                        {"columns", {{"type", "array"}, {"items", {{"type", "string"}}}}},
                        {"unique", {{"type", "boolean"}}},
                        {"size", {{"type", "string"}}},
                        {"definition", {{"type", "string"}}}}}};
  Json stats = schemas["Index"];
  stats["required"].push_back("method");
  stats["properties"]["method"] = {{"type", "string"}};
  for (const char* count : {"scans", "tuples_read", "tuples_fetched"}) {
    stats["properties"][count] = {{"type", "integer"}};
  }
  schemas["IndexStats"] = stats;
  schemas["WorkflowRun"] = rowOf(workflows::kRuns, workflows::kRunRow);
  schemas["WorkflowDefinition"] =
      rowOf(workflow_definitions::kDefinitions, workflow_definitions::kDefinitionRow);
  schemas["Score"] = rowOf(scores::kScores, scores::kScoreRow);
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
        {"schemas", schemas}}}};
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
  for (const Method& method : methods()) {
    const std::string shape = str(method.arguments->name);
    if (!deciding.contains(shape)) deciding[shape] = decidingMembers(deciding, *method.arguments);
    Json parameters = Json::array();
    for (const Text name : method.parameters) parameters.push_back(str(name));
    described[str(method.name)] = {{"scope", str(scopeWord(method.scope))},
                                   {"reply", str(wordOf(method.reply))},
                                   {"arguments", shape},
                                   {"parameters", parameters}};
  }
  out["methods"] = described;
  out["deciding"] = deciding;
  out["openApi"] = openApi();
  result() = out.dump(2);
}
__attribute__((export_name("described_at"))) const char* described_at() { return result().data(); }
__attribute__((export_name("described_size"))) std::uint32_t described_size() {
  return static_cast<std::uint32_t>(result().size());
}

}  // extern "C"
