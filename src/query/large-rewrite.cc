#include "query/large-rewrite.h"

#include <algorithm>
#include <iterator>

#include "core/json.h"
#include "core/pack.h"
#include "query/conditions.h"
#include "query/depth.h"
#include "query/documents.h"
#include "query/large-reference.h"

namespace agentkeep::query {
namespace {

using Known = LargeValues::Known;
using Copied = LargeValues::Copied;

// A row's other cells, and what a backend adds to them.
constexpr std::size_t kRoomBytes = 4096;
// A member that stays in its cell, and a value that always does.
constexpr std::size_t kMaxMemberBytes = 64 * 1024;

// What one of the large values of a row may have in it, where others may be written later.
std::size_t shareOf(const Table& table, std::size_t row) {
  const auto columns =
      static_cast<std::size_t>(std::ranges::count_if(table.columns, &Column::large));
  return columns < 2 ? row : std::max(row / (columns + 1), kMaxMemberBytes);
}

// The text that a backend would store for it; nothing for cells of other kinds.
std::optional<Text> textOf(const Cell& cell) {
  if (const auto* text = std::get_if<Text>(&cell.value)) return *text;
  if (const auto* json = std::get_if<Json>(&cell.value)) return json->text;
  return std::nullopt;
}

// What is left in the cell of a document whose value is elsewhere. A bare text leaves nothing.
Cell cellOf(Call& call, const Column& column, const Cell& value) {
  const auto* json = std::get_if<Json>(&value.value);
  if (json == nullptr) return {Text("")};
  if (json->text.starts_with('[')) return {Json{"[]"}};
  JsonWriter out;
  out.beginObject();
  if (column.stays != nullptr) {
    JsonReader read(json->text);
    JsonString name;
    if (read.peek() == JsonKind::kObject && read.beginObject()) {
      while (read.nextMember(name)) {
        const Text member = name.decode(call.arena);
        const Text of = read.value();
        const auto in = [&](std::span<const Text> names) {
          return std::ranges::find(names, member) != names.end();
        };
        if (in(column.stays->members) && of.size() <= kMaxMemberBytes) out.key(member).raw(of);
        if (!in(column.stays->shells)) continue;
        if (of.starts_with('{')) out.key(member).raw("{}");
        if (of.starts_with('[')) out.key(member).raw("[]");
      }
    }
  }
  out.endObject();
  return {Json{call.arena.text(out.text())}};
}

std::size_t bytesOf(const Cell& cell) {
  const auto text = textOf(cell);
  return text ? text->size() : 8;
}

Where both(Arena& arena, Where a, Where b) {
  if (a.is == Is::kAll) return b;
  return allOf(arena, {a, b});
}

// The value of a column that an equality, alone or among others, asks for.
const Cell* asked(const Where& where, Col column) {
  if (where.is == Is::kEq && !where.fold && where.field.column == column &&
      where.field.path.empty()) {
    return where.values.data();
  }
  if (where.is != Is::kAnd) return nullptr;
  for (const Where& part : where.parts) {
    if (const Cell* value = asked(part, column)) return value;
  }
  return nullptr;
}

Text keyText(Call& call, const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell.value))
    return call.arena.text(std::to_string(*number));
  return textOf(cell).value_or("");
}

bool looksAtLarge(const Table& table, const Where& where) {
  return (where.field.column != kNoCol && isLarge(table, where.field.column)) ||
         std::ranges::any_of(where.parts,
                             [&](const Where& part) { return looksAtLarge(table, part); });
}

// Without what looks at large values, of which the cell has no more than a few members: rows that
// may match.
Where weakened(Arena& arena, const Table& table, const Where& where) {
  if (!looksAtLarge(table, where)) return where;
  if (where.is != Is::kAnd) return {};
  Where out = where;
  const std::span<Where> parts = arena.make<Where>(where.parts.size());
  std::ranges::transform(where.parts, parts.begin(),
                         [&](const Where& part) { return weakened(arena, table, part); });
  out.parts = parts;
  return out;
}

