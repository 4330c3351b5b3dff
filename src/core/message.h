// Messages of errors, put together in one place: each `a + b + c` of its own would be half a
// kilobyte of module.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "core/error.h"

namespace agentkeep {

struct MessagePart {
  MessagePart(Text given) : text(given) {}                             // NOLINT: parts convert
  MessagePart(const char* given) : text(given) {}                      // NOLINT
  MessagePart(const std::string& given) : text(given) {}               // NOLINT
  MessagePart(std::uint64_t given) : number(given), isNumber(true) {}  // NOLINT
  Text text;
  std::uint64_t number = 0;
  bool isNumber = false;
};

std::string message(std::initializer_list<MessagePart> parts);

// `<what> must not have more than <limit> bytes`
Error overLimit(Text what, std::uint64_t limit);

}  // namespace agentkeep
