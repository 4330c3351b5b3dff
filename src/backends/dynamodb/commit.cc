// What a batch has changed, as one transaction of DynamoDB, or as groups where that is too small.
#include <algorithm>

#include "backends/dynamodb/actions.h"
#include "backends/dynamodb/attempt.h"
#include "backends/dynamodb/limits.h"
#include "query/large-values.h"

namespace agentkeep::dynamodb {
namespace {

// The item is still as it was read, as far as that matters.
std::string unchanged(const Entry& entry, Expression& expression) {
  std::string out;
  const Layout& layout = *entry.layout;
  const Text presence = layout.attribute(layout.presence());
  if (!entry.existed) {
    // Items that are no rows may be in the way.
    if (!entry.present) addCondition(out, "attribute_not_exists(" + expression.name(kPk) + ")");
    return out;
  }
  if (entry.relied == 0 && !entry.exists && !entry.guarded && !entry.assumed && !entry.lagging) {
    return out;
  }
  addCondition(out, "attribute_exists(" + expression.name(presence) + ")");
  const Table& table = layout.table();
  if (entry.assumed) {
    for (const Col key : table.keys[0].columns) {
      addCondition(
          out, expression.name(layout.attribute(key)) + " = " + expression.value(entry.old[key]));
    }
    // A time that must become later.
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto column = static_cast<Col>(i);
      if ((entry.relied & bitOf(column)) == 0) continue;
      const std::string name = expression.name(layout.attribute(column));
      std::string later = "(attribute_not_exists(";
      later.append(name).append(") OR ").append(name).append(" < ");
      later.append(expression.value(entry.now[column])).append(")");
      addCondition(out, later);
    }
    return out;
  }
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto column = static_cast<Col>(i);
    if ((entry.relied & bitOf(column)) == 0 || table[column].isDerived()) continue;
    // What the key says cannot change.
    const auto key = table.keys[0].columns;
    if (std::ranges::find(key, column) != key.end()) continue;
    const std::string name = expression.name(layout.attribute(column));
    const Value& old = entry.old[column];
    // A column that must not be null may have been left out by another writer.
    const bool mayBeAbsent =
        !table[column].nullable && old.kind == Value::Kind::kText && old.text.empty();
    std::string condition;
    if (old.isNull() || mayBeAbsent) {
      condition.append("attribute_not_exists(").append(name).append(")");
    }
    if (!old.isNull()) {
      condition.append(mayBeAbsent ? " OR " : "").append(name).append(" = ");
      condition.append(expression.value(old));
    }
    addCondition(out, mayBeAbsent ? "(" + condition + ")" : condition);
  }
  return out;
}

}  // namespace

Result<void> Attempt::checkSize(const Entry& entry) {
  const Layout& layout = *entry.layout;
  std::size_t bytes = 0;
  Text largest;
  std::size_t most = 0;
  for (const Attribute& each : attributesOf(entry.now, layout, arena_)) {
    if (each.value.isNull()) continue;
    const std::size_t size = bytesOf(each.name, each.value);
    bytes += size;
    if (size > most) {
      most = size;
      largest = each.name;
    }
  }
  if (auto error = keysTooLong(entry.now, layout, arena_))
    return std::unexpected(std::move(*error));
  if (bytes <= kMaxItemBytes) return {};
  return fail(ErrorCode::kTooLarge, std::string(largest) + " must not have more than " +
                                        std::to_string(kMaxItemBytes - (bytes - most)) +
                                        " bytes: DynamoDB takes items of 400 KB");
}