class Rewriter {
 public:
  Rewriter(Call& call, LargeLimits limits, std::vector<Known>& known,
           std::span<const Copied> copied)
      : call_(call), arena_(call.arena), limits_(limits), known_(known), copied_(copied) {}

  void add(const Statement& statement) {
    std::visit([&](const auto& each) { add(each); }, statement);
  }

  Rewritten take() { return std::move(out_); }

 private:
  void push(const Statement& statement) { out_.statements.push_back(statement); }
  void place(const Statement& statement) {
    out_.places.push_back({.at = out_.statements.size()});
    push(statement);
  }
  void refuse(Error error) {
    if (!out_.problem) out_.problem = std::move(error);
  }

  void add(const Guard& guard) {
    Guard out = guard;
    if (guard.select != nullptr) {
      Select select = *guard.select;
      select.where = translated(*select.table, select.where);
      out.select = arena_.keep(select);
    }
    place(out);
  }
  void add(const Aggregate& aggregate) { place(aggregate); }

  void add(const Around& around) {
    Around out = around;
    out.columns = withReferences(*around.table, around.columns);
    place(out);
  }

  void add(const Select& select) {
    Select out = select;
    out.where = translated(*select.table, select.where);
    out.columns = withReferences(*select.table, select.columns);
    place(out);
    // The row of a key: its pieces come along.
    const Table& table = *select.table;
    if (out.columns.size() == select.columns.size()) return;
    if (!select.fields.empty())
      return refuse({ErrorCode::kInternal, "members beside a large value", {}, {}});
    if (!std::ranges::all_of(table.keys[0].columns,
                             [&](Col key) { return asked(out.where, key) != nullptr; })) {
      return;
    }
    if (limits_.joins && !select.limit && select.offset == 0 && select.count == Count::kNone) {
      std::vector<Col> in;
      for (const Col column : select.columns) {
        if (isLarge(table, column)) in.push_back(table[column].reference);
      }
      std::get<Select>(out_.statements.back()).beside =
          arena_.keep(chunksBeside(arena_.copy(std::span<const Col>(in))));
      out_.places.back().beside = true;
      return;
    }
    std::vector<Where> refs;
    for (const Col column : select.columns) {
      if (!isLarge(table, column)) continue;
      refs.push_back(referenceIn(table, table[column].reference, out.where, {}, {}));
    }
    out_.places.back().chunks = out_.statements.size();
    push(selectChunks({.is = Is::kOr, .parts = arena_.copy(std::span<const Where>(refs))}));
  }

  void add(const Delete& statement) {
    Delete out = statement;
    out.where = translated(*statement.table, statement.where);
    const Table& table = *statement.table;
    std::vector<Where> replaced;
    for (const Column& column : table.columns) {
      if (!column.large()) continue;
      replaced.push_back(referenceIn(table, column.reference, out.where, out.order, out.limit));
    }
    dropReplaced(replaced);
    if (!statement.returning.empty()) out.returning = withReferences(table, statement.returning);
    place(out);
  }

