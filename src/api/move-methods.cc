#include "api/move-methods.h"

#include <algorithm>
#include <array>
#include <vector>

#include "api/decode.h"
#include "api/moved-rows.h"
#include "core/hex.h"
#include "core/integer.h"
#include "core/pack.h"
#include "query/ask.h"

namespace agentkeep::api {
namespace {

using query::Cell;
using query::Col;
using query::Column;
using query::Is;
using query::Rows;
using query::Table;
using query::Type;
using query::Value;
using Tables = std::span<const Table* const>;

struct ListTables {
  std::optional<bool> counts;
};
struct ExportRows {
  std::optional<Text> table;
  std::optional<std::span<const JsonValue>> after;
  std::optional<std::span<const JsonValue>> keys;
  std::optional<RowCount> limit;
  std::optional<Text> form;
};
struct ImportRows {
  Text table;
  std::span<const JsonValue> rows;
  std::optional<Text> onConflict;
  std::optional<Text> behind;
  std::optional<bool> fresh;
};
struct DeleteRows {
  Text table;
  std::span<const JsonValue> keys;
};

struct RefuseWrites {
  bool refuse = false;
};

}  // namespace

#define MEMBER AGENTKEEP_FIELD

AGENTKEEP_SHAPE(ListTables,
                MEMBER(ListTables, counts,
                       "Also how many rows each has and the last place; not on DynamoDB, which "
                       "would have to read them: exportRows does, all tables at once."))
AGENTKEEP_SHAPE(
    ExportRows,
    MEMBER(ExportRows, table,
           "Such as mastra_threads, without prefix. Absent: all tables at once, where store.tables "
           "says `together`."),
    MEMBER(ExportRows, after, "What the last page ended with: the values of a key."),
    MEMBER(ExportRows, keys, "Only rows with these keys, each a list of its values."),
    MEMBER(ExportRows, limit, "Rows of a page, at most 10000. Absent: 500."),
    MEMBER(ExportRows, form,
           "`rows`: whole rows; `digests`: of each row its key and a digest; `sum`: their number "
           "and the sum of the digests, modulo 2^64. Absent: rows."))
AGENTKEEP_SHAPE(
    ImportRows, MEMBER(ImportRows, table, "Such as mastra_threads, without prefix."),
    MEMBER(ImportRows, rows, "As exportRows answers them."),
    MEMBER(ImportRows, onConflict,
           "What becomes of a row whose key exists: `fail` undoes all, `skip` leaves the one that "
           "is there, `replace` writes the new one. Absent: fail."),
    MEMBER(ImportRows, behind,
           "An integer that is added to the places of the rows, so that they come behind those "
           "that are there."),
    MEMBER(
        ImportRows, fresh,
        "With `replace`: the table was empty before this move, so that whatever is there may be "
        "written over without a look. On DynamoDB that costs half, and not all or the first rows "
        "are stored where it fails, but some."))
AGENTKEEP_SHAPE(DeleteRows, MEMBER(DeleteRows, table, "Such as mastra_threads, without prefix."),
                MEMBER(DeleteRows, keys, "Each a list of the key's values."))
AGENTKEEP_SHAPE(RefuseWrites, MEMBER(RefuseWrites, refuse, "false: they are taken again."))

#undef MEMBER

namespace {

constexpr Text kTables = "tables";
constexpr Text kExport = "exportRows";
constexpr Text kImport = "importRows";

constexpr Method kMethods[] = {
    {kTables,
     Scope::kAdmin,
     &ShapeOf<ListTables>::shape,
     {},
     AGENTKEEP_NOTE("TableInfo[]"),
     nullptr,
     AGENTKEEP_NOTE("The tables whose rows exportRows and importRows move.")},
    {kExport,
     Scope::kAdmin,
     &ShapeOf<ExportRows>::shape,
     {},
     AGENTKEEP_NOTE("ExportedRows"),
     nullptr,
     AGENTKEEP_NOTE("Rows of a table as they are stored, by pages in the order of their keys, on "
                    "DynamoDB in an order of its own; there, without a table, of all at once.")},
    {kImport,
     Scope::kAdmin,
     &ShapeOf<ImportRows>::shape,
     {},
     AGENTKEEP_NOTE("MovedRows"),
     nullptr,
     AGENTKEEP_NOTE("Stores rows as exportRows answers them, all or none; on DynamoDB all or the "
                    "first ones.")},
    {kRefuseWrites,
     Scope::kAdmin,
     &ShapeOf<RefuseWrites>::shape,
     {},
     AGENTKEEP_NOTE("null"),
     nullptr,
     AGENTKEEP_NOTE("Makes the tables refuse every write, whoever asks, or take them again.")},
    {"deleteRows",
     Scope::kAdmin,
     &ShapeOf<DeleteRows>::shape,
     {},
     AGENTKEEP_NOTE("MovedRows"),
     nullptr,
     AGENTKEEP_NOTE("Deletes rows of a table, and nothing that belongs to them.")},
};

#ifdef AGENTKEEP_DESCRIBE
constexpr AnswerType kAnswers[] = {
    {.name = "TableInfo",
     .type = "{ name: string, key: string[], columns: ColumnInfo[], ordered: boolean, "
             "rows?: integer, place?: string, together?: boolean }"},
    {.name = "ColumnInfo", .type = "{ name: string, type: string, required: boolean }"},
    {.name = "ExportedRows",
     .type = "{ rows?: any[], count?: integer, sum?: string, after?: any[], "
             "tables?: RowsOfTable[] }"},
    {.name = "RowsOfTable",
     .type = "{ table: string, rows?: any[], count?: integer, sum?: string }"},
    {.name = "MovedRows", .type = "{ rows: integer }"},
};
#endif

constexpr std::uint32_t kPageRows = 500, kMostRows = 10'000;

const Table* tableOf(Tables tables, Text name, std::optional<Error>& problem) {
  const auto found = std::ranges::find(tables, name, &Table::name);
  if (found != tables.end()) return *found;
  problem = refused("table", "must be a table of store.tables: there is no ");
  (*problem)->message.append(shown(name));
  return nullptr;
}

enum class Form : std::uint8_t { kRows, kDigests, kSum };

class Page {
 public:
  Page(Call& call, const Table& table, Form form)
      : call_(call), table_(table), form_(form), columns_(movedColumns(table)), asked_(columns_) {
    if (table.keeps_insertion_order) asked_.push_back(query::kInsertion);
  }

