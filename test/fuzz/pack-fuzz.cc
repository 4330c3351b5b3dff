// Packing: what is packed comes back, in text that is as harmless as it says; and what is no packed
// text is refused without a byte outside of the buffer.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/pack.h"

#define REQUIRE(condition) ((condition) ? void() : std::abort())

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace agentkeep;
  FuzzedDataProvider data(bytes, size);
  const bool isPacked = data.ConsumeBool();
  const auto piece_bytes = data.ConsumeIntegralInRange<std::size_t>(16, 300);
  const auto cut = data.ConsumeIntegralInRange<std::size_t>(1, 64);
  const auto out_bytes = data.ConsumeIntegralInRange<std::size_t>(0, 4096);
  const auto repeats = data.ConsumeIntegralInRange<std::size_t>(1, 20);
  std::string text = data.ConsumeRemainingBytesAsString();
  if (isPacked) {
    std::vector<Text> pieces;
    for (std::size_t at = 0; at < text.size(); at += cut)
      pieces.push_back(Text(text).substr(at, cut));
    std::vector<char> out(out_bytes);
    (void)unpack(pieces, out);
    return 0;
  }
  if (!isUtf8(text)) return 0;
  std::string whole;
  for (std::size_t i = 0; i < repeats; ++i) whole += text;
  const std::vector<std::string> packed = pack(whole, piece_bytes);
  std::vector<Text> pieces;
  for (const std::string& piece : packed) {
    REQUIRE(piece.size() <= piece_bytes);
    REQUIRE(isUtf8(piece));
    for (std::size_t at = 0; at < piece.size(); at += cut)
      pieces.push_back(Text(piece).substr(at, cut));
  }
  std::vector<char> out(whole.size());
  REQUIRE(unpack(pieces, out));
  REQUIRE(std::ranges::equal(out, whole));
  std::vector<char> longer(whole.size() + 1);
  REQUIRE(!unpack(pieces, longer));
  return 0;
}
