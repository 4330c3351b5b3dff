// The domain `favorites`: contract/favorites.md. Which agents and skills a user favours, and how
// many users do: the counter is a column of theirs.
#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "operations/operation.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "versioned/entities.h"

namespace agentkeep::favorites {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;
using api::Scope;
using versioned::FavoriteCol;
using versioned::kAgents;
using versioned::kFavorites;
using versioned::kSkills;

// What a call is about: a user, the kind of an entity and, mostly, one.
struct Key {
  Text user, type, entity;
  const Table* table = nullptr;
  Col count = kNoCol;

  Key(Arguments& given, bool has_user, bool has_entity) {
    if (has_user) user = text(given, FavoriteCol::userId);
    type = text(given, FavoriteCol::entityType);
    if (has_entity) entity = text(given, FavoriteCol::entityId);
    table = type == "skill" ? &kSkills : &kAgents;
    count = type == "skill" ? columnOf(versioned::kSkillColumns, "favoriteCount")
                            : columnOf(versioned::kAgentColumns, "favoriteCount");
  }

  static Text text(Arguments& given, Col column) {
    const Column& as = kFavorites[column];
    const Cell cell = given.cell(as, as.name);
    if (const auto* value = std::get_if<Text>(&cell.value)) return *value;
    given.refuse(as.name, "is required");
    return {};
  }

  [[nodiscard]] Where entityRow(Arena& arena) const { return equals(arena, 0, {entity}); }
  // Of the user's rows, or of the entity's, or the one row of both.
  [[nodiscard]] Where rows(Arena& arena) const {
    const std::span<Where> parts = arena.make<Where>(3);
    std::size_t count_ = 0;
    parts[count_++] = equals(arena, FavoriteCol::entityType, {type});
    if (!user.empty()) parts[count_++] = equals(arena, FavoriteCol::userId, {user});
    if (!entity.empty()) parts[count_++] = equals(arena, FavoriteCol::entityId, {entity});
    return {.is = Is::kAnd, .parts = parts.first(count_)};
  }
};

// Sets or takes away, and counts: the counter is changed if the row is not there yet, or there.
Task<Result<void>> change(Call& call, Database& db, const Request& request, JsonWriter& out,
                          bool favors) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Key key(given, true, true);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Select row{
      .table = &kFavorites, .columns = versioned::kFavoriteEntity, .where = key.rows(arena)};
  const Where known{.is = Is::kExists, .rows = &row};
  const Cell one{std::int64_t{favors ? 1 : -1}};
  const Change counted[] = {{.column = key.count, .how = How::kAdd, .value = one}};
  const Where countable =
      favors ? noneOf(arena, known)
             : allOf(arena, {known, compares(arena, key.count, Is::kGt, {std::int64_t{0}})});
  const Col counter[] = {key.count};
  const Select entity{.table = key.table, .columns = counter, .where = key.entityRow(arena)};
  const Cell cells[] = {{key.user}, {key.type}, {key.entity}, {Time{call.now_ms}}};
  static constexpr Col kRow[] = {FavoriteCol::userId, FavoriteCol::entityType,
                                 FavoriteCol::entityId, FavoriteCol::createdAt};
  const Statement set = Insert{
      .table = &kFavorites, .columns = kRow, .rows = cells, .on_conflict = OnConflict::kSkip};
  const Statement drop = Delete{.table = &kFavorites, .where = key.rows(arena)};
  const Statement statements[] = {Guard{.must = Must::kExist, .select = &entity},
                                  Update{.table = key.table,
                                         .where = allOf(arena, {key.entityRow(arena), countable}),
                                         .changes = counted},
                                  favors ? set : drop, entity};
  const Text serial[] = {key.entity};
  const Result<Outcome> outcome =
      co_await db.run({.statements = statements, .serialize = serial, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (outcome->failed) {
    JsonWriter details;
    details.beginObject().key("entityType").string(key.type);
    details.key("entityId").string(key.entity).endObject();
    std::string message = favors ? "Cannot favorite: " : "Cannot unfavorite: ";
    message.append(key.type).append(" ").append(key.entity).append(" not found");
    co_return fail(ErrorCode::kNotFound, std::move(message), "ENTITY_NOT_FOUND", details.take());
  }
  const Rows rows = outcome->answers[3].rows;
  out.beginObject().key("favorited").boolean(favors);
  out.key("favoriteCount").integer(rows.empty() ? 0 : rows[0][0].integer).endObject();
  co_return Result<void>();
}

Task<Result<void>> favorite(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return change(call, db, request, out, true);
}
Task<Result<void>> unfavorite(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return change(call, db, request, out, false);
}

// Ids of entities, the newest favourite first.
Task<Result<Rows>> idsOf(Call& call, Database& db, Where where) {
  static constexpr Order kNewest[] = {{.column = FavoriteCol::createdAt, .descending = true},
                                      {.column = FavoriteCol::entityId}};
  const Statement statements[] = {Select{.table = &kFavorites,
                                         .columns = versioned::kFavoriteEntity,
                                         .where = where,
                                         .order = kNewest,
                                         .scan = true}};
  static_cast<void>(call);
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return outcome->answers[0].rows;
}

Task<Result<void>> isFavorited(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Key key(given, true, true);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Result<Rows> rows = co_await idsOf(call, db, key.rows(call.arena));
  if (!rows) co_return std::unexpected(rows.error());
  out.boolean(!rows->empty());
  co_return Result<void>();
}

Task<Result<void>> listIds(Call& call, Database& db, const Request& request, JsonWriter& out,
                           bool among) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Key key(given, true, false);
  Where where = key.rows(call.arena);
  std::span<const Id> ids;
  if (among) {
    ids = given.needed<std::span<const Id>>("entityIds");
    const std::span<Cell> values = call.arena.make<Cell>(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) values[i] = {ids[i].text};
    where = allOf(call.arena,
                  {where, {.is = Is::kIn, .field = {FavoriteCol::entityId}, .values = values}});
  }
  if (problem) co_return std::unexpected(std::move(*problem));
  out.beginArray();
  if (!among || !ids.empty()) {
    const Result<Rows> rows = co_await idsOf(call, db, where);
    if (!rows) co_return std::unexpected(rows.error());
    for (const Value& each : rows->cells) out.string(each.text);
  }
  out.endArray();
  co_return Result<void>();
}

Task<Result<void>> isFavoritedBatch(Call& call, Database& db, const Request& request,
                                    JsonWriter& out) {
  return listIds(call, db, request, out, true);
}
Task<Result<void>> listFavoritedIds(Call& call, Database& db, const Request& request,
                                    JsonWriter& out) {
  return listIds(call, db, request, out, false);
}

constexpr Cell kZero{std::int64_t{0}};

Task<Result<void>> deleteFavoritesForEntity(Call& call, Database& db, const Request& request,
                                            JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Key key(given, false, true);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Change none[] = {{.column = key.count, .how = How::kSet, .value = kZero}};
  const Statement statements[] = {
      Delete{.table = &kFavorites, .where = key.rows(call.arena)},
      Update{.table = key.table, .where = key.entityRow(call.arena), .changes = none}};
  const Text serial[] = {key.entity};
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .serialize = serial});
  if (!outcome) co_return std::unexpected(outcome.error());
  out.integer(static_cast<std::int64_t>(outcome->answers[0].changed));
  co_return Result<void>();
}

