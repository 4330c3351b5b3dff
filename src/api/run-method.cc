#include "api/run-method.h"

namespace agentkeep::api {

template Task<Result<void>> writeResult(Task<Result<void>>, WriterOf<void>::Type, JsonWriter&);
template Task<Result<void>> writeResult(Task<Result<query::Rows>>, WriterOf<query::Rows>::Type,
                                        JsonWriter&);
template Task<Result<void>> writeResult(Task<Result<std::span<const retention::Pruned>>>,
                                        WriterOf<std::span<const retention::Pruned>>::Type,
                                        JsonWriter&);

}  // namespace agentkeep::api
