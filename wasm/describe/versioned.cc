// What the methods of versioned domains take and answer.
#include <algorithm>
#include <vector>

#include "wasm/describe/named.h"
#include "wasm/describe/operations.h"

namespace agentkeep::describe {
namespace {

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

}  // namespace

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

}  // namespace agentkeep::describe
