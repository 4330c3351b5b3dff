// Filters on metadata find on PostgreSQL what a naive reading of the same objects finds.
#include <algorithm>

#include "test/support/filter-cases.h"
#include "test/support/postgres-rig.h"

namespace agentkeep::test {
namespace {

using query::Select;

constexpr Col kId[] = {Note::id};

TEST(PostgresFilters, AgreeWithANaiveReading) {
  // PostgreSQL holds no NUL.
  std::vector<std::string> texts = kTexts;
  std::erase_if(texts, [](const std::string& text) { return text.contains('\0'); });
  const auto find = [](PostgresRig& rig, const Where& where) {
    return rig.ids(Select{.table = &kNotes, .columns = kId, .where = where});
  };
  EXPECT_GT(holdFiltersAgainstModel<PostgresRig>(12, 200, texts, find), 6'500U);
}

TEST(PostgresFilters, HaveRegularExpressions) {
  PostgresRig rig;
  constexpr Col columns[] = {Note::id, Note::thread, Note::data, Note::at};
  const auto add = [&](Text id, Text data) {
    const Cell row[] = {{id}, {Text("t")}, {Json{data}}, {Time{0}}};
    rig.one(query::Insert{.table = &kNotes, .columns = columns, .rows = row});
  };
  add("a", R"({"k":"Invoice 17"})");
  add("b", R"({"k":"invoice"})");
  add("c", R"({"k":17})");
  add("d", R"({})");
  const auto ids = [&](const std::string& filter) {
    const ReadFilter said(filter, true);
    return rig.ids(Select{.table = &kNotes, .columns = kId, .where = said->where});
  };
  EXPECT_EQ(ids(R"({"k":{"$regex":"^invoice"}})"), "b");
  EXPECT_EQ(ids(R"({"k":{"$regex":"^invoice","$options":"ig"}})"), "a b");
  EXPECT_EQ(ids(R"({"k":{"$not":{"$regex":"^i","$options":"i"}}})"), "c");
  EXPECT_EQ(ids(R"({"k":{"$regex":"\\d$"}})"), "a c");
  EXPECT_EQ(ids(R"({"k":{"$regex":"'; DROP TABLE notes; --"}})"), "");
}

}  // namespace
}  // namespace agentkeep::test
