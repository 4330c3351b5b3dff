// What a domain asks, in words: the whole conversation of a method without a backend.
#include "test/support/scripted-database.h"

#include <gtest/gtest.h>

#include "domains/memory/memory-store.h"

namespace agentkeep::test {
namespace {

template <class T>
T result(Task<T> task) {
  task.start();
  EXPECT_TRUE(task.done()) << "a scripted database never waits";
  return std::move(task.result());
}

class Conversation : public testing::Test {
 protected:
  Call call;
  ScriptedDatabase db;
  memory::MemoryStore store{call, db};
};

TEST_F(Conversation, GetThreadByIdAsksForOneRow) {
  db.answerRows(
      {{"t1", "r1", "title", "NULL", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"}});
  const auto rows = result(store.getThreadById({.threadId = {"t1"}, .resourceId = Id{"r1"}}));
  EXPECT_EQ(db.asked,
            (std::vector<std::string>{
                R"(Select mastra_threads [id,resourceId,title,metadata,createdAt,updatedAt])"
                R"( where (id = "t1" and resourceId = "r1"))"
                "\nreplica ok"}));
  ASSERT_TRUE(rows);
  EXPECT_EQ((*rows)[0][0].text, "t1");
  EXPECT_TRUE((*rows)[0][3].isNull());
}

TEST_F(Conversation, DeleteThreadDeletesItsMessagesFirst) {
  ASSERT_TRUE(result(store.deleteThread({.threadId = {"t1"}})));
  EXPECT_EQ(db.asked, (std::vector<std::string>{"Delete mastra_messages where thread_id = \"t1\"\n"
                                                "Delete mastra_threads where id = \"t1\""}));
}

TEST_F(Conversation, AMethodHandsOnWhatTheDatabaseSays) {
  db.answer(std::unexpected(Error{ErrorCode::kOverloaded, "busy", {}, {}}));
  const auto done = result(store.deleteThread({.threadId = {"t1"}}));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error()->code, ErrorCode::kOverloaded);
}

}  // namespace
}  // namespace agentkeep::test
