// The domain `harness`: contract/harness.md and contract/schemas.json. What a session waits for is
// a list in its row.
#include "api/arguments.h"
#include "api/encode.h"
#include "api/run-method.h"
#include "core/json-members.h"
#include "core/time.h"
#include "operations/columns.h"
#include "operations/operation.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::harness {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;
using api::Scope;
using operations::Aging;
using operations::Answers;
using operations::By;
using operations::cleared;
using operations::described;
using operations::Do;
using operations::filled;
using operations::id;
using operations::list;
using operations::needed;
using operations::object;
using operations::once;
using operations::Operation;
using operations::text;

constexpr Text kOriginWords[] = {"top-level", "subagent-tool", "direct-local", "remote-resolve"};
constexpr Words kOrigins{kOriginWords,
                         "'top-level', 'subagent-tool', 'direct-local' or 'remote-resolve'"};

constexpr Column kColumns[] = {
    once(needed(id("id"))),
    needed(id("ownerId")),
    needed(id("resourceId")),
    needed(id("threadId")),
    cleared(id("parentSessionId")),
    cleared(operations::integer("subagentDepth")),
    cleared(object("source")),
    needed(operations::word("origin", kOrigins)),
    cleared(text("runtimeCompatibilityGeneration")),
    needed(text("modeId")),
    needed(text("modelId")),
    cleared(text("title")),
    cleared(object("metadata")),
    cleared(object("state")),
    cleared(list("pending")),
    once(filled(operations::time("createdAt"), Fill::kNow)),
    filled(operations::time("lastActivityAt"), Fill::kTime),
    cleared(operations::time("closingAt")),
    cleared(operations::time("closeDeadlineAt")),
    cleared(operations::time("closedAt")),
    cleared(operations::time("deletedAt")),
};
consteval Col col(Text name) { return columnOf(kColumns, name); }

constexpr Col kKey[] = {col("id")};
constexpr Key kKeys[] = {{kKey}};
constexpr Table kSessions{.name = "mastra_harness_sessions",
                          .columns = kColumns,
                          .keys = kKeys,
                          .keeps_insertion_order = true};
constexpr const Table* kTables[] = {&kSessions};
constexpr auto kRow = operations::allOf<std::size(kColumns)>;
constexpr Col kPending[] = {col("pending")};

// ---- What a session waits for

// What a call is about: a session, an item, and what is to be made of it.
struct Scene {
  Text session, item;
  Text json;  // of the new item, or of what changes

  [[nodiscard]] Where isSession(Arena& arena) const { return equals(arena, col("id"), {session}); }
};

Error noSession(Text session) {
  std::string message("Harness session \"");
  message.append(session).append("\" was not found");
  return {ErrorCode::kNotFound, std::move(message), {}, {}};
}

Error badItem(const Scene& scene, ErrorCode code, Text what) {
  std::string message("Harness pending item \"");
  message.append(scene.item).append("\" ").append(what).append(" on session \"");
  message.append(scene.session).append("\"");
  return {code, std::move(message), code == ErrorCode::kConflict ? Text("FAILED") : Text(), {}};
}

Task<Result<void>> append(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Scene scene;
  scene.session = given.needed<Id>("sessionId").text;
  Arguments item = given.inside("item", true);
  scene.item = item.read<Id>("id").value_or(Id{}).text;
  if (scene.item.empty()) item.refuse("id", "is required");
  if (problem) co_return std::unexpected(std::move(*problem));
  scene.json = *given.find("item");
  static constexpr Text kItemId[] = {"id"};
  const Where has{.is = Is::kHasItem,
                  .field = {col("pending"), kItemId},
                  .values = arena.list<Cell>({{scene.item}})};
  const Change changes[] = {
      {.column = col("pending"), .how = How::kPush, .value = {Json{scene.json}}},
      {.column = col("lastActivityAt"), .how = How::kTouch, .value = {Time{call.now_ms}}}};
  const Statement statements[] = {
      Update{.table = &kSessions,
             .where = query::allOf(arena, {scene.isSession(arena), noneOf(arena, has)}),
             .changes = changes,
             .returning = kRow},
      Select{.table = &kSessions, .columns = kKey, .where = scene.isSession(arena)}};
  const Result<Outcome> outcome = co_await db.run({.statements = statements});
  if (!outcome) co_return std::unexpected(outcome.error());
  if (outcome->answers[1].rows.empty()) co_return std::unexpected(noSession(scene.session));
  if (outcome->answers[0].rows.empty()) {
    co_return std::unexpected(badItem(scene, ErrorCode::kConflict, "already exists"));
  }
  co_return api::writeRows(out, kSessions, kRow, outcome->answers[0].rows);
}

