#include "query/large-values.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>

#include "core/abi.h"
#include "core/json.h"
#include "core/pack.h"
#include "core/uuid.h"
#include "query/conditions.h"

namespace agentkeep::query {
namespace {

using Known = LargeValues::Known;
using Copied = LargeValues::Copied;

// Of one piece, where the backend holds as much in a row.
constexpr std::size_t kPieceBytes = 1'800'000;
// A row's other cells, and what a backend adds to them.
constexpr std::size_t kRoomBytes = 4096;
constexpr std::size_t kMaxMemberBytes = 64 * 1024;
constexpr unsigned kAttempts = 8;
// Of a large value that is read, changed, packed and sent.
constexpr std::size_t kCopies = 4;

// ---- References: `<id>.<bytes>.<parts>.<checksum of the value>.<checksum of the cell>`

struct Reference {
  std::size_t bytes = 0;
  std::size_t parts = 0;
  std::uint64_t value = 0;
  std::uint64_t cell = 0;
};

template <class T>
bool takeNumber(Text& text, T& out, int base) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return problem == std::errc();
}

std::optional<Reference> readReference(Text text) {
  Reference out;
  const std::size_t id = std::min(text.find('.'), text.size());
  text.remove_prefix(id);
  if (!takeNumber(text, out.bytes, 10) || !takeNumber(text, out.parts, 10) ||
      !takeNumber(text, out.value, 16) || !takeNumber(text, out.cell, 16) || !text.empty()) {
    return std::nullopt;
  }
  return out;
}

Text writeReference(Call& call, const Reference& reference) {
  std::string out(uuid4(call));
  const auto add = [&](std::uint64_t number, int base) {
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number, base).ptr;
    out.push_back('.');
    out.append(digits, end);
  };
  add(reference.bytes, 10);
  add(reference.parts, 10);
  add(reference.value, 16);
  add(reference.cell, 16);
  return call.arena.text(out);
}

// ---- Cells

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

constexpr Col kChunkRow[] = {ChunkCol::ref, ChunkCol::part, ChunkCol::owner, ChunkCol::data};

Select selectChunks(Where where) {
  static constexpr Order kOrder[] = {{.column = ChunkCol::ref}, {.column = ChunkCol::part}};
  return {.table = &kChunks, .columns = kChunkRow, .where = where, .order = kOrder};
}

// A part of a key, as text.
Text keyText(Call& call, const Value& value) {
  if (value.kind != Value::Kind::kInteger) return value.text;
  return call.arena.text(std::to_string(value.integer));
}
Text keyText(Call& call, const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell.value))
    return call.arena.text(std::to_string(*number));
  return textOf(cell).value_or("");
}

Error noRoom() {
  return {ErrorCode::kOverloaded, "there is no memory for this large value now", {}, {}};
}

