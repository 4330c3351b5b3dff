// The statements that change rows, in memory.
#include <algorithm>

#include "backends/dynamodb/attempt.h"
#include "core/time.h"

namespace agentkeep::dynamodb {

using query::Change;
using query::Failed;
using query::How;

namespace {

// By counting one of them up, batches of a common name exclude one another.
struct LockCol {
  static constexpr Col name = 0, times = 1;
};
constexpr query::Column kLockColumns[] = {
    {.name = "name", .type = query::Type::kText, .nullable = false},
    {.name = "times", .type = query::Type::kInteger, .nullable = false},
};
constexpr Col kLockName[] = {LockCol::name};
constexpr query::Key kLockKeys[] = {{kLockName}};
constexpr Table kLocks{.name = "agentkeep_locks", .columns = kLockColumns, .keys = kLockKeys};

// Columns whose old values decide what a change makes of them.
std::uint64_t readBy(std::span<const Change> changes) {
  std::uint64_t columns = 0;
  for (const Change& change : changes) {
    if (change.how != How::kSet || !change.path.empty()) columns |= bitOf(change.column);
  }
  return columns;
}

bool isLookup(const Cell& cell) {
  return std::holds_alternative<query::Max>(cell.value) ||
         std::holds_alternative<query::Lookup>(cell.value);
}

}  // namespace

Task<Result<void>> Attempt::lock() {
  const Layout& layout = layouts_.of(kLocks);
  Access access;
  for (const Text name : batch_.serialize) {
    const std::span<Value> row = arena_.make<Value>(kLocks.columns.size() + 1);
    row[LockCol::name] = textValue(name);
    const auto key = keyOf(layout, row, arena_);
    if (!key) co_return fail(ErrorCode::kTooLarge, "an id is longer than DynamoDB takes in keys");
    Entry& item = *entry(*key, &layout);
    if (!item.now.empty()) continue;  // named twice
    item.now = row;
    access.items.push_back(*key);
    locks_.push_back(&item);
  }
  if (auto done = co_await fetch(layout, access); !done) co_return done;
  for (Entry* item : locks_) {
    const std::span<Value> now = arena_.make<Value>(item->now.size());
    std::ranges::copy(item->now, now.begin());
    now[LockCol::times] = integerValue(item->now[LockCol::times].integer + 1);
    item->now = now;
    item->exists = true;
    item->relied |= bitOf(LockCol::times);
    if (auto fits = checkSize(*item); !fits) co_return fits;
  }
  co_return {};
}

Task<Result<void>> Attempt::prepare(const Cell& cell) {
  if (const auto* max = std::get_if<query::Max>(&cell.value)) {
    Result<Found> rows = co_await select(*max->rows, true);
    if (!rows) co_return std::unexpected(rows.error());
    Value highest;
    for (Entry* each : *rows) {
      const Value& value = dynamodb::at(each->now, max->rows->columns[0]);
      each->relied |= bitOf(max->rows->columns[0]);
      if (value.isNull()) continue;
      if (highest.isNull() || compare(value, highest) > 0) highest = value;
    }
    prepared_[&cell] = highest;
  } else if (const auto* lookup = std::get_if<query::Lookup>(&cell.value)) {
    const Table& table = *lookup->table;
    const Layout& layout = layouts_.of(table);
    const std::span<Value> row = arena_.make<Value>(table.columns.size() + 1);
    for (std::size_t i = 0; i < lookup->key.size(); ++i) {
      const Col part = table.keys[0].columns[i];
      row[part] = valueOf(lookup->key[i], table[part], arena_);
    }
    const auto key = keyOf(layout, row, arena_);
    Value found;
    if (key) {
      Access access;
      access.items.push_back(*key);
      if (auto done = co_await fetch(layout, access); !done) co_return done;
      Entry* other = known(*key);
      if (other->exists) {
        found = other->now[lookup->column];
        other->relied |= bitOf(lookup->column);
      }
    }
    prepared_[&cell] = found;
  }
  co_return {};
}

Value Attempt::given(const Cell& cell, const Table& table, Col column, Row incoming,
                     const Entry* source) {
  if (isLookup(cell)) return prepared_[&cell];
  if (const auto* of = std::get_if<query::Source>(&cell.value)) {
    return source == nullptr ? Value{} : source->now[of->column];
  }
  if (std::holds_alternative<query::Incoming>(cell.value)) {
    return incoming.empty() ? Value{} : incoming[column];
  }
  return valueOf(cell, table[column], arena_);
}

void Attempt::write(Entry& entry) {
  if (!entry.written) written_.push_back(&entry);
  entry.written = true;
}

Task<Result<void>> Attempt::execute(const query::Insert& insert, query::Answer& answer) {
  const Table& table = *insert.table;
  const Layout& layout = layouts_.of(table);
  const auto refuse = [&] {
    failed_ = Failed{.why = Failed::Why::kKey, .statement = statement_, .key = insert.key};
  };
  if (insert.unless != nullptr) {
    Result<Found> found = co_await select(*insert.unless, insert.unless->scan);
    if (!found) co_return std::unexpected(found.error());
    for (Entry* each : *found) each->guarded = true;
    if (!found->empty()) co_return {};
  }
  const std::size_t sources = insert.from == nullptr ? 0 : insert.from->keys[0].columns.size();
  const std::size_t stride = sources + insert.columns.size();
  if (stride == 0 || insert.rows.empty()) co_return {};
  for (const Cell& cell : insert.rows) {
    if (!isLookup(cell)) continue;
    if (auto done = co_await prepare(cell); !done) co_return done;
  }
  for (const Change& change : insert.changes) {
    if (auto done = co_await prepare(change.value); !done) co_return done;
  }
  // Where a row goes and comes from: all of them at once.
  struct Place {
    std::span<Value> row;
    Entry* entry;
    Entry* source;
    std::size_t number;  // of the statement's rows
  };
  std::vector<Place> places;
  Access targets;
  Access from;
  std::vector<std::optional<ItemKey>> sourceKeys;
  for (std::size_t at = 0; at + stride <= insert.rows.size(); at += stride) {
    if (insert.from == nullptr) break;
    const Table& other = *insert.from;
    const std::span<Value> row = arena_.make<Value>(other.columns.size() + 1);
    for (std::size_t i = 0; i < sources; ++i) {
      const Col part = other.keys[0].columns[i];
      row[part] = valueOf(insert.rows[at + i], other[part], arena_);
    }
    const auto key = keyOf(layouts_.of(other), row, arena_);
    sourceKeys.push_back(key);
    if (key) from.items.push_back(*key);
  }
  if (insert.from != nullptr) {
    if (auto done = co_await fetch(layouts_.of(*insert.from), from); !done) co_return done;
  }
  for (std::size_t at = 0; at + stride <= insert.rows.size(); at += stride) {
    const auto from_key = insert.from == nullptr ? std::nullopt : sourceKeys[at / stride];
    Entry* source = from_key ? known(*from_key) : nullptr;
    if (insert.from != nullptr && (source == nullptr || !source->exists)) continue;
    const std::span<Value> row = arena_.make<Value>(table.columns.size() + 1);
    for (std::size_t i = 0; i < insert.columns.size(); ++i) {
      const Col column = insert.columns[i];
      row[column] = given(insert.rows[at + sources + i], table, column, {}, source);
    }
    const auto key = keyOf(layout, row, arena_);
    if (!key) {
      auto error = keysTooLong(row, layout, arena_);
      if (error) co_return std::unexpected(std::move(*error));
      co_return fail(ErrorCode::kInternal, "a row without a key");
    }
    targets.items.push_back(*key);
    places.push_back({row, entry(*key, &layout), source, at / stride});
  }
  // entry() has made them known: ask for those that no call has looked for.
  std::vector<ItemKey> unread;
  for (const Place& place : places) {
    if (!place.entry->looked) unread.push_back(place.entry->key);
  }
  if (auto done = co_await fetchItems(std::move(unread)); !done) co_return done;

  Found stored;
  for (Place& place : places) {
    Entry& item = *place.entry;
    if (item.exists) {
      for (const Col part : table.keys[0].columns) {
        if (equal(item.now[part], place.row[part])) continue;
        co_return fail(ErrorCode::kConflict,
                       std::string(table[part].member()) +
                           " differs only by case from one that exists, and DynamoDB keeps both "
                           "under one key");
      }
      if (insert.on_conflict == query::OnConflict::kFail) {
        refuse();
        co_return {};
      }
      if (insert.on_conflict == query::OnConflict::kSkip) {
        item.relied |= bitOf(table.keys[0].columns[0]);
        continue;
      }
      const Where change_if = proposed(insert.change_if, place.row, arena_);
      const Result<Where> condition = co_await resolved(change_if, false, item.now);
      if (!condition) co_return std::unexpected(condition.error());
      item.relied |= columnsOf(*condition, table) | readBy(insert.changes);
      if (!matches(*condition, item.now, table, arena_)) continue;
      const std::span<Value> now = arena_.make<Value>(item.now.size());
      std::ranges::copy(item.now, now.begin());
      for (const Change& change : insert.changes) {
        now[change.column] =
            changed(change, now[change.column],
                    given(change.value, table, change.column, place.row, place.source),
                    table[change.column], arena_);
      }
      derive(now, table, arena_);
      item.now = now;
    } else {
      place.row.back() =
          integerValue(insert.places.empty() ? places_.next() : insert.places[place.number]);
      derive(place.row, table, arena_);
      item.now = place.row;
      item.exists = true;
    }
    if (auto fits = checkSize(item); !fits) co_return fits;
    write(item);
    item.inserted = true;
    if (item.existed) rely(item, insert.returning);
    stored.push_back(&item);
  }
  answer.changed = lastChanged_ = stored.size();
  answer.rows = rowsOf(stored, table, insert.returning, {});
  co_return {};
}

namespace {

// How often statements, and what they are made of, look at rows of a table.
struct Namings {
  const Table& table;
  unsigned times = 0;

