// Questions about the account: values, positions, orders, executions. Every answer is whole or an error.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/account.hpp"
#include "model/order.hpp"
#include "tws/channel.hpp"
#include "tws/event_feed.hpp"

namespace bot::tws {

class AccountQueries {
 public:
  // All have to outlive it.
  AccountQueries(Channel& channel, const EventFeed& feed, const Options& options)
      : channel_(channel), feed_(feed), options_(options) {}

  Result<AccountValues> ask_values(const AccountId& account, UtcTime deadline);
  Result<std::vector<Position>> ask_positions(UtcTime deadline);
  // Orders of all clients, with what was filled as far as their states were reported.
  Result<std::vector<OpenOrder>> ask_open_orders(UtcTime deadline);
  Result<std::vector<CompletedOrder>> ask_completed_orders(UtcTime deadline);
  // Today's, of any client id; corrections in the place of what they correct. Waits a moment for commissions.
  Result<std::vector<Execution>> ask_executions(const AccountId& account, UtcTime deadline);

 private:
  // Hands every `Message` up to `End` to `take`; read_message() has seen to it that each can be believed.
  template <class Message, class End>
  Result<void> ask_rows(const wire::Request& request, UtcTime deadline, std::string_view what,
                        const std::function<void(const Message&)>& take);
  Result<void> add_summary(const AccountId& account, AccountValues& values, UtcTime deadline);
  Result<void> add_download(const AccountId& account, AccountValues& values, UtcTime deadline);
  void await_commissions(const std::vector<Execution>& fills, UtcTime deadline);

  Channel& channel_;
  const EventFeed& feed_;
  const Options& options_;
};

}  // namespace bot::tws
