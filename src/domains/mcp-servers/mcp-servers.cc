// The domain `mcpServers`: contract/versioned.md and contract/mcpServers.md.
#include "versioned/entities.h"
#include "versioned/versioned.h"

namespace agentkeep::mcp_servers {
namespace {

using namespace versioned;  // the words of its tables

constexpr Table kEntities{.name = "mastra_mcp_servers", .columns = kEntityColumns, .keys = kById};

constexpr Column kVersionColumns[] = {
    kId,
    parent("mcpServerId"),
    kVersionNumber,
    needed(text("name")),
    needed(text("version")),
    text("description"),
    text("instructions"),
    object("repository"),
    text("releaseDate"),
    {.name = "isLatest", .type = Type::kBoolean},
    text("packageCanonical"),
    object("tools"),
    object("agents"),
    object("workflows"),
    kChangedFields,
    kChangeMessage,
    kCreatedAt,
};
constexpr query::AccessPath kVersionPaths[] = {
    {"idx_mcp_server_versions_server_version", kByNumber, versioned::kVersionPathMethods}};
constexpr Table kVersions{.name = "mastra_mcp_server_versions",
                          .columns = kVersionColumns,
                          .keys = kById,
                          .paths = kVersionPaths};

constexpr const Table* kTables[] = {&kEntities, &kVersions};
constexpr Versioned kVersioned = ordered({.argument = "mcpServer",
                                          .list = "mcpServers",
                                          .entity = "MCPServer",
                                          .error = "MCP_SERVER",
                                          .entities = &kEntities,
                                          .versions = &kVersions,
                                          .status = "published"});

}  // namespace

extern const api::Domain kDomain{
    .name = "mcpServers", .tables = kTables, .methods = kMethods, .versioned = &kVersioned};

}  // namespace agentkeep::mcp_servers
