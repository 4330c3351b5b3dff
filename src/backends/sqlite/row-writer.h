// Writes rows as the first parameter of a statement, and begins the same statement again where the
// parameter is full. The rows go straight into the request: their content is copied once.
#pragma once

#include <span>

#include "backends/sqlite/plan.h"

namespace agentkeep::sqlite {

class RowWriter {
 public:
  // `sql` and `others`, the parameters behind the first, must outlive the writer.
  RowWriter(Plan& plan, Text sql, std::span<const Parameters::Bound> others)
      : plan_(plan), sql_(sql), others_(others) {}

  // Where to append the next row, a JSON array.
  std::string& beginRow();
  // False, and nothing of the row is left, if it alone is longer than a parameter may be.
  bool endRow();
  // Ends the statement: the next row begins another one.
  void end();

 private:
  void begin();
  // With its closing bracket.
  [[nodiscard]] bool fits(std::size_t size) const {
    return size - start_ < plan_.limits_.parameterBytes;
  }

  Plan& plan_;
  Text sql_;
  std::span<const Parameters::Bound> others_;
  SqlRequest::Mark begun_;
  std::size_t start_ = 0;  // of the parameter's text
  std::size_t rows_ = 0;   // in it
  std::size_t rowAt_ = 0;  // of the row being written, with its comma
};

}  // namespace agentkeep::sqlite
