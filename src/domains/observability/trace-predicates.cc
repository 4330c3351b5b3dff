#include "domains/observability/trace-predicates.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/json-members.h"
#include "domains/observability/signal-tables.h"
#include "domains/observability/signals.h"
#include "domains/observability/spans.h"
#include "query/conditions.h"

namespace agentkeep::observability {

using namespace query;  // domains speak its words all the time

namespace {

constexpr unsigned kMostDepth = 12;

constexpr Known kTraceFields[] = {
    {"traceId", Kind::kText, SpanCol::traceId},
    {"threadId", Kind::kText, spanCol("threadId")},
    {"resourceId", Kind::kText, spanCol("resourceId")},
    {"startedAt", Kind::kTime, SpanCol::startedAt},
    {"endedAt", Kind::kTime, SpanCol::endedAt},
    {"durationMs", Kind::kElapsed, SpanCol::endedAt},
    {"entityName", Kind::kText, spanCol("entityName")},
    {"entityType", Kind::kText, spanCol("entityType")},
    {"environment", Kind::kText, spanCol("environment")},
    {"status", Kind::kStatus, SpanCol::error},
    {"tags", Kind::kTags, spanCol("tags")},
};
constexpr Known kSpanFields[] = {
    {"name", Kind::kText, SpanCol::name},
    {"spanType", Kind::kText, SpanCol::spanType},
    {"model", Kind::kMember, SpanCol::attributes},
    {"provider", Kind::kMember, SpanCol::attributes},
    {"startedAt", Kind::kTime, SpanCol::startedAt},
    {"endedAt", Kind::kTime, SpanCol::endedAt},
    {"durationMs", Kind::kElapsed, SpanCol::endedAt},
    {"status", Kind::kStatus, SpanCol::error},
    {"error", Kind::kText, SpanCol::error},
    {"entityType", Kind::kText, spanCol("entityType")},
    {"entityId", Kind::kText, spanCol("entityId")},
    {"entityName", Kind::kText, spanCol("entityName")},
    {"entityVersionId", Kind::kText, spanCol("entityVersionId")},
    {"parentEntityVersionId", Kind::kText, spanCol("parentEntityVersionId")},
    {"rootEntityVersionId", Kind::kText, spanCol("rootEntityVersionId")},
};
constexpr Known kScoreFields[] = {
    {"scorerId", Kind::kText, scoreCol("scorerId")},
    {"scorerVersion", Kind::kText, scoreCol("scorerVersion")},
    {"scoreSource", Kind::kText, scoreCol("scoreSource")},
    {"score", Kind::kNumber, scoreCol("score")},
    {"timestamp", Kind::kTime, SignalCol::timestamp},
    {"spanId", Kind::kText, SignalCol::spanId},
    {"entityVersionId", Kind::kText, scoreCol("entityVersionId")},
    {"parentEntityVersionId", Kind::kText, scoreCol("parentEntityVersionId")},
    {"rootEntityVersionId", Kind::kText, scoreCol("rootEntityVersionId")},
};
constexpr Known kFeedbackFields[] = {
    {"feedbackType", Kind::kText, feedbackCol("feedbackType")},
    {"feedbackSource", Kind::kText, feedbackCol("feedbackSource")},
    {"feedbackUserId", Kind::kText, feedbackCol("feedbackUserId")},
    {"sourceId", Kind::kText, feedbackCol("sourceId")},
    {"entityVersionId", Kind::kText, feedbackCol("entityVersionId")},
    {"parentEntityVersionId", Kind::kText, feedbackCol("parentEntityVersionId")},
    {"rootEntityVersionId", Kind::kText, feedbackCol("rootEntityVersionId")},
    {"value", Kind::kEither, feedbackCol("value")},
    {"timestamp", Kind::kTime, SignalCol::timestamp},
    {"comment", Kind::kText, feedbackCol("comment")},
};
// How a predicate's operator compares; `negated`: it is true where that one is not, also of what
// has no value.
struct Operator {
  Text type, name;
  Is is;
  bool negated;
};
constexpr Text kComparison = "comparison";
constexpr Text kMembership = "membership";
constexpr Text kPresence = "presence";
constexpr Operator kOperators[] = {
    {kComparison, "eq", Is::kEq, false},      {kComparison, "ne", Is::kEq, true},
    {kComparison, "lt", Is::kLt, false},      {kComparison, "lte", Is::kLe, false},
    {kComparison, "gt", Is::kGt, false},      {kComparison, "gte", Is::kGe, false},
    {kMembership, "in", Is::kIn, false},      {kMembership, "notIn", Is::kIn, true},
    {kPresence, "notExists", Is::kEq, false}, {kPresence, "exists", Is::kEq, true},
};

constexpr Cell kNull[] = {{}};

}  // namespace

constinit const Collection kCollections[] = {
    {"trace", &kSpans, kTraceFields, SpanCol::traceId},
    {"spans", &kSpans, kSpanFields, SpanCol::traceId},
    {"scores", &kScoreTable, kScoreFields, SignalCol::traceId},
    {"feedback", &kFeedbackTable, kFeedbackFields, SignalCol::traceId},
};

Where isNone(query::Field field) {
  return {.is = Is::kEq, .field = field, .values = std::span<const Cell>(kNull)};
}

Where Planned::candidates(Arguments& of, std::initializer_list<Where> more) {
  Arguments range = of.inside("timeRange", true);
  const Cell from{Time{range.needed<TimeStamp>("from").ms}};
  const Cell to{Time{range.needed<TimeStamp>("to").ms}};
  const std::initializer_list<Where> own = {
      isNone({SpanCol::parentSpanId}),
      noneOf(arena_, isNone({SpanCol::endedAt})),
      compares(arena_, SpanCol::startedAt, Is::kGe, from),
      compares(arena_, SpanCol::startedAt, Is::kLt, to),
  };
  std::vector<Where> parts(own);
  parts.insert(parts.end(), more);
  return scoped(kSpans, std::move(parts));
}

Where Planned::predicate(Arguments& of, Text name, const Collection& what) {
  const auto given = of.find(name);
  if (!given || *given == "null") return {};
  Arguments predicate = of.inside(name);
  return read(predicate, what, 1);
}

Where Planned::ofThreads(Arguments& plan, const Where& eligible) {
  if (!plan.find("where")) return {};
  eligible_ = &eligible;
  Arguments predicate = plan.inside("where");
  return read(predicate, kTrace, 1);
}

Where Planned::within(const Collection& of, const Where& roots, const Where& more) {
  if (&of == &kTrace) return allOf(arena_, {roots, more});
  return scoped(*of.table, {inTraces(of.trace, SpanCol::traceId, roots), more});
}

std::optional<query::Field> Planned::fieldOf(Text name, const Collection& of, Kind* kind) {
  *kind = Kind::kText;
  if (&of == &kTrace && name.starts_with(kMetadata)) {
    return query::Field{.column = spanCol("metadata"),
                        .path = arena_.list<Text>({name.substr(kMetadata.size())}),
                        .as = As::kTrimmed};
  }
  const auto found = std::ranges::find(of.fields, name, &Known::name);
  if (found == of.fields.end()) return std::nullopt;
  *kind = found->kind;
  query::Field field{.column = found->column};
  if (*kind == Kind::kElapsed) field.since = SpanCol::startedAt;
  if (*kind == Kind::kMember) {
    field.path = arena_.list<Text>({name});
    field.as = As::kText;
  }
  return field;
}

Where Planned::all(std::vector<Where> parts) {
  return {.is = Is::kAnd, .parts = arena_.copy(std::span<const Where>(parts))};
}

Where Planned::scoped(const Table& table, std::vector<Where> parts) {
  addScope(arena_, table, scope_, parts);
  return all(std::move(parts));
}

Where Planned::inTraces(Col column, Col of, const Where& roots) {
  return {.is = Is::kInRows,
          .field = {column},
          .rows = arena_.keep(Select{
              .table = &kSpans, .columns = arena_.list<Col>({of}), .where = roots, .scan = true})};
}

Where Planned::read(Arguments& node, const Collection& of, unsigned depth) {
  if (depth > kMostDepth || ++nodes_ > kMostNodes) {
    node.refuse({}, "is too deep, or has too many parts");
  }
  const Text type = node.needed<Text>("type");
  if (node.failed()) return {};
  if (type == "boolean") return parts(node, of, depth);
  if (type == "not") {
    Arguments inner = node.inside("arg", true);
    return noneOf(arena_, read(inner, of, depth + 1));
  }
  if (type == "relation") return relation(node, of, depth);
  return leaf(node, type, of);
}

Where Planned::parts(Arguments& node, const Collection& of, unsigned depth) {
  const Text word = node.needed<Text>("operator");
  const auto list = node.find("args");
  const auto items = list ? itemsOf(*list) : std::nullopt;
  if (!items || (word != "and" && word != "or")) {
    node.refuse({}, "must have an operator, 'and' or 'or', and a list of args");
    return {};
  }
  std::vector<Where> out;
  for (std::size_t i = 0; i < items->size() && !node.failed(); ++i) {
    Arguments inner = node.item("args", i, (*items)[i]);
    out.push_back(read(inner, of, depth + 1));
  }
  Where where = all(std::move(out));
  if (word == "or") where.is = Is::kOr;
  return where;
}

Where Planned::relation(Arguments& node, const Collection& of, unsigned depth) {
  static constexpr Link kOfSpans[] = {{SpanCol::traceId, Is::kEq, SpanCol::traceId}};
  static constexpr Link kOfSignals[] = {{SignalCol::traceId, Is::kEq, SpanCol::traceId}};
  const Text name = node.needed<Text>("collection");
  const Text quantifier = node.needed<Text>("quantifier");
  const bool traces = name == "traces" && eligible_ != nullptr;
  const auto found = std::ranges::find(kCollections, name, &Collection::name);
  const bool known = eligible_ == nullptr && found != std::end(kCollections) && found != &kTrace;
  if (&of != &kTrace || (!traces && !known) || (quantifier != "some" && quantifier != "none")) {
    node.refuse({}, "is no relation that a predicate may have here");
    return {};
  }
  Arguments inner = node.inside("predicate", true);
  Where some;
  if (traces) {
    const Where* eligible = std::exchange(eligible_, nullptr);
    const Where is = read(inner, kTrace, depth + 1);
    eligible_ = eligible;
    some = inTraces(spanCol("threadId"), spanCol("threadId"), allOf(arena_, {*eligible, is}));
  } else {
    const Where is = read(inner, *found, depth + 1);
    some = {.is = Is::kExists,
            .rows = arena_.keep(Select{.table = found->table,
                                       .columns = arena_.list<Col>({found->trace}),
                                       .where = scoped(*found->table, {is})}),
            .links = found->table == &kSpans ? kOfSpans : kOfSignals};
  }
  return quantifier == "some" ? some : noneOf(arena_, some);
}

Where Planned::leaf(Arguments& node, Text type, const Collection& of) {
  const Text name = node.needed<Text>("field");
  const Text word = node.needed<Text>("operator");
  Kind kind{};
  const auto field = fieldOf(name, of, &kind);
  if (!field || eligible_ != nullptr) node.refuse("field", "is none that can be asked for");
  if (node.failed()) return {};
  if (type == "collection" && kind == Kind::kTags) return ofList(node, word, *field);
  const auto found = std::ranges::find_if(
      kOperators, [&](const Operator& each) { return each.type == type && each.name == word; });
  if (found == std::end(kOperators) || kind == Kind::kTags) {
    node.refuse("operator", "is none of this field");
    return {};
  }
  const std::span<const Cell> values = valuesOf(node, type, kind);
  if (node.failed()) return {};
  const Where is = compared(kind, *field, found->is, values);
  return found->negated ? noneOf(arena_, is) : is;
}

Where Planned::ofList(Arguments& node, Text word, query::Field field) {
  const Where none = anyOf(
      arena_, {isNone(field),
               {.is = Is::kJsonEq, .field = field, .values = arena_.list<Cell>({{Json{"[]"}}})}});
  if (word == "empty") return none;
  if (word == "notEmpty") return noneOf(arena_, none);
  const Where has{.is = Is::kHasAny,
                  .field = field,
                  .values = arena_.list<Cell>({{node.needed<Text>("value")}})};
  if (word == "includes") return has;
  if (word == "notIncludes") return noneOf(arena_, anyOf(arena_, {none, has}));
  node.refuse("operator", "is none of this field");
  return {};
}

std::span<const Cell> Planned::valuesOf(Arguments& node, Text type, Kind kind) {
  static constexpr Column kText{.name = "value", .type = Type::kText};
  static constexpr Column kTime{.name = "value", .type = Type::kTimestamp};
  static constexpr Column kNumber{.name = "value", .type = Type::kReal};
  if (type == kPresence) return kNull;
  const bool several = type == kMembership;
  const Text name = several ? Text("values") : Text("value");
  const auto given = node.find(name);
  std::vector<Text> items;
  if (given && !several) items.push_back(*given);
  if (given && several) items = itemsOf(*given).value_or(std::vector<Text>());
  if (items.empty() || items.size() > kMostNodes) node.refuse(name, "must have 1 to 100 values");
  std::vector<Cell> cells;
  for (const Text item : items) {
    const bool number = kind == Kind::kNumber || kind == Kind::kElapsed ||
                        (kind == Kind::kEither && !item.starts_with('"'));
    cells.push_back(node.cellOf(kind == Kind::kTime ? kTime
                                : number            ? kNumber
                                                    : kText,
                                name, item));
    if (isNull(cells.back())) node.refuse(name, "must not be null");
  }
  return arena_.copy(std::span<const Cell>(cells));
}

Where Planned::compared(Kind kind, query::Field field, Is is, std::span<const Cell> values) {
  const bool presence = isNull(values[0]);
  if (kind == Kind::kStatus) return statusIs(presence, values);
  if (kind != Kind::kEither || presence) return {.is = is, .field = field, .values = values};
  query::Field text = field;
  text.as = As::kText;
  if (std::holds_alternative<Text>(values[0].value)) {
    return {.is = is, .field = text, .values = values};
  }
  // A text that says a number is a text here.
  return allOf(arena_,
               {{.is = is, .field = {feedbackCol("valueNumber")}, .values = values}, isNone(text)});
}

Where Planned::statusIs(bool presence, std::span<const Cell> values) {
  const auto has = [&](Text word) {
    return !presence && std::ranges::any_of(values, [&](const Cell& cell) {
      const auto* text = std::get_if<Text>(&cell.value);
      return text != nullptr && *text == word;
    });
  };
  const bool error = has("error");
  const bool success = has("success");
  if (error && success) return {};
  if (!error && !success) return {.is = Is::kOr};
  const Where no_error = isNone({SpanCol::error});
  return success ? no_error : noneOf(arena_, no_error);
}

}  // namespace agentkeep::observability
