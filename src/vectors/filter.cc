#include "vectors/filter.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/json-members.h"
#include "query/conditions.h"

namespace agentkeep::vectors {
namespace {

using namespace query;  // it speaks its words all the time

constexpr unsigned kMaxDepth = 24;           // of objects in one another
constexpr unsigned kMaxNames = 100;          // of a path
constexpr std::size_t kMaxConditions = 300;  // more are no statement that SQLite can read
constexpr Cell kNull[] = {{Null{}}};
constexpr Cell kJsonNull[] = {{Json{"null"}}};

enum class Kind : std::uint8_t {
  kEquals,
  kOrder,
  kIn,
  kAll,
  kElement,
  kExists,
  kContains,
  kSize,
  kPattern,
  kOptions,
  kAnd,
  kOr,
  kNot,
};
struct Operator {
  Text name;
  Kind kind;
  bool negated = false;
  Is is = Is::kAll;
};
constexpr Operator kOperators[] = {
    {.name = "$eq", .kind = Kind::kEquals},
    {.name = "$ne", .kind = Kind::kEquals, .negated = true},
    {.name = "$gt", .kind = Kind::kOrder, .is = Is::kGt},
    {.name = "$gte", .kind = Kind::kOrder, .is = Is::kGe},
    {.name = "$lt", .kind = Kind::kOrder, .is = Is::kLt},
    {.name = "$lte", .kind = Kind::kOrder, .is = Is::kLe},
    {.name = "$in", .kind = Kind::kIn},
    {.name = "$nin", .kind = Kind::kIn, .negated = true},
    {.name = "$all", .kind = Kind::kAll},
    {.name = "$elemMatch", .kind = Kind::kElement},
    {.name = "$exists", .kind = Kind::kExists},
    {.name = "$contains", .kind = Kind::kContains},
    {.name = "$size", .kind = Kind::kSize},
    {.name = "$regex", .kind = Kind::kPattern},
    {.name = "$options", .kind = Kind::kOptions},
    {.name = "$and", .kind = Kind::kAnd},
    {.name = "$or", .kind = Kind::kOr},
    {.name = "$nor", .kind = Kind::kOr, .negated = true},
    {.name = "$not", .kind = Kind::kNot, .negated = true},
};

constexpr Operator kImplied[] = {{.name = {}, .kind = Kind::kEquals},
                                 {.name = {}, .kind = Kind::kIn}};

Where constant(bool value) { return {.is = value ? Is::kAll : Is::kOr}; }
bool isNever(const Where& where) { return where.is == Is::kOr && where.parts.empty(); }

bool isText(Text json) { return json.starts_with('"'); }
bool isNumber(Text json) { return JsonReader(json).peek() == JsonKind::kNumber; }
bool isScalar(Text json) { return !json.starts_with('{') && !json.starts_with('['); }

class Reader {
 public:
  Reader(Arena& arena, api::Arguments& from, Text name, Col column, bool patterns)
      : arena_(arena), from_(from), column_(column), patterns_(patterns), path_(name) {}

  // Where the object looks: at a member of the document, or of an element of a list.
  struct Place {
    Field field;
    bool tests = false;  // operators may stand here, since a value is meant
    unsigned depth = 1;
  };

  Filter read(Text filter) {
    const auto members = membersOf(filter, arena_);
    if (!members) refuse("must be an object");
    if (!members || members->empty()) return {};
    const Where where = object(*members, {.field = {.column = column_}}, false);
    if (where.is != Is::kAll) return {Finds::kSome, where};
    return {tested_ ? Finds::kAll : Finds::kNoTest};
  }

 private:
  [[nodiscard]] bool failed() const { return from_.failed(); }
  void refuse(Text why) { from_.refuse(path_, why); }

  // For what is read within, its name is part of the path.
  template <class Read>
  Where within(Text name, Read read) {
    const std::size_t before = path_.size();
    path_.append(name.starts_with('[') ? "" : ".").append(name);
    Where where = read();
    if (!failed()) path_.resize(before);
    return where;
  }

  // `all`: each of them is so; else one of them is.
  Where combined(std::vector<Where> parts, bool all) {
    std::erase_if(parts,
                  [&](const Where& part) { return all ? part.is == Is::kAll : isNever(part); });
    const auto decides = [&](const Where& part) {
      return all ? isNever(part) : part.is == Is::kAll;
    };
    if (std::ranges::any_of(parts, decides)) return constant(!all);
    if (parts.empty()) return constant(all);
    if (parts.size() == 1) return parts[0];
    return {.is = all ? Is::kAnd : Is::kOr, .parts = arena_.copy(std::span<const Where>(parts))};
  }
  Where combined(std::initializer_list<Where> parts, bool all) {
    return combined(std::vector<Where>(parts), all);
  }
  Where opposite(const Where& of) {
    if (of.is == Is::kAll) return constant(false);
    if (isNever(of)) return constant(true);
    return noneOf(arena_, of);
  }

