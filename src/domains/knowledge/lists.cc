// What is read: one trip each, and one for each time that the node which is asked for was merged
// into another.
#include <algorithm>

#include "api/encode.h"
#include "core/ascii.h"
#include "core/hex.h"
#include "core/json-members.h"
#include "core/lower-case.h"
#include "core/time.h"
#include "domains/knowledge/methods.h"
#include "domains/knowledge/nodes.h"
#include "query/ask.h"

namespace agentkeep::knowledge {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

namespace {

constexpr Cell kNull{Null{}};
constexpr std::uint32_t kRows = 100;

Where all(Arena& arena, const std::vector<Where>& parts) {
  return {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(parts))};
}

std::uint64_t limitOf(Arguments& given, std::uint32_t otherwise = kRows) {
  const auto limit = given.read<RowCount>("limit");
  return limit ? limit->value : otherwise;
}

// What the caller must be at least: nothing says so.
Text wordOf(Arguments& given, Text name) { return given.read<Id>(name).value_or(Id{}).text; }

// Writes the rows; of a node what the wire has.
Result<void> write(JsonWriter& out, const Select& select, const Rows& rows) {
  return api::writeRows(out, *select.table, select.columns, rows);
}

// Answers the rows as a list; or, if it is only one, that one or null.
Task<Result<void>> answer(Database& db, const Select& select, JsonWriter& out, bool lists = true) {
  const Result<Rows> rows = co_await readRowsOf(db, select);
  if (!rows) co_return std::unexpected(rows.error());
  if (lists) out.beginArray();
  const Result<void> written = write(out, select, *rows);
  if (!written) co_return written;
  if (lists) out.endArray();
  co_return Result<void>();
}

}  // namespace

// ---- Nodes

Task<Result<void>> getNodeByName(Call& call, Database& db, const Request& request,
                                 JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text name = given.needed<Id>("name").text;
  const auto scope = readScope(call, given, "scope", problem);
  if (problem) return refused<void>(std::move(*problem));
  return answer(db,
                *arena.keep(Select{
                    .table = &kNodes,
                    .columns = kNodeRow,
                    .where = query::allOf(
                        arena, {equals(arena, ofNode("scopeKey"), {scope->key}),
                                equals(arena, ofNode("canonicalName"), {canonical(arena, name)}),
                                equals(arena, ofNode("type"), {kNode})}),
                    .limit = 1}),
                out, false);
}

Task<Result<void>> resolveNode(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text name = canonical(arena, given.needed<Id>("name").text);
  const auto scope = readScope(call, given, "scope", problem);
  if (problem) co_return std::unexpected(std::move(*problem));
  const Link link[] = {{name, name}};
  Select called = nodesCalled(arena, link, *scope, *scope);
  called.columns = kWholeNode;
  const Result<Rows> rows = co_await readRowsOf(db, called);
  if (!rows) co_return std::unexpected(rows.error());
  Nodes nodes(call, kWholeNode);
  nodes.add(*rows);
  if (auto done = co_await nodes.follow(db); !done) co_return done;
  // The narrowest first.
  for (std::size_t i = scope->visible.size(); i-- > 0;) {
    const Row row = nodes.called(std::get<Text>(scope->visible[i].value), name);
    if (row.empty()) continue;
    const Row end = nodes.end(row[at("id")].text);
    if (!end.empty() && scope->sees(end[at("scopeKey")].text)) co_return writeNode(out, end);
  }
  co_return Result<void>();
}

namespace {

constexpr Order kLatest[] = {{.column = ofNode("updatedAt"), .descending = true},
                             {.column = ofNode("name")},
                             {.column = ofNode("id")}};

std::vector<Where> seenNodes(Arena& arena, const Scope& scope) {
  return {visibleFrom(scope, ofNode("scopeKey")), equals(arena, ofNode("mergedInto"), kNull),
          equals(arena, ofNode("type"), {kNode})};
}

// What decodeURIComponent() makes of it; nothing if that is no text.
std::optional<Text> decoded(Arena& arena, Text text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    std::string digits(text.substr(i + 1, 2));
    std::ranges::transform(digits, digits.begin(), asciiLower);
    const auto byte = readHex(digits);
    if (!byte || digits.size() != 2) return std::nullopt;
    out += static_cast<char>(*byte);
    i += 2;
  }
  if (!isJson(out)) return std::nullopt;
  return arena.text(out);
}

