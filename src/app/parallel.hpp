// Research on several threads: items are handed out one at a time, with a progress bar, until all are done or the user
// interrupts.
#pragma once

#include <optional>
#include <string>

#include "app/environment.hpp"
#include "net/loop.hpp"
#include "research/parallel.hpp"

namespace bot::app {

// `threads`: all cores when not given. `doing` labels the progress bar.
[[nodiscard]] research::ParallelFor parallel_for(std::optional<int> threads, std::string doing,
                                                 const Environment& environment, const net::Loop& loop);

}  // namespace bot::app
