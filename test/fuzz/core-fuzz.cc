// The whole core with a host that lies: any method with any body, over each backend, whose answers
// have wrong numbers of statements, columns and rows, cells of other kinds, texts that are no JSON,
// failures that cannot be, or are bytes of no meaning. A call may end as any error, or not at all
// and be released; what it answers is JSON.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "backends/dynamodb/dynamodb-database.h"
#include "backends/postgres/postgres-database.h"
#include "backends/sqlite/sqlite-database.h"
#include "core/bytes.h"
#include "core/json.h"
#include "store.h"

namespace {

using namespace agentkeep;
using api::Kind;

constexpr unsigned kMostSteps = 24;

// Texts that mean something to one part of the core or another.
constexpr const char* kTexts[] = {
    "{}",
    "[]",
    "null",
    "1",
    "\"x\"",
    "",
    "a",
    "t1",
    "r1",
    "schema",
    "oldest",
    "thread",
    "resource",
    "running",
    "success",
    "initial",
    "user",
    "2026-01-02T12:00:00.000Z",
    "2026-01-02T12:00:00.000Z9999999999",
    R"({"context":{"s1":[null,{"output":1}]},"status":"running","value":{}})",
    R"({"context":{},"requestContext":{"a":1}})",
    R"([[1,"a",null,{"b":[2]}]])",
    R"([{"cycleId":"c","messageIds":["m"],"observations":"o","tokenCount":3,"id":"i"}])",
    "6f1c1f8e-0000-4000-8000-000000000001.12.1.77.88",
    "mastra_threads.id",
    "ASC",
    "10",
    "12h",
    "a <> 'b' AND (c IN (1, 2.5) OR \"d\" IS NOT NULL)",
};

Text anyText(FuzzedDataProvider& data, Arena& arena) {
  if (data.ConsumeIntegralInRange(0, 9) != 0)
    return kTexts[data.ConsumeIntegralInRange<std::size_t>(0, std::size(kTexts) - 1)];
  return arena.text(data.ConsumeRandomLengthString(40));
}

void writeStruct(JsonWriter& out, FuzzedDataProvider& data, Arena& arena, const api::Shape& shape,
                 unsigned depth);

void writeAny(JsonWriter& out, FuzzedDataProvider& data, Arena& arena) {
  const Text text = anyText(data, arena);
  isJson(text) ? out.raw(text) : out.string(isUtf8(text) ? text : Text("?"));
}

void writeValue(JsonWriter& out, FuzzedDataProvider& data, Arena& arena, const api::Field& field,
                unsigned depth) {
  switch (field.kind) {
    case Kind::kStruct:
      if (depth > 6) return void(out.null());
      return writeStruct(out, data, arena, *field.shape, depth + 1);
    case Kind::kBoolean:
      return void(out.boolean(data.ConsumeBool()));
    case Kind::kTime:
      return void(out.string("2026-01-02T12:00:00.000Z"));
    case Kind::kPage:
    case Kind::kPerPage:
    case Kind::kCount:
    case Kind::kQuantity:
    case Kind::kDuration:
    case Kind::kNumber:
      return void(out.integer(data.ConsumeIntegralInRange(0, 100)));
    case Kind::kJsonObject:
    case Kind::kMembers:
    case Kind::kContent:
      return void(out.raw(data.ConsumeBool() ? kTexts[0] : kTexts[19]));
    case Kind::kJson:
    case Kind::kNullableJson:
      return writeAny(out, data, arena);
    case Kind::kId:
    case Kind::kText:
    case Kind::kIdOrIds: {
      const Text text = anyText(data, arena);
      return void(out.string(isUtf8(text) ? text : Text("?")));
    }
  }
}

void writeStruct(JsonWriter& out, FuzzedDataProvider& data, Arena& arena, const api::Shape& shape,
                 unsigned depth) {
  out.beginObject();
  for (const api::Field& field : shape.fields) {
    if (field.optional && data.ConsumeIntegralInRange(0, 3) == 0) continue;
    out.key(field.name);
    if (data.ConsumeIntegralInRange(0, 40) == 0) {
      writeAny(out, data, arena);
    } else if (field.list) {
      out.beginArray();
      for (int left = data.ConsumeIntegralInRange(0, 3); left > 0; --left) {
        writeValue(out, data, arena, field, depth);
      }
      out.endArray();
    } else {
      writeValue(out, data, arena, field, depth);
    }
  }
  out.endObject();
}

struct Named {
  std::string name;  // on the wire
  const api::Domain* domain = nullptr;
  const api::Method* method = nullptr;
};

std::vector<Named> everyMethod() {
  std::vector<Named> all;
  for (const api::Domain* domain : domains()) {
    for (const api::Method& each : domain->methods) {
      all.push_back({std::string(domain->name) + "." + std::string(each.name), domain, &each});
    }
  }
  return all;
}

void writeArguments(JsonWriter& out, FuzzedDataProvider& data, Arena& arena, const Named& method) {
  if (method.method->arguments != nullptr) {
    return writeStruct(out, data, arena, *method.method->arguments, 0);
  }
  // A described method takes columns of its tables, in an object of their own or not.
  const bool isInner = data.ConsumeBool();
  out.beginObject();
  if (isInner) {
    constexpr const char* kInner[] = {"agent", "promptBlock", "mcpClient", "workspace", "skill"};
    out.key(kInner[data.ConsumeIntegralInRange<std::size_t>(0, std::size(kInner) - 1)]);
    out.beginObject();
  }
  out.key("id").string("x");
  for (const query::Table* table : method.domain->tables) {
    for (const query::Column& column : table->columns) {
      if (data.ConsumeIntegralInRange(0, 3) != 0) continue;
      out.key(column.member());
      writeAny(out, data, arena);
    }
  }
  if (isInner) out.endObject();
  out.endObject();
}

template <class T>
void put(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}

void putText(std::string& out, Text text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

// Columns that the rows of a statement have, near enough: those between its first SELECT or its
// RETURNING and what follows.
std::uint16_t columnsOf(Text sql) {
  const std::size_t returning = sql.rfind("RETURNING ");
  if (returning != Text::npos) sql.remove_prefix(returning);
  std::uint16_t columns = 1;
  int depth = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '(') ++depth;
    if (sql[i] == ')') --depth;
    if (depth < 0 || (depth == 0 && sql.substr(i).starts_with(" FROM "))) break;
    if (depth == 0 && sql[i] == ',') ++columns;
  }
  return columns;
}

