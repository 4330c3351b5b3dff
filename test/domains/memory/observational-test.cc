// Observational memory from a method's body to its answer, on real SQLite with D1's limits: what
// contract/memory-observational.md asks of each method, and what calls that come between each other
// leave behind.
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "test/support/stepped-call.h"
#include "test/support/store-rig.h"

namespace agentkeep {
namespace {

using nlohmann::json;
using test::SteppedCall;

class Observational : public testing::Test {
 protected:
  json call(Text method, const json& arguments) {
    return rig.call("memory." + std::string(method), arguments.dump());
  }
  json error(Text method, const json& arguments) {
    return rig.error("memory." + std::string(method), arguments.dump());
  }
  std::unique_ptr<SteppedCall> start(Text method, const json& arguments) {
    return std::make_unique<SteppedCall>(rig, "memory." + std::string(method), arguments);
  }

  // A new record about thread t1 of resource r1.
  json initialize(json config = json::object(), json thread = "t1") {
    return call("initializeObservationalMemory",
                {{"threadId", thread},
                 {"resourceId", "r1"},
                 {"scope", thread.is_null() ? "resource" : "thread"},
                 {"config", config}});
  }
  json current(json thread = "t1") {
    return call("getObservationalMemory", {{"threadId", thread}, {"resourceId", "r1"}});
  }
  static json chunk(const std::string& cycle, int messageTokens = 100, int tokenCount = 10) {
    return {{"cycleId", cycle},
            {"observations", "saw " + cycle},
            {"tokenCount", tokenCount},
            {"messageIds", {cycle + "-m1", cycle + "-m2"}},
            {"messageTokens", messageTokens},
            {"lastObservedAt", "2026-01-01T00:00:00.000Z"}};
  }
  void append(const json& id, const std::string& cycle, int messageTokens = 100) {
    call("updateBufferedObservations", {{"id", id}, {"chunk", chunk(cycle, messageTokens)}});
  }
  // Activates `count` chunks of 100 tokens each.
  static json swapOf(const json& id, int count) {
    return {{"id", id},
            {"activationRatio", 1},
            {"messageTokensThreshold", 1000},
            {"currentPendingTokens", count * 100}};
  }
  static std::vector<std::string> cyclesOf(const json& record) {
    std::vector<std::string> out;
    for (const json& each : record.value("bufferedObservationChunks", json::array()))
      out.push_back(each["cycleId"]);
    return out;
  }
  // The columns of the one record, as SQL has them.
  std::string column(const std::string& name, const json& id) {
    return rig.database.query("SELECT " + name + " FROM mastra_observational_memory WHERE id='" +
                              id.get<std::string>() + "'")[0][0];
  }
  std::string records() {
    return rig.database.query("SELECT count(*) FROM mastra_observational_memory")[0][0];
  }

  test::StoreRig rig;

