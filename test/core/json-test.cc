#include "core/json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "core/json-members.h"

namespace agentkeep {
namespace {

// Offset of the first problem, or npos.
std::size_t problemAt(Text text) {
  JsonReader reader(text);
  reader.value();
  return reader.finish() ? Text::npos : reader.offset();
}

TEST(JsonReader, AcceptsEveryKindOfValue) {
  for (const Text text :
       {"null", "true", "false", "0", "-0", "12.5e-3", "1E+9", "\"\"", "\"a\\u00e9\\n\"", "[]",
        "{}", "[[],{}]", " {\"a\" : [1, 2 ,{\"b\":null}]} ", "123456789012345678901234567890",
        "1e400"}) {
    EXPECT_TRUE(isJson(text)) << text;
  }
}

TEST(JsonReader, RefusesWhatRfc8259DoesNotAllow) {
  for (const Text text :
       {"",        " ",         "nul",      "True",   "01",         "+1",
        ".5",      "1.",        "1e",       "-",      "'a'",        "\"",
        "\"\\x\"", "\"\\u12\"", "[1,]",     "[,1]",   "{\"a\":1,}", "{a:1}",
        "{\"a\"}", "{\"a\":}",  "[1 2]",    "[1}",    "{]",         "1 2",
        "\"\t\"",  "NaN",       "Infinity", "[1,,2]", "{,}",        "\xef\xbb\xbf{}"}) {
    EXPECT_FALSE(isJson(text)) << text;
  }
}

TEST(JsonReader, RefusesMalformedUtf8InStrings) {
  for (const Text text : {"\"\x80\"", "\"\xc0\xaf\"", "\"\xe0\x80\x80\"", "\"\xed\xa0\x80\"",
                          "\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\"\xe2\x82\""}) {
    EXPECT_FALSE(isJson(text));
  }
  EXPECT_TRUE(isJson("\"\xe2\x82\xac \xf0\x9f\x98\x80 \xc3\xa9\""));
}

TEST(JsonReader, TellsTheByteOfTheProblem) {
  EXPECT_EQ(problemAt("{\"a\": tru}"), 6U);
  EXPECT_EQ(problemAt("[1, 2"), 5U);
  EXPECT_EQ(problemAt("[1] x"), 4U);
  // Also when a long plain stretch comes before it, which is scanned sixteen bytes at a time.
  EXPECT_EQ(problemAt("\"0123456789012345678901234567890123456789\\q\""), 41U);
}

TEST(JsonReader, BoundsTheDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(isJson(nested(kMaxJsonDepth)));
  EXPECT_FALSE(isJson(nested(kMaxJsonDepth + 1)));
  EXPECT_FALSE(isJson(nested(10'000)));
}

TEST(JsonReader, WalksMembersAndHandsOutSlices) {
  JsonReader reader(R"( {"a": {"x": [1,2]} , "b":["p","q\n"], "c":7 } )");
  ASSERT_TRUE(reader.beginObject());
  JsonString name;
  ASSERT_TRUE(reader.nextMember(name));
  EXPECT_EQ(name.raw, "a");
  EXPECT_EQ(reader.value(), R"({"x": [1,2]})");
  ASSERT_TRUE(reader.nextMember(name));
  ASSERT_TRUE(reader.beginArray());
  ASSERT_TRUE(reader.nextItem());
  EXPECT_EQ(reader.string().raw, "p");
  ASSERT_TRUE(reader.nextItem());
  Arena arena;
  EXPECT_EQ(reader.string().decode(arena), "q\n");
  EXPECT_FALSE(reader.nextItem());
  ASSERT_TRUE(reader.nextMember(name));
  EXPECT_EQ(reader.number(), "7");
  EXPECT_FALSE(reader.nextMember(name));
  EXPECT_TRUE(reader.finish());
}

TEST(JsonString, DecodesEscapesAndMarksWhatIsNoCharacter) {
  Arena arena;
  const auto decode = [&](Text text) {
    JsonReader reader(text);
    const JsonString token = reader.string();
    EXPECT_FALSE(reader.failed()) << text;
    return std::tuple(std::string(token.decode(arena)), token.lone_surrogate, token.nul);
  };
  EXPECT_EQ(decode(R"("a\"\\\/\b\f\n\r\t")"), std::tuple("a\"\\/\b\f\n\r\t", false, false));
  EXPECT_EQ(decode(R"("\u00e9\u20ac\ud83d\ude00")"),
            std::tuple("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", false, false));
  EXPECT_EQ(decode(R"("\ud800x")"), std::tuple("\xef\xbf\xbdx", true, false));
  EXPECT_EQ(decode(R"("\udc00\ud800")"), std::tuple("\xef\xbf\xbd\xef\xbf\xbd", true, false));
  EXPECT_EQ(decode(R"("\ud800\ud83d\ude00")"),
            std::tuple("\xef\xbf\xbd\xf0\x9f\x98\x80", true, false));
  EXPECT_EQ(decode(R"("a\u0000b")"), std::tuple(std::string("a\0b", 3), false, true));
}

// Names that are no text are told apart all the same.
TEST(JsonMembers, OfLoneSurrogatesAreNotOne) {
  Arena arena;
  const Text two = R"({"\ud800":1,"\udc00":2,"\ufffd":3})";
  const auto mergedWith = [&](Text patch) { return merged(two, {}, patch, arena); };
  EXPECT_EQ(mergedWith(R"({"x":4})"), R"({"\ud800":1,"\udc00":2,"\ufffd":3,"x":4})");
  EXPECT_EQ(mergedWith(R"({"\uDC00":4})"), R"({"\ud800":1,"\udc00":4,"\ufffd":3})");
  EXPECT_EQ(mergedWith("{\"\xef\xbf\xbd\":4}"), R"({"\ud800":1,"\udc00":2,"\ufffd":4})");
  EXPECT_EQ(mergedWith(R"({"\ud83d\ude00":4})"),
            R"({"\ud800":1,"\udc00":2,"\ufffd":3,"\ud83d\ude00":4})");
}

TEST(JsonWriter, WritesWhatAnotherParserReadsBack) {
  std::string every;
  for (int byte = 0; byte < 0x80; ++byte) every.push_back(static_cast<char>(byte));
  every += "\xc3\xa9\xf0\x9f\x98\x80";
  JsonWriter out;
  out.beginObject().key("text").string(every).key("list").beginArray();
  out.integer(-9'007'199'254'740'993).boolean(true).null().raw("{\"x\": 1}").endArray();
  out.key("empty").beginObject().endObject().key("none").beginArray().endArray().endObject();
  const auto parsed = nlohmann::json::parse(out.text());
  EXPECT_EQ(parsed["text"].get<std::string>(), every);
  EXPECT_EQ(parsed["list"].dump(), R"([-9007199254740993,true,null,{"x":1}])");
  EXPECT_EQ(parsed["empty"].dump(), "{}");
  EXPECT_EQ(parsed["none"].dump(), "[]");
}

// Digits of the shortest text that reads back as the value.
std::size_t fewestDigits(double value) {
  char text[40];
  const auto end =
      std::to_chars(text, std::end(text), std::fabs(value), std::chars_format::scientific).ptr;
  return static_cast<std::size_t>(std::find(text, end, 'e') - text) - (text[1] == '.' ? 1 : 0);
}

std::string realText(double value) {
  std::string out;
  writeJsonReal(out, value);
  return out;
}

TEST(JsonReals, AreTheShortestThatReadBack) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 50'000; ++i) {
    // Any double, and numbers as people write them.
    const double value = i % 2 == 0
                             ? std::bit_cast<double>(random())
                             : static_cast<double>(static_cast<std::int64_t>(random() >> 24)) /
                                   std::pow(10.0, static_cast<int>(random() % 30) - 5);
    if (!std::isfinite(value)) continue;
    const std::string text = realText(value);
    ASSERT_TRUE(isJson(text)) << text;
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    std::string digits = text.substr(0, text.find('e'));
    std::erase_if(digits, [](char c) { return c == '-' || c == '.'; });
    digits.erase(0, digits.find_first_not_of('0'));
    const std::size_t zeros = digits.size() - 1 - digits.find_last_not_of('0');
    ASSERT_LE(digits.size() - zeros, fewestDigits(value)) << text;
  }
}

TEST(JsonReals, AreWrittenAsPeopleWriteThem) {
  for (const Text text : {"0", "-0", "1", "-1.5", "0.1", "0.3", "123456789.125", "0.00001", "1e-7",
                          "1e300", "1.7976931348623157e308", "2.2250738585072014e-308",
                          "4503599627370495.5", "9007199254740993000", "0.000123456789"}) {
    const double value = jsonNumber(text);
    EXPECT_EQ(jsonNumber(realText(value)), value);
    if (text != "9007199254740993000") EXPECT_EQ(realText(value), text);
  }
  EXPECT_EQ(realText(1e16), "10000000000000000");
  EXPECT_EQ(realText(1e17), "1e17");
  EXPECT_EQ(realText(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(realText(std::nan("")), "null");
}

TEST(IsUtf8, AgreesWithTheReader) {
  EXPECT_TRUE(isUtf8("plain \xe2\x82\xac"));
  EXPECT_FALSE(isUtf8("\xed\xbf\xbf"));
  EXPECT_FALSE(isUtf8("cut \xe2\x82"));
}

}  // namespace
}  // namespace agentkeep
