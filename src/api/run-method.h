// The steps that every method has in common, from its body to its answer: arguments, store, JSON.
// What depends on the method is a few plain calls, since a coroutine for each would be two
// kilobytes of module.
#pragma once

#include <new>
#include <type_traits>
#include <utility>

#include "api/decode.h"
#include "core/call.h"
#include "core/json.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::api {

inline Task<Result<void>> refused(Error error) { co_return std::unexpected(std::move(error)); }

template <class T>
Task<Result<void>> written(Task<Result<T>> task, JsonWriter& out,
                           Result<void> (*write)(JsonWriter&, const T&)) {
  Result<T> result = co_await std::move(task);
  if (!result) co_return std::unexpected(std::move(result.error()));
  co_return write(out, *result);
}

// What Method::run is: reads `Input` from the body, hands it to `Do` of a store, and has `Write`
// append the result; without one there is nothing to append.
template <class Store, class Input, auto Do, auto Write = nullptr>
Task<Result<void>> runMethod(Call& call, query::Database& db, Text body, JsonWriter& out) {
  Input input{};
  if (auto problem = Decoder(body, call.arena).readBody(ShapeOf<Input>::shape, &input)) {
    return refused(std::move(*problem));
  }
  static_assert(std::is_trivially_destructible_v<Store>);
  auto* store = new (call.arena.allocate(sizeof(Store), alignof(Store))) Store(call, db);
  if constexpr (Write == nullptr) {
    return (store->*Do)(std::move(input));
  } else {
    return written((store->*Do)(std::move(input)), out, +Write);
  }
}

}  // namespace agentkeep::api
