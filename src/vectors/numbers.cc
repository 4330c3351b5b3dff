#include "vectors/numbers.h"

#include <cmath>

#include "core/decimal.h"

namespace agentkeep::vectors {

double shortOf(float number) {
  const double exact = static_cast<double>(number);
  const double size = std::abs(exact);
  const bool is_usual = size >= 1e-5 && size < 1e7;  // false of NaN, too
  if (!is_usual) return exact;
  double scale = 1;
  while (size * scale < 1e5) scale *= 10;
  for (int digits = 6; digits <= 9; ++digits, scale *= 10) {
    const double rounded = std::round(exact * scale) / scale;
    if (static_cast<float>(rounded) == number) return rounded;
  }
  return exact;
}

Text jsonOf(Arena& arena, std::span<const float> vector) {
  JsonWriter out;
  out.beginArray();
  for (const float number : vector) out.real(shortOf(number));
  out.endArray();
  return arena.text(out.text());
}

bool readNumbers(JsonReader& json, std::vector<float>& out) {
  if (json.peek() != JsonKind::kArray || !json.beginArray()) return false;
  while (json.nextItem()) {
    if (json.peek() != JsonKind::kNumber) return false;
    const auto number = static_cast<float>(jsonNumber(json.number()));
    if (!std::isfinite(number)) return false;
    out.push_back(number);
  }
  return !json.failed();
}

std::optional<std::span<const float>> floatsOf(Arena& arena, Text json) {
  JsonReader reader(json);
  std::vector<float> numbers;
  if (!readNumbers(reader, numbers)) return std::nullopt;
  return arena.copy(std::span<const float>(numbers));
}

}  // namespace agentkeep::vectors
