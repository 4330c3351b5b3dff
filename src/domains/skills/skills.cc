// The domain `skills`: contract/versioned.md and contract/skills.md.
#include "versioned/entities.h"
#include "versioned/versioned.h"

namespace agentkeep::skills {
namespace {

using namespace versioned;  // the words of its tables

constexpr Column kVersionColumns[] = {
    kId,
    parent("skillId"),
    kVersionNumber,
    needed(text("name")),
    needed(text("description")),
    needed(text("instructions")),
    text("license"),
    json("compatibility"),
    object("source"),
    list("references"),
    list("scripts"),
    list("assets"),
    list("files"),
    object("metadata"),
    object("tree"),
    kChangedFields,
    kChangeMessage,
    kCreatedAt,
};
constexpr query::AccessPath kVersionPaths[] = {
    {"idx_skill_versions_skill_version", kByNumber, versioned::kVersionPathMethods}};
constexpr Table kVersions{.name = "mastra_skill_versions",
                          .columns = kVersionColumns,
                          .keys = kById,
                          .paths = kVersionPaths};

constexpr const Table* kTables[] = {&kSkills, &kVersions};
constexpr Versioned kVersioned = ordered({.argument = "skill",
                                          .list = "skills",
                                          .entity = "Skill",
                                          .error = "SKILL",
                                          .entities = &kSkills,
                                          .versions = &kVersions,
                                          .favorite = "skill",
                                          .compares = true});

}  // namespace

extern const api::Domain kDomain{
    .name = "skills", .tables = kTables, .methods = kMethods, .versioned = &kVersioned};

}  // namespace agentkeep::skills
