#include "query/large-values.h"

#include <algorithm>
#include <functional>
#include <string>

#include "core/abi.h"
#include "core/bytes.h"
#include "core/pack.h"
#include "query/ask.h"
#include "query/depth.h"
#include "query/documents.h"
#include "query/large-reference.h"
#include "query/large-rewrite.h"

namespace agentkeep::query {
namespace {

using Copied = LargeValues::Copied;

constexpr unsigned kAttempts = 8;
// Of a large value that is read, changed, packed and sent.
constexpr std::size_t kCopies = 4;

// Where a row's large value is, and the cell it belongs into.
struct Wanted {
  Value* cell;
  Text reference;
  Reference says;
  Text owner;
  bool opaque;  // nobody looks into it
};

// The cell of a row is answered without the pieces of its value, which are lost.
void warnOfLost(Call& call, const Wanted& wanted) {
  constexpr std::size_t kMostBytes = 1000;
  if (call.warning.size() > kMostBytes) return;
  if (!call.warning.empty()) call.warning += "; ";
  call.warning += "the pieces of a large value are lost";
  const bool plain = std::ranges::all_of(wanted.owner, [](char c) { return c >= ' ' && c <= '~'; });
  if (plain) call.warning.append(": ").append(wanted.owner.substr(0, 200));
}

// Rows as they were asked for: without what the rewriting added, which says what else is `wanted`.
Rows stripped(Call& call, const Table& table, std::span<const Col> asked, const Rows& rows,
              bool opaque, std::vector<Wanted>& wanted) {
  const auto references = static_cast<std::size_t>(
      std::ranges::count_if(asked, [&](Col column) { return isLarge(table, column); }));
  if (rows.empty() || references == 0) return rows;
  const auto keyOf = [&](std::span<const Value> row) {
    std::vector<Text> key;
    std::size_t rest = asked.size() + references;  // of the columns that were not asked for
    for (const Col part : table.keys[0].columns) {
      const auto at = static_cast<std::size_t>(std::ranges::find(asked, part) - asked.begin());
      key.push_back(keyText(call, row[at < asked.size() ? at : rest++]));
    }
    return key;
  };
  const std::span<Value> cells = call.arena.make<Value>(rows.size() * asked.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::span<const Value> row = rows[i];
    const std::span<Value> out = cells.subspan(i * asked.size(), asked.size());
    std::ranges::copy(row.first(asked.size()), out.begin());
    std::size_t at = asked.size();  // of the next reference
    for (std::size_t c = 0; c < asked.size(); ++c) {
      if (!isLarge(table, asked[c])) continue;
      const Value& reference = row[at++];
      const bool held = !call.held.empty() && out[c].text.starts_with('"') &&
                        out[c].text.substr(1).starts_with(call.held);
      if (held) out[c].form = Value::Form::kDocument;
      if (reference.kind != Value::Kind::kText) continue;
      if (table[asked[c]].telling != nullptr) out[c].form = formOf(reference.text, out[c].text);
      const auto says = readReference(reference.text);
      // Another writer has replaced the cell: it is the value.
      if (!says || says->cell != checksum(out[c].text)) continue;
      // A text has left nothing in the cell.
      out[c].form = out[c].text.empty() ? Value::Form::kText : Value::Form::kDocument;
      wanted.push_back(
          {&out[c], reference.text, *says, ownerOf(call, table, asked[c], keyOf(row)), opaque});
    }
  }
  return {.columns = static_cast<std::uint32_t>(asked.size()), .cells = cells};
}

// A value put together from those of the rows that are its pieces; nothing: they are not there.
Result<std::optional<Text>> together(Call& call, const Wanted& wanted, const Rows& chunks) {
  std::vector<Text> pieces;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const std::span<const Value> chunk = chunks[i];
    if (chunk[ChunkCol::ref].text != wanted.reference) continue;
    if (chunk[ChunkCol::owner].text == wanted.owner) pieces.push_back(chunk[ChunkCol::data].text);
  }
  if (pieces.size() != wanted.says.parts) return std::nullopt;
  const std::span<char> value = call.arena.make<char>(wanted.says.bytes);
  if (!unpack(pieces, value) || checksum({value.data(), value.size()}) != wanted.says.value) {
    return fail(ErrorCode::kCorruptRow, "the pieces of a large value do not match its checksum");
  }
  return Text(value.data(), value.size());
}

// What the rows of `sources` say that is to be copied: their keys and references.
void addCopied(Call& call, std::span<const Statement> sources, const Outcome& found,
               std::vector<Copied>& copied) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& select = std::get<Select>(sources[i]);
    const Rows& rows = found.answers[i].rows;
    const Col reference = select.columns.back();
    const auto column = std::ranges::find(select.table->columns, reference, &Column::reference);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::vector<Text> key;
      for (const Value& part : rows[r].first(rows.columns - 1)) key.push_back(keyText(call, part));
      copied.push_back({ownerOf(call, *select.table,
                                static_cast<Col>(column - select.table->columns.begin()), key),
                        rows[r].back().text});
    }
  }
}

