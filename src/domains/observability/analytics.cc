// What is counted of metrics, scores and feedback: aggregates, breakdowns, time series and
// percentiles. contract/observability.md, "Metrics".
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "api/arguments.h"
#include "core/time.h"
#include "domains/observability/methods.h"
#include "domains/observability/metric-hours.h"
#include "domains/observability/question.h"
#include "domains/observability/signal-tables.h"
#include "domains/observability/signals.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

constexpr std::size_t kMostGroups = 10;
constexpr std::size_t kMostPercentiles = 20;
constexpr std::uint64_t kMostRowsOfGroups = 1000;

struct Interval {
  Text name;
  std::int64_t ms;
};
constexpr Interval kIntervals[] = {
    {"1m", 60'000}, {"5m", 300'000}, {"15m", 900'000}, {"1h", 3'600'000}, {"1d", 86'400'000}};

struct Range {
  std::optional<std::int64_t> start, end;
  bool start_exclusive = false, end_exclusive = false;
};

// A dimension that groups are told apart by.
struct Dimension {
  Text name;
  std::optional<std::size_t> group;  // among those of the aggregate; nothing: it is null for all
};

// What every one of the methods is asked.
class Asked {
 public:
  Asked(Call& call, const Signal& signal, Arguments& given)
      : arena_(call.arena), signal_(signal), table_(*signal.record.table), given_(given) {
    readSubject();
    readFilters(call);
  }

  // Conditions of the rows, whose times are `shift` ms earlier.
  [[nodiscard]] Where where(std::int64_t shift = 0) const {
    std::vector<Where> parts = conditions_;
    const auto add = [&](const std::optional<std::int64_t>& at, Is is) {
      if (at) parts.push_back(compares(arena_, SignalCol::timestamp, is, {Time{*at - shift}}));
    };
    add(range_.start, range_.start_exclusive ? Is::kGt : Is::kGe);
    add(range_.end, range_.end_exclusive ? Is::kLt : Is::kLe);
    return {.is = Is::kAnd, .parts = arena_.copy(std::span<const Where>(parts))};
  }

  // Those of metrics, with the times of `where` apart. Timestamps are whole milliseconds.
  [[nodiscard]] CountedMetrics counted(const Aggregate& of, std::int64_t shift) const {
    CountedMetrics out{.of = of};
    out.of.where = {.is = Is::kAnd, .parts = arena_.copy(std::span<const Where>(conditions_))};
    if (range_.start) out.from = *range_.start - shift + (range_.start_exclusive ? 1 : 0);
    if (range_.end) out.until = *range_.end - shift + (range_.end_exclusive ? 0 : 1);
    return out;
  }

  // How much earlier the period is that this one is compared with.
  std::optional<std::int64_t> readShift() {
    const auto period = given_.read<Text>("comparePeriod");
    if (!period) return std::nullopt;
    const bool whole = range_.start && range_.end;
    if (*period == "previous_day") return whole ? std::optional(kDayMs) : std::nullopt;
    if (*period == "previous_week") return whole ? std::optional(7 * kDayMs) : std::nullopt;
    if (*period == "previous_period") {
      return whole ? std::optional(*range_.end - *range_.start) : std::nullopt;
    }
    given_.refuse("comparePeriod", "must be 'previous_period', 'previous_day' or 'previous_week'");
    return std::nullopt;
  }

  // The value that is asked for, how many rows it is of, and what they have cost.
  std::span<const Measure> readMeasures() {
    const Text how = given_.read<Text>("aggregation").value_or(Text());
    const Measured& of = signal_.measured;
    Measure value{.fn = Fn::kRows, .field = {of.value}};
    counts_distinct_ = how == "count_distinct";
    if (how == "sum") {
      value.fn = Fn::kSum;
    } else if (how == "avg") {
      value.fn = Fn::kAvg;
    } else if (how == "min") {
      value.fn = Fn::kMin;
    } else if (how == "max") {
      value.fn = Fn::kMax;
    } else if (how == "last") {
      value.fn = Fn::kLast;
    } else if (counts_distinct_) {
      value = {.fn = Fn::kDistinct, .field = {distinctColumn()}};
    } else if (how != "count") {
      given_.refuse("aggregation",
                    "must be 'sum', 'avg', 'min', 'max', 'count', 'count_distinct' or 'last'");
    }
    const Measure rows{.fn = Fn::kRows, .field = {}};
    if (!of.has_costs) return arena_.list<Measure>({value, rows});
    const Col unit = metricCol("costUnit");
    return arena_.list<Measure>({value,
                                 rows,
                                 {.fn = Fn::kSum, .field = {metricCol("estimatedCost")}},
                                 {.fn = Fn::kMin, .field = {unit}},
                                 {.fn = Fn::kMax, .field = {unit}}});
  }

  void readDimensions(bool required) {
    const auto names = given_.read<std::span<const Text>>("groupBy");
    if (required && (!names || names->empty())) given_.refuse("groupBy", "must name a dimension");
    if (!names) return;
    if (names->size() > kMostGroups) given_.refuse("groupBy", "must not have more than 10 names");
    for (const Text name : *names) {
      const std::optional<Group> group = groupOf(name);
      dimensions_.push_back(
          {.name = name, .group = group ? std::optional(groups_.size()) : std::nullopt});
      if (group) groups_.push_back(*group);
    }
  }

  // Rows are grouped by the interval that they are in, too.
  void readInterval() {
    const Text name = given_.read<Text>("interval").value_or(Text());
    const auto found = std::ranges::find(kIntervals, name, &Interval::name);
    if (found == std::end(kIntervals)) {
      given_.refuse("interval", "must be '1m', '5m', '15m', '1h' or '1d'");
      return;
    }
    groups_.push_back({.by = By::kBucket, .field = {SignalCol::timestamp}, .bucket_ms = found->ms});
  }

  [[nodiscard]] Aggregate aggregate(std::span<const Measure> measures,
                                    std::int64_t shift = 0) const {
    return {.table = &table_,
            .where = where(shift),
            .groups = arena_.copy(std::span<const Group>(groups_)),
            .measures = measures,
            .time = SignalCol::timestamp};
  }

  [[nodiscard]] const Signal& signal() const { return signal_; }
  [[nodiscard]] std::size_t groups() const { return groups_.size(); }
  [[nodiscard]] std::span<const Dimension> dimensions() const {
    return arena_.copy(std::span<const Dimension>(dimensions_));
  }
  [[nodiscard]] bool countsDistinct() const { return counts_distinct_; }
  // Of the one series where there are no dimensions.
  [[nodiscard]] Text seriesName() const { return series_; }

 private:
  static constexpr std::int64_t kDayMs = 86'400'000;

  void readSubject() {
    const Measured& of = signal_.measured;
    const auto value = given_.find(of.subject);
    const bool is_list = value && value->starts_with('[');
    std::vector<Text> names;
    if (is_list) {
      const auto list = given_.read<std::span<const Text>>(of.subject);
      if (list) names.assign(list->begin(), list->end());
    } else if (const auto one = given_.read<Text>(of.subject)) {
      names.push_back(*one);
    }
    if (names.empty()) given_.refuse(of.subject, "is required");
    std::string series;
    const std::span<Cell> cells = arena_.make<Cell>(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      cells[i] = {names[i]};
      series.append(i == 0 ? "" : ",").append(names[i]);
    }
    conditions_.push_back({.is = cells.size() == 1 ? Is::kEq : Is::kIn,
                           .field = {of.subject_column},
                           .values = cells});
    if (!of.source.empty()) {
      const Text source = given_.read<Text>(of.source).value_or(Text());
      if (!source.empty()) {
        conditions_.push_back(equals(arena_, of.source_column, {source}));
        series.append("|").append(source);
      }
    }
    if (table_[of.value].nullable) {
      conditions_.push_back(noneOf(arena_, equals(arena_, of.value, {Null{}})));
    }
    series_ = arena_.text(series);
  }

  void readFilters(Call& call) {
    Arguments filters = given_.inside("filters");
    std::vector<Filter> rest;
    std::ranges::copy_if(signal_.listing.filters, std::back_inserter(rest),
                         [](const Filter& each) { return each.how != Match::kTime; });
    Listing listing = signal_.listing;
    listing.filters = rest;
    conditions_.push_back(filtersOf(call, listing, filters));
    Arguments range = filters.inside("timestamp");
    const auto time = [&](Text name) -> std::optional<std::int64_t> {
      const auto at = range.read<TimeStamp>(name);
      return at ? std::optional(at->ms) : std::nullopt;
    };
    range_ = {.start = time("start"),
              .end = time("end"),
              .start_exclusive = range.read<bool>("startExclusive").value_or(false),
              .end_exclusive = range.read<bool>("endExclusive").value_or(false)};
  }

  [[nodiscard]] std::optional<Col> columnNamed(Text name) const {
    const auto found = std::ranges::find_if(signal_.record.given, [&](Col column) {
      return table_[column].name == name && table_[column].type != Type::kJson;
    });
    return found == signal_.record.given.end() ? std::nullopt : std::optional(*found);
  }

  Col distinctColumn() {
    const auto name = given_.read<Text>("distinctColumn");
    const auto column = name ? columnNamed(*name) : std::nullopt;
    if (!column) given_.refuse("distinctColumn", "must name a column whose values are counted");
    return column.value_or(Col{});
  }

  [[nodiscard]] std::optional<Group> groupOf(Text name) const {
    const auto column = columnNamed(name);
    if (!signal_.measured.has_costs) {
      return column ? std::optional(Group{.by = By::kField, .field = {*column}}) : std::nullopt;
    }
    const query::Field label{.column = metricCol("labels"), .path = arena_.list<Text>({name})};
    if (!column) return Group{.by = By::kField, .field = label};
    return table_[*column].type == Type::kText
               ? Group{.by = By::kField, .field = {*column}, .otherwise = label}
               : Group{.by = By::kField, .field = {*column}};
  }

  Arena& arena_;
  const Signal& signal_;
  const Table& table_;
  Arguments& given_;
  std::vector<Where> conditions_;  // all but the times
  Range range_;
  std::vector<Group> groups_;
  std::vector<Dimension> dimensions_;
  bool counts_distinct_ = false;
  Text series_;
};

// ---- What a row of an aggregate says

// Behind the groups: value, rows, cost, and the first and last of the cost's units.
struct Measures {
  std::span<const Value> cells;
  bool counts_distinct;

  [[nodiscard]] Value value() const {
    const bool none = cells[1].integer == 0 && !counts_distinct;
    return none ? Value{} : cells[0];
  }
  [[nodiscard]] Value cost() const { return cells[2]; }
};

double numberOf(const Value& value) {
  return value.kind == Value::Kind::kInteger ? static_cast<double>(value.integer) : value.real;
}

void writeNumber(JsonWriter& out, const Value& value, Text otherwise = "null") {
  switch (value.kind) {
    case Value::Kind::kInteger:
      out.integer(value.integer);
      return;
    case Value::Kind::kReal:
      out.real(value.real);
      return;
    default:
      out.raw(otherwise);
  }
}

// Whether all that has a cost has it in one unit, and which.
class Unit {
 public:
  void add(const Value& least, const Value& most) {
    if (least.isNull()) return;
    if (least.text != most.text || (known_ && unit_ != least.text)) several_ = true;
    unit_ = least.text;
    known_ = true;
  }
  void write(JsonWriter& out) const {
    out.key("costUnit");
    if (known_ && !several_) {
      out.string(unit_);
    } else {
      out.null();
    }
  }

 private:
  Text unit_;
  bool known_ = false, several_ = false;
};

void writeCost(JsonWriter& out, const Measures& of) {
  out.key("estimatedCost");
  writeNumber(out, of.cost());
  Unit unit;
  unit.add(of.cells[3], of.cells[4]);
  unit.write(out);
}

void writeChange(JsonWriter& out, Text key, const Value& now, const Value& before) {
  out.key(key);
  const double was = before.isNull() ? 0 : numberOf(before);
  if (now.isNull() || was == 0) {
    out.null();
  } else {
    out.real((numberOf(now) - was) / std::fabs(was) * 100);
  }
}

void writeText(JsonWriter& out, const Value& value) {
  if (value.kind == Value::Kind::kText) {
    out.string(value.text);
  } else if (value.isNull()) {
    out.null();
  } else {
    JsonWriter digits;
    writeNumber(digits, value);
    out.string(digits.text());
  }
}

// What is left to be done with the answer; lives as long as the call.
struct Plan final : Question {
  const Signal* signal = nullptr;
  std::span<const Dimension> dimensions;
  std::size_t groups = 0;
  bool counts_distinct = false;
  Text series;
  std::span<const double> percentiles;

  [[nodiscard]] Measures measuresOf(std::span<const Value> row) const {
    return {row.subspan(groups), counts_distinct};
  }

  void (*shape)(JsonWriter&, const Plan&, std::span<const Answer>) = nullptr;

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override {
    for (const Answer& each : answers) {
      if (groups == 0 && each.rows.size() != 1) {
        return fail(ErrorCode::kInternal, "an aggregate without its row");
      }
    }
    shape(out, *this, answers);
    return {};
  }
};

void writeAggregate(JsonWriter& out, const Plan& plan, std::span<const Answer> answers) {
  const bool costs = plan.signal->measured.has_costs;
  const Measures now = plan.measuresOf(answers[0].rows[0]);
  out.beginObject().key("value");
  writeNumber(out, now.value());
  if (costs) writeCost(out, now);
  if (answers.size() > 1) {
    const Measures before = plan.measuresOf(answers[1].rows[0]);
    out.key("previousValue");
    writeNumber(out, before.value());
    writeChange(out, "changePercent", now.value(), before.value());
    if (costs) {
      out.key("previousEstimatedCost");
      writeNumber(out, before.cost());
      writeChange(out, "costChangePercent", now.cost(), before.cost());
    }
  }
  out.endObject();
}

void writeBreakdown(JsonWriter& out, const Plan& plan, std::span<const Answer> answers) {
  const Rows& rows = answers[0].rows;
  out.beginObject().key("groups").beginArray();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.beginObject().key("dimensions").beginObject();
    for (const Dimension& each : plan.dimensions) {
      out.key(each.name);
      writeText(out, each.group ? rows[i][*each.group] : Value{});
    }
    const Measures of = plan.measuresOf(rows[i]);
    out.endObject().key("value");
    writeNumber(out, of.value(), "0");
    if (plan.signal->measured.has_costs) writeCost(out, of);
    out.endObject();
  }
  out.endArray().endObject();
}

void writeBucket(JsonWriter& out, const Value& bucket) {
  out.key("timestamp").string(formatTime(bucket.integer));
}

bool sameText(const Value& a, const Value& b) {
  return a.kind == b.kind && a.text == b.text && numberOf(a) == numberOf(b);
}

// The last group of a row is its bucket; rows of one series follow one another.
void writeSeries(JsonWriter& out, const Plan& plan, std::span<const Answer> answers) {
  const Rows& rows = answers[0].rows;
  const bool costs = plan.signal->measured.has_costs;
  const std::size_t names = plan.groups - 1;
  const auto nameOf = [&](std::span<const Value> row) {
    std::string name;
    for (std::size_t i = 0; i < plan.dimensions.size(); ++i) {
      if (i != 0) name += '|';
      const auto group = plan.dimensions[i].group;
      if (!group || row[*group].isNull()) continue;
      if (row[*group].kind == Value::Kind::kText) {
        name += row[*group].text;
      } else {
        JsonWriter digits;
        writeNumber(digits, row[*group]);
        name += digits.text();
      }
    }
    return name;
  };
  out.beginObject().key("series").beginArray();
  std::size_t at = 0;
  bool alone = plan.dimensions.empty();  // there is a series even where nothing is in it
  while (at < rows.size() || alone) {
    const std::size_t first = at;
    out.beginObject().key("name").string(alone ? std::string(plan.series) : nameOf(rows[first]));
    out.key("points").beginArray();
    Unit unit;
    const auto goesOn = [&] {
      return at < rows.size() &&
             std::ranges::equal(rows[at].first(names), rows[first].first(names), sameText);
    };
    while (goesOn()) {
      const Measures of = plan.measuresOf(rows[at]);
      out.beginObject();
      writeBucket(out, rows[at][names]);
      out.key("value");
      writeNumber(out, of.value(), "0");
      if (costs) {
        out.key("estimatedCost");
        writeNumber(out, of.cost());
        unit.add(of.cells[3], of.cells[4]);
      }
      out.endObject();
      ++at;
    }
    out.endArray();
    if (costs) unit.write(out);
    out.endObject();
    alone = false;
  }
  out.endArray().endObject();
}

void writePercentiles(JsonWriter& out, const Plan& plan, std::span<const Answer> answers) {
  const Rows& rows = answers[0].rows;
  out.beginObject().key("series").beginArray();
  for (std::size_t p = 0; p < plan.percentiles.size(); ++p) {
    out.beginObject().key("percentile").real(plan.percentiles[p]).key("points").beginArray();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      out.beginObject();
      writeBucket(out, rows[i][0]);
      out.key("value");
      writeNumber(out, rows[i][1 + p], "0");
      out.endObject();
    }
    out.endArray().endObject();
  }
  out.endArray().endObject();
}

