#include "test/support/postgres-rig.h"

#include <libpq-fe.h>

#include <cstdlib>
#include <cstring>

#include "core/abi.h"

namespace agentkeep::test {
namespace {

template <class T>
void put(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}

struct SentStatement {
  std::string sql;
  std::vector<std::string> parameters;
};

void putCell(std::string& out, const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return put(out, abi::Tag::kNull);
  const char* text = PQgetvalue(result, row, column);
  switch (PQftype(result, column)) {
    case 16:  // boolean
      put(out, abi::Tag::kInteger);
      return put(out, std::int64_t{*text == 't'});
    case 20:
    case 21:
    case 23:
      put(out, abi::Tag::kInteger);
      return put(out, std::int64_t{std::strtoll(text, nullptr, 10)});
    case 1700:  // numeric: a sum of integers
      if (std::strchr(text, '.') == nullptr) {
        put(out, abi::Tag::kInteger);
        return put(out, std::int64_t{std::strtoll(text, nullptr, 10)});
      }
      [[fallthrough]];
    case 700:
    case 701:
      put(out, abi::Tag::kReal);
      return put(out, std::strtod(text, nullptr));
    default:
      put(out, abi::Tag::kText);
      put(out, static_cast<std::uint32_t>(PQgetlength(result, row, column)));
      out.append(text, static_cast<std::size_t>(PQgetlength(result, row, column)));
  }
}

// What the error means, as the host reads it.
std::string failureOf(const PGresult* result) {
  const auto field = [&](int name) {
    const char* text = PQresultErrorField(result, name);
    return std::string(text == nullptr ? "" : text);
  };
  const std::string code = field(PG_DIAG_SQLSTATE);
  const std::string message = field(PG_DIAG_MESSAGE_PRIMARY);
  abi::Failure failure = abi::Failure::kRefused;
  std::string detail;
  if (const std::size_t at = message.find("agentkeep guard "); at != std::string::npos) {
    failure = abi::Failure::kGuard;
    detail = std::to_string(std::strtol(message.c_str() + at + 16, nullptr, 10));
  } else if (code == "23505") {
    failure = abi::Failure::kUnique;
    std::string columns = field(PG_DIAG_MESSAGE_DETAIL);
    columns = columns.substr(columns.find('(') + 1);
    columns = columns.substr(0, columns.find(")="));
    std::erase(columns, '"');
    while (!columns.empty()) {
      const std::size_t comma = columns.find(", ");
      if (!detail.empty()) detail += ", ";
      detail += field(PG_DIAG_TABLE_NAME) + "." + columns.substr(0, comma);
      columns = comma == std::string::npos ? "" : columns.substr(comma + 2);
    }
  } else if (code == "42P01") {
    failure = abi::Failure::kMissing;
  } else {
    ADD_FAILURE() << "PostgreSQL refused a statement: " << code << " " << message;
  }
  std::string out;
  put(out, failure);
  put(out, std::uint8_t{0});
  put(out, abi::kStatementUnknown);
  put(out, static_cast<std::uint32_t>(detail.size()));
  return out + detail;
}

NativePostgres& server() {
  static NativePostgres only;
  return only;
}

}  // namespace

NativePostgres::NativePostgres() {
  const char* target = std::getenv("AGENTKEEP_TEST_POSTGRES");
  connection_ = PQconnectdb(target == nullptr ? "" : target);
  if (PQstatus(connection_) != CONNECTION_OK) {
    std::fprintf(stderr, "AGENTKEEP_TEST_POSTGRES names no server: %s\n",
                 PQerrorMessage(connection_));
    std::abort();
  }
  PQclear(PQexec(connection_, "SET client_min_messages=error"));
}

NativePostgres::~NativePostgres() { PQfinish(connection_); }

Bytes NativePostgres::execute(Bytes bytes) {
  ByteReader reader(bytes);
  EXPECT_EQ(reader.get<std::uint8_t>(), abi::kSqlBatch);
  const auto flags = reader.get<std::uint8_t>();
  std::vector<SentStatement> statements(reader.get<std::uint16_t>());
  reader.get<std::uint32_t>();
  std::vector<std::string>& sent = requests.emplace_back();
  for (SentStatement& statement : statements) {
    statement.sql = std::string(reader.getText());
    sent.push_back(statement.sql);
    EXPECT_EQ(reader.get<std::uint16_t>(), 0U);  // no documents stay with the host
    statement.parameters.resize(reader.get<std::uint16_t>());
    for (std::string& parameter : statement.parameters) {
      EXPECT_EQ(reader.get<std::uint8_t>(), static_cast<std::uint8_t>(abi::Tag::kText));
      parameter = std::string(reader.getText());
    }
  }
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(reader.left(), 0U);
  const bool readOnly = (flags & abi::kReadOnly) != 0;
  PQclear(PQexec(connection_, readOnly ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                       : "BEGIN ISOLATION LEVEL REPEATABLE READ"));
  std::string out;
  put(out, abi::Failure::kNone);
  put(out, static_cast<std::uint16_t>(statements.size()));
  for (const SentStatement& statement : statements) {
    std::vector<const char*> values;
    for (const std::string& parameter : statement.parameters) {
      EXPECT_EQ(parameter.find('\0'), std::string::npos);
      values.push_back(parameter.c_str());
    }
    PGresult* result =
        PQexecParams(connection_, statement.sql.c_str(), static_cast<int>(values.size()), nullptr,
                     values.data(), nullptr, nullptr, 0);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
      out = failureOf(result);
      if (testing::Test::HasFailure()) ADD_FAILURE() << statement.sql;
      PQclear(result);
      PQclear(PQexec(connection_, "ROLLBACK"));
      return bytesOf(answers_.emplace_back(std::move(out)));
    }
    put(out, static_cast<std::uint32_t>(std::strtoul(PQcmdTuples(result), nullptr, 10)));
    put(out, static_cast<std::uint16_t>(PQntuples(result) == 0 ? 0 : PQnfields(result)));
    put(out, static_cast<std::uint32_t>(PQntuples(result)));
    for (int row = 0; row < PQntuples(result); ++row) {
      for (int column = 0; column < PQnfields(result); ++column) putCell(out, result, row, column);
    }
    PQclear(result);
  }
  PQclear(PQexec(connection_, "COMMIT"));
  return bytesOf(answers_.emplace_back(std::move(out)));
}

