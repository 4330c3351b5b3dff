// The domain `memory` over a store on native SQLite, with a few words for its rows.
#pragma once

#include <gtest/gtest.h>

#include "test/support/store-rig.h"

namespace agentkeep {

using nlohmann::json;
using Ids = std::vector<std::string>;

class Memory : public testing::Test {
 protected:
  json call(Text method, const json& arguments) { return rig.call(method, arguments.dump()); }
  json error(Text method, const json& arguments) { return rig.error(method, arguments.dump()); }

  void saveThread(Text id, Text resource, Text createdAt, json metadata = nullptr) {
    json thread = {{"id", id},
                   {"resourceId", resource},
                   {"title", "t"},
                   {"createdAt", createdAt},
                   {"updatedAt", createdAt}};
    if (!metadata.is_null()) thread["metadata"] = metadata;
    call("memory.saveThread", {{"thread", thread}});
  }
  static json message(Text id, Text thread, Text createdAt,
                      json content = {{"format", 2}, {"parts", json::array()}},
                      Text resource = "r1") {
    return {{"id", id},       {"threadId", thread},     {"resourceId", resource},
            {"role", "user"}, {"createdAt", createdAt}, {"content", content}};
  }
  static std::string at(int ms) {
    std::string out = "2026-01-01T00:00:00.000Z";
    out[20] = static_cast<char>('0' + ms / 100 % 10);
    out[21] = static_cast<char>('0' + ms / 10 % 10);
    out[22] = static_cast<char>('0' + ms % 10);
    return out;
  }
  // m0 ... m{count-1} in thread `thread`, three of each millisecond.
  void saveMany(Text thread, int count, Text resource = "r1") {
    json messages = json::array();
    for (int i = 0; i < count; ++i) {
      messages.push_back(message(
          std::string(thread) + "-" + std::to_string(i), thread, at(i / 3),
          {{"format", 2}, {"parts", json::array()}, {"metadata", {{"n", i}, {"even", i % 2 == 0}}}},
          resource));
    }
    call("memory.saveMessages", {{"messages", messages}});
  }
  json thread(Text id) { return call("memory.getThreadById", {{"threadId", id}}); }
  json stored(Text id) {
    return call("memory.listMessagesById", {{"messageIds", {id}}})["messages"][0];
  }
  void saveMessage(const json& message) { call("memory.saveMessages", {{"messages", {message}}}); }
  static std::vector<std::string> ids(const json& answer, Text list = "messages") {
    std::vector<std::string> out;
    for (const json& item : answer[std::string(list)]) out.push_back(item["id"]);
    return out;
  }

  test::StoreRig rig;
};

}  // namespace agentkeep
