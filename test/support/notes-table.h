// The tables of the dialect's tests: one of each kind of column, key and order.
#pragma once

#include "query/table.h"

namespace agentkeep::test {

using query::AccessPath;
using query::Col;
using query::Column;
using query::Key;
using query::Table;
using query::Type;

struct Note {
  static constexpr Col id = 0, thread = 1, body = 2, data = 3, at = 4, count = 5, score = 6,
                       done = 7, keeps = 8;
};
inline constexpr Column kNoteColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "thread_id", .type = Type::kText, .nullable = false, .json = "threadId"},
    {.name = "body", .type = Type::kTextOrJson},
    {.name = "data", .type = Type::kJson},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false},
    {.name = "count", .type = Type::kInteger},
    {.name = "score", .type = Type::kReal},
    {.name = "done", .type = Type::kBoolean},
    {.name = "keeps", .type = Type::kJson, .keeps_json_null = true},
};
inline constexpr Col kNoteId[] = {Note::id};
inline constexpr Key kNoteKeys[] = {{kNoteId}};
inline constexpr Col kNotesByThread[] = {Note::thread, Note::at};
inline constexpr AccessPath kNotePaths[] = {{"idx_notes_thread", kNotesByThread}};
inline constexpr Table kNotes{
    .name = "notes",
    .columns = kNoteColumns,
    .keys = kNoteKeys,
    .paths = kNotePaths,
    .keeps_insertion_order = true,
};

// Two keys, one of two columns; a reserved word; no insertion order.
struct Version {
  static constexpr Col parent = 0, number = 1, when = 2, label = 3;
};
inline constexpr Column kVersionColumns[] = {
    {.name = "parentId", .type = Type::kText, .nullable = false},
    {.name = "number", .type = Type::kInteger, .nullable = false},
    {.name = "when", .type = Type::kTimestamp},
    {.name = "label", .type = Type::kText},
};
inline constexpr Col kVersionNumber[] = {Version::parent, Version::number};
inline constexpr Col kVersionLabel[] = {Version::label};
inline constexpr Key kVersionKeys[] = {{kVersionNumber}, {kVersionLabel}};
inline constexpr Table kVersions{
    .name = "versions", .columns = kVersionColumns, .keys = kVersionKeys};

inline constexpr const Table* kTestTables[] = {&kNotes, &kVersions};

}  // namespace agentkeep::test
