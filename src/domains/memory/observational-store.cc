#include "domains/memory/observational-store.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/time.h"
#include "core/uuid.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::memory {
namespace {

using query::allOf;
using query::Answer;
using query::Batch;
using query::Cell;
using query::Change;
using query::Col;
using query::equals;
using query::How;
using query::Insert;
using query::Is;
using query::Json;
using query::Null;
using query::Outcome;
using query::Rows;
using query::Select;
using query::Source;
using query::Statement;
using query::Time;
using query::Update;
using query::Value;
using query::Where;

// Calls that change a record at once may each come first; 50 of them all get through.
constexpr unsigned kAttempts = 64;

// D1 takes an expression 100 deep: four merges eight levels down, and a little more.
constexpr std::size_t kChangesPerStatement = 4;
constexpr std::size_t kMaxConfigDepth = 8;
constexpr std::size_t kMaxConfigObjects = 200;

constexpr Text kReflection = "reflection";

Where isRecord(Arena& arena, Id id) { return equals(arena, RecordCol::id, {id.text}); }

Change set(Col column, Cell value) { return {.column = column, .how = How::kSet, .value = value}; }

Change add(Col column, Quantity quantity) {
  return {.column = column, .how = How::kAdd, .value = {quantity.value}};
}

Change touch(std::int64_t now_ms) {
  return {.column = RecordCol::updatedAt, .how = How::kTouch, .value = {Time{now_ms}}};
}

std::unexpected<Error> notFound(Id id) {
  std::string quoted;
  writeJsonString(quoted, id.text);
  return fail(ErrorCode::kNotFound,
              "Observational memory record not found: " + std::string(id.text), "NOT_FOUND",
              R"({"id":)" + quoted + "}");
}

std::unexpected<Error> contended() {
  return fail(ErrorCode::kConflict,
              "the record was changed by others each time that this call tried to", "CONTENDED");
}

// The chunk as it is stored: what the caller gave, tokens rounded, dates in one form, and who it
// is.
Text storedChunk(Call& call, const Kept<NewObservationChunk>& chunk) {
  JsonWriter out;
  out.reserve(chunk.json.size() + 160);
  out.beginObject();
  out.key("id").string("ombuf-" + std::string(uuid4(call)));
  JsonReader json(chunk.json);
  json.beginObject();
  JsonString name;
  while (json.nextMember(name)) {
    const Text member = name.decode(call.arena);
    const Text value = json.value();
    if (member == "id" || member == "createdAt") continue;
    out.key(member);
    if (member == "tokenCount") {
      out.integer(chunk.value.tokenCount.value);
    } else if (member == "messageTokens") {
      out.integer(chunk.value.messageTokens.value);
    } else if (member == "lastObservedAt") {
      out.string(formatTime(chunk.value.lastObservedAt.ms));
    } else {
      out.raw(value);
    }
  }
  out.key("createdAt").string(formatTime(call.now_ms)).endObject();
  return call.arena.text(out.text());
}

// The changes that merge an object into the stored config: for each object in it one shallow merge
// of those members that are no objects, at its place, from the outside in. And updatedAt.
class ConfigMerge {
 public:
  explicit ConfigMerge(Call& call) : arena_(call.arena), changes_{touch(call.now_ms)} {}

