#include "operations/page.h"

#include <algorithm>
#include <string>

#include "core/ascii.h"

namespace agentkeep::operations {
namespace {

using query::Col;

constexpr std::size_t kMaxMetadataKeys = 32;  // D1: an expression is at most 100 deep
constexpr Text kBadKey = "INVALID_METADATA_KEY";

bool isMetadataKey(Text key) {
  return key.size() <= 128 && isName(key) && (key.front() < '0' || key.front() > '9') &&
         key != "__proto__" && key != "prototype" && key != "constructor";
}

}  // namespace

PageInfo Page::of(std::uint64_t total) const {
  PageInfo out = info;
  out.total = total;
  out.hasMore = !info.perPage.all && slice.offset + info.perPage.rows < total;
  return out;
}

Page readPage(api::Arguments& arguments, std::uint64_t rows) {
  Page page;
  page.info.page = arguments.read<PageNumber>("page").value_or(PageNumber{}).value;
  page.info.perPage =
      arguments.read<PerPage>("perPage").value_or(PerPage{.all = rows == 0, .rows = rows});
  if (const auto slice = query::sliceOf({page.info.page}, page.info.perPage)) {
    page.slice = *slice;
  } else {
    arguments.refuse("page", "value too large: page * perPage must be at most 9007199254740991",
                     "INVALID_PAGE");
  }
  return page;
}

Col readColumn(api::Arguments& arguments, Text name, const query::Table& table,
               std::span<const Col> columns, bool strict) {
  const auto field = arguments.read<Text>(name);
  const auto found = std::ranges::find_if(
      columns, [&](Col column) { return table[column].member() == field.value_or(Text()); });
  if (found != columns.end()) return *found;
  if (field && strict) {
    std::string why = "must be ";
    for (const Col column : columns) {
      if (why.size() > 8) why += " or ";
      why += table[column].member();
    }
    arguments.refuse(name, why);
  }
  return columns.front();
}

query::Order readSort(api::Arguments& arguments, const query::Table& table, const Sort& sort) {
  const bool nested = sort.field.empty();
  api::Arguments inner = arguments.inside(nested ? Text("orderBy") : Text());
  api::Arguments& from = nested ? inner : arguments;
  const Col column =
      readColumn(from, nested ? Text("field") : sort.field, table, sort.columns, sort.strict);
  const Text name = nested ? Text("direction") : sort.direction;
  const Text direction = from.read<Text>(name).value_or(Text());
  const bool ascends = equalsFolded(direction, "ASC");
  const bool descends = equalsFolded(direction, "DESC");
  if (sort.strict && !direction.empty() && !ascends && !descends) {
    from.refuse(name, "must be 'ASC' or 'DESC'");
  }
  return {.column = column, .descending = descends || (!ascends && sort.descending)};
}

void addMetadata(api::Arguments& arguments, Call& call, Text name, Col column,
                 std::vector<query::Where>& conditions) {
  const JsonMembers filter = arguments.read<JsonMembers>(name).value_or(JsonMembers{});
  if (filter.members.size() > kMaxMetadataKeys) {
    arguments.refuse(name, "must not have more than 32 keys", kBadKey);
    return;
  }
  for (const JsonMembers::Member& member : filter.members) {
    if (!isMetadataKey(member.name)) {
      arguments.refuse(name, "has a key that is no identifier of at most 128 characters", kBadKey);
      return;
    }
    conditions.push_back({.is = query::Is::kJsonEq,
                          .field = {column, call.arena.list<Text>({member.name})},
                          .values = call.arena.list<query::Cell>({{query::Json{member.value}}})});
  }
}

}  // namespace agentkeep::operations
