// Points in time: Unix milliseconds inside, ISO-8601 UTC with milliseconds on the wire and in
// tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/error.h"

namespace agentkeep {

// Reads `2026-11-21`, `2026-11-21T10:30`, `...:15`, `...:15.123456` and any of the latter with `Z`
// or an offset such as `+02:00`; a blank instead of `T` is accepted. Without a zone it is UTC.
// Digits beyond milliseconds are cut. Nothing for other text or an impossible date.
std::optional<std::int64_t> parseTime(Text text);

// `2026-11-21T10:30:15.123Z`. Years 0000 to 9999; times outside are clamped.
std::string formatTime(std::int64_t ms);

}  // namespace agentkeep
