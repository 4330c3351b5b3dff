// What batches ask of DynamoDB: which calls, on which conditions, in which groups and order.
#include "test/support/dynamo-rig.h"

namespace agentkeep::test {
namespace {

using query::Batch;
using query::Change;
using query::Delete;
using query::Guard;
using query::How;
using query::Incoming;
using query::Insert;
using query::Must;
using query::OnConflict;
using query::Select;
using query::Statement;
using query::Update;
using json = nlohmann::json;
using Lines = std::vector<std::string>;

constexpr Col kWritten[] = {Note::id, Note::thread, Note::at, Note::count};
constexpr Col kRead[] = {Note::id, Note::count};

class DynamoRequests : public testing::Test {
 protected:
  // A row of kWritten.
  std::span<const Cell> row(Text id, std::int64_t count = 0, Text thread = "t") {
    return rig.cells({{id}, {thread}, {Time{count * 1000}}, {count}});
  }
  std::span<const Cell> rows(std::size_t many, Text thread = "t") {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < many; ++i) {
      const std::string id = std::string(thread) + std::to_string(1000 + i);
      const auto made = row(rig.keep(id), static_cast<std::int64_t>(i), thread);
      cells.insert(cells.end(), made.begin(), made.end());
    }
    return rig.copy(cells);
  }
  Insert insert(std::span<const Cell> cells) {
    return {.table = &kNotes, .columns = kWritten, .rows = cells};
  }
  Insert upsert(std::span<const Cell> cells) {
    static constexpr Change kChanges[] = {
        {.column = Note::thread, .how = How::kSet, .value = {Incoming{}}},
        {.column = Note::count, .how = How::kSet, .value = {Incoming{}}}};
    Insert out = insert(cells);
    out.on_conflict = OnConflict::kChange;
    out.changes = kChanges;
    return out;
  }
  Where isId(Text id) { return rig.is(Note::id, Is::kEq, {id}); }
  Where ofThread(Text thread) { return rig.is(Note::thread, Is::kEq, {thread}); }
  Select all(Text thread = "t") {
    return {.table = &kNotes, .columns = kRead, .where = ofThread(thread)};
  }
  json& item(const std::string& id) {
    return database.items.at({"$agentkeep#notes#id_" + id, "$notes"});
  }
  [[nodiscard]] std::size_t actions(std::size_t request) const {
    return database.sent(request).body["TransactItems"].size();
  }
  // Has the next call of this operation fail.
  void failOnce(const std::string& operation, const NativeDynamo::Fault& fault) {
    database.fault = [this, operation,
                      fault](const auto& sent) -> std::optional<NativeDynamo::Fault> {
      if (sent.operation != operation || failed) return std::nullopt;
      failed = true;
      return fault;
    };
  }

  DynamoRig rig;
  NativeDynamo& database = rig.database;
  bool failed = false;
};

// Steps of trees: those without a parent are found by their time.
struct Step {
  static constexpr Col id = 0, parent = 1, at = 2;
};
constexpr Column kStepColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "parent", .type = Type::kText},
    {.name = "at", .type = Type::kTimestamp, .nullable = false},
};
constexpr Col kStepId[] = {Step::id};
constexpr Key kStepKeys[] = {{kStepId}};
constexpr Col kStepsByTime[] = {Step::at};
constexpr AccessPath kStepPaths[] = {
    {.name = "roots", .columns = kStepsByTime, .has = query::Has::kNull, .of = Step::parent}};
constexpr Table kSteps{
    .name = "steps", .columns = kStepColumns, .keys = kStepKeys, .paths = kStepPaths};
constexpr Col kStepRow[] = {Step::id, Step::parent, Step::at};

