#include "api/encode.h"

#include "api/method.h"
#include "core/time.h"

namespace agentkeep::api {
namespace {

using query::Column;
using query::Type;
using query::Value;

// A time as the wire has it: rows of other writers may spell it otherwise.
void writeTime(JsonWriter& out, Text stored) {
  const bool canonical =
      stored.size() == 24 && stored[10] == 'T' && stored[19] == '.' && stored[23] == 'Z';
  const auto ms = canonical ? std::nullopt : parseTime(stored);
  ms ? out.string(formatTime(*ms)) : out.string(stored);
}

bool writeCell(JsonWriter& out, const Column& column, const Value& value) {
  switch (value.kind) {
    case Value::Kind::kInteger:
      column.type == Type::kBoolean ? out.boolean(value.integer != 0) : out.integer(value.integer);
      return column.type == Type::kInteger || column.type == Type::kBoolean ||
             column.type == Type::kReal;
    case Value::Kind::kReal:
      out.real(value.real);
      return column.type == Type::kReal;
    case Value::Kind::kText:
      break;
    case Value::Kind::kToken:
      out.raw(value.text);
      return true;
    default:
      return false;
  }
  switch (column.type) {
    case Type::kTimestamp:
      writeTime(out, value.text);
      return true;
    case Type::kTextOrJson:
      // A text and a list: other documents are texts that only look like it.
      if (column.takes == query::Takes::kList && !value.text.starts_with('[')) {
        out.string(value.text);
        return true;
      }
      [[fallthrough]];
    case Type::kJson:
      writeStoredJson(out, value.text);
      return true;
    default:
      out.string(value.text);
      return true;
  }
}

bool isHidden(const Column& column, const Value& value) {
  if (value.isNull()) return true;
  if (column.hides_empty) {
    if (value.kind == Value::Kind::kText && value.text.empty()) return true;
    if (value.kind == Value::Kind::kInteger && value.integer == 0) return true;
  }
  return !column.hidden_when.empty() && (value.text.empty() || value.text == column.hidden_when);
}

}  // namespace

void writeStoredJson(JsonWriter& out, Text stored) {
  isJson(stored) ? out.raw(stored) : out.string(stored);
}

Result<void> writeMembers(JsonWriter& out, const query::Table& table,
                          std::span<const query::Col> columns, std::span<const Value> row) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = table[columns[c]];
    const Value& value = row[c];
    if (isHidden(column, value)) {
      if (!column.absent_json.empty()) out.rawKey(column.member()).raw(column.absent_json);
      continue;
    }
    out.rawKey(column.member());
    if (!writeCell(out, column, value)) {
      return fail(ErrorCode::kCorruptRow, "column " + std::string(column.name) + " of " +
                                              std::string(table.name) +
                                              " holds a value of another type");
    }
  }
  return {};
}

Result<void> writeRows(JsonWriter& out, const query::Table& table,
                       std::span<const query::Col> columns, const query::Rows& rows) {
  std::size_t bytes = 0;
  for (const Value& value : rows.cells) bytes += value.text.size() + 16;
  out.reserve(out.text().size() + bytes + rows.size() * 128);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.beginObject();
    if (auto written = writeMembers(out, table, columns, rows[i]); !written) return written;
    out.endObject();
    if (out.text().size() > out.limit()) {
      return fail(ErrorCode::kTooLarge, "the answer is over " + std::to_string(out.limit()) +
                                            " bytes: ask for a smaller perPage");
    }
  }
  return {};
}

void writePageInfo(JsonWriter& out, const PageInfo& info) {
  out.key("total").integer(static_cast<std::int64_t>(info.total));
  out.key("page").integer(static_cast<std::int64_t>(info.page));
  out.key("perPage");
  info.perPage.all ? out.boolean(false) : out.integer(static_cast<std::int64_t>(info.perPage.rows));
  out.key("hasMore").boolean(info.hasMore);
}

}  // namespace agentkeep::api
