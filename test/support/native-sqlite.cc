#include "test/support/native-sqlite.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstring>
#include <optional>
#include <set>

namespace agentkeep::test {
namespace {

template <class T>
void put(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}

std::string text(sqlite3_stmt* statement, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  if (bytes == nullptr) return "NULL";
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

void putCell(std::string& out, sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      put(out, abi::Tag::kInteger);
      put(out, std::int64_t{sqlite3_column_int64(statement, column)});
      break;
    case SQLITE_FLOAT:
      put(out, abi::Tag::kReal);
      put(out, sqlite3_column_double(statement, column));
      break;
    case SQLITE_NULL:
      put(out, abi::Tag::kNull);
      break;
    default: {
      const std::string value = text(statement, column);
      put(out, abi::Tag::kText);
      put(out, static_cast<std::uint32_t>(value.size()));
      out += value;
    }
  }
}

std::string after(const std::string& message, const char* words) {
  const std::size_t at = message.find(words);
  if (at == std::string::npos) return {};
  const std::string rest = message.substr(at + std::strlen(words));
  return rest.substr(0, rest.find_first_of("'\""));
}

// What SQLite's message means, as the host reads it.
std::string failureOf(sqlite3* db) {
  const std::string message = sqlite3_errmsg(db);
  abi::Failure failure = abi::Failure::kRefused;
  std::string detail;
  if (const std::string guard = after(message, "agentkeep guard "); !guard.empty()) {
    failure = abi::Failure::kGuard;
    detail = guard;
  } else if (const std::string key = after(message, "UNIQUE constraint failed: "); !key.empty()) {
    failure = abi::Failure::kUnique;
    detail = key;
  } else if (message.starts_with("no such table: ") || message.starts_with("no such column: ")) {
    failure = abi::Failure::kMissing;
    detail = message.substr(message.find(": ") + 2);
  } else if (sqlite3_errcode(db) == SQLITE_TOOBIG) {
    failure = abi::Failure::kTooLarge;
  } else if (!message.starts_with("duplicate column name: ")) {
    ADD_FAILURE() << "SQLite refused a statement: " << message;
  }
  std::string out;
  put(out, failure);
  put(out, std::uint8_t{0});
  put(out, abi::kStatementUnknown);
  put(out, static_cast<std::uint32_t>(detail.size()));
  return out + detail;
}

std::string faultOf(const Fault& fault) {
  std::string out;
  put(out, fault.failure);
  put(out, static_cast<std::uint8_t>(fault.sent));
  put(out, abi::kStatementUnknown);
  put(out, std::uint32_t{0});
  return out;
}

std::string readParameter(ByteReader& reader) {
  const auto tag = static_cast<abi::Tag>(reader.get<std::uint8_t>());
  if (tag == abi::Tag::kText) return std::string(reader.getText());
  EXPECT_EQ(tag, abi::Tag::kFar);
  const auto size = reader.get<std::uint32_t>();
  return {reinterpret_cast<const char*>(reader.get<std::uint64_t>()), size};
}

SentRequest read(Bytes bytes) {
  ByteReader reader(bytes);
  SentRequest request;
  EXPECT_EQ(reader.get<std::uint8_t>(), abi::kSqlBatch);
  request.flags = reader.get<std::uint8_t>();
  request.statements.resize(reader.get<std::uint16_t>());
  request.delayMs = reader.get<std::uint32_t>();
  for (SentStatement& statement : request.statements) {
    statement.sql = std::string(reader.getText());
    statement.held.resize(reader.get<std::uint16_t>());
    for (sql::HeldColumn& each : statement.held) each = reader.get<sql::HeldColumn>();
    statement.parameters.resize(reader.get<std::uint16_t>());
    for (std::string& parameter : statement.parameters) {
      parameter = readParameter(reader);
    }
  }
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(reader.left(), 0U);
  return request;
}

int bind(sqlite3_stmt* prepared, const SentStatement& statement) {
  int index = 0;
  for (const std::string& parameter : statement.parameters) {
    const int code = sqlite3_bind_text(prepared, ++index, parameter.data(),
                                       static_cast<int>(parameter.size()), SQLITE_STATIC);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace

NativeSqlite::NativeSqlite() {
  sqlite3_open(":memory:", &db_);
  sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, 2'000'000);
  sqlite3_limit(db_, SQLITE_LIMIT_SQL_LENGTH, 100'000);
  sqlite3_limit(db_, SQLITE_LIMIT_COLUMN, 100);
  sqlite3_limit(db_, SQLITE_LIMIT_EXPR_DEPTH, 100);
  sqlite3_limit(db_, SQLITE_LIMIT_COMPOUND_SELECT, 5);
  sqlite3_limit(db_, SQLITE_LIMIT_VDBE_OP, 25'000);
  sqlite3_limit(db_, SQLITE_LIMIT_FUNCTION_ARG, 32);
  sqlite3_limit(db_, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50);
  sqlite3_limit(db_, SQLITE_LIMIT_VARIABLE_NUMBER, 100);
}

NativeSqlite::~NativeSqlite() { sqlite3_close(db_); }

Bytes NativeSqlite::execute(Bytes bytes) {
  if (bytes[0] == std::byte{abi::kRoom}) {
    static constexpr abi::Failure kAnswers[] = {abi::Failure::kOverloaded, abi::Failure::kNone};
    return std::as_bytes(std::span(&kAnswers[room ? 1 : 0], 1));
  }
  requests.push_back(read(bytes));
  std::optional<Fault> fault;
  if (!faults_.empty()) {
    fault = faults_.front();
    faults_.pop_front();
  }
  std::string out;
  if (!fault || fault->committed) out = answer(requests.back());
  answers_.push_back(fault ? faultOf(*fault) : std::move(out));
  return bytesOf(answers_.back());
}

std::string NativeSqlite::answer(const SentRequest& request) {
  std::string out;
  put(out, abi::Failure::kNone);
  put(out, static_cast<std::uint16_t>(request.statements.size()));
  sqlite3_exec(db_, "BEGIN", nullptr, nullptr, nullptr);
  for (const SentStatement& statement : request.statements) {
    sqlite3_stmt* prepared = nullptr;
    int code = sqlite3_prepare_v2(db_, statement.sql.data(), static_cast<int>(statement.sql.size()),
                                  &prepared, nullptr);
    if (code == SQLITE_OK) {
      EXPECT_EQ(static_cast<std::size_t>(sqlite3_bind_parameter_count(prepared)),
                statement.parameters.size())
          << statement.sql;
      if ((request.flags & abi::kReadOnly) != 0) {
        EXPECT_NE(sqlite3_stmt_readonly(prepared), 0) << statement.sql;
      }
      code = bind(prepared, statement);
    }
    // As D1, which answers objects: a name that two columns have is one member.
    std::set<Text> names;
    for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
      const Text name = sqlite3_column_name(prepared, i);
      EXPECT_TRUE(names.insert(name).second) << name << " twice in " << statement.sql;
    }
    std::string cells;
    std::uint32_t rows = 0;
    const auto before = sqlite3_total_changes64(db_);
    while (code == SQLITE_OK && (code = sqlite3_step(prepared)) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(prepared); ++i) putCell(cells, prepared, i);
      ++rows;
      code = SQLITE_OK;
    }
    if (prepared != nullptr) {
      steps +=
          static_cast<std::uint64_t>(sqlite3_stmt_status(prepared, SQLITE_STMTSTATUS_VM_STEP, 0));
    }
    if (code != SQLITE_DONE) {
      out = failureOf(db_);
      sqlite3_finalize(prepared);
      sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
      return out;
    }
    put(out, static_cast<std::uint32_t>(sqlite3_total_changes64(db_) - before));
    // As D1, which answers objects: without a row the columns are not known.
    put(out, static_cast<std::uint16_t>(rows == 0 ? 0 : sqlite3_column_count(prepared)));
    put(out, rows);
    out += cells;
    sqlite3_finalize(prepared);
  }
  sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr);
  return out;
}

std::vector<std::vector<std::string>> NativeSqlite::query(Text sql) {
  std::vector<std::vector<std::string>> rows;
  sqlite3_stmt* prepared = nullptr;
  const char* at = sql.data();
  const char* end = sql.data() + sql.size();
  while (at != end) {
    const int code = sqlite3_prepare_v2(db_, at, static_cast<int>(end - at), &prepared, &at);
    EXPECT_EQ(code, SQLITE_OK) << sqlite3_errmsg(db_);
    if (code != SQLITE_OK) return rows;
    while (sqlite3_step(prepared) == SQLITE_ROW) {
      std::vector<std::string> row;
      for (int i = 0; i < sqlite3_column_count(prepared); ++i) row.push_back(text(prepared, i));
      rows.push_back(std::move(row));
    }
    sqlite3_finalize(prepared);
  }
  return rows;
}

std::vector<std::string> NativeSqlite::planOf(const SentStatement& statement) {
  sqlite3_stmt* prepared = nullptr;
  const std::string sql = "EXPLAIN QUERY PLAN " + statement.sql;
  EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &prepared, nullptr), SQLITE_OK)
      << sqlite3_errmsg(db_);
  bind(prepared, statement);
  std::vector<std::string> lines;
  while (sqlite3_step(prepared) == SQLITE_ROW) lines.push_back(text(prepared, 3));
  sqlite3_finalize(prepared);
  return lines;
}

}  // namespace agentkeep::test
