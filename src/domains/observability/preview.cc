#include "domains/observability/preview.h"

#include <string>

#include "core/ascii.h"
#include "core/json-members.h"
#include "core/json.h"

namespace agentkeep::observability {
namespace {

constexpr std::size_t kMostUnits = 100;

// A text that ends where it is long enough.
class Cut {
 public:
  void add(Text text) {
    for (std::size_t i = 0; i < text.size() && !over_;) {
      const auto first = static_cast<unsigned char>(text[i]);
      const std::size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      const std::size_t units = bytes == 4 ? 2 : 1;
      over_ = units_ + units > kMostUnits;
      if (over_) break;
      out_.append(text.substr(i, bytes));
      units_ += units;
      i += bytes;
    }
  }
  [[nodiscard]] bool empty() const { return out_.empty(); }
  [[nodiscard]] bool isOver() const { return over_; }
  std::optional<Text> take(Arena& arena) {
    if (out_.empty()) return std::nullopt;
    if (over_) out_ += "\xe2\x80\xa6";
    return arena.text(out_);
  }

 private:
  std::string out_;
  std::size_t units_ = 0;
  bool over_ = false;
};

Text decoded(Text json, Arena& arena) { return JsonReader(json).string().decode(arena); }

// Appends the texts of a message's content, behind `separator` if there are any.
void addContent(Cut& out, Text content, Text separator, Arena& arena) {
  const auto add = [&](Text text) {
    if (text.empty()) return;
    if (!out.empty()) out.add(separator);
    separator = " ";
    out.add(text);
  };
  if (content.starts_with('"')) return add(decoded(content, arena));
  const auto parts = itemsOf(content);
  if (!parts) return;
  static constexpr Text kType[] = {"type"};
  static constexpr Text kText[] = {"text"};
  for (const Text part : *parts) {
    if (out.isOver()) return;
    if (part.starts_with('"')) {
      add(decoded(part, arena));
      continue;
    }
    const auto type = memberOf(part, kType, arena);
    const auto text = memberOf(part, kText, arena);
    if (type && isString(*type, "text", arena) && text && text->starts_with('"')) {
      add(decoded(*text, arena));
    }
  }
}

}  // namespace

std::optional<Text> previewOf(Text input, Arena& arena) {
  Cut out;
  Text value = input;
  bool plain = false;  // a text that is no document
  if (input.starts_with('"')) {
    const Text text = decoded(input, arena);
    value = trimmed(text);
    const bool looks = value.starts_with('{') || value.starts_with('[');
    if (looks && !isJson(value)) return std::nullopt;
    plain = !looks && (!value.starts_with('"') || !isJson(value));
    if (plain) value = value.empty() ? Text() : text;
    if (!plain && value.starts_with('"')) {
      value = decoded(value, arena);
      plain = true;
    }
  }
  if (plain) {
    out.add(value);
    return out.take(arena);
  }
  if (value == "null") return std::nullopt;
  static constexpr Text kMessages[] = {"messages"};
  auto messages = itemsOf(value);
  if (!messages && value.starts_with('{')) {
    const auto list = memberOf(value, kMessages, arena);
    if (list) messages = itemsOf(*list);
  }
  if (!messages) {
    out.add(value);
    return out.take(arena);
  }
  static constexpr Text kRole[] = {"role"};
  static constexpr Text kContent[] = {"content"};
  for (const Text message : *messages) {
    if (out.isOver()) break;
    const auto role = memberOf(message, kRole, arena);
    if (!role || !isString(*role, "user", arena)) continue;
    const auto content = memberOf(message, kContent, arena);
    if (content) addContent(out, *content, " | ", arena);
  }
  return out.take(arena);
}

}  // namespace agentkeep::observability