TEST_F(DynamoRequests, RowsWithoutAValueAreAPartitionOfTheirOwn) {
  const Change changes[] = {{.column = Step::parent, .how = How::kSet, .value = {Incoming{}}},
                            {.column = Step::at, .how = How::kSet, .value = {Incoming{}}}};
  const auto save = [&](Text id, Cell parent, std::int64_t second) {
    rig.one(Insert{.table = &kSteps,
                   .columns = kStepRow,
                   .rows = rig.cells({{id}, parent, {Time{second * 1000}}}),
                   .on_conflict = OnConflict::kChange,
                   .changes = changes});
  };
  save("a", {}, 1);
  save("b", {Text("a")}, 2);
  save("c", {}, 3);
  const auto found = [&] {
    Lines lines;
    EXPECT_EQ(rig.operationsOf([&] {
      lines = rig.lines(Select{
          .table = &kSteps,
          .columns = kStepId,
          .where = rig.is(Step::parent, Is::kEq, {{}}),
          .order = rig.copy(std::vector<query::Order>{{.column = Step::at, .descending = true}}),
          .limit = 10});
    }),
              "Query");
    EXPECT_EQ(database.sent(0).body["IndexName"], "gsi1");
    return lines;
  };
  EXPECT_EQ(found(), (Lines{"c", "a"}));
  // What gets a parent, or loses it, moves.
  save("c", {Text("a")}, 3);
  save("b", {}, 2);
  EXPECT_EQ(found(), (Lines{"b", "a"}));
  rig.one(Update{.table = &kSteps,
                 .where = rig.is(Step::id, Is::kEq, {Text("a")}),
                 .changes = rig.copy(std::vector<Change>{
                     {.column = Step::parent, .how = How::kSet, .value = {Text("b")}}})});
  EXPECT_EQ(found(), (Lines{"b"}));
}

TEST_F(DynamoRequests, KeysAreNotLongerThanDynamoTakes) {
  const Text most = rig.keep(std::string(2028, 'k'));
  const Text hashes = rig.keep(std::string(700, '#'));
  rig.one(insert(row(most)));
  for (const Text id : {Text(rig.keep(std::string(2029, 'k'))), hashes}) {
    for (const Insert& each : {insert(row(id)), upsert(row(id))}) {
      const auto outcome = rig.run({each});
      ASSERT_FALSE(outcome);
      EXPECT_EQ(outcome.error()->code, ErrorCode::kTooLarge);
      EXPECT_EQ(
          outcome.error()->message,
          "id must not have more than 2028 bytes, # and % being three: DynamoDB takes keys of "
          "2048");
    }
    EXPECT_EQ(rig.one(Delete{.table = &kNotes, .where = isId(id)}).changed, 0U);
  }
  EXPECT_EQ(rig.operationsOf([&] {
    EXPECT_EQ(rig.lines(Select{.table = &kNotes, .columns = kRead, .where = isId(hashes)}),
              Lines());
  }),
            "");
}

TEST_F(DynamoRequests, ARowThatMustBeNewIsPutOnCondition) {
  EXPECT_EQ(rig.operationsOf([&] { rig.one(insert(row("a", 3))); }), "PutItem");
  const json& body = database.sent(0).body;
  EXPECT_EQ(body["TableName"], "table");
  EXPECT_EQ(body["ConditionExpression"], "attribute_not_exists(#n0)");
  EXPECT_EQ(body["ExpressionAttributeNames"], (json{{"#n0", "pk"}}));
  json put = body["Item"];
  EXPECT_TRUE(put.erase("insertion"));
  EXPECT_EQ(put, json::parse(R"({"pk":{"S":"$agentkeep#notes#id_a"},"sk":{"S":"$notes"},
    "gsi1pk":{"S":"$agentkeep#notes#thread_id_t"},
    "gsi1sk":{"S":"$notes#createdat_1970-01-01T00:00:03.000Z"},"entity":{"S":"notes"},
    "id":{"S":"a"},"thread_id":{"S":"t"},"createdAt":{"S":"1970-01-01T00:00:03.000Z"},
    "count":{"N":"3"}})"));
  const auto again = rig.run({insert(row("a"))});
  ASSERT_TRUE(again && again->failed);
  EXPECT_EQ(again->failed->why, query::Failed::Why::kKey);
  EXPECT_EQ(item("a")["count"]["N"], "3");
}

