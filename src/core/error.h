// Why a method failed: a closed set, the same on both sides of the wire.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace agentkeep {

using Text = std::string_view;

// Part of the wire format: append, never renumber. kErrorKinds gives each its word and status;
// worker/generated/errors.ts is made from it.
enum class ErrorCode : std::uint8_t {
  kInvalidArgument,       // the caller can fix it; nothing was asked of the database
  kInvalidJson,           // the body is not JSON: details.offset says where
  kUnauthenticated,       // no token, or one that nobody knows
  kForbidden,             // the token's scopes do not allow the method
  kNotFound,              // the row does not exist
  kUnknownMethod,         // no such domain or method; the message names the nearest
  kMethodNotAllowed,      // the path exists for another HTTP verb
  kConflict,              // a unique key or a compare-and-set said no
  kTooLarge,              // a value, body or answer is over a limit that the message names
  kUnsupportedMediaType,  // a POST without Content-Type: application/json
  kSchemaMissing,         // the tables are not there and init is disabled
  kSchemaAhead,           // a newer release wrote this database
  kOverloaded,            // the database refuses more work; retrying at once makes it worse
  kUnavailable,           // the database could not be reached; nothing was written
  kOutcomeUnknown,        // a write was sent and its answer never came
  kCorruptRow,            // a stored row does not match its schema
  kInternal,              // a bug: the database refused our statement
  kReadOnly,              // somebody moves the store: it takes no writes, until that is lifted
};

struct ErrorKind {
  Text word;             // error.code on the wire
  std::uint16_t status;  // HTTP
  Text category;         // of MastraError: USER, SYSTEM, THIRD_PARTY
  bool retryable;        // the same call may succeed later, and repeating it is safe
};

inline constexpr std::array<ErrorKind, 18> kErrorKinds{{
    {"invalid_argument", 400, "USER", false},
    {"invalid_json", 400, "USER", false},
    {"unauthenticated", 401, "USER", false},
    {"forbidden", 403, "USER", false},
    {"not_found", 404, "USER", false},
    {"unknown_method", 404, "USER", false},
    {"method_not_allowed", 405, "USER", false},
    {"conflict", 409, "USER", false},
    {"too_large", 413, "USER", false},
    {"unsupported_media_type", 415, "USER", false},
    {"schema_missing", 503, "SYSTEM", false},
    {"schema_ahead", 503, "SYSTEM", false},
    {"overloaded", 503, "THIRD_PARTY", false},
    {"unavailable", 503, "THIRD_PARTY", true},
    {"outcome_unknown", 503, "THIRD_PARTY", false},
    {"corrupt_row", 500, "SYSTEM", false},
    {"internal", 500, "SYSTEM", false},
    {"read_only", 503, "SYSTEM", false},
}};

constexpr const ErrorKind& kindOf(ErrorCode code) {
  return kErrorKinds[static_cast<std::size_t>(code)];
}

// The message names a field and a limit and may repeat an id that the caller sent. It never holds
// SQL, another value, a token or a stack trace.
struct Refusal {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  Text status;          // last part of the MastraError id, such as INVALID_PAGE; empty: by the code
  std::string details;  // a JSON object for error.details; empty: {}
  // Somebody else was faster: the caller may look again and repeat, whatever the code says.
  bool retryable = false;
};

// One, by a pointer: every result of every coroutine has room for it, and few have any. Copies are
// the same one. In the module it goes with the memory of its call (wasm/heap.h), so that a result
// is plain memory there, and needs no code to be copied and destroyed.
class Error {
 public:
  Error() : Error(ErrorCode::kInternal, {}) {}
  // NOLINTNEXTLINE(google-explicit-constructor): said as a list, where an Error is asked for
  Error(ErrorCode code, std::string message, Text status = {}, std::string details = {});

  Refusal* operator->() const { return &*refusal_; }

 private:
#ifdef __wasm__
  Refusal* refusal_;
#else
  std::shared_ptr<Refusal> refusal_;
#endif
};

template <class T>
using Result = std::expected<T, Error>;

// Out of line: they are said some hundred times.
std::unexpected<Error> fail(ErrorCode code, std::string message, Text status = {},
                            std::string details = {});
std::unexpected<Error> invalid(std::string message, Text status = {});

}  // namespace agentkeep
