// Finding rows, and the statements that only read.
#include <algorithm>
#include <ranges>

#include "backends/dynamodb/attempt.h"
#include "core/sort.h"
#include "core/text-index.h"

namespace agentkeep::dynamodb {

using query::Is;

namespace {

bool hasLinks(const Where& where) {
  return (where.is == Is::kExists && !where.links.empty()) ||
         std::ranges::any_of(where.parts, hasLinks);
}

// What matches without its links matches with them, too: no link stands below a "not".
bool isSureWithoutLinks(const Where& where) {
  if (where.is == Is::kNot) return !hasLinks(where);
  return std::ranges::all_of(where.parts, isSureWithoutLinks);
}

bool hasSelects(const Where& where) {
  return where.rows != nullptr || std::ranges::any_of(where.parts, hasSelects);
}

void cut(std::vector<Entry*>& rows, std::uint64_t limit) {
  if (rows.size() > limit) rows.resize(static_cast<std::size_t>(limit));
}

// Places of rows of other writers are no order.
std::strong_ordering comparePlaces(const Value& a, const Value& b) {
  if (a.integer < 0 && b.integer < 0) return std::strong_ordering::equal;
  return a.integer <=> b.integer;
}

// What the answer of a kExists with links depends on.
std::string linkKey(const Where& where, Row row) {
  std::string key = std::to_string(reinterpret_cast<std::uintptr_t>(where.rows));
  for (const query::Link& link : where.links) {
    const Value& value = dynamodb::at(row, link.outer);
    key.append(value.isNull() ? "\n" : "\t").append(value.text);
    key.append("\n").append(std::to_string(value.integer));
  }
  return key;
}

}  // namespace

Task<Result<Where>> Attempt::resolved(const Where& where, bool scan, Row row, const Table* table) {
  if (!hasSelects(where)) co_return where;
  // Nothing is read for a row that the other parts decide about.
  if (table != nullptr && (where.is == Is::kAnd || where.is == Is::kOr)) {
    for (const Where& part : where.parts) {
      const bool decides = where.is == Is::kOr;
      if (hasSelects(part) || matches(part, row, *table, arena_) != decides) continue;
      co_return Where{.is = decides ? Is::kAnd : Is::kOr};
    }
  }
  if (where.is == Is::kInRows) {
    Result<Found> rows = co_await select(*where.rows, scan || where.rows->scan);
    if (!rows) co_return std::unexpected(rows.error());
    const Table& inner = *where.rows->table;
    const Col column = where.rows->columns[0];
    std::vector<Cell> cells;
    for (Entry* each : *rows) {
      each->relied |= columnsOf(where.rows->where, inner) | bitOf(column);
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
    if (!where.links.empty()) linked_.insert_or_assign(linkKey(where, row), !rows->empty());
    // Anything is in an "and" of nothing, nothing in an "or" of nothing.
    co_return Where{.is = rows->empty() ? Is::kOr : Is::kAnd};
  }
  Where out = where;
  const std::span<Where> parts = arena_.make<Where>(where.parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Result<Where> part = co_await resolved(where.parts[i], scan, row, table);
    if (!part) co_return part;
    parts[i] = *part;
  }
  out.parts = parts;
  co_return out;
}

std::optional<bool> Attempt::decided(const Where& where, Row row, const Table& table) const {
  if (!hasLinks(where)) return matches(where, row, table, arena_);
  if (where.is == Is::kExists) {
    const auto at = linked_.find(linkKey(where, row));
    return at == linked_.end() ? std::nullopt : std::optional(at->second);
  }
  bool isKnown = true;
  for (const Where& part : where.parts) {
    const std::optional<bool> is = decided(part, row, table);
    if (!is) isKnown = false;
    if (where.is == Is::kNot && is) return !*is;
    if (is == (where.is == Is::kOr)) return is;
  }
  return isKnown ? std::optional(where.is != Is::kOr) : std::nullopt;
}

Task<Result<bool>> Attempt::isMatch(const Where& where, bool scan, const Entry& entry) {
  const Table& table = entry.layout->table();
  const Result<Where> one = co_await resolved(where, scan, entry.now, &table);
  if (!one) co_return std::unexpected(one.error());
  co_return matches(*one, entry.now, table, arena_);
}

Task<Result<Attempt::Found>> Attempt::find(const Table& table, const Where& where, bool scanning,
                                           const Enough* enough) {
  const Layout& layout = layouts_.of(table);
  const Result<Where> asked = co_await resolved(where, scanning);
  if (!asked) co_return std::unexpected(asked.error());
  if (auto access = accessOf(layout, *asked, arena_)) {
    for (PartitionQuery& query : access->queries) {
      const std::span<const Part> parts = query.key->skParts;
      if (enough == nullptr || !isSureWithoutLinks(*asked) || parts.size() != 1) continue;
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
  if (finding_++ == 0) linked_.clear();
  // Looking for what a row links to may read more entries: those of other tables.
  // NOLINTNEXTLINE(modernize-loop-convert)
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& each = entries_[i];
    if (!each.exists || &each.layout->table() != &table) continue;
    std::optional<bool> is = decided(*asked, each.now, table);
    if (!is) {
      const Result<bool> looked_up = co_await isMatch(*asked, scanning, each);
      if (!looked_up) co_return std::unexpected(looked_up.error());
      is = *looked_up;
    }
    if (!*is) continue;
    each.relied |= each.existed ? looked : 0;
    found.push_back(&each);
  }
  --finding_;
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
  sortSmall(rows, before);
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
    TextIndex known(arena_, rows->size());
    std::erase_if(*rows, [&](const Entry* each) {
      const Value& value = each->now[select.first_per];
      return !known.insert(value.isNull() ? Text()
                                          : arena_.text("=" + std::string(textOf(value, arena_))));
    });
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

// The ExclusiveStartKey of a walk through a table; empty: it begins.
std::string Attempt::startOf(const query::Select& select) {
  const Table& table = *select.table;
  const std::span<const Col> key = table.keys[0].columns;
  if (select.where.values.size() < key.size()) return {};
  const std::span<Value> row = arena_.make<Value>(table.columns.size() + 1);
  for (std::size_t i = 0; i < key.size(); ++i) {
    row[key[i]] = valueOf(select.where.values[i], table[key[i]], arena_);
  }
  const auto item = keyOf(layouts_.of(table), row, arena_);
  if (!item) return {};
  JsonWriter out;
  writeKey(out, *item);
  return out.take();
}

Task<Result<void>> Attempt::execute(const query::Select& select, query::Answer& answer) {
  if (!select.words.empty()) co_return fail(ErrorCode::kInternal, "DynamoDB keeps no words");
  if (select.limit == 0 && select.count == query::Count::kNone) {
    answer.rows = rowsOf({}, *select.table, select.columns, select.fields);
    co_return {};
  }
  if (batch_.together) {
    answer.rows = rowsOf(together_[select.table], *select.table, select.columns, select.fields);
    co_return {};
  }
  if (select.where.is == Is::kAfterKey) {
    Walk walk{.start = startOf(select), .rows = select.limit.value_or(UINT64_MAX)};
    if (auto done = co_await scan(layouts_.of(*select.table), &walk); !done) co_return done;
    answer.has_more = walk.more;
    answer.rows = rowsOf(walk.found, *select.table, select.columns, select.fields);
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
      // NOLINTNEXTLINE(modernize-loop-convert): as in find().
      for (std::size_t i = 0; i < entries_.size(); ++i) {
        Entry& each = entries_[i];
        if (!each.exists || &each.layout->table() != &table) continue;
        if (!equal(each.now[around.group], entry->now[around.group])) continue;
        std::optional<bool> is = decided(scope, each.now, table);
        if (!is) {
          const Result<bool> looked_up = co_await isMatch(scope, false, each);
          if (!looked_up) co_return std::unexpected(looked_up.error());
          is = *looked_up;
        }
        if (*is) rows.push_back(&each);
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
