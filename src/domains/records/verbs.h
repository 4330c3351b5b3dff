// The verbs of every model, as one coroutine runs them: each says what is to be
// asked, and what of the answers is the method's.
#pragma once

#include "api/method.h"
#include "domains/records/shown.h"

namespace agentkeep::records {

// Method::run of `record.findUnique` and its like.
Task<Result<void>> run(Call& call, query::Database& db, const api::Request& request,
                       JsonWriter& out);
// Method::run of the others.
Task<Result<void>> sync(Call& call, query::Database& db, const api::Request& request,
                        JsonWriter& out);
Task<Result<void>> clear(Call& call, query::Database& db, const api::Request& request,
                         JsonWriter& out);

// What one call asks, and how it goes on.
struct Work {
  Work(Call& with, const api::Request& of);

  Call& call;
  Arena& arena;
  const api::Request& request;
  const Model& model;
  std::optional<Error> problem;
  api::Arguments given;

  Shown shown;
  // Asked before the rest, for `proceed`.
  std::span<const query::Statement> before = {};
  void (*proceed)(Work&, std::span<const query::Answer>) = nullptr;
  std::span<const query::Statement> statements = {};
  bool writes = false;

  // Which of the statements answers the method: its rows, or how many it
  // changed or found.
  std::size_t own = 0;
  std::size_t otherwise = 0;  // if that has no rows, this one
  enum class Answers : std::uint8_t { kRow, kNeeded, kRows, kChanged, kCounted } answers;
  bool related_with_rows = false;        // the statements behind `own` find what is related
  bool related_before = false;           // `before` has
  bool from_end = false;                 // the rows come from the last to the first
  std::optional<query::Rows> rows = {};  // known without an answer
  Page page = {};                        // kCounted: of these rows

  // What a statement is about that must find nothing.
  struct Guarded {
    std::size_t statement;
    const Unique* unique;
  };
  std::span<const Guarded> guards = {};

  // A cursor, where the row that it names is read first.
  query::Select* listing = nullptr;
  std::span<query::Cell> values = {};
  bool is_none = false;  // nothing can be found
};

using Prepare = void(Work&);
Prepare findUnique, findFirst, findMany, count;  // find.cc
Prepare create, createMany, update, updateMany, upsert, remove,
    removeMany;  // write.cc

// `record.findUnique` needs a row.
bool isNeeded(const api::Request& request);

// 25 characters, such as `cmhbxq2s80001…`: the time, `nth` of the call, chance.
// They sort by time.
Text cuid(Call& call, std::uint32_t nth = 0);

}  // namespace agentkeep::records
