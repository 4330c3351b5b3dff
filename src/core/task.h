// Lazy coroutines: a Task runs when it is awaited, and suspends only where it asks the host.
#pragma once

#include <coroutine>
#include <cstdlib>
#include <optional>
#include <utility>

namespace agentkeep {

// In the module nothing is destroyed at a suspension: the memory of a call goes at once
// (wasm/heap.h), that of a task that nobody ran, too. So the code for that need not be there.
#ifdef __wasm__
#define AGENTKEEP_TASK [[nodiscard, clang::coro_only_destroy_when_complete]]
inline constexpr bool kDestroysSuspended = false;
#else
#define AGENTKEEP_TASK [[nodiscard]]
inline constexpr bool kDestroysSuspended = true;
#endif

// The result of a coroutine that may wait for the database. Owns its frame: but for the module,
// destroying a Task at any suspension destroys everything below it.
template <class T>
class AGENTKEEP_TASK Task {
 public:
  struct promise_type {
    std::optional<T> value;
    std::coroutine_handle<> waiter = std::noop_coroutine();

    Task get_return_object() {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Hand {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept {
          return self.promise().waiter;
        }
        void await_resume() noexcept {}
      };
      return Hand{};
    }
    template <class U = T>
    void return_value(U&& result) {
      value.emplace(std::forward<U>(result));
    }
    void unhandled_exception() noexcept { std::abort(); }
  };

  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (frame_ && (kDestroysSuspended || frame_.done())) frame_.destroy();
  }

  // For the driver of a call: runs until the first suspension.
  void start() { frame_.resume(); }
  [[nodiscard]] bool done() const { return frame_.done(); }
  T& result() { return *frame_.promise().value; }

  auto operator co_await() && noexcept {
    struct Awaiter {
      std::coroutine_handle<promise_type> frame;
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) noexcept {
        frame.promise().waiter = waiter;
        return frame;
      }
      T await_resume() { return std::move(*frame.promise().value); }
    };
    return Awaiter{frame_};
  }

 private:
  explicit Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
};

}  // namespace agentkeep
