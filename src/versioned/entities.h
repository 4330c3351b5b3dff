// The tables that more than one domain looks at: agents and skills, which users may favour, and
// their favourites: contract/favorites.md. And the columns that four kinds of entities have.
#pragma once

#include "versioned/columns.h"

namespace agentkeep::versioned {

using query::Col;
using query::Key;
using query::Table;

inline constexpr Column kAgentColumns[] = {kId,         kStatus,   kActiveVersionId, kAuthorId,
                                           kVisibility, kMetadata, kFavoriteCount,   kCreatedAt,
                                           kUpdatedAt};
inline constexpr Column kEntityColumns[] = {kId,       kStatus,    kActiveVersionId, kAuthorId,
                                            kMetadata, kCreatedAt, kUpdatedAt};
inline constexpr Column kSkillColumns[] = {
    kId, kStatus, kActiveVersionId, kAuthorId, kVisibility, kFavoriteCount, kCreatedAt, kUpdatedAt};
inline constexpr Col kFirst[] = {0};
inline constexpr Key kById[] = {{kFirst}};
inline constexpr Table kAgents{.name = "mastra_agents", .columns = kAgentColumns, .keys = kById};
inline constexpr Table kSkills{.name = "mastra_skills", .columns = kSkillColumns, .keys = kById};

struct FavoriteCol {
  static constexpr Col userId = 0, entityType = 1, entityId = 2, createdAt = 3;
};
inline constexpr Text kEntityTypeWords[] = {"agent", "skill"};
inline constexpr query::Words kEntityTypes{kEntityTypeWords, "'agent' or 'skill'"};
inline constexpr Column kFavoriteColumns[] = {
    {.name = "userId", .type = Type::kText, .nullable = false, .takes = Takes::kName},
    {.name = "entityType", .type = Type::kText, .nullable = false, .words = &kEntityTypes},
    {.name = "entityId", .type = Type::kText, .nullable = false, .takes = Takes::kName},
    kCreatedAt,
};
inline constexpr Col kFavoriteKey[] = {FavoriteCol::userId, FavoriteCol::entityType,
                                       FavoriteCol::entityId};
inline constexpr Key kFavoriteKeys[] = {{kFavoriteKey}};
inline constexpr Col kFavoritesByEntity[] = {FavoriteCol::entityType, FavoriteCol::entityId};
inline constexpr query::AccessPath kFavoritePaths[] = {
    {"idx_favorites_entity", kFavoritesByEntity,
     "deleteFavoritesForEntity, delete of an agent or a skill"}};
inline constexpr Table kFavorites{.name = "mastra_favorites",
                                  .columns = kFavoriteColumns,
                                  .keys = kFavoriteKeys,
                                  .paths = kFavoritePaths};
inline constexpr Col kFavoriteEntity[] = {FavoriteCol::entityId};

}  // namespace agentkeep::versioned
