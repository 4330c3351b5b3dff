#include "api/arguments.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace agentkeep::api {

using query::Cell;
using query::Column;
using query::Json;
using query::Keep;
using query::Null;
using query::Takes;
using query::Type;

Arguments::Arguments(Call& call, Text body, std::optional<Error>& problem)
    : Arguments(call, problem, Text()) {
  readMembers(bodyOf(body));
}

void Arguments::readMembers(Text object) {
  JsonReader json(object);
  if (json.peek() == JsonKind::kObject) {
    json.beginObject();
    JsonString key;
    while (json.nextMember(key)) {
      const Text name = key.decode(call_->arena);
      members_.push_back({.key = key.raw, .name = name, .value = json.value()});
    }
    json.finish();
  } else {
    json.value();
    if (json.finish()) refuse({}, "must be an object");
  }
  if (json.failed()) *problem_ = invalidJson(json);
}

Arguments Arguments::inside(Text name, bool required) {
  Arguments out(*call_, *problem_, name);
  if (name.empty()) return out;
  const std::optional<Text> object = find(name);
  if (object && *object != "null") {
    if (object->starts_with('{')) {
      out.readMembers(*object);
    } else {
      refuse(name, "must be an object");
    }
  } else if (required) {
    refuse(name, "is required");
  }
  return out;
}

Arguments Arguments::item(Text name, std::size_t index, Text object) {
  std::string within(within_);
  if (!within.empty()) within += '.';
  within.append(name).append("[").append(std::to_string(index)).append("]");
  Arguments out(*call_, *problem_, call_->arena.text(within));
  out.readMembers(object);
  return out;
}

Arguments Arguments::at(Text path, Text object) {
  Arguments out(*call_, *problem_, path);
  if (object.starts_with('{')) {
    out.readMembers(object);
  } else {
    out.refuse({}, "must be an object");
  }
  return out;
}

std::optional<Text> Arguments::find(Text name) {
  const JsonMember* found = nullptr;
  for (const JsonMember& member : members_) {
    if (member.name != name) continue;
    // Parsers differ about which of two counts: whoever looked before must have seen the same.
    if (found != nullptr) refuse(name, "is given twice");
    found = &member;
  }
  return found == nullptr ? std::nullopt : std::optional(found->value);
}

void Arguments::refuse(Text name, Text why, Text status) {
  if (failed()) return;
  std::string message(within_);
  if (!within_.empty() && !name.empty()) message += '.';
  message += name;
  if (message.empty()) message = "the body";
  message.append(" ").append(why);
  *problem_ = Error{ErrorCode::kInvalidArgument, std::move(message), status, {}};
}

bool Arguments::readWith(bool (*read)(Decoder&, void*), Text name, void* to) {
  const std::optional<Text> value = find(name);
  return value && *value != "null" && readFrom(*value, read, name, to);
}

bool Arguments::readFrom(Text value, bool (*read)(Decoder&, void*), Text name, void* to) {
  if (failed()) return false;
  Decoder decoder(value, *call_);
  if (!within_.empty()) decoder.enter(within_);
  decoder.enter(name);
  if (!read(decoder, to)) *problem_ = decoder.takeError();
  return !failed();
}

namespace {

// No fraction, as far as it is a number.
bool isWhole(Text json) {
  JsonReader reader(json);
  if (reader.peek() != JsonKind::kNumber) return true;
  const double number = jsonNumber(reader.number());
  return number == std::trunc(number);
}

}  // namespace

Cell Arguments::cell(const Column& column, Text name) {
  const std::optional<Text> given = find(name);
  return given ? cellOf(column, name, *given) : Cell{Keep{}};
}

Cell Arguments::cellOf(const Column& column, Text name, Text value) {
  if (failed()) return {Keep{}};
  if (value == "null") return column.keeps_json_null ? Cell{Json{value}} : Cell{Null{}};
  const auto as = [&]<class T>(T out, auto make) {
    return readFrom(value, &readMember<T>, name, &out) ? Cell{make(out)} : Cell{Keep{}};
  };
  switch (column.type) {
    case Type::kText:
      if (column.takes == Takes::kAny) {
        const bool plain = column.words == nullptr && value.size() >= 2 && value.front() == '"' &&
                           !value.contains('\\');
        if (plain) return {value.substr(1, value.size() - 2)};
        const Cell text = as(Text(), [](Text each) { return each; });
        if (column.words != nullptr && isGiven(text) &&
            std::ranges::find(column.words->list, std::get<Text>(text.value)) ==
                column.words->list.end()) {
          refuse(name, "must be " + std::string(column.words->says));
        }
        return text;
      }
      if (column.takes == Takes::kName && value == "\"\"") refuse(name, "must not be empty");
      return as(Id(), [](Id id) { return id.text; });
    case Type::kTimestamp:
      return as(TimeStamp(), [](TimeStamp time) { return query::Time{time.ms}; });
    case Type::kInteger:
      if (column.takes != Takes::kNear && !isWhole(value)) {
        refuse(name, "must be an integer from 0 to 9007199254740991");
      }
      return as(Quantity(), [](Quantity quantity) { return quantity.value; });
    case Type::kReal:
      return as(0.0, [](double number) { return number + 0.0; });  // no -0, which databases lose
    case Type::kBoolean:
      return as(false, [](bool is) { return is; });
    case Type::kTextOrJson:
      if (value.starts_with('"')) return as(Text(), [](Text each) { return each; });
      break;
    case Type::kJson:
    case Type::kBytes:  // no argument is one
    case Type::kVector:
      break;
  }
  if (column.takes == Takes::kObject && !value.starts_with('{')) refuse(name, "must be an object");
  if (column.takes == Takes::kList && !value.starts_with('[')) refuse(name, "must be a list");
  return {Json{value}};
}

}  // namespace agentkeep::api
