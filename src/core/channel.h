// Where a call waits for the host: it leaves a request, sleeps, and is resumed with the answer.
#pragma once

#include <coroutine>
#include <span>
#include <utility>

#include "core/bytes.h"

namespace agentkeep {

// One per call. The driver (wasm/ or a test) looks at waiting() after each start or resume, carries
// pending() to the host and comes back with resume(). Nothing here knows who the host is.
class Channel {
 public:
  // The answer's bytes belong to the driver and outlive the call.
  auto exchange(Bytes request) {
    struct Awaiter {
      Channel& channel;
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<> waiter) noexcept { channel.waiter_ = waiter; }
      Bytes await_resume() noexcept { return channel.answer_; }
    };
    request_ = request;
    return Awaiter{*this};
  }

  [[nodiscard]] bool waiting() const { return waiter_ != nullptr; }
  [[nodiscard]] Bytes pending() const { return request_; }
  // The latest answer.
  [[nodiscard]] Bytes answered() const { return answer_; }
  void resume(Bytes answer) {
    answer_ = answer;
    std::exchange(waiter_, nullptr).resume();
  }

 private:
  std::coroutine_handle<> waiter_;
  Bytes request_;
  Bytes answer_;
};

}  // namespace agentkeep
