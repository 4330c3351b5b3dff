// What the core makes of a host that fails: what is tried again, how long it waits, and what the
// caller learns about a write.
#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Delete;
using query::Select;

constexpr Col kId[] = {Note::id};
const query::Statement kRead = Select{.table = &kNotes, .columns = kId};
const query::Statement kWrite = Delete{.table = &kNotes};

class Failures : public testing::Test {
 protected:
  Failures() {
    rig.database.query("INSERT INTO p_notes(id,thread_id,createdAt) VALUES('a','t','x')");
  }
  // The code after `times` such failures, and how often the host was asked.
  std::pair<ErrorCode, std::size_t> after(int times, Fault fault,
                                          const query::Statement& statement) {
    for (int i = 0; i < times; ++i) rig.database.fail(fault);
    const auto outcome = rig.run({statement});
    return {outcome ? ErrorCode{255} : outcome.error()->code, rig.database.requests.size()};
  }
  std::string rows() { return rig.database.query("SELECT count(*) FROM p_notes")[0][0]; }

  static constexpr auto kDone = ErrorCode{255};
  Rig rig;
};

TEST_F(Failures, AReadIsTriedFourTimes) {
  EXPECT_EQ(after(3, {.failure = abi::Failure::kUnavailable, .sent = true}, kRead),
            std::pair(kDone, 4UL));
  const auto& requests = rig.database.requests;
  EXPECT_EQ(requests[0].delayMs, 0U);
  for (std::size_t i = 1; i < 4; ++i) {
    const unsigned least = 50U << (i - 1);
    EXPECT_GE(requests[i].delayMs, least);
    EXPECT_LE(requests[i].delayMs, 2 * least);
    EXPECT_EQ(requests[i].statements[0].sql, requests[0].statements[0].sql);
  }
}

TEST_F(Failures, AReadThatNeverCameBackIsUnavailable) {
  EXPECT_EQ(after(4, {.failure = abi::Failure::kUnavailable, .sent = true}, kRead),
            std::pair(ErrorCode::kUnavailable, 4UL));
}

TEST_F(Failures, AWriteThatWasNotSentIsTriedAgain) {
  EXPECT_EQ(after(2, {.failure = abi::Failure::kUnavailable}, kWrite), std::pair(kDone, 3UL));
  EXPECT_EQ(rows(), "0");
}

TEST_F(Failures, AWriteWhoseAnswerIsLostIsNotRepeated) {
  EXPECT_EQ(
      after(1, {.failure = abi::Failure::kUnavailable, .sent = true, .committed = true}, kWrite),
      std::pair(ErrorCode::kOutcomeUnknown, 1UL));
  EXPECT_EQ(rows(), "0");
}

TEST_F(Failures, ALockedDatabaseIsTriedAgainAlsoForWrites) {
  EXPECT_EQ(after(3, {.failure = abi::Failure::kBusy}, kWrite), std::pair(kDone, 4UL));
  EXPECT_EQ(rows(), "0");
  rig.database.requests.clear();
  EXPECT_EQ(after(4, {.failure = abi::Failure::kBusy}, kWrite),
            std::pair(ErrorCode::kUnavailable, 4UL));
}

TEST_F(Failures, OverloadIsNeverRepeated) {
  EXPECT_EQ(after(1, {.failure = abi::Failure::kOverloaded}, kRead),
            std::pair(ErrorCode::kOverloaded, 1UL));
  rig.database.requests.clear();
  EXPECT_EQ(after(1, {.failure = abi::Failure::kTooLarge}, kWrite),
            std::pair(ErrorCode::kTooLarge, 1UL));
  rig.database.requests.clear();
  EXPECT_EQ(after(1, {.failure = abi::Failure::kRefused}, kWrite),
            std::pair(ErrorCode::kInternal, 1UL));
  EXPECT_EQ(rows(), "1");
}

TEST_F(Failures, MissingTablesAreNamed) {
  rig.database.query("DROP TABLE p_notes");
  const auto outcome = rig.run({kRead});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error()->code, ErrorCode::kSchemaMissing);
  EXPECT_EQ(outcome.error()->message,
            "the database has no p_notes: run npx agentkeep migrate, or enable init");
}

// The core reads answers as bytes from outside: none may lead it astray. What cannot be read whole
// never came: a read asks again, a few times.
TEST(Answers, ThatAreCutOffOrLieAreNone) {
  Rig rig;
  rig.database.query(
      "INSERT INTO p_notes(id,thread_id,createdAt,count,score) VALUES('a','t','x',1,0.5)");
  NativeSqlite& database = rig.database;
  constexpr Col columns[] = {Note::id, Note::count, Note::score, Note::data};
  const query::Statement statements[] = {Select{.table = &kNotes, .columns = columns}};
  const query::Batch batch{.statements = statements};
  std::string whole;
  {
    Call call;
    sqlite::SqliteDatabase db(call, "p_", sqlite::kD1Limits);
    auto task = db.run(batch);
    task.start();
    whole = std::string(textOf(database.execute(call.channel.pending())));
    call.channel.resume(bytesOf(whole));
    ASSERT_TRUE(task.result().has_value());
    EXPECT_EQ(task.result()->answers[0].rows[0][2].real, 0.5);
  }
  const auto codeOf = [&](const std::string& answer) {
    Call call;
    sqlite::SqliteDatabase db(call, "p_", sqlite::kD1Limits);
    auto task = db.run(batch);
    task.start();
    for (int i = 0; i < 10 && !task.done(); ++i) call.channel.resume(bytesOf(answer));
    EXPECT_TRUE(task.done());
    if (!task.done()) return ErrorCode{254};
    return task.result() ? ErrorCode{255} : task.result().error()->code;
  };
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(codeOf(whole.substr(0, size)), ErrorCode::kUnavailable) << size;
  for (std::size_t at = 1; at < 13; ++at) {
    std::string lie = whole;
    lie[at] = static_cast<char>(0xff);
    // The number of changes, bytes 3 to 6, is free.
    EXPECT_EQ(codeOf(lie), at >= 3 && at < 7 ? ErrorCode{255} : ErrorCode::kUnavailable) << at;
  }
}

TEST(Prefix, ThatIsNoNameIsRefused) {
  Call call;
  sqlite::SqliteDatabase db(call, "p\"; DROP", sqlite::kD1Limits);
  const query::Statement statements[] = {kRead};
  const query::Batch batch{.statements = statements};
  auto task = db.run(batch);
  task.start();
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.result().error()->code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace agentkeep::test
