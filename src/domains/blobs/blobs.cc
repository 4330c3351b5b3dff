// The domain `blobs`: contract/blobs.md. Contents of files by their hashes, which callers make.
#include "operations/operation.h"

namespace agentkeep::blobs {
namespace {

using namespace query;  // domains speak its words all the time
using api::Scope;
using operations::Answers;
using operations::By;
using operations::described;
using operations::Do;
using operations::Operation;

// Where a large content is.
constexpr Col kLarge = 5;
constexpr Column kColumns[] = {
    {.name = "hash",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kName,
     .given = Given::kOnce,
     .required = true},
    {.name = "content",
     .type = Type::kText,
     .nullable = false,
     .required = true,
     .reference = kLarge},
    {.name = "size", .type = Type::kInteger, .nullable = false, .required = true},
    {.name = "mimeType", .type = Type::kText},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false, .fill = Fill::kNow},
    {.name = "content_large", .type = Type::kText, .given = Given::kNever},
};
constexpr Col kKey[] = {0};
constexpr Key kKeys[] = {{kKey}};
constexpr Table kBlobs{.name = "mastra_skill_blobs", .columns = kColumns, .keys = kKeys};
constexpr const Table* kTables[] = {&kBlobs};
constexpr auto kRow = operations::allOf<kLarge>;

constexpr By kByHash[] = {{0}};
constexpr By kByHashes[] = {{.column = 0, .is = Is::kIn, .name = "hashes"}};
constexpr Operation kPut{.what = Do::kSkip, .table = &kBlobs, .row = kRow};
// All or none; those that are there already stay.
constexpr Operation kPutMany{
    .what = Do::kSkip, .table = &kBlobs, .row = kRow, .wrapper = "entries", .many = true};
constexpr Operation kGetMany{
    .what = Do::kList, .table = &kBlobs, .row = kRow, .type = "Blob", .by = kByHashes};
constexpr Operation kHas{
    .what = Do::kGet, .table = &kBlobs, .row = kKey, .answers = Answers::kWhether, .by = kByHash};
constexpr Operation kDelete{
    .what = Do::kRemove, .table = &kBlobs, .answers = Answers::kWhether, .by = kByHash};
constexpr Operation kGet{
    .what = Do::kGet, .table = &kBlobs, .row = kRow, .type = "Blob", .by = kByHash};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr Text kHash[] = {"hash"};
constexpr Text kHashes[] = {"hashes"};
constexpr Text kEntries[] = {"entries"};
constexpr api::Method kMethods[] = {
    described("put", Scope::kWrite, kPut,
              AGENTKEEP_NOTE("Keeps a content; nothing happens if its hash is known.")),
    described("putMany", Scope::kWrite, kPutMany, AGENTKEEP_NOTE("Keeps contents, all or none."),
              kEntries),
    described("get", Scope::kRead, kGet, AGENTKEEP_NOTE("One content, or null."), kHash),
    described("getMany", Scope::kRead, kGetMany,
              AGENTKEEP_NOTE("The contents of these hashes that there are."), kHashes),
    described("has", Scope::kRead, kHas, AGENTKEEP_NOTE("Whether there is a content of this hash."),
              kHash),
    described("delete", Scope::kWrite, kDelete,
              AGENTKEEP_NOTE("Deletes a content, and says whether there was one."), kHash),
    described("dangerouslyClearAll", Scope::kAdmin, kClear,
              AGENTKEEP_NOTE("Deletes all contents.")),
};

}  // namespace

extern const api::Domain kDomain{"blobs", kTables, kMethods};

}  // namespace agentkeep::blobs
