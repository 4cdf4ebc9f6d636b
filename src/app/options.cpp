#include "app/options.hpp"

namespace bot::app {

tws::Options client_options(const config::Settings& settings, const ports::Endpoint& endpoint, std::int64_t client_id,
                            const AccountId& account) {
  tws::Options options = settings.tws;
  options.endpoint = endpoint;
  options.client_id = client_id;
  options.account = account;
  return options;
}

run::RunOptions run_options(const config::Settings& settings) {
  run::RunOptions options = settings.run;
  options.version = BOT_VERSION;
  return options;
}

}  // namespace bot::app
