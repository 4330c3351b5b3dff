// What SQLite takes, as D1 and as a plain library. Plans stay within it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/abi.h"

namespace agentkeep::sqlite {

struct Limits {
  std::size_t valueBytes;      // of one text, and of one row
  std::size_t parameterBytes;  // of a parameter that holds many values; more go into the next one
  std::size_t parameters;      // of a statement
  std::size_t sqlBytes;        // of a statement's text
  std::size_t expressionDepth;
  std::size_t answerBytes;  // of what is read at once
  bool escapesInPaths;      // SQLite before 3.46, such as libSQL's, ends a name in a path at a \"
  bool jsonb;    // JSON columns may hold SQLite's binary form, as @mastra/libsql writes it
  bool vectors;  // it is libSQL, which has a type for them
};

// Cloudflare documents 2,000,000 bytes and 100,000 bytes; its SQLite also stops at 100 parameters,
// at an expression 100 deep and at 5 terms of a compound SELECT.
inline constexpr Limits kD1Limits{
    .valueBytes = 2'000'000,
    .parameterBytes = 1'900'000,
    .parameters = 100,
    .sqlBytes = 100'000,
    .expressionDepth = 100,
    .answerBytes = SIZE_MAX,
    .escapesInPaths = true,
    .jsonb = false,
    .vectors = false,
};

// SQLite's own defaults, with parameters that stay small beside the memory of a Wasm instance.
inline constexpr Limits kSqliteLimits{
    .valueBytes = 1'000'000'000,
    .parameterBytes = 8'000'000,
    .parameters = 32'000,
    .sqlBytes = 1'000'000,
    .expressionDepth = 1000,
    .answerBytes = SIZE_MAX,
    .escapesInPaths = false,
    .jsonb = true,
    .vectors = false,
};

// A libSQL server takes 5,000,000 bytes in a text and in a row, and answers 10 MiB at most
// (measured on sqld 0.24).
inline constexpr Limits kLibsqlLimits{
    .valueBytes = 4'900'000,
    .parameterBytes = 4'000'000,
    .parameters = 32'000,
    .sqlBytes = 1'000'000,
    .expressionDepth = 1000,
    .answerBytes = 9'500'000,
    .escapesInPaths = false,
    .jsonb = true,
    .vectors = true,
};

constexpr const Limits& limitsOf(abi::Profile profile) {
  switch (profile) {
    case abi::Profile::kD1:
      return kD1Limits;
    case abi::Profile::kLibsql:
      return kLibsqlLimits;
    default:
      return kSqliteLimits;
  }
}

}  // namespace agentkeep::sqlite
