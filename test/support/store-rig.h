// A whole store on native SQLite: bodies in, answers out, as the Worker would see them.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/time.h"
#include "store.h"
#include "test/support/native-sqlite.h"

namespace agentkeep::test {

class StoreRig {
 public:
  // Creates the tables; what that asked is not counted.
  StoreRig() {
    raw("store.init", "{}");
    database.requests.clear();
  }

  // The body of the answer, whatever its status.
  std::string raw(Text method, Text body) {
    agentkeep::Call call;
    call.now_ms = now_ms;
    call.random = Random(++calls_);
    Context context;
    context.scopes = scopes;
    context.prefix = prefix;
    context.request = "request-1";
    context.method = method;
    Task<Reply> task = store.answer(call, context, body);
    task.start();
    while (call.channel.waiting()) call.channel.resume(database.execute(call.channel.pending()));
    status = task.result().status;
    return task.result().body;
  }
  // The answer of a call that must work.
  nlohmann::json call(Text method, Text body) {
    const std::string answer = raw(method, body);
    EXPECT_EQ(status, 200) << method << " " << body << "\n" << answer;
    return nlohmann::json::parse(answer);
  }
  // The error of a call that must not.
  nlohmann::json error(Text method, Text body) {
    const std::string answer = raw(method, body);
    EXPECT_NE(status, 200) << method << " " << body << "\n" << answer;
    const nlohmann::json parsed = nlohmann::json::parse(answer);
    return parsed.contains("error") ? parsed["error"] : nlohmann::json();
  }

  [[nodiscard]] std::string now() const { return formatTime(now_ms); }
  [[nodiscard]] std::size_t requests() const { return database.requests.size(); }

  NativeSqlite database;
  Store store;
  std::string prefix;
  std::uint8_t scopes = abi::kScopeRead | abi::kScopeWrite | abi::kScopeAdmin;
  std::int64_t now_ms = 1'795'255'200'000;  // 2026-11-21T10:00:00.000Z
  std::uint16_t status = 0;

 private:
  std::uint64_t calls_ = 0;
};

}  // namespace agentkeep::test
