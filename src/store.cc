#include "store.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "api/decode.h"
#include "api/index-methods.h"
#include "api/move-methods.h"
#include "core/ascii.h"
#include "core/pack.h"
#include "query/ask.h"
#include "query/large-values.h"
#include "query/words.h"
#include "vectors/index.h"
#include "versioned/versioned.h"

// A domain a line, in the order of their tables: its folder has the rest.
#define AGENTKEEP_DOMAINS(_)   \
  _(memory)                    \
  _(observational_memory)      \
  _(workflows)                 \
  _(workflow_definitions)      \
  _(scores)                    \
  _(agents)                    \
  _(prompt_blocks)             \
  _(scorer_definitions)        \
  _(mcp_clients)               \
  _(mcp_servers)               \
  _(workspaces)                \
  _(skills)                    \
  _(favorites)                 \
  _(blobs)                     \
  _(background_tasks)          \
  _(schedules)                 \
  _(channels)                  \
  _(tool_provider_connections) \
  _(notifications)             \
  _(thread_state)              \
  _(harness)                   \
  _(datasets)                  \
  _(experiments)               \
  _(observability)             \
  _(knowledge)                 \
  _(records)                   \
  _(vectors)

namespace agentkeep {

#define AGENTKEEP_DOMAIN(domain)    \
  namespace domain {                \
  extern const api::Domain kDomain; \
  }
AGENTKEEP_DOMAINS(AGENTKEEP_DOMAIN)
#undef AGENTKEEP_DOMAIN

struct Init {
  std::optional<bool> buildIndexes;
};
struct Status {};
struct Reindex {
  std::optional<bool> again;
  std::optional<bool> drop;
  std::optional<RowCount> rows;
};

template <>
struct api::ShapeOf<Init> {
  static constexpr Field fields[] = {
      AGENTKEEP_FIELD(Init, buildIndexes, "Also indexes of tables with more than 10,000 rows.")};
  static constexpr Shape shape{"Init", fields};
};
template <>
struct api::ShapeOf<Reindex> {
  static constexpr Field fields[] = {
      AGENTKEEP_FIELD(Reindex, again, "From the first message on, also of those that have words."),
      AGENTKEEP_FIELD(Reindex, drop,
                      "Instead, words are not kept any more: where search is switched off."),
      AGENTKEEP_FIELD(Reindex, rows, "Messages a call, 1 to 10,000. Absent: 200.")};
  static constexpr Shape shape{"Reindex", fields};
};
template <>
struct api::ShapeOf<Status> {
  static constexpr Shape shape{"Status", {}};
};

namespace {

using query::Table;

constexpr Text kInit = "init";
constexpr Text kStatus = "status";
constexpr Text kReindex = "reindex";
constexpr std::uint32_t kMostReindexed = 10'000;

// The store's own methods work on the schema: Store::answer runs them.
constexpr api::Method kStoreMethods[] = {
    {kInit,
     api::Scope::kAdmin,
     &api::ShapeOf<Init>::shape,
     {},
     AGENTKEEP_NOTE("SchemaReport"),
     nullptr,
     AGENTKEEP_NOTE("Creates what is missing: tables, columns, indexes. Drops nothing.")},
    {kStatus,
     api::Scope::kRead,
     &api::ShapeOf<Status>::shape,
     {},
     AGENTKEEP_NOTE("SchemaStatus"),
     nullptr,
     AGENTKEEP_NOTE("How the database stands: its schema's version and indexes that wait for "
                    "npx agentkeep migrate.")},
    {kReindex,
     api::Scope::kAdmin,
     &api::ShapeOf<Reindex>::shape,
     {},
     AGENTKEEP_NOTE("{ indexed: integer, done: boolean }"),
     nullptr,
     AGENTKEEP_NOTE("Makes the words by which messages are searched, of those that were there "
                    "before search was switched on: call it again until it is done.")},
};

#ifdef AGENTKEEP_DESCRIBE
constexpr api::AnswerType kAnswers[] = {
    {.name = "SchemaReport",
     .type = "{ schemaVersion: integer, createdTables: string[], addedColumns: string[], "
             "builtIndexes: string[], pendingIndexes: string[] }"},
    {.name = "SchemaStatus",
     .type = "{ schemaVersion: integer, current: boolean, missing: string[], "
             "pendingIndexes: string[] }"},
    {.name = "PageInfo",
     .type = "{ total: integer, page: integer, perPage: integer | false, hasMore: boolean }"},
    {.name = "PruneResult",
     .type = "{ domain: string, table: string, deleted: integer, done: boolean }"},
};
#endif
constexpr api::Domain kStoreDomain{
    "store", {}, kStoreMethods AGENTKEEP_ANSWERS(, nullptr, kAnswers)};

const api::Method* find(Text name, const api::Domain*& domain) {
  const std::size_t dot = name.find('.');
  if (dot == Text::npos) return nullptr;
  for (const api::Domain* each : domains()) {
    if (each->name != name.substr(0, dot)) continue;
    const auto found = std::ranges::find(each->methods, name.substr(dot + 1), &api::Method::name);
    if (found == each->methods.end()) continue;
    domain = each;
    return &*found;
  }
  return nullptr;
}

// Every table of every domain.
// Not in memory that was allocated: that of a call ends with it (wasm/heap.h).
std::span<const Table* const> allTables() {
  static std::array<const Table*, 64> all{};
  static std::size_t count = 0;
  if (count != 0) return std::span(all).first(count);
  const auto add = [](std::span<const Table* const> tables) {
    if (tables.size() > all.size() - count) std::abort();
    std::ranges::copy(tables, all.begin() + static_cast<std::ptrdiff_t>(count));
    count += tables.size();
  };
  add(query::kLargeTables);
  for (const api::Domain* each : domains()) add(each->tables);
  return std::span(all).first(count);
}

// `saveMessages`, `too_large`: SAVE_MESSAGES, TOO_LARGE.
void appendUpper(std::string& out, Text name) {
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out += '_';
    out += asciiUpper(c);
  }
}

// What error ids call a method: CLONE_THREAD.
std::string operationOf(const api::Domain* domain, const api::Method* method, Text name) {
  if (domain != nullptr && domain->versioned != nullptr) {
    return versioned::errorName(*domain->versioned, *method);
  }
  std::string out;
  const bool called = method != nullptr && !method->error_name.empty();
  appendUpper(out, called ? method->error_name : name.substr(name.find('.') + 1));
  return out;
}

// Of calls of no domain: the one that most have.
Text familyOf(const api::Domain* domain) {
  return domain == nullptr ? kStoreDomain.family : domain->family;
}

// MASTRA_STORAGE_AGENTKEEP_SAVE_MESSAGES_INVALID_PAGE. An error that names no status has the word
// of its code if the caller can mend it, and FAILED, which the contract says of drivers, else.
std::string errorId(const api::Domain* domain, Text operation, const Error& error) {
  // What the contract calls by one name, whatever the store and the method.
  if (error->status.starts_with("OBSERVABILITY_")) return std::string(error->status);
  std::string id("MASTRA_");
  id.append(familyOf(domain)).append("_AGENTKEEP_");
  // What a method finds that it calls first is said by that one's name.
  if (error->status.starts_with("VALIDATE_INDEX_")) return id.append(error->status);
  id.append(operation).append("_");
  const ErrorKind& kind = kindOf(error->code);
  if (!error->status.empty()) {
    id += error->status;
  } else if (kind.status < 500 && error->code != ErrorCode::kInvalidArgument) {
    appendUpper(id, kind.word);
  } else {
    id += "FAILED";
  }
  return id;
}

// `wrote`: something of the call is committed.
Reply replyOf(const Error& error, const Context& context, const api::Domain* domain,
              const api::Method* method, bool wrote = false) {
  const ErrorKind& kind = kindOf(error->code);
  JsonWriter out;
  out.beginObject().key("error").beginObject();
  out.key("code").string(kind.word);
  out.key("id").string(errorId(domain, operationOf(domain, method, context.method), error));
  // The framework's own checks of vectors are of its own domain: contract/vector.md.
  const bool is_framework = familyOf(domain) == "VECTOR" && kind.category == "USER";
  out.key("domain").string(is_framework ? "MASTRA_VECTOR" : "STORAGE");
  out.key("category").string(kind.category);
  out.key("message").string(error->message);
  out.key("details").raw(error->details.empty() ? Text("{}") : Text(error->details));
  out.key("retryable").boolean(!wrote && (kind.retryable || error->retryable));
  out.key("committed")
      .string(error->code == ErrorCode::kOutcomeUnknown ? "unknown"
              : wrote                                   ? "yes"
                                                        : "no");
  out.key("requestId").string(context.request);
  out.endObject().endObject();
  return {.status = kind.status, .body = out.take()};
}

// Of a look: what is missing but indexes, tables and then columns.
std::vector<std::string> missingIn(query::SchemaReport& report) {
  std::vector<std::string> names = std::move(report.createdTables);
  names.insert(names.end(), report.addedColumns.begin(), report.addedColumns.end());
  return names;
}

bool changedRows(const query::Outcome& outcome) {
  return std::ranges::any_of(outcome.answers,
                             [](const query::Answer& answer) { return answer.changed != 0; });
}

// Makes sure of the schema before the first batch of a prefix, and only then: what a method refuses
// by itself costs no trip.
class ReadyDatabase : public query::Database {
 public:
  ReadyDatabase(Call& call, const Context& context, Current& current, query::Backend& backend)
      : call_(call), context_(context), current_(current), backend_(backend) {}

