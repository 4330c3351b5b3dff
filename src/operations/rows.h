// Objects of a list as rows of a table: each member becomes the cell of the column that it is for.
#pragma once

#include <span>
#include <vector>

#include "api/arguments.h"
#include "core/call.h"
#include "query/query.h"

namespace agentkeep::operations {

// Reads objects that are alike: their members come in the same order mostly, so that a name is
// compared once. Members that no column is for are left out.
class RowReader {
 public:
  // Of the columns that a caller may give; `columns` must outlive the reader.
  RowReader(Call& call, const query::Table& table, std::span<const query::Col> columns);

  // A cell a column of the table, Keep where the member is left out. What is JSON may be any.
  // `named` takes the problems: what a column cannot hold, a member that is given twice, a value
  // that is no object.
  void read(Text object, api::Arguments& named, std::span<query::Cell> cells);

 private:
  [[nodiscard]] std::size_t placeOf(Text name, std::size_t member);

  Call& call_;
  const query::Table& table_;
  std::span<const query::Col> columns_;
  std::vector<std::size_t> places_;  // of the members of the last object
};

// `records[3]`, in memory of the call.
Text itemName(Arena& arena, Text list, std::size_t index);

}  // namespace agentkeep::operations
