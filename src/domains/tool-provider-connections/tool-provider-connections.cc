// The domain `toolProviderConnections`: contract/toolProviderConnections.md and
// contract/schemas.json.
#include "operations/columns.h"
#include "operations/operation.h"

namespace agentkeep::tool_provider_connections {
namespace {

using namespace query;       // domains speak its words all the time
using namespace operations;  // and so do described ones those of operations
using api::Scope;
using operations::By;

constexpr Text kScopeWords[] = {"per-author", "shared", "caller-supplied"};
constexpr Words kScopes{kScopeWords, "'per-author', 'shared' or 'caller-supplied'"};

constexpr Column kColumns[] = {
    needed(id("authorId")),
    needed(id("providerId")),
    needed(id("connectionId")),
    needed(id("toolkit")),
    {.name = "label", .type = Type::kText, .absent_json = "null", .clears = true},
    filled(word("scope", kScopes), Fill::kWord),
    own(time("createdAt"), Fill::kNow),
    own(time("updatedAt"), Fill::kTime),
};
consteval Col col(Text name) { return columnOf(kColumns, name); }

constexpr Col kKey[] = {col("authorId"), col("providerId"), col("connectionId")};
constexpr Key kKeys[] = {{kKey}};
constexpr Col kByToolkit[] = {col("authorId"), col("providerId"), col("toolkit")};
constexpr AccessPath kPaths[] = {
    {"idx_tool_provider_connections_author", kByToolkit, "listConnectionsByAuthor"}};
constexpr Table kConnections{.name = "mastra_tool_provider_connections",
                             .columns = kColumns,
                             .keys = kKeys,
                             .paths = kPaths,
                             .keeps_insertion_order = true};
constexpr const Table* kTables[] = {&kConnections};

constexpr auto kRow = allOf<std::size(kColumns)>;
constexpr By kByKey[] = {{col("authorId")}, {col("providerId")}, {col("connectionId")}};
constexpr By kFilter[] = {{.column = col("authorId"), .optional = true},
                          {.column = col("providerId"), .optional = true, .blank = false},
                          {.column = col("toolkit"), .optional = true, .blank = false},
                          {.column = col("scope"), .optional = true, .blank = false}};
constexpr Order kOldest[] = {{.column = col("createdAt")}};

constexpr Operation kGet{.what = Do::kGet,
                         .table = &kConnections,
                         .row = kRow,
                         .type = "ToolProviderConnection",
                         .by = kByKey};
constexpr Operation kUpsert{.what = Do::kUpsert,
                            .table = &kConnections,
                            .row = kRow,
                            .type = "ToolProviderConnection",
                            .entity = "connection"};
constexpr Operation kList{.what = Do::kList,
                          .table = &kConnections,
                          .row = kRow,
                          .type = "ToolProviderConnection",
                          .by = kFilter,
                          .order = kOldest};
constexpr Operation kDelete{.what = Do::kRemove, .table = &kConnections, .by = kByKey};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr api::Method kMethods[] = {
    described("getConnectionById", Scope::kRead, kGet, AGENTKEEP_NOTE("One connection, or null."),
              {}, "toolProviderConnectionGet"),
    described("upsertConnection", Scope::kWrite, kUpsert,
              AGENTKEEP_NOTE("Makes a connection of an author, or changes what is given of it; a "
                             "label of null is none."),
              {}, "toolProviderConnectionUpsert"),
    described("listConnectionsByAuthor", Scope::kRead, kList,
              AGENTKEEP_NOTE("Connections that match, the oldest first; without authorId those of "
                             "every author."),
              {}, "toolProviderConnectionList"),
    described("deleteConnection", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("Deletes a connection; no error if it does not exist."), {},
              "toolProviderConnectionDelete"),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every connection.")),
};

}  // namespace

extern const api::Domain kDomain{"toolProviderConnections", kTables, kMethods};

}  // namespace agentkeep::tool_provider_connections
