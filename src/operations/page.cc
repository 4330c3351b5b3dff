#include "operations/page.h"

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
  page.info.perPage = arguments.read<PerPage>("perPage").value_or(PerPage{.rows = rows});
  if (const auto slice = query::sliceOf({page.info.page}, page.info.perPage)) {
    page.slice = *slice;
  } else {
    arguments.refuse("page", "value too large: page * perPage must be at most 9007199254740991",
                     "INVALID_PAGE");
  }
  return page;
}

query::Order readOrder(api::Arguments& arguments, const query::Table& table,
                       std::span<const Col> columns) {
  api::Arguments order = arguments.inside("orderBy");
  const Text field = order.read<Text>("field").value_or(Text());
  query::Order out{.column = columns.front(),
                   .descending = order.read<Text>("direction") != Text("ASC")};
  for (const Col column : columns) {
    if (table[column].member() == field) out.column = column;
  }
  return out;
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
