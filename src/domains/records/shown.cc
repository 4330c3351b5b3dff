#include "domains/records/shown.h"

#include <algorithm>
#include <cmath>

#include "api/encode.h"
#include "core/text-index.h"
#include "query/conditions.h"

namespace agentkeep::records {
namespace {

using namespace query;  // it speaks its words all the time
using api::Arguments;

// The columns and relations that one object asks for.
class Reader {
 public:
  Reader(Call& call, const Model& model, bool secret_too)
      : call_(call), model_(model), secret_too_(secret_too) {}

  Shown shown(Arguments& from, bool relations) {
    relations_ = relations;
    const std::optional<Text> select = given(from, "select");
    const std::optional<Text> include = given(from, "include");
    if (select && include) from.refuse("include", "cannot be given beside select");
    if (select) {
      Arguments object = from.at(within(call_, from, "select"), *select);
      for (const JsonMember& member : object.members()) add(object, member, true);
      if (columns_.empty() && related_.empty()) object.refuse({}, "must ask for something");
    } else {
      for (std::size_t i = 0; i < model_.table->columns.size(); ++i) {
        const Col column = static_cast<Col>(i);
        if (column != model_.secret || secret_too_) columns_.push_back(column);
      }
    }
    if (include) {
      Arguments object = from.at(within(call_, from, "include"), *include);
      for (const JsonMember& member : object.members()) add(object, member, false);
    }
    std::vector<Col> read = columns_;
    for (const Related& each : related_) {
      if (std::ranges::find(read, each.relation->own) == read.end()) {
        read.push_back(each.relation->own);
      }
    }
    if (read.empty()) read.push_back(kIdCol);
    Arena& arena = call_.arena;
    return {.model = &model_,
            .columns = arena.copy(std::span<const Col>(columns_)),
            .read = arena.copy(std::span<const Col>(read)),
            .related = arena.copy(std::span<const Related>(related_))};
  }

 private:
  static std::optional<Text> given(Arguments& from, Text name) {
    const std::optional<Text> value = from.find(name);
    return value && *value == "null" ? std::nullopt : value;
  }

  void add(Arguments& object, const JsonMember& member, bool columns_too) {
    object.once(member.name);
    const Relation* relation = relationNamed(model_, member.name);
    const Col column = columns_too ? columnNamed(model_, member.name) : kNoCol;
    if (relation == nullptr && column == kNoCol) {
      object.refuse(member.name,
                    (columns_too ? "is no field or relation of " : "is no relation of ") +
                        std::string(model_.name));
      return;
    }
    const bool is_object = member.value.starts_with('{');
    if (member.value == "false" || object.failed()) return;
    if (member.value != "true" && (relation == nullptr || !is_object)) {
      object.refuse(member.name, "must be true or false");
      return;
    }
    if (relation == nullptr) {
      if (column == model_.secret && !secret_too_) {
        object.refuse(member.name,
                      "is secret: it is read row by row, by callers with the scope admin");
      }
      columns_.push_back(column);
      return;
    }
    if (!relations_) {
      object.refuse(member.name, "cannot be asked for here: one level of relations is answered");
      return;
    }
    Arguments inner =
        object.at(within(call_, object, member.name), is_object ? member.value : Text("{}"));
    relation->many ? onlyTakes(inner, {"select", "where", "orderBy", "take", "skip"})
                   : onlyTakes(inner, {"select"});
    const Model& other = *relation->model;
    Shown shown = Reader(call_, other, false).shown(inner, false);
    if (std::ranges::find(shown.read, relation->other) == shown.read.end()) {
      const std::span<Col> read = call_.arena.make<Col>(shown.read.size() + 1);
      std::ranges::copy(shown.read, read.begin());
      read.back() = relation->other;
      shown.read = read;
    }
    const Where where = whereIn(call_, inner, other);
    const auto order = orderIn(call_, inner, other);
    const Page page = pageIn(inner);
    related_.push_back({relation, shown, where, order, page.take, page.skip});
  }

