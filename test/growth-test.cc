// What a call costs grows no faster than n log n in the bytes of its body: of each method each
// argument that has a length is given four times as long, and the work is counted, not timed: the
// steps of SQLite's virtual machine, the bytes that SQLite and the core compare and copy
// (test/support/work.h), and those that the core reads as JSON.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/method.h"
#include "store.h"
#include "test/support/store-rig.h"
#include "test/support/work.h"

namespace agentkeep::test {
namespace {

using api::Field;
using api::Kind;
using api::Shape;
using nlohmann::json;

// The longer argument has four times as many parts. Quadratic work is sixteen times as much; n log
// n, with what a call costs anyway, stays below five.
constexpr int kFew = 600, kMany = 4 * kFew;
constexpr double kMostGrowth = 7;
// Less than this is no work: a call that was refused.
constexpr std::uint64_t kNoWork = 20'000;

std::string numbered(Text word, int number) {
  std::string digits = std::to_string(number);
  return std::string(word) + std::string(6 - digits.size(), '0') + digits;
}

json members(int many, Text word = "k") {
  json out = json::object();
  for (int i = 0; i < many; ++i) out[numbered(word, i)] = i;
  return out;
}

json numbers(int many) {
  json out = json::array();
  for (int i = 0; i < many; ++i) out.push_back(i);
  return out;
}

// Documents that are long in a way of their own. Names of objects that are long, too, are compared
// within a budget of their own: Equality.ComparesLongNamesAndDeepTrees.
struct Form {
  const char* name;
  json (*make)(int many);
};
const Form kForms[] = {
    {"members", [](int many) { return members(many); }},
    {"a list", [](int many) { return json{{"a", numbers(many)}}; }},
    {"an object", [](int many) { return json{{"a", members(many)}}; }},
    {"an output", [](int many) { return json{{"output", numbers(many)}}; }},
    {"pending items",
     [](int many) {
       json items = json::array();
       for (int i = 0; i < many; ++i) items.push_back({{"__mastra_pending__", true}});
       return json{{"output", items}};
     }},
    {"metadata", [](int many) { return json{{"metadata", members(many)}}; }},
    {"a text",
     [](int many) { return json{{"a", std::string(static_cast<std::size_t>(many) * 8, ',')}}; }},
};

// The same value, written in another way: members the other way round, whole numbers as real ones.
std::string otherwise(const json& value) {
  if (value.is_number_integer()) return value.dump() + ".0";
  if (!value.is_structured()) return value.dump();
  std::string out;
  if (value.is_array()) {
    for (const json& item : value) out += (out.empty() ? "" : ",") + otherwise(item);
    return "[" + out + "]";
  }
  for (auto at = value.rbegin(); at != value.rend(); ++at) {
    out += (out.empty() ? "" : ",") + json(at.key()).dump() + ":" + otherwise(at.value());
  }
  return "{" + out + "}";
}

// A value that is accepted, by the name of its member where its kind does not say enough.
json plain(const Field& field, int number = 0) {
  static const std::map<Text, json> kByName = {
      {"role", "user"},
      {"source", "TEST"},
      {"originType", "initial"},
      {"entityType", "AGENT"},
      {"scope", "thread"},
      {"field", "createdAt"},
      {"direction", "ASC"},
      {"activationRatio", 0.5},
      {"providerName", "p"},
      {"perPage", 10},
      {"page", 0},
  };
  if (const auto known = kByName.find(field.name); known != kByName.end()) return known->second;
  switch (field.kind) {
    case Kind::kId:
    case Kind::kIdOrIds:
      return numbered("i", number);
    case Kind::kText:
      return "text";
    case Kind::kBoolean:
      return false;
    case Kind::kTime:
      return "2026-11-20T10:00:00.000Z";
    case Kind::kPage:
    case Kind::kQuantity:
      return 0;
    case Kind::kPerPage:
    case Kind::kCount:
    case Kind::kDuration:
      return 10;
    case Kind::kNumber:
      return 0.5;
    case Kind::kContent:
    case Kind::kJson:
    case Kind::kNullableJson:
    case Kind::kJsonObject:
    case Kind::kMembers:
      return json::object();
    case Kind::kStruct: {
      json out = json::object();
      for (const Field& each : field.shape->fields) {
        const json value = plain(each, number);
        if (!each.optional) out[each.name] = each.list ? json::array({value}) : value;
      }
      return out;
    }
  }
  return nullptr;
}

json bodyOf(const Shape& shape) {
  Field whole{};
  whole.kind = Kind::kStruct;
  whole.shape = &shape;
  return plain(whole);
}

bool isDocument(Kind kind) {
  return kind == Kind::kJson || kind == Kind::kNullableJson || kind == Kind::kJsonObject ||
         kind == Kind::kMembers || kind == Kind::kContent;
}

// An argument with a length: the body with it, `many` long.
struct Argument {
  std::string name;
  std::function<json(int many)> body;
};

void addArguments(const Shape& shape, const std::string& prefix,
                  const std::function<json(const json&)>& whole, std::vector<Argument>& out) {
  for (const Field& field : shape.fields) {
    const std::string name = prefix + std::string(field.name);
    const auto with = [&shape, &field, whole](const json& value) {
      json object = bodyOf(shape);
      object[field.name] = value;
      return whole(object);
    };
    if (field.list || field.kind == Kind::kIdOrIds) {
      for (const bool same : {false, true}) {
        const auto list = [&field, same, with](int many) {
          json items = json::array();
          for (int i = 0; i < many; ++i) items.push_back(plain(field, same ? 0 : i));
          return with(items);
        };
        out.push_back({name + (same ? ", the same" : ", different"), list});
      }
    }
    const auto asItem = [&field, with](const json& value) {
      return with(field.list ? json::array({value}) : value);
    };
    if (isDocument(field.kind)) {
      for (const Form& form : kForms) {
        out.push_back({name + ", " + form.name,
                       [asItem, &form](int many) { return asItem(form.make(many)); }});
      }
    }
    if (field.kind == Kind::kStruct) addArguments(*field.shape, name + ".", asItem, out);
  }
}

// By its name on the wire.
struct Called {
  std::string name;
  const Shape* arguments;
};

class Growth : public testing::TestWithParam<Called> {
 protected:
  // Rows that the call meets, with documents of the form and length of its own, written otherwise,
  // and with as many other members.
  static void fill(StoreRig& rig, const Form& form, int many) {
    const std::string stored = otherwise(form.make(many));
    const std::string id = json(numbered("i", 0)).dump();
    const auto save = [&](Text method, const std::string& body) {
      rig.raw(method, body);
      ASSERT_EQ(rig.status, 200) << method << " " << body.substr(0, 300);
    };
    for (int i = 0; i < 4; ++i) {
      save("memory.saveThread", R"({"thread":{"id":")" + numbered("i", i) + R"(","resourceId":)" +
                                    id + R"(,"title":"","metadata":)" + stored + "}}");
    }
    save("memory.saveMessages", R"({"messages":[{"id":)" + id + R"(,"threadId":)" + id +
                                    R"(,"resourceId":)" + id +
                                    R"(,"role":"user","type":"v2","content":)" + stored + "}]}");
    save("memory.saveResource", R"({"resource":{"id":)" + id + R"(,"metadata":)" + stored + "}}");
    save("workflows.persistWorkflowSnapshot",
         R"({"workflowName":)" + id + R"(,"runId":)" + id + R"(,"snapshot":{"status":"text",)" +
             R"("context":{)" + id + ":" + stored + R"(},"requestContext":)" + stored + "}}");
  }
  struct Done {
    std::uint64_t work = 0;
    std::uint16_t status = 0;
  };
  static Done callOn(const Called& method, const Form& form, const Argument& argument, int many) {
    StoreRig rig;
    fill(rig, form, many);
    const std::string body = argument.body(many).dump();
    rig.database.steps = 0;
    const Work before = Work::now();
    rig.raw(method.name, body);
    return {rig.database.steps + (Work::now() - before), rig.status};
  }
};

TEST_P(Growth, IsNoFasterThanNLogN) {
  const Called& method = GetParam();
  std::vector<Argument> arguments;
  addArguments(*method.arguments, "", [](const json& value) { return value; }, arguments);
  for (const Argument& argument : arguments) {
    const auto form = std::ranges::find_if(kForms, [&](const Form& each) {
      return argument.name.ends_with(std::string(", ") + each.name);
    });
    const Form& stored = form == std::end(kForms) ? kForms[0] : *form;
    const Done few = callOn(method, stored, argument, kFew);
    const Done many = callOn(method, stored, argument, kMany);
    EXPECT_LT(many.status, 500) << method.name << ": " << argument.name;
    if (many.work < kNoWork) continue;
    const double growth = static_cast<double>(many.work) / static_cast<double>(few.work);
    EXPECT_LE(growth, kMostGrowth) << method.name << ": " << argument.name << ", " << few.work
                                   << " and " << many.work << ", status " << many.status;
  }
}

// Methods that are described have no documents that the core looks into.
std::vector<Called> withArguments() {
  std::vector<Called> out;
  for (const api::Domain* domain : domains()) {
    for (const api::Method& method : domain->methods) {
      if (method.arguments == nullptr || method.run == nullptr) continue;
      out.push_back({std::string(domain->name) + "." + std::string(method.name), method.arguments});
    }
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(Methods, Growth, testing::ValuesIn(withArguments()), [](const auto& each) {
  std::string name = each.param.name;
  std::ranges::replace(name, '.', '_');
  return name;
});

// ---- Bodies that were slow once

class SlowBodies : public testing::Test {
 protected:
  std::uint64_t workOf(Text method, const json& body) {
    rig.database.steps = 0;
    const Work before = Work::now();
    rig.call(method, body.dump());
    return rig.database.steps + (Work::now() - before);
  }
  StoreRig rig;
};

// A filter of 4 KB took D1 92 seconds.
TEST_F(SlowBodies, AFilterThatIsAList) {
  for (int i = 0; i < 41; ++i) {
    const json thread = {{"id", numbered("t", i)},
                         {"resourceId", "r"},
                         {"title", ""},
                         {"metadata", {{"a", numbers(1000)}, {"b", i}}}};
    rig.call("memory.saveThread", json{{"thread", thread}}.dump());
  }
  json wanted = numbers(1000);
  wanted.back() = 5;
  EXPECT_LT(workOf("memory.listThreads", {{"filter", {{"metadata", {{"a", wanted}}}}}}),
            40'000'000U);
  EXPECT_EQ(rig.call("memory.listThreads",
                     json{{"filter", {{"metadata", {{"a", numbers(1000)}}}}}}.dump())["total"],
            41);
}

TEST_F(SlowBodies, MergesOfThousandsOfMembers) {
  rig.call("memory.saveThread",
           json{{"thread",
                 {{"id", "t"}, {"resourceId", "r"}, {"title", ""}, {"metadata", members(5000)}}}}
               .dump());
  json patch = members(2000);
  patch["new"] = true;
  json expected = members(5000);
  expected["new"] = true;
  const json merge = {{"id", "t"}, {"metadata", patch}, {"expectedMetadata", members(5000)}};
  EXPECT_LT(workOf("memory.updateThreadIf", merge), 40'000'000U);
  EXPECT_EQ(rig.call("memory.getThreadById", R"({"threadId":"t"})")["metadata"], expected);
  EXPECT_LT(workOf("memory.updateThread", {{"id", "t"}, {"metadata", members(5000, "z")}}),
            40'000'000U);
  EXPECT_EQ(rig.call("memory.getThreadById", R"({"threadId":"t"})")["metadata"].size(), 10'001U);

  const json resource = {{"resourceId", "r"}, {"metadata", members(2500)}};
  EXPECT_LT(workOf("memory.updateResource", resource), 40'000'000U);
  EXPECT_LT(
      workOf("memory.updateResource", {{"resourceId", "r"}, {"metadata", members(2500, "z")}}),
      40'000'000U);
  EXPECT_EQ(rig.call("memory.getResourceById", R"({"resourceId":"r"})")["metadata"].size(), 5000U);
}

TEST_F(SlowBodies, AReportOfThousandsOfItems) {
  const json run = {{"workflowName", "w"}, {"runId", "1"}, {"stepId", "s"}};
  json first = run;
  first["result"] = {{"status", "running"}, {"output", numbers(8000)}};
  rig.call("workflows.updateWorkflowResults", first.dump());
  json report = run;
  json items = json::array();
  for (int i = 0; i < 8000; ++i) items.push_back(i % 2 == 0 ? json() : json(-i));
  report["result"] = {{"status", "success"}, {"output", items}};
  report["requestContext"] = members(8000);
  EXPECT_LT(workOf("workflows.updateWorkflowResults", report), 60'000'000U);
  const json stored =
      rig.call("workflows.loadWorkflowSnapshot", R"({"workflowName":"w","runId":"1"})");
  EXPECT_EQ(stored["context"]["s"]["output"][7999], -7999);
  EXPECT_EQ(stored["context"]["s"]["output"][7998], 7998);
  EXPECT_EQ(stored["requestContext"].size(), 8000U);
}

}  // namespace
}  // namespace agentkeep::test
