#include "core/time.h"

#include <gtest/gtest.h>

namespace agentkeep {
namespace {

TEST(ParseTime, ReadsTheFormsThatCallersSend) {
  constexpr std::int64_t kNoon = 1'795'255'200'000;  // 2026-11-21T10:00:00.000Z
  for (const Text text : {"2026-11-21T10:00:00.000Z", "2026-11-21T10:00:00Z", "2026-11-21T10:00Z",
                          "2026-11-21 10:00:00", "2026-11-21T12:00:00+02:00",
                          "2026-11-21T04:30:00.000-0530", "2026-11-21T10:00:00.0009Z"}) {
    EXPECT_EQ(parseTime(text), kNoon) << text;
  }
  EXPECT_EQ(parseTime("1970-01-01"), 0);
  EXPECT_EQ(parseTime("1969-12-31T23:59:59.999Z"), -1);
  EXPECT_EQ(parseTime("2026-11-21T10:00:00.5Z"), kNoon + 500);
}

TEST(ParseTime, RefusesWhatIsNoDate) {
  for (const Text text :
       {"", "now", "2026", "2026-13-01", "2026-02-29", "2026-11-31", "2026-11-21T",
        "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z", "2026-11-21T10:00:00.Z",
        "2026-11-21T10:00:00Zx", "+012026-11-21", "2026-11-21T10:00:00+25:00",
        "0000-01-01T00:00:00+01:00", "1795255200000"}) {
    EXPECT_EQ(parseTime(text), std::nullopt) << text;
  }
}

TEST(FormatTime, IsTheInverseOfParseTime) {
  // Steps of a prime number of milliseconds over all years, and each side of leap days.
  for (std::int64_t ms = *parseTime("0000-01-01"); ms < *parseTime("9999-12-31");
       ms += 86'399'999'777) {
    ASSERT_EQ(parseTime(formatTime(ms)), ms);
  }
  EXPECT_EQ(formatTime(*parseTime("2024-02-29T23:59:59.999Z") + 1), "2024-03-01T00:00:00.000Z");
  EXPECT_EQ(formatTime(*parseTime("2100-02-28T23:59:59.999Z") + 1), "2100-03-01T00:00:00.000Z");
  EXPECT_EQ(formatTime(-1), "1969-12-31T23:59:59.999Z");
}

TEST(FormatTime, ClampsWhatFourDigitsCannotSay) {
  EXPECT_EQ(formatTime(INT64_MAX), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(formatTime(INT64_MIN), "0000-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace agentkeep
