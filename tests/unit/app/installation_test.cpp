// What the units are made from: a key that units depend on changes their texts, and no other key does.
#include "app/installation.hpp"

#include "systemd/layout.hpp"
#include "systemd/render.hpp"
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

std::string unit_texts(const std::vector<std::string>& sets) {
  config::Sources sources;
  sources.files = false;
  sources.sets = sets;
  const auto loaded = config::load(sources);
  const systemd::Layout layout = systemd::system_layout({});
  const os::SystemFiles files;
  const auto options = loaded ? unit_options(*loaded, Mode::kPaper, layout, files) : fail(loaded.error());
  if (!options) {
    ADD_FAILURE() << options.error().text();
    return {};
  }
  std::string all;
  for (const systemd::RenderedFile& file : systemd::render_files(*options, layout)) all += file.path + "\n" + file.text;
  return all;
}

TEST(Installation, EveryKeyThatUnitsDependOnReachesThem) {
  const std::string usual = unit_texts({});
  for (const std::vector<std::string>& sets : std::vector<std::vector<std::string>>{
           {"schedule.time=15:40"},
           {"schedule.minutes_before_early_close=20"},
           {"alerts.discord.webhook_env=HOOK"},
           {"alerts.dead_man_url_env=ALIVE"},
           {"embedded.account=DU7654321"},
           {"accounts.paper=DU1234567"},
           {"embedded.attach=192.168.1.20:4002"},
           {"paths.state=/srv/bot/state"},
           {"paths.cache=/srv/bot/cache"},
           {"paths.reports=/srv/bot/reports"},
           {"embedded.state=/srv/bot/gateway"},
           {"gateway.kind=tws", "accounts.paper=DU0000001", "gateway.host=192.168.1.20"}})
    EXPECT_NE(unit_texts(sets), usual) << sets.front();
  for (const char* set : {"selection.top_n=3", "schedule.frequency=weekly", "backtest.seed=7"})
    EXPECT_EQ(unit_texts({set}), usual) << set;
}

}  // namespace
}  // namespace bot::app::test
