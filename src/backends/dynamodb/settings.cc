#include "backends/dynamodb/settings.h"

#include <charconv>

namespace agentkeep::dynamodb {
namespace {

Text cutAt(Text& text, char mark) {
  const std::size_t at = text.find(mark);
  const Text head = text.substr(0, at);
  text = at == Text::npos ? Text() : text.substr(at + 1);
  return head;
}

}  // namespace

std::optional<Settings> readSettings(Text text) {
  Settings out{.table = cutAt(text, ' '), .expiries = {}};
  if (out.table.empty()) return std::nullopt;
  while (!text.empty()) {
    Text one = cutAt(text, ' ');
    if (one == "apart") {
      out.apart = true;
      continue;
    }
    Expiry expiry{.entity = cutAt(one, ':'), .attribute = cutAt(one, ':')};
    const auto [end, problem] =
        std::from_chars(one.data(), one.data() + one.size(), expiry.seconds);
    if (problem != std::errc() || end != one.data() + one.size() || expiry.attribute.empty()) {
      return std::nullopt;
    }
    out.expiries.push_back(expiry);
  }
  return out;
}

}  // namespace agentkeep::dynamodb