  Task<Result<void>> prepare() {
    if (current_.has(context_.prefix)) co_return Result<void>();
    Result<query::SchemaReport> report = co_await migrate(false);
    if (!report) co_return std::unexpected(std::move(report.error()));
    if (context_.disable_init) {
      const Text what = report->createdTables.empty() ? "column " : "table ";
      if (const auto names = missingIn(*report); !names.empty()) {
        std::string why = "the database has no ";
        why.append(what).append(names[0]).append(
            " and init is disabled: run npx agentkeep migrate");
        co_return fail(ErrorCode::kSchemaMissing, std::move(why));
      }
    }
    current_.remember(context_.prefix);
    // Said once an isolate, before the slow queries are noticed.
    for (const std::string& index : report->pendingIndexes) {
      call_.warning += call_.warning.empty() ? "run npx agentkeep migrate to build " : ", ";
      call_.warning += index;
    }
    co_return Result<void>();
  }

  // After a kSchemaMissing of the database, which has done nothing then: what was believed of it is
  // wrong. True if something was missing and has been made, so that the same may be asked again.
  Task<Result<bool>> mend() {
    current_.forget(context_.prefix);
    if (context_.disable_init) co_return false;
    Result<query::SchemaReport> report = co_await migrate(true);
    if (!report) co_return std::unexpected(std::move(report.error()));
    current_.remember(context_.prefix);
    co_return !missingIn(*report).empty();
  }

