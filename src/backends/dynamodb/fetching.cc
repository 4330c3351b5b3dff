// Reading items into the cache of an attempt.
#include <algorithm>

#include "backends/dynamodb/attempt.h"

namespace agentkeep::dynamodb {
namespace {

constexpr std::size_t kKeysACall = 100;
constexpr std::size_t kQueriesAtOnce = 20;
// Rows asked for beyond those that are wanted: one that begins a list, one that shows where rows of
// the last one's place end, and a few of that place.
constexpr std::uint64_t kSlack = 8;

const JsonMember* memberNamed(const JsonObjectParts& members, Text name) {
  return agentkeep::find(members, name);
}

}  // namespace

// ---- The cache

Entry* Attempt::known(ItemKey key) {
  std::string name(key.pk);
  name += '\0';
  name += key.sk;
  const auto at = byKey_.find(name);
  return at == byKey_.end() ? nullptr : at->second;
}

Entry* Attempt::entry(ItemKey key, const Layout* layout) {
  if (Entry* found = known(key)) return found;
  Entry& made = entries_.emplace_back();
  made.layout = layout;
  made.key = key;
  std::string name(key.pk);
  name += '\0';
  name += key.sk;
  byKey_.emplace(std::move(name), &made);
  return &made;
}

void Attempt::take(const Layout& layout, Text itemJson) {
  const auto item = readItem(itemJson, arena_);
  if (!item) return;
  const ItemKey key{item->get(kPk, arena_).text, item->get(kSk, arena_).text};
  Entry& made = *entry(key, &layout);
  if (made.looked || made.written) return;  // what was read first, or made of it, counts
  made.looked = true;
  made.present = true;
  made.now = dynamodb::rowOf(*item, layout, arena_);
  made.old = arena_.copy(Row(made.now));
  // Another writer may leave items with little more than a key; what has expired may linger.
  made.existed = !item->get(layout.attribute(layout.presence()), arena_).isNull();
  if (const Expiry* expiry = settings_.expiryOf(layout.entity())) {
    const Value ends = item->get(expiry->attribute, arena_);
    if (ends.kind == Value::Kind::kInteger && ends.integer <= call_.now_ms / 1000) {
      made.existed = false;
    }
  }
  made.exists = made.existed;
}

// ---- Calls

Task<Result<void>> Attempt::send(std::vector<Request> requests, std::vector<Reply>& replies) {
  replies = co_await sendAll(call_, requests, std::exchange(delay_, 0));
  for (const Reply& reply : replies) {
    if (reply.answered != Answered::kDone) co_return std::unexpected(reply.error);
  }
  co_return {};
}

// One item costs the same either way, and comes sooner by this one.
Request Attempt::getOf(const ItemKey& key, bool consistent) const {
  JsonWriter out;
  out.beginObject().key("TableName").string(settings_.table).key("Key");
  writeKey(out, key);
  if (consistent) out.key("ConsistentRead").boolean(true);
  out.endObject();
  return {Operation::kGetItem, out.take()};
}

Task<Result<void>> Attempt::fetchItems(std::vector<ItemKey> keys) {
  // A call names an item once.
  std::unordered_set<const Entry*> named;
  std::erase_if(keys, [&](const ItemKey& key) { return !named.insert(known(key)).second; });
  const std::vector<ItemKey> all = keys;
  if (keys.size() == 1) {
    std::vector<Request> requests = {getOf(keys[0], isFresh() && !mayLag_)};
    std::vector<Reply> replies;
    if (auto done = co_await send(std::move(requests), replies); !done) co_return done;
    const JsonMember* item = memberNamed(replies[0].members, "Item");
    if (item != nullptr) take(*known(keys[0])->layout, item->value);
    keys.clear();
  }
  while (!keys.empty()) {
    std::vector<Request> requests;
    for (std::size_t i = 0; i < keys.size(); i += kKeysACall) {
      JsonWriter out;
      out.beginObject().key("RequestItems").beginObject().key(settings_.table).beginObject();
      if (isFresh() && !mayLag_) out.key("ConsistentRead").boolean(true);
      out.key("Keys").beginArray();
      for (const ItemKey& key : std::span(keys).subspan(i, std::min(kKeysACall, keys.size() - i))) {
        writeKey(out, key);
      }
      out.endArray().endObject().endObject().endObject();
      requests.push_back({Operation::kBatchGetItem, out.take()});
    }
    std::vector<Reply> replies;
    if (auto done = co_await send(std::move(requests), replies); !done) co_return done;
    std::vector<ItemKey> left;
    const Text path[] = {settings_.table};
    for (const Reply& reply : replies) {
      const JsonMember* responses = memberNamed(reply.members, "Responses");
      const auto list =
          responses == nullptr ? std::nullopt : memberOf(responses->value, path, arena_);
      const auto items = list ? itemsOf(*list) : std::nullopt;
      for (const Text json : items.value_or(std::vector<Text>())) {
        const auto item = readItem(json, arena_);
        if (!item) continue;
        const Entry* asked = known({item->get(kPk, arena_).text, item->get(kSk, arena_).text});
        if (asked != nullptr) take(*asked->layout, json);
      }
      const JsonMember* rest = memberNamed(reply.members, "UnprocessedKeys");
      const Text keysPath[] = {settings_.table, "Keys"};
      const auto again = rest == nullptr ? std::nullopt : memberOf(rest->value, keysPath, arena_);
      const auto some = again ? itemsOf(*again) : std::nullopt;
      for (const Text json : some.value_or(std::vector<Text>())) {
        const auto item = readItem(json, arena_);
        if (item) left.push_back({item->get(kPk, arena_).text, item->get(kSk, arena_).text});
      }
    }
    // What it left out it had no capacity for, if nothing came at all.
    if (!left.empty()) delay_ = delayBefore(call_, left.size() == keys.size() ? 4 : 2);
    keys = std::move(left);
  }
  for (const ItemKey& key : all) {
    known(key)->looked = true;
    known(key)->lagging = mayLag_;
  }
  co_return {};
}

Task<Result<void>> Attempt::fetchQueries(const Layout& layout,
                                         std::span<const PartitionQuery> queries) {
  struct Running {
    const PartitionQuery* query;
    std::string start = {};  // ExclusiveStartKey
    std::uint64_t found = 0;
    std::optional<Value> last = {};  // of the order's column, where enough rows were found
  };
  std::vector<Running> running;
  for (const PartitionQuery& query : queries) running.push_back({.query = &query});
  while (!running.empty()) {
    const std::size_t some = std::min(kQueriesAtOnce, running.size());
    std::vector<Request> requests;
    for (const Running& each : std::span(running).first(some)) {
      const KeyPair& key = *each.query->key;
      JsonWriter out;
      out.beginObject().key("TableName").string(settings_.table);
      if (!key.index.empty()) {
        out.key("IndexName").string(key.index);
      } else if (isFresh()) {
        out.key("ConsistentRead").boolean(true);
      }
      const bool ranged = each.query->from.has_value();
      const bool between = ranged && each.query->to.has_value();
      out.key("KeyConditionExpression")
          .string(between  ? "#p = :p AND #s BETWEEN :f AND :t"
                  : ranged ? "#p = :p AND #s >= :f"
                           : "#p = :p");
      out.key("ExpressionAttributeNames").beginObject().key("#p").string(key.pk);
      if (ranged) out.key("#s").string(key.sk);
      out.endObject().key("ExpressionAttributeValues").beginObject();
      const auto value = [&](Text name, Text text) {
        out.key(name).beginObject().key("S").string(text).endObject();
      };
      value(":p", each.query->pk);
      if (ranged) value(":f", *each.query->from);
      if (between) value(":t", *each.query->to);
      out.endObject();
      if (const auto& enough = each.query->enough) {
        if (enough->descending) out.key("ScanIndexForward").boolean(false);
        out.key("Limit").integer(static_cast<std::int64_t>(std::min<std::uint64_t>(
            1000, enough->rows - std::min(enough->rows, each.found) + kSlack)));
      }
      if (!each.start.empty()) out.key("ExclusiveStartKey").raw(each.start);
      out.endObject();
      requests.push_back({Operation::kQuery, out.take()});
    }
    std::vector<Reply> replies;
    if (auto done = co_await send(std::move(requests), replies); !done) co_return done;
    std::vector<Running> next;
    for (std::size_t i = 0; i < some; ++i) {
      Running& each = running[i];
      const JsonMember* items = memberNamed(replies[i].members, "Items");
      const auto list = items == nullptr ? std::nullopt : itemsOf(items->value);
      bool complete = false;
      for (const Text json : list.value_or(std::vector<Text>())) {
        take(layout, json);
        const auto& enough = each.query->enough;
        if (!enough) continue;
        const auto item = readItem(json, arena_);
        const Entry* entry =
            item ? known({item->get(kPk, arena_).text, item->get(kSk, arena_).text}) : nullptr;
        if (entry == nullptr || !entry->exists) continue;
        if (!matches(each.query->where, entry->now, layout.table(), arena_)) continue;
        const Value& place = dynamodb::at(entry->now, enough->order);
        // Rows of one place in the order come in any: all of them are needed.
        if (each.last && !equal(*each.last, place)) complete = true;
        if (++each.found == enough->rows) each.last = place;
      }
      const JsonMember* last = memberNamed(replies[i].members, "LastEvaluatedKey");
      if (last == nullptr || complete) continue;
      each.start = std::string(last->value);
      next.push_back(std::move(each));
    }
    next.insert(next.end(),
                std::make_move_iterator(running.begin() + static_cast<std::ptrdiff_t>(some)),
                std::make_move_iterator(running.end()));
    running = std::move(next);
  }
  co_return {};
}

Task<Result<void>> Attempt::scan(const Layout& layout, Walk* walk) {
  std::string start = walk == nullptr ? std::string() : walk->start;
  std::uint64_t looked_at = 0;
  for (;;) {
    JsonWriter out;
    out.beginObject().key("TableName").string(settings_.table);
    out.key("FilterExpression").string("#e = :e");
    const Table& table = layout.table();
    std::vector<Text> names;  // what is read of an item, where that is not all of it
    if (walk == nullptr && std::ranges::any_of(table.columns, &query::Column::bulk)) {
      names = {kPk, kSk};
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (!table.columns[i].bulk) names.push_back(layout.attribute(static_cast<Col>(i)));
      }
      std::string some;
      for (std::size_t i = 0; i < names.size(); ++i) {
        some += (i == 0 ? "#n" : ", #n") + std::to_string(i);
      }
      out.key("ProjectionExpression").string(some);
    }
    out.key("ExpressionAttributeNames").beginObject().key("#e").string("entity");
    for (std::size_t i = 0; i < names.size(); ++i) {
      out.key("#n" + std::to_string(i)).string(names[i]);
    }
    out.endObject();
    out.key("ExpressionAttributeValues").beginObject().key(":e").beginObject();
    out.key("S").string(layout.entity()).endObject().endObject();
    if (isFresh()) out.key("ConsistentRead").boolean(true);
    if (walk != nullptr) {
      // DynamoDB counts what it looks at, and that has rows of other tables among it: as many as
      // there were so far.
      constexpr std::uint64_t kLeast = 64;
      constexpr std::uint64_t kMost = 10'000;
      const std::uint64_t left = walk->rows - walk->found.size();
      const std::uint64_t one_of = looked_at / std::max<std::uint64_t>(walk->found.size(), 1) + 1;
      const std::uint64_t limit =
          std::clamp(std::min(left, kMost) * std::min(one_of, kMost), kLeast, kMost);
      out.key("Limit").integer(static_cast<std::int64_t>(limit));
      looked_at += limit;
    }
    if (!start.empty()) out.key("ExclusiveStartKey").raw(start);
    out.endObject();
    std::vector<Request> requests;
    requests.push_back({Operation::kScan, out.take()});
    std::vector<Reply> replies;
    if (auto done = co_await send(std::move(requests), replies); !done) co_return done;
    const JsonMember* items = memberNamed(replies[0].members, "Items");
    const auto list = items == nullptr ? std::nullopt : itemsOf(items->value);
    const std::vector<Text> found = list.value_or(std::vector<Text>());
    const JsonMember* last = memberNamed(replies[0].members, "LastEvaluatedKey");
    for (const Text& json : found) {
      take(layout, json);
      if (walk == nullptr) continue;
      const auto item = readItem(json, arena_);
      Entry* row =
          item ? known({item->get(kPk, arena_).text, item->get(kSk, arena_).text}) : nullptr;
      if (row == nullptr || !row->exists) continue;
      walk->found.push_back(row);
      if (walk->found.size() < walk->rows) continue;
      walk->more = last != nullptr || &json != &found.back();
      co_return {};
    }
    if (last == nullptr) co_return {};
    start = std::string(last->value);
  }
}