 private:
};

using Cycles = std::vector<std::string>;

json recordLike(const json& id) {
  return {{"id", id},
          {"scope", "thread"},
          {"threadId", "t1"},
          {"resourceId", "r1"},
          {"createdAt", "2026-11-21T10:00:00.000Z"},
          {"updatedAt", "2026-11-21T10:00:00.000Z"},
          {"originType", "initial"},
          {"generationCount", 0},
          {"activeObservations", ""},
          {"totalTokensObserved", 0},
          {"observationTokenCount", 0},
          {"pendingMessageTokens", 0},
          {"isReflecting", false},
          {"isObserving", false},
          {"isBufferingObservation", false},
          {"isBufferingReflection", false},
          {"lastBufferedAtTokens", 0},
          {"lastBufferedAtTime", nullptr},
          {"config", json::object()}};
}

TEST_F(Observational, InitializesAnEmptyRecord) {
  EXPECT_EQ(current(), nullptr);
  const json made = call("initializeObservationalMemory", {{"threadId", "t1"},
                                                           {"resourceId", "r1"},
                                                           {"scope", "thread"},
                                                           {"config", {{"a", {1, nullptr}}}},
                                                           {"observedTimezone", "Europe/Berlin"}});
  json expected = recordLike(made["id"]);
  expected["config"] = {{"a", {1, nullptr}}};
  expected["observedTimezone"] = "Europe/Berlin";
  EXPECT_EQ(made, expected);
  EXPECT_EQ(made["createdAt"], rig.now());
  EXPECT_EQ(current(), expected);
  EXPECT_EQ(made["id"].get<std::string>().size(), 36U);
  EXPECT_EQ(column("lookupKey", made["id"]), "thread:t1");
}

TEST_F(Observational, BelongsToTheThreadOrElseToTheResource) {
  const json of_thread = initialize();
  const json of_resource = initialize(json::object(), nullptr);
  EXPECT_EQ(of_resource["threadId"], nullptr);
  EXPECT_TRUE(of_resource.contains("threadId"));
  EXPECT_EQ(column("lookupKey", of_resource["id"]), "resource:r1");
  EXPECT_EQ(current()["id"], of_thread["id"]);
  EXPECT_EQ(current(nullptr)["id"], of_resource["id"]);
  EXPECT_EQ(current("")["id"], of_resource["id"]);
  // The resource does not matter where a thread is named.
  EXPECT_EQ(call("getObservationalMemory", {{"threadId", "t1"}, {"resourceId", "r9"}})["id"],
            of_thread["id"]);
  EXPECT_EQ(call("getObservationalMemory", {{"resourceId", "r9"}}), nullptr);
}

TEST_F(Observational, AnswersTheOneInitializedLastOfTwo) {
  const json first = initialize();
  const json second = initialize();
  EXPECT_NE(first["id"], second["id"]);
  EXPECT_EQ(records(), "2");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(current()["id"], second["id"]);
  // Changing the older one does not change the order.
  call("setObservingFlag", {{"id", first["id"]}, {"isObserving", true}});
  EXPECT_EQ(current()["id"], second["id"]);
}

TEST_F(Observational, InsertsARecordAsItIs) {
  json record = recordLike("copy-1");
  record["generationCount"] = 3;
  record["originType"] = "reflection";
  record["lastObservedAt"] = "2026-01-02T00:00:00.000Z";
  record["createdAt"] = "2025-01-02T00:00:00.000Z";
  record["activeObservations"] = "a\nb \xf0\x9f\x98\x80";
  json stored_chunk = chunk("c1");
  stored_chunk["id"] = "ombuf-1";
  stored_chunk["createdAt"] = "2026-01-01T00:00:00.000Z";
  stored_chunk["unknown"] = {{"x", 1e300}};
  record["bufferedObservationChunks"] = {stored_chunk};
  record["bufferedObservations"] = "legacy";
  record["bufferedObservationTokens"] = 4;
  record["bufferedReflection"] = "reflected";
  record["bufferedReflectionTokens"] = 5;
  record["bufferedReflectionInputTokens"] = 6;
  record["reflectedObservationLineCount"] = 1;
  record["observedMessageIds"] = {"m1", "m2"};
  record["observedTimezone"] = "UTC";
  record["totalTokensObserved"] = 100;
  record["observationTokenCount"] = 50;
  record["pendingMessageTokens"] = 7;
  record["isReflecting"] = record["isObserving"] = record["isBufferingObservation"] =
      record["isBufferingReflection"] = true;
  record["lastBufferedAtTokens"] = 9;
  record["lastBufferedAtTime"] = "2026-01-03T00:00:00.000Z";
  record["metadata"] = {{"k", nullptr}};
  json given = record;
  given["bufferedMessageIds"] = {"m0"};
  EXPECT_EQ(call("insertObservationalMemoryRecord", given), nullptr);
  EXPECT_EQ(current(), record);
  EXPECT_EQ(column("bufferedMessageIds", "copy-1"), R"(["m0"])");

  const json problem = error("insertObservationalMemoryRecord", given);
  EXPECT_EQ(problem["code"], "conflict");
  EXPECT_EQ(problem["id"],
            "MASTRA_STORAGE_AGENTKEEP_INSERT_OBSERVATIONAL_MEMORY_RECORD_ALREADY_EXISTS");
  EXPECT_EQ(problem["message"], "Observational memory record already exists: copy-1");
}

TEST_F(Observational, LeavesOutWhatIsFalsyInNullableColumns) {
  const json made = initialize();
  rig.database.query(
      "UPDATE mastra_observational_memory SET bufferedObservationTokens=0,"
      "bufferedReflectionTokens=0,bufferedReflectionInputTokens=0,reflectedObservationLineCount=0,"
      "bufferedReflection='',bufferedObservations='',observedTimezone='',threadId='',config='',"
      "activeObservationsPendingUpdate='x',lastReflectionAt='2026-01-01T00:00:00.000Z',"
      "bufferedMessageIds='[]',lastBufferedAtTime=''");
  json expected = recordLike(made["id"]);
  expected["threadId"] = nullptr;
  EXPECT_EQ(current(), expected);
}

TEST_F(Observational, AnswersHistoryNewestGenerationFirst) {
  for (int i = 0; i < 12; ++i) {
    json record = recordLike("g" + std::to_string(i));
    record["generationCount"] = i;
    record["createdAt"] =
        "2026-01-" + std::string(i < 9 ? "0" : "") + std::to_string(i + 1) + "T00:00:00.000Z";
    call("insertObservationalMemoryRecord", record);
  }
  json twin = recordLike("g11-again");
  twin["generationCount"] = 11;
  twin["createdAt"] = "2026-01-12T00:00:00.000Z";
  call("insertObservationalMemoryRecord", twin);
  const auto ids = [&](json arguments) {
    arguments["threadId"] = "t1";
    arguments["resourceId"] = "r1";
    Cycles out;
    for (const json& each : call("getObservationalMemoryHistory", arguments))
      out.push_back(each["id"]);
    return out;
  };
  EXPECT_EQ(ids(json::object()),
            (Cycles{"g11-again", "g11", "g10", "g9", "g8", "g7", "g6", "g5", "g4", "g3"}));
  EXPECT_EQ(ids({{"limit", 2}}), (Cycles{"g11-again", "g11"}));
  EXPECT_EQ(ids({{"limit", 0}}), Cycles{});
  EXPECT_EQ(ids({{"limit", 2}, {"options", {{"offset", 3}}}}), (Cycles{"g9", "g8"}));
  EXPECT_EQ(ids({{"options",
                  {{"from", "2026-01-03T00:00:00.000Z"}, {"to", "2026-01-05T00:00:00.000Z"}}}}),
            (Cycles{"g4", "g3", "g2"}));
  EXPECT_EQ(ids({{"limit", 1},
                 {"options",
                  {{"from", "2026-01-03T00:00:00.000Z"},
                   {"to", "2026-01-05T00:00:00.000Z"},
                   {"offset", 1}}}}),
            (Cycles{"g3"}));
  EXPECT_EQ(call("getObservationalMemoryHistory", {{"threadId", "t2"}, {"resourceId", "r1"}}),
            json::array());
  EXPECT_EQ(current()["id"], "g11-again");
}

TEST_F(Observational, ReplacesActiveObservations) {
  const json id = initialize()["id"];
  call("setPendingMessageTokens", {{"id", id}, {"tokenCount", 70}});
  call("updateActiveObservations", {{"id", id},
                                    {"observations", "one"},
                                    {"tokenCount", 20},
                                    {"lastObservedAt", "2026-01-01T01:00:00+01:00"},
                                    {"observedMessageIds", {"m1"}},
                                    {"observedTimezone", "ignored"}});
  json record = current();
  EXPECT_EQ(record["activeObservations"], "one");
  EXPECT_EQ(record["observationTokenCount"], 20);
  EXPECT_EQ(record["totalTokensObserved"], 20);
  EXPECT_EQ(record["pendingMessageTokens"], 0);
  EXPECT_EQ(record["lastObservedAt"], "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(record["observedMessageIds"], json({"m1"}));
  EXPECT_FALSE(record.contains("observedTimezone"));
  EXPECT_GT(record["updatedAt"], record["createdAt"]);
  call("updateActiveObservations", {{"id", id},
                                    {"observations", "two"},
                                    {"tokenCount", 5.5},
                                    {"lastObservedAt", "2026-01-02T00:00:00.000Z"}});
  record = current();
  EXPECT_EQ(record["activeObservations"], "two");
  EXPECT_EQ(record["observationTokenCount"], 6);
  EXPECT_EQ(record["totalTokensObserved"], 26);
  EXPECT_FALSE(record.contains("observedMessageIds"));
}

TEST_F(Observational, AppendsAChunkOnceACycle) {
  const json id = initialize()["id"];
  json given = chunk("c1");
  given["tokenCount"] = 10.4;
  given["lastObservedAt"] = "2026-01-01T02:00:00+02:00";
  given["id"] = "chosen by nobody";
  given["createdAt"] = "1999-01-01T00:00:00.000Z";
  given["threadTitle"] = "T";
  given["extractedValues"] = {{"a", {{"b", nullptr}}}};
  given["extractionFailures"] = {{{"slug", "s"}, {"error", "e"}}};
  given["ofTheFuture"] = {1, 2};
  call("updateBufferedObservations",
       {{"id", id}, {"chunk", given}, {"lastBufferedAtTime", "2026-01-01T00:00:00.000Z"}});
  json record = current();
  EXPECT_EQ(record["lastBufferedAtTime"], "2026-01-01T00:00:00.000Z");
  ASSERT_EQ(cyclesOf(record), Cycles{"c1"});
  const json stored = record["bufferedObservationChunks"][0];
  json expected = given;
  expected["id"] = stored["id"];
  expected["createdAt"] = rig.now();
  expected["tokenCount"] = 10;
  expected["lastObservedAt"] = "2026-01-01T00:00:00.000Z";
  EXPECT_EQ(stored, expected);
  EXPECT_EQ(stored["id"].get<std::string>().substr(0, 6), "ombuf-");
  EXPECT_EQ(stored["id"].get<std::string>().size(), 42U);

  // The same cycle changes nothing, not even the time.
  const json before = current();
  given["observations"] = "other";
  call("updateBufferedObservations",
       {{"id", id}, {"chunk", given}, {"lastBufferedAtTime", "2026-02-02T00:00:00.000Z"}});
  EXPECT_EQ(current(), before);
  append(id, "c2");
  record = current();
  EXPECT_EQ(cyclesOf(record), (Cycles{"c1", "c2"}));
  EXPECT_EQ(record["lastBufferedAtTime"], "2026-01-01T00:00:00.000Z");
  EXPECT_NE(record["bufferedObservationChunks"][1]["id"], stored["id"]);
}

TEST_F(Observational, ActivatesTheOldestChunks) {
  const json id = initialize()["id"];
  for (const char* cycle : {"a", "b", "c"}) append(id, cycle);
  call("setPendingMessageTokens", {{"id", id}, {"tokenCount", 250}});
  const json chunks = current()["bufferedObservationChunks"];

  EXPECT_EQ(call("swapBufferedToActive", swapOf(id, 2)),
            json({{"chunksActivated", 2},
                  {"messageTokensActivated", 200},
                  {"observationTokensActivated", 20},
                  {"messagesActivated", 4},
                  {"activatedCycleIds", {"a", "b"}},
                  {"activatedMessageIds", {"a-m1", "a-m2", "b-m1", "b-m2"}},
                  {"observations", "saw a\n\nsaw b"},
                  {"perChunk",
                   {{{"cycleId", "a"},
                     {"messageTokens", 100},
                     {"observationTokens", 10},
                     {"messageCount", 2},
                     {"observations", "saw a"}},
                    {{"cycleId", "b"},
                     {"messageTokens", 100},
                     {"observationTokens", 10},
                     {"messageCount", 2},
                     {"observations", "saw b"}}}}}));
  json record = current();
  EXPECT_EQ(record["activeObservations"], "saw a\n\nsaw b");
  EXPECT_EQ(record["observationTokenCount"], 20);
  EXPECT_EQ(record["pendingMessageTokens"], 50);
  EXPECT_EQ(record["totalTokensObserved"], 0);
  EXPECT_EQ(record["lastObservedAt"], "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(record["bufferedObservationChunks"], json::array({chunks[2]}));

  json input = swapOf(id, 1);
  input["lastObservedAt"] = "2026-03-03T03:03:03.003Z";
  EXPECT_EQ(call("swapBufferedToActive", input)["activatedCycleIds"], json({"c"}));
  record = current();
  EXPECT_EQ(record["activeObservations"],
            "saw a\n\nsaw b\n\n--- message boundary (2026-03-03T03:03:03.003Z) ---\n\nsaw c");
  EXPECT_EQ(record["pendingMessageTokens"], 0);  // not less
  EXPECT_EQ(record["lastObservedAt"], "2026-03-03T03:03:03.003Z");
  EXPECT_FALSE(record.contains("bufferedObservationChunks"));
  EXPECT_EQ(column("bufferedObservationChunks", id), "NULL");

  const json nothing = {{"chunksActivated", 0},
                        {"messageTokensActivated", 0},
                        {"observationTokensActivated", 0},
                        {"messagesActivated", 0},
                        {"activatedCycleIds", json::array()},
                        {"activatedMessageIds", json::array()}};
  EXPECT_EQ(call("swapBufferedToActive", swapOf(id, 1)), nothing);
  EXPECT_EQ(current(), record);
}

TEST_F(Observational, TakesTheHintsOfTheLastActivatedChunk) {
  const json id = initialize()["id"];
  json first = chunk("a");
  first["suggestedContinuation"] = "go on";
  first["currentTask"] = "task a";
  json second = chunk("b");
  second["currentTask"] = "task b";
  for (const json& each : {first, second})
    call("updateBufferedObservations", {{"id", id}, {"chunk", each}});
  const json swapped = call("swapBufferedToActive", swapOf(id, 2));
  EXPECT_EQ(swapped["currentTask"], "task b");
  EXPECT_FALSE(swapped.contains("suggestedContinuation"));
}

TEST_F(Observational, WeighsChunksAsTheCallerDoes) {
  const json id = initialize()["id"];
  for (const char* cycle : {"a", "b", "c"}) append(id, cycle);
  json given = current()["bufferedObservationChunks"];
  append(id, "later");
  for (json& each : given) each["messageTokens"] = 50;
  json input = swapOf(id, 1);
  input["bufferedChunks"] = given;
  const json swapped = call("swapBufferedToActive", input);
  EXPECT_EQ(swapped["activatedCycleIds"], json({"a", "b"}));
  EXPECT_EQ(swapped["messageTokensActivated"], 100);
  const json record = current();
  EXPECT_EQ(cyclesOf(record), (Cycles{"c", "later"}));
  EXPECT_EQ(record["bufferedObservationChunks"][0]["messageTokens"], 50);
  // Given again, what is active already is not activated twice.
  EXPECT_EQ(call("swapBufferedToActive", input)["activatedCycleIds"], json({"c"}));
  EXPECT_EQ(call("swapBufferedToActive", input)["chunksActivated"], 0);
  EXPECT_EQ(cyclesOf(current()), Cycles{"later"});
  input["bufferedChunks"] = json::array();
  EXPECT_EQ(call("swapBufferedToActive", input)["chunksActivated"], 0);
}

TEST_F(Observational, ReportsStoredChunksThatItCannotRead) {
  const json id = initialize()["id"];
  append(id, "a");
  rig.database.query("UPDATE mastra_observational_memory SET bufferedObservationChunks='[{\"a\"'");
  const json problem = error("swapBufferedToActive", swapOf(id, 1));
  EXPECT_EQ(problem["code"], "corrupt_row");
  EXPECT_EQ(column("bufferedObservationChunks", id), "[{\"a\"");
}

TEST_F(Observational, CreatesTheNextGenerationFromTheRecordGiven) {
  json record = recordLike("g4");
  record["generationCount"] = 4;
  record["config"] = {{"x", 1}};
  record["observedTimezone"] = "UTC";
  record["totalTokensObserved"] = 400;
  record["lastObservedAt"] = "2026-01-02T00:00:00.000Z";
  record["metadata"] = {{"m", 1}};
  record["observedMessageIds"] = {"m1"};
  record["bufferedObservationChunks"] = {chunk("c")};
  record["pendingMessageTokens"] = 9;
  record["isReflecting"] = true;
  record["lastBufferedAtTokens"] = 3;
  const json made = call("createReflectionGeneration",
                         {{"currentRecord", record}, {"reflection", "short"}, {"tokenCount", 7}});
  json expected = recordLike(made["id"]);
  expected["originType"] = "reflection";
  expected["generationCount"] = 5;
  expected["activeObservations"] = "short";
  expected["observationTokenCount"] = 7;
  for (const char* carried :
       {"config", "observedTimezone", "totalTokensObserved", "lastObservedAt", "metadata"})
    expected[carried] = record[carried];
  EXPECT_EQ(made, expected);
  EXPECT_EQ(current(), expected);
}

TEST_F(Observational, BuffersAReflectionPieceByPiece) {
  const json id = initialize()["id"];
  const auto buffer = [&](const char* text, int lines) {
    call("updateBufferedReflection", {{"id", id},
                                      {"reflection", text},
                                      {"tokenCount", 10},
                                      {"inputTokenCount", 100},
                                      {"reflectedObservationLineCount", lines}});
  };
  buffer("first", 3);
  buffer("second", 5);
  const json record = current();
  EXPECT_EQ(record["bufferedReflection"], "first\n\nsecond");
  EXPECT_EQ(record["bufferedReflectionTokens"], 20);
  EXPECT_EQ(record["bufferedReflectionInputTokens"], 200);
  EXPECT_EQ(record["reflectedObservationLineCount"], 5);
}

TEST_F(Observational, ActivatesABufferedReflection) {
  json record = recordLike("g0");
  record["activeObservations"] = "l1\nl2\n\nl3 \nl4\n ";
  record["bufferedReflection"] = "reflected";
  record["bufferedReflectionTokens"] = 5;
  record["bufferedReflectionInputTokens"] = 6;
  record["reflectedObservationLineCount"] = 2;
  record["totalTokensObserved"] = 40;
  record["lastObservedAt"] = "2026-01-02T00:00:00.000Z";
  record["config"] = {{"x", 1}};
  record["metadata"] = {{"m", 1}};
  record["bufferedObservationChunks"] = {chunk("c")};
  call("insertObservationalMemoryRecord", record);
  json stale = record;
  stale["config"] = {{"stale", true}};
  stale["totalTokensObserved"] = 1;
  const json made =
      call("swapBufferedReflectionToActive", {{"currentRecord", stale}, {"tokenCount", 12}});
  json expected = recordLike(made["id"]);
  expected["originType"] = "reflection";
  expected["generationCount"] = 1;
  expected["activeObservations"] = "reflected\n\nl3 \nl4";
  expected["observationTokenCount"] = 12;
  for (const char* carried : {"config", "totalTokensObserved", "lastObservedAt", "metadata"})
    expected[carried] = record[carried];
  EXPECT_EQ(made, expected);
  EXPECT_EQ(current(), expected);

  // The old generation keeps everything but the buffer.
  const json old =
      call("getObservationalMemoryHistory", {{"threadId", "t1"}, {"resourceId", "r1"}})[1];
  for (const char* gone : {"bufferedReflection", "bufferedReflectionTokens",
                           "bufferedReflectionInputTokens", "reflectedObservationLineCount"}) {
    EXPECT_FALSE(old.contains(gone)) << gone;
    record.erase(gone);
  }
  record["updatedAt"] = old["updatedAt"];
  EXPECT_EQ(old, record);

  const json problem = error("swapBufferedReflectionToActive",
                             {{"currentRecord", {{"id", "g0"}}}, {"tokenCount", 1}});
  EXPECT_EQ(problem["message"], "No buffered reflection to swap");
  EXPECT_EQ(problem["category"], "USER");
  EXPECT_EQ(problem["id"],
            "MASTRA_STORAGE_AGENTKEEP_SWAP_BUFFERED_REFLECTION_TO_ACTIVE_NO_CONTENT");
  EXPECT_EQ(records(), "2");
}

TEST_F(Observational, AReflectionOfEverythingLeavesNoRest) {
  json record = recordLike("g0");
  record["activeObservations"] = "l1\nl2";
  record["bufferedReflection"] = "reflected";
  record["reflectedObservationLineCount"] = 2;
  call("insertObservationalMemoryRecord", record);
  EXPECT_EQ(call("swapBufferedReflectionToActive",
                 {{"currentRecord", {{"id", "g0"}}}, {"tokenCount", 1}})["activeObservations"],
            "reflected");
}

TEST_F(Observational, SetsFlagsAndTokens) {
  const json id = initialize()["id"];
  const auto updated = [&] { return current()["updatedAt"].get<std::string>(); };
  std::string last = updated();
  const auto set = [&](const char* method, json arguments) {
    arguments["id"] = id;
    EXPECT_EQ(call(method, arguments), nullptr);
    EXPECT_GT(updated(), last) << method;
    last = updated();
  };
  for (const bool value : {true, false}) {
    set("setReflectingFlag", {{"isReflecting", value}});
    EXPECT_EQ(current()["isReflecting"], value);
    set("setObservingFlag", {{"isObserving", value}});
    EXPECT_EQ(current()["isObserving"], value);
    set("setBufferingReflectionFlag", {{"isBuffering", value}});
    EXPECT_EQ(current()["isBufferingReflection"], value);
  }
  set("setBufferingObservationFlag", {{"isBuffering", true}, {"lastBufferedAtTokens", 12.5}});
  EXPECT_EQ(current()["lastBufferedAtTokens"], 13);
  set("setBufferingObservationFlag", {{"isBuffering", false}});
  EXPECT_EQ(current()["lastBufferedAtTokens"], 13);
  EXPECT_EQ(current()["isBufferingObservation"], false);
  set("setBufferingObservationFlag", {{"isBuffering", true}, {"lastBufferedAtTokens", 0}});
  EXPECT_EQ(current()["lastBufferedAtTokens"], 0);
  set("setPendingMessageTokens", {{"tokenCount", 99.4}});
  EXPECT_EQ(current()["pendingMessageTokens"], 99);
}

// As the framework's own deepMergeConfig does it.
json deepMerged(json target, const json& source) {
  for (const auto& [key, value] : source.items()) {
    const bool both = target.contains(key) && target[key].is_object() && value.is_object();
    target[key] = both ? deepMerged(target[key], value) : value;
  }
  return target;
}

TEST_F(Observational, MergesConfigurationAtEveryLevel) {
  const json stored = {{"keep", {{"a", 1}, {"b", {{"c", {{"d", 1}, {"e", 2}}}}}}},
                       {"scalar", 1},
                       {"object", {{"x", 1}}},
                       {"list", {1, 2}},
                       {"null", nullptr},
                       {"we\"ird", {{"k.e[0]y", {{"\u00e9\n\\", 1}}}}},
                       {"", {{"", 1}}}};
  const std::vector<json> patches = {
      json::object(),
      {{"keep", {{"b", {{"c", {{"e", nullptr}, {"f", {1, {{"g", 1}}}}}}}}}}},
      {{"scalar", {{"now", {{"an", "object"}}}}}},
      {{"object", 5}},
      {{"object", nullptr}},
      {{"object", json::object()}},
      {{"list", json::object()}},
      {{"list", {3}}},
      {{"null", {{"deep", json::object()}}}},
      {{"new", {{"deep", {{"deeper", {{"deepest", 1}}}}}}}, {"keep", {{"z", 0}}}},
      {{"we\"ird", {{"k.e[0]y", {{"\u00e9\n\\", {{"in", 1}}}, {"more", 2}}}}}},
      {{"", {{"", {{"", 2}}}, {"a", 1}}}},
      {{"a", {{"b", {{"c", {{"d", {{"e", {{"f", {{"g", 1}}}}}}}}}}}}}},
  };
  for (const json& patch : patches) {
    const json id = initialize(stored)["id"];
    EXPECT_EQ(call("updateObservationalMemoryConfig", {{"id", id}, {"config", patch}}), nullptr);
    EXPECT_EQ(current()["config"], deepMerged(stored, patch)) << patch;
    EXPECT_GT(current()["updatedAt"], rig.now());
  }
}

TEST_F(Observational, MergesManyObjectsInOneRoundTrip) {
  json stored = json::object();
  json patch = json::object();
  for (int i = 0; i < 199; ++i) {
    stored["k" + std::to_string(i)] = {{"old", i}};
    patch["k" + std::to_string(i)] = {{"new", i}};
  }
  const json id = initialize(stored)["id"];
  const std::size_t before = rig.requests();
  call("updateObservationalMemoryConfig", {{"id", id}, {"config", patch}});
  EXPECT_EQ(rig.requests(), before + 1);
  EXPECT_EQ(current()["config"], deepMerged(stored, patch));
  patch["one"] = {{"more", 1}};
  patch["scalar"] = 1;
  EXPECT_EQ(error("updateObservationalMemoryConfig", {{"id", id}, {"config", patch}})["message"],
            "config must not have more than 200 objects");
  json deep = {{"v", 1}};
  for (int i = 0; i < 8; ++i) deep = {{"d", deep}};
  EXPECT_EQ(error("updateObservationalMemoryConfig", {{"id", id}, {"config", deep}})["message"],
            "config must not be nested deeper than 8 levels");
}

TEST_F(Observational, MergesTheLargestPatchThatItTakes) {
  // Statements full of the deepest paths.
  const std::string name(200, 'n');
  json patch = json::object();
  for (int i = 0; i < 9; ++i) {
    json inner = {{"v", i}};
    for (int level = 0; level < 6; ++level) inner = {{name, inner}};
    patch[name + std::to_string(i)] = inner;
  }
  const json id = initialize()["id"];
  call("updateObservationalMemoryConfig", {{"id", id}, {"config", patch}});
  EXPECT_EQ(current()["config"], patch);
}

TEST_F(Observational, ClearsEveryGeneration) {
  initialize();
  initialize();
  const json other = initialize(json::object(), "t2");
  EXPECT_EQ(call("clearObservationalMemory", {{"threadId", "t1"}, {"resourceId", "r1"}}), nullptr);
  EXPECT_EQ(current(), nullptr);
  EXPECT_EQ(current("t2")["id"], other["id"]);
  EXPECT_EQ(call("clearObservationalMemory", {{"threadId", "t1"}, {"resourceId", "r1"}}), nullptr);
}

TEST_F(Observational, AnUnknownRecordIsNotFound) {
  const std::vector<std::pair<std::string, json>> calls = {
      {"updateActiveObservations",
       {{"observations", ""}, {"tokenCount", 1}, {"lastObservedAt", "2026-01-01"}}},
      {"updateBufferedObservations", {{"chunk", chunk("a")}}},
      {"swapBufferedToActive", swapOf("", 1)},
      {"updateBufferedReflection",
       {{"reflection", ""},
        {"tokenCount", 1},
        {"inputTokenCount", 1},
        {"reflectedObservationLineCount", 1}}},
      {"swapBufferedReflectionToActive",
       {{"tokenCount", 1}, {"currentRecord", {{"id", "no\"pe"}}}}},
      {"setReflectingFlag", {{"isReflecting", true}}},
      {"setObservingFlag", {{"isObserving", true}}},
      {"setBufferingObservationFlag", {{"isBuffering", true}}},
      {"setBufferingReflectionFlag", {{"isBuffering", true}}},
      {"setPendingMessageTokens", {{"tokenCount", 1}}},
      {"updateObservationalMemoryConfig", {{"config", {{"a", {{"b", 1}}}}}}},
  };
  for (auto [method, arguments] : calls) {
    arguments["id"] = "no\"pe";
    const json problem = error(method, arguments);
    EXPECT_EQ(rig.status, 404) << method;
    EXPECT_EQ(problem["code"], "not_found") << method;
    EXPECT_EQ(problem["message"], "Observational memory record not found: no\"pe") << method;
    EXPECT_EQ(problem["details"], json({{"id", "no\"pe"}})) << method;
    EXPECT_TRUE(problem["id"].get<std::string>().ends_with("_NOT_FOUND")) << problem["id"];
  }
  EXPECT_EQ(
      error("updateObservationalMemoryConfig", {{"id", "x"}, {"config", json::object()}})["id"],
      "MASTRA_STORAGE_AGENTKEEP_UPDATE_OM_CONFIG_NOT_FOUND");
  EXPECT_EQ(records(), "0");
}

TEST_F(Observational, RefusesBadInputBeforeTheDatabaseHearsOfIt) {
  const json id = initialize()["id"];
  append(id, "a");
  const json before = current();
  const std::size_t asked = rig.requests();
  json reflect = {{"currentRecord", recordLike("x")}, {"reflection", ""}, {"tokenCount", 1}};
  const auto with = [](json object, const char* member, const json& value) {
    value.is_discarded() ? (void)object.erase(member) : (void)(object[member] = value);
    return object;
  };
  const json gone = json(json::value_t::discarded);
  const json update = {{"id", id},
                       {"observations", ""},
                       {"tokenCount", 1},
                       {"lastObservedAt", "2026-01-01T00:00:00.000Z"}};
  const auto appended = [&](json each) { return json{{"id", id}, {"chunk", std::move(each)}}; };
  const std::vector<std::tuple<std::string, json, std::string>> cases = {
      {"getObservationalMemory", {{"threadId", "t"}}, "resourceId is required"},
      {"getObservationalMemory",
       {{"threadId", 1}, {"resourceId", "r"}},
       "threadId must be a string"},
      {"getObservationalMemoryHistory",
       {{"resourceId", "r"}, {"limit", -1}},
       "limit must be an integer from 0 to 4294967295"},
      {"getObservationalMemoryHistory",
       {{"resourceId", "r"}, {"options", {{"from", "yesterday"}}}},
       "options.from must be an ISO-8601 date of the years 0000 to 9999"},
      {"initializeObservationalMemory",
       {{"resourceId", "r"}, {"scope", "world"}, {"config", json::object()}},
       "scope must be thread or resource"},
      {"initializeObservationalMemory",
       {{"resourceId", "r"}, {"scope", "thread"}, {"config", json::array()}},
       "config must be an object"},
      {"insertObservationalMemoryRecord", with(recordLike("x"), "id", gone), "id is required"},
      {"insertObservationalMemoryRecord", recordLike(""), "id must not be empty"},
      {"insertObservationalMemoryRecord", with(recordLike("x"), "originType", "other"),
       "originType must be initial or reflection"},
      {"insertObservationalMemoryRecord", with(recordLike("x"), "isObserving", 1),
       "isObserving must be true or false"},
      {"insertObservationalMemoryRecord",
       with(recordLike("x"), "bufferedObservationChunks", {{{"observations", 1}}}),
       "bufferedObservationChunks[0].observations must be a string"},
      {"insertObservationalMemoryRecord", with(recordLike("x"), "observedMessageIds", {1}),
       "observedMessageIds[0] must be a string"},
      {"updateActiveObservations", with(update, "tokenCount", -1),
       "tokenCount must be a number from 0 to 9007199254740991"},
      {"updateActiveObservations", with(update, "tokenCount", "1"),
       "tokenCount must be a number from 0 to 9007199254740991"},
      {"updateActiveObservations", with(update, "lastObservedAt", gone),
       "lastObservedAt is required"},
      {"updateBufferedObservations", appended(with(chunk("a"), "cycleId", gone)),
       "chunk.cycleId is required"},
      {"updateBufferedObservations", appended(with(chunk("a"), "messageIds", {"a", 2})),
       "chunk.messageIds[1] must be a string"},
      {"updateBufferedObservations", appended(with(chunk("a"), "messageTokens", 1e20)),
       "chunk.messageTokens must be a number from 0 to 9007199254740991"},
      {"swapBufferedToActive", with(swapOf(id, 1), "activationRatio", 1.01),
       "activationRatio must be a number from 0 to 1"},
      {"swapBufferedToActive", with(swapOf(id, 1), "activationRatio", -0.1),
       "activationRatio must be a number from 0 to 1"},
      {"swapBufferedToActive", with(swapOf(id, 1), "messageTokensThreshold", -1),
       "messageTokensThreshold must be 0 or more"},
      {"swapBufferedToActive", with(swapOf(id, 1), "currentPendingTokens", -1),
       "currentPendingTokens must be 0 or more"},
      {"swapBufferedToActive", with(swapOf(id, 1), "currentPendingTokens", nullptr),
       "currentPendingTokens is required"},
      {"swapBufferedToActive", with(swapOf(id, 1), "bufferedChunks", {{{"id", "x"}}}),
       "bufferedChunks[0].observations is required"},
      {"createReflectionGeneration",
       with(reflect, "currentRecord", with(recordLike("x"), "scope", "x")),
       "scope must be thread or resource"},
      {"createReflectionGeneration", with(reflect, "reflection", gone), "reflection is required"},
      {"swapBufferedReflectionToActive",
       {{"currentRecord", json::object()}, {"tokenCount", 1}},
       "currentRecord.id is required"},
      {"setReflectingFlag", {{"id", id}}, "isReflecting is required"},
      {"setPendingMessageTokens",
       {{"id", id}, {"tokenCount", true}},
       "tokenCount must be a number from 0 to 9007199254740991"},
      {"updateObservationalMemoryConfig",
       {{"id", id}, {"config", "x"}},
       "config must be an object"},
  };
  for (const auto& [method, arguments, message] : cases) {
    const json problem = error(method, arguments);
    EXPECT_EQ(problem["code"], "invalid_argument") << method << arguments;
    EXPECT_EQ(problem["message"], message) << method << arguments;
  }
  rig.error("memory.swapBufferedToActive",
            R"({"id":"x","activationRatio":1e999,"messageTokensThreshold":1,)"
            R"("currentPendingTokens":1})");
  EXPECT_EQ(rig.status, 400);
  EXPECT_EQ(rig.requests(), asked);
  EXPECT_EQ(current(), before);
}

TEST_F(Observational, EveryMethodIsOneRoundTripButTheSwaps) {
  const json id = initialize()["id"];
  append(id, "z");
  call("updateBufferedReflection", {{"id", id},
                                    {"reflection", "r"},
                                    {"tokenCount", 1},
                                    {"inputTokenCount", 1},
                                    {"reflectedObservationLineCount", 0}});
  const json owner = {{"threadId", "t1"}, {"resourceId", "r1"}};
  const std::vector<std::tuple<std::string, json, std::size_t>> calls = {
      {"getObservationalMemory", owner, 1},
      {"getObservationalMemoryHistory", owner, 1},
      {"initializeObservationalMemory",
       {{"resourceId", "r2"}, {"scope", "resource"}, {"config", json::object()}},
       1},
      {"insertObservationalMemoryRecord", recordLike("x"), 1},
      {"updateActiveObservations",
       {{"id", id}, {"observations", ""}, {"tokenCount", 1}, {"lastObservedAt", "2026-01-01"}},
       1},
      {"updateBufferedObservations", {{"id", id}, {"chunk", chunk("c")}}, 1},
      {"swapBufferedToActive", swapOf(id, 1), 2},
      {"createReflectionGeneration",
       {{"currentRecord", recordLike("x")}, {"reflection", ""}, {"tokenCount", 1}},
       1},
      {"swapBufferedReflectionToActive", {{"currentRecord", {{"id", id}}}, {"tokenCount", 1}}, 2},
      {"setReflectingFlag", {{"id", id}, {"isReflecting", true}}, 1},
      {"setObservingFlag", {{"id", id}, {"isObserving", true}}, 1},
      {"setBufferingObservationFlag", {{"id", id}, {"isBuffering", true}}, 1},
      {"setBufferingReflectionFlag", {{"id", id}, {"isBuffering", true}}, 1},
      {"setPendingMessageTokens", {{"id", id}, {"tokenCount", 1}}, 1},
      {"updateObservationalMemoryConfig", {{"id", id}, {"config", {{"a", {{"b", 1}}}}}}, 1},
      {"clearObservationalMemory", owner, 1},
  };
  for (const auto& [method, arguments, trips] : calls) {
    const std::size_t before = rig.requests();
    call(method, arguments);
    EXPECT_EQ(rig.requests() - before, trips) << method;
  }
}

TEST_F(Observational, IsFoundByItsIndexesInOrder) {
  const json id = initialize()["id"];
  const auto plan = [&] {
    std::string out;
    for (const test::SentStatement& each : rig.database.requests.back().statements) {
      for (const std::string& line : rig.database.planOf(each)) out += line + "\n";
    }
    return out;
  };
  const json owner = {{"threadId", "t1"}, {"resourceId", "r1"}};
  for (const char* method : {"getObservationalMemory", "getObservationalMemoryHistory"}) {
    call(method, owner);
    EXPECT_EQ(plan(), "SEARCH t0 USING INDEX idx_om_lookup_key_generation (lookupKey=?)\n")
        << method;
  }
  call("setObservingFlag", {{"id", id}, {"isObserving", true}});
  EXPECT_NE(plan().find("(id=?)"), std::string::npos) << plan();
  append(id, "a");
  EXPECT_EQ(plan().find("SCAN t0"), std::string::npos) << plan();
  call("swapBufferedToActive", swapOf(id, 1));
  EXPECT_EQ(plan().find("SCAN t0"), std::string::npos) << plan();
  call("clearObservationalMemory", owner);
  EXPECT_NE(plan().find("idx_om_lookup_key_generation (lookupKey=?)"), std::string::npos) << plan();
}

// Calls that come between each other.

TEST_F(Observational, AChunkAppendedDuringASwapStays) {
  const json id = initialize()["id"];
  for (const char* cycle : {"a", "b"}) append(id, cycle);
  const auto swap = start("swapBufferedToActive", swapOf(id, 1));
  swap->step();  // has read two chunks
  append(id, "c");
  EXPECT_EQ(swap->json()["activatedCycleIds"], json({"a"}));
  EXPECT_EQ(swap->trips, 3U);
  EXPECT_EQ(cyclesOf(current()), (Cycles{"b", "c"}));
  EXPECT_EQ(current()["activeObservations"], "saw a");
}

TEST_F(Observational, AChunkAppendedDuringASwapOfGivenChunksStays) {
  const json id = initialize()["id"];
  for (const char* cycle : {"a", "b"}) append(id, cycle);
  json input = swapOf(id, 2);
  input["bufferedChunks"] = current()["bufferedObservationChunks"];
  const auto swap = start("swapBufferedToActive", input);
  swap->step();
  append(id, "c");
  EXPECT_EQ(swap->json()["activatedCycleIds"], json({"a", "b"}));
  EXPECT_EQ(cyclesOf(current()), Cycles{"c"});
}

TEST_F(Observational, OfTwoSwapsOneActivatesAndTheOtherDoesNothing) {
  const json id = initialize()["id"];
  for (const char* cycle : {"a", "b", "c"}) append(id, cycle);
  const auto first = start("swapBufferedToActive", swapOf(id, 2));
  const auto second = start("swapBufferedToActive", swapOf(id, 2));
  first->step();
  second->step();
  EXPECT_EQ(second->json()["chunksActivated"], 2);
  EXPECT_EQ(first->json()["chunksActivated"], 0);
  EXPECT_EQ(first->trips, 2U);
  const json record = current();
  EXPECT_EQ(record["activeObservations"], "saw a\n\nsaw b");
  EXPECT_EQ(record["observationTokenCount"], 20);
  EXPECT_EQ(cyclesOf(record), Cycles{"c"});
}

TEST_F(Observational, ASwapBetweenAnAppendAndAnotherSwapDoesNothingTwice) {
  const json id = initialize()["id"];
  append(id, "a");
  const auto late = start("swapBufferedToActive", swapOf(id, 1));
  late->step();
  append(id, "b");
  EXPECT_EQ(call("swapBufferedToActive", swapOf(id, 1))["activatedCycleIds"], json({"a"}));
  EXPECT_EQ(late->json()["chunksActivated"], 0);
  EXPECT_EQ(cyclesOf(current()), Cycles{"b"});
}

TEST_F(Observational, TokensSetDuringASwapAreCountedDown) {
  const json id = initialize()["id"];
  append(id, "a");
  const auto swap = start("swapBufferedToActive", swapOf(id, 1));
  swap->step();
  call("setPendingMessageTokens", {{"id", id}, {"tokenCount", 500}});
  swap->json();
  EXPECT_EQ(current()["pendingMessageTokens"], 400);
}

TEST_F(Observational, ObservationsReplacedDuringASwapAreAppendedTo) {
  const json id = initialize()["id"];
  append(id, "a");
  const auto swap = start("swapBufferedToActive", swapOf(id, 1));
  swap->step();
  call("updateActiveObservations", {{"id", id},
                                    {"observations", "new"},
                                    {"tokenCount", 7},
                                    {"lastObservedAt", "2026-01-01T00:00:00.000Z"}});
  EXPECT_EQ(swap->json()["chunksActivated"], 1);
  EXPECT_EQ(current()["activeObservations"],
            "new\n\n--- message boundary (2026-01-01T00:00:00.000Z) ---\n\nsaw a");
  EXPECT_EQ(current()["observationTokenCount"], 17);
}

TEST_F(Observational, ARecordClearedDuringASwapIsNotFound) {
  const json id = initialize()["id"];
  append(id, "a");
  const auto swap = start("swapBufferedToActive", swapOf(id, 1));
  swap->step();
  call("clearObservationalMemory", {{"threadId", "t1"}, {"resourceId", "r1"}});
  EXPECT_EQ(swap->json()["error"]["code"], "not_found");
}

TEST_F(Observational, ASwapGetsThroughFiftyAppendsAndGivesUpAfterMore) {
  const json id = initialize()["id"];
  append(id, "a");
  for (const int rivals : {50, 64}) {
    const auto swap = start("swapBufferedToActive", swapOf(id, 1));
    swap->step();
    for (int i = 0; i < rivals; ++i) {
      append(id, std::to_string(rivals) + "-" + std::to_string(i));
      swap->step();
    }
    const json answer = swap->json();
    if (rivals == 50) {
      EXPECT_EQ(answer["chunksActivated"], 1);
      EXPECT_EQ(swap->trips, 52U);
    } else {
      EXPECT_EQ(swap->status(), 409);
      EXPECT_EQ(answer["error"]["id"],
                "MASTRA_STORAGE_AGENTKEEP_SWAP_BUFFERED_TO_ACTIVE_CONTENDED");
    }
  }
  EXPECT_EQ(cyclesOf(current()).size(), 114U);  // 1 + 50 + 64, and one is active
}

TEST_F(Observational, FiftySwapsAndAppendsInAnyOrderActivateEachChunkOnce) {
  const json id = initialize()["id"];
  std::vector<std::unique_ptr<SteppedCall>> calls;
  for (int i = 0; i < 25; ++i) {
    calls.push_back(start("updateBufferedObservations",
                          {{"id", id}, {"chunk", chunk("c" + std::to_string(i))}}));
    calls.push_back(start("swapBufferedToActive", swapOf(id, 1)));
  }
  std::uint64_t state = 7;
  for (bool any = true; any;) {
    any = false;
    for (const auto& each : calls) {
      if (!each->waiting()) continue;
      any = true;
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      if ((state >> 60) < 6) each->step();
    }
  }
  std::set<std::string> activated;
  for (std::size_t i = 1; i < calls.size(); i += 2) {
    ASSERT_EQ(calls[i]->status(), 200);
    for (const json& cycle : calls[i]->answer()["activatedCycleIds"])
      EXPECT_TRUE(activated.insert(cycle).second) << cycle;
  }
  EXPECT_GT(activated.size(), 1U);
  const json record = current();
  EXPECT_EQ(activated.size() + cyclesOf(record).size(), 25U);
  EXPECT_EQ(record["observationTokenCount"], activated.size() * 10);
  const std::string active = record["activeObservations"];
  for (const std::string& cycle : activated)
    EXPECT_NE((active + "\n").find("saw " + cycle + "\n"), std::string::npos) << cycle;
}

TEST_F(Observational, OneCycleAppendedByTwoIsThereOnce) {
  const json id = initialize()["id"];
  const json arguments = {{"id", id}, {"chunk", chunk("a")}};
  const auto first = start("updateBufferedObservations", arguments);
  const auto second = start("updateBufferedObservations", arguments);
  EXPECT_EQ(second->json(), nullptr);
  EXPECT_EQ(first->json(), nullptr);
  EXPECT_EQ(cyclesOf(current()), Cycles{"a"});
}

TEST_F(Observational, ConfigurationsMergedAtOnceAreAllThere) {
  const json id = initialize({{"observation", {{"x", 0}}}})["id"];
  std::vector<std::unique_ptr<SteppedCall>> calls;
  json expected = {{"observation", {{"x", 0}}}};
  for (int i = 0; i < 50; ++i) {
    const json patch = {{"observation", {{"k" + std::to_string(i), {{"v", i}}}}}};
    calls.push_back(start("updateObservationalMemoryConfig", {{"id", id}, {"config", patch}}));
    expected = deepMerged(expected, patch);
  }
  for (std::size_t i = calls.size(); i-- > 0;) calls[i]->json();
  EXPECT_EQ(current()["config"], expected);
}

class BufferedReflection : public Observational {
 protected:
  BufferedReflection() {
    json record = recordLike("g0");
    record["activeObservations"] = "l1\nl2\nl3";
    record["bufferedReflection"] = "reflected";
    record["reflectedObservationLineCount"] = 2;
    call("insertObservationalMemoryRecord", record);
  }
  std::unique_ptr<SteppedCall> startSwap() {
    auto swap = start("swapBufferedReflectionToActive",
                      {{"currentRecord", {{"id", "g0"}}}, {"tokenCount", 3}});
    swap->step();
    return swap;
  }
};

TEST_F(BufferedReflection, IsActivatedByOneOfTwo) {
  const auto first = startSwap();
  const auto second = startSwap();
  EXPECT_EQ(second->json()["activeObservations"], "reflected\n\nl3");
  EXPECT_EQ(first->json()["error"]["message"], "No buffered reflection to swap");
  EXPECT_EQ(first->trips, 2U);
  EXPECT_EQ(records(), "2");
}

TEST_F(BufferedReflection, TakesWithItWhatWasAppendedMeanwhile) {
  const auto swap = startSwap();
  call("updateBufferedReflection", {{"id", "g0"},
                                    {"reflection", "more"},
                                    {"tokenCount", 1},
                                    {"inputTokenCount", 1},
                                    {"reflectedObservationLineCount", 3}});
  EXPECT_EQ(swap->json()["activeObservations"], "reflected\n\nmore");
  EXPECT_EQ(swap->trips, 3U);
}

TEST_F(BufferedReflection, KeepsObservationsThatBecameActiveMeanwhile) {
  append("g0", "a");
  const auto swap = startSwap();
  call("swapBufferedToActive", swapOf("g0", 1));
  EXPECT_EQ(swap->json()["activeObservations"],
            "reflected\n\nl3\n\n--- message boundary (2026-01-01T00:00:00.000Z) ---\n\nsaw a");
  EXPECT_EQ(records(), "2");
}

TEST_F(BufferedReflection, TakesConfigurationAsItStands) {
  const auto swap = startSwap();
  call("updateObservationalMemoryConfig", {{"id", "g0"}, {"config", {{"a", 1}}}});
  EXPECT_EQ(swap->json()["config"], json({{"a", 1}}));
  EXPECT_EQ(swap->trips, 2U);
}

TEST_F(BufferedReflection, IsGoneWithARecordThatIsCleared) {
  const auto swap = startSwap();
  call("clearObservationalMemory", {{"threadId", "t1"}, {"resourceId", "r1"}});
  EXPECT_EQ(swap->json()["error"]["code"], "not_found");
  EXPECT_EQ(records(), "0");
}

TEST_F(BufferedReflection, MayBeLong) {
  const std::string half(900'000, 'x');
  json record = recordLike("long");
  record["threadId"] = "t2";
  record["activeObservations"] = "gone\n" + half;
  record["bufferedReflection"] = half;
  record["reflectedObservationLineCount"] = 1;
  call("insertObservationalMemoryRecord", record);
  const json made = call("swapBufferedReflectionToActive",
                         {{"currentRecord", {{"id", "long"}}}, {"tokenCount", 1}});
  EXPECT_EQ(made["activeObservations"].get<std::string>().size(), 1'800'002U);
}

}  // namespace
}  // namespace agentkeep
