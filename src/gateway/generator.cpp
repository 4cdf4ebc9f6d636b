#include "gateway/generator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

#include "base/rng.hpp"
#include "calendar/sessions_per_year.hpp"

namespace bot::gateway {
namespace {

// Walks begin here whatever the first date shown, so that a price depends on its date alone.
constexpr int kEpochYear = 1994;
constexpr int kAnchorYear = 2020;  // first session of this year: Profile::price
constexpr std::uint64_t kCommonStream = 0xC0;
constexpr std::uint64_t kSymbolStream = 0x51;

enum Factor { kEquity, kRates, kGold, kEnergy, kCrypto, kFactors };
using Shocks = std::array<double, kFactors>;

struct Profile {
  std::string_view symbol;
  Shocks load;
  double own_deviation;  // daily
  double yearly_drift;   // on top of what the factors bring
  double yearly_yield;   // distributions
  int yearly_payments;
  double price;   // on the anchor day
  double volume;  // shares a day
};

constexpr Profile kProfiles[] = {
    {"SPY", {1.00, 0.00, 0.00, 0.00, 0.00}, 0.0005, 0.000, 0.015, 4, 322.0, 75e6},
    {"VTI", {1.02, 0.00, 0.00, 0.00, 0.00}, 0.0008, 0.000, 0.015, 4, 164.0, 4e6},
    {"QQQ", {1.15, 0.10, 0.00, 0.00, 0.00}, 0.0040, 0.030, 0.006, 4, 213.0, 45e6},
    {"TLT", {-0.05, 2.40, 0.00, 0.00, 0.00}, 0.0010, 0.000, 0.025, 12, 136.0, 12e6},
    {"IEF", {-0.02, 1.00, 0.00, 0.00, 0.00}, 0.0006, 0.000, 0.020, 12, 110.0, 6e6},
    {"BND", {0.01, 0.80, 0.00, 0.00, 0.00}, 0.0005, 0.000, 0.024, 12, 84.0, 5e6},
    {"GLD", {0.00, 0.60, 1.00, 0.00, 0.00}, 0.0010, 0.030, 0.000, 0, 143.0, 9e6},
    {"XLE", {0.95, -0.20, 0.00, 1.00, 0.00}, 0.0020, 0.010, 0.038, 4, 60.0, 20e6},
    {"BITO", {0.60, 0.00, 0.00, 0.00, 1.00}, 0.0030, 0.100, 0.000, 0, 30.0, 8e6},
};

Profile find_profile(std::string_view symbol) {
  for (const Profile& profile : kProfiles)
    if (profile.symbol == symbol) return profile;
  Rng rng(stable_hash(symbol));  // of any other name: a share-like thing, always the same
  Profile drawn{symbol, {0.6 + 0.8 * rng.uniform(), 0, 0, 0, 0}, 0.003 + 0.009 * rng.uniform(), 0, 0, 0, 0, 0};
  drawn.yearly_drift = 0.06 * rng.uniform() - 0.02;
  drawn.yearly_yield = rng.chance(0.7) ? 0.03 * rng.uniform() : 0;
  drawn.yearly_payments = drawn.yearly_yield > 0 ? 4 : 0;
  drawn.price = std::exp(std::log(20.0) + rng.uniform() * std::log(15.0));
  drawn.volume = std::exp(std::log(5e5) + rng.uniform() * std::log(40.0));
  return drawn;
}

std::uint64_t day_number(Date date) { return static_cast<std::uint64_t>(date.time_since_epoch().count()); }
double cents(double price) { return std::max(0.01, std::round(price * 100) / 100); }

struct CommonDay {
  Date date;
  Shocks shocks{};
  double scale = 1;  // of ranges: stressed days are wide
};

// What moves everything: a two-state regime, and each factor's shock of the day.
std::vector<CommonDay> common_days(std::uint64_t seed, const calendar::Calendar& calendar) {
  std::vector<CommonDay> days;
  bool stressed = false;
  double rate_trend = 0;
  for (const calendar::Session& session :
       calendar.sessions(make_date(kEpochYear, 1, 1), calendar::Calendar::last_day())) {
    Rng rng(seed, {kCommonStream, day_number(session.date)});
    stressed = stressed ? !rng.chance(0.025) : rng.chance(0.006);
    rate_trend = 0.995 * rate_trend + 0.00004 * rng.normal();
    CommonDay day;
    day.date = session.date;
    const double equity = rng.normal();
    day.shocks[kEquity] = stressed ? -0.0009 + 0.0190 * equity : 0.00065 + 0.0072 * equity;
    // Bonds rise in a crash: a flight to quality.
    day.shocks[kRates] =
        0.00005 + rate_trend + (stressed ? 0.0042 * rng.normal() - 0.0020 * equity : 0.0030 * rng.normal());
    day.shocks[kGold] = 0.0080 * rng.normal();
    day.shocks[kEnergy] = 0.0110 * rng.normal();
    day.shocks[kCrypto] = 0.0350 * rng.normal();
    day.scale = stressed ? 2.2 : 1.0;
    days.push_back(day);
  }
  return days;
}

// Monthly: the month's first session. Quarterly: the first session from the 18th of March, June, ... on.
bool pays_on(const Profile& profile, Date date, Date previous) {
  const auto now = civil(date), before = civil(previous);
  if (profile.yearly_payments == 12) return now.month() != before.month();
  if (profile.yearly_payments != 4 || static_cast<unsigned>(now.month()) % 3 != 0) return false;
  const bool was_before = before.month() != now.month() || static_cast<unsigned>(before.day()) < 18;
  return static_cast<unsigned>(now.day()) >= 18 && was_before;
}

History generate(std::uint64_t seed, const Profile& profile, const std::vector<CommonDay>& days, Date first_date) {
  const std::uint64_t name = stable_hash(profile.symbol);
  const double payment = profile.yearly_payments > 0 ? profile.yearly_yield / profile.yearly_payments : 0;
  std::vector<double> log_close(days.size());
  std::vector<bool> pays(days.size());
  double level = 0, anchor = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    Rng rng(seed, {kSymbolStream, name, day_number(days[i].date)});
    double move = profile.yearly_drift / calendar::kSessionsPerYear + profile.own_deviation * rng.normal();
    for (std::size_t f = 0; f < kFactors; ++f) move += profile.load[f] * days[i].shocks[f];
    pays[i] = i > 0 && pays_on(profile, days[i].date, days[i - 1].date);
    if (pays[i]) move += std::log1p(-payment);
    level += std::clamp(move, -0.25, 0.25);
    log_close[i] = level;
    if (civil(days[i].date).year() < std::chrono::year{kAnchorYear}) anchor = level;
  }
  History history;
  const auto close_on = [&](std::size_t i) { return cents(profile.price * std::exp(log_close[i] - anchor)); };
  for (std::size_t i = 1; i < days.size(); ++i) {
    if (days[i].date < first_date) continue;
    Rng rng(seed, {kSymbolStream + 1, name, day_number(days[i].date)});
    double deviation = profile.own_deviation;
    for (std::size_t f = 0; f < kFactors; ++f) deviation += std::abs(profile.load[f]) * 0.006 * (f == kCrypto ? 4 : 1);
    deviation *= days[i].scale * (profile.load[kEquity] < 0.3 ? 0.5 : 1);
    const double before = close_on(i - 1), close = close_on(i);
    const double dividend = pays[i] ? std::round(before * payment * 1e4) / 1e4 : 0;
    Row row;
    row.date = days[i].date;
    row.close = close;
    row.open = cents((before - dividend) * std::exp(0.3 * deviation * rng.normal()));
    row.high = cents(std::max(row.open, close) * std::exp(0.5 * deviation * std::abs(rng.normal()) + 0.0003));
    row.low = cents(std::min(row.open, close) * std::exp(-0.5 * deviation * std::abs(rng.normal()) - 0.0003));
    row.volume = std::round(profile.volume * days[i].scale * std::exp(0.3 * rng.normal()));
    if (dividend > 0) history.actions.push_back({row.date, ActionKind::kDividend, dividend});
    history.rows.push_back(row);
  }
  return history;
}

class Generator final : public HistorySource {
 public:
  Generator(const GeneratorOptions& options, const calendar::Calendar& calendar)
      : options_(options), days_(common_days(options.seed, calendar)) {}
  [[nodiscard]] const History* find(const Symbol& symbol) override {
    const auto found = histories_.find(symbol);
    if (found != histories_.end()) return &found->second;
    return &histories_
                .emplace(symbol, generate(options_.seed, find_profile(symbol.value()), days_, options_.first_date))
                .first->second;
  }
  [[nodiscard]] std::vector<Symbol> symbols() const override {
    std::vector<Symbol> all;
    for (const Profile& profile : kProfiles) all.emplace_back(std::string(profile.symbol));
    return all;
  }
  [[nodiscard]] SourceIdentity identity() const override {
    return {.kind = SourceKind::kGenerator, .detail = std::to_string(options_.seed)};
  }

 private:
  GeneratorOptions options_;
  std::vector<CommonDay> days_;
  std::map<Symbol, History> histories_;
};

}  // namespace

std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

std::unique_ptr<HistorySource> make_generator(const GeneratorOptions& options, const calendar::Calendar& calendar) {
  return std::make_unique<Generator>(options, calendar);
}

}  // namespace bot::gateway
