#include "backends/dynamodb/straight.h"

#include <algorithm>
#include <deque>

#include "backends/dynamodb/limits.h"
#include "query/large-values.h"

namespace agentkeep::dynamodb {
namespace {

using query::Change;
using query::How;
using query::Is;

// What an action makes of one attribute.
enum class Sets : std::uint8_t { kValue, kFirst, kSum };  // kFirst: unless there is one
struct Assignment {
  Text attribute;
  Sets sets;
  Value value;             // null: it is removed
  bool mayBeNull = false;  // kFirst: a row that is there may have none, and keeps that
};

struct Target {
  const Layout* layout;
  ItemKey key;
  std::vector<Assignment> assignments;
  std::vector<std::string> conditions;
  Expression expression;
  bool inserted = false;
  bool mustExist = false;
  bool mustNotExist = false;  // then `row` is what is put
  bool deleted = false;
  std::span<Value> row;
  Text id = {};

  void assign(Text attribute, Sets sets, Value value, bool mayBeNull = false) {
    for (Assignment& each : assignments) {
      if (each.attribute != attribute) continue;
      if (sets != Sets::kFirst) each = {attribute, sets, value, false};
      return;
    }
    assignments.push_back({attribute, sets, value, mayBeNull});
  }
};

bool isLiteral(const Cell& cell) {
  return !std::holds_alternative<query::Lookup>(cell.value) &&
         !std::holds_alternative<query::Max>(cell.value) &&
         !std::holds_alternative<query::Source>(cell.value) &&
         !std::holds_alternative<query::Keep>(cell.value);
}

void flatten(const Where& where, std::vector<const Where*>& out) {
  if (where.is != Is::kAnd) {
    if (where.is != Is::kAll) out.push_back(&where);
    return;
  }
  for (const Where& part : where.parts) flatten(part, out);
}

class Planner {
 public:
  Planner(agentkeep::Call& call, const Settings& settings, Layouts& layouts)
      : call_(call), arena_(call.arena), settings_(settings), layouts_(layouts), places_(call) {}

  bool add(const query::Insert& insert, query::Answer& answer) {
    const Table& table = *insert.table;
    if (insert.from != nullptr || insert.unless != nullptr || insert.key != 0 ||
        insert.change_if.is != Is::kAll || insert.on_conflict == query::OnConflict::kSkip ||
        table.keys.size() != 1) {
      return false;
    }
    const bool puts = insert.on_conflict == query::OnConflict::kFail;
    const std::size_t stride = insert.columns.size();
    const std::size_t rows = stride == 0 ? 0 : insert.rows.size() / stride;
    if (!std::ranges::all_of(insert.rows, isLiteral)) return false;
    if (!insert.returning.empty() && rows != 1) return false;
    const Layout& layout = layouts_.of(table);
    for (std::size_t r = 0; r < rows; ++r) {
      const std::span<Value> row = arena_.make<Value>(table.columns.size() + 1);
      for (std::size_t i = 0; i < stride; ++i) {
        row[insert.columns[i]] =
            valueOf(insert.rows[r * stride + i], table[insert.columns[i]], arena_);
      }
      row.back() = integerValue(insert.places.empty() ? places_.next() : insert.places[r]);
      const auto key = keyOf(layout, row, arena_);
      if (!key) return false;
      Target* known = find(*key);
      if (known != nullptr && (puts || !known->inserted)) return false;
      Target& target = known != nullptr ? *known : make(layout, *key, row);
      if (puts) {
        target.mustNotExist = true;
        target.row = row;
      } else if (!upsert(target, insert, row, known == nullptr)) {
        return false;
      }
      target.inserted = true;
      if (!fits(layout, row)) return false;
    }
    answer.changed = rows;
    return true;
  }

