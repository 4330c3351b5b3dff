#include "api/encode.h"

#include <algorithm>

#include "api/method.h"
#include "core/time.h"
#include "query/documents.h"

namespace agentkeep::api {
namespace {

using query::Column;
using query::Type;
using query::Value;

// A time as the wire has it: rows of other writers may spell it otherwise. False: it is none.
bool writeTime(JsonWriter& out, const Value& stored) {
  const Text text = stored.text;
  const bool canonical = text.size() == 24 && text[10] == 'T' && text[19] == '.' && text[23] == 'Z';
  if (canonical) {
    out.string(text);
    return true;
  }
  const bool number = stored.kind == Value::Kind::kInteger;
  const auto ms = number ? std::optional(stored.integer) : parseTime(text);
  out.string(formatTime(ms.value_or(0)));
  return ms.has_value();
}

// False: it is not what the column has.
bool writeCell(JsonWriter& out, const query::Table& table, std::span<const query::Col> columns,
               std::span<const Value> row, std::size_t at) {
  const Value& value = row[at];
  const Type type = table[columns[at]].type;
  const bool number = value.kind == Value::Kind::kInteger || value.kind == Value::Kind::kReal;
  if (value.kind == Value::Kind::kToken) {
    out.raw(value.text);
    return true;
  }
  if (type == Type::kTimestamp) return writeTime(out, value);
  if (number) {
    if (type == Type::kBoolean && value.kind == Value::Kind::kInteger) {
      out.boolean(value.integer != 0);
      return true;
    }
    const bool quoted = type == Type::kText || type == Type::kTextOrJson;
    JsonWriter digits;
    value.kind == Value::Kind::kInteger ? digits.integer(value.integer) : digits.real(value.real);
    quoted ? out.string(digits.text()) : out.raw(digits.text());
    return type == Type::kReal || (type == Type::kInteger && value.kind == Value::Kind::kInteger);
  }
  const bool document = type == Type::kJson || type == Type::kTextOrJson;
  // A text and a list: other documents are texts that only look like it.
  const bool text = type == Type::kTextOrJson && table[columns[at]].takes == query::Takes::kList &&
                    !value.text.starts_with('[');
  if (document && !text && query::isDocument(table, columns, row, at)) {
    out.raw(value.text);
  } else {
    out.string(value.text);
  }
  return type == Type::kText || document;
}

// Rows are named by their first column, which is their key, where that can stand in a log.
void warnOf(JsonWriter& out, const query::Table& table, const Column& column,
            std::span<const Value> row) {
  constexpr std::size_t kMostBytes = 1000;
  if (out.warning.size() > kMostBytes) return;
  if (!out.warning.empty()) out.warning += "; ";
  out.warning.append(table.name).append(".").append(column.name).append(" of a row");
  const Text id = row.empty() ? Text() : row[0].text;
  const bool plain =
      id.size() <= 100 && std::ranges::all_of(id, [](char c) { return c > ' ' && c <= '~'; });
  if (plain && !id.empty()) out.warning.append(" ").append(id);
  out.warning += " is not what the column has";
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

void writeMembers(JsonWriter& out, const query::Table& table, std::span<const query::Col> columns,
                  std::span<const Value> row) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = table[columns[c]];
    if (isHidden(column, row[c])) {
      if (!column.absent_json.empty()) out.rawKey(column.member()).raw(column.absent_json);
      continue;
    }
    out.rawKey(column.member());
    if (!writeCell(out, table, columns, row, c)) warnOf(out, table, column, row);
  }
}

void writeValue(JsonWriter& out, const query::Table& table, std::span<const query::Col> columns,
                std::span<const Value> row) {
  const Column& column = table[columns[0]];
  if (isHidden(column, row[0])) {
    out.null();
  } else if (!writeCell(out, table, columns, row, 0)) {
    warnOf(out, table, column, row);
  }
}

Result<void> writeRows(JsonWriter& out, const query::Table& table,
                       std::span<const query::Col> columns, const query::Rows& rows) {
  std::size_t bytes = 0;
  for (const Value& value : rows.cells) bytes += value.text.size() + 16;
  out.reserve(out.text().size() + bytes + rows.size() * 128);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.beginObject();
    writeMembers(out, table, columns, rows[i]);
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
