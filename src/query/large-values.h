// Values that are too large for a cell of the backend, kept as packed pieces beside their row.
//
// A value that would make its row too long is packed (core/pack.h), cut into pieces of a table of
// their own, and written in the same batch. Its cell keeps what conditions look at (Column::stays),
// and the column Column::reference says which pieces they are, how long, with what checksum.
// Readers get the whole value back. Pieces are never changed: a new value has new ones, and those
// of the old value go in the batch that replaces it.
//
// A reference means something only beside the cell it was written with. Where another writer, who
// knows nothing of it, has replaced the cell, the cell is the value.
#pragma once

#include <span>
#include <vector>

#include "core/call.h"
#include "query/database.h"

namespace agentkeep::query {

struct ChunkCol {
  static constexpr Col ref = 0, part = 1, owner = 2, data = 3;
};
inline constexpr Column kChunkColumns[] = {
    {.name = "ref", .type = Type::kText, .nullable = false},
    {.name = "part", .type = Type::kInteger, .nullable = false},
    {.name = "owner", .type = Type::kText, .nullable = false},  // table, column and key of the row
    {.name = "data", .type = Type::kText, .nullable = false, .bulk = true},
};
inline constexpr Col kChunkKey[] = {ChunkCol::ref, ChunkCol::part};
inline constexpr Key kChunkKeys[] = {{kChunkKey}};
inline constexpr Table kChunks{
    .name = "agentkeep_chunks",
    .columns = kChunkColumns,
    .keys = kChunkKeys,
};

inline constexpr const Table* kLargeTables[] = {&kChunks};

// Stands before a backend, for one call. Batches mean what they say, with three additions:
// - `where` may ask for equality with a large value, as it was read in this call: compare-and-set.
//   The text must be the very one that the rows had, not a copy. So may a Guard.
// - A change of a large value other than kSet, or one that makes a value too large, is
//   Failed{kLarge}: nothing was done.
// - A large value is written by Insert, with rows of values, or by Update without `each`, whose
//   `where` finds one row by its key. An Insert of rows `from` others copies their pieces, inside
//   of the database.
// Cost: no trip more where no large value is met or the row is found by its key; one for the rest
// of the reads; two for copies of large values.
class LargeValues : public Database {
 public:
  // `max_bytes`: what a call may have of large values, in one value and together.
  LargeValues(Call& call, Database& backend, std::size_t max_bytes)
      : call_(call), backend_(backend), max_bytes_(max_bytes) {}

  Task<Result<Outcome>> run(const Batch& batch) override;
  void forget() override { known_.clear(); }
  [[nodiscard]] std::size_t rowBytes() const override { return max_bytes_; }
  [[nodiscard]] bool isAtomic() const override { return backend_.isAtomic(); }
  [[nodiscard]] bool isOneTable() const override { return backend_.isOneTable(); }
  [[nodiscard]] bool matchesPatterns() const override { return backend_.matchesPatterns(); }
  [[nodiscard]] bool searches() const override { return backend_.searches(); }
  [[nodiscard]] bool ranksVectors() const override { return backend_.ranksVectors(); }
  Task<Result<Rows>> vectorTables(Text name) override { return backend_.vectorTables(name); }
  Task<Result<void>> makeVectorTable(Text name, std::uint32_t dimension, Metric metric) override {
    return backend_.makeVectorTable(name, dimension, metric);
  }
  Task<Result<void>> dropVectorTable(Text name) override { return backend_.dropVectorTable(name); }
  [[nodiscard]] bool insertsInOrder() const override { return backend_.insertsInOrder(); }

  // A value that was read or written in this call, and how its row says it.
  struct Known {
    Text value;
    Text cell;
    Text reference;
  };
  // A large value that is to be copied.
  struct Copied {
    Text owner;  // table, column and key of its row
    Text reference;
  };

 private:
  Task<Result<Outcome>> runLarge(const Batch& batch);
  // Puts the values into the rows; false: pieces of some are not there any more. Where that is so
  // `for_good`, cells that are only handed on are left as they are.
  Task<Result<bool>> fetch(const Batch& batch, std::span<const std::size_t> todo,
                           std::span<Answer> answers, std::span<const Rows> chunks, bool for_good);
  // Frees the bytes of an answer of the host, which were pieces for the most part: what else was in
  // them, of `answers` and of what is known, is copied.
  void drop(Text received, std::span<Answer> answers);

  Call& call_;
  Database& backend_;
  std::size_t max_bytes_;
  std::vector<Known> known_;
};

}  // namespace agentkeep::query
