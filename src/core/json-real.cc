// Numbers that are no integers. printf and std::to_chars would do, at 14 KB and 104 KB of code.
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/decimal.h"
#include "core/json.h"

namespace agentkeep {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int kDigits = 17;  // enough to tell any two doubles apart
constexpr std::uint64_t kMost = 100'000'000'000'000'000;

// number * 10^power
struct Decimal {
  std::uint64_t number;
  int power;
};

// A finite value above 0 in 17 digits, wrong by no more than the last of them by three.
Decimal decimalOf(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const int exponentBits = static_cast<int>(bits >> 52);
  std::uint64_t mantissa = bits & ((std::uint64_t{1} << 52) - 1);
  if (exponentBits != 0) mantissa |= std::uint64_t{1} << 52;
  const int zeros = std::countl_zero(mantissa);
  // value = mantissa * 2^exponent * 10^power, with the highest bit of the mantissa set.
  mantissa <<= zeros;
  int exponent = (exponentBits == 0 ? 1 : exponentBits) - 1075 - zeros;
  for (int power = 0;;) {
    std::uint64_t number = 0;
    if (exponent >= -11 && exponent <= -7) {
      number = (mantissa >> -exponent) + ((mantissa >> (-exponent - 1)) & 1);
    }
    if (number >= kMost / 10 && number < kMost) return {number, power};
    Wide scaled = mantissa;
    if (exponent > -7 || number >= kMost) {  // a tenth of it: 0.8 and three bits
      scaled = scaled * 0xcccccccccccccccd >> 61;
      exponent -= 6;
      ++power;
    } else {
      scaled *= 10;
      --power;
    }
    for (; scaled >> 64 != 0; scaled >>= 1) ++exponent;
    mantissa = static_cast<std::uint64_t>(scaled);
  }
}

// The shortest decimal that reads back as the value, and of those the nearest, where 128 bits are
// enough to count it: for what people and models give as scores.
std::optional<Decimal> shortOf(double value) {
  if (value < 1e-3 || value >= 1e15) return std::nullopt;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t mantissa = (bits & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{1} << 52;
  const int shift = 1075 - static_cast<int>(bits >> 52);  // value = mantissa / 2^shift
  std::uint64_t ten = 1;
  int power = 0;
  for (; value * static_cast<double>(ten) < 1e14; ten *= 10) --power;
  for (int digits = 15; digits <= kDigits; ++digits, ten *= 10, --power) {
    const Wide scaled = static_cast<Wide>(mantissa) * ten;
    const auto number = static_cast<std::uint64_t>((scaled + (Wide{1} << (shift - 1))) >> shift);
    const Wide rounded = static_cast<Wide>(number) << shift;
    const Wide off = rounded > scaled ? rounded - scaled : scaled - rounded;
    // Neighbours are 2 apart; below a power of two they are closer.
    const unsigned apart = mantissa == std::uint64_t{1} << 52 ? 4 : 2;
    if (off * apart < ten) return Decimal{number, power};
  }
  return std::nullopt;
}

std::string textOf(Decimal decimal) {
  char buffer[20];
  const auto all = std::to_chars(buffer, std::end(buffer), decimal.number).ptr - buffer;
  std::string digits(buffer, static_cast<std::size_t>(all));
  const int first = static_cast<int>(all) - 1 + decimal.power;  // the first digit's power of ten
  digits.resize(digits.find_last_not_of('0') + 1);
  const auto count = static_cast<int>(digits.size());
  if (first >= kDigits || first < -5) {
    if (count > 1) digits.insert(1, 1, '.');
    return digits + 'e' + std::to_string(first);
  }
  if (first < 0) return "0." + std::string(static_cast<std::size_t>(-first) - 1, '0') + digits;
  if (count <= first + 1)
    return digits.append(static_cast<std::size_t>(first) + 1 - digits.size(), '0');
  return digits.insert(static_cast<std::size_t>(first) + 1, 1, '.');
}

}  // namespace

double jsonNumber(Text number) { return parseDecimal(number); }

std::optional<std::int64_t> jsonQuantity(Text number) {
  constexpr double kMaxSafeInteger = 9'007'199'254'740'991;
  const double value = jsonNumber(number);
  if (value < 0 || value > kMaxSafeInteger) return std::nullopt;
  return static_cast<std::int64_t>(std::round(value));
}

void writeJsonReal(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out.append("null");
    return;
  }
  if (std::signbit(value)) out.push_back('-');
  value = std::fabs(value);
  std::string text = "0";
  if (const std::optional<Decimal> shortest = shortOf(value)) {
    text = textOf(*shortest);
  } else if (value != 0) {
    const Decimal about = decimalOf(value);
    // As many digits as it takes to read the same number back, and of as many the nearest.
    std::uint64_t unit = 100;
    for (int tries = 0; parseDecimal(text) != value; ++tries) {
      if (tries == 3 && unit > 1) tries = 0, unit /= 10;
      const std::uint64_t nearest = (about.number + unit / 2) / unit;
      const int aside = tries % 2 == 0 ? tries / 2 : -(tries + 1) / 2;
      const int power = about.power + (unit == 100 ? 2 : unit == 10 ? 1 : 0);
      text = textOf({nearest + static_cast<std::uint64_t>(aside), power});
    }
  }
  out.append(text);
}

}  // namespace agentkeep
