// What a person should know beside the figures of a back-test, in sentences.
#pragma once

#include <string>

#include "app/environment.hpp"
#include "app/tested_targets.hpp"
#include "research/backtest.hpp"

namespace bot::app {

// Each a paragraph after an empty line: from when a file is traded on, sessions without a row or without weights, why
// the account never traded, buys that `bot trade` would refuse. Empty where there is none. `lived` is that account.
[[nodiscard]] std::string backtest_remarks(const TestedTargets& tested, const research::AccountHistory& lived,
                                           const research::Panel& panel, const research::BacktestOptions& options,
                                           const Environment& environment);

}  // namespace bot::app