  Call& call_;
  const Model& model_;
  bool secret_too_;
  bool relations_ = false;
  std::vector<Col> columns_;
  std::vector<Related> related_;
};

// A whole number within `from` and kMost.
std::optional<std::int64_t> wholeIn(Arguments& from, Text name, double least, Text says) {
  constexpr double kMost = 9'007'199'254'740'991;
  const std::optional<double> number = from.read<double>(name);
  if (!number) return std::nullopt;
  if (*number != std::trunc(*number) || *number < least || *number > kMost) {
    from.refuse(name, says);
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

Order termOf(Arguments& object, const Model& model, const JsonMember& member) {
  const Col column = columnNamed(model, member.name);
  Order out{.column = column};
  if (column == kNoCol) {
    refuseField(object, member.name, model);
    return out;
  }
  if ((*model.table)[column].type == Type::kJson) {
    object.refuse(member.name, "is a document, which has no order");
    return out;
  }
  std::optional<Text> direction;
  std::optional<Text> nulls;
  if (member.value.starts_with('{')) {
    Arguments term = object.inside(member.name);
    onlyTakes(term, {"sort", "nulls"});
    direction = term.read<Text>("sort");
    nulls = term.read<Text>("nulls");
  } else {
    direction = object.read<Text>(member.name);
  }
  if (!direction || (*direction != "asc" && *direction != "desc")) {
    object.refuse(member.name, "must be asc or desc");
  }
  if (nulls && *nulls != "first" && *nulls != "last") {
    object.refuse(member.name, "must have nulls first or last");
  }
  out.descending = direction == "desc";
  out.nulls_first = nulls ? *nulls == "first" : out.descending;
  return out;
}

// Rows by what one of their columns has: the first one, and behind each the
// next.
class ByColumn {
 public:
  ByColumn(Arena& arena, const Rows& rows, std::size_t place)
      : numbers_(arena, rows.size()),
        first_(arena.make<std::size_t>(rows.size())),
        next_(arena.make<std::size_t>(rows.size())) {
    // From the last one on, so that each is put before those behind it.
    std::size_t count = 0;
    for (std::size_t i = rows.size(); i-- > 0;) {
      const Value& value = rows[i][place];
      if (value.isNull()) continue;
      const std::size_t number = numbers_.add(value.text, count);
      next_[i] = number == count ? kNone : first_[number];
      first_[number] = i;
      count += number == count ? 1 : 0;
    }
  }
  [[nodiscard]] std::vector<std::size_t> of(const Value& value) const {
    std::vector<std::size_t> out;
    const std::uint32_t number = value.isNull() ? TextIndex::kNone : numbers_.find(value.text);
    if (number == TextIndex::kNone) return out;
    for (std::size_t at = first_[number]; at != kNone; at = next_[at]) out.push_back(at);
    return out;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  TextIndex numbers_;
  std::span<std::size_t> first_, next_;
};

void writeObject(JsonWriter& out, const Shown& shown, std::span<const Value> row) {
  out.beginObject();
  api::writeMembers(out, *shown.model->table, shown.columns, row.first(shown.columns.size()));
  out.endObject();
}

// Of those that are related to one row the ones that are asked for.
std::span<const std::size_t> paged(const Related& related, std::span<const std::size_t> rows) {
  const bool from_end = related.take < 0;
  const auto most = static_cast<std::uint64_t>(from_end ? -related.take : related.take);
  const auto skip = static_cast<std::size_t>(std::min<std::uint64_t>(related.skip, rows.size()));
  const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(most, rows.size() - skip));
  return rows.subspan(from_end ? rows.size() - skip - take : skip, take);
}

std::span<const Statement> statementsOf(Arena& arena, const Shown& shown, auto linkOf) {
  const std::span<Statement> out = arena.make<Statement>(shown.related.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Related& each = shown.related[i];
    out[i] = Select{.table = each.relation->model->table,
                    .columns = each.shown.read,
                    .where = allOf(arena, {linkOf(*each.relation), each.where}),
                    .order = each.order,
                    .scan = true,
                    .opaque = true};
  }
  return out;
}

}  // namespace

void onlyTakes(Arguments& from, std::initializer_list<Text> names) {
  for (const JsonMember& member : from.members()) {
    if (std::ranges::find(names, member.name) == names.end()) {
      from.refuse(member.name, "is no argument of this method");
    }
  }
}

Shown shownIn(Call& call, Arguments& from, const Model& model, bool secret_too) {
  return Reader(call, model, secret_too).shown(from, true);
}

std::size_t placeOf(const Shown& shown, Col column) {
  return static_cast<std::size_t>(std::ranges::find(shown.read, column) - shown.read.begin());
}

std::span<const Order> orderIn(Call& call, Arguments& from, const Model& model) {
  std::vector<Order> terms;
  const std::optional<Text> given = from.find("orderBy");
  if (given && *given != "null" && !from.failed()) {
    const auto items = itemsOf(*given);
    const Text path = within(call, from, "orderBy");
    for (std::size_t i = 0; i < (items ? items->size() : 1) && !from.failed(); ++i) {
      Arguments object =
          items ? from.at(within(call, path, i), (*items)[i]) : from.at(path, *given);
      for (const JsonMember& member : object.members()) {
        object.once(member.name);
        const Order term = termOf(object, model, member);
        if (std::ranges::find(terms, term.column, &Order::column) == terms.end()) {
          terms.push_back(term);
        }
      }
    }
  }
  if (std::ranges::find(terms, kIdCol, &Order::column) == terms.end()) {
    terms.push_back({.column = kIdCol});
  }
  return call.arena.copy(std::span<const Order>(terms));
}

std::span<const Order> reversed(Arena& arena, std::span<const Order> order) {
  const std::span<Order> out = arena.make<Order>(order.size());
  std::ranges::copy(order, out.begin());
  for (Order& term : out) {
    term.descending = !term.descending;
    term.nulls_first = !term.nulls_first;
  }
  return out;
}

Page pageIn(Arguments& from) {
  constexpr double kLeast = -9'007'199'254'740'991;
  Page page;
  page.take = wholeIn(from, "take", kLeast, "must be an integer").value_or(kAllRows);
  const auto skip = wholeIn(from, "skip", 0, "must be an integer of 0 and more");
  page.skip = static_cast<std::uint64_t>(skip.value_or(0));
  return page;
}

std::span<const Statement> relatedOf(Arena& arena, const Shown& shown, const Select& parents) {
  return statementsOf(arena, shown, [&](const Relation& relation) {
    Select inner = parents;
    inner.columns = arena.list<Col>({relation.own});
    inner.only_replied = inner.opaque = false;
    return Where{.is = Is::kInRows, .field = {relation.other}, .rows = arena.keep(inner)};
  });
}

std::span<const Statement> relatedOf(Arena& arena, const Shown& shown, const Rows& parents) {
  return statementsOf(arena, shown, [&](const Relation& relation) {
    const std::size_t place = placeOf(shown, relation.own);
    std::vector<Cell> keys;
    for (std::size_t i = 0; i < parents.size(); ++i) {
      if (!parents[i][place].isNull()) keys.push_back({parents[i][place].text});
    }
    return Where{.is = Is::kIn,
                 .field = {relation.other},
                 .values = arena.copy(std::span<const Cell>(keys))};
  });
}

Result<void> writeShown(JsonWriter& out, const Shown& shown, const Rows& rows,
                        std::span<const Answer> answers) {
  if (rows.empty()) return {};
  if (shown.related.empty() && !shown.columns.empty()) {
    return api::writeRows(out, *shown.model->table, shown.columns, rows);
  }
  Arena arena;
  std::vector<ByColumn> indexes;
  for (std::size_t i = 0; i < shown.related.size(); ++i) {
    const Related& each = shown.related[i];
    indexes.emplace_back(arena, answers[i].rows, placeOf(each.shown, each.relation->other));
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::span<const Value> row = rows[r];
    out.beginObject();
    api::writeMembers(out, *shown.model->table, shown.columns, row.first(shown.columns.size()));
    for (std::size_t i = 0; i < shown.related.size(); ++i) {
      const Related& each = shown.related[i];
      const std::vector<std::size_t> found = indexes[i].of(row[placeOf(shown, each.relation->own)]);
      out.key(each.relation->name);
      if (each.relation->many) {
        out.beginArray();
        for (const std::size_t at : paged(each, found)) {
          writeObject(out, each.shown, answers[i].rows[at]);
        }
        out.endArray();
      } else if (found.empty()) {
        out.null();
      } else {
        writeObject(out, each.shown, answers[i].rows[found[0]]);
      }
    }
    out.endObject();
    if (out.text().size() > out.limit()) {
      return fail(ErrorCode::kTooLarge,
                  "the answer is over " + std::to_string(out.limit()) + " bytes: take fewer rows");
    }
  }
  return {};
}

}  // namespace agentkeep::records
