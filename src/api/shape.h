// Describes argument objects: a C++ struct and the JSON object that it is read from, in one table.
//
// The members of the struct are named as the JSON members are; their C++ types say what is
// accepted. std::optional<T> may be absent (or null). decode.h reads by these tables,
// wasm/describe/ makes the OpenAPI text and the client's types from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

#include "core/input.h"

namespace agentkeep::api {

// Words for the documentation, which the module that runs does without.
#ifdef AGENTKEEP_DESCRIBE
#define AGENTKEEP_NOTE(words) words
using Note = Text;
#else
#define AGENTKEEP_NOTE(words) ::agentkeep::Text()
// Takes no place in a table that only sources with a method table have.
struct Note {
  constexpr Note() = default;
  constexpr Note(Text) {}  // NOLINT(google-explicit-constructor): as of a Text
};
#endif

class Decoder;

enum class Kind : std::uint8_t {
  kId,
  kText,
  kBoolean,
  kTime,
  kPage,
  kPerPage,
  kCount,
  kDuration,
  kQuantity,
  kNumber,
  kIdOrIds,
  kJson,
  kNullableJson,
  kJsonObject,
  kContent,
  kMembers,
  kStruct,
};

struct Shape;

struct Field {
  Text name;
  Kind kind;
  bool list;
  bool optional;
  std::uint16_t offset;
  const Shape* shape;  // kStruct
  bool (*read)(Decoder&, void* member);
  Text note;  // one sentence for OpenAPI
};

struct Shape {
  Text name;  // of the OpenAPI schema
  std::span<const Field> fields;
};

// The Shape of an argument struct; specialised once a struct, beside its method table.
template <class T>
struct ShapeOf;

template <class T>
struct KindOf {  // a struct with a Shape of its own
  static constexpr Kind kind = Kind::kStruct;
  static constexpr const Shape* shape = &ShapeOf<T>::shape;
};
template <Kind K>
struct Leaf {
  static constexpr Kind kind = K;
  static constexpr const Shape* shape = nullptr;
};
template <>
struct KindOf<Id> : Leaf<Kind::kId> {};
template <>
struct KindOf<Text> : Leaf<Kind::kText> {};
template <>
struct KindOf<bool> : Leaf<Kind::kBoolean> {};
template <>
struct KindOf<TimeStamp> : Leaf<Kind::kTime> {};
template <>
struct KindOf<PageNumber> : Leaf<Kind::kPage> {};
template <>
struct KindOf<PerPage> : Leaf<Kind::kPerPage> {};
template <>
struct KindOf<RowCount> : Leaf<Kind::kCount> {};
template <>
struct KindOf<Duration> : Leaf<Kind::kDuration> {};
template <>
struct KindOf<Quantity> : Leaf<Kind::kQuantity> {};
template <>
struct KindOf<double> : Leaf<Kind::kNumber> {};
template <>
struct KindOf<NullableJson> : Leaf<Kind::kNullableJson> {};
template <>
struct KindOf<IdOrIds> : Leaf<Kind::kIdOrIds> {};
template <>
struct KindOf<JsonValue> : Leaf<Kind::kJson> {};
template <>
struct KindOf<JsonObject> : Leaf<Kind::kJsonObject> {};
template <>
struct KindOf<Content> : Leaf<Kind::kContent> {};
template <>
struct KindOf<JsonMembers> : Leaf<Kind::kMembers> {};

template <class T>
struct Unwrap {
  using Inner = T;
  static constexpr bool optional = false, list = false;
};
template <class T>
struct Unwrap<std::optional<T>> {
  using Inner = typename Unwrap<T>::Inner;
  static constexpr bool optional = true, list = Unwrap<T>::list;
};
template <class T>
struct Unwrap<std::span<const T>> {
  using Inner = T;
  static constexpr bool optional = false, list = true;
};
template <class T>
struct Unwrap<Kept<T>> : Unwrap<T> {};

}  // namespace agentkeep::api