void putCell(std::string& out, FuzzedDataProvider& data, Arena& arena) {
  switch (data.ConsumeIntegralInRange(0, 9)) {
    case 0:
      return put(out, abi::Tag::kNull);
    case 1:
      put(out, abi::Tag::kReal);
      return put(out, data.ConsumeFloatingPoint<double>());
    case 2:
      put(out, abi::Tag::kInteger);
      return put(out, data.ConsumeIntegral<std::int64_t>());
    case 3:
    case 4:
      put(out, abi::Tag::kInteger);
      return put(out, std::int64_t{data.ConsumeIntegralInRange(0, 20)});
    default:
      put(out, abi::Tag::kText);
      return putText(out, anyText(data, arena));
  }
}

std::string sqlAnswer(FuzzedDataProvider& data, Arena& arena, Bytes request, bool& isFirst) {
  ByteReader read(request.subspan(2));
  auto statements = read.get<std::uint16_t>();
  read.get<std::uint32_t>();
  std::string out;
  const int how = data.ConsumeIntegralInRange(0, 19);
  if (how == 0) return data.ConsumeRandomLengthString(64);
  if (how == 1) {
    put(out, static_cast<std::uint8_t>(data.ConsumeIntegralInRange(1, 9)));
    put(out, static_cast<std::uint8_t>(data.ConsumeBool()));
    put(out, data.ConsumeIntegralInRange<std::uint16_t>(0, 4));
    putText(out, data.ConsumeBool() ? Text("1") : anyText(data, arena));
    return out;
  }
  put(out, abi::Failure::kNone);
  put(out, static_cast<std::uint16_t>(how == 2 ? statements - 1 : statements));
  for (; statements > 0; --statements) {
    const Text sql = read.getText();
    for (auto held = read.get<std::uint16_t>(); held > 0; --held) read.get<std::uint32_t>();
    for (auto left = read.get<std::uint16_t>(); left > 0; --left) {
      const auto tag = static_cast<abi::Tag>(read.get<std::uint8_t>());
      if (tag == abi::Tag::kText) {
        read.getText();
      } else if (tag != abi::Tag::kNull) {
        read.get<std::uint64_t>();
      }
    }
    put(out, data.ConsumeIntegralInRange<std::uint32_t>(0, 3));
    // Most often the schema is current, or nothing else would be seen.
    if (isFirst && data.ConsumeIntegralInRange(0, 9) != 0) {
      put(out, std::uint16_t{3});
      put(out, std::uint32_t{1});
      put(out, abi::Tag::kText);
      putText(out, "schema");
      put(out, abi::Tag::kInteger);
      put(out, std::int64_t{kSchemaVersion});
      put(out, abi::Tag::kNull);
      continue;
    }
    int columns = columnsOf(sql);
    if (data.ConsumeIntegralInRange(0, 9) == 0) {
      columns = std::max(0, columns + data.ConsumeIntegralInRange(-3, 3));
    }
    const auto rows = data.ConsumeIntegralInRange<std::uint32_t>(0, 3);
    put(out, static_cast<std::uint16_t>(columns));
    put(out, rows);
    for (std::uint32_t cells = rows * static_cast<std::uint32_t>(columns); cells > 0; --cells) {
      putCell(out, data, arena);
    }
  }
  isFirst = false;
  if (data.ConsumeIntegralInRange(0, 19) == 0) out.resize(out.size() / 2);
  return out;
}

constexpr const char* kAttributes[] = {"pk",        "sk",        "gsi1pk",   "gsi1sk", "id",
                                       "threadId",  "thread_id", "content",  "seq",    "entity",
                                       "createdAt", "updatedAt", "snapshot", "version"};

