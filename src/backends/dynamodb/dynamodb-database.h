// Answers batches from one DynamoDB table.
#pragma once

#include <memory>
#include <span>

#include "backends/dynamodb/attempt.h"
#include "core/call.h"
#include "query/backend.h"

namespace agentkeep::dynamodb {

// Lives for one call. A batch is read, run in memory and written on condition that what was read
// still stands; where somebody else was faster it begins anew.
class DynamoDatabase : public query::Backend {
 public:
  // `settings` as settings.h has them; their text must outlive the database.
  DynamoDatabase(agentkeep::Call& call, Text settings)
      : call_(call), settings_(readSettings(settings)) {}

  // Cost: README.md of query says each method's. A batch of more than 100 rows or 4 MB of changes
  // goes in groups; an error after the first of them is kOutcomeUnknown and names what is written.
  Task<Result<query::Outcome>> run(const query::Batch& batch) override;
  [[nodiscard]] std::size_t rowBytes() const override;
  [[nodiscard]] bool isAtomic() const override { return false; }
  [[nodiscard]] bool isOneTable() const override { return true; }
  // Looks whether the table and its indexes are there: makes nothing.
  Task<Result<query::SchemaReport>> migrate(std::span<const query::Table* const> tables,
                                            query::SchemaOptions options) override;
  // The table and its two indexes are made by others: kInvalidArgument.
  Task<Result<query::Rows>> manageIndexes(const query::IndexAsk& ask) override;
  Task<Result<query::Reindexed>> reindex(const query::Table& table,
                                         const query::ReindexAsk& ask) override;
  Task<Result<void>> refuseWrites(std::span<const query::Table* const> tables,
                                  bool refuse) override;

 private:
  // The outcome; nothing if a condition did not hold and the batch has to be read. `written`: ids
  // of rows that are, where it is not all of them.
  Task<Result<std::optional<query::Outcome>>> run(const query::Batch& batch,
                                                  const struct Straight& straight,
                                                  std::vector<Text>& written);

  agentkeep::Call& call_;
  std::optional<Settings> settings_;
  Layouts layouts_;
};

// A query::OpenBackend: `settings` stands in the place of a prefix.
std::unique_ptr<query::Backend> open(agentkeep::Call& call, abi::Profile profile, Text settings);

}  // namespace agentkeep::dynamodb
