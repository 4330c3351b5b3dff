// Lists of entities, and entities with the configuration of one of their versions.
#include <algorithm>
#include <vector>

#include "api/arguments.h"
#include "api/encode.h"
#include "operations/page.h"
#include "versioned/entities.h"
#include "versioned/scene.h"

namespace agentkeep::versioned {
namespace {

using namespace query;  // it speaks their words all the time
using api::Arguments;
using api::Request;

// The thin row and, behind its members, the configuration of a version, if there is one.
void writeResolved(JsonWriter& out, const Scene& scene, std::span<const Value> entity,
                   std::span<const Value> version) {
  out.beginObject();
  api::writeMembers(out, scene.entities, scene.allOf(scene.entities), entity);
  if (!version.empty()) {
    const std::span<Col> columns = scene.arena.make<Col>(version.size());
    const std::span<Value> values = scene.arena.make<Value>(version.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < version.size(); ++i) {
      if (isFrame(scene.of, static_cast<Col>(i))) continue;
      columns[count] = static_cast<Col>(i);
      values[count++] = version[i];
    }
    api::writeMembers(out, scene.versions, columns.first(count), values.first(count));
    out.key("resolvedVersionId").string(version[VersionCol::id].text);
  }
  out.endObject();
}

// That of `rows` whose column has the text; nothing if there is none.
std::span<const Value> rowOf(const Rows& rows, Col column, Text text) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i][column].text == text) return rows[i];
  }
  return {};
}

// By which versions are chosen, if it is said.
std::optional<Text> statusIn(const Scene& scene, Arguments& given) {
  const Cell cell = given.cell(scene.entities[EntityCol::status], "status");
  const auto* word = std::get_if<Text>(&cell.value);
  return word == nullptr ? std::nullopt : std::optional(*word);
}

}  // namespace