  void add(const Update& update) {
    const Table& table = *update.table;
    Update out = update;
    out.where = translated(table, update.where);
    out.returning = withReferences(table, update.returning);
    std::vector<Change> changes(update.changes.begin(), update.changes.end());
    const auto isLarge = [&](const Change& c) { return table[c.column].large(); };
    if (std::ranges::none_of(changes, isLarge)) return place(out);
    if (!update.each.empty() && setsEach(update)) return setEach(update, out);

    const bool sets = std::ranges::all_of(changes, [&](const Change& c) {
      return !isLarge(c) || (c.how == How::kSet && c.path.empty() && update.each.empty());
    });
    if (!sets) {
      out_.apart = out_.apart || !canStandInLists(update);
      guardAgainstLarge(table, update.each.empty() ? out.where : keysOf(update), changes);
      return place(out);
    }
    std::size_t bytes = 0;
    for (const Change& change : changes) bytes += bytesOf(change.value);
    std::vector<Where> unused;
    for (std::size_t i = 0; i < update.changes.size(); ++i) {
      const Col column = changes[i].column;
      if (!table[column].large()) continue;
      push(Delete{.table = &kChunks,
                  .where = referenceIn(table, table[column].reference, out.where, {}, {})});
      Cell reference = markOf(table[column], changes[i].value, {});
      if (bytes + kRoomBytes > limits_.row && bytesOf(changes[i].value) > kMaxMemberBytes) {
        std::vector<Text> key;
        for (const Col part : table.keys[0].columns) {
          const Cell* is = asked(out.where, part);
          if (is == nullptr)
            return refuse({ErrorCode::kInternal, "a large value of no known row", {}, {}});
          key.push_back(keyText(call_, *is));
        }
        bytes -= bytesOf(changes[i].value);
        reference = setApart(table, column, key, changes[i].value);
        unused.push_back(equals(arena_, ChunkCol::ref, reference));
      }
      changes.push_back({.column = table[column].reference, .how = How::kSet, .value = reference});
    }
    out.changes = arena_.copy(std::span<const Change>(changes));
    place(out);
    // The condition may not have held: then the new pieces are nobody's.
    if (unused.empty()) return;
    std::vector<Where> key;
    for (const Col part : table.keys[0].columns) {
      key.push_back(equals(arena_, part, *asked(out.where, part)));
    }
    dropUnused(table, unused, {.is = Is::kAnd, .parts = arena_.copy(std::span<const Where>(key))});
  }

  // Every large value is replaced as a whole, in rows that say nothing else of themselves.
  static bool setsEach(const Update& update) {
    const Table& table = *update.table;
    return update.where.is == Is::kAll && std::ranges::all_of(update.changes, [&](const Change& c) {
             const Column& column = table[c.column];
             return !column.large() ||
                    (c.how == How::kSet && c.path.empty() && column.telling == nullptr);
           });
  }

  // Where a statement's rows have what: `width` cells, and behind them the references of the large
  // ones among them.
  struct Places {
    const Table& table;
    std::size_t width;
    std::vector<std::size_t> large;
    std::vector<std::size_t> key;   // the parts of the primary key
    std::vector<Col> columns = {};  // of the large ones
  };

  // Values that are in the way go apart, the largest first, until the row fits. False: none did.
  bool fit(const Places& at, std::span<Cell> row, std::vector<Where>& unused) {
    const std::size_t share = shareOf(at.table, limits_.row);
    std::size_t bytes = 0;
    for (const Cell& cell : row.first(at.width)) bytes += bytesOf(cell);
    const std::size_t before = unused.size();
    while (!out_.problem) {
      const auto worst =
          std::ranges::max_element(at.large, {}, [&](std::size_t i) { return bytesOf(row[i]); });
      Cell& cell = row[*worst];
      const bool fits = bytes + kRoomBytes <= limits_.row && bytesOf(cell) <= share;
      if (fits || bytesOf(cell) <= kMaxMemberBytes) break;
      bytes -= bytesOf(cell);
      std::vector<Text> key;
      key.reserve(at.key.size());
      for (const std::size_t part : at.key) key.push_back(keyText(call_, row[part]));
      const auto slot = static_cast<std::size_t>(worst - at.large.begin());
      Cell& reference = row[at.width + slot];
      reference = setApart(at.table, at.columns[slot], key, cell);
      unused.push_back(equals(arena_, ChunkCol::ref, reference));
      bytes += bytesOf(cell);
    }
    return unused.size() > before;
  }

