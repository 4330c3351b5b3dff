// Text in lower case as JavaScript has it: other adapters fold keys and names so.
#pragma once

#include <string>

#include "core/error.h"

namespace agentkeep {

// What String.prototype.toLowerCase() makes of `text`, which is UTF-8: all of Unicode, with the dot
// of U+0130 and the sigma that ends a word. It may be longer than `text`.
std::string lowerCase(Text text);

}  // namespace agentkeep
