#include "backends/sql/answers.h"

#include <algorithm>
#include <charconv>

namespace agentkeep::sql {
namespace {

using query::Batch;
using query::Failed;
using query::Rows;
using query::Value;

bool isRead(const query::Statement& statement) {
  return std::holds_alternative<query::Select>(statement) ||
         std::holds_alternative<query::Around>(statement) ||
         std::holds_alternative<query::Aggregate>(statement) ||
         std::holds_alternative<query::Guard>(statement);
}

// The columns of a unique violation, `table.column, table.column`, are those of this key.
bool names(Text detail, Text prefix, const query::Table& table, const query::Key& key) {
  std::size_t found = 0;
  while (!detail.empty()) {
    const std::size_t comma = detail.find(", ");
    Text each = detail.substr(0, comma);
    detail = comma == Text::npos ? Text() : detail.substr(comma + 2);
    if (!each.starts_with(prefix)) return false;
    each.remove_prefix(prefix.size());
    if (!each.starts_with(table.name)) return false;
    each.remove_prefix(table.name.size());
    if (!each.starts_with('.')) return false;
    each.remove_prefix(1);
    const bool ofKey = std::ranges::any_of(
        key.columns, [&](query::Col column) { return table[column].name == each; });
    if (!ofKey) return false;
    ++found;
  }
  return found == key.columns.size();
}

}  // namespace

std::uint8_t flagsOf(const Batch& batch) {
  if (!std::ranges::all_of(batch.statements, isRead)) return 0;
  return abi::kReadOnly | (batch.replica_ok ? abi::kReplicaOk : 0);
}

std::size_t columnsOf(const query::Statement& statement) {
  return std::visit(
      [](const auto& each) -> std::size_t {
        if constexpr (requires { each.fields; }) {
          return each.columns.size() + each.fields.size();
        } else if constexpr (requires { each.returning; }) {
          return each.returning.size();
        } else if constexpr (requires { each.measures; }) {
          return each.groups.size() + each.measures.size();
        } else if constexpr (requires { each.columns; }) {
          return each.columns.size();
        } else {
          return SqlRequest::kNotRead;
        }
      },
      statement);
}

Rows joined(Arena& arena, const Rows& first, const Rows& second) {
  if (first.empty()) return second;
  if (second.empty()) return first;
  const std::span<Value> cells = arena.make<Value>(first.cells.size() + second.cells.size());
  std::ranges::copy(second.cells, std::ranges::copy(first.cells, cells.begin()).out);
  return {first.columns, cells};
}

void countPage(const query::Select& select, query::Answer& answer) {
  if (select.count == query::Count::kMore && select.limit && answer.rows.size() > *select.limit) {
    answer.has_more = true;
    answer.rows.cells =
        answer.rows.cells.first(static_cast<std::size_t>(*select.limit) * answer.rows.columns);
  }
  if (select.count == query::Count::kExact && !select.limit && select.offset == 0) {
    answer.total = answer.rows.size();
  }
}

std::optional<Failed> failedOf(const SqlFailure& failure, const Batch& batch, Text prefix,
                               std::optional<std::uint16_t> at) {
  if (failure.why == abi::Failure::kGuard) {
    std::uint16_t statement = 0;
    std::from_chars(failure.detail.data(), failure.detail.data() + failure.detail.size(),
                    statement);
    if (statement == kLeftToCaller) {
      return Failed{.why = Failed::Why::kLarge, .statement = statement};
    }
    if (statement >= batch.statements.size() ||
        !std::holds_alternative<query::Guard>(batch.statements[statement])) {
      return {};
    }
    return Failed{.why = Failed::Why::kGuard, .statement = statement};
  }
  if (failure.why != abi::Failure::kUnique) return {};
  for (std::size_t i = 0; i < batch.statements.size(); ++i) {
    if (at && *at != i) continue;
    const query::Table* table = nullptr;
    if (const auto* insert = std::get_if<query::Insert>(&batch.statements[i]))
      table = insert->table;
    if (const auto* update = std::get_if<query::Update>(&batch.statements[i]))
      table = update->table;
    if (table == nullptr) continue;
    for (std::size_t key = 0; key < table->keys.size(); ++key) {
      if (!names(failure.detail, prefix, *table, table->keys[key])) continue;
      return Failed{.why = Failed::Why::kKey,
                    .statement = static_cast<std::uint16_t>(i),
                    .key = static_cast<std::uint8_t>(key)};
    }
  }
  return {};
}

}  // namespace agentkeep::sql
