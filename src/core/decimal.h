// Decimal numbers to binary ones and back, exactly. strtod and printf of the C library do the same in
// ten times the code.
#pragma once

#include <string>

#include "core/error.h"

namespace agentkeep {

// The double nearest to a number token of JSON, ties to even; infinite if it is beyond them all.
double parseDecimal(Text number);

// Appends a finite number as printf's %.15g writes it, or with 16 or 17 digits if it takes them to
// read the same number back.
void appendDecimal(std::string& out, double value);

}  // namespace agentkeep
