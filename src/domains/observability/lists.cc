#include "domains/observability/lists.h"

#include <algorithm>
#include <string>
#include <vector>

#include "api/encode.h"
#include "core/ascii.h"
#include "domains/observability/question.h"
#include "domains/observability/spans.h"
#include "operations/page.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

constexpr std::size_t kMaxMembers = 32;  // D1: an expression is at most 100 deep
constexpr std::uint64_t kMaxPage = 100;

Where noMatch() { return {.is = Is::kOr}; }

Where isNull(Arena& arena, Col column) { return equals(arena, column, {Null{}}); }

std::optional<Where> statusIs(Arena& arena, Text status) {
  const Where no_error = isNull(arena, SpanCol::error);
  const Where runs = isNull(arena, SpanCol::endedAt);
  if (status == "error") return noneOf(arena, no_error);
  if (status == "running") return allOf(arena, {no_error, runs});
  if (status == "success") return allOf(arena, {no_error, noneOf(arena, runs)});
  return std::nullopt;
}

Where hasError(Arena& arena) {
  static constexpr Col kTrace[] = {SpanCol::traceId};
  static constexpr Link kLinks[] = {{SpanCol::traceId, Is::kEq, SpanCol::traceId}};
  const Select* errors = arena.keep(Select{
      .table = &kSpans,
      .columns = kTrace,
      .where = {.is = Is::kNe, .field = {SpanCol::error}, .values = arena.list<Cell>({{}})}});
  return {.is = Is::kExists, .rows = errors, .links = kLinks};
}

class FilterReader {
 public:
  FilterReader(Call& call, const Table& table, Arguments& filters, std::vector<Where>& out)
      : arena_(call.arena), table_(table), filters_(filters), out_(out) {}

  void add(const Filter& filter) {
    const auto value = filters_.find(filter.name);
    if (!value) return;
    switch (filter.how) {
      case Match::kEquals:
        return addEquals(filter);
      case Match::kAny:
        if (*value == "null") return;
        return value->starts_with('[') ? addAny(filter) : addEquals(filter);
      case Match::kTime:
        return addTime(filter);
      case Match::kMembers:
        return addMembers(filter);
      case Match::kAll:
        return addAll(filter);
      case Match::kStatus: {
        if (*value == "null") return;
        const auto status = filters_.read<Text>(filter.name).value_or(Text());
        if (const auto is = statusIs(arena_, status)) {
          out_.push_back(*is);
        } else {
          filters_.refuse(filter.name, "must be 'success', 'error' or 'running'");
        }
        return;
      }
      case Match::kChildError:
        if (const auto is = filters_.read<bool>(filter.name)) {
          out_.push_back(*is ? hasError(arena_) : noneOf(arena_, hasError(arena_)));
        }
        return;
    }
  }

 private:
  void addEquals(const Filter& filter) {
    Column as = table_[filter.column];
    as.words = nullptr;  // what is asked for need not be a word that a row may have
    if (as.takes == Takes::kName) as.takes = Takes::kId;
    const Cell cell = filters_.cell(as, filter.name);
    if (!api::isGiven(cell)) return;
    const Where is = equals(arena_, filter.column, cell);
    if (filter.otherwise == kNoCol) {
      out_.push_back(is);
      return;
    }
    out_.push_back(anyOf(arena_, {is, allOf(arena_, {isNull(arena_, filter.column),
                                                     equals(arena_, filter.otherwise, cell)})}));
  }

  std::optional<std::span<const Cell>> texts(Text name) {
    const auto list = filters_.read<std::span<const Text>>(name);
    if (!list) return std::nullopt;
    const std::span<Cell> cells = arena_.make<Cell>(list->size());
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = {(*list)[i]};
    return cells;
  }

  void addAny(const Filter& filter) {
    const auto values = texts(filter.name);
    if (!values) return;
    if (values->empty()) {
      out_.push_back(noMatch());
    } else {
      out_.push_back({.is = Is::kIn, .field = {filter.column}, .values = *values});
    }
  }

  void addAll(const Filter& filter) {
    const auto values = texts(filter.name);
    if (!values || values->empty()) return;
    out_.push_back({.is = Is::kHasAll, .field = {filter.column}, .values = *values});
  }

  void addTime(const Filter& filter) {
    Arguments range = filters_.inside(filter.name);
    const auto add = [&](Text name, Text exclusive, Is inside, Is at) {
      const auto time = range.read<TimeStamp>(name);
      if (!time) return;
      const bool without = range.read<bool>(exclusive).value_or(false);
      out_.push_back(compares(arena_, filter.column, without ? inside : at, {Time{time->ms}}));
    };
    add("start", "startExclusive", Is::kGt, Is::kGe);
    add("end", "endExclusive", Is::kLt, Is::kLe);
    // Rows without a time are in no range.
    if (table_[filter.column].nullable) {
      out_.push_back(noneOf(arena_, isNull(arena_, filter.column)));
    }
  }

