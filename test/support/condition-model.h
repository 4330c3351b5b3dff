// Random conditions, and what they mean by a naive reading of the same rows: every dialect is held
// against it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "test/support/notes-table.h"
#include "test/support/test-memory.h"

namespace agentkeep::test {

using nlohmann::json;
using query::Field;

// A row as the model knows it. Columns are as texts of SQL, nothing for null.
struct Row {
  std::string id;
  std::optional<std::string> body;
  std::optional<std::string> data;
  std::optional<std::int64_t> count;
};

inline std::optional<json> parse(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

class Model {
 public:
  static bool matches(const Where& where, const Row& row) {
    switch (where.is) {
      case Is::kAll:
        return true;
      case Is::kAnd:
        return std::ranges::all_of(where.parts,
                                   [&](const Where& part) { return matches(part, row); });
      case Is::kOr:
        return std::ranges::any_of(where.parts,
                                   [&](const Where& part) { return matches(part, row); });
      case Is::kNot:
        return !matches(where.parts[0], row);
      case Is::kJsonEq: {
        const auto member = at(where.field, row);
        return member && *member == *parse(std::string(std::get<Json>(where.values[0].value).text));
      }
      case Is::kHasAll:
      case Is::kHasAny: {
        const auto list = at(where.field, row);
        if (!list || !list->is_array()) return false;
        const auto has = [&](const Cell& cell) {
          const auto* scalar = std::get_if<Json>(&cell.value);
          const json wanted =
              scalar == nullptr ? json(text(cell)) : *parse(std::string(scalar->text));
          return std::ranges::find(*list, wanted) != list->end();
        };
        return where.is == Is::kHasAll ? std::ranges::all_of(where.values, has)
                                       : std::ranges::any_of(where.values, has);
      }
      case Is::kHasItem: {
        const Field array{where.field.column, where.field.path.first(where.field.path.size() - 1)};
        const auto list = at(array, row);
        if (!list || !list->is_array()) return false;
        const std::string name(where.field.path.back());
        return std::ranges::any_of(*list, [&](const json& item) {
          return item.is_object() && item.contains(name) &&
                 item[name] == json(text(where.values[0]));
        });
      }
      default:
        break;
    }
    if (const auto* wanted = jsonOf(where))
      return isInOrder(where, *parse(std::string(*wanted)), row);
    if (where.field.column == Note::count) return compares(where, row.count, number);
    auto value = where.field.column == Note::id ? std::optional(row.id) : row.body;
    if (!where.fold) return compares(where, value, text);
    if (value) value = folded(*value);
    return compares(where, value, [](const Cell& cell) { return folded(text(cell)); });
  }

 private:
  // Of an ordering comparison with a Json value.
  static const Text* jsonOf(const Where& where) {
    if (where.values.empty()) return nullptr;
    const auto* value = std::get_if<Json>(&where.values[0].value);
    return value == nullptr ? nullptr : &value->text;
  }
  static bool isInOrder(const Where& where, const json& wanted, const Row& row) {
    const auto member = at(where.field, row);
    if (!member || member->is_number() != wanted.is_number()) return false;
    if (member->is_string() != wanted.is_string()) return false;
    switch (where.is) {
      case Is::kLt:
        return *member < wanted;
      case Is::kLe:
        return *member <= wanted;
      case Is::kGt:
        return *member > wanted;
      default:
        return *member >= wanted;
    }
  }

  static std::string text(const Cell& cell) { return std::string(std::get<Text>(cell.value)); }
  static std::int64_t number(const Cell& cell) { return std::get<std::int64_t>(cell.value); }
  static std::string folded(std::string text) {
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    return text;
  }

  template <class T, class Read>
  static bool compares(const Where& where, const std::optional<T>& value, Read read) {
    const auto wanted = [&](std::size_t i) -> std::optional<T> {
      if (std::holds_alternative<Null>(where.values[i].value)) return std::nullopt;
      return read(where.values[i]);
    };
    const auto ordered = [&](auto compare) {
      return value && wanted(0) && compare(*value, *wanted(0));
    };
    switch (where.is) {
      case Is::kEq:
        return value == wanted(0);
      case Is::kNe:
        return value != wanted(0);
      case Is::kLt:
        return ordered(std::less());
      case Is::kLe:
        return ordered(std::less_equal());
      case Is::kGt:
        return ordered(std::greater());
      case Is::kGe:
        return ordered(std::greater_equal());
      case Is::kIn:
        for (std::size_t i = 0; i < where.values.size(); ++i) {
          if (value && value == wanted(i)) return true;
        }
        return false;
      default:
        break;
    }
    if constexpr (std::is_same_v<T, std::string>) {
      switch (where.is) {
        case Is::kPrefix:
          return value && value->starts_with(*wanted(0));
        case Is::kSuffix:
          return value && value->ends_with(*wanted(0));
        case Is::kContains:
          return value && value->find(*wanted(0)) != std::string::npos;
        default:
          break;
      }
    }
    ADD_FAILURE() << "the model does not know this condition";
    return false;
  }

  // The JSON at the path, nothing where the column is no document or the path leads nowhere.
  static std::optional<json> at(const Field& field, const Row& row) {
    const auto& column = field.column == Note::body ? row.body : row.data;
    if (!column) return std::nullopt;
    if (field.column == Note::body && !column->starts_with('{') && !column->starts_with('['))
      return std::nullopt;
    auto value = parse(*column);
    for (const Text member : field.path) {
      const std::string name(member);
      if (!value || !value->is_object() || !value->contains(name)) return std::nullopt;
      json inner = (*value)[name];
      value = std::move(inner);
    }
    return value;
  }
};

// Keys and texts that are easily mistaken for syntax.
inline const std::vector<std::string> kKeys = {
    "k", "a b", "q\"uote", "back\\slash", "dot.ted", "[0]", "#", "ü", "$", "'", "new\nline", "x"};
inline const std::vector<std::string> kTexts = {"",
                                                "a",
                                                "A",
                                                "ab",
                                                "AB",
                                                "aba",
                                                "Ä",
                                                "ä",
                                                "a\"b",
                                                "null",
                                                "1",
                                                "true",
                                                "%",
                                                "_",
                                                "[1]",
                                                std::string("a\0b", 3),
                                                std::string("a\0", 2),
                                                "zz\xf4\x8f\xbf\xbf",
                                                "{\"k\":1",
                                                "🧵"};

class Generator {
 public:
  explicit Generator(unsigned seed, TestMemory& rig, std::vector<std::string> texts = kTexts)
      : random_(seed), rig_(rig), texts_(std::move(texts)) {}

  std::size_t below(std::size_t n) { return random_() % n; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(list.size())];
  }

  json value(unsigned depth) {
    switch (below(depth == 0 ? 6 : 8)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<int>(below(3));
      case 3:
        return static_cast<double>(below(3));
      case 4:
        return 0.5;
      case 5:
        return pick(texts_);
      case 6: {
        json list = json::array();
        for (std::size_t i = below(3); i != 0; --i)
          list.push_back(below(2) == 0 ? json(pick(texts_)) : value(depth - 1));
        return list;
      }
      default:
        return object(depth);
    }
  }
  json object(unsigned depth) {
    json object = json::object();
    for (std::size_t i = below(4); i != 0; --i) object[pick(kKeys)] = value(depth - 1);
    return object;
  }

  Row row(std::size_t number) {
    Row row{.id = "n" + std::to_string(number), .body = {}, .data = {}, .count = {}};
    switch (below(4)) {
      case 0:
        break;
      case 1:
        row.body = pick(texts_);
        break;
      default:
        row.body = below(5) == 0 ? json::array({value(1), value(1)}).dump() : object(3).dump();
    }
    if (below(6) != 0) row.data = object(3).dump();
    if (below(20) == 0) row.data = "{\"broken";
    if (below(4) != 0) row.count = static_cast<std::int64_t>(below(4));
    return row;
  }

  Where condition(unsigned depth) {
    if (depth != 0 && below(3) != 0) {
      std::vector<Where> parts;
      const std::size_t kind = below(3);
      for (std::size_t i = kind == 2 ? 1 : below(4); i != 0; --i)
        parts.push_back(condition(depth - 1));
      return {.is = kind == 0   ? Is::kAnd
                    : kind == 1 ? Is::kOr
                                : Is::kNot,
              .parts = rig_.copy<Where>(parts)};
    }
    switch (below(9)) {
      case 0:
        return {};
      case 1:
        return number();
      case 2:
      case 3:
        return text();
      case 4: {
        std::vector<Cell> list;
        const bool scalars = below(2) == 0;
        for (std::size_t i = below(4); i != 0; --i) {
          list.push_back(scalars ? Cell{Json{rig_.keep(value(0).dump())}}
                                 : Cell{rig_.keep(pick(texts_))});
        }
        const bool all = below(2) == 0;
        return {.is = all ? Is::kHasAll : Is::kHasAny,
                .field = {column(), path(1)},
                .values = rig_.copy<Cell>(list)};
      }
      case 5:
        return {.is = Is::kHasItem,
                .field = {column(), path(2)},
                .values = rig_.cells({{rig_.keep(pick(texts_))}})};
      case 6: {
        constexpr Is kOrders[] = {Is::kLt, Is::kLe, Is::kGt, Is::kGe};
        const json wanted = below(2) == 0 ? json(pick(texts_)) : json(static_cast<int>(below(3)));
        return {.is = kOrders[below(std::size(kOrders))],
                .field = {column(), path(below(3))},
                .values = rig_.cells({{Json{rig_.keep(wanted.dump())}}})};
      }
      default:
        return {.is = Is::kJsonEq,
                .field = {column(), path(below(3))},
                .indexed = below(2) == 0,
                .values = rig_.cells({{Json{rig_.keep(value(2).dump())}}})};
    }
  }

 private:
  Where number() {
    constexpr Is kOperators[] = {Is::kEq, Is::kNe, Is::kLt, Is::kLe, Is::kGt, Is::kGe, Is::kIn};
    const Is is = kOperators[below(std::size(kOperators))];
    std::vector<Cell> cells;
    for (std::size_t i = is == Is::kIn ? below(3) : 1; i != 0; --i) {
      cells.push_back(below(4) == 0 && is != Is::kIn ? Cell{Null{}}
                                                     : Cell{static_cast<std::int64_t>(below(4))});
    }
    return {.is = is, .field = {Note::count}, .values = rig_.copy<Cell>(cells)};
  }
  Where text() {
    constexpr Is kOperators[] = {Is::kEq, Is::kNe, Is::kLt,     Is::kLe,     Is::kGt,
                                 Is::kGe, Is::kIn, Is::kPrefix, Is::kSuffix, Is::kContains};
    const Is is = kOperators[below(std::size(kOperators))];
    const bool mayFold =
        is == Is::kEq || is == Is::kPrefix || is == Is::kSuffix || is == Is::kContains;
    std::vector<Cell> cells;
    for (std::size_t i = is == Is::kIn ? below(4) : 1; i != 0; --i)
      cells.push_back({rig_.keep(pick(texts_))});
    if (is == Is::kEq && below(5) == 0) cells = {{Null{}}};
    return {.is = is,
            .field = {Note::body},
            .fold = mayFold && below(2) == 0,
            .values = rig_.copy<Cell>(cells)};
  }
  Col column() { return below(2) == 0 ? Note::body : Note::data; }
  std::span<const Text> path(std::size_t length) {
    std::vector<Text> names;
    for (std::size_t i = 0; i < length; ++i) names.push_back(rig_.keep(pick(kKeys)));
    return rig_.copy<Text>(names);
  }

  std::mt19937 random_;
  TestMemory& rig_;
  std::vector<std::string> texts_;
};

}  // namespace agentkeep::test