std::vector<std::vector<std::string>> NativePostgres::query(const std::string& sql) {
  PGresult* result = PQexec(connection_, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  EXPECT_TRUE(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
      << PQresultErrorMessage(result) << sql;
  std::vector<std::vector<std::string>> rows;
  for (int row = 0; row < PQntuples(result); ++row) {
    std::vector<std::string>& cells = rows.emplace_back();
    for (int column = 0; column < PQnfields(result); ++column) {
      cells.emplace_back(PQgetisnull(result, row, column) != 0 ? "NULL"
                                                               : PQgetvalue(result, row, column));
    }
  }
  PQclear(result);
  return rows;
}

PostgresRig::PostgresRig() : database(server()) {
  static unsigned number = 0;
  schema_ = "r" + std::to_string(++number);
  prefix_ = schema_ + ".p_";
  EXPECT_TRUE(migrate({.version = 1}).has_value());
  database.query("SET search_path=" + schema_);
  database.requests.clear();
}

PostgresRig::~PostgresRig() { database.query("DROP SCHEMA " + schema_ + " CASCADE"); }

template <class T>
T PostgresRig::finish(Call& call, Task<T>& task) {
  task.start();
  while (!task.done()) call.channel.resume(database.execute(call.channel.pending()));
  return std::move(task.result());
}

Result<query::Outcome> PostgresRig::run(const query::Batch& batch) {
  // Answers view the call: it stays.
  calls_.push_back(std::make_unique<Call>());
  // As a host has it: by time and random bits the mark of a batch is above those before it.
  calls_.back()->now_ms = 1'795'255'200'000 + static_cast<std::int64_t>(calls_.size());
  calls_.back()->random = Random(calls_.size());
  postgres::PostgresDatabase db(*calls_.back(), prefix_, postgres::kPostgresLimits);
  auto task = db.run(batch);
  return finish(*calls_.back(), task);
}

Result<query::Outcome> PostgresRig::run(std::initializer_list<query::Statement> statements) {
  return run(query::Batch{.statements = {statements.begin(), statements.size()}});
}

query::Answer PostgresRig::one(const query::Statement& statement) {
  return answerOf(run({statement}));
}

std::string PostgresRig::ids(const query::Statement& statement) {
  const query::Rows rows = one(statement).rows;
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i != 0) out += ' ';
    out += print(rows[i][0]);
  }
  return out;
}

std::vector<std::string> PostgresRig::lines(const query::Statement& statement) {
  const query::Rows rows = one(statement).rows;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string line;
    for (const query::Value& value : rows[i]) line += (line.empty() ? "" : ",") + print(value);
    out.push_back(line);
  }
  return out;
}

Result<query::SchemaReport> PostgresRig::migrate(query::SchemaOptions options) {
  calls_.push_back(std::make_unique<Call>());
  postgres::PostgresDatabase db(*calls_.back(), prefix_, postgres::kPostgresLimits);
  auto task = db.migrate(kTestTables, options);
  return finish(*calls_.back(), task);
}

std::vector<std::vector<std::string>> PostgresRig::query(const std::string& sql) {
  return database.query(sql);
}

}  // namespace agentkeep::test
