#include "backends/dynamodb/layout.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "core/hex.h"
#include "core/lower-case.h"

namespace agentkeep::dynamodb {

// An entity of @mastra/dynamodb 1.0.0, by the names of columns. Up to three names a key; the name
// of the entity itself is the part `entity`.
struct ForeignIndex {
  Text name, pk, sk;
  std::array<Text, 2> pkColumns, skColumns;
};
struct Renamed {
  Text column, attribute;
};
struct Entity {
  Text table, name;
  Text pkColumn, skColumn;
  std::span<const ForeignIndex> indexes = {};
  std::span<const Renamed> renamed = {};
};

namespace {

constexpr ForeignIndex kThreadIndexes[] = {
    {"gsi1", "gsi1pk", "gsi1sk", {"resourceId"}, {"createdAt"}}};
constexpr ForeignIndex kMessageIndexes[] = {
    {"gsi1", "gsi1pk", "gsi1sk", {"thread_id"}, {"createdAt"}}};
constexpr ForeignIndex kRunIndexes[] = {
    {"gsi2", "gsi2pk", "gsi2sk", {"run_id"}, {"workflow_name"}}};
// Of the seven that the package names, the table has two.
constexpr ForeignIndex kScoreIndexes[] = {
    {"gsi1", "gsi1pk", "gsi1sk", {"scorerId"}, {"createdAt"}},
    {"gsi2", "gsi2pk", "gsi2sk", {"runId"}, {"createdAt"}},
    {"gsi3", "gsi3pk", "gsi3sk", {"traceId"}, {"createdAt"}},
    {"gsi4", "gsi4pk", "gsi4sk", {"entityId"}, {"createdAt"}},
    {"gsi5", "gsi5pk", "gsi5sk", {"resourceId"}, {"createdAt"}},
    {"gsi6", "gsi6pk", "gsi6sk", {"threadId"}, {"createdAt"}},
    {"gsi7", "gsi7pk", "gsi7sk", {"traceId", "spanId"}, {"createdAt"}},
};
constexpr Renamed kMessageNames[] = {{"thread_id", "threadId"}};
constexpr Renamed kScoreNames[] = {{"entity", "entityData"}};
constexpr Text kEntity = "entity";
constexpr Entity kEntities[] = {
    {"mastra_threads", "thread", "id", "id", kThreadIndexes},
    {"mastra_messages", "message", "id", kEntity, kMessageIndexes, kMessageNames},
    {"mastra_resources", "resource", "id", kEntity},
    {"mastra_workflow_snapshot", "workflow_snapshot", "workflow_name", "run_id", kRunIndexes},
    {"mastra_scorers", "score", "id", kEntity, kScoreIndexes, kScoreNames},
};

// Integers in the order of their bytes.
void appendOrdered(std::string& out, std::int64_t value) {
  const std::uint64_t biased = static_cast<std::uint64_t>(value) ^ (1ULL << 63);
  for (int shift = 60; shift >= 0; shift -= 4) out += hexDigit(biased >> shift);
}

}  // namespace

Layout::Layout(const Table& table) : table_(&table) {
  for (const query::Column& column : table.columns) attributes_.push_back(column.name);
  const auto known = std::ranges::find(kEntities, table.name, &Entity::table);
  known == std::end(kEntities) ? addOwn() : addForeign(*known);
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool inKey = std::ranges::find(table.keys[0].columns, i) != table.keys[0].columns.end();
    if (table.columns[i].nullable || table.columns[i].isDerived() || inKey) continue;
    presence_ = static_cast<Col>(i);
    return;
  }
  presence_ = table.keys[0].columns[0];
}

bool Layout::isIndexed(Col column) const {
  const auto is = [&](const Part& part) { return part.column == column; };
  return std::ranges::any_of(keys_, [&](const KeyPair& key) {
    return key.absent == column || std::ranges::any_of(key.pkParts, is) ||
           std::ranges::any_of(key.skParts, is);
  });
}

Part Layout::part(Text column) const {
  const auto at = std::ranges::find(table_->columns, column, &query::Column::name);
  if (at == table_->columns.end()) return {.label = column};
  const auto index = static_cast<Col>(at - table_->columns.begin());
  return {.label = attributes_[index], .column = index};
}

