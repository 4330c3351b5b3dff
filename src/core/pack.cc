#include "core/pack.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "core/utf8.h"

namespace agentkeep {
namespace {

constexpr char kMark = 0x7f;
constexpr char kMarkItself = '~';
constexpr char kZero = '#';
constexpr std::uint32_t kBase = 57;
constexpr std::size_t kMaxDigits = 5;  // 57^5 is over 600 million
constexpr std::size_t kHeads = kMaxDigits * kMaxDigits;
constexpr std::size_t kLeastMatch = 12;  // a token is 4 to 12 bytes long
constexpr unsigned kTableBits = 17;

std::uint64_t load64(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

std::size_t slotOf(std::uint64_t word) { return (word * 0x9e3779b97f4a7c15U) >> (64 - kTableBits); }

std::size_t digitsOf(std::size_t value) {
  std::size_t digits = 1;
  for (; value >= kBase; value /= kBase) ++digits;
  return digits;
}

// The pieces as they grow.
class Out {
 public:
  // `most`: bytes that all pieces have, but for a few. A piece that grew by doubling would take
  // twice its size.
  Out(std::size_t piece_bytes, std::size_t most) : piece_bytes_(piece_bytes), pieces_(1) {
    pieces_.back().reserve(std::min(piece_bytes, most));
  }

  void token(std::size_t length, std::size_t distance) {
    const std::size_t n = digitsOf(length);
    const std::size_t m = digitsOf(distance);
    std::string& piece = room(2 + n + m);
    piece.push_back(kMark);
    piece.push_back(static_cast<char>(kZero + (n - 1) * kMaxDigits + (m - 1)));
    digits(piece, length, n);
    digits(piece, distance, m);
  }

  void literals(Text text) {
    while (!text.empty()) {
      const std::size_t mark = std::min(text.find(kMark), text.size());
      plain(text.substr(0, mark));
      text.remove_prefix(mark);
      if (text.empty()) return;
      room(2).append({kMark, kMarkItself});
      text.remove_prefix(1);
    }
  }

  std::vector<std::string> take() {
    pieces_.back().shrink_to_fit();
    return std::move(pieces_);
  }

 private:
  static void digits(std::string& piece, std::size_t value, std::size_t digits) {
    std::array<char, kMaxDigits> text;
    for (std::size_t i = digits; i-- > 0; value /= kBase) {
      text[i] = static_cast<char>(kZero + value % kBase);
    }
    piece.append(text.data(), digits);
  }

  // Between whole characters.
  void plain(Text text) {
    while (!text.empty()) {
      std::string& piece = room(4);
      std::size_t size = std::min(text.size(), piece_bytes_ - piece.size());
      while (size < text.size() && isContinuation(text[size])) --size;
      piece.append(text.substr(0, size));
      text.remove_prefix(size);
    }
  }

  // A piece with room for so many bytes more.
  std::string& room(std::size_t bytes) {
    if (pieces_.back().size() + bytes > piece_bytes_) pieces_.emplace_back().reserve(piece_bytes_);
    return pieces_.back();
  }

  std::size_t piece_bytes_;
  std::vector<std::string> pieces_;
};

std::size_t commonLength(Text text, std::size_t a, std::size_t b) {
  const std::size_t start = b;
  while (b + 8 <= text.size()) {
    const std::uint64_t differ = load64(text.data() + a) ^ load64(text.data() + b);
    if (differ != 0) {
      return b - start + static_cast<std::size_t>(std::countr_zero(differ)) / 8;
    }
    a += 8;
    b += 8;
  }
  while (b < text.size() && text[a] == text[b]) ++a, ++b;
  return b - start;
}

}  // namespace

std::vector<std::string> pack(Text text, std::size_t piece_bytes) {
  static_assert(std::endian::native == std::endian::little);
  Out out(piece_bytes, text.size());
  // The last place where a hash of eight bytes was met, plus one; 0: nowhere.
  std::vector<std::uint32_t> table(std::size_t{1} << kTableBits);
  std::size_t at = 0;
  std::size_t written = 0;
  std::size_t misses = 0;
  while (at + kLeastMatch <= text.size()) {
    std::uint32_t& slot = table[slotOf(load64(text.data() + at))];
    const std::size_t candidate = slot;
    slot = static_cast<std::uint32_t>(at + 1);
    std::size_t length = 0;
    if (candidate != 0 && !isContinuation(text[at])) {
      length = commonLength(text, candidate - 1, at);
      while (length > 0 && at + length < text.size() && isContinuation(text[at + length])) --length;
    }
    // A short match may cost more than it saves; where nothing matches, look at fewer places.
    if (length < kLeastMatch) {
      at += 1 + (misses++ >> 7U);
      continue;
    }
    misses = 0;
    out.literals(text.substr(written, at - written));
    out.token(length, at - (candidate - 1));
    const std::size_t end = at + length;
    for (at += 3; at + 8 <= text.size() && at < end; at += 7) {
      table[slotOf(load64(text.data() + at))] = static_cast<std::uint32_t>(at + 1);
    }
    at = written = end;
  }
  out.literals(text.substr(written));
  return out.take();
}

namespace {

// One byte after another of texts that follow each other.
class Pieces {
 public:
  explicit Pieces(std::span<const Text> pieces) : pieces_(pieces) {}

