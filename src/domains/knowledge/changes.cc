// Nodes made, changed and merged, and records added: what they mention is read first, and written
// on condition that it is still so.
#include <algorithm>

#include "api/encode.h"
#include "core/text-index.h"
#include "core/ulid.h"
#include "core/uuid.h"
#include "domains/knowledge/methods.h"
#include "domains/knowledge/nodes.h"
#include "query/ask.h"

namespace agentkeep::knowledge {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

namespace {

constexpr std::size_t kMaxDescription = 400;  // UTF-16 units
constexpr Cell kNull{Null{}};

// What a call says of a node.
struct GivenNode {
  Cell kind, content, description;
  std::optional<Text> name;
  std::optional<Scope> scope, resolution;
  std::vector<Link> links;  // of the content

  GivenNode(Call& call, Arguments& given, std::optional<Error>& problem, bool is_new) {
    const auto cellOf = [&](Col column) {
      const Cell cell = given.cell(kNodeColumns[column], kNodeColumns[column].name);
      return api::isGiven(cell) ? cell : Cell{Null{}};
    };
    if (const auto id = given.read<Id>("name")) name = trimmed(id->text);
    kind = cellOf(ofNode("kind"));
    content = cellOf(ofNode("content"));
    description = cellOf(ofNode("description"));
    if (is_new && !name) given.refuse("name", "is required");
    if (is_new && isNull(kind)) given.refuse("kind", "is required");
    if (const Text* text = std::get_if<Text>(&description.value)) {
      std::size_t units = 0;
      for (const char c : *text) {
        const auto byte = static_cast<unsigned char>(c);
        units += (byte & 0xc0U) == 0x80U ? 0 : byte >= 0xf0 ? 2 : 1;
      }
      if (units > kMaxDescription && !problem) {
        problem = Error{ErrorCode::kInvalidArgument,
                        "Knowledge node description exceeds the 400 UTF-16 code unit limit",
                        {},
                        {}};
      }
    }
    scope = readScope(call, given, "scope", problem, is_new);
    resolution = readScope(call, given, "resolutionScope", problem, false);
    if (problem) return;
    if (const Text* text = std::get_if<Text>(&content.value)) links = linksOf(call, *text, problem);
  }
};

Select nodeCalled(Arena& arena, Text scope, Text canonical) {
  return {.table = &kNodes,
          .columns = kWholeNode,
          .where = query::allOf(arena, {equals(arena, ofNode("scopeKey"), {scope}),
                                        equals(arena, ofNode("canonicalName"), {canonical}),
                                        equals(arena, ofNode("type"), {kNode})})};
}

// A row that a semantic index is told about.
struct Told {
  Text type, id, scope;
  bool is_deleted;
};

// Those of them that are records must still be where they were, deleted or not.
void demandAsRead(Call& call, Writing& writing, std::span<const Told> all) {
  Arena& arena = call.arena;
  struct Place {
    const Told* first;
    std::vector<Cell> ids;
  };
  std::vector<Place> places;
  TextIndex known(arena, all.size());
  for (const Told& each : all) {
    if (each.type != kRecord) continue;
    const Text key = each.is_deleted ? arena.text(std::string(each.scope) + "\n") : each.scope;
    const std::uint32_t place = known.add(key, places.size());
    if (place == places.size()) places.push_back({&each, {}});
    places[place].ids.push_back({each.id});
  }
  for (const Place& place : places) {
    const Where lives = equals(arena, ofRecord("deletedAt"), kNull);
    const Where other =
        anyOf(arena, {noneOf(arena, equals(arena, ofRecord("scopeKey"), {place.first->scope})),
                      place.first->is_deleted ? lives : noneOf(arena, lives)});
    const Where these{.is = Is::kIn,
                      .field = {ofRecord("id")},
                      .values = arena.copy(std::span<const Cell>(place.ids))};
    writing.demand(Must::kNotExist, {.table = &kRecords,
                                     .columns = kFirst,
                                     .where = query::allOf(arena, {these, other}),
                                     .limit = 1});
  }
}

constexpr Col kToldRecord[] = {ofRecord("id"), ofRecord("scopeKey"), ofRecord("deletedAt")};
constexpr Col kToldNode[] = {ofNode("id"), ofNode("scopeKey")};

void addTold(std::vector<Told>& to, Text type, const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row row = rows[i];
    to.push_back({type, row[0].text, row[1].text, row.size() > 2 && !row[2].isNull()});
  }
}

Error versionConflict(Text id) {
  return conflict("Knowledge record version conflict: " + std::string(id), "VERSION_CONFLICT");
}

Select recordsOf(Arena& arena, Text node) {
  return {
      .table = &kRecords, .columns = kToldRecord, .where = equals(arena, ofRecord("node"), {node})};
}

}  // namespace

