// Held against strtod, which this stands in for.
#include "core/decimal.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>

namespace agentkeep {
namespace {

void expectRead(const std::string& text) {
  EXPECT_EQ(std::bit_cast<std::uint64_t>(parseDecimal(text)),
            std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)))
      << text;
}

TEST(Decimal, ReadsEveryDouble) {
  std::mt19937_64 random(11);
  char text[40];
  const auto expectSame = [&](double value) {
    for (const int precision : {15, 16, 17}) {
      std::snprintf(text, sizeof text, "%.*g", precision, value);
      expectRead(text);
    }
    EXPECT_EQ(parseDecimal(text), value) << text;
  };
  for (int i = 0; i < 5000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (std::isfinite(value)) expectSame(value);
    expectSame(static_cast<double>(static_cast<std::int64_t>(random())) / 1024);
    expectSame(static_cast<double>(random() % 100'000) / 1000);
    expectSame(std::bit_cast<double>(random() >> 12 >> random() % 52));  // subnormal
  }
  for (int power = -1074; power < 1024; ++power) {
    const double value = std::ldexp(1.0, power);
    expectSame(value);
    expectSame(-std::nextafter(value, 0.0));
    expectSame(std::nextafter(value, 1e308));
  }
  expectSame(std::numeric_limits<double>::max());
}

TEST(Decimal, ReadsAnyNumberOfDigits) {
  std::mt19937_64 random(12);
  const auto digits = [&](std::size_t count) {
    std::string out(1, static_cast<char>('1' + random() % 9));
    while (out.size() < count) out += static_cast<char>('0' + random() % 10);
    return out;
  };
  for (int i = 0; i < 3000; ++i) {
    const std::string exponent = std::to_string(static_cast<int>(random() % 700) - 350);
    for (const std::size_t count : {1U, 15U, 16U, 17U, 19U, 20U, 40U}) {
      expectRead(digits(count) + "e" + exponent);
      expectRead("-" + digits(1) + "." + digits(count) + "E" + exponent);
      expectRead("0.000" + digits(count));
    }
  }
  for (const std::size_t count : {300U, 700U, 799U, 800U, 801U, 2000U}) {
    expectRead(digits(count));
    expectRead("0." + digits(count));
    expectRead("0." + std::string(count, '0') + digits(count));
    expectRead(digits(count) + "e-" + std::to_string(count + 100));
    expectRead(std::string("1.") + std::string(count, '0') + "1");
  }
}

// Numbers in the middle of two doubles go to the even one; any digit behind the middle decides.
TEST(Decimal, BreaksTiesToEven) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 300; ++i) {
    const double low = std::bit_cast<double>(random() >> 2);
    char exact[1100];
    const int size = std::snprintf(exact, sizeof exact, "%.766e", low);
    ASSERT_GT(size, 0);
    expectRead(exact);
    // low + half of the distance to the next, exactly, by long double where it has the bits.
    const long double middle =
        (static_cast<long double>(low) +
         static_cast<long double>(std::nextafter(low, std::numeric_limits<double>::max()))) /
        2;
    std::snprintf(exact, sizeof exact, "%.800Le", middle);
    std::string text = exact;
    expectRead(text);
    const std::size_t e = text.find('e');
    expectRead(text.substr(0, e) + std::string(30, '0') + "1" + text.substr(e));
  }
  for (const char* text :
       {"9007199254740993", "9007199254740993.0000000000000000000000001",
        "2.4703282292062327208e-324", "2.4703282292062328e-324", "1.7976931348623158e308",
        "1.7976931348623159e308", "1e309", "-1e309", "1e-400", "0e999999999999",
        "1e99999999999999999999", "1e-99999999999999999999", "0.0", "-0", "-0.0e5"}) {
    expectRead(text);
  }
}

}  // namespace
}  // namespace agentkeep
