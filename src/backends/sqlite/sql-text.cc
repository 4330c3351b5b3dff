#include "backends/sqlite/sql-text.h"

namespace agentkeep::sqlite {
namespace {

// Words that SQLite does not take as a bare name, sorted.
constexpr Text kReserved[] = {
    "add",       "all",     "alter",      "and",        "as",        "autoincrement", "between",
    "case",      "check",   "collate",    "commit",     "constraint", "create",       "default",
    "deferrable", "delete", "distinct",   "drop",       "else",      "escape",        "except",
    "exists",    "foreign", "from",       "group",      "having",    "in",            "index",
    "insert",    "intersect", "into",     "is",         "isnull",    "join",          "limit",
    "not",       "nothing", "notnull",    "null",       "on",        "or",            "order",
    "primary",   "references", "returning", "select",   "set",       "table",         "then",
    "to",        "transaction", "union",  "unique",     "update",    "using",         "values",
    "when",      "where",
};
static_assert(std::ranges::is_sorted(kReserved));

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

bool Sql::needsQuotes(Text name) {
  constexpr std::size_t kLongest = 13;
  if (name.front() >= '0' && name.front() <= '9') return true;
  if (name.size() > kLongest) return false;
  char folded[kLongest];
  std::ranges::transform(name, folded, lower);
  return std::ranges::binary_search(kReserved, Text(folded, name.size()));
}

}  // namespace agentkeep::sqlite
