#include "backends/sqlite/parameters.h"

#include <utility>

#include "core/json.h"
#include "query/depth.h"

namespace agentkeep::sqlite {
namespace {

using query::Cell;

// A text longer than this is a parameter of its own: neither escaped nor parsed on its way.
constexpr std::size_t kOwnParameterBytes = 64 * 1024;

}  // namespace

Sql& operator<<(Sql& sql, AsValue value) {
  sql.parameter(value.ref.parameter);
  return value.ref.element == Ref::kWhole ? sql : sql << "->>" << value.ref.element;
}

Sql& operator<<(Sql& sql, AsJson value) {
  sql.parameter(value.ref.parameter);
  return value.ref.element == Ref::kWhole ? sql : sql << "->" << value.ref.element;
}

Sql& operator<<(Sql& sql, AsList list) {
  return sql.parameter(list.ref.parameter) << ",'$[" << list.ref.element << "]'";
}

std::string pathOf(std::span<const Text> members, bool escapes) {
  std::string path = "$";
  for (const Text member : members) {
    path.push_back('.');
    const std::size_t begin = path.size();
    writeJsonString(path, member);
    if (escapes) continue;
    for (std::size_t at = begin + 1; at + 1 < path.size(); ++at) {
      if (path[at] != '\\') continue;
      ++at;
      if (path[at] == '"') path.replace(at, 1, "u0022");
    }
  }
  return path;
}

std::string& Parameters::open(Ref& ref) {
  if (!open_) {
    open_ = parameters_.size();
    elements_ = 0;
    parameters_.emplace_back();
  }
  std::string& array = parameters_[*open_].owned;
  array.push_back(array.empty() ? '[' : ',');
  ref = {number(*open_), elements_++};
  return array;
}

void Parameters::closeArray() {
  if (open_) parameters_[*open_].owned.push_back(']');
  open_.reset();
}

template <class Write>
Ref Parameters::append(Write write) {
  Ref ref;
  std::string& array = open(ref);
  const std::size_t before = array.size();
  write(array);
  if (array.size() <= limits_.parameterBytes || ref.element == 0) return ref;
  // It begins the next array instead.
  const std::string element = array.substr(before);
  array.resize(before - 1);
  closeArray();
  open(ref) += element;
  return ref;
}

Ref Parameters::add(const Cell& cell) {
  const Text* text = textOf(cell);
  if (text != nullptr && (text->size() > kOwnParameterBytes || query::isDeep(cell)))
    return addWhole(*text);
  return append([&](std::string& out) { writeCell(out, cell); });
}

Ref Parameters::addAsText(const Cell& cell) {
  const Text* text = textOf(cell);
  return text == nullptr ? add(cell) : addText(*text);
}

Ref Parameters::addText(Text text) {
  if (text.size() <= kOwnParameterBytes) {
    return append([&](std::string& out) { writeJsonString(out, text); });
  }
  return addWhole(text);
}

Ref Parameters::addJson(Text json) {
  return append([&](std::string& out) { out += json; });
}

Ref Parameters::addInteger(std::uint64_t value) {
  return append([&](std::string& out) { writeInteger(out, static_cast<std::int64_t>(value)); });
}

Ref Parameters::addPath(std::span<const Text> members) {
  std::string path = pathOf(members, limits_.escapesInPaths);
  if (path.size() <= kOwnParameterBytes) return addText(path);
  parameters_.push_back({.owned = std::move(path)});
  return {number(parameters_.size() - 1), Ref::kWhole};
}

Ref Parameters::addWhole(Text text) {
  parameters_.push_back({.owned = {}, .view = text, .isView = true});
  return {number(parameters_.size() - 1), Ref::kWhole};
}

std::vector<Ref> Parameters::addList(std::span<const Cell> values, std::size_t width) {
  std::vector<Ref> parts;
  Ref ref;
  std::string* array = &open(ref);
  array->push_back('[');
  std::size_t inPart = 0;
  for (std::size_t at = 0; at + width <= values.size(); at += width) {
    const std::size_t before = array->size();
    if (inPart != 0) array->push_back(',');
    if (width != 1) array->push_back('[');
    for (std::size_t i = 0; i < width; ++i) {
      if (i != 0) array->push_back(',');
      writeCell(*array, values[at + i]);
    }
    if (width != 1) array->push_back(']');
    if (array->size() > limits_.parameterBytes && before > 2) {
      const std::string element = array->substr(before + (inPart != 0 ? 1 : 0));
      array->resize(before);
      array->push_back(']');
      parts.push_back(ref);
      closeArray();
      array = &open(ref);
      array->append("[").append(element);
      inPart = 0;
    }
    ++inPart;
  }
  array->push_back(']');
  parts.push_back(ref);
  return parts;
}

void Parameters::finish() { closeArray(); }

std::vector<Parameters::Bound> Parameters::bound() const {
  std::vector<Bound> out;
  out.reserve(parameters_.size());
  for (const Parameter& each : parameters_)
    out.push_back({each.isView ? each.view : Text(each.owned), each.isView});
  return out;
}

}  // namespace agentkeep::sqlite
