// The domain `promptBlocks`: contract/versioned.md and contract/promptBlocks.md.
#include "versioned/entities.h"
#include "versioned/versioned.h"

namespace agentkeep::prompt_blocks {
namespace {

using namespace versioned;  // the words of its tables

constexpr Table kEntities{.name = "mastra_prompt_blocks", .columns = kEntityColumns, .keys = kById};

constexpr Column kVersionColumns[] = {
    kId,
    parent("blockId"),
    kVersionNumber,
    needed(text("name")),
    text("description"),
    needed(text("content")),
    object("rules"),
    object("requestContextSchema"),
    kChangedFields,
    kChangeMessage,
    kCreatedAt,
};
constexpr query::AccessPath kVersionPaths[] = {
    {"idx_prompt_block_versions_block_version", kByNumber, versioned::kVersionPathMethods}};
constexpr Table kVersions{.name = "mastra_prompt_block_versions",
                          .columns = kVersionColumns,
                          .keys = kById,
                          .paths = kVersionPaths};

constexpr const Table* kTables[] = {&kEntities, &kVersions};
constexpr Versioned kVersioned = ordered({.argument = "promptBlock",
                                          .list = "promptBlocks",
                                          .entity = "PromptBlock",
                                          .error = "PROMPT_BLOCK",
                                          .entities = &kEntities,
                                          .versions = &kVersions});

}  // namespace

extern const api::Domain kDomain{
    .name = "promptBlocks", .tables = kTables, .methods = kMethods, .versioned = &kVersioned};

}  // namespace agentkeep::prompt_blocks
