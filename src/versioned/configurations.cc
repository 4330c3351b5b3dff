// What writes whole configurations: a new entity with its version 1, and updates that make a
// version of what has changed.
#include <string>
#include <vector>

#include "api/arguments.h"
#include "api/encode.h"
#include "core/uuid.h"
#include "operations/plan.h"
#include "query/ask.h"
#include "versioned/json-equal.h"
#include "versioned/scene.h"

namespace agentkeep::versioned {
namespace {

using namespace query;  // it speaks their words all the time
using api::Arguments;
using api::Request;
using operations::Do;

Insert insertOf(const Scene& scene, const Table& table, std::span<const Cell> cells) {
  return {.table = &table, .columns = scene.allOf(table), .rows = cells};
}

// A cell a column of the version: what is given of its configuration. Notes in `names`, a JSON
// list, which members were given.
struct NewVersion {
  std::span<Cell> cells;
  std::string names = "[";

  NewVersion(const Scene& scene, Arguments& given, bool needed) {
    cells = scene.arena.make<Cell>(scene.versions.columns.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Column& column = scene.versions.columns[i];
      cells[i] = {Null{}};
      if (isFrame(scene.of, static_cast<Col>(i))) continue;
      const Cell cell = given.cell(column, column.member());
      const bool is_given = api::isGiven(cell);
      const bool none = !is_given || api::isNull(cell);
      if (column.required && none && (needed || is_given)) {
        given.refuse(column.member(), "is required");
      }
      if (!is_given) continue;
      cells[i] = cell;
      if (names.size() > 1) names += ',';
      writeJsonString(names, column.member());
    }
    names += ']';
  }
};

// Makes a version of cells that are a configuration.
void setFrame(const Scene& scene, std::span<Cell> cells, Text parent, std::int64_t number,
              Text changed, Text message) {
  cells[VersionCol::id] = {uuid4(scene.call)};
  cells[VersionCol::parent] = {parent};
  cells[VersionCol::versionNumber] = {number};
  cells[scene.lastVersionColumn(3)] = {Json{changed}};
  cells[scene.lastVersionColumn(2)] = {message};
  cells[scene.lastVersionColumn(1)] = {Time{scene.call.now_ms}};
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

}  // namespace

Task<Result<void>> create(Call& call, Database& db, const Request& request, JsonWriter& out) {
  const Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments body(call, request.body, problem);
  Arguments given = body.inside(scene.of.argument, true);
  const operations::Operation row{
      .what = Do::kCreate, .table = &scene.entities, .row = scene.allOf(scene.entities)};
  const std::span<Cell> cells = scene.arena.make<Cell>(row.row.size());
  operations::readRow(call, row, given, cells);
  // Somebody's own is private, unless they say otherwise.
  const Col visibility = scene.entityColumn("visibility");
  if (visibility != kNoCol && api::isNull(cells[visibility]) &&
      !api::isNull(cells[EntityCol::authorId])) {
    cells[visibility] = {Text("private")};
  }
  NewVersion version(scene, given, true);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Text key = std::get<Text>(cells[EntityCol::id].value);
  setFrame(scene, version.cells, key, 1, version.names, "Initial version");
  const Insert entity = insertOf(scene, scene.entities, cells);
  // Versions may be there without what they are of.
  const Select first = scene.numbered(key, 1);
  const Statement statements[] = {entity, Guard{.must = Must::kNotExist, .select = &first},
                                  insertOf(scene, scene.versions, version.cells)};
  const Text serial[] = {key};
  const Result<Outcome> outcome =
      co_await db.run({.statements = statements, .serialize = serial, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (outcome->failed) {
    std::string taken(scene.of.entity);
    if (outcome->failed->statement == 0) {
      taken.append(" with id ").append(key).append(" already exists");
    } else {
      taken = takenNumber(scene, "1", key);
    }
    co_return fail(ErrorCode::kConflict, std::move(taken), "FAILED");
  }
  if (out.unread) co_return Result<void>();
  co_return api::writeRows(out, scene.entities, entity.columns,
                           insertedRows(scene.arena, entity, {}));
}

// ---- Updates

namespace {

constexpr unsigned kMaxTries = 20;

// What the next version has: what is asked for, and else what the last one has. Says what differs;
// nothing where all is as it was.
struct Difference {
  std::span<Cell> cells;
  std::string names = "[";
  std::string message = "Updated ";

  Difference(const Scene& scene, const NewVersion& asked, std::span<const Value> known) {
    cells = scene.arena.make<Cell>(known.size());
    const JsonObjectParts given =
        membersOf(scene.request.body, scene.arena).value_or(JsonObjectParts{});
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Column& column = scene.versions.columns[i];
      const Cell stored = cellOf(column, known[i]);
      const bool is_asked =
          !isFrame(scene.of, static_cast<Col>(i)) && find(given, column.member()) != nullptr;
      cells[i] = is_asked ? asked.cells[i] : stored;
      if (!is_asked || sameCell(asked.cells[i], stored, scene.arena)) continue;
      if (names.size() > 1) {
        names += ',';
        message += ", ";
      }
      writeJsonString(names, column.member());
      message += column.member();
    }
    names += ']';
  }
  [[nodiscard]] bool isNone() const { return names == "[]"; }
};

Error notFound(const Versioned& of, Text key) {
  std::string message(of.entity);
  return {
      ErrorCode::kNotFound, message.append(" with id ").append(key).append(" not found"), {}, {}};
}

// The changes of the thin row that are asked for: a version that becomes active is published.
std::vector<Change> changesOf(const Scene& scene, Arguments& given) {
  const std::span<const Change> asked =
      operations::changesOf(scene.call, {.what = Do::kUpdate, .table = &scene.entities}, given);
  std::vector<Change> changes(asked.begin(), asked.end());
  bool publishes = false;
  bool says_status = false;
  for (const Change& each : asked) {
    publishes |= each.column == EntityCol::activeVersionId;
    says_status |= each.column == EntityCol::status;
  }
  if (publishes && !says_status) {
    changes.push_back(
        {.column = EntityCol::status, .how = How::kSet, .value = {Text("published")}});
  }
  return changes;
}

}  // namespace

// Two round trips where a configuration is given; again where somebody made a version meanwhile.
Task<Result<void>> updateCompared(Call& call, Database& db, const Request& request,
                                  JsonWriter& out) {
  const Scene scene(call, db, request, out);
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text key = given.needed<Id>("id").text;
  const std::vector<Change> changes = changesOf(scene, given);
  const NewVersion version(scene, given, false);
  if (problem) co_return std::unexpected(std::move(*problem));
  const std::span<const Col> row = scene.allOf(scene.entities);
  const Update thin{.table = &scene.entities,
                    .where = equals(scene.arena, EntityCol::id, {key}),
                    .changes = changes,
                    .returning = row};
  for (unsigned tries = 0; tries < kMaxTries; ++tries) {
    std::vector<Statement> statements = {thin};
    Select newer;
    if (version.names != "[]") {
      const Statement reads[] = {scene.entity(key), scene.latest(key)};
      const Result<Outcome> read = co_await db.run({.statements = reads});
      if (!read) co_return std::unexpected(read.error());
      if (read->answers[0].rows.empty()) co_return std::unexpected(notFound(scene.of, key));
      const Rows& known = read->answers[1].rows;
      if (known.empty()) {
        co_return fail(ErrorCode::kNotFound, "there is no version of " + std::string(key),
                       "NO_VERSIONS");
      }
      const Difference next(scene, version, known[0]);
      if (!next.isNone()) {
        const std::int64_t number = known[0][VersionCol::versionNumber].integer;
        setFrame(scene, next.cells, key, number + 1, scene.arena.text(next.names),
                 scene.arena.text(next.message));
        newer = {.table = &scene.versions,
                 .columns = scene.versions.keys[0].columns,
                 .where = allOf(scene.arena, {equals(scene.arena, VersionCol::parent, {key}),
                                              compares(scene.arena, VersionCol::versionNumber,
                                                       Is::kGt, {number})})};
        statements.push_back(Guard{.must = Must::kNotExist, .select = &newer});
        statements.push_back(insertOf(scene, scene.versions, next.cells));
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

}  // namespace agentkeep::versioned
