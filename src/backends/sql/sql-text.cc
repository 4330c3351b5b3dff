#include "backends/sql/sql-text.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace agentkeep::sql {
namespace {

// Words that SQLite does not take as a bare name, sorted.
constexpr Text kReserved[] = {
    "add",     "all",        "alter",       "and",     "as",       "autoincrement",
    "between", "case",       "check",       "collate", "commit",   "constraint",
    "create",  "default",    "deferrable",  "delete",  "distinct", "drop",
    "else",    "escape",     "except",      "exists",  "foreign",  "from",
    "group",   "having",     "in",          "index",   "insert",   "intersect",
    "into",    "is",         "isnull",      "join",    "limit",    "not",
    "nothing", "notnull",    "null",        "on",      "or",       "order",
    "primary", "references", "returning",   "select",  "set",      "table",
    "then",    "to",         "transaction", "union",   "unique",   "update",
    "using",   "values",     "when",        "where",
};
static_assert(std::ranges::is_sorted(kReserved));

constexpr std::size_t kLongest = 13;

// The lengths of those that begin with a letter, a bit each: most names are told by it.
constexpr auto kLengths = [] {
  std::array<std::uint16_t, 32> lengths{};
  for (const Text word : kReserved) {
    lengths[word.front() & 31] |= static_cast<std::uint16_t>(1U << word.size());
  }
  return lengths;
}();

bool needsQuotes(Text name) {
  if (name.front() >= '0' && name.front() <= '9') return true;
  if (name.size() > kLongest || ((kLengths[name.front() & 31] >> name.size()) & 1) == 0) {
    return false;
  }
  char folded[kLongest];
  std::ranges::transform(name, folded, asciiLower);
  return std::ranges::binary_search(kReserved, Text(folded, name.size()));
}

}  // namespace

Identifier::Identifier(Text name) : name_(name) {
  if (!isName(name)) std::abort();
}

[[gnu::noinline]] char* Sql::grow(std::size_t size) {
  if (size > capacity_ - size_) {
    const std::size_t least = size_ + size;
    const auto capacity = static_cast<std::uint32_t>(std::max<std::size_t>(2 * least, 512));
    char* const to = new char[capacity];
    std::memcpy(to, at_, size_);
    drop();
    at_ = to;
    capacity_ = capacity;
  }
  char* const end = at_ + size_;
  size_ += static_cast<std::uint32_t>(size);
  return end;
}

[[gnu::noinline]] void Sql::append(Text text) {
  std::memcpy(grow(text.size()), text.data(), text.size());
}

void Sql::drop() {
  if (at_ != short_) delete[] at_;
}

// What is long changes hands.
void Sql::take(Sql& other) {
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, kShort);
  parameters_ = other.parameters_;
  at_ = std::exchange(other.at_, other.short_);
  if (at_ != other.short_) return;
  at_ = short_;
  std::memcpy(short_, other.short_, size_);
}

Sql::~Sql() { drop(); }
Sql::Sql(const Sql& other) : parameters_(other.parameters_) { append(other.text()); }
Sql::Sql(Sql&& other) noexcept { take(other); }
Sql& Sql::operator=(const Sql& other) {
  if (this == &other) return *this;
  size_ = 0;
  append(other.text());
  parameters_ = other.parameters_;
  return *this;
}
Sql& Sql::operator=(Sql&& other) noexcept {
  if (this == &other) return *this;
  drop();
  take(other);
  return *this;
}

[[gnu::noinline]] Sql& Sql::operator<<(SqlText fragment) {
  append(fragment.text());
  return *this;
}

[[gnu::noinline]] Sql& Sql::operator<<(const Sql& part) {
  append(part.text());
  parameters_ = std::max(parameters_, part.parameters_);
  return *this;
}

Sql& Sql::operator<<(Identifier column) {
  if (needsQuotes(column.name())) return quote({}, column.name(), '"');
  append(column.name());
  return *this;
}

Sql& Sql::operator<<(Prefixed table) { return quote(table.prefix, table.name.name(), '"'); }

[[gnu::noinline]] Sql& Sql::operator<<(std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  append({digits, static_cast<std::size_t>(end - digits)});
  return *this;
}

Sql& Sql::stringOf(Prefixed table) { return quote(table.prefix, table.name.name(), '\''); }

Sql& Sql::literal(Text text) {
  const bool isNumber = text.find_first_not_of("0123456789.-") == Text::npos;
  const bool isString =
      text.size() >= 2 && text.front() == '\'' && text.find('\'', 1) == text.size() - 1;
  if (text.empty() || (!isNumber && !isString)) std::abort();
  append(text);
  return *this;
}

Sql& Sql::parameter(std::uint16_t number) {
  parameters_ = std::max(parameters_, number);
  return *this << "?" << number;
}

Sql& Sql::quote(Text prefix, Text name, char mark) {
  char* to = grow(prefix.size() + name.size() + 2);
  *to++ = mark;
  to = std::ranges::copy(prefix, to).out;
  to = std::ranges::copy(name, to).out;
  *to = mark;
  return *this;
}

}  // namespace agentkeep::sql
