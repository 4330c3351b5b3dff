// Aggregate: what other backends leave to their database, counted over the rows that were read.
#include <algorithm>
#include <cmath>
#include <map>

#include "backends/dynamodb/attempt.h"
#include "core/ascii.h"
#include "core/sort.h"
#include "core/time.h"

namespace agentkeep::dynamodb {

using query::Aggregate;
using query::By;
using query::Fn;
using query::Group;
using query::Measure;

namespace {

double numberOf(const Value& value) {
  return value.kind == Value::Kind::kInteger ? static_cast<double>(value.integer) : value.real;
}

bool isNumber(const Value& value) {
  return value.kind == Value::Kind::kInteger || value.kind == Value::Kind::kReal;
}

Value realValue(double real) { return {.kind = Value::Kind::kReal, .real = real}; }

// Ascending, nulls last.
std::strong_ordering order(const Value& a, const Value& b) {
  if (a.isNull() || b.isNull()) return (a.isNull() ? 1 : 0) <=> (b.isNull() ? 1 : 0);
  return compare(a, b);
}

using Key = std::vector<Value>;
struct Before {
  bool operator()(const Key& a, const Key& b) const {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (const auto is = order(a[i], b[i]); is != 0) return is < 0;
    }
    return false;
  }
};

// Start of the interval, in Unix milliseconds.
Value bucketOf(const Value& value, std::int64_t width) {
  std::optional<std::int64_t> ms;
  if (value.kind == Value::Kind::kInteger) ms = value.integer;
  if (value.kind == Value::Kind::kText) ms = parseTime(value.text);
  if (!ms || width <= 0) return {};
  return integerValue(*ms - ((*ms % width) + width) % width);
}

// What a row counts for in one group: a value, or one for each item or key of its list or object.
std::vector<Value> valuesOf(const Group& group, Row row, const Table& table, Arena& arena) {
  switch (group.by) {
    case By::kField: {
      const Value value = operandOf(group.field, row, table, arena);
      if (!value.isNull() || group.otherwise.column == query::kNoCol) return {value};
      return {operandOf(group.otherwise, row, table, arena)};
    }
    case By::kBucket:
      return {bucketOf(operandOf(group.field, row, table, arena), group.bucket_ms)};
    case By::kItems:
    case By::kKeys:
      break;
  }
  std::vector<Value> out;
  const auto document = documentOf(row[group.field.column], table[group.field.column]);
  const auto member = document ? memberOf(*document, group.field.path, arena) : std::nullopt;
  if (!member) return out;
  if (group.by == By::kKeys) {
    const auto members = membersOf(*member, arena);
    for (const JsonMember& each : members.value_or(JsonObjectParts())) {
      if (group.text_bytes != 0) {
        if (!each.value.starts_with('"')) continue;
        const Text text = scalarOf(each.value, arena).text;
        if (text.size() > group.text_bytes || trimmed(text).empty()) continue;
      }
      out.push_back(textValue(each.name));
    }
    return out;
  }
  for (const Text item : itemsOf(*member).value_or(std::vector<Text>())) {
    out.push_back(scalarOf(item, arena));
  }
  return out;
}

// The values of a measure's field in the rows of a group, without nulls.
Value sumOf(std::span<const Value> values) {
  std::int64_t integer = 0;
  double real = 0;
  bool isReal = values.empty();
  for (const Value& each : values) {
    isReal = isReal || each.kind != Value::Kind::kInteger ||
             __builtin_add_overflow(integer, each.integer, &integer);
    real += numberOf(each);
  }
  if (values.empty()) return {};
  return isReal ? realValue(real) : integerValue(integer);
}

// At a fraction of the way from the least value to the greatest.
Value percentileOf(const Measure& measure, std::vector<Value> values) {
  if (values.empty()) return {};
  sortSmall(values, [](const Value& a, const Value& b) { return compare(a, b) < 0; });
  const std::size_t last = values.size() - 1;
  if (measure.fn == Fn::kNearest) {
    const double place = measure.fraction * static_cast<double>(values.size());
    return values[std::min(static_cast<std::size_t>(place), last)];
  }
  const double place = measure.fraction * static_cast<double>(last);
  const auto low = static_cast<std::size_t>(place);
  const double from = numberOf(values[low]);
  const double to = numberOf(values[std::min(low + 1, last)]);
  return realValue(from + (place - static_cast<double>(low)) * (to - from));
}

Value joined(std::span<const Value> values, const Column& column, Arena& arena) {
  if (column.type == query::Type::kBytes) {
    std::string out;
    for (const Value& each : values) out += each.text;
    return bytesValue(arena.text(out));
  }
  JsonWriter out;
  out.beginArray();
  for (const Value& each : values) out.string(each.text);
  out.endArray();
  return textValue(arena.text(out.text()));
}

Value measured(const Measure& measure, std::span<const Row> rows, const Table& table, Col time,
               Arena& arena) {
  if (measure.fn == Fn::kRows) return integerValue(static_cast<std::int64_t>(rows.size()));
  if (measure.fn == Fn::kLast) {
    const auto older = [&](Row a, Row b) {
      const Value left = time == query::kNoCol ? Value{} : at(a, time);
      const Value right = time == query::kNoCol ? Value{} : at(b, time);
      if (left.isNull() != right.isNull()) return left.isNull();
      if (!left.isNull()) {
        if (const auto is = compare(left, right); is != 0) return is < 0;
      }
      return a.back().integer < b.back().integer;
    };
    const auto newest = std::ranges::max_element(rows, older);
    return newest == rows.end() ? Value{} : operandOf(measure.field, *newest, table, arena);
  }
  std::vector<Value> values;
  for (const Row row : rows) {
    const Value value = operandOf(measure.field, row, table, arena);
    if (!value.isNull()) values.push_back(value);
  }
  const auto less = [](const Value& a, const Value& b) { return compare(a, b) < 0; };
  switch (measure.fn) {
    case Fn::kMin:
      return values.empty() ? Value{} : *std::ranges::min_element(values, less);
    case Fn::kMax:
      return values.empty() ? Value{} : *std::ranges::max_element(values, less);
    case Fn::kDistinct: {
      sortSmall(values, less);
      const auto same = [](const Value& a, const Value& b) { return compare(a, b) == 0; };
      const auto twice = std::ranges::unique(values, same);
      return integerValue(static_cast<std::int64_t>(twice.begin() - values.begin()));
    }
    case Fn::kEach:
      return joined(values, table[measure.field.column], arena);
    default:
      break;
  }
  std::erase_if(values, [](const Value& value) { return !isNumber(value); });
  if (measure.fn == Fn::kSum) return sumOf(values);
  if (measure.fn != Fn::kAvg) return percentileOf(measure, std::move(values));
  if (values.empty()) return {};
  double sum = 0;
  for (const Value& each : values) sum += numberOf(each);
  return realValue(sum / static_cast<double>(values.size()));
}

}  // namespace

