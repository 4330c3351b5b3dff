#include "core/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace agentkeep {
namespace {

// Bytes of a string that need a look: the quote, the backslash, controls, and, where
// `stop_at_wide`, everything beyond ASCII. Sixteen at a time where the machine can.
template <bool stop_at_wide>
const char* plainEnd(const char* at, const char* end) {
#if defined(__wasm_simd128__)
  for (; end - at >= 16; at += 16) {
    const v128_t bytes = wasm_v128_load(at);
    // Signed comparison puts bytes of 0x80 and more below 0x20, too.
    const v128_t low = stop_at_wide ? wasm_i8x16_lt(bytes, wasm_i8x16_splat(0x20))
                                    : wasm_u8x16_lt(bytes, wasm_u8x16_splat(0x20));
    const v128_t hit =
        wasm_v128_or(low, wasm_v128_or(wasm_i8x16_eq(bytes, wasm_i8x16_splat('"')),
                                       wasm_i8x16_eq(bytes, wasm_i8x16_splat('\\'))));
    if (const std::uint32_t mask = wasm_i8x16_bitmask(hit)) return at + __builtin_ctz(mask);
  }
#elif defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i low = stop_at_wide
                            ? _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20))
                            : _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    const __m128i hit = _mm_or_si128(low, _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                       _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    if (const int mask = _mm_movemask_epi8(hit))
      return at + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  for (; at != end; ++at) {
    const auto byte = static_cast<unsigned char>(*at);
    if (byte < 0x20 || byte == '"' || byte == '\\' || (stop_at_wide && byte >= 0x80)) break;
  }
  return at;
}

// Length of the well-formed UTF-8 sequence at `at`, which is not ASCII; 0 if it is malformed
// (Unicode table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8Length(const char* at, const char* end) {
  const auto byte = [&](std::ptrdiff_t i) { return static_cast<unsigned char>(at[i]); };
  const auto tail = [&](std::ptrdiff_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const auto left = end - at;
  const unsigned char lead = byte(0);
  if (lead >= 0xc2 && lead <= 0xdf) return left >= 2 && tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (left < 3 || !tail(1) || !tail(2)) return 0;
    if (lead == 0xe0 && byte(1) < 0xa0) return 0;
    if (lead == 0xed && byte(1) > 0x9f) return 0;
    return 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (left < 4 || !tail(1) || !tail(2) || !tail(3)) return 0;
    if (lead == 0xf0 && byte(1) < 0x90) return 0;
    if (lead == 0xf4 && byte(1) > 0x8f) return 0;
    return 4;
  }
  return 0;
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Four hexadecimal digits at `at`, or -1.
std::int32_t hexUnit(const char* at, const char* end) {
  if (end - at < 4) return -1;
  std::int32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hexDigit(at[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

constexpr bool isHigh(std::int32_t unit) { return unit >= 0xd800 && unit <= 0xdbff; }
constexpr bool isLow(std::int32_t unit) { return unit >= 0xdc00 && unit <= 0xdfff; }
constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }

char* putUtf8(char* to, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | (point >> 6));
    put(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    put(0xe0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3f));
    put(0x80 | (point & 0x3f));
  } else {
    put(0xf0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3f));
    put(0x80 | ((point >> 6) & 0x3f));
    put(0x80 | (point & 0x3f));
  }
  return to;
}

}  // namespace

Text JsonString::decode(Arena& arena) const {
  if (!escaped) return raw;
  // An escape is never shorter than the UTF-8 it stands for.
  auto* begin = static_cast<char*>(arena.allocate(raw.size(), 1));
  char* to = begin;
  const char* end = raw.data() + raw.size();
  for (const char* at = raw.data(); at != end;) {
    if (*at != '\\') {
      *to++ = *at++;
      continue;
    }
    const char kind = at[1];
    at += 2;
    switch (kind) {
      case 'b':
        *to++ = '\b';
        break;
      case 'f':
        *to++ = '\f';
        break;
      case 'n':
        *to++ = '\n';
        break;
      case 'r':
        *to++ = '\r';
        break;
      case 't':
        *to++ = '\t';
        break;
      case 'u': {
        std::int32_t unit = hexUnit(at, end);
        at += 4;
        if (isHigh(unit) && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
          const std::int32_t low = hexUnit(at + 2, end);
          if (isLow(low)) {
            at += 6;
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
          }
        }
        if (unit >= 0xd800 && unit <= 0xdfff) unit = 0xfffd;
        to = putUtf8(to, static_cast<std::uint32_t>(unit));
        break;
      }
      default:
        *to++ = kind;  // quote, backslash, slash
    }
  }
  return {begin, static_cast<std::size_t>(to - begin)};
}