// The list without the item; or with what changes laid over it, nothing if it is not there.
std::optional<Text> changed(Call& call, const Scene& scene, Text pending) {
  static constexpr Text kItemId[] = {"id"};
  Arena& arena = call.arena;
  std::vector<Text> items = itemsOf(pending).value_or(std::vector<Text>());
  const auto found = std::ranges::find_if(items, [&](Text each) {
    const auto is = memberOf(each, kItemId, arena);
    return is && isString(*is, scene.item, arena);
  });
  if (scene.json.empty()) {
    if (found != items.end()) items.erase(found);
  } else {
    if (found == items.end()) return std::nullopt;
    JsonObjectParts item = membersOf(*found, arena).value_or(JsonObjectParts());
    JsonObjectParts changes = membersOf(scene.json, arena).value_or(JsonObjectParts());
    std::erase_if(changes, [](const JsonMember& each) {
      return each.name == "id" || each.name == "sessionId" || each.name == "createdAt";
    });
    merge(item, changes, arena);
    set(item, "updatedAt", arena.text("\"" + formatTime(call.now_ms) + "\""), arena);
    *found = objectOf(item, arena);
  }
  return listOf(items, arena);
}

// What becomes of an item is made here: the list is read, and written on condition that it is still
// there.
Task<Result<void>> change(Call& call, Database& db, const Request& request, JsonWriter& out,
                          bool removes) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  Scene scene;
  scene.session = given.needed<Id>("sessionId").text;
  scene.item = given.needed<Id>("pendingItemId").text;
  if (!removes) {
    given.inside("updates", true);
    if (!problem) scene.json = *given.find("updates");
  }
  if (problem) co_return std::unexpected(std::move(*problem));
  const Arena::Mark begin = arena.mark();
  for (unsigned attempt = 0; attempt < kMergeAttempts; ++attempt) {
    db.forget();
    arena.rewind(begin);
    const Result<Rows> stored = co_await rowsOf(
        db, Select{.table = &kSessions, .columns = kPending, .where = scene.isSession(arena)});
    if (!stored) co_return std::unexpected(stored.error());
    if (stored->empty()) co_return std::unexpected(noSession(scene.session));
    const Value& was = (*stored)[0][0];
    const std::optional<Text> becomes = changed(call, scene, was.isNull() ? Text("[]") : was.text);
    if (!becomes) {
      co_return std::unexpected(badItem(scene, ErrorCode::kNotFound, "was not found"));
    }
    const Cell old = was.isNull() ? Cell{Null{}} : Cell{was.text};
    const Change changes[] = {
        {.column = col("pending"), .how = How::kSet, .value = {Json{*becomes}}},
        {.column = col("lastActivityAt"), .how = How::kTouch, .value = {Time{call.now_ms}}}};
    const Result<Rows> written = co_await rowsOf(
        db, Update{.table = &kSessions,
                   .where = query::allOf(
                       arena, {scene.isSession(arena), equals(arena, col("pending"), old)}),
                   .changes = changes,
                   .returning = kRow});
    if (!written) co_return std::unexpected(written.error());
    if (!written->empty()) co_return api::writeRows(out, kSessions, kRow, *written);
  }
  Error lost{ErrorCode::kConflict, "the session was changed by others all the time", {}, {}};
  lost->retryable = true;
  co_return std::unexpected(std::move(lost));
}

