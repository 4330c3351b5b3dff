// One statement, one round trip: most methods are no more than that. They are plain functions that
// build it and hand it on, since a coroutine of its own is a kilobyte of code.
#pragma once

#include "core/call.h"
#include "query/database.h"

namespace agentkeep::query {

// What the statement answers. What it views must live as long as the call.
Task<Result<Answer>> answerOf(Database& db, Statement statement);

// The same for a read that a replica may answer.
Task<Result<Answer>> readAnswerOf(Database& db, Statement statement);

Task<Result<Rows>> rowsOf(Database& db, Statement statement);
Task<Result<Rows>> readRowsOf(Database& db, Statement statement);
Task<Result<void>> done(Database& db, Statement statement);

// There is nothing to be done.
Task<Result<void>> nothing();

// Deletes all rows of a table, part by part if need be.
Task<Result<void>> clear(Database& db, const Table& table);

// The rows that `insert` had, whose cells are plain values, as they are stored now, in the columns
// of the insert. `answered` is what the statement returned of each: those columns that may be
// another's.
Rows insertedRows(Arena& arena, const Insert& insert, const Rows& answered);

// Makes an Update whose merges the backend left to the caller (Failed{kLarge}): of the one row that
// its `where` finds by its key, the merged documents are read, changed here, and written on
// condition that they are still there. Answers `returning`; no row: it finds none.
// Errors: kConflict (others were faster, kMergeAttempts times in a row), those of the database.
// Cost: two round trips, and two for every rival that was faster.
inline constexpr unsigned kMergeAttempts = 100;
Task<Result<Rows>> mergedHere(Call& call, Database& db, Update update);

// Why a batch was undone, to a caller who has no answer to that.
Error errorOf(const Failed& failed);

// A method that was refused before it asked anything.
template <class T>
Task<Result<T>> refused(Error error) {
  co_return std::unexpected(std::move(error));
}

}  // namespace agentkeep::query