  bool add(const query::Update& update, query::Answer& answer) {
    const Table& table = *update.table;
    const Layout& layout = layouts_.of(table);
    if (!update.each.empty()) return false;
    std::vector<const Where*> residual;
    const auto keys = keysOf(layout, update.where, residual);
    if (!keys || keys->empty()) return false;
    if (!update.returning.empty() && keys->size() != 1) return false;
    for (const Pinned& each : *keys) {
      Target* known = find(each.key);
      if (known != nullptr) {
        // The same row again: only that it gets a value unless it has it, which says the same.
        if (!known->inserted || known->mustNotExist || !repeats(update, residual)) return false;
        const Change& change = update.changes[0];
        if (!assign(*known, update.changes, valueOf(change.value, table[change.column], arena_),
                    change)) {
          return false;
        }
        continue;
      }
      Target& target = make(layout, each.key, each.row);
      target.mustExist = true;
      target.row = each.row;
      for (const Where* part : residual) {
        if (!condition(target, *part)) return false;
      }
      for (const Change& change : update.changes) {
        if (!isLiteral(change.value) || !change.path.empty()) return false;
        if (std::holds_alternative<query::Incoming>(change.value.value)) return false;
        const Value value = valueOf(change.value, table[change.column], arena_);
        if (!assign(target, update.changes, value, change)) return false;
      }
      if (!indexes(target, each.row, update.changes, false)) return false;
    }
    answer.changed = keys->size();
    return true;
  }

  bool add(const query::Delete& statement, query::Answer& answer) {
    if (statement.limit || !statement.returning.empty()) return false;
    // What rows name in a column: nothing if the column is empty.
    const Where& where = statement.where;
    if (where.is == Is::kInRows && where.field.isPlain()) {
      const query::Select& select = *where.rows;
      std::vector<const Where*> residual;
      const auto keys = keysOf(layouts_.of(*select.table), select.where, residual);
      if (!keys || select.limit || select.columns[0] == query::kInsertion) return false;
      for (const Pinned& each : *keys)
        empty_.push_back({each.key, select.table, select.columns[0]});
      return true;
    }
    const Layout& layout = layouts_.of(*statement.table);
    std::vector<const Where*> residual;
    const auto keys = keysOf(layout, where, residual);
    if (!keys || keys->size() != 1 || !residual.empty() || find((*keys)[0].key) != nullptr) {
      return false;
    }
    Target& target = make(layout, (*keys)[0].key, (*keys)[0].row);
    target.deleted = true;
    target.row = (*keys)[0].row;
    answer.changed = 1;
    return true;
  }

  bool add(const query::Select&, query::Answer&) { return false; }
  bool add(const query::Around&, query::Answer&) { return false; }
  bool add(const query::Aggregate&, query::Answer&) { return false; }
  bool add(const query::Guard&, query::Answer&) { return false; }

  // Of rows that must not exist, if nobody asked whether they do: requests of BatchWriteItem.
  std::vector<std::string> puts() {
    std::vector<std::string> out;
    for (Target& target : targets_) {
      derive(target.row, target.layout->table(), arena_);
      JsonWriter body;
      body.beginObject().key("PutRequest").beginObject();
      writeItem(body, target);
      body.endObject().endObject();
      out.push_back(body.take());
    }
    return out;
  }

  bool finish(Straight& out) {
    for (const Empty& each : empty_) {
      Target* target = find(each.key);
      if (target == nullptr) return false;
      if (target->mustNotExist) continue;
      target->conditions.push_back(
          "attribute_not_exists(" +
          target->expression.name(layouts_.of(*each.table).attribute(each.column)) + ")");
    }
    for (Target& target : targets_) {
      // Whether it was there is an answer that only a call of its own gives.
      if (target.deleted && targets_.size() > 1) return false;
      if (std::ranges::any_of(target.assignments, &Assignment::mayBeNull)) return false;
      Action action = actionOf(target);
      action.layout = target.layout;
      action.id = target.id;
      out.actions.push_back(std::move(action));
      out.repeatable = out.repeatable && !target.mustNotExist &&
                       std::ranges::none_of(target.assignments, [](const Assignment& each) {
                         return each.sets == Sets::kSum;
                       });
    }
    return true;
  }

 private:
  struct Pinned {
    ItemKey key;
    std::span<Value> row;  // its key's columns
  };
  struct Empty {
    ItemKey key;
    const Table* table;
    Col column;
  };