TEST_F(DynamoRequests, AnUpsertIsOneUpdateThatKeepsWhatCameFirst) {
  rig.one(upsert(row("a", 1)));
  const json first = item("a");
  EXPECT_EQ(rig.operationsOf([&] { rig.one(upsert(row("a", 9, "u"))); }), "UpdateItem");
  const std::string update = database.sent(0).body["UpdateExpression"];
  EXPECT_NE(update.find("if_not_exists"), std::string::npos);
  EXPECT_EQ(item("a")["createdAt"], first["createdAt"]);
  EXPECT_EQ(item("a")["gsi1sk"], first["gsi1sk"]);
  EXPECT_EQ(item("a")["insertion"], first["insertion"]);
  EXPECT_EQ(item("a")["gsi1pk"]["S"], "$agentkeep#notes#thread_id_u");
  EXPECT_EQ(item("a")["count"]["N"], "9");
}

TEST_F(DynamoRequests, SeveralRowsAreOneTransaction) {
  EXPECT_EQ(rig.operationsOf([&] { rig.one(upsert(rows(100))); }), "TransactWriteItems");
  EXPECT_EQ(actions(0), 100U);
  EXPECT_EQ(database.sent(0).body["ClientRequestToken"].get<std::string>().size(), 36U);
  EXPECT_EQ(rig.one(all()).rows.size(), 100U);
}

TEST_F(DynamoRequests, MoreThanAHundredGoInGroups) {
  rig.operationsOf([&] { rig.one(upsert(rows(250))); });
  EXPECT_EQ(database.operations(), "TransactWriteItems TransactWriteItems TransactWriteItems");
  EXPECT_EQ(actions(0), 100U);
  EXPECT_EQ(actions(2), 50U);
  const auto tokenOf = [&](std::size_t i) { return database.sent(i).body["ClientRequestToken"]; };
  EXPECT_NE(tokenOf(0), tokenOf(1));
  EXPECT_EQ(rig.one(all()).rows.size(), 250U);
}

