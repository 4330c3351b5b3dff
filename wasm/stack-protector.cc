// Debian's compiler-rt for wasm32 is built with the stack protector, and its wasi-libc lacks the
// two symbols that needs. Weak, because the libc of a wasi-sdk or of Emscripten may have them.

#include <cstdint>

extern "C" {

[[gnu::weak]] uintptr_t __stack_chk_guard = 0x7ad1f3c5;

[[gnu::weak, noreturn]] void __stack_chk_fail() { __builtin_trap(); }

}  // extern "C"
