#include <algorithm>

#include "domains/records/verbs.h"
#include "query/conditions.h"

namespace agentkeep::records {
namespace {

using namespace query;  // it speaks its words all the time

constexpr Cell kNull{Null{}};

// The rows from the one that has these values on, in the order; its last term
// is `id`.
Where from(Arena& arena, const Model& model, std::span<const Order> order,
           std::span<const Cell> values) {
  const std::span<Where> ways = arena.make<Where>(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::span<Where> parts = arena.make<Where>(i + 1);
    for (std::size_t k = 0; k < i; ++k) parts[k] = equals(arena, order[k].column, values[k]);
    const auto& [column, descending, nulls_first, unused] = order[i];
    const bool last = i + 1 == order.size();
    if (isNull(values[i])) {
      // Behind nulls that come first there is what is none.
      parts[i] = nulls_first ? compares(arena, column, Is::kNe, kNull) : Where{.is = Is::kOr};
    } else {
      const Is is = descending ? (last ? Is::kLe : Is::kLt) : (last ? Is::kGe : Is::kGt);
      parts[i] = compares(arena, column, is, values[i]);
      if ((*model.table)[column].nullable && !nulls_first) {
        parts[i] = anyOf(arena, {parts[i], equals(arena, column, kNull)});
      }
    }
    ways[i] = {.is = Is::kAnd, .parts = parts};
  }
  return ways.size() == 1 ? ways[0].parts[0] : Where{.is = Is::kOr, .parts = ways};
}

// What a row has in a column, to be compared with.
Cell storedCell(const Column& column, const Value& value) {
  if (value.isNull()) return kNull;
  if (column.type == Type::kBoolean) return {value.integer != 0};
  if (column.type == Type::kInteger) return {value.integer};
  return {value.text};
}

// The statements of a read: its own, and those of what is related to its rows.
void ask(Work& work, const Select& select) {
  const bool too = select.first_per == kNoCol;
  const auto others =
      too ? relatedOf(work.arena, work.shown, select) : std::span<const Statement>();
  const std::span<Statement> all = work.arena.make<Statement>(others.size() + 1);
  all[0] = select;
  std::ranges::copy(others, all.begin() + 1);
  work.statements = all;
  work.related_with_rows = !others.empty();
}

void beginAtCursor(Work& work) {
  Select& select = *work.listing;
  select.where =
      allOf(work.arena, {select.where, from(work.arena, work.model, select.order, work.values)});
  ask(work, select);
}

// The row that the cursor names is there.
void goOn(Work& work, std::span<const Answer> answers) {
  const Rows& rows = answers[0].rows;
  work.is_none = rows.empty();
  if (work.is_none) return;
  for (std::size_t i = 0; i < work.values.size(); ++i) {
    const Col column = work.listing->order[i].column;
    work.values[i] = storedCell((*work.model.table)[column], rows[0][i]);
  }
  beginAtCursor(work);
}

// The cursor's values are read first where the order is by other columns than
// those which name it.
void readCursor(Work& work) {
  Arena& arena = work.arena;
  Select& select = *work.listing;
  const Table& table = *work.model.table;
  const std::span<Cell> key = arena.make<Cell>(table.columns.size());
  const Where cursor = uniqueOf(work.call, work.given, "cursor", work.model, key);
  const std::span<Col> columns = arena.make<Col>(select.order.size());
  work.values = arena.make<Cell>(columns.size());
  bool known = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i] = select.order[i].column;
    work.values[i] = key[columns[i]];
    known = known && api::isGiven(work.values[i]);
  }
  if (known) {
    // Nothing follows a row that is not there.
    const Select it{.table = &table, .columns = table.keys[0].columns, .where = cursor};
    select.where = allOf(arena, {select.where, {.is = Is::kExists, .rows = arena.keep(it)}});
    beginAtCursor(work);
    return;
  }
  work.before =
      arena.list<Statement>({Select{.table = &table, .columns = columns, .where = cursor}});
  work.proceed = &goOn;
}

void readDistinct(Work& work, Text given) {
  const auto items = itemsOf(given);
  JsonReader name(items && items->size() == 1 ? (*items)[0] : given);
  const bool is_text = name.peek() == JsonKind::kString;
  const Col column = is_text ? columnNamed(work.model, name.string().decode(work.arena)) : kNoCol;
  if (column == kNoCol || (*work.model.table)[column].type == Type::kJson) {
    work.given.refuse("distinct", "must name one field of " + std::string(work.model.name) +
                                      " that is no document");
  }
  work.listing->first_per = column;
}

// Of a list, or of its first row. One round trip; two where a cursor must be
// looked at first, or where related rows of `distinct` ones are asked for.
void list(Work& work, bool one) {
  api::Arguments& given = work.given;
  onlyTakes(given, {"where", "orderBy", "cursor", "take", "skip", "distinct", "select", "include"});
  work.shown = shownIn(work.call, given, work.model, one && work.request.is_admin);
  Page page = pageIn(given);
  work.from_end = page.take < 0;
  if (work.from_end) page.take = -page.take;
  if (one) page.take = std::min<std::int64_t>(page.take, 1);
  std::span<const Order> order = orderIn(work.call, given, work.model);
  if (work.from_end) order = reversed(work.arena, order);
  const Select plain{.table = work.model.table,
                     .columns = work.shown.read,
                     .where = whereIn(work.call, given, work.model),
                     .order = order,
                     .offset = page.skip,
                     .scan = true,
                     .opaque = true,
                     .only_replied = work.shown.related.empty() && !work.from_end};
  work.listing = work.arena.make<Select>(1).data();
  *work.listing = plain;
  if (page.take != kAllRows) work.listing->limit = static_cast<std::uint64_t>(page.take);
  work.is_none = page.take == 0;
  const auto isGiven = [&](Text name) {
    const auto value = given.find(name);
    return value && *value != "null" ? value : std::nullopt;
  };
  if (const auto distinct = isGiven("distinct")) readDistinct(work, *distinct);
  if (isGiven("cursor")) {
    readCursor(work);
  } else {
    ask(work, *work.listing);
  }
  if (work.is_none) work.before = {};
}

}  // namespace

// One round trip.
void findUnique(Work& work) {
  onlyTakes(work.given, {"where", "select", "include"});
  work.shown = shownIn(work.call, work.given, work.model, work.request.is_admin);
  ask(work, {.table = work.model.table,
             .columns = work.shown.read,
             .where = uniqueOf(work.call, work.given, "where", work.model),
             .opaque = true,
             .only_replied = work.shown.related.empty()});
}

void findFirst(Work& work) { list(work, true); }

void findMany(Work& work) {
  work.answers = Work::Answers::kRows;
  list(work, false);
}

// One round trip.
void count(Work& work) {
  work.answers = Work::Answers::kCounted;
  onlyTakes(work.given, {"where", "orderBy", "take", "skip"});
  orderIn(work.call, work.given,
          work.model);  // it changes nothing, and is checked like any
  work.page = pageIn(work.given);
  work.statements =
      work.arena.list<Statement>({Select{.table = work.model.table,
                                         .columns = work.model.table->keys[0].columns,
                                         .where = whereIn(work.call, work.given, work.model),
                                         .limit = 0,
                                         .count = Count::kExact,
                                         .scan = true}});
}

}  // namespace agentkeep::records
