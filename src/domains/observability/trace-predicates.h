// The trace query's predicates as conditions of the query layer. contract/observability.md, "Trace
// query".
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "api/arguments.h"
#include "core/arena.h"
#include "query/query.h"

namespace agentkeep::observability {

using api::Arguments;
using query::Cell;
using query::Col;
using query::Is;
using query::Table;
using query::Where;

inline constexpr unsigned kMostNodes = 100;
// What fields of a trace are called that are members of its metadata.
inline constexpr Text kMetadata = "metadata.";

enum class Kind : std::uint8_t {
  kText,
  kTime,
  kNumber,
  kStatus,   // of a span: error, success
  kTags,     // a list
  kElapsed,  // from the start to the end, in milliseconds
  kMember,   // of the attributes, where it is a text
  kEither,   // of feedback: a number or a text
};
struct Known {
  Text name;
  Kind kind;
  Col column;
};
struct Collection {
  Text name;
  const Table* table;
  std::span<const Known> fields;
  Col trace;
};

// What there is: traces, which are their roots, and what is of one: spans, scores, feedback.
extern constinit const Collection kCollections[4];
inline const Collection& kTrace = kCollections[0];

// There is no such value.
Where isNone(query::Field field);

// A plan of the framework, read part by part.
class Planned {
 public:
  Planned(Call& call, Arguments& plan) : arena_(call.arena), scope_(plan.inside("scope")) {}

  // Roots of traces that have ended and began in the range of time, those of the tenant.
  Where candidates(Arguments& of, std::initializer_list<Where> more = {});

  Where predicate(Arguments& of, Text name, const Collection& what);

  // Of a plan of threads: each relation is one to traces that `eligible` finds.
  Where ofThreads(Arguments& plan, const Where& eligible);

  // Rows of a collection, in traces that `roots` finds.
  Where within(const Collection& of, const Where& roots, const Where& more);

  std::optional<query::Field> fieldOf(Text name, const Collection& of, Kind* kind);

 private:
  Where all(std::vector<Where> parts);

  Where scoped(const Table& table, std::vector<Where> parts);

  Where inTraces(Col column, Col of, const Where& roots);

  Where read(Arguments& node, const Collection& of, unsigned depth);

  Where parts(Arguments& node, const Collection& of, unsigned depth);

  // Some row of the same trace, or none; of a thread, some of its traces.
  Where relation(Arguments& node, const Collection& of, unsigned depth);

  Where leaf(Arguments& node, Text type, const Collection& of);

  Where ofList(Arguments& node, Text word, query::Field field);

  // What the field is compared with: a value, or several.
  std::span<const Cell> valuesOf(Arguments& node, Text type, Kind kind);

  Where compared(Kind kind, query::Field field, Is is, std::span<const Cell> values);

  // A span has a status always.
  Where statusIs(bool presence, std::span<const Cell> values);

  Arena& arena_;
  Arguments scope_;
  const Where* eligible_ = nullptr;  // of threads: the traces that may be theirs
  unsigned nodes_ = 0;
};

}  // namespace agentkeep::observability