Task<Result<void>> getByIdResolved(Call& call, Database& db, const Request& request,
                                   JsonWriter& out) {
  const Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text key = given.needed<Id>("id").text;
  Arguments options = given.inside("options");
  const auto version = options.read<Id>("versionId");
  const Text status = statusIn(scene, options).value_or("published");
  if (problem) co_return std::unexpected(std::move(*problem));
  const Select entity = scene.entity(key);
  Select active = entity;
  active.columns = scene.arena.list<Col>({EntityCol::activeVersionId});
  Select exact{.table = &scene.versions, .columns = scene.allOf(scene.versions)};
  exact.where = version ? equals(scene.arena, VersionCol::id, {version->text})
                        : Where{.is = Is::kInRows, .field = {VersionCol::id}, .rows = &active};
  const Statement statements[] = {entity, version ? exact : scene.latest(key), exact};
  const std::size_t count = version || status != "published" ? 2 : 3;
  const Result<Outcome> outcome =
      co_await db.run({.statements = std::span(statements).first(count), .replica_ok = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  const auto rowsAt = [&](std::size_t at) { return outcome->answers[at].rows; };
  if (rowsAt(0).empty()) co_return Result<void>();
  Rows found = rowsAt(1);
  if (count == 3 && !rowsAt(2).empty()) found = rowsAt(2);
  writeResolved(out, scene, rowsAt(0)[0], found.empty() ? std::span<const Value>() : found[0]);
  co_return Result<void>();
}

// ---- Lists

namespace {

Where among(Arena& arena, Col column, std::span<const Id> ids) {
  return {.is = Is::kIn, .field = {column}, .values = cellsOf(arena, ids)};
}

struct List {
  operations::Page page;
  Select select;
  Text status;  // by which versions are chosen
  bool empty = false;
};

List listOf(const Scene& scene, Arguments& given) {
  Arena& arena = scene.arena;
  List list;
  list.page = operations::readPage(given, 100);
  std::vector<Where> conditions;
  for (const Text name : {"authorId", "visibility", "organizationId", "projectId"}) {
    const Col column = scene.entityColumn(name);
    const auto value = column == kNoCol ? std::nullopt : given.read<Text>(name);
    if (value) conditions.push_back(equals(arena, column, {*value}));
  }
  if (scene.of.has_statuses) {
    const auto asked = statusIn(scene, given);
    list.status = asked.value_or(Text("published"));
    const Text wanted = asked.value_or(scene.of.status);
    if (!wanted.empty()) conditions.push_back(equals(arena, EntityCol::status, {wanted}));
  } else {
    list.status = statusIn(scene, given).value_or(Text("published"));
  }
  const Col metadata = scene.entityColumn("metadata");
  if (metadata != kNoCol) {
    operations::addMetadata(given, scene.call, "metadata", metadata, conditions);
  } else if (!given.read<JsonMembers>("metadata").value_or(JsonMembers{}).members.empty()) {
    list.empty = true;
  }
  const Col end = static_cast<Col>(scene.entities.columns.size());
  const Col sorts[] = {static_cast<Col>(end - 2), static_cast<Col>(end - 1)};
  const Order asked = operations::readSort(given, scene.entities, {.columns = sorts});
  std::vector<Order> order = {asked, {.column = EntityCol::id}};
  if (!scene.of.favorite.empty()) {
    if (const auto ids = given.read<std::span<const Id>>("entityIds")) {
      list.empty = list.empty || ids->empty();
      conditions.push_back(among(arena, EntityCol::id, *ids));
    }
    const auto user = given.read<Id>("pinFavoritedFor");
    const bool only = given.read<bool>("favoritedOnly").value_or(false);
    if (only && !user) list.empty = true;
    if (user) {
      const Select* favorites = arena.keep(Select{
          .table = &kFavorites,
          .columns = kFavoriteEntity,
          .where = allOf(arena, {equals(arena, FavoriteCol::userId, {user->text}),
                                 equals(arena, FavoriteCol::entityType, {scene.of.favorite})})});
      const Where pinned{.is = Is::kInRows, .field = {EntityCol::id}, .rows = favorites};
      if (only) {
        conditions.push_back(pinned);
      } else {
        order.insert(order.begin(), {.first = arena.keep(pinned)});
      }
    }
  }
  list.select = {.table = &scene.entities,
                 .columns = scene.allOf(scene.entities),
                 .where = {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(conditions))},
                 .order = arena.copy(std::span<const Order>(order)),
                 .limit = list.page.slice.limit,
                 .offset = list.page.slice.offset,
                 .count = Count::kExact,
                 .scan = true};
  return list;
}

// With `resolved` the versions of the page come with it.
Task<Result<void>> listed(const Scene& scene, bool resolved) {
  std::optional<Error> problem;
  Arguments given(scene.call, scene.request.body, problem);
  const List list = listOf(scene, given);
  if (problem) co_return std::unexpected(std::move(*problem));
  JsonWriter& out = scene.out;
  Answer page;
  Rows active;
  Rows latest;
  if (!list.empty) {
    Select ids = list.select;
    ids.count = Count::kNone;
    ids.columns = scene.entities.keys[0].columns;
    Select actives = ids;
    actives.columns = scene.arena.list<Col>({EntityCol::activeVersionId});
    Select versions{.table = &scene.versions,
                    .columns = scene.allOf(scene.versions),
                    .where = {.is = Is::kInRows, .field = {VersionCol::parent}, .rows = &ids},
                    .order = Scene::kHighest,
                    .first_per = VersionCol::parent,
                    .scan = true};
    Select chosen{.table = &scene.versions,
                  .columns = versions.columns,
                  .where = {.is = Is::kInRows, .field = {VersionCol::id}, .rows = &actives},
                  .scan = true};
    const Statement statements[] = {list.select, versions, chosen};
    const std::size_t count = !resolved ? 1 : list.status == "published" ? 3 : 2;
    const Result<Outcome> outcome = co_await scene.db.run(
        {.statements = std::span(statements).first(count), .replica_ok = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    page = outcome->answers[0];
    if (count > 1) latest = outcome->answers[1].rows;
    if (count > 2) active = outcome->answers[2].rows;
  }
  out.beginObject().key(scene.of.list).beginArray();
  if (!resolved) {
    const auto written = api::writeRows(out, scene.entities, list.select.columns, page.rows);
    if (!written) co_return written;
  }
  for (std::size_t i = 0; resolved && i < page.rows.size(); ++i) {
    const std::span<const Value> entity = page.rows[i];
    std::span<const Value> version =
        rowOf(active, VersionCol::id, entity[EntityCol::activeVersionId].text);
    if (version.empty()) version = rowOf(latest, VersionCol::parent, entity[EntityCol::id].text);
    writeResolved(out, scene, entity, version);
  }
  out.endArray();
  api::writePageInfo(out, list.page.of(page.total));
  out.endObject();
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> list(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return listed(*new (call.arena.allocate(sizeof(Scene))) Scene(call, db, request, out), false);
}
Task<Result<void>> listResolved(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return listed(*new (call.arena.allocate(sizeof(Scene))) Scene(call, db, request, out), true);
}

}  // namespace agentkeep::versioned