  // Each row also gets the references of its large columns; values that are in the way go apart.
  void setEach(const Update& update, Update out) {
    const Table& table = *update.table;
    const std::size_t keys = table.keys[0].columns.size();
    const std::size_t stride = keys + update.changes.size();
    std::vector<std::size_t> large;  // places in a row
    std::vector<Change> changes(update.changes.begin(), update.changes.end());
    std::vector<Where> replaced;
    for (std::size_t i = 0; i < update.changes.size(); ++i) {
      const Column& column = table[update.changes[i].column];
      if (!column.large()) continue;
      large.push_back(keys + i);
      changes.push_back({.column = column.reference, .how = How::kSet});
      std::vector<Cell> ids;
      for (std::size_t at = 0; at < update.each.size(); at += stride) {
        if (std::holds_alternative<Keep>(update.each[at + keys + i].value)) continue;
        for (std::size_t k = 0; k < keys; ++k) ids.push_back(update.each[at + k]);
      }
      if (ids.empty()) continue;
      replaced.push_back(referenceIn(table, column.reference, ofKeys(table, ids), {}, {}));
    }
    dropReplaced(replaced);
    Places at{.table = table, .width = stride, .large = large, .key = {}};
    for (std::size_t k = 0; k < keys; ++k) at.key.push_back(k);
    for (const std::size_t i : large) at.columns.push_back(update.changes[i - keys].column);
    const std::size_t wide = stride + large.size();
    const std::span<Cell> cells = arena_.make<Cell>(update.each.size() / stride * wide);
    std::vector<Where> unused;
    std::vector<Cell> apart;  // keys of the rows whose values go apart
    for (std::size_t r = 0; r * stride < update.each.size() && !out_.problem; ++r) {
      const std::span<Cell> row = cells.subspan(r * wide, wide);
      std::ranges::copy(update.each.subspan(r * stride, stride), row.begin());
      for (std::size_t i = 0; i < large.size(); ++i) {
        const bool keeps = std::holds_alternative<Keep>(row[large[i]].value);
        row[stride + i] = keeps ? Cell{Keep{}} : Cell{Null{}};
      }
      if (fit(at, row, unused)) {
        apart.insert(apart.end(), row.begin(), row.begin() + static_cast<std::ptrdiff_t>(keys));
      }
    }
    out.changes = arena_.copy(std::span<const Change>(changes));
    out.each = cells;
    place(out);
    // A row may not be there: then the new pieces are nobody's.
    if (!unused.empty()) dropUnused(table, unused, ofKeys(table, apart));
  }

  void add(const Insert& insert) {
    const Table& table = *insert.table;
    Insert out = insert;
    out.change_if = translated(table, insert.change_if);
    out.returning = withReferences(table, insert.returning);
    std::vector<std::size_t> large;  // indices into insert.columns
    for (std::size_t i = 0; i < insert.columns.size(); ++i) {
      if (table[insert.columns[i]].large()) large.push_back(i);
    }
    if (large.empty()) return place(out);
    const std::size_t stride = insert.columns.size();
    if (insert.from != nullptr) return addCopies(insert, insert.columns[large[0]]);
    const Where keys = keysOf(insert, stride);
    const bool changes = insert.on_conflict == OnConflict::kChange;
    std::vector<Change> all(insert.changes.begin(), insert.changes.end());
    const auto isLarge = [&](const Change& c) { return table[c.column].large(); };
    if (changes && std::ranges::any_of(all, [&](const Change& c) {
          return isLarge(c) && (c.how != How::kSet || !c.path.empty());
        })) {
      guardAgainstLarge(table, keys, all);
    } else if (changes) {
      std::vector<Where> replaced;
      for (const std::size_t i : large) {
        const Col column = insert.columns[i];
        if (std::ranges::none_of(all, [&](const Change& c) { return c.column == column; }))
          continue;
        replaced.push_back(
            referenceIn(table, table[column].reference, both(arena_, out.change_if, keys), {}, {}));
        all.push_back({.column = table[column].reference, .how = How::kSet, .value = {Incoming{}}});
      }
      dropReplaced(replaced);
    }
    // Each row gets the references of its large columns; values that are in the way go apart.
    Places at{.table = table, .width = stride, .large = large, .key = {}};
    for (const Col part : table.keys[0].columns) {
      const auto found = std::ranges::find(insert.columns, part) - insert.columns.begin();
      at.key.push_back(static_cast<std::size_t>(found));
    }
    for (const std::size_t i : large) at.columns.push_back(insert.columns[i]);
    const std::size_t wide = stride + large.size();
    const std::size_t rows = stride == 0 ? 0 : insert.rows.size() / stride;
    const std::span<Cell> cells = arena_.make<Cell>(rows * wide);
    std::vector<Where> unused;
    for (std::size_t r = 0; r < rows; ++r) {
      const std::span<Cell> row = cells.subspan(r * wide, wide);
      std::ranges::copy(insert.rows.subspan(r * stride, stride), row.begin());
      for (std::size_t i = 0; i < large.size(); ++i) {
        const Column& column = table[at.columns[i]];
        row[stride + i] = markOf(column, row[large[i]], kindOf(insert, column, row));
      }
      fit(at, row, unused);
    }
    std::vector<Col> columns(insert.columns.begin(), insert.columns.end());
    for (const std::size_t i : large) columns.push_back(table[insert.columns[i]].reference);
    out.columns = arena_.copy(std::span<const Col>(columns));
    out.rows = cells;
    out.changes = arena_.copy(std::span<const Change>(all));
    place(out);
    const bool may = insert.on_conflict == OnConflict::kSkip || insert.unless != nullptr ||
                     (changes && insert.change_if.is != Is::kAll);
    if (may && !unused.empty()) dropUnused(table, unused, keys);
  }