bool isLarge(const Table& table, Col column) {
  return column != kInsertion && table[column].large();
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

// ["mastra_workflow_snapshot","snapshot","wf","run1"]: pieces answer to no other row.
Text ownerOf(Call& call, const Table& table, Col column, std::span<const Text> key) {
  JsonWriter out;
  out.beginArray().string(table.name).string(table[column].name);
  for (const Text part : key) out.string(part);
  out.endArray();
  return call.arena.text(out.text());
}

// ---- Rewriting

class Rewriter {
 public:
  Rewriter(Call& call, std::size_t rowBytes, std::size_t maxBytes, std::vector<Known>& known,
           std::span<const Copied> copied)
      : call_(call),
        arena_(call.arena),
        rowBytes_(rowBytes),
        maxBytes_(maxBytes),
        known_(known),
        copied_(copied) {}

  // Where a statement of the batch is among statements().
  struct Place {
    std::size_t at = 0;
    std::optional<std::size_t> chunks = {};  // the Select of its pieces
  };

  void add(const Statement& statement) {
    std::visit([&](const auto& each) { add(each); }, statement);
  }

  [[nodiscard]] std::span<const Statement> statements() const { return statements_; }
  [[nodiscard]] std::span<const Place> places() const { return places_; }
  // Some change may make a value too large for its cell.
  [[nodiscard]] bool changesInPlace() const { return !guards_.empty(); }
  [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }

  // The batch failed since `copied` is not all that is to be copied: what else there may be.
  [[nodiscard]] std::span<const Statement> sourcesOf(const Failed& failed) const {
    const bool ours = std::ranges::find(copyGuards_, failed.statement) != copyGuards_.end();
    return ours ? std::span<const Statement>(sources_) : std::span<const Statement>();
  }

  // What made the batch fail, as the caller knows its statements.
  [[nodiscard]] Failed failureOf(const Failed& failed) const {
    if (std::ranges::find(guards_, failed.statement) != guards_.end())
      return {.why = Failed::Why::kLarge, .statement = 0};
    Failed out = failed;
    const auto at = std::ranges::find(places_, failed.statement, &Place::at);
    out.statement = static_cast<std::uint16_t>(at - places_.begin());
    return out;
  }

 private:
  void push(const Statement& statement) { statements_.push_back(statement); }
  void place(const Statement& statement) {
    places_.push_back({.at = statements_.size()});
    push(statement);
  }
  void refuse(Error error) {
    if (!problem_) problem_ = std::move(error);
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
    std::vector<Where> refs;
    for (const Col column : select.columns) {
      if (!isLarge(table, column)) continue;
      refs.push_back(referenceIn(table, table[column].reference, out.where, {}, {}));
    }
    places_.back().chunks = statements_.size();
    push(selectChunks({.is = Is::kOr, .parts = arena_.copy(std::span<const Where>(refs))}));
  }

  void add(const Delete& statement) {
    Delete out = statement;
    out.where = translated(*statement.table, statement.where);
    const Table& table = *statement.table;
    for (const Column& column : table.columns) {
      if (!column.large()) continue;
      push(Delete{.table = &kChunks,
                  .where = referenceIn(table, column.reference, out.where, out.order, out.limit)});
    }
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

    const bool sets = std::ranges::all_of(changes, [&](const Change& c) {
      return !isLarge(c) || (c.how == How::kSet && c.path.empty() && update.each.empty());
    });
    if (!sets) {
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
      Cell reference = {Null{}};
      if (bytes + kRoomBytes > rowBytes_ && bytesOf(changes[i].value) > kMaxMemberBytes) {
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
      for (const std::size_t i : large) {
        const Col column = insert.columns[i];
        if (std::ranges::none_of(all, [&](const Change& c) { return c.column == column; }))
          continue;
        push(Delete{.table = &kChunks,
                    .where = referenceIn(table, table[column].reference,
                                         both(arena_, out.change_if, keys), {}, {})});
        all.push_back({.column = table[column].reference, .how = How::kSet, .value = {Incoming{}}});
      }
    }
    // Each row gets the references of its large columns; values that are in the way go apart.
    const std::size_t wide = stride + large.size();
    const std::size_t rows = stride == 0 ? 0 : insert.rows.size() / stride;
    const std::span<Cell> cells = arena_.make<Cell>(rows * wide);
    std::vector<Where> unused;
    for (std::size_t r = 0; r < rows; ++r) {
      const std::span<Cell> row = cells.subspan(r * wide, wide);
      std::ranges::copy(insert.rows.subspan(r * stride, stride), row.begin());
      std::size_t bytes = 0;
      for (const Cell& cell : row.first(stride)) bytes += bytesOf(cell);
      for (std::size_t i = 0; i < large.size(); ++i) row[stride + i] = {Null{}};
      while (bytes + kRoomBytes > rowBytes_ && !problem_) {
        const std::size_t worst =
            std::ranges::max(large, {}, [&](std::size_t i) { return bytesOf(row[i]); });
        if (bytesOf(row[worst]) <= kMaxMemberBytes) break;
        bytes -= bytesOf(row[worst]);
        std::vector<Text> key;
        for (const Col part : table.keys[0].columns) {
          const auto at = std::ranges::find(insert.columns, part) - insert.columns.begin();
          key.push_back(keyText(call_, row[static_cast<std::size_t>(at)]));
        }
        const auto slot = static_cast<std::size_t>(std::ranges::find(large, worst) - large.begin());
        row[stride + slot] = setApart(table, insert.columns[worst], key, row[worst]);
        unused.push_back(equals(arena_, ChunkCol::ref, row[stride + slot]));
        bytes += bytesOf(row[worst]);
      }
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
    copyGuards_.push_back(statements_.size());
    push(Guard{
        .must = Must::kNotExist,
        .select = arena_.keep(Select{.table = &table, .columns = key.first(1), .where = isOther}),
        .as_read = true});
    std::vector<Col> columns(key.begin(), key.end());
    columns.push_back(reference);
    sources_.emplace_back(Select{
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
    if (!says) return {Null{}};
    const std::string copy = std::string(uuid4(call_)).append(reference, reference.find('.'));
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
    copyGuards_.push_back(statements_.size());
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
    }
    const Where any{.is = Is::kOr, .parts = arena_.copy(std::span<const Where>(parts))};
    const Select rows{.table = &table,
                      .columns = table.keys[0].columns.first(1),
                      .where = both(arena_, weakened(arena_, table, where), any)};
    guards_.push_back(statements_.size());
    push(Guard{.must = Must::kNotExist, .select = arena_.list({rows}).data(), .as_read = true});
  }

  // Rows by their keys, from lists of cells of `stride`; `at` says where a key's parts are.
  template <class At>
  Where anyKey(const Table& table, std::span<const Cell> cells, std::size_t stride, At at) {
    const std::span<const Col> key = table.keys[0].columns;
    if (key.size() == 1) {
      std::vector<Cell> ids;
      for (std::size_t row = 0; row + stride <= cells.size(); row += stride)
        ids.push_back(cells[row + at(0)]);
      return {.is = ids.size() == 1 ? Is::kEq : Is::kIn,
              .field = {key[0]},
              .values = arena_.copy(std::span<const Cell>(ids))};
    }
    std::vector<Where> rows;
    for (std::size_t row = 0; row + stride <= cells.size(); row += stride) {
      const std::span<Where> parts = arena_.make<Where>(key.size());
      for (std::size_t i = 0; i < key.size(); ++i)
        parts[i] = equals(arena_, key[i], cells[row + at(i)]);
      rows.push_back({.is = Is::kAnd, .parts = parts});
    }
    if (rows.size() == 1) return rows[0];
    return {.is = Is::kOr, .parts = arena_.copy(std::span<const Where>(rows))};
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
    if (value.size() > maxBytes_) {
      refuse({ErrorCode::kTooLarge,
              std::string(table[column].member()) + " must not be longer than " +
                  std::to_string(maxBytes_) + " bytes",
              {},
              {}});
      return {Null{}};
    }
    // For its pieces and the request that has them.
    if (!arena_.hasRoom(2 * value.size())) {
      refuse(noRoom());
      return {Null{}};
    }
    const Cell stays = cellOf(call_, table[column], cell);
    std::vector<std::string> pieces = pack(value, std::min(kPieceBytes, rowBytes_ - kRoomBytes));
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
    pieces_.push_back(std::move(pieces));
    push(Insert{.table = &kChunks, .columns = kChunkRow, .rows = cells});
    known_.push_back({.value = value, .cell = *textOf(stays), .reference = reference});
    cell = stays;
    return {reference};
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
  std::size_t rowBytes_;
  std::size_t maxBytes_;
  std::vector<Known>& known_;
  std::span<const Copied> copied_;
  std::vector<Statement> statements_;
  std::vector<Place> places_;
  std::vector<std::size_t> guards_;      // ours: no large value may be in the way
  std::vector<std::size_t> copyGuards_;  // ours: what is copied is as it was read
  std::vector<Statement> sources_;       // Selects of what is copied: keys and references
  std::vector<std::vector<std::string>> pieces_;
  std::optional<Error> problem_;
};

}  // namespace

namespace {

// Where a row's large value is, and the cell it belongs into.
struct Wanted {
  Value* cell;
  Text reference;
  Reference says;
  Text owner;
};

// Rows as they were asked for: without what the rewriting added, which says what else is `wanted`.
Rows stripped(Call& call, const Table& table, std::span<const Col> asked, const Rows& rows,
              std::vector<Wanted>& wanted) {
  const auto references = static_cast<std::size_t>(
      std::ranges::count_if(asked, [&](Col column) { return isLarge(table, column); }));
  if (rows.empty() || references == 0) return rows;
  const auto keyOf = [&](std::span<const Value> row) {
    std::vector<Text> key;
    std::size_t rest = asked.size() + references;  // of the columns that were not asked for
    for (const Col part : table.keys[0].columns) {
      const auto at = static_cast<std::size_t>(std::ranges::find(asked, part) - asked.begin());
      key.push_back(keyText(call, row[at < asked.size() ? at : rest++]));
    }
    return key;
  };
  const std::span<Value> cells = call.arena.make<Value>(rows.size() * asked.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::span<const Value> row = rows[i];
    const std::span<Value> out = cells.subspan(i * asked.size(), asked.size());
    std::ranges::copy(row.first(asked.size()), out.begin());
    std::size_t at = asked.size();  // of the next reference
    for (std::size_t c = 0; c < asked.size(); ++c) {
      if (!isLarge(table, asked[c])) continue;
      const Value& reference = row[at++];
      if (reference.kind != Value::Kind::kText) continue;
      const auto says = readReference(reference.text);
      // Another writer has replaced the cell: it is the value.
      if (!says || says->cell != checksum(out[c].text)) continue;
      wanted.push_back(
          {&out[c], reference.text, *says, ownerOf(call, table, asked[c], keyOf(row))});
    }
  }
  return {.columns = static_cast<std::uint32_t>(asked.size()), .cells = cells};
}

// A value put together from those of the rows that are its pieces; nothing: they are not there.
Result<std::optional<Text>> together(Call& call, const Wanted& wanted, const Rows& chunks) {
  std::vector<Text> pieces;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const std::span<const Value> chunk = chunks[i];
    if (chunk[ChunkCol::ref].text != wanted.reference) continue;
    if (chunk[ChunkCol::owner].text == wanted.owner) pieces.push_back(chunk[ChunkCol::data].text);
  }
  if (pieces.size() != wanted.says.parts) return std::nullopt;
  const std::span<char> value = call.arena.make<char>(wanted.says.bytes);
  if (!unpack(pieces, value) || checksum({value.data(), value.size()}) != wanted.says.value) {
    return fail(ErrorCode::kCorruptRow, "the pieces of a large value do not match its checksum");
  }
  return Text(value.data(), value.size());
}

// What the rows of `sources` say that is to be copied: their keys and references.
void addCopied(Call& call, std::span<const Statement> sources, const Outcome& found,
               std::vector<Copied>& copied) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& select = std::get<Select>(sources[i]);
    const Rows& rows = found.answers[i].rows;
    const Col reference = select.columns.back();
    const auto column = std::ranges::find(select.table->columns, reference, &Column::reference);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::vector<Text> key;
      for (const Value& part : rows[r].first(rows.columns - 1)) key.push_back(keyText(call, part));
      copied.push_back({ownerOf(call, *select.table,
                                static_cast<Col>(column - select.table->columns.begin()), key),
                        rows[r].back().text});
    }
  }
}

bool touchesLarge(const Statement& statement) {
  return std::visit(
      [](const auto& each) {
        if constexpr (requires { each.from; }) {
          if (each.from != nullptr && each.from->hasLarge()) return true;
        }
        if constexpr (requires { each.table; }) return each.table->hasLarge();
        return false;
      },
      statement);
}

bool isRead(const Statement& statement) {
  return std::holds_alternative<Select>(statement) || std::holds_alternative<Around>(statement) ||
         std::holds_alternative<Aggregate>(statement);
}

}  // namespace

