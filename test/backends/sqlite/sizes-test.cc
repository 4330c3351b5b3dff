// Rows of any number and size: what is cut into several statements, what travels alone, what is
// refused before anything is sent, and that every byte comes back.
#include <random>

#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Change;
using query::Guard;
using query::How;
using query::Insert;
using query::Must;
using query::Select;
using query::Update;

constexpr Col kRow[] = {Note::id, Note::thread, Note::body, Note::at};
constexpr Col kId[] = {Note::id};

class Sizes : public testing::Test {
 protected:
  std::vector<Cell> row(Text id, Cell body) { return {{id}, {Text("t")}, body, {Time{0}}}; }
  Result<query::Outcome> insert(const std::vector<Cell>& cells) {
    return rig.run({Insert{.table = &kNotes, .columns = kRow, .rows = cells}});
  }
  std::string bodyOf(Text id) {
    constexpr Col body[] = {Note::body};
    return rig.ids(
        Select{.table = &kNotes, .columns = body, .where = rig.is(Note::id, Is::kEq, {id})});
  }
  Rig rig;
};

TEST_F(Sizes, RowsThatPassAParameterBecomeMoreStatementsOfOneBatch) {
  const std::string content = "{\"text\":\"" + std::string(50'000, 'x') + "\"}";
  std::vector<Cell> cells;
  for (int i = 0; i < 100; ++i) {
    for (const Cell& cell : row(rig.keep("n" + std::to_string(i)), {Json{content}}))
      cells.push_back(cell);
  }
  const auto outcome = insert(cells);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->answers[0].changed, 100U);
  EXPECT_EQ(rig.database.requests.size(), 1U);
  EXPECT_EQ(rig.sent().size(), 3U);
  for (const SentStatement& each : rig.sent())
    EXPECT_LE(each.parameters[0].size(), sqlite::kD1Limits.parameterBytes);
  EXPECT_EQ(rig.database.query("SELECT count(*),count(DISTINCT body) FROM p_notes"),
            (std::vector<std::vector<std::string>>{{"100", "1"}}));
  EXPECT_EQ(
      rig.database.query(
          "SELECT group_concat(substr(id,2)) FROM (SELECT id FROM p_notes ORDER BY rowid LIMIT 5)")
          [0][0],
      "0,1,2,3,4");

  // All or none, also across statements.
  cells[4 * 99] = {Text("n5")};
  for (int i = 0; i < 99; ++i)
    cells[std::size_t{4} * static_cast<std::size_t>(i)] = {rig.keep("m" + std::to_string(i))};
  const auto failed = insert(cells);
  ASSERT_TRUE(failed && failed->failed);
  EXPECT_EQ(failed->failed->statement, 0);
  EXPECT_EQ(rig.database.query("SELECT count(*) FROM p_notes")[0][0], "100");
}

TEST_F(Sizes, ReturnedRowsOfSeveralStatementsAreOneAnswer) {
  const std::string content(700'000, 'x');
  std::vector<Cell> cells;
  for (const Text id : {"a", "b", "c", "d", "e"}) {
    for (const Cell& cell : row(id, {Text(content)})) cells.push_back(cell);
  }
  EXPECT_EQ(rig.ids(Insert{.table = &kNotes, .columns = kRow, .rows = cells, .returning = kId}),
            "a b c d e");
  EXPECT_EQ(rig.sent().size(), 3U);
}

TEST_F(Sizes, AValueOfTwoMegabytesIsTheLargest) {
  const std::string largest(1'999'000, 'y');
  ASSERT_TRUE(insert(row("a", {Text(largest)})));
  EXPECT_EQ(bodyOf("a"), largest);
  EXPECT_EQ(rig.sent().size(), 1U);

  rig.database.requests.clear();
  const std::string tooLarge(2'000'001, 'y');
  const auto outcome = insert(row("b", {Text(tooLarge)}));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error()->code, ErrorCode::kTooLarge);
  EXPECT_EQ(outcome.error()->message,
            "body is 2000001 bytes long: a value must not have more than 2000000 bytes");
  EXPECT_TRUE(rig.database.requests.empty());
}

TEST_F(Sizes, ARowOverTheLimitNamesItsLongestValue) {
  const std::string half(1'100'000, 'z');
  const Cell cells[] = {
      {Text("a")}, {Text("t")}, {Text(half)}, {Json{rig.keep("\"" + half + "\"")}}, {Time{0}}};
  constexpr Col columns[] = {Note::id, Note::thread, Note::body, Note::data, Note::at};
  const auto outcome = rig.run({Insert{.table = &kNotes, .columns = columns, .rows = cells}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error()->message,
            "the row of data is 2200004 bytes long: a row must not have more than 2000000 bytes");
}

TEST_F(Sizes, LongValuesTravelAloneAmongOtherRows) {
  const std::string escapes(1'500'000, '\x01');  // six times as long in JSON
  const std::string document = "{\"k\":\"" + std::string(1'950'000, 'd') + "\"}";
  std::vector<Cell> cells = row("a", {Text("first")});
  for (const auto& more : {row("b", {Text(escapes)}), row("c", {Text("between")}),
                           row("d", {Json{document}}), row("e", {Json{"{}"}})}) {
    cells.insert(cells.end(), more.begin(), more.end());
  }
  const auto outcome = insert(cells);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->answers[0].changed, 5U);
  EXPECT_EQ(rig.database.query(
                "SELECT group_concat(id,'') FROM (SELECT id FROM p_notes ORDER BY rowid)")[0][0],
            "abcde");
  EXPECT_EQ(bodyOf("b"), escapes);
  EXPECT_EQ(bodyOf("d"), document);
  EXPECT_EQ(bodyOf("c"), "between");
}