// One trip, or two where there are links, or there is such a node already; and one for each time
// that a node was merged into another.
Task<Result<void>> createNode(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto given_id = given.read<Id>("id");
  const GivenNode node(call, given, problem, true);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Scope& scope = *node.scope;
  const Scope& resolution = node.resolution ? *node.resolution : scope;
  const Text id = given_id ? given_id->text : uuid4(call);
  const Self self{id, scope.key, canonical(arena, *node.name)};
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    Nodes same(call, kWholeNode);
    Nodes linked(call, kNodePlace);
    if (attempt != 0 || !node.links.empty()) {
      db.forget();
      const Statement reads[] = {nodeCalled(arena, scope.key, self.canonical),
                                 nodesCalled(arena, node.links, resolution, scope)};
      const Result<Outcome> read =
          co_await db.run({.statements = std::span(reads).first(node.links.empty() ? 1 : 2)});
      if (!read) co_return std::unexpected(read.error());
      const Rows& known = read->answers[0].rows;
      if (!known.empty()) {
        same.add(known);
        if (auto done = co_await same.follow(db); !done) co_return done;
        const Row end = same.end(known[0][at("id")].text);
        if (end.empty() || !scope.sees(end[at("scopeKey")].text)) {
          co_return std::unexpected(conflict("Merged knowledge node is not visible from scope: " +
                                             std::string(*node.name)));
        }
        co_return writeNode(out, end);
      }
      if (!node.links.empty()) linked.add(read->answers[1].rows);
      if (auto done = co_await linked.follow(db); !done) co_return done;
    }
    Writing writing(call);
    writing.serialize(scope.key);
    writing.demand(Must::kNotExist, nodeCalled(arena, scope.key, self.canonical));
    const Result<void> mentions =
        writing.mention(kNode, id, node.links, resolution, scope, linked, &self, true);
    if (!mentions) co_return mentions;
    const std::span<Cell> row = writing.node(id, *node.name, self.canonical, scope);
    row[ofNode("kind")] = node.kind;
    row[ofNode("content")] = node.content;
    row[ofNode("description")] = node.description;
    const std::span<Cell> kept = arena.make<Cell>(std::size(kWholeNode));
    std::ranges::transform(kWholeNode, kept.begin(), [&](Col column) { return row[column]; });
    const Result<Outcome> outcome = co_await writing.run(db);
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) {
      const Insert made{.table = &kNodes, .columns = kWholeNode, .rows = kept};
      co_return writeNode(out, insertedRows(arena, made, {})[0]);
    }
    if (outcome->failed->why == Failed::Why::kKey) {
      co_return std::unexpected(conflict("Knowledge node already exists: " + std::string(id)));
    }
  }
  co_return std::unexpected(contended());
}

