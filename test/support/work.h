// Counts work in a way that does not depend on the machine: the bytes that are compared and copied
// by memcmp() and its like, in SQLite and in the core, and those that the core reads as JSON. The
// linker puts counters before them (cmake/native-targets.cmake).
#pragma once

#include <cstdint>

namespace agentkeep::test {

class Work {
 public:
  static Work now();
  // What was done in between: calls count as eight bytes.
  std::uint64_t operator-(Work before) const { return done_ - before.done_; }

 private:
  std::uint64_t done_ = 0;
};

}  // namespace agentkeep::test
