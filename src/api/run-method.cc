#include "api/run-method.h"

namespace agentkeep::api {

// Not inlined: there are some seventy methods.
[[gnu::noinline]] std::optional<Task<Result<void>>> readArguments(Call& call, Text body,
                                                                  const Shape& shape, void* input,
                                                                  const Text& refusal) {
  auto problem = Decoder(body, call).readBody(shape, input);
  if (!problem) return std::nullopt;
  if (&refusal != &kOwnStatus && (*problem)->code == ErrorCode::kInvalidArgument) {
    (*problem)->status = refusal;
  }
  return query::refused<void>(std::move(*problem));
}

template Task<Result<void>> writeResult(Task<Result<void>>, WriterOf<void>::Type, JsonWriter&);
template Task<Result<void>> writeResult(Task<Result<query::Rows>>, WriterOf<query::Rows>::Type,
                                        JsonWriter&);

}  // namespace agentkeep::api
