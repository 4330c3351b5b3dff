#include "core/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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

TEST(IsUtf8, AgreesWithTheReader) {
  EXPECT_TRUE(isUtf8("plain \xe2\x82\xac"));
  EXPECT_FALSE(isUtf8("\xed\xbf\xbf"));
  EXPECT_FALSE(isUtf8("cut \xe2\x82"));
}

}  // namespace
}  // namespace agentkeep
