// What tests look at in the outcome of a batch.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "test/support/test-memory.h"

namespace agentkeep::test {

// The first answer of a batch that must succeed.
inline query::Answer answerOf(const Result<query::Outcome>& outcome) {
  if (!outcome) {
    ADD_FAILURE() << outcome.error()->message;
    return {};
  }
  if (outcome->failed) {
    ADD_FAILURE() << "the batch failed";
    return {};
  }
  return outcome->answers[0];
}

// Rows as texts, columns joined by commas.
inline std::vector<std::string> linesOf(const query::Rows& rows) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string line;
    for (const query::Value& value : rows[i]) line += (line.empty() ? "" : ",") + print(value);
    out.push_back(line);
  }
  return out;
}

}  // namespace agentkeep::test