Task<Result<Outcome>> LargeValues::run(const Batch& batch) {
  if (std::ranges::none_of(batch.statements, touchesLarge)) co_return co_await backend_.run(batch);

  const std::span<Answer> answers = call_.arena.make<Answer>(batch.statements.size());
  std::vector<std::size_t> todo(batch.statements.size());  // indices of the batch
  for (std::size_t i = 0; i < todo.size(); ++i) todo[i] = i;
  std::vector<Copied> copied;
  for (unsigned attempt = 1; attempt <= kAttempts; ++attempt) {
    Rewriter rewriter(call_, backend_.rowBytes(), max_bytes_, known_, copied);
    for (const std::size_t i : todo) rewriter.add(batch.statements[i]);
    if (rewriter.problem()) co_return std::unexpected(*rewriter.problem());
    const Batch rewritten{.statements = rewriter.statements(),
                          .serialize = batch.serialize,
                          .replica_ok = batch.replica_ok,
                          .in_parts = batch.in_parts};
    Result<Outcome> outcome = co_await backend_.run(rewritten);
    if (!outcome) {
      if (outcome.error().code == ErrorCode::kTooLarge && rewriter.changesInPlace()) {
        co_return Outcome{.failed = Failed{.why = Failed::Why::kLarge, .statement = 0}};
      }
      co_return std::unexpected(std::move(outcome.error()));
    }
    if (outcome->failed) {
      const std::span<const Statement> sources = rewriter.sourcesOf(*outcome->failed);
      if (sources.empty()) co_return Outcome{.failed = rewriter.failureOf(*outcome->failed)};
      const Result<Outcome> found = co_await backend_.run({.statements = sources});
      if (!found) co_return std::unexpected(found.error());
      copied.clear();
      addCopied(call_, sources, *found, copied);
      continue;
    }

    std::vector<Rows> chunks;
    for (std::size_t i = 0; i < todo.size(); ++i) {
      const Rewriter::Place place = rewriter.places()[i];
      answers[todo[i]] = outcome->answers[place.at];
      if (place.chunks) chunks.push_back(outcome->answers[*place.chunks].rows);
    }
    const Result<bool> whole = co_await fetch(batch, todo, answers, chunks);
    if (!whole) co_return std::unexpected(whole.error());
    if (*whole) co_return Outcome{.answers = answers};
    // Between two trips somebody replaced what was to be fetched: what only reads, reads again.
    std::erase_if(todo, [&](std::size_t i) { return !isRead(batch.statements[i]); });
  }
  co_return fail(ErrorCode::kUnavailable, "the row is being replaced again and again");
}

