#include "test/support/work.h"

#include <cstddef>

#include "core/json.h"

namespace {

std::uint64_t done = 0;

std::uint64_t count(std::size_t bytes) { return done += 1 + bytes / 8; }

}  // namespace

// The names are the linker's: --wrap=memcmp makes calls of memcmp() calls of __wrap_memcmp().
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
int __real_memcmp(const void* a, const void* b, std::size_t bytes);
int __wrap_memcmp(const void* a, const void* b, std::size_t bytes) {
  count(bytes);
  return __real_memcmp(a, b, bytes);
}
int __real_bcmp(const void* a, const void* b, std::size_t bytes);
int __wrap_bcmp(const void* a, const void* b, std::size_t bytes) {
  count(bytes);
  return __real_bcmp(a, b, bytes);
}
void* __real_memcpy(void* to, const void* from, std::size_t bytes);
void* __wrap_memcpy(void* to, const void* from, std::size_t bytes) {
  count(bytes);
  return __real_memcpy(to, from, bytes);
}
void* __real_memmove(void* to, const void* from, std::size_t bytes);
void* __wrap_memmove(void* to, const void* from, std::size_t bytes) {
  count(bytes);
  return __real_memmove(to, from, bytes);
}
}

// agentkeep::JsonReader::value()
agentkeep::Text realValue(agentkeep::JsonReader* reader) __asm__(
    "__real__ZN9agentkeep10JsonReader5valueEv");
agentkeep::Text wrapValue(agentkeep::JsonReader* reader) __asm__(
    "__wrap__ZN9agentkeep10JsonReader5valueEv");
agentkeep::Text wrapValue(agentkeep::JsonReader* reader) {
  const agentkeep::Text value = realValue(reader);
  count(value.size());
  return value;
}
// NOLINTEND(bugprone-reserved-identifier)

namespace agentkeep::test {

Work Work::now() {
  Work out;
  out.done_ = done;
  return out;
}

}  // namespace agentkeep::test
