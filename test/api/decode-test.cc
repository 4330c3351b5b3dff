#include "api/decode.h"

#include <gtest/gtest.h>

namespace agentkeep::api {

struct Part {
  Id id;
  std::optional<RowCount> count;
};
struct Whole {
  Text name;
  std::optional<bool> flag;
  std::optional<TimeStamp> at;
  std::optional<PageNumber> page;
  std::optional<PerPage> perPage;
  std::optional<IdOrIds> threadId;
  std::optional<JsonObject> metadata;
  std::optional<Content> content;
  std::optional<JsonMembers> members;
  std::optional<std::span<const Part>> parts;
  std::optional<Quantity> tokens;
  std::optional<double> ratio;
  std::optional<Kept<Part>> kept;
  std::optional<Kept<std::span<const Part>>> keptParts;
};

template <>
struct ShapeOf<Part> {
  static constexpr Field fields[] = {AGENTKEEP_FIELD(Part, id, ""),
                                     AGENTKEEP_FIELD(Part, count, "")};
  static constexpr Shape shape{"Part", fields};
};
template <>
struct ShapeOf<Whole> {
  static constexpr Field fields[] = {
      AGENTKEEP_FIELD(Whole, name, ""),     AGENTKEEP_FIELD(Whole, flag, ""),
      AGENTKEEP_FIELD(Whole, at, ""),       AGENTKEEP_FIELD(Whole, page, ""),
      AGENTKEEP_FIELD(Whole, perPage, ""),  AGENTKEEP_FIELD(Whole, threadId, ""),
      AGENTKEEP_FIELD(Whole, metadata, ""), AGENTKEEP_FIELD(Whole, content, ""),
      AGENTKEEP_FIELD(Whole, members, ""),  AGENTKEEP_FIELD(Whole, parts, ""),
      AGENTKEEP_FIELD(Whole, tokens, ""),   AGENTKEEP_FIELD(Whole, ratio, ""),
      AGENTKEEP_FIELD(Whole, kept, ""),     AGENTKEEP_FIELD(Whole, keptParts, "")};
  static_assert(fields[12].kind == Kind::kStruct && !fields[12].list && fields[12].optional);
  static_assert(fields[13].kind == Kind::kStruct && fields[13].list && fields[13].optional);
  static constexpr Shape shape{"Whole", fields};
};

namespace {

class Decode : public testing::Test {
 protected:
  std::optional<Error> read(Text body) {
    whole = {};
    return Decoder(body, call).readBody(ShapeOf<Whole>::shape, &whole);
  }
  // The message of the refusal, or "" if there is none.
  std::string refusal(Text body) {
    const auto error = read(body);
    return error ? (*error)->message : "";
  }

