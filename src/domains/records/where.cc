#include "domains/records/where.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "query/conditions.h"

namespace agentkeep::records {
namespace {

using namespace query;  // it speaks its words all the time
using api::Arguments;

constexpr Cell kNull{Null{}};
constexpr Cell kJsonNull{Json{"null"}};
constexpr Cell kEmptyText{Json{"\"\""}};
constexpr Cell kEmptyList{Json{"[]"}};

struct Operator {
  Text name;
  Is is;
  bool negated = false;
};
// What every column but documents and lists has; kAll: a filter of its own, see
// filter().
constexpr Operator kOperators[] = {{"equals", Is::kEq}, {"in", Is::kIn},  {"notIn", Is::kIn, true},
                                   {"lt", Is::kLt},     {"lte", Is::kLe}, {"gt", Is::kGt},
                                   {"gte", Is::kGe}};
constexpr Operator kTextOperators[] = {
    {"contains", Is::kContains}, {"startsWith", Is::kPrefix}, {"endsWith", Is::kSuffix}};
constexpr Operator kJsonOperators[] = {{"string_contains", Is::kContains},
                                       {"string_starts_with", Is::kPrefix},
                                       {"string_ends_with", Is::kSuffix},
                                       {"lt", Is::kLt},
                                       {"lte", Is::kLe},
                                       {"gt", Is::kGt},
                                       {"gte", Is::kGe},
                                       {"equals", Is::kJsonEq},
                                       {"not", Is::kJsonEq, true},
                                       {"array_contains", Is::kHasAll}};
constexpr Operator kListOperators[] = {
    {"has", Is::kHasAll}, {"hasEvery", Is::kHasAll}, {"hasSome", Is::kHasAny}};

const Operator* find(std::span<const Operator> operators, Text name) {
  const auto found = std::ranges::find(operators, name, &Operator::name);
  return found == operators.end() ? nullptr : &*found;
}

// A condition as it is being read; `negated`: the rows are wanted for which it
// is false.
class Reader {
 public:
  // `strict`: what is of another type than a condition about a document speaks of is not as it
  // says. Of NOT it is neither that nor otherwise.
  Reader(Call& call, const Model& model, unsigned depth, bool strict = false)
      : call_(call), model_(model), depth_(depth), strict_(strict) {}

  Where all(Arguments& object, bool negated) {
    std::vector<Where> parts;
    if (depth_ > kMaxDepth) {
      object.refuse({}, "is nested too deep: at most 16 levels of AND, OR, NOT, not and relations");
      return {};
    }
    for (const JsonMember& member : object.members()) {
      if (object.failed()) break;
      object.once(member.name);  // that it is not given twice
      parts.push_back(part(object, member, negated));
    }
    return combined(parts, negated);
  }

 private:
  Arena& arena() { return call_.arena; }

  Where combined(const std::vector<Where>& parts, bool negated) {
    if (parts.size() == 1) return parts[0];
    return {.is = negated ? Is::kOr : Is::kAnd,
            .parts = arena().copy(std::span<const Where>(parts))};
  }
  static Where constant(bool value) { return {.is = value ? Is::kAnd : Is::kOr}; }

  Where part(Arguments& object, const JsonMember& member, bool negated) {
    const Text name = member.name;
    if (name == "AND" || name == "OR" || name == "NOT") return tree(object, member, negated);
    if (const Relation* relation = relationNamed(model_, name)) {
      return related(object, *relation, member, negated);
    }
    const Col column = columnNamed(model_, name);
    if (column == kNoCol) {
      refuseField(object, name, model_);
      return {};
    }
    if (column == model_.secret) {
      object.refuse(name, "is secret: there are no conditions about it");
      return {};
    }
    return field(object, column, name, member.value, negated);
  }

