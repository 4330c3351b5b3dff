#include "api/decode.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "core/json-members.h"
#include "core/text-index.h"
#include "core/time.h"

namespace agentkeep::api {
namespace {

// JavaScript's largest exact integer.
constexpr std::uint64_t kMaxSafeInteger = 9'007'199'254'740'991;

// Milliseconds in `12`, if the unit may be left out, or `1.5h`; part of a millisecond is cut.
std::optional<std::int64_t> durationOf(Text text, bool withoutUnit) {
  struct Unit {
    Text name;
    std::uint64_t ms;
  };
  constexpr Unit kUnits[] = {{"ms", 1},        {"s", 1000},       {"m", 60'000},
                             {"h", 3'600'000}, {"d", 86'400'000}, {"w", 604'800'000}};
  const auto digitsOf = [&text] {
    const Text digits = text.substr(0, text.find_first_not_of("0123456789"));
    text.remove_prefix(digits.size());
    return digits;
  };
  const Text whole = digitsOf();
  Text fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = digitsOf();
    if (fraction.empty()) return {};
  }
  std::uint64_t value = 0;
  if (std::from_chars(whole.data(), whole.data() + whole.size(), value).ec != std::errc()) {
    return {};
  }
  for (const Unit& unit : kUnits) {
    if (text != unit.name && !(text.empty() && withoutUnit)) continue;
    if (value > kMaxSafeInteger / unit.ms) return {};
    std::uint64_t ms = value * unit.ms;
    std::uint64_t place = unit.ms;  // what the digits to come are tenths of
    for (const char digit : fraction) {
      ms += place * static_cast<std::uint64_t>(digit - '0') / 10;
      place /= 10;
    }
    return static_cast<std::int64_t>(ms);
  }
  return {};
}

}  // namespace

Text bodyOf(Text sent) {
  constexpr Text kByteOrderMark = "\xEF\xBB\xBF";
  if (sent.starts_with(kByteOrderMark)) sent.remove_prefix(kByteOrderMark.size());
  return sent.find_first_not_of(" \t\r\n") == Text::npos ? Text("{}") : sent;
}

Error invalidJson(const JsonReader& json) {
  JsonWriter details;
  details.beginObject().key("offset").integer(static_cast<std::int64_t>(json.offset())).endObject();
  return {ErrorCode::kInvalidJson,
          std::string("body is not valid JSON: ") + json.problem() + " at byte " +
              std::to_string(json.offset()),
          {},
          details.take()};
}

Decoder::Decoder(Text body, Call& call) : json_(body), arena_(call.arena), held_(call.held) {}

std::optional<Error> Decoder::readBody(const Shape& shape, void* target) {
  json_ = JsonReader(bodyOf(json_.rest()));
  if (json_.peek() == JsonKind::kObject) {
    if (readStruct(shape, target)) json_.finish();
  } else {
    json_.value();
    if (json_.finish()) fail("must be an object");
  }
  if (failed()) return takeError();
  return std::nullopt;
}

Error Decoder::takeError() { return error_ ? std::move(*error_) : invalidJson(json_); }

bool Decoder::fail(Text problem, Text status) {
  if (!failed()) {
    error_ = Error{ErrorCode::kInvalidArgument, path().append(" ").append(problem), status, {}};
  }
  return false;
}

void Decoder::enter(Text name) {
  if (depth_ == steps_.size()) std::abort();
  steps_[depth_++] = {.name = name};
}

std::string Decoder::path() const {
  std::string out;
  for (const Step& step : std::span(steps_).first(depth_)) {
    if (step.name.empty()) {
      out += '[' + std::to_string(step.index) + ']';
    } else {
      if (!out.empty()) out += '.';
      out += step.name;
    }
  }
  return out.empty() ? "the body" : out;
}

bool Decoder::skipNull() {
  json_.value();
  return !failed();
}

bool Decoder::readStruct(const Shape& shape, void* target) {
  if (json_.peek() != JsonKind::kObject) return fail("must be an object");
  json_.beginObject();
  std::uint64_t given = 0;
  std::uint64_t named = 0;
  JsonString name;
  while (json_.nextMember(name)) {
    const Text member = name.decode(arena_);
    std::size_t index = 0;
    while (index < shape.fields.size() && shape.fields[index].name != member) ++index;
    if (index == shape.fields.size()) {
      json_.value();  // newer callers may send more
      continue;
    }
    const Field& field = shape.fields[index];
    enter(field.name);
    // Parsers differ about which of two counts: whoever looked before must have seen the same.
    const std::uint64_t bit = std::uint64_t{1} << index;
    if ((named & bit) != 0) return fail("is given twice");
    named |= bit;
    // What ends here, or is no JSON, is not of a wrong type.
    if (json_.peek() == JsonKind::kNone) {
      json_.value();
      return false;
    }
    // Null mostly says what absence says; where a value is needed that is reported below.
    if (json_.peek() == JsonKind::kNull && field.kind != Kind::kNullableJson) {
      json_.value();
    } else {
      if (!field.read(*this, static_cast<std::byte*>(target) + field.offset)) return false;
      given |= bit;
    }
    --depth_;
  }
  if (failed()) return false;
  for (std::size_t index = 0; index < shape.fields.size(); ++index) {
    const Field& field = shape.fields[index];
    if (field.optional || ((given >> index) & 1U) != 0) continue;
    enter(field.name);
    return fail("is required");
  }
  return true;
}

bool Decoder::beginList() {
  if (json_.peek() != JsonKind::kArray) return fail("must be a list");
  if (!json_.beginArray()) return false;
  enter({});
  return true;
}

bool Decoder::nextItem(std::size_t index) {
  if (failed() || !json_.nextItem()) return false;
  if (index == kMaxListItems) {
    --depth_;
    error_ = Error{ErrorCode::kTooLarge,
                   path() + " has more than " + std::to_string(kMaxListItems) + " items",
                   {},
                   {}};
    return false;
  }
  steps_[depth_ - 1].index = index;
  return true;
}

bool Decoder::readString(JsonString& out) {
  if (json_.peek() != JsonKind::kString) return fail("must be a string");
  out = json_.string();
  return !failed();
}

bool Decoder::read(Id& out) {
  JsonString token;
  if (!readString(token)) return false;
  if (token.lone_surrogate) return fail("must not have a lone surrogate");
  if (token.nul) return fail("must not have a NUL character");
  out.text = token.decode(arena_);
  if (out.text.size() > Id::kMaxBytes) {
    return fail("must not be longer than " + std::to_string(Id::kMaxBytes) + " bytes");
  }
  return true;
}

bool Decoder::read(Text& out) {
  JsonString token;
  if (!readString(token)) return false;
  out = token.decode(arena_);
  return true;
}

bool Decoder::read(bool& out) {
  const JsonKind kind = json_.peek();
  if (kind != JsonKind::kTrue && kind != JsonKind::kFalse) return fail("must be true or false");
  json_.value();
  out = kind == JsonKind::kTrue;
  return !failed();
}

bool Decoder::read(TimeStamp& out) {
  JsonString token;
  const bool text = json_.peek() == JsonKind::kString && readString(token);
  const auto ms = text ? parseTime(token.decode(arena_)) : std::nullopt;
  if (!ms) return fail("must be an ISO-8601 date of the years 0000 to 9999");
  out.ms = *ms;
  return true;
}

// A number that is an integer of 0 and more, in digits; `2.0` is one, too.
std::optional<std::uint64_t> Decoder::readNatural() {
  if (json_.peek() != JsonKind::kNumber) return {};
  Text digits = json_.number();
  if (digits.ends_with(".0")) digits.remove_suffix(2);
  if (digits == "-0") digits = "0";
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem != std::errc() || end != digits.data() + digits.size() || value > kMaxSafeInteger) {
    return {};
  }
  return value;
}

