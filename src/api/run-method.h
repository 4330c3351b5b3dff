// What the method tables of the domains share: from a body to a store's method and back.
#pragma once

#include <type_traits>

#include "api/decode.h"
#include "api/encode.h"
#include "api/method.h"
#include "query/ask.h"
#include "retention/prune.h"

namespace agentkeep::api {

// The status of arguments that are refused: what the decoder says of them, such as INVALID_PAGE,
// or none, where the contract has FAILED for all.
inline constexpr Text kOwnStatus = "own";
inline constexpr Text kFailed = {};

template <class Asked>
struct ValueOf;
template <class T>
struct ValueOf<Task<Result<T>>> {
  using Type = T;
};

template <class T>
struct WriterOf {
  using Type = Result<void> (*)(JsonWriter&, const T&);
};
template <>
struct WriterOf<void> {
  using Type = Result<void> (*)(JsonWriter&);
};

// One coroutine for all methods of one result, those of the common results in run-method.cc:
// coroutines of a header are not merged by the linker.
template <class T>
Task<Result<void>> writeResult(Task<Result<T>> task, typename WriterOf<T>::Type write,
                               JsonWriter& out) {
  Result<T> result = co_await std::move(task);
  if (!result) co_return std::unexpected(std::move(result.error()));
  if (out.unread) co_return Result<void>();
  if constexpr (std::is_void_v<T>) {
    co_return write(out);
  } else {
    co_return write(out, *result);
  }
}
extern template Task<Result<void>> writeResult(Task<Result<void>>, WriterOf<void>::Type,
                                               JsonWriter&);
extern template Task<Result<void>> writeResult(Task<Result<query::Rows>>,
                                               WriterOf<query::Rows>::Type, JsonWriter&);

// Reads `input`, which is default-made, from the body. Returns what is left to do if it is refused.
std::optional<Task<Result<void>>> readArguments(Call& call, Text body, const Shape& shape,
                                                void* input, const Text& refusal);

inline constexpr auto kWriteNothing = [](JsonWriter&) { return Result<void>(); };

// What Method::run is: reads `Input` from the body, awaits `Method` of a new `Store`, and appends
// what `Write` makes of the result.
template <class Store, class Input, auto Method, auto Write, const Text& kRefusal = kFailed>
Task<Result<void>> runMethod(Call& call, query::Database& db, const Request& request,
                             JsonWriter& out) {
  static_assert(std::is_trivially_destructible_v<Input> && std::is_trivially_destructible_v<Store>);
  auto* input = new (call.arena.allocate(sizeof(Input), alignof(Input))) Input{};
  if (auto refused = readArguments(call, request.body, ShapeOf<Input>::shape, input, kRefusal)) {
    return std::move(*refused);
  }
  auto* store = new (call.arena.allocate(sizeof(Store), alignof(Store))) Store(call, db);
  using Value = typename ValueOf<decltype((store->*Method)(*input))>::Type;
  return writeResult<Value>((store->*Method)(*input), Write, out);
}

inline constexpr Text kPruneParameters[] = {"policies", "options"};

using retention::PruneOptions;
using retention::PrunePolicy;

AGENTKEEP_SHAPE(PrunePolicy,
                AGENTKEEP_FIELD(PrunePolicy, maxAge, "Rows older than this are deleted."),
                AGENTKEEP_FIELD(PrunePolicy, batchSize,
                                "Rows deleted by one transaction. Absent: 1,000."))
AGENTKEEP_SHAPE(PruneOptions,
                AGENTKEEP_FIELD(PruneOptions, maxBatches,
                                "Of a table. A call makes at most 20 over all tables."),
                AGENTKEEP_FIELD(PruneOptions, maxRows, "Of a table. Absent: no limit."))

}  // namespace agentkeep::api
