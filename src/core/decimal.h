// Decimal numbers to binary ones, exactly. strtod of the C library does the same in five times the
// code.
#pragma once

#include "core/error.h"

namespace agentkeep {

// The double nearest to a number token of JSON, ties to even; infinite if it is beyond them all.
double parseDecimal(Text number);

}  // namespace agentkeep
