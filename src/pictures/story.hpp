// What a back-test came to, laid out for a page, its pictures and its tables; plain values, whatever they came from.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "model/order.hpp"
#include "research/backtest.hpp"
#include "research/dossier.hpp"
#include "research/metrics.hpp"
#include "research/panel.hpp"
#include "research/walkforward.hpp"

namespace bot::pictures {

enum class Role { kStrategy, kAccount, kBenchmark, kSecondBenchmark };

// An account over the sessions of the story.
struct Curve {
  std::string name{};
  Role role = Role::kStrategy;
  std::vector<double> equity{};  // dollars at each close, above zero
  research::Metrics metrics{};
};

struct Trade {
  Date date{};
  std::string symbol{};
  Side side = Side::kBuy;
  double shares = 0, price = 0, notional = 0, commission = 0, slippage = 0;  // dollars; price before slippage
};

// One parameter of the grid, as the windows chose it.
struct ChosenParameter {
  std::string name{};
  std::vector<double> grid{};    // ascending
  std::vector<double> chosen{};  // a window each
  research::Stability stability{};
};
struct WalkforwardStory {
  int train_years = 0;
  int oos_months = 0;
  std::vector<Date> windows{};  // first day tested
  std::vector<ChosenParameter> parameters{};
};

struct PermutationStory {
  std::string objective{};  // "calmar"
  std::size_t windows = 0;
  double real = 0;                 // mean over the windows of the best
  std::vector<double> permuted{};  // the same, a run each; not empty
  double p = 1;
  double p_bound = 1;  // however much the windows share
};

struct Story {
  std::string title{};     // "Back-test 2015-06-25 to 2021-12-31"
  std::string subtitle{};  // strategy, universe, equity: one line
  std::string version{};   // of the program
  bool simulated = false;
  std::vector<Date> dates{};    // sessions, ascending; at least one
  std::vector<Curve> curves{};  // the strategy first
  std::vector<std::string> symbols{};
  std::vector<std::vector<double>> weights{};  // a symbol each, then a session: share of equity after trades
  std::vector<double> turnover{};              // a session each: traded notional over equity
  std::vector<Trade> trades{};                 // by date
  std::optional<research::Dossier> dossier{};
  std::optional<WalkforwardStory> walkforward{};
  std::optional<PermutationStory> permutation{};
};

// Without title, subtitle, version; `account`: the same run as the account would live it.
[[nodiscard]] Story make_story(const research::Panel& panel, const research::AccountHistory& history,
                               const std::optional<research::AccountHistory>& account,
                               const std::vector<research::Benchmark>& benchmarks);

}  // namespace bot::pictures