bool JsonReader::fail(const char* problem) {
  if (problem_ == nullptr) problem_ = problem;
  return false;
}

void JsonReader::skipSpace() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
}

JsonKind JsonReader::peek() {
  if (failed()) return JsonKind::kNone;
  skipSpace();
  if (at_ == end_) return JsonKind::kNone;
  switch (*at_) {
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case '"':
      return JsonKind::kString;
    case 't':
      return JsonKind::kTrue;
    case 'f':
      return JsonKind::kFalse;
    case 'n':
      return JsonKind::kNull;
    default:
      return *at_ == '-' || isDigit(*at_) ? JsonKind::kNumber : JsonKind::kNone;
  }
}

bool JsonReader::enter() {
  if (depth_ == limit_) return fail("nested too deeply");
  ++depth_;
  ++at_;
  fresh_ = true;
  return true;
}

bool JsonReader::beginObject() {
  if (peek() != JsonKind::kObject) return fail("expected an object");
  return enter();
}

bool JsonReader::beginArray() {
  if (peek() != JsonKind::kArray) return fail("expected an array");
  return enter();
}

// Moves past what stands between two values. False: the closing bracket came, or a problem.
bool JsonReader::separator(char close) {
  if (failed()) return false;
  skipSpace();
  if (at_ == end_) return fail("unexpected end");
  if (*at_ == close) {
    ++at_;
    --depth_;
    fresh_ = false;
    return false;
  }
  if (!fresh_) {
    if (*at_ != ',') return fail("expected ',' or a closing bracket");
    ++at_;
    skipSpace();
  }
  fresh_ = false;
  return true;
}

bool JsonReader::nextMember(JsonString& name) {
  if (!separator('}')) return false;
  if (at_ == end_ || *at_ != '"') return fail("expected a member name");
  if (!scanString(name)) return false;
  skipSpace();
  if (at_ == end_ || *at_ != ':') return fail("expected ':'");
  ++at_;
  return true;
}

bool JsonReader::nextItem() { return separator(']'); }

JsonString JsonReader::string() {
  JsonString out;
  if (peek() != JsonKind::kString) {
    fail("expected a string");
    return {};
  }
  return scanString(out) ? out : JsonString{};
}

Text JsonReader::number() {
  if (peek() != JsonKind::kNumber) {
    fail("expected a number");
    return {};
  }
  const char* from = at_;
  return scanNumber() ? Text(from, static_cast<std::size_t>(at_ - from)) : Text{};
}

bool JsonReader::scanString(JsonString& out) {
  out = {};
  const char* from = ++at_;
  for (;;) {
    at_ = plainEnd<true>(at_, end_);
    if (at_ == end_) return fail("unterminated string");
    const auto byte = static_cast<unsigned char>(*at_);
    if (byte == '"') {
      out.raw = {from, static_cast<std::size_t>(at_ - from)};
      ++at_;
      return true;
    }
    if (byte == '\\') {
      if (!scanEscape(out)) return false;
    } else if (byte >= 0x80) {
      if (!scanUtf8()) return false;
    } else {
      return fail("control character in a string");
    }
  }
}

bool JsonReader::scanUtf8() {
  while (at_ != end_ && static_cast<unsigned char>(*at_) >= 0x80) {
    const std::size_t size = utf8Length(at_, end_);
    if (size == 0) return fail("malformed UTF-8");
    at_ += size;
  }
  return true;
}

