#include "domains/knowledge/nodes.h"

#include <algorithm>

#include "api/encode.h"
#include "core/lower-case.h"
#include "core/text-index.h"
#include "core/ulid.h"
#include "core/uuid.h"
#include "query/ask.h"

namespace agentkeep::knowledge {

using namespace query;  // domains speak its words all the time

namespace {

constexpr std::size_t kMaxLinks = 1000;

// The blanks of JavaScript beyond ASCII.
constexpr Text kBlanks[] = {"\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
                            "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028",
                            "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"};

bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

template <class Has>
std::size_t blankAt(Text text, char edge, Has has) {
  if (text.empty()) return 0;
  if (isBlank(edge)) return 1;
  for (const Text blank : kBlanks) {
    if (has(blank)) return blank.size();
  }
  return 0;
}

}  // namespace

Text trimmed(Text text) {
  while (const std::size_t size = blankAt(text, text.empty() ? '\0' : text.front(),
                                          [&](Text blank) { return text.starts_with(blank); })) {
    text.remove_prefix(size);
  }
  while (const std::size_t size = blankAt(text, text.empty() ? '\0' : text.back(),
                                          [&](Text blank) { return text.ends_with(blank); })) {
    text.remove_suffix(size);
  }
  return text;
}

Text canonical(Arena& arena, Text name) { return arena.text(lowerCase(trimmed(name))); }

std::vector<Link> linksOf(Call& call, Text text, std::optional<Error>& problem) {
  std::vector<Link> links;
  TextIndex known(call.arena, kMaxLinks + 1);
  constexpr std::size_t kNowhere = Text::npos;
  std::size_t begin = kNowhere;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const Text pair = text.substr(i, 2);
    if (pair == "[[") {
      begin = ++i + 1;
      continue;
    }
    if (pair != "]]" || begin == kNowhere) continue;
    const Text name = trimmed(text.substr(begin, i - begin));
    begin = kNowhere;
    ++i;
    if (name.empty()) continue;
    const Text key = canonical(call.arena, name);
    if (!known.insert(key)) continue;
    if (links.size() == kMaxLinks || name.size() > Id::kMaxBytes || name.contains('\0')) {
      problem = Error{ErrorCode::kInvalidArgument,
                      "a text must not have more than 1000 names in brackets, nor one with NUL or "
                      "longer than 1024 bytes",
                      {},
                      {}};
      break;
    }
    links.push_back({name, key});
  }
  return links;
}

Select nodesCalled(Arena& arena, std::span<const Link> links, const Scope& scope,
                   const Scope& other) {
  std::vector<Cell> scopes(scope.visible.begin(), scope.visible.end());
  for (const Cell& cell : other.visible) {
    if (!scope.sees(std::get<Text>(cell.value))) scopes.push_back(cell);
  }
  const std::span<Cell> names = arena.make<Cell>(links.size());
  std::ranges::transform(links, names.begin(),
                         [](const Link& each) { return Cell{each.canonical}; });
  return {.table = &kNodes,
          .columns = kNodePlace,
          .where = query::allOf(
              arena, {{.is = Is::kIn,
                       .field = {ofNode("scopeKey")},
                       .values = arena.copy(std::span<const Cell>(scopes))},
                      {.is = Is::kIn, .field = {ofNode("canonicalName")}, .values = names}})};
}

Select nodesOf(std::span<const Cell> ids, std::span<const Col> columns) {
  return {.table = &kNodes,
          .columns = columns,
          .where = {.is = Is::kIn, .field = {ofNode("id")}, .values = ids}};
}

Result<void> writeNode(JsonWriter& out, Row row) {
  const Row seen = row.subspan(kHidden);
  return api::writeRows(out, kNodes, kNodeRow, {static_cast<std::uint32_t>(seen.size()), seen});
}

// ---- Nodes that were read

Text Nodes::placeOf(Text scope, Text canonical) const {
  return call_.arena.text(std::string(scope).append("\n").append(canonical));
}

void Nodes::add(const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row row = rows[i];
    byId_[row[at("id")].text] = row;
    byPlace_[placeOf(row[at("scopeKey")].text, row[at("canonicalName")].text)] = row;
  }
}

Row Nodes::find(const std::map<Text, Row>& in, Text key) const {
  const auto found = in.find(key);
  return found == in.end() ? Row() : found->second;
}

Row Nodes::called(Text scope, Text canonical) const {
  return find(byPlace_, placeOf(scope, canonical));
}

