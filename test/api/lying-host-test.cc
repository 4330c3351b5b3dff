// What a host says is checked before it is believed: every method, over each way to a database.
#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "backends/postgres/postgres-database.h"
#include "backends/sqlite/sqlite-database.h"
#include "core/bytes.h"
#include "core/json.h"
#include "store.h"

namespace agentkeep {
namespace {

using api::Kind;

void writeLeast(JsonWriter& out, const api::Shape& shape);

void writeLeast(JsonWriter& out, const api::Field& field) {
  switch (field.kind) {
    case Kind::kStruct:
      return writeLeast(out, *field.shape);
    case Kind::kBoolean:
      return void(out.boolean(true));
    case Kind::kPage:
    case Kind::kPerPage:
    case Kind::kCount:
    case Kind::kDuration:
    case Kind::kQuantity:
    case Kind::kNumber:
      return void(out.integer(1));
    case Kind::kTime:
      return void(out.string("2026-01-02T12:00:00.000Z"));
    case Kind::kJson:
    case Kind::kNullableJson:
    case Kind::kJsonObject:
    case Kind::kMembers:
    case Kind::kContent:
      return void(out.raw("{}"));
    case Kind::kId:
    case Kind::kIdOrIds:
      return void(out.string("x"));
    case Kind::kText:
      return void(out.string(field.name == "scope"        ? Text("thread")
                             : field.name == "originType" ? Text("initial")
                             : field.name == "role"       ? Text("user")
                             : field.name == "table"      ? Text("mastra_threads")
                                                          : Text("x")));
  }
}

// Members that may be absent are, so that a method does what it does without being told more; a
// list has one element.
void writeLeast(JsonWriter& out, const api::Shape& shape) {
  out.beginObject();
  for (const api::Field& field : shape.fields) {
    if (field.optional) continue;
    out.key(field.name);
    if (field.list) out.beginArray();
    writeLeast(out, field);
    if (field.list) out.endArray();
  }
  out.endObject();
}

template <class T>
void put(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}
void put(std::string& out, Text text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

std::uint16_t statementsOf(Bytes request) {
  ByteReader read(request.subspan(2));
  return read.get<std::uint16_t>();
}

// The schema is current.
std::string current() {
  std::string out;
  put(out, abi::Failure::kNone);
  put(out, std::uint16_t{1});
  put(out, std::uint32_t{0});
  put(out, std::uint16_t{3});
  put(out, std::uint32_t{1});
  put(out, abi::Tag::kText);
  put(out, Text("schema"));
  put(out, abi::Tag::kInteger);
  put(out, std::int64_t{kSchemaVersion});
  put(out, abi::Tag::kNull);
  return out;
}

std::string failure(abi::Failure why, Text detail) {
  std::string out;
  put(out, why);
  put(out, std::uint8_t{0});
  put(out, abi::kStatementUnknown);
  put(out, detail);
  return out;
}

// One row of so many columns for each statement.
std::string rows(std::uint16_t statements, std::uint16_t columns) {
  std::string out;
  put(out, abi::Failure::kNone);
  put(out, statements);
  for (; statements > 0; --statements) {
    put(out, std::uint32_t{1});
    put(out, columns);
    put(out, std::uint32_t{1});
    for (std::uint16_t i = 0; i < columns; ++i) {
      put(out, abi::Tag::kText);
      put(out, Text("{}"));
    }
  }
  return out;
}

struct Named {
  std::string name;  // on the wire
  const api::Method* method = nullptr;
};

std::vector<Named> everyMethod() {
  std::vector<Named> all;
  for (const api::Domain* domain : domains()) {
    for (const api::Method& each : domain->methods) {
      all.push_back({std::string(domain->name) + "." + std::string(each.name), &each});
    }
  }
  return all;
}

struct Way {
  query::OpenBackend open;
  abi::Profile profile;
};

class LyingHost : public testing::TestWithParam<Way> {
 protected:
  // The reply of a call all of whose requests are answered so; nothing: it would ask for ever.
  template <class Answer>
  std::optional<Reply> reply(const Named& method, Answer answer) {
    JsonWriter body;
    if (method.method->arguments != nullptr) {
      writeLeast(body, *method.method->arguments);
    } else {
      body.raw(R"({"id":"x"})");
    }
    Store store(GetParam().open);
    Call call;
    call.now_ms = 1'795'255'200'000;
    call.random = Random(7);
    Context context;
    context.profile = GetParam().profile;
    context.scopes = abi::kScopeRead | abi::kScopeWrite | abi::kScopeAdmin;
    context.method = method.name;
    std::deque<std::string> answers;
    asked = 0;
    auto task = store.answer(call, context, body.text());
    task.start();
    for (; call.channel.waiting(); ++asked) {
      if (asked == 50) return std::nullopt;
      const bool isVersion = asked == 0 && method.name != "store.init";
      const std::uint16_t statements = statementsOf(call.channel.pending());
      answers.push_back(isVersion ? current() : answer(statements));
      call.channel.resume(bytesOf(answers.back()));
    }
    return task.result();
  }

  int asked = 0;
};

TEST_P(LyingHost, AFailureThatNobodyAskedForIsNoSuccess) {
  int met = 0;
  for (const Named& method : everyMethod()) {
    for (const auto& [why, detail] : {std::pair(abi::Failure::kGuard, "0"),
                                      {abi::Failure::kGuard, "65000"},
                                      {abi::Failure::kUnique, "mastra_threads.id"},
                                      {abi::Failure::kUnique, "mastra_messages.id"},
                                      {abi::Failure::kTooLarge, ""}}) {
      const auto got = reply(method, [&](std::uint16_t) { return failure(why, detail); });
      // Nothing but the version was asked for, or nothing is to be done.
      if (asked < 2 || !got) continue;
      ++met;
      EXPECT_NE(got->status, 200) << method.name << " " << detail << " " << got->body;
      EXPECT_NE(nlohmann::json::parse(got->body)["error"]["committed"], "yes") << method.name;
    }
  }
  EXPECT_GT(met, 200);
}

TEST_P(LyingHost, RowsOfFewerOrMoreColumnsAreRefused) {
  for (const Named& method : everyMethod()) {
    for (const std::uint16_t columns : std::initializer_list<std::uint16_t>{1, 2, 5, 60}) {
      const auto got =
          reply(method, [&](std::uint16_t statements) { return rows(statements, columns); });
      if (got) EXPECT_TRUE(isJson(got->body)) << method.name << " " << got->body;
      // Nobody asks for so many: nothing of them is answered.
      if (got && columns == 60) {
        EXPECT_EQ(got->body.find(R"("{}")"), Text::npos) << method.name << " " << got->body;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ways, LyingHost,
                         testing::Values(Way{sqlite::open, abi::Profile::kD1},
                                         Way{postgres::open, abi::Profile::kPostgres}));

}  // namespace
}  // namespace agentkeep
