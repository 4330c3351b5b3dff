// Numbers of the border, as wasm/README.md states them. worker/host/abi.ts has the same.
#pragma once

#include <cstdint>

namespace agentkeep::abi {

inline constexpr std::uint8_t kSqlBatch = 1, kDynamoCalls = 2, kRoom = 8;  // request kinds
inline constexpr std::uint8_t kReadOnly = 1;                               // request flags
inline constexpr std::uint8_t kReplicaOk = 2;
inline constexpr std::uint8_t kMarked = 4;
inline constexpr std::uint8_t kHasFar = 8;
enum class Tag : std::uint8_t { kNull, kInteger, kReal, kText, kFar };
enum class Failure : std::uint8_t {
  kNone,
  kUnique,
  kGuard,
  kMissing,
  kOverloaded,
  kUnavailable,
  kTooLarge,
  kBusy,
  kRefused,
  kReadOnly
};
inline constexpr std::uint16_t kStatementUnknown = 0xffff;
enum class Profile : std::uint8_t { kD1, kSqlite, kPostgres, kDsql, kDynamo, kLibsql };
inline constexpr std::uint8_t kDisableInit = 1, kUnread = 2, kLeanIndexes = 4, kMetricRollups = 8,
                              kSearch = 16;  // context flags
inline constexpr std::uint8_t kScopeRead = 1, kScopeWrite = 2, kScopeAdmin = 4;

}  // namespace agentkeep::abi
