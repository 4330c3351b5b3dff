// A domain that no release has: shelves, the books on them, and who reads these. Every operation
// and every word of operations/operation.h has a method here, for the tests of them, and the growth
// of the store by a domain of two tables is measured by it.
#include "operations/operation.h"

namespace agentkeep::library {
namespace {

using namespace query;  // domains speak its words all the time
using namespace operations;
using api::Scope;
using operations::By;

constexpr Text kKindWords[] = {"fiction", "non-fiction"};
constexpr Words kKinds{kKindWords, "'fiction' or 'non-fiction'"};
constexpr Text kStatusWords[] = {"free", "lent", "needs-repair"};
constexpr Words kStatuses{kStatusWords, "'free', 'lent' or 'needs-repair'"};

constexpr Column kShelfColumns[] = {
    {.name = "id",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kId,
     .given = Given::kOnce,
     .fill = Fill::kUuid},
    {.name = "name", .type = Type::kText, .nullable = false, .required = true},
    {.name = "kind", .type = Type::kText, .fill = Fill::kWord, .words = &kKinds},
    {.name = "owner", .type = Type::kText, .given = Given::kOnce},
    {.name = "labels", .type = Type::kJson, .takes = Takes::kList, .clears = true},
    {.name = "metadata", .type = Type::kJson, .takes = Takes::kObject, .merges = true},
    {.name = "bookCount", .type = Type::kInteger, .given = Given::kNever, .fill = Fill::kZero},
    {.name = "createdAt", .type = Type::kTimestamp, .given = Given::kNever, .fill = Fill::kNow},
    {.name = "updatedAt", .type = Type::kTimestamp, .given = Given::kNever, .fill = Fill::kTime},
};
consteval Col shelf(Text name) { return columnOf(kShelfColumns, name); }
constexpr Col kShelfKey[] = {shelf("id")};
constexpr Key kShelfKeys[] = {{kShelfKey}};
constexpr Table kShelves{.name = "mastra_shelves", .columns = kShelfColumns, .keys = kShelfKeys};
constexpr auto kShelf = allOf<std::size(kShelfColumns)>;

constexpr Column kBookColumns[] = {
    {.name = "shelfId",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kName,
     .given = Given::kOnce,
     .required = true},
    {.name = "id",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kName,
     .given = Given::kOnce,
     .required = true},
    {.name = "title", .type = Type::kText, .required = true},
    {.name = "subtitle", .type = Type::kText},
    {.name = "status", .type = Type::kText, .fill = Fill::kWord, .words = &kStatuses},
    {.name = "pages", .type = Type::kInteger, .fill = Fill::kZero},
    {.name = "lentBy", .type = Type::kText, .clears = true},
    {.name = "about", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "dueAt", .type = Type::kTimestamp, .clears = true},
    {.name = "lentAt", .type = Type::kTimestamp, .given = Given::kNever},
    {.name = "createdAt", .type = Type::kTimestamp, .given = Given::kOnce, .fill = Fill::kNow},
    {.name = "updatedAt", .type = Type::kTimestamp, .fill = Fill::kTime},
};
consteval Col book(Text name) { return columnOf(kBookColumns, name); }
constexpr Col kBookKey[] = {book("shelfId"), book("id")};
constexpr Key kBookKeys[] = {{kBookKey}};
constexpr Col kBooksByStatus[] = {book("status"), book("dueAt")};
constexpr AccessPath kBookPaths[] = {
    {"idx_books_status_due_at", kBooksByStatus, AGENTKEEP_NOTE("listDue, listBooks")}};
constexpr Table kBooks{.name = "mastra_books",
                       .columns = kBookColumns,
                       .keys = kBookKeys,
                       .paths = kBookPaths,
                       .keeps_insertion_order = true};
constexpr auto kBook = allOf<std::size(kBookColumns)>;

// Its times are Unix milliseconds.
constexpr Column kReaderColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false, .takes = Takes::kName, .required = true},
    {.name = "card", .type = Type::kText, .takes = Takes::kId},
    {.name = "joined_ms",
     .type = Type::kInteger,
     .json = "joinedMs",
     .given = Given::kOnce,
     .fill = Fill::kNow},
    {.name = "seenMs", .type = Type::kInteger, .given = Given::kNever, .fill = Fill::kTime},
};
consteval Col reader(Text name) { return columnOf(kReaderColumns, name); }
constexpr Col kByCard[] = {reader("card"), reader("id")};
constexpr AccessPath kReaderPaths[] = {{"idx_readers_card", kByCard, "saveReader"}};
constexpr Table kReaders{
    .name = "mastra_readers", .columns = kReaderColumns, .keys = kShelfKeys, .paths = kReaderPaths};
