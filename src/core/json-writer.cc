// The writer: short calls, many of them, so that they are small. What passes over bytes is in
// json.cc.
#include <charconv>

#include "core/hex.h"
#include "core/json.h"

namespace agentkeep {
namespace {

// Behind a backslash; 0: it is \u00 and two digits.
char escapeOf(unsigned char byte) {
  switch (byte) {
    case '"':
    case '\\':
      return static_cast<char>(byte);
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

}  // namespace

void writeJsonString(std::string& out, Text text) {
  out.push_back('"');
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const char* plain = plainJsonEnd(at, end);
    out.append(at, static_cast<std::size_t>(plain - at));
    at = plain;
    if (at == end) break;
    const auto byte = static_cast<unsigned char>(*at++);
    const char escape = escapeOf(byte);
    const char escaped[] = {'\\', escape == 0 ? 'u' : escape, '0',
                            '0',  hexDigit(byte >> 4U),       hexDigit(byte)};
    out.append(escaped, escape == 0 ? sizeof escaped : 2);
  }
  out.push_back('"');
}

void JsonWriter::comma() {
  if (out_.empty()) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_.push_back(',');
}

JsonWriter& JsonWriter::open(char bracket) {
  comma();
  out_.push_back(bracket);
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_.push_back(bracket);
  return *this;
}

JsonWriter& JsonWriter::key(Text name) {
  comma();
  writeJsonString(out_, name);
  out_.push_back(':');
  return *this;
}

JsonWriter& JsonWriter::rawKey(Text name) {
  comma();
  out_.append("\"").append(name).append("\":");
  return *this;
}

JsonWriter& JsonWriter::string(Text value) {
  comma();
  writeJsonString(out_, value);
  return *this;
}

JsonWriter& JsonWriter::raw(Text json) {
  comma();
  out_.append(json.data(), json.size());
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return raw({digits, static_cast<std::size_t>(end - digits)});
}

JsonWriter& JsonWriter::real(double value) {
  comma();
  writeJsonReal(out_, value);
  return *this;
}

}  // namespace agentkeep
