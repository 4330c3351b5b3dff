// What each operation and each word of operations/operation.h means, by the domain of
// test/library/, on SQLite with D1's limits and on DynamoDB.
#include "operations/operation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "backends/dynamodb/dynamodb-database.h"
#include "backends/sqlite/sqlite-database.h"
#include "core/time.h"
#include "test/support/native-dynamo.h"
#include "test/support/native-sqlite.h"

namespace agentkeep {
namespace library {
extern const api::Domain kDomain;
}

namespace test {
namespace {

using json = nlohmann::json;

class Library : public testing::TestWithParam<bool> {
 protected:
  Library() {
    if (GetParam()) return;
    Call one;
    auto task = open(one)->migrate(library::kDomain.tables, {});
    EXPECT_TRUE(agentkeep::test::finish(one, sqlite_, task));
    sqlite_.requests.clear();
  }

  // What a method answers; of an error the word of its code and its message.
  json call(Text method, const json& arguments) {
    const auto& methods = library::kDomain.methods;
    const auto found = std::ranges::find(methods, method, &api::Method::name);
    Call one;
    one.now_ms = now_ms;
    one.random = Random(++calls_);
    const auto database = open(one);
    const std::string body = arguments.dump();
    const api::Request request{library::kDomain, *found, body};
    JsonWriter out(1 << 20);
    auto task = found->run(one, *database, request, out);
    task.start();
    trips = 0;
    while (!task.done()) {
      ++trips;
      const Bytes asked = one.channel.pending();
      one.channel.resume(GetParam() ? dynamo_.execute(asked) : sqlite_.execute(asked));
    }
    const Result<void>& done = task.result();
    if (!done) return std::string(kindOf(done.error()->code).word) + ": " + done.error()->message;
    return out.text().empty() ? json() : json::parse(out.text());
  }
  std::string shelf(json more = json::object()) {
    json given = {{"name", "S"}};
    given.update(more);
    return call("createShelf", given)["id"];
  }
  static json book(Text id, json more = json::object()) {
    json out = {{"shelfId", "s"}, {"id", id}, {"title", "T"}};
    out.update(more);
    return out;
  }
  json save(Text id, const json& more = json::object()) { return call("saveBook", book(id, more)); }
  std::string titles(const json& rows, Text member = "id") {
    std::string out;
    for (const json& each : rows) out += (out.empty() ? "" : " ") + std::string(each[member]);
    return out;
  }
  std::string books(const json& filter) { return titles(call("listBooks", filter)["books"]); }
  std::string shelves(const json& filter) {
    return titles(call("listShelves", filter)["shelves"], "name");
  }
  [[nodiscard]] std::string at(std::int64_t seconds = 0) const {
    return formatTime(now_ms + seconds * 1000);
  }

  std::int64_t now_ms = 1'795'255'200'000;  // 2026-11-21T10:00:00.000Z
  unsigned trips = 0;

 private:
  std::unique_ptr<query::Backend> open(Call& one) {
    return GetParam() ? dynamodb::open(one, abi::Profile::kDynamo, "table")
                      : sqlite::open(one, abi::Profile::kD1, "");
  }

