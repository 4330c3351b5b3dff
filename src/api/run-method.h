// From a method's body to its answer: arguments, store, JSON.
#pragma once

#include <type_traits>
#include <utility>

#include "api/decode.h"
#include "core/call.h"
#include "core/json.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::api {

inline Task<Result<void>> refuse(Error error) { co_return std::unexpected(std::move(error)); }

// The rest of a call, once a kind of result: coroutines are most of the code of a method.
template <class Value>
Task<Result<void>> answer(Task<Result<Value>> task, JsonWriter& out,
                          Result<void> (*write)(JsonWriter&, const Value&)) {
  Result<Value> result = co_await std::move(task);
  if (!result) co_return std::unexpected(std::move(result.error()));
  co_return write(out, *result);
}
inline Task<Result<void>> answer(Task<Result<void>> task, JsonWriter& out,
                                 Result<void> (*write)(JsonWriter&)) {
  Result<void> result = co_await std::move(task);
  if (!result) co_return std::unexpected(std::move(result.error()));
  co_return write(out);
}

// What Method::run is: reads `Input` from the body, calls the store's member function, and has
// `write` append what it answered. Store(call, db) must be trivially destructible.
template <class Store, class Input, auto Member, auto Write>
Task<Result<void>> runMethod(Call& call, query::Database& db, Text body, JsonWriter& out) {
  Input input{};
  if (auto problem = Decoder(body, call.arena).readBody(ShapeOf<Input>::shape, &input)) {
    return refuse(std::move(*problem));
  }
  static_assert(std::is_trivially_destructible_v<Store>);
  auto* store = new (call.arena.allocate(sizeof(Store), alignof(Store))) Store(call, db);
  return answer((store->*Member)(std::move(input)), out, +Write);
}

}  // namespace agentkeep::api
