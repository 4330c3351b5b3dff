#include "test/support/test-memory.h"

namespace agentkeep::test {

std::string print(const query::Value& value) {
  using Kind = query::Value::Kind;
  switch (value.kind) {
    case Kind::kNull:
      return "NULL";
    case Kind::kInteger:
      return std::to_string(value.integer);
    case Kind::kReal:
      return std::to_string(value.real);
    case Kind::kText:
    case Kind::kToken:
      break;
  }
  return std::string(value.text);
}

}  // namespace agentkeep::test
