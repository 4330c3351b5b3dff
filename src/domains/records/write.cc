// What changes rows. A unique key beside the primary one is looked after by a
// guard behind the write, in the same batch: no row that was written has a
// twin.
#include <algorithm>
#include <vector>

#include "domains/records/verbs.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::records {
namespace {

using namespace query;  // it speaks its words all the time
using api::Arguments;

// ---- What is given

// The member `set` of an object that has no other, else the value.
Text valueSet(Text value, const Column& column, Arena& arena) {
  const bool is_document = column.type == Type::kJson && column.takes != Takes::kList;
  if (is_document || !value.starts_with('{')) return value;
  const auto members = membersOf(value, arena);
  return members && members->size() == 1 && (*members)[0].name == "set" ? (*members)[0].value
                                                                        : value;
}

void checkList(Arguments& from, Text name, Text value) {
  const auto items = itemsOf(value);
  if (!items || std::ranges::any_of(*items, [](Text item) { return !item.starts_with('"'); })) {
    from.refuse(name, "must be a list of texts");
  }
}

// What the host makes of a secret, or it did not see it.
void checkSealed(Call& call, Arguments& from, Text name, Text value) {
  const auto members = membersOf(value, call.arena);
  const auto has = [&](Text member) {
    const auto* found = members ? find(*members, member) : nullptr;
    return found != nullptr && found->value.starts_with('"');
  };
  if (!members || members->size() != 3 || !has("key") || !has("iv") || !has("data")) {
    from.refuse(name, "must be sealed by the host before it is stored");
  }
}

Cell cellOf(Call& call, Arguments& from, const Model& model, Col at, const JsonMember& member) {
  const Column& column = (*model.table)[at];
  const Text value = valueSet(member.value, column, call.arena);
  if (value == "null" && !column.nullable) from.refuse(member.name, "must not be null");
  if (column.takes == Takes::kName && value == "\"\"")
    from.refuse(member.name, "must not be empty");
  if (column.takes == Takes::kList) checkList(from, member.name, value);
  if (at == model.secret) checkSealed(call, from, member.name, value);
  return valueOf(from, column, member.name, value);
}

// The column of a member of `data`.
Col columnIn(Arguments& from, const Model& model, const JsonMember& member) {
  from.once(member.name);
  const Relation* relation = relationNamed(model, member.name);
  if (relation != nullptr) {
    const Text own = relation->own == kIdCol ? Text() : (*model.table)[relation->own].name;
    from.refuse(member.name, own.empty() ? "is related: write its rows by their own model"
                                         : "is related: set " + std::string(own));
    return kNoCol;
  }
  const Col column = columnNamed(model, member.name);
  if (column == kNoCol) refuseField(from, member.name, model);
  return column;
}

// The cells of a new row, one a column of the table.
void readNew(Call& call, Arguments& from, const Model& model, std::span<Cell> cells,
             std::uint32_t nth) {
  const std::span<const Column> columns = model.table->columns;
  std::ranges::fill(cells, Cell{Keep{}});
  for (const JsonMember& member : from.members()) {
    if (from.failed()) return;
    const Col column = columnIn(from, model, member);
    if (column != kNoCol) cells[column] = cellOf(call, from, model, column, member);
  }
  for (const auto& [column, cell] : model.defaults) {
    if (!api::isGiven(cells[column])) cells[column] = cell;
  }
  for (std::size_t i = 0; i < columns.size() && !from.failed(); ++i) {
    if (api::isGiven(cells[i])) continue;
    if (i == kIdCol) {
      cells[i] = {cuid(call, nth)};
    } else if (columns[i].name == "createdAt" || columns[i].name == "updatedAt") {
      cells[i] = {Time{call.now_ms}};
    } else if (columns[i].nullable) {
      cells[i] = {Null{}};
    } else {
      from.refuse(columns[i].name, "is required");
    }
  }
}

// What one member of `data` changes.
Change changeOf(Call& call, Arguments& from, const Model& model, Col at, const JsonMember& member) {
  const Column& column = (*model.table)[at];
  const bool is_object = member.value.starts_with('{');
  if (is_object && column.takes == Takes::kList) {
    Arguments inner = from.inside(member.name);
    if (const auto item = inner.find("push")) {
      if (!item->starts_with('"')) inner.refuse("push", "must be text");
      return {.column = at, .how = How::kPush, .value = {Json{*item}}};
    }
  }
  if (is_object && column.type == Type::kInteger) {
    Arguments inner = from.inside(member.name);
    for (const Text how : {Text("increment"), Text("decrement")}) {
      const auto by = inner.find(how);
      if (!by) continue;
      Cell cell = valueOf(inner, column, how, *by);
      auto* number = std::get_if<std::int64_t>(&cell.value);
      if (number == nullptr) inner.refuse(how, "must be an integer");
      if (number != nullptr && how == "decrement") *number = -*number;
      return {.column = at, .how = How::kAdd, .value = cell};
    }
  }
  return {.column = at, .how = How::kSet, .value = cellOf(call, from, model, at, member)};
}

// What `data` changes of rows that are there; of a change they also get a later
// `updatedAt`.
std::span<const Change> readChanges(Call& call, Arguments& from, const Model& model) {
  std::vector<Change> changes;
  bool stamps = true;
  for (const JsonMember& member : from.members()) {
    if (from.failed()) return {};
    const Col column = columnIn(from, model, member);
    if (column == kNoCol) return {};
    if (column == kIdCol) from.refuse(member.name, "cannot be changed");
    stamps = stamps && member.name != "updatedAt";
    changes.push_back(changeOf(call, from, model, column, member));
  }
  const Col updated = columnNamed(model, "updatedAt");
  if (stamps && updated != kNoCol && !changes.empty()) {
    changes.push_back({.column = updated, .how = How::kTouch, .value = {Time{call.now_ms}}});
  }
  return call.arena.copy(std::span<const Change>(changes));
}

// ---- What is done

// The statements of a write, one behind another.
class Statements {
 public:
  static constexpr std::size_t kMost = 12;