  // Values of the same column, copied inside of the database. Before them go the pieces of those
  // that are known to be large; there must not be others.
  void addCopies(const Insert& insert, Col column) {
    const Table& table = *insert.table;
    const std::span<const Col> key = table.keys[0].columns;
    const Col reference = table[column].reference;
    const Where isLarge =
        both(arena_, sourcesOf(insert), noneOf(arena_, equals(arena_, reference, {Null{}})));
    std::vector<Cell> known;
    for (const Copied& each : copied_) known.push_back({each.reference});
    Where isOther = isLarge;
    if (!known.empty()) {
      const Where isKnown{
          .is = Is::kIn, .field = {reference}, .values = arena_.copy(std::span<const Cell>(known))};
      isOther = both(arena_, isLarge, noneOf(arena_, isKnown));
    }
    out_.copyGuards.push_back(out_.statements.size());
    push(Guard{
        .must = Must::kNotExist,
        .select = arena_.keep(Select{.table = &table, .columns = key.first(1), .where = isOther}),
        .as_read = true});
    std::vector<Col> columns(key.begin(), key.end());
    columns.push_back(reference);
    out_.sources.emplace_back(Select{
        .table = &table, .columns = arena_.copy(std::span<const Col>(columns)), .where = isLarge});

    columns.assign(insert.columns.begin(), insert.columns.end());
    const std::size_t stride = key.size() + columns.size();
    const auto ownerOfRow = [&](std::span<const Cell> row, auto at) {
      std::vector<Text> parts;
      parts.reserve(key.size());
      for (std::size_t i = 0; i < key.size(); ++i) parts.push_back(keyText(call_, row[at(i)]));
      return ownerOf(call_, table, column, parts);
    };
    std::vector<Cell> cells;
    for (std::size_t at = 0; at < insert.rows.size(); at += stride) {
      const std::span<const Cell> row = insert.rows.subspan(at, stride);
      cells.insert(cells.end(), row.begin(), row.end());
      cells.push_back({Null{}});
      if (copied_.empty()) continue;
      const auto is = std::ranges::find(copied_, ownerOfRow(row, [](std::size_t i) { return i; }),
                                        &Copied::owner);
      if (is == copied_.end()) continue;
      const Text owner = ownerOfRow(row, [&](std::size_t i) {
        return key.size() +
               static_cast<std::size_t>(std::ranges::find(columns, key[i]) - columns.begin());
      });
      cells.back() = copyPieces(is->reference, owner);
    }
    columns.push_back(reference);
    Insert out = insert;
    out.columns = arena_.copy(std::span<const Col>(columns));
    out.rows = arena_.copy(std::span<const Cell>(cells));
    place(out);
  }

