// The type of an answer in the words of Method::answer, as a JSON schema:
//
//   null  string  integer  number  boolean  time  any  object  document
//   Name                     an AnswerType of some domain, by reference
//   Name[]   Name | null     lists and choices
//   'a' | 'b'                one of these words
//   { id: string, at?: time, ...Page, ...any }   an object: members, optional ones, those of
//                            another type, and any others
//   map<Name>                an object with members of any name
#pragma once

#include <functional>
#include <nlohmann/json.hpp>

#include "core/error.h"

namespace agentkeep::describe {

using Json = nlohmann::ordered_json;

Json reference(Text name);

// `object` finds the schema of a named type, whose members are spread. Aborts where `type` is none.
Json schemaOf(Text type, const std::function<Json(Text)>& object);

}  // namespace agentkeep::describe