// Where a list of nodes goes on: behind the node that the cursor names, if it is of this list.
class Cursor {
 public:
  Cursor(Arena& arena, Text cursor) : arena_(arena) {
    const auto json = decoded(arena, cursor);
    if (json) members_ = membersOf(*json, arena);
  }
  [[nodiscard]] bool isOne() const { return members_.has_value(); }
  // Whether a member has this value.
  [[nodiscard]] bool has(Text name, Text json) const {
    const JsonMember* member = find(*members_, name);
    return member != nullptr && member->value == json;
  }
  // A member that is a text; nothing if it is not there, or is not this one.
  [[nodiscard]] std::optional<Text> text(Text name) const {
    const JsonMember* member = find(*members_, name);
    if (member == nullptr || !member->value.starts_with('"')) return std::nullopt;
    return JsonReader(member->value).string().decode(arena_);
  }
  [[nodiscard]] bool says(Text name, Text text) const {
    return text.empty() ? has(name, "null") || this->text(name) == text : this->text(name) == text;
  }

 private:
  Arena& arena_;
  std::optional<JsonObjectParts> members_;
};

}  // namespace

Task<Result<void>> listNodes(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto scope = readScope(call, given, "scope", problem);
  const Text prefix = arena.text(lowerCase(wordOf(given, "namePrefix")));
  const Text kind = given.read<Text>("kind").value_or(Text());
  const auto has_content = given.read<bool>("hasContent");
  const Text after = given.read<Text>("cursor").value_or(Text());
  const std::uint64_t limit = limitOf(given);
  if (problem) return refused<void>(std::move(*problem));
  std::vector<Where> parts = seenNodes(arena, *scope);
  if (!prefix.empty()) {
    parts.push_back(compares(arena, ofNode("canonicalName"), Is::kPrefix, {prefix}));
  }
  if (!kind.empty()) parts.push_back(equals(arena, ofNode("kind"), {kind}));
  if (has_content) {
    const Where empty = anyOf(arena, {equals(arena, ofNode("content"), kNull),
                                      equals(arena, ofNode("content"), {Text()})});
    parts.push_back(*has_content ? noneOf(arena, empty) : empty);
  }
  if (!after.empty()) {
    const Cursor cursor(arena, after);
    if (!cursor.isOne()) {
      return refused<void>({ErrorCode::kInvalidArgument, "Invalid knowledge node cursor.", {}, {}});
    }
    const auto name = cursor.text("name");
    const auto id = cursor.text("id");
    const auto at_ms = parseTime(cursor.text("updatedAt").value_or(Text()));
    const Text content = !has_content ? Text("null") : *has_content ? Text("true") : Text("false");
    if (!cursor.has("version", "1") || cursor.text("type") != kNode || !name || !id || !at_ms ||
        !cursor.says("namePrefix", prefix) || !cursor.says("kind", kind) ||
        !cursor.has("hasContent", content)) {
      return refused<void>({ErrorCode::kInvalidArgument,
                            "Knowledge node cursor does not match the active browse filters.",
                            {},
                            {}});
    }
    const Cell at{Time{*at_ms}};
    const Where behind = query::allOf(arena, {equals(arena, ofNode("name"), {*name}),
                                              compares(arena, ofNode("id"), Is::kGt, {*id})});
    const Where same_time = query::allOf(
        arena, {equals(arena, ofNode("updatedAt"), at),
                anyOf(arena, {compares(arena, ofNode("name"), Is::kGt, {*name}), behind})});
    parts.push_back(anyOf(arena, {compares(arena, ofNode("updatedAt"), Is::kLt, at), same_time}));
  }
  return answer(db,
                *arena.keep(Select{.table = &kNodes,
                                   .columns = kNodeRow,
                                   .where = all(arena, parts),
                                   .order = kLatest,
                                   .limit = limit}),
                out);
}

// ---- Records

