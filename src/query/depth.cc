#include "query/depth.h"

#include <string>

#include "core/json.h"

namespace agentkeep::query {
namespace {

// `levels`: those that will be around the document.
bool isTooDeep(const Cell& cell, std::size_t levels) {
  const auto* json = std::get_if<Json>(&cell.value);
  // A level is two brackets at least.
  return json != nullptr && json->text.size() >= 2 * (kMaxJsonDepth + 1 - levels) &&
         jsonDepth(json->text) + levels > kMaxJsonDepth;
}

std::size_t levelsAround(const Change& change) {
  return change.path.size() + (change.how == How::kPush ? 1 : 0);
}

const Column* deepIn(const Table& table, std::span<const Change> changes) {
  for (const Change& change : changes) {
    if (isTooDeep(change.value, levelsAround(change))) return &table[change.column];
  }
  return nullptr;
}

const Column* deepIn(const Insert& insert) {
  const std::size_t keys = insert.from == nullptr ? 0 : insert.from->keys[0].columns.size();
  const std::size_t stride = keys + insert.columns.size();
  for (std::size_t i = 0; i < insert.rows.size(); ++i) {
    if (!isTooDeep(insert.rows[i], 0)) continue;
    return &(*insert.table)[insert.columns[i % stride - keys]];
  }
  return deepIn(*insert.table, insert.changes);
}

const Column* deepIn(const Update& update) {
  const std::size_t keys = update.table->keys[0].columns.size();
  const std::size_t stride = keys + update.changes.size();
  for (std::size_t i = 0; i < update.each.size(); ++i) {
    if (i % stride < keys) continue;
    const Change& change = update.changes[i % stride - keys];
    if (isTooDeep(update.each[i], levelsAround(change))) return &(*update.table)[change.column];
  }
  return deepIn(*update.table, update.changes);
}

template <class Read>
const Column* deepIn(const Read&) {
  return nullptr;
}

}  // namespace

bool isDeep(const Cell& cell) {
  constexpr std::size_t kAround = 10;
  return isTooDeep(cell, kAround);
}

std::optional<Error> tooDeep(const Batch& batch) {
  for (const Statement& statement : batch.statements) {
    const Column* column =
        std::visit([](const auto& each) -> const Column* { return deepIn(each); }, statement);
    if (column == nullptr) continue;
    return Error{ErrorCode::kTooLarge,
                 std::string(column->member()) + " must not be nested deeper than " +
                     std::to_string(kMaxJsonDepth) + " levels, with what it becomes a part of",
                 {},
                 {}};
  }
  return std::nullopt;
}

}  // namespace agentkeep::query
