// DynamoDB as far as the core uses it, in memory: one table, two indexes that are never late,
// conditions and updates. What DynamoDB refuses it refuses, too: unused names, more than 100
// actions, items named twice, overlapping paths.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.h"

namespace agentkeep::test {

class NativeDynamo {
 public:
  using Json = nlohmann::json;
  struct Sent {
    std::string operation;
    Json body;
    std::uint32_t delay = 0;
  };
  // In the place of an answer: a status of HTTP, or 0 (not sent) or 1 (no answer came).
  struct Fault {
    std::uint16_t status;
    std::string type = {};     // the last part of __type
    bool happens = false;      // it is done all the same
    std::string message = {};  // of DynamoDB
    // It is done, and of the answer only the first so many bytes come.
    std::optional<std::size_t> cut = {};
  };

  // Answers a request of kind 2; the bytes live as long as this.
  Bytes execute(Bytes request);
  // As the one call of a request would.
  std::pair<std::uint16_t, Json> call(const std::string& operation, const Json& body);

  // The operations of the requests that were made, joined by blanks; those of one request by `+`.
  [[nodiscard]] std::string operations() const;
  [[nodiscard]] const Sent& sent(std::size_t request, std::size_t call = 0) const {
    return requests.at(request).at(call);
  }

  std::vector<std::vector<Sent>> requests;
  std::map<std::pair<std::string, std::string>, Json> items;
  std::function<std::optional<Fault>(const Sent&)> fault;
  // Before a request is answered: what others do meanwhile.
  std::function<void(const std::vector<Sent>&)> meanwhile;
  std::size_t pageItems = 1000;  // of a Query or a Scan
  std::size_t leaveOver = 0;     // of a batch of more

 private:
  std::optional<std::string> write(const std::string& kind, const Json& action, bool only_check);
  Json list(const std::string& operation, const Json& body);

  std::deque<std::string> answers_;
};

}  // namespace agentkeep::test
