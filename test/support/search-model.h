// Messages by chance, and a plain reading of which of them have a word of a query.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/ascii.h"
#include "core/lower-case.h"

namespace agentkeep::test {

// Beyond ASCII in one spelling each: backends fold accents, or do not.
inline constexpr const char* kVocabulary[] = {"alpha", "Beta", "NEAR", "and",       "OR",   "not",
                                              "x1",    "42",   "tea",  "CamelCase", "rare", "delta",
                                              "über",  "fünf", "日本", "naïve"};

class SaidByChance {
 public:
  explicit SaidByChance(unsigned seed) : random_(seed) {}

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  std::string phrase() {
    static constexpr const char* kBetween[] = {" ", ", ", "-", "\n", "\"", " * ", "…", "'"};
    std::string out;
    for (unsigned i = below(5); i > 0; --i) {
      out += kVocabulary[below(std::size(kVocabulary))];
      out += kBetween[below(std::size(kBetween))];
    }
    return out;
  }

  // Of any form that a message's content may have.
  nlohmann::json content() {
    using nlohmann::json;
    json parts = json::array();
    for (unsigned i = below(3); i > 0; --i) parts.push_back({{"type", "text"}, {"text", phrase()}});
    if (below(3) == 0) parts.push_back({{"type", "tool-call"}, {"text", phrase()}});
    if (below(9) == 0) parts.push_back("alpha");
    if (below(9) == 0) parts.push_back({{"type", "text"}, {"text", 42}});
    switch (below(6)) {
      case 0:
        return "said: " + phrase();
      case 1:
        return parts;
      case 2:
        return {{"content", phrase()}};
      case 3:
        return {{"format", 2}, {"parts", parts}, {"content", phrase()}};
      default:
        return {{"format", 2}, {"parts", parts}};
    }
  }

 private:
  std::mt19937 random_;
};

inline std::string textOf(const std::string& content) {
  if (!content.starts_with('{') && !content.starts_with('[')) return content;
  const nlohmann::json document = nlohmann::json::parse(content, nullptr, false);
  if (document.is_discarded()) return content;
  const nlohmann::json list =
      document.is_array() ? document : document.value("parts", nlohmann::json());
  std::string out;
  if (!list.is_array()) {
    const nlohmann::json text = document.value("content", nlohmann::json());
    return text.is_string() ? text.get<std::string>() : out;
  }
  for (const nlohmann::json& part : list) {
    if (!part.is_object() || part.value("type", nlohmann::json()) != "text") continue;
    if (part.value("text", nlohmann::json()).is_string())
      out += part["text"].get<std::string>() + "\n";
  }
  return out;
}
inline std::set<std::string> wordsIn(const std::string& text) {
  std::set<std::string> words;
  static const std::string kDots = "…";
  std::string word;
  std::string spaced = text + " ";
  for (std::size_t at; (at = spaced.find(kDots)) != std::string::npos;) {
    spaced.replace(at, kDots.size(), " ");
  }
  for (const char c : spaced) {
    if ((isNameCharacter(c) && c != '_') || static_cast<unsigned char>(c) >= 0x80) {
      word += c;
      continue;
    }
    if (!word.empty()) words.insert(lowerCase(word));
    word.clear();
  }
  return words;
}

// The ids of the rows, of id and content, that have one of the words.
inline std::set<std::string> foundPlainly(const std::vector<std::vector<std::string>>& rows,
                                          const std::string& query) {
  const std::set<std::string> wanted = wordsIn(query);
  std::set<std::string> ids;
  for (const auto& row : rows) {
    const std::set<std::string> words = wordsIn(textOf(row[1]));
    if (std::ranges::any_of(wanted, [&](const auto& each) { return words.contains(each); })) {
      ids.insert(row[0]);
    }
  }
  return ids;
}

}  // namespace agentkeep::test