  // Returns the reference of the copy.
  Cell copyPieces(Text reference, Text owner) {
    const auto says = readReference(reference);
    if (!says) return {reference};  // a mark, which holds for the same cell
    const std::string copy = newReferenceId(call_).append(reference, reference.find('.'));
    const Cell is = {arena_.text(copy)};
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < says->parts; ++i) {
      const Cell part = {static_cast<std::int64_t>(i)};
      const Cell row[] = {{reference}, part, is, part, {owner}, {Source{ChunkCol::data}}};
      cells.insert(cells.end(), std::begin(row), std::end(row));
    }
    push(Insert{.table = &kChunks,
                .columns = kChunkRow,
                .rows = arena_.copy(std::span<const Cell>(cells)),
                .from = &kChunks});
    out_.copyGuards.push_back(out_.statements.size());
    push(Guard{.must = Must::kChanged, .rows = static_cast<std::uint32_t>(says->parts)});
    return is;
  }

  // The columns asked, and behind them the references of large ones and what else the key has. None
  // twice: rows of D1 are objects, which have a name once.
  std::span<const Col> withReferences(const Table& table, std::span<const Col> columns) {
    std::vector<Col> out(columns.begin(), columns.end());
    for (const Col column : columns) {
      if (isLarge(table, column)) out.push_back(table[column].reference);
    }
    if (out.size() == columns.size()) return columns;
    for (const Col key : table.keys[0].columns) {
      if (std::ranges::find(columns, key) == columns.end()) out.push_back(key);
    }
    return arena_.copy(std::span<const Col>(out));
  }

  // Equality with a value that was read in this call, as its row says it.
  Where translated(const Table& table, const Where& where) {
    if (!table.hasLarge()) return where;
    if (where.is == Is::kAnd || where.is == Is::kOr || where.is == Is::kNot) {
      Where out = where;
      const std::span<Where> parts = arena_.make<Where>(where.parts.size());
      std::ranges::transform(where.parts, parts.begin(),
                             [&](const Where& part) { return translated(table, part); });
      out.parts = parts;
      return out;
    }
    if (where.is != Is::kEq || !where.field.path.empty() || where.field.column == kNoCol ||
        !isLarge(table, where.field.column)) {
      return where;
    }
    const auto text = textOf(where.values[0]);
    if (!text) return where;
    const auto known = std::ranges::find_if(
        known_, [&](const Known& k) { return k.value.data() == text->data(); });
    if (known == known_.end()) return where;
    const Cell cell = std::holds_alternative<Json>(where.values[0].value) ? Cell{Json{known->cell}}
                                                                          : Cell{known->cell};
    return both(arena_, equals(arena_, where.field.column, cell),
                equals(arena_, table[where.field.column].reference, Cell{known->reference}));
  }

  // Pieces whose reference some row that matches has.
  Where referenceIn(const Table& table, Col reference, Where where, std::span<const Order> order,
                    std::optional<std::uint64_t> limit) {
    const Select rows{.table = &table,
                      .columns = arena_.list({reference}),
                      .where = where,
                      .order = order,
                      .limit = limit};
    return {.is = Is::kInRows, .field = {ChunkCol::ref}, .rows = arena_.list({rows}).data()};
  }

  // Of a row that is to be inserted: what its column `kind` has.
  static std::optional<Text> kindOf(const Insert& insert, const Column& column,
                                    std::span<const Cell> row) {
    if (column.telling == nullptr) return std::nullopt;
    const auto at = std::ranges::find(insert.columns, column.telling->kind);
    if (at == insert.columns.end()) return std::nullopt;
    return textOf(row[static_cast<std::size_t>(at - insert.columns.begin())]);
  }
  Cell markOf(const Column& column, const Cell& cell, std::optional<Text> kind) {
    if (column.telling == nullptr) return {Null{}};
    return query::markOf(arena_, *column.telling, cell, kind);
  }

  // Values that are set row by row need no mark, which would have no place, and are not too deep
  // for a list.
  bool canStandInLists(const Update& update) {
    const std::size_t keys = update.table->keys[0].columns.size();
    const std::size_t stride = keys + update.changes.size();
    for (std::size_t at = 0; at < update.each.size(); at += stride) {
      for (std::size_t i = 0; i < update.changes.size(); ++i) {
        const Change& change = update.changes[i];
        const Column& column = (*update.table)[change.column];
        const Cell& cell = update.each[at + keys + i];
        const bool isMarked = change.how == How::kSet && change.path.empty() &&
                              !std::holds_alternative<Null>(markOf(column, cell, {}).value);
        if (isMarked || isDeep(cell)) return false;
      }
    }
    return true;
  }

  // No row that matches may have a large value in the columns that change: in any, without changes.
  void guardAgainstLarge(const Table& table, Where where, std::span<const Change> changes) {
    std::vector<Where> parts;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto column = static_cast<Col>(i);
      if (!table[column].large()) continue;
      const bool changed = changes.empty() || std::ranges::any_of(changes, [&](const Change& c) {
                             return c.column == column;
                           });
      if (!changed) continue;
      parts.push_back(noneOf(arena_, equals(arena_, table[column].reference, {Null{}})));
      const Telling* telling = table[column].telling;
      const bool merged = telling != nullptr && std::ranges::any_of(changes, [&](const Change& c) {
                            return c.column == column && c.how != How::kSet;
                          });
      if (!merged) continue;
      // What is no object of today's form must be understood before anything is merged into it.
      parts.push_back({.is = Is::kEq,
                       .field = {column, arena_.list({telling->member})},
                       .values = arena_.list<Cell>({{Null{}}})});
    }
    const Where any{.is = Is::kOr, .parts = arena_.copy(std::span<const Where>(parts))};
    const Select rows{.table = &table,
                      .columns = table.keys[0].columns.first(1),
                      .where = both(arena_, weakened(arena_, table, where), any)};
    out_.guards.push_back(out_.statements.size());
    push(Guard{.must = Must::kNotExist, .select = arena_.list({rows}).data(), .as_read = true});
  }

  // Rows by their keys, from lists of cells of `stride`; `at` says where a key's parts are.
  template <class At>
  Where anyKey(const Table& table, std::span<const Cell> cells, std::size_t stride, At at) {
    const std::span<const Col> key = table.keys[0].columns;
    std::vector<Cell> ids;
    for (std::size_t row = 0; row + stride <= cells.size(); row += stride) {
      for (std::size_t i = 0; i < key.size(); ++i) ids.push_back(cells[row + at(i)]);
    }
    return ofKeys(table, ids);
  }
  // Rows by their keys, one after the other.
  Where ofKeys(const Table& table, std::span<const Cell> ids) {
    const std::span<const Col> key = table.keys[0].columns;
    if (key.size() == 1) {
      return {
          .is = ids.size() == 1 ? Is::kEq : Is::kIn, .field = {key[0]}, .values = arena_.copy(ids)};
    }
    if (ids.size() != key.size()) return {.is = Is::kKeyIn, .values = arena_.copy(ids)};
    const std::span<Where> parts = arena_.make<Where>(key.size());
    for (std::size_t i = 0; i < key.size(); ++i) parts[i] = equals(arena_, key[i], ids[i]);
    return {.is = Is::kAnd, .parts = parts};
  }
  Where keysOf(const Insert& insert, std::size_t stride) {
    const Table& table = *insert.table;
    return anyKey(table, insert.rows, stride, [&](std::size_t i) {
      return static_cast<std::size_t>(std::ranges::find(insert.columns, table.keys[0].columns[i]) -
                                      insert.columns.begin());
    });
  }
  Where keysOf(const Update& update) {
    const std::size_t keys = update.table->keys[0].columns.size();
    return both(arena_, update.where,
                anyKey(*update.table, update.each, keys + update.changes.size(),
                       [](std::size_t i) { return i; }));
  }
  Where sourcesOf(const Insert& insert) {
    const std::size_t keys = insert.from->keys[0].columns.size();
    return anyKey(*insert.from, insert.rows, keys + insert.columns.size(),
                  [](std::size_t i) { return i; });
  }

  // Packs the value, adds its pieces to the batch, and leaves in `cell` what stays. Returns the
  // reference.
  Cell setApart(const Table& table, Col column, std::span<const Text> key, Cell& cell) {
    const Text value = *textOf(cell);
    apart_ += value.size();
    if (apart_ > limits_.call) {
      refuse({ErrorCode::kTooLarge,
              std::string(table[column].member()) + " must not be longer than " +
                  std::to_string(limits_.call) + " bytes, with all other large values of the call",
              {},
              {}});
      return {Null{}};
    }
    const Cell stays = cellOf(call_, table[column], cell);
    std::vector<std::string> pieces = pack(value, std::min(kPieceBytes, limits_.row - kRoomBytes));
    std::size_t packed = 0;
    for (const std::string& piece : pieces) packed += piece.size();
    if (packed > limits_.answer) {
      refuse({ErrorCode::kTooLarge,
              std::string(table[column].member()) + " must not be longer than " +
                  std::to_string(limits_.answer) + " bytes when it is packed",
              {},
              {}});
      return {Null{}};
    }
    const Text owner = ownerOf(call_, table, column, key);
    const Text reference = writeReference(call_, {.bytes = value.size(),
                                                  .parts = pieces.size(),
                                                  .value = checksum(value),
                                                  .cell = checksum(*textOf(stays))});
    const std::span<Cell> cells = arena_.make<Cell>(pieces.size() * std::size(kChunkRow));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Cell row[] = {{reference}, {static_cast<std::int64_t>(i)}, {owner}, {Text(pieces[i])}};
      std::ranges::copy(row, cells.subspan(i * std::size(kChunkRow)).begin());
    }
    out_.pieces.push_back(std::move(pieces));
    push(Insert{.table = &kChunks, .columns = kChunkRow, .rows = cells});
    known_.push_back({.value = value, .cell = *textOf(stays), .reference = reference});
    cell = stays;
    return {reference};
  }

  // Pieces of values that go with their row or give way to another.
  void dropReplaced(const std::vector<Where>& refs) {
    if (refs.empty()) return;
    push(Delete{
        .table = &kChunks,
        .where = refs.size() == 1
                     ? refs[0]
                     : Where{.is = Is::kOr, .parts = arena_.copy(std::span<const Where>(refs))}});
  }

  void dropUnused(const Table& table, const std::vector<Where>& refs, Where keys) {
    const Where ours{.is = Is::kOr, .parts = arena_.copy(std::span<const Where>(refs))};
    std::vector<Where> parts = {ours};
    for (const Column& column : table.columns) {
      if (column.large())
        parts.push_back(noneOf(arena_, referenceIn(table, column.reference, keys, {}, {})));
    }
    push(Delete{.table = &kChunks,
                .where = {.is = Is::kAnd, .parts = arena_.copy(std::span<const Where>(parts))}});
  }

  Call& call_;
  Arena& arena_;
  LargeLimits limits_;
  std::vector<Known>& known_;
  std::span<const Copied> copied_;
  std::size_t apart_ = 0;  // bytes of the values that do not stay in their rows
  Rewritten out_;
};

}  // namespace

std::span<const Statement> Rewritten::sourcesOf(const Failed& failed) const {
  const bool ours = std::ranges::find(copyGuards, failed.statement) != copyGuards.end();
  return ours ? std::span<const Statement>(sources) : std::span<const Statement>();
}

Failed Rewritten::failureOf(const Failed& failed) const {
  if (std::ranges::find(guards, failed.statement) != guards.end())
    return {.why = Failed::Why::kLarge, .statement = 0};
  Failed out = failed;
  const auto at = std::ranges::find(places, failed.statement, &Place::at);
  out.statement = static_cast<std::uint16_t>(at - places.begin());
  return out;
}

Rewritten rewrite(Call& call, LargeLimits limits, std::vector<Known>& known,
                  std::span<const Copied> copied, std::span<const Statement> statements,
                  std::span<const std::size_t> which) {
  Rewriter rewriter(call, limits, known, copied);
  for (const std::size_t i : which) rewriter.add(statements[i]);
  return rewriter.take();
}

}  // namespace agentkeep::query
