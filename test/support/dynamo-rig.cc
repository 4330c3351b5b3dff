#include "test/support/dynamo-rig.h"

namespace agentkeep::test {

Result<query::Outcome> DynamoRig::run(const query::Batch& batch) {
  // Answers view the call: it stays.
  calls_.push_back(std::make_unique<Call>());
  Call& call = *calls_.back();
  call.now_ms = now_ms;
  call.random = Random(calls_.size());
  dynamodb::DynamoDatabase db(call, settings_);
  auto task = db.run(batch);
  task.start();
  while (!task.done()) call.channel.resume(database.execute(call.channel.pending()));
  return task.result();
}

query::Answer DynamoRig::one(const query::Statement& statement) {
  return answerOf(run({statement}));
}

std::vector<std::string> DynamoRig::lines(const query::Statement& statement) {
  return linesOf(one(statement).rows);
}

void DynamoRig::addNotes(std::initializer_list<Text> ids, Text thread) {
  std::vector<Cell> cells;
  std::int64_t count = 0;
  for (const Text id : ids) {
    cells.insert(cells.end(), {{id}, {thread}, {Time{count * 1000}}, {count}});
    ++count;
  }
  one(query::Insert{.table = &kNotes,
                    .columns = columns({Note::id, Note::thread, Note::at, Note::count}),
                    .rows = copy(cells)});
}

}  // namespace agentkeep::test