  Target* find(const ItemKey& key) {
    const auto at = byKey_.find(nameOf(key));
    return at == byKey_.end() ? nullptr : at->second;
  }
  static std::string nameOf(const ItemKey& key) {
    return std::string(key.pk) + '\0' + std::string(key.sk);
  }

  Target& make(const Layout& layout, ItemKey key, Row row) {
    targets_.push_back({.layout = &layout,
                        .key = key,
                        .assignments = {},
                        .conditions = {},
                        .expression = {},
                        .row = {},
                        .id = idOf(row, layout)});
    byKey_.emplace(nameOf(key), &targets_.back());
    return targets_.back();
  }

  bool fits(const Layout& layout, Row row) {
    std::size_t bytes = 0;
    for (const Attribute& each : attributesOf(row, layout, arena_)) {
      if (!each.value.isNull()) bytes += bytesOf(each.name, each.value);
    }
    return bytes <= kMaxItemBytes && !keysTooLong(row, layout, arena_);
  }

  // The rows that the condition names by whole keys, and what else it asks of them.
  std::optional<std::vector<Pinned>> keysOf(const Layout& layout, const Where& where,
                                            std::vector<const Where*>& residual) {
    const Table& table = layout.table();
    std::vector<const Where*> parts;
    flatten(where, parts);
    std::vector<std::span<Value>> rows = {arena_.make<Value>(table.columns.size() + 1)};
    for (const Col column : table.keys[0].columns) {
      const auto pin = std::ranges::find_if(parts, [&](const Where* part) {
        return !part->fold && part->field.column == column && part->field.isPlain() &&
               (part->is == Is::kEq || part->is == Is::kIn);
      });
      if (pin == parts.end()) return std::nullopt;
      std::vector<std::span<Value>> next;
      for (const Cell& cell : (*pin)->values) {
        const Value value = valueOf(cell, table[column], arena_);
        if (value.isNull()) return std::nullopt;
        for (const std::span<Value> row : rows) {
          const std::span<Value> made = arena_.make<Value>(row.size());
          std::ranges::copy(row, made.begin());
          made[column] = value;
          next.push_back(made);
        }
      }
      rows = std::move(next);
      parts.erase(pin);
    }
    residual = parts;
    std::vector<Pinned> out;
    for (const std::span<Value> row : rows) {
      const auto key = dynamodb::keyOf(layout, row, arena_);
      if (!key) return std::nullopt;
      out.push_back({*key, row});
    }
    return out;
  }

  // The row as a new one has it, or with the insert's changes where there is one.
  bool upsert(Target& target, const query::Insert& insert, std::span<Value> row, bool first) {
    const Layout& layout = *target.layout;
    const Table& table = layout.table();
    const Value kept = row.back();
    for (const Change& change : insert.changes) {
      if (!isLiteral(change.value) || !change.path.empty()) return false;
      const Value value = std::holds_alternative<query::Incoming>(change.value.value)
                              ? row[change.column]
                              : valueOf(change.value, table[change.column], arena_);
      if (change.how != How::kSet && change.how != How::kTouch) return false;
      // A row that begins has what was given, whatever a change would make of it.
      if (!equal(value, row[change.column])) return false;
      if (change.how == How::kTouch && !first) return false;
      if (!assign(target, insert.changes, value, change)) return false;
    }
    if (first) {
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto column = static_cast<Col>(i);
        const auto key = table.keys[0].columns;
        if (table[column].isDerived() || row[column].isNull() || changes(insert.changes, column)) {
          continue;
        }
        const bool inKey = std::ranges::find(key, column) != key.end();
        const Text attribute = layout.attribute(column);
        if (inKey && layout.isForeign()) {
          const std::string name = target.expression.name(attribute);
          std::string isNewOrSame = "(attribute_not_exists(";
          isNewOrSame.append(name).append(") OR ").append(name).append(" = ");
          isNewOrSame.append(target.expression.value(row[column])).append(")");
          target.conditions.push_back(std::move(isNewOrSame));
        }
        target.assign(attribute, inKey ? Sets::kValue : Sets::kFirst, row[column],
                      !inKey && table[column].nullable);
      }
      target.assign("entity", Sets::kValue, textValue(layout.entity()));
      if (layout.isForeign()) {
        target.assign("__edb_e__", Sets::kValue, textValue(layout.entity()));
        target.assign("__edb_v__", Sets::kValue, textValue("1"));
      }
      if (table.keeps_insertion_order && kept.integer > 0) {
        target.assign(kInsertionAttribute, Sets::kFirst, kept);
      }
      if (const Expiry* expiry = settings_.expiryOf(layout.entity())) {
        // One that has ended and lingers is not there.
        const std::string name = target.expression.name(expiry->attribute);
        const std::int64_t now = call_.now_ms / 1000;
        target.conditions.push_back("(attribute_not_exists(" + name + ") OR " + name + " > " +
                                    target.expression.value(integerValue(now)) + ")");
        if (expiry->seconds > 0) {
          target.assign(expiry->attribute, Sets::kValue, integerValue(now + expiry->seconds));
        }
      }
    }
    return indexes(target, row, insert.changes, true);
  }

