// walkforward.grid: a parameter of research is read there as its own key is read, whatever that key allows.
#include <algorithm>

#include "config/schema.hpp"
#include "loading.hpp"
#include "research/grid.hpp"

namespace bot::config::test {
namespace {

std::string without_key(const std::string& error) { return error.substr(error.find(" must be")); }

TEST(Grid, TakesEveryParameterOfResearchAsItsKeyIsRead) {
  for (const research::Parameter& parameter : research::parameters()) {
    const std::string name(parameter.name);
    const std::string key = fmt::format("{}.{}", parameter.section, name);
    ASSERT_NE(find_key(key), nullptr) << key;
    Loading defaults;
    const double usual = parameter.get(strategy(defaults.loaded().settings));
    Loading varied;
    varied.set(fmt::format("walkforward.grid.{}=[{}]", name, usual));
    const research::Grid grid = varied.loaded().settings.research.walkforward.grid;
    const auto found = std::ranges::find(grid, name, &research::Grid::value_type::first);
    ASSERT_NE(found, grid.end()) << name;
    EXPECT_EQ(found->second, std::vector<double>{usual}) << name;
    for (const char* wrong : {"-100000", "1e9", "a few"}) {
      Loading alone;
      alone.set(fmt::format("{}={}", key, wrong));
      Loading in_grid;
      in_grid.set(fmt::format("walkforward.grid.{}=[{}]", name, wrong));
      ASSERT_NE(alone.first_error(), "") << key;
      EXPECT_EQ(without_key(in_grid.first_error()), without_key(alone.first_error())) << key;
    }
  }
}

TEST(Grid, RefusesWhatNoSearchVaries) {
  Loading loading;
  loading.set("walkforward.grid.min_bars=[100]");
  EXPECT_NE(loading.first_error().find("is not a key a grid can vary; those are ema_fast, ema_slow"), std::string::npos)
      << loading.first_error();
}

}  // namespace
}  // namespace bot::config::test
