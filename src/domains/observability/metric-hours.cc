#include "domains/observability/metric-hours.h"

#include <algorithm>
#include <vector>

#include "core/json-members.h"
#include "core/sort.h"
#include "core/text-index.h"
#include "core/time.h"
#include "query/conditions.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time

constexpr std::size_t kDimensions = std::size(kHourDimensions);
constexpr auto kMetricDimensions = [] {
  std::array<Col, kDimensions> all{};
  for (std::size_t i = 0; i < kDimensions; ++i) {
    all[i] = query::columnOf(kMetricColumns, kHourDimensions[i]);
  }
  return all;
}();

// Hours that one batch begins: each is a statement. Others are not rolled up.
constexpr std::size_t kMostNewHours = 24;
// Hours of a question, and stretches between them that are asked of the metrics; where there are
// more, all is.
constexpr std::uint64_t kMostHours = 10'000;
constexpr std::size_t kMostGaps = 100;

constexpr Col kHourOnly[] = {HourCol::hour};

// ---- Writing

std::int64_t timeOf(std::span<const Cell> record) {
  const auto* time = std::get_if<Time>(&record[SignalCol::timestamp].value);
  return time == nullptr ? 0 : time->ms;
}

double numberOf(const Cell& cell) {
  if (const auto* real = std::get_if<double>(&cell.value)) return *real;
  const auto* integer = std::get_if<std::int64_t>(&cell.value);
  return integer == nullptr ? 0 : static_cast<double>(*integer);
}

// The labels that a group by dimensions falls back on, {} without any; null where there are none.
Cell labelsFor(Arena& arena, std::span<const Cell> record) {
  const auto* labels = std::get_if<Json>(&record[metricCol("labels")].value);
  if (labels == nullptr) return {Null{}};
  JsonWriter out;
  bool some = false;
  out.beginObject();
  for (std::size_t i = 0; i < kDimensions; ++i) {
    if (!isNull(record[kMetricDimensions[i]])) continue;
    const Text path[] = {kHourDimensions[i]};
    const auto label = memberOf(labels->text, path, arena);
    if (!label || *label == "null") continue;
    out.key(path[0]).raw(*label);
    some = true;
  }
  out.endObject();
  return some ? Cell{Json{arena.text(out.text())}} : Cell{Null{}};
}

// [hour, dimensions, labels]: no two groups have the same.
Text idOf(Arena& arena, std::int64_t hour, std::span<const Cell> row) {
  JsonWriter out;
  out.beginArray().string(formatTime(hour));
  for (const Cell& cell : row.subspan(HourCol::dimensions)) {
    if (const auto* text = std::get_if<Text>(&cell.value)) {
      out.string(*text);
    } else {
      out.null();
    }
  }
  const auto* labels = std::get_if<Json>(&row[HourCol::labels].value);
  out.raw(labels == nullptr ? Text("null") : labels->text).endArray();
  return arena.text(out.text());
}

// Adds the record to the row of its group.
void add(std::span<Cell> sums, std::span<const Cell> record) {
  const double value = numberOf(record[metricCol("value")]);
  const bool first = isNull(sums[HourCol::rows]);
  sums[HourCol::rows] = {numberOf(sums[HourCol::rows]) + 1};
  sums[HourCol::sum] = {first ? value : numberOf(sums[HourCol::sum]) + value};
  sums[HourCol::least] = {first ? value : std::min(numberOf(sums[HourCol::least]), value)};
  sums[HourCol::most] = {first ? value : std::max(numberOf(sums[HourCol::most]), value)};
  const Cell& cost = record[metricCol("estimatedCost")];
  if (isNull(cost)) return;
  sums[HourCol::cost] = {numberOf(sums[HourCol::cost]) + numberOf(cost)};
}

// Those of the records that are kept: of an id the last one.
std::vector<std::size_t> keptOf(Arena& arena, const Records& records) {
  std::vector<std::size_t> kept;
  TextIndex known(arena, records.count);
  for (std::size_t i = records.count; i-- > 0;) {
    const auto* id = std::get_if<Text>(&records.row(i)[SignalCol::id].value);
    if (id != nullptr && known.insert(*id)) kept.push_back(i);
  }
  std::ranges::reverse(kept);
  return kept;
}