Row Nodes::end(Text id) const {
  Row row = find(byId_, id);
  for (std::size_t hop = 0; !row.empty() && !row[at("mergedInto")].isNull(); ++hop) {
    if (hop > byId_.size()) return {};
    row = find(byId_, row[at("mergedInto")].text);
  }
  return row;
}

Task<Result<void>> Nodes::follow(Database& db) {
  for (;;) {
    std::vector<Cell> missing;
    for (const auto& [id, row] : byId_) {
      if (row.empty() || row[at("mergedInto")].isNull()) continue;
      const Text next = row[at("mergedInto")].text;
      if (!byId_.contains(next)) missing.push_back({next});
      std::size_t hops = 0;
      for (Row on = row; !on.empty() && !on[at("mergedInto")].isNull();
           on = find(byId_, on[at("mergedInto")].text)) {
        if (++hops <= byId_.size()) continue;
        co_return fail(ErrorCode::kCorruptRow,
                       "Knowledge merge cycle detected at " + std::string(id));
      }
    }
    if (missing.empty()) co_return Result<void>();
    const Result<Rows> rows = co_await rowsOf(db, nodesOf(missing, columns_));
    if (!rows) co_return std::unexpected(rows.error());
    add(*rows);
    for (const Cell& id : missing) byId_.try_emplace(std::get<Text>(id.value));
  }
}

Text readNodeId(api::Arguments& given) {
  const bool is_node = given.find("node").value_or(Text()).starts_with('{');
  return is_node ? given.inside("node").needed<Id>("id").text : given.needed<Id>("node").text;
}

// ---- What is written

std::size_t Writing::add(const Statement& statement) {
  statements_.push_back(statement);
  return statements_.size() - 1;
}

std::size_t Writing::demand(Must must, Select select) {
  return add(Guard{.must = must, .select = arena_.keep(select)});
}

void Writing::update(const Update& update) {
  add(update);
  add(Guard{.must = Must::kChanged});
}

Text Writing::ulid() { return agentkeep::ulid(call_); }

std::span<Cell> Writing::node(Text id, Text name, Text canonical, const Scope& scope) {
  const std::size_t from = nodes_.size();
  nodes_.resize(from + std::size(kNodeColumns));
  const std::span<Cell> row = std::span(nodes_).subspan(from);
  row[ofNode("id")] = {id};
  row[ofNode("type")] = {kNode};
  row[ofNode("name")] = {name};
  row[ofNode("canonicalName")] = {canonical};
  row[ofNode("kind")] = {kNode};
  row[ofNode("scope")] = {Json{scope.json}};
  row[ofNode("scopeKey")] = {scope.key};
  row[ofNode("version")] = {std::int64_t{1}};
  row[ofNode("createdAt")] = row[ofNode("updatedAt")] = {Time{call_.now_ms}};
  activity("node-created", kNode, id, scope);
  enqueue(kNode, id, "upsert", "1", scope);
  return row;
}

Result<void> Writing::mention(Text type, Text id, std::span<const Link> links, const Scope& scope,
                              const Scope& home, const Nodes& nodes, const Self* self,
                              bool is_new) {
  if (!is_new) {
    add(Delete{.table = &kMentions,
               .where = query::allOf(arena_, {equals(arena_, ofMention("sourceId"), {id}),
                                              equals(arena_, ofMention("sourceType"), {type})})});
  }
  std::vector<Cell> found, made;
  // The node of that name and scope, as this change leaves it.
  const auto called = [&](Text key, Text name) -> Text {
    if (self != nullptr && self->scope == key && self->canonical == name) return self->id;
    const Row row = nodes.called(key, name);
    if (row.empty() || (self != nullptr && row[at("id")].text == self->id)) return {};
    return row[at("id")].text;
  };
  const auto isSeen = [&](Text node, const Scope& from) {
    const Row row = nodes.end(node);
    const bool is_self =
        self != nullptr && (node == self->id || (!row.empty() && row[at("id")].text == self->id));
    if (is_self) return from.sees(self->scope);
    return !row.empty() && from.sees(row[at("scopeKey")].text);
  };
  for (const Link& link : links) {
    Text target;
    for (std::size_t i = scope.visible.size(); i-- > 0 && target.empty();) {
      target = called(std::get<Text>(scope.visible[i].value), link.canonical);
      if (!target.empty() && !isSeen(target, scope)) target = {};
    }
    if (target.empty()) {
      target = called(home.key, link.canonical);
      if (!target.empty() && !isSeen(target, home)) {
        return std::unexpected(
            conflict("Merged knowledge node is not visible from scope: " + std::string(link.name)));
      }
    }
    if (target.empty()) {
      target = uuid4(call_);
      node(target, link.name, link.canonical, home);
      made.push_back({link.canonical});
    } else if (self == nullptr || target != self->id) {
      target = nodes.end(target)[at("id")].text;
      found.push_back({target});
    }
    mention(type, id, target);
  }
  // Nobody has merged them meanwhile, or made one of such a name.
  if (!found.empty()) {
    Select merged = nodesOf(arena_.copy(std::span<const Cell>(found)), kFirst);
    static constexpr Cell kNull{Null{}};
    merged.where = query::allOf(
        arena_, {merged.where, noneOf(arena_, equals(arena_, ofNode("mergedInto"), kNull))});
    demand(Must::kNotExist, merged);
  }
  if (!made.empty()) {
    demand(Must::kNotExist,
           {.table = &kNodes,
            .columns = kFirst,
            .where = query::allOf(arena_, {equals(arena_, ofNode("scopeKey"), {home.key}),
                                           {.is = Is::kIn,
                                            .field = {ofNode("canonicalName")},
                                            .values = arena_.copy(std::span<const Cell>(made))}}),
            .limit = 1});
    serialize(home.key);
  }
  return {};
}

