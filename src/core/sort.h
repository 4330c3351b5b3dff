// Sorting where code counts more than time.
#pragma once

#include <algorithm>
#include <functional>

namespace agentkeep {

// Sorts in place, in n log n steps at most; equal ones come in any order. By heap: a third of the
// code of std::sort, which each type and each order has anew, and up to twice the time.
template <class Range, class Before = std::ranges::less>
void sortSmall(Range& range, Before before = {}) {
  std::ranges::make_heap(range, before);
  std::ranges::sort_heap(range, before);
}

}  // namespace agentkeep
