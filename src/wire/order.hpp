// An order with every field that PLACE_ORDER, OPEN_ORDER and COMPLETED_ORDER carry. nullopt is "unset" on the wire,
// whatever the sentinel; the defaults are those of an order that says nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fixed.hpp"

namespace bot::wire {

struct TagValue {
  std::string tag;
  std::string value;
  bool operator==(const TagValue&) const = default;
};

enum class ConditionKind { kPrice = 1, kTime = 3, kMargin = 4, kExecution = 5, kVolume = 6, kPercentChange = 7 };

struct Condition {
  ConditionKind kind = ConditionKind::kPrice;
  bool is_and = true;         // how it joins the next one
  bool is_more = false;       // all but kExecution
  double price = 0;           // kPrice
  int trigger_method = 0;     // kPrice
  std::string time;           // kTime
  int percent = 0;            // kMargin
  std::string sec_type;       // kExecution
  std::string symbol;         // kExecution
  int volume = 0;             // kVolume
  double change_percent = 0;  // kPercentChange
  std::int64_t con_id = 0;    // kPrice, kVolume, kPercentChange
  std::string exchange;       // kPrice, kExecution, kVolume, kPercentChange
  bool operator==(const Condition&) const = default;
};

struct SoftDollarTier {
  std::string name;
  std::string value;
  std::string display_name;  // responses only
  bool operator==(const SoftDollarTier&) const = default;
};

struct Order {
  std::int64_t order_id = 0;   // 0 or negative: a manual order that is not bound; absent in COMPLETED_ORDER
  std::int64_t client_id = 0;  // responses only
  std::int64_t perm_id = 0;    // responses only
  std::string action;          // BUY, SELL
  std::optional<Quantity> total_quantity;
  std::string order_type;
  std::optional<double> limit_price;
  std::optional<double> aux_price;
  std::string tif;
  std::string oca_group;
  std::string account;
  std::string open_close;
  int origin = 0;
  std::string order_ref;
  bool transmit = true;
  std::int64_t parent_id = 0;
  bool block_order = false;
  bool sweep_to_fill = false;
  std::optional<int> display_size;  // unset is 0 in requests
  int trigger_method = 0;
  bool outside_rth = false;
  bool hidden = false;
  std::string shares_allocation;
  double discretionary_amount = 0;
  std::string good_after_time;
  std::string good_till_date;
  std::string fa_group;
  std::string fa_method;
  std::string fa_percentage;
  std::string fa_profile;  // server < 177
  std::string model_code;
  int short_sale_slot = 0;
  std::string designated_location;
  int exempt_code = -1;
  int oca_type = 0;
  std::string rule80a;
  std::string settling_firm;
  bool all_or_none = false;
  std::optional<int> min_quantity;
  std::optional<double> percent_offset;
  bool e_trade_only = false;
  bool firm_quote_only = false;
  std::optional<double> nbbo_price_cap;
  int auction_strategy = 0;
  std::optional<double> starting_price;
  std::optional<double> stock_ref_price;
  std::optional<double> delta;
  std::optional<double> stock_range_lower;
  std::optional<double> stock_range_upper;
  bool override_percentage_constraints = false;
  std::optional<double> volatility;
  std::optional<int> volatility_type;
  std::string delta_neutral_order_type;  // TWS echoes the text "None"; not empty brings the eight fields below
  std::optional<double> delta_neutral_aux_price;
  std::int64_t delta_neutral_con_id = 0;
  std::string delta_neutral_settling_firm;
  std::string delta_neutral_clearing_account;
  std::string delta_neutral_clearing_intent;
  std::string delta_neutral_open_close;
  bool delta_neutral_short_sale = false;
  int delta_neutral_short_sale_slot = 0;
  std::string delta_neutral_designated_location;
  bool continuous_update = false;
  std::optional<int> reference_price_type;
  std::optional<double> trail_stop_price;
  std::optional<double> trail_stop_price_again;  // second occurrence in responses; means nothing on a limit order
  std::optional<double> trailing_percent;
  std::optional<double> basis_points;                   // OPEN_ORDER
  std::optional<int> basis_points_type;                 // OPEN_ORDER
  std::vector<std::optional<double>> combo_leg_prices;  // travels with BAG contracts, or any contract in responses
  std::vector<TagValue> smart_combo_routing;
  std::optional<int> scale_init_level_size;
  std::optional<int> scale_subs_level_size;
  std::optional<double> scale_price_increment;  // above 0 it brings the seven fields below
  std::optional<double> scale_price_adjust_value;
  std::optional<int> scale_price_adjust_interval;
  std::optional<double> scale_profit_offset;
  bool scale_auto_reset = false;
  std::optional<int> scale_init_position;
  std::optional<int> scale_init_fill_quantity;
  bool scale_random_percent = false;
  std::string scale_table;
  std::string active_start_time;
  std::string active_stop_time;
  std::string hedge_type;  // not empty brings hedge_param
  std::string hedge_param;
  bool opt_out_smart_routing = false;
  std::string clearing_account;
  std::string clearing_intent;
  bool not_held = false;
  std::string algo_strategy;  // not empty brings algo_params
  std::vector<TagValue> algo_params;
  std::string algo_id;
  bool what_if = false;
  std::vector<TagValue> misc_options;
  bool solicited = false;
  bool randomize_size = false;
  bool randomize_price = false;
  // Five fields of PEG BENCH.
  std::int64_t reference_contract_id = 0;
  bool is_pegged_change_decrease = false;
  double pegged_change_amount = 0;
  double reference_change_amount = 0;
  std::string reference_exchange;
  std::vector<Condition> conditions;
  bool conditions_ignore_rth = false;
  bool conditions_cancel_order = false;
  std::string adjusted_order_type;
  std::optional<double> trigger_price;
  std::optional<double> limit_price_offset;
  std::optional<double> adjusted_stop_price;
  std::optional<double> adjusted_stop_limit_price;
  std::optional<double> adjusted_trailing_amount;
  int adjustable_trailing_unit = 0;
  std::string ext_operator;
  SoftDollarTier soft_dollar_tier;
  std::optional<double> cash_quantity;
  std::string mifid2_decision_maker;
  std::string mifid2_decision_algo;
  std::string mifid2_execution_trader;
  std::string mifid2_execution_algo;
  bool dont_use_auto_price_for_hedge = false;
  bool is_oms_container = false;
  bool discretionary_up_to_limit_price = false;
  std::optional<int> use_price_mgmt_algo;
  std::optional<int> duration;          // >= 158
  std::optional<int> post_to_ats;       // >= 160
  bool auto_cancel_parent = false;      // >= 162
  std::string advanced_error_override;  // >= 166
  std::string manual_order_time;        // >= 169
  // >= 170; in PLACE_ORDER only for the exchange or order type that knows them.
  std::optional<int> min_trade_quantity;
  std::optional<int> min_compete_size;
  std::optional<double> compete_against_best_offset;  // infinity: up to mid
  std::optional<double> mid_offset_at_whole;
  std::optional<double> mid_offset_at_half;
  std::string customer_account;               // >= 183
  bool professional_customer = false;         // >= 184
  std::string bond_accrued_interest;          // >= 185, OPEN_ORDER
  bool include_overnight = false;             // >= 189
  std::optional<int> manual_order_indicator;  // >= 192
  std::string submitter;                      // >= 198, responses
  bool imbalance_only = false;                // >= 199
  // COMPLETED_ORDER only.
  std::string auto_cancel_date;
  std::optional<Quantity> filled_quantity;
  std::optional<int> ref_futures_con_id;
  std::string shareholder;
  bool route_marketable_to_bbo = false;
  std::optional<std::int64_t> parent_perm_id;
  bool operator==(const Order&) const = default;
};

struct OrderAllocation {
  std::string account;
  std::optional<Quantity> position;
  std::optional<Quantity> position_desired;
  std::optional<Quantity> position_after;
  std::optional<Quantity> desired_quantity;
  std::optional<Quantity> allowed_quantity;
  bool is_monetary = false;
  bool operator==(const OrderAllocation&) const = default;
};

struct Margins {
  std::optional<double> init_before, maint_before, equity_before;
  std::optional<double> init_change, maint_change, equity_change;
  std::optional<double> init_after, maint_after, equity_after;
  bool operator==(const Margins&) const = default;
};

// What OPEN_ORDER and COMPLETED_ORDER say beside the order.
struct OrderState {
  std::string status;
  Margins margins;
  std::optional<double> commission;
  std::optional<double> min_commission;
  std::optional<double> max_commission;
  std::string commission_currency;
  std::string margin_currency;  // >= 195, as the four below
  Margins margins_outside_rth;
  std::optional<Quantity> suggested_size;
  std::string reject_reason;
  std::vector<OrderAllocation> allocations;
  std::string warning_text;
  std::string completed_time;    // COMPLETED_ORDER
  std::string completed_status;  // COMPLETED_ORDER
  bool operator==(const OrderState&) const = default;
};

}  // namespace bot::wire