  // AND, OR and NOT of objects. Every one of NOT must be false.
  Where tree(Arguments& object, const JsonMember& member, bool negated) {
    const bool inner = (member.name == "NOT") != negated;
    std::vector<Text> objects;
    const bool is_list = member.value.starts_with('[');
    if (is_list) {
      objects = *itemsOf(member.value);
    } else if (member.name != "OR") {
      objects.push_back(member.value);
    } else {
      object.refuse(member.name, "must be a list");
    }
    std::vector<Where> parts;
    const Text path = within(call_, object, member.name);
    for (std::size_t i = 0; i < objects.size() && !object.failed(); ++i) {
      Arguments each = object.at(is_list ? within(call_, path, i) : path, objects[i]);
      if (!object.failed())
        parts.push_back(Reader(call_, model_, depth_ + 1, strict_).all(each, inner));
    }
    return combined(parts, (member.name == "OR") != negated);
  }

  Where related(Arguments& object, const Relation& relation, const JsonMember& member,
                bool negated) {
    const Text path = within(call_, object, member.name);
    const Where none = relation.own == kIdCol ? Where{} : equals(arena(), relation.own, kNull);
    if (!relation.many && member.value == "null") return missing(relation, none, negated);
    Arguments filters = object.at(path, member.value);
    const auto is = [&](Text name) {
      return std::ranges::find(filters.members(), name, &JsonMember::name) !=
             filters.members().end();
    };
    if (!relation.many && !is("is") && !is("isNot")) {
      return inRows(relation, filters, false, negated);
    }
    std::vector<Where> parts;
    for (const JsonMember& each : filters.members()) {
      if (object.failed()) break;
      const bool one = each.name == "is" || each.name == "isNot";
      const bool known =
          relation.many ? each.name == "some" || each.name == "every" || each.name == "none" : one;
      if (!known) {
        filters.refuse(each.name, relation.many ? "is no operator of a list: some, every, none"
                                                : "is no operator of a relation: is, isNot");
        break;
      }
      const bool opposite = each.name == "isNot" || each.name == "none" || each.name == "every";
      if (one && each.value == "null") {
        parts.push_back(missing(relation, none, negated != opposite));
        continue;
      }
      Arguments inner = filters.at(within(call_, filters, each.name), each.value);
      if (object.failed()) break;
      parts.push_back(inRows(relation, inner, each.name == "every", negated != opposite));
    }
    return combined(parts, negated);
  }

  // Nothing is related.
  Where missing(const Relation& relation, const Where& none, bool negated) {
    if (relation.own != kIdCol) {
      return negated ? noneOf(arena(), none) : none;
    }
    const Where any = rowsOf(relation, {});
    return negated ? any : noneOf(arena(), any);
  }

  Where rowsOf(const Relation& relation, Where where) {
    return {.is = Is::kInRows,
            .field = {relation.own},
            .rows = arena().keep(Select{.table = relation.model->table,
                                        .columns = arena().list<Col>({relation.other}),
                                        .where = where,
                                        .scan = true})};
  }
  // Of one related row: the opposite is that there is none, or that it is otherwise. Of lists:
  // `inner` rows that do not match.
  Where inRows(const Relation& relation, Arguments& filters, bool inner, bool negated) {
    const bool otherwise = negated && !relation.many;
    Reader of(call_, *relation.model, depth_ + 1, strict_ || inner);
    const Where rows = rowsOf(relation, of.all(filters, inner != otherwise));
    if (otherwise) return anyOf(arena(), {noneOf(arena(), rowsOf(relation, {})), rows});
    return negated ? noneOf(arena(), rows) : rows;
  }

  // ---- One column

  Where field(Arguments& object, Col column, Text name, Text value, bool negated) {
    const Column& of = (*model_.table)[column];
    const bool is_document = of.type == Type::kJson;
    if (value == "null") return leaf({.is = Is::kEq, .field = {column}}, kNull, negated);
    if (!value.starts_with('{')) {
      if (is_document) {
        object.refuse(name,
                      of.takes == Takes::kList
                          ? Text("must be an object of equals, has, hasEvery, hasSome, isEmpty")
                          : Text("must be an object of path, equals, not, string_contains ..."));
        return {};
      }
      return compared(object, column, name, value, {"equals", Is::kEq}, false, negated);
    }
    Arguments filter = object.at(within(call_, object, name), value);
    if (object.failed()) return {};
    if (!is_document) return scalar(filter, column, negated, negated, depth_);
    return of.takes == Takes::kList ? listed(filter, column, negated)
                                    : document(filter, column, negated);
  }

