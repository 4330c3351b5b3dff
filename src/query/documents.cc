#include "query/documents.h"

#include <algorithm>

#include "core/hex.h"
#include "core/json-members.h"
#include "core/pack.h"

namespace agentkeep::query {
namespace {

// Of a name without escapes; nothing if `document` is not one whole object.
std::optional<bool> hasMember(Text document, Text name) {
  JsonReader reader(document);
  if (reader.peek() != JsonKind::kObject || !reader.beginObject()) return std::nullopt;
  bool found = false;
  JsonString member;
  while (reader.nextMember(member)) {
    found = found || member.raw == name;
    reader.value();
  }
  return reader.finish() ? std::optional(found) : std::nullopt;
}

bool isListOfParts(Text document) {
  const auto items = isJson(document) ? itemsOf(document) : std::nullopt;
  return items && std::ranges::all_of(
                      *items, [](Text item) { return hasMember(item, "type").value_or(false); });
}

Text markFor(Arena& arena, Text word, Text cell) {
  std::string out(word);
  appendHex(out, checksum(cell));
  return arena.text(out);
}

constexpr Text kText = "text.";
constexpr Text kJson = "json.";

}  // namespace

bool looksLikeDocument(const Telling& telling, Text stored, std::optional<Text> kind) {
  const JsonKind first = JsonReader(stored).peek();
  if (first == JsonKind::kArray) return isListOfParts(stored);
  if (first != JsonKind::kObject) return false;
  const auto has = hasMember(stored, telling.member);
  return has && (*has || (kind && (kind->empty() || *kind == telling.of_documents)));
}

Cell markOf(Arena& arena, const Telling& telling, const Cell& cell, std::optional<Text> kind) {
  if (const auto* json = std::get_if<Json>(&cell.value)) {
    // What nearly every document begins with.
    const Text begin = json->text.substr(0, 3 + telling.member.size());
    const bool is = (begin.starts_with("{\"") && begin.ends_with('"') &&
                     begin.substr(2).starts_with(telling.member)) ||
                    json->text.starts_with('"') ||  // it stands for one that the host holds
                    looksLikeDocument(telling, json->text, kind);
    return is ? Cell{Null{}} : Cell{markFor(arena, kJson, json->text)};
  }
  const auto* text = std::get_if<Text>(&cell.value);
  if (text == nullptr || !looksLikeDocument(telling, *text, kind.value_or(telling.of_documents)))
    return {Null{}};
  return {markFor(arena, kText, *text)};
}

Value::Form formOf(Text mark, Text cell) {
  const bool isText = mark.starts_with(kText);
  if (!isText && !mark.starts_with(kJson)) return Value::Form::kUnsaid;
  mark.remove_prefix(kText.size());
  if (readHex(mark) != checksum(cell)) return Value::Form::kUnsaid;
  return isText ? Value::Form::kText : Value::Form::kDocument;
}

bool isDocument(const Table& table, std::span<const Col> columns, std::span<const Value> row,
                std::size_t at) {
  const Value& cell = row[at];
  if (cell.form != Value::Form::kUnsaid) return cell.form == Value::Form::kDocument;
  const Telling* telling = table[columns[at]].telling;
  if (telling == nullptr) return isJson(cell.text);
  const auto kind = std::ranges::find(columns, telling->kind) - columns.begin();
  return looksLikeDocument(*telling, cell.text,
                           static_cast<std::size_t>(kind) < columns.size()
                               ? std::optional(row[static_cast<std::size_t>(kind)].text)
                               : std::nullopt);
}

}  // namespace agentkeep::query
