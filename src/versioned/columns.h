// Columns of the tables of versioned domains: those that all have, and short words for the others.
#pragma once

#include "query/table.h"

namespace agentkeep::versioned {

using query::Column;
using query::Fill;
using query::Given;
using query::Takes;
using query::Type;

inline constexpr Text kStatusWords[] = {"draft", "published", "archived"};
inline constexpr query::Words kStatuses{kStatusWords, "'draft', 'published' or 'archived'"};
inline constexpr Text kVisibilityWords[] = {"private", "public"};
inline constexpr query::Words kVisibilities{kVisibilityWords, "'private' or 'public'"};

constexpr Column text(Text name) { return {.name = name, .type = Type::kText}; }
constexpr Column json(Text name) { return {.name = name, .type = Type::kJson}; }
constexpr Column object(Text name) {
  return {.name = name, .type = Type::kJson, .takes = Takes::kObject};
}
constexpr Column list(Text name) {
  return {.name = name, .type = Type::kJson, .takes = Takes::kList};
}
// It is there in every row, and has to be given.
constexpr Column needed(Column column) {
  column.nullable = false;
  column.required = true;
  return column;
}
// The store's own: callers cannot give it.
constexpr Column own(Column column, Fill fill) {
  column.given = Given::kNever;
  column.fill = fill;
  return column;
}

// Where columns are that all of these tables have: createdAt and updatedAt are the last ones of an
// entity; changedFields, changeMessage and createdAt of a version. What a version has between is
// its configuration.
struct EntityCol {
  static constexpr query::Col id = 0, status = 1, activeVersionId = 2, authorId = 3;
};
struct VersionCol {
  static constexpr query::Col id = 0, parent = 1, versionNumber = 2;
  static constexpr std::size_t before = 3, behind = 3;  // columns that are no configuration
};

inline constexpr Column kId{.name = "id",
                            .type = Type::kText,
                            .nullable = false,
                            .takes = Takes::kName,
                            .given = Given::kOnce,
                            .required = true};
inline constexpr Column kCreatedAt{.name = "createdAt",
                                   .type = Type::kTimestamp,
                                   .nullable = false,
                                   .given = Given::kNever,
                                   .fill = Fill::kNow};
inline constexpr Column kUpdatedAt{.name = "updatedAt",
                                   .type = Type::kTimestamp,
                                   .nullable = false,
                                   .given = Given::kNever,
                                   .fill = Fill::kTime};

// Of entities. A new one is a draft.
inline constexpr Column kStatus{.name = "status",
                                .type = Type::kText,
                                .nullable = false,
                                .given = Given::kLater,
                                .fill = Fill::kWord,
                                .words = &kStatuses};
inline constexpr Column kActiveVersionId{.name = "activeVersionId",
                                         .type = Type::kText,
                                         .takes = Takes::kId,
                                         .given = Given::kLater,
                                         .clears = true};
inline constexpr Column kAuthorId{.name = "authorId", .type = Type::kText, .takes = Takes::kId};
inline constexpr Column kVisibility{
    .name = "visibility", .type = Type::kText, .words = &kVisibilities};
inline constexpr Column kMetadata{
    .name = "metadata", .type = Type::kJson, .takes = Takes::kObject, .merges = true};
inline constexpr Column kFavoriteCount =
    own({.name = "favoriteCount", .type = Type::kInteger}, Fill::kZero);

// Of versions.
inline constexpr Text kVersionPathMethods =
    "createVersion, listVersions, getVersionByNumber, getLatestVersion, countVersions, "
    "deleteVersionsByParentId, delete, getByIdResolved, listResolved";
constexpr Column parent(Text name) {
  return {.name = name,
          .type = Type::kText,
          .nullable = false,
          .takes = Takes::kName,
          .given = Given::kOnce,
          .required = true};
}
inline constexpr Column kVersionNumber{
    .name = "versionNumber", .type = Type::kInteger, .nullable = false, .required = true};
inline constexpr Column kChangedFields = list("changedFields");
inline constexpr Column kChangeMessage = text("changeMessage");
inline constexpr query::Col kByNumber[] = {VersionCol::parent, VersionCol::versionNumber};

}  // namespace agentkeep::versioned