// A row a group, behind the id of the row that says that its hour is rolled up.
Insert sumsOf(Arena& arena, const Records& records, std::span<const std::size_t> kept) {
  static constexpr auto kColumns = [] {
    std::array<Col, kHourColumns.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Col>(i);
    return all;
  }();
  static constexpr Change kChanges[] = {
      {.column = HourCol::rows, .how = How::kSum, .value = {Incoming{}}},
      {.column = HourCol::sum, .how = How::kSum, .value = {Incoming{}}},
      {.column = HourCol::least, .how = How::kLeast, .value = {Incoming{}}},
      {.column = HourCol::most, .how = How::kMost, .value = {Incoming{}}},
      {.column = HourCol::cost, .how = How::kSum, .value = {Incoming{}}},
  };
  constexpr std::size_t kStride = 1 + kColumns.size();
  const std::span<Cell> cells = arena.make<Cell>(kept.size() * kStride);
  TextIndex groups(arena, kept.size());
  std::size_t count = 0;
  for (const std::size_t at : kept) {
    const std::span<const Cell> record = records.row(at);
    const std::int64_t hour = hourOf(timeOf(record));
    const std::span<Cell> row = cells.subspan(count * kStride + 1, kColumns.size());
    std::ranges::fill(row, Cell{Null{}});
    row[HourCol::hour] = {Time{hour}};
    row[HourCol::labels] = labelsFor(arena, record);
    for (std::size_t i = 0; i < kDimensions; ++i) {
      row[HourCol::dimensions + i] = record[kMetricDimensions[i]];
    }
    const Text id = idOf(arena, hour, row);
    const std::uint32_t number = groups.add(id, count);
    if (number == count) {
      cells[count * kStride] = {arena.text(formatTime(hour))};
      row[HourCol::id] = {id};
      ++count;
    }
    add(cells.subspan(number * kStride + 1, kColumns.size()), record);
  }
  return {.table = &kMetricHours,
          .columns = kColumns,
          .rows = cells.first(count * kStride),
          .from = &kMetricHours,
          .on_conflict = OnConflict::kChange,
          .changes = kChanges};
}

// The hour is rolled up from now on, unless there are metrics of it.
Insert beginHour(Arena& arena, std::int64_t hour) {
  static constexpr Col kColumns[] = {HourCol::id, HourCol::hour};
  static constexpr Col kIdOnly[] = {SignalCol::id};
  const Select metrics{
      .table = &kMetricTable,
      .columns = kIdOnly,
      .where = allOf(arena,
                     {compares(arena, SignalCol::timestamp, Is::kGe, {Time{hour}}),
                      compares(arena, SignalCol::timestamp, Is::kLe, {Time{hour + kHourMs - 1}})}),
      .limit = 1,
      .scan = true};
  return {.table = &kMetricHours,
          .columns = kColumns,
          .rows = arena.list<Cell>({{arena.text(formatTime(hour))}, {Time{hour}}}),
          .unless = arena.keep(metrics),
          .on_conflict = OnConflict::kSkip};
}

// ---- What the sums can say

// The column of the hours that has what this one of the metrics has.
std::optional<Col> dimensionOf(Col metric) {
  const auto found = std::ranges::find(kMetricDimensions, metric);
  if (found == kMetricDimensions.end()) return std::nullopt;
  return static_cast<Col>(HourCol::dimensions + (found - kMetricDimensions.begin()));
}

bool translate(Arena& arena, const Where& from, Where& to) {
  to = from;
  switch (from.is) {
    case Is::kAll:
      return true;
    case Is::kAnd:
    case Is::kOr:
    case Is::kNot: {
      const std::span<Where> parts = arena.make<Where>(from.parts.size());
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!translate(arena, from.parts[i], parts[i])) return false;
      }
      to.parts = std::span<const Where>(parts);
      return true;
    }
    case Is::kEq:
    case Is::kNe:
    case Is::kIn: {
      const auto column = from.field.isPlain() ? dimensionOf(from.field.column) : std::nullopt;
      to.field.column = column.value_or(kNoCol);
      return column.has_value();
    }
    default:
      return false;
  }
}

bool translate(const Group& from, Group& to) {
  to = from;
  if (from.by == By::kBucket) {
    to.field.column = HourCol::hour;
    return from.field.column == SignalCol::timestamp && from.bucket_ms % kHourMs == 0;
  }
  const auto column = from.field.isPlain() ? dimensionOf(from.field.column) : std::nullopt;
  if (from.by != By::kField || !column) return false;
  to.field.column = *column;
  if (from.otherwise.column != kNoCol) to.otherwise.column = HourCol::labels;
  return true;
}