TEST_F(DynamoRequests, NorDoesAGroupHaveMoreThan4MB) {
  const std::string long_text(390'000, 'x');
  std::vector<Cell> cells;
  for (int i = 0; i < 12; ++i) {
    const auto some = rig.cells({{rig.keep("n" + std::to_string(i))}, {"t"}, {Text(long_text)}});
    cells.insert(cells.end(), some.begin(), some.end());
  }
  const Col columns[] = {Note::id, Note::thread, Note::body};
  rig.operationsOf([&] {
    rig.one(Insert{
        .table = &kNotes, .columns = columns, .rows = cells, .on_conflict = OnConflict::kSkip});
  });
  EXPECT_EQ(database.operations(), "BatchGetItem TransactWriteItems TransactWriteItems");
  EXPECT_LT(database.sent(1).body.dump().size(), 4U * 1024 * 1024);
  EXPECT_EQ(actions(1) + actions(2), 12U);
}

TEST_F(DynamoRequests, AGroupThatFailsNamesWhatIsWritten) {
  unsigned transactions = 0;
  database.fault = [&](const auto& sent) -> std::optional<NativeDynamo::Fault> {
    if (sent.operation != "TransactWriteItems" || ++transactions != 2) return std::nullopt;
    return NativeDynamo::Fault{.status = 400, .type = "ValidationException"};
  };
  const auto failure = rig.run({insert(rows(150))});
  ASSERT_FALSE(failure);
  EXPECT_EQ(failure.error()->code, ErrorCode::kOutcomeUnknown);
  const json committed = json::parse(failure.error()->details)["committedIds"];
  EXPECT_EQ(committed.size(), 100U);
  EXPECT_EQ(database.items.size(), 100U);
  for (const json& id : committed) EXPECT_NO_FATAL_FAILURE(item(id));
}

TEST_F(DynamoRequests, WhatIsDeletedGoesLast) {
  rig.one(upsert(rows(3, "old")));
  database.requests.clear();
  const auto done =
      rig.run({Delete{.table = &kNotes, .where = ofThread("old")}, upsert(rows(2, "new"))});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->answers[0].changed, 3U);
  const json& last = database.requests.back()[0].body["TransactItems"];
  ASSERT_EQ(last.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(last[i].contains("Delete"), i >= 2) << i;
}

TEST_F(DynamoRequests, ManyDeletesWithoutConditionsAreBatchesAndAreSentAgain) {
  rig.one(upsert(rows(130)));
  database.leaveOver = 5;
  rig.operationsOf([&] {
    const Delete every{.table = &kNotes};
    EXPECT_EQ(rig.one(every).changed, 130U);
  });
  EXPECT_TRUE(database.items.empty());
  EXPECT_EQ(database.operations().find("Transact"), std::string::npos);
  EXPECT_EQ(database.requests[0][0].operation, "Scan");
  EXPECT_EQ(database.requests[1].size(), 6U);
  for (const auto& sent : database.requests[1]) {
    EXPECT_LE(sent.body["RequestItems"]["table"].size(), 25U);
  }
  EXPECT_GT(database.requests[2][0].delay, 0U);
}

TEST_F(DynamoRequests, KeysThatWereLeftOutAreAskedAgain) {
  rig.one(upsert(rows(120)));
  database.leaveOver = 7;
  std::vector<Cell> ids;
  for (int i = 0; i < 120; ++i) ids.push_back({rig.keep("t" + std::to_string(1000 + i))});
  const Where some{.is = Is::kIn, .field = {Note::id}, .values = rig.copy(ids)};
  rig.operationsOf([&] {
    EXPECT_EQ(rig.one(Select{.table = &kNotes, .columns = kRead, .where = some}).rows.size(), 120U);
  });
  EXPECT_EQ(database.requests[0].size(), 2U);
  EXPECT_EQ(database.sent(1).body["RequestItems"]["table"]["Keys"].size(), 14U);
  EXPECT_GT(database.sent(1).delay, 0U);
}

TEST_F(DynamoRequests, PagesAreFollowedToTheEnd) {
  rig.one(upsert(rows(50)));
  database.pageItems = 8;
  rig.operationsOf([&] {
    Select page = all();
    page.count = query::Count::kExact;
    page.limit = 5;
    const auto answer = rig.one(page);
    EXPECT_EQ(answer.rows.size(), 5U);
    EXPECT_EQ(answer.total, 50U);
  });
  EXPECT_EQ(database.requests.size(), 7U);
  EXPECT_EQ(database.sent(0).body["IndexName"], "gsi1");
  EXPECT_FALSE(database.sent(0).body.contains("ExclusiveStartKey"));
  EXPECT_TRUE(database.sent(1).body.contains("ExclusiveStartKey"));
}

TEST_F(DynamoRequests, APageAsksForNoMoreThanItNeeds) {
  rig.one(upsert(rows(50)));
  const query::Order newest[] = {{.column = Note::at, .descending = true}};
  Select page = all();
  page.order = newest;
  page.limit = 2;
  page.count = query::Count::kMore;
  rig.operationsOf([&] {
    const auto answer = rig.one(page);
    EXPECT_EQ(answer.rows[0][1].integer, 49);
    EXPECT_TRUE(answer.has_more);
  });
  EXPECT_EQ(database.operations(), "Query");
  EXPECT_LT(database.sent(0).body["Limit"].get<int>(), 20);
  EXPECT_EQ(database.sent(0).body["ScanIndexForward"], false);
}

TEST_F(DynamoRequests, ListsWithoutAnIndexAreRefusedUnlessTheyMayScan) {
  Select broad{
      .table = &kNotes, .columns = kRead, .where = rig.is(Note::count, Is::kEq, {std::int64_t{1}})};
  const auto refused = rig.run({broad});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error()->message.find("no index"), std::string::npos);
  EXPECT_TRUE(database.requests.empty());
  broad.scan = true;
  EXPECT_EQ(rig.operationsOf([&] { rig.one(broad); }), "Scan");
}