  // A condition that is neither true nor false of what is not there.
  Where leaf(Where where, const Cell& value, bool negated) {
    where.values = arena().list({value});
    if (isNull(value)) {
      where.is = negated ? Is::kNe : Is::kEq;
      return where;
    }
    if (!negated) return where;
    const Where opposite = noneOf(arena(), where);
    const bool may_lack = !where.field.path.empty() || (*model_.table)[where.field.column].nullable;
    return may_lack ? query::allOf(arena(), {exists(where.field), opposite}) : opposite;
  }
  Where exists(const Field& field) {
    const Where there{.is = Is::kNe, .field = field, .values = {&kNull, 1}};
    if (field.path.empty()) return there;
    return anyOf(arena(), {there, {.is = Is::kJsonEq, .field = field, .values = {&kJsonNull, 1}}});
  }

  bool isFolded(Arguments& filter) {
    const std::optional<Text> mode = filter.read<Text>("mode");
    if (mode && *mode != "default" && *mode != "insensitive") {
      filter.refuse("mode", "must be default or insensitive");
    }
    return mode && *mode == "insensitive";
  }

  // `any`: one of the conditions is enough.
  Where scalar(Arguments& filter, Col column, bool negated, bool any, unsigned depth) {
    const Column& of = (*model_.table)[column];
    const bool is_text = of.type == Type::kText && of.words == nullptr;
    const bool is_ordered = of.type != Type::kBoolean && of.words == nullptr;
    const bool folds = is_text && isFolded(filter);
    std::vector<Where> parts;
    if (depth > kMaxDepth) filter.refuse({}, "is nested too deep");
    for (const JsonMember& member : filter.members()) {
      if (filter.failed()) break;
      filter.once(member.name);
      if (member.name == "mode" && is_text) continue;
      if (member.name == "not") {
        parts.push_back(opposite(filter, column, member, folds, negated, depth));
        continue;
      }
      const Operator* found = find(kOperators, member.name);
      if (found != nullptr && !is_ordered && found->is >= Is::kLt && found->is <= Is::kGe) {
        found = nullptr;
      }
      if (found == nullptr && is_text) found = find(kTextOperators, member.name);
      if (found == nullptr) {
        refuseOperator(filter, member.name, of);
        break;
      }
      parts.push_back(compared(filter, column, member.name, member.value, *found, folds, negated));
    }
    return combined(parts, any);
  }

  Where opposite(Arguments& filter, Col column, const JsonMember& member, bool folds, bool negated,
                 unsigned depth) {
    if (!member.value.starts_with('{')) {
      return compared(filter, column, member.name, member.value, {"not", Is::kEq, true}, folds,
                      negated);
    }
    Arguments inner = filter.at(within(call_, filter, member.name), member.value);
    // As of NOT, none of them must be so.
    return scalar(inner, column, !negated, negated, depth + 1);
  }

  Where compared(Arguments& filter, Col column, Text name, Text value, const Operator& with,
                 bool folds, bool negated) {
    const Column& of = (*model_.table)[column];
    const bool opposite = negated != with.negated;
    if (with.is == Is::kIn) return listOf(filter, column, name, value, folds, opposite);
    const Cell cell = valueOf(filter, of, name, value);
    if (isNull(cell) && with.is != Is::kEq) filter.refuse(name, "must not be null");
    const bool is_text = std::holds_alternative<Text>(cell.value);
    const bool may_fold = with.is == Is::kEq || with.is >= Is::kPrefix;
    return leaf({.is = with.is, .field = {column}, .fold = folds && is_text && may_fold}, cell,
                opposite);
  }

