// What @mastra/libsql has left in an SQLite file. Its index of vectors is of a kind that plain
// SQLite does not have, and so its table takes no writes: the vectors are copied into an index of
// ours.
#include <algorithm>
#include <cstring>

#include "core/message.h"
#include "domains/vectors/methods.h"
#include "domains/vectors/put.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::vectors {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

namespace {

// The table of @mastra/libsql in a file of SQLite, whose vectors are bytes there; columns by the
// numbers of kVectors.
constexpr Column kTheirColumns[] = {
    {.name = "indexName", .type = Type::kText},
    {.name = "namespace", .type = Type::kText},
    {.name = "vector_id", .type = Type::kText, .nullable = false},
    {.name = "place", .type = Type::kText},
    {.name = "code", .type = Type::kText},
    {.name = "metadata", .type = Type::kJson},
    {.name = "embedding", .type = Type::kBytes},
};
constexpr Col kTheirId[] = {ofVector("vectorId")};
constexpr Key kTheirKeys[] = {{kTheirId}};
// Bytes of vectors that a call brings over.
constexpr std::size_t kBroughtBytes = 1'000'000;

// JSON, an object; of what is none nothing is known.
Text objectOf(const Value& metadata) {
  JsonReader reader(metadata.text);
  const bool is_object = !metadata.isNull() && reader.peek() == JsonKind::kObject &&
                         !reader.value().empty() && reader.finish();
  return is_object ? metadata.text : Text("{}");
}

struct Theirs {
  Given given;
  Text last;  // id that was read
  bool has_more = false;
};

// What is behind `after`, at most `limit`.
Task<Result<void>> readTheirs(Call& call, Database& db, const Index& index, Text after,
                              std::size_t limit, Theirs& out) {
  Arena& arena = call.arena;
  const Table table{.name = index.name, .columns = kTheirColumns, .keys = kTheirKeys};
  static constexpr Col kColumns[] = {ofVector("vectorId"), ofVector("metadata"),
                                     ofVector("embedding")};
  static constexpr Order kById[] = {{.column = ofVector("vectorId")}};
  const Result<Answer> answer = co_await answerOf(
      db, Select{.table = &table,
                 .columns = kColumns,
                 .where = {.is = Is::kAfterKey, .values = arena.list<Cell>({{after}})},
                 .order = kById,
                 .limit = limit,
                 .count = Count::kMore});
  if (!answer) co_return std::unexpected(answer.error());
  const Rows& rows = answer->rows;
  out.has_more = answer->has_more;
  const std::span<Text> ids = arena.make<Text>(rows.size());
  const std::span<Text> metadata = arena.make<Text>(rows.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.last = rows[i][0].text;
    // A row without a vector, or with one of another size, has none that could be found.
    const std::size_t size = index.dimension() * sizeof(float);
    const auto bytes = bytesOf(arena, rows[i][2].isNull() ? Text() : rows[i][2].text, size);
    if (!bytes) continue;
    const std::size_t from = out.given.vectors.numbers.size();
    out.given.vectors.numbers.resize(from + index.dimension());
    std::memcpy(&out.given.vectors.numbers[from], bytes->data(), size);
    out.given.vectors.ends.push_back(out.given.vectors.numbers.size());
    ids[count] = rows[i][0].text;
    metadata[count++] = objectOf(rows[i][1]);
  }
  out.given.ids = ids.first(count);
  out.given.metadata = metadata.first(count);
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> takeOver(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments arguments(call, request.body, problem);
  const Text name = arguments.needed<Id>("indexName").text;
  if (problem) co_return std::unexpected(std::move(*problem));
  std::size_t brought = 0;
  bool is_done = db.ranksVectors() || !isIndexName(name);
  for (unsigned attempt = 0; !is_done; ++attempt) {
    if (attempt == kAttempts) co_return fail(ErrorCode::kConflict, kBusy);
    const Text mark = takenOver(arena, name);
    const Result<Rows> marked = co_await rowsOf(db, selectIndex(arena, mark));
    if (!marked) co_return std::unexpected(marked.error());
    is_done = !marked->empty() && (*marked)[0][4].integer != 0;
    if (is_done) break;
    const Result<Index> index = co_await findIndex(call, db, name);
    if (!index && index.error()->code != ErrorCode::kNotFound) {
      co_return std::unexpected(index.error());
    }
    const Result<Rows> tables = co_await db.vectorTables(name);
    if (!tables) co_return std::unexpected(tables.error());
    is_done = tables->empty() || (index && (*tables)[0][1].integer != index->dimension());
    if (is_done) break;
    if (!index) {
      JsonWriter asked;
      asked.beginObject().key("indexName").string(name);
      asked.key("dimension").integer((*tables)[0][1].integer).endObject();
      JsonWriter answer;
      const Result<void> made = co_await createIndex(
          call, db, {request.domain, request.method, arena.text(asked.text())}, answer);
      if (!made) co_return std::unexpected(made.error());
      continue;
    }
    const Text after = marked->empty() ? Text() : (*marked)[0][2].text;
    Theirs theirs;
    Given& given = theirs.given;
    given.target = {.index = name, .name_space = kDefaultNamespace};
    const std::size_t limit =
        std::max<std::size_t>(1, kBroughtBytes / (index->dimension() * sizeof(float) + 400));
    const Result<void> read = co_await readTheirs(call, db, *index, after, limit, theirs);
    if (!read) co_return std::unexpected(read.error());
    static constexpr Col kAll[] = {0, 1, 2, 3, 4, 5};
    static constexpr Change kFurther[] = {
        {.column = ofIndex("metric"), .how = How::kSet, .value = {Incoming{}}},
        {.column = ofIndex("clusters"), .how = How::kSet, .value = {Incoming{}}}};
    const std::span<const Cell> row = arena.list<Cell>({{mark},
                                                        {std::int64_t{index->dimension()}},
                                                        {theirs.last.empty() ? after : theirs.last},
                                                        {kDeleted},
                                                        {std::int64_t{theirs.has_more ? 0 : 1}},
                                                        {Time{call.now_ms}}});
    // Another caller may have brought the same.
    const Select seen{
        .table = &kIndexes,
        .columns = kIndexKey,
        .where = allOf(arena, {equals(arena, ofIndex("name"), {mark}),
                               equals(arena, ofIndex("metric"), {after}),
                               equals(arena, ofIndex("clusters"), {std::int64_t{0}})})};
    const Select nothing_seen = selectIndex(arena, mark);
    const Statement also[] = {Guard{.must = marked->empty() ? Must::kNotExist : Must::kExist,
                                    .select = marked->empty() ? &nothing_seen : &seen,
                                    .as_read = true},
                              Insert{.table = &kIndexes,
                                     .columns = kAll,
                                     .rows = row,
                                     .on_conflict = OnConflict::kChange,
                                     .changes = kFurther}};
    if (given.ids.empty()) {
      const Result<Outcome> ended = co_await db.run({.statements = also, .may_fail = true});
      if (!ended) co_return std::unexpected(ended.error());
      if (ended->failed) continue;
    } else {
      const Result<bool> is_put = co_await put(call, db, *index, given, also);
      if (!is_put) co_return std::unexpected(is_put.error());
      if (!*is_put) continue;
    }
    brought = given.ids.size();
    is_done = !theirs.has_more;
    break;
  }
  out.beginObject();
  out.key("vectors").integer(static_cast<std::int64_t>(brought));
  out.key("done").boolean(is_done);
  out.endObject();
  co_return Result<void>();
}

}  // namespace agentkeep::vectors