// ---- Walks

class DynamoWalks : public DynamoRequests {
 protected:
  static constexpr Col kOthers[] = {Version::parent, Version::number};
  DynamoWalks() {
    rig.one(upsert(rows(60)));
    for (int i = 0; i < 3; ++i) addVersion("p" + std::to_string(i));
    database.requests.clear();
  }
  // As another release would, which knows the table.
  void addVersion(const std::string& parent) {
    const std::string pk = "$agentkeep#versions#parentid_" + parent;
    database.items[{pk, "$versions#number_0"}] = {{"pk", {{"S", pk}}},
                                                  {"sk", {{"S", "$versions#number_0"}}},
                                                  {"entity", {{"S", "versions"}}},
                                                  {"parentId", {{"S", parent}}},
                                                  {"number", {{"N", "0"}}}};
  }
};

TEST_F(DynamoWalks, SeveralTablesAreReadByOneScanAPage) {
  const Statement both[] = {Select{.table = &kNotes, .columns = kRead},
                            Select{.table = &kVersions, .columns = kOthers}};
  std::vector<std::size_t> found(2);
  std::vector<Text> behind;
  for (int pages = 0; pages == 0 || !behind.empty(); ++pages) {
    ASSERT_LT(pages, 10);
    const auto page = rig.run(Batch{.statements = both, .together = query::Together{behind, 20}});
    ASSERT_TRUE(page);
    for (std::size_t i = 0; i < 2; ++i) found[i] += page->answers[i].rows.size();
    behind.assign(page->place.begin(), page->place.end());
  }
  EXPECT_EQ(found, (std::vector<std::size_t>{60, 3}));
  EXPECT_EQ(database.operations(), "Scan Scan Scan Scan");
  EXPECT_EQ(database.sent(0).body["Limit"], 20);
  EXPECT_FALSE(database.sent(0).body.contains("ExclusiveStartKey"));
  EXPECT_EQ(database.sent(0).body["ConsistentRead"], true);
}

TEST_F(DynamoWalks, WhatIsOfNoneOfTheTablesIsPassedOver) {
  const Statement one[] = {Select{.table = &kVersions, .columns = kOthers}};
  const auto page = rig.run(Batch{.statements = one, .together = query::Together{{}, 1000}});
  ASSERT_TRUE(page);
  EXPECT_EQ(page->answers[0].rows.size(), 3U);
  EXPECT_TRUE(page->place.empty());
}

// Else each call would look at 64 items, and there would be 16.
TEST_F(DynamoWalks, ThroughATableOfFewRowsLooksAtMoreTheFewerThereAre) {
  rig.one(upsert(rows(900, "more")));
  const query::Order order[] = {{.column = Version::parent}, {.column = Version::number}};
  rig.operationsOf([&] {
    const auto page = rig.one(Select{.table = &kVersions,
                                     .columns = kOthers,
                                     .where = {.is = Is::kAfterKey},
                                     .order = order,
                                     .limit = 1000,
                                     .count = query::Count::kMore,
                                     .scan = true});
    EXPECT_EQ(page.rows.size(), 3U);
  });
  EXPECT_EQ(database.operations(), "Scan");
  rig.operationsOf([&] {
    const auto page = rig.one(Select{.table = &kVersions,
                                     .columns = kOthers,
                                     .where = {.is = Is::kAfterKey},
                                     .order = order,
                                     .limit = 1,
                                     .count = query::Count::kMore,
                                     .scan = true});
    EXPECT_EQ(page.rows.size(), 1U);
  });
  EXPECT_LE(database.requests.size(), 6U);
}

