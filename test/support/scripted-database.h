// A database without a backend: writes down what a domain asks, and answers what a test says.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "query/database.h"

namespace agentkeep::test {

// The batch in words, a line a statement:
// `Select mastra_threads [id,title] where (id = "t1" and title > "a") order createdAt desc limit
// 5`.
std::string describe(const query::Batch& batch);

class ScriptedDatabase : public query::Database {
 public:
  Task<Result<query::Outcome>> run(const query::Batch& batch) override;
  [[nodiscard]] std::size_t rowBytes() const override { return 2'000'000; }

  // The next run is answered so. Without one it gets an answer without rows for each statement.
  void answer(Result<query::Outcome> outcome) { script_.push_back(std::move(outcome)); }
  // Rows of texts for the one statement of the next run; "NULL" is null.
  void answerRows(const std::vector<std::vector<std::string>>& rows);

  std::vector<std::string> asked;  // describe() of each run, oldest first

 private:
  std::deque<Result<query::Outcome>> script_;
  std::deque<std::vector<query::Value>> cells_;
  std::deque<std::string> texts_;
  std::deque<std::vector<query::Answer>> answers_;
};

}  // namespace agentkeep::test