  Where listOf(Arguments& filter, Col column, Text name, Text value, bool folds, bool negated) {
    const auto items = itemsOf(value);
    if (!items) {
      filter.refuse(name, "must be a list");
      return {};
    }
    if (items->size() > api::kMaxListItems) filter.refuse(name, "has more than 100000 items");
    // Of no values it is false, and its opposite true, of rows without one,
    // too.
    if (items->empty()) return constant(negated);
    const std::span<Cell> cells = arena().make<Cell>(items->size());
    for (std::size_t i = 0; i < cells.size() && !filter.failed(); ++i) {
      cells[i] = valueOf(filter, (*model_.table)[column], name, (*items)[i]);
      if (isNull(cells[i])) filter.refuse(name, "must not hold null");
    }
    Where in{.is = Is::kIn, .field = {column}, .values = cells};
    if (folds) {
      const std::span<Where> each = arena().make<Where>(cells.size());
      for (std::size_t i = 0; i < each.size(); ++i) {
        each[i] = equals(arena(), column, cells[i]);
        each[i].fold = true;
      }
      in = {.is = Is::kOr, .parts = each};
    }
    if (!negated) return in;
    const Where others = noneOf(arena(), in);
    const bool may_lack = (*model_.table)[column].nullable;
    return may_lack ? query::allOf(arena(), {exists({column}), others}) : others;
  }

  // ---- Lists of texts

  Where listed(Arguments& filter, Col column, bool negated) {
    std::vector<Where> parts;
    for (const JsonMember& member : filter.members()) {
      if (filter.failed()) break;
      filter.once(member.name);
      if (member.name == "isEmpty") {
        const bool wanted = filter.read<bool>(member.name).value_or(true);
        parts.push_back(
            leaf({.is = Is::kJsonEq, .field = {column}}, kEmptyList, negated == wanted));
        continue;
      }
      if (member.name == "equals") {
        if (!member.value.starts_with('[')) filter.refuse(member.name, "must be a list");
        parts.push_back(
            leaf({.is = Is::kJsonEq, .field = {column}}, {Json{member.value}}, negated));
        continue;
      }
      const Operator* found = find(kListOperators, member.name);
      if (found == nullptr) {
        refuseOperator(filter, member.name, (*model_.table)[column]);
        break;
      }
      parts.push_back(has(filter, {column}, member, *found, member.name == "has", negated));
    }
    return combined(parts, negated);
  }

  // The list has all, or one, of the items; of `single` the one.
  Where has(Arguments& filter, Field field, const JsonMember& member, const Operator& with,
            bool single, bool negated) {
    std::vector<Text> items;
    if (!single && !member.value.starts_with('[')) filter.refuse(member.name, "must be a list");
    if (single) {
      items.push_back(member.value);
    } else if (const auto list = itemsOf(member.value)) {
      items = *list;
    }
    const std::span<Cell> cells = arena().make<Cell>(items.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const char first = items[i].front();
      if (first == '{' || first == '[') {
        filter.refuse(member.name, "must not hold objects or lists");
      } else if (first != '"' && field.path.empty()) {
        filter.refuse(member.name, "must be text");
      }
      cells[i] = {Json{items[i]}};
    }
    Where where{.is = with.is, .field = field, .values = cells};
    if (!negated) return where;
    // Of a list, that is.
    const Where is_list{.is = Is::kHasAll, .field = field};
    return query::allOf(arena(), {strict_ && !field.path.empty() ? exists(field) : is_list,
                                  noneOf(arena(), where)});
  }

  // ---- Documents

