#include "domains/records/models.h"

#include "operations/columns.h"

namespace agentkeep::records {
namespace {

using namespace query;       // tables are said in its words
using namespace operations;  // and in those of columns

enum : std::uint8_t { kRecord, kConnection, kCredential, kEntity, kProperty };

// What may be null is null on the wire, as Prisma answers it.
constexpr Column null(Column column) {
  column.absent_json = "null";
  return column;
}
constexpr Column filled(Column column) {
  column.nullable = false;
  return column;
}
// Of documents with what they hold: they may be longer than ids.
constexpr Column boolean(Text name) {
  return {.name = name, .type = Type::kBoolean, .nullable = false};
}

constexpr Text kStatusWords[] = {"ACTIVE", "ARCHIVED"};
constexpr Words kStatuses{kStatusWords, "ACTIVE or ARCHIVED"};
constexpr Text kEnrichmentWords[] = {"UNAPPLIED", "PENDING", "APPLIED", "FAILED"};
constexpr Words kEnrichments{kEnrichmentWords, "PENDING, APPLIED, UNAPPLIED or FAILED"};
constexpr Text kTypeWords[] = {
    "LONG_TEXT", "SINGLE_LINE_TEXT", "SINGLE_SELECT", "MULTI_SELECT", "CHECKBOX", "DATE",
    "USER",      "BADGE_LIST",       "CURRENCY",      "URL",          "PHONE",    "CONTACT",
    "COMPANY",   "PERSON",           "ENRICHMENT",    "COMPOSITE",    "BOOLEAN",  "NUMBER",
    "FLOAT",     "JSON_OBJECT",      "JSON_ARRAY"};
constexpr Words kTypes{kTypeWords,
                       "LONG_TEXT, SINGLE_LINE_TEXT, SINGLE_SELECT, "
                       "MULTI_SELECT, CHECKBOX, DATE, USER, BADGE_LIST, "
                       "CURRENCY, URL, PHONE, CONTACT, COMPANY, PERSON, "
                       "ENRICHMENT, COMPOSITE, BOOLEAN, NUMBER, "
                       "FLOAT, JSON_OBJECT or JSON_ARRAY"};

constexpr Column kId = needed(id("id"));
constexpr Column kCreatedAt = filled(time("createdAt"));
constexpr Column kUpdatedAt = filled(time("updatedAt"));

constexpr Column kRecordColumns[] = {
    kId,
    null(id("externalId")),
    filled(any("data")),
    filled(text("source")),
    filled(id("entityType")),
    null(id("entityId")),
    filled(word("status", kStatuses)),
    filled(word("enrichmentStatus", kEnrichments)),
    null(time("deletedAt")),
    kCreatedAt,
    null(time("updatedAt")),
};
constexpr Column kConnectionColumns[] = {
    kId,
    filled(id("name")),
    filled(list("issues")),
    null(any("syncConfig")),
    filled(id("connectionId")),
    kCreatedAt,
    null(time("updatedAt")),
    null(time("lastSyncAt")),
    null(id("subscriptionId")),
};
constexpr Column kCredentialColumns[] = {
    kId, filled(text("type")), filled(object("value")), filled(list("scope")), filled(id("k_id")),
};
constexpr Column kEntityColumns[] = {
    kId,
    filled(id("type")),
    kCreatedAt,
    kUpdatedAt,
    filled(text("createdBy")),
    filled(id("k_id")),
    null(text("lastSyncId")),
};
constexpr Column kPropertyColumns[] = {
    kId,
    filled(text("name")),
    filled(text("displayName")),
    boolean("visible"),
    null(any("config")),
    null(text("description")),
    filled(word("type", kTypes)),
    filled(integer("order")),
    boolean("modifiable"),
    null(id("parentId")),
    null(id("entityId")),
};

consteval Col record(Text name) { return columnOf(kRecordColumns, name); }
consteval Col connection(Text name) { return columnOf(kConnectionColumns, name); }
consteval Col credential(Text name) { return columnOf(kCredentialColumns, name); }
consteval Col entity(Text name) { return columnOf(kEntityColumns, name); }
consteval Col property(Text name) { return columnOf(kPropertyColumns, name); }

static_assert(record("updatedAt") == RecordCol::updatedAt &&
              record("entityId") == RecordCol::entityId &&
              connection("subscriptionId") == ConnectionCol::subscriptionId &&
              entity("lastSyncId") == EntityCol::lastSyncId);

constexpr Col kById[] = {kIdCol};
constexpr Key kKeys[] = {{kById}};

constexpr Col kByExternal[] = {record("externalId")};
constexpr Col kByEntity[] = {record("entityId"), record("externalId")};
constexpr Col kConnectionKey[] = {connection("connectionId"), connection("name")};
constexpr Col kBySubscription[] = {connection("subscriptionId")};
constexpr Col kCredentialKey[] = {credential("k_id")};
constexpr Col kEntityKey[] = {entity("k_id"), entity("type")};
constexpr Col kPropertiesByEntity[] = {property("entityId"), property("order")};
constexpr Col kByParent[] = {property("parentId")};

constexpr AccessPath kRecordPaths[] = {
    {"idx_records_external_id", kByExternal, "record.findMany"},
    {"idx_records_entity_id", kByEntity, "record.findMany, sync"}};
constexpr AccessPath kConnectionPaths[] = {
    {"idx_connections_connection_id", kConnectionKey, "connection.findUnique"},
    {"idx_connections_subscription_id", kBySubscription, "connection.findMany"}};
constexpr AccessPath kCredentialPaths[] = {
    {"idx_credentials_k_id", kCredentialKey, "credential.findUnique"}};
constexpr AccessPath kEntityPaths[] = {
    {"idx_entities_k_id", kEntityKey, "entity.findUnique, sync"}};
constexpr AccessPath kPropertyPaths[] = {
    {"idx_properties_entity_id", kPropertiesByEntity, "property.findMany"},
    {"idx_properties_parent_id", kByParent, "property.findMany"}};

constexpr Table kRecords{
    .name = "mastra_records", .columns = kRecordColumns, .keys = kKeys, .paths = kRecordPaths};
constexpr Table kConnections{.name = "mastra_connections",
                             .columns = kConnectionColumns,
                             .keys = kKeys,
                             .paths = kConnectionPaths};
constexpr Table kCredentials{.name = "mastra_credentials",
                             .columns = kCredentialColumns,
                             .keys = kKeys,
                             .paths = kCredentialPaths};
constexpr Table kEntities{
    .name = "mastra_entities", .columns = kEntityColumns, .keys = kKeys, .paths = kEntityPaths};
constexpr Table kProperties{.name = "mastra_properties",
                            .columns = kPropertyColumns,
                            .keys = kKeys,
                            .paths = kPropertyPaths};

constexpr Unique kOnlyId[] = {{"id", kById}};
constexpr Unique kConnectionUniques[] = {{"id", kById}, {"connectionId_name", kConnectionKey}};
constexpr Unique kCredentialUniques[] = {{"id", kById}, {"k_id", kCredentialKey}};
constexpr Unique kEntityUniques[] = {{"id", kById}, {"k_id_type", kEntityKey}};

constexpr Cell kNoMembers{Json{"{}"}};
constexpr Cell kNoItems{Json{"[]"}};
constexpr Default kRecordDefaults[] = {{record("data"), kNoMembers},
                                       {record("source"), {Text("MANUAL")}},
                                       {record("status"), {kStatusWords[0]}},
                                       {record("enrichmentStatus"), {kEnrichmentWords[0]}}};
constexpr Default kConnectionDefaults[] = {{connection("issues"), kNoItems}};
constexpr Default kCredentialDefaults[] = {{credential("scope"), kNoItems}};
constexpr Default kPropertyDefaults[] = {{property("visible"), {true}},
                                         {property("modifiable"), {true}}};

constexpr Relation one(Text name, std::uint8_t model, Col own, Col other = kIdCol) {
  return {name, &kModels[model], own, other};
}
constexpr Relation many(Text name, std::uint8_t model, Col other) {
  return {name, &kModels[model], kIdCol, other, true};
}
constexpr Relation kOfRecord[] = {one("entity", kEntity, record("entityId"))};
constexpr Relation kOfConnection[] = {one("credential", kCredential, kIdCol, credential("k_id")),
                                      many("entities", kEntity, entity("k_id"))};
constexpr Relation kOfCredential[] = {one("connection", kConnection, credential("k_id"))};
constexpr Relation kOfEntity[] = {one("connection", kConnection, entity("k_id")),
                                  many("records", kRecord, record("entityId")),
                                  many("properties", kProperty, property("entityId"))};
constexpr Relation kOfProperty[] = {one("entity", kEntity, property("entityId")),
                                    one("parent", kProperty, property("parentId")),
                                    many("children", kProperty, property("parentId"))};

}  // namespace

extern const Model kModels[kModelCount] = {
    {"record", &kRecords, kOnlyId, kRecordDefaults, kOfRecord},
    {"connection", &kConnections, kConnectionUniques, kConnectionDefaults, kOfConnection,
     std::span(kOfConnection).first(1)},
    {"credential",
     &kCredentials,
     kCredentialUniques,
     kCredentialDefaults,
     kOfCredential,
     {},
     credential("value")},
    {"entity", &kEntities, kEntityUniques, {}, kOfEntity},
    {"property", &kProperties, kOnlyId, kPropertyDefaults, kOfProperty},
};
extern const Table* const kTables[kModelCount] = {&kRecords, &kConnections, &kCredentials,
                                                  &kEntities, &kProperties};

}  // namespace agentkeep::records
