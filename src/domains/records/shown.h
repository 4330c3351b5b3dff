// What a method answers of its rows: `select` and `include`, rows and what is
// related to them.
#pragma once

#include <vector>

#include "api/method.h"
#include "domains/records/where.h"

namespace agentkeep::records {

struct Related;

// Columns of a model that are answered, and relations beside them.
struct Shown {
  const Model* model = nullptr;
  std::span<const query::Col> columns = {};  // in the order of the answer
  std::span<const query::Col> read = {};     // these, and behind them what relations link by
  std::span<const Related> related = {};
};

struct Related {
  const Relation* relation;
  Shown shown;  // without relations of its own
  query::Where where;
  std::span<const query::Order> order;
  std::int64_t take;  // of each list; negative: the last ones
  std::uint64_t skip;
};

inline constexpr std::int64_t kAllRows = INT64_MAX;

// Reads `select` or `include`. The secret of a model is among its columns only
// where it is allowed.
Shown shownIn(Call& call, api::Arguments& from, const Model& model, bool secret_too);

// A column's place in Shown::read.
std::size_t placeOf(const Shown& shown, query::Col column);

// Reads `orderBy` into terms that are a total order: the last one is `id`.
// Nulls stand where PostgreSQL has them, as if they were the largest values,
// unless the caller says so.
std::span<const query::Order> orderIn(Call& call, api::Arguments& from, const Model& model);

// The same rows from the last to the first.
std::span<const query::Order> reversed(Arena& arena, std::span<const query::Order> order);

struct Page {
  std::int64_t take = kAllRows;
  std::uint64_t skip = 0;
};
Page pageIn(api::Arguments& from);

// The statements that find what is related to the rows of `parents`, one a
// relation.
std::span<const query::Statement> relatedOf(Arena& arena, const Shown& shown,
                                            const query::Select& parents);
// The same for rows that are known.
std::span<const query::Statement> relatedOf(Arena& arena, const Shown& shown,
                                            const query::Rows& parents);

// Appends an object a row as elements of the open array. `answers`: of the
// statements of relatedOf(). Errors: kTooLarge.
Result<void> writeShown(JsonWriter& out, const Shown& shown, const query::Rows& rows,
                        std::span<const query::Answer> answers);

// Refuses arguments that are none of these.
void onlyTakes(api::Arguments& from, std::initializer_list<Text> names);

}  // namespace agentkeep::records