  static bool changes(std::span<const Change> all, Col column) {
    return std::ranges::find(all, column, &Change::column) != all.end();
  }

  // Of a column that nothing else in the statement changes.
  bool assign(Target& target, std::span<const Change> all, const Value& value,
              const Change& change) {
    const Text attribute = target.layout->attribute(change.column);
    if (std::ranges::count(all, change.column, &Change::column) != 1) return false;
    if (target.layout->table()[change.column].isDerived()) return false;
    switch (change.how) {
      case How::kSet:
        target.assign(attribute, Sets::kValue, value);
        return true;
      case How::kTouch: {
        if (value.isNull()) return false;
        const std::string name = target.expression.name(attribute);
        target.conditions.push_back("(attribute_not_exists(" + name + ") OR " + name + " < " +
                                    target.expression.value(value) + ")");
        target.assign(attribute, Sets::kValue, value);
        return true;
      }
      case How::kAdd:
        if (value.kind != Value::Kind::kInteger && value.kind != Value::Kind::kReal) return false;
        if (value.kind == Value::Kind::kInteger) {
          const std::string name = target.expression.name(attribute);
          target.conditions.push_back(
              "(attribute_not_exists(" + name + ") OR " + name + " <= " +
              target.expression.value(integerValue(query::kMostCounted - value.integer)) + ")");
        }
        target.assign(attribute, Sets::kSum, value);
        return true;
      default:
        return false;
    }
  }

  // Key attributes of the indexes: `row` has the values of those columns that are known.
  bool indexes(Target& target, std::span<Value> row, std::span<const Change> all, bool isNew) {
    const Layout& layout = *target.layout;
    for (const Change& change : all) {
      if (change.how == How::kAdd) continue;
      if (!std::holds_alternative<query::Incoming>(change.value.value)) {
        row[change.column] = valueOf(change.value, layout.table()[change.column], arena_);
      }
    }
    for (const KeyPair& key : layout.keys().subspan(1)) {
      for (const bool sort : {false, true}) {
        std::vector<Part> parts = sort ? key.skParts : key.pkParts;
        if (!sort && key.absent != query::kNoCol) parts.push_back({.column = key.absent});
        std::size_t changed = 0;
        std::size_t sums = 0;
        for (const Part& part : parts) {
          const auto change = std::ranges::find(all, part.column, &Change::column);
          if (change == all.end()) continue;
          ++changed;
          if (change->how == How::kAdd) ++sums;
        }
        if (sums != 0) return false;
        if (changed == 0 && !isNew) continue;
        // Some of it changes, and the rest is not known.
        if (changed != 0 && changed != parts.size()) return false;
        const auto text =
            sort ? sortOf(key, row, layout, arena_) : partitionOf(key, row, layout, arena_);
        if (changed == 0 && !text) continue;
        const std::size_t most = sort ? kMaxSortKeyBytes : kMaxPartitionKeyBytes;
        if (key.exists && text && text->size() > most) return false;
        target.assign(sort ? key.sk : key.pk, changed == 0 ? Sets::kFirst : Sets::kValue,
                      text ? textValue(*text) : Value{});
      }
    }
    return true;
  }