namespace {

enum class About : std::uint8_t { kNode, kMention, kEither, kSource };

Where whose(Arena& arena, About about, Text id) {
  if (about == About::kSource) return equals(arena, ofRecord("sourceThreadId"), {id});
  const Where of_node = equals(arena, ofRecord("node"), {id});
  if (about == About::kNode) return of_node;
  static constexpr Col kSource[] = {ofMention("sourceId")};
  const Select* mentions = arena.keep(
      Select{.table = &kMentions,
             .columns = kSource,
             .where = query::allOf(arena, {equals(arena, ofMention("recordId"), {id}),
                                           equals(arena, ofMention("sourceType"), {kRecord})})});
  const Where mention{.is = Is::kInRows, .field = {ofRecord("id")}, .rows = mentions};
  return about == About::kMention ? mention : anyOf(arena, {of_node, mention});
}

Task<Result<void>> listRecords(Call& call, Database& db, const Request& request, JsonWriter& out,
                               About about) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const bool by_source = about == About::kSource;
  Text id = by_source ? given.needed<Id>("sourceThreadId").text : readNodeId(given);
  const auto scope = readScope(call, given, "scope", problem);
  const Text after = wordOf(given, "after");
  const bool deleted = given.read<bool>("includeDeleted").value_or(false);
  const std::uint64_t limit = limitOf(given);
  if (problem) co_return std::unexpected(std::move(*problem));
  std::vector<Where> parts = {{}, visibleFrom(*scope, ofRecord("scopeKey"))};
  if (!deleted) parts.push_back(equals(arena, ofRecord("deletedAt"), kNull));
  if (!after.empty()) {
    parts.push_back(compares(arena, ofRecord("id"), by_source ? Is::kGt : Is::kLt, {after}));
  }
  const Order order[] = {{.column = ofRecord("id"), .descending = !by_source}};
  Select records{.table = &kRecords,
                 .columns = kRecordRow,
                 .order = order,
                 .limit = limit,
                 .count = Count::kMore};
  Answer found;
  Nodes seen(call, kNodePlace);
  for (;;) {
    parts[0] = whose(arena, about, id);
    records.where = {.is = Is::kAnd, .parts = std::span<const Where>(parts)};
    const Cell ids[] = {{id}};
    const Statement statements[] = {records, nodesOf(ids, kNodePlace)};
    const Result<Outcome> outcome = co_await db.run(
        {.statements = std::span(statements).first(by_source ? 1 : 2), .replica_ok = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    if (by_source) {
      found = outcome->answers[0];
      break;
    }
    const Rows& nodes = outcome->answers[1].rows;
    if (nodes.empty()) break;
    const Value& into = nodes[0][at("mergedInto")];
    if (into.isNull()) {
      found = outcome->answers[0];
      break;
    }
    if (!seen.row(into.text).empty()) {
      co_return fail(ErrorCode::kCorruptRow,
                     "Knowledge merge cycle detected at " + std::string(id));
    }
    seen.add(nodes);
    id = into.text;
  }
  out.beginObject().key("records").beginArray();
  const Result<void> written = write(out, records, found.rows);
  if (!written) co_return written;
  out.endArray();
  if (found.has_more && !found.rows.empty()) {
    out.key("nextCursor").string(found.rows[found.rows.size() - 1][0].text);
  }
  out.endObject();
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> getKnowledge(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text id = given.needed<Id>("id").text;
  const bool deleted = given.read<bool>("includeDeleted").value_or(false);
  if (problem) return refused<void>(std::move(*problem));
  Where where = equals(arena, ofRecord("id"), {id});
  if (!deleted) {
    where = query::allOf(arena, {where, equals(arena, ofRecord("deletedAt"), kNull)});
  }
  return answer(db, *arena.keep(Select{.table = &kRecords, .columns = kRecordRow, .where = where}),
                out, false);
}

Task<Result<void>> listKnowledgeAbout(Call& call, Database& db, const Request& request,
                                      JsonWriter& out) {
  return listRecords(call, db, request, out, About::kNode);
}
Task<Result<void>> listKnowledgeMentioning(Call& call, Database& db, const Request& request,
                                           JsonWriter& out) {
  return listRecords(call, db, request, out, About::kMention);
}
Task<Result<void>> listKnowledgeRelatedTo(Call& call, Database& db, const Request& request,
                                          JsonWriter& out) {
  return listRecords(call, db, request, out, About::kEither);
}
Task<Result<void>> knowledgeBySource(Call& call, Database& db, const Request& request,
                                     JsonWriter& out) {
  return listRecords(call, db, request, out, About::kSource);
}

// ---- Both

namespace {

// The text has it, in small letters or as it was asked for; letters of ASCII in either case.
Where containsEither(Arena& arena, Col column, Text query, Text lower) {
  const auto contains = [&](Text text) {
    return Where{
        .is = Is::kContains, .field = {column}, .fold = true, .values = arena.list<Cell>({{text}})};
  };
  return equalsFolded(query, lower) ? contains(lower)
                                    : anyOf(arena, {contains(lower), contains(query)});
}

constexpr Col kFoundNode[] = {ofNode("id"), ofNode("name"), ofNode("scope"), ofNode("description"),
                              ofNode("content")};
constexpr Col kFoundRecord[] = {ofRecord("id"), ofRecord("node"), ofRecord("scope"),
                                ofRecord("text")};

void writeFound(JsonWriter& out, Text type, Text id, Text node, Text name, Text text, Text scope) {
  out.beginObject().key("type").string(type).key("id").string(id).key("recordId").string(node);
  out.key("name").string(name).key("text").string(text).key("scope");
  api::writeStoredJson(out, scope);
  out.endObject();
}

}  // namespace

Task<Result<void>> search(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text query = trimmed(given.needed<Text>("query"));
  const auto scope = readScope(call, given, "scope", problem);
  const std::uint64_t limit = limitOf(given, 20);
  if (problem) co_return std::unexpected(std::move(*problem));
  out.beginArray();
  if (query.empty()) {
    out.endArray();
    co_return Result<void>();
  }
  const Text lower = arena.text(lowerCase(query));
  std::vector<Where> of_nodes = seenNodes(arena, *scope);
  of_nodes.push_back(anyOf(arena, {compares(arena, ofNode("canonicalName"), Is::kContains, {lower}),
                                   containsEither(arena, ofNode("kind"), query, lower),
                                   containsEither(arena, ofNode("content"), query, lower),
                                   containsEither(arena, ofNode("description"), query, lower)}));
  Select records{
      .table = &kRecords,
      .columns = kFoundRecord,
      .where = query::allOf(arena, {visibleFrom(*scope, ofRecord("scopeKey")),
                                    equals(arena, ofRecord("deletedAt"), kNull),
                                    containsEither(arena, ofRecord("text"), query, lower)}),
      .limit = limit,
      .scan = true};
  Select parents = records;
  static constexpr Col kParent[] = {ofRecord("node")};
  parents.columns = kParent;
  const Statement statements[] = {
      Select{.table = &kNodes,
             .columns = kFoundNode,
             .where = all(arena, of_nodes),
             .order = kLatest,
             .limit = limit},
      records,
      Select{.table = &kNodes,
             .columns = kWholeNode,
             .where = {.is = Is::kInRows, .field = {ofNode("id")}, .rows = &parents}}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .replica_ok = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  std::uint64_t left = limit;
  const Rows& nodes = outcome->answers[0].rows;
  for (std::size_t i = 0; i < nodes.size() && left != 0; ++i, --left) {
    const Row row = nodes[i];
    std::string text(row[1].text);
    for (const Value& part : row.subspan(3)) {
      if (!part.isNull() && !part.text.empty()) text.append("\n").append(part.text);
    }
    writeFound(out, kNode, row[0].text, row[0].text, row[1].text, text, row[2].text);
  }
  Nodes known(call, kWholeNode);
  known.add(outcome->answers[2].rows);
  if (auto done = co_await known.follow(db); !done) co_return done;
  const Rows& found = outcome->answers[1].rows;
  for (std::size_t i = 0; i < found.size() && left != 0; ++i) {
    const Row row = found[i];
    const Row parent = known.end(row[1].text);
    if (parent.empty()) continue;
    writeFound(out, kRecord, row[0].text, parent[at("id")].text, parent[at("name")].text,
               row[3].text, row[2].text);
    --left;
  }
  out.endArray();
  if (out.text().size() > out.limit()) {
    co_return fail(ErrorCode::kTooLarge, "the answer is too long: ask for fewer rows");
  }
  co_return Result<void>();
}

// ---- What has happened

Task<Result<void>> listActivity(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto scope = readScope(call, given, "scope", problem);
  const Text after = wordOf(given, "after");
  const std::uint64_t limit = limitOf(given);
  if (problem) return refused<void>(std::move(*problem));
  static constexpr Order kNewest[] = {{.column = ofActivity("id"), .descending = true}};
  Where where = visibleFrom(*scope, ofActivity("scopeKey"));
  if (!after.empty()) {
    where = query::allOf(arena, {where, compares(arena, ofActivity("id"), Is::kLt, {after})});
  }
  return answer(db,
                *arena.keep(Select{.table = &kActivity,
                                   .columns = kActivityRow,
                                   .where = where,
                                   .order = kNewest,
                                   .limit = limit}),
                out);
}

Task<Result<void>> listSemanticOutbox(Call& call, Database& db, const Request& request,
                                      JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto scope = readScope(call, given, "scope", problem, false);
  const Text status = given.read<Text>("status").value_or(Text());
  const std::uint64_t limit = limitOf(given);
  if (problem) return refused<void>(std::move(*problem));
  static constexpr Order kOldest[] = {{.column = ofOutbox("createdAt")},
                                      {.column = ofOutbox("id")}};
  std::vector<Where> parts;
  if (!status.empty()) parts.push_back(equals(arena, ofOutbox("status"), {status}));
  if (scope) parts.push_back(visibleFrom(*scope, ofOutbox("scopeKey")));
  return answer(db,
                *arena.keep(Select{.table = &kOutbox,
                                   .columns = kOutboxRow,
                                   .where = all(arena, parts),
                                   .order = kOldest,
                                   .limit = limit,
                                   .scan = true}),
                out);
}

}  // namespace agentkeep::knowledge
