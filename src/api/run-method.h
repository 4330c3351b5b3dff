// The steps that every method of a domain has in common.
#pragma once

#include "api/decode.h"
#include "core/call.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::api {

template <class Input>
Result<Input> argumentsOf(Call& call, Text body) {
  Input input{};
  if (auto problem = Decoder(body, call.arena).readBody(ShapeOf<Input>::shape, &input)) {
    return std::unexpected(std::move(*problem));
  }
  return input;
}

// Reads the arguments, hands them to `Do` of a store, and has `Write` append its result.
template <class Store, class Input, auto Do, auto Write>
Task<Result<void>> runMethod(Call& call, query::Database& db, Text body, JsonWriter& out) {
  Result<Input> input = argumentsOf<Input>(call, body);
  if (!input) co_return std::unexpected(std::move(input.error()));
  Store store(call, db);
  auto result = co_await (store.*Do)(std::move(*input));
  if (!result) co_return std::unexpected(std::move(result.error()));
  if constexpr (std::is_void_v<typename decltype(result)::value_type>) {
    co_return Result<void>();
  } else {
    co_return Write(out, *result);
  }
}

}  // namespace agentkeep::api
