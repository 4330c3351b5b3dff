// Compresses a long JSON text into a shorter one that is text again: valid UTF-8, without quotes or
// backslashes of its own, so that it costs as much in a column of text, or inside JSON, as in
// memory.
//
// Format, version 1: what the text says, where a repeat of 12 bytes or more is replaced by a token
// that points back, however far: identical subtrees of a document are kept once. A token is DEL
// (0x7f), a head `'#' + 5 * (n - 1) + (m - 1)`, n digits of the length and m of the distance, the
// highest first, in base 57 from '#' to '['. A DEL of the text itself is DEL and '~'.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"

namespace agentkeep {

// The packed form of `text`, which is valid UTF-8 of less than 4 GiB, in pieces of at most
// `piece_bytes`, each valid UTF-8. Cost: 1 to 4 ns a byte and 512 KiB of working memory.
std::vector<std::string> pack(Text text, std::size_t piece_bytes);

// Fills `out` from packed text given in pieces that may be cut anywhere. False: it is no packed
// text of exactly that many bytes.
[[nodiscard]] bool unpack(std::span<const Text> pieces, std::span<char> out);

// Tells texts apart that differ by accident; not a defence against forgery. The same on every
// machine and in every release: it is stored.
[[nodiscard]] std::uint64_t checksum(Text text);

}  // namespace agentkeep