Task<Result<bool>> LargeValues::fetch(const Batch& batch, std::span<const std::size_t> todo,
                                      std::span<Answer> answers, std::span<const Rows> chunks) {
  std::vector<Wanted> wanted;
  for (const std::size_t i : todo) {
    std::visit(
        [&](const auto& each) {
          Rows& rows = answers[i].rows;
          if constexpr (requires { each.returning; }) {
            rows = stripped(call_, *each.table, each.returning, rows, wanted);
          } else if constexpr (requires { each.columns; }) {
            rows = stripped(call_, *each.table, each.columns, rows, wanted);
          }
        },
        batch.statements[i]);
  }
  std::size_t bytes = 0;
  for (const Wanted& each : wanted) bytes += each.says.bytes;
  if (bytes > max_bytes_) {
    co_return fail(ErrorCode::kTooLarge, "the answer has more than " + std::to_string(max_bytes_) +
                                             " bytes of large values: ask for a smaller perPage");
  }
  if (bytes > kPieceBytes) {
    // Others work on large values, too: the host says when it is this call's turn. A value may be
    // read, changed, packed and sent.
    const std::size_t needed = kCopies * bytes;
    const std::uint32_t room[] = {abi::kRoom, static_cast<std::uint32_t>(needed)};
    const Bytes granted = co_await call_.channel.exchange(std::as_bytes(std::span(room)));
    if (granted.empty() || granted[0] != std::byte{0} || !call_.arena.hasRoom(needed / 2))
      co_return std::unexpected(noRoom());
  }
  const auto take = [&](const Wanted& each, Text value) {
    known_.push_back({.value = value, .cell = each.cell->text, .reference = each.reference});
    each.cell->text = value;
  };
  std::vector<Wanted> missing;
  std::vector<Cell> references;
  for (const Wanted& each : wanted) {
    const auto known = std::ranges::find(known_, each.reference, &Known::reference);
    if (known != known_.end()) {
      each.cell->text = known->value;
      continue;
    }
    bool found = false;
    for (const Rows& rows : chunks) {
      const auto value = together(call_, each, rows);
      if (!value) co_return std::unexpected(value.error());
      if (*value) take(each, **value);
      found = found || *value;
    }
    if (found) continue;
    missing.push_back(each);
    references.push_back({each.reference});
  }
  if (missing.empty()) co_return true;

  // A second trip, since only the rows say where their pieces are.
  const Statement select =
      selectChunks({.is = Is::kIn, .field = {ChunkCol::ref}, .values = references});
  Result<Outcome> outcome = co_await backend_.run(
      Batch{.statements = std::span(&select, 1), .replica_ok = batch.replica_ok});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  bool whole = true;
  for (const Wanted& each : missing) {
    const auto value = together(call_, each, outcome->answers[0].rows);
    if (!value) co_return std::unexpected(value.error());
    *value ? take(each, **value) : void(whole = false);
  }
  co_return whole;
}

}  // namespace agentkeep::query