  Where leaf(Is is, const Field& field, Cell value) {
    return {.is = is, .field = field, .values = arena_.list({value})};
  }
  // A value that is null counts as none.
  static Where isNothing(const Field& field) {
    if (field.path.empty()) return {.is = Is::kJsonEq, .field = field, .values = kJsonNull};
    return {.is = Is::kEq, .field = field, .values = kNull};
  }
  // Of a test that says nothing about a value that is not there.
  Where known(const Field& field, const Where& is, bool negated) {
    if (!negated) return is;
    return combined({noneOf(arena_, isNothing(field)), opposite(is)}, true);
  }
  // Of one that is false there.
  Where definite(const Where& is, bool negated) { return negated ? opposite(is) : is; }

  Where object(const JsonObjectParts& members, const Place& at, bool negated) {
    if (at.depth > kMaxDepth) refuse("is nested too deep");
    conditions_ += members.size();
    if (conditions_ > kMaxConditions) refuse("has more than 300 conditions");
    std::vector<Where> parts;
    parts.reserve(members.size());
    for (const JsonMember& member : members) {
      if (failed()) break;
      parts.push_back(within(member.name, [&] {
        return member.name.starts_with('$') ? test(members, member, at, negated)
                                            : field(member, at, negated);
      }));
    }
    return combined(std::move(parts), !negated);
  }

  Where field(const JsonMember& member, const Place& at, bool negated) {
    Place inner{.field = at.field, .tests = true, .depth = at.depth + 1};
    std::vector<Text> path(at.field.path.begin(), at.field.path.end());
    for (Text rest = member.name;;) {
      const std::size_t dot = rest.find('.');
      path.push_back(rest.substr(0, dot));
      if (path.back().empty()) refuse("has an empty name in its path");
      if (path.size() > kMaxNames) refuse("has too many names in its path");
      if (failed() || dot == Text::npos) break;
      rest = rest.substr(dot + 1);
    }
    inner.field.path = arena_.copy(std::span<const Text>(path));
    if (isScalar(member.value)) return values(kImplied[0], member.value, inner, negated);
    const auto members = membersOf(member.value, arena_);
    if (!members) return values(kImplied[1], member.value, inner, negated);
    const auto is_test = [](const JsonMember& each) { return each.name.starts_with('$'); };
    if (std::ranges::none_of(*members, is_test)) inner.tests = false;
    const auto other = std::ranges::find_if_not(*members, is_test);
    if (inner.tests && other != members->end()) {
      path_.append(".").append(other->name);
      refuse("stands beside operators, and is none");
    }
    return object(*members, inner, negated);
  }

  Where test(const JsonObjectParts& members, const JsonMember& member, const Place& at,
             bool negated) {
    const auto found = std::ranges::find(kOperators, member.name, &Operator::name);
    if (found == std::end(kOperators)) {
      refuse("is an unsupported operator");
      return {};
    }
    const bool opposite = negated != found->negated;
    const bool within_field = !at.field.path.empty();
    switch (found->kind) {
      case Kind::kAnd:
      case Kind::kOr:
        if (within_field) refuse("is a logical operator, which cannot be used at a field");
        return each(*found, member.value, at, opposite);
      case Kind::kNot: {
        const auto inner = membersOf(member.value, arena_);
        if (!inner) refuse("must be an object");
        if (inner && inner->empty()) refuse("must not be empty");
        if (failed()) return {};
        Place place = at;
        ++place.depth;
        return object(*inner, place, opposite);
      }
      default:
        break;
    }
    if (!at.tests) refuse("is an operator that needs a field");
    if (found->kind == Kind::kPattern) return pattern(members, member.value, at, opposite);
    if (found->kind != Kind::kOptions) return values(*found, member.value, at, opposite);
    if (find(members, "$regex") != nullptr) return negated ? constant(false) : constant(true);
    refuse("needs $regex beside it");
    return {};
  }

  // Of a list of filters.
  Where each(const Operator& with, Text list, const Place& at, bool negated) {
    const auto items = itemsOf(list);
    if (!items) refuse("must be a list");
    std::vector<Where> parts;
    parts.reserve(items ? items->size() : 0);
    tested_ = true;
    for (std::size_t i = 0; items && i < items->size() && !failed(); ++i) {
      parts.push_back(within("[" + std::to_string(i) + "]", [&] {
        const auto members = membersOf((*items)[i], arena_);
        if (!members) refuse("must be an object");
        Place place = at;
        ++place.depth;
        return members ? object(*members, place, negated) : Where{};
      }));
    }
    return combined(std::move(parts), (with.kind == Kind::kAnd) != negated);
  }

