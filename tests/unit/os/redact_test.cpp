#include <gtest/gtest.h>

#include "os/stderr_log.hpp"

namespace bot::os {
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

}  // namespace
}  // namespace bot::os
