// Numbers and times: as the C library reads numbers, and what is written reads back.
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/decimal.h"
#include "core/json.h"
#include "core/time.h"

#define REQUIRE(condition) ((condition) ? void() : std::abort())

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace agentkeep;
  const std::string text(reinterpret_cast<const char*>(bytes), size);

  JsonReader reader(text);
  if (reader.peek() == JsonKind::kNumber) {
    const Text number = reader.number();
    if (!reader.failed() && reader.finish()) {
      const double expected = std::strtod(std::string(number).c_str(), nullptr);
      const double read = parseDecimal(number);
      REQUIRE(std::bit_cast<std::uint64_t>(read) == std::bit_cast<std::uint64_t>(expected));
      REQUIRE(jsonNumber(number) == expected);
      std::string written;
      writeJsonReal(written, read);
      REQUIRE(isJson(written));
      REQUIRE(std::isinf(read) || parseDecimal(written) == read);
      if (const auto quantity = jsonQuantity(number)) {
        REQUIRE(*quantity >= 0 && *quantity <= 9'007'199'254'740'991);
        REQUIRE(std::abs(static_cast<double>(*quantity) - read) <= 0.5);
      }
    }
  }

  if (const auto time = parseTime(text)) {
    const std::string written = formatTime(*time);
    REQUIRE(written.size() == 24);
    const auto again = parseTime(written);
    REQUIRE(again);
    // An offset may lead out of the years that are written.
    REQUIRE(*again == *time || written.starts_with("0000-01-01") ||
            written.starts_with("9999-12-31"));
  }
  return 0;
}
