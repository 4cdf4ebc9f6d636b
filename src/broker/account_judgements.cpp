#include "broker/account_judgements.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/display.hpp"
#include "base/text.hpp"
#include "base/wording.hpp"
#include "broker/cash.hpp"

namespace bot::broker {

std::string Refusal::text() const { return fmt::format("{}; {}{}", why, lower(fix.substr(0, 1)), fix.substr(1)); }

LoginJudgement judge_login(const AccountId& configured, std::span<const AccountId> managed,
                           std::span<const AccountId> ignored) {
  LoginJudgement judgement;
  for (const AccountId& account : managed) {
    if (account == configured)
      judgement.configured_present = true;
    else if (std::ranges::find(ignored, account) == ignored.end())
      judgement.foreign.push_back(account);
  }
  return judgement;
}

std::optional<Refusal> login_refusal(const AccountId& configured, std::span<const AccountId> managed,
                                     std::span<const AccountId> ignored) {
  const LoginJudgement judgement = judge_login(configured, managed, ignored);
  if (!judgement.configured_present)
    return Refusal{
        .why = fmt::format("the gateway is logged in to {}, not to {}", counted(managed.size(), "account"), configured),
        .fix = "Log in with the right user, or correct accounts.paper or accounts.live"};
  if (judgement.foreign.empty()) return std::nullopt;
  std::vector<std::string> foreign;
  for (const AccountId& account : judgement.foreign) foreign.push_back(account.value());
  return Refusal{.why = fmt::format("the gateway also has account {}", fmt::join(foreign, ", ")),
                 .fix = "Name it in accounts.ignore if that is meant"};
}

std::string reported_account_type(const AccountValues& values) {
  return values.text("TradingType-S").value_or(values.text("TradingType-S", "USD").value_or(""));
}

AccountTypeJudgement judge_account_type(std::string_view reported, AccountType configured) {
  AccountTypeJudgement judgement;
  judgement.reported = reported;
  judgement.type = lower(reported.empty() ? name(configured) : reported);
  if (judgement.type == "cash" || judgement.type == "stkcash")
    judgement.kind = reported.empty() ? AccountKind::kCashConfigured : AccountKind::kCash;
  else
    judgement.kind = judgement.type.empty() ? AccountKind::kUnknown : AccountKind::kOther;
  return judgement;
}

std::optional<Refusal> account_type_refusal(const AccountTypeJudgement& judgement) {
  switch (judgement.kind) {
    case AccountKind::kCash:
    case AccountKind::kCashConfigured:
      return std::nullopt;
    case AccountKind::kOther:
      return Refusal{.why = fmt::format("the account's type is {}, only cash accounts are supported", judgement.type),
                     .fix = "Have IBKR make it a cash account"};
    case AccountKind::kUnknown:
      break;
  }
  return Refusal{.why = "the gateway does not say that this is a cash account",
                 .fix = "Set accounts.type: cash if it is"};
}

std::optional<std::string> unreadable_figure(const AccountValues& values) {
  for (const char* tag : {"NetLiquidation", "TotalCashValue"})
    if (const auto text = values.text(tag, "USD"); text && !text->empty() && !values.usd(tag))
      return fmt::format("the gateway reports {} as '{}', which is no amount", tag, printable_line(*text));
  return std::nullopt;
}

std::optional<Refusal> base_currency_refusal(const AccountValues& values) {
  if (auto why = unreadable_figure(values))
    return Refusal{.why = *std::move(why), .fix = "Look at the account in TWS, and try again"};
  const auto refusal = [](std::string why) {
    return Refusal{.why = std::move(why), .fix = "Use an account whose base currency is USD"};
  };
  if (!net_liquidation(values)) {
    for (const auto& [key, value] : values.all())
      if (key.first == "NetLiquidation" && key.second != "USD" && key.second != "BASE" && !key.second.empty())
        return refusal(fmt::format("the account's base currency is {}, only USD is supported", key.second));
    return Refusal{.why = "the gateway gives no NetLiquidation in USD",
                   .fix = "Use an account whose base currency is USD; if it is, look at it in TWS and try again"};
  }
  if (!values.usd("TotalCashValue")) return refusal("the gateway gives no TotalCashValue in USD");
  return std::nullopt;
}

Duration clock_skew(UtcTime ours, UtcTime gateway) {
  const Duration skew = ours - gateway;
  return std::chrono::abs(skew) < std::chrono::seconds{1} ? Duration{0} : skew;
}

ClockAgreement judge_clocks(Duration skew) {
  const Duration apart = std::chrono::abs(skew);
  if (apart > kMaxSkew) return ClockAgreement::kTooFarApart;
  return apart > kSkewWarning ? ClockAgreement::kApart : ClockAgreement::kAgree;
}

std::string describe_skew(Duration skew) {
  std::string text = fmt::format("this computer's clock is {:.1f} s {} the gateway's",
                                 static_cast<double>(std::chrono::abs(skew).count()) / 1000,
                                 skew < Duration{0} ? "behind" : "ahead of");
  if (judge_clocks(skew) != ClockAgreement::kTooFarApart) return text;
  return fmt::format("{}; above {} s no order is sent", text,
                     std::chrono::duration_cast<std::chrono::seconds>(kMaxSkew).count());
}

MarketDataType requested_data_type(MarketDataMode configured, Mode mode) {
  if (mode == Mode::kLive) return MarketDataType::kLive;
  switch (configured) {
    case MarketDataMode::kLive:
    case MarketDataMode::kSnapshot:
      return MarketDataType::kLive;
    case MarketDataMode::kDelayed:
      return MarketDataType::kDelayed;
    case MarketDataMode::kDelayedFrozen:
      return MarketDataType::kDelayedFrozen;
  }
  BOT_CHECK(false);
}

bool is_lesser_grant(MarketDataType requested, MarketDataType granted) {
  return requested == MarketDataType::kLive && granted != MarketDataType::kLive;
}

}  // namespace bot::broker