// ---- Methods

using Shape = void (*)(JsonWriter&, const Plan&, std::span<const Answer>);

Plan planOf(Arena& arena, const Asked& asked, Shape shape,
            std::initializer_list<Statement> statements) {
  Plan plan;
  plan.statements = arena.list(statements);
  plan.signal = &asked.signal();
  plan.dimensions = asked.dimensions();
  plan.groups = asked.groups();
  plan.counts_distinct = asked.countsDistinct();
  plan.series = asked.seriesName();
  plan.shape = shape;
  return plan;
}

// What the plan asks, of the sums of hours where they can say it. Its second statement is of a time
// that is `shift` earlier.
Task<Result<void>> count(Call& call, Database& db, const Asked& asked, const Plan& plan,
                         JsonWriter& out, std::int64_t shift = 0) {
  const Plan& kept = *call.arena.keep(plan);
  if (!call.metric_rollups || !asked.signal().measured.has_costs || !db.isAtomic()) {
    return ask(db, kept, out);
  }
  const std::span<ByHour> parts = call.arena.make<ByHour>(plan.statements.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto* of = std::get_if<Aggregate>(&plan.statements[i]);
    if (of == nullptr) return ask(db, kept, out);
    parts[i].metrics = asked.counted(*of, i == 0 ? 0 : shift);
    const auto hours = overHours(call.arena, parts[i].metrics);
    if (!hours) return ask(db, kept, out);
    parts[i].hours = *hours;
  }
  return askHours(call, db, parts, kept, out);
}

