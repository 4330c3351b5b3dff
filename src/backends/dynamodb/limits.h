// What DynamoDB takes.
#pragma once

#include <cstddef>

namespace agentkeep::dynamodb {

// Of an item, 409,600, less what is counted for attributes in ways of its own.
inline constexpr std::size_t kMaxItemBytes = 408'000;
inline constexpr std::size_t kMaxPartitionKeyBytes = 2048, kMaxSortKeyBytes = 1024;
inline constexpr std::size_t kMaxActions = 100;  // of a transaction
inline constexpr std::size_t kMaxTransactionBytes = 3'900'000;
inline constexpr std::size_t kMaxBatchWrites = 25;

}  // namespace agentkeep::dynamodb
