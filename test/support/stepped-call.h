// A call of a StoreRig's store that a test drives request by request, so that others come between.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "test/support/store-rig.h"

namespace agentkeep::test {

class SteppedCall {
 public:
  // Runs up to the first request, which is not answered yet.
  SteppedCall(StoreRig& rig, Text method, std::string body, std::uint64_t seed)
      : rig_(rig), method_(method), body_(std::move(body)) {
    call_.now_ms = rig.now_ms;
    call_.random = Random(seed, 77);
    Context context;
    context.scopes = rig.scopes;
    context.prefix = rig.prefix;
    context.request = "request-1";
    context.method = method_;
    task_.emplace(rig.store.answer(call_, context, body_));
    task_->start();
  }
  SteppedCall(const SteppedCall&) = delete;
  SteppedCall& operator=(const SteppedCall&) = delete;

  [[nodiscard]] bool done() const { return !call_.channel.waiting(); }
  // Has the database answer the request that waits.
  void step() {
    ++trips;
    call_.channel.resume(rig_.database.execute(call_.channel.pending()));
  }
  nlohmann::json finish() {
    while (!done()) step();
    return answer();
  }
  nlohmann::json answer() { return nlohmann::json::parse(task_->result().body); }
  std::uint16_t status() { return task_->result().status; }

  std::size_t trips = 0;

 private:
  StoreRig& rig_;
  std::string method_;
  std::string body_;
  agentkeep::Call call_;
  std::optional<Task<Reply>> task_;
};

}  // namespace agentkeep::test