  std::optional<Error> add(Text object, std::span<const Text> path = {}) {
    if (path.size() == kMaxConfigDepth) {
      return tooMuch("must not be nested deeper than ", kMaxConfigDepth, " levels");
    }
    struct Nested {
      Text name, object;
    };
    std::vector<Nested> nested;
    JsonWriter rest;
    rest.beginObject();
    JsonReader json(object);
    json.beginObject();
    JsonString name;
    while (json.nextMember(name)) {
      if (json.peek() == JsonKind::kObject) {
        nested.push_back({name.exact(arena_), json.value()});
      } else {
        rest.rawKey(name.raw).raw(json.value());
      }
    }
    rest.endObject();
    // An object of nothing but objects is made on the way to them.
    if (nested.empty() || rest.text().size() > 2) {
      if (changes_.size() > kMaxConfigObjects) {
        return tooMuch("must not have more than ", kMaxConfigObjects, " objects");
      }
      changes_.push_back({.column = RecordCol::config,
                          .how = How::kMerge,
                          .value = {Json{arena_.text(rest.text())}},
                          .path = path});
    }
    for (const Nested& each : nested) {
      const std::span<Text> inner = arena_.make<Text>(path.size() + 1);
      std::ranges::copy(path, inner.begin());
      inner.back() = each.name;
      if (auto problem = add(each.object, inner)) return problem;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::span<const Change> changes() const { return changes_; }

 private:
  static Error tooMuch(const char* rule, std::size_t limit, const char* of) {
    return {ErrorCode::kInvalidArgument, "config " + (rule + std::to_string(limit)) + of, {}, {}};
  }

  Arena& arena_;
  std::vector<Change> changes_;
};

std::optional<Error> badActivation(const SwapBufferedToActive& input) {
  const auto refuse = [](const char* message) {
    return Error{ErrorCode::kInvalidArgument, message, {}, {}};
  };
  if (input.activationRatio < 0 || input.activationRatio > 1)
    return refuse("activationRatio must be a number from 0 to 1");
  if (input.messageTokensThreshold < 0) return refuse("messageTokensThreshold must be 0 or more");
  if (input.currentPendingTokens < 0) return refuse("currentPendingTokens must be 0 or more");
  return std::nullopt;
}

// What a swap is going to write, from the chunks and the tokens that are stored.
struct Swap {
  SwapResult result;
  Cell remaining;
  std::int64_t pending = 0;
  std::int64_t observed_ms = 0;
};

Swap plannedSwap(Call& call, const SwapBufferedToActive& input, const Candidates& candidates,
                 std::int64_t pending) {
  Swap swap;
  const std::size_t count = activatedCount(
      candidates.chunks, {.activationRatio = input.activationRatio,
                          .messageTokensThreshold = input.messageTokensThreshold,
                          .currentPendingTokens = input.currentPendingTokens,
                          .forceMaxActivation = input.forceMaxActivation.value_or(false)});
  if (count == 0) return swap;
  swap.result.activated = candidates.chunks.first(count);
  std::string text;
  for (const Chunk& chunk : swap.result.activated) {
    if (&chunk != &swap.result.activated.front()) text += "\n\n";
    text += chunk.observations;
    swap.result.observationTokens = sumOf(swap.result.observationTokens, chunk.tokenCount);
    swap.result.messageTokens = sumOf(swap.result.messageTokens, chunk.messageTokens);
  }
  swap.result.observations = call.arena.text(text);
  swap.pending = std::max(std::int64_t{0}, pending - swap.result.messageTokens);
  const auto last = swap.result.activated.back().lastObservedAtMs;
  swap.observed_ms = input.lastObservedAt ? input.lastObservedAt->ms : last.value_or(call.now_ms);

  JsonWriter rest;
  rest.beginArray();
  for (const Chunk& chunk : candidates.chunks.subspan(count)) rest.raw(chunk.json);
  for (const Chunk& chunk : candidates.others) rest.raw(chunk.json);
  rest.endArray();
  swap.remaining =
      rest.text().size() == 2 ? Cell{Null{}} : Cell{Json{call.arena.text(rest.text())}};
  return swap;
}

Cell storedCell(const Value& value) { return value.isNull() ? Cell{Null{}} : Cell{value.text}; }

}  // namespace

Task<Result<void>> ObservationalStore::update(Id id, std::span<const Statement> statements) {
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = statements});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  const Answer& last = outcome->answers.back();
  if (last.changed == 0 && last.rows.empty()) co_return notFound(id);
  co_return {};
}

Task<Result<void>> ObservationalStore::change(Id id, std::initializer_list<Change> changes) {
  Arena& arena = call_.arena;
  const std::span<Change> all = arena.make<Change>(changes.size() + 1);
  *std::ranges::copy(changes, all.begin()).out = touch(call_.now_ms);
  return update(
      id, arena.list<Statement>({Update{
              .table = &kObservationalMemory, .where = isRecord(arena, id), .changes = all}}));
}

