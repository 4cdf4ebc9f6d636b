#include "run/open.hpp"

#include "run/recover.hpp"

namespace bot::run {

Staged<Opened> open(Runtime& runtime, OrderFollower& follower, OrderSender* sender) {
  BOT_STAGE_VOID(runtime.step("connect"));
  BOT_STAGE(const Connected connected, connect(runtime));
  BOT_STAGE_VOID(runtime.step("snapshot"));
  BOT_STAGE(Account account, read_account(runtime));
  BOT_STAGE_VOID(runtime.step("recover"));
  BOT_STAGE(account.positions, recover(runtime, follower, sender, account));
  return Opened{.connected = connected, .account = std::move(account)};
}

}  // namespace bot::run
