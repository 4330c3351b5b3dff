// JSON as slices: a validating pull reader that builds nothing, and an append-only writer.
//
// The reader accepts exactly RFC 8259 in valid UTF-8. A value that the caller does not look into is
// one call, value(), which checks it and returns its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/arena.h"
#include "core/error.h"

namespace agentkeep {

// A value that is nested deeper is refused: SQLite reads no deeper ones.
inline constexpr unsigned kMaxJsonDepth = 1000;

enum class JsonKind : std::uint8_t {
  kNone,
  kObject,
  kArray,
  kString,
  kNumber,
  kTrue,
  kFalse,
  kNull
};

// A string token: its bytes between the quotes, still escaped.
struct JsonString {
  Text raw;
  bool escaped = false;
  bool lone_surrogate = false;  // has an escape such as \ud800 without its other half
  bool nul = false;             // has \u0000

  // The characters in UTF-8; a lone surrogate becomes U+FFFD. A view of the document where nothing
  // was escaped, else memory of the arena.
  [[nodiscard]] Text decode(Arena& arena) const;
  // The same, but a lone surrogate stays one: three bytes that are no UTF-8. For names, which are
  // compared; where one is written it is escaped again (json-members.cc).
  [[nodiscard]] Text exact(Arena& arena) const;
};

// A cursor over one document. After the first problem every call answers "nothing", so a caller may
// check failed() once, at the end. `max_depth` holds for what value() passes over, whatever is
// around it.
class JsonReader {
 public:
  explicit JsonReader(Text document, unsigned max_depth = kMaxJsonDepth)
      : begin_(document.data()),
        at_(document.data()),
        end_(document.data() + document.size()),
        max_depth_(max_depth),
        limit_(max_depth) {}

  // The kind of the value that comes next; kNone where none does (an end, or a problem).
  JsonKind peek();

  bool beginObject();
  // True: `name` is the next member's, and its value comes next. False: the object has ended.
  bool nextMember(JsonString& name);
  bool beginArray();
  // True: an element comes next. False: the array has ended.
  bool nextItem();

  JsonString string();
  Text number();
  // The whole next value, checked; its bytes without surrounding white space.
  Text value();

  // The document ends here: only white space is left.
  bool finish();

  // What has not been read yet.
  [[nodiscard]] Text rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  [[nodiscard]] bool failed() const { return problem_ != nullptr; }
  [[nodiscard]] const char* problem() const { return problem_; }
  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  void skipSpace();
  bool fail(const char* problem);
  bool scanString(JsonString& out);
  bool scanUtf8();
  bool scanEscape(JsonString& out);
  bool scanNumber();
  bool scanWord(Text word);
  bool enter();
  bool separator(char close);

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* problem_ = nullptr;
  unsigned max_depth_;
  unsigned limit_;  // of depth_
  unsigned depth_ = 0;
  bool fresh_ = false;  // just behind an opening bracket: no comma before the next value
};

// The value of a number token as JavaScript reads it: to the nearest double, or infinite.
double jsonNumber(Text number);

// The same, rounded to an integer as Math.round() does; nothing if it is negative or beyond the
// integers that JavaScript can count.
std::optional<std::int64_t> jsonQuantity(Text number);

// True if `text` is exactly one JSON value.
bool isJson(Text text);

// Levels of a valid document: 0 of a scalar.
unsigned jsonDepth(Text json);

// True if `text` is well-formed UTF-8.
bool isUtf8(Text text);

// Where the bytes end that a JSON string has as they are.
const char* plainJsonEnd(const char* at, const char* end);

// Appends `text`, which is UTF-8, as a JSON string with its quotes.
void writeJsonString(std::string& out, Text text);

// Appends the shortest decimal number that reads back as `value`; not finite: null.
void writeJsonReal(std::string& out, double value);

// Writes one document from front to back; commas are its business.
class JsonWriter {
 public:
  JsonWriter() = default;
  // `limit`: bytes that the reader of the document takes. Who writes much stops there.
  explicit JsonWriter(std::size_t limit) : limit_(limit) {}
  [[nodiscard]] std::size_t limit() const { return limit_; }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  JsonWriter& beginObject() { return open('{'); }
  JsonWriter& endObject() { return close('}'); }
  JsonWriter& beginArray() { return open('['); }
  JsonWriter& endArray() { return close(']'); }
  JsonWriter& key(Text name);
  JsonWriter& rawKey(Text name);  // as JsonString::raw has it, still escaped
  JsonWriter& string(Text value);
  JsonWriter& raw(Text json);  // a value that is JSON already
  JsonWriter& integer(std::int64_t value);
  JsonWriter& real(double value);
  JsonWriter& boolean(bool value) { return raw(value ? Text("true") : Text("false")); }
  JsonWriter& null() { return raw("null"); }

  bool unread = false;  // nobody will look at the document: it need not be written
  std::string warning;  // for the host's log: what was not written as it is stored

  [[nodiscard]] const std::string& text() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void comma();

  std::size_t limit_ = static_cast<std::size_t>(-1);
  std::string out_;
};

}  // namespace agentkeep