  Task<Result<query::Outcome>> run(const query::Batch& batch) override {
    if (!current_.has(context_.prefix)) {
      const Result<void> prepared = co_await prepare();
      if (!prepared) co_return std::unexpected(prepared.error());
    }
    Result<query::Outcome> outcome = co_await backend_.run(batch);
    if (!outcome && outcome.error()->code == ErrorCode::kSchemaMissing) {
      const Result<bool> mended = co_await mend();
      if (!mended) co_return std::unexpected(mended.error());
      if (*mended) outcome = co_await backend_.run(batch);
    }
    wrote_ = wrote_ || (outcome && changedRows(*outcome));
    if (outcome && outcome->failed && !batch.may_fail) {
      co_return std::unexpected(query::errorOf(*outcome->failed));
    }
    co_return outcome;
  }

  [[nodiscard]] std::size_t rowBytes() const override { return backend_.rowBytes(); }
  [[nodiscard]] std::size_t answerBytes() const override { return backend_.answerBytes(); }
  [[nodiscard]] bool joins() const override { return backend_.joins(); }
  [[nodiscard]] bool isAtomic() const override { return backend_.isAtomic(); }
  [[nodiscard]] bool isOneTable() const override { return backend_.isOneTable(); }
  [[nodiscard]] bool matchesPatterns() const override { return backend_.matchesPatterns(); }
  [[nodiscard]] bool searches() const override { return backend_.searches(); }
  [[nodiscard]] bool ranksVectors() const override { return backend_.ranksVectors(); }
  Task<Result<query::Rows>> vectorTables(Text name) override { return backend_.vectorTables(name); }
  Task<Result<void>> makeVectorTable(Text name, std::uint32_t dimension,
                                     query::Metric metric) override {
    return backend_.makeVectorTable(name, dimension, metric);
  }
  Task<Result<void>> dropVectorTable(Text name) override { return backend_.dropVectorTable(name); }
  [[nodiscard]] bool insertsInOrder() const override { return backend_.insertsInOrder(); }

