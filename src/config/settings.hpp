// The merged configuration as one plain struct: the same sections, keys and defaults as config/config.yaml. It holds
// what the file says and nothing derived; `app` turns it into each room's own Options. Weights, rates and shares of
// equity are fractions of 1 (0.5 is a half), *_bps basis points, *_s seconds, money US dollars.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "model/quote.hpp"
#include "model/symbol.hpp"

namespace bot::config {

enum class GatewayKind { kEmbedded, kTws };
struct GatewaySettings {
  GatewayKind kind = GatewayKind::kEmbedded;
  std::string host = "127.0.0.1";
  int port = 7497;
  int client_id = 17;
  double connect_timeout_s = 10;
  bool operator==(const GatewaySettings&) const = default;
};

enum class Fractions { kRefuse, kAccept };
enum class GatewayData { kLive, kDelayed };
enum class SettledCash { kSettled, kTotal };
struct Pace {
  bool step = false;  // the clock moves only when everything waits; `factor` then says nothing
  double factor = 1;  // "real" is 1
  bool operator==(const Pace&) const = default;
};
struct EmbeddedSettings {
  std::string attach;  // host:port; empty: a gateway inside the own process
  std::string replay;  // folder of daily bars; empty: the seeded generator
  std::uint64_t seed = 1;
  std::string clock;  // "2020-03-16 15:50:00", New York; empty: the real one
  Pace pace;
  std::string state = "data/gateway";
  AccountId account = AccountId("DU0000001");
  Money cash = Money::from_whole(10000);
  Fractions fractional = Fractions::kRefuse;
  GatewayData data = GatewayData::kLive;
  SettledCash settled_cash = SettledCash::kSettled;
  bool grants = true;
  std::string faults;  // a seed or a file
  bool operator==(const EmbeddedSettings&) const = default;
};

enum class AccountType { kUnstated, kCash, kMargin };
struct AccountsSettings {
  AccountId paper;  // may be empty
  AccountId live;   // may be empty
  std::vector<AccountId> ignore;
  AccountType type = AccountType::kUnstated;
  bool operator==(const AccountsSettings&) const = default;
};

using DataMode = MarketDataMode;
enum class Adjust { kTotalReturn, kSplits };
struct MarketDataSettings {
  DataMode mode = DataMode::kDelayed;
  std::string bar_size = "1 day";  // the only one
  Date start = make_date(2015, 1, 1);
  Adjust adjust = Adjust::kTotalReturn;
  bool operator==(const MarketDataSettings&) const = default;
};

enum class Frequency { kDaily, kWeekly, kMonthly };
struct ScheduleSettings {
  Duration time = std::chrono::hours(15) + std::chrono::minutes(55);  // since New York midnight
  int minutes_before_early_close = 5;
  Frequency frequency = Frequency::kDaily;
  bool operator==(const ScheduleSettings&) const = default;
};

enum class StrategyKind { kMomentum, kFixed };
struct StrategySettings {
  StrategyKind kind = StrategyKind::kMomentum;
  bool operator==(const StrategySettings&) const = default;
};

struct MacdSettings {
  bool enabled = false;
  int fast = 12;
  int slow = 26;
  int signal = 9;
  bool operator==(const MacdSettings&) const = default;
};
struct FeaturesSettings {
  int ema_fast = 20;
  int ema_slow = 50;
  int atr_window = 20;
  MacdSettings macd;
  bool operator==(const FeaturesSettings&) const = default;
};

struct SelectionSettings {
  int top_n = 2;
  int corr_window = 90;
  double corr_cap = 0.7;
  double min_score = 0;
  bool operator==(const SelectionSettings&) const = default;
};

enum class WeightMethod { kInvVol, kEqual, kErc, kHrp, kMinVar };
struct WeightsSettings {
  WeightMethod method = WeightMethod::kInvVol;
  int vol_window = 20;
  double max_weight_per_asset = 0.5;
  double cash_buffer = 0.05;
  double drift_band = 0.02;
  bool operator==(const WeightsSettings&) const = default;
};

struct CostsSettings {
  double commission_per_share = 0.0035;
  double min_commission = 0.35;
  double slippage_bps = 1;
  bool operator==(const CostsSettings&) const = default;
};

struct ValidationSettings {
  int max_stale_sessions = 2;
  double max_daily_move = 0.5;
  int min_bars = 120;
  bool operator==(const ValidationSettings&) const = default;
};

enum class OrderType { kLimit };
enum class FractionalOrders { kAuto, kNever };
enum class UnmanagedPositions { kIgnore, kRefuse };
enum class CashRule { kAuto, kSettledOnly };
struct ExecutionSettings {
  bool live = false;
  OrderType order_type = OrderType::kLimit;
  double limit_offset_bps = 10;
  double exit_offset_bps = 30;
  FractionalOrders fractional = FractionalOrders::kAuto;
  Money min_order_notional = Money::from_whole(50);
  int max_orders_per_day = 20;
  double fill_timeout_s = 60;
  UnmanagedPositions unmanaged_positions = UnmanagedPositions::kIgnore;
  CashRule cash_rule = CashRule::kAuto;
  int lock_margin_sessions = 1;
  Money cash_reserve;
  bool operator==(const ExecutionSettings&) const = default;
};

struct LimitsSettings {
  double max_order_notional = 0.60;   // of equity
  double max_turnover_per_day = 2.2;  // of equity
  double max_price_move = 0.15;
  double max_quote_age_s = 30;
  double max_quote_age_delayed_s = 1200;
  double max_spread_bps = 50;
  bool operator==(const LimitsSettings&) const = default;
};

struct RetrySettings {
  int max_attempts = 3;
  double initial_delay_s = 1;
  double multiplier = 2;
  double max_delay_s = 60;
  double jitter = 0.2;
  std::vector<ErrorCode> on = {ErrorCode::kRefused, ErrorCode::kTimeout, ErrorCode::kDisconnected, ErrorCode::kPacing};
  bool operator==(const RetrySettings&) const = default;
};

struct BacktestSettings {
  std::uint64_t seed = 42;
  Money initial_equity = Money::from_whole(10000);
  bool fractional = true;
  bool operator==(const BacktestSettings&) const = default;
};

enum class Objective { kCalmar, kSharpe, kSortino, kCagr };
struct WalkforwardSettings {
  int train_years = 3;
  int oos_months = 3;
  Objective objective = Objective::kCalmar;
  // Name of a key of features, selection or weights, and its values; in order, the last key runs fastest.
  std::vector<std::pair<std::string, std::vector<double>>> grid = {
      {"ema_fast", {10, 20, 30}}, {"ema_slow", {40, 50, 80}}, {"top_n", {1, 2, 3}}, {"corr_cap", {0.6, 0.7, 0.8}}};
  bool operator==(const WalkforwardSettings&) const = default;
};

struct PermutationSettings {
  int runs = 200;
  Objective objective = Objective::kCalmar;
  bool operator==(const PermutationSettings&) const = default;
};

struct DiscordSettings {
  std::string webhook_env = "DISCORD_WEBHOOK_URL";  // the name of a variable, never the address
  bool operator==(const DiscordSettings&) const = default;
};
struct AlertsSettings {
  DiscordSettings discord;
  std::string dead_man_url_env = "DEAD_MAN_URL";
  bool operator==(const AlertsSettings&) const = default;
};

struct CalendarSettings {
  std::vector<Date> extra_closures;
  std::vector<Date> extra_early_closes;
  bool operator==(const CalendarSettings&) const = default;
};

struct PathsSettings {  // relative ones are of the current folder
  std::string cache = "data/parquet";
  std::string state = "data/state";
  std::string reports = "reports";
  bool operator==(const PathsSettings&) const = default;
};

struct Settings {
  GatewaySettings gateway;
  EmbeddedSettings embedded;
  AccountsSettings accounts;
  MarketDataSettings market_data;
  std::vector<Symbol> universe = {Symbol("SPY"), Symbol("QQQ"), Symbol("VTI"), Symbol("TLT"), Symbol("IEF"),
                                  Symbol("GLD"), Symbol("XLE"), Symbol("BND"), Symbol("BITO")};
  ScheduleSettings schedule;
  StrategySettings strategy;
  std::map<Symbol, double> fixed_weights;
  FeaturesSettings features;
  SelectionSettings selection;
  WeightsSettings weights;
  CostsSettings costs;
  ValidationSettings validation;
  std::map<Symbol, Quantity> keep;
  ExecutionSettings execution;
  LimitsSettings limits;
  RetrySettings retry;
  BacktestSettings backtest;
  WalkforwardSettings walkforward;
  PermutationSettings permutation;
  AlertsSettings alerts;
  CalendarSettings calendar;
  PathsSettings paths;
  bool operator==(const Settings&) const = default;
};

}  // namespace bot::config
