#include "backends/sql/indexes.h"

#include "core/ascii.h"
#include "core/message.h"

namespace agentkeep::sql {
namespace {

using query::IndexTask;
using query::Rows;
using query::Table;

constexpr std::size_t kMaxWhereBytes = 1000;
constexpr Text kFailed = "FAILED";

struct Word {
  Text text;
  SqlText sql;
};
constexpr Word kWords[] = {
    {"and", " AND"},   {"or", " OR"},       {"not", " NOT"},
    {"in", " IN"},     {"is", " IS"},       {"null", " NULL"},
    {"true", " TRUE"}, {"false", " FALSE"}, {"between", " BETWEEN"},
};
// The longer ones first.
constexpr Word kSigns[] = {
    {"<>", "<>"}, {"!=", "<>"}, {"<=", "<="}, {">=", ">="}, {"=", "="}, {"<", "<"},
    {">", ">"},   {"(", " ("},  {")", ")"},   {",", ","},   {" ", ""},  {"\n", ""},
};

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Reads a condition from left to right.
class Condition {
 public:
  Condition(const IndexWords& words, const Table& table, Text where)
      : words_(words), table_(table), rest_(where) {}

  // Says what is wrong with it, if anything is.
  std::optional<Error> appendTo(Sql& sql) {
    while (!rest_.empty() && problem_.empty()) next(sql);
    if (problem_.empty()) return std::nullopt;
    return Error{ErrorCode::kInvalidArgument, message({"where ", problem_}), {}, {}};
  }

 private:
  void next(Sql& sql) {
    const char c = rest_.front();
    if (isDigit(c) || c == '-') return number(sql);
    if (isNameCharacter(c)) {
      const auto end = std::ranges::find_if_not(rest_, isNameCharacter);
      return name(sql, take(static_cast<std::size_t>(end - rest_.begin())), false);
    }
    if (c == '"') return name(sql, quoted(), true);
    if (c == '\'') return string(sql);
    for (const Word& sign : kSigns) {
      if (!rest_.starts_with(sign.text)) continue;
      take(sign.text.size());
      sql << sign.sql;
      return;
    }
    problem_ =
        "has something else than columns, strings, numbers, comparisons, AND, OR, NOT, IN, IS, "
        "BETWEEN, NULL, TRUE, FALSE and parentheses";
  }

  Text take(std::size_t size) {
    const Text taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  // What stands between the mark that comes next and the following one.
  Text quoted() {
    const std::size_t end = rest_.find(rest_.front(), 1);
    if (end == Text::npos) {
      problem_ = "has a quote that does not end";
      return {};
    }
    return take(end + 1).substr(1, end - 1);
  }

  void number(Sql& sql) {
    std::size_t size = 1;
    while (size < rest_.size() && (isDigit(rest_[size]) || rest_[size] == '.')) ++size;
    const Text text = take(size);
    if (!isDigit(text.back()) || text.find('.') != text.rfind('.')) {
      problem_ = "has a number that is none";
      return;
    }
    sql << " ";
    sql.literal(text);
  }

  void string(Sql& sql) {
    const char* from = rest_.data();
    const Text text = quoted();
    // Two strings side by side would be one with a quote in it.
    const bool isPlain = !rest_.starts_with('\'') && std::ranges::none_of(text, [](char c) {
      return c == '\\' || static_cast<unsigned char>(c) < ' ';
    });
    if (!problem_.empty()) return;
    if (!isPlain) {
      problem_ = "has a string with a quote, a backslash or a control character";
      return;
    }
    sql << " ";
    sql.literal({from, text.size() + 2});
  }

  void name(Sql& sql, Text text, bool isQuoted) {
    if (!problem_.empty()) return;
    for (const Word& word : kWords) {
      if (isQuoted || !equalsFolded(text, word.text)) continue;
      sql << word.sql;
      return;
    }
    for (const query::Column& column : table_.columns) {
      if (column.name != text) continue;
      sql << " " << words_.column(table_, static_cast<query::Col>(&column - table_.columns.data()));
      return;
    }
    problem_ = "names what is no column of the table";
  }

  const IndexWords& words_;
  const Table& table_;
  Text rest_;
  Text problem_;
};

bool endsWith(Text name, Text end) {
  return name.size() >= end.size() && equalsFolded(name.substr(name.size() - end.size()), end);
}

// A table or an index of the store would be called so, behind some prefix.
bool isTheStores(const IndexWords& words, const query::IndexAsk& ask) {
  if (endsWith(ask.name, "agentkeep_schema") || endsWith(ask.name, "agentkeep_locks")) return true;
  return std::ranges::any_of(ask.tables, [&](const Table* table) {
    return endsWith(ask.name, table->name) ||
           std::ranges::any_of(table->paths, [&](const query::AccessPath& path) {
             const bool isKept = ask.task != query::IndexTask::kDrop || isMade(path, ask.lean);
             return isKept && endsWith(ask.name, words.indexName(*table, path));
           });
  });
}

// What is asked of the database, one statement after another.
class Work {
 public:
  Work(Call& call, const IndexWords& words, const query::IndexAsk& ask)
      : call_(call), words_(words), ask_(ask), isSized_(words.isSized()) {}