// ---- Rows that nobody looks for

TEST_F(DynamoRequests, BlindRowsArePutInBatchesAndAreSentAgain) {
  Insert blind = upsert(rows(130));
  blind.blind = true;
  database.leaveOver = 5;
  rig.operationsOf([&] { EXPECT_EQ(rig.one(blind).changed, 130U); });
  EXPECT_EQ(database.items.size(), 130U);
  EXPECT_EQ(database.operations().find("Transact"), std::string::npos);
  EXPECT_EQ(database.requests[0].size(), 6U);
  EXPECT_GT(database.requests[1][0].delay, 0U);
  database.leaveOver = 0;
  // What was there goes, whatever it was.
  item("t1000")["other"] = {{"S", "x"}};
  const json before = item("t1001");
  EXPECT_EQ(rig.one(blind).changed, 130U);
  EXPECT_FALSE(item("t1000").contains("other"));
  EXPECT_EQ(item("t1001")["count"], before["count"]);
}

TEST_F(DynamoRequests, BlindRowsOfOneKeyApplyOneAfterAnother) {
  Insert blind = upsert(rig.cells({{"a"},
                                   {"t"},
                                   {Time{0}},
                                   {std::int64_t{1}},  //
                                   {"a"},
                                   {"t"},
                                   {Time{0}},
                                   {std::int64_t{2}}}));
  blind.blind = true;
  rig.operationsOf([&] { rig.one(blind); });
  EXPECT_EQ(database.operations().find("BatchWriteItem"), std::string::npos);
  EXPECT_EQ(item("a")["count"]["N"], "2");
}

TEST_F(DynamoRequests, OfBlindRowsThatAreWrittenInPartNobodyKnows) {
  Insert blind = upsert(rows(60));
  blind.blind = true;
  failOnce("BatchWriteItem", {.status = 400, .type = "ValidationException"});
  const auto done = rig.run({blind});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error()->code, ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(rig.one(blind).changed, 60U);
}

// ---- Reading, then writing on condition

class DynamoMerges : public DynamoRequests {
 protected:
  static constexpr Col kData[] = {Note::id, Note::thread, Note::at, Note::data};
  DynamoMerges() {
    const Cell cells[] = {{"a"}, {"t"}, {Time{0}}, {Json{R"({"x":1})"}}};
    rig.one(Insert{.table = &kNotes, .columns = kData, .rows = cells});
    database.requests.clear();
  }
  Update merge(Text patch) {
    const Change changes[] = {{.column = Note::data, .how = How::kMerge, .value = {Json{patch}}}};
    static constexpr Col kAnswered[] = {Note::data, Note::count};
    return {.table = &kNotes,
            .where = isId("a"),
            .changes = rig.copy(std::vector<Change>(std::begin(changes), std::end(changes))),
            .returning = kAnswered};
  }
  // The first read is answered with the item as it was before `change`.
  void readLate(const std::function<void(json&)>& change) {
    const json before = item("a");
    change(item("a"));
    const json after = item("a");
    database.meanwhile = [this, before, after](const auto& calls) {
      const bool late = calls[0].operation == "GetItem" && !isConsistent(calls[0]);
      item("a") = late ? before : after;
      if (!late) database.meanwhile = nullptr;
    };
  }
  static bool isConsistent(const NativeDynamo::Sent& sent) {
    return sent.operation == "GetItem" && sent.body.value("ConsistentRead", false);
  }
  [[nodiscard]] bool isConsistent(std::size_t request) const {
    return isConsistent(database.sent(request));
  }
};

