// The module's side of the border: README.md is its specification.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <vector>

#include "core/abi.h"
#include "core/bytes.h"
#include "core/call.h"
#include "store.h"
#include "wasm/backends/backend.h"
#include "wasm/heap.h"

#define EXPORT(name) __attribute__((export_name(#name), used, visibility("default")))
#define IMPORT(name) __attribute__((import_module("env"), import_name(#name)))

extern "C" {
IMPORT(host_execute)
void host_execute(std::uint32_t call, const void* request, std::uint32_t size);
IMPORT(host_reply)
void host_reply(std::uint32_t call, std::uint32_t status, const void* body, std::uint32_t size);
IMPORT(host_warn)
void host_warn(std::uint32_t call, const void* text, std::uint32_t size);
}

namespace {

using agentkeep::Account;
using agentkeep::ByteReader;
using agentkeep::Bytes;
using agentkeep::Context;
using agentkeep::Reply;
using agentkeep::Task;

struct Running {
  std::uint32_t handle = 0;
  Account account;  // of all below
  agentkeep::Call call;
  std::optional<Task<Reply>> task;
};

// What an instance keeps: the store, which only remembers what it may forget, and running calls.
struct Instance {
  agentkeep::Store store{agentkeep::openBackend};
  std::vector<Running*> running;

  Running* find(std::uint32_t handle) {
    const auto at = std::ranges::find(running, handle, &Running::handle);
    return at == running.end() ? nullptr : *at;
  }
  Running& begin(std::uint32_t handle) {
    if (Running* known = find(handle)) return *known;
    running.push_back(new Running);
    running.back()->handle = handle;
    return *running.back();
  }
};

Instance& instance() {
  static Instance* const only = new Instance;
  return *only;
}

Bytes bytesAt(const void* at, std::uint32_t size) {
  return {static_cast<const std::byte*>(at), size};
}

// After each step the call has either asked for something or is done. Returns what it has
// allocated.
std::uint32_t tell(Running& running) {
  if (running.task->done()) {
    const std::string& warning = running.call.warning;
    if (!warning.empty()) {
      host_warn(running.handle, warning.data(), static_cast<std::uint32_t>(warning.size()));
    }
    const Reply& reply = running.task->result();
    host_reply(running.handle, reply.status, reply.body.data(),
               static_cast<std::uint32_t>(reply.body.size()));
  } else {
    const Bytes request = running.call.channel.pending();
    host_execute(running.handle, request.data(), static_cast<std::uint32_t>(request.size()));
  }
  return static_cast<std::uint32_t>(running.account.used());
}

}  // namespace

extern "C" {

EXPORT(store_alloc) void* store_alloc(std::uint32_t handle, std::uint32_t size) {
  Account::open(nullptr);
  Running& running = instance().begin(handle);
  running.account.limit(SIZE_MAX);
  Account::open(&running.account);
  return running.call.arena.tryAllocate(size);
}

EXPORT(store_start)
std::uint32_t store_start(std::uint32_t handle, const void* context, std::uint32_t context_size,
                          const void* body, std::uint32_t body_size, std::uint32_t limit) {
  Account::open(nullptr);
  Running& running = instance().begin(handle);
  running.account.limit(limit);
  Account::open(&running.account);
  ByteReader read(bytesAt(context, context_size));
  Context of_call;
  running.call.now_ms = read.get<std::int64_t>();
  const auto random = read.get<std::uint64_t>();
  running.call.random = agentkeep::Random(random, read.get<std::uint64_t>());
  running.call.arena.seed ^= running.call.random.next();
  of_call.profile = static_cast<agentkeep::abi::Profile>(read.get<std::uint8_t>());
  const auto flags = read.get<std::uint8_t>();
  of_call.disable_init = (flags & agentkeep::abi::kDisableInit) != 0;
  of_call.unread = (flags & agentkeep::abi::kUnread) != 0;
  of_call.lean_indexes = (flags & agentkeep::abi::kLeanIndexes) != 0;
  running.call.metric_rollups = (flags & agentkeep::abi::kMetricRollups) != 0;
  running.call.search = (flags & agentkeep::abi::kSearch) != 0;
  of_call.scopes = read.get<std::uint8_t>();
  of_call.limit = read.get<std::uint32_t>();
  of_call.prefix = read.getText();
  of_call.request = read.getText();
  of_call.method = read.getText();
  running.call.held = read.getText();
  if (read.failed() || running.task) std::abort();  // a host that breaks the order of calls
  running.task.emplace(
      instance().store.answer(running.call, of_call, agentkeep::textOf(bytesAt(body, body_size))));
  running.task->start();
  return tell(running);
}

EXPORT(store_resume)
std::uint32_t store_resume(std::uint32_t handle, const void* answer, std::uint32_t size,
                           std::uint32_t limit) {
  Running* running = instance().find(handle);
  if (running == nullptr || !running->task || !running->call.channel.waiting()) std::abort();
  running->account.limit(limit);
  Account::open(&running->account);
  running->call.channel.resume(bytesAt(answer, size));
  return tell(*running);
}

EXPORT(store_release) void store_release(std::uint32_t handle) {
  Account::open(nullptr);
  std::erase_if(instance().running, [&](Running* each) {
    if (each->handle != handle) return false;
    each->account.freeAll();
    ::operator delete(each);
    return true;
  });
}

}  // extern "C"
