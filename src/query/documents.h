// Whether what a column of kTextOrJson holds is a document, or a text, whatever it looks like.
#pragma once

#include <optional>

#include "core/arena.h"
#include "query/database.h"

namespace agentkeep::query {

// How a column tells documents from texts where the row does not say it: a list has objects with a
// member `type` and nothing else; an object has the member `member` unless the column `kind` is
// `of_documents`.
struct Telling {
  Text member;
  Col kind;
  Text of_documents;
};

// Stored by somebody who left no mark. `kind`: of the row; nothing if that is not known, where both
// may hold.
bool looksLikeDocument(const Telling& telling, Text stored, std::optional<Text> kind);

// What stands in the reference of a cell that would be taken for what it is not, `text.<checksum of
// the cell>` or `json.<checksum>`; else null. Whoever knows nothing of it reads the cell as its
// own.
Cell markOf(Arena& arena, const Telling& telling, const Cell& cell, std::optional<Text> kind);

// What the mark says of the cell; kUnsaid if it is none, or another writer has replaced the cell.
Value::Form formOf(Text mark, Text cell);

// Whether the cell is a document. `row`: the row's cells, in the order of `columns`.
bool isDocument(const Table& table, std::span<const Col> columns, std::span<const Value> row,
                std::size_t at);

}  // namespace agentkeep::query
