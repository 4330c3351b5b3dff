// The tables of our own vector index. Short columns stand before long ones: SQLite keeps the front
// of a row on its leaf page, so whoever reads codes does not touch the pages of the embeddings.
#pragma once

#include "query/table.h"

namespace agentkeep::vectors {

using query::AccessPath;
using query::Col;
using query::Column;
using query::columnOf;
using query::Key;
using query::Table;
using query::Type;

// ---- A row an index

inline constexpr Column kIndexColumns[] = {
    {.name = "name", .type = Type::kText, .nullable = false},
    {.name = "dimension", .type = Type::kInteger, .nullable = false},
    {.name = "metric", .type = Type::kText, .nullable = false},
    // Another number whenever clusters are made: who has seen it knows all of them.
    {.name = "version", .type = Type::kInteger, .nullable = false},
    {.name = "clusters", .type = Type::kInteger, .nullable = false},  // how many there are
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false},
};
consteval Col ofIndex(Text name) { return columnOf(kIndexColumns, name); }
inline constexpr Col kIndexKey[] = {ofIndex("name")};
inline constexpr Key kIndexKeys[] = {{kIndexKey}};
inline constexpr Table kIndexes{
    .name = "agentkeep_vector_indexes", .columns = kIndexColumns, .keys = kIndexKeys};

// ---- A row a cluster, by numbers from 0 on. They never vanish, so that a vector is found wherever
// it was put.

inline constexpr Column kClusterColumns[] = {
    {.name = "indexName", .type = Type::kText, .nullable = false},
    {.name = "cluster", .type = Type::kInteger, .nullable = false},
    {.name = "vectors", .type = Type::kInteger, .nullable = false},  // when it was made
    {.name = "centre", .type = Type::kBytes, .nullable = false},     // clusters.h
};
consteval Col ofCluster(Text name) { return columnOf(kClusterColumns, name); }
inline constexpr Col kClusterKey[] = {ofCluster("indexName"), ofCluster("cluster")};
inline constexpr Key kClusterKeys[] = {{kClusterKey}};
inline constexpr Table kClusters{
    .name = "agentkeep_vector_clusters", .columns = kClusterColumns, .keys = kClusterKeys};

// ---- A row a vector

inline constexpr Column kVectorColumns[] = {
    {.name = "indexName", .type = Type::kText, .nullable = false},
    {.name = "namespace", .type = Type::kText, .nullable = false},
    {.name = "vectorId", .type = Type::kText, .nullable = false},
    // The index and its cluster, `name/0012`: who looks for a vector's neighbours reads some
    // clusters.
    {.name = "place", .type = Type::kText, .nullable = false},
    {.name = "code", .type = Type::kBytes, .nullable = false},                   // codes.h
    {.name = "metadata", .type = Type::kJson, .nullable = false, .ours = true},  // an object
    {.name = "embedding", .type = Type::kBytes, .nullable = false},  // floats, little-endian
};
consteval Col ofVector(Text name) { return columnOf(kVectorColumns, name); }
inline constexpr Col kVectorKey[] = {ofVector("indexName"), ofVector("namespace"),
                                     ofVector("vectorId")};
inline constexpr Key kVectorKeys[] = {{kVectorKey}};
inline constexpr Col kVectorsByPlace[] = {ofVector("place"), ofVector("namespace")};
// All that a query reads of a vector that it does not look at itself.
inline constexpr Col kOfCodes[] = {ofVector("vectorId"), ofVector("code")};
inline constexpr AccessPath kVectorPaths[] = {
    {.name = "idx_agentkeep_vectors_place",
     .columns = kVectorsByPlace,
     .methods = "query, upsert, optimize",
     .covers = kOfCodes},
};
// Of a vector that is given none.
inline constexpr Text kDefaultNamespace = "default";
inline constexpr Table kVectors{.name = "agentkeep_vectors",
                                .columns = kVectorColumns,
                                .keys = kVectorKeys,
                                .paths = kVectorPaths};

}  // namespace agentkeep::vectors