  [[nodiscard]] std::span<const Col> asked() const { return asked_; }

  // Rows are on lines of their own, behind `after`: who only hands them on need not read them.
  void write(JsonWriter& out, const Rows& rows, bool has_more) {
    const Written written = linesOf(rows, out.limit() / 2);
    out.beginObject();
    if (written.rows != 0 && (has_more || written.rows < rows.size())) {
      out.key("after").beginArray();
      writeKey(out, call_.arena, table_, columns_, rows[written.rows - 1].first(columns_.size()));
      out.endArray();
    }
    writeMembers(out, written);
    out.endObject();
  }

  // The rows of one table of several, less than `room` bytes of them; false: they are more.
  bool writeAmong(JsonWriter& out, const Rows& rows, std::size_t& room) {
    const Written written = linesOf(rows, room);
    if (written.rows < rows.size()) return false;
    room -= std::min(room, written.lines.size());
    out.beginObject().key("table").string(table_.name);
    writeMembers(out, written);
    out.endObject();
    return true;
  }

 private:
  struct Written {
    std::size_t rows = 0;
    std::string lines = "[";
    std::uint64_t sum = 0;
  };

  // The first of the rows: what a caller takes at once.
  Written linesOf(const Rows& rows, std::size_t room) {
    Written out;
    for (; out.rows < rows.size(); ++out.rows) {
      if (out.lines.size() > room) break;
      const std::span<const Value> row = rows[out.rows];
      JsonWriter one;
      writeRow(one, call_.arena, table_, columns_, row.first(columns_.size()));
      std::string text = one.take();
      const std::uint64_t digest = form_ == Form::kRows ? 0 : checksum(text);
      out.sum += digest;
      if (form_ == Form::kSum) continue;
      out.lines.append(out.rows == 0 ? "\n" : ",\n");
      if (form_ == Form::kRows) {
        out.lines.append(withPlace(text, row));
      } else {
        out.lines.append(digestOf(row, digest));
      }
    }
    return out;
  }