Task<Result<void>> ObservationalStore::updateActiveObservations(UpdateActiveObservations input) {
  return change(input.id, {set(RecordCol::activeObservations, {input.observations}),
                           set(RecordCol::observationTokenCount, {input.tokenCount.value}),
                           add(RecordCol::totalTokensObserved, input.tokenCount),
                           set(RecordCol::pendingMessageTokens, {std::int64_t{0}}),
                           set(RecordCol::lastObservedAt, {Time{input.lastObservedAt.ms}}),
                           set(RecordCol::observedMessageIds,
                               input.observedMessageIds ? Cell{Json{input.observedMessageIds->json}}
                                                        : Cell{Null{}})});
}

Task<Result<void>> ObservationalStore::updateBufferedObservations(
    UpdateBufferedObservations input) {
  Arena& arena = call_.arena;
  static constexpr Text kCycleId[] = {"cycleId"};
  static constexpr Col kId[] = {RecordCol::id};
  const Where known = {.is = Is::kHasItem,
                       .field = {RecordCol::bufferedObservationChunks, kCycleId},
                       .values = arena.list<Cell>({{input.chunk.value.cycleId}})};
  const std::span<Change> changes = arena.make<Change>(3);
  changes[0] = {.column = RecordCol::bufferedObservationChunks,
                .how = How::kPush,
                .value = {Json{storedChunk(call_, input.chunk)}}};
  changes[1] = touch(call_.now_ms);
  std::size_t count = 2;
  if (input.lastBufferedAtTime) {
    changes[count++] = set(RecordCol::lastBufferedAtTime, {Time{input.lastBufferedAtTime->ms}});
  }
  const Where is_new = {.is = Is::kNot, .parts = arena.list({known})};
  return update(input.id, arena.list<Statement>(
                              {Update{.table = &kObservationalMemory,
                                      .where = allOf(arena, {isRecord(arena, input.id), is_new}),
                                      .changes = changes.first(count)},
                               Select{.table = &kObservationalMemory,
                                      .columns = kId,
                                      .where = isRecord(arena, input.id)}}));
}

Task<Result<SwapResult>> ObservationalStore::swapBufferedToActive(SwapBufferedToActive input) {
  Arena& arena = call_.arena;
  if (auto problem = badActivation(input)) co_return std::unexpected(std::move(*problem));
  const auto given =
      input.bufferedChunks ? chunksOf(arena, input.bufferedChunks->json) : std::nullopt;
  if (input.bufferedChunks && !given) co_return invalid("bufferedChunks must be a list of chunks");

  static constexpr Col kState[] = {RecordCol::bufferedObservationChunks,
                                   RecordCol::pendingMessageTokens};
  const Select state{
      .table = &kObservationalMemory, .columns = kState, .where = isRecord(arena, input.id)};
  // Which chunks move is an algorithm over all of them: they are read, and written on condition
  // that they and the tokens are still what was read. The same batch reads what they have become.
  const Statement read[] = {state};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = read});
  Swap swap;
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    if (!outcome) co_return std::unexpected(std::move(outcome.error()));
    const Rows& rows = outcome->answers.back().rows;
    if (rows.empty()) co_return notFound(input.id);
    const Value& chunks = rows[0][0];
    const Value& pending = rows[0][1];
    const auto stored = chunksOf(arena, chunks.text);
    if (!stored) {
      co_return fail(ErrorCode::kCorruptRow,
                     "column bufferedObservationChunks of mastra_observational_memory holds "
                     "something else than chunks");
    }
    // Only a swap takes chunks away. It has done what this one was to do.
    if (!areStored(call_.arena, swap.result.activated, *stored)) co_return SwapResult{};
    swap =
        plannedSwap(call_, input, given ? weighed(arena, *stored, *given) : Candidates{*stored, {}},
                    pending.integer);
    if (swap.result.activated.empty()) co_return SwapResult{};
    const std::string boundary =
        "\n\n--- message boundary (" + formatTime(swap.observed_ms) + ") ---\n\n";
    const Change changes[] = {
        {.column = RecordCol::activeObservations,
         .how = How::kAppend,
         .value = {swap.result.observations},
         .separator = boundary},
        add(RecordCol::observationTokenCount, {swap.result.observationTokens}),
        set(RecordCol::pendingMessageTokens, {swap.pending}),
        set(RecordCol::bufferedObservationChunks, swap.remaining),
        set(RecordCol::lastObservedAt, {Time{swap.observed_ms}}),
        touch(call_.now_ms),
    };
    const Statement write[] = {
        Update{.table = &kObservationalMemory,
               .where = allOf(
                   arena, {isRecord(arena, input.id),
                           equals(arena, RecordCol::bufferedObservationChunks, storedCell(chunks)),
                           equals(arena, RecordCol::pendingMessageTokens, {pending.integer})}),
               .changes = changes},
        state,
    };
    outcome = co_await db_.run(Batch{.statements = write});
    if (outcome && outcome->answers[0].changed != 0) co_return swap.result;
  }
  co_return contended();
}

