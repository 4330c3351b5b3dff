// SQL batches across the host border, as wasm/README.md states them: the request of kind 1, its
// answer, and sending the one until there is the other.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/abi.h"
#include "core/call.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::sql {

// A column of the answer whose texts the host may keep to itself, and stand in for: in rows that
// have null in `unless`.
struct HeldColumn {
  static constexpr std::uint16_t kAlways = 0xffff;
  std::uint16_t column = 0;
  std::uint16_t unless = kAlways;
};

// A request being written, statement by statement.
class SqlRequest {
 public:
  explicit SqlRequest(std::uint8_t flags);

  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  // `parameters` texts must follow. `columns`: what its rows must have; rows that nobody reads are
  // dropped.
  static constexpr std::uint16_t kNotRead = 0;
  static constexpr std::uint16_t kAnyColumns = 0xffff;  // whoever reads them looks
  void beginStatement(Text sql, std::size_t parameters, std::size_t columns,
                      std::span<const HeldColumn> held = {});
  void text(Text value);
  // As text(), for a value that lives until the request is answered: a long one stays where it is.
  void far(Text value);
  // A text written in place: append to buffer() in between.
  void beginText();
  void endText();
  std::string& buffer() { return out_; }
  // Takes back what was written behind `size` bytes and returns it.
  std::string cutFrom(std::size_t size);
  // A point that can be gone back to, with all that was written since undone.
  struct Mark {
    std::size_t size = 0;
    std::size_t statements = 0;
  };
  [[nodiscard]] Mark mark() const { return {out_.size(), columns_.size()}; }
  void backTo(Mark mark);

  void setDelay(std::uint32_t ms);
  [[nodiscard]] std::size_t statements() const { return columns_.size(); }
  // Of each statement.
  [[nodiscard]] std::span<const std::uint16_t> columns() const { return columns_; }
  [[nodiscard]] bool readOnly() const;
  [[nodiscard]] Bytes bytes() const { return bytesOf(out_); }

 private:
  std::string out_;
  std::vector<std::uint16_t> columns_;
  std::size_t textAt_ = 0;
};

struct StatementAnswer {
  std::uint32_t changes = 0;
  query::Rows rows;
};

struct SqlFailure {
  abi::Failure why = abi::Failure::kRefused;
  bool sent = false;  // something may have been committed
  std::uint16_t statement = abi::kStatementUnknown;
  Text detail;
};

using SqlAnswer = std::expected<std::span<const StatementAnswer>, SqlFailure>;

// An answer that is cut off, or has another number of statements or of columns in a row, reads as
// one that never came. `columns`: SqlRequest::columns().
SqlAnswer decodeAnswer(Arena& arena, Bytes bytes, std::span<const std::uint16_t> columns);

// How often what cannot have been committed is repeated where a rival was in the way, and after
// which delays: the first, doubled each time up to the longest, each up to doubled at random. A
// database that was away is asked again three times at most.
struct Retries {
  unsigned count = 3;
  std::uint32_t firstMs = 50;
  std::uint32_t longestMs = 200;
};

// Sends the request, again where the database was away or busy. `request` must live until the task
// is done.
Task<SqlAnswer> exchange(Call& call, SqlRequest& request, Retries retries = {});

// The error of a failure that no domain can answer.
Error errorOf(const SqlFailure& failure);

}  // namespace agentkeep::sql