Task<Result<void>> Attempt::scanTogether(const query::Together& together) {
  std::vector<const Layout*> layouts;
  JsonWriter out;
  out.beginObject().key("TableName").string(settings_.table);
  std::string names;
  for (const query::Statement& statement : batch_.statements) {
    const auto* select = std::get_if<query::Select>(&statement);
    if (select == nullptr) co_return fail(ErrorCode::kInternal, "a walk is made of Selects");
    names.append(layouts.empty() ? ":e" : ", :e").append(std::to_string(layouts.size()));
    layouts.push_back(&layouts_.of(*select->table));
  }
  out.key("FilterExpression").string("#e IN (" + names + ")");
  out.key("ExpressionAttributeNames").beginObject().key("#e").string("entity").endObject();
  out.key("ExpressionAttributeValues").beginObject();
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    out.key(":e" + std::to_string(i)).beginObject();
    out.key("S").string(layouts[i]->entity()).endObject();
  }
  out.endObject();
  if (isFresh()) out.key("ConsistentRead").boolean(true);
  out.key("Limit").integer(together.rows);
  if (!together.behind.empty()) {
    if (together.behind.size() != 2 || std::ranges::any_of(together.behind, &Text::empty)) {
      co_return fail(ErrorCode::kInvalidArgument, "after is not where a page has ended");
    }
    out.key("ExclusiveStartKey");
    writeKey(out, {together.behind[0], together.behind[1]});
  }
  out.endObject();
  std::vector<Request> requests;
  requests.push_back({Operation::kScan, out.take()});
  std::vector<Reply> replies;
  if (auto done = co_await send(std::move(requests), replies); !done) co_return done;
  const JsonMember* items = memberNamed(replies[0].members, "Items");
  const auto list = items == nullptr ? std::nullopt : itemsOf(items->value);
  for (const Text json : list.value_or(std::vector<Text>())) {
    const auto item = readItem(json, arena_);
    if (!item) continue;
    const Text entity = item->get("entity", arena_).text;
    const auto layout = std::ranges::find(layouts, entity, &Layout::entity);
    if (layout == layouts.end()) continue;
    take(**layout, json);
    Entry* row = known({item->get(kPk, arena_).text, item->get(kSk, arena_).text});
    if (row->exists) together_[&(*layout)->table()].push_back(row);
  }
  const JsonMember* last = memberNamed(replies[0].members, "LastEvaluatedKey");
  const auto key = last == nullptr ? std::nullopt : readItem(last->value, arena_);
  // The bytes of the answer may go before those of the place.
  const auto kept = [&](Text name) { return arena_.text(key->get(name, arena_).text); };
  if (key) place_ = arena_.list({kept(kPk), kept(kSk)});
  co_return {};
}