constexpr auto kReader = allOf<std::size(kReaderColumns)>;
constexpr const Table* kTables[] = {&kBooks, &kShelves, &kReaders};

// ---- Shelves

constexpr Cell kLent{Text("lent")}, kOne{std::int64_t{1}}, kNone{Null{}};
constexpr By kOfOwner{.column = shelf("owner"), .optional = true, .inside = "filters"};
constexpr By kById[] = {{shelf("id")}};
constexpr By kByIdAndOwner[] = {{shelf("id")}, kOfOwner};
constexpr Col kInName[] = {shelf("owner")};
constexpr Text kColorPath[] = {"color"};
constexpr By kShelfFilters[] = {
    kOfOwner,
    {.column = shelf("kind"), .optional = true, .blank = false, .is = Is::kIn},
    {.column = shelf("labels"), .optional = true, .blank = false, .is = Is::kHasAny},
    {.column = shelf("labels"), .optional = true, .is = Is::kHasAll, .name = "allLabels"},
    {.column = shelf("metadata"), .optional = true, .is = Is::kJsonEq},
    {.column = shelf("metadata"),
     .optional = true,
     .blank = false,
     .name = "color",
     .path = kColorPath},
    {.column = shelf("name"),
     .optional = true,
     .blank = false,
     .fold = true,
     .is = Is::kContains,
     .name = "search",
     .or_else = kInName},
    {.column = shelf("name"), .optional = true, .is = Is::kPrefix, .name = "prefix"},
};
constexpr Col kShelfSorts[] = {shelf("createdAt"), shelf("name")};
constexpr Sort kShelfSort{.columns = kShelfSorts, .strict = true};
constexpr Order kTies[] = {{.column = shelf("id")}};
constexpr Also kBooksToo[] = {{&kBooks, book("shelfId")}};
constexpr More kDeletesBooks{.also = kBooksToo};

constexpr Operation kCreateShelf{
    .what = Do::kCreate, .table = &kShelves, .row = kShelf, .type = "Shelf", .entity = "Shelf"};
constexpr Operation kGetShelf{
    .what = Do::kGet, .table = &kShelves, .row = kShelf, .type = "Shelf", .by = kByIdAndOwner};
constexpr Operation kUpdateShelf{.what = Do::kUpdate,
                                 .table = &kShelves,
                                 .row = kShelf,
                                 .type = "Shelf",
                                 .wrapper = "patch",
                                 .by = kById,
                                 .missing = "Shelf * not found"};
constexpr Operation kListShelves{.what = Do::kList,
                                 .table = &kShelves,
                                 .row = kShelf,
                                 .type = "Shelf",
                                 .member = "shelves",
                                 .form = Form::kNested,
                                 .by = kShelfFilters,
                                 .sort = &kShelfSort,
                                 .order = kTies,
                                 .keeps_status = true};
constexpr Operation kDeleteShelf{.what = Do::kRemove,
                                 .table = &kShelves,
                                 .answers = Answers::kWhether,
                                 .by = kByIdAndOwner,
                                 .more = &kDeletesBooks};

// ---- Books

constexpr By kByKey[] = {{book("shelfId")}, {book("id")}};
constexpr Col kDates[] = {book("createdAt"), book("dueAt"), book("lentAt")};
constexpr Choice kDate{"dateFilterBy", kDates};
constexpr By kBookFilters[] = {
    {.column = book("shelfId"), .optional = true},
    {.column = book("status"), .optional = true, .is = Is::kIn},
    {.column = book("lentBy"), .optional = true, .nulls = true},
    {.column = 0, .optional = true, .is = Is::kGe, .name = "fromDate", .choice = &kDate},
    {.column = 0, .optional = true, .is = Is::kLt, .name = "toDate", .choice = &kDate},
};
constexpr Sort kBookSort{
    .columns = kDates, .descending = false, .field = "orderBy", .direction = "orderDirection"};
constexpr By kDue[] = {{.column = book("status"), .value = &kLent},
                       {.column = book("dueAt"), .is = Is::kLe, .name = "now"}};
constexpr Order kSoonest[] = {{.column = book("dueAt")}};
constexpr By kLentOnes[] = {{book("shelfId")}, {.column = book("status"), .value = &kLent}};
constexpr By kIfStatus[] = {
    {book("shelfId")},
    {book("id")},
    {.column = book("status"), .optional = true, .inside = "options", .name = "expectedStatus"}};
constexpr By kOfShelf[] = {{book("shelfId")}, {.column = book("id"), .is = Is::kIn, .name = "ids"}};

