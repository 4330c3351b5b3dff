// One attempt to run a batch: what it looks at is read, the batch happens in memory, and what it
// changed is written in one transaction on condition that what was read still stands.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "backends/dynamodb/access.h"
#include "backends/dynamodb/actions.h"
#include "backends/dynamodb/item.h"
#include "backends/dynamodb/settings.h"
#include "backends/dynamodb/wire.h"
#include "core/call.h"
#include "query/database.h"

namespace agentkeep::dynamodb {

// One item, as it was read and as the batch has left it.
struct Entry {
  const Layout* layout = nullptr;
  ItemKey key;
  bool looked = false;   // a call has answered for it: else nothing is known
  bool present = false;  // there is an item,
  bool existed = false;  // and it is a row
  bool exists = false;   // now
  bool written = false;
  bool inserted = false;     // by an Insert: its life begins anew
  bool assumed = false;      // nobody has looked: it is written on condition that it is a row
  bool lagging = false;      // the read may have been late: only its condition tells
  bool guarded = false;      // a guard found it, or found that it is not there
  std::uint64_t relied = 0;  // columns whose values as read decide what is done, a bit each
  Row old;
  std::span<Value> now;
};

// What became of an attempt.
struct Attempted {
  std::optional<query::Outcome> outcome;
  std::optional<Error> error;
  bool lost = false;          // somebody else was faster: try again
  bool unsure = false;        // what it assumed would not be tested: nothing was written
  std::vector<Text> written;  // rows that are committed although it failed, by their first key
};

// Places in the order of first insertion: by the time, then by chance, so that the rows of one call
// stay together: 2^18 blocks of 32 places a millisecond, until the year 2058. Calls of one process
// follow one another, whatever its clock does.
class Places {
 public:
  explicit Places(agentkeep::Call& call) {
    const auto chance = static_cast<std::int64_t>(call.random.next() & ((1U << kChanceBits) - 1U));
    const std::int64_t ms = std::max<std::int64_t>(call.now_ms - kFirstMs, 1);
    next_ =
        std::max((ms << (kBlockBits + kChanceBits)) + (chance << kBlockBits), (last_ | kBlock) + 1);
    last_ = next_ | kBlock;
  }
  std::int64_t next() {
    last_ = std::max(last_, next_);
    return next_++;
  }

 private:
  static constexpr std::int64_t kFirstMs = 1'700'000'000'000;
  static constexpr unsigned kBlockBits = 5, kChanceBits = 18;
  static constexpr std::int64_t kBlock = (1 << kBlockBits) - 1;
  static inline std::int64_t last_ = 0;
  std::int64_t next_;
};

class Layouts {
 public:
  const Layout& of(const Table& table) {
    const auto known = layouts_.find(&table);
    if (known != layouts_.end()) return known->second;
    return layouts_.emplace(&table, Layout(table)).first->second;
  }

 private:
  std::map<const Table*, Layout> layouts_;
};

// No more than a guess: a batch whose rows are likely to be written, all that it reads.
inline bool writesAll(const query::Batch& batch) {
  const auto reads = [](const query::Statement& statement) {
    const auto* insert = std::get_if<query::Insert>(&statement);
    const auto* guard = std::get_if<query::Guard>(&statement);
    return (guard != nullptr && !guard->as_read) ||
           std::holds_alternative<query::Around>(statement) ||
           std::holds_alternative<query::Aggregate>(statement) ||
           (insert != nullptr && (insert->from != nullptr || insert->unless != nullptr));
  };
  const auto writes = [](const query::Statement& statement) {
    return !std::holds_alternative<query::Select>(statement);
  };
  return batch.serialize.empty() && std::ranges::none_of(batch.statements, reads) &&
         std::ranges::any_of(batch.statements, writes);
}

// Done twice it is as if done once: a part of it that is written is no reason not to begin anew.
inline bool mayRepeat(const query::Batch& batch) {
  const auto same = [](std::span<const query::Change> changes) {
    return std::ranges::all_of(changes, [](const query::Change& change) {
      return change.how != query::How::kAdd && change.how != query::How::kPush &&
             change.how != query::How::kAppend && change.how != query::How::kSum;
    });
  };
  return std::ranges::all_of(batch.statements, [&](const query::Statement& statement) {
    if (const auto* insert = std::get_if<query::Insert>(&statement)) {
      return insert->on_conflict != query::OnConflict::kFail && same(insert->changes);
    }
    if (const auto* update = std::get_if<query::Update>(&statement)) return same(update->changes);
    return true;
  });
}

class Attempt {
 public:
  // `delay`: milliseconds to wait before the first call. `mayAssume`: rows may be taken to be as a
  // late read or a key says, on condition: such an attempt is lost where conditions do not tell
  // all.
  Attempt(agentkeep::Call& call, const Settings& settings, Layouts& layouts,
          const query::Batch& batch, std::uint32_t delay, bool mayAssume)
      : call_(call),
        arena_(call.arena),
        settings_(settings),
        layouts_(layouts),
        batch_(batch),
        delay_(delay),
        mayAssume_(mayAssume),
        mayLag_(mayAssume && !batch.replica_ok && writesAll(batch)),
        places_(call) {}

