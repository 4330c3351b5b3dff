#include "core/message.h"

#include <charconv>

namespace agentkeep {

std::string message(std::initializer_list<MessagePart> parts) {
  std::string out;
  for (const MessagePart& part : parts) {
    if (!part.isNumber) {
      out += part.text;
      continue;
    }
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, part.number).ptr);
  }
  return out;
}

Error overLimit(Text what, std::uint64_t limit) {
  return {
      ErrorCode::kTooLarge, message({what, " must not have more than ", limit, " bytes"}), {}, {}};
}

}  // namespace agentkeep