  void writeMembers(JsonWriter& out, const Written& written) const {
    if (form_ == Form::kSum) {
      std::string hex;
      appendHex(hex, written.sum);
      out.key("count").integer(static_cast<std::int64_t>(written.rows)).key("sum").string(hex);
    } else {
      out.key("rows").raw(written.lines + "\n]");
    }
  }

  std::string& withPlace(std::string& text, std::span<const Value> row) const {
    if (!table_.keeps_insertion_order) return text;
    text.back() = ',';  // instead of the bracket
    text.append("\"").append(kPlace).append("\":\"");
    return text.append(std::to_string(row.back().integer)).append("\"}");
  }
  [[nodiscard]] std::string digestOf(std::span<const Value> row, std::uint64_t digest) const {
    JsonWriter out;
    out.beginArray();
    writeKey(out, call_.arena, table_, columns_, row.first(columns_.size()));
    std::string hex;
    appendHex(hex, digest);
    return out.string(hex).endArray().take();
  }

  Call& call_;
  const Table& table_;
  Form form_;
  std::vector<Col> columns_;
  std::vector<Col> asked_;
};

std::optional<Error> readPage(const ExportRows& input, Form& form, std::uint32_t& limit) {
  const Text asked = input.form.value_or("rows");
  constexpr std::array<Text, 3> kForms = {"rows", "digests", "sum"};
  const auto found = std::ranges::find(kForms, asked);
  if (found == kForms.end()) return refused("form", "must be rows, digests or sum");
  form = static_cast<Form>(found - kForms.begin());
  limit = input.limit.value_or(RowCount{kPageRows}).value;
  if (limit == 0 || limit > kMostRows) return refused("limit", "must be 1 to 10000");
  return std::nullopt;
}

std::optional<Error> readExport(Call& call, Tables tables, const ExportRows& input,
                                query::Select& select, Form& form) {
  std::optional<Error> problem;
  select.table = tableOf(tables, *input.table, problem);
  if (problem) return problem;
  const Table& table = *select.table;
  std::uint32_t limit = 0;
  if (auto bad = readPage(input, form, limit)) return bad;
  if (input.keys) {
    if (input.after) return refused("after", "is not for rows that are named by keys");
    if (input.keys->size() > kMostRows) return refused("keys", "must not be more than 10000");
    std::span<const Cell> keys;
    if (auto bad = readKeys(call, table, *input.keys, keys)) return bad;
    select.where = {.is = Is::kKeyIn, .values = keys};
    return std::nullopt;
  }
  std::vector<Cell> after;
  if (input.after) {
    JsonWriter list;
    list.beginArray();
    for (const JsonValue& each : *input.after) list.raw(each.text);
    list.endArray();
    if (auto bad = readKey(call, table, call.arena.text(list.text()), "after", 0, after)) {
      return bad;
    }
  }
  select.where = {.is = Is::kAfterKey, .values = call.arena.copy(std::span<const Cell>(after))};
  std::vector<query::Order> order;
  order.reserve(table.keys[0].columns.size());
  for (const Col each : table.keys[0].columns) order.push_back({.column = each});
  select.order = call.arena.copy(std::span<const query::Order>(order));
  select.limit = limit;
  select.count = query::Count::kMore;
  select.scan = true;
  return std::nullopt;
}

// Of all tables at once.
std::optional<Error> readTogether(Call& call, query::Database& db, const ExportRows& input,
                                  query::Together& together, Form& form) {
  if (!db.isOneTable()) {
    return refused("table", "is missing: this database is read table by table");
  }
  if (input.keys) return refused("keys", "are those of one table");
  if (auto bad = readPage(input, form, together.rows)) return bad;
  std::vector<Text> behind;
  if (input.after) {
    for (const JsonValue& each : *input.after) {
      if (!each.text.starts_with('"')) break;
      behind.push_back(JsonReader(each.text).string().decode(call.arena));
    }
    if (behind.size() != input.after->size() || behind.empty()) {
      return refused("after", "must be what the last page has ended with");
    }
  }
  together.behind = call.arena.copy(std::span<const Text>(behind));
  return std::nullopt;
}

Task<Result<void>> exportTogether(Call& call, query::Database& db, Tables tables,
                                  const ExportRows& input, JsonWriter& out) {
  query::Together together;
  Form form = Form::kRows;
  if (auto problem = readTogether(call, db, input, together, form)) {
    co_return std::unexpected(std::move(*problem));
  }
  std::vector<Page> pages;
  pages.reserve(tables.size());
  std::vector<query::Statement> statements;
  for (const Table* table : tables) {
    pages.emplace_back(call, *table, form);
    statements.emplace_back(
        query::Select{.table = table, .columns = pages.back().asked(), .scan = true});
  }
  const Result<query::Outcome> outcome =
      co_await db.run({.statements = statements, .together = together});
  if (!outcome) co_return std::unexpected(outcome.error());
  out.beginObject();
  if (!outcome->place.empty()) {
    out.key("after").beginArray();
    for (const Text each : outcome->place) out.string(each);
    out.endArray();
  }
  std::size_t room = out.limit() / 2;
  out.key("tables").beginArray();
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const Rows& rows = outcome->answers[i].rows;
    if (rows.empty() || pages[i].writeAmong(out, rows, room)) continue;
    co_return fail(ErrorCode::kTooLarge, "the rows are more than one answer takes: a lower limit");
  }
  out.endArray().endObject();
  co_return Result<void>();
}

Task<Result<void>> exportRows(Call& call, query::Database& db, Tables tables, Text body,
                              JsonWriter& out) {
  ExportRows input;
  query::Select select{};
  Form form = Form::kRows;
  std::optional<Error> problem = Decoder(body, call).readBody(ShapeOf<ExportRows>::shape, &input);
  if (!problem && !input.table) co_return co_await exportTogether(call, db, tables, input, out);
  if (!problem) problem = readExport(call, tables, input, select, form);
  if (problem) co_return std::unexpected(std::move(*problem));
  Page page(call, *select.table, form);
  select.columns = page.asked();
  const Result<query::Answer> answer = co_await query::readAnswerOf(db, select);
  if (!answer) co_return std::unexpected(answer.error());
  page.write(out, answer->rows, answer->has_more);
  co_return Result<void>();
}

std::optional<Error> readImport(Call& call, Tables tables, const ImportRows& input,
                                query::Insert& insert) {
  std::optional<Error> problem;
  const Table* table = tableOf(tables, input.table, problem);
  if (problem) return problem;
  const Text on_conflict = input.onConflict.value_or("fail");
  if (on_conflict != "fail" && on_conflict != "skip" && on_conflict != "replace") {
    return refused("onConflict", "must be fail, skip or replace");
  }
  const auto behind = integerOf(input.behind.value_or("0"));
  if (!behind) return refused("behind", "must be an integer, as a string");
  RowReader rows(call, *table, *behind);
  if (auto bad = rows.read(input.rows)) return bad;
  insert = rows.insert(on_conflict);
  insert.blind = input.fresh.value_or(false);
  if (insert.blind && on_conflict != "replace") return refused("fresh", "is for replace");
  return std::nullopt;
}

Task<Result<void>> importRows(Call& call, query::Database& db, Tables tables, Text body,
                              JsonWriter& out) {
  ImportRows input;
  query::Insert insert{};
  std::optional<Error> problem = Decoder(body, call).readBody(ShapeOf<ImportRows>::shape, &input);
  if (!problem) problem = readImport(call, tables, input, insert);
  if (problem) co_return std::unexpected(std::move(*problem));
  std::uint64_t changed = 0;
  if (!insert.rows.empty()) {
    const Result<query::Answer> answer = co_await query::answerOf(db, insert);
    if (!answer) co_return std::unexpected(answer.error());
    changed = answer->changed;
  }
  out.beginObject().key("rows").integer(static_cast<std::int64_t>(changed)).endObject();
  co_return Result<void>();
}

Task<Result<void>> deleteRows(Call& call, query::Database& db, Tables tables, Text body,
                              JsonWriter& out) {
  DeleteRows input;
  query::Delete rows{};
  std::span<const Cell> keys;
  std::optional<Error> problem = Decoder(body, call).readBody(ShapeOf<DeleteRows>::shape, &input);
  if (!problem) rows.table = tableOf(tables, input.table, problem);
  if (!problem) problem = readKeys(call, *rows.table, input.keys, keys);
  if (problem) co_return std::unexpected(std::move(*problem));
  rows.where = {.is = Is::kKeyIn, .values = keys};
  std::uint64_t changed = 0;
  if (!keys.empty()) {
    const Result<query::Answer> answer = co_await query::answerOf(db, rows);
    if (!answer) co_return std::unexpected(answer.error());
    changed = answer->changed;
  }
  out.beginObject().key("rows").integer(static_cast<std::int64_t>(changed)).endObject();
  co_return Result<void>();
}

// ---- The tables

constexpr Text wordOf(Type type) {
  constexpr std::array<Text, 8> kWords = {"text",    "time", "json",    "text or json",
                                          "integer", "real", "boolean", "bytes"};
  return kWords[static_cast<std::size_t>(type)];
}

struct Counted {
  const query::Answer* rows = nullptr;
  const query::Answer* place = nullptr;
};

void writeTable(JsonWriter& out, const Table& table, const Counted& counted, bool together) {
  out.beginObject().key("name").string(table.name).key("key").beginArray();
  for (const Col each : table.keys[0].columns) out.string(table[each].name);
  out.endArray().key("columns").beginArray();
  for (const Col each : movedColumns(table)) {
    const Column& column = table[each];
    out.beginObject().key("name").string(column.name).key("type").string(wordOf(column.type));
    out.key("required").boolean(!column.nullable).endObject();
  }
  out.endArray().key("ordered").boolean(table.keeps_insertion_order);
  if (counted.rows != nullptr) {
    out.key("rows").integer(static_cast<std::int64_t>(counted.rows->total));
  }
  if (counted.place != nullptr && !counted.place->rows.empty()) {
    out.key("place").string(std::to_string(counted.place->rows[0][0].integer));
  }
  if (together) out.key("together").boolean(true);
  out.endObject();
}

std::vector<query::Statement> countsOf(Tables tables) {
  static constexpr Col kColumns[] = {query::kInsertion};
  static constexpr query::Order kLast[] = {{.column = query::kInsertion, .descending = true}};
  std::vector<query::Statement> out;
  out.reserve(2 * tables.size());
  for (const Table* table : tables) {
    out.emplace_back(query::Select{.table = table,
                                   .columns = table->keys[0].columns,
                                   .limit = 0,
                                   .count = query::Count::kExact});
    if (!table->keeps_insertion_order) continue;
    out.emplace_back(
        query::Select{.table = table, .columns = kColumns, .order = kLast, .limit = 1});
  }
  return out;
}

Task<Result<void>> listTables(Call& call, query::Database& db, Tables tables, Text body,
                              JsonWriter& out) {
  ListTables input;
  if (auto problem = Decoder(body, call).readBody(ShapeOf<ListTables>::shape, &input)) {
    co_return std::unexpected(std::move(*problem));
  }
  query::Outcome outcome;
  const bool counts = input.counts.value_or(false) && db.isAtomic();
  const std::vector<query::Statement> statements =
      counts ? countsOf(tables) : std::vector<query::Statement>();
  if (counts) {
    Result<query::Outcome> found = co_await db.run({.statements = statements, .replica_ok = true});
    if (!found) co_return std::unexpected(std::move(found.error()));
    outcome = *found;
  }
  out.beginArray();
  std::size_t next = 0;
  for (const Table* table : tables) {
    Counted counted;
    if (counts) counted.rows = &outcome.answers[next++];
    if (counts && table->keeps_insertion_order) counted.place = &outcome.answers[next++];
    writeTable(out, *table, counted, db.isOneTable());
  }
  out.endArray();
  co_return Result<void>();
}

}  // namespace

extern const Domain kMoveDomain{"store", {}, kMethods AGENTKEEP_ANSWERS(, nullptr, kAnswers)};

Result<bool> readRefusal(Call& call, const Method& method, Text body) {
  RefuseWrites input;
  if (auto problem = Decoder(body, call).readBody(*method.arguments, &input)) {
    return std::unexpected(std::move(*problem));
  }
  return input.refuse;
}

Task<Result<void>> moveRows(Call& call, query::Database& db, Tables tables, const Method& method,
                            Text body, JsonWriter& out) {
  if (method.name == kTables) return listTables(call, db, tables, body, out);
  if (method.name == kExport) return exportRows(call, db, tables, body, out);
  if (method.name == kImport) return importRows(call, db, tables, body, out);
  return deleteRows(call, db, tables, body, out);
}

}  // namespace agentkeep::api
