#include "query/words.h"

#include <algorithm>
#include <bitset>
#include <vector>

#include "core/ascii.h"
#include "core/lower-case.h"
#include "core/utf8.h"

namespace agentkeep::query {
namespace {

constexpr std::size_t kLongestWord = 256;
// So much of a text is looked at for a snippet.
constexpr std::size_t kMostLookedAt = 262'144;
constexpr std::size_t kMostHits = 1000;
constexpr std::size_t kBefore = 40;  // characters, in front of the first word

bool isAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// The bytes of what stands between words at this place; 0: it is a part of one.
std::size_t gapAt(Text text, std::size_t at) {
  if (isAscii(text[at])) return isNameCharacter(text[at]) && text[at] != '_' ? 0 : 1;
  const Text rest = text.substr(at, 3);
  // U+00A0 to U+00BF but for ª, µ and º; U+2000 to U+206F; U+3000 to U+303F.
  if (rest.starts_with("\xc2") && rest.size() > 1) {
    return rest[1] == '\xaa' || rest[1] == '\xb5' || rest[1] == '\xba' ? 0 : 2;
  }
  const bool is_mark = rest.starts_with("\xe2\x80") || rest.starts_with("\xe3\x80") ||
                       (rest.starts_with("\xe2\x81") && rest.size() > 2 && rest[2] < '\xb0');
  return is_mark ? rest.size() : 0;
}

struct Hit {
  std::size_t begin, end, word;
};

// Where one of the words is, as far as the index would say so: it also folds accents.
std::vector<Hit> hitsIn(Text text, std::span<const Text> words) {
  std::vector<Hit> hits;
  std::size_t at = 0;
  while (hits.size() < kMostHits) {
    const Text word = nextWord(text, at);
    if (word.empty()) break;
    if (word.size() > 2 * kLongestWord) continue;
    const bool plain = std::ranges::all_of(word, isAscii);
    const std::string folded = plain ? std::string() : lowerCase(word);
    const auto found = std::ranges::find_if(
        words, [&](Text each) { return plain ? equalsFolded(each, word) : each == Text(folded); });
    if (found == words.end()) continue;
    hits.push_back({at - word.size(), at, static_cast<std::size_t>(found - words.begin())});
  }
  return hits;
}

// The first hit behind which most different words follow within so many bytes.
std::size_t bestOf(std::span<const Hit> hits, std::size_t bytes) {
  std::size_t best = 0;
  std::size_t most = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    std::bitset<kMostWords> seen;
    for (std::size_t j = i; j < hits.size() && hits[j].end - hits[i].begin <= bytes; ++j) {
      seen.set(hits[j].word % kMostWords);
    }
    if (seen.count() <= most) continue;
    most = seen.count();
    best = i;
  }
  return best;
}

}  // namespace

Text nextWord(Text text, std::size_t& at) {
  while (at < text.size()) {
    const std::size_t gap = gapAt(text, at);
    if (gap == 0) break;
    at += gap;
  }
  const std::size_t begin = std::min(at, text.size());
  while (at < text.size() && gapAt(text, at) == 0) ++at;
  at = std::min(at, text.size());
  return text.substr(begin, at - begin);
}

std::span<const Text> wordsOf(Arena& arena, Text query) {
  const std::span<Text> words = arena.make<Text>(kMostWords);
  std::size_t count = 0;
  std::size_t at = 0;
  while (count < kMostWords) {
    const Text word = nextWord(query, at);
    if (word.empty()) break;
    if (word.size() > kLongestWord) continue;
    const std::string folded = lowerCase(word);
    if (std::ranges::find(words.first(count), Text(folded)) !=
        words.begin() + static_cast<std::ptrdiff_t>(count))
      continue;
    words[count++] = arena.text(folded);
  }
  return words.first(count);
}

std::string snippetOf(Text text, std::span<const Text> words, std::size_t length) {
  if (text.size() > kMostLookedAt) {
    std::size_t most = kMostLookedAt;
    while (most > 0 && isContinuation(text[most])) --most;
    text = text.substr(0, most);
  }
  const std::vector<Hit> hits = hitsIn(text, words);
  std::size_t begin = 0;
  if (!hits.empty()) {
    begin = hits[bestOf(hits, length - kBefore)].begin;
    for (std::size_t left = kBefore; left > 0 && begin > 0; --left) {
      do --begin;
      while (begin > 0 && isContinuation(text[begin]));
    }
    // Not in the middle of a word.
    while (begin > 0 && begin < text.size() && gapAt(text, begin) == 0 && text[begin] != ' ') {
      if (std::ranges::find(hits, begin, &Hit::begin) != hits.end()) break;
      ++begin;
    }
  }
  std::size_t end = begin;
  for (std::size_t left = length; left > 0 && end < text.size(); --left) {
    do ++end;
    while (end < text.size() && isContinuation(text[end]));
  }
  std::string out;
  if (begin > 0) out = "…";
  auto hit = std::ranges::lower_bound(hits, begin, {}, &Hit::begin);
  for (std::size_t at = begin; at < end; ++at) {
    const bool is_hit = hit != hits.end() && hit->end <= end;
    if (is_hit && at == hit->begin) out += "«";
    const auto byte = static_cast<unsigned char>(text[at]);
    out += byte < ' ' || byte == 0x7f ? ' ' : text[at];
    if (is_hit && at + 1 == hit->end) {
      out += "»";
      ++hit;
    }
  }
  if (end < text.size()) out += "…";
  return out;
}

}  // namespace agentkeep::query