bool JsonReader::scanEscape(JsonString& out) {
  out.escaped = true;
  if (end_ - at_ < 2) return fail("unterminated string");
  switch (at_[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      at_ += 2;
      return true;
    case 'u':
      break;
    default:
      return fail("invalid escape");
  }
  const std::int32_t unit = hexUnit(at_ + 2, end_);
  if (unit < 0) return fail("invalid \\u escape");
  at_ += 6;
  if (unit == 0) out.nul = true;
  if (isHigh(unit) && end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u' &&
      isLow(hexUnit(at_ + 2, end_))) {
    at_ += 6;
  } else if (unit >= 0xd800 && unit <= 0xdfff) {
    out.lone_surrogate = true;
  }
  return true;
}

bool JsonReader::scanNumber() {
  const auto digits = [this] {
    if (at_ == end_ || !isDigit(*at_)) return fail("invalid number");
    while (at_ != end_ && isDigit(*at_)) ++at_;
    return true;
  };
  if (*at_ == '-') ++at_;
  if (at_ != end_ && *at_ == '0') {
    ++at_;
  } else if (!digits()) {
    return false;
  }
  if (at_ != end_ && *at_ == '.') {
    ++at_;
    if (!digits()) return false;
  }
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!digits()) return false;
  }
  return true;
}

bool JsonReader::scanWord(Text word) {
  if (static_cast<std::size_t>(end_ - at_) < word.size() || Text(at_, word.size()) != word) {
    return fail("invalid literal");
  }
  at_ += word.size();
  return true;
}

Text JsonReader::value() {
  if (failed()) return {};
  skipSpace();
  const char* from = at_;
  const unsigned floor = depth_;
  limit_ = floor + max_depth_;
  // Which of the open brackets are objects, one bit a level; some readers go a few levels deeper.
  std::array<std::uint64_t, kMaxJsonDepth / 64 + 1> objects{};
  const auto inObject = [&] {
    const unsigned level = depth_ - floor;
    return (objects[level / 64] >> (level % 64)) & 1U;
  };
  const auto open = [&](std::uint64_t object) {
    const unsigned level = depth_ - floor;
    objects[level / 64] &= ~(std::uint64_t{1} << (level % 64));
    objects[level / 64] |= object << (level % 64);
  };
  JsonString ignored;
  for (;;) {
    switch (peek()) {
      case JsonKind::kObject:
        if (!enter()) return {};
        open(1);
        break;
      case JsonKind::kArray:
        if (!enter()) return {};
        open(0);
        break;
      case JsonKind::kString:
        scanString(ignored);
        break;
      case JsonKind::kNumber:
        scanNumber();
        break;
      case JsonKind::kTrue:
        scanWord("true");
        break;
      case JsonKind::kFalse:
        scanWord("false");
        break;
      case JsonKind::kNull:
        scanWord("null");
        break;
      case JsonKind::kNone:
        fail(at_ == end_ ? "unexpected end" : "expected a value");
    }
    // Closes what ends here and stops at the next value.
    for (;;) {
      if (failed()) return {};
      if (depth_ == floor) return {from, static_cast<std::size_t>(at_ - from)};
      if (inObject() ? nextMember(ignored) : nextItem()) break;
    }
  }
}

bool JsonReader::finish() {
  if (failed()) return false;
  skipSpace();
  return at_ == end_ || fail("unexpected text after the document");
}

bool isJson(Text text) {
  JsonReader reader(text);
  reader.value();
  return reader.finish();
}

unsigned jsonDepth(Text json) {
  unsigned depth = 0;
  unsigned deepest = 0;
  const char* end = json.data() + json.size();
  for (const char* at = json.data(); at != end; ++at) {
    if (*at == '{' || *at == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (*at == '}' || *at == ']') {
      --depth;
    } else if (*at == '"') {
      for (at = plainEnd<false>(at + 1, end); *at != '"'; at = plainEnd<false>(at, end)) at += 2;
    }
  }
  return deepest;
}

bool isUtf8(Text text) {
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    if (static_cast<unsigned char>(*at) < 0x80) {
      ++at;
      continue;
    }
    const std::size_t size = utf8Length(at, end);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

const char* plainJsonEnd(const char* at, const char* end) { return plainEnd<false>(at, end); }

}  // namespace agentkeep