bool Decoder::read(PageNumber& out) {
  const auto value = readNatural();
  if (!value) return fail("must be >= 0: an integer", "INVALID_PAGE");
  out.value = *value;
  return true;
}

bool Decoder::read(PerPage& out) {
  if (json_.peek() == JsonKind::kFalse) {
    json_.value();
    out.all = true;
    return true;
  }
  const auto value = readNatural();
  if (!value) return fail("must be >= 0: an integer, or false for all", "INVALID_PAGE");
  out.rows = *value;
  return true;
}

bool Decoder::read(RowCount& out) {
  const auto value = readNatural();
  if (!value || *value > UINT32_MAX) return fail("must be an integer from 0 to 4294967295");
  out.value = static_cast<std::uint32_t>(*value);
  return true;
}

bool Decoder::read(Duration& out) {
  const bool number = json_.peek() == JsonKind::kNumber;
  Text text;
  if (number) {
    text = json_.number();
  } else if (json_.peek() == JsonKind::kString) {
    text = json_.string().decode(arena_);
  }
  const auto ms = durationOf(text, number);
  if (!ms) return fail("must be a number of milliseconds, or a text such as '500ms' or '30d'");
  out.ms = *ms;
  return true;
}

bool Decoder::read(Quantity& out) {
  const bool isNumber = json_.peek() == JsonKind::kNumber;
  const auto value = isNumber ? jsonQuantity(json_.number()) : std::nullopt;
  if (!value) return fail("must be a number from 0 to 9007199254740991");
  out.value = *value;
  return true;
}