  explicit Statements(Work& work)
      : work_(work),
        all_(work.arena.make<Statement>(kMost)),
        guards_(work.arena.make<Work::Guarded>(kMost)) {
    work.writes = true;
  }
  Statements(const Statements&) = delete;
  Statements& operator=(const Statements&) = delete;
  ~Statements() {
    work_.statements = all_.first(count_);
    work_.guards = guards_.first(guarded_);
  }

  std::size_t add(const Statement& statement) {
    all_[count_] = statement;
    return count_++;
  }

  // Behind an insert of rows of all columns.
  void guardNew(std::span<const Cell> cells) {
    const std::size_t width = work_.model.table->columns.size();
    for (const Unique& unique : work_.model.uniques.subspan(1)) {
      const Col column = unique.columns[0];
      const std::span<Cell> values = work_.arena.make<Cell>(cells.size() / width);
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = cells[i * width + column];
      guard(unique, column, values);
    }
  }

  // Behind a change of the row of this key, which is what the change has left of it; of rows that
  // no key names, it is empty.
  void guardChanged(std::span<const Change> changes, std::span<const Cell> key) {
    for (const Unique& unique : work_.model.uniques.subspan(1)) {
      for (const Change& change : changes) {
        if (std::ranges::find(unique.columns, change.column) == unique.columns.end()) continue;
        const Col first = unique.columns[0];
        const auto has = [&](Col column) { return !key.empty() && api::isGiven(key[column]); };
        if (has(kIdCol) || has(first)) {
          const Col column = has(kIdCol) ? kIdCol : first;
          guard(unique, column, key.subspan(column, 1));
        } else {
          guard(unique, change.column, {&change.value, 1});
        }
        break;
      }
    }
  }

 private:
  // No row that has one of these values in a column of a unique key has a twin.
  [[gnu::noinline]] void guard(const Unique& unique, Col column, std::span<const Cell> values) {
    Arena& arena = work_.arena;
    const Table* table = work_.model.table;
    const std::span<Link> links = arena.make<Link>(unique.columns.size() + 1);
    for (std::size_t i = 0; i < unique.columns.size(); ++i) {
      links[i] = {unique.columns[i], Is::kEq, unique.columns[i]};
    }
    links.back() = {kIdCol, Is::kNe, kIdCol};
    const std::span<const Col> key = table->keys[0].columns;
    const Where twin{.is = Is::kExists,
                     .rows = arena.keep(Select{.table = table, .columns = key}),
                     .links = links};
    const Where those{.is = Is::kIn, .field = {column}, .values = values};
    const Select twins{
        .table = table, .columns = key, .where = allOf(arena, {those, twin}), .scan = true};
    guards_[guarded_++] = {count_, &unique};
    add(Guard{.must = Must::kNotExist, .select = arena.keep(twins)});
  }