  template <class Part>
  void operator()(const Part& part) {
    if constexpr (requires { part.table; }) times += part.table == &table ? 1 : 0;
    if constexpr (requires { part.from; }) times += part.from == &table ? 1 : 0;
    if constexpr (requires { part.where; }) (*this)(part.where);
    if constexpr (requires { part.parts; }) {
      for (const Where& each : part.parts) (*this)(each);
      if (part.rows != nullptr) (*this)(*part.rows);
    }
    if constexpr (requires { part.select; }) {
      if (part.select != nullptr) (*this)(*part.select);
    }
    if constexpr (requires { part.unless; }) {
      if (part.unless != nullptr) (*this)(*part.unless);
      for (const Cell& cell : part.rows) (*this)(cell);
    }
    if constexpr (requires { part.changes; }) {
      for (const Change& change : part.changes) (*this)(change.value);
    }
    if constexpr (std::is_same_v<Part, Cell>) {
      if (const auto* max = std::get_if<query::Max>(&part.value)) (*this)(*max->rows);
      if (const auto* lookup = std::get_if<query::Lookup>(&part.value)) (*this)(*lookup);
    }
  }
};

}  // namespace

// Nothing else in the batch looks at rows of the table.
bool Attempt::isNamedOnce(const Table& table) const {
  Namings namings{table};
  for (const query::Statement& statement : batch_.statements) std::visit(namings, statement);
  return namings.times == 1;
}

// Rows that are named by their keys and only get a later time need not be read: that they are there
// and that the time is later is a condition.
bool Attempt::touch(const query::Update& update, const Where& where, query::Answer& answer) {
  const Table& table = *update.table;
  const Layout& layout = layouts_.of(table);
  const auto keyColumns = table.keys[0].columns;
  if (where.is != query::Is::kIn || where.fold || !where.field.isPlain() ||
      keyColumns.size() != 1 || where.field.column != keyColumns[0] || !update.returning.empty() ||
      settings_.expiryOf(layout.entity()) != nullptr || !isNamedOnce(table)) {
    return false;
  }
  for (const Change& change : update.changes) {
    if (change.how != How::kTouch || !std::holds_alternative<query::Time>(change.value.value) ||
        layout.isIndexed(change.column)) {
      return false;
    }
  }
  for (const Cell& cell : where.values) {
    const std::span<Value> old = arena_.make<Value>(table.columns.size() + 1);
    old[keyColumns[0]] = valueOf(cell, table[keyColumns[0]], arena_);
    const auto key = keyOf(layout, old, arena_);
    Entry* item = key ? entry(*key, &layout) : nullptr;
    if (item == nullptr || item->written) continue;
    const std::span<Value> now = arena_.make<Value>(old.size());
    std::ranges::copy(old, now.begin());
    for (const Change& change : update.changes) {
      now[change.column] = valueOf(change.value, table[change.column], arena_);
      item->relied |= bitOf(change.column);
    }
    item->looked = item->present = item->existed = item->exists = item->assumed = true;
    item->old = old;
    item->now = now;
    write(*item);
    ++answer.changed;
  }
  lastChanged_ = answer.changed;
  return true;
}

Task<Result<void>> Attempt::execute(const query::Update& update, query::Answer& answer) {
  const Table& table = *update.table;
  const Layout& layout = layouts_.of(table);
  const std::size_t parts = table.keys[0].columns.size();
  const std::size_t stride = parts + update.changes.size();
  for (const Change& change : update.changes) {
    if (auto done = co_await prepare(change.value); !done) co_return done;
  }
  const auto apply = [&](Entry& item, std::span<const Cell> values) -> Result<void> {
    const std::span<Value> now = arena_.make<Value>(item.now.size());
    std::ranges::copy(item.now, now.begin());
    for (std::size_t i = 0; i < update.changes.size(); ++i) {
      Change change = update.changes[i];
      // What was looked up beforehand is found by the cell's place.
      const Cell& cell = values.empty() ? update.changes[i].value : values[i];
      if (std::holds_alternative<query::Keep>(cell.value)) continue;
      const Value value = given(cell, table, change.column, {}, nullptr);
      if (!values.empty()) change.value = cell;
      item.relied |= readBy({&change, 1});
      now[change.column] = changed(change, now[change.column], value, table[change.column], arena_);
    }
    derive(now, table, arena_);
    item.now = now;
    rely(item, update.returning);
    write(item);
    return checkSize(item);
  };
  Found stored;
  if (!update.each.empty()) {
    const Result<Where> where = co_await resolved(update.where, false);
    if (!where) co_return std::unexpected(where.error());
    Access access;
    std::vector<std::optional<ItemKey>> keys;
    std::unordered_set<const Entry*> known_rows;  // in `stored`
    for (std::size_t at = 0; at + stride <= update.each.size(); at += stride) {
      const std::span<Value> row = arena_.make<Value>(table.columns.size() + 1);
      for (std::size_t i = 0; i < parts; ++i) {
        const Col part = table.keys[0].columns[i];
        row[part] = valueOf(update.each[at + i], table[part], arena_);
      }
      keys.push_back(keyOf(layout, row, arena_));
      if (keys.back()) access.items.push_back(*keys.back());
    }
    if (auto done = co_await fetch(layout, access); !done) co_return done;
    for (std::size_t at = 0; at + stride <= update.each.size(); at += stride) {
      const auto& key = keys[at / stride];
      Entry* item = key ? known(*key) : nullptr;
      if (item == nullptr || !item->exists) continue;
      const std::span<const Cell> cells = update.each.subspan(at, stride);
      bool same = true;
      for (std::size_t i = 0; i < parts; ++i) {
        const Col part = table.keys[0].columns[i];
        same = same && equal(item->now[part], valueOf(cells[i], table[part], arena_));
      }
      if (!same || !matches(*where, item->now, table, arena_)) continue;
      item->relied |= columnsOf(*where, table);
      if (auto done = apply(*item, cells.subspan(parts)); !done) co_return done;
      if (known_rows.insert(item).second) stored.push_back(item);
    }
  } else {
    if (mayAssume_) {
      const Result<Where> where = co_await resolved(update.where, false);
      if (!where) co_return std::unexpected(where.error());
      if (touch(update, *where, answer)) co_return {};
    }
    Result<Found> rows = co_await find(table, update.where, false);
    if (!rows) co_return std::unexpected(rows.error());
    for (Entry* item : *rows) {
      if (auto done = apply(*item, {}); !done) co_return done;
    }
    stored = std::move(*rows);
  }
  answer.changed = lastChanged_ = stored.size();
  answer.rows = rowsOf(stored, table, update.returning, {});
  co_return {};
}

Task<Result<void>> Attempt::execute(const query::Delete& statement, query::Answer& answer) {
  const Table& table = *statement.table;
  const Layout& layout = layouts_.of(table);
  if (mayAssume_ && !statement.limit && statement.returning.empty()) {
    const auto row = pinnedTo(layout, statement.where, arena_);
    const auto key = row ? keyOf(layout, *row, arena_) : std::nullopt;
    Entry* item = key ? entry(*key, &layout) : nullptr;
    if (item != nullptr && !item->looked) {
      item->looked = item->present = item->existed = item->assumed = true;
      item->now = *row;
      item->old = *row;
      write(*item);
      answer.changed = lastChanged_ = 1;
      co_return {};
    }
  }
  Result<Found> rows = co_await select(query::Select{.table = &table,
                                                     .columns = {},
                                                     .where = statement.where,
                                                     .order = statement.order,
                                                     .limit = statement.limit},
                                       true);
  if (!rows) co_return std::unexpected(rows.error());
  answer.rows = rowsOf(*rows, table, statement.returning, {});
  for (Entry* item : *rows) {
    rely(*item, statement.returning);
    item->exists = false;
    write(*item);
  }
  answer.changed = lastChanged_ = rows->size();
  co_return {};
}

Task<Result<void>> Attempt::execute(const query::Guard& guard, query::Answer& /*answer*/) {
  bool holds = false;
  if (guard.must == query::Must::kChanged) {
    holds = lastChanged_ == guard.rows;
  } else {
    Result<Found> rows = co_await select(*guard.select, guard.select->scan);
    if (!rows) co_return std::unexpected(rows.error());
    if (!guard.as_read) {
      for (Entry* each : *rows) each->guarded = true;
    }
    for (Entry& each : entries_) {
      if (!each.lagging || &each.layout->table() != guard.select->table) continue;
      each.relied |= columnsOf(guard.select->where, *guard.select->table);
    }
    holds = rows->empty() == (guard.must == query::Must::kNotExist);
    // What was looked for by its key and is not a match must stay so.
    const Layout& layout = layouts_.of(*guard.select->table);
    const auto access = accessOf(layout, guard.select->where, arena_);
    for (const ItemKey& key : access && !guard.as_read ? access->items : std::vector<ItemKey>()) {
      Entry* item = known(key);
      if (item == nullptr) continue;
      item->guarded = true;
      item->relied |= columnsOf(guard.select->where, *guard.select->table);
    }
  }
  if (!holds) failed_ = Failed{.why = Failed::Why::kGuard, .statement = statement_};
  co_return {};
}

}  // namespace agentkeep::dynamodb