  // `set a = v where a <> v`.
  bool repeats(const query::Update& update, std::span<const Where* const> residual) {
    if (update.changes.size() != 1 || residual.size() != 1 || !update.returning.empty()) {
      return false;
    }
    const Change& change = update.changes[0];
    const Where& part = *residual[0];
    if (change.how != How::kSet || !change.path.empty() || !isLiteral(change.value) ||
        part.is != Is::kNe || part.fold || part.field.column != change.column ||
        !part.field.isPlain()) {
      return false;
    }
    const Layout& layout = layouts_.of(*update.table);
    const Column& column = (*update.table)[change.column];
    return !layout.isIndexed(change.column) &&
           equal(valueOf(change.value, column, arena_), valueOf(part.values[0], column, arena_));
  }

  // What else an update asks of its row, in DynamoDB's words.
  bool condition(Target& target, const Where& part) {
    const Table& table = target.layout->table();
    if (part.is == Is::kAll) return true;
    if ((part.is != Is::kEq && part.is != Is::kNe) || part.fold || !part.field.isPlain() ||
        part.field.column >= table.columns.size() || table[part.field.column].isDerived() ||
        !isLiteral(part.values[0])) {
      return false;
    }
    const Value value = valueOf(part.values[0], table[part.field.column], arena_);
    const std::string name = target.expression.name(target.layout->attribute(part.field.column));
    if (value.isNull()) {
      target.conditions.push_back(
          (part.is == Is::kEq ? "attribute_not_exists(" : "attribute_exists(") + name + ")");
    } else if (part.is == Is::kEq) {
      target.conditions.push_back(name + " = " + target.expression.value(value));
    } else {
      target.conditions.push_back("(attribute_not_exists(" + name + ") OR " + name + " <> " +
                                  target.expression.value(value) + ")");
    }
    return true;
  }

  Action actionOf(Target& target) {
    JsonWriter body;
    Expression& expression = target.expression;
    const Layout& layout = *target.layout;
    std::string condition;
    for (const std::string& each : target.conditions) addCondition(condition, each);
    // Ids that differ by case are one item.
    if (layout.isForeign() && (target.mustExist || target.deleted)) {
      for (const Part& part : layout.keys()[0].pkParts) keepsCase(target, part, condition);
      for (const Part& part : layout.keys()[0].skParts) keepsCase(target, part, condition);
    }
    if (target.deleted) {
      beginKey(body, target.key);
      return endAction(body, ActionKind::kDelete, condition, expression);
    }
    if (target.mustNotExist) {
      addCondition(condition, "attribute_not_exists(" + expression.name(kPk) + ")");
      body.beginObject();
      writeItem(body, target);
      return endAction(body, ActionKind::kPut, condition, expression);
    }
    if (target.mustExist) {
      addCondition(condition, "attribute_exists(" +
                                  expression.name(layout.attribute(layout.presence())) + ")");
      if (const Expiry* expiry = settings_.expiryOf(layout.entity())) {
        const std::string name = expression.name(expiry->attribute);
        addCondition(condition, "(attribute_not_exists(" + name + ") OR " + name + " > " +
                                    expression.value(integerValue(call_.now_ms / 1000)) + ")");
      }
    }
    std::string sets;
    std::string removes;
    for (const Assignment& each : target.assignments) {
      const std::string name = expression.name(each.attribute);
      if (each.value.isNull()) {
        removes += (removes.empty() ? " REMOVE " : ", ") + name;
        continue;
      }
      const std::string value = expression.value(each.value);
      sets.append(sets.empty() ? "SET " : ", ").append(name).append(" = ");
      if (each.sets == Sets::kValue) {
        sets += value;
      } else if (each.sets == Sets::kFirst) {
        sets.append("if_not_exists(").append(name).append(", ").append(value).append(")");
      } else {
        sets.append("if_not_exists(").append(name).append(", ");
        sets.append(expression.value(integerValue(0))).append(") + ").append(value);
      }
    }
    beginKey(body, target.key);
    body.key("UpdateExpression").string(sets + removes);
    return endAction(body, ActionKind::kUpdate, condition, expression);
  }

