// The slice reader against nlohmann as oracle: both accept or both refuse, a walk and value()
// agree, and strings decode to the same characters.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "core/json.h"

namespace {

using agentkeep::Arena;
using agentkeep::JsonKind;
using agentkeep::JsonReader;
using agentkeep::JsonString;
using agentkeep::Text;

#define REQUIRE(condition) ((condition) ? void() : std::abort())

// Follows the reader's walk through the tree that the oracle built.
void compare(JsonReader& reader, const nlohmann::json& tree, Arena& arena) {
  switch (reader.peek()) {
    case JsonKind::kObject: {
      REQUIRE(tree.is_object());
      reader.beginObject();
      std::size_t members = 0;
      JsonString name;
      while (reader.nextMember(name)) {
        ++members;
        if (name.lone_surrogate) {
          reader.value();
          continue;
        }
        const auto found = tree.find(std::string(name.decode(arena)));
        REQUIRE(found != tree.end());
        // Of a repeated name the oracle keeps the last: only its existence is compared.
        reader.value();
      }
      REQUIRE(members >= tree.size());
      return;
    }
    case JsonKind::kArray: {
      REQUIRE(tree.is_array());
      reader.beginArray();
      std::size_t index = 0;
      while (reader.nextItem()) {
        REQUIRE(index < tree.size());
        compare(reader, tree[index++], arena);
      }
      REQUIRE(index == tree.size());
      return;
    }
    case JsonKind::kString: {
      const JsonString token = reader.string();
      REQUIRE(tree.is_string());
      REQUIRE(token.decode(arena) == tree.get_ref<const std::string&>());
      std::string written;
      agentkeep::writeJsonString(written, token.decode(arena));
      REQUIRE(nlohmann::json::parse(written, nullptr, false) == tree);
      return;
    }
    case JsonKind::kNumber:
      REQUIRE(tree.is_number());
      break;
    case JsonKind::kTrue:
      REQUIRE(tree == true);
      break;
    case JsonKind::kFalse:
      REQUIRE(tree == false);
      break;
    case JsonKind::kNull:
      REQUIRE(tree.is_null());
      break;
    case JsonKind::kNone:
      std::abort();
  }
  REQUIRE(agentkeep::isJson(reader.value()));
}

// The oracle refuses two things that RFC 8259 allows, a lone surrogate escape and a number beyond
// double. Documents with either are only checked for memory errors.
bool mayHaveSurrogates(Text text) {
  for (std::size_t at = 0; (at = text.find("\\u", at)) != Text::npos; at += 2) {
    if (at + 2 < text.size() && (text[at + 2] == 'd' || text[at + 2] == 'D')) return true;
  }
  return false;
}

// Only whether the oracle accepts, and whether a number's size was its one objection.
struct Verdict : nlohmann::json_sax<nlohmann::json> {
  bool overflow = false;
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& problem) override {
    overflow = problem.id == 406;
    return false;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Text text(reinterpret_cast<const char*>(data), size);
  // The oracle skips a byte order mark and takes a NUL byte for the end.
  if (text.starts_with("\xef\xbb\xbf") || text.find('\0') != Text::npos) return 0;
  JsonReader reader(text);
  const Text value = reader.value();
  const bool accepted = reader.finish();
  if (accepted) REQUIRE(agentkeep::isJson(value));
  if (!accepted && reader.problem() == Text("nested too deeply")) return 0;
  if (mayHaveSurrogates(text)) return 0;

  Verdict verdict;
  const bool oracle_accepts = nlohmann::json::sax_parse(text, &verdict);
  if (verdict.overflow) return 0;
  REQUIRE(accepted == oracle_accepts);
  if (!accepted) return 0;
  const nlohmann::json tree = nlohmann::json::parse(text, nullptr, false);
  Arena arena;
  JsonReader again(text);
  compare(again, tree, arena);
  REQUIRE(again.finish());
  return 0;
}