  std::span<const Text> pathOf(Arguments& filter) {
    const std::optional<Text> given = filter.find("path");
    if (!given) return {};
    const auto items = itemsOf(*given);
    const std::span<Text> path = arena().make<Text>(items ? items->size() : 0);
    for (std::size_t i = 0; i < path.size() && !filter.failed(); ++i) {
      JsonReader name((*items)[i]);
      if (name.peek() != JsonKind::kString) {
        filter.refuse("path", "must be a list of names");
        return path.first(0);
      }
      path[i] = name.string().exact(arena());
    }
    if (path.empty() || path.size() > 100)
      filter.refuse("path", "must be a list of 1 to 100 names");
    return path;
  }

  Where document(Arguments& filter, Col column, bool negated) {
    const Field field{.column = column, .path = pathOf(filter)};
    const bool folds = isFolded(filter);
    std::vector<Where> parts;
    for (const JsonMember& member : filter.members()) {
      if (filter.failed()) break;
      filter.once(member.name);
      if (member.name == "path" || member.name == "mode") continue;
      const Operator* found = find(kJsonOperators, member.name);
      if (found == nullptr) {
        refuseOperator(filter, member.name, (*model_.table)[column]);
        break;
      }
      parts.push_back(within(filter, field, member, *found, folds, negated != found->negated));
    }
    // A path alone says nothing.
    return combined(parts, negated);
  }

  Where within(Arguments& filter, const Field& field, const JsonMember& member,
               const Operator& with, bool folds, bool negated) {
    const Cell given{Json{member.value}};
    if (with.is == Is::kJsonEq) {
      // A document that is not there is null, and nothing else is.
      const bool is_column = member.value == "null" && field.path.empty();
      Where where{.is = Is::kJsonEq, .field = field, .indexed = true};
      return is_column ? leaf(where, kNull, negated) : leaf(where, given, negated);
    }
    if (with.is == Is::kHasAll) {
      return has(filter, field, member, with, !member.value.starts_with('['), negated);
    }
    const char first = member.value.front();
    if (with.is >= Is::kLt && with.is <= Is::kGe) {
      if (first != '"' && first != '-' && (first < '0' || first > '9')) {
        filter.refuse(member.name, "must be a number or text");
      }
      // The opposite is about values of the same type, too: it is the other order.
      const bool turns = negated && !strict_;
      return leaf({.is = turns ? oppositeOf(with.is) : with.is, .field = field}, given,
                  negated && strict_);
    }
    const std::optional<Text> text = filter.read<Text>(member.name);
    if (!text) filter.refuse(member.name, "must be text");
    // Only texts have parts: numbers are none.
    const Where is_text{.is = Is::kGe, .field = field, .values = {&kEmptyText, 1}};
    const Where part{.is = with.is,
                     .field = field,
                     .fold = folds,
                     .values = arena().list<Cell>({{text.value_or(Text())}})};
    if (negated && strict_) {
      return query::allOf(arena(),
                          {exists(field), noneOf(arena(), query::allOf(arena(), {is_text, part}))});
    }
    return query::allOf(arena(), {is_text, negated ? noneOf(arena(), part) : part});
  }

  void refuseOperator(Arguments& filter, Text name, const Column& of) {
    filter.refuse(name, "is no operator of " + std::string(of.name));
  }
  static Text within(Call& call, Arguments& of, Text name) {
    return records::within(call, of, name);
  }
  static Text within(Call& call, Text path, std::size_t index) {
    return records::within(call, path, index);
  }

