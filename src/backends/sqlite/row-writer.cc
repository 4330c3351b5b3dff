#include "backends/sqlite/row-writer.h"

namespace agentkeep::sqlite {

std::string& RowWriter::beginRow() {
  if (rows_ == 0) begin();
  std::string& buffer = plan_.request_.buffer();
  rowAt_ = buffer.size();
  if (rows_ != 0) buffer.push_back(',');
  return buffer;
}

bool RowWriter::endRow() {
  std::string& buffer = plan_.request_.buffer();
  if (fits(buffer.size())) {
    ++rows_;
    return true;
  }
  if (rows_ != 0) {
    const std::string row = plan_.request_.cutFrom(rowAt_);
    end();
    begin();
    buffer.append(row, 1);
    if (fits(buffer.size())) {
      ++rows_;
      return true;
    }
  }
  plan_.request_.backTo(begun_);
  return false;
}

void RowWriter::begin() {
  begun_ = plan_.request_.mark();
  plan_.request_.beginStatement(sql_, 1 + others_.size(), plan_.columnsOf(Role::kChanges));
  plan_.request_.beginText();
  start_ = plan_.request_.buffer().size();
  plan_.request_.buffer().push_back('[');
}

void RowWriter::end() {
  if (rows_ == 0) return;
  plan_.request_.buffer().push_back(']');
  plan_.request_.endText();
  for (const Parameters::Bound& other : others_) other.writeTo(plan_.request_);
  plan_.note(Role::kChanges);
  ++plan_.lastWriteSteps_;
  rows_ = 0;
}

}  // namespace agentkeep::sqlite
