// Memory that outlives the call that takes it: what `new` and malloc() give in the module is the
// call's (wasm/heap.h). For what may be lost at any time, such as a cache.
#pragma once

#include <cstddef>

namespace agentkeep {

// Null where there is none.
void* takeLasting(std::size_t bytes);
void giveLasting(void* at);

}  // namespace agentkeep