  Work& work_;
  std::span<Statement> all_;
  std::span<Work::Guarded> guards_;
  std::size_t count_ = 0;
  std::size_t guarded_ = 0;
};

std::span<const Col> allColumns(const Work& work) {
  const std::span<Col> all = work.arena.make<Col>(work.model.table->columns.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Col>(i);
  return all;
}

Insert insertOf(const Work& work, std::span<const Cell> cells) {
  return {.table = work.model.table, .columns = allColumns(work), .rows = cells};
}

// What changes the rows that match; what only finds them, where nothing
// changes.
Statement updateOf(const Work& work, const Where& where, std::span<const Change> changes) {
  if (!changes.empty()) {
    return Update{.table = work.model.table,
                  .where = where,
                  .changes = changes,
                  .returning = work.shown.read};
  }
  return Select{.table = work.model.table, .columns = work.shown.read, .where = where};
}

// What the changes leave of the columns by which a row was named.
void changeKey(std::span<Cell> key, std::span<const Change> changes) {
  for (const Change& change : changes) {
    if (api::isGiven(key[change.column])) key[change.column] = change.value;
  }
}

// The rows that match, as a condition by which a backend without an index finds
// them, too.
Where those(const Work& work, Col column, const Model& model, const Where& where, Col own) {
  const Select rows{
      .table = model.table, .columns = work.arena.list<Col>({own}), .where = where, .scan = true};
  return {.is = Is::kInRows, .field = {column}, .rows = work.arena.keep(rows)};
}

// Rows as they are inserted, in the columns that are shown.
Rows asShown(const Work& work, const Insert& insert) {
  const Rows all = insertedRows(work.arena, insert, {});
  const std::span<Value> cells = work.arena.make<Value>(all.size() * work.shown.read.size());
  auto to = cells.begin();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const Col column : work.shown.read) *to++ = all[i][column];
  }
  return {static_cast<std::uint32_t>(work.shown.read.size()), cells};
}

void readShown(Work& work) {
  work.shown = shownIn(work.call, work.given, work.model, work.request.is_admin);
}

std::span<const Change> changesIn(Work& work, Text name) {
  Arguments data = work.given.inside(name, true);
  return readChanges(work.call, data, work.model);
}

std::span<Cell> cellsIn(Work& work, Text name) {
  Arguments data = work.given.inside(name, true);
  const std::span<Cell> cells = work.arena.make<Cell>(work.model.table->columns.size());
  if (!work.problem) readNew(work.call, data, work.model, cells, 0);
  return cells;
}

// What is deleted with the rows that match, and these.
void removeRows(Work& work, const Where& where, std::span<const Col> returning) {
  Statements statements(work);
  for (const Relation& each : work.model.owned) {
    statements.add(Delete{.table = each.model->table,
                          .where = those(work, each.other, work.model, where, each.own)});
  }
  work.own =
      statements.add(Delete{.table = work.model.table, .where = where, .returning = returning});
}

}  // namespace

