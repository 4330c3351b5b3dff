// What values there are: of spans, logs and metrics, and of the labels of metrics. Each is a look
// at all rows that may have one: contract/observability.md, "Discovery".
#include <algorithm>
#include <vector>

#include "core/sort.h"
#include "domains/observability/methods.h"
#include "domains/observability/question.h"
#include "domains/observability/signal-tables.h"
#include "domains/observability/signals.h"
#include "domains/observability/spans.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

constexpr Measure kCounted[] = {{.fn = Fn::kRows}};

constexpr Text kEntityTypes[] = {
    "agent",
    "scorer",
    "rag_ingestion",
    "trajectory",
    "input_processor",
    "input_step_processor",
    "output_processor",
    "output_step_processor",
    "tool_result_processor",
    "workflow_step",
    "tool",
    "mcp_server",
    "workflow_run",
    "memory",
};

// The values of a group, each once, in order.
Aggregate valuesOf(Arena& arena, const Table& table, Group group, Where where) {
  return {
      .table = &table, .where = where, .groups = arena.list<Group>({group}), .measures = kCounted};
}

struct Wanted final : Question {
  Text member;                       // of the answer
  std::span<const Text> words = {};  // only these
  std::uint64_t limit = UINT64_MAX;

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override;
};

Result<void> Wanted::write(JsonWriter& out, std::span<const Answer> answers) const {
  std::vector<Text> values;
  for (const Answer& each : answers) {
    for (std::size_t i = 0; i < each.rows.size(); ++i) {
      const Value& value = each.rows[i][0];
      if (value.kind != Value::Kind::kText || value.text.empty()) continue;
      if (!words.empty() && std::ranges::find(words, value.text) == words.end()) continue;
      values.push_back(value.text);
    }
  }
  sortSmall(values);
  values.erase(std::ranges::unique(values).begin(), values.end());
  if (values.size() > limit) values.resize(static_cast<std::size_t>(limit));
  out.beginObject().key(member).beginArray();
  for (const Text value : values) out.string(value);
  out.endArray().endObject();
  return {};
}

// Of spans, logs and metrics.
Task<Result<void>> everywhere(Call& call, Database& db, const Request& request, JsonWriter& out,
                              Text column, Text member, bool by_type) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto type = by_type ? given.read<Text>("entityType") : std::nullopt;
  if (problem) return refused<void>(std::move(*problem));
  Arena& arena = call.arena;
  const Table* tables[] = {&kSpans, &kLogTable, &kMetricTable};
  const std::span<Statement> statements = arena.make<Statement>(std::size(tables));
  for (std::size_t i = 0; i < std::size(tables); ++i) {
    const auto at = [&](Text name) {
      const auto found = std::ranges::find(tables[i]->columns, name, &Column::name);
      return static_cast<Col>(found - tables[i]->columns.begin());
    };
    const bool items = column == "tags";
    Where where;
    if (type && !type->empty()) where = equals(arena, at("entityType"), {*type});
    statements[i] = valuesOf(arena, *tables[i],
                             {.by = items ? By::kItems : By::kField, .field = {at(column)}}, where);
  }
  Wanted wanted;
  wanted.statements = statements;
  wanted.member = member;
  if (column == "entityType") wanted.words = kEntityTypes;
  return ask(db, *arena.keep(wanted), out);
}

// Of metrics: names, keys and values of labels.
enum class Of : std::uint8_t { kNames, kKeys, kValues };

Task<Result<void>> ofMetrics(Call& call, Database& db, const Request& request, JsonWriter& out,
                             Of what, Text member) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Arena& arena = call.arena;
  constexpr Col kName = metricCol("name");
  query::Field field{.column = kName};
  std::vector<Where> parts;
  if (what != Of::kNames) {
    parts.push_back(equals(arena, kName, {given.needed<Text>("metricName")}));
    field = {.column = metricCol("labels")};
  }
  if (what == Of::kValues) {
    field.path = arena.list<Text>({given.needed<Text>("labelKey")});
  }
  Wanted wanted;
  wanted.member = member;
  if (what != Of::kKeys) {
    const Text prefix = given.read<Text>("prefix").value_or(Text());
    if (!prefix.empty()) {
      parts.push_back({.is = Is::kPrefix, .field = field, .values = arena.list<Cell>({{prefix}})});
    }
    const auto limit = given.read<RowCount>("limit");
    if (limit && limit->value != 0) wanted.limit = limit->value;
  }
  if (problem) return refused<void>(std::move(*problem));
  wanted.statements = arena.list<Statement>({valuesOf(
      arena, kMetricTable, {.by = what == Of::kKeys ? By::kKeys : By::kField, .field = field},
      {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(parts))})});
  return ask(db, *arena.keep(wanted), out);
}

}  // namespace

#define AGENTKEEP_RUN(name, ...)                                                               \
  Task<Result<void>> name(Call& call, Database& db, const Request& request, JsonWriter& out) { \
    return __VA_ARGS__;                                                                        \
  }
AGENTKEEP_RUN(getEntityTypes,
              everywhere(call, db, request, out, "entityType", "entityTypes", false))
AGENTKEEP_RUN(getEntityNames, everywhere(call, db, request, out, "entityName", "names", true))
AGENTKEEP_RUN(getServiceNames,
              everywhere(call, db, request, out, "serviceName", "serviceNames", false))
AGENTKEEP_RUN(getEnvironments,
              everywhere(call, db, request, out, "environment", "environments", false))
AGENTKEEP_RUN(getTags, everywhere(call, db, request, out, "tags", "tags", true))
AGENTKEEP_RUN(getMetricNames, ofMetrics(call, db, request, out, Of::kNames, "names"))
AGENTKEEP_RUN(getMetricLabelKeys, ofMetrics(call, db, request, out, Of::kKeys, "keys"))
AGENTKEEP_RUN(getMetricLabelValues, ofMetrics(call, db, request, out, Of::kValues, "values"))
#undef AGENTKEEP_RUN

}  // namespace agentkeep::observability
