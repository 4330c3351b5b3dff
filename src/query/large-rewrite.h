// A batch in which large values occur, as the backend gets it: values that no row holds packed into
// rows of pieces, the pieces of replaced ones deleted, references beside what is asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/large-values.h"

namespace agentkeep::query {

struct Rewritten {
  // Where a statement of the caller's is among `statements`.
  struct Place {
    std::size_t at = 0;
    std::optional<std::size_t> chunks = {};  // the Select of its pieces
    bool beside = false;                     // its pieces are beside its rows
  };

  std::vector<Statement> statements;
  std::vector<Place> places;
  std::vector<std::size_t> guards;               // ours: no large value may be in the way
  std::vector<std::size_t> copyGuards;           // ours: what is copied is as it was read
  std::vector<Statement> sources;                // Selects of what is copied: keys and references
  std::vector<std::vector<std::string>> pieces;  // what the statements send
  // Some value cannot be changed in place, whatever is stored.
  bool apart = false;
  std::optional<Error> problem;

  // Some change may make a value too large for its cell.
  [[nodiscard]] bool changesInPlace() const { return !guards.empty(); }
  // The batch failed since `copied` is not all that is to be copied: what else there may be.
  [[nodiscard]] std::span<const Statement> sourcesOf(const Failed& failed) const;
  // What made the batch fail, as the caller knows its statements.
  [[nodiscard]] Failed failureOf(const Failed& failed) const;
};

struct LargeLimits {
  std::size_t row = 0;     // bytes of one row
  std::size_t call = 0;    // of a call's large values, together
  std::size_t answer = 0;  // of one, packed
  bool joins = false;      // Database::joins()
};

// Rewrites those of the `statements` that `which` names. `known`: values of this call, to which it
// adds those that it packs. `copied`: what is known to be large among what the batch copies.
Rewritten rewrite(Call& call, LargeLimits limits, std::vector<LargeValues::Known>& known,
                  std::span<const LargeValues::Copied> copied,
                  std::span<const Statement> statements, std::span<const std::size_t> which);

}  // namespace agentkeep::query
