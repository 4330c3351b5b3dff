// Records deleted, restored and moved: one trip each, since what is written beside the record
// copies from it what it must know.
#include "api/encode.h"
#include "core/time.h"
#include "core/ulid.h"
#include "domains/knowledge/methods.h"
#include "domains/knowledge/nodes.h"
#include "query/ask.h"

namespace agentkeep::knowledge {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

namespace {

constexpr Cell kNull{Null{}};
constexpr Cell kScope{Source{ofRecord("scope")}};
constexpr Cell kScopeKey{Source{ofRecord("scopeKey")}};
constexpr Cell kThread{Source{ofRecord("sourceThreadId")}};

// Runs the statements, and answers the record that the last one reads. The first one may demand
// that there is one; of those behind it `says` says why they fail.
Task<Result<void>> answer(Database& db, Text id, std::span<const Statement> statements,
                          std::span<const Text> says, JsonWriter& out) {
  const Result<Outcome> outcome = co_await db.run({.statements = statements, .may_fail = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (outcome->failed && outcome->failed->statement != 0) {
    co_return fail(ErrorCode::kInvalidArgument, std::string(says[outcome->failed->statement - 1]));
  }
  const Rows rows = outcome->failed ? Rows() : outcome->answers.back().rows;
  if (rows.empty()) co_return std::unexpected(notFound(kRecord, id));
  co_return api::writeRows(out, kRecords, kRecordRow, rows);
}

// A change of one record.
class Edit {
 public:
  Edit(Call& call, Text id) : call_(call), arena_(call.arena), id_(id) {}

  [[nodiscard]] Where isIt() const { return equals(arena_, ofRecord("id"), {id_}); }
  // The record, if it is also so.
  [[nodiscard]] const Select* record(Where also) const {
    return arena_.keep(Select{
        .table = &kRecords, .columns = kFirst, .where = query::allOf(arena_, {isIt(), also})});
  }
  // It must exist; and there must not be one that is also so: else that is said.
  void exists() { statements_.push_back(Guard{.must = Must::kExist, .select = record({})}); }
  void refuse(Where also, const std::string& says) {
    statements_.push_back(Guard{.must = Must::kNotExist, .select = record(also)});
    says_.push_back(arena_.text(says));
  }
  // Unless the record is so. Cells may be those of the record.
  void activity(Text action, Cell scope, Cell key, const Select* unless) {
    std::vector<Cell> cells = {{id_}};
    addActivity(call_, cells, action, kRecord, id_, scope, key, kThread);
    insert(kActivity, kActivityCells, cells, unless);
  }
  void enqueue(Text operation, Text version, Cell scope, Cell key, const Select* unless) {
    std::vector<Cell> cells = {{id_}};
    addOutbox(call_, cells, kRecord, id_, operation, version, scope, key);
    insert(kOutbox, kOutboxCells, cells, unless);
  }
  void set(Where also, std::initializer_list<Change> changes) {
    statements_.push_back(Update{.table = &kRecords,
                                 .where = query::allOf(arena_, {isIt(), also}),
                                 .changes = arena_.list(changes)});
  }

  // Answers the record as it is then.
  Task<Result<void>> run(Database& db, JsonWriter& out) {
    statements_.push_back(Select{.table = &kRecords, .columns = kRecordRow, .where = isIt()});
    return answer(db, id_, arena_.copy(std::span<const Statement>(statements_)),
                  arena_.copy(std::span<const Text>(says_)), out);
  }

 private:
  void insert(const Table& table, std::span<const Col> columns, const std::vector<Cell>& cells,
              const Select* unless) {
    statements_.push_back(Insert{.table = &table,
                                 .columns = columns,
                                 .rows = arena_.copy(std::span<const Cell>(cells)),
                                 .from = &kRecords,
                                 .unless = unless});
  }

  Call& call_;
  Arena& arena_;
  Text id_;
  std::vector<Statement> statements_;
  std::vector<Text> says_;  // of the guards behind the first
};

Task<Result<void>> setDeleted(Call& call, Database& db, const Request& request, JsonWriter& out,
                              bool deletes) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text id = given.needed<Id>("id").text;
  const Text by = deletes ? given.needed<Text>("deletedBy") : Text();
  if (problem) return refused<void>(std::move(*problem));
  const Where lives = equals(arena, ofRecord("deletedAt"), kNull);
  const Where is_done = deletes ? noneOf(arena, lives) : lives;
  const Text version = deletes ? arena.text(formatTime(call.now_ms)) : ulid(call);
  Edit edit(call, id);
  Where is_told = is_done;
  if (deletes) {
    // It may have been deleted and restored in this millisecond.
    const Text once =
        arena.text(std::string(documentOf(arena, kRecord, id)) + ":delete:" + std::string(version));
    const Select* same =
        arena.keep(Select{.table = &kOutbox,
                          .columns = kFirst,
                          .where = equals(arena, ofOutbox("idempotencyKey"), {once})});
    is_told = anyOf(arena, {is_done, {.is = Is::kExists, .rows = same}});
  }
  edit.activity(deletes ? "record-deleted" : "record-restored", kScope, kScopeKey,
                edit.record(is_done));
  edit.enqueue(deletes ? "delete" : "upsert", version, kScope, kScopeKey, edit.record(is_told));
  const auto cell = [&](Cell value) { return deletes ? value : kNull; };
  edit.set(noneOf(arena, is_done),
           {{.column = ofRecord("deletedAt"), .how = How::kSet, .value = cell({Time{call.now_ms}})},
            {.column = ofRecord("deletedBy"), .how = How::kSet, .value = cell({by})}});
  return edit.run(db, out);
}

}  // namespace

Task<Result<void>> removeKnowledge(Call& call, Database& db, const Request& request,
                                   JsonWriter& out) {
  return setDeleted(call, db, request, out, true);
}

Task<Result<void>> restoreKnowledge(Call& call, Database& db, const Request& request,
                                    JsonWriter& out) {
  return setDeleted(call, db, request, out, false);
}

Task<Result<void>> rescopeKnowledge(Call& call, Database& db, const Request& request,
                                    JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text id = given.needed<Id>("id").text;
  const auto scope = readScope(call, given, "scope", problem);
  if (problem) return refused<void>(std::move(*problem));
  Edit edit(call, id);
  edit.exists();
  for (const Text ceiling : kLevelWords) {
    if (isWithin(*scope, ceiling)) continue;
    edit.refuse(equals(arena, ofRecord("maxScope"), {ceiling}), beyond(ceiling));
  }
  const Cell json{Json{scope->json}};
  const Cell key{scope->key};
  const Where is_deleted = noneOf(arena, equals(arena, ofRecord("deletedAt"), kNull));
  edit.activity("record-rescoped", json, key, nullptr);
  edit.enqueue("delete", ulid(call), kScope, kScopeKey,
               edit.record(equals(arena, ofRecord("scopeKey"), key)));
  edit.enqueue("upsert", ulid(call), json, key, edit.record(is_deleted));
  edit.set({}, {{.column = ofRecord("scope"), .how = How::kSet, .value = json},
                {.column = ofRecord("scopeKey"), .how = How::kSet, .value = key}});
  return edit.run(db, out);
}

Task<Result<void>> raiseKnowledgeCeiling(Call& call, Database& db, const Request& request,
                                         JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text id = given.needed<Id>("id").text;
  const Column& column = kRecordColumns[ofRecord("maxScope")];
  Cell ceiling = given.cell(column, column.name);
  if (!api::isGiven(ceiling)) ceiling = kNull;
  if (problem) return refused<void>(std::move(*problem));
  Edit edit(call, id);
  edit.exists();
  if (const Text* level = std::get_if<Text>(&ceiling.value)) {
    // Behind the first level each begins so in a key.
    if (*level != kLevelWords[0]) {
      const Cell entry{arena.text("\x1f" + std::string(*level) + ":")};
      edit.refuse(noneOf(arena, compares(arena, ofRecord("scopeKey"), Is::kContains, entry)),
                  beyond(*level));
    }
    for (const Text broader : kLevelWords) {
      if (broader == *level) break;
      edit.refuse(equals(arena, ofRecord("maxScope"), {broader}),
                  std::string("Knowledge ceiling cannot be lowered from ")
                      .append(broader)
                      .append(" to ")
                      .append(*level));
    }
  }
  edit.set({}, {{.column = ofRecord("maxScope"), .how = How::kSet, .value = ceiling}});
  return edit.run(db, out);
}

}  // namespace agentkeep::knowledge
