// The beginning of every run: connected, the account read, and what an earlier run left behind looked at.
#pragma once

#include "run/account.hpp"
#include "run/connect.hpp"
#include "run/order_follower.hpp"
#include "run/order_sender.hpp"

namespace bot::run {

struct Opened {
  Connected connected;
  Account account;
};

// `sender`: none in a dry run.
[[nodiscard]] Staged<Opened> open(Runtime& runtime, OrderFollower& follower, OrderSender* sender);

}  // namespace bot::run
