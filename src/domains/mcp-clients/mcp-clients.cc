// The domain `mcpClients`: contract/versioned.md and contract/mcpClients.md.
#include "versioned/entities.h"
#include "versioned/versioned.h"

namespace agentkeep::mcp_clients {
namespace {

using namespace versioned;  // the words of its tables

constexpr Table kEntities{.name = "mastra_mcp_clients", .columns = kEntityColumns, .keys = kById};

constexpr Column kVersionColumns[] = {
    kId,
    parent("mcpClientId"),
    kVersionNumber,
    needed(text("name")),
    text("description"),
    needed(object("servers")),
    kChangedFields,
    kChangeMessage,
    kCreatedAt,
};
constexpr query::AccessPath kVersionPaths[] = {
    {"idx_mcp_client_versions_client_version", kByNumber, versioned::kVersionPathMethods}};
constexpr Table kVersions{.name = "mastra_mcp_client_versions",
                          .columns = kVersionColumns,
                          .keys = kById,
                          .paths = kVersionPaths};

constexpr const Table* kTables[] = {&kEntities, &kVersions};
constexpr Versioned kVersioned = ordered({.argument = "mcpClient",
                                          .list = "mcpClients",
                                          .entity = "MCPClient",
                                          .error = "MCP_CLIENT",
                                          .entities = &kEntities,
                                          .versions = &kVersions,
                                          .status = "published"});

}  // namespace

extern const api::Domain kDomain{
    .name = "mcpClients", .tables = kTables, .methods = kMethods, .versioned = &kVersioned};

}  // namespace agentkeep::mcp_clients
