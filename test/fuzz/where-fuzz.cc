// Conditions of indexes: whatever is asked for, the statement has no word that is not ours. Strings
// and quoted names end where they began, and outside of them are only names of the table's columns,
// the words of the language, numbers and marks.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "backends/sqlite/indexes.h"
#include "core/call.h"
#include "domains/memory/memory-schema.h"

#define REQUIRE(condition) ((condition) ? void() : std::abort())

namespace {

constexpr const char* kWords[] = {"AND",  "OR",   "NOT",   "IN",     "IS",
                                  "NULL", "TRUE", "FALSE", "BETWEEN"};

bool isKnown(std::string word, const agentkeep::query::Table& table) {
  if (std::ranges::any_of(table.columns, [&](const auto& each) { return each.name == word; }))
    return true;
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::toupper(c); });
  return std::ranges::find(kWords, word) != std::end(kWords);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace agentkeep;
  const std::string where(reinterpret_cast<const char*>(bytes), size);
  const query::Table& table = memory::kThreads;
  Call call;
  const query::IndexKey keys[] = {{.column = 0}};
  const query::IndexAsk ask{.task = query::IndexTask::kCreate,
                            .name = "i",
                            .create = {.table = &table, .keys = keys, .where = where}};
  const sqlite::Indexes words("", sqlite::limitsOf(abi::Profile::kSqlite));
  Task<Result<query::Rows>> task = sql::manageIndexes(call, words, ask);
  task.start();
  // First it is asked whose the name is: nobody's, which is an answer without rows.
  constexpr char kNobodys[13] = {0, 1};
  if (!task.done()) call.channel.resume(bytesOf(Text(kNobodys, sizeof kNobodys)));
  if (task.done()) {
    REQUIRE(!task.result());
    return 0;
  }
  ByteReader read(call.channel.pending().subspan(8));
  Text sql = read.getText();
  const std::size_t at = sql.find(" WHERE ");
  REQUIRE((at == Text::npos) == where.empty());
  if (at == Text::npos) return 0;
  sql.remove_prefix(at + 7);
  while (!sql.empty()) {
    const char c = sql.front();
    std::size_t length = 1;
    if (c == '\'' || c == '"') {
      const std::size_t end = sql.find(c, 1);
      REQUIRE(end != Text::npos);
      length = end + 1;
      const Text inner = sql.substr(1, end - 1);
      REQUIRE(inner.find('\\') == Text::npos);
      REQUIRE(std::ranges::all_of(
          inner, [](char each) { return static_cast<unsigned char>(each) >= ' '; }));
      if (c == '"') REQUIRE(isKnown(std::string(inner), table));
    } else if (std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_') {
      while (length < sql.size() &&
             (std::isalnum(static_cast<unsigned char>(sql[length])) != 0 || sql[length] == '_')) {
        ++length;
      }
      REQUIRE(isKnown(std::string(sql.substr(0, length)), table));
    } else {
      REQUIRE(std::isdigit(static_cast<unsigned char>(c)) != 0 ||
              Text(" .,()=<>!-").find(c) != Text::npos);
      REQUIRE(!sql.starts_with("--"));
    }
    sql.remove_prefix(length);
  }
  return 0;
}
