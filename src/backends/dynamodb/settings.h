// What the host says about the table, in the place of a prefix of tables.
#pragma once

#include <optional>
#include <vector>

#include "core/error.h"

namespace agentkeep::dynamodb {

// The items of an entity end by themselves: an attribute says when, in seconds.
struct Expiry {
  Text entity;
  Text attribute;
  std::int64_t seconds = 0;  // of a new item's life; 0: none is set
};

// `<table>`, then maybe ` apart`, then for each entity ` <entity>:<attribute>:<seconds>`.
struct Settings {
  Text table;
  bool apart = false;  // what may be repeated is written item by item, at half the price
  std::vector<Expiry> expiries;

  [[nodiscard]] const Expiry* expiryOf(Text entity) const {
    for (const Expiry& each : expiries) {
      if (each.entity == entity) return &each;
    }
    return nullptr;
  }
};

// Nothing if the text is not of that form.
std::optional<Settings> readSettings(Text text);

}  // namespace agentkeep::dynamodb
