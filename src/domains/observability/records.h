// Records as callers give them, and the statement that keeps them: spans, logs, metrics, scores and
// feedback are written the same way.
#pragma once

#include <span>

#include "api/arguments.h"
#include "core/call.h"
#include "query/query.h"

namespace agentkeep::observability {

// How records of one kind are given.
struct Record {
  const query::Table* table;
  std::span<const query::Col> given;  // columns that callers may give, and that are answered
  Text one, many;                     // arguments that hold one record, or a list
  std::span<const Text> key_status;   // of a column of the key that is missing
  // Fills in what follows from what is given. A cell a column of the table.
  void (*complete)(Call& call, std::span<query::Cell> row) = nullptr;
};

// A cell a column of the table, row by row; Null where nothing was given.
struct Records {
  std::span<query::Cell> cells;
  std::size_t count = 0;

  [[nodiscard]] std::span<query::Cell> row(std::size_t at) const {
    return cells.subspan(at * (cells.size() / count), cells.size() / count);
  }
};

// The objects of a list argument, or the one of an argument that is an object.
std::span<const Text> objectsIn(Call& call, api::Arguments& given, Text name, bool is_list);

// `is_list`: those of Record::many, else the one of Record::one.
Records readRecords(Call& call, const Record& record, api::Arguments& given, bool is_list);

// Keeps them all: those of a known key are replaced, and stay where they are in the order of first
// insertion. Columns that no record has are not sent.
query::Insert upsertOf(Call& call, const query::Table& table, const Records& records);

}  // namespace agentkeep::observability