  // The next statement, after this answer to the last one; false: it is done, or error() says why
  // not.
  bool advance(const SqlAnswer* answer) {
    if (answer == nullptr) {
      return ask_.task == IndexTask::kCreate ? lookFirst() : select();
    }
    if (error_) return false;  // what a failed index left is removed
    if (!*answer) return failed(answer->error());
    if (isLast_) return false;
    const Rows& rows = (**answer)[0].rows;
    switch (ask_.task) {
      case IndexTask::kCreate:
        return isLooking_ ? create(rows) : wait(rows);
      case IndexTask::kDrop:
        return drop(rows);
      default:
        return found(rows);
    }
  }

  [[nodiscard]] SqlRequest& request() { return request_; }
  [[nodiscard]] std::optional<Error>& error() { return error_; }
  [[nodiscard]] const Rows& rows() const { return rows_; }

 private:
  bool ask(const Sql& sql, std::uint8_t flags = 0, std::size_t parameters = 0,
           std::size_t columns = SqlRequest::kNotRead) {
    request_ = SqlRequest(flags);
    request_.beginStatement(sql.text(), parameters, columns);
    return true;
  }
  bool refuse(ErrorCode code, std::string message) {
    error_ = Error{code, std::move(message), kFailed, {}};
    return false;
  }

  bool select() { return ask(words_.select(ask_, isSized_), abi::kReadOnly, 0, 3); }

  // What is wrong with the index itself is said without a trip.
  bool lookFirst() {
    const query::NewIndex& index = ask_.create;
    error_ = words_.create(creation_, ask_);
    if (!error_ && index.where.size() > kMaxWhereBytes) error_ = overLimit("where", kMaxWhereBytes);
    if (!error_ && !index.where.empty()) {
      creation_ << " WHERE ";
      error_ = Condition(words_, *index.table, index.where).appendTo(creation_);
    }
    return !error_ && ask(words_.owner(ask_.name), abi::kReadOnly, 0, 1);
  }

  // `owner`: the table that has an index of that name.
  bool create(const Rows& owner) {
    isLooking_ = false;
    if (!owner.empty()) {
      if (words_.isTable(owner[0][0].text, *ask_.create.table)) return false;
      return refuse(ErrorCode::kConflict, "name is that of an index of another table");
    }
    if (isTheStores(words_, ask_)) {
      return refuse(ErrorCode::kInvalidArgument,
                    "name could be that of a table or index of the store, behind some prefix");
    }
    return ask(creation_, 0, 0, 1);  // of a database that works on it meanwhile, the job
  }

  bool failed(const SqlFailure& failure) {
    const bool isRefused = failure.why == abi::Failure::kRefused;
    if (ask_.task != IndexTask::kCreate) {
      // A database that was built without what tells sizes.
      if (isSized_ && !isLast_ && (isRefused || failure.why == abi::Failure::kMissing)) {
        isSized_ = false;
        return select();
      }
    } else if (isRefused && !isLooking_) {
      return refuse(ErrorCode::kInvalidArgument,
                    "the database refuses the index: is its name that of a table, or where no "
                    "condition?");
    } else if (failure.why == abi::Failure::kUnique) {
      // Somebody else makes one of that name at this moment.
      if (failure.detail.starts_with("pg_class")) return false;
      refuse(ErrorCode::kConflict, "rows have equal values in columns, which must be unique");
      const Sql remains = words_.remains(ask_.name);
      return !remains.empty() && ask(remains);
    }
    error_ = errorOf(failure);
    return false;
  }

  bool wait(const Rows& job) {
    isLast_ = true;
    const Sql sql = words_.wait();
    if (ask_.create.concurrent || sql.empty() || job.empty()) return false;
    ask(sql, 0, 1);
    request_.text(job[0][0].text);
    return true;
  }

  bool drop(const Rows& rows) {
    isLast_ = true;
    if (rows.empty()) return false;
    if (!isName(rows[0][0].text)) {
      return refuse(ErrorCode::kInternal, "the database answers a name that nobody asked for");
    }
    if (rows[0][1].integer != 0) {
      return refuse(ErrorCode::kInvalidArgument, "name: the store itself needs that index");
    }
    return ask(words_.drop(rows[0][0].text));
  }

  bool found(const Rows& rows) {
    const std::span<query::Value> cells = call_.arena.make<query::Value>(rows.size());
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = rows[i][2];
    rows_ = {.columns = 1, .cells = cells};
    return false;
  }

  Call& call_;
  const IndexWords& words_;
  const query::IndexAsk& ask_;
  bool isSized_;
  bool isLooking_ = true;  // for the index that is to be made
  Sql creation_;
  bool isLast_ = false;
  SqlRequest request_{0};
  Rows rows_;
  std::optional<Error> error_;
};

}  // namespace

Task<Result<Rows>> manageIndexes(Call& call, const IndexWords& words, const query::IndexAsk& ask) {
  Work work(call, words, ask);
  bool isOpen = work.advance(nullptr);
  while (isOpen) {
    const SqlAnswer answer = co_await exchange(call, work.request(), words.retries());
    isOpen = work.advance(&answer);
  }
  if (work.error()) co_return std::unexpected(std::move(*work.error()));
  co_return work.rows();
}

}  // namespace agentkeep::sql
