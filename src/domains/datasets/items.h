// The methods of a dataset's items that read before they write.
#pragma once

#include "api/method.h"

namespace agentkeep::datasets {

Task<Result<void>> addItem(Call& call, query::Database& db, const api::Request& request,
                           JsonWriter& out);
Task<Result<void>> batchInsertItems(Call& call, query::Database& db, const api::Request& request,
                                    JsonWriter& out);
Task<Result<void>> updateItem(Call& call, query::Database& db, const api::Request& request,
                              JsonWriter& out);
Task<Result<void>> deleteItem(Call& call, query::Database& db, const api::Request& request,
                              JsonWriter& out);
Task<Result<void>> batchDeleteItems(Call& call, query::Database& db, const api::Request& request,
                                    JsonWriter& out);
Task<Result<void>> purgeItem(Call& call, query::Database& db, const api::Request& request,
                             JsonWriter& out);

// Rivals were always faster.
Error contended();

}  // namespace agentkeep::datasets
