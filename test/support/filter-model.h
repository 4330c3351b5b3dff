// Random filters on random metadata, and what they mean by a naive reading of plain objects:
// contract/vector.md, "Filters", in three values. A database is held against it.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace agentkeep::test {

class FilterModel {
 public:
  using json = nlohmann::json;
  using Truth = std::optional<bool>;  // nothing: neither true nor false

  static bool matches(const json& filter, const json& metadata) {
    return object(filter, &metadata).value_or(false);
  }

 private:
  using Found = const json*;  // a value, or none

  static Truth negated(Truth truth) { return truth ? Truth(!*truth) : truth; }
  static Truth both(Truth a, Truth b) {
    if (a == Truth(false) || b == Truth(false)) return false;
    return a && b ? Truth(true) : Truth();
  }
  static Truth either(Truth a, Truth b) { return negated(both(negated(a), negated(b))); }

  static Found member(Found value, std::string_view path) {
    while (value != nullptr) {
      const std::size_t dot = path.find('.');
      const auto found = value->is_object() ? value->find(path.substr(0, dot)) : value->end();
      if (found == value->end()) return nullptr;
      value = &*found;
      if (dot == std::string_view::npos) return value;
      path.remove_prefix(dot + 1);
    }
    return nullptr;
  }
  // Of the value that the object is about: metadata, an element, or a field's value.
  static Truth object(const json& filter, Found value) {
    Truth all = true;
    for (const auto& [name, wanted] : filter.items()) all = both(all, entry(name, wanted, value));
    return all;
  }
  static Truth entry(const std::string& name, const json& wanted, Found value) {
    if (name == "$not") return negated(object(wanted, value));
    if (name == "$and" || name == "$or" || name == "$nor") {
      const bool all = name == "$and";
      Truth truth = all;
      for (const json& each : wanted) {
        const Truth one = object(each, value);
        truth = all ? both(truth, one) : either(truth, one);
      }
      return name == "$nor" ? negated(truth) : truth;
    }
    if (name.starts_with('$')) return test(name, wanted, value);
    const Found inner = member(value, name);
    if (wanted.is_array()) return test("$in", wanted, inner);
    if (wanted.is_object()) return object(wanted, inner);
    return test("$eq", wanted, inner);
  }

  static Truth test(const std::string& name, const json& wanted, Found value) {
    const bool there = value && !value->is_null();
    const auto known = [&](bool truth) { return there ? Truth(truth) : Truth(); };
    const bool is_list = value && value->is_array();
    const auto has = [&](const json& item) {
      return std::ranges::find(*value, item) != value->end();
    };
    const json list = wanted.is_array() ? wanted : json::array({wanted});
    if (name == "$eq") return wanted.is_null() ? Truth(!there) : known(there && *value == wanted);
    if (name == "$ne") return negated(test("$eq", wanted, value));
    if (name == "$nin") return negated(test("$in", wanted, value));
    if (name == "$exists") return there == wanted.get<bool>();
    if (name == "$size") return is_list && value->size() == wanted.get<std::size_t>();
    if (name == "$all") {
      return is_list && !list.empty() && std::ranges::all_of(list, has);
    }
    if (name == "$in") {
      std::vector<json> items;
      for (const json& item : list) {
        if (!item.is_null()) items.push_back(item);
      }
      if (items.empty()) return false;
      if (is_list) return std::ranges::any_of(items, has);
      return known(there && std::ranges::find(items, *value) != items.end());
    }
    if (name == "$elemMatch") {
      return is_list && std::ranges::any_of(
                            *value, [&](const json& item) { return matchesOne(wanted, item); });
    }
    if (name == "$contains") return contains(wanted, value);
    return ordered(name, wanted, value);
  }
  static bool matchesOne(const json& filter, const json& item) {
    return object(filter, &item).value_or(false);
  }

  static Truth contains(const json& wanted, Found value) {
    if (wanted.is_array()) {
      return value && value->is_array() && std::ranges::any_of(wanted, [&](const json& item) {
               return !item.is_null() && std::ranges::find(*value, item) != value->end();
             });
    }
    if (!value || value->is_null() || wanted.is_null()) return {};
    if (!wanted.is_string()) return *value == wanted;
    const auto in = [&](const json& text) {
      return text.is_string() && lower(text).find(lower(wanted)) != std::string::npos;
    };
    return in(*value) || (value->is_array() && std::ranges::any_of(*value, in));
  }
  static std::string lower(const json& text) {
    std::string out = text.get<std::string>();
    for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    return out;
  }

