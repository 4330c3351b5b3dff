// Whose memory it is: what a call allocates while it runs, however deep in a library, is in the
// account of that call, which has a limit. Over it the host ends the call in the middle of what it
// does, and everything in its account is freed at once, without destructors: nothing but memory is
// a call's, and nothing that outlives calls may be changed by allocating.
#pragma once

#include <cstddef>
#include <cstdint>

namespace agentkeep {

class Account {
 public:
  Account() = default;
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  // What operator new gives from now on is in this account; null: in none.
  static void open(Account* account);

  [[nodiscard]] std::size_t used() const { return used_; }
  void limit(std::size_t bytes) { limit_ = bytes; }
  void freeAll();

 private:
  friend struct Heap;
  // Stands right before what was given.
  struct Head {
    Account* account;
    std::size_t size;  // of all
  };
  struct alignas(std::max_align_t) Block {
    Block* before;
    Block* next;
    Head head;
  };
  // What is small, and that is most, is cut from a few blocks, and given again by its size.
  static constexpr std::size_t kUnit = alignof(std::max_align_t);
  static constexpr std::size_t kSmall = 256;
  static constexpr std::size_t kSlab = 4096;
  struct Free {
    Free* next;
  };
  Free* free_[kSmall / kUnit + 1] = {};  // by units
  std::byte* at_ = nullptr;
  std::byte* end_ = nullptr;

  Block* blocks_ = nullptr;  // the newest first
  std::size_t used_ = 0;
  std::size_t limit_ = 0;
};

}  // namespace agentkeep
