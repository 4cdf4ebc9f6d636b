// Where a value came from is a value: how it is shown, and whose choice it was.
#include "config/origin.hpp"

#include <gtest/gtest.h>

namespace bot::config::test {
namespace {

struct Case {
  Origin origin;
  std::string text;
  std::string place;
  bool is_owners;
};

TEST(Origin, OfEachKindIsShownAndKnowsWhoseChoiceItWas) {
  const std::string key = "selection.top_n";
  const std::vector<Case> cases = {
      {{OriginKind::kBuiltIn, "built-in config.yaml", 74}, "built-in default", "built-in config.yaml:74", false},
      {{}, "built-in default", "built-in default", false},
      {{OriginKind::kDefaultsFile, "config/config.yaml", 3}, "config/config.yaml:3", "config/config.yaml:3", false},
      {{OriginKind::kOwnFile, "own.yaml", 5}, "own.yaml:5", "own.yaml:5", true},
      {{OriginKind::kOwnFile, "built-in config.yaml", 5}, "built-in config.yaml:5", "built-in config.yaml:5", true},
      {{OriginKind::kEnvFile, ".env", 2}, ".env:2", ".env:2", true},
      {{OriginKind::kVariable, "IB_PORT"}, "environment IB_PORT", "environment IB_PORT", true},
      {{OriginKind::kCredential, "HOOK"}, "credential HOOK", "credential HOOK", true},
      {{OriginKind::kFlag, "--set " + key}, "--set " + key, "--set " + key, true},
      {{OriginKind::kRecord, key}, key, key, true},
      {{OriginKind::kNone}, "not set", "not set", false}};
  for (const Case& c : cases) {
    EXPECT_EQ(to_text(c.origin), c.text);
    EXPECT_EQ(to_place(c.origin), c.place);
    EXPECT_EQ(is_owners_choice(c.origin), c.is_owners) << c.text;
  }
}

TEST(Origin, OfSeveralKeysTheOneSetLastIsBlamed) {
  Origins origins;
  origins.set("a", 0, {.line = 1});
  origins.set("b", 2, {OriginKind::kFlag, "--set b"});
  origins.set("c", 1, {OriginKind::kOwnFile, "own.yaml", 3});
  EXPECT_EQ(origins.latest({"a", "b", "c"}), (Origin{OriginKind::kFlag, "--set b"}));
  EXPECT_EQ(origins.latest({"a", "c"}), (Origin{OriginKind::kOwnFile, "own.yaml", 3}));
  EXPECT_EQ(origins.latest({"nowhere"}), std::nullopt);
}

TEST(Origin, AWarningOfABuiltInValueIsNotTheOwnersToMend) {
  const Error error{ErrorCode::kConfig, "has no effect", {}, {}};
  const std::vector<Warning> warnings = {
      {.error = error, .origin = Origin{OriginKind::kBuiltIn, "built-in config.yaml", 74}},
      {.error = error, .origin = Origin{OriginKind::kOwnFile, "built-in.yaml", 1}},
      {.error = error, .origin = std::nullopt}};
  EXPECT_EQ(beyond_built_in(warnings).size(), 2U);
}

}  // namespace
}  // namespace bot::config::test