  Call call;
  Whole whole;
};

TEST_F(Decode, RoundsQuantities) {
  for (const auto& [text, value] : std::initializer_list<std::pair<const char*, std::int64_t>>{
           {"0", 0},
           {"-0", 0},
           {"7", 7},
           {"2.4", 2},
           {"2.5", 3},
           {"0.49", 0},
           {"1e3", 1000},
           {"9007199254740991", 9'007'199'254'740'991}}) {
    EXPECT_EQ(refusal(R"({"name":"n","tokens":)" + std::string(text) + "}"), "");
    EXPECT_EQ(whole.tokens->value, value) << text;
  }
  for (const char* text : {"-1", "-0.1", "9007199254740992", "1e999", "true", R"("1")", "[1]"}) {
    EXPECT_EQ(refusal(R"({"name":"n","tokens":)" + std::string(text) + "}"),
              "tokens must be a number from 0 to 9007199254740991")
        << text;
  }
}

TEST_F(Decode, ReadsFiniteNumbers) {
  EXPECT_EQ(refusal(R"({"name":"n","ratio":-0.25e1})"), "");
  EXPECT_EQ(whole.ratio, -2.5);
  for (const char* text : {"1e999", "-1e999", R"("1")", "false"}) {
    EXPECT_EQ(refusal(R"({"name":"n","ratio":)" + std::string(text) + "}"),
              "ratio must be a finite number")
        << text;
  }
}

TEST_F(Decode, KeepsTheBytesOfWhatItHasRead) {
  EXPECT_EQ(
      refusal(R"({"name":"n","kept": {"id" :"a", "more":[1e400]} , "keptParts":[ {"id":"b"} ]})"),
      "");
  EXPECT_EQ(whole.kept->value.id.text, "a");
  EXPECT_EQ(whole.kept->json, R"({"id" :"a", "more":[1e400]})");
  ASSERT_EQ(whole.keptParts->value.size(), 1U);
  EXPECT_EQ(whole.keptParts->json, R"([ {"id":"b"} ])");
  EXPECT_EQ(refusal(R"({"name":"n","keptParts":[{"id":"b"},{"id":1}]})"),
            "keptParts[1].id must be a string");
}

TEST_F(Decode, TakesWhatTheHostKeepsForADocument) {
  const Text body = R"({"name":"n","content": "held 17" })";
  EXPECT_EQ(refusal(body), "");
  EXPECT_TRUE(whole.content->bare);
  call.held = "held ";
  EXPECT_EQ(refusal(body), "");
  EXPECT_FALSE(whole.content->bare);
  EXPECT_EQ(whole.content->text, R"("held 17")");
  EXPECT_EQ(refusal(R"({"name":"n","content":"hel\u0064 17"})"), "");
  EXPECT_TRUE(whole.content->bare);
}

TEST_F(Decode, FillsEveryMember) {
  const auto error = read(R"({"unknown": [1, {"deep": null}], "name": "a\u00e9", "flag": true,
      "at": "1970-01-01T00:00:01Z", "page": 2, "perPage": false, "threadId": ["x", "y"],
      "metadata": { "k": 1 }, "content": "bare", "members": {"a": 1, "b": [2]},
      "parts": [{"id": "p1"}, {"id": "p2", "count": 3}]})");
  ASSERT_FALSE(error) << (*error)->message;
  EXPECT_EQ(whole.name, "a\xc3\xa9");
  EXPECT_EQ(whole.flag, true);
  EXPECT_EQ(whole.at->ms, 1000);
  EXPECT_EQ(whole.page->value, 2U);
  EXPECT_TRUE(whole.perPage->all);
  EXPECT_EQ(whole.threadId->ids.size(), 2U);
  EXPECT_EQ(whole.metadata->text, R"({ "k": 1 })");
  EXPECT_TRUE(whole.content->bare);
  EXPECT_EQ(whole.members->members[1].value, "[2]");
  ASSERT_EQ(whole.parts->size(), 2U);
  EXPECT_EQ((*whole.parts)[1].count->value, 3U);
}

TEST_F(Decode, TakesNullForAbsent) {
  ASSERT_FALSE(read(R"({"name": "n", "flag": null, "parts": null})"));
  EXPECT_FALSE(whole.flag);
  EXPECT_FALSE(whole.parts);
  EXPECT_EQ(refusal(R"({"name": null})"), "name is required");
}

TEST_F(Decode, RefusesAMemberThatIsGivenTwice) {
  EXPECT_EQ(refusal(R"({"name":"a","name":"b"})"), "name is given twice");
  EXPECT_EQ(refusal(R"({"name":"a","name":null})"), "name is given twice");
  EXPECT_EQ(refusal(R"({"name":"a","flag":null,"fl\u0061g":true})"), "flag is given twice");
  EXPECT_EQ(refusal(R"({"name":"a","parts":[{"id":"p"},{"id":"p","id":"q"}]})"),
            "parts[1].id is given twice");
  // Nobody reads these.
  EXPECT_EQ(refusal(R"({"name":"a","new":1,"new":2,"metadata":{"a":1,"a":2}})"), "");
}

TEST_F(Decode, SkipsAByteOrderMark) {
  EXPECT_EQ(refusal("\xEF\xBB\xBF{\"name\":\"a\"}"), "");
  EXPECT_EQ(refusal("\xEF\xBB\xBF\xEF\xBB\xBF{\"name\":\"a\"}").substr(0, 22),
            "body is not valid JSON");
}

TEST_F(Decode, NamesTheMemberThatIsWrong) {
  EXPECT_EQ(refusal("{}"), "name is required");
  EXPECT_EQ(refusal(""), "name is required");
  EXPECT_EQ(refusal("[]"), "the body must be an object");
  EXPECT_EQ(refusal(R"({"name": 5})"), "name must be a string");
  EXPECT_EQ(refusal(R"({"name": "n", "parts": [{"id": "a"}, {"count": 1}]})"),
            "parts[1].id is required");
  EXPECT_EQ(refusal(R"({"name": "n", "parts": [{"id": "a", "count": -1}]})"),
            "parts[0].count must be an integer from 0 to 4294967295");
  EXPECT_EQ(refusal(R"({"name": "n", "parts": {}})"), "parts must be a list");
  EXPECT_EQ(refusal(R"({"name": "n", "threadId": 7})"),
            "threadId must be a string or a list of strings");
  EXPECT_EQ(refusal(R"({"name": "n", "content": 7})"),
            "content must be an object, a list or a string");
}

TEST_F(Decode, RefusesPagesThatAreNoNumberOfRows) {
  for (const Text page : {"-1", "1.5", "\"1\"", "1e99", "9007199254740992", "true"}) {
    const auto error = read(R"({"name":"n","page":)" + std::string(page) + "}");
    ASSERT_TRUE(error) << page;
    EXPECT_EQ((*error)->status, "INVALID_PAGE");
    EXPECT_EQ((*error)->code, ErrorCode::kInvalidArgument);
  }
  EXPECT_FALSE(read(R"({"name":"n","page":9007199254740991,"perPage":3.0})"));
  EXPECT_TRUE(read(R"({"name":"n","perPage":true})"));
}

TEST_F(Decode, RefusesIdsThatSomeBackendCannotKeep) {
  EXPECT_EQ(refusal(R"({"name":"n","threadId":"a\u0000"})"),
            "threadId must not have a NUL character");
  EXPECT_EQ(refusal(R"({"name":"n","threadId":["a","\ud800"]})"),
            "threadId[1] must not have a lone surrogate");
  const std::string longest(Id::kMaxBytes, 'x');
  EXPECT_FALSE(read(R"({"name":"n","threadId":")" + longest + "\"}"));
  EXPECT_EQ(refusal(R"({"name":"n","threadId":")" + longest + "x\"}"),
            "threadId must not be longer than 1024 bytes");
}

TEST_F(Decode, SaysWhereTheBodyStopsBeingJson) {
  const auto error = read(R"({"name": "n", "metadata": {"a": }})");
  ASSERT_TRUE(error);
  EXPECT_EQ((*error)->code, ErrorCode::kInvalidJson);
  EXPECT_EQ((*error)->details, R"({"offset":32})");
  EXPECT_EQ((*read("not json"))->code, ErrorCode::kInvalidJson);
  for (const Text cut :
       {R"({"name":)", R"({"name": )", R"({"name":})", R"({"name":"n)", R"({"na)"}) {
    EXPECT_EQ((*read(cut))->code, ErrorCode::kInvalidJson) << cut;
  }
  EXPECT_EQ((*read(R"({"name": "n"} x)"))->code, ErrorCode::kInvalidJson);
}

TEST_F(Decode, BoundsLists) {
  std::string body = R"({"name":"n","threadId":[)";
  for (std::size_t i = 0; i < kMaxListItems; ++i) body += "\"a\",";
  EXPECT_FALSE(read(body.substr(0, body.size() - 1) + "]}"));
  const auto error = read(body + "\"a\"]}");
  ASSERT_TRUE(error);
  EXPECT_EQ((*error)->code, ErrorCode::kTooLarge);
  EXPECT_EQ((*error)->message, "threadId has more than 100000 items");
}

}  // namespace
}  // namespace agentkeep::api