  Call& call_;
  const Model& model_;
  unsigned depth_;
  bool strict_;
};

}  // namespace

Col columnNamed(const Model& model, Text name) {
  const auto found = std::ranges::find(model.table->columns, name, &Column::name);
  return found == model.table->columns.end()
             ? kNoCol
             : static_cast<Col>(found - model.table->columns.begin());
}

const Relation* relationNamed(const Model& model, Text name) {
  const auto found = std::ranges::find(model.relations, name, &Relation::name);
  return found == model.relations.end() ? nullptr : &*found;
}

Text within(Call& call, Arguments& of, Text name) {
  std::string path(of.path());
  if (!path.empty()) path += '.';
  return call.arena.text(path.append(name));
}

Text within(Call& call, Text path, std::size_t index) {
  return call.arena.text(std::string(path) + "[" + std::to_string(index) + "]");
}

void refuseField(Arguments& from, Text name, const Model& model) {
  from.refuse(name, "is no field of " + std::string(model.name));
}

Cell valueOf(Arguments& from, const Column& column, Text name, Text value) {
  Column as = column;
  if (as.takes == Takes::kName) as.takes = Takes::kId;  // an empty one finds nothing
  if (as.type != Type::kInteger || value == "null") return from.cellOf(as, name, value);
  // Below zero, too.
  as.type = Type::kReal;
  const Cell cell = from.cellOf(as, name, value);
  const auto* number = std::get_if<double>(&cell.value);
  if (number == nullptr) return cell;
  constexpr double kMost = 9'007'199'254'740'991;
  if (*number != std::trunc(*number) || std::abs(*number) > kMost) {
    from.refuse(name, "must be an integer");
    return {Null{}};
  }
  return {static_cast<std::int64_t>(*number)};
}

Where whereOf(Call& call, Arguments& object, const Model& model) {
  return Reader(call, model, 0).all(object, false);
}

Where whereIn(Call& call, Arguments& from, const Model& model) {
  const std::optional<Text> given = from.find("where");
  if (!given || from.failed()) return {};
  Arguments object = from.at(within(call, from, "where"), *given);
  return object.failed() ? Where{} : whereOf(call, object, model);
}

Where uniqueOf(Call& call, Arguments& from, Text name, const Model& model, std::span<Cell> key) {
  Arguments object = from.inside(name, true);
  std::ranges::fill(key, Cell{Keep{}});
  if (object.failed()) return {};
  std::vector<Where> parts;
  JsonObjectParts rest;
  const auto pin = [&](Arguments& in, Col column, Text value) {
    const Cell cell = valueOf(in, (*model.table)[column], (*model.table)[column].name, value);
    if (isNull(cell)) in.refuse((*model.table)[column].name, "must not be null");
    if (!key.empty()) key[column] = cell;
    parts.push_back(equals(call.arena, column, cell));
  };
  std::string names;
  for (const Unique& unique : model.uniques) {
    names.append(names.empty() ? "" : " or ").append(unique.name);
    const std::optional<Text> value = object.find(unique.name);
    if (!value) continue;
    if (unique.columns.size() == 1) {
      if (!value->starts_with('{')) pin(object, unique.columns[0], *value);
      continue;
    }
    Arguments inner = object.at(within(call, object, unique.name), *value);
    for (const Col column : unique.columns) {
      const std::optional<Text> part = inner.find((*model.table)[column].name);
      if (!part) {
        inner.refuse((*model.table)[column].name, "is required");
        break;
      }
      pin(inner, column, *part);
    }
    for (const JsonMember& member : inner.members()) {
      const Col column = columnNamed(model, member.name);
      if (std::ranges::find(unique.columns, column) == unique.columns.end()) {
        inner.refuse(member.name, "is no part of the key");
      }
    }
  }
  if (object.failed()) return {};
  if (parts.empty()) {
    from.refuse(name, "must have " + names);
    return {};
  }
  // The other members are conditions like any.
  JsonWriter others;
  others.beginObject();
  for (const JsonMember& member : object.members()) {
    const auto is = [&](const Unique& unique) {
      return unique.name == member.name &&
             (unique.columns.size() > 1 || !member.value.starts_with('{'));
    };
    if (std::ranges::none_of(model.uniques, is)) others.rawKey(member.key).raw(member.value);
  }
  others.endObject();
  if (others.text().size() > 2) {
    Arguments more = from.at(within(call, from, name), call.arena.text(others.text()));
    parts.push_back(whereOf(call, more, model));
  }
  if (parts.size() == 1) return parts[0];
  return {.is = Is::kAnd, .parts = call.arena.copy(std::span<const Where>(parts))};
}

}  // namespace agentkeep::records