  // The member Item, of what is put.
  void writeItem(JsonWriter& body, const Target& target) {
    const Layout& layout = *target.layout;
    body.key("Item").beginObject();
    for (const Attribute& each : attributesOf(target.row, layout, arena_)) {
      if (each.value.isNull()) continue;
      body.key(each.name);
      writeValue(body, each.value);
    }
    const Expiry* expiry = settings_.expiryOf(layout.entity());
    if (expiry != nullptr && expiry->seconds > 0) {
      body.key(expiry->attribute);
      writeValue(body, integerValue(call_.now_ms / 1000 + expiry->seconds));
    }
    body.endObject();
  }

  void keepsCase(Target& target, const Part& part, std::string& condition) {
    if (part.column == query::kNoCol || target.row.empty()) return;
    const std::string name = target.expression.name(target.layout->attribute(part.column));
    addCondition(condition, "(attribute_not_exists(" + name + ") OR " + name + " = " +
                                target.expression.value(target.row[part.column]) + ")");
  }

  agentkeep::Call& call_;
  Arena& arena_;
  const Settings& settings_;
  Layouts& layouts_;
  Places places_;
  std::deque<Target> targets_;
  std::unordered_map<std::string, Target*> byKey_;
  std::vector<Empty> empty_;
};

}  // namespace

std::optional<Blind> blindOf(agentkeep::Call& call, const Settings& settings, Layouts& layouts,
                             const query::Batch& batch) {
  if (!batch.serialize.empty() || batch.statements.empty()) return std::nullopt;
  // What is there may have large values in pieces: a row that is put in its place leaves them, as
  // who ends in the middle does.
  const auto others = batch.statements.first(batch.statements.size() - 1);
  const bool drops = std::ranges::all_of(others, [](const query::Statement& statement) {
    const auto* gone = std::get_if<query::Delete>(&statement);
    return gone != nullptr && gone->table->name == query::kChunks.name;
  });
  const auto* insert = std::get_if<query::Insert>(&batch.statements.back());
  if (!drops || insert == nullptr || !insert->blind || !insert->returning.empty()) {
    return std::nullopt;
  }
  Planner planner(call, settings, layouts);
  query::Insert rows = *insert;
  rows.on_conflict = query::OnConflict::kFail;
  Blind out{.answers = std::vector<query::Answer>(batch.statements.size())};
  // Two rows of one key are not: they apply one after another.
  if (!planner.add(rows, out.answers.back())) return std::nullopt;
  out.puts = planner.puts();
  return out;
}

std::optional<Straight> straightOf(agentkeep::Call& call, const Settings& settings,
                                   Layouts& layouts, const query::Batch& batch) {
  if (!batch.serialize.empty() || batch.statements.empty()) return std::nullopt;
  Planner planner(call, settings, layouts);
  Straight out;
  out.answers.resize(batch.statements.size());
  for (std::size_t i = 0; i < batch.statements.size(); ++i) {
    const bool plain = std::visit(
        [&](const auto& statement) {
          if constexpr (requires { statement.returning; }) {
            if (!statement.returning.empty()) {
              if (out.returning) return false;
              out.returning = i;
            }
          }
          return planner.add(statement, out.answers[i]);
        },
        batch.statements[i]);
    if (!plain) return std::nullopt;
  }
  if (!planner.finish(out) || out.actions.empty()) return std::nullopt;
  if (out.returning && (out.actions.size() != 1 || out.actions[0].kind == ActionKind::kPut)) {
    return std::nullopt;
  }
  if (!out.repeatable && transactionSize(out.actions) != out.actions.size()) return std::nullopt;
  return out;
}

}  // namespace agentkeep::dynamodb
