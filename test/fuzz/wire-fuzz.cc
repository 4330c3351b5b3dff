// Answers of an SQL batch, as bytes of no meaning: what is accepted has as many results as asked,
// each with the columns that are read, and every cell is within the answer.
#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "backends/sql/wire.h"

#define REQUIRE(condition) ((condition) ? void() : std::abort())

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace agentkeep;
  FuzzedDataProvider data(bytes, size);
  std::vector<std::uint16_t> columns(data.ConsumeIntegralInRange<std::size_t>(0, 4));
  for (std::uint16_t& each : columns) each = data.ConsumeIntegralInRange<std::uint16_t>(0, 3);
  const std::vector<char> answer = data.ConsumeRemainingBytes<char>();
  Arena arena;
  const sql::SqlAnswer read =
      sql::decodeAnswer(arena, bytesOf({answer.data(), answer.size()}), columns);
  if (!read) {
    REQUIRE(read.error().why != abi::Failure::kNone);
    return 0;
  }
  REQUIRE(read->size() == columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const query::Rows& rows = (*read)[i].rows;
    REQUIRE(rows.empty() || rows.columns == columns[i]);
    REQUIRE(rows.cells.size() == rows.size() * rows.columns);
    for (const query::Value& cell : rows.cells) {
      if (cell.text.empty()) continue;
      REQUIRE(cell.kind == query::Value::Kind::kText);
      REQUIRE(cell.text.data() >= answer.data());
      REQUIRE(cell.text.data() + cell.text.size() <= answer.data() + answer.size());
    }
  }
  return 0;
}
