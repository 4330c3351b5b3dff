// Reading items, and the statements that only read.
#include <algorithm>
#include <ranges>

#include "backends/dynamodb/attempt.h"

namespace agentkeep::dynamodb {

using query::Is;

namespace {

constexpr std::size_t kKeysACall = 100;
constexpr std::size_t kQueriesAtOnce = 20;
// Rows asked for beyond those that are wanted: one that begins a list, one that shows where rows of
// the last one's place end, and a few of that place.
constexpr std::uint64_t kSlack = 8;

const JsonMember* memberNamed(const JsonObjectParts& members, Text name) {
  return agentkeep::find(members, name);
}

bool hasLinks(const Where& where) {
  return (where.is == Is::kExists && !where.links.empty()) ||
         std::ranges::any_of(where.parts, hasLinks);
}

bool hasSelects(const Where& where) {
  return where.rows != nullptr || std::ranges::any_of(where.parts, hasSelects);
}

Cell cellOf(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kText:
      return {value.text};
    case Value::Kind::kInteger:
      return {value.integer};
    case Value::Kind::kReal:
      return {value.real};
    default:
      return {query::Null{}};
  }
}

void cut(std::vector<Entry*>& rows, std::uint64_t limit) {
  if (rows.size() > limit) rows.resize(static_cast<std::size_t>(limit));
}

// Places of rows of other writers are no order.
std::strong_ordering comparePlaces(const Value& a, const Value& b) {
  if (a.integer < 0 && b.integer < 0) return std::strong_ordering::equal;
  return a.integer <=> b.integer;
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

Task<Result<void>> Attempt::scan(const Layout& layout) {
  std::string start;
  for (;;) {
    JsonWriter out;
    out.beginObject().key("TableName").string(settings_.table);
    out.key("FilterExpression").string("#e = :e");
    const Table& table = layout.table();
    std::vector<Text> names;  // what is read of an item, where that is not all of it
    if (std::ranges::any_of(table.columns, &query::Column::bulk)) {
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
    if (!start.empty()) out.key("ExclusiveStartKey").raw(start);
    out.endObject();
    std::vector<Request> requests;
    requests.push_back({Operation::kScan, out.take()});
    std::vector<Reply> replies;
    if (auto done = co_await send(std::move(requests), replies); !done) co_return done;
    const JsonMember* items = memberNamed(replies[0].members, "Items");
    const auto list = items == nullptr ? std::nullopt : itemsOf(items->value);
    for (const Text json : list.value_or(std::vector<Text>())) take(layout, json);
    const JsonMember* last = memberNamed(replies[0].members, "LastEvaluatedKey");
    if (last == nullptr) co_return {};
    start = std::string(last->value);
  }
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

// ---- Finding

Task<Result<Where>> Attempt::resolved(const Where& where, bool scan, Row row) {
  if (!hasSelects(where)) co_return where;
  if (where.is == Is::kInRows) {
    Result<Found> rows = co_await select(*where.rows, scan || where.rows->scan);
    if (!rows) co_return std::unexpected(rows.error());
    const Table& table = *where.rows->table;
    const Col column = where.rows->columns[0];
    std::vector<Cell> cells;
    for (Entry* each : *rows) {
      each->relied |= columnsOf(where.rows->where, table) | bitOf(column);
      const Value& value = dynamodb::at(each->now, column);
      if (!value.isNull()) cells.push_back(cellOf(value));
    }
    co_return Where{
        .is = Is::kIn, .field = where.field, .values = arena_.copy(std::span<const Cell>(cells))};
  }
  if (where.is == Is::kExists) {
    if (!where.links.empty() && row.empty()) co_return where;
    query::Select inner = *where.rows;
    if (!where.links.empty()) {
      std::vector<Where> parts = {inner.where};
      for (const query::Link& link : where.links) {
        parts.push_back({.is = link.is,
                         .field = {link.inner},
                         .values = arena_.list<Cell>({cellOf(dynamodb::at(row, link.outer))})});
      }
      inner.where = {.is = Is::kAnd, .parts = arena_.copy(std::span<const Where>(parts))};
    }
    Result<Found> rows = co_await select(inner, scan || inner.scan);
    if (!rows) co_return std::unexpected(rows.error());
    for (Entry* each : *rows) each->relied |= columnsOf(inner.where, *inner.table);
    // Anything is in an "and" of nothing, nothing in an "or" of nothing.
    co_return Where{.is = rows->empty() ? Is::kOr : Is::kAnd};
  }
  Where out = where;
  const std::span<Where> parts = arena_.make<Where>(where.parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Result<Where> part = co_await resolved(where.parts[i], scan, row);
    if (!part) co_return part;
    parts[i] = *part;
  }
  out.parts = parts;
  co_return out;
}

Task<Result<Attempt::Found>> Attempt::find(const Table& table, const Where& where, bool scanning,
                                           const Enough* enough) {
  const Layout& layout = layouts_.of(table);
  const Result<Where> asked = co_await resolved(where, scanning);
  if (!asked) co_return std::unexpected(asked.error());
  if (auto access = accessOf(layout, *asked, arena_)) {
    for (PartitionQuery& query : access->queries) {
      const std::span<const Part> parts = query.key->skParts;
      if (enough == nullptr || hasLinks(*asked) || parts.size() != 1) continue;
      if (parts[0].column != enough->order) continue;
      query.enough = *enough;
      query.where = *asked;
    }
    if (auto done = co_await fetch(layout, *access); !done) co_return std::unexpected(done.error());
  } else if (!scanning) {
    co_return fail(ErrorCode::kInternal, "this list of " + std::string(layout.entity()) +
                                             " items has no index in the DynamoDB table");
  } else if (asked_.insert("scan " + std::string(layout.entity())).second) {
    if (auto done = co_await scan(layout); !done) co_return std::unexpected(done.error());
  }
  const std::uint64_t looked = columnsOf(*asked, table);
  Found found;
  // Looking for what a row links to may read more entries: those of other tables.
  // NOLINTNEXTLINE(modernize-loop-convert)
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& each = entries_[i];
    if (!each.exists || &each.layout->table() != &table) continue;
    if (!hasLinks(*asked)) {
      if (!matches(*asked, each.now, table, arena_)) continue;
    } else {
      const Result<Where> one = co_await resolved(*asked, scanning, each.now);
      if (!one) co_return std::unexpected(one.error());
      if (!matches(*one, each.now, table, arena_)) continue;
    }
    each.relied |= each.existed ? looked : 0;
    found.push_back(&each);
  }
  co_return found;
}

void Attempt::sort(Found& rows, const Table& table, std::span<const query::Order> order) {
  const bool last = !order.empty() && order.back().descending;
  const auto before = [&](const Entry* a, const Entry* b) {
    for (const query::Order& term : order) {
      if (term.first != nullptr) {
        const bool left = matches(*term.first, a->now, table, arena_);
        const bool right = matches(*term.first, b->now, table, arena_);
        if (left != right) return left;
        continue;
      }
      if (term.column == query::kInsertion) {
        const auto is = comparePlaces(a->now.back(), b->now.back());
        if (is != 0) return term.descending ? is > 0 : is < 0;
        continue;
      }
      const Value& left = a->now[term.column];
      const Value& right = b->now[term.column];
      if (left.isNull() || right.isNull()) {
        if (left.isNull() == right.isNull()) continue;
        return left.isNull() == term.nulls_first;
      }
      const auto is = compare(left, right);
      if (is != 0) return term.descending ? is > 0 : is < 0;
    }
    if (table.keeps_insertion_order) {
      const auto is = comparePlaces(a->now.back(), b->now.back());
      if (is != 0) return last ? is > 0 : is < 0;
    }
    for (const Col key : table.keys[0].columns) {
      const auto is = compare(a->now[key], b->now[key]);
      if (is != 0) return last ? is > 0 : is < 0;
    }
    return false;
  };
  std::ranges::sort(rows, before);
}

Task<Result<Attempt::Found>> Attempt::select(const query::Select& select, bool scanning) {
  const Table& table = *select.table;
  Enough enough;
  const bool ends = select.limit && select.count != query::Count::kExact &&
                    select.first_per == query::kNoCol && select.order.size() == 1 &&
                    select.order[0].first == nullptr &&
                    select.order[0].column < table.columns.size();
  if (ends) {
    enough = {.rows = *select.limit + select.offset + 1,
              .order = select.order[0].column,
              .descending = select.order[0].descending};
  }
  Result<Found> rows =
      co_await find(table, select.where, scanning || select.scan, ends ? &enough : nullptr);
  if (!rows) co_return rows;
  std::vector<query::Order> order(select.order.begin(), select.order.end());
  for (query::Order& term : order) {
    if (term.first == nullptr || !hasSelects(*term.first)) continue;
    const Result<Where> first = co_await resolved(*term.first, scanning || select.scan, {});
    if (!first) co_return std::unexpected(first.error());
    term.first = arena_.keep(*first);
  }
  sort(*rows, table, order);
  if (select.first_per != query::kNoCol) {
    Found first;
    for (Entry* each : *rows) {
      const auto same = [&](const Entry* other) {
        return equal(other->now[select.first_per], each->now[select.first_per]);
      };
      if (std::ranges::none_of(first, same)) first.push_back(each);
    }
    *rows = std::move(first);
  }
  if (select.count != query::Count::kExact) {
    // The one more tells a page that others follow.
    const std::uint64_t more = select.count == query::Count::kMore ? 1 : 0;
    const std::uint64_t from = std::min<std::uint64_t>(select.offset, rows->size());
    rows->erase(rows->begin(), rows->begin() + static_cast<std::ptrdiff_t>(from));
    cut(*rows, select.limit ? *select.limit + more : UINT64_MAX);
  }
  co_return rows;
}

query::Rows Attempt::rowsOf(const Found& rows, const Table& table, std::span<const Col> columns,
                            std::span<const Field> fields, bool old) {
  if (rows.empty()) return {};
  const std::size_t width = columns.size() + fields.size();
  const std::span<Value> cells = arena_.make<Value>(rows.size() * width);
  auto to = cells.begin();
  for (const Entry* each : rows) {
    const Row row = old ? each->old : Row(each->now);
    for (const Col column : columns) {
      *to = dynamodb::at(row, column);
      // What the batch has brought may be gone when the answer is read.
      if (each->written && !old) to->text = arena_.text(to->text);
      ++to;
    }
    for (const Field& field : fields) {
      const auto document = documentOf(row[field.column], table[field.column]);
      const auto member = document ? memberOf(*document, field.path, arena_) : std::nullopt;
      *to++ = member ? textValue(*member) : Value{};
    }
  }
  return {.columns = static_cast<std::uint32_t>(width), .cells = cells};
}

Task<Result<void>> Attempt::execute(const query::Select& select, query::Answer& answer) {
  if (select.limit == 0 && select.count == query::Count::kNone) {
    answer.rows = rowsOf({}, *select.table, select.columns, select.fields);
    co_return {};
  }
  Result<Found> rows = co_await this->select(select, false);
  if (!rows) co_return std::unexpected(rows.error());
  for (Entry* each : *rows) rely(*each, select.columns);
  if (select.count == query::Count::kExact) {
    answer.total = std::min<std::uint64_t>(rows->size(), select.count_most);
    const std::uint64_t from = std::min<std::uint64_t>(select.offset, rows->size());
    rows->erase(rows->begin(), rows->begin() + static_cast<std::ptrdiff_t>(from));
    cut(*rows, select.limit.value_or(UINT64_MAX));
  } else if (select.count == query::Count::kMore && select.limit) {
    answer.has_more = rows->size() > *select.limit;
    cut(*rows, *select.limit);
  }
  answer.rows = rowsOf(*rows, *select.table, select.columns, select.fields);
  co_return {};
}

Task<Result<void>> Attempt::execute(const query::Around& around, query::Answer& answer) {
  const Table& table = *around.table;
  const Layout& layout = layouts_.of(table);
  const Where& scope = around.where;
  std::vector<Cell> ids;
  for (const query::Anchor& anchor : around.anchors) ids.push_back({anchor.id});
  const Where ofIds{.is = Is::kIn, .field = {table.keys[0].columns[0]}, .values = ids};
  const Where both[] = {ofIds, scope};
  Result<Found> anchors = co_await find(table, {.is = Is::kAnd, .parts = both}, false);
  if (!anchors) co_return std::unexpected(anchors.error());

  // Both sides of every window at once, from the anchor's own place on: rows of that place come
  // along, and are put in order here.
  Access windows;
  for (const query::Anchor& anchor : around.anchors) {
    for (const Entry* entry : *anchors) {
      if (entry->now[table.keys[0].columns[0]].text != anchor.id) continue;
      for (const bool back : {true, false}) {
        const std::uint32_t rows = back ? anchor.before : anchor.after;
        if (rows == 0) continue;
        const auto from = [&](Is is) {
          const auto cell = [&](Col column) {
            return arena_.list<Cell>({cellOf(entry->now[column])});
          };
          return Where{.is = Is::kAnd,
                       .parts = arena_.list<Where>(
                           {{.is = Is::kEq, .field = {around.group}, .values = cell(around.group)},
                            {.is = is, .field = {around.order}, .values = cell(around.order)},
                            scope})};
        };
        auto access = accessOf(layout, from(back ? Is::kLe : Is::kGe), arena_);
        if (!access || access->queries.size() != 1) {
          co_return fail(ErrorCode::kInternal, "windows of these rows have no index");
        }
        PartitionQuery& query = access->queries[0];
        query.enough = Enough{.rows = rows, .order = around.order, .descending = back};
        query.where = from(back ? Is::kLt : Is::kGt);
        windows.queries.push_back(query);
      }
    }
  }
  if (auto done = co_await fetch(layout, windows); !done) co_return done;
  const query::Order order[] = {{.column = around.order}};
  std::unordered_set<const Entry*> chosen;
  for (const query::Anchor& anchor : around.anchors) {
    for (const Entry* entry : *anchors) {
      if (entry->now[table.keys[0].columns[0]].text != anchor.id) continue;
      Found rows;
      for (Entry& each : entries_) {
        if (!each.exists || &each.layout->table() != &table) continue;
        if (!equal(each.now[around.group], entry->now[around.group])) continue;
        if (matches(scope, each.now, table, arena_)) rows.push_back(&each);
      }
      sort(rows, table, order);
      const auto at = static_cast<std::size_t>(std::ranges::find(rows, entry) - rows.begin());
      const std::size_t from = at - std::min<std::size_t>(at, anchor.before);
      for (std::size_t i = from; i < std::min(rows.size(), at + anchor.after + 1); ++i) {
        chosen.insert(rows[i]);
      }
    }
  }
  Found rows;
  for (Entry& each : entries_) {
    if (chosen.contains(&each)) rows.push_back(&each);
  }
  sort(rows, table, order);
  answer.rows = rowsOf(rows, table, around.columns, {});
  co_return {};
}

}  // namespace agentkeep::dynamodb
