// As growth-test.cc, for the methods that are described: of each, every place of its body that has
// a length, as the document of the HTTP API says it, is given four times as long, beside rows that
// are as long.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store.h"
#include "test/support/store-rig.h"
#include "test/support/work.h"

namespace agentkeep::test {
namespace {

using nlohmann::json;

constexpr int kFew = 400, kMany = 4 * kFew;
constexpr double kMostGrowth = 7;
// Less than this is no work: a call that was refused.
constexpr std::uint64_t kNoWork = 20'000;

const json& document() {
  static const json parsed = json::parse(std::ifstream(AGENTKEEP_OPENAPI));
  return parsed;
}

const json& resolved(const json& schema) {
  // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): it is part of the document
  if (!schema.contains("$ref")) return schema;
  const auto name = schema["$ref"].get<std::string>();
  return resolved(document()["components"]["schemas"][name.substr(name.rfind('/') + 1)]);
}

std::string typeOf(const json& schema) {
  if (!schema.contains("type")) return "";
  return schema["type"].is_array() ? schema["type"][0] : schema["type"];
}

const json* choicesOf(const json& schema) {
  for (const char* name : {"anyOf", "oneOf"}) {
    if (schema.contains(name)) return &schema[name];
  }
  return nullptr;
}

// The least that the schema takes. All texts are one, so that what is asked for is there.
json least(const json& given) {
  const json& schema = resolved(given);
  if (const json* choices = choicesOf(schema)) return least((*choices)[0]);
  if (schema.contains("const")) return schema["const"];
  if (schema.contains("enum")) return schema["enum"][0];
  const std::string type = typeOf(schema);
  if (type == "array") return json::array();
  if (type == "integer" || type == "number") return 1;
  if (type == "boolean") return true;
  if (type == "string") {
    return schema.contains("format") ? "2026-01-02T12:00:00.000Z" : "i";
  }
  json out = json::object();
  for (const json& name : schema.value("required", json::array())) {
    out[name] = least(schema["properties"][name.get<std::string>()]);
  }
  return out;
}

std::string textOf(int many) { return std::string(static_cast<std::size_t>(many) * 8, ','); }
json members(int many) {
  json out = json::object();
  for (int i = 0; i < many; ++i) out["k" + std::to_string(i)] = i;
  return out;
}
json numbers(int many) {
  json out = json::array();
  for (int i = 0; i < many; ++i) out.push_back(i);
  return out;
}

// Every way in which one place of the value is filled, `many` long.
std::vector<json> filled(const json& given, int many) {
  const json& schema = resolved(given);
  std::vector<json> out;
  if (const json* choices = choicesOf(schema)) {
    for (const json& choice : *choices)
      std::ranges::move(filled(choice, many), std::back_inserter(out));
    return out;
  }
  if (schema.contains("const") || schema.contains("enum")) return out;
  const std::string type = typeOf(schema);
  if (type == "string") {
    if (!schema.contains("format")) out.emplace_back(textOf(many));
  } else if (type == "array") {
    const json items = schema.value("items", json::object());
    json same = json::array(), different = json::array();
    for (int i = 0; i < many; ++i) {
      json item = least(items);
      same.push_back(item);
      if (item.is_string()) item = "i" + std::to_string(i);
      if (item.is_object() && item.contains("id")) item["id"] = "i" + std::to_string(i);
      different.push_back(item);
    }
    for (const json& item : filled(items, many)) out.push_back(json::array({item}));
    out.push_back(std::move(same));
    out.push_back(std::move(different));
  } else if (type == "object" && schema.contains("properties")) {
    for (const auto& [name, property] : schema["properties"].items()) {
      for (json& value : filled(property, many)) {
        json object = least(schema);
        object[name] = std::move(value);
        out.push_back(std::move(object));
      }
    }
  } else if (type != "integer" && type != "number" && type != "boolean") {
    out.push_back(members(many));
    out.push_back({{"a", numbers(many)}});
    out.push_back({{"a", members(many)}});
    out.push_back({{"a", textOf(many)}});
  }
  return out;
}

struct Method {
  std::string domain, name;
  const json* schema;
  bool makes;  // rows that others find
  [[nodiscard]] std::string wire() const { return domain + "." + name; }
};

std::vector<Method> everyMethod() {
  std::vector<Method> out;
  for (const auto& [path, item] : document()["paths"].items()) {
    if (!path.starts_with("/v1/") || !item["post"].contains("requestBody")) continue;
    const std::size_t slash = path.find('/', 4);
    const std::string name = path.substr(slash + 1);
    const bool makes = std::ranges::any_of(
        std::vector<std::string>{"create", "save", "upsert", "put", "favorite", "add"},
        [&](const std::string& word) { return name.starts_with(word); });
    out.push_back({path.substr(4, slash - 4), name,
                   &item["post"]["requestBody"]["content"]["application/json"]["schema"], makes});
  }
  return out;
}

// Those of growth-test.cc are written by hand, with documents that the core looks into.
std::vector<Method> describedMethods() {
  std::set<std::string> written;
  for (const api::Domain* domain : domains()) {
    for (const api::Method& method : domain->methods) {
      if (method.run != nullptr && method.arguments != nullptr) {
        written.insert(std::string(domain->name) + "." + std::string(method.name));
      }
    }
  }
  std::vector<Method> out;
  for (const Method& method : everyMethod()) {
    if (!written.contains(method.wire())) out.push_back(method);
  }
  return out;
}

// The bodies that make rows of a domain, `many` long: all methods of the domain are tried beside
// them.
const std::vector<std::pair<std::string, std::string>>& makers(const std::string& domain,
                                                               int many) {
  static std::map<std::pair<std::string, int>, std::vector<std::pair<std::string, std::string>>>
      known;
  const auto [at, is_new] = known.try_emplace({domain, many});
  if (!is_new) return at->second;
  for (const Method& method : everyMethod()) {
    if (method.domain != domain || !method.makes) continue;
    for (const json& body : filled(*method.schema, many)) {
      at->second.emplace_back(method.wire(), body.dump());
    }
  }
  return at->second;
}

class DescribedGrowth : public testing::TestWithParam<Method> {
 protected:
  struct Done {
    std::uint64_t work = 0;
    std::uint16_t status = 0;
    json body;
  };
  // What each body costs, one after the other, on rows made of bodies as long.
  static std::vector<Done> done(const Method& method, int many) {
    StoreRig rig;
    for (const auto& [name, body] : makers(method.domain, many)) rig.raw(name, body);
    std::vector<Done> out;
    for (const json& body : filled(*method.schema, many)) {
      rig.database.steps = 0;
      const std::string text = body.dump();
      const Work before = Work::now();
      rig.raw(method.wire(), text);
      out.push_back({rig.database.steps + (Work::now() - before), rig.status, body});
    }
    return out;
  }
};

TEST_P(DescribedGrowth, IsNoFasterThanNLogN) {
  const Method& method = GetParam();
  const std::vector<Done> few = done(method, kFew), many = done(method, kMany);
  ASSERT_EQ(few.size(), many.size());
  for (std::size_t i = 0; i < few.size(); ++i) {
    EXPECT_LT(many[i].status, 500) << method.wire() << " " << few[i].body.dump().substr(0, 200);
    if (many[i].work < kNoWork) continue;
    EXPECT_LE(static_cast<double>(many[i].work), kMostGrowth * static_cast<double>(few[i].work))
        << method.wire() << ": " << few[i].work << " and " << many[i].work << ", status "
        << many[i].status << ", " << few[i].body.dump().substr(0, 200);
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, DescribedGrowth, testing::ValuesIn(describedMethods()),
                         [](const auto& each) {
                           std::string name = each.param.domain + "_" + each.param.name;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace agentkeep::test