Task<Result<void>> getAggregate(Call& call, Database& db, const Request& request, JsonWriter& out,
                                const Signal& signal) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Asked asked(call, signal, given);
  const auto measures = asked.readMeasures();
  const auto shift = asked.readShift();
  if (problem) return refused<void>(std::move(*problem));
  const Statement now = asked.aggregate(measures);
  const Plan plan =
      shift ? planOf(call.arena, asked, &writeAggregate, {now, asked.aggregate(measures, *shift)})
            : planOf(call.arena, asked, &writeAggregate, {now});
  return count(call, db, asked, plan, out, shift.value_or(0));
}

Task<Result<void>> getBreakdown(Call& call, Database& db, const Request& request, JsonWriter& out,
                                const Signal& signal) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Asked asked(call, signal, given);
  const auto measures = asked.readMeasures();
  asked.readDimensions(true);
  const auto limit = given.read<RowCount>("limit");
  if (limit && (limit->value == 0 || limit->value > kMostRowsOfGroups)) {
    given.refuse("limit", "must be an integer from 1 to 1000");
  }
  const Text direction = given.read<Text>("orderDirection").value_or("DESC");
  if (direction != "ASC" && direction != "DESC") {
    given.refuse("orderDirection", "must be 'ASC' or 'DESC'");
  }
  if (problem) return refused<void>(std::move(*problem));
  Aggregate groups = asked.aggregate(measures);
  groups.order_by = 0;
  groups.descending = direction == "DESC";
  if (limit) groups.limit = limit->value;
  return count(call, db, asked, planOf(call.arena, asked, &writeBreakdown, {groups}), out);
}