// Two trips: what it was is read, with what its links say if the scope of that is known; else that
// is a third one. And one for each time that a node was merged into another.
Task<Result<void>> updateNode(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text id = given.needed<Id>("id").text;
  const std::int64_t version = given.needed<Quantity>("version").value;
  const GivenNode node(call, given, problem, false);
  if (problem) co_return std::unexpected(std::move(*problem));
  const bool mentions = node.name || node.scope || !isNull(node.content);
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    db.forget();
    std::vector<Statement> reads = {Select{
        .table = &kNodes, .columns = kWholeNode, .where = equals(arena, ofNode("id"), {id})}};
    if (node.scope) reads.push_back(recordsOf(arena, id));
    const bool has_links = node.scope && !node.links.empty();
    const Scope* resolution = node.resolution ? &*node.resolution : nullptr;
    if (has_links) {
      reads.push_back(
          nodesCalled(arena, node.links, resolution ? *resolution : *node.scope, *node.scope));
    }
    const Result<Outcome> read = co_await db.run({.statements = reads});
    if (!read) co_return std::unexpected(read.error());
    if (read->answers[0].rows.empty()) co_return std::unexpected(notFound(kNode, id));
    const Row was = read->answers[0].rows[0];
    if (was[at("version")].integer != version) {
      co_return std::unexpected(versionConflict(id));
    }
    if (!was[at("mergedInto")].isNull()) {
      co_return std::unexpected(
          conflict("Cannot update merged knowledge node: " + std::string(id)));
    }
    const Scope before = scopeOf(arena, was[at("scopeKey")].text);
    const Scope scope = node.scope ? *node.scope : before;
    const Text name = node.name.value_or(was[at("name")].text);
    const Self self{id, scope.key, canonical(arena, name)};
    std::vector<Link> links = node.links;
    if (isNull(node.content) && mentions && !was[at("content")].isNull()) {
      links = linksOf(call, was[at("content")].text, problem);
      if (problem) co_return std::unexpected(std::move(*problem));
    }
    const Scope& from = resolution ? *resolution : scope;
    Nodes linked(call, kNodePlace);
    if (has_links) {
      linked.add(read->answers[2].rows);
    } else if (!links.empty()) {
      const Result<Rows> rows = co_await rowsOf(db, nodesCalled(arena, links, from, scope));
      if (!rows) co_return std::unexpected(rows.error());
      linked.add(*rows);
    }
    if (auto done = co_await linked.follow(db); !done) co_return done;

    Writing writing(call);
    std::optional<std::size_t> unique;
    if (scope.key != before.key || self.canonical != was[at("canonicalName")].text) {
      Select taken = nodeCalled(arena, scope.key, self.canonical);
      taken.where =
          query::allOf(arena, {taken.where, noneOf(arena, equals(arena, ofNode("id"), {id}))});
      writing.serialize(scope.key);
      unique = writing.demand(Must::kNotExist, taken);
    }
    std::vector<Change> changes = {
        {.column = ofNode("version"), .how = How::kSet, .value = {version + 1}},
        {.column = ofNode("updatedAt"), .how = How::kTouch, .value = {Time{call.now_ms}}}};
    const auto set = [&](Col column, Cell value) {
      if (!isNull(value)) changes.push_back({.column = column, .how = How::kSet, .value = value});
    };
    if (node.name) {
      set(ofNode("name"), {name});
      set(ofNode("canonicalName"), {self.canonical});
    }
    set(ofNode("kind"), node.kind);
    set(ofNode("content"), node.content);
    set(ofNode("description"), node.description);
    if (node.scope) {
      set(ofNode("scope"), {Json{scope.json}});
      set(ofNode("scopeKey"), {scope.key});
    }
    writing.update({.table = &kNodes,
                    .where = query::allOf(arena, {equals(arena, ofNode("id"), {id}),
                                                  equals(arena, ofNode("version"), {version}),
                                                  equals(arena, ofNode("mergedInto"), kNull)}),
                    .changes = changes});
    const Cell ids[] = {{id}};
    const std::size_t answer = writing.add(nodesOf(ids, kWholeNode));
    if (mentions) {
      const Result<void> done =
          writing.mention(kNode, id, links, from, scope, linked, &self, false);
      if (!done) co_return done;
    }
    writing.activity("node-updated", kNode, id, scope);
    if (scope.key != before.key) {
      writing.enqueue(kNode, id, "delete", before);
      std::vector<Told> records;
      addTold(records, kRecord, read->answers[1].rows);
      for (const Told& each : records) {
        const Scope place = scopeOf(arena, each.scope);
        writing.enqueue(kRecord, each.id, "delete", place);
        if (!each.is_deleted) writing.enqueue(kRecord, each.id, "upsert", place);
      }
      demandAsRead(call, writing, records);
    }
    writing.enqueue(kNode, id, "upsert", arena.text(std::to_string(version + 1)), scope);
    const Result<Outcome> outcome = co_await writing.run(db);
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) co_return writeNode(out, outcome->answers[answer].rows[0]);
    if (unique && outcome->failed->statement == *unique) {
      co_return std::unexpected(
          conflict("Knowledge node already exists in scope: " + std::string(name)));
    }
  }
  co_return std::unexpected(contended());
}

