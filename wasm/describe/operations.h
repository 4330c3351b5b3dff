// What the methods take and answer that are data (operations/operation.h, versioned/versioned.h):
// an answer as a type in the words of types.h, arguments as a JSON schema.
#pragma once

#include <string>

#include "operations/operation.h"
#include "versioned/versioned.h"
#include "wasm/describe/types.h"

namespace agentkeep::describe {

std::string answerOf(const operations::Operation& operation);

// The columns that it writes, or is asked by, and pages. Shapes that it refers to are added.
Json argumentsOf(Json& schemas, const operations::Operation& operation);

// The types of the rows of a versioned domain: Agent, AgentVersion, ResolvedAgent.
Json versionedTypes(const versioned::Versioned& of);
std::string versionedAnswer(const versioned::Versioned& of, Text method);
Json versionedArguments(const versioned::Versioned& of, Text method);

// A member of the schema of an object.
void addMember(Json& object, Text name, const Json& schema, bool required);

// The schema with the members of a page, which has so many rows by itself.
Json pageArguments(Json object, std::uint32_t rows);

}  // namespace agentkeep::describe