bool touchesLarge(const Statement& statement) {
  return std::visit(
      [](const auto& each) {
        if constexpr (requires { each.from; }) {
          if (each.from != nullptr && each.from->hasLarge()) return true;
        }
        if constexpr (requires { each.table; }) return each.table->hasLarge();
        return false;
      },
      statement);
}

Task<Result<Outcome>> refused(Error problem) { co_return std::unexpected(std::move(problem)); }

bool isRead(const Statement& statement) {
  return std::holds_alternative<Select>(statement) || std::holds_alternative<Around>(statement) ||
         std::holds_alternative<Aggregate>(statement);
}

}  // namespace

Task<Result<Outcome>> LargeValues::run(const Batch& batch) {
  if (auto problem = tooDeep(batch)) return refused(std::move(*problem));
  if (std::ranges::none_of(batch.statements, touchesLarge)) return backend_.run(batch);
  return runLarge(batch);
}

Task<Result<Outcome>> LargeValues::runLarge(const Batch& batch) {
  const auto undone = [&](Failed why) -> Result<Outcome> {
    if (batch.may_fail) return Outcome{.failed = why};
    return std::unexpected(errorOf(why));
  };
  const std::span<Answer> answers = call_.arena.make<Answer>(batch.statements.size());
  std::vector<std::size_t> todo(batch.statements.size());  // indices of the batch
  for (std::size_t i = 0; i < todo.size(); ++i) todo[i] = i;
  std::vector<Copied> copied;
  for (unsigned attempt = 1; attempt <= kAttempts; ++attempt) {
    const Rewritten rewritten = rewrite(call_,
                                        {.row = backend_.rowBytes(),
                                         .call = max_bytes_,
                                         .answer = backend_.answerBytes(),
                                         .joins = backend_.joins()},
                                        known_, copied, batch.statements, todo);
    if (rewritten.problem) co_return std::unexpected(*rewritten.problem);
    if (rewritten.apart) co_return undone({.why = Failed::Why::kLarge, .statement = 0});
    Result<Outcome> outcome = co_await backend_.run({.statements = rewritten.statements,
                                                     .serialize = batch.serialize,
                                                     .replica_ok = batch.replica_ok,
                                                     .in_parts = batch.in_parts,
                                                     .may_fail = true,
                                                     .together = batch.together});
    if (!outcome) {
      if (outcome.error()->code == ErrorCode::kTooLarge && rewritten.changesInPlace()) {
        co_return undone({.why = Failed::Why::kLarge, .statement = 0});
      }
      co_return std::unexpected(std::move(outcome.error()));
    }
    if (outcome->failed) {
      const std::span<const Statement> sources = rewritten.sourcesOf(*outcome->failed);
      if (sources.empty()) co_return undone(rewritten.failureOf(*outcome->failed));
      const Result<Outcome> found = co_await backend_.run({.statements = sources});
      if (!found) co_return std::unexpected(found.error());
      copied.clear();
      addCopied(call_, sources, *found, copied);
      continue;
    }

    std::vector<Rows> chunks;
    for (std::size_t i = 0; i < todo.size(); ++i) {
      const Rewritten::Place place = rewritten.places[i];
      answers[todo[i]] = outcome->answers[place.at];
      if (place.chunks) chunks.push_back(outcome->answers[*place.chunks].rows);
      if (place.beside) chunks.push_back(outcome->answers[place.at].beside);
    }
    const Result<bool> whole = co_await fetch(batch, todo, answers, chunks, attempt == kAttempts);
    if (!whole) co_return std::unexpected(whole.error());
    if (*whole) co_return Outcome{.answers = answers, .place = outcome->place};
    // Between two trips somebody replaced what was to be fetched: what only reads, reads again.
    std::erase_if(todo, [&](std::size_t i) { return !isRead(batch.statements[i]); });
  }
  co_return fail(ErrorCode::kUnavailable, "the row is being replaced again and again");
}