TEST_F(DynamoMerges, AMergeReadsOnceAndWritesOnConditionOfWhatItAnswers) {
  const auto rows = rig.one(merge(R"({"y":2})")).rows;
  EXPECT_EQ(rows[0][0].text, R"({"x":1,"y":2})");
  EXPECT_EQ(database.operations(), "GetItem UpdateItem");
  EXPECT_FALSE(isConsistent(0)) << "half the price, as the condition tells";
  const json& body = database.sent(1).body;
  const std::string condition = body["ConditionExpression"];
  for (const char* attribute : {"data", "count"}) {
    const json& names = body["ExpressionAttributeNames"];
    const auto name = std::ranges::find(names, attribute);
    ASSERT_NE(name, names.end()) << attribute;
    EXPECT_NE(condition.find(name.key()), std::string::npos) << attribute;
  }
}

TEST_F(DynamoMerges, ALateReadIsNoticed) {
  readLate([](json& item) { item["data"]["S"] = R"({"x":1,"other":true})"; });
  EXPECT_EQ(rig.one(merge(R"({"y":2})")).rows[0][0].text, R"({"x":1,"other":true,"y":2})");
  EXPECT_EQ(database.operations(), "GetItem UpdateItem GetItem UpdateItem");
  EXPECT_TRUE(isConsistent(2));
}

TEST_F(DynamoMerges, ALateReadOfWhatIsOnlyAnsweredIsNoticed) {
  readLate([](json& item) { item["count"] = {{"N", "7"}}; });
  EXPECT_EQ(rig.one(merge(R"({"y":2})")).rows[0][1].integer, 7);
}

TEST_F(DynamoMerges, WhatALateReadDoesNotFindIsLookedForAgain) {
  const auto rows = [&] {
    const json there = item("a");
    database.items.clear();
    database.meanwhile = [&, there](const auto& calls) {
      if (isConsistent(calls[0])) {
        database.items[{"$agentkeep#notes#id_a", "$notes"}] = there;
      }
    };
    return rig.one(merge(R"({"y":2})")).rows;
  }();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0][0].text, R"({"x":1,"y":2})");
  EXPECT_EQ(database.operations(), "GetItem GetItem UpdateItem");
}

TEST_F(DynamoMerges, ARivalIsNotWrittenOver) {
  unsigned rivals = 0;
  database.meanwhile = [&](const auto& calls) {
    if (calls[0].operation != "UpdateItem" || rivals == 3) return;
    ++rivals;
    item("a")["data"]["S"] = R"({"rivals":)" + std::to_string(rivals) + "}";
  };
  EXPECT_EQ(rig.one(merge(R"({"y":2})")).rows[0][0].text, R"({"rivals":3,"y":2})");
}

TEST_F(DynamoMerges, ALostAnswerIsResolvedByLooking) {
  failOnce("UpdateItem", {.status = 1, .happens = true});
  EXPECT_EQ(rig.one(merge(R"({"y":2})")).rows[0][0].text, R"({"x":1,"y":2})");
  EXPECT_EQ(database.operations(), "GetItem UpdateItem UpdateItem GetItem");
  EXPECT_TRUE(isConsistent(3));
}

TEST_F(DynamoMerges, WhatCannotBeDoneTwiceIsNotSentTwice) {
  const Change counts[] = {{.column = Note::count, .how = How::kAdd, .value = {std::int64_t{1}}}};
  failOnce("UpdateItem", {.status = 1, .happens = true});
  const auto lost = rig.run({Update{.table = &kNotes, .where = isId("a"), .changes = counts}});
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error()->code, ErrorCode::kOutcomeUnknown);
  EXPECT_EQ(database.operations(), "UpdateItem");
  EXPECT_EQ(item("a")["count"]["N"], "1");
}

TEST_F(DynamoMerges, ATransactionIsSentAgainUnderItsToken) {
  failOnce("TransactWriteItems", {.status = 503, .happens = true});
  ASSERT_TRUE(rig.run({upsert(rows(2))}));
  ASSERT_EQ(database.operations(), "TransactWriteItems TransactWriteItems");
  EXPECT_EQ(database.sent(0).body, database.sent(1).body);
  EXPECT_GT(database.sent(1).delay, 0U);
}

