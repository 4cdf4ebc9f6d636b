#include "config/load.hpp"

namespace bot::config {

// A copy of config/config.yaml, so that the program runs without it; a test holds the two equal and, with
// BOT_UPDATE_GOLDEN=1, writes this file anew.
std::string_view built_in_defaults() {
  return R"yaml(# The defaults of bot, every key with what it does. Leave this file as it is and put what differs into
# config/config.local.yaml: only the keys named there change, nested keys merge. `bot config show` prints what is in
# force and where each value came from; `bot config check` says what is wrong, with file, line and the nearest key.
# Weights, rates and shares of equity are fractions of 1 (0.5 is a half); bps are hundredths of a percent; money is in
# US dollars; times are New York time.

# Where orders go and quotes come from.
gateway:
  kind: embedded                # embedded: the simulated gateway that comes with bot | tws: a running TWS or IB Gateway
  host: 127.0.0.1               # of TWS or IB Gateway; IB_HOST in the environment wins
  port: 7497                    # TWS paper 7497, live 7496; IB Gateway paper 4002, live 4001; IB_PORT wins
  client_id: 17                 # belongs to `bot trade` alone; other commands take one of the next eight; IB_CLIENT_ID wins
  connect_timeout_s: 10         # for one attempt to connect, handshake included

# The simulated gateway; read only where gateway.kind is embedded.
embedded:
  attach: ""                    # host:port of a `bot gateway` that runs already; empty: one inside this process
  replay: ""                    # folder of SYMBOL.csv or Parquet files with daily bars; empty: drawn from the seed
  seed: 1                       # of the drawn market and of each day's path
  clock: ""                     # "2020-03-16 15:50:00" begins there; empty: the real time
  pace: 1                       # 1 or real: as fast as life | 60: sixty times faster | step: moves only when all wait
  state: data/gateway           # folder the simulated account lives in
  account: DU0000001            # D… is a paper account, U… a live one
  cash: 10000                   # it begins with
  fractional: refuse            # refuse: fractions answered with 10243, as TWS does | accept
  data: live                    # live | delayed: ticks fifteen minutes old
  settled_cash: settled         # what the tag SettledCash holds: settled | total (IBKR documents both)
  grants: true                  # whether AvailableFunds includes unsettled proceeds
  faults: ""                    # a seed or a script of faults; empty: none

# Accounts at IBKR. An empty one means embedded.account with the embedded gateway.
accounts:
  paper: ""                     # begins with D; IB_ACCOUNT_PAPER wins
  live: ""                      # begins with U; IB_ACCOUNT_LIVE wins
  ignore: []                    # further accounts of the same login that bot must leave alone; others stop the run
  type: ""                      # cash | margin, used only where the gateway does not say; bot trades cash accounts

market_data:
  mode: delayed                 # live | delayed | delayed_frozen | snapshot (regulatory, paid for each)
  bar_size: 1 day               # the only one
  start: 2015-01-01             # bars before this day do not exist for any command
  adjust: total_return          # total_return: decisions see distributions | splits: they do not

# What may be held. Symbols as IBKR spells them.
universe: [SPY, QQQ, VTI, TLT, IEF, GLD, XLE, BND, BITO]

schedule:
  time: "15:55"                 # of a full session, 15:30 to 15:56
  minutes_before_early_close: 5 # when a session closes early, 4 to 30
  frequency: daily              # daily | weekly: last session of the week | monthly: last session of the month

strategy:
  kind: momentum                # momentum: scored, gated, selected, weighted | fixed: the weights below

# Target weights of strategy.kind fixed, before cash_buffer; each symbol in universe, sum at most 1.
fixed_weights: {}               # {SPY: 0.35, QQQ: 0.30, TLT: 0.20, GLD: 0.15}

# Windows in bars.
features:
  ema_fast: 20                  # below ema_slow
  ema_slow: 50
  atr_window: 20
  macd:
    enabled: false              # true: the MACD line must be above 0
    fast: 12                    # below slow
    slow: 26
    signal: 9                   # reported only

selection:
  top_n: 2                      # at most so many symbols are held
  corr_window: 90               # returns
  corr_cap: 0.7                 # a symbol more correlated than this with one already chosen is passed over
  min_score: 0.0                # 0: a close below the fast average is an exit

weights:
  method: inv_vol               # inv_vol | equal | erc | hrp | min_var
  vol_window: 20                # returns
  max_weight_per_asset: 0.5     # what is above goes to the others; what cannot be placed stays cash
  cash_buffer: 0.05             # never invested by the strategy
  drift_band: 0.02              # a position this near to its target is left alone

# What trading costs, for the plan's estimates and the back-test.
costs:
  commission_per_share: 0.0035
  min_commission: 0.35          # an order
  slippage_bps: 1.0

# Checks of the bars before anything is computed from them.
validation:
  max_stale_sessions: 2         # age of the newest final bar, in sessions
  max_daily_move: 0.5           # above it: a warning
  min_bars: 120                 # a symbol with fewer is not scored; above every window

# Shares that are never sold and count as outside the managed equity.
keep: {}                        # {SPY: 40}

execution:
  live: false                   # true is needed for `bot trade --live`, besides an arming
  order_type: LMT               # the only one
  limit_offset_bps: 10          # a buy's limit above the ask, a sell's below the bid
  exit_offset_bps: 30           # the same when a position is sold whole
  fractional: auto              # auto: fractions where this account proves to take them | never: whole shares
  min_order_notional: 50        # smaller orders are not sent; a full exit always is
  max_orders_per_day: 20        # over it the whole plan is refused
  fill_timeout_s: 60            # then the rest of an order is cancelled
  unmanaged_positions: ignore   # positions outside universe: ignore | refuse to run
  cash_rule: auto               # auto: unsettled proceeds too, where the broker grants them | settled_only
  lock_margin_sessions: 1       # sessions a lot bought with unsettled money stays locked after settlement
  cash_reserve: 0               # dollars that are never invested

# Safety rules. There is no "0 = unlimited".
limits:
  max_order_notional: 0.60      # of equity, one buy; not below the largest weight in force
  max_turnover_per_day: 2.2     # of equity, buys and sells
  max_price_move: 0.15          # from the last close; beyond it no order for that symbol
  max_quote_age_s: 30           # live quotes
  max_quote_age_delayed_s: 1200 # delayed quotes
  max_spread_bps: 50

# Connections and data requests are tried again; an order never is.
retry:
  max_attempts: 3
  initial_delay_s: 1
  multiplier: 2                 # each delay against the one before
  max_delay_s: 60
  jitter: 0.2                   # share of a delay that is left to chance
  on: [refused, timeout, disconnected, pacing]  # also: client_id_in_use, login

backtest:
  seed: 42
  initial_equity: 10000
  fractional: true

walkforward:
  train_years: 3
  oos_months: 3                 # out of sample, after each training window
  objective: calmar             # calmar | sharpe | sortino | cagr
  grid:                         # keys of features, selection and weights; the last key runs fastest
    ema_fast: [10, 20, 30]
    ema_slow: [40, 50, 80]
    top_n: [1, 2, 3]
    corr_cap: [0.6, 0.7, 0.8]

permutation:
  runs: 200
  objective: calmar             # calmar | sharpe | sortino | cagr

# Names of environment variables, never the addresses themselves; those belong into the environment or .env.
alerts:
  discord:
    webhook_env: DISCORD_WEBHOOK_URL
  dead_man_url_env: DEAD_MAN_URL  # pinged at start, success and failure, healthchecks.io style

# Days the built-in NYSE calendar cannot know, such as a day of mourning.
calendar:
  extra_closures: []            # [2025-01-09]
  extra_early_closes: []        # sessions that end at 13:00

# Relative paths are of the current folder.
paths:
  cache: data/parquet           # daily bars, one Parquet file a symbol
  state: data/state             # ledger, audit and outbox, one folder an account
  reports: reports
)yaml";
}

}  // namespace bot::config