  void addMembers(const Filter& filter) {
    const auto members = filters_.read<JsonMembers>(filter.name);
    if (!members) return;
    if (members->members.size() > kMaxMembers) {
      return filters_.refuse(filter.name, "must not have more than 32 keys");
    }
    for (const JsonMembers::Member& each : members->members) {
      out_.push_back({.is = Is::kJsonEq,
                      .field = {filter.column, arena_.list<Text>({each.name})},
                      .values = arena_.list<Cell>({{Json{each.value}}})});
    }
    // Of a span there must be a document even where no member is asked for.
    if (members->members.empty() && &table_ == &kSpans) {
      out_.push_back(noneOf(arena_, isNull(arena_, filter.column)));
    }
  }

  Arena& arena_;
  const Table& table_;
  Arguments& filters_;
  std::vector<Where>& out_;
};

// A delta cursor: the place of a row in the order of first insertion.
std::optional<std::uint64_t> placeOf(Text cursor) {
  std::uint64_t place = 0;
  if (cursor.empty() || cursor.size() > 16) return std::nullopt;
  for (const char digit : cursor) {
    if (digit < '0' || digit > '9') return std::nullopt;
    place = place * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return place;
}

// What is asked; lives as long as the call.
struct Asked {
  bool polls = false;  // for rows that came after a place
  std::optional<std::uint64_t> after;
  PageInfo page;
  Where where;
  Order order;
  std::uint64_t rows = 10;  // of a page, or of a poll
};

void readPaging(Arguments& given, Asked& asked) {
  Arguments pagination = given.inside("pagination");
  asked.page.page = pagination.read<PageNumber>("page").value_or(PageNumber{}).value;
  const PerPage rows = pagination.read<PerPage>("perPage").value_or(PerPage{.rows = asked.rows});
  if (rows.all || rows.rows == 0 || rows.rows > kMaxPage) {
    pagination.refuse("perPage", "must be an integer from 1 to 100", "INVALID_PAGE");
  }
  if (!sliceOf({asked.page.page}, rows)) {
    pagination.refuse("page", "value too large: page * perPage must be at most 9007199254740991",
                      "INVALID_PAGE");
  }
  asked.page.perPage = rows;
  asked.rows = rows.rows;
}

void readOrder(Arguments& given, const Listing& listing, Asked& asked) {
  Arguments order = given.inside("orderBy");
  const Table& table = *listing.table;
  const auto field = order.read<Text>("field");
  Col column = listing.sorts.front();
  if (field) {
    const auto at = std::ranges::find_if(listing.sorts,
                                         [&](Col each) { return table[each].member() == *field; });
    if (at == listing.sorts.end()) {
      order.refuse("field", "must be a column that the list can be ordered by");
    } else {
      column = *at;
    }
  }
  const Text direction = order.read<Text>("direction").value_or("DESC");
  if (direction != "ASC" && direction != "DESC") {
    order.refuse("direction", "must be 'ASC' or 'DESC'");
  }
  const bool down = direction == "DESC";
  // What has no time yet is the newest.
  asked.order = {.column = column, .descending = down, .nulls_first = down};
}

Asked readAsked(Call& call, const Listing& listing, Arguments& given, bool can_poll) {
  Asked asked;
  const Text mode = given.read<Text>("mode").value_or("page");
  if (mode != "page" && mode != "delta") given.refuse("mode", "must be 'page' or 'delta'");
  const bool polls = mode == "delta";
  for (const Text name : {Text("after"), Text("limit")}) {
    if (!polls && given.find(name)) given.refuse(name, "is only for the mode 'delta'");
  }
  for (const Text name : {Text("pagination"), Text("orderBy")}) {
    if (polls && given.find(name)) given.refuse(name, "is only for the mode 'page'");
  }
  asked.polls = polls && can_poll;
  if (polls) {
    const auto limit = given.read<RowCount>("limit");
    asked.rows = limit ? limit->value : asked.rows;
    if (asked.rows == 0 || asked.rows > kMaxPage) {
      given.refuse("limit", "must be an integer from 1 to 100");
    }
    asked.page.perPage = {.rows = asked.rows};
    if (const auto after = given.read<Text>("after")) {
      asked.after = placeOf(*after);
      if (!asked.after) {
        given.refuse("after", "must be a cursor of an earlier answer",
                     "OBSERVABILITY_INVALID_DELTA_CURSOR");
      }
    }
  } else {
    readPaging(given, asked);
  }
  readOrder(given, listing, asked);
  Arguments filters = given.inside("filters");
  asked.where = filtersOf(call, listing, filters);
  return asked;
}

// The last place of the stream: everything that is there now is not new to whoever asks later.
Select lastPlace(Arena& arena, const Table& table) {
  static constexpr Col kPlace[] = {kInsertion};
  return {.table = &table,
          .columns = kPlace,
          .order = arena.list<Order>({{.column = kInsertion, .descending = true}}),
          .limit = 1};
}

void writeCursor(JsonWriter& out, std::uint64_t place) {
  out.key("deltaCursor").string(std::to_string(place));
}

std::uint64_t placeIn(const Rows& rows) {
  return rows.empty() ? 0 : static_cast<std::uint64_t>(rows[rows.size() - 1].back().integer);
}

struct Page final : Question {
  const Listing* listing = nullptr;
  Asked asked;
  bool polled = false;

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override {
    const Answer& answer = answers[0];
    out.beginObject().key("pagination").beginObject();
    PageInfo info = asked.page;
    info.total = answer.total;
    info.hasMore = asked.page.page * asked.rows + asked.rows < answer.total;
    api::writePageInfo(out, info);
    out.endObject().key(listing->member).beginArray();
    if (auto written =
            writeRecords(out, *listing->table, listing->row, answer.rows, listing->status);
        !written) {
      return written;
    }
    out.endArray();
    if (polled) writeCursor(out, placeIn(answers[1].rows));
    out.endObject();
    return {};
  }
};

Task<Result<void>> listPage(Call& call, Database& db, const Listing& listing, const Asked& asked,
                            JsonWriter& out) {
  const std::uint64_t offset = asked.page.page * asked.rows;
  Page page;
  page.listing = &listing;
  page.asked = asked;
  page.polled = db.insertsInOrder();
  page.statements =
      call.arena
          .list<Statement>({Select{.table = listing.table,
                                   .columns = listing.row,
                                   .where = asked.where,
                                   .order = std::span(&asked.order, 1),
                                   .limit = asked.rows,
                                   .offset = offset,
                                   .count = Count::kExact,
                                   .count_most = std::max(kMostRows, offset + asked.rows + 1),
                                   .scan = true,
                                   .only_replied = true},
                            lastPlace(call.arena, *listing.table)})
          .first(page.polled ? 2 : 1);
  return ask(db, *call.arena.keep(page), out);
}

struct Poll final : Question {
  const Listing* listing = nullptr;
  Asked asked;

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override {
    const Answer& answer = answers[0];
    out.beginObject().key(listing->member).beginArray();
    if (asked.after) {
      const auto written =
          writeRecords(out, *listing->table, listing->row, answer.rows, listing->status);
      if (!written) return written;
    }
    out.endArray().key("delta").beginObject();
    out.key("limit").integer(static_cast<std::int64_t>(asked.rows));
    out.key("hasMore").boolean(answer.has_more).endObject();
    writeCursor(out, answer.rows.empty() ? asked.after.value_or(0) : placeIn(answer.rows));
    out.endObject();
    return {};
  }
};

Task<Result<void>> poll(Call& call, Database& db, const Listing& listing, const Asked& asked,
                        JsonWriter& out) {
  Arena& arena = call.arena;
  std::vector<Col> columns(listing.row.begin(), listing.row.end());
  columns.push_back(kInsertion);
  Poll poll;
  poll.listing = &listing;
  poll.asked = asked;
  poll.fresh = true;
  if (asked.after) {
    const Cell after{static_cast<std::int64_t>(*asked.after)};
    poll.statements = arena.list<Statement>(
        {Select{.table = listing.table,
                .columns = arena.copy(std::span<const Col>(columns)),
                .where = allOf(arena, {asked.where, compares(arena, kInsertion, Is::kGt, after)}),
                .order = arena.list<Order>({{.column = kInsertion}}),
                .limit = asked.rows,
                .count = Count::kMore,
                .scan = true}});
  } else {
    poll.statements = arena.list<Statement>({lastPlace(arena, *listing.table)});
  }
  return ask(db, *arena.keep(poll), out);
}

}  // namespace

