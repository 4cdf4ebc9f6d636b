#include <gtest/gtest.h>

#include "base/redact.hpp"

namespace bot {
namespace {

TEST(Redact, BlacksOutSecretsTokensAndAccounts) {
  EXPECT_EQ(redact("post to https://discord.com/api/webhooks/123/aBc-_x failed", {}),
            "post to https://discord.com/api/webhooks/*** failed");
  EXPECT_EQ(redact("Authorization: Bearer abc.def", {}), "Authorization: Bearer ***");
  EXPECT_EQ(redact("account U1234567 and DU7654321.", {}), "account U***567 and DU***321.");
  EXPECT_EQ(redact("account DU0000001", {}), "account DU0000001");
  EXPECT_EQ(redact("canary hunter22 here hunter22", {Secret("hunter22")}), "canary *** here ***");
  EXPECT_EQ(redact("BU1234567 U12 EUR 1234567", {}), "BU1234567 U12 EUR 1234567");
}

TEST(Redact, TakesOutSecretsAndWebhooks) {
  EXPECT_EQ(
      redact("to https://discord.com/api/webhooks/12/ab-C_d failed; key s3cretkey", {Secret("s3cretkey"), Secret("")}),
      "to https://discord.com/api/webhooks/*** failed; key ***");
  EXPECT_EQ(redact("/webhooks/ and /webhooks/*** stay"), "/webhooks/ and /webhooks/*** stay");
}

}  // namespace
}  // namespace bot
