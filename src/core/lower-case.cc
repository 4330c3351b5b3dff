#include "core/lower-case.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "core/ascii.h"
#include "core/lower-case-data.h"
#include "core/utf8.h"

namespace agentkeep {
namespace {

constexpr std::uint32_t kCountBits = 11;
constexpr std::uint32_t kCountMask = (1U << kCountBits) - 1;
constexpr std::uint32_t kDottedI = 0x130, kSigma = 0x3a3;
constexpr Text kSmallDottedI = "i\u0307", kSmallSigma = "\u03c3", kFinalSigma = "\u03c2";

// The code point at `at`, which moves behind it.
std::uint32_t next(Text text, std::size_t& at) {
  const auto byte = static_cast<unsigned char>(text[at++]);
  if (byte < 0x80) return byte;
  const unsigned more = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  std::uint32_t point = byte & (0x3fU >> more);
  for (unsigned i = 0; i < more && at < text.size(); ++i) {
    point = (point << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3fU);
  }
  return point;
}

void append(std::string& out, std::uint32_t point) {
  const unsigned more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  constexpr std::uint32_t kMarks[] = {0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(kMarks[more] | (point >> (6U * more)));
  for (unsigned i = more; i-- > 0;) {
    out += static_cast<char>(0x80U | ((point >> (6U * i)) & 0x3fU));
  }
}

bool isIn(std::span<const std::uint32_t> ranges, std::uint32_t point) {
  const auto behind = std::ranges::upper_bound(ranges, (point << kCountBits) | kCountMask);
  if (behind == ranges.begin()) return false;
  const std::uint32_t range = *std::prev(behind);
  return point - (range >> kCountBits) < (range & kCountMask);
}

std::uint32_t lowered(std::uint32_t point) {
  const auto behind =
      std::ranges::upper_bound(kLetters, (point << kCountBits) | kCountMask, {}, &Letters::range);
  if (behind == std::begin(kLetters)) return point;
  const Letters& letters = *std::prev(behind);
  const std::uint32_t count = (letters.range & kCountMask) / 2;
  const std::uint32_t step = 1 + (letters.range & 1U);
  const std::uint32_t ahead = point - (letters.range >> kCountBits);
  if (ahead % step != 0 || ahead / step >= count) return point;
  return point + static_cast<std::uint32_t>(letters.delta);
}

// A letter comes, maybe behind marks that belong to the one before.
bool isBeforeLetter(Text rest) {
  for (std::size_t at = 0; at < rest.size();) {
    const std::uint32_t point = next(rest, at);
    if (!isIn(kCaseIgnorable, point)) return isIn(kCased, point);
  }
  return false;
}

}  // namespace

std::string lowerCase(Text text) {
  std::string out;
  out.reserve(text.size());
  std::size_t begin = 0;  // of what is in `out` by code points
  for (std::size_t at = 0; at < text.size();) {
    begin = at;
    const std::uint32_t point = next(text, at);
    if (point < 0x80) {
      out += asciiLower(static_cast<char>(point));
    } else if (point == kDottedI) {
      out += kSmallDottedI;
    } else if (point == kSigma) {
      // A word ends here: a letter before, behind which there may be marks, and none behind.
      bool ends = false;
      for (std::size_t back = begin; back > 0;) {
        --back;
        while (back > 0 && isContinuation(text[back])) --back;
        std::size_t of = back;
        const std::uint32_t before = next(text, of);
        if (isIn(kCaseIgnorable, before)) continue;
        ends = isIn(kCased, before);
        break;
      }
      out += ends && !isBeforeLetter(text.substr(at)) ? kFinalSigma : kSmallSigma;
    } else {
      append(out, lowered(point));
    }
  }
  return out;
}

}  // namespace agentkeep