void LargeValues::drop(Text received, std::span<Answer> answers) {
  const auto isInside = [&](Text text) {
    return !text.empty() && !std::less<>()(text.data(), received.data()) &&
           std::less<>()(text.data(), received.data() + received.size());
  };
  std::size_t left = 0;
  for (const Answer& each : answers) {
    for (const Value& cell : each.rows.cells) left += isInside(cell.text) ? cell.text.size() : 0;
  }
  if (received.size() < kPieceBytes || left > received.size() / 4) return;
  const auto save = [&](Text& text) {
    if (isInside(text)) text = call_.arena.text(text);
  };
  for (Answer& each : answers) {
    Rows& rows = each.rows;
    if (std::ranges::none_of(rows.cells, isInside, &Value::text)) continue;
    const std::span<Value> cells = call_.arena.make<Value>(rows.cells.size());
    std::ranges::copy(rows.cells, cells.begin());
    for (Value& cell : cells) save(cell.text);
    rows.cells = cells;
  }
  for (Known& each : known_) {
    save(each.cell);
    save(each.reference);
  }
  call_.arena.release(received.data());
}

Task<Result<bool>> LargeValues::fetch(const Batch& batch, std::span<const std::size_t> todo,
                                      std::span<Answer> answers, std::span<const Rows> chunks,
                                      bool for_good) {
  const Text received = textOf(call_.channel.answered());
  std::vector<Wanted> wanted;
  for (const std::size_t i : todo) {
    std::visit(
        [&](const auto& each) {
          Rows& rows = answers[i].rows;
          if constexpr (requires { each.returning; }) {
            rows = stripped(call_, *each.table, each.returning, rows, false, wanted);
          } else if constexpr (requires { each.opaque; }) {
            rows = stripped(call_, *each.table, each.columns, rows, each.opaque, wanted);
          }
        },
        batch.statements[i]);
  }
  std::size_t bytes = 0;
  for (const Wanted& each : wanted) bytes += each.says.bytes;
  if (bytes > max_bytes_) {
    co_return fail(ErrorCode::kTooLarge, "the answer has more than " + std::to_string(max_bytes_) +
                                             " bytes of large values: ask for a smaller perPage");
  }
  if (bytes > kPieceBytes) {
    // Others work on large values, too: the host says when it is this call's turn. A value may be
    // read, changed, packed and sent.
    const std::uint32_t room[] = {abi::kRoom, static_cast<std::uint32_t>(kCopies * bytes)};
    const Bytes granted = co_await call_.channel.exchange(std::as_bytes(std::span(room)));
    if (granted.empty() || granted[0] != std::byte{0}) co_return std::unexpected(noRoom());
  }
  const auto take = [&](const Wanted& each, Text value) {
    known_.push_back({.value = value, .cell = each.cell->text, .reference = each.reference});
    each.cell->text = value;
  };
  std::vector<Wanted> missing;
  std::vector<Cell> references;
  for (const Wanted& each : wanted) {
    const auto known = std::ranges::find(known_, each.reference, &Known::reference);
    if (known != known_.end()) {
      each.cell->text = known->value;
      continue;
    }
    bool found = false;
    for (const Rows& rows : chunks) {
      const auto value = together(call_, each, rows);
      if (!value && !each.opaque) co_return std::unexpected(value.error());
      if (!value) warnOfLost(call_, each);
      if (value && *value) take(each, **value);
      found = found || !value || *value;
    }
    if (found) continue;
    missing.push_back(each);
    references.push_back({each.reference});
  }
  if (missing.empty()) {
    if (!wanted.empty()) drop(received, answers);
    co_return true;
  }

  // A second trip, since only the rows say where their pieces are.
  const Statement select =
      selectChunks({.is = Is::kIn, .field = {ChunkCol::ref}, .values = references});
  Result<Outcome> outcome = co_await backend_.run(
      Batch{.statements = std::span(&select, 1), .replica_ok = batch.replica_ok});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  bool whole = true;
  for (const Wanted& each : missing) {
    const auto value = together(call_, each, outcome->answers[0].rows);
    const bool lost = !value || (!*value && for_good);
    if (lost && each.opaque) {
      warnOfLost(call_, each);
    } else if (!value) {
      co_return std::unexpected(value.error());
    } else if (*value) {
      take(each, **value);
    } else {
      whole = false;
    }
  }
  drop(textOf(call_.channel.answered()), answers);
  co_return whole;
}

}  // namespace agentkeep::query