constexpr Col kShelfId[] = {shelf("id")}, kOfBook[] = {book("shelfId")};
constexpr Demand kOnShelf[] = {{&kShelves, kShelfId, kOfBook, "Shelf * not found"}};
constexpr Change kOneMore[] = {{.column = shelf("bookCount"), .how = How::kAdd, .value = kOne}};
constexpr Also kCounted[] = {{&kShelves, shelf("id"), book("shelfId"), kOneMore}};
constexpr More kPuts{.demands = kOnShelf, .also = kCounted};
constexpr Col kTitle[] = {book("shelfId"), book("title")};
constexpr Demand kOnlyOne[] = {{&kShelves, kShelfId, kOfBook, "Shelf * not found"},
                               {&kBooks, kTitle, kTitle, "Shelf * has a book called *", true}};
constexpr More kNew{.demands = kOnlyOne};
constexpr Set kStatusOnly[] = {{.column = book("status"), .required = true}};
constexpr Stamp kWhenLent[] = {{book("lentAt"), book("status"), "lent"}};
constexpr More kLends{.sets = kStatusOnly, .stamps = kWhenLent};
constexpr Set kReadOnes[] = {{.column = book("pages"), .how = How::kAdd, .name = "more"},
                             {.column = book("lentBy"), .value = &kNone}};
constexpr More kReads{.sets = kReadOnes};
constexpr Col kTitleOnly[] = {book("title")};
constexpr Aging kAging[] = {{"books", &kBooks, book("dueAt")},
                            {"readers", &kReaders, reader("joined_ms")}};

constexpr Operation kPutBook{.what = Do::kCreate,
                             .table = &kBooks,
                             .row = kBook,
                             .type = "Book",
                             .entity = "Book",
                             .wrapper = "book",
                             .member = "book",
                             .more = &kPuts};
constexpr Operation kAddBook{.what = Do::kCreate,
                             .table = &kBooks,
                             .row = kBook,
                             .type = "Book",
                             .entity = "Book",
                             .more = &kNew};
constexpr Operation kAddBooks{.what = Do::kCreate,
                              .table = &kBooks,
                              .row = kBook,
                              .type = "Book",
                              .entity = "Book",
                              .wrapper = "books",
                              .many = true,
                              .more = nullptr};
constexpr Operation kSaveBook{
    .what = Do::kSave, .table = &kBooks, .row = kBook, .answers = Answers::kNothing};
constexpr Operation kSaveBooks{.what = Do::kSave,
                               .table = &kBooks,
                               .row = kBook,
                               .wrapper = "books",
                               .many = true,
                               .answers = Answers::kNothing};
constexpr Operation kUpsertBook{
    .what = Do::kUpsert, .table = &kBooks, .row = kBook, .type = "Book", .entity = "book"};
constexpr Operation kTitleOf{.what = Do::kGet,
                             .table = &kBooks,
                             .row = kTitleOnly,
                             .answers = Answers::kValue,
                             .by = kByKey};
constexpr Operation kHasBook{.what = Do::kGet,
                             .table = &kBooks,
                             .row = kTitleOnly,
                             .answers = Answers::kWhether,
                             .by = kByKey};
constexpr Operation kListBooks{.what = Do::kList,
                               .table = &kBooks,
                               .row = kBook,
                               .type = "Book",
                               .member = "books",
                               .form = Form::kCounted,
                               .by = kBookFilters,
                               .sort = &kBookSort,
                               .rows = 0};
constexpr Operation kListDue{.what = Do::kList,
                             .table = &kBooks,
                             .row = kBook,
                             .type = "Book",
                             .by = kDue,
                             .order = kSoonest,
                             .limit = "limit",
                             .rows = 2};
constexpr Operation kChangeBook{.what = Do::kUpdate,
                                .table = &kBooks,
                                .wrapper = "update",
                                .answers = Answers::kWhether,
                                .by = kIfStatus};
constexpr Operation kReturnBook{.what = Do::kUpdate,
                                .table = &kBooks,
                                .row = kBook,
                                .type = "Book",
                                .by = kLentOnes,
                                .more = &kReads,
                                .missing = "No book of shelf * is lent",
                                .conflicts = true};
constexpr Operation kSetStatus{.what = Do::kUpdate,
                               .table = &kBooks,
                               .row = kBook,
                               .type = "Book",
                               .answers = Answers::kRows,
                               .by = kOfShelf,
                               .more = &kLends};
constexpr Operation kDeleteBooks{
    .what = Do::kRemove, .table = &kBooks, .answers = Answers::kChanged, .by = kBookFilters};
constexpr Operation kCountLent{.what = Do::kCount, .table = &kBooks, .by = kLentOnes};
constexpr Operation kTallyBooks{
    .what = Do::kTally, .table = &kBooks, .row = kOfBook, .tallied = book("status")};
// ---- Readers