  NativeSqlite sqlite_;
  NativeDynamo dynamo_;
  std::uint64_t calls_ = 0;
};

TEST_P(Library, CreatesARowWithWhatItHasWithoutArguments) {
  const json made = call("createShelf", {{"name", "S"}, {"owner", "o"}, {"bookCount", 7}});
  EXPECT_EQ(made, (json{{"id", made["id"]},
                        {"name", "S"},
                        {"kind", "fiction"},
                        {"owner", "o"},
                        {"bookCount", 0},
                        {"createdAt", at()},
                        {"updatedAt", at()}}));
  EXPECT_EQ(trips, 1);
  EXPECT_EQ(call("getShelf", {{"id", made["id"]}}), made);
  EXPECT_EQ(call("createShelf", {{"id", made["id"]}, {"name", "S"}}),
            "conflict: Shelf with id " + std::string(made["id"]) + " already exists");
  EXPECT_EQ(call("createShelf", json::object()), "invalid_argument: name is required");
  EXPECT_EQ(call("createShelf", {{"name", "S"}, {"kind", "other"}}),
            "invalid_argument: kind must be 'fiction' or 'non-fiction'");
}

TEST_P(Library, FindsARowByMoreThanItsKey) {
  const std::string id = shelf({{"owner", "o"}});
  EXPECT_EQ(call("getShelf", {{"id", id}, {"filters", {{"owner", "o"}}}})["id"], id);
  EXPECT_EQ(call("getShelf", {{"id", id}, {"filters", {{"owner", "p"}}}}), nullptr);
}

TEST_P(Library, UpdatesWhatIsGivenAndAnswersTheRow) {
  const json made = call(
      "createShelf",
      {{"name", "S"}, {"owner", "o"}, {"labels", {"a"}}, {"metadata", {{"a", 1}, {"b", {1}}}}});
  json expected = made;
  now_ms += 5000;
  const auto update = [&](const json& patch) {
    return call("updateShelf", {{"id", made["id"]}, {"patch", patch}});
  };
  expected.update({{"name", "R"}, {"updatedAt", at()}});
  expected["metadata"]["b"] = 2;
  // Not what is only given once; null clears where the column says so.
  EXPECT_EQ(update({{"name", "R"}, {"owner", "p"}, {"metadata", {{"b", 2}}}}), expected);
  EXPECT_EQ(trips, GetParam() ? 2 : 1);
  expected.erase("labels");
  expected["updatedAt"] = formatTime(now_ms + 1);
  EXPECT_EQ(update({{"labels", nullptr}, {"name", nullptr}}), expected);
  expected["updatedAt"] = formatTime(now_ms + 2);
  EXPECT_EQ(update(json::object()), expected);
  EXPECT_EQ(call("getShelf", {{"id", made["id"]}}), expected);
  EXPECT_EQ(call("updateShelf", {{"id", "none"}, {"patch", {{"name", "R"}}}}),
            "not_found: Shelf none not found");
  EXPECT_EQ(update({{"kind", "other"}}),
            "invalid_argument: patch.kind must be 'fiction' or 'non-fiction'");
  EXPECT_EQ(call("updateShelf", {{"id", "none"}}), "invalid_argument: patch is required");
}

TEST_P(Library, MergesDocumentsThatTheDatabaseLeavesToItsCaller) {
  const std::string id = shelf({{"metadata", {{"kept", 1}}}});
  json many;
  for (int i = 0; i < 120; ++i) many["m" + std::to_string(i)] = i;
  json expected = many;
  expected["kept"] = 1;
  EXPECT_EQ(call("updateShelf", {{"id", id}, {"patch", {{"metadata", many}}}})["metadata"],
            expected);
}

TEST_P(Library, ListsByConditions) {
  shelf({{"name", "Alpha"},
         {"owner", "me"},
         {"labels", {"x", "y"}},
         {"metadata", {{"color", "red"}}}});
  shelf({{"name", "Beta"}, {"kind", "non-fiction"}, {"labels", {"y"}}});
  shelf({{"name", "Alps"}, {"owner", "alphabet"}, {"kind", "non-fiction"}});
  const json byName = {{"field", "name"}, {"direction", "ASC"}};
  const auto found = [&](json filter) {
    filter["orderBy"] = byName;
    return shelves(filter);
  };
  EXPECT_EQ(found(json::object()), "Alpha Alps Beta");
  EXPECT_EQ(found({{"filters", {{"owner", "me"}}}}), "Alpha");
  EXPECT_EQ(found({{"kind", "fiction"}}), "Alpha");
  EXPECT_EQ(found({{"kind", {"fiction", "non-fiction"}}}), "Alpha Alps Beta");
  EXPECT_EQ(found({{"kind", json::array()}}), "Alpha Alps Beta");
  EXPECT_EQ(found({{"labels", {"x", "z"}}}), "Alpha");
  EXPECT_EQ(found({{"allLabels", {"x", "y"}}}), "Alpha");
  EXPECT_EQ(found({{"allLabels", "y"}}), "Alpha Beta");
  EXPECT_EQ(found({{"metadata", {{"color", "red"}}}}), "Alpha");
  EXPECT_EQ(found({{"color", "red"}}), "Alpha");
  EXPECT_EQ(found({{"color", "blue"}}), "");
  EXPECT_EQ(found({{"search", "ALPHA"}}), "Alpha Alps");
  EXPECT_EQ(found({{"search", ""}}), "Alpha Alps Beta");
  EXPECT_EQ(found({{"prefix", "Al"}}), "Alpha Alps");
  EXPECT_EQ(found({{"prefix", "al"}}), "");
  EXPECT_EQ(call("listShelves", {{"metadata", {{"a b", 1}}}}),
            "invalid_argument: metadata has a key that is no identifier of at most 128 characters");
  // A list that is empty, and does not say what leaving it out says, finds nothing and asks
  // nothing.
  EXPECT_EQ(found({{"allLabels", json::array()}}), "");
  EXPECT_EQ(trips, 0);
}

TEST_P(Library, ListsInPagesAndOrders) {
  for (const Text name : {"c", "a", "b"}) {
    shelf({{"name", name}, {"id", "id-" + std::string(name)}});
  }
  const json page = call("listShelves", {{"orderBy", {{"field", "name"}}},
                                         {"pagination", {{"perPage", 2}, {"page", 0}}}});
  EXPECT_EQ(titles(page["shelves"], "name"), "c b");
  EXPECT_EQ(page["pagination"],
            (json{{"total", 3}, {"page", 0}, {"perPage", 2}, {"hasMore", true}}));
  // All were made at once: the tie breaker decides.
  EXPECT_EQ(shelves(json::object()), "a b c");
  EXPECT_EQ(call("listShelves", {{"orderBy", {{"field", "kind"}}}}),
            "invalid_argument: orderBy.field must be createdAt or name");
  EXPECT_EQ(call("listShelves", {{"orderBy", {{"direction", "up"}}}}),
            "invalid_argument: orderBy.direction must be 'ASC' or 'DESC'");
}

TEST_P(Library, PutsARowOnlyWhereItsParentIsAndCountsIt) {
  const std::string id = shelf();
  const json given = {{"book", book("b", {{"shelfId", id}})}};
  EXPECT_EQ(call("putBook", given)["book"]["status"], "free");
  EXPECT_EQ(call("putBook", given), "conflict: Book with id " + id + " already exists");
  EXPECT_EQ(call("getShelf", {{"id", id}})["bookCount"], 1);
  EXPECT_EQ(call("putBook", {{"book", book("c", {{"shelfId", "none"}})}}),
            "not_found: Shelf none not found");
  EXPECT_EQ(call("putBook", {{"book", json::object()}}),
            "invalid_argument: book.shelfId is required");
  // And another only where there is none of its title.
  EXPECT_EQ(call("addBook", book("d", {{"shelfId", id}})),
            "conflict: Shelf " + id + " has a book called T");
  EXPECT_EQ(call("addBook", book("d", {{"shelfId", id}, {"title", "U"}}))["id"], "d");
  EXPECT_EQ(books({{"shelfId", id}}), "b d");
}

TEST_P(Library, InsertsManyRowsAllOrNone) {
  const json added = call("addBooks", {{"books", {book("a"), book("b", {{"title", "B"}})}}});
  EXPECT_EQ(trips, 1);
  ASSERT_EQ(added.size(), 2);
  EXPECT_EQ(added[1], (book("b", {{"title", "B"},
                                  {"status", "free"},
                                  {"pages", 0},
                                  {"createdAt", at()},
                                  {"updatedAt", at()}})));
  EXPECT_EQ(call("addBooks", {{"books", {book("c"), book("a")}}}).get<std::string>().substr(0, 9),
            "conflict:");
  EXPECT_EQ(call("addBooks", {{"books", {book("c"), {{"shelfId", "s"}}}}}),
            "invalid_argument: books[1].id is required");
  EXPECT_EQ(
      call("addBooks", {{"books", {book("c", {{"pages", "x"}})}}}).get<std::string>().substr(0, 35),
      "invalid_argument: books[0].pages mu");
  EXPECT_EQ(call("addBooks", json::object()), "invalid_argument: books is required");
  EXPECT_EQ(call("addBooks", {{"books", json::array()}}), json::array());
  EXPECT_EQ(trips, 0);
  EXPECT_EQ(books(json::object()), "a b");
  // Saved, they are replaced.
  now_ms += 1000;
  EXPECT_EQ(call("saveBooks", {{"books", {book("b", {{"title", "C"}}), book("c")}}}), nullptr);
  EXPECT_EQ(trips, GetParam() ? 2 : 1);
  EXPECT_EQ(books(json::object()), "a b c");
  EXPECT_EQ(call("titleOf", {{"shelfId", "s"}, {"id", "b"}}), "C");
}

TEST_P(Library, SavesAndUpsertsByAKeyOfTwoColumns) {
  save("a", {{"pages", 5}, {"lentBy", "x"}, {"createdAt", at(-60)}, {"updatedAt", at(60)}});
  save("a", {{"shelfId", "other"}});
  json found = call("listBooks", {{"shelfId", "s"}})["books"];
  json expected = book("a", {{"pages", 5},
                             {"lentBy", "x"},
                             {"status", "free"},
                             {"createdAt", at(-60)},
                             {"updatedAt", at(60)}});
  EXPECT_EQ(found, json::array({expected}));
  // All is replaced but what is given once; times that may be given are.
  save("a", {{"createdAt", at()}, {"updatedAt", at(1)}});
  expected.update({{"pages", 0}, {"updatedAt", at(1)}});
  expected.erase("lentBy");
  EXPECT_EQ(call("listBooks", {{"shelfId", "s"}})["books"], json::array({expected}));
  // And here only what is given; a new row needs what it needs.
  const json key = {{"shelfId", "s"}, {"id", "a"}};
  json more = key;
  more.update({{"status", "lent"}, {"updatedAt", at(2)}});
  expected.update({{"status", "lent"}, {"updatedAt", at(2)}});
  EXPECT_EQ(call("upsertBook", more), expected);
  EXPECT_EQ(call("upsertBook", {{"shelfId", "s"}, {"id", "z"}}),
            "invalid_argument: Cannot create book \"s\": title is required.");
  EXPECT_EQ(call("upsertBook", {{"id", "z"}}), "invalid_argument: shelfId is required");
}

TEST_P(Library, AnswersOneValueOrWhetherThereIsARow) {
  save("a", {{"title", "é"}});
  const json here = {{"shelfId", "s"}, {"id", "a"}};
  const json gone = {{"shelfId", "s"}, {"id", "b"}};
  EXPECT_EQ(call("titleOf", here), "é");
  EXPECT_EQ(call("titleOf", gone), nullptr);
  EXPECT_EQ(call("hasBook", here), true);
  EXPECT_EQ(call("hasBook", gone), false);
}

TEST_P(Library, ListsByTimesOfAColumnThatIsAskedFor) {
  save("a", {{"createdAt", at(1)}, {"dueAt", at(30)}});
  save("b", {{"createdAt", at(2)}, {"dueAt", at(20)}, {"status", "lent"}, {"lentBy", "x"}});
  save("c", {{"createdAt", at(3)}, {"status", "needs-repair"}});
  EXPECT_EQ(books(json::object()), "a b c");
  // From a time on, and before another one.
  EXPECT_EQ(books({{"fromDate", at(2)}}), "b c");
  EXPECT_EQ(books({{"fromDate", at(1)}, {"toDate", at(3)}}), "a b");
  EXPECT_EQ(books({{"fromDate", at(20)}, {"dateFilterBy", "dueAt"}}), "a b");
  EXPECT_EQ(books({{"toDate", at(30)}, {"dateFilterBy", "dueAt"}}), "b");
  EXPECT_EQ(books({{"orderBy", "dueAt"}, {"fromDate", at(0)}, {"dateFilterBy", "dueAt"}}), "b a");
  EXPECT_EQ(books({{"orderBy", "createdAt"}, {"orderDirection", "desc"}}), "c b a");
  EXPECT_EQ(books({{"status", {"lent", "needs-repair"}}}), "b c");
  EXPECT_EQ(books({{"lentBy", "x"}}), "b");
  EXPECT_EQ(books({{"lentBy", nullptr}}), "a c");
  EXPECT_EQ(call("listBooks", {{"fromDate", at()}, {"dateFilterBy", "title"}}),
            "invalid_argument: dateFilterBy must be createdAt or dueAt or lentAt");
  // Paged only where a page is asked for; the total is of all that match.
  const json page = call("listBooks", {{"perPage", 2}, {"page", 1}});
  EXPECT_EQ(titles(page["books"]), "c");
  EXPECT_EQ(page["total"], 3);
  EXPECT_EQ(call("listBooks", json::object())["total"], 3);
}

TEST_P(Library, ListsSomeByConditionsOfItsOwn) {
  for (const int i : {3, 1, 2, 4}) {
    save("b" + std::to_string(i), {{"status", "lent"}, {"dueAt", at(i)}});
  }
  save("free", {{"dueAt", at(1)}});
  const auto due = [&](json arguments) {
    arguments["now"] = at(3);
    return titles(call("listDue", arguments));
  };
  EXPECT_EQ(due(json::object()), "b1 b2");
  EXPECT_EQ(due({{"limit", 10}}), "b1 b2 b3");
  EXPECT_EQ(due({{"limit", 1}}), "b1");
  EXPECT_EQ(call("listDue", json::object()), "invalid_argument: now is required");
  EXPECT_EQ(call("countLent", {{"shelfId", "s"}}), 4);
}

TEST_P(Library, ChangesARowOnlyIfItIsAsExpected) {
  save("a");
  const auto change = [&](const json& update, const json& options) {
    return call("changeBook",
                {{"shelfId", "s"}, {"id", "a"}, {"update", update}, {"options", options}});
  };
  EXPECT_EQ(change({{"status", "lent"}, {"lentBy", "x"}}, {{"expectedStatus", "free"}}), true);
  EXPECT_EQ(change({{"status", "lent"}, {"lentBy", "y"}}, {{"expectedStatus", "free"}}), false);
  EXPECT_EQ(change({{"lentBy", nullptr}}, json::object()), true);
  EXPECT_EQ(call("changeBook", {{"shelfId", "s"}, {"id", "none"}, {"update", {{"pages", 1}}}}),
            false);
  const json found = call("listBooks", json::object())["books"][0];
  EXPECT_EQ(found["status"], "lent");
  EXPECT_FALSE(found.contains("lentBy"));
}

TEST_P(Library, ChangesAsItsDescriptionSays) {
  save("a", {{"status", "lent"}, {"lentBy", "x"}, {"pages", 3}});
  const json found = call("returnBooks", {{"shelfId", "s"}, {"more", 4}, {"title", "U"}});
  EXPECT_EQ(found["pages"], 7);
  EXPECT_EQ(found["title"], "T");
  EXPECT_FALSE(found.contains("lentBy"));
  EXPECT_EQ(call("returnBooks", {{"shelfId", "none"}}), "conflict: No book of shelf none is lent");
}

TEST_P(Library, ChangesSomeRowsAtOnceAndStampsThem) {
  save("a");
  save("b");
  save("c");
  const json changed =
      call("setStatus", {{"shelfId", "s"}, {"ids", {"a", "c", "a", "none"}}, {"status", "lent"}});
  EXPECT_EQ(changed.size(), 2);
  for (const json& each : changed) EXPECT_EQ(each["lentAt"], at());
  EXPECT_EQ(call("setStatus", {{"shelfId", "s"}, {"ids", {"b"}}, {"status", "free"}})[0].contains(
                "lentAt"),
            false);
  EXPECT_EQ(call("setStatus", {{"shelfId", "s"}, {"ids", json::array()}, {"status", "free"}}),
            json::array());
  EXPECT_EQ(call("setStatus", {{"shelfId", "s"}, {"ids", {"a"}}}),
            "invalid_argument: status is required");
}

TEST_P(Library, RemovesWhatMatchesAndNothingWithoutACondition) {
  for (const Text id : {"a", "b", "c"}) save(id, {{"status", id == "c" ? "free" : "lent"}});
  EXPECT_EQ(call("deleteBooks", json::object()), 0);
  EXPECT_EQ(trips, 0);
  EXPECT_EQ(call("deleteBooks", {{"dateFilterBy", "dueAt"}}), 0);
  EXPECT_EQ(call("deleteBooks", {{"status", {"lent"}}}), 2);
  EXPECT_EQ(call("deleteBooks", {{"status", json::array()}}), 0);
  EXPECT_EQ(books(json::object()), "c");
}

TEST_P(Library, RemovesARowWithWhatBelongsToIt) {
  const std::string id = shelf({{"owner", "o"}});
  save("a", {{"shelfId", id}});
  save("b");
  EXPECT_EQ(call("deleteShelf", {{"id", id}, {"filters", {{"owner", "p"}}}}), false);
  EXPECT_EQ(books(json::object()), "a b");
  EXPECT_EQ(call("deleteShelf", {{"id", id}, {"filters", {{"owner", "o"}}}}), true);
  EXPECT_EQ(call("deleteShelf", {{"id", id}}), false);
  EXPECT_EQ(books(json::object()), "b");
}

TEST_P(Library, CountsByAColumnAndByWords) {
  save("a", {{"status", "lent"}});
  save("b", {{"status", "lent"}});
  save("c", {{"status", "needs-repair"}, {"shelfId", "r"}});
  EXPECT_EQ(call("tallyBooks", json::object()),
            (json::array(
                {{{"shelfId", "r"}, {"total", 1}, {"free", 0}, {"lent", 0}, {"needsRepair", 1}},
                 {{"shelfId", "s"}, {"total", 2}, {"free", 0}, {"lent", 2}, {"needsRepair", 0}}})));
}

TEST_P(Library, HasTimesThatAreNumbers) {
  const json joined = call("saveReader", {{"id", "a"}});
  EXPECT_EQ(joined, (json{{"id", "a"}, {"joinedMs", now_ms}, {"seenMs", now_ms}}));
  now_ms += 5;
  EXPECT_EQ(call("updateReader", {{"id", "a"}, {"card", "c"}, {"joinedMs", 7}}),
            (json{{"id", "a"}, {"card", "c"}, {"joinedMs", now_ms - 5}, {"seenMs", now_ms}}));
  call("saveReader", {{"id", "b"}, {"joinedMs", now_ms - 100'000}});
  call("saveReader", {{"id", "c"}, {"joinedMs", now_ms}});
  EXPECT_EQ(titles(call("listReaders", json::object())), "c a b");
  EXPECT_EQ(titles(call("listReaders", {{"opts", {{"limit", 2}}}})), "c a");
  EXPECT_EQ(titles(call("listReaders", {{"opts", {{"from", now_ms}}}})), "c");
  EXPECT_EQ(call("listReaders", {{"opts", {{"limit", "x"}}}}).get<std::string>().substr(0, 31),
            "invalid_argument: opts.limit mu");
  const json pruned = call("prune", {{"policies", {{"readers", {{"maxAge", "60s"}}}}}});
  EXPECT_EQ(pruned[0]["deleted"], 1);
  EXPECT_EQ(titles(call("listReaders", json::object())), "c a");
}

TEST_P(Library, DemandsThatNoOtherRowHasIt) {
  for (const int i : {1, 2}) {
    const json saved = call("saveReader", {{"id", "a"}, {"card", "c"}});
    ASSERT_TRUE(saved.is_object()) << saved;
    EXPECT_EQ(saved["card"], "c") << i;
    EXPECT_EQ(call("saveReader", {{"id", "b"}, {"card", "c"}}),
              "conflict: card c is that of another reader");
  }
  // None is nobody's.
  for (const Text id : {"x", "y"}) {
    EXPECT_EQ(call("saveReader", {{"id", id}, {"card", ""}})["id"], id);
    EXPECT_EQ(call("saveReader", {{"id", id}})["id"], id);
  }
}

TEST_P(Library, ClearsAndPrunes) {
  save("a", {{"dueAt", at(-100)}});
  save("b");
  const json pruned = call("prune", {{"policies", {{"books", {{"maxAge", "60s"}}}}}});
  EXPECT_EQ(pruned[0]["deleted"], 1);
  shelf();
  call("dangerouslyClearAll", json::object());
  EXPECT_EQ(books(json::object()), "");
  EXPECT_EQ(shelves(json::object()), "");
}

INSTANTIATE_TEST_SUITE_P(On, Library, testing::Bool(), [](const auto& on) {
  return std::string(on.param ? "DynamoDB" : "SQLite");
});

}  // namespace
}  // namespace test
}  // namespace agentkeep
