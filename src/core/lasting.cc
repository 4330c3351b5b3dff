#include "core/lasting.h"

#include <cstdlib>

namespace agentkeep {

// Wherever memory is not a call's; the module's are in wasm/heap.cc.
[[gnu::weak]] void* takeLasting(std::size_t bytes) { return std::malloc(bytes); }
[[gnu::weak]] void giveLasting(void* at) { std::free(at); }

}  // namespace agentkeep