void writeItem(JsonWriter& out, FuzzedDataProvider& data, Arena& arena) {
  out.beginObject();
  for (int left = data.ConsumeIntegralInRange(0, 8); left > 0; --left) {
    out.key(kAttributes[data.ConsumeIntegralInRange<std::size_t>(0, std::size(kAttributes) - 1)]);
    const bool isNumber = data.ConsumeIntegralInRange(0, 3) == 0;
    out.beginObject().key(isNumber ? "N" : "S");
    const Text text = isNumber ? Text("7") : anyText(data, arena);
    out.string(isUtf8(text) ? text : Text("?")).endObject();
  }
  out.endObject();
}

std::string dynamoAnswer(FuzzedDataProvider& data, Arena& arena, Bytes request) {
  ByteReader read(request.subspan(2));
  std::string out;
  for (auto calls = read.get<std::uint16_t>(); calls > 0; --calls) {
    JsonWriter body;
    constexpr std::uint16_t kStatuses[] = {200, 200, 200, 200, 200, 400, 500, 0, 1};
    put(out, kStatuses[data.ConsumeIntegralInRange<std::size_t>(0, std::size(kStatuses) - 1)]);
    switch (data.ConsumeIntegralInRange(0, 7)) {
      case 0:
        putText(out, data.ConsumeRandomLengthString(40));
        continue;
      case 1:
        putText(out, R"({"__type":"x#TransactionCanceledException","CancellationReasons":)"
                     R"([{"Code":"ConditionalCheckFailed"},{"Code":"None"}]})");
        continue;
      case 2:
        putText(out, R"({"__type":"x#ConditionalCheckFailedException"})");
        continue;
      case 3:
        putText(out, "{}");
        continue;
      case 4:
        body.beginObject().key("Item");
        writeItem(body, data, arena);
        body.endObject();
        break;
      case 5:
        body.beginObject().key("Attributes");
        writeItem(body, data, arena);
        body.endObject();
        break;
      default:
        body.beginObject().key("Items").beginArray();
        for (int left = data.ConsumeIntegralInRange(0, 3); left > 0; --left) {
          writeItem(body, data, arena);
        }
        body.endArray();
        if (data.ConsumeBool()) {
          body.key("LastEvaluatedKey");
          writeItem(body, data, arena);
        }
        body.key("Count").integer(data.ConsumeIntegralInRange(0, 9)).endObject();
    }
    putText(out, body.text());
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const std::vector<Named> all = everyMethod();
  FuzzedDataProvider data(bytes, size);
  struct Way {
    query::OpenBackend open;
    abi::Profile profile;
    Text prefix;
  };
  constexpr Way kWays[] = {
      {sqlite::open, abi::Profile::kD1, ""},
      {sqlite::open, abi::Profile::kSqlite, "p_"},
      {postgres::open, abi::Profile::kPostgres, ""},
      {postgres::open, abi::Profile::kDsql, "s.p_"},
      {dynamodb::open, abi::Profile::kDynamo, "table"},
  };
  const Way& way = kWays[data.ConsumeIntegralInRange<std::size_t>(0, std::size(kWays) - 1)];
  const Named& method = all[data.ConsumeIntegralInRange<std::size_t>(0, all.size() - 1)];
  Arena arena;
  JsonWriter body;
  if (data.ConsumeIntegralInRange(0, 15) == 0) {
    body.raw(arena.text(data.ConsumeRandomLengthString(200)));
  } else {
    writeArguments(body, data, arena, method);
  }

  std::vector<std::unique_ptr<std::string>> answers;
  Store store(way.open);
  Call call;
  call.now_ms = 1'795'255'200'000;
  call.random = Random(7);
  Context context;
  context.profile = way.profile;
  context.prefix = way.prefix;
  context.scopes = abi::kScopeRead | abi::kScopeWrite | abi::kScopeAdmin;
  context.disable_init = data.ConsumeBool();
  context.unread = data.ConsumeIntegralInRange(0, 9) == 0;
  context.request = "request-1";
  context.method = method.name;
  Task<Reply> task = store.answer(call, context, body.text());
  task.start();
  bool isFirst = true;
  for (unsigned step = 0; call.channel.waiting(); ++step) {
    if (step == kMostSteps) return 0;
    const Bytes request = call.channel.pending();
    const auto kind = static_cast<std::uint8_t>(request[0]);
    std::string answer;
    if (kind == abi::kRoom) {
      answer = std::string(1, data.ConsumeIntegralInRange(0, 9) == 0 ? '\1' : '\0');
    } else if (kind == abi::kSqlBatch) {
      answer = sqlAnswer(data, arena, request, isFirst);
    } else {
      answer = dynamoAnswer(data, arena, request);
    }
    // In memory that ends where the answer does, and outlives the call.
    call.channel.resume(bytesOf(*answers.emplace_back(std::make_unique<std::string>(answer))));
  }
  const Reply& reply = task.result();
  // What a database gives for JSON is handed on as it is where nobody looks into it.
  if (reply.status != 200 && !isJson(reply.body)) std::abort();
  return 0;
}
