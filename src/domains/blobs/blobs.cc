// The domain `blobs`: contract/blobs.md. Contents of files by their hashes, which callers make.
#include "api/arguments.h"
#include "api/encode.h"
#include "operations/operation.h"
#include "query/conditions.h"

namespace agentkeep::blobs {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;
using api::Scope;
using operations::By;
using operations::described;
using operations::Do;
using operations::Operation;

// Where a large content is.
constexpr Col kLarge = 5;
constexpr Column kColumns[] = {
    {.name = "hash",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kName,
     .given = Given::kOnce,
     .required = true},
    {.name = "content",
     .type = Type::kText,
     .nullable = false,
     .required = true,
     .reference = kLarge},
    {.name = "size", .type = Type::kInteger, .nullable = false, .required = true},
    {.name = "mimeType", .type = Type::kText},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false, .fill = Fill::kNow},
    {.name = "content_large", .type = Type::kText, .given = Given::kNever},
};
constexpr Col kKey[] = {0};
constexpr Key kKeys[] = {{kKey}};
constexpr Table kBlobs{.name = "mastra_skill_blobs", .columns = kColumns, .keys = kKeys};
constexpr const Table* kTables[] = {&kBlobs};
constexpr auto kRow = operations::allOf<kLarge>;

Where withHash(Arena& arena, std::span<const Id> hashes) {
  const std::span<Cell> values = arena.make<Cell>(hashes.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) values[i] = {hashes[i].text};
  return {.is = Is::kIn, .field = {kKey[0]}, .values = values};
}

// All or none; those that are there already stay.
Task<Result<void>> putMany(Call& call, Database& db, const Request& request, JsonWriter&) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto entries = given.read<std::span<const JsonObject>>("entries");
  if (!entries) given.refuse("entries", "is required");
  const std::size_t count = entries ? entries->size() : 0;
  const std::span<Cell> cells = call.arena.make<Cell>(count * kRow.size());
  for (std::size_t i = 0; i < count && !problem; ++i) {
    Arguments entry(call, (*entries)[i].text, problem);
    for (std::size_t c = 0; c < kRow.size(); ++c) {
      const Column& column = kColumns[c];
      Cell cell = entry.cell(column, column.member());
      if (!api::isGiven(cell) || api::isNull(cell)) {
        if (column.required) {
          const std::string name = "entries[" + std::to_string(i) + "]." + std::string(column.name);
          if (!problem) entry.refuse(name, "is required");
        }
        cell = column.fill == Fill::kNow ? Cell{Time{call.now_ms}} : Cell{Null{}};
      }
      cells[i * kRow.size() + c] = cell;
    }
  }
  if (problem) co_return std::unexpected(std::move(*problem));
  if (count == 0) co_return Result<void>();
  const Statement statements[] = {
      Insert{.table = &kBlobs, .columns = kRow, .rows = cells, .on_conflict = OnConflict::kSkip}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return Result<void>();
}

Task<Result<void>> getMany(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto hashes = given.read<std::span<const Id>>("hashes");
  if (!hashes) given.refuse("hashes", "is required");
  if (problem) co_return std::unexpected(std::move(*problem));
  out.beginArray();
  if (!hashes->empty()) {
    const Statement statements[] = {Select{.table = &kBlobs,
                                           .columns = kRow,
                                           .where = withHash(call.arena, *hashes),
                                           .only_replied = true}};
    const Result<Outcome> outcome = co_await db.run({.statements = statements, .replica_ok = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    const auto written = api::writeRows(out, kBlobs, kRow, outcome->answers[0].rows);
    if (!written) co_return written;
  }
  out.endArray();
  co_return Result<void>();
}

// Whether the hash is there, or was until now.
Task<Result<void>> hasOrDelete(Call& call, Database& db, const Request& request, JsonWriter& out,
                               bool deletes) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  if (!given.find("hash")) given.refuse("hash", "is required");
  const Id hash = given.read<Id>("hash").value_or(Id{});
  if (problem) co_return std::unexpected(std::move(*problem));
  const Where where = equals(call.arena, kKey[0], {hash.text});
  const Statement read = Select{.table = &kBlobs, .columns = kKey, .where = where};
  const Statement gone = Delete{.table = &kBlobs, .where = where};
  const Statement statements[] = {deletes ? gone : read};
  const Result<Outcome> outcome =
      co_await db.run({.statements = statements, .replica_ok = !deletes});
  if (!outcome) co_return std::unexpected(outcome.error());
  const Answer& answer = outcome->answers[0];
  out.boolean(deletes ? answer.changed != 0 : !answer.rows.empty());
  co_return Result<void>();
}
Task<Result<void>> has(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return hasOrDelete(call, db, request, out, false);
}
Task<Result<void>> remove(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return hasOrDelete(call, db, request, out, true);
}

constexpr By kByHash[] = {{0}};
constexpr Operation kPut{.what = Do::kSkip, .table = &kBlobs, .row = kRow};
constexpr Operation kGet{
    .what = Do::kGet, .table = &kBlobs, .row = kRow, .type = "Blob", .by = kByHash};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr Text kHash[] = {"hash"};
constexpr Text kHashes[] = {"hashes"};
constexpr Text kEntries[] = {"entries"};
constexpr api::Method kMethods[] = {
    described("put", Scope::kWrite, kPut,
              AGENTKEEP_NOTE("Keeps a content; nothing happens if its hash is known.")),
    {.name = "putMany",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ entries: { hash: string, content: string, size: integer, "
                             "mimeType?: string, createdAt?: time }[] }"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &putMany,
     .summary = AGENTKEEP_NOTE("Keeps contents, all or none."),
     .parameters = kEntries},
    described("get", Scope::kRead, kGet, AGENTKEEP_NOTE("One content, or null."), kHash),
    {.name = "getMany",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ hashes: string[] }"),
     .answer = AGENTKEEP_NOTE("Blob[]"),
     .run = &getMany,
     .summary = AGENTKEEP_NOTE("The contents of these hashes that there are."),
     .parameters = kHashes},
    {.name = "has",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ hash: string }"),
     .answer = AGENTKEEP_NOTE("boolean"),
     .run = &has,
     .summary = AGENTKEEP_NOTE("Whether there is a content of this hash."),
     .parameters = kHash},
    {.name = "delete",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ hash: string }"),
     .answer = AGENTKEEP_NOTE("boolean"),
     .run = &remove,
     .summary = AGENTKEEP_NOTE("Deletes a content, and says whether there was one."),
     .parameters = kHash},
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes all contents.")),
};

}  // namespace

extern const api::Domain kDomain{"blobs", kTables, kMethods};

}  // namespace agentkeep::blobs
