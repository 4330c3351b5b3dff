#include "backends/sql/cells.h"

#include <charconv>
#include <cmath>

#include "core/hex.h"
#include "core/json.h"
#include "core/time.h"

namespace agentkeep::sql {

using query::Cell;
using query::Json;
using query::Time;

const Text* textOf(const Cell& cell) {
  if (const auto* text = std::get_if<Text>(&cell.value)) return text;
  if (const auto* json = std::get_if<Json>(&cell.value)) return &json->text;
  return nullptr;
}

void writeInteger(std::string& out, std::int64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

namespace {

void writeReal(std::string& out, double value) {
  const std::size_t from = out.size();
  writeJsonReal(out, value);
  // Without a point SQL would read an integer.
  if (std::isfinite(value) && out.find_first_of(".e", from) == std::string::npos) out += ".0";
}

struct CellWriter {
  std::string& out;
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { writeInteger(out, value); }
  void operator()(double value) const { writeReal(out, value); }
  void operator()(Text value) const { writeJsonString(out, value); }
  void operator()(Json value) const { out += value.text; }
  void operator()(query::Blob value) const {
    out.push_back('"');
    appendHexOf(out, value.bytes);
    out.push_back('"');
  }
  void operator()(Time value) const { out.append("\"").append(formatTime(value.ms)).append("\""); }
  void operator()(const auto&) const { out += "null"; }
};

}  // namespace

void writeCell(std::string& out, const Cell& cell) { std::visit(CellWriter{out}, cell.value); }

void writeCellAsText(std::string& out, const Cell& cell) {
  if (const auto* json = std::get_if<Json>(&cell.value)) {
    writeJsonString(out, json->text);
  } else {
    writeCell(out, cell);
  }
}

std::size_t sizeOf(const Cell& cell) {
  if (const auto* blob = std::get_if<query::Blob>(&cell.value)) return 2 * blob->bytes.size();
  const Text* text = textOf(cell);
  return text == nullptr ? 0 : text->size();
}

}  // namespace agentkeep::sql
