#include "backends/sql/sql-text.h"

#include <charconv>
#include <cstdlib>

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

bool needsQuotes(Text name) {
  constexpr std::size_t kLongest = 13;
  if (name.front() >= '0' && name.front() <= '9') return true;
  if (name.size() > kLongest) return false;
  char folded[kLongest];
  std::ranges::transform(name, folded, asciiLower);
  return std::ranges::binary_search(kReserved, Text(folded, name.size()));
}

}  // namespace

Identifier::Identifier(Text name) : name_(name) {
  if (!isName(name)) std::abort();
}

Sql::Sql() = default;
Sql::~Sql() = default;
Sql::Sql(const Sql& other) = default;
Sql::Sql(Sql&& other) noexcept = default;
Sql& Sql::operator=(const Sql& other) = default;
Sql& Sql::operator=(Sql&& other) noexcept = default;

[[gnu::noinline]] Sql& Sql::operator<<(SqlText fragment) {
  out_.append(fragment.text());
  return *this;
}

[[gnu::noinline]] Sql& Sql::operator<<(const Sql& part) {
  out_.append(part.out_);
  parameters_ = std::max(parameters_, part.parameters_);
  return *this;
}

Sql& Sql::operator<<(Identifier column) {
  if (needsQuotes(column.name())) return quote({}, column.name(), '"');
  out_.append(column.name());
  return *this;
}

Sql& Sql::operator<<(Prefixed table) { return quote(table.prefix, table.name.name(), '"'); }

[[gnu::noinline]] Sql& Sql::operator<<(std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out_.append(digits, static_cast<std::size_t>(end - digits));
  return *this;
}

Sql& Sql::stringOf(Prefixed table) { return quote(table.prefix, table.name.name(), '\''); }

Sql& Sql::literal(Text text) {
  const bool isNumber = text.find_first_not_of("0123456789.-") == Text::npos;
  const bool isString =
      text.size() >= 2 && text.front() == '\'' && text.find('\'', 1) == text.size() - 1;
  if (text.empty() || (!isNumber && !isString)) std::abort();
  out_.append(text);
  return *this;
}

Sql& Sql::parameter(std::uint16_t number) {
  parameters_ = std::max(parameters_, number);
  return *this << "?" << number;
}

Sql& Sql::quote(Text prefix, Text name, char mark) {
  out_.push_back(mark);
  out_.append(prefix).append(name);
  out_.push_back(mark);
  return *this;
}

}  // namespace agentkeep::sql