// Two trips, and one for each time that the target was merged into another.
Task<Result<void>> mergeNodes(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text source = given.needed<Id>("sourceId").text;
  const Text target = given.needed<Id>("targetId").text;
  const std::int64_t version = given.needed<Quantity>("sourceVersion").value;
  if (problem) co_return std::unexpected(std::move(*problem));
  if (source == target) co_return invalid("Cannot merge a knowledge node into itself");
  const Cell ids[] = {{source}, {target}};
  const Where mentioned = equals(arena, ofMention("recordId"), {source});
  const auto sources = [&](Text type) {
    static constexpr Col kSource[] = {ofMention("sourceId")};
    return arena.keep(Select{
        .table = &kMentions,
        .columns = kSource,
        .where = query::allOf(arena, {mentioned, equals(arena, ofMention("sourceType"), {type})})});
  };
  const Statement reads[] = {
      nodesOf(ids, kWholeNode), recordsOf(arena, source),
      Select{.table = &kMentions, .columns = kMentionRow, .where = mentioned},
      Select{.table = &kRecords,
             .columns = kToldRecord,
             .where = {.is = Is::kInRows, .field = {ofRecord("id")}, .rows = sources(kRecord)}},
      Select{.table = &kNodes,
             .columns = kToldNode,
             .where = {.is = Is::kInRows, .field = {ofNode("id")}, .rows = sources(kNode)}}};
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    db.forget();
    const Result<Outcome> read = co_await db.run({.statements = reads});
    if (!read) co_return std::unexpected(read.error());
    Nodes nodes(call, kWholeNode);
    nodes.add(read->answers[0].rows);
    const Row was = nodes.row(source);
    if (was.empty()) co_return std::unexpected(notFound(kNode, source));
    if (was[at("version")].integer != version) {
      co_return std::unexpected(versionConflict(source));
    }
    if (auto done = co_await nodes.follow(db); !done) co_return done;
    const Row end = nodes.end(target);
    if (end.empty()) co_return std::unexpected(notFound(kNode, target));
    const Text into = end[at("id")].text;
    if (into == source)
      co_return std::unexpected(conflict("Cannot create a knowledge merge cycle"));
    const Scope scope = scopeOf(arena, was[at("scopeKey")].text);
    const Scope place = scopeOf(arena, end[at("scopeKey")].text);
    if (!scope.sees(place.key)) {
      co_return std::unexpected(conflict(
          "Cannot merge a knowledge node into a target that is narrower than its source scope"));
    }

    Writing writing(call);
    const Change touched{
        .column = ofNode("updatedAt"), .how = How::kTouch, .value = {Time{call.now_ms}}};
    const Change merges[] = {
        {.column = ofNode("mergedInto"), .how = How::kSet, .value = {into}},
        {.column = ofNode("version"), .how = How::kSet, .value = {version + 1}},
        touched};
    writing.update({.table = &kNodes,
                    .where = query::allOf(arena, {equals(arena, ofNode("id"), {source}),
                                                  equals(arena, ofNode("version"), {version})}),
                    .changes = merges});
    const Value& description = was[at("description")];
    const bool adopts =
        end[at("description")].isNull() && !description.isNull() && !description.text.empty();
    const Where is_target =
        query::allOf(arena, {equals(arena, ofNode("id"), {into}),
                             equals(arena, ofNode("version"), {end[at("version")].integer}),
                             equals(arena, ofNode("mergedInto"), kNull)});
    const Change adopted[] = {
        {.column = ofNode("description"), .how = How::kSet, .value = {description.text}},
        {.column = ofNode("version"), .how = How::kSet, .value = {end[at("version")].integer + 1}},
        touched};
    if (adopts) {
      writing.update({.table = &kNodes, .where = is_target, .changes = adopted});
    } else {
      writing.demand(Must::kExist, {.table = &kNodes, .columns = kFirst, .where = is_target});
    }
    const Cell as_read[] = {{into}};
    const std::size_t answer = writing.add(nodesOf(as_read, kWholeNode));

    // What moves, and nothing else is there by now.
    std::vector<Told> moved;
    addTold(moved, kRecord, read->answers[1].rows);
    const Where of_source = equals(arena, ofRecord("node"), {source});
    const auto no_other = [&](const Table& table, Col id, Where where, const Rows& known,
                              std::size_t column) {
      const std::span<Cell> cells = arena.make<Cell>(known.size());
      for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = {known[i][column].text};
      if (!cells.empty()) {
        where = query::allOf(
            arena, {where, noneOf(arena, {.is = Is::kIn, .field = {id}, .values = cells})});
      }
      writing.demand(Must::kNotExist,
                     {.table = &table, .columns = kFirst, .where = where, .limit = 1});
    };
    no_other(kRecords, ofRecord("id"), of_source, read->answers[1].rows, 0);
    no_other(kMentions, ofMention("sourceId"), mentioned, read->answers[2].rows,
             ofMention("sourceId"));
    const Change moves[] = {{.column = ofRecord("node"), .how = How::kSet, .value = {into}}};
    if (!moved.empty())
      writing.add(Update{.table = &kRecords, .where = of_source, .changes = moves});
    const Rows& mentions = read->answers[2].rows;
    if (!mentions.empty()) writing.add(Delete{.table = &kMentions, .where = mentioned});
    for (std::size_t i = 0; i < mentions.size(); ++i) {
      writing.mention(mentions[i][ofMention("sourceType")].text,
                      mentions[i][ofMention("sourceId")].text, into);
    }
    addTold(moved, kRecord, read->answers[3].rows);
    addTold(moved, kNode, read->answers[4].rows);
    demandAsRead(call, writing, moved);
    for (const Told& each : moved) {
      writing.enqueue(each.type, each.id, each.is_deleted ? "delete" : "upsert",
                      scopeOf(arena, each.scope));
    }
    if (adopts) writing.activity("node-updated", kNode, into, place);
    writing.activity("node-merged", kNode, source, scope);
    writing.enqueue(kNode, source, "delete", arena.text(std::to_string(version + 1)), scope);
    writing.enqueue(kNode, into, "upsert", place);
    const Result<Outcome> outcome = co_await writing.run(db);
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) co_return writeNode(out, outcome->answers[answer].rows[0]);
  }
  co_return std::unexpected(contended());
}

