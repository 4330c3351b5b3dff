#include "core/decimal.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

namespace agentkeep {
namespace {

// More digits than these decide nothing but that there is something behind them.
constexpr int kMaxDigits = 800;

// A natural number. Room for the longest that is met: 800 digits times 2^1075, or 17 digits times
// 10^1130.
class Natural {
 public:
  explicit Natural(std::uint64_t value) {
    while (value != 0) push(value);
  }
  explicit Natural(Text digits) {
    for (; !digits.empty(); digits.remove_suffix(std::min(kLimbDigits, digits.size()))) {
      std::uint64_t limb = 0;
      for (const char digit : digits.substr(digits.size() - std::min(kLimbDigits, digits.size()))) {
        limb = limb * 10 + static_cast<std::uint64_t>(digit - '0');
      }
      limbs_[size_++] = static_cast<std::uint32_t>(limb);
    }
  }

  Natural& multiply(std::uint32_t base, int power) {
    while (power > 0) {
      std::uint32_t factor = 1;
      for (; power > 0 && factor <= UINT32_MAX / base; --power) factor *= base;
      std::uint64_t carry = 0;
      for (std::size_t i = 0; i < size_; ++i) {
        carry += std::uint64_t{limbs_[i]} * factor;
        limbs_[i] = static_cast<std::uint32_t>(carry % kBase);
        carry /= kBase;
      }
      while (carry != 0) push(carry);
    }
    return *this;
  }

  // Below, at or above 0, as it is to `other`.
  [[nodiscard]] int compare(const Natural& other) const {
    if (size_ != other.size_) return size_ < other.size_ ? -1 : 1;
    for (std::size_t i = size_; i-- > 0;) {
      if (limbs_[i] != other.limbs_[i]) return limbs_[i] < other.limbs_[i] ? -1 : 1;
    }
    return 0;
  }

 private:
  static constexpr std::uint32_t kBase = 1'000'000'000;
  static constexpr std::size_t kLimbDigits = 9;
  static constexpr std::size_t kLimbs = 144;

  void push(std::uint64_t& value) {
    if (size_ == kLimbs) std::abort();
    limbs_[size_++] = static_cast<std::uint32_t>(value % kBase);
    value /= kBase;
  }

  std::uint32_t limbs_[kLimbs];  // of base 10^9, the least first; none is 0 at the end
  std::size_t size_ = 0;
};

// mantissa * 2^exponent
struct Binary {
  std::uint64_t mantissa;
  int exponent;
};
Binary binaryOf(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const int exponent = static_cast<int>(bits >> 52 & 0x7ff);
  if (exponent == 0) return {fraction, -1074};
  return {fraction | std::uint64_t{1} << 52, exponent - 1075};
}
double nextUp(double value) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) + 1);
}
double nextDown(double value) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) - 1);
}

// digits * 10^exponent, without zeros in front
struct Decimal {
  std::string digits;
  int exponent = 0;
};

// Whether the decimal is nearer to the number above `low`, which is not negative, than to `low`; in
// the middle: whether the number above is even.
bool isAbove(const Decimal& decimal, double low) {
  const auto [mantissa, exponent] = binaryOf(low);
  const int middle = exponent - 1;
  Natural mine((Text(decimal.digits)));
  Natural other(2 * mantissa + 1);
  mine.multiply(10, decimal.exponent).multiply(2, -middle);
  other.multiply(10, -decimal.exponent).multiply(2, middle);
  const int order = mine.compare(other);
  return order > 0 || (order == 0 && mantissa % 2 == 1);
}

// value * 10^exponent, off by a few units in the last place; exact if the value has at most 15
// digits and the exponent is at most 22.
double scaled(double value, int exponent) {
  while (exponent != 0) {
    const int step = std::min(std::abs(exponent), 22);
    double factor = 1;
    for (int i = 0; i < step; ++i) factor *= 10;
    value = exponent > 0 ? value * factor : value / factor;
    exponent += exponent > 0 ? -step : step;
  }
  return value;
}

double nearest(const Decimal& decimal) {
  constexpr double kMax = std::numeric_limits<double>::max();
  const auto& [digits, exponent] = decimal;
  const int size = static_cast<int>(digits.size());
  if (size == 0 || size + exponent < -330) return 0;
  if (size + exponent > 310) return std::numeric_limits<double>::infinity();
  const int some = std::min(size, 18);
  std::uint64_t head = 0;
  for (const char digit : Text(digits).substr(0, static_cast<std::size_t>(some))) {
    head = head * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  double value = scaled(static_cast<double>(head), exponent + size - some);
  if (size <= 15 && std::abs(exponent) <= 22) return value;
  value = std::min(value, kMax);
  while (value <= kMax && isAbove(decimal, value)) value = nextUp(value);
  while (value > 0 && !isAbove(decimal, nextDown(value))) value = nextDown(value);
  return value;
}

}  // namespace

double parseDecimal(Text number) {
  const bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  Decimal decimal;
  bool fraction = false;
  bool more = false;  // there was something behind the last digit that is kept
  while (!number.empty() && (number.front() | 0x20) != 'e') {
    const char digit = number.front();
    number.remove_prefix(1);
    if (digit == '.') {
      fraction = true;
      continue;
    }
    if (fraction) --decimal.exponent;
    if (decimal.digits.empty() && digit == '0') continue;
    if (decimal.digits.size() < kMaxDigits) {
      decimal.digits += digit;
    } else {
      ++decimal.exponent;
      more = more || digit != '0';
    }
  }
  if (more) decimal.digits.back() |= 1;  // above the tie that an even digit may be
  if (!number.empty()) {
    number.remove_prefix(1);
    const bool down = number.starts_with('-');
    if (down || number.starts_with('+')) number.remove_prefix(1);
    int power = 0;
    for (const char digit : number) power = std::min(power * 10 + (digit - '0'), 100'000'000);
    decimal.exponent += down ? -power : power;
  }
  const double value = nearest(decimal);
  return negative ? -value : value;
}

}  // namespace agentkeep
