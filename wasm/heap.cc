#include "wasm/heap.h"

#include <cstdint>
#include <cstdlib>
#include <new>
#include <utility>

#include "core/lasting.h"
#include "wasm/pool.h"

extern "C" {
// Ends the step, and the call: the host throws through the module's frames.
[[noreturn]] __attribute__((import_module("env"), import_name("host_exhausted"))) void
host_exhausted(std::uint32_t needed);
// NOLINTNEXTLINE(bugprone-reserved-identifier): the linker's name
extern char __heap_base;
}

namespace agentkeep {

#ifdef __EMSCRIPTEN__
using std::free;
using std::malloc;
#else
namespace {

constexpr std::size_t kPage = 65536;

std::size_t moreMemory(std::size_t bytes) {
  const std::size_t pages = (bytes + kPage - 1) / kPage;
  return __builtin_wasm_memory_grow(0, pages) == SIZE_MAX ? 0 : pages * kPage;
}

constinit Pool pool{moreMemory};

// All of linear memory behind data and stack, which nobody else takes from.
void* malloc(std::size_t size) {
  static constinit bool hasBegun = false;
  if (!hasBegun) {
    hasBegun = true;
    const auto base = reinterpret_cast<std::uintptr_t>(&__heap_base);
    pool.begin(&__heap_base, __builtin_wasm_memory_size(0) * kPage - base);
  }
  return pool.take(size);
}

void free(void* at) { pool.give(at); }

}  // namespace
#endif

struct Heap {
  using Block = Account::Block;
  using Head = Account::Head;
  static constinit Account* open;

  static void* allocate(std::size_t size) {
    constexpr std::size_t kUnit = Account::kUnit;
    if (open == nullptr || size > Account::kSmall - sizeof(Head)) return large(size);
    const std::size_t units = (size + sizeof(Head) + kUnit - 1) / kUnit;
    if (Account::Free* const free = open->free_[units]) {
      open->free_[units] = free->next;
      return free;
    }
    const std::size_t whole = units * kUnit;
    if (whole > static_cast<std::size_t>(open->end_ - open->at_)) {
      auto* const slab = static_cast<std::byte*>(large(Account::kSlab));
      if (slab == nullptr) return nullptr;
      // What is given stands at a multiple of the unit, its head before it.
      open->at_ = slab + kUnit - sizeof(Head);
      open->end_ = slab + Account::kSlab;
    }
    auto* const head = reinterpret_cast<Head*>(open->at_);
    *head = {.account = open, .size = whole};
    open->at_ += whole;
    return head + 1;
  }

  static void* large(std::size_t size) {
    const std::size_t whole = sizeof(Block) + size;
    if (whole < size) return nullptr;
    if (open != nullptr && (whole > open->limit_ || open->used_ > open->limit_ - whole)) {
      return nullptr;
    }
    auto* block = static_cast<Block*>(malloc(whole));
    if (block == nullptr) return nullptr;
    *block = {.before = nullptr, .next = nullptr, .head = {.account = open, .size = whole}};
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
    const Head head = static_cast<Head*>(at)[-1];
    if (head.account != nullptr && head.size <= Account::kSmall) {
      Account::Free*& free = head.account->free_[head.size / Account::kUnit];
      free = new (at) Account::Free{free};
      return;
    }
    auto* const block = static_cast<Block*>(at) - 1;
    if (head.account != nullptr) {
      (block->before != nullptr ? block->before->next : head.account->blocks_) = block->next;
      if (block->next != nullptr) block->next->before = block->before;
      head.account->used_ -= head.size;
    }
    agentkeep::free(block);
  }
};

constinit Account* Heap::open = nullptr;

void Account::open(Account* account) { Heap::open = account; }

void Account::freeAll() {
  while (blocks_ != nullptr) free(std::exchange(blocks_, blocks_->next));
  used_ = 0;
  at_ = end_ = nullptr;
  for (Free*& free : free_) free = nullptr;
}

void* takeLasting(std::size_t bytes) {
  Account* const open = std::exchange(Heap::open, nullptr);
  void* const at = Heap::large(bytes);
  Heap::open = open;
  return at;
}

void giveLasting(void* at) { Heap::free(at); }

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

#ifndef __EMSCRIPTEN__
// Should the C library ask: its own would take from the same memory.
extern "C" void* malloc(std::size_t size) { return Heap::allocate(size); }
extern "C" void free(void* at) { Heap::free(at); }
#endif
