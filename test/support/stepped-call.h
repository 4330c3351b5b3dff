// A call that stops at each request, so that a test decides in which order several of them go on.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "test/support/store-rig.h"

namespace agentkeep::test {

class SteppedCall {
 public:
  // Runs to its first request.
  SteppedCall(StoreRig& rig, std::string method, const nlohmann::json& arguments)
      : rig_(rig), method_(std::move(method)), body_(arguments.dump()) {
    call_.now_ms = rig.now_ms;
    Context context;
    context.scopes = rig.scopes;
    context.prefix = rig.prefix;
    context.request = "request-1";
    context.method = method_;
    task_.emplace(rig.store.answer(call_, context, body_));
    task_->start();
  }
  [[nodiscard]] bool done() const { return !call_.channel.waiting(); }
  // One round trip.
  void step() {
    call_.channel.resume(rig_.database.execute(call_.channel.pending()));
    ++trips;
  }
  [[nodiscard]] std::uint16_t status() { return task_->result().status; }
  [[nodiscard]] nlohmann::json answer() { return nlohmann::json::parse(task_->result().body); }

  unsigned trips = 0;

 private:
  StoreRig& rig_;
  std::string method_;
  std::string body_;
  agentkeep::Call call_;
  std::optional<Task<Reply>> task_;
};

// Runs calls that `make(round)` starts in every order that their round trips allow, and hands the
// calls of each order to `check(round, calls)`. Returns the number of orders.
template <class Make, class Check>
unsigned inEveryOrder(Make make, Check check) {
  std::vector<std::size_t> path;  // which of the calls that wait goes on, at each step
  unsigned round = 0;
  for (;; ++round) {
    std::vector<std::unique_ptr<SteppedCall>> calls = make(round);
    std::vector<std::size_t> choices;
    for (std::size_t at = 0;; ++at) {
      std::vector<SteppedCall*> waiting;
      for (const auto& each : calls) {
        if (!each->done()) waiting.push_back(each.get());
      }
      if (waiting.empty()) break;
      if (at == path.size()) path.push_back(0);
      choices.push_back(waiting.size());
      waiting[path[at]]->step();
    }
    path.resize(choices.size());
    check(round, calls);
    while (!path.empty() && path.back() + 1 == choices[path.size() - 1]) path.pop_back();
    if (path.empty()) return round + 1;
    ++path.back();
  }
}

}  // namespace agentkeep::test
