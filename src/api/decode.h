// Reads argument objects from JSON by their Shapes. Payload values are checked and kept as slices.
#pragma once

#include <array>
#include <new>
#include <optional>
#include <span>
#include <string>

#include "api/shape.h"
#include "core/arena.h"
#include "core/call.h"
#include "core/error.h"
#include "core/json.h"

namespace agentkeep::api {

// The JSON of a body: without a byte order mark; an empty one is `{}`.
Text bodyOf(Text sent);

// What is wrong with a body that `json` could not read.
Error invalidJson(const JsonReader& json);

// Lists of arguments are at most this long.
inline constexpr std::size_t kMaxListItems = 100'000;

class Decoder {
 public:
  Decoder(Text body, Call& call);

  // The whole body as one object; an empty body is `{}`. `target` is default-made.
  // Errors: kInvalidJson with details.offset, kInvalidArgument naming the member, kTooLarge.
  std::optional<Error> readBody(const Shape& shape, void* target);

  // Says how the value that is read next is called, behind the names said before.
  void enter(Text name);
  // What was wrong with it.
  Error takeError();

  bool read(Id& out);
  bool read(Text& out);
  bool read(bool& out);
  bool read(TimeStamp& out);
  bool read(PageNumber& out);
  bool read(PerPage& out);
  bool read(RowCount& out);
  bool read(Duration& out);
  bool read(Quantity& out);
  bool read(double& out);
  bool read(IdOrIds& out);
  bool read(JsonValue& out);
  bool read(NullableJson& out);
  bool read(JsonObject& out);
  bool read(Content& out);
  bool read(JsonMembers& out);
  bool readStruct(const Shape& shape, void* target);

  template <class T>
  bool read(T& out) {
    return readStruct(ShapeOf<T>::shape, &out);
  }
  bool read(std::optional<NullableJson>& out) { return read(out.emplace()); }
  template <class T>
  bool read(std::optional<T>& out) {
    if (json_.peek() == JsonKind::kNull) return skipNull();
    return read(out.emplace());
  }
  template <class T>
  bool read(Kept<T>& out) {
    json_.peek();  // past the blanks
    const char* from = json_.rest().data();
    if (!read(out.value)) return false;
    out.json = {from, static_cast<std::size_t>(json_.rest().data() - from)};
    return true;
  }
  template <class T>
  bool read(std::span<const T>& out) {
    // Room for twice as many each time it is full; the arena keeps the outgrown halves.
    std::span<T> room;
    std::size_t count = 0;
    if (!beginList()) return false;
    while (nextItem(count)) {
      if (count == room.size()) {
        const std::span<T> wider = arena_.make<T>(room.empty() ? 8 : room.size() * 2);
        std::copy(room.begin(), room.end(), wider.begin());
        room = wider;
      }
      room[count] = T{};
      if (!read(room[count])) return false;
      ++count;
    }
    --depth_;
    out = room.first(count);
    return !failed();
  }

 private:
  // A member, or an element of a list (its name is empty), on the way to the value being read.
  struct Step {
    Text name;
    std::size_t index = 0;
  };
  bool beginList();
  bool nextItem(std::size_t index);
  bool skipNull();
  [[nodiscard]] std::string path() const;  // as `messages[3].threadId`
  bool fail(Text problem, Text status = {});
  bool failed() const { return error_.has_value() || json_.failed(); }
  bool readString(JsonString& out);
  std::optional<std::uint64_t> readNatural();

  JsonReader json_;
  Arena& arena_;
  Text held_;
  std::array<Step, 16> steps_;  // Shapes are not nested deeper
  std::size_t depth_ = 0;
  std::optional<Error> error_;
};

template <class T>
bool readMember(Decoder& decoder, void* member) {
  return decoder.read(*static_cast<T*>(member));
}

template <class T>
constexpr Field fieldOf(Text name, std::size_t offset, Text note) {
  using How = Unwrap<T>;
  using Leaf = KindOf<typename How::Inner>;
  static_assert(std::is_trivially_destructible_v<T>);
  return {name,        Leaf::kind,     How::list, How::optional, static_cast<std::uint16_t>(offset),
          Leaf::shape, &readMember<T>, note};
}

// One line of a Shape: the member of `type` and a note for the documentation.
#define AGENTKEEP_FIELD(type, member, note)                                          \
  ::agentkeep::api::fieldOf<decltype(type::member)>(#member, offsetof(type, member), \
                                                    AGENTKEEP_NOTE(note))

// The Shape of a struct, in namespace agentkeep::api: its name and its AGENTKEEP_FIELDs.
#define AGENTKEEP_SHAPE(type, ...)                   \
  template <>                                        \
  struct ShapeOf<type> {                             \
    static constexpr Field fields[] = {__VA_ARGS__}; \
    static constexpr Shape shape{#type, fields};     \
  };

}  // namespace agentkeep::api
