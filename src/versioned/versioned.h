// What the seven versioned domains share: contract/versioned.md. A thin row says what there is and
// which version of it is active; each version is a whole configuration. A domain is its two tables
// and a Versioned.
#pragma once

#include "api/method.h"
#include "query/table.h"
#include "versioned/columns.h"

namespace agentkeep::versioned {

// columns.h says where the columns are that all of these tables have.
struct Versioned {
  Text argument;  // of create(): `promptBlock`
  Text list;      // of the answer of list(): `promptBlocks`
  Text entity;    // in messages and types: `PromptBlock`
  Text error;     // in ids of errors: `PROMPT_BLOCK`
  const query::Table* entities;
  const query::Table* versions;
  Text favorite = {};        // what mastra_favorites calls it; empty: nobody can favour it
  Text status = {};          // of those that list() answers, if none is asked for; empty: all
  bool has_statuses = true;  // list() can be asked for one
  bool compares = false;     // update() makes a version of a configuration that has changed
};

// Where a column is not where columns.h says, it does not compile.
consteval Versioned ordered(Versioned of) {
  const auto check = [](const query::Table& table, std::size_t at, Text name) {
    if (table.columns[at].name != name) std::abort();
  };
  const std::size_t entity = of.entities->columns.size();
  check(*of.entities, EntityCol::id, "id");
  check(*of.entities, EntityCol::status, "status");
  check(*of.entities, EntityCol::activeVersionId, "activeVersionId");
  check(*of.entities, EntityCol::authorId, "authorId");
  check(*of.entities, entity - 2, "createdAt");
  check(*of.entities, entity - 1, "updatedAt");
  const std::size_t version = of.versions->columns.size();
  check(*of.versions, VersionCol::id, "id");
  check(*of.versions, VersionCol::versionNumber, "versionNumber");
  check(*of.versions, version - 3, "changedFields");
  check(*of.versions, version - 2, "changeMessage");
  check(*of.versions, version - 1, "createdAt");
  return of;
}

// The methods of every such domain, which are constants.
// NOLINTNEXTLINE(bugprone-dynamic-static-initializers)
extern const api::Method kMethods[17];

// What the id of an error calls a method of the domain: `CREATE_PROMPT_BLOCK_VERSION`.
std::string errorName(const Versioned& versioned, const api::Method& method);

// The column of a version says what the version is, and is not its configuration.
bool isFrame(const Versioned& versioned, query::Col column);

}  // namespace agentkeep::versioned
