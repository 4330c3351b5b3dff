// What the C++ library does when it gives up. Its own words would go to a stream that the host does
// not have, and bring printf along; a trap ends the instance, which is what the host waits for.

#include <cstdlib>
#include <new>
#include <version>

#ifdef _LIBCPP_VERSION
#include <__verbose_abort>

_LIBCPP_BEGIN_NAMESPACE_STD
void __libcpp_verbose_abort(const char*, ...) noexcept { __builtin_trap(); }
_LIBCPP_END_NAMESPACE_STD
#endif

void* operator new(std::size_t size) {
  void* at = std::malloc(size);
  if (at == nullptr) __builtin_trap();
  return at;
}
void operator delete(void* at) noexcept { std::free(at); }
void operator delete(void* at, std::size_t) noexcept { std::free(at); }
