#include "wasm/heap.h"

#include <cstdint>
#include <cstdlib>
#include <new>
#include <utility>

extern "C" {
// Ends the step, and the call: the host throws through the module's frames.
[[noreturn]] __attribute__((import_module("env"), import_name("host_exhausted"))) void
host_exhausted(std::uint32_t needed);
}

namespace agentkeep {

struct Heap {
  using Block = Account::Block;
  static constinit Account* open;

  static void* allocate(std::size_t size) {
    const std::size_t whole = sizeof(Block) + size;
    if (whole < size) return nullptr;
    if (open != nullptr && (whole > open->limit_ || open->used_ > open->limit_ - whole)) {
      return nullptr;
    }
    auto* block = static_cast<Block*>(std::malloc(whole));
    if (block == nullptr) return nullptr;
    *block = {.before = nullptr, .next = nullptr, .account = open, .size = whole};
    if (open != nullptr) {
      block->next = open->blocks_;
      if (block->next != nullptr) block->next->before = block;
      open->blocks_ = block;
      open->used_ += whole;
    }
    return block + 1;
  }

  static void* mustAllocate(std::size_t size) {
    void* const at = allocate(size);
    if (at == nullptr) {
      const std::size_t used = open != nullptr ? open->used_ : 0;
      host_exhausted(static_cast<std::uint32_t>(used + size));
    }
    return at;
  }

  static void free(void* at) {
    if (at == nullptr) return;
    auto* const block = static_cast<Block*>(at) - 1;
    if (Account* const account = block->account) {
      (block->before != nullptr ? block->before->next : account->blocks_) = block->next;
      if (block->next != nullptr) block->next->before = block->before;
      account->used_ -= block->size;
    }
    std::free(block);
  }
};

constinit Account* Heap::open = nullptr;

void Account::open(Account* account) { Heap::open = account; }

void Account::freeAll() {
  while (blocks_ != nullptr) std::free(std::exchange(blocks_, blocks_->next));
  used_ = 0;
}

}  // namespace agentkeep

using agentkeep::Heap;

void* operator new(std::size_t size) { return Heap::mustAllocate(size); }
void* operator new[](std::size_t size) { return Heap::mustAllocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return Heap::allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return Heap::allocate(size);
}
void operator delete(void* at) noexcept { Heap::free(at); }
void operator delete[](void* at) noexcept { Heap::free(at); }
void operator delete(void* at, std::size_t) noexcept { Heap::free(at); }
void operator delete[](void* at, std::size_t) noexcept { Heap::free(at); }
