// The methods `vectors.*` on SQLite with D1's limits and on DynamoDB.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "api/method.h"
#include "backends/dynamodb/dynamodb-database.h"
#include "backends/sqlite/sqlite-database.h"
#include "test/support/native-dynamo.h"
#include "test/support/native-sqlite.h"
#include "vectors/metric.h"

namespace agentkeep {
namespace vectors {
extern const api::Domain kDomain;
}

namespace test {
namespace {

using json = nlohmann::json;

class Vectors : public testing::TestWithParam<bool> {
 protected:
  Vectors() {
    if (isDynamo()) return;
    Call one;
    auto task = open(one)->migrate(vectors::kDomain.tables, {});
    EXPECT_TRUE(agentkeep::test::finish(one, sqlite_, task));
    sqlite_.requests.clear();
  }
  [[nodiscard]] static bool isDynamo() { return GetParam(); }

  // What a method answers; of an error the word of its code, its status and its message.
  json call(Text method, const json& arguments) {
    const auto& methods = vectors::kDomain.methods;
    const auto found = std::ranges::find(methods, method, &api::Method::name);
    Call one;
    one.now_ms = 1'795'255'200'000;
    one.random = Random(++calls_);
    const auto database = open(one);
    const std::string body = arguments.dump();
    const api::Request request{vectors::kDomain, *found, body};
    JsonWriter out(1 << 26);
    auto task = found->run(one, *database, request, out);
    task.start();
    unsigned asked = 0;
    while (!task.done()) {
      if (dies_after && asked == *dies_after) return "died";
      if (asked == pauses_after && meanwhile) std::exchange(meanwhile, nullptr)();
      ++asked;
      const Bytes pending = one.channel.pending();
      one.channel.resume(isDynamo() ? dynamo_.execute(pending) : sqlite_.execute(pending));
    }
    trips = asked;
    const Result<void>& done = task.result();
    if (!done) {
      std::string problem(kindOf(done.error()->code).word);
      if (!done.error()->status.empty()) problem.append(" ").append(done.error()->status);
      return problem + ": " + done.error()->message;
    }
    return out.text().empty() ? json() : json::parse(out.text());
  }
  void create(int dimension, Text metric = "cosine") {
    EXPECT_EQ(
        call("createIndex", {{"indexName", "t"}, {"dimension", dimension}, {"metric", metric}}),
        nullptr);
  }
  // The ids of what is nearest, joined by blanks.
  std::string ids(const json& found) {
    std::string out;
    for (const json& each : found) out += (out.empty() ? "" : " ") + std::string(each["id"]);
    return out;
  }
  static json with(json base, const json& more) {
    base.update(more);
    return base;
  }

  unsigned trips = 0;  // of the last call
  // The caller of the next calls dies before it asks once more.
  std::optional<unsigned> dies_after;
  // What others do when the next call has asked so often.
  unsigned pauses_after = 0;
  std::function<void()> meanwhile;
  NativeSqlite sqlite_;
  NativeDynamo dynamo_;