bool Decoder::read(double& out) {
  const bool isNumber = json_.peek() == JsonKind::kNumber;
  if (isNumber) out = jsonNumber(json_.number());
  if (!isNumber || !std::isfinite(out)) return fail("must be a finite number");
  return true;
}

bool Decoder::read(IdOrIds& out) {
  if (json_.peek() == JsonKind::kArray) return read(out.ids);
  if (json_.peek() != JsonKind::kString) return fail("must be a string or a list of strings");
  Id one;
  if (!read(one)) return false;
  out.ids = arena_.list({one});
  return true;
}

bool Decoder::read(JsonValue& out) {
  out.text = json_.value();
  return !failed();
}

bool Decoder::read(NullableJson& out) {
  out.text = json_.value();
  return !failed();
}

// Deep enough for what is ever merged: a document, and one of its members.
constexpr unsigned kMergedLevels = 2;

// The next value, an object. Of members of one name the last counts, as all readers have it; the
// database's merges would have the first.
Text Decoder::readObject() {
  const char* from = json_.rest().data();
  const bool repeats = passObject(kMergedLevels);
  const Text object(from, static_cast<std::size_t>(json_.rest().data() - from));
  return repeats && !failed() ? withoutRepeats(object, kMergedLevels) : object;
}

// True if a name occurs twice.
bool Decoder::passObject(unsigned levels) {
  constexpr std::size_t kFew = 16;
  std::vector<Text> names;
  bool repeats = false;
  JsonString name;
  json_.beginObject();
  while (json_.nextMember(name)) {
    names.push_back(name.decode(arena_));
    if (levels > 1 && json_.peek() == JsonKind::kObject) {
      repeats = passObject(levels - 1) || repeats;
    } else {
      json_.value();
    }
  }
  if (names.size() > kFew) {
    TextIndex seen(arena_, names.size());
    for (const Text each : names) repeats = !seen.insert(each) || repeats;
    return repeats;
  }
  for (std::size_t i = 1; i < names.size(); ++i) {
    const auto before = std::span(names).first(i);
    repeats = repeats || std::ranges::find(before, names[i]) != before.end();
  }
  return repeats;
}

Text Decoder::withoutRepeats(Text object, unsigned levels) {
  auto members = membersOf(object, arena_);
  if (!members || levels == 0) return object;
  JsonObjectParts once;
  merge(once, *members, arena_);
  for (JsonMember& member : once) member.value = withoutRepeats(member.value, levels - 1);
  return objectOf(once, arena_);
}

bool Decoder::read(JsonObject& out) {
  if (json_.peek() != JsonKind::kObject) return fail("must be an object");
  out.text = readObject();
  return !failed();
}

bool Decoder::read(Content& out) {
  switch (json_.peek()) {
    case JsonKind::kString: {
      const char* from = json_.rest().data();
      JsonString token;
      if (!readString(token)) return false;
      if (!held_.empty() && token.raw.starts_with(held_)) {
        out = {.bare = false, .text = {from, token.raw.size() + 2}};
      } else {
        out = {.bare = true, .text = token.decode(arena_)};
      }
      return true;
    }
    case JsonKind::kObject:
      out = {.bare = false, .text = readObject()};
      return !failed();
    case JsonKind::kArray:
      out = {.bare = false, .text = json_.value()};
      return !failed();
    default:
      return fail("must be an object, a list or a string");
  }
}

bool Decoder::read(JsonMembers& out) {
  if (json_.peek() != JsonKind::kObject) return fail("must be an object");
  json_.beginObject();
  JsonMembers::Member members[64];
  std::size_t count = 0;
  JsonString name;
  while (json_.nextMember(name)) {
    if (count == std::size(members)) return fail("must not have more than 64 members");
    const Text member = name.decode(arena_);
    members[count++] = {member, json_.value()};
  }
  out.members = arena_.copy(std::span<const JsonMembers::Member>(members, count));
  return !failed();
}

}  // namespace agentkeep::api
