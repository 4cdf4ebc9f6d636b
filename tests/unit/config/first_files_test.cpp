// What `bot init` writes is what was answered, once it is loaded.
#include "config/first_files.hpp"

#include "loading.hpp"

namespace bot::config::test {
namespace {

Loaded loaded_from(const FirstAnswers& answers) {
  Loading loading;
  loading.local(first_config(answers)).env(first_secrets(answers, {}));
  return loading.loaded();
}

TEST(FirstFiles, OfATwsAccountLoadAsAnswered) {
  const Loaded loaded = loaded_from({.embedded = false,
                                     .host = "gateway\"one\"",
                                     .port = 4001,
                                     .paper = "DU7654321",
                                     .live = "U7654321",
                                     .webhook = Secret{"https://discord.example/hook"},
                                     .dead_man = Secret{"https://alive.example/ping"}});
  EXPECT_EQ(loaded.settings.gateway.kind, GatewayKind::kTws);
  EXPECT_EQ(loaded.settings.tws.endpoint.host, "gateway\"one\"");
  EXPECT_EQ(loaded.settings.tws.endpoint.port, 4001);
  EXPECT_EQ(loaded.settings.accounts.paper.value(), "DU7654321");
  EXPECT_EQ(loaded.settings.accounts.live.value(), "U7654321");
  EXPECT_FALSE(loaded.settings.run.safety.execution_live) << "nobody is live by answering questions";
  EXPECT_EQ(loaded.webhook.reveal(), "https://discord.example/hook");
  EXPECT_EQ(loaded.dead_man.reveal(), "https://alive.example/ping");
}

TEST(FirstFiles, OfTheEmbeddedGatewayChangeNothingElse) {
  const Loaded loaded = loaded_from({});
  EXPECT_EQ(loaded.settings.gateway.kind, GatewayKind::kEmbedded);
  EXPECT_TRUE(loaded.webhook.empty());
  EXPECT_TRUE(loaded.dead_man.empty());
}

}  // namespace
}  // namespace bot::config::test
