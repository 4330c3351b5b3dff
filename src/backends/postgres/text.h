// Texts that PostgreSQL stores. Its text holds no NUL, and its JSON functions take neither an
// escape of NUL nor that of half a surrogate pair: such a character becomes U+FFFD on its way in,
// or one bad message would end every search in its thread.
#pragma once

#include <string>

#include "core/error.h"

namespace agentkeep::postgres {

// Appends text as it can be stored.
void appendText(std::string& out, Text text);
// Appends a name of a member, as JsonString::exact() has it, likewise.
void appendName(std::string& out, Text name);
// Appends JSON, likewise.
void appendJson(std::string& out, Text json);

// Appends an element of an array: in quotes, which a literal of an array needs.
void appendElement(std::string& out, Text text);

}  // namespace agentkeep::postgres