Text cuid(Call& call, std::uint32_t nth) {
  const std::span<char> out = call.arena.make<char>(25);
  const auto write = [&](std::size_t from, std::size_t size, std::uint64_t value) {
    for (std::size_t i = from + size; i-- > from; value /= 36) {
      out[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
    }
  };
  out[0] = 'c';
  write(1, 8, static_cast<std::uint64_t>(call.now_ms));
  write(9, 4, nth);
  write(13, 12, call.random.next());
  return {out.data(), out.size()};
}

// One round trip, and one for what is related.
void create(Work& work) {
  onlyTakes(work.given, {"data", "select", "include"});
  readShown(work);
  const std::span<Cell> cells = cellsIn(work, "data");
  if (work.problem) return;
  const Insert insert = insertOf(work, cells);
  Statements statements(work);
  statements.add(insert);
  statements.guardNew(cells);
  work.rows = asShown(work, insert);
}

// One round trip.
void createMany(Work& work) {
  work.answers = Work::Answers::kChanged;
  Arguments& given = work.given;
  onlyTakes(given, {"data", "skipDuplicates"});
  const bool skips = given.read<bool>("skipDuplicates").value_or(false);
  const Text data = given.find("data").value_or(Text());
  const bool is_one = data.starts_with('{');
  const auto items = data.starts_with('[') ? itemsOf(data) : std::nullopt;
  if (!items && !is_one) given.refuse("data", "must be a list of objects");
  const std::size_t width = work.model.table->columns.size();
  const std::size_t count = is_one ? 1 : items ? items->size() : 0;
  if (count > api::kMaxListItems) given.refuse("data", "has more than 100000 items");
  if (work.problem) return;
  const std::span<Cell> cells = work.arena.make<Cell>(count * width);
  for (std::size_t i = 0; i < count && !work.problem; ++i) {
    Arguments one = given.item("data", i, is_one ? data : (*items)[i]);
    if (!work.problem) {
      readNew(work.call, one, work.model, cells.subspan(i * width, width),
              static_cast<std::uint32_t>(i));
    }
  }
  Insert insert = insertOf(work, cells);
  insert.on_conflict = skips ? OnConflict::kSkip : OnConflict::kFail;
  Statements statements(work);
  statements.add(insert);
  statements.guardNew(cells);
}

// One round trip, and one for what is related.
void update(Work& work) {
  onlyTakes(work.given, {"where", "data", "select", "include"});
  readShown(work);
  const std::span<Cell> key = work.arena.make<Cell>(work.model.table->columns.size());
  const Where where = uniqueOf(work.call, work.given, "where", work.model, key);
  const std::span<const Change> changes = changesIn(work, "data");
  changeKey(key, changes);
  Statements statements(work);
  statements.add(updateOf(work, where, changes));
  statements.guardChanged(changes, key);
}

// One round trip.
void updateMany(Work& work) {
  work.answers = Work::Answers::kChanged;
  const Model& model = work.model;
  onlyTakes(work.given, {"where", "data"});
  const Where where = whereIn(work.call, work.given, model);
  const std::span<const Change> changes = changesIn(work, "data");
  if (std::ranges::find(changes, model.secret, &Change::column) != changes.end()) {
    work.given.refuse("data", "must not have the secret, which is sealed row by row: use update");
  }
  Statements statements(work);
  if (changes.empty()) {
    statements.add(Select{.table = model.table,
                          .columns = model.table->keys[0].columns,
                          .where = where,
                          .limit = 0,
                          .count = Count::kExact,
                          .scan = true});
  } else {
    statements.add(Update{.table = model.table,
                          .where = those(work, kIdCol, model, where, kIdCol),
                          .changes = changes});
  }
  statements.guardChanged(changes, {});
}

// One round trip, and one for what is related: the row is changed, and inserted
// unless there is one that has the key, as the change has left it.
void upsert(Work& work) {
  const Table* table = work.model.table;
  onlyTakes(work.given, {"where", "create", "update", "select", "include"});
  readShown(work);
  const std::span<Cell> key = work.arena.make<Cell>(table->columns.size());
  const Where where = uniqueOf(work.call, work.given, "where", work.model, key);
  const std::span<const Change> changes = changesIn(work, "update");
  const std::span<Cell> cells = cellsIn(work, "create");
  if (work.problem) return;
  changeKey(key, changes);
  const std::span<Where> has_key = work.arena.make<Where>(key.size());
  for (std::size_t i = 0; i < key.size(); ++i) {
    has_key[i] = api::isGiven(key[i]) ? equals(work.arena, static_cast<Col>(i), key[i]) : Where{};
  }
  const Select there{.table = table,
                     .columns = table->keys[0].columns,
                     .where = {.is = Is::kAnd, .parts = has_key}};
  Insert insert = insertOf(work, cells);
  insert.unless = work.arena.keep(there);
  insert.returning = work.shown.read;
  Statements statements(work);
  statements.add(updateOf(work, where, changes));
  work.otherwise = statements.add(insert);
  statements.guardNew(cells);
  statements.guardChanged(changes, key);
}

// One round trip; one before it for what is related, which must be read while
// it is there.
void remove(Work& work) {
  onlyTakes(work.given, {"where", "select", "include"});
  readShown(work);
  const Where where = uniqueOf(work.call, work.given, "where", work.model);
  if (!work.shown.related.empty()) {
    work.before =
        relatedOf(work.arena, work.shown,
                  Select{.table = work.model.table, .columns = work.shown.read, .where = where});
    work.related_before = true;
  }
  removeRows(work, where, work.shown.read);
}

// One round trip.
void removeMany(Work& work) {
  work.answers = Work::Answers::kChanged;
  onlyTakes(work.given, {"where"});
  removeRows(work, whereIn(work.call, work.given, work.model), {});
}

}  // namespace agentkeep::records
