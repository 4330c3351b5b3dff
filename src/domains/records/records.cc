// The domain `records`: contract/records.md. Every model of models.cc has every
// verb.
#include <array>

#include "api/method.h"
#include "domains/records/verbs.h"

namespace agentkeep::records {
namespace {

using api::Scope;

struct Described {
  Text verb;
  Scope scope;
  Text summary;
  Text takes;
  Text answer;  // `*` stands for the type of a row
};

#ifdef AGENTKEEP_DESCRIBE
#define AGENTKEEP_SHOWN "select?: object | null, include?: object | null"
#define AGENTKEEP_LIST                                                      \
  "{ where?: object, orderBy?: object | object[], cursor?: object, take?: " \
  "number, skip?: "                                                         \
  "integer, distinct?: string | string[], " AGENTKEEP_SHOWN " }"
#endif

constexpr Described kVerbs[] = {
    {"findUnique", Scope::kRead, AGENTKEEP_NOTE("The row of a unique key, or null."),
     AGENTKEEP_NOTE("{ where: object, " AGENTKEEP_SHOWN " }"), AGENTKEEP_NOTE("* | null")},
    {"findUniqueOrThrow", Scope::kRead,
     AGENTKEEP_NOTE("The row of a unique key; not_found if there is none."),
     AGENTKEEP_NOTE("{ where: object, " AGENTKEEP_SHOWN " }"), AGENTKEEP_NOTE("*")},
    {"findFirst", Scope::kRead,
     AGENTKEEP_NOTE("The first row that matches, in the order; or null."),
     AGENTKEEP_NOTE(AGENTKEEP_LIST), AGENTKEEP_NOTE("* | null")},
    {"findMany", Scope::kRead,
     AGENTKEEP_NOTE("The rows that match, in the order, by id if none is asked for."),
     AGENTKEEP_NOTE(AGENTKEEP_LIST), AGENTKEEP_NOTE("*[]")},
    {"count", Scope::kRead, AGENTKEEP_NOTE("How many rows match."),
     AGENTKEEP_NOTE("{ where?: object, orderBy?: object | object[], take?: "
                    "number, skip?: integer }"),
     AGENTKEEP_NOTE("integer")},
    {"create", Scope::kWrite, AGENTKEEP_NOTE("Makes a row; conflict if a unique key is taken."),
     AGENTKEEP_NOTE("{ data: object, " AGENTKEEP_SHOWN " }"), AGENTKEEP_NOTE("*")},
    {"createMany", Scope::kWrite,
     AGENTKEEP_NOTE("Makes rows, all or none; skipDuplicates leaves those "
                    "whose id is taken."),
     AGENTKEEP_NOTE("{ data: object | object[], skipDuplicates?: boolean }"),
     AGENTKEEP_NOTE("{ count: integer }")},
    {"update", Scope::kWrite,
     AGENTKEEP_NOTE("Changes what is given of the row of a unique key; "
                    "not_found if there is none."),
     AGENTKEEP_NOTE("{ where: object, data: object, " AGENTKEEP_SHOWN " }"), AGENTKEEP_NOTE("*")},
    {"updateMany", Scope::kWrite,
     AGENTKEEP_NOTE("Changes what is given of every row that matches."),
     AGENTKEEP_NOTE("{ where?: object, data: object }"), AGENTKEEP_NOTE("{ count: integer }")},
    {"upsert", Scope::kWrite, AGENTKEEP_NOTE("Changes the row of a unique key, or makes it."),
     AGENTKEEP_NOTE("{ where: object, create: object, update: object, " AGENTKEEP_SHOWN " }"),
     AGENTKEEP_NOTE("*")},
    {"delete", Scope::kWrite,
     AGENTKEEP_NOTE("Deletes the row of a unique key, and answers it; "
                    "not_found if there is none. "
                    "The credential of a connection goes with it."),
     AGENTKEEP_NOTE("{ where: object, " AGENTKEEP_SHOWN " }"), AGENTKEEP_NOTE("*")},
    {"deleteMany", Scope::kWrite, AGENTKEEP_NOTE("Deletes every row that matches."),
     AGENTKEEP_NOTE("{ where?: object }"), AGENTKEEP_NOTE("{ count: integer }")},
};
constexpr std::size_t kVerbCount = std::size(kVerbs);

// The names of the models as records.cc must have them while it is compiled.
constexpr Text kNames[kModelCount] = {"record", "connection", "credential", "entity", "property"};
constexpr Text kTypes[kModelCount] = {"SyncedRecord", "SyncedConnection", "SyncedCredential",
                                      "SyncedEntity", "SyncedProperty"};
constexpr std::size_t kOfModels = kModelCount * kVerbCount;
constexpr std::size_t kMethodCount = kOfModels + 2;

// What the text is with each `*` replaced, and where all of them are while the
// program runs.
template <std::size_t kRoom>
struct Texts {
  std::array<char, kRoom> room{};
  std::size_t used = 0;
  consteval std::size_t add(Text text, Text with) {
    const std::size_t from = used;
    for (const char c : text) {
      if (c != '*') room[used++] = c;
      if (c == '*') {
        for (const char each : with) room[used++] = each;
      }
    }
    return from;
  }
};
struct Slice {
  std::uint16_t from, size;
};
struct All {
  Texts<kOfModels * 64> texts;
  std::array<Slice, kOfModels> names{}, answers{};
};
consteval All allTexts() {
  All all;
  for (std::size_t m = 0; m < kModelCount; ++m) {
    for (std::size_t v = 0; v < kVerbCount; ++v) {
      const std::size_t at = m * kVerbCount + v;
      const auto place = [&](Text text, Text with, Text then) {
        const std::size_t from = all.texts.add(text, with);
        all.texts.add(then, {});
        return Slice{static_cast<std::uint16_t>(from),
                     static_cast<std::uint16_t>(all.texts.used - from)};
      };
      all.names[at] = place("*.", kNames[m], kVerbs[v].verb);
      all.answers[at] = place(kVerbs[v].answer, kTypes[m], {});
    }
  }
  return all;
}
constexpr All kAll = allTexts();
constexpr std::size_t kUsed = kAll.texts.used;
constexpr std::array<char, kUsed> kTexts = [] {
  std::array<char, kUsed> out{};
  std::copy_n(kAll.texts.room.begin(), kUsed, out.begin());
  return out;
}();
constexpr Text textAt(Slice slice) { return {kTexts.data() + slice.from, slice.size}; }

constexpr std::array<api::Method, kMethodCount> kMethods = [] {
  std::array<api::Method, kMethodCount> out{};
  for (std::size_t i = 0; i < kOfModels; ++i) {
    const Described& verb = kVerbs[i % kVerbCount];
    out[i] = {.name = textAt(kAll.names[i]),
              .scope = verb.scope,
              .takes = verb.takes,
              .answer = textAt(kAll.answers[i]),
              .run = &run,
              .summary = verb.summary,
              .error_name = verb.verb};
  }
  out[kOfModels] = {
      .name = "sync",
      .scope = Scope::kWrite,
      .takes = AGENTKEEP_NOTE("{ connectionId: id, entityType: name, records: { externalId: name, "
                              "data: any }[], whole?: boolean, source?: string }"),
      .answer = AGENTKEEP_NOTE("{ created: integer, updated: integer, "
                               "unchanged: integer, deleted: integer }"),
      .run = &sync,
      .summary = AGENTKEEP_NOTE("Brings the records of one kind of object of a connection up to "
                                "date, by their external "
                                "ids. With whole those that are not given are marked as deleted.")};
  out[kMethodCount - 1] = {.name = "dangerouslyClearAll",
                           .scope = Scope::kAdmin,
                           .takes = AGENTKEEP_NOTE("{}"),
                           .answer = AGENTKEEP_NOTE("null"),
                           .run = &clear,
                           .summary = AGENTKEEP_NOTE("Deletes every row of every model.")};
  return out;
}();

#ifdef AGENTKEEP_DESCRIBE
// Every member may be left out: `select` says which there are.
constexpr api::AnswerType kAnswers[] = {
    {.name = "SyncedRecordRow",
     .type = "{ id?: string, externalId?: string | null, data?: document, "
             "source?: string, "
             "entityType?: "
             "string, entityId?: string | null, status?: 'ACTIVE' | "
             "'ARCHIVED', enrichmentStatus?: "
             "'PENDING' | 'APPLIED' | 'UNAPPLIED' | 'FAILED', deletedAt?: time "
             "| null, createdAt?: "
             "time, updatedAt?: time | null }"},
    {.name = "SyncedConnectionRow",
     .type = "{ id?: string, name?: string, issues?: document, syncConfig?: "
             "document, connectionId?: "
             "string, createdAt?: time, updatedAt?: time | null, lastSyncAt?: "
             "time | null, "
             "subscriptionId?: string | null }"},
    {.name = "SyncedCredentialRow",
     .type = "{ id?: string, type?: string, value?: document, scope?: "
             "document, k_id?: string }"},
    {.name = "SyncedEntityRow",
     .type = "{ id?: string, type?: string, createdAt?: time, updatedAt?: "
             "time, createdBy?: string, "
             "k_id?: string, lastSyncId?: string | null }"},
    {.name = "SyncedPropertyRow",
     .type = "{ id?: string, name?: string, displayName?: string, visible?: "
             "boolean, config?: "
             "document, "
             "description?: string | null, type?: string, order?: number, "
             "modifiable?: boolean, "
             "parentId?: string | null, entityId?: string | null }"},
    {.name = "SyncedRecord", .type = "{ ...SyncedRecordRow, entity?: SyncedEntityRow | null }"},
    {.name = "SyncedConnection",
     .type = "{ ...SyncedConnectionRow, credential?: SyncedCredentialRow | "
             "null, entities?: "
             "SyncedEntityRow[] }"},
    {.name = "SyncedCredential",
     .type = "{ ...SyncedCredentialRow, connection?: SyncedConnectionRow | null }"},
    {.name = "SyncedEntity",
     .type = "{ ...SyncedEntityRow, connection?: SyncedConnectionRow | null, "
             "records?: "
             "SyncedRecordRow[], properties?: SyncedPropertyRow[] }"},
    {.name = "SyncedProperty",
     .type = "{ ...SyncedPropertyRow, entity?: SyncedEntityRow | null, "
             "parent?: SyncedPropertyRow | "
             "null, children?: SyncedPropertyRow[] }"},
};
#endif

}  // namespace

extern const api::Domain kDomain{"records", kTables,
                                 kMethods AGENTKEEP_ANSWERS(, nullptr, kAnswers)};

}  // namespace agentkeep::records