  static Truth ordered(const std::string& name, const json& wanted, Found value) {
    if (!value || wanted.is_null()) return {};
    const auto holds = [&](const auto& a, const auto& b) {
      if (name == "$gt") return a > b;
      if (name == "$gte") return a >= b;
      return name == "$lt" ? a < b : a <= b;
    };
    if (value->is_string() && wanted.is_string()) {
      return holds(value->get<std::string>(), wanted.get<std::string>());
    }
    if (!value->is_number()) return {};
    if (wanted.is_number()) return holds(value->get<double>(), wanted.get<double>());
    const auto number =
        wanted.is_string() ? json::parse(wanted.get<std::string>(), nullptr, false) : json();
    if (!number.is_number()) return {};
    return holds(value->get<double>(), number.get<double>());
  }
};

class FilterGenerator {
 public:
  using json = nlohmann::json;

  explicit FilterGenerator(unsigned seed, std::vector<std::string> texts)
      : random_(seed), texts_(std::move(texts)) {}

  std::size_t below(std::size_t n) { return random_() % n; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(list.size())];
  }

  json metadata() {
    json out = json::object();
    for (const std::string& name : kNames) {
      if (below(4) != 0) out[name] = value(2);
    }
    return out;
  }

  json scalar() {
    switch (below(7)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
      case 3:
        return static_cast<int>(below(4));
      case 4:
        return 0.1 + static_cast<double>(below(3)) / 5;
      default:
        return pick(texts_);
    }
  }

  // Of one filter, at the root or in an element.
  json filter(unsigned depth, bool element = false) {
    json out = json::object();
    for (std::size_t i = 1 + below(2); i != 0; --i) {
      if (depth != 0 && below(3) == 0) {
        static const std::vector<std::string> kLogical = {"$and", "$or", "$nor", "$not"};
        const std::string& name = pick(kLogical);
        if (name == "$not") {
          out[name] = filter(depth - 1, element);
        } else {
          json parts = json::array();
          for (std::size_t n = below(4); n != 0; --n) parts.push_back(filter(depth - 1, element));
          out[name] = parts;
        }
      } else if (element && below(2) == 0) {
        out.update(tests(depth));
      } else {
        out[below(4) == 0 ? pick(kNames) + "." + pick(kNames) : pick(kNames)] = condition(depth);
      }
    }
    return out;
  }

 private:
  json value(unsigned depth) {
    switch (depth == 0 ? 9 : below(10)) {
      case 0:
      case 1:
      case 2: {
        json list = json::array();
        for (std::size_t i = below(4); i != 0; --i) {
          list.push_back(below(3) == 0 ? value(depth - 1) : scalar());
        }
        return list;
      }
      case 3:
      case 4: {
        json object = json::object();
        for (std::size_t i = below(3); i != 0; --i) object[pick(kNames)] = value(depth - 1);
        return object;
      }
      default:
        return scalar();
    }
  }
  json list() {
    json out = json::array();
    for (std::size_t i = below(4); i != 0; --i) out.push_back(scalar());
    return out;
  }
  json condition(unsigned depth) {
    switch (below(6)) {
      case 0:
        return scalar();
      case 1:
        return list();
      case 2:
        return depth == 0 ? scalar() : json{{pick(kNames), condition(depth - 1)}};
      default:
        return tests(depth);
    }
  }
  json tests(unsigned depth) {
    json out = json::object();
    for (std::size_t i = 1 + below(2); i != 0; --i) {
      switch (below(12)) {
        case 0:
          out[below(2) == 0 ? "$eq" : "$ne"] = below(5) == 0 ? list() : scalar();
          break;
        case 1:
        case 2: {
          static const std::vector<std::string> kOrders = {"$gt", "$gte", "$lt", "$lte"};
          json wanted = scalar();
          if (wanted.is_boolean()) wanted = 1;
          out[pick(kOrders)] = wanted;
          break;
        }
        case 3:
          out[below(2) == 0 ? "$in" : "$nin"] = below(5) == 0 ? scalar() : list();
          break;
        case 4:
          out["$all"] = list();
          break;
        case 5:
        case 6:
          if (depth == 0) break;
          out["$elemMatch"] = below(2) == 0 ? tests(depth - 1) : filter(depth - 1, true);
          break;
        case 7:
          out["$exists"] = below(2) == 0;
          break;
        case 8:
        case 9:
          out["$contains"] = below(3) == 0   ? list()
                             : below(4) == 0 ? json{{pick(kNames), scalar()}}
                                             : scalar();
          break;
        case 10:
          out["$size"] = below(4);
          break;
        default:
          if (depth != 0) out["$not"] = tests(depth - 1);
      }
    }
    if (out.empty()) out["$exists"] = true;
    return out;
  }

  // Some of them are easily mistaken for syntax.
  inline static const std::vector<std::string> kNames = {"a", "b", "q\"uote", "[0]", "'", "ü"};
  std::mt19937 random_;
  std::vector<std::string> texts_;
};

}  // namespace agentkeep::test