bool translate(const Measure& from, Measure& to) {
  const Col column = from.field.column;
  const bool adds = from.fn == Fn::kSum || from.fn == Fn::kAvg;
  to.fn = adds || from.fn == Fn::kRows ? Fn::kSum : from.fn;
  if (from.fn == Fn::kRows) {
    to.field = {HourCol::rows};
  } else if (from.fn != Fn::kMin && from.fn != Fn::kMax && !adds) {
    return false;
  } else if (column == metricCol("value")) {
    to.field = {adds ? HourCol::sum : from.fn == Fn::kMin ? HourCol::least : HourCol::most};
  } else if (adds) {
    to.field = {HourCol::cost};
    return column == metricCol("estimatedCost");
  } else {
    const auto dimension = dimensionOf(column);
    to.field = {dimension.value_or(kNoCol)};
    return dimension.has_value();
  }
  return true;
}

// ---- Reading

struct Stretch {
  std::int64_t from, until;
};

// The whole hours of the stretch; none where it ends before it begins.
Stretch hoursOf(const CountedMetrics& of) {
  const bool is_whole = of.from == CountedMetrics::kEver || hourOf(of.from) == of.from;
  return {is_whole ? of.from : hourOf(of.from) + kHourMs,
          of.until == CountedMetrics::kNever ? of.until : hourOf(of.until)};
}

Where within(Arena& arena, Col time, Stretch in) {
  std::vector<Where> parts;
  if (in.from != CountedMetrics::kEver) {
    parts.push_back(compares(arena, time, Is::kGe, {Time{in.from}}));
  }
  if (in.until != CountedMetrics::kNever) {
    parts.push_back(compares(arena, time, Is::kLe, {Time{in.until - 1}}));
  }
  return {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(parts))};
}

// The metrics of some stretches, in measures that add up; a statement each: SQLite would look for
// several in all metrics of the name.
void askMetrics(Arena& arena, const Aggregate& of, std::span<const Stretch> in,
                std::vector<Statement>& out) {
  const std::span<Measure> measures = arena.make<Measure>(of.measures.size());
  for (std::size_t i = 0; i < measures.size(); ++i) {
    measures[i] = of.measures[i];
    if (measures[i].fn == Fn::kAvg) measures[i].fn = Fn::kSum;
  }
  for (const Stretch& each : in) {
    Aggregate rows = of;
    rows.where = allOf(arena, {of.where, within(arena, SignalCol::timestamp, each)});
    rows.measures = measures;
    rows.order_by = -1;
    rows.limit = {};
    out.push_back(rows);
  }
}

// One part of the question while it is asked.
struct Asking {
  Stretch hours;
  std::vector<Rows> sources;  // each has groups of its own
  std::vector<Statement> statements;
};

// Hours without metrics are not rolled up, either.
std::vector<Stretch> gapsOf(const Rows& rolledUp, Stretch hours) {
  std::vector<Stretch> gaps;
  std::int64_t at = hours.from;
  for (std::size_t i = 0; i < rolledUp.size(); ++i) {
    const std::int64_t hour = parseTime(rolledUp[i][0].text).value_or(at);
    if (hour != at) gaps.push_back({at, hour});
    at = hour + kHourMs;
  }
  if (at != hours.until) gaps.push_back({at, hours.until});
  return gaps;
}

double numberOf(const Value& value) {
  return value.kind == Value::Kind::kInteger ? static_cast<double>(value.integer) : value.real;
}

// Ascending, nulls last.
std::partial_ordering order(const Value& a, const Value& b) {
  if (a.isNull() || b.isNull()) return a.isNull() <=> b.isNull();
  if (a.kind == Value::Kind::kText && b.kind == Value::Kind::kText) return a.text <=> b.text;
  return numberOf(a) <=> numberOf(b);
}
std::partial_ordering order(std::span<const Value> a, std::span<const Value> b,
                            std::size_t groups) {
  std::partial_ordering is = std::partial_ordering::equivalent;
  for (std::size_t i = 0; i < groups && is == 0; ++i) is = order(a[i], b[i]);
  return is;
}