void Writing::mention(Text type, Text id, Text node) {
  mentions_.insert(mentions_.end(), {{type}, {id}, {node}});
}

Text documentOf(Arena& arena, Text type, Text id) {
  return arena.text(std::string("knowledge:").append(type).append(":").append(id));
}

void addActivity(Call& call, std::vector<Cell>& to, Text action, Text type, Text id, Cell scope,
                 Cell key, Cell thread) {
  to.insert(to.end(),
            {{ulid(call)}, {action}, {type}, {id}, scope, key, thread, {Time{call.now_ms}}});
}

void addOutbox(Call& call, std::vector<Cell>& to, Text type, Text id, Text operation, Text version,
               Cell scope, Cell key) {
  const Text document = documentOf(call.arena, type, id);
  const Text once = call.arena.text(
      std::string(document).append(":").append(operation).append(":").append(version));
  const Cell now{Time{call.now_ms}};
  const Cell nothing{Null{}};
  to.insert(to.end(), {{ulid(call)},
                       {once},
                       {document},
                       {type},
                       {operation},
                       scope,
                       key,
                       {Text("pending")},
                       {std::int64_t{0}},
                       now,
                       nothing,
                       nothing,
                       now,
                       nothing});
}

void Writing::activity(Text action, Text type, Text id, const Scope& scope, Cell thread) {
  addActivity(call_, activity_, action, type, id, {Json{scope.json}}, {scope.key}, thread);
}

void Writing::enqueue(Text type, Text id, Text operation, Text version, const Scope& scope) {
  addOutbox(call_, outbox_, type, id, operation, version, {Json{scope.json}}, {scope.key});
}

Task<Result<Outcome>> Writing::run(Database& db) {
  const auto insert = [&](const Table& table, std::span<const Col> columns,
                          std::span<const Cell> rows, OnConflict on_conflict) {
    if (rows.empty()) return;
    add(Insert{.table = &table, .columns = columns, .rows = rows, .on_conflict = on_conflict});
  };
  static constexpr auto kNodeCells = allOf<std::size(kNodeColumns)>;
  insert(kNodes, kNodeCells, nodes_, OnConflict::kFail);
  insert(kMentions, kMentionRow, mentions_, OnConflict::kSkip);
  insert(kActivity, kActivityCells, activity_, OnConflict::kFail);
  insert(kOutbox, kOutboxCells, outbox_, OnConflict::kFail);
  batch_ = {.statements = statements_, .serialize = serial_, .may_fail = true};
  return db.run(batch_);
}

Error conflict(std::string message, Text status) {
  return {ErrorCode::kConflict, std::move(message), status, {}};
}

Error notFound(Text type, Text id) {
  return {ErrorCode::kNotFound,
          std::string("Knowledge ").append(type).append(" not found: ").append(id),
          {},
          {}};
}

Error contended() {
  Error lost = conflict("the knowledge was changed by others all the time");
  lost->retryable = true;
  return lost;
}

}  // namespace agentkeep::knowledge
