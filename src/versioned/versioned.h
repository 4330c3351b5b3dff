// What the seven versioned domains share: contract/versioned.md. A thin row says what there is and
// which version of it is active; each version is a whole configuration. A domain is its two tables
// and a Versioned.
#pragma once

#include "api/method.h"
#include "query/table.h"

namespace agentkeep::versioned {

// Columns are found by the names that they have in all of these tables: id, status,
// activeVersionId, createdAt and updatedAt of an entity; id, versionNumber, changedFields,
// changeMessage and createdAt of a version. What else a version has is its configuration.
struct Versioned {
  Text argument;  // of create(): `promptBlock`
  Text list;      // of the answer of list(): `promptBlocks`
  Text entity;    // in messages and types: `PromptBlock`
  Text error;     // in ids of errors: `PROMPT_BLOCK`
  const query::Table* entities;
  const query::Table* versions;
  query::Col parent;         // of versions: whose they are
  Text favorite = {};        // what mastra_favorites calls it; empty: nobody can favour it
  Text status = {};          // of those that list() answers, if none is asked for; empty: all
  bool has_statuses = true;  // list() can be asked for one
  bool compares = false;     // update() makes a version of a configuration that has changed
};

// The methods of every such domain, which are constants.
// NOLINTNEXTLINE(bugprone-dynamic-static-initializers)
extern const api::Method kMethods[17];

// What the id of an error calls a method of the domain: `CREATE_PROMPT_BLOCK_VERSION`.
std::string errorName(const Versioned& versioned, const api::Method& method);

// The column of a version says what the version is, and is not its configuration.
bool isFrame(const Versioned& versioned, query::Col column);

}  // namespace agentkeep::versioned
