// What rigs of every backend give to tests.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "core/arena.h"
#include "query/database.h"
#include "query/query.h"

namespace agentkeep::test {

using query::Cell;
using query::Col;
using query::Is;
using query::Json;
using query::Null;
using query::Time;
using query::Where;

// Text of a value as SQL prints it, "NULL" for null.
std::string print(const query::Value& value);

// Memory that lives as long as the rig, for what a test builds.
class TestMemory {
 public:
  std::span<const Cell> cells(std::initializer_list<Cell> list) { return arena_.list(list); }
  std::span<const Where> wheres(std::initializer_list<Where> list) { return arena_.list(list); }
  std::span<const Col> columns(std::initializer_list<Col> list) { return arena_.list(list); }
  std::span<const Text> path(std::initializer_list<Text> list) { return arena_.list(list); }
  template <class T>
  std::span<const T> copy(const std::vector<T>& list) {
    return arena_.copy(std::span<const T>(list));
  }
  Text keep(Text text) { return arena_.text(text); }
  Where is(Col column, Is is, Cell value) {
    return {.is = is, .field = {column}, .values = cells({value})};
  }

 private:
  Arena arena_;
};

}  // namespace agentkeep::test
