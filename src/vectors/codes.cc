#include "vectors/codes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#include "core/hex.h"
#include "vectors/clusters.h"

namespace agentkeep::vectors {
namespace {

constexpr std::size_t kStep = 16;  // digits that are looked at together

// Sums of 15 * kMostProbe over kMostDimensions fit an integer.
constexpr float kMostProbe = 2047;

// Sums and differences of all pairs, log n times: a rotation up to a factor of sqrt(n). `numbers`
// are a power of two.
void mix(std::span<float> numbers) {
  for (std::size_t half = 1; half < numbers.size(); half *= 2) {
    for (std::size_t at = 0; at < numbers.size(); at += 2 * half) {
      float* a = numbers.data() + at;
      float* b = a + half;
      for (std::size_t i = 0; i < half; ++i) {
        const float x = a[i];
        a[i] = x + b[i];
        b[i] = x - b[i];
      }
    }
  }
}

// A sign for each number, by chance and always the same.
class Signs {
 public:
  explicit Signs(std::uint64_t round) : state_(round * 0x9e3779b97f4a7c15U) {}
  bool next() {
    if (left_ == 0) {
      std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
      bits_ = z ^ (z >> 31);
      left_ = 64;
    }
    --left_;
    const bool is = (bits_ & 1U) != 0;
    bits_ >>= 1U;
    return is;
  }

 private:
  std::uint64_t state_;
  std::uint64_t bits_ = 0;
  unsigned left_ = 0;
};

// The step between two levels, as a part of the numbers' spread, which makes the least error for
// numbers that are spread as chance does it.
constexpr float stepOf(unsigned bits) { return bits == 4 ? 0.3352F : bits == 2 ? 0.9957F : 1.596F; }

float floatAt(std::span<const std::byte> code, std::size_t at) {
  float value = 0;
  std::memcpy(&value, code.data() + at, sizeof value);
  return value;
}

#if !defined(__wasm_simd128__)
// The value of a hexadecimal digit, whatever its case.
unsigned halfByteOf(char digit) {
  const auto c = static_cast<unsigned char>(digit);
  return (c & 15U) + 9U * (c >> 6U);
}
#endif

}  // namespace

Space::Space(Metric metric, std::uint32_t dimension)
    : metric_(metric),
      dimension_(dimension),
      bits_(dimension <= 256   ? 4
            : dimension <= 768 ? 2
                               : 1) {}

void Space::turn(std::span<const float> vector, std::span<float> out) const {
  float length = 1;
  if (metric_ == Metric::kCosine) {
    double sum = 0;
    for (const float each : vector) sum += static_cast<double>(each) * static_cast<double>(each);
    length = sum == 0 ? 0 : static_cast<float>(1 / std::sqrt(sum));
  }
  std::ranges::transform(vector, out.begin(), [&](float each) { return each * length; });
  // Numbers that are no power of two are mixed from both ends, by turns.
  const std::size_t power = std::bit_floor(out.size());
  const float scale = 1 / std::sqrt(static_cast<float>(power));
  constexpr std::uint64_t kRounds = 3;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    for (const std::size_t from : {std::size_t{0}, out.size() - power}) {
      const std::span<float> part = out.subspan(from, power);
      Signs signs(2 * round + (from == 0 ? 1 : 2));
      for (float& each : part) each *= signs.next() ? scale : -scale;
      mix(part);
      if (out.size() == power) break;
    }
  }
}

void Space::encode(std::span<const float> turned, std::span<std::byte> code) const {
  const float square = dotOf(turned, turned);
  const float spread = std::sqrt(square / static_cast<float>(dimension_));
  const float step = spread * stepOf(bits_);
  const float to_level = step == 0 ? 0 : 1 / step;
  const float highest = 2 * middle();
  std::ranges::fill(code, std::byte{0});
  const std::size_t head = headBytes();
  const std::size_t apart = halfBytes();
  float product = 0;
  for (std::size_t i = 0; i < turned.size(); ++i) {
    const float level =
        std::clamp(std::floor(turned[i] * to_level + middle() + 0.5F), 0.0F, highest);
    product += turned[i] * (level - middle());
    const std::size_t digit = i % apart;
    const auto shift =
        static_cast<unsigned>(4 - bits_ * (i / apart + 1) + (digit % 2 == 0 ? 4 : 0));
    code[head + digit / 2] |= static_cast<std::byte>(static_cast<unsigned>(level) << shift);
  }
  // So that the product with the vector itself is right.
  const float scale = product > 0 ? square / product : 0;
  std::memcpy(code.data(), &scale, sizeof scale);
  if (head == 8) std::memcpy(code.data() + 4, &square, sizeof square);
}