Task<Result<void>> getTimeSeries(Call& call, Database& db, const Request& request, JsonWriter& out,
                                 const Signal& signal) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Asked asked(call, signal, given);
  const auto measures = asked.readMeasures();
  asked.readDimensions(false);
  asked.readInterval();
  if (problem) return refused<void>(std::move(*problem));
  return count(call, db, asked,
               planOf(call.arena, asked, &writeSeries, {asked.aggregate(measures)}), out);
}

Task<Result<void>> getPercentiles(Call& call, Database& db, const Request& request, JsonWriter& out,
                                  const Signal& signal) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Asked asked(call, signal, given);
  asked.readInterval();
  const auto percentiles = given.read<std::span<const double>>("percentiles");
  if (!percentiles || percentiles->empty() || percentiles->size() > kMostPercentiles) {
    given.refuse("percentiles", "must be a list of 1 to 20 numbers");
  }
  std::vector<Measure> measures;
  for (const double each : percentiles.value_or(std::span<const double>())) {
    if (each < 0 || each > 1) given.refuse("percentiles", "must be numbers from 0 to 1");
    measures.push_back({.fn = signal.measured.interpolates ? Fn::kLinear : Fn::kNearest,
                        .field = {signal.measured.value},
                        .fraction = each});
  }
  if (problem) return refused<void>(std::move(*problem));
  const auto kept = call.arena.copy(std::span<const Measure>(measures));
  Plan plan = planOf(call.arena, asked, &writePercentiles, {asked.aggregate(kept)});
  plan.percentiles = *percentiles;
  return ask(db, *call.arena.keep(plan), out);
}

}  // namespace

