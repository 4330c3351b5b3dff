#include "core/time.h"

#include <algorithm>

namespace agentkeep {
namespace {

constexpr std::int64_t kMsADay = 86'400'000;

// Days since 1970-01-01 of a date of the proleptic Gregorian calendar, counted in eras of 400 years
// that begin in March.
constexpr std::int64_t daysOf(std::int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

constexpr int daysInMonth(std::int64_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

constexpr std::int64_t kFirst = daysOf(0, 1, 1) * kMsADay;
constexpr std::int64_t kLast = daysOf(10'000, 1, 1) * kMsADay - 1;

class Scanner {
 public:
  explicit Scanner(Text text) : text_(text) {}
  [[nodiscard]] bool atEnd() const { return text_.empty(); }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits, or -1.
  int digits(std::size_t count) {
    if (text_.size() < count) return -1;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return -1;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return value;
  }
  // One digit and more as a fraction: its first three digits, -1 if there is none.
  int milliseconds() {
    int value = 0;
    int seen = 0;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      if (seen < 3) value = value * 10 + (text_.front() - '0');
      ++seen;
      text_.remove_prefix(1);
    }
    if (seen == 0) return -1;
    for (; seen < 3; ++seen) value *= 10;
    return value;
  }

 private:
  Text text_;
};

}  // namespace

std::optional<std::int64_t> parseTime(Text text) {
  Scanner scan(text);
  const int year = scan.digits(4);
  if (year < 0 || !scan.take('-')) return {};
  const int month = scan.digits(2);
  if (month < 1 || month > 12 || !scan.take('-')) return {};
  const int day = scan.digits(2);
  if (day < 1 || day > daysInMonth(year, month)) return {};
  std::int64_t ms = daysOf(year, month, day) * kMsADay;
  if (scan.atEnd()) return ms;

  if (!scan.take('T') && !scan.take(' ')) return {};
  const int hour = scan.digits(2);
  if (hour < 0 || hour > 23 || !scan.take(':')) return {};
  const int minute = scan.digits(2);
  if (minute < 0 || minute > 59) return {};
  ms += (hour * 60 + minute) * std::int64_t{60'000};
  if (scan.take(':')) {
    const int second = scan.digits(2);
    if (second < 0 || second > 59) return {};
    ms += second * 1000;
    if (scan.take('.')) {
      const int fraction = scan.milliseconds();
      if (fraction < 0) return {};
      ms += fraction;
    }
  }
  if (!scan.atEnd() && !scan.take('Z')) {
    const bool west = scan.take('-');
    if (!west && !scan.take('+')) return {};
    const int hours = scan.digits(2);
    scan.take(':');
    const int minutes = scan.digits(2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return {};
    const std::int64_t shift = (hours * 60 + minutes) * std::int64_t{60'000};
    ms += west ? shift : -shift;
  }
  if (!scan.atEnd() || ms < kFirst || ms > kLast) return {};
  return ms;
}

std::string formatTime(std::int64_t ms) {
  ms = std::clamp(ms, kFirst, kLast);
  const std::int64_t days = (ms >= 0 ? ms : ms - (kMsADay - 1)) / kMsADay;
  std::int64_t rest = ms - days * kMsADay;
  // The inverse of daysOf.
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);

  std::string out = "0000-00-00T00:00:00.000Z";
  const auto put = [&](std::size_t at, std::size_t digits, std::int64_t value) {
    for (std::size_t i = digits; i-- > 0; value /= 10)
      out[at + i] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, year);
  put(5, 2, month);
  put(8, 2, day);
  put(20, 3, rest % 1000);
  rest /= 1000;
  put(17, 2, rest % 60);
  rest /= 60;
  put(14, 2, rest % 60);
  put(11, 2, rest / 60);
  return out;
}

}  // namespace agentkeep