void Space::decode(std::span<const std::byte> code, std::span<float> turned) const {
  const std::size_t head = headBytes();
  const std::size_t apart = halfBytes();
  const float scale = floatAt(code, 0);
  for (std::size_t i = 0; i < turned.size(); ++i) {
    const std::size_t digit = i % apart;
    const auto shift =
        static_cast<unsigned>(4 - bits_ * (i / apart + 1) + (digit % 2 == 0 ? 4 : 0));
    const unsigned level =
        static_cast<unsigned>(code[head + digit / 2]) >> shift & ((1U << bits_) - 1);
    turned[i] = scale * (static_cast<float>(level) - middle());
  }
}

Probe::Probe(const Space& space, std::span<const float> turned)
    : space_(space), stride_((space.halfBytes() + kStep - 1) / kStep * kStep) {
  numbers_.resize(stride_ * space.planes());
  float most = 0;
  for (const float each : turned) most = std::max(most, std::abs(each));
  scale_ = most / kMostProbe;
  if (most == 0) return;
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < turned.size(); ++i) {
    const auto number = static_cast<std::int16_t>(std::lrint(turned[i] / scale_));
    numbers_[i / space.halfBytes() * stride_ + i % space.halfBytes()] = number;
    sum += number;
  }
  offset_ = static_cast<float>(sum) * space.middle();
}

float Probe::nearness(const char* digits) const {
  std::byte head[8];
  const std::size_t head_bytes = space_.headBytes();
  if (!bytesOfHex({digits, 2 * head_bytes}, std::span(head).first(head_bytes))) return 0;
  const char* at = digits + 2 * head_bytes;
  std::size_t left = space_.halfBytes();
  const std::int16_t* numbers = numbers_.data();
  const unsigned bits = space_.bits();
  const unsigned most = (1U << bits) - 1;
#if defined(__wasm_simd128__)
  v128_t sums = wasm_i32x4_splat(0);
#else
  std::int32_t sum = 0;
#endif
  for (; left > 0; numbers += kStep) {
    char rest[kStep];
    const char* some = at;
    if (left < kStep) {
      std::memset(rest, '0', kStep);
      std::memcpy(rest, at, left);
      some = rest;
    }
    at += kStep;
    left -= std::min(left, kStep);
    const std::int16_t* plane = numbers;
#if defined(__wasm_simd128__)
    const v128_t chars = wasm_v128_load(some);
    const v128_t letters = wasm_u8x16_shr(chars, 6);
    const v128_t nines = wasm_v128_or(wasm_i8x16_shl(letters, 3), letters);
    const v128_t halves = wasm_i8x16_add(wasm_v128_and(chars, wasm_i8x16_splat(15)), nines);
    for (unsigned shift = 4; shift > 0; plane += stride_) {
      shift -= bits;
      const v128_t levels = wasm_v128_and(wasm_u8x16_shr(halves, shift),
                                          wasm_i8x16_splat(static_cast<std::int8_t>(most)));
      sums = wasm_i32x4_add(
          sums, wasm_i32x4_dot_i16x8(wasm_u16x8_extend_low_u8x16(levels), wasm_v128_load(plane)));
      sums = wasm_i32x4_add(sums, wasm_i32x4_dot_i16x8(wasm_u16x8_extend_high_u8x16(levels),
                                                       wasm_v128_load(plane + 8)));
    }
#else
    for (unsigned shift = 4; shift > 0; plane += stride_) {
      shift -= bits;
      for (std::size_t i = 0; i < kStep; ++i) {
        sum += static_cast<std::int32_t>(halfByteOf(some[i]) >> shift & most) * plane[i];
      }
    }
#endif
  }
#if defined(__wasm_simd128__)
  const std::int32_t sum = wasm_i32x4_extract_lane(sums, 0) + wasm_i32x4_extract_lane(sums, 1) +
                           wasm_i32x4_extract_lane(sums, 2) + wasm_i32x4_extract_lane(sums, 3);
#endif
  const float product = floatAt(head, 0) * scale_ * (static_cast<float>(sum) - offset_);
  return head_bytes == 4 ? product : 2 * product - floatAt(head, 4);
}

}  // namespace agentkeep::vectors
