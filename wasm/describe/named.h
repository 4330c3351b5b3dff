// JSON schemas of what the tables of the core name: argument structs, columns, rows, types.
#pragma once

#include <string>

#include "api/method.h"
#include "query/table.h"
#include "wasm/describe/types.h"

namespace agentkeep::describe {

inline std::string str(Text text) { return std::string(text); }

// What is taken may be called as what is answered.
std::string nameOf(const api::Shape& shape);

// The schema of a shape and, first, of every shape it holds.
void addShape(Json& schemas, const api::Shape& shape);

// A value of a column, as it is answered, or as it is taken.
Json schemaOf(const query::Column& column);

// Null as well; what may be anything may be null already.
Json nullable(const Json& schema);

// What a row is on the wire. Absent members are null in the table.
Json rowOf(const query::Table& table, std::span<const query::Col> columns);

// The type of that name, or nullptr.
const api::AnswerType* answerType(Text name);

// Of a named type; its members are spread where others have them, too.
Json named(Text name);

// Of a type in the words of types.h.
Json typed(Text type);

}  // namespace agentkeep::describe