void fold(Value& into, const Value& more, Fn fn) {
  if (more.isNull()) return;
  if (into.isNull()) {
    into = more;
  } else if (fn == Fn::kMin || fn == Fn::kMax) {
    if ((fn == Fn::kMin) == (order(more, into) < 0)) into = more;
  } else {
    into = {.kind = Value::Kind::kReal, .real = numberOf(into) + numberOf(more)};
  }
}

// The groups of all sources as the aggregate would have them.
Answer merged(Arena& arena, const Aggregate& of, const std::vector<Rows>& sources) {
  const std::size_t groups = of.groups.size();
  const std::size_t width = groups + of.measures.size();
  // In the order of sources, so that sums are always rounded alike.
  struct Row {
    std::span<const Value> cells;
    std::size_t source;
  };
  std::vector<Row> all;
  for (std::size_t source = 0; source < sources.size(); ++source) {
    const Rows& rows = sources[source];
    all.reserve(all.size() + rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back({rows[i], source});
  }
  sortSmall(all, [&](const Row& a, const Row& b) {
    const auto is = order(a.cells, b.cells, groups);
    return is == 0 ? a.source < b.source : is < 0;
  });
  std::vector<std::span<Value>> rows;
  rows.reserve(all.size());
  for (const Row& each : all) {
    if (!rows.empty() && order(each.cells, rows.back(), groups) == 0) {
      for (std::size_t i = groups; i < width; ++i) {
        fold(rows.back()[i], each.cells[i], of.measures[i - groups].fn);
      }
      continue;
    }
    const std::span<Value> row = arena.make<Value>(width);
    std::ranges::copy(each.cells, row.begin());
    rows.push_back(row);
  }
  for (const std::span<Value> row : rows) {
    const double count = numberOf(row[groups + 1]);
    for (std::size_t i = groups; i < width; ++i) {
      const Fn fn = of.measures[i - groups].fn;
      if (fn == Fn::kRows) {
        row[i] = {.kind = Value::Kind::kInteger,
                  .integer = static_cast<std::int64_t>(numberOf(row[i]))};
      } else if (fn == Fn::kAvg && !row[i].isNull()) {
        row[i] = {.kind = Value::Kind::kReal, .real = numberOf(row[i]) / count};
      }
    }
  }
  if (of.order_by >= 0) {
    const std::size_t by = groups + static_cast<std::size_t>(of.order_by);
    sortSmall(rows, [&](const auto& a, const auto& b) {
      auto is = order(a[by], b[by]);
      if (of.descending && !a[by].isNull() && !b[by].isNull()) is = order(b[by], a[by]);
      return is == 0 ? order(a, b, groups) < 0 : is < 0;
    });
  }
  if (of.limit && rows.size() > *of.limit) rows.resize(static_cast<std::size_t>(*of.limit));
  const std::span<Value> cells = arena.make<Value>(rows.size() * width);
  auto to = cells.begin();
  for (const std::span<Value> row : rows) to = std::ranges::copy(row, to).out;
  return {.rows = {.columns = static_cast<std::uint32_t>(width), .cells = cells}};
}

// What the sums say, which hours they are of, and what of the stretch is in no whole hour.
void askSums(Arena& arena, const ByHour& part, Asking& asking) {
  static constexpr Order kByTime[] = {{.column = HourCol::hour}};
  asking.hours = hoursOf(part.metrics);
  const Where inside = within(arena, HourCol::hour, asking.hours);
  asking.statements.push_back(
      Select{.table = &kMetricHours,
             .columns = kHourOnly,
             .where = allOf(arena, {equals(arena, HourCol::dimensions, {Null{}}), inside}),
             .order = kByTime,
             .limit = kMostHours + 1});
  Aggregate hours = part.hours;
  hours.where = allOf(arena, {hours.where, inside});
  asking.statements.push_back(hours);
  std::vector<Stretch> edges;
  if (part.metrics.from != asking.hours.from) {
    edges.push_back({part.metrics.from, asking.hours.from});
  }
  if (part.metrics.until != asking.hours.until) {
    edges.push_back({asking.hours.until, part.metrics.until});
  }
  askMetrics(arena, part.metrics.of, edges, asking.statements);
}

// Takes what the sums have said, and asks for what they have not.
void askGaps(Arena& arena, const ByHour& part, Asking& asking, std::span<const Answer> answers) {
  asking.statements.clear();
  for (const Answer& each : answers.subspan(1)) asking.sources.push_back(each.rows);
  std::vector<Stretch> gaps = gapsOf(answers[0].rows, asking.hours);
  if (answers[0].rows.size() > kMostHours || gaps.size() > kMostGaps) {
    gaps = {{part.metrics.from, part.metrics.until}};
    asking.sources.clear();
  }
  askMetrics(arena, part.metrics.of, gaps, asking.statements);
}

}  // namespace

