// The text of a statement, made of fragments that the compiler has seen, of names from the schema
// and of numbers. No other text gets in: values are bound (parameters.h).
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.h"

namespace agentkeep::sqlite {

// A fragment of SQL. Run-time text does not compile.
class SqlText {
 public:
  template <std::size_t N>
  consteval SqlText(const char (&text)[N]) : text_(text, N - 1) {}  // NOLINT: fragments convert
  [[nodiscard]] constexpr Text text() const { return text_; }

 private:
  Text text_;
};

constexpr bool isNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Letters, digits and underscores, at least one: what tables, columns and indexes are called.
constexpr bool isName(Text text) {
  return !text.empty() && std::ranges::all_of(text, isNameCharacter);
}

// A name of the schema. Another text is a bug of the schema, and ends the program.
class Identifier {
 public:
  explicit Identifier(Text name) : name_(name) {
    if (!isName(name)) std::abort();
  }
  [[nodiscard]] Text name() const { return name_; }

 private:
  Text name_;
};

// A table or an index: its name behind the prefix of the caller, always in quotes, since a prefix may
// begin with a digit. The prefix is empty or has passed isName().
struct Prefixed {
  Text prefix;
  Identifier name;
};

class Sql {
 public:
  Sql& operator<<(SqlText fragment) {
    out_.append(fragment.text());
    return *this;
  }
  Sql& operator<<(const Sql& part) {
    out_.append(part.out_);
    parameters_ = std::max(parameters_, part.parameters_);
    return *this;
  }
  // Bare where SQLite reads it so: it would take a quoted column that does not exist for a string.
  Sql& operator<<(Identifier column) {
    if (needsQuotes(column.name())) return quote({}, column.name(), '"');
    out_.append(column.name());
    return *this;
  }
  Sql& operator<<(Prefixed table) { return quote(table.prefix, table.name.name(), '"'); }
  Sql& operator<<(std::uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out_.append(digits, static_cast<std::size_t>(end - digits));
    return *this;
  }
  // A name of the schema as a string, for queries of the catalogue.
  Sql& stringOf(Prefixed table) { return quote(table.prefix, table.name.name(), '\''); }
  // A default of the schema, as SQL writes numbers and strings. Another text is a bug of the schema.
  Sql& literal(Text text) {
    const bool isNumber = text.find_first_not_of("0123456789.-") == Text::npos;
    const bool isString = text.size() >= 2 && text.front() == '\'' && text.find('\'', 1) == text.size() - 1;
    if (text.empty() || (!isNumber && !isString)) std::abort();
    out_.append(text);
    return *this;
  }

  // `?number`
  Sql& parameter(std::uint16_t number) {
    parameters_ = std::max(parameters_, number);
    return *this << "?" << number;
  }
  // The highest number of a parameter: how many must be bound.
  [[nodiscard]] std::uint16_t parameters() const { return parameters_; }

  [[nodiscard]] bool empty() const { return out_.empty(); }
  [[nodiscard]] Text text() const { return out_; }

 private:
  static bool needsQuotes(Text name);
  Sql& quote(Text prefix, Text name, char mark) {
    out_.push_back(mark);
    out_.append(prefix).append(name);
    out_.push_back(mark);
    return *this;
  }

  std::string out_;
  std::uint16_t parameters_ = 0;
};

}  // namespace agentkeep::sqlite