  // What is left of the current piece: empty at the end of all.
  Text rest() {
    while (piece_.empty() && !pieces_.empty()) {
      piece_ = pieces_.front();
      pieces_ = pieces_.subspan(1);
    }
    return piece_;
  }
  void skip(std::size_t count) { piece_.remove_prefix(count); }
  // -1 at the end.
  int next() {
    if (rest().empty()) return -1;
    const auto byte = static_cast<unsigned char>(piece_.front());
    skip(1);
    return byte;
  }

 private:
  std::span<const Text> pieces_;
  Text piece_;
};

std::optional<std::size_t> readDigits(Pieces& in, std::size_t digits) {
  std::size_t value = 0;
  for (; digits != 0; --digits) {
    const int digit = in.next() - kZero;
    if (digit < 0 || digit >= static_cast<int>(kBase)) return std::nullopt;
    value = value * kBase + static_cast<std::size_t>(digit);
  }
  return value;
}

}  // namespace

bool unpack(std::span<const Text> pieces, std::span<char> out) {
  Pieces in(pieces);
  std::size_t at = 0;
  for (Text rest = in.rest(); !rest.empty(); rest = in.rest()) {
    const std::size_t literals = std::min(rest.find(kMark), rest.size());
    if (literals > out.size() - at) return false;
    std::copy_n(rest.begin(), literals, out.begin() + static_cast<std::ptrdiff_t>(at));
    at += literals;
    in.skip(literals);
    if (literals == rest.size()) continue;
    in.skip(1);
    const int head = in.next();
    if (head == kMarkItself) {
      if (at == out.size()) return false;
      out[at++] = kMark;
      continue;
    }
    if (head < kZero || head >= kZero + static_cast<int>(kHeads)) return false;
    const auto kind = static_cast<std::size_t>(head - kZero);
    const auto length = readDigits(in, kind / kMaxDigits + 1);
    const auto distance = length ? readDigits(in, kind % kMaxDigits + 1) : std::nullopt;
    if (!distance || *distance == 0 || *distance > at || *length > out.size() - at) return false;
    const char* from = out.data() + (at - *distance);
    if (*distance >= *length) {
      std::memcpy(out.data() + at, from, *length);
    } else {
      for (std::size_t i = 0; i < *length; ++i) out[at + i] = from[i];
    }
    at += *length;
  }
  return at == out.size();
}

std::uint64_t checksum(Text text) {
  constexpr std::uint64_t kMix = 0x9fb21c651e98df25U;
  std::uint64_t hash = text.size() * kMix;
  const auto add = [&](std::uint64_t word) {
    hash = (hash ^ word) * kMix;
    hash ^= hash >> 32;
  };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) add(load64(text.data() + at));
  std::uint64_t last = 0;
  if (at < text.size()) std::memcpy(&last, text.data() + at, text.size() - at);
  add(last);
  return hash;
}

}  // namespace agentkeep