Task<Result<void>> update(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return change(call, db, request, out, false);
}
Task<Result<void>> remove(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return change(call, db, request, out, true);
}

// ---- Described

constexpr By kById[] = {{.column = col("id"), .name = "sessionId"}};
constexpr Order kLatest[] = {{.column = col("lastActivityAt"), .descending = true}};
constexpr Aging kAging[] = {{"sessions", &kSessions, col("createdAt")}};

constexpr Operation kLoad{
    .what = Do::kGet, .table = &kSessions, .row = kRow, .type = "Session", .by = kById};
constexpr Operation kSave{
    .what = Do::kSave, .table = &kSessions, .row = kRow, .answers = Answers::kNothing};
constexpr Operation kList{
    .what = Do::kList, .table = &kSessions, .row = kRow, .type = "Session", .order = kLatest};
constexpr Operation kUpdate{.what = Do::kUpdate,
                            .table = &kSessions,
                            .row = kRow,
                            .type = "Session",
                            .wrapper = "updates",
                            .by = kById,
                            .missing = "Harness session \"*\" was not found"};
constexpr Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr Text kSessionId[] = {"sessionId"};
constexpr Text kUpdates[] = {"sessionId", "updates"};
constexpr Text kItem[] = {"sessionId", "item"};
constexpr Text kItemUpdates[] = {"sessionId", "pendingItemId", "updates"};
constexpr Text kItemId[] = {"sessionId", "pendingItemId"};
constexpr api::Method kMethods[] = {
    described("loadSession", Scope::kRead, kLoad, AGENTKEEP_NOTE("One session, or null."),
              kSessionId),
    described("saveSession", Scope::kWrite, kSave,
              AGENTKEEP_NOTE("Saves a session; one of a known id is replaced, and keeps its "
                             "createdAt.")),
    described("listSessions", Scope::kRead, kList,
              AGENTKEEP_NOTE("Every session, the one active last first.")),
    described("updateSession", Scope::kWrite, kUpdate,
              AGENTKEEP_NOTE("Changes what is given, and when it was active last; null takes away "
                             "what a session need not have."),
              kUpdates),
    {.name = "appendPendingItem",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ sessionId: string, item: PendingItem }"),
     .answer = AGENTKEEP_NOTE("Session"),
     .run = &append,
     .summary = AGENTKEEP_NOTE("Adds what the session waits for; conflict if it does already."),
     .parameters = kItem},
    {.name = "updatePendingItem",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ sessionId: string, pendingItemId: string, updates: object }"),
     .answer = AGENTKEEP_NOTE("Session"),
     .run = &update,
     .summary = AGENTKEEP_NOTE("Changes an item; its id and createdAt stay."),
     .parameters = kItemUpdates},
    {.name = "removePendingItem",
     .scope = Scope::kWrite,
     .takes = AGENTKEEP_NOTE("{ sessionId: string, pendingItemId: string }"),
     .answer = AGENTKEEP_NOTE("Session"),
     .run = &remove,
     .summary = AGENTKEEP_NOTE("Takes an item away; no error if it is not there."),
     .parameters = kItemId},
    described("prune", Scope::kAdmin, kPrune, AGENTKEEP_NOTE("Deletes old sessions."),
              api::kPruneParameters),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every session.")),
};

#ifdef AGENTKEEP_DESCRIBE
constexpr api::AnswerType kAnswers[] = {
    {.name = "PendingItem",
     .type = "{ id: string, kind: string, status: string, sessionId: string, runId?: string | "
             "null, createdAt: time, updatedAt: time, payload?: object, response?: object, ...any "
             "}"},
    {.name = "Session",
     .table = &kSessions,
     .columns = kRow,
     .type = "{ pending?: PendingItem[] }"},
};
#endif

}  // namespace

extern const api::Domain kDomain{"harness", kTables,
                                 kMethods AGENTKEEP_ANSWERS(, nullptr, kAnswers)};

}  // namespace agentkeep::harness