Task<Result<void>> ObservationalStore::updateBufferedReflection(UpdateBufferedReflection input) {
  return change(input.id, {{.column = RecordCol::bufferedReflection,
                            .how = How::kAppend,
                            .value = {input.reflection},
                            .separator = "\n\n"},
                           add(RecordCol::bufferedReflectionTokens, input.tokenCount),
                           add(RecordCol::bufferedReflectionInputTokens, input.inputTokenCount),
                           set(RecordCol::reflectedObservationLineCount,
                               {input.reflectedObservationLineCount.value})});
}

Task<Result<Rows>> ObservationalStore::swapBufferedReflectionToActive(
    SwapBufferedReflectionToActive input) {
  Arena& arena = call_.arena;
  const Id id = input.currentRecord.id;
  static constexpr Col kState[] = {RecordCol::bufferedReflection,
                                   RecordCol::reflectedObservationLineCount,
                                   RecordCol::activeObservations, RecordCol::generationCount};
  // Taken over from the stored record, in the database.
  static constexpr Col kCarried[] = {RecordCol::lookupKey,
                                     RecordCol::scope,
                                     RecordCol::threadId,
                                     RecordCol::resourceId,
                                     RecordCol::lastObservedAt,
                                     RecordCol::config,
                                     RecordCol::totalTokensObserved,
                                     RecordCol::observedTimezone,
                                     RecordCol::metadata};
  static constexpr Col kMade[] = {RecordCol::id,
                                  RecordCol::createdAt,
                                  RecordCol::updatedAt,
                                  RecordCol::originType,
                                  RecordCol::generationCount,
                                  RecordCol::activeObservations,
                                  RecordCol::observationTokenCount,
                                  RecordCol::pendingMessageTokens,
                                  RecordCol::isReflecting,
                                  RecordCol::isObserving,
                                  RecordCol::isBufferingObservation,
                                  RecordCol::isBufferingReflection,
                                  RecordCol::lastBufferedAtTokens};
  constexpr std::size_t kCells = std::size(kCarried) + std::size(kMade);
  Col columns[kCells];
  std::ranges::copy(kMade, std::ranges::copy(kCarried, columns).out);

  const Select state{
      .table = &kObservationalMemory, .columns = kState, .where = isRecord(arena, id)};
  // The new text is made of two stored ones: they are read, and the write holds only if they are
  // still what was read. The same batch reads what they have become.
  const Statement read[] = {state};
  Result<Outcome> outcome = co_await db_.run(Batch{.statements = read});
  for (unsigned attempt = 0; attempt < kAttempts; ++attempt) {
    if (!outcome) co_return std::unexpected(std::move(outcome.error()));
    const Rows& rows = outcome->answers.back().rows;
    if (rows.empty()) co_return notFound(id);
    const Value& reflection = rows[0][0];
    const Value& lines = rows[0][1];
    const Value& active = rows[0][2];
    if (reflection.text.empty()) {
      co_return fail(ErrorCode::kConflict, "No buffered reflection to swap", "NO_CONTENT");
    }
    std::string text(reflection.text);
    const Text rest = withoutLines(active.text, lines.integer);
    if (!rest.empty()) text.append("\n\n").append(rest);

    Cell row[1 + kCells] = {{id.text}};
    auto* cell = std::ranges::transform(kCarried, row + 1, [](Col column) {
                   return Cell{Source{column}};
                 }).out;
    const Cell made[] = {
        {uuid4(call_)},
        {Time{call_.now_ms}},
        {Time{call_.now_ms}},
        {kReflection},
        {sumOf(rows[0][3].integer, 1)},
        {Text(text)},
        {input.tokenCount.value},
        {std::int64_t{0}},
        {false},
        {false},
        {false},
        {false},
        {std::int64_t{0}},
    };
    static_assert(std::size(made) == std::size(kMade));
    std::ranges::copy(made, cell);

    const Where same =
        allOf(arena, {equals(arena, RecordCol::bufferedReflection, storedCell(reflection)),
                      equals(arena, RecordCol::activeObservations, storedCell(active)),
                      equals(arena, RecordCol::reflectedObservationLineCount,
                             lines.isNull() ? Cell{Null{}} : Cell{lines.integer})});
    const Select changed{.table = &kObservationalMemory,
                         .columns = state.columns,
                         .where = allOf(arena, {isRecord(arena, id),
                                                {.is = Is::kNot, .parts = arena.list({same})}})};
    const Change emptied[] = {
        set(RecordCol::bufferedReflection, {Null{}}),
        set(RecordCol::bufferedReflectionTokens, {Null{}}),
        set(RecordCol::bufferedReflectionInputTokens, {Null{}}),
        set(RecordCol::reflectedObservationLineCount, {Null{}}),
        touch(call_.now_ms),
    };
    const Statement write[] = {
        Insert{.table = &kObservationalMemory,
               .columns = columns,
               .rows = row,
               .from = &kObservationalMemory,
               .unless = &changed,
               .returning = kRecordRow},
        Update{.table = &kObservationalMemory,
               .where = allOf(arena, {isRecord(arena, id), same}),
               .changes = emptied},
        state,
    };
    outcome = co_await db_.run(Batch{.statements = write});
    if (outcome && !outcome->answers[0].rows.empty()) co_return outcome->answers[0].rows;
  }
  co_return contended();
}

