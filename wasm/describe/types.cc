#include "wasm/describe/types.h"

#include <cctype>
#include <cstdlib>
#include <string>

#include "core/input.h"

namespace agentkeep::describe {
namespace {

class Parser {
 public:
  Parser(Text text, const std::function<Json(Text)>& object) : rest_(text), object_(object) {}

  Json whole() {
    Json out = choice();
    if (!rest_.empty()) std::abort();
    return out;
  }

 private:
  void skip() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }
  bool take(Text token) {
    skip();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    skip();
    return true;
  }
  void need(Text token) {
    if (!take(token)) std::abort();
  }
  Text word() {
    skip();
    std::size_t size = 0;
    while (size < rest_.size() && (std::isalnum(rest_[size]) != 0 || rest_[size] == '_')) ++size;
    if (size == 0) std::abort();
    const Text out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    skip();
    return out;
  }

  Json choice() {
    Json first = list();
    if (!rest_.starts_with('|')) return first;
    Json all = Json::array({first});
    while (take("|")) all.push_back(list());
    Json words = Json::array();
    for (const Json& each : all) {
      if (!each.contains("const")) return {{"oneOf", all}};
      words.push_back(each["const"]);
    }
    return {{"type", "string"}, {"enum", words}};
  }

  Json list() {
    Json out = one();
    while (take("[]")) out = {{"type", "array"}, {"items", out}};
    return out;
  }

  Json one() {
    if (take("'")) {
      const std::size_t end = rest_.find('\'');
      Json out = {{"const", std::string(rest_.substr(0, end))}};
      rest_.remove_prefix(end + 1);
      skip();
      return out;
    }
    if (take("{")) return members();
    const Text name = word();
    if (name == "map") {
      need("<");
      Json of = choice();
      need(">");
      return {{"type", "object"}, {"additionalProperties", of}};
    }
    for (const Text plain : {"null", "string", "number", "boolean"}) {
      if (name == plain) return {{"type", std::string(name)}};
    }
    if (name == "integer") return {{"type", "integer"}, {"minimum", 0}};
    if (name == "id") return {{"type", "string"}, {"maxLength", Id::kMaxBytes}};
    if (name == "name") return {{"type", "string"}, {"minLength", 1}, {"maxLength", Id::kMaxBytes}};
    if (name == "false") return {{"const", false}};
    if (name == "time") return {{"type", "string"}, {"format", "date-time"}};
    if (name == "object") return {{"type", "object"}, {"additionalProperties", true}};
    if (name == "any") return Json::object();
    // What a caller in process may keep to itself: worker/host/held.ts.
    if (name == "document") return {{"x-document", true}};
    return reference(name);
  }

  Json members() {
    Json properties = Json::object();
    Json required = Json::array();
    bool open = false;
    while (!take("}")) {
      if (take("...")) {
        const Text name = word();
        if (name == "any") {
          open = true;
        } else {
          const Json other = object_(name);
          properties.update(other["properties"]);
          for (const Json& each : other["required"]) required.push_back(each);
        }
      } else {
        const std::string name(word());
        if (!take("?")) required.push_back(name);
        need(":");
        properties[name] = choice();
      }
      if (!rest_.starts_with('}')) need(",");
    }
    Json out = {{"type", "object"}, {"required", required}, {"properties", properties}};
    if (open) out["additionalProperties"] = true;
    return out;
  }

  Text rest_;
  const std::function<Json(Text)>& object_;
};

}  // namespace

Json reference(Text name) { return {{"$ref", "#/components/schemas/" + std::string(name)}}; }

Json schemaOf(Text type, const std::function<Json(Text)>& object) {
  return Parser(type, object).whole();
}

}  // namespace agentkeep::describe
