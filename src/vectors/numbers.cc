#include "vectors/numbers.h"

#include <cmath>
#include <vector>

#include "core/decimal.h"
#include "core/json.h"

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

std::optional<std::span<const float>> floatsOf(Arena& arena, Text json) {
  JsonReader reader(json);
  if (reader.peek() != JsonKind::kArray || !reader.beginArray()) return std::nullopt;
  std::vector<float> numbers;
  while (reader.nextItem()) {
    if (reader.peek() != JsonKind::kNumber) return std::nullopt;
    numbers.push_back(static_cast<float>(jsonNumber(reader.number())));
  }
  if (reader.failed()) return std::nullopt;
  return arena.copy(std::span<const float>(numbers));
}

}  // namespace agentkeep::vectors
