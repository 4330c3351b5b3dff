#include "backends/dynamodb/access.h"

#include <algorithm>

#include "backends/dynamodb/item.h"
#include "backends/dynamodb/limits.h"
#include "core/text-index.h"
#include "core/utf8.h"

namespace agentkeep::dynamodb {
namespace {

using query::Is;

// More combinations of keys than this are not worth it.
constexpr std::size_t kMaxCombinations = 10'000;
// Nor are more ranges of a partition.
constexpr std::size_t kMaxRanges = 100;

void conjuncts(const Where& where, std::vector<const Where*>& out) {
  if (where.is != Is::kAnd) {
    out.push_back(&where);
    return;
  }
  for (const Where& part : where.parts) conjuncts(part, out);
}

bool isPlain(const Where& where, Col column) {
  return !where.fold && where.field.column == column && where.field.isPlain();
}

// Those of the values that no condition says a column must not have.
std::span<const Cell> allowed(std::span<const Where* const> parts, Col column,
                              std::span<const Cell> values, Arena& arena) {
  for (const Where* part : parts) {
    if (part->is != Is::kNot || part->parts[0].is != Is::kIn) continue;
    const std::span<const Cell> others = part->parts[0].values;
    if (!isPlain(part->parts[0], column) || others.empty()) continue;
    TextIndex out(arena, others.size());
    for (const Cell& each : others) {
      if (const auto* text = std::get_if<Text>(&each.value)) out.add(*text, 0);
    }
    std::vector<Cell> left;
    for (const Cell& each : values) {
      const auto* text = std::get_if<Text>(&each.value);
      if (text == nullptr || out.find(*text) == TextIndex::kNone) left.push_back(each);
    }
    values = arena.copy(std::span<const Cell>(left));
  }
  return values;
}

// The values that a column may have; nothing of one that must have none, whose rows are in no key.
std::optional<std::span<const Cell>> valuesFor(std::span<const Where* const> parts, Col column) {
  std::optional<std::span<const Cell>> found;
  for (const Where* part : parts) {
    if (!isPlain(*part, column) || (part->is != Is::kEq && part->is != Is::kIn)) continue;
    if (part->is == Is::kEq && query::isNull(part->values[0])) continue;
    if (!found || part->values.size() < found->size()) found = part->values;
  }
  return found;
}

bool hasNone(std::span<const Where* const> parts, Col column) {
  return std::ranges::any_of(parts, [&](const Where* part) {
    return part->is == Is::kEq && isPlain(*part, column) && query::isNull(part->values[0]);
  });
}

// Rows of values for these columns, one for each combination; nothing if one may have any value.
std::optional<std::vector<std::vector<Value>>> combinations(std::span<const Where* const> parts,
                                                            const Layout& layout,
                                                            std::span<const Part> of,
                                                            Arena& arena) {
  std::vector<std::vector<Value>> out(1);
  for (const Part& part : of) {
    if (part.column == query::kNoCol) {
      for (auto& row : out) row.push_back({});
      continue;
    }
    auto values = valuesFor(parts, part.column);
    if (!values || out.size() * values->size() > kMaxCombinations) return std::nullopt;
    values = allowed(parts, part.column, *values, arena);
    std::vector<std::vector<Value>> next;
    for (const Cell& cell : *values) {
      const Value value = valueOf(cell, layout.table()[part.column], arena);
      if (value.isNull()) continue;
      for (auto row : out) {
        row.push_back(value);
        next.push_back(std::move(row));
      }
    }
    out = std::move(next);
  }
  return out;
}

bool fits(const ItemKey& key) {
  return key.pk.size() <= kMaxPartitionKeyBytes && key.sk.size() <= kMaxSortKeyBytes;
}

// A bound that DynamoDB takes: no key is between it and a longer one.
Text boundOf(std::string text, Text last, Arena& arena) {
  if (text.size() + last.size() > kMaxSortKeyBytes) {
    std::size_t end = kMaxSortKeyBytes - kBehindAll.size();
    while (isContinuation(text[end])) --end;
    text.resize(end);
    if (!last.empty()) last = kBehindAll;
  }
  return arena.text(text.append(last));
}

// Bounds of the first column of the sort key.
void addBounds(PartitionQuery& query, std::span<const Where* const> parts, const Layout& layout,
               Arena& arena) {
  const KeyPair& key = *query.key;
  if (key.skParts.empty() || key.skParts[0].column == query::kNoCol) return;
  const Col column = key.skParts[0].column;
  const std::string prefix = layout.sortPrefix(key);
  for (const Where* part : parts) {
    const bool is = part->is >= Is::kLt && part->is <= Is::kGe;
    if (!isPlain(*part, column) || (!is && part->is != Is::kEq)) continue;
    const Value value = valueOf(part->values[0], layout.table()[column], arena);
    if (value.isNull()) continue;
    const std::string text = prefix + layout.keyText(value);
    if (part->is != Is::kLt && part->is != Is::kLe && (!query.from || *query.from < text)) {
      query.from = boundOf(text, {}, arena);
    }
    if (part->is != Is::kGt && part->is != Is::kGe) {
      // Behind the value there may be further parts.
      const Text last = boundOf(text, key.skParts.size() > 1 ? kBehindAll : Text(), arena);
      if (!query.to || last < *query.to) query.to = last;
    }
  }
  // DynamoDB wants a range with a beginning and an end, in order.
  if (query.to && !query.from) query.from = arena.text(prefix);
  if (query.from && query.to && *query.to < *query.from) query.to = query.from;
}

// The values that the first column of the sort key must have one of, where they are few: a query
// each reads less than the partition.
const Where* listFor(const KeyPair& key, std::span<const Where* const> parts) {
  if (key.skParts.empty() || key.skParts[0].column == query::kNoCol) return nullptr;
  for (const Where* part : parts) {
    if (part->is != Is::kIn || !isPlain(*part, key.skParts[0].column)) continue;
    if (!part->values.empty() && part->values.size() <= kMaxRanges) return part;
  }
  return nullptr;
}

std::optional<Access> queriesOf(const KeyPair& key, std::span<const Where* const> parts,
                                const Layout& layout, Arena& arena) {
  const auto values = combinations(parts, layout, key.pkParts, arena);
  if (!values) return std::nullopt;
  Access out;
  TextIndex known(arena, values->size());
  const Where* const list = listFor(key, parts);
  for (const auto& row : *values) {
    const auto pk = layout.partitionKey(key, row, arena);
    if (!pk || !fits({*pk, {}}) || !known.insert(*pk)) continue;
    PartitionQuery query{.key = &key, .pk = *pk, .from = {}, .to = {}, .enough = {}};
    addBounds(query, parts, layout, arena);
    if (list == nullptr) {
      out.queries.push_back(query);
      continue;
    }
    for (const Cell& value : list->values) {
      const Where one{.is = Is::kEq, .field = list->field, .values = {&value, 1}};
      const Where* const only[] = {&one};
      PartitionQuery ranged = query;
      addBounds(ranged, only, layout, arena);
      out.queries.push_back(ranged);
    }
  }
  return out;
}

// The items of primary keys.
Access itemsOf(const Layout& layout, std::span<const Cell> keys, Arena& arena) {
  const Table& table = layout.table();
  const std::span<const Col> key = table.keys[0].columns;
  const std::span<Value> row = arena.make<Value>(table.columns.size() + 1);
  Access out;
  for (std::size_t at = 0; at + key.size() <= keys.size(); at += key.size()) {
    for (std::size_t i = 0; i < key.size(); ++i) {
      row[key[i]] = valueOf(keys[at + i], table[key[i]], arena);
    }
    if (const auto item = keyOf(layout, row, arena)) out.items.push_back(*item);
  }
  return out;
}

}  // namespace

std::optional<std::span<Value>> pinnedTo(const Layout& layout, const Where& where, Arena& arena) {
  const Table& table = layout.table();
  std::vector<const Where*> parts;
  conjuncts(where, parts);
  const auto keys = table.keys[0].columns;
  if (parts.size() != keys.size()) return std::nullopt;
  const std::span<Value> row = arena.make<Value>(table.columns.size() + 1);
  for (const Col column : keys) {
    const auto values = valuesFor(parts, column);
    if (!values || values->size() != 1) return std::nullopt;
    row[column] = valueOf((*values)[0], table[column], arena);
    if (row[column].isNull()) return std::nullopt;
  }
  return row;
}

std::optional<ItemKey> keyOf(const Layout& layout, Row row, Arena& arena) {
  const KeyPair& key = layout.keys()[0];
  const auto pk = partitionOf(key, row, layout, arena);
  const auto sk = sortOf(key, row, layout, arena);
  if (!pk || !sk || !fits({*pk, *sk})) return std::nullopt;
  return ItemKey{*pk, *sk};
}

std::optional<Access> accessOf(const Layout& layout, const Where& where, Arena& arena) {
  if (where.is == Is::kOr) {
    Access out;
    for (const Where& part : where.parts) {
      const auto one = accessOf(layout, part, arena);
      if (!one) return std::nullopt;
      out.items.insert(out.items.end(), one->items.begin(), one->items.end());
      out.queries.insert(out.queries.end(), one->queries.begin(), one->queries.end());
    }
    return out;
  }
  std::vector<const Where*> parts;
  conjuncts(where, parts);
  const KeyPair& own = layout.keys()[0];
  for (const Where* part : parts) {
    if (part->is == Is::kKeyIn) return itemsOf(layout, part->values, arena);
  }
  std::vector<Part> whole = own.pkParts;
  whole.insert(whole.end(), own.skParts.begin(), own.skParts.end());
  if (const auto values = combinations(parts, layout, whole, arena)) {
    Access out;
    for (const auto& row : *values) {
      const std::span<const Value> cells(row);
      const auto pk = layout.partitionKey(own, cells.first(own.pkParts.size()), arena);
      const auto sk = layout.sortKey(own, cells.subspan(own.pkParts.size()), arena);
      if (pk && sk && fits({*pk, *sk})) out.items.push_back({*pk, *sk});
    }
    return out;
  }
  for (const KeyPair& key : layout.keys()) {
    // An index without columns of its own in the partition holds every row, or those of a column
    // without a value.
    const bool isAsked = key.absent != query::kNoCol && hasNone(parts, key.absent);
    if (!key.exists || (key.pkParts.empty() && !isAsked)) continue;
    if (auto found = queriesOf(key, parts, layout, arena)) return found;
  }
  for (const Where* part : parts) {
    if (part->is != Is::kOr) continue;
    if (auto found = accessOf(layout, *part, arena)) return found;
  }
  return std::nullopt;
}

}  // namespace agentkeep::dynamodb
