// The text of a statement, made of fragments that the compiler has seen, of names from the schema
// and of numbers. No other text gets in: values are bound (parameters.h).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/ascii.h"
#include "core/error.h"

namespace agentkeep::sql {

// A fragment of SQL. Run-time text does not compile.
class SqlText {
 public:
  template <std::size_t N>
  consteval SqlText(const char (&text)[N]) : text_(text, N - 1) {}  // NOLINT: fragments convert
  [[nodiscard]] constexpr Text text() const { return text_; }

 private:
  Text text_;
};

// A name of the schema. Another text is a bug of the schema, and ends the program.
class Identifier {
 public:
  explicit Identifier(Text name);
  [[nodiscard]] Text name() const { return name_; }

 private:
  Text name_;
};

// A table or an index: its name behind the prefix of the caller, always in quotes, since a prefix
// may begin with a digit. The prefix is empty or has passed isName().
struct Prefixed {
  Text prefix;
  Identifier name;
};

// Out of line, every one: a statement is a few hundred of these calls, and they are most of the
// code. Its parts are short and many, so that what is short allocates nothing.
class Sql {
 public:
  Sql() = default;
  ~Sql();
  Sql(const Sql& other);
  Sql(Sql&& other) noexcept;
  Sql& operator=(const Sql& other);
  Sql& operator=(Sql&& other) noexcept;

  Sql& operator<<(SqlText fragment);
  Sql& operator<<(const Sql& part);
  // Bare where SQLite reads it so: it would take a quoted column that does not exist for a string.
  Sql& operator<<(Identifier column);
  Sql& operator<<(Prefixed table);
  Sql& operator<<(std::uint64_t number);
  // A name of the schema as a string, for queries of the catalogue.
  Sql& stringOf(Prefixed table);
  // A default of the schema, as SQL writes numbers and strings. Another text is a bug of the
  // schema.
  Sql& literal(Text text);
  // `?number`
  Sql& parameter(std::uint16_t number);

  // The highest number of a parameter: how many must be bound.
  [[nodiscard]] std::uint16_t parameters() const { return parameters_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] Text text() const { return {at_, size_}; }

 private:
  static constexpr std::uint32_t kShort = 112;

  Sql& quote(Text prefix, Text name, char mark);
  void append(Text text);
  // Room for `size` bytes more.
  char* grow(std::size_t size);
  void take(Sql& other);
  void drop();

  char* at_ = short_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = kShort;
  std::uint16_t parameters_ = 0;
  char short_[kShort];
};

}  // namespace agentkeep::sql