constexpr By kReaderById[] = {{reader("id")}};
constexpr By kSince[] = {{.column = reader("joined_ms"),
                          .optional = true,
                          .is = Is::kGe,
                          .inside = "opts",
                          .name = "from"}};
constexpr Order kLastJoined[] = {{.column = reader("joined_ms"), .descending = true}};
constexpr Col kCard[] = {reader("card")};
constexpr Demand kOwnCard[] = {
    {&kReaders, kCard, kCard, "card * is that of another reader", true, true}};
constexpr More kAlone{.demands = kOwnCard};
constexpr Operation kSaveReader{
    .what = Do::kSave, .table = &kReaders, .row = kReader, .type = "Reader", .more = &kAlone};
constexpr Operation kUpdateReader{
    .what = Do::kUpdate, .table = &kReaders, .row = kReader, .type = "Reader", .by = kReaderById};
constexpr Operation kListReaders{.what = Do::kList,
                                 .table = &kReaders,
                                 .row = kReader,
                                 .type = "Reader",
                                 .by = kSince,
                                 .order = kLastJoined,
                                 .limit = "limit",
                                 .limit_inside = "opts",
                                 .rows = 0};

constexpr Operation kPrune{.what = Do::kPrune, .kept = kAging};
constexpr Operation kClear{.what = Do::kClear, .tables = kTables};

constexpr Text kPatch[] = {"id", "patch"};
constexpr Text kUpdate[] = {"shelfId", "id", "update", "options"};
constexpr api::Method kMethods[] = {
    described("createShelf", Scope::kWrite, kCreateShelf, AGENTKEEP_NOTE("Makes a shelf.")),
    described("getShelf", Scope::kRead, kGetShelf, AGENTKEEP_NOTE("One shelf, or null.")),
    described("updateShelf", Scope::kWrite, kUpdateShelf, AGENTKEEP_NOTE("Changes it."), kPatch),
    described("listShelves", Scope::kRead, kListShelves, AGENTKEEP_NOTE("One page of shelves.")),
    described("deleteShelf", Scope::kWrite, kDeleteShelf, AGENTKEEP_NOTE("And its books.")),
    described("putBook", Scope::kWrite, kPutBook, AGENTKEEP_NOTE("Onto a shelf, counted there.")),
    described("addBook", Scope::kWrite, kAddBook, AGENTKEEP_NOTE("Of a title that is new there.")),
    described("addBooks", Scope::kWrite, kAddBooks, AGENTKEEP_NOTE("All or none.")),
    described("saveBook", Scope::kWrite, kSaveBook, AGENTKEEP_NOTE("As it is given.")),
    described("saveBooks", Scope::kWrite, kSaveBooks, AGENTKEEP_NOTE("As they are given.")),
    described("upsertBook", Scope::kWrite, kUpsertBook, AGENTKEEP_NOTE("What is given.")),
    described("titleOf", Scope::kRead, kTitleOf, AGENTKEEP_NOTE("The title, or null.")),
    described("hasBook", Scope::kRead, kHasBook, AGENTKEEP_NOTE("Whether there is one.")),
    described("listBooks", Scope::kRead, kListBooks, AGENTKEEP_NOTE("Those that match.")),
    described("listDue", Scope::kRead, kListDue, AGENTKEEP_NOTE("Lent ones, by their time.")),
    described("changeBook", Scope::kWrite, kChangeBook, AGENTKEEP_NOTE("If it has the status."),
              kUpdate),
    described("returnBooks", Scope::kWrite, kReturnBook, AGENTKEEP_NOTE("Read a bit further.")),
    described("setStatus", Scope::kWrite, kSetStatus, AGENTKEEP_NOTE("Of some, at once.")),
    described("deleteBooks", Scope::kWrite, kDeleteBooks, AGENTKEEP_NOTE("Those that match.")),
    described("countLent", Scope::kRead, kCountLent, AGENTKEEP_NOTE("How many are lent.")),
    described("tallyBooks", Scope::kRead, kTallyBooks, AGENTKEEP_NOTE("By shelf and status.")),
    described("saveReader", Scope::kWrite, kSaveReader, AGENTKEEP_NOTE("With a card of its own.")),
    described("updateReader", Scope::kWrite, kUpdateReader, AGENTKEEP_NOTE("Changes it.")),
    described("listReaders", Scope::kRead, kListReaders, AGENTKEEP_NOTE("Last joined first.")),
    described("prune", Scope::kAdmin, kPrune, AGENTKEEP_NOTE("Deletes books that were due.")),
    described("dangerouslyClearAll", Scope::kAdmin, kClear, AGENTKEEP_NOTE("Deletes all.")),
};

}  // namespace

extern const api::Domain kDomain{"library", kTables, kMethods};

}  // namespace agentkeep::library
