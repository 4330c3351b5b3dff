// The domain `channels`: contract/channels.md and contract/schemas.json. `data` is opaque: it may
// hold what callers have encrypted.
#include "operations/columns.h"
#include "operations/operation.h"

namespace agentkeep::channels {
namespace {

using namespace query;       // domains speak its words all the time
using namespace operations;  // and so do described ones those of operations
using api::Scope;
using operations::By;

constexpr Text kStatusWords[] = {"pending", "active", "error"};
constexpr Words kStatuses{kStatusWords, "'pending', 'active' or 'error'"};

constexpr Column kInstallationColumns[] = {
    needed(id("id")),
    needed(id("platform")),
    needed(id("agentId")),
    needed(word("status", kStatuses)),
    id("webhookId"),
    needed(object("data")),
    text("configHash"),
    text("error"),
    once(filled(time("createdAt"), Fill::kNow)),
    own(time("updatedAt"), Fill::kTime),
};
consteval Col of(Text name) { return columnOf(kInstallationColumns, name); }

constexpr Col kFirst[] = {0};
constexpr Key kKeys[] = {{kFirst}};
constexpr Col kWebhookId[] = {of("webhookId")};
constexpr Col kByWebhook[] = {of("webhookId"), of("id")};
constexpr Col kByAgent[] = {of("platform"), of("agentId")};
constexpr AccessPath kPaths[] = {
    {"idx_channel_installations_webhook", kByWebhook, "getInstallationByWebhookId"},
    {"idx_channel_installations_platform_agent", kByAgent, "getInstallationByAgent"}};
constexpr Table kInstallations{.name = "mastra_channel_installations",
                               .columns = kInstallationColumns,
                               .keys = kKeys,
                               .paths = kPaths,
                               .keeps_insertion_order = true};

constexpr Column kConfigColumns[] = {
    needed(id("platform")),
    needed(object("data")),
    filled(time("updatedAt"), Fill::kNow),
};
consteval Col in(Text name) { return columnOf(kConfigColumns, name); }
constexpr Table kConfigs{.name = "mastra_channel_config", .columns = kConfigColumns, .keys = kKeys};
constexpr const Table* kTables[] = {&kInstallations, &kConfigs};

constexpr auto kRow = allOf<std::size(kInstallationColumns)>;
constexpr auto kConfigRow = allOf<std::size(kConfigColumns)>;

constexpr By kById[] = {{of("id")}};
constexpr By kOfAgent[] = {{of("platform")}, {of("agentId")}};
constexpr By kOfWebhook[] = {{of("webhookId")}};
constexpr By kOfPlatform[] = {{of("platform")}};
constexpr By kConfigOf[] = {{in("platform")}};
constexpr Cell kWords[] = {{Text("active")}, {Text("pending")}};
constexpr Where kActive{
    .is = Is::kEq, .field = {of("status")}, .values = std::span(kWords).first(1)};
constexpr Where kPending{
    .is = Is::kEq, .field = {of("status")}, .values = std::span(kWords).last(1)};
constexpr Order kActiveFirst[] = {
    {.first = &kActive}, {.first = &kPending}, {.column = of("updatedAt"), .descending = true}};
constexpr Order kNewest[] = {{.column = of("createdAt"), .descending = true}};
constexpr Demand kOwnWebhook[] = {{.table = &kInstallations,
                                   .columns = kWebhookId,
                                   .of = kWebhookId,
                                   .says = "webhookId * is that of another installation",
                                   .none = true,
                                   .others = true}};
constexpr More kAlone{.demands = kOwnWebhook};

constexpr Operation kSave{.what = Do::kSave,
                          .table = &kInstallations,
                          .row = kRow,
                          .answers = Answers::kNothing,
                          .more = &kAlone};
constexpr Operation finds(std::span<const By> by, std::span<const Order> order = {}) {
  return {.what = Do::kGet,
          .table = &kInstallations,
          .row = kRow,
          .type = "ChannelInstallation",
          .by = by,
          .order = order};
}
constexpr Operation kGet = finds(kById);
constexpr Operation kGetByAgent = finds(kOfAgent, kActiveFirst);
constexpr Operation kGetByWebhook = finds(kOfWebhook);
constexpr Operation kList{.what = Do::kList,
                          .table = &kInstallations,
                          .row = kRow,
                          .type = "ChannelInstallation",
                          .by = kOfPlatform,
                          .order = kNewest};
constexpr Operation kDelete{.what = Do::kRemove, .table = &kInstallations, .by = kById};
constexpr Operation kSaveConfig{
    .what = Do::kSave, .table = &kConfigs, .row = kConfigRow, .answers = Answers::kNothing};
constexpr Operation kGetConfig{.what = Do::kGet,
                               .table = &kConfigs,
                               .row = kConfigRow,
                               .type = "ChannelConfig",
                               .by = kConfigOf};
constexpr Operation kDeleteConfig{.what = Do::kRemove, .table = &kConfigs, .by = kConfigOf};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr Text kId[] = {"id"};
constexpr Text kAgent[] = {"platform", "agentId"};
constexpr Text kWebhook[] = {"webhookId"};
constexpr Text kPlatform[] = {"platform"};
constexpr api::Method kMethods[] = {
    described("saveInstallation", Scope::kWrite, kSave,
              AGENTKEEP_NOTE("Saves an installation; one of a known id is replaced, and keeps its "
                             "createdAt. Conflict if another has its webhookId.")),
    described("getInstallation", Scope::kRead, kGet, AGENTKEEP_NOTE("One installation, or null."),
              kId),
    described("getInstallationByAgent", Scope::kRead, kGetByAgent,
              AGENTKEEP_NOTE("That of an agent: an active one, else a pending one, else the one "
                             "changed last; or null."),
              kAgent),
    described("getInstallationByWebhookId", Scope::kRead, kGetByWebhook,
              AGENTKEEP_NOTE("That of a webhook, or null."), kWebhook),
    described("listInstallations", Scope::kRead, kList,
              AGENTKEEP_NOTE("Those of a platform, the newest first."), kPlatform),
    described("deleteInstallation", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("Deletes an installation; no error if it does not exist."), kId),
    described("saveConfig", Scope::kWrite, kSaveConfig,
              AGENTKEEP_NOTE("Saves what a platform is configured with.")),
    described("getConfig", Scope::kRead, kGetConfig,
              AGENTKEEP_NOTE("What a platform is configured with, or null."), kPlatform),
    described("deleteConfig", Scope::kWrite, kDeleteConfig,
              AGENTKEEP_NOTE("Deletes that; no error if there is none."), kPlatform),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes every installation and every configuration.")),
};

}  // namespace

extern const api::Domain kDomain{"channels", kTables, kMethods};

}  // namespace agentkeep::channels