TEST_F(Sizes, LongValuesOfConditionsAndChangesTravelAlone) {
  const std::string text(300'000, '"');
  ASSERT_TRUE(insert(row("a", {Text(text)})));
  const Change changes[] = {{.column = Note::data,
                             .how = How::kSet,
                             .value = {Json{rig.keep("[\"" + std::string(400'000, 'x') + "\"]")}}},
                            {.column = Note::keeps, .how = How::kPush, .value = {Text(text)}}};
  EXPECT_EQ(rig.one(Update{.table = &kNotes,
                           .where = rig.is(Note::body, Is::kEq, {Text(text)}),
                           .changes = changes})
                .changed,
            1U);
  EXPECT_EQ(rig.sent()[0].parameters.size(), 3U);
  EXPECT_EQ(rig.database.query("SELECT length(data),json_extract(keeps,'$[0]')=body FROM p_notes"),
            (std::vector<std::vector<std::string>>{{"400004", "1"}}));
}

TEST_F(Sizes, ARowsOwnChangeIsLimited) {
  const Change changes[] = {{.column = Note::body, .how = How::kSet}};
  const std::string text(1'000'000, '"');
  const Cell each[] = {{Text("a")}, {Text(text)}};
  const auto outcome = rig.run({Update{.table = &kNotes, .changes = changes, .each = each}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error()->message, "a change of a row must not have more than 1900000 bytes");
}

TEST_F(Sizes, CountedWritesFitOneStatement) {
  const std::string content(1'000'000, 'x');
  std::vector<Cell> cells = row("a", {Text(content)});
  for (const Cell& cell : row("b", {Text(content)})) cells.push_back(cell);
  const auto outcome = rig.run({Insert{.table = &kNotes, .columns = kRow, .rows = cells},
                                Guard{.must = Must::kChanged, .rows = 2}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error()->code, ErrorCode::kTooLarge);
  EXPECT_EQ(rig.database.query("SELECT count(*) FROM p_notes")[0][0], "0");
}

TEST_F(Sizes, EveryByteComesBack) {
  std::mt19937 random(5);
  const std::vector<std::string> pieces = {std::string("\0", 1),
                                           "\"",
                                           "\\",
                                           "\n",
                                           "\x1f",
                                           "ü",
                                           "🧵",
                                           "\xef\xbf\xbf",
                                           "a",
                                           "{",
                                           "[",
                                           "null",
                                           "\\u0000",
                                           "'",
                                           "%"};
  std::vector<std::string> texts = {"", "null", "true", "1", "1.0", "\"x\"", "[", "{\"a\":1}"};
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (std::size_t n = random() % 8; n != 0; --n) text += pieces[random() % pieces.size()];
    texts.push_back(text);
  }
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const Cell& cell : row(rig.keep(std::to_string(i)), {Text(texts[i])}))
      cells.push_back(cell);
  }
  ASSERT_TRUE(insert(cells));
  constexpr Col body[] = {Note::body};
  const auto rows = rig.one(Select{.table = &kNotes, .columns = body}).rows;
  ASSERT_EQ(rows.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(rows[i][0].text, texts[i]);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto found = rig.one(Select{.table = &kNotes,
                                      .columns = kId,
                                      .where = rig.is(Note::body, Is::kEq, {Text(texts[i])})})
                           .rows;
    ASSERT_GE(found.size(), 1U) << i;
  }
  // Beside documents the texts are told apart row by row.
  for (const Cell& cell : row("doc", {Json{R"({"a":1.50,"b":"\u0000\ud83d"})"}}))
    cells.push_back(cell);
  rig.database.query("DELETE FROM p_notes");
  ASSERT_TRUE(insert(cells));
  const auto mixed = rig.one(Select{.table = &kNotes, .columns = body}).rows;
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(mixed[i][0].text, texts[i]);
  EXPECT_EQ(mixed[texts.size()][0].text, R"({"a":1.50,"b":"\u0000\ud83d"})");
}

TEST_F(Sizes, NoValueIsInTheTextOfAStatement) {
  const Text evil = "'); DROP TABLE p_notes; --\"?1";
  const Cell cells[] = {{evil}, {evil}, {evil}, {Time{0}}};
  const Change changes[] = {
      {.column = Note::data,
       .how = How::kMerge,
       .value = {Json{R"({"'); DROP":"\""})"}},
       .path = rig.path({evil})},
      {.column = Note::body, .how = How::kAppend, .value = {evil}, .separator = evil}};
  const Where conditions[] = {rig.is(Note::id, Is::kEq, {evil}),
                              rig.is(Note::body, Is::kPrefix, {evil}),
                              rig.is(Note::body, Is::kSuffix, {evil}),
                              {.is = Is::kIn, .field = {Note::id}, .values = rig.cells({{evil}})}};
  const auto outcome = rig.run({Insert{.table = &kNotes, .columns = kRow, .rows = cells},
                                Update{.table = &kNotes,
                                       .where = {.is = Is::kAnd, .parts = conditions},
                                       .changes = changes,
                                       .returning = kId}});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->answers[1].rows.size(), 1U);
  for (const SentStatement& each : rig.sent()) EXPECT_EQ(each.sql.find("DROP"), std::string::npos);
}

}  // namespace
}  // namespace agentkeep::test