Task<Attempted> Attempt::commit(std::span<query::Answer> answers) {
  Attempted out;
  const query::Outcome outcome{.answers = answers, .place = place_};

  // Children, then parents; what deletes comes last, so that nothing points to what is gone.
  std::vector<Action> actions;
  std::vector<Entry*> of;  // of each action
  const auto add = [&](Entry& entry, Action action) {
    action.layout = entry.layout;
    if (action.kind != ActionKind::kCheck) action.id = idOf(entry.now, *entry.layout);
    actions.push_back(std::move(action));
    of.push_back(&entry);
  };
  bool changes = false;
  for (Entry& entry : entries_) {
    if (entry.written || !entry.guarded || !entry.looked || written_.empty()) continue;
    Expression expression;
    const std::string condition = unchanged(entry, expression);
    if (condition.empty()) continue;
    JsonWriter body;
    beginKey(body, entry.key);
    add(entry, endAction(body, ActionKind::kCheck, condition, expression));
  }
  for (Entry* entry : written_) {
    if (!entry->exists) continue;
    if (auto action = writing(*entry)) {
      add(*entry, std::move(*action));
      changes = true;
    }
  }
  for (Entry* entry : written_) {
    if (entry->exists || !entry->present) continue;
    Expression expression;
    const std::string condition = unchanged(*entry, expression);
    JsonWriter body;
    beginKey(body, entry->key);
    add(*entry, endAction(body, ActionKind::kDelete, condition, expression));
    changes = true;
  }
  std::unordered_set<const Entry*> tested;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (actions[i].conditional) tested.insert(of[i]);
  }
  out.unsure = std::ranges::any_of(
      entries_, [&](const Entry& each) { return each.lagging && !tested.contains(&each); });
  if (out.unsure) co_return out;
  if (!changes) {
    out.outcome = outcome;
    co_return out;
  }

  for (Entry* each : locks_) {
    if (auto action = writing(*each)) add(*each, std::move(*action));
  }
  if (!locks_.empty() && transactionSize(actions) != actions.size()) {
    out.error = Error{ErrorCode::kTooLarge,
                      "the change must happen at once, and DynamoDB takes at most " +
                          std::to_string(kMaxActions) + " rows and 4 MB",
                      {},
                      {}};
    co_return out;
  }

  // One item, one call: an action of a transaction costs twice as much.
  if (actions.size() == 1) {
    const std::vector<Request> requests = {requestOf(actions[0], settings_.table)};
    const std::vector<Reply> replies = co_await sendAll(call_, requests, delay_);
    const Reply& reply = replies[0];
    if (reply.answered == Answered::kDone) {
      out.outcome = outcome;
    } else if (reply.answered == Answered::kCondition && reply.resent) {
      // Sent twice, since an answer was lost: the first may have done it.
      const Result<bool> done = co_await isAsWritten(*of[0]);
      if (!done) {
        out.error = done.error();
      } else if (*done) {
        out.outcome = outcome;
      } else {
        out.error = Error{ErrorCode::kOutcomeUnknown,
                          "an answer of DynamoDB was lost, and the row has changed since: the "
                          "change may have been there or not",
                          {},
                          {}};
      }
    } else if (reply.answered == Answered::kCondition || reply.answered == Answered::kConflict) {
      out.lost = true;
    } else {
      out.error = reply.error;
    }
    co_return out;
  }

  const bool checks = std::ranges::any_of(
      actions, [](const Action& each) { return each.kind == ActionKind::kCheck; });
  const bool repeatable = mayRepeat(batch_);
  const bool apart = settings_.apart && !checks && locks_.empty() && repeatable;
  // Deletes that nothing depends on are cheaper by themselves, where it is too much for one anyway.
  std::size_t size = actions.size();
  if (!apart && transactionSize(actions) != size) {
    while (size != 0 && actions[size - 1].kind == ActionKind::kDelete &&
           !actions[size - 1].conditional) {
      --size;
    }
  }
  Sent sent =
      co_await sendActions(call_, std::span(actions).first(size), settings_.table,
                           {.apart = apart, .repeatable = repeatable}, std::exchange(delay_, 0));
  out.lost = sent.answered == Answered::kCondition || sent.answered == Answered::kConflict;
  if (sent.answered != Answered::kDone) {
    out.written = std::move(sent.written);
    if (out.lost) {
      // What cannot be deleted now is for `prune`.
      if (auto done = co_await dropReplaced(); !done) co_return out;
    } else {
      out.error = sent.error;
    }
    co_return out;
  }
  if (size != actions.size()) {
    const Result<void> done = co_await deleteAll(std::span(of).subspan(size));
    if (!done) {
      out.written = std::move(sent.written);
      out.error = done.error();
      co_return out;
    }
  }
  out.outcome = outcome;
  co_return out;
}

// The item as the batch has left it; nothing if that is as it was.
std::optional<Action> Attempt::writing(const Entry& entry) {
  Expression expression;
  JsonWriter body;
  const std::vector<Attribute> now = attributesOf(entry.now, *entry.layout, arena_);
  const Expiry* expiry = settings_.expiryOf(entry.layout->entity());
  const bool expires = expiry != nullptr && expiry->seconds > 0 && entry.inserted;
  const Value ends = integerValue(call_.now_ms / 1000 + (expires ? expiry->seconds : 0));
  if (!entry.existed) {
    body.beginObject().key("Item").beginObject();
    for (const Attribute& each : now) {
      if (each.value.isNull()) continue;
      body.key(each.name);
      writeValue(body, each.value);
    }
    if (expires) {
      body.key(expiry->attribute);
      writeValue(body, ends);
    }
    body.endObject();
    return endAction(body, ActionKind::kPut, unchanged(entry, expression), expression);
  }
  const std::vector<Attribute> old = attributesOf(entry.old, *entry.layout, arena_);
  std::string sets;
  std::string removes;
  const auto set = [&](Text name, const Value& value) {
    sets +=
        (sets.empty() ? "SET " : ", ") + expression.name(name) + " = " + expression.value(value);
  };
  for (const Attribute& each : now) {
    const auto before = std::ranges::find(old, each.name, &Attribute::name);
    const Value was = before == old.end() ? Value{} : before->value;
    if (equal(was, each.value) && was.kind == each.value.kind) continue;
    if (each.value.isNull()) {
      removes += (removes.empty() ? " REMOVE " : ", ") + expression.name(each.name);
    } else {
      set(each.name, each.value);
    }
  }
  if (sets.empty() && removes.empty()) return std::nullopt;
  if (expires) set(expiry->attribute, ends);
  beginKey(body, entry.key);
  body.key("UpdateExpression").string(sets + removes);
  return endAction(body, ActionKind::kUpdate, unchanged(entry, expression), expression);
}

