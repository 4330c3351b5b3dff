#include "versioned/versioned.h"

#include <algorithm>
#include <string>
#include <vector>

#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "core/ascii.h"
#include "core/uuid.h"
#include "operations/operation.h"
#include "operations/page.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "versioned/entities.h"
#include "versioned/json-equal.h"

namespace agentkeep::versioned {
namespace {

using namespace query;  // it speaks their words all the time
using api::Arguments;
using api::Request;
using operations::By;
using operations::Do;
using operations::Form;
using operations::Operation;

Col find(const Table& table, Text name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  return found == table.columns.end() ? kNoCol : static_cast<Col>(found - table.columns.begin());
}

std::span<const Col> allOf(Arena& arena, const Table& table) {
  const std::span<Col> all = arena.make<Col>(table.columns.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Col>(i);
  return all;
}

// What the methods of a domain look at, in one call.
struct Scene {
  Call& call;
  Database& db;
  const Request& request;
  JsonWriter& out;
  const Versioned& of;
  Arena& arena;
  const Table& entities;
  const Table& versions;
  Col id, status, active, created, updated;  // of entities
  Col version_id, number;                    // of versions

  Scene(Call& with, Database& on, const Request& asked, JsonWriter& to)
      : call(with),
        db(on),
        request(asked),
        out(to),
        of(*asked.domain.versioned),
        arena(with.arena),
        entities(*of.entities),
        versions(*of.versions),
        id(find(entities, "id")),
        status(find(entities, "status")),
        active(find(entities, "activeVersionId")),
        created(find(entities, "createdAt")),
        updated(find(entities, "updatedAt")),
        version_id(find(versions, "id")),
        number(find(versions, "versionNumber")) {}

  [[nodiscard]] Select entity(Text key) const {
    return {
        .table = &entities, .columns = allOf(arena, entities), .where = equals(arena, id, {key})};
  }
  [[nodiscard]] Select numbered(Text parent, std::int64_t at) const {
    return {.table = &versions,
            .columns = versions.keys[0].columns,
            .where = query::allOf(
                arena, {equals(arena, of.parent, {parent}), equals(arena, number, {at})})};
  }
  // The version of the highest number.
  [[nodiscard]] Select latest(Text parent) const {
    return {.table = &versions,
            .columns = allOf(arena, versions),
            .where = equals(arena, of.parent, {parent}),
            .order = arena.list<Order>({{.column = number, .descending = true}}),
            .limit = 1};
  }
};

Error exists(const Versioned& of, Text key) {
  std::string message(of.entity);
  return {ErrorCode::kConflict,
          message.append(" with id ").append(key).append(" already exists"),
          "FAILED",
          {}};
}

// ---- Rows of versions

// A cell a column of the version: what is given of its configuration, and `known` of the rest.
// Notes in `names`, a JSON list, which members were given.
struct NewVersion {
  std::span<Cell> cells;
  std::string names = "[";

  NewVersion(Scene& scene, Arguments& given, bool needed) {
    cells = scene.arena.make<Cell>(scene.versions.columns.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Column& column = scene.versions.columns[i];
      cells[i] = {Null{}};
      if (isFrame(scene.of, static_cast<Col>(i))) continue;
      const Cell cell = given.cell(column, column.member());
      if (!api::isGiven(cell)) {
        if (column.required && needed) given.refuse(column.member(), "is required");
        continue;
      }
      cells[i] = cell;
      if (names.size() > 1) names += ',';
      writeJsonString(names, column.member());
    }
    names += ']';
  }
};

Insert insertOf(Scene& scene, const Table& table, std::span<const Cell> cells) {
  return {.table = &table, .columns = allOf(scene.arena, table), .rows = cells};
}

void setFrame(Scene& scene, std::span<Cell> cells, Text key, Text parent, Cell number) {
  cells[scene.version_id] = {key};
  cells[scene.of.parent] = {parent};
  cells[scene.number] = number;
  cells[find(scene.versions, "createdAt")] = {Time{scene.call.now_ms}};
}

// What a cell that was read says when it is written again.
Cell cellOf(const Column& column, const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
    case Value::Kind::kToken:
      return {Null{}};
    case Value::Kind::kInteger:
      return column.type == Type::kBoolean ? Cell{value.integer != 0} : Cell{value.integer};
    case Value::Kind::kReal:
      return {value.real};
    case Value::Kind::kText:
      break;
  }
  const bool isJson = column.type == Type::kJson ||
                      (column.type == Type::kTextOrJson && value.text.starts_with('['));
  return isJson && agentkeep::isJson(value.text) ? Cell{Json{value.text}} : Cell{value.text};
}

bool sameCell(const Cell& a, const Cell& b, Arena& arena) {
  if (a.value.index() != b.value.index()) return false;
  if (const auto* json = std::get_if<Json>(&a.value)) {
    return sameJson(json->text, std::get<Json>(b.value).text, arena);
  }
  if (const auto* text = std::get_if<Text>(&a.value)) return *text == std::get<Text>(b.value);
  if (const auto* number = std::get_if<std::int64_t>(&a.value)) {
    return *number == std::get<std::int64_t>(b.value);
  }
  if (const auto* is = std::get_if<bool>(&a.value)) return *is == std::get<bool>(b.value);
  return true;
}

// ---- create

Task<Result<void>> create(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments body(call, request.body, problem);
  Arguments given = body.inside(scene.of.argument, true);
  const std::span<Cell> cells = scene.arena.make<Cell>(scene.entities.columns.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Column& column = scene.entities.columns[i];
    const bool takes = column.given == Given::kAlways || column.given == Given::kOnce;
    Cell cell = takes ? given.cell(column, column.member()) : Cell{Keep{}};
    if (!api::isGiven(cell)) {
      if (column.required) given.refuse(column.member(), "is required");
      cell = {Null{}};
      if (column.fill == Fill::kNow || column.fill == Fill::kTime) cell = {Time{call.now_ms}};
      if (column.fill == Fill::kZero) cell = {std::int64_t{0}};
      if (column.fill == Fill::kWord) cell = {column.words->list.front()};
    }
    cells[i] = cell;
  }
  // Somebody's own is private, unless they say otherwise.
  const Col visibility = find(scene.entities, "visibility");
  if (visibility != kNoCol && api::isNull(cells[visibility]) &&
      !api::isNull(cells[find(scene.entities, "authorId")])) {
    cells[visibility] = {Text("private")};
  }
  NewVersion version(scene, given, true);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Text key = std::get<Text>(cells[scene.id].value);
  setFrame(scene, version.cells, uuid4(call), key, {std::int64_t{1}});
  version.cells[find(scene.versions, "changedFields")] = {Json{version.names}};
  version.cells[find(scene.versions, "changeMessage")] = {Text("Initial version")};
  const Insert entity = insertOf(scene, scene.entities, cells);
  const Statement statements[] = {entity, insertOf(scene, scene.versions, version.cells)};
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (outcome->failed) co_return std::unexpected(exists(scene.of, key));
  const Rows row = insertedRows(scene.arena, entity, {});
  if (out.unread) co_return Result<void>();
  co_return api::writeRows(out, scene.entities, entity.columns, row);
}

// ---- createVersion

Task<Result<void>> createVersion(Call& call, Database& db, const Request& request,
                                 JsonWriter& out) {
  Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  NewVersion version(scene, given, true);
  for (std::size_t i = 0; i < version.cells.size(); ++i) {
    const Col at = static_cast<Col>(i);
    const Column& column = scene.versions.columns[i];
    if (!isFrame(scene.of, at) || column.given == Given::kNever) continue;
    const Cell cell = given.cell(column, column.member());
    const bool none = !api::isGiven(cell) || api::isNull(cell);
    if (none && !column.nullable) given.refuse(column.member(), "is required");
    version.cells[i] = none ? Cell{Null{}} : cell;
  }
  if (problem) co_return std::unexpected(std::move(*problem));
  const Text key = std::get<Text>(version.cells[scene.version_id].value);
  const Text parent = std::get<Text>(version.cells[scene.of.parent].value);
  const std::int64_t number = std::get<std::int64_t>(version.cells[scene.number].value);
  setFrame(scene, version.cells, key, parent, {number});
  const Select same = scene.numbered(parent, number);
  const Insert insert = insertOf(scene, scene.versions, version.cells);
  const Statement statements[] = {Guard{.must = Must::kNotExist, .select = &same}, insert};
  // Not every database has a unique index over both.
  const Text serial[] = {parent};
  const Result<Outcome> outcome =
      co_await db.run({.statements = statements, .serialize = serial, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (outcome->failed) {
    if (outcome->failed->statement != 0) {
      co_return fail(ErrorCode::kConflict,
                     "Version with id " + std::string(key) + " already exists", "FAILED");
    }
    std::string message = "Version number " + std::to_string(number) + " already exists for ";
    for (const char c : scene.of.argument) {
      if (c >= 'A' && c <= 'Z') message += ' ';
      message += asciiLower(c);
    }
    co_return fail(ErrorCode::kConflict, message.append(" ").append(parent), "FAILED");
  }
  if (out.unread) co_return Result<void>();
  co_return api::writeRows(out, scene.versions, insert.columns,
                           insertedRows(scene.arena, insert, {}));
}

// ---- update

// The changes of the thin row that are asked for.
std::vector<Change> changesOf(Scene& scene, Arguments& given) {
  std::vector<Change> changes;
  bool publishes = false;
  for (std::size_t i = 0; i < scene.entities.columns.size(); ++i) {
    const Column& column = scene.entities.columns[i];
    const Col at = static_cast<Col>(i);
    if (column.fill == Fill::kTime) {
      changes.push_back({.column = at, .how = How::kTouch, .value = {Time{scene.call.now_ms}}});
      continue;
    }
    if (column.given != Given::kAlways && column.given != Given::kLater) continue;
    const Cell cell = given.cell(column, column.member());
    const bool isGiven = api::isGiven(cell) && (!api::isNull(cell) || column.clears);
    if (at == scene.active) publishes = scene.of.compares && isGiven && !api::isNull(cell);
    if (!isGiven) continue;
    changes.push_back(
        {.column = at, .how = column.merges ? How::kMerge : How::kSet, .value = cell});
  }
  const bool saysStatus =
      std::ranges::any_of(changes, [&](const Change& each) { return each.column == scene.status; });
  if (publishes && !saysStatus) {
    changes.push_back({.column = scene.status, .how = How::kSet, .value = {Text("published")}});
  }
  return changes;
}

Error notFound(const Versioned& of, Text key) {
  std::string message(of.entity);
  return {
      ErrorCode::kNotFound, message.append(" with id ").append(key).append(" not found"), {}, {}};
}

constexpr unsigned kMaxTries = 20;

// Two round trips where a configuration is compared; again where somebody made a version meanwhile.
Task<Result<void>> update(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text key = given.read<Id>("id").value_or(Id{}).text;
  if (!given.find("id")) given.refuse("id", "is required");
  const std::vector<Change> changes = changesOf(scene, given);
  NewVersion version(scene, given, false);
  if (problem) co_return std::unexpected(std::move(*problem));
  const std::span<const Col> row = allOf(scene.arena, scene.entities);
  const Update thin{.table = &scene.entities,
                    .where = equals(scene.arena, scene.id, {key}),
                    .changes = changes,
                    .returning = row};
  const bool looks = scene.of.compares && version.names != "[]";
  for (unsigned tries = 0; tries < kMaxTries; ++tries) {
    std::vector<Statement> statements = {thin};
    std::string names = "[";
    std::string message = "Updated ";
    const Select newest = scene.latest(key);
    Guard guard{.must = Must::kNotExist};
    Select newer;
    if (looks) {
      const Statement reads[] = {scene.entity(key), newest};
      const Result<Outcome> read = co_await db.run({.statements = reads});
      if (!read) co_return std::unexpected(read.error());
      if (read->answers[0].rows.empty()) co_return std::unexpected(notFound(scene.of, key));
      const Rows& known = read->answers[1].rows;
      if (known.empty()) {
        co_return fail(ErrorCode::kNotFound, "there is no version of " + std::string(key),
                       "NO_VERSIONS");
      }
      const std::span<Cell> next = scene.arena.make<Cell>(version.cells.size());
      const JsonObjectParts asked =
          membersOf(request.body, scene.arena).value_or(JsonObjectParts{});
      for (std::size_t i = 0; i < next.size(); ++i) {
        const Col at = static_cast<Col>(i);
        const Column& column = scene.versions.columns[i];
        const Cell stored = cellOf(column, known[0][i]);
        const bool isAsked =
            !isFrame(scene.of, at) && agentkeep::find(asked, column.member()) != nullptr;
        next[i] = isAsked ? version.cells[i] : stored;
        if (!isAsked || sameCell(version.cells[i], stored, scene.arena)) continue;
        if (names.size() > 1) {
          names += ',';
          message += ", ";
        }
        writeJsonString(names, column.member());
        message += column.member();
      }
      names += ']';
      if (names != "[]") {
        const std::int64_t number = known[0][scene.number].integer;
        setFrame(scene, next, uuid4(call), key, {number + 1});
        next[find(scene.versions, "changedFields")] = {Json{scene.arena.text(names)}};
        next[find(scene.versions, "changeMessage")] = {scene.arena.text(message)};
        newer = {.table = &scene.versions,
                 .columns = scene.versions.keys[0].columns,
                 .where = query::allOf(scene.arena,
                                       {equals(scene.arena, scene.of.parent, {key}),
                                        compares(scene.arena, scene.number, Is::kGt, {number})})};
        guard.select = &newer;
        statements.push_back(guard);
        statements.push_back(insertOf(scene, scene.versions, next));
      }
    }
    const Text serial[] = {key};
    const Result<Outcome> outcome =
        co_await db.run({.statements = statements,
                         .serialize = std::span(serial).first(statements.size() > 1 ? 1 : 0),
                         .may_fail = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (outcome->failed) continue;
    const Rows& rows = outcome->answers[0].rows;
    if (rows.empty()) co_return std::unexpected(notFound(scene.of, key));
    if (out.unread) co_return Result<void>();
    co_return api::writeRows(out, scene.entities, row, rows);
  }
  co_return fail(ErrorCode::kConflict,
                 "others made versions of " + std::string(key) + " meanwhile");
}

// ---- What is one statement of one table

Task<Result<void>> simple(Call& call, Database& db, const Request& request, JsonWriter& out,
                          Operation operation) {
  return operations::run(call, db, *call.arena.keep(operation), request, out);
}

Operation about(Arena& arena, const Table& table, Do what, std::initializer_list<By> by) {
  return {.what = what,
          .table = &table,
          .row = allOf(arena, table),
          .by = arena.list(by),
          .keeps_status = true};
}

using Run = Task<Result<void>> (*)(Call&, Database&, const Request&, JsonWriter&);

constexpr Text kEntityId = "entityId";

Task<Result<void>> getById(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const Scene scene(call, db, request, out);
  return simple(call, db, request, out,
                about(scene.arena, scene.entities, Do::kGet, {{.column = scene.id}}));
}
Task<Result<void>> getVersion(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const Scene scene(call, db, request, out);
  return simple(call, db, request, out,
                about(scene.arena, scene.versions, Do::kGet, {{.column = scene.version_id}}));
}
Task<Result<void>> getVersionByNumber(Call& call, Database& db, const Request& request,
                                      JsonWriter& out) {
  const Scene scene(call, db, request, out);
  return simple(call, db, request, out,
                about(scene.arena, scene.versions, Do::kGet,
                      {{.column = scene.of.parent, .name = kEntityId}, {.column = scene.number}}));
}
Task<Result<void>> getLatestVersion(Call& call, Database& db, const Request& request,
                                    JsonWriter& out) {
  const Scene scene(call, db, request, out);
  Operation operation = about(scene.arena, scene.versions, Do::kGet,
                              {{.column = scene.of.parent, .name = kEntityId}});
  operation.order = scene.arena.list<Order>({{.column = scene.number, .descending = true}});
  return simple(call, db, request, out, operation);
}
Task<Result<void>> deleteVersion(Call& call, Database& db, const Request& request,
                                 JsonWriter& out) {
  const Scene scene(call, db, request, out);
  return simple(call, db, request, out,
                about(scene.arena, scene.versions, Do::kRemove, {{.column = scene.version_id}}));
}
Task<Result<void>> deleteVersionsByParentId(Call& call, Database& db, const Request& request,
                                            JsonWriter& out) {
  const Scene scene(call, db, request, out);
  return simple(call, db, request, out,
                about(scene.arena, scene.versions, Do::kRemove,
                      {{.column = scene.of.parent, .name = kEntityId}}));
}
Task<Result<void>> countVersions(Call& call, Database& db, const Request& request,
                                 JsonWriter& out) {
  const Scene scene(call, db, request, out);
  return simple(call, db, request, out,
                about(scene.arena, scene.versions, Do::kCount,
                      {{.column = scene.of.parent, .name = kEntityId}}));
}
Task<Result<void>> listVersions(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const Scene scene(call, db, request, out);
  Operation operation =
      about(scene.arena, scene.versions, Do::kList, {{.column = scene.of.parent}});
  operation.member = "versions";
  operation.form = Form::kPage;
  operation.rows = 20;
  operation.sort = scene.arena.keep(operations::Sort{
      .columns = scene.arena.list<Col>({scene.number, find(scene.versions, "createdAt")})});
  return simple(call, db, request, out, operation);
}
Task<Result<void>> clear(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const Scene scene(call, db, request, out);
  return simple(call, db, request, out,
                {.what = Do::kClear,
                 .tables = scene.arena.list<const Table*>({&scene.versions, &scene.entities})});
}

// ---- What is one batch

Task<Result<void>> remove(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  if (!given.find("id")) given.refuse("id", "is required");
  const Text key = given.read<Id>("id").value_or(Id{}).text;
  if (problem) co_return std::unexpected(std::move(*problem));
  const Statement statements[] = {
      Delete{.table = &scene.versions, .where = equals(scene.arena, scene.of.parent, {key})},
      Delete{.table = &scene.entities, .where = equals(scene.arena, scene.id, {key})}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return Result<void>();
}

Where among(Arena& arena, Col column, std::span<const Id> ids) {
  const std::span<Cell> values = arena.make<Cell>(ids.size());
  std::ranges::transform(ids, values.begin(), [](const Id& id) { return Cell{id.text}; });
  return {.is = Is::kIn, .field = {column}, .values = values};
}

Task<Result<void>> getVersions(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto ids = given.read<std::span<const Id>>("ids");
  if (!ids) given.refuse("ids", "is required");
  if (problem) co_return std::unexpected(std::move(*problem));
  out.beginArray();
  if (!ids->empty()) {
    const Result<Rows> rows =
        co_await readRowsOf(db, Select{.table = &scene.versions,
                                       .columns = allOf(scene.arena, scene.versions),
                                       .where = among(scene.arena, scene.version_id, *ids)});
    if (!rows) co_return std::unexpected(rows.error());
    const auto written =
        api::writeRows(out, scene.versions, allOf(scene.arena, scene.versions), *rows);
    if (!written) co_return written;
  }
  out.endArray();
  co_return Result<void>();
}

// ---- Resolved entities

// The thin row and, behind its members, the configuration of a version, if there is one.
void writeResolved(JsonWriter& out, const Scene& scene, std::span<const Value> entity,
                   std::span<const Value> version) {
  out.beginObject();
  api::writeMembers(out, scene.entities, allOf(scene.arena, scene.entities), entity);
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
    out.key("resolvedVersionId").string(version[scene.version_id].text);
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

Task<Result<void>> getByIdResolved(Call& call, Database& db, const Request& request,
                                   JsonWriter& out) {
  const Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  if (!given.find("id")) given.refuse("id", "is required");
  const Text key = given.read<Id>("id").value_or(Id{}).text;
  Arguments options = given.inside("options");
  const auto version = options.read<Id>("versionId");
  const Text status = options.read<Text>("status").value_or("published");
  if (problem) co_return std::unexpected(std::move(*problem));
  const Select entity = scene.entity(key);
  Select active = entity;
  active.columns = scene.arena.list<Col>({scene.active});
  Select exact{.table = &scene.versions, .columns = allOf(scene.arena, scene.versions)};
  exact.where = version ? equals(scene.arena, scene.version_id, {version->text})
                        : Where{.is = Is::kInRows, .field = {scene.version_id}, .rows = &active};
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
    const Col column = find(scene.entities, name);
    const auto value = column == kNoCol ? std::nullopt : given.read<Text>(name);
    if (value) conditions.push_back(equals(arena, column, {*value}));
  }
  if (scene.of.has_statuses) {
    const auto asked = given.read<Text>("status");
    list.status = asked.value_or(Text("published"));
    const Text wanted = asked.value_or(scene.of.status);
    if (!wanted.empty()) conditions.push_back(equals(arena, scene.status, {wanted}));
  } else {
    list.status = given.read<Text>("status").value_or(Text("published"));
  }
  const Col metadata = find(scene.entities, "metadata");
  if (metadata != kNoCol) {
    operations::addMetadata(given, scene.call, "metadata", metadata, conditions);
  } else if (!given.read<JsonMembers>("metadata").value_or(JsonMembers{}).members.empty()) {
    list.empty = true;
  }
  const Order asked = operations::readSort(
      given, scene.entities, {.columns = arena.list<Col>({scene.created, scene.updated})});
  std::vector<Order> order = {asked, {.column = scene.id}};
  if (!scene.of.favorite.empty()) {
    if (const auto ids = given.read<std::span<const Id>>("entityIds")) {
      list.empty = list.empty || ids->empty();
      conditions.push_back(among(arena, scene.id, *ids));
    }
    const auto user = given.read<Id>("pinFavoritedFor");
    const bool only = given.read<bool>("favoritedOnly").value_or(false);
    if (only && !user) list.empty = true;
    if (user) {
      const Select* favorites = arena.keep(Select{
          .table = &kFavorites,
          .columns = kFavoriteEntity,
          .where =
              query::allOf(arena, {equals(arena, FavoriteCol::userId, {user->text}),
                                   equals(arena, FavoriteCol::entityType, {scene.of.favorite})})});
      const Where pinned{.is = Is::kInRows, .field = {scene.id}, .rows = favorites};
      if (only) {
        conditions.push_back(pinned);
      } else {
        order.insert(order.begin(), {.first = arena.keep(pinned)});
      }
    }
  }
  list.select = {.table = &scene.entities,
                 .columns = allOf(arena, scene.entities),
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
    actives.columns = scene.arena.list<Col>({scene.active});
    Select versions{.table = &scene.versions,
                    .columns = allOf(scene.arena, scene.versions),
                    .where = {.is = Is::kInRows, .field = {scene.of.parent}, .rows = &ids},
                    .order = scene.latest({}).order,
                    .first_per = scene.of.parent,
                    .scan = true};
    Select chosen{.table = &scene.versions,
                  .columns = versions.columns,
                  .where = {.is = Is::kInRows, .field = {scene.version_id}, .rows = &actives},
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
    std::span<const Value> version = rowOf(active, scene.version_id, entity[scene.active].text);
    if (version.empty()) version = rowOf(latest, scene.of.parent, entity[scene.id].text);
    writeResolved(out, scene, entity, version);
  }
  out.endArray();
  api::writePageInfo(out, list.page.of(page.total));
  out.endObject();
  co_return Result<void>();
}

Task<Result<void>> list(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return listed(*new (call.arena.allocate(sizeof(Scene))) Scene(call, db, request, out), false);
}
Task<Result<void>> listResolved(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return listed(*new (call.arena.allocate(sizeof(Scene))) Scene(call, db, request, out), true);
}

constexpr Text kOne[] = {"id"};
constexpr Text kIds[] = {"ids"};
constexpr Text kParent[] = {kEntityId};
constexpr Text kNumbered[] = {kEntityId, "versionNumber"};
constexpr Text kResolved[] = {"id", "options"};

constexpr api::Method method(Text name, api::Scope scope, Run run, Text summary,
                             std::span<const Text> parameters = {}) {
  return {.name = name, .scope = scope, .run = run, .summary = summary, .parameters = parameters};
}

using api::Scope;

}  // namespace

extern const api::Method kMethods[17] = {
    method("getById", Scope::kRead, &getById, AGENTKEEP_NOTE("The thin row, or null."), kOne),
    method("create", Scope::kWrite, &create,
           AGENTKEEP_NOTE("Creates a draft and its version 1; conflict if the id is taken.")),
    method(
        "update", Scope::kWrite, &update,
        AGENTKEEP_NOTE("Changes what is given of the thin row; not_found if it does not exist.")),
    method("delete", Scope::kWrite, &remove,
           AGENTKEEP_NOTE("Deletes it and its versions; no error if it does not exist."), kOne),
    method("list", Scope::kRead, &list, AGENTKEEP_NOTE("One page of thin rows.")),
    method("createVersion", Scope::kWrite, &createVersion,
           AGENTKEEP_NOTE("Adds a version; conflict if its id or its number is taken.")),
    method("getVersion", Scope::kRead, &getVersion, AGENTKEEP_NOTE("One version, or null."), kOne),
    method("getVersionByNumber", Scope::kRead, &getVersionByNumber,
           AGENTKEEP_NOTE("One version, or null."), kNumbered),
    method("getLatestVersion", Scope::kRead, &getLatestVersion,
           AGENTKEEP_NOTE("The version of the highest number, or null."), kParent),
    method("getVersions", Scope::kRead, &getVersions,
           AGENTKEEP_NOTE("The versions of these ids that exist."), kIds),
    method("listVersions", Scope::kRead, &listVersions, AGENTKEEP_NOTE("One page of versions.")),
    method("deleteVersion", Scope::kWrite, &deleteVersion,
           AGENTKEEP_NOTE("Deletes a version; no error if it does not exist."), kOne),
    method("deleteVersionsByParentId", Scope::kWrite, &deleteVersionsByParentId,
           AGENTKEEP_NOTE("Deletes all versions of one."), kParent),
    method("countVersions", Scope::kRead, &countVersions,
           AGENTKEEP_NOTE("How many versions there are of one."), kParent),
    method(
        "getByIdResolved", Scope::kRead, &getByIdResolved,
        AGENTKEEP_NOTE("The thin row with the configuration of a version: the one asked for, the "
                       "active one, else the latest."),
        kResolved),
    method("listResolved", Scope::kRead, &listResolved,
           AGENTKEEP_NOTE("One page of rows with their configurations.")),
    method("dangerouslyClearAll", Scope::kAdmin, &clear, AGENTKEEP_NOTE("Deletes everything.")),
};

bool isFrame(const Versioned& of, Col column) {
  const Text name = (*of.versions)[column].name;
  return column == of.parent || name == "id" || name == "versionNumber" ||
         name == "changedFields" || name == "changeMessage" || name == "createdAt";
}

std::string errorName(const Versioned& versioned, const api::Method& method) {
  // `*` is what the domain is called; of agents some methods are called without it.
  struct Called {
    Text method, name, of_agents;
  };
  static constexpr Called kNames[] = {
      {"getById", "GET_*", "GET_*_BY_ID"},
      {"create", "CREATE_*", {}},
      {"update", "UPDATE_*", {}},
      {"delete", "DELETE_*", {}},
      {"list", "LIST_*S", {}},
      {"createVersion", "CREATE_*_VERSION", "CREATE_VERSION"},
      {"getVersion", "GET_*_VERSION", "GET_VERSION"},
      {"getVersionByNumber", "GET_*_VERSION_BY_NUMBER", "GET_VERSION_BY_NUMBER"},
      {"getLatestVersion", "GET_LATEST_*_VERSION", "GET_LATEST_VERSION"},
      {"getVersions", "GET_*_VERSIONS", "GET_VERSIONS"},
      {"listVersions", "LIST_*_VERSIONS", "LIST_VERSIONS"},
      {"deleteVersion", "DELETE_*_VERSION", "DELETE_VERSION"},
      {"deleteVersionsByParentId", "DELETE_*_VERSIONS_BY_+", "DELETE_VERSIONS_BY_AGENT_ID"},
      {"countVersions", "COUNT_*_VERSIONS", "COUNT_VERSIONS"},
      {"getByIdResolved", "GET_*_RESOLVED", {}},
      {"listResolved", "LIST_*S_RESOLVED", {}},
      {"dangerouslyClearAll", "CLEAR_*S", {}},
  };
  const auto called = std::ranges::find(kNames, method.name, &Called::method);
  const bool agents = versioned.error == "AGENT" && !called->of_agents.empty();
  std::string out;
  for (const char c : agents ? called->of_agents : called->name) {
    if (c == '*') {
      out += versioned.error;
    } else if (c == '+') {
      // PROMPT_BLOCK: BLOCK
      const Text error = versioned.error;
      out += error == "SCORER_DEFINITION" ? Text("SCORER") : error.substr(error.rfind('_') + 1);
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace agentkeep::versioned
