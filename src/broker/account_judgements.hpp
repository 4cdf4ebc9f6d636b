// What the run, the preflight check and the doctor make of an account: is this the configured login, is it a cash
// account, is it kept in US dollars, do the clocks agree, which market data is asked for and which was granted. Pure.
// Each judgement is made here once and has one sentence, which the run, the preflight check and the doctor say alike.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "model/account.hpp"
#include "model/account_type.hpp"
#include "model/mode.hpp"
#include "model/quote.hpp"

namespace bot::broker {

// Why a run refuses what it found, and what mends it.
struct Refusal {
  std::string why;
  std::string fix;                         // a sentence of its own, without its full stop
  [[nodiscard]] std::string text() const;  // both: "the account's type is margin, ...; have IBKR make it ..."
  bool operator==(const Refusal&) const = default;
};

// --- which accounts the login manages ---

struct LoginJudgement {
  bool configured_present = false;
  std::vector<AccountId> foreign;  // neither configured nor ignored, in the gateway's order
};
[[nodiscard]] LoginJudgement judge_login(const AccountId& configured, std::span<const AccountId> managed,
                                         std::span<const AccountId> ignored);
// R02, with the accounts in full: the person has to distinguish them. None: accepted.
[[nodiscard]] std::optional<Refusal> login_refusal(const AccountId& configured, std::span<const AccountId> managed,
                                                   std::span<const AccountId> ignored);

// --- the account's type ---

enum class AccountKind {
  kCash,            // the gateway says so
  kCashConfigured,  // the gateway says nothing, accounts.type says cash
  kOther,           // anything else that was said or configured
  kUnknown          // neither says anything
};
struct AccountTypeJudgement {
  AccountKind kind = AccountKind::kUnknown;
  std::string type;      // what was judged, lower case: reported, else configured; empty: unknown
  std::string reported;  // by the gateway, as it writes it; empty: it does not say
};
// TradingType-S, where TWS puts it: under no currency, or under USD. Empty: absent.
[[nodiscard]] std::string reported_account_type(const AccountValues& values);
[[nodiscard]] AccountTypeJudgement judge_account_type(std::string_view reported, AccountType configured);
[[nodiscard]] std::optional<Refusal> account_type_refusal(const AccountTypeJudgement& judgement);

// --- the base currency ---

// Net liquidation or cash is there and is no amount ("NaN"): the answer has a hole, and the next one may not. None:
// both may be read, or are not there.
[[nodiscard]] std::optional<std::string> unreadable_figure(const AccountValues& values);
// No dollar figures (R16), or another base currency.
[[nodiscard]] std::optional<Refusal> base_currency_refusal(const AccountValues& values);

// --- clocks ---

inline constexpr Duration kSkewWarning = std::chrono::seconds{2};
inline constexpr Duration kMaxSkew = std::chrono::seconds{10};  // beyond it no order is sent (R05)
enum class ClockAgreement { kAgree, kApart, kTooFarApart };
// Ours less the gateway's. IBKR gives whole seconds, so less than one second of difference is none.
[[nodiscard]] Duration clock_skew(UtcTime ours, UtcTime gateway);
[[nodiscard]] ClockAgreement judge_clocks(Duration skew);
// "this computer's clock is 3.0 s ahead of the gateway's", and from where on no order is sent where it is beyond that.
[[nodiscard]] std::string describe_skew(Duration skew);

// --- market data ---

// What is asked of the gateway. Real money is traded on live quotes alone, whatever is configured.
[[nodiscard]] MarketDataType requested_data_type(MarketDataMode configured, Mode mode);
// Live quotes were asked for and others granted: the subscription is missing.
[[nodiscard]] bool is_lesser_grant(MarketDataType requested, MarketDataType granted);

}  // namespace bot::broker
