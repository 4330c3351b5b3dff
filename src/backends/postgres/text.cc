#include "backends/postgres/text.h"

#include <charconv>

namespace agentkeep::postgres {
namespace {

constexpr std::size_t kEscape = 6;  // \u0000

// The number of the escape that begins at `at`; -1 if there is none.
int unitAt(const std::string& text, std::size_t at) {
  if (at + kEscape > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  const char* end = text.data() + at + kEscape;
  const auto [stop, error] = std::from_chars(end - 4, end, unit, 16);
  return stop == end && error == std::errc() ? unit : -1;
}

constexpr bool isHigh(int unit) { return unit >= 0xd800 && unit < 0xdc00; }
constexpr bool isLow(int unit) { return unit >= 0xdc00 && unit < 0xe000; }

}  // namespace

void appendText(std::string& out, Text text) {
  for (;;) {
    const std::size_t nul = text.find('\0');
    out.append(text.substr(0, nul));
    if (nul == Text::npos) return;
    out.append("\xef\xbf\xbd");
    text.remove_prefix(nul + 1);
  }
}

void appendName(std::string& out, Text name) {
  const std::size_t start = out.size();
  appendText(out, name);
  for (std::size_t at = start; (at = out.find('\xed', at)) != std::string::npos; at += 3) {
    if (static_cast<unsigned char>(out[at + 1]) >= 0xa0) out.replace(at, 3, "\xef\xbf\xbd");
  }
}

void appendJson(std::string& out, Text json) {
  const std::size_t start = out.size();
  out.append(json);
  for (std::size_t at = out.find('\\', start); at != std::string::npos; at = out.find('\\', at)) {
    const int unit = unitAt(out, at);
    if (isHigh(unit) && isLow(unitAt(out, at + kEscape))) {
      at += 2 * kEscape;
    } else if (unit == 0 || isHigh(unit) || isLow(unit)) {
      out.replace(at + 2, 4, "fffd");
      at += kEscape;
    } else {
      at += 2;
    }
  }
}

void appendElement(std::string& out, Text text) {
  out.push_back('"');
  for (;;) {
    const std::size_t stop = text.find_first_of(Text("\"\\", 2));
    out.append(text.substr(0, stop));
    if (stop == Text::npos) break;
    out.push_back('\\');
    out.push_back(text[stop]);
    text.remove_prefix(stop + 1);
  }
  out.push_back('"');
}

}  // namespace agentkeep::postgres