// One trip, or two where there are links or the node has been merged, and one for each further
// time.
Task<Result<void>> appendKnowledge(Call& call, Database& db, const Request& request,
                                   JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto given_id = given.read<Id>("id");
  const Text node = readNodeId(given);
  const Text text = given.needed<Text>("text");
  const Text thread = given.needed<Id>("sourceThreadId").text;
  const std::span<Cell> row = arena.make<Cell>(std::size(kRecordColumns));
  for (const Col column : {ofRecord("when"), ofRecord("maxScope"), ofRecord("metadata")}) {
    const Cell cell = given.cell(kRecordColumns[column], kRecordColumns[column].name);
    row[column] = api::isGiven(cell) ? cell : kNull;
  }
  const auto scope = readScope(call, given, "scope", problem);
  const auto resolution = readScope(call, given, "resolutionScope", problem);
  const auto home = readScope(call, given, "defaultScope", problem);
  const std::vector<Link> links = problem ? std::vector<Link>() : linksOf(call, text, problem);
  if (problem) co_return std::unexpected(std::move(*problem));
  if (const Text* ceiling = std::get_if<Text>(&row[ofRecord("maxScope")].value);
      ceiling != nullptr && !isWithin(*scope, *ceiling)) {
    co_return invalid(beyond(*ceiling));
  }
  const Text id = given_id ? given_id->text : ulid(call);
  row[ofRecord("id")] = {id};
  row[ofRecord("text")] = {text};
  row[ofRecord("scope")] = {Json{scope->json}};
  row[ofRecord("scopeKey")] = {scope->key};
  row[ofRecord("sourceThreadId")] = {thread};
  row[ofRecord("capturedAt")] = {Time{call.now_ms}};
  static constexpr auto kCells = allOf<std::size(kRecordColumns)>;
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    Text parent = node;
    Nodes linked(call, kNodePlace);
    if (attempt != 0 || !links.empty()) {
      db.forget();
      const Cell ids[] = {{node}};
      const Statement reads[] = {nodesOf(ids, kNodePlace),
                                 nodesCalled(arena, links, *resolution, *home)};
      const Result<Outcome> read =
          co_await db.run({.statements = std::span(reads).first(links.empty() ? 1 : 2)});
      if (!read) co_return std::unexpected(read.error());
      for (const Answer& answer : read->answers) linked.add(answer.rows);
      if (auto done = co_await linked.follow(db); !done) co_return done;
      const Row end = linked.end(node);
      if (end.empty()) co_return std::unexpected(notFound(kNode, node));
      parent = end[at("id")].text;
    }
    Writing writing(call);
    const Change touched[] = {
        {.column = ofNode("updatedAt"), .how = How::kTouch, .value = {Time{call.now_ms}}}};
    writing.update({.table = &kNodes,
                    .where = query::allOf(arena, {equals(arena, ofNode("id"), {parent}),
                                                  equals(arena, ofNode("mergedInto"), kNull)}),
                    .changes = touched});
    const Result<void> mentions =
        writing.mention(kRecord, id, links, *resolution, *home, linked, nullptr, true);
    if (!mentions) co_return mentions;
    row[ofRecord("node")] = {parent};
    const Insert insert{.table = &kRecords, .columns = kCells, .rows = row};
    writing.add(insert);
    writing.activity("record-created", kRecord, id, *scope, {thread});
    writing.enqueue(kRecord, id, "upsert", id, *scope);
    const Result<Outcome> outcome = co_await writing.run(db);
    if (!outcome) co_return std::unexpected(outcome.error());
    if (!outcome->failed) {
      const std::span<Cell> kept = arena.make<Cell>(std::size(kRecordRow));
      std::ranges::transform(kRecordRow, kept.begin(), [&](Col column) { return row[column]; });
      const Insert made{.table = &kRecords, .columns = kRecordRow, .rows = kept};
      co_return api::writeRows(out, kRecords, kRecordRow, insertedRows(arena, made, {}));
    }
    if (outcome->failed->why == Failed::Why::kKey) {
      co_return std::unexpected(conflict("Knowledge already exists: " + std::string(id)));
    }
  }
  co_return std::unexpected(contended());
}

}  // namespace agentkeep::knowledge
