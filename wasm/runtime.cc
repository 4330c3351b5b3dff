// What libraries expect of a runtime, and what ours does without: words on the way to a trap, which
// would bring printf along.

#include <cstdint>
#include <cstdlib>  // macros of libc++

extern "C" {

// Debian's compiler-rt for wasm32 is built with the stack protector, and its wasi-libc lacks the
// two symbols that needs. Weak, because the libc of a wasi-sdk or of Emscripten may have them.
[[gnu::weak]] uintptr_t __stack_chk_guard = 0x7ad1f3c5;

[[gnu::weak, noreturn]] void __stack_chk_fail() { __builtin_trap(); }

// NOLINTBEGIN(bugprone-reserved-identifier): the names that libc++ calls.
[[noreturn]] void __abort_message(const char*, ...) { __builtin_trap(); }
[[noreturn]] void __cxa_pure_virtual() { __builtin_trap(); }

}  // extern "C"

// Of libc++, where it would throw; declared so since its version 20.
_LIBCPP_BEGIN_NAMESPACE_STD
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) noexcept(_LIBCPP_VERSION >= 200000) {
  __builtin_trap();
}
_LIBCPP_END_NAMESPACE_STD
// NOLINTEND(bugprone-reserved-identifier)
