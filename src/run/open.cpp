#include "run/open.hpp"

#include "broker/account_judgements.hpp"
#include "run/recover.hpp"

namespace bot::run {

Staged<Opened> open(Runtime& runtime, OrderFollower& follower, OrderSender* sender) {
  BOT_STAGE_VOID(runtime.step("connect"));
  BOT_STAGE(const Connected connected, connect(runtime));
  // Clocks too far apart are refused by rule; less is taken into account.
  if (broker::judge_clocks(connected.clock_skew) != broker::ClockAgreement::kTooFarApart)
    runtime.clock_skew = connected.clock_skew;
  BOT_STAGE_VOID(runtime.step("snapshot"));
  BOT_STAGE(Account account, read_account(runtime));
  BOT_STAGE_VOID(runtime.step("recover"));
  BOT_STAGE(account.positions, recover(runtime, follower, sender, account));
  return Opened{.connected = connected, .account = std::move(account)};
}

}  // namespace bot::run