#define AGENTKEEP_ANALYTICS(Kind, signal)                                                     \
  Task<Result<void>> get##Kind##Aggregate(Call& call, Database& db, const Request& request,   \
                                          JsonWriter& out) {                                  \
    return getAggregate(call, db, request, out, signal);                                      \
  }                                                                                           \
  Task<Result<void>> get##Kind##Breakdown(Call& call, Database& db, const Request& request,   \
                                          JsonWriter& out) {                                  \
    return getBreakdown(call, db, request, out, signal);                                      \
  }                                                                                           \
  Task<Result<void>> get##Kind##TimeSeries(Call& call, Database& db, const Request& request,  \
                                           JsonWriter& out) {                                 \
    return getTimeSeries(call, db, request, out, signal);                                     \
  }                                                                                           \
  Task<Result<void>> get##Kind##Percentiles(Call& call, Database& db, const Request& request, \
                                            JsonWriter& out) {                                \
    return getPercentiles(call, db, request, out, signal);                                    \
  }
AGENTKEEP_ANALYTICS(Metric, kMetrics)
AGENTKEEP_ANALYTICS(Score, kScores)
AGENTKEEP_ANALYTICS(Feedback, kFeedback)
#undef AGENTKEEP_ANALYTICS

}  // namespace agentkeep::observability