std::span<const Statement> keepMetrics(Call& call, const Records& records, Insert metrics) {
  Arena& arena = call.arena;
  if (!call.metric_rollups) {
    return arena.list<Statement>({Delete{.table = &kMetricHours}, metrics});
  }
  const std::vector<std::size_t> kept = keptOf(arena, records);
  const std::span<Cell> ids = arena.make<Cell>(kept.size());
  std::vector<std::int64_t> hours;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const std::span<Cell> record = records.row(kept[i]);
    ids[i] = record[SignalCol::id];
    const std::int64_t hour = hourOf(timeOf(record));
    if (std::ranges::find(hours, hour) == hours.end() && hours.size() < kMostNewHours) {
      hours.push_back(hour);
    }
  }
  // Metrics that are there already are replaced: their hours lose them.
  std::vector<Statement> statements = {
      forgetHours(arena, {.is = Is::kIn, .field = {SignalCol::id}, .values = ids})};
  for (const std::int64_t hour : hours) statements.emplace_back(beginHour(arena, hour));
  statements.emplace_back(metrics);
  statements.emplace_back(sumsOf(arena, records, kept));
  return arena.copy(std::span<const Statement>(statements));
}

Delete forgetHours(Arena& arena, Where metrics) {
  static constexpr Col kMetricHourOnly[] = {metricCol("hour")};
  const Select hours{
      .table = &kMetricTable, .columns = kMetricHourOnly, .where = metrics, .scan = true};
  return {.table = &kMetricHours,
          .where = {.is = Is::kInRows, .field = {HourCol::hour}, .rows = arena.keep(hours)}};
}

Delete forgetHoursUntil(Arena& arena, std::int64_t ms) {
  return {.table = &kMetricHours, .where = compares(arena, HourCol::hour, Is::kLe, {Time{ms}})};
}

std::optional<Aggregate> overHours(Arena& arena, const CountedMetrics& counted) {
  const Aggregate& of = counted.of;
  const Stretch hours = hoursOf(counted);
  if (hours.from >= hours.until) return std::nullopt;
  Aggregate out{.table = &kMetricHours};
  if (!translate(arena, of.where, out.where)) return std::nullopt;
  const std::span<Group> groups = arena.make<Group>(of.groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (!translate(of.groups[i], groups[i])) return std::nullopt;
  }
  const std::span<Measure> measures = arena.make<Measure>(of.measures.size());
  for (std::size_t i = 0; i < measures.size(); ++i) {
    if (!translate(of.measures[i], measures[i])) return std::nullopt;
  }
  out.groups = groups;
  out.measures = measures;
  return out;
}

Task<Result<void>> askHours(Call& call, Database& db, std::span<const ByHour> parts,
                            const Question& question, JsonWriter& out) {
  std::vector<Asking> asked(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) askSums(call.arena, parts[i], asked[i]);
  // Which hours are not rolled up is known when their sums are: a day of them is asked for then.
  for (unsigned trip = 0; trip < 2; ++trip) {
    std::vector<Statement> statements;
    for (const Asking& each : asked) {
      statements.insert(statements.end(), each.statements.begin(), each.statements.end());
    }
    if (statements.empty()) break;
    const Result<Outcome> outcome = co_await db.run({.statements = statements, .replica_ok = true});
    if (!outcome) co_return std::unexpected(outcome.error());
    std::span<const Answer> answers = outcome->answers;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto own = answers.first(asked[i].statements.size());
      answers = answers.subspan(own.size());
      if (trip == 0) {
        askGaps(call.arena, parts[i], asked[i], own);
      } else {
        for (const Answer& each : own) asked[i].sources.push_back(each.rows);
      }
    }
  }
  const std::span<Answer> answers = call.arena.make<Answer>(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    answers[i] = merged(call.arena, parts[i].metrics.of, asked[i].sources);
  }
  co_return question.write(out, answers);
}

}  // namespace agentkeep::observability
