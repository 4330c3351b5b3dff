// Nodes by what they are called, and what texts say of them.
#pragma once

#include <map>
#include <vector>

#include "core/call.h"
#include "domains/knowledge/scope.h"
#include "query/database.h"

namespace agentkeep::knowledge {

using Row = std::span<const query::Value>;

// What a name is compared by: small letters, as JavaScript has them, without blanks around.
Text trimmed(Text text);
Text canonical(Arena& arena, Text name);

// A name in double brackets: `[[Ada]]`.
struct Link {
  Text name;
  Text canonical;
};

// Those of a text, each name once. Problems: more than 1,000, names longer than an id may be.
std::vector<Link> linksOf(Call& call, Text text, std::optional<Error>& problem);

// Nodes of these names in any of the scopes that are seen from either.
query::Select nodesCalled(Arena& arena, std::span<const Link> links, const Scope& scope,
                          const Scope& other);

// Nodes that were read: their columns are kNodePlace, or kWholeNode.
class Nodes {
 public:
  Nodes(Call& call, std::span<const Col> columns) : call_(call), columns_(columns) {}

  void add(const query::Rows& rows);

  // Reads on until it is known which node each has been merged into: a round trip a hop.
  // Errors: kCorruptRow, if that goes round in circles.
  Task<Result<void>> follow(query::Database& db);

  // The node of that id; empty: it was not read, or does not exist.
  [[nodiscard]] Row row(Text id) const { return find(byId_, id); }
  // What is left of a node after all mergers; empty: there is none.
  [[nodiscard]] Row end(Text id) const;
  // The one of exactly that name and scope, merged or not.
  [[nodiscard]] Row called(Text scope, Text canonical) const;

 private:
  [[nodiscard]] Text placeOf(Text scope, Text canonical) const;
  [[nodiscard]] Row find(const std::map<Text, Row>& in, Text key) const;

  Call& call_;
  std::span<const Col> columns_;
  std::map<Text, Row> byId_, byPlace_;
};

query::Select nodesOf(std::span<const query::Cell> ids, std::span<const Col> columns);

// Of a whole node what the wire has.
Result<void> writeNode(JsonWriter& out, Row row);

// A node that a change writes: it is there when its own links are looked for.
struct Self {
  Text id, scope, canonical;
};

// The id of the argument `node`: a node, or its id.
Text readNodeId(api::Arguments& given);

// What is written at once: rows and what must still be so, then mentions, activity and what the
// semantic index is told.
class Writing {
 public:
  explicit Writing(Call& call) : call_(call), arena_(call.arena) {}

  // What must still be so; the number of the statement.
  std::size_t demand(query::Must must, query::Select select);
  std::size_t add(const query::Statement& statement);
  // The update, which returns nothing, must change one row.
  void update(const query::Update& update);

  // Replaces what the source mentions by what its links say: nodes that are found from `scope`,
  // else new ones in `home`. Errors: kConflict.
  Result<void> mention(Text type, Text id, std::span<const Link> links, const Scope& scope,
                       const Scope& home, const Nodes& nodes, const Self* self, bool is_new);
  // The source mentions a node.
  void mention(Text type, Text id, Text node);
  // The cells of another new node, in the order of kNodeColumns.
  std::span<query::Cell> node(Text id, Text name, Text canonical, const Scope& scope);
  void activity(Text action, Text type, Text id, const Scope& scope, query::Cell thread = {});
  void enqueue(Text type, Text id, Text operation, Text version, const Scope& scope);
  // With a version that nothing else has.
  void enqueue(Text type, Text id, Text operation, const Scope& scope) {
    enqueue(type, id, operation, ulid(), scope);
  }

  // No two changes with this name at once.
  void serialize(Text name) { serial_ = arena_.list<Text>({name}); }

  Task<Result<query::Outcome>> run(query::Database& db);

 private:
  [[nodiscard]] Text ulid();

  Call& call_;
  Arena& arena_;
  std::vector<query::Statement> statements_;
  std::vector<query::Cell> nodes_, mentions_, activity_, outbox_;
  std::span<const Text> serial_;
  query::Batch batch_;
};

// The cells of one row, in the order of the table's columns.
void addActivity(Call& call, std::vector<query::Cell>& to, Text action, Text type, Text id,
                 query::Cell scope, query::Cell key, query::Cell thread);
void addOutbox(Call& call, std::vector<query::Cell>& to, Text type, Text id, Text operation,
               Text version, query::Cell scope, query::Cell key);
// What a semantic index calls it.
Text documentOf(Arena& arena, Text type, Text id);

Error conflict(std::string message, Text status = {});
Error notFound(Text type, Text id);
// A change that others were always faster than.
Error contended();
inline constexpr unsigned kAttempts = 100;

}  // namespace agentkeep::knowledge
