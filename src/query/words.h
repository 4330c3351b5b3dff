// Words of a query, and where they are in a text: for Select::words.
#pragma once

#include <span>
#include <string>

#include "core/arena.h"
#include "core/error.h"

namespace agentkeep::query {

// What a method answers that needs Call::search.
inline constexpr Text kSearchIsOff =
    "search is switched off: AGENTKEEP_SEARCH = \"true\" of a Worker, or the option search: true "
    "of a store in process, switches it on";

// The next word of a text from `at` on, which moves behind it; empty: there is none. A word is of
// letters and digits; of characters beyond ASCII some marks and blanks are known, the rest are
// letters.
Text nextWord(Text text, std::size_t& at);

inline constexpr std::size_t kMostWords = 64;
// The different words of a query, in lower case, the first kMostWords of them. What is too long for
// an index is passed over.
std::span<const Text> wordsOf(Arena& arena, Text query);

// Some `length` characters of a text around the words, where most of them are, which stand between
// « and »; … where it is cut. Without any of them, its beginning.
std::string snippetOf(Text text, std::span<const Text> words, std::size_t length);

}  // namespace agentkeep::query
