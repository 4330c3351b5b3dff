// The domain `agents`: contract/versioned.md and contract/agents.md.
#include "versioned/entities.h"
#include "versioned/versioned.h"

namespace agentkeep::agents {
namespace {

using namespace versioned;  // the words of its tables

constexpr Column kVersionColumns[] = {
    kId,
    parent("agentId"),
    kVersionNumber,
    needed(text("name")),
    text("description"),
    // A text, or a list of blocks.
    {.name = "instructions",
     .type = Type::kTextOrJson,
     .nullable = false,
     .takes = Takes::kList,
     .required = true},
    needed(json("model")),
    json("tools"),
    json("defaultOptions"),
    json("workflows"),
    json("agents"),
    json("integrationTools"),
    json("toolProviders"),
    json("inputProcessors"),
    json("outputProcessors"),
    {.name = "memory", .type = Type::kJson, .keeps_json_null = true},
    json("scorers"),
    json("mcpClients"),
    object("requestContextSchema"),
    json("workspace"),
    json("skills"),
    text("skillsFormat"),
    json("durable"),
    {.name = "browser", .type = Type::kJson, .keeps_json_null = true},
    kChangedFields,
    kChangeMessage,
    kCreatedAt,
};
constexpr query::AccessPath kVersionPaths[] = {
    {"idx_agent_versions_agent_version", kByNumber, versioned::kVersionPathMethods}};
constexpr Table kVersions{.name = "mastra_agent_versions",
                          .columns = kVersionColumns,
                          .keys = kById,
                          .paths = kVersionPaths};

constexpr const Table* kTables[] = {&kAgents, &kVersions};
constexpr Versioned kVersioned = ordered({.argument = "agent",
                                          .list = "agents",
                                          .entity = "Agent",
                                          .error = "AGENT",
                                          .entities = &kAgents,
                                          .versions = &kVersions,
                                          .favorite = "agent"});

}  // namespace

extern const api::Domain kDomain{
    .name = "agents", .tables = kTables, .methods = kMethods, .versioned = &kVersioned};

}  // namespace agentkeep::agents