TEST_F(DynamoMerges, AGuardIsACheckInTheTransaction) {
  rig.one(upsert(row("b")));
  database.requests.clear();
  const Select is{
      .table = &kNotes,
      .columns = kRead,
      .where = {.is = Is::kAnd,
                .parts = rig.wheres({isId("b"), rig.is(Note::count, Is::kEq, {std::int64_t{0}})})}};
  const auto done = rig.run({Guard{.must = Must::kExist, .select = &is}, merge(R"({"y":2})")});
  ASSERT_TRUE(done);
  ASSERT_FALSE(done->failed);
  EXPECT_EQ(database.sent(0).body["RequestItems"]["table"]["ConsistentRead"], true);
  const json& sent = database.requests.back()[0].body["TransactItems"];
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_TRUE(sent[0].contains("ConditionCheck"));
  item("b")["count"]["N"] = "5";
  const auto failure = rig.run({Guard{.must = Must::kExist, .select = &is}, merge("{}")});
  ASSERT_TRUE(failure && failure->failed);
  EXPECT_EQ(failure->failed->why, query::Failed::Why::kGuard);
}

// ---- Batches that exclude one another

class DynamoLocks : public DynamoRequests {
 protected:
  Result<query::Outcome> insertUnless(Text id, std::span<const Text> names) {
    const Select any = all();
    Insert statement = insert(row(id));
    statement.unless = &any;
    const Statement statements[] = {statement};
    return rig.run(Batch{.statements = statements, .serialize = names});
  }
  static constexpr Text kNames[] = {"name"};
  json& lock() {
    return database.items.at({"$agentkeep#agentkeep_locks#name_name", "$agentkeep_locks"});
  }
};

TEST_F(DynamoLocks, CountUpAnItemOnCondition) {
  ASSERT_TRUE(insertUnless("a", kNames));
  EXPECT_EQ(database.operations(), "GetItem GetItem Query TransactWriteItems");
  EXPECT_EQ(database.sent(0).body["ConsistentRead"], true);
  EXPECT_EQ(lock()["times"]["N"], "1");
  ASSERT_TRUE(insertUnless("b", kNames));
  EXPECT_FALSE(database.items.contains({"$agentkeep#notes#id_b", "$notes"}));
  EXPECT_EQ(lock()["times"]["N"], "1") << "nothing was written";
}

TEST_F(DynamoLocks, OfTwoThatFindNothingOneInserts) {
  bool done = false;
  database.meanwhile = [&](const auto& calls) {
    if (calls[0].operation != "TransactWriteItems" || done) return;
    done = true;
    ASSERT_TRUE(insertUnless("rival", kNames));
  };
  ASSERT_TRUE(insertUnless("a", kNames));
  EXPECT_EQ(rig.one(all()).rows.size(), 1U);
  EXPECT_TRUE(database.items.contains({"$agentkeep#notes#id_rival", "$notes"}));
  EXPECT_EQ(lock()["times"]["N"], "1");
}

TEST_F(DynamoLocks, RefuseWhatDoesNotHappenAtOnce) {
  const Statement statements[] = {insert(rows(100))};
  const auto refused = rig.run(Batch{.statements = statements, .serialize = kNames});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()->code, ErrorCode::kTooLarge);
  EXPECT_TRUE(database.items.empty());
  const Statement fewer[] = {insert(rows(99))};
  EXPECT_TRUE(rig.run(Batch{.statements = fewer, .serialize = kNames}));
}

TEST_F(DynamoLocks, AFurtherUniqueKeyIsRefusedBeforeAnythingIsSent) {
  const Col columns[] = {Version::parent, Version::number};
  const auto refused = rig.run({Insert{
      .table = &kVersions, .columns = columns, .rows = rig.cells({{"p"}, {std::int64_t{1}}})}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()->code, ErrorCode::kInternal);
  EXPECT_TRUE(database.requests.empty());
}

}  // namespace
}  // namespace agentkeep::test
