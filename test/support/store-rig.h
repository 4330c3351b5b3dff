// A whole store on native SQLite: bodies in, answers out, as the Worker would see them.
#pragma once

#include <gtest/gtest.h>

#include <concepts>
#include <nlohmann/json.hpp>
#include <string>

#include "backends/sqlite/sqlite-database.h"
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

  // A call on its way, for tests that let several take turns.
  class Running {
   public:
    Running(StoreRig& rig, Text method, Text body)
        : rig_(rig), method_(method), body_(body), task_(begin()) {
      task_.start();
    }
    template <std::same_as<nlohmann::json> Json>
    Running(StoreRig& rig, Text method, const Json& arguments)
        : Running(rig, method, Text(arguments.dump())) {}
    [[nodiscard]] bool waiting() const { return call_.channel.waiting(); }
    // Has its request answered, and runs to the next or to the end: one round trip.
    void step() {
      ++trips;
      do {
        call_.channel.resume(rig_.database.execute(call_.channel.pending()));
      } while (waiting() && call_.channel.pending()[0] == std::byte{abi::kRoom});
    }
    Reply finish() {
      while (waiting()) step();
      return task_.result();
    }
    nlohmann::json json() { return nlohmann::json::parse(finish().body); }
    // Of a call that has ended.
    [[nodiscard]] std::uint16_t status() { return task_.result().status; }
    [[nodiscard]] nlohmann::json answer() { return nlohmann::json::parse(task_.result().body); }

    unsigned trips = 0;

   private:
    Task<Reply> begin() {
      call_.now_ms = rig_.now_ms;
      call_.random = Random(++rig_.calls_);
      call_.metric_rollups = rig_.metric_rollups;
      call_.search = rig_.search;
      Context context;
      context.scopes = rig_.scopes;
      context.prefix = rig_.prefix;
      context.request = "request-1";
      context.method = method_;
      return rig_.store.answer(call_, context, body_);
    }

    StoreRig& rig_;
    std::string method_;
    std::string body_;
    agentkeep::Call call_;
    Task<Reply> task_;
  };

  // The body of the answer, whatever its status.
  std::string raw(Text method, Text body) {
    Reply reply = Running(*this, method, body).finish();
    status = reply.status;
    return reply.body;
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
  Store store{sqlite::open};
  std::string prefix;
  std::uint8_t scopes = abi::kScopeRead | abi::kScopeWrite | abi::kScopeAdmin;
  std::int64_t now_ms = 1'795'255'200'000;  // 2026-11-21T10:00:00.000Z
  std::uint16_t status = 0;
  bool metric_rollups = false;
  bool search = false;

 private:
  std::uint64_t calls_ = 0;  // each has random bits of its own
};

}  // namespace agentkeep::test