// Sets the counters of what is favoured to 0.
Update uncounted(Arena& arena, Text type, const Table& table, Col count) {
  const Select* favored = arena.keep(Select{.table = &kFavorites,
                                            .columns = versioned::kFavoriteEntity,
                                            .where = equals(arena, FavoriteCol::entityType, {type}),
                                            .scan = true});
  return {.table = &table,
          .where = {.is = Is::kInRows, .field = {0}, .rows = favored},
          .changes = arena.list<Change>({{.column = count, .how = How::kSet, .value = kZero}})};
}

Task<Result<void>> clear(Call& call, Database& db, const Request&, JsonWriter&) {
  Arena& arena = call.arena;
  const Statement statements[] = {
      uncounted(arena, "agent", kAgents, columnOf(versioned::kAgentColumns, "favoriteCount")),
      uncounted(arena, "skill", kSkills, columnOf(versioned::kSkillColumns, "favoriteCount")),
      Delete{.table = &kFavorites}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return Result<void>();
}

constexpr const Table* kTables[] = {&kFavorites};

#define AGENTKEEP_KEY "userId: name, entityType: 'agent' | 'skill'"

constexpr api::Method kMethods[] = {
    {.name = "favorite",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_KEY ", entityId: name }"),
     .answer = AGENTKEEP_NOTE("{ favorited: boolean, favoriteCount: integer }"),
     .run = &favorite,
     .summary =
         AGENTKEEP_NOTE("Favours an agent or a skill, and counts it once; not_found if there "
                        "is no such entity.")},
    {.name = "unfavorite",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_KEY ", entityId: name }"),
     .answer = AGENTKEEP_NOTE("{ favorited: boolean, favoriteCount: integer }"),
     .run = &unfavorite,
     .summary = AGENTKEEP_NOTE("Takes a favourite back, and counts it once.")},
    {.name = "isFavorited",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_KEY ", entityId: name }"),
     .answer = AGENTKEEP_NOTE("boolean"),
     .run = &isFavorited,
     .summary = AGENTKEEP_NOTE("Whether the user favours it.")},
    {.name = "isFavoritedBatch",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_KEY ", entityIds: id[] }"),
     .answer = AGENTKEEP_NOTE("string[]"),
     .run = &isFavoritedBatch,
     .summary = AGENTKEEP_NOTE("Those of the ids that the user favours.")},
    {.name = "listFavoritedIds",
     .scope = Scope::kRead,
     .takes = AGENTKEEP_NOTE("{ " AGENTKEEP_KEY " }"),
     .answer = AGENTKEEP_NOTE("string[]"),
     .run = &listFavoritedIds,
     .summary = AGENTKEEP_NOTE("What the user favours, the newest first.")},
    {.name = "deleteFavoritesForEntity",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ entityType: 'agent' | 'skill', entityId: name }"),
     .answer = AGENTKEEP_NOTE("integer"),
     .run = &deleteFavoritesForEntity,
     .summary =
         AGENTKEEP_NOTE("Deletes all favourites of an entity, and says how many there were.")},
    {.name = "dangerouslyClearAll",
     .scope = Scope::kAdmin,
     .takes = AGENTKEEP_NOTE("{}"),
     .answer = AGENTKEEP_NOTE("null"),
     .run = &clear,
     .summary = AGENTKEEP_NOTE("Deletes all favourites; every counter is 0 then.")},
};

}  // namespace

extern const api::Domain kDomain{"favorites", kTables, kMethods};

}  // namespace agentkeep::favorites
