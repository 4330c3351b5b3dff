// Random filters on a database, held against what they mean.
#pragma once

#include <gtest/gtest.h>

#include "test/support/condition-model.h"
#include "test/support/filter-model.h"
#include "vectors/filter.h"

namespace agentkeep::test {

// A filter, read as the member of a call.
class ReadFilter {
 public:
  explicit ReadFilter(const std::string& filter, bool patterns = false)
      : body_(R"({"filter":)" + filter + "}"), given_(call_, body_, problem_) {
    filter_ = vectors::whereOf(call_.arena, given_, "filter", Note::data, patterns);
  }
  const vectors::Filter* operator->() const { return &filter_; }
  [[nodiscard]] std::string problem() const { return problem_ ? (*problem_)->message : "none"; }

 private:
  agentkeep::Call call_;
  std::string body_;
  std::optional<Error> problem_;
  api::Arguments given_;
  vectors::Filter filter_;
};

// `Rig`: of a backend; `find(rig, where)`: the ids of the notes that match, joined by blanks, in
// the order in which they were made. As many filters as `seeds` times `each`; how many rows they
// find, all together.
template <class Rig, class Find>
std::size_t holdFiltersAgainstModel(unsigned seeds, unsigned each,
                                    const std::vector<std::string>& texts, Find find) {
  constexpr Col columns[] = {Note::id, Note::thread, Note::data, Note::at};
  std::size_t found = 0;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    Rig rig;
    FilterGenerator generate(seed, texts);
    std::vector<json> rows(25);
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = generate.metadata();
      cells.push_back({rig.keep("n" + std::to_string(i))});
      cells.push_back({Text("t")});
      cells.push_back({Json{rig.keep(rows[i].dump())}});
      cells.push_back({Time{static_cast<std::int64_t>(i)}});
    }
    rig.one(query::Insert{.table = &kNotes, .columns = columns, .rows = cells});
    for (unsigned i = 0; i < each; ++i) {
      const json filter = generate.filter(3);
      const std::string text = filter.dump();
      const ReadFilter said(text);
      EXPECT_EQ(said.problem(), "none") << text;
      if (said.problem() != "none") return found;
      std::string expected;
      for (std::size_t row = 0; row < rows.size(); ++row) {
        if (!FilterModel::matches(filter, rows[row])) continue;
        ++found;
        expected += (expected.empty() ? "n" : " n") + std::to_string(row);
      }
      const std::string actual = find(rig, said->where);
      EXPECT_EQ(actual, expected) << "seed " << seed << ": " << text;
      if (actual != expected) return found;
    }
  }
  return found;
}

}  // namespace agentkeep::test
