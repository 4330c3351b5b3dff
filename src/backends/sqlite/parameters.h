// The values of a statement. They travel as elements of one JSON array, bound as one text: types
// survive (a number of JavaScript would arrive as REAL), and the count of values has no limit. A
// long text travels as a parameter of its own, without escapes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sql/cells.h"
#include "backends/sql/sql-text.h"
#include "backends/sql/wire.h"
#include "backends/sqlite/limits.h"
#include "query/query.h"

namespace agentkeep::sqlite {

using namespace sql;  // a dialect speaks its words all the time

// Where a value is: `?parameter->>element`, or the whole parameter.
struct Ref {
  static constexpr std::uint32_t kWhole = 0xffffffff;
  std::uint16_t parameter = 0;
  std::uint32_t element = kWhole;
};

// The value as SQL sees it: text without quotes, integer, real, null.
struct AsValue {
  Ref ref;
};
// The value as JSON text.
struct AsJson {
  Ref ref;
};
// The arguments of json_each() over a list.
struct AsList {
  Ref ref;
};
Sql& operator<<(Sql& sql, AsValue value);
Sql& operator<<(Sql& sql, AsJson value);
Sql& operator<<(Sql& sql, AsList list);

// Path of members as SQLite writes it, `$."a"."b"`; a quote in a name is `\"` or else `\u0022`.
std::string pathOf(std::span<const Text> members, bool escapes);

class Parameters {
 public:
  // `reserved`: parameters in front that the caller binds itself.
  explicit Parameters(const Limits& limits, std::uint16_t reserved = 0)
      : limits_(limits), reserved_(reserved) {}

  Ref add(const query::Cell& cell);
  // Json cells keep their bytes: read with AsValue.
  Ref addAsText(const query::Cell& cell);
  Ref addText(Text text);
  // Always an element, so that SQL can look into it.
  Ref addJson(Text json);
  Ref addInteger(std::uint64_t value);
  Ref addPath(std::span<const Text> members);
  // A text of its own, by view: it lives until the request is answered.
  Ref addWhole(Text text);
  // A JSON array, cut into several where one parameter would become too long; of arrays of `width`
  // values each where that is not 1.
  std::vector<Ref> addList(std::span<const query::Cell> values, std::size_t width = 1);

  // Closes the open array; nothing is added afterwards.
  void finish();
  // Including the reserved ones.
  [[nodiscard]] std::size_t count() const { return reserved_ + parameters_.size(); }
  // Without the reserved ones; those that are no views live as long as the parameters.
  struct Bound {
    Text text;
    bool isView = false;
    void writeTo(SqlRequest& request) const { isView ? request.far(text) : request.text(text); }
  };
  [[nodiscard]] std::vector<Bound> bound() const;

 private:
  struct Parameter {
    std::string owned;
    Text view = {};
    bool isView = false;
  };

  // The open array, ready for one more element, and the reference to that element.
  std::string& open(Ref& ref);
  void closeArray();
  [[nodiscard]] std::uint16_t number(std::size_t index) const {
    return static_cast<std::uint16_t>(reserved_ + index + 1);
  }
  template <class Write>
  Ref append(Write write);

  const Limits& limits_;
  std::uint16_t reserved_;
  std::vector<Parameter> parameters_;
  std::optional<std::size_t> open_;  // index of the array that takes elements
  std::uint32_t elements_ = 0;       // of it
};

}  // namespace agentkeep::sqlite