  // A batch has changed rows: an error of the call, such as an answer that is too long, came after
  // it.
  [[nodiscard]] bool wrote() const { return wrote_; }

 private:
  Task<Result<query::SchemaReport>> migrate(bool look) {
    return backend_.migrate(allTables(), {.version = kSchemaVersion,
                                          .oldest = kOldestSchema,
                                          .disableInit = context_.disable_init,
                                          .look = look,
                                          .lean = context_.lean_indexes,
                                          .search = call_.search});
  }

  Call& call_;
  const Context& context_;
  Current& current_;
  query::Backend& backend_;
  bool wrote_ = false;
};

void writeNames(JsonWriter& out, Text key, std::span<const std::string> names) {
  out.key(key).beginArray();
  for (const std::string& name : names) out.string(name);
  out.endArray();
}

void writeReport(JsonWriter& out, const query::SchemaReport& report) {
  out.beginObject().key("schemaVersion").integer(report.version);
  writeNames(out, "createdTables", report.createdTables);
  writeNames(out, "addedColumns", report.addedColumns);
  writeNames(out, "builtIndexes", report.builtIndexes);
  writeNames(out, "pendingIndexes", report.pendingIndexes);
  out.endObject();
}

Task<Result<void>> init(Call& call, query::Backend& backend, const Context& context,
                        Current& current, Text body, JsonWriter& out) {
  Init input;
  if (auto problem = api::Decoder(body, call).readBody(api::ShapeOf<Init>::shape, &input)) {
    co_return std::unexpected(std::move(*problem));
  }
  // Asked for by name, it looks at what is there, and runs DDL even where requests may not.
  const Result<query::SchemaReport> report =
      co_await backend.migrate(allTables(), {.version = kSchemaVersion,
                                             .oldest = kOldestSchema,
                                             .buildIndexes = input.buildIndexes.value_or(false),
                                             .look = true,
                                             .lean = context.lean_indexes,
                                             .search = call.search});
  if (!report) co_return std::unexpected(report.error());
  if (report->pendingIndexes.empty()) current.remember(context.prefix);
  writeReport(out, *report);
  co_return Result<void>();
}

Task<Result<void>> status(Call& call, query::Backend& backend, const Context& context,
                          JsonWriter& out) {
  Result<query::SchemaReport> report =
      co_await backend.migrate(allTables(), {.version = kSchemaVersion,
                                             .oldest = kOldestSchema,
                                             .disableInit = true,
                                             .look = true,
                                             .lean = context.lean_indexes,
                                             .search = call.search});
  std::vector<std::string> missing;
  if (!report) {
    // A table that is made beforehand: it is not ready, and nothing else is wrong.
    if (report.error()->code != ErrorCode::kSchemaMissing)
      co_return std::unexpected(report.error());
    missing.push_back(std::move(report.error()->message));
    report = query::SchemaReport{};
  } else {
    missing = missingIn(*report);
  }
  out.beginObject().key("schemaVersion").integer(report->version);
  out.key("current").boolean(report->version >= kSchemaVersion && missing.empty());
  writeNames(out, "missing", missing);
  writeNames(out, "pendingIndexes", report->pendingIndexes);
  out.endObject();
  co_return Result<void>();
}

// Of the one table that keeps words.
Task<Result<void>> reindex(Call& call, ReadyDatabase& ready, query::Backend& backend,
                           const Context& context, Current& current, Text body, JsonWriter& out) {
  Reindex input;
  if (auto problem = api::Decoder(body, call).readBody(api::ShapeOf<Reindex>::shape, &input)) {
    co_return std::unexpected(std::move(*problem));
  }
  query::ReindexAsk ask{.again = input.again.value_or(false), .drop = input.drop.value_or(false)};
  ask.rows = input.rows.value_or(RowCount{ask.rows}).value;
  if (ask.rows == 0 || ask.rows > kMostReindexed) {
    co_return invalid("rows must be 1 to 10000");
  }
  if (backend.searches() && ask.drop == call.search) {
    co_return invalid(std::string(ask.drop ? Text("drop is for a store whose search is switched "
                                                  "off: others would make the words again")
                                           : query::kSearchIsOff));
  }
  if (Result<void> prepared = co_await ready.prepare(); !prepared) co_return prepared;
  const auto tables = allTables();
  const auto table =
      std::ranges::find_if(tables, [](const Table* each) { return each->texts != nullptr; });
  const Result<query::Reindexed> done = co_await backend.reindex(**table, ask);
  if (!done) co_return std::unexpected(done.error());
  if (ask.drop) current.forget(context.prefix);
  out.beginObject();
  out.key("indexed").integer(static_cast<std::int64_t>(done->indexed));
  out.key("done").boolean(done->done);
  out.endObject();
  co_return Result<void>();
}

Task<Result<void>> refuseWrites(Call& call, ReadyDatabase& ready, query::Backend& backend,
                                const api::Method& method, Text body) {
  const Result<bool> refuse = api::readRefusal(call, method, body);
  if (!refuse) co_return std::unexpected(refuse.error());
  if (Result<void> prepared = co_await ready.prepare(); !prepared) co_return prepared;
  std::vector<const query::Table*> tables(allTables().begin(), allTables().end());
  if (backend.ranksVectors()) {
    const Result<query::Rows> native = co_await backend.vectorTables({});
    if (!native) co_return std::unexpected(native.error());
    for (std::size_t i = 0; i < native->size(); ++i) {
      const Text name = (*native)[i][0].text;
      if (!vectors::isIndexName(name)) continue;
      tables.push_back(call.arena.keep(query::Table{.name = name, .of_vectors = true}));
    }
  }
  co_return co_await backend.refuseWrites(tables, *refuse);
}

Task<Result<void>> manageIndexes(Call& call, ReadyDatabase& ready, query::Backend& backend,
                                 const Context& context, const api::Method& method, Text body,
                                 JsonWriter& out) {
  query::IndexAsk ask{};
  // A prefix of PostgreSQL has the schema before it.
  const Text behind = context.prefix.substr(context.prefix.find('.') + 1);
  const Text prefix = behind.substr(0, behind.find('|'));
  if (auto problem = api::readIndexAsk(call, method, body, allTables(), prefix, ask)) {
    co_return std::unexpected(std::move(*problem));
  }
  ask.lean = context.lean_indexes;
  if (Result<void> prepared = co_await ready.prepare(); !prepared) co_return prepared;
  Result<query::Rows> rows = co_await backend.manageIndexes(ask);
  if (!rows && rows.error()->code == ErrorCode::kSchemaMissing) {
    const Result<bool> mended = co_await ready.mend();
    if (!mended) co_return std::unexpected(mended.error());
    if (*mended) rows = co_await backend.manageIndexes(ask);
  }
  if (!rows) co_return std::unexpected(rows.error());
  co_return api::writeIndexes(out, ask, *rows);
}

}  // namespace