  Where values(const Operator& with, Text value, const Place& at, bool negated) {
    const Field& field = at.field;
    tested_ = true;
    switch (with.kind) {
      case Kind::kEquals:
        if (value.starts_with('{')) refuse("must not be an object");
        if (value == "null") return definite(isNothing(field), negated);
        return known(field, leaf(Is::kJsonEq, field, {Json{value}}), negated);
      case Kind::kOrder:
        return ordered(negated ? oppositeOf(with.is) : with.is, field, value);
      case Kind::kIn: {
        // A null is in no list.
        Where in{.is = Is::kHasAny, .field = field, .lone = true, .values = list(value, false)};
        if (in.values.empty()) return constant(negated);
        return known(field, in, negated);
      }
      case Kind::kAll: {
        const Where all{.is = Is::kHasAll, .field = field, .values = list(value, true)};
        return definite(all.values.empty() ? constant(false) : all, negated);
      }
      case Kind::kElement: {
        const auto members = membersOf(value, arena_);
        if (!members) refuse("must be an object with conditions");
        if (failed()) return {};
        const Place inner{.field = {.column = column_}, .tests = true, .depth = at.depth + 1};
        return definite(some(field, object(*members, inner, false)), negated);
      }
      case Kind::kExists:
        if (value != "true" && value != "false") refuse("must be true or false");
        return definite(isNothing(field), negated != (value == "true"));
      case Kind::kContains:
        return contains(field, value, negated);
      default: {
        const auto size = isNumber(value) ? jsonQuantity(value) : std::nullopt;
        if (!size) refuse("must be a length");
        return definite(leaf(Is::kLength, field, {size.value_or(0)}), negated);
      }
    }
  }

  Where some(const Field& list, Where element) {
    return {.is = Is::kSome, .field = list, .parts = arena_.list({element})};
  }

  Where ordered(Is is, const Field& field, Text value) {
    if (value == "null") return constant(false);  // neither it nor its opposite
    if (!isText(value) && !isNumber(value)) refuse("must be a number or text");
    const Where same = leaf(is, field, {Json{value}});
    if (!isText(value)) return same;
    const Text text = trimmed(JsonReader(value).string().decode(arena_));
    if (!isJson(text) || !isNumber(text)) return same;
    return combined({same, leaf(is, field, {Json{text}})}, false);
  }

  // The items of a list, or the one value; nulls only where they count.
  std::span<const Cell> list(Text value, bool nulls) {
    const auto items = itemsOf(value);
    std::vector<Cell> cells;
    cells.reserve(items ? items->size() : 1);
    const auto add = [&](Text item) {
      if (!isScalar(item)) refuse("must have texts, numbers, booleans or null");
      if (nulls || item != "null") cells.push_back({Json{item}});
    };
    if (items) {
      std::ranges::for_each(*items, add);
    } else {
      add(value);
    }
    return arena_.copy(std::span<const Cell>(cells));
  }

  Where contains(const Field& field, Text value, bool negated) {
    if (value == "null") return constant(false);
    if (value.starts_with('[')) {
      const Where any{.is = Is::kHasAny, .field = field, .values = list(value, false)};
      return definite(any.values.empty() ? constant(false) : any, negated);
    }
    if (!isText(value)) return known(field, leaf(Is::kJsonEq, field, {Json{value}}), negated);
    // A text, or one of a list.
    Where part = leaf(Is::kContains, field, {JsonReader(value).string().decode(arena_)});
    part.fold = true;
    part.field.as = As::kText;
    Where item = part;
    item.field.path = {};
    return known(field, combined({part, some(field, item)}, false), negated);
  }

  Where pattern(const JsonObjectParts& members, Text value, const Place& at, bool negated) {
    tested_ = true;
    if (!patterns_) refuse("is an unsupported operator: the database has no regular expressions");
    if (!isText(value)) refuse("must be text");
    const JsonMember* options = find(members, "$options");
    if (options != nullptr && !isText(options->value)) refuse("must have $options that are text");
    if (failed()) return {};
    std::string flags;
    if (options != nullptr) {
      for (const char flag : JsonReader(options->value).string().decode(arena_)) {
        if (Text("imsux").contains(flag)) flags += flag;
      }
    }
    std::string pattern(JsonReader(value).string().decode(arena_));
    if (!flags.empty()) pattern.insert(0, "(?" + flags + ")");
    return known(at.field, leaf(Is::kMatches, at.field, {arena_.text(pattern)}), negated);
  }

  Arena& arena_;
  api::Arguments& from_;
  Col column_;
  bool patterns_;
  std::size_t conditions_ = 0;
  bool tested_ = false;  // something was tested
  std::string path_;
};

}  // namespace

Filter whereOf(Arena& arena, api::Arguments& from, Text name, query::Col column, bool patterns) {
  const std::optional<Text> filter = from.find(name);
  if (!filter || *filter == "null" || from.failed()) return {};
  return Reader(arena, from, name, column, patterns).read(*filter);
}

}  // namespace agentkeep::vectors
