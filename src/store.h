// Puts the domains on a backend: from a method's name and body to its reply.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "api/method.h"
#include "core/abi.h"
#include "core/call.h"
#include "core/error.h"
#include "core/task.h"
#include "query/backend.h"

namespace agentkeep {

// The shape of the tables this release writes. Raised with every change.
inline constexpr std::uint32_t kSchemaVersion = 9;

// The oldest release, by its schema version, whose writes this one still understands. It goes into
// the database with the version, so that a roll-out or a roll-back may run both: raise it only if
// rows have to be written in a way that older releases would spoil.
inline constexpr std::uint32_t kOldestSchema = 1;

// Who asks for what; views must outlive the call.
struct Context {
  abi::Profile profile = abi::Profile::kD1;
  bool disable_init = false;
  bool lean_indexes = false;  // query::isMade
  bool unread = false;        // nobody looks at what a method answers: null will do
  std::uint8_t scopes = 0;    // abi::kScope...
  // Bytes that an answer may have, and large values, in one and together: what the way takes by
  // which the call comes.
  std::uint32_t limit = 16 * 1024 * 1024;
  Text prefix;   // of tables and indexes, checked by the host
  Text request;  // request id
  Text method;   // `memory.saveThread`
};

struct Reply {
  std::uint16_t status = 200;
  std::string body;  // JSON
};

// Every domain, and behind them the store's own methods.
std::span<const api::Domain* const> domains();

// Prefixes whose schema was seen to be current, by their checksums: the latest that were. All that
// outlives a call, which may be ended wherever it allocates: so this does not.
class Current {
 public:
  [[nodiscard]] bool has(Text prefix) const;
  void remember(Text prefix);
  void forget(Text prefix);

 private:
  std::array<std::uint64_t, 64> checksums_{};
  std::size_t count_ = 0;
};

class Store {
 public:
  explicit Store(query::OpenBackend open) : open_(open) {}

  // Runs one method. Never fails: an error is a reply, with the body that DESIGN.md describes.
  // Cost: the method's own; before a prefix's first call one round trip for the schema's version.
  Task<Reply> answer(Call& call, Context context, Text body);

 private:
  query::OpenBackend open_;
  Current current_;
};

}  // namespace agentkeep
