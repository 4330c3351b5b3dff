#include "api/index-methods.h"

#include <vector>

#include "api/decode.h"
#include "core/ascii.h"

namespace agentkeep::api {
namespace {

using query::Col;
using query::Table;
using Tables = std::span<const Table* const>;

struct CreateIndex {
  Text name;
  Text table;
  std::span<const Text> columns;
  std::optional<bool> unique;
  std::optional<bool> concurrent;
  std::optional<Text> where;
  std::optional<Text> method;
  std::optional<Text> opclass;
  std::optional<JsonMembers> storage;
  std::optional<Text> tablespace;
};
struct ListIndexes {
  std::optional<Text> table;
};
struct IndexName {
  Text name;
};

}  // namespace

#define MEMBER AGENTKEEP_FIELD

AGENTKEEP_SHAPE(
    CreateIndex,
    MEMBER(CreateIndex, name, "Letters, digits and underscores, at most 63; behind the prefix."),
    MEMBER(CreateIndex, table, "Such as mastra_threads."),
    MEMBER(
        CreateIndex, columns,
        "Each may end in ` ASC` or ` DESC`, which Aurora DSQL ignores. A member of a document is "
        "`data.address.city`, on SQLite and PostgreSQL."),
    MEMBER(CreateIndex, unique, ""),
    MEMBER(CreateIndex, concurrent,
           "PostgreSQL: others go on writing; Aurora DSQL: do not wait. Absent: true."),
    MEMBER(CreateIndex, where,
           "Which rows: columns, strings, numbers, TRUE, FALSE, NULL, comparisons, AND, OR, NOT, "
           "IN, IS, BETWEEN and parentheses."),
    MEMBER(CreateIndex, method, "PostgreSQL: btree, hash, gin, gist, spgist, brin."),
    MEMBER(CreateIndex, opclass, "PostgreSQL."),
    MEMBER(CreateIndex, storage, "PostgreSQL: numbers and booleans, such as fillfactor."),
    MEMBER(CreateIndex, tablespace, "PostgreSQL."))
AGENTKEEP_SHAPE(ListIndexes, MEMBER(ListIndexes, table, "Absent: of all tables."))
AGENTKEEP_SHAPE(IndexName, MEMBER(IndexName, name, "With the prefix or without."))

#undef MEMBER

namespace {

constexpr Text kTableParameter[] = {"table"};
constexpr Text kNameParameter[] = {"name"};

#ifdef AGENTKEEP_DESCRIBE
constexpr AnswerType kAnswers[] = {
    {.name = "IndexInfo",
     .type = "{ name: string, table: string, columns: string[], unique: boolean, size?: string, "
             "definition: string }"},
    {.name = "IndexStats",
     .type = "{ ...IndexInfo, method: string, scans?: integer, tuples_read?: integer, "
             "tuples_fetched?: integer }"},
};
#endif

constexpr Method kMethods[] = {
    {"createIndex",
     Scope::kAdmin,
     &ShapeOf<CreateIndex>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     nullptr,
     AGENTKEEP_NOTE("Makes an index, if the table has none of its name."),
     {},
     "indexCreate"},
    {"listIndexes",
     Scope::kAdmin,
     &ShapeOf<ListIndexes>::shape,
     {},
     AGENTKEEP_NOTE("IndexInfo[]"),
     nullptr,
     AGENTKEEP_NOTE("The indexes of a table, or of all."),
     kTableParameter,
     "indexList"},
    {"describeIndex",
     Scope::kAdmin,
     &ShapeOf<IndexName>::shape,
     {},
     AGENTKEEP_NOTE("IndexStats"),
     nullptr,
     AGENTKEEP_NOTE("An index, with what the database knows of its use."),
     kNameParameter,
     "indexDescribe"},
    {"dropIndex",
     Scope::kAdmin,
     &ShapeOf<IndexName>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     nullptr,
     AGENTKEEP_NOTE("Drops an index that createIndex made, if there is one."),
     kNameParameter,
     "indexDrop"},
};
constexpr query::IndexTask taskOf(const Method& method) {
  return static_cast<query::IndexTask>(&method - kMethods);
}

bool isShortName(Text text) { return text.size() <= query::kMaxIndexName && isName(text); }

// `name` has passed isShortName().
Error refused(Text field, Text why, Text name = {}) {
  Error error{ErrorCode::kInvalidArgument, {}, "FAILED", {}};
  error->message.append(field).append(why).append(name);
  return error;
}

Error notAName(Text field) {
  return refused(field, " may have letters, digits and underscores, at most 63");
}

// By its name in the schema, or in the database.
std::optional<Error> findTable(Tables tables, Text prefix, Text name, const Table*& found) {
  if (!isShortName(name)) return notAName("table");
  const Text bare = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
  for (const Table* table : tables) {
    if (table->name != name && table->name != bare) continue;
    found = table;
    return std::nullopt;
  }
  return refused("table", ": there is no ", name);
}

std::optional<Error> readKey(Arena& arena, const Table& table, Text given, query::IndexKey& key) {
  const Text whole = given.substr(0, given.find(' '));
  const Text name = whole.substr(0, whole.find('.'));
  Text direction = given.substr(whole.size());
  while (direction.starts_with(' ')) direction.remove_prefix(1);
  for (const Text each : {Text("ASC"), Text("DESC")}) {
    if (equalsFolded(direction, each)) key.direction = each;
  }
  if (!isShortName(name) || (!direction.empty() && key.direction.empty())) {
    return refused("columns",
                   " may have letters, digits and underscores, and ASC or DESC behind them");
  }
  std::vector<Text> path;
  for (Text rest = whole.substr(name.size()); !rest.empty();) {
    rest.remove_prefix(1);
    path.push_back(rest.substr(0, rest.find('.')));
    if (!isShortName(path.back())) {
      return refused("columns", ": names of members may have letters, digits and underscores");
    }
    rest.remove_prefix(path.back().size());
  }
  for (const query::Column& column : table.columns) {
    if (column.name != name) continue;
    if (!path.empty() && column.type != query::Type::kJson) {
      return refused("columns", ": there are no members in ", name);
    }
    key.column = static_cast<Col>(&column - table.columns.data());
    key.path = arena.copy(std::span<const Text>(path));
    return std::nullopt;
  }
  return refused("columns", ": the table has no ", name);
}

}  // namespace

extern const Domain kIndexDomain{"store", {}, kMethods AGENTKEEP_ANSWERS(, nullptr, kAnswers)};

// Not inlined into a coroutine, where it would be larger.
[[gnu::noinline]] std::optional<Error> readIndexAsk(Call& call, const Method& method, Text body,
                                                    Tables tables, Text prefix,
                                                    query::IndexAsk& ask) {
  ask.task = taskOf(method);
  ask.tables = tables;
  CreateIndex create;
  ListIndexes list;
  IndexName name;
  void* input = &name;
  if (ask.task == query::IndexTask::kCreate) input = &create;
  if (ask.task == query::IndexTask::kList) input = &list;
  if (auto problem = Decoder(body, call).readBody(*method.arguments, input)) return problem;
  const Table* table = nullptr;
  if (ask.task == query::IndexTask::kList) {
    if (!list.table) return std::nullopt;
    auto problem = findTable(tables, prefix, *list.table, table);
    ask.tables = call.arena.copy(std::span<const Table* const>(&table, 1));
    return problem;
  }
  ask.name = ask.task == query::IndexTask::kCreate ? create.name : name.name;
  if (!isShortName(ask.name)) return notAName("name");
  if (ask.task != query::IndexTask::kCreate) return std::nullopt;
  if (auto problem = findTable(tables, prefix, create.table, table)) return problem;
  if (create.columns.empty()) return refused("columns", " must name at least one column");
  const std::span<query::IndexKey> keys = call.arena.make<query::IndexKey>(create.columns.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (auto problem = readKey(call.arena, *table, create.columns[i], keys[i])) return problem;
  }
  ask.create = {.table = table,
                .keys = keys,
                .unique = create.unique.value_or(false),
                .concurrent = create.concurrent.value_or(true),
                .where = create.where.value_or(Text()),
                .method = create.method,
                .opclass = create.opclass,
                .storage = create.storage,
                .tablespace = create.tablespace};
  return std::nullopt;
}

Result<void> writeIndexes(JsonWriter& out, const query::IndexAsk& ask, const query::Rows& rows) {
  const bool isList = ask.task == query::IndexTask::kList;
  if (ask.task == query::IndexTask::kDescribe && rows.empty()) {
    Error error = refused("name", ": there is no ", ask.name);
    error->code = ErrorCode::kNotFound;
    return std::unexpected(std::move(error));
  }
  if (isList) out.beginArray();
  for (const query::Value& each : rows.cells) out.raw(each.text);
  if (isList) out.endArray();
  return {};
}

}  // namespace agentkeep::api