Task<Result<void>> ObservationalStore::updateObservationalMemoryConfig(
    UpdateObservationalMemoryConfig input) {
  Arena& arena = call_.arena;
  ConfigMerge merge(call_);
  if (auto problem = merge.add(input.config.text)) co_return std::unexpected(std::move(*problem));
  const std::span<const Change> changes = arena.copy(merge.changes());
  const std::span<Statement> statements =
      arena.make<Statement>((changes.size() + kChangesPerStatement - 1) / kChangesPerStatement);
  auto left = changes;
  for (Statement& statement : statements) {
    const std::size_t count = std::min(left.size(), kChangesPerStatement);
    statement = Update{.table = &kObservationalMemory,
                       .where = isRecord(arena, input.id),
                       .changes = left.first(count)};
    left = left.subspan(count);
  }
  const Result<Outcome> outcome =
      co_await db_.run(Batch{.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  bool found = !outcome->failed && outcome->answers.back().changed != 0;
  if (outcome->failed) {
    const Result<Rows> made = co_await mergedHere(call_, db_,
                                                  Update{.table = &kObservationalMemory,
                                                         .where = isRecord(arena, input.id),
                                                         .changes = changes});
    if (!made) co_return std::unexpected(made.error());
    found = !made->empty();
  }
  if (!found) co_return notFound(input.id);
  co_return {};
}

}  // namespace agentkeep::memory