bool Current::has(Text prefix) const {
  const auto known = std::span(checksums_).first(std::min(count_, checksums_.size()));
  return std::ranges::find(known, checksum(prefix)) != known.end();
}

void Current::remember(Text prefix) {
  if (!has(prefix)) checksums_[count_++ % checksums_.size()] = checksum(prefix);
}

void Current::forget(Text prefix) {
  const auto known = std::span(checksums_).first(std::min(count_, checksums_.size()));
  count_ = known.size() - std::ranges::remove(known, checksum(prefix)).size();
}

std::span<const api::Domain* const> domains() {
#define AGENTKEEP_DOMAIN(domain) &domain::kDomain,
  static constexpr const api::Domain* kAll[] = {AGENTKEEP_DOMAINS(AGENTKEEP_DOMAIN) & kStoreDomain,
                                                &api::kIndexDomain, &api::kMoveDomain};
#undef AGENTKEEP_DOMAIN
  return kAll;
}

Task<Reply> Store::answer(Call& call, Context context, Text body) {
  const api::Domain* domain = nullptr;
  const api::Method* method = find(context.method, domain);
  if (method == nullptr) {
    co_return replyOf({ErrorCode::kUnknownMethod, "there is no such method", {}, {}}, context,
                      domain, method);
  }
  // Hosts ask first, to save the trip; whichever door a call comes through, it ends here.
  if ((context.scopes & (1U << static_cast<unsigned>(method->scope))) == 0) {
    co_return replyOf(
        {ErrorCode::kForbidden, "the caller's scopes do not allow this method", {}, {}}, context,
        domain, method);
  }
  JsonWriter out(context.limit);
  out.unread = context.unread;
  const std::unique_ptr<query::Backend> backend = open_(call, context.profile, context.prefix);
  ReadyDatabase ready(call, context, current_, *backend);
  query::LargeValues database(call, ready, context.limit);
  Result<void> done;
  if (method->run != nullptr) {
    const bool is_admin = (context.scopes & (1U << static_cast<unsigned>(api::Scope::kAdmin))) != 0;
    const api::Request request{*domain, *method, body, is_admin};
    done = co_await method->run(call, database, request, out);
  } else if (method->name == kInit) {
    done = co_await init(call, *backend, context, current_, body, out);
  } else if (method->name == kStatus) {
    done = co_await status(call, *backend, context, out);
  } else if (method->name == kReindex) {
    done = co_await reindex(call, ready, *backend, context, current_, body, out);
  } else if (domain == &api::kMoveDomain && method->name == api::kRefuseWrites) {
    done = co_await refuseWrites(call, ready, *backend, *method, body);
  } else if (domain == &api::kMoveDomain) {
    done = co_await api::moveRows(
        call, database, allTables().subspan(std::size(query::kLargeTables)), *method, body, out);
  } else {
    done = co_await manageIndexes(call, ready, *backend, context, *method, body, out);
  }
  if (!out.warning.empty()) {
    if (!call.warning.empty()) call.warning += "; ";
    call.warning += out.warning;
  }
  if (!done) co_return replyOf(done.error(), context, domain, method, ready.wrote());
  if (out.text().empty()) out.null();
  co_return Reply{.status = 200, .body = out.take()};
}

}  // namespace agentkeep
