// What the methods of a versioned domain look at, in one call.
#pragma once

#include <algorithm>
#include <string>

#include "api/method.h"
#include "query/conditions.h"
#include "versioned/versioned.h"

namespace agentkeep::versioned {

struct Scene {
  Call& call;
  query::Database& db;
  const api::Request& request;
  JsonWriter& out;
  const Versioned& of;
  Arena& arena;
  const query::Table& entities;
  const query::Table& versions;

  Scene(Call& with, query::Database& on, const api::Request& asked, JsonWriter& to)
      : call(with),
        db(on),
        request(asked),
        out(to),
        of(*asked.domain.versioned),
        arena(with.arena),
        entities(*of.entities),
        versions(*of.versions) {}

  [[nodiscard]] std::span<const query::Col> allOf(const query::Table& table) const {
    const std::span<query::Col> all = arena.make<query::Col>(table.columns.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<query::Col>(i);
    return all;
  }
  // The column of that name, which not every entity has.
  [[nodiscard]] query::Col entityColumn(Text name) const {
    const auto found = std::ranges::find(entities.columns, name, &query::Column::name);
    return found == entities.columns.end()
               ? query::kNoCol
               : static_cast<query::Col>(found - entities.columns.begin());
  }
  [[nodiscard]] query::Col lastVersionColumn(std::size_t behind) const {
    return static_cast<query::Col>(versions.columns.size() - behind);
  }

  [[nodiscard]] query::Select entity(Text key) const {
    return {.table = &entities,
            .columns = allOf(entities),
            .where = query::equals(arena, EntityCol::id, {key})};
  }
  [[nodiscard]] query::Select numbered(Text parent, std::int64_t number) const {
    return {
        .table = &versions,
        .columns = versions.keys[0].columns,
        .where = query::allOf(arena, {query::equals(arena, VersionCol::parent, {parent}),
                                      query::equals(arena, VersionCol::versionNumber, {number})})};
  }
  // The version of the highest number.
  [[nodiscard]] query::Select latest(Text parent) const {
    return {.table = &versions,
            .columns = allOf(versions),
            .where = query::equals(arena, VersionCol::parent, {parent}),
            .order = kHighest,
            .limit = 1};
  }

  static constexpr query::Order kHighest[] = {
      {.column = VersionCol::versionNumber, .descending = true}};
};

// `Version number 2 already exists for prompt block b`.
std::string takenNumber(const Scene& scene, Text number, Text parent);

// Method::run of those that are more than one statement of one table.
using Run = Task<Result<void>>(Call&, query::Database&, const api::Request&, JsonWriter&);
Run create;          // configurations.cc
Run updateCompared;  // configurations.cc
Run list;            // resolved.cc
Run listResolved;
Run getByIdResolved;

}  // namespace agentkeep::versioned