Where filtersOf(Call& call, const Listing& listing, Arguments& filters) {
  std::vector<Where> conditions = {listing.always};
  FilterReader reader(call, *listing.table, filters, conditions);
  for (const Filter& filter : listing.filters) reader.add(filter);
  return {.is = Is::kAnd, .parts = call.arena.copy(std::span<const Where>(conditions))};
}

Task<Result<void>> list(Call& call, Database& db, const Listing& listing, const Request& request,
                        JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Asked* asked = call.arena.keep(readAsked(call, listing, given, db.insertsInOrder()));
  if (problem) return refused<void>(std::move(*problem));
  return asked->polls ? poll(call, db, listing, *asked, out)
                      : listPage(call, db, listing, *asked, out);
}

Result<void> writeRecords(JsonWriter& out, const Table& table, std::span<const Col> columns,
                          const Rows& rows, bool status) {
  if (!status) return api::writeRows(out, table, columns, rows);
  const auto at = [&](Col column) {
    return static_cast<std::size_t>(std::ranges::find(columns, column) - columns.begin());
  };
  const std::size_t error = at(SpanCol::error);
  const std::size_t ended = at(SpanCol::endedAt);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::span<const Value> row = rows[i];
    out.beginObject();
    api::writeMembers(out, table, columns, row);
    out.key("status").string(!row[error].isNull()  ? "error"
                             : row[ended].isNull() ? "running"
                                                   : "success");
    out.endObject();
    if (out.text().size() > out.limit()) {
      return fail(ErrorCode::kTooLarge, "the answer is over " + std::to_string(out.limit()) +
                                            " bytes: ask for a smaller perPage");
    }
  }
  return {};
}

}  // namespace agentkeep::observability
