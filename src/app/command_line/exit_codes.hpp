// What an exit code means, for the help and the man page.
#pragma once

#include "base/error.hpp"

namespace bot::app {

struct ExitCodeText {
  int code;
  const char* brief;
  const char* sentence;
};
inline constexpr ExitCodeText kExitCodes[] = {
    {0, "done", "Done; also: nothing to do, already done, market closed, not this run's slot."},
    {kExitUsage, "usage", "Usage."},
    {kExitConfig, "configuration", "Configuration; doctor found something to mend."},
    {kExitData, "data", "Data."},
    {kExitGateway, "gateway", "Gateway unreachable or login lost."},
    {kExitRefused, "refused by a safety rule", "Refused by a safety rule, or halted."},
    {kExitNeedsAttention, "look at it", "Finished with something a person must look at."},
    {kExitLocked, "another run holds the lock", "Another run holds the lock."},
    {kExitDefect, "a defect in bot", "A defect in bot."},
    {kExitInterrupted, "interrupted", "Interrupted with nothing sent."}};

}  // namespace bot::app
