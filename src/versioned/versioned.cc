#include "versioned/versioned.h"

#include <string>

#include "api/run-method.h"
#include "core/ascii.h"
#include "operations/operation.h"
#include "versioned/scene.h"

namespace agentkeep::versioned {
namespace {

using namespace query;  // it speaks their words all the time
using api::Request;
using api::Scope;
using operations::Answers;
using operations::By;
using operations::Do;
using operations::Form;
using operations::Operation;

constexpr Text kEntityId = "entityId";
constexpr By kByIdOf[] = {{.column = 0}};
constexpr By kByIds[] = {{.column = VersionCol::id, .is = Is::kIn, .name = "ids"}};
constexpr By kByParent[] = {{.column = VersionCol::parent}};
constexpr By kByEntity[] = {{.column = VersionCol::parent, .name = kEntityId}};
constexpr By kByEntityAndNumber[] = {{.column = VersionCol::parent, .name = kEntityId},
                                     {.column = VersionCol::versionNumber}};

// What a method is that is one operation.
Operation operationOf(const Scene& scene, Text method) {
  Arena& arena = scene.arena;
  Operation of{.what = Do::kGet,
               .table = &scene.versions,
               .row = scene.allOf(scene.versions),
               .by = kByIdOf,
               .keeps_status = true};
  const auto ofEntities = [&](Do what) {
    of.what = what;
    of.table = &scene.entities;
    of.row = scene.allOf(scene.entities);
  };
  if (method == "getById") {
    ofEntities(Do::kGet);
  } else if (method == "update") {
    ofEntities(Do::kUpdate);
    of.missing = arena.text(std::string(scene.of.entity) + " with id * not found");
  } else if (method == "delete") {
    ofEntities(Do::kRemove);
    of.more = arena.keep(operations::More{
        .also = arena.list({operations::Also{&scene.versions, VersionCol::parent}})});
  } else if (method == "createVersion") {
    static constexpr Col kNumbered[] = {VersionCol::versionNumber, VersionCol::parent};
    of.what = Do::kCreate;
    of.entity = "Version";
    of.by = {};
    of.more = arena.keep(operations::More{.demands = arena.list({operations::Demand{
                                              &scene.versions, kNumbered, kNumbered,
                                              arena.text(takenNumber(scene, "*", "*")), true}})});
  } else if (method == "getVersionByNumber") {
    of.by = kByEntityAndNumber;
  } else if (method == "getLatestVersion") {
    of.by = kByEntity;
    of.order = Scene::kHighest;
  } else if (method == "getVersions") {
    of.what = Do::kList;
    of.by = kByIds;
  } else if (method == "deleteVersion") {
    of.what = Do::kRemove;
  } else if (method == "deleteVersionsByParentId") {
    of.what = Do::kRemove;
    of.by = kByEntity;
  } else if (method == "countVersions") {
    of.what = Do::kCount;
    of.by = kByEntity;
  } else if (method == "listVersions") {
    of.what = Do::kList;
    of.member = "versions";
    of.form = Form::kPage;
    of.by = kByParent;
    of.sort = arena.keep(operations::Sort{
        .columns = arena.list<Col>({VersionCol::versionNumber, scene.lastVersionColumn(1)})});
    of.rows = 20;
  } else if (method == "dangerouslyClearAll") {
    of.what = Do::kClear;
    of.tables = arena.list<const Table*>({&scene.versions, &scene.entities});
  }
  return of;
}

Task<Result<void>> one(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const Scene scene(call, db, request, out);
  return operations::run(call, db, *call.arena.keep(operationOf(scene, request.method.name)),
                         request, out);
}

Task<Result<void>> update(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const bool compares = request.domain.versioned->compares;
  return compares ? updateCompared(call, db, request, out) : one(call, db, request, out);
}

constexpr Text kOne[] = {"id"};
constexpr Text kIds[] = {"ids"};
constexpr Text kParent[] = {kEntityId};
constexpr Text kNumbered[] = {kEntityId, "versionNumber"};
constexpr Text kResolved[] = {"id", "options"};

constexpr api::Method method(Text name, Scope scope, Run& run, Text summary,
                             std::span<const Text> parameters = {}) {
  return {.name = name, .scope = scope, .run = &run, .summary = summary, .parameters = parameters};
}

}  // namespace

std::string takenNumber(const Scene& scene, Text number, Text parent) {
  std::string says = "Version number ";
  says.append(number).append(" already exists for ");
  for (const char c : scene.of.argument) {
    if (c >= 'A' && c <= 'Z') says += ' ';
    says += asciiLower(c);
  }
  return says.append(" ").append(parent);
}

extern const api::Method kMethods[17] = {
    method("getById", Scope::kRead, one, AGENTKEEP_NOTE("The thin row, or null."), kOne),
    method("create", Scope::kWrite, create,
           AGENTKEEP_NOTE("Creates a draft and its version 1; conflict if the id is taken.")),
    method(
        "update", Scope::kWrite, update,
        AGENTKEEP_NOTE("Changes what is given of the thin row; not_found if it does not exist.")),
    method("delete", Scope::kWrite, one,
           AGENTKEEP_NOTE("Deletes it and its versions; no error if it does not exist."), kOne),
    method("list", Scope::kRead, list, AGENTKEEP_NOTE("One page of thin rows.")),
    method("createVersion", Scope::kWrite, one,
           AGENTKEEP_NOTE("Adds a version; conflict if its id or its number is taken.")),
    method("getVersion", Scope::kRead, one, AGENTKEEP_NOTE("One version, or null."), kOne),
    method("getVersionByNumber", Scope::kRead, one, AGENTKEEP_NOTE("One version, or null."),
           kNumbered),
    method("getLatestVersion", Scope::kRead, one,
           AGENTKEEP_NOTE("The version of the highest number, or null."), kParent),
    method("getVersions", Scope::kRead, one,
           AGENTKEEP_NOTE("The versions of these ids that exist."), kIds),
    method("listVersions", Scope::kRead, one, AGENTKEEP_NOTE("One page of versions.")),
    method("deleteVersion", Scope::kWrite, one,
           AGENTKEEP_NOTE("Deletes a version; no error if it does not exist."), kOne),
    method("deleteVersionsByParentId", Scope::kWrite, one,
           AGENTKEEP_NOTE("Deletes all versions of one."), kParent),
    method("countVersions", Scope::kRead, one,
           AGENTKEEP_NOTE("How many versions there are of one."), kParent),
    method(
        "getByIdResolved", Scope::kRead, getByIdResolved,
        AGENTKEEP_NOTE("The thin row with the configuration of a version: the one asked for, the "
                       "active one, else the latest."),
        kResolved),
    method("listResolved", Scope::kRead, listResolved,
           AGENTKEEP_NOTE("One page of rows with their configurations.")),
    method("dangerouslyClearAll", Scope::kAdmin, one, AGENTKEEP_NOTE("Deletes everything.")),
};

bool isFrame(const Versioned& of, Col column) {
  return column < VersionCol::before || column + VersionCol::behind >= of.versions->columns.size();
}

std::string errorName(const Versioned& versioned, const api::Method& method) {
  // `*` is what the domain is called; of agents some methods are called without it.
  struct Called {
    Text method, name, of_agents;
  };
  static constexpr Called kNames[] = {
      {"getById", "GET_*", "GET_*_BY_ID"},
      {"create", "CREATE_*", {}},
      {"update", "UPDATE_*", {}},
      {"delete", "DELETE_*", {}},
      {"list", "LIST_*S", {}},
      {"createVersion", "CREATE_*_VERSION", "CREATE_VERSION"},
      {"getVersion", "GET_*_VERSION", "GET_VERSION"},
      {"getVersionByNumber", "GET_*_VERSION_BY_NUMBER", "GET_VERSION_BY_NUMBER"},
      {"getLatestVersion", "GET_LATEST_*_VERSION", "GET_LATEST_VERSION"},
      {"getVersions", "GET_*_VERSIONS", "GET_VERSIONS"},
      {"listVersions", "LIST_*_VERSIONS", "LIST_VERSIONS"},
      {"deleteVersion", "DELETE_*_VERSION", "DELETE_VERSION"},
      {"deleteVersionsByParentId", "DELETE_*_VERSIONS_BY_+", "DELETE_VERSIONS_BY_AGENT_ID"},
      {"countVersions", "COUNT_*_VERSIONS", "COUNT_VERSIONS"},
      {"getByIdResolved", "GET_*_RESOLVED", {}},
      {"listResolved", "LIST_*S_RESOLVED", {}},
      {"dangerouslyClearAll", "CLEAR_*S", {}},
  };
  const auto called = std::ranges::find(kNames, method.name, &Called::method);
  const bool agents = versioned.error == "AGENT" && !called->of_agents.empty();
  std::string out;
  for (const char c : agents ? called->of_agents : called->name) {
    if (c == '*') {
      out += versioned.error;
    } else if (c == '+') {
      // PROMPT_BLOCK: BLOCK
      const Text error = versioned.error;
      out += error == "SCORER_DEFINITION" ? Text("SCORER") : error.substr(error.rfind('_') + 1);
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace agentkeep::versioned