  Task<Attempted> run();

 private:
  using Found = std::vector<Entry*>;
  // A scan from one place to another.
  struct Walk {
    std::string start;  // ExclusiveStartKey
    std::uint64_t rows;
    Found found = {};
    bool more = false;
  };

  [[nodiscard]] bool isFresh() const { return !batch_.replica_ok || !batch_.serialize.empty(); }
  Task<Result<void>> read();
  Task<Result<void>> execute(const query::Select& select, query::Answer& answer);
  Task<Result<void>> execute(const query::Around& around, query::Answer& answer);
  Task<Result<void>> execute(const query::Aggregate& aggregate, query::Answer& answer);
  Task<Result<void>> execute(const query::Insert& insert, query::Answer& answer);
  Task<Result<void>> execute(const query::Update& update, query::Answer& answer);
  Task<Result<void>> execute(const query::Delete& statement, query::Answer& answer);
  Task<Result<void>> execute(const query::Guard& guard, query::Answer& answer);

  // Rows that match as the batch has left them, in no order.
  Task<Result<Found>> find(const Table& table, const Where& where, bool scan,
                           const Enough* enough = nullptr);
  Task<Result<Found>> select(const query::Select& select, bool scan);
  // kInRows and kExists without links become what they find; for a row of `table`, those with
  // links, too, where the answer depends on them.
  Task<Result<Where>> resolved(const Where& where, bool scan, Row row = {},
                               const Table* table = nullptr);
  // Whether the row matches, as far as that is known without looking for what it links to. Loops
  // over rows ask this first: a coroutine that ends at once still takes stack until its caller
  // waits.
  [[nodiscard]] std::optional<bool> decided(const Where& where, Row row, const Table& table) const;
  // Looks for it. `where` of find() has no selects left but those with links.
  Task<Result<bool>> isMatch(const Where& where, bool scan, const Entry& entry);
  // For cells that say where their value is: looks it up.
  Task<Result<void>> prepare(const Cell& cell);
  Value given(const Cell& cell, const Table& table, Col column, Row incoming, const Entry* source);

  Task<Result<void>> fetch(const Layout& layout, const Access& access);
  [[nodiscard]] Request getOf(const ItemKey& key, bool consistent) const;
  Task<Result<void>> fetchItems(std::vector<ItemKey> keys);
  Task<Result<void>> fetchQueries(const Layout& layout, std::span<const PartitionQuery> queries);
  Task<Result<void>> scan(const Layout& layout, Walk* walk = nullptr);
  // The part of the table that Batch::together names: its rows are in together_, by their table.
  Task<Result<void>> scanTogether(const query::Together& together);
  std::string startOf(const query::Select& select);
  Task<Result<void>> send(std::vector<Request> requests, std::vector<Reply>& replies);

  Entry* entry(ItemKey key, const Layout* layout);
  Entry* known(ItemKey key);
  void take(const Layout& layout, Text itemJson);
  void sort(Found& rows, const Table& table, std::span<const query::Order> order);
  query::Rows rowsOf(const Found& rows, const Table& table, std::span<const Col> columns,
                     std::span<const Field> fields, bool old = false);
  void write(Entry& entry);
  // Of a row that was read late these columns are answered.
  static void rely(Entry& entry, std::span<const Col> columns) {
    if (!entry.lagging) return;
    for (const Col column : columns) entry.relied |= bitOf(column);
  }
  Result<void> checkSize(const Entry& entry);
  // Reads the locks of the batch, before anything that it looks at; commit() counts them up.
  Task<Result<void>> lock();

  [[nodiscard]] bool isNamedOnce(const Table& table) const;
  bool touch(const query::Update& update, const Where& where, query::Answer& answer);

  Task<Attempted> commit(std::span<query::Answer> answers);
  Task<Result<bool>> isAsWritten(const Entry& entry);
  Task<Result<void>> deleteAll(std::span<Entry* const> entries);
  // Of an attempt that was lost in the middle: deletes the pieces of large values that its rows do
  // not refer to any more, which nobody would find again.
  Task<Result<void>> dropReplaced();
  std::optional<Action> writing(const Entry& entry);

  agentkeep::Call& call_;
  Arena& arena_;
  const Settings& settings_;
  Layouts& layouts_;
  const query::Batch& batch_;
  std::uint32_t delay_;
  bool mayAssume_;
  bool mayLag_;

  std::deque<Entry> entries_;
  std::unordered_map<std::string, Entry*> byKey_;
  std::unordered_map<std::string, bool> linked_;  // what rows link to, and whether it is there
  unsigned finding_ = 0;                   // depth of find(); linked_ is of the outermost one
  std::unordered_set<std::string> asked_;  // queries and scans that were made
  std::vector<Entry*> written_;            // in the order of their first change
  std::vector<Entry*> locks_;
  std::unordered_map<const Cell*, Value> prepared_;
  std::unordered_map<const Table*, Found> together_;
  std::span<const Text> place_;  // Outcome::place
  std::optional<query::Failed> failed_;
  std::uint16_t statement_ = 0;
  std::uint64_t lastChanged_ = 0;
  Places places_;
};

}  // namespace agentkeep::dynamodb