Task<Result<void>> Attempt::execute(const Aggregate& aggregate, query::Answer& answer) {
  const Table& table = *aggregate.table;
  const std::size_t measures = aggregate.measures.size();
  if (measures == 0 || aggregate.order_by >= static_cast<std::int32_t>(measures)) {
    co_return fail(ErrorCode::kInternal,
                   "an aggregate needs a measure, and orders by one of its own");
  }
  const Result<Found> found = co_await find(table, aggregate.where, true);
  if (!found) co_return std::unexpected(found.error());
  std::map<Key, std::vector<Row>, Before> groups;
  if (aggregate.groups.empty()) groups[{}];
  for (const Entry* entry : *found) {
    std::vector<Key> keys(1);
    for (const Group& group : aggregate.groups) {
      const std::vector<Value> values = valuesOf(group, entry->now, table, arena_);
      std::vector<Key> next;
      for (const Key& key : keys) {
        for (const Value& value : values) {
          next.push_back(key);
          next.back().push_back(value);
        }
      }
      keys = std::move(next);
    }
    for (const Key& key : keys) groups[key].push_back(entry->now);
  }

  std::vector<Key> rows;
  for (const auto& [key, members] : groups) {
    rows.push_back(key);
    for (const Measure& measure : aggregate.measures) {
      rows.back().push_back(measured(measure, members, table, aggregate.time, arena_));
    }
  }
  if (aggregate.order_by >= 0) {
    const std::size_t by = aggregate.groups.size() + static_cast<std::size_t>(aggregate.order_by);
    sortSmall(rows, [&](const Key& a, const Key& b) {
      auto is = order(a[by], b[by]);
      if (aggregate.descending && !a[by].isNull() && !b[by].isNull()) is = order(b[by], a[by]);
      if (is != 0) return is < 0;
      // No two have the same groups.
      return Before()(a, b);
    });
  }
  if (aggregate.limit && *aggregate.limit < rows.size()) {
    rows.resize(static_cast<std::size_t>(*aggregate.limit));
  }
  const std::size_t width = aggregate.groups.size() + measures;
  const std::span<Value> cells = arena_.make<Value>(rows.size() * width);
  auto to = cells.begin();
  for (const Key& row : rows) to = std::ranges::copy(row, to).out;
  answer.rows = {.columns = static_cast<std::uint32_t>(width), .cells = cells};
  co_return {};
}

}  // namespace agentkeep::dynamodb
