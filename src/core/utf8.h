// Characters of UTF-8.
#pragma once

namespace agentkeep {

// The byte goes on with a character that began before it: no text may be cut in front of it.
[[gnu::always_inline]] constexpr bool isContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

}  // namespace agentkeep