 private:
  std::unique_ptr<query::Backend> open(Call& one) {
    return isDynamo() ? dynamodb::open(one, abi::Profile::kDynamo, "table")
                      : sqlite::open(one, abi::Profile::kD1, "");
  }
  // Of all tests: what the store knows from calls before tells databases apart by chance.
  static inline std::uint64_t calls_ = 0;
};

TEST_P(Vectors, MakesAnIndexOnceAndKeepsItsDimension) {
  create(3);
  create(3);
  EXPECT_EQ(call("createIndex", {{"indexName", "t"}, {"dimension", 4}}),
            "invalid_argument VALIDATE_INDEX_DIMENSION_MISMATCH: Index \"t\" already exists with 3 "
            "dimensions, but 4 dimensions were requested");
  EXPECT_EQ(call("listIndexes", json::object()), json({"t"}));
  EXPECT_EQ(call("describeIndex", {{"indexName", "t"}}),
            (json{{"dimension", 3}, {"count", 0}, {"metric", "cosine"}}));
  EXPECT_EQ(call("describeIndex", {{"indexName", "other"}}),
            "not_found FAILED: Table other not found");
  EXPECT_EQ(call("deleteIndex", {{"indexName", "t"}}), nullptr);
  EXPECT_EQ(call("deleteIndex", {{"indexName", "t"}}), nullptr);
  EXPECT_EQ(call("listIndexes", json::object()), json::array());
}

TEST_P(Vectors, RefusesNamesAndDimensionsThatNoIndexHas) {
  for (const char* name : {"", "1a", "a-b", "a b", "\xc3\xa4"}) {
    EXPECT_EQ(call("createIndex", {{"indexName", name}, {"dimension", 3}}),
              "invalid_argument: indexName must be a name of letters, digits and underscores, 63 "
              "at most");
  }
  for (const json& dimension : {json(0), json(-1), json(1.5), json(10'001)}) {
    EXPECT_EQ(call("createIndex", {{"indexName", "t"}, {"dimension", dimension}}),
              "invalid_argument: dimension must be a positive integer, 10000 at most");
  }
  EXPECT_EQ(call("createIndex", {{"indexName", "t"}, {"dimension", 3}, {"metric", "other"}}),
            "invalid_argument: metric must be 'cosine', 'euclidean' or 'dotproduct'");
}

TEST_P(Vectors, FindsTheNearestByEachMetric) {
  const json vectors = {{1, 0}, {3, 4}, {0, 1}, {-1, 0}};
  const json names = {"a", "b", "c", "d"};
  for (const Text metric : {"cosine", "euclidean", "dotproduct"}) {
    create(2, metric);
    EXPECT_EQ(call("upsert", {{"indexName", "t"}, {"vectors", vectors}, {"ids", names}}), names);
    const json found = call("query", {{"indexName", "t"}, {"queryVector", {2, 0}}});
    ASSERT_EQ(found.size(), 4) << found;
    std::map<std::string, double> scores;
    for (const json& each : found) scores[each["id"]] = each["score"];
    if (metric == "cosine") {
      EXPECT_EQ(ids(found), "a b c d");
      EXPECT_EQ(scores, (std::map<std::string, double>{{"a", 1}, {"b", 0.6}, {"c", 0}, {"d", -1}}));
    } else if (metric == "euclidean") {
      EXPECT_EQ(ids(found), "a c d b");
      EXPECT_DOUBLE_EQ(scores["a"], 0.5);
      EXPECT_DOUBLE_EQ(scores["b"], 1 / (1 + std::sqrt(17.0)));
    } else {
      EXPECT_EQ(ids(found), "b a c d");
      EXPECT_EQ(scores["b"], 6);
    }
    call("deleteIndex", {{"indexName", "t"}});
  }
}

TEST_P(Vectors, AnswersMetadataAndOnlyWhatIsAskedFor) {
  create(2);
  const json made = call("upsert", {{"indexName", "t"},
                                    {"vectors", {{1, 0}, {0, 1}}},
                                    {"metadata", {{{"k", "\xc3\xa4"}}, nullptr}}});
  ASSERT_EQ(made.size(), 2);
  const json query = {{"indexName", "t"}, {"queryVector", {1, 0.5}}};
  EXPECT_EQ(call("query", with(query, {{"topK", 1}, {"includeVector", true}})),
            json({{{"id", made[0]},
                   {"score", 2 / std::sqrt(5.0)},
                   {"metadata", {{"k", "\xc3\xa4"}}},
                   {"vector", {1, 0}}}}));
  EXPECT_EQ(ids(call("query", with(query, {{"minScore", 0.5}}))), std::string(made[0]));
  EXPECT_EQ(call("query", query)[1]["metadata"], json::object());
}

TEST_P(Vectors, ReplacesVectorsOfKnownIds) {
  create(2);
  const json first = {{"indexName", "t"},
                      {"vectors", {{1, 0}, {0, 1}, {0.5, 0.5}}},
                      {"ids", {"a", "b", "a"}},
                      {"metadata", {{{"n", 1}}, {{"n", 2}}, {{"n", 3}}}}};
  EXPECT_EQ(call("upsert", first), json({"a", "b", "a"}));
  EXPECT_EQ(call("describeIndex", {{"indexName", "t"}})["count"], 2);
  // Of two of one id the last counts.
  const json query = {{"indexName", "t"}, {"queryVector", {1, 1}}};
  EXPECT_EQ(call("query", query)[0]["metadata"], (json{{"n", 3}}));
  call("upsert", {{"indexName", "t"}, {"vectors", {{1, 1}}}, {"ids", {"b"}}});
  EXPECT_EQ(call("query", query)[1]["metadata"], json::object());
  EXPECT_EQ(call("query", query)[1]["score"], 1);
}

TEST_P(Vectors, KeepsNamespacesApart) {
  create(2);
  const json one = {{"indexName", "t"}, {"vectors", {{1, 0}}}, {"ids", {"a"}}};
  call("upsert", one);
  call("upsert", with(one, {{"namespace", "n"}, {"metadata", {{{"n", true}}}}}));
  const json query = {{"indexName", "t"}, {"queryVector", {1, 0}}};
  EXPECT_EQ(call("query", query)[0]["metadata"], json::object());
  EXPECT_EQ(call("query", with(query, {{"namespace", "n"}}))[0]["metadata"], (json{{"n", true}}));
  call("deleteVector", {{"indexName", "t"}, {"id", "a"}, {"namespace", "n"}});
  EXPECT_EQ(call("query", with(query, {{"namespace", "n"}})), json::array());
  EXPECT_EQ(ids(call("query", query)), "a");
}

TEST_P(Vectors, UpdatesAndDeletesById) {
  create(2);
  call("upsert", {{"indexName", "t"},
                  {"vectors", {{1, 0}, {0, 1}, {1, 1}}},
                  {"ids", {"a", "b", "c"}},
                  {"metadata", {{{"n", 1}, {"m", 1}}, {{"n", 2}}, {{"n", 3}}}}});
  const json query = {{"indexName", "t"}, {"queryVector", {1, 0}}};
  EXPECT_EQ(call("updateVector",
                 {{"indexName", "t"}, {"id", "a"}, {"update", {{"metadata", {{"n", 9}}}}}}),
            nullptr);
  EXPECT_EQ(call("query", query)[0]["metadata"], (json{{"n", 9}}));
  call("updateVector", {{"indexName", "t"}, {"id", "b"}, {"update", {{"vector", {2, 0}}}}});
  EXPECT_EQ(ids(call("query", query)), "a b c");
  EXPECT_EQ(call("query", query)[1]["score"], 1);
  EXPECT_EQ(
      call("updateVector", {{"indexName", "t"}, {"id", "none"}, {"update", {{"vector", {2, 0}}}}}),
      nullptr);
  call("deleteVector", {{"indexName", "t"}, {"id", "a"}});
  call("deleteVectors", {{"indexName", "t"}, {"ids", {"c", "none"}}});
  EXPECT_EQ(ids(call("query", query)), "b");
  call("truncateIndex", {{"indexName", "t"}});
  EXPECT_EQ(call("query", query), json::array());
  EXPECT_EQ(call("listIndexes", json::object()), json({"t"}));
}

TEST_P(Vectors, SaysWhatIsWrongAndWritesNothing) {
  create(2);
  const json one = {{"indexName", "t"}, {"vectors", {{1, 0}}}};
  const auto refuses = [&](Text method, const json& given, Text why) {
    EXPECT_EQ(call(method, given), std::string(why)) << given;
  };
  refuses("upsert", with(one, {{"vectors", json::array()}}),
          "invalid_argument EMPTY_VECTORS: vectors must not be empty");
  refuses("upsert", with(one, {{"ids", json::array()}}),
          "invalid_argument IDS_LENGTH_MISMATCH: ids must be as many as vectors");
  refuses("upsert", with(one, {{"metadata", {{{"n", 1}}, nullptr}}}),
          "invalid_argument METADATA_LENGTH_MISMATCH: metadata must be as many as vectors");
  refuses("upsert", with(one, {{"metadata", {"text"}}}),
          "invalid_argument: metadata[0] must be an object");
  refuses("upsert", with(one, {{"vectors", {{1, 0}, {1, 2, 3}}}}),
          "invalid_argument: Vector dimension mismatch: Index \"t\" expects 2 dimensions but "
          "vector has 3 dimensions.");
  refuses("upsert", with(one, {{"vectors", {{1, 0}, {1, nullptr}}}}),
          "invalid_argument: vectors[1] must be a list of finite 32-bit numbers");
  refuses("upsert", with(one, {{"vectors", {{1, 1e39}}}}),
          "invalid_argument: vectors[0] must be a list of finite 32-bit numbers");
  refuses("upsert", with(one, {{"indexName", "other"}}), "not_found FAILED: Table other not found");
  refuses("upsert", with(one, {{"deleteFilter", json::object()}}),
          "invalid_argument EMPTY_FILTER: deleteFilter must not be empty");
  EXPECT_EQ(call("describeIndex", {{"indexName", "t"}})["count"], 0);

  const json query = {{"indexName", "t"}, {"queryVector", {1, 0}}};
  refuses("query", {{"indexName", "t"}},
          "invalid_argument MISSING_VECTOR: queryVector is required");
  for (const json& top : {json(0), json(-1), json(1.5)}) {
    refuses("query", with(query, {{"topK", top}}),
            "invalid_argument INVALID_TOP_K: topK must be a positive integer, 100000 at most");
  }
  refuses("query", with(query, {{"queryVector", {1}}}),
          "invalid_argument: Vector dimension mismatch: Index \"t\" expects 2 dimensions but "
          "vector has 1 dimensions.");
  refuses("query", with(query, {{"indexName", "other"}}),
          "not_found FAILED: Table other not found");

  const json update = {{"indexName", "t"}, {"id", "a"}, {"update", {{"vector", {1, 0}}}}};
  refuses("updateVector", with(update, {{"filter", {{"n", 1}}}}),
          "invalid_argument MUTUALLY_EXCLUSIVE: the body must have an id or a filter, not both");
  refuses("updateVector", with(update, {{"id", nullptr}}),
          "invalid_argument NO_TARGET: the body must have an id or a filter");
  refuses("updateVector", with(update, {{"update", json::object()}}),
          "invalid_argument NO_PAYLOAD: update must have a vector or metadata");
  refuses("deleteVectors", {{"indexName", "t"}, {"ids", json::array()}},
          "invalid_argument EMPTY_IDS: ids must not be empty");
  refuses("deleteVectors", {{"indexName", "t"}, {"filter", json::object()}},
          "invalid_argument EMPTY_FILTER: filter must not be empty");
}

// The cosine of a vector of zeros is 0, whatever it is compared with.
TEST_P(Vectors, TakesVectorsOfZeros) {
  create(2);
  call("upsert", {{"indexName", "t"}, {"vectors", {{0, 0}, {1, 0}}}, {"ids", {"z", "a"}}});
  const json found = call("query", {{"indexName", "t"}, {"queryVector", {-1, 0}}});
  EXPECT_EQ(ids(found), "z a");
  EXPECT_EQ(found[0]["score"], 0);
  EXPECT_EQ(ids(call("query", {{"indexName", "t"}, {"queryVector", {0, 0}}})), "a z");
}

// Vectors around some centres, as texts have them; the same ones each time.
class Made {
 public:
  explicit Made(std::size_t dimension, std::size_t centres = 40) : dimension_(dimension) {
    for (std::size_t i = 0; i < centres; ++i) centres_.push_back(spread(1));
  }
  std::vector<float> next() {
    std::vector<float> out = spread(0.5F);
    const std::vector<float>& around = centres_[random_() % centres_.size()];
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += around[i];
    return out;
  }

 private:
  std::vector<float> spread(float by) {
    std::vector<float> out(dimension_);
    // Not std::normal_distribution, which every library has its own of.
    for (float& each : out) {
      each = 0;
      for (int i = 0; i < 4; ++i) each += static_cast<float>(random_() % 2001) / 1000 - 1;
      each *= by;
    }
    return out;
  }
  std::size_t dimension_;
  std::mt19937 random_{7};
  std::vector<std::vector<float>> centres_;
};

class Grown : public Vectors {
 protected:
  void add(std::size_t count) {
    json vectors = json::array();
    json names = json::array();
    for (std::size_t i = 0; i < count; ++i) {
      const std::string id = "v" + std::to_string(next_++);
      known_[id] = made_.next();
      vectors.push_back(known_[id]);
      names.push_back(id);
    }
    answer_ = call("upsert", {{"indexName", "t"}, {"vectors", vectors}, {"ids", names}});
    if (!dies_after) EXPECT_EQ(answer_, names);
  }
  // The part of the true ten nearest that queries find.
  double recall(int queries, const json& more = json::object()) {
    double found = 0;
    for (int i = 0; i < queries; ++i) {
      const std::vector<float> wanted = made_.next();
      std::vector<std::pair<double, std::string>> exact;
      for (const auto& [id, vector] : known_) {
        exact.emplace_back(
            -agentkeep::vectors::scoreOf(agentkeep::vectors::Metric::kCosine, vector, wanted), id);
      }
      std::ranges::sort(exact);
      std::set<std::string> nearest;
      for (std::size_t k = 0; k < 10; ++k) nearest.insert(exact[k].second);
      for (const json& each :
           call("query", with({{"indexName", "t"}, {"queryVector", wanted}}, more))) {
        found += nearest.contains(each["id"]) ? 1 : 0;
      }
    }
    return found / (10 * queries);
  }
  // All vectors, wherever they are.
  std::set<std::string> everything() {
    std::set<std::string> out;
    for (const json& each : call("query", {{"indexName", "t"},
                                           {"queryVector", known_.begin()->second},
                                           {"topK", 100'000},
                                           {"probes", 100'000}})) {
      out.insert(each["id"]);
    }
    return out;
  }
  std::set<std::string> names() {
    std::set<std::string> out;
    for (const auto& each : known_) out.insert(each.first);
    return out;
  }
  int clusters() { return call("optimize", {{"indexName", "t"}})["clusters"]; }
  void optimize() {
    for (int i = 0; i < 20; ++i) {
      if (call("optimize", {{"indexName", "t"}})["done"] == true) return;
    }
    ADD_FAILURE() << "it is never done";
  }

  json answer_;
  std::size_t next_ = 0;
  Made made_{24};
  std::map<std::string, std::vector<float>> known_;
};

TEST_P(Grown, KeepsItsRecallWhileItIsFilled) {
  create(24);
  for (int i = 0; i < 40; ++i) {
    add(50);
    EXPECT_GE(recall(2), 0.9) << i;
  }
  EXPECT_GT(clusters(), 8);
  EXPECT_EQ(everything(), names());
  EXPECT_GE(recall(20), 0.97);
  // With few clusters less is found, so that they are what is looked at.
  EXPECT_LT(recall(10, {{"probes", 1}}), 0.97);
}

TEST_P(Grown, TakesApartWhatComesAtOnce) {
  create(24);
  add(1500);
  EXPECT_GT(clusters(), 8);
  EXPECT_EQ(everything(), names());
  EXPECT_GE(recall(20), 0.97);
}

TEST_P(Grown, TakesApartVectorsThatAreTheSame) {
  create(24);
  const json vectors(1000, json(made_.next()));
  call("upsert", {{"indexName", "t"}, {"vectors", vectors}});
  EXPECT_GT(clusters(), 3);
  EXPECT_EQ(call("query", {{"indexName", "t"}, {"queryVector", vectors[0]}, {"topK", 50}}).size(),
            50);
}

TEST_P(Grown, KeepsItsRecallWhenHalfIsGoneAndHalfIsNew) {
  create(24);
  add(1200);
  json gone = json::array();
  json names_of_new = json::array();
  json vectors = json::array();
  std::size_t i = 0;
  for (auto it = known_.begin(); it != known_.end(); ++i) {
    if (i % 2 == 0) {
      gone.push_back(it->first);
      it = known_.erase(it);
      continue;
    }
    if (i % 4 == 1) {
      it->second = made_.next();
      names_of_new.push_back(it->first);
      vectors.push_back(it->second);
    }
    ++it;
  }
  call("deleteVectors", {{"indexName", "t"}, {"ids", gone}});
  call("upsert", {{"indexName", "t"}, {"vectors", vectors}, {"ids", names_of_new}});
  EXPECT_EQ(everything(), names());
  EXPECT_EQ(call("describeIndex", {{"indexName", "t"}})["count"], known_.size());
  EXPECT_GE(recall(20), 0.97);
}

// Whoever dies in the middle of taking a cluster apart leaves every vector where it is found.
TEST_P(Grown, LosesNothingWhenACallerDies) {
  create(24);
  add(250);
  // Which call takes a cluster apart is a matter of chance.
  unsigned trip = 1;
  for (unsigned calls = 0; calls < 60 && trip < 30; ++calls) {
    dies_after = trip;
    add(100);
    dies_after.reset();
    // All or none of them are stored.
    const std::set<std::string> all = everything();
    if (!all.contains("v" + std::to_string(next_ - 1))) {
      for (std::size_t i = 1; i <= 100; ++i) known_.erase("v" + std::to_string(next_ - i));
    }
    ASSERT_EQ(all, names()) << trip;
    if (answer_ == "died") {
      ++trip;
    } else if (trip > 2) {
      break;
    }
  }
  EXPECT_GT(trip, 1U);
  optimize();
  EXPECT_EQ(everything(), names());
  EXPECT_EQ(call("describeIndex", {{"indexName", "t"}})["count"], known_.size());
  EXPECT_GE(recall(20), 0.97);
}

// One writer is in the middle of a call while another one makes clusters.
TEST_P(Grown, LosesNothingBetweenTwoWriters) {
  create(24);
  for (unsigned trip = 0; trip < 6; ++trip) {
    pauses_after = trip;
    meanwhile = [&] {
      add(300);
      optimize();
    };
    add(250);
    meanwhile = nullptr;
    ASSERT_EQ(everything(), names()) << trip;
  }
  optimize();
  EXPECT_EQ(everything(), names());
  EXPECT_GT(clusters(), 15);
  EXPECT_GE(recall(20), 0.97);
}

TEST_P(Grown, AsksTwiceOnceItKnowsTheClusters) {
  create(24);
  add(600);
  recall(1);
  recall(1);
  EXPECT_EQ(trips, 2);
  // Another index of the same name is another one.
  call("deleteIndex", {{"indexName", "t"}});
  create(3);
  EXPECT_EQ(call("query", {{"indexName", "t"}, {"queryVector", {1, 0, 0}}}), json::array());
  call("upsert", {{"indexName", "t"}, {"vectors", {{1, 0, 0}}}, {"ids", {"a"}}});
  EXPECT_EQ(ids(call("query", {{"indexName", "t"}, {"queryVector", {1, 0, 0}}})), "a");
}

TEST_P(Grown, AsksTwiceForAConditionThatItKnows) {
  create(24);
  add(3000);
  for (const auto& [id, vector] : known_) {
    if (!id.ends_with('3')) continue;
    call("updateVector",
         {{"indexName", "t"}, {"id", id}, {"update", {{"metadata", {{"is", "three"}}}}}});
  }
  const auto ask = [&](Text is) {
    return call(
        "query",
        {{"indexName", "t"}, {"queryVector", known_.begin()->second}, {"filter", {{"is", is}}}});
  };
  const json found = ask("three");
  EXPECT_EQ(found.size(), 10U);
  EXPECT_GT(trips, 2);  // codes, more codes, vectors
  EXPECT_EQ(ask("three"), found);
  EXPECT_EQ(trips, 2);
  EXPECT_EQ(ask("four"), json::array());
  EXPECT_EQ(trips, 2);  // codes, more codes
  EXPECT_EQ(ask("four"), json::array());
  EXPECT_EQ(trips, 1);
}

// The stand-in for DynamoDB looks at every item for every query: hundreds of vectors are too many.
INSTANTIATE_TEST_SUITE_P(OnSqlite, Grown, testing::Values(false));

INSTANTIATE_TEST_SUITE_P(OnSqlite, Vectors, testing::Values(false));
INSTANTIATE_TEST_SUITE_P(OnDynamo, Vectors, testing::Values(true));

}  // namespace
}  // namespace test
}  // namespace agentkeep