// True if the item says what was to be written.
Task<Result<bool>> Attempt::isAsWritten(const Entry& entry) {
  std::vector<Request> requests = {getOf(entry.key, true)};
  std::vector<Reply> replies;
  if (auto done = co_await send(std::move(requests), replies); !done)
    co_return std::unexpected(done.error());
  const JsonMember* found = agentkeep::find(replies[0].members, "Item");
  if (found == nullptr) co_return !entry.exists;
  const auto item = readItem(found->value, arena_);
  if (!item || !entry.exists) co_return false;
  for (const Attribute& each : attributesOf(entry.now, *entry.layout, arena_)) {
    if (!equal(item->get(each.name, arena_), each.value)) co_return false;
  }
  co_return true;
}

Task<Result<void>> Attempt::dropReplaced() {
  using query::ChunkCol;
  Found gone;
  for (const Entry* row : written_) {
    const Table& table = row->layout->table();
    if (!row->exists || !row->existed || !table.hasLarge()) continue;
    for (const query::Column& column : table.columns) {
      if (!column.large()) continue;
      const Value& old = row->old[column.reference];
      if (old.isNull() || equal(old, row->now[column.reference])) continue;
      Found pieces;
      for (Entry* each : written_) {
        const bool isPiece = !each->exists && each->layout->table().name == query::kChunks.name;
        if (isPiece && equal(each->old[ChunkCol::ref], old)) pieces.push_back(each);
      }
      if (pieces.empty()) continue;
      std::vector<Request> requests = {getOf(row->key, true)};
      std::vector<Reply> replies;
      if (auto done = co_await send(std::move(requests), replies); !done) co_return done;
      const JsonMember* found = agentkeep::find(replies[0].members, "Item");
      const auto item = found == nullptr ? std::nullopt : readItem(found->value, arena_);
      const Text attribute = row->layout->attribute(column.reference);
      if (item && equal(item->get(attribute, arena_), old)) continue;
      gone.insert(gone.end(), pieces.begin(), pieces.end());
    }
  }
  if (gone.empty()) co_return {};
  co_return co_await deleteAll(gone);
}

// Deletes without conditions: not atomic, and half the price of a transaction.
Task<Result<void>> Attempt::deleteAll(std::span<Entry* const> entries) {
  std::vector<std::string> writes;
  for (const Entry* each : entries) {
    JsonWriter out;
    out.beginObject().key("DeleteRequest").beginObject().key("Key");
    writeKey(out, each->key);
    out.endObject().endObject();
    writes.push_back(out.take());
  }
  bool wrote = false;
  co_return co_await sendBatches(call_, std::move(writes), settings_.table, wrote,
                                 std::exchange(delay_, 0));
}

Task<Attempted> Attempt::run() {
  Attempted out;
  const std::span<query::Answer> answers = arena_.make<query::Answer>(batch_.statements.size());
  if (auto done = co_await lock(); !done) {
    out.error = done.error();
    co_return out;
  }
  if (auto done = co_await read(); !done) {
    out.error = done.error();
    co_return out;
  }
  if (batch_.together) {
    if (auto done = co_await scanTogether(*batch_.together); !done) {
      out.error = done.error();
      co_return out;
    }
  }
  for (std::size_t i = 0; i < batch_.statements.size(); ++i) {
    statement_ = static_cast<std::uint16_t>(i);
    const query::Statement& statement = batch_.statements[i];
    const Result<void> done =
        co_await std::visit([&](const auto& each) { return execute(each, answers[i]); }, statement);
    // What was read late decides nothing.
    out.unsure = mayLag_ && (failed_ || (!done && (done.error()->code == ErrorCode::kTooLarge ||
                                                   done.error()->code == ErrorCode::kConflict)));
    if (out.unsure) co_return out;
    if (!done) {
      out.error = done.error();
      co_return out;
    }
    if (failed_) {
      out.outcome = query::Outcome{.failed = failed_};
      co_return out;
    }
  }
  co_return co_await commit(answers);
}

}  // namespace agentkeep::dynamodb
