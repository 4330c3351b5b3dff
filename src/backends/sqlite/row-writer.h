// Writes rows as the first parameter of a statement, and begins the same statement again where the
// parameter is full. The rows go straight into the request: their content is copied once.
#pragma once

#include <span>

#include "backends/sqlite/plan.h"

namespace agentkeep::sqlite {

class RowWriter {
 public:
  // `sql` and `others`, the parameters behind the first, must outlive the writer.
  RowWriter(Plan& plan, Text sql, std::span<const Text> others)
      : plan_(plan), sql_(sql), others_(others) {}

  // The row that `write(buffer)` appends, as a JSON array. False, and nothing is written, if it alone
  // is longer than a parameter may be.
  template <class Write>
  bool add(Write write) {
    if (rows_ == 0) begin();
    std::string& buffer = plan_.request_.buffer();
    const std::size_t before = buffer.size();
    if (rows_ != 0) buffer.push_back(',');
    const std::size_t from = buffer.size();
    write(buffer);
    if (fits(buffer.size())) {
      ++rows_;
      return true;
    }
    if (rows_ != 0) {
      const std::string row = plan_.request_.cutFrom(from);
      buffer.resize(before);
      end();
      begin();
      buffer += row;
      if (fits(buffer.size())) {
        ++rows_;
        return true;
      }
    }
    plan_.request_.backTo(begun_);
    return false;
  }
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
  std::span<const Text> others_;
  SqlRequest::Mark begun_;
  std::size_t start_ = 0;  // of the parameter's text
  std::size_t rows_ = 0;   // in it
};

}  // namespace agentkeep::sqlite
