// Types of what callers send, already checked: src/api/decode.h makes them from JSON, domains take
// them. All are views of the call's memory.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"

namespace agentkeep {

// A row's name. UTF-8 of at most kMaxBytes without NUL, since not every backend can keep one
// (DSQL: 1 KiB a key; PostgreSQL: no NUL). May be blank where it only asks.
struct Id {
  static constexpr std::size_t kMaxBytes = 1024;
  Text text;
};

// One validated JSON value, byte for byte as it was sent.
struct JsonValue {
  Text text;
};
struct JsonObject {
  Text text;
};

// One validated JSON value where null is a value, too, and does not say what absence says.
struct NullableJson {
  Text text;
};

// Message content: a JSON object or array, or a bare string as old conversations have it.
struct Content {
  bool bare = false;
  Text text;
};

struct TimeStamp {
  std::int64_t ms = 0;  // Unix milliseconds, UTC
};

// `page`: an integer of 0 and more.
struct PageNumber {
  std::uint64_t value = 0;
};

// `perPage`: an integer of 0 and more, or `false` for all rows.
struct PerPage {
  bool all = false;
  std::uint64_t rows = 0;
};

// A number of rows or of neighbours.
struct RowCount {
  std::uint32_t value = 0;
};

// A span of time: a number of milliseconds, or a text such as `12h`.
struct Duration {
  std::int64_t ms = 0;  // 0 and more
};

// A number of tokens, of lines or of generations: 0 or more, rounded to an integer.
struct Quantity {
  std::int64_t value = 0;
};

// A value that was looked into, and its bytes as they were sent, unknown members included.
template <class T>
struct Kept {
  T value;
  Text json;
};

// One id or a list of them.
struct IdOrIds {
  std::span<const Id> ids;
};

// A JSON object by its members, in order.
struct JsonMembers {
  struct Member {
    Text name;
    Text value;  // JSON
  };
  std::span<const Member> members;
};

// One page of a list, as every list method of the contract answers it.
struct PageInfo {
  std::uint64_t total = 0;
  std::uint64_t page = 0;
  PerPage perPage;
  bool hasMore = false;
};

}  // namespace agentkeep
