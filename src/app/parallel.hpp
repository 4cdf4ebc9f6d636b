// The threads of research: pieces of work handed out one at a time, with a progress bar, until all are done or the
// person interrupts.
#pragma once

#include <optional>
#include <string>

#include "app/environment.hpp"
#include "net/loop.hpp"
#include "research/parallel.hpp"

namespace bot::app {

// Runs on `threads` threads, all cores where none is named. `doing` names the bar.
[[nodiscard]] research::ParallelFor parallel_for(std::optional<int> threads, std::string doing,
                                                 const Environment& environment, const net::Loop& loop);

}  // namespace bot::app