Task<Result<void>> Attempt::fetch(const Layout& layout, const Access& access) {
  std::vector<ItemKey> keys;
  for (const ItemKey& key : access.items) {
    if (!entry(key, &layout)->looked) keys.push_back(key);
  }
  if (auto done = co_await fetchItems(std::move(keys)); !done) co_return done;
  std::vector<PartitionQuery> queries;
  for (const PartitionQuery& query : access.queries) {
    std::string name(query.pk);
    for (const auto& bound : {query.from, query.to}) {
      name += '\0';
      name += bound.value_or("");
    }
    if (query.enough) {
      name += '\0';
      name += std::to_string(query.enough->rows) + (query.enough->descending ? "-" : "+");
    }
    if (asked_.insert(std::move(name)).second) queries.push_back(query);
  }
  if (queries.empty()) co_return {};
  co_return co_await fetchQueries(layout, queries);
}

// Everything that statements name by keys that stand in the batch itself: one call instead of one a
// statement.
Task<Result<void>> Attempt::read() {
  std::vector<ItemKey> keys;
  const auto add = [&](const Layout& layout, const Where& where) {
    const auto access = accessOf(layout, where, arena_);
    if (!access || !access->queries.empty()) return;
    for (const ItemKey& key : access->items) {
      entry(key, &layout);
      keys.push_back(key);
    }
  };
  const auto addRows = [&](const Layout& layout, std::span<const Cell> cells, std::size_t stride,
                           auto columnAt) {
    const Table& table = layout.table();
    for (std::size_t at = 0; stride != 0 && at + stride <= cells.size(); at += stride) {
      const std::span<Value> row = arena_.make<Value>(table.columns.size() + 1);
      for (std::size_t i = 0; i < stride; ++i) {
        const Col column = columnAt(i);
        if (column != query::kNoCol) row[column] = valueOf(cells[at + i], table[column], arena_);
      }
      const auto key = keyOf(layout, row, arena_);
      if (!key) continue;
      entry(*key, &layout);
      keys.push_back(*key);
    }
  };
  const auto addSelect = [&](const auto& self, const Where& where) -> void {
    if (where.rows != nullptr) {
      add(layouts_.of(*where.rows->table), where.rows->where);
      self(self, where.rows->where);
    }
    for (const Where& part : where.parts) self(self, part);
  };
  for (const query::Statement& statement : batch_.statements) {
    if (const auto* select = std::get_if<query::Select>(&statement)) {
      add(layouts_.of(*select->table), select->where);
      addSelect(addSelect, select->where);
    } else if (const auto* update = std::get_if<query::Update>(&statement)) {
      const Layout& layout = layouts_.of(*update->table);
      const std::size_t parts = update->table->keys[0].columns.size();
      if (update->each.empty()) {
        add(layout, update->where);
      } else {
        addRows(layout, update->each, parts + update->changes.size(), [&](std::size_t i) {
          return i < parts ? update->table->keys[0].columns[i] : query::kNoCol;
        });
      }
      addSelect(addSelect, update->where);
    } else if (const auto* remove = std::get_if<query::Delete>(&statement)) {
      const Layout& layout = layouts_.of(*remove->table);
      if (!mayAssume_ || !pinnedTo(layout, remove->where, arena_)) add(layout, remove->where);
      addSelect(addSelect, remove->where);
    } else if (const auto* guard = std::get_if<query::Guard>(&statement)) {
      if (guard->select == nullptr) continue;
      add(layouts_.of(*guard->select->table), guard->select->where);
      addSelect(addSelect, guard->select->where);
    } else if (const auto* insert = std::get_if<query::Insert>(&statement)) {
      const std::size_t sources =
          insert->from == nullptr ? 0 : insert->from->keys[0].columns.size();
      const std::size_t stride = sources + insert->columns.size();
      addRows(layouts_.of(*insert->table), insert->rows, stride, [&](std::size_t i) {
        return i < sources ? query::kNoCol : insert->columns[i - sources];
      });
      if (insert->from == nullptr) continue;
      addRows(layouts_.of(*insert->from), insert->rows, stride, [&](std::size_t i) {
        return i < sources ? insert->from->keys[0].columns[i] : query::kNoCol;
      });
    }
  }
  return fetchItems(std::move(keys));
}

}  // namespace agentkeep::dynamodb
