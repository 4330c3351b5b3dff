// The argument object of a described method, member by member, read by the columns that they are
// for: no struct of its own stands between.
#pragma once

#include <optional>

#include "api/decode.h"
#include "core/json-members.h"
#include "query/query.h"
#include "query/table.h"

namespace agentkeep::api {

// After the first problem every call answers "nothing": callers look at it once, at the end.
class Arguments {
 public:
  // An empty body is `{}`. Problems: kInvalidJson with details.offset, kInvalidArgument (no
  // object). `problem` must outlive the object, and what is inside() of it.
  Arguments(Call& call, Text body, std::optional<Error>& problem);

  // Of the object that is a member; of none if it is left out, or `name` is empty.
  Arguments inside(Text name, bool required = false);

  // Of `object`, which is an item of the list that is a member: `entries[3]`.
  Arguments item(Text name, std::size_t index, Text object);

  // Of an object that was found somewhere, by all the names that lead there.
  Arguments at(Text path, Text object);

  [[nodiscard]] std::span<const JsonMember> members() const { return members_; }
  [[nodiscard]] Text path() const { return within_; }

  // Refuses a member that is there twice, as find() does. Behind what was refused nothing is looked
  // for: whoever asks for each member of an object does not look n times n.
  void once(Text name) {
    if (!failed()) static_cast<void>(find(name));
  }

  // The JSON of a member; nothing if it is left out.
  [[nodiscard]] std::optional<Text> find(Text name);

  // A member of a type that Decoder reads; nothing if it is left out or null.
  template <class T>
  std::optional<T> read(Text name) {
    T out{};
    return readWith(&readMember<T>, name, &out) ? std::optional<T>(out) : std::nullopt;
  }

  // As read(), of a member that must be there.
  template <class T>
  T needed(Text name) {
    const std::optional<T> value = read<T>(name);
    if (!value) refuse(name, "is required");
    return value.value_or(T{});
  }

  // A member as a cell of the column: Keep if it is left out, Null if it is null, where null is no
  // value of its own.
  query::Cell cell(const query::Column& column, Text name);
  // A value as such a cell, which is called `name` if it is refused: the JSON of a member that was
  // found already. A text that is plain is not decoded.
  query::Cell cellOf(const query::Column& column, Text name, Text value);

  // Says how an object is called that is no member of the arguments: `records[3]`. It has no
  // members itself.
  Arguments named(Text within) { return {*call_, *problem_, within}; }

  // The first problem, unless there is one already: `<name> <why>`, such as `is required`.
  void refuse(Text name, Text why, Text status = {});
  [[nodiscard]] bool failed() const { return problem_->has_value(); }

 private:
  Arguments(Call& call, std::optional<Error>& problem, Text within)
      : call_(&call), problem_(&problem), within_(within) {}
  void readMembers(Text object);
  bool readWith(bool (*read)(Decoder&, void*), Text name, void* to);
  bool readFrom(Text value, bool (*read)(Decoder&, void*), Text name, void* to);

  Call* call_;
  std::optional<Error>* problem_;
  Text within_;
  JsonObjectParts members_;
};

inline bool isGiven(const query::Cell& cell) {
  return !std::holds_alternative<query::Keep>(cell.value);
}
using query::isNull;

}  // namespace agentkeep::api
