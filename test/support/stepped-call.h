// Calls that stop at each request, so that a test decides in which order several of them go on.
#pragma once

#include <memory>
#include <vector>

#include "test/support/store-rig.h"

namespace agentkeep::test {

using SteppedCall = StoreRig::Running;

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
        if (each->waiting()) waiting.push_back(each.get());
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