void Layout::addForeign(const Entity& entity) {
  entity_ = entity.name;
  foreign_ = true;
  for (const Renamed& each : entity.renamed) {
    const auto at = std::ranges::find(table_->columns, each.column, &query::Column::name);
    attributes_[static_cast<std::size_t>(at - table_->columns.begin())] = each.attribute;
  }
  // A column may be called `entity`, too: in keys it is the entity's name.
  const auto own = [&](Text column) {
    return column == kEntity ? Part{.label = kEntity} : part(column);
  };
  keys_.push_back({.index = {},
                   .pk = kPk,
                   .sk = kSk,
                   .pkParts = {own(entity.pkColumn)},
                   .skParts = {own(entity.skColumn)}});
  for (const ForeignIndex& index : entity.indexes) {
    KeyPair key{.index = index.name, .pk = index.pk, .sk = index.sk, .pkParts = {}, .skParts = {}};
    key.exists = index.name == "gsi1" || index.name == "gsi2";
    for (const Text name : index.pkColumns) {
      if (!name.empty()) key.pkParts.push_back(part(name));
    }
    for (const Text name : index.skColumns) {
      if (!name.empty()) key.skParts.push_back(part(name));
    }
    keys_.push_back(std::move(key));
  }
}

void Layout::addOwn() {
  entity_ = table_->name;
  const auto pairOf = [&](Text index, Text pk, Text sk, std::span<const Col> columns) {
    KeyPair key{.index = index, .pk = pk, .sk = sk, .pkParts = {}, .skParts = {}};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Part part{.label = attributes_[columns[i]], .column = columns[i]};
      (i == 0 && (columns.size() > 1 || index.empty()) ? key.pkParts : key.skParts).push_back(part);
    }
    keys_.push_back(std::move(key));
  };
  pairOf({}, kPk, kSk, table_->keys[0].columns);
  constexpr Text kIndexes[][3] = {{"gsi1", "gsi1pk", "gsi1sk"}, {"gsi2", "gsi2pk", "gsi2sk"}};
  std::size_t used = 0;
  for (const query::AccessPath& path : table_->paths) {
    // No two rows need have one time: it is no partition.
    const bool isOfTimes =
        path.columns.size() > 1 && (*table_)[path.columns[0]].type == query::Type::kTimestamp;
    if (path.of_key || path.has == query::Has::kNotNull || isOfTimes) continue;
    if (used == std::size(kIndexes)) break;
    pairOf(kIndexes[used][0], kIndexes[used][1], kIndexes[used][2], path.columns);
    if (path.has == query::Has::kNull) keys_.back().absent = path.of;
    ++used;
  }
}

std::string Layout::keyText(const Value& value) const {
  std::string out;
  if (value.kind == Value::Kind::kInteger) {
    appendOrdered(out, value.integer);
    return out;
  }
  if (foreign_) return lowerCase(value.text);
  for (const char c : value.text) {
    if (c == '#' || c == '%') {
      out += c == '#' ? "%23" : "%25";
    } else {
      out += c;
    }
  }
  return out;
}

std::optional<Text> Layout::partitionKey(const KeyPair& key, std::span<const Value> values,
                                         Arena& arena) const {
  std::string out = foreign_ ? "$mastra#entity_" : "$agentkeep#";
  out += entity_;
  for (std::size_t i = 0; i < key.pkParts.size(); ++i) {
    if (values[i].isNull()) return std::nullopt;
    out += '#';
    out += lowerCase(key.pkParts[i].label);
    out += '_';
    out += keyText(values[i]);
  }
  return arena.text(out);
}

std::string Layout::sortPrefix(const KeyPair& key) const {
  std::string out = "$";
  out += entity_;
  if (foreign_) out += "_1";
  if (key.skParts.empty()) return out;
  out += '#';
  out += lowerCase(key.skParts[0].label);
  out += '_';
  return out;
}

std::optional<Text> Layout::sortKey(const KeyPair& key, std::span<const Value> values,
                                    Arena& arena) const {
  std::string out = sortPrefix(key);
  for (std::size_t i = 0; i < key.skParts.size(); ++i) {
    if (i != 0) {
      out += '#';
      out += lowerCase(key.skParts[i].label);
      out += '_';
    }
    if (key.skParts[i].column == query::kNoCol) {
      out += entity_;
      continue;
    }
    if (!values[i].isNull()) {
      out += keyText(values[i]);
    } else if (foreign_ || key.index.empty()) {
      return std::nullopt;
    } else {
      out += kBehindAll;
    }
  }
  return arena.text(out);
}

}  // namespace agentkeep::dynamodb
