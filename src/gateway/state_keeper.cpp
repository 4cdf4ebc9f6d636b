#include "gateway/state_keeper.hpp"

#include <algorithm>
#include <iterator>

#include "base/check.hpp"
#include "gateway/state_json.hpp"

namespace bot::gateway {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += ',';
    all += text;
  }
  return all;
}

// A line of the journal: the account in JSON, with these orders and fills.
std::string make_line(std::string account, const DayTexts& day) {
  account.pop_back();  // its brace
  return account + ",\"orders\":[" + joined(day.orders) + "],\"fills\":[" + joined(day.fills) + "]}";
}

Result<DayTexts> texts_of(const DayArchive& archive) {
  DayTexts texts;
  BOT_TRY_VOID(archive.each_order([&](const Order& order) { texts.orders.push_back(to_text(encode_order(order))); }));
  BOT_TRY_VOID(archive.each_fill([&](const Fill& fill) { texts.fills.push_back(to_text(encode_fill(fill))); }));
  return texts;
}

DayTexts texts_of(const OrderBook& book) {
  DayTexts texts;
  for (const Order& order : book.orders()) texts.orders.push_back(to_text(encode_order(order)));
  for (const Fill& fill : book.fills()) texts.fills.push_back(to_text(encode_fill(fill)));
  return texts;
}

}  // namespace

StateKeeper::StateKeeper(ports::Files& files, const Options& options, const Account& account, OrderBook& book,
                         Journal& journal, const MatchingEngine& engine)
    : files_(files),
      options_(options),
      account_(account),
      book_(book),
      journal_(journal),
      engine_(engine),
      path_(options.state.empty() ? std::string() : state_path(options.state, options.account)) {}

Result<void> StateKeeper::save(UtcTime now) {
  if (journal_.is_broken()) return save_everything(now);
  switch (book_.unsaved()) {
    case Unsaved::kNothing:
      return {};
    case Unsaved::kChanges:
      return save_changes(now);
    case Unsaved::kEverything:
      return save_everything(now);
  }
  BOT_CHECK(false);
}

Result<void> StateKeeper::save_changes(UtcTime now) {
  State line{{account_.cash(), {}, account_.unsettled()}, {engine_.day(), now, book_.changed_ids()}};
  DayTexts day;
  for (const Order& order : book_.orders())
    if (order.is_unsaved) day.orders.push_back(to_text(encode_order(order)));
  for (const Fill& fill : book_.fills()) {
    day.fills.push_back(to_text(encode_fill(fill)));
    line.account.holdings.insert_or_assign(fill.symbol, account_.holdings().at(fill.symbol));
  }
  BOT_TRY(const Place place, journal_.append(make_line(to_text(encode_account(line)), day)));
  for (Order& order : book_.orders()) {
    order.is_kept = true;
    if (std::exchange(order.is_unsaved, false)) order.saved_at = place;
  }
  book_.keep_in_archive(day.fills.empty() ? std::vector<Place>() : std::vector<Place>{place},
                        [&](const Order& order) { return engine_.is_reporting(order); });
  return {};
}

Result<std::string> StateKeeper::write_state(UtcTime now, const DayTexts& over, const DayTexts& in_book) {
  if (path_.empty()) return std::string("nothing");
  DayTexts day = over;
  std::ranges::copy(in_book.orders, std::back_inserter(day.orders));
  std::ranges::copy(in_book.fills, std::back_inserter(day.fills));
  const State state{{account_.cash(), account_.holdings(), account_.unsettled()},
                    {engine_.day(), now, book_.saved_ids()}};
  const std::string text = encode_state(state, options_.account, day);
  BOT_TRY_VOID(files_.write_atomically(path_, text, 0600));
  return state_fingerprint(text);
}

Result<void> StateKeeper::save_everything(UtcTime now) {
  BOT_TRY(const DayTexts over, texts_of(book_.archive()));
  const DayTexts in_book = texts_of(book_);
  BOT_TRY(const std::string fingerprint, write_state(now, over, in_book));
  // What is over is reported from the journal from now on.
  std::vector<Order*> ended;
  std::vector<std::string> lines;
  const std::string account =
      to_text(encode_account({{account_.cash(), {}, account_.unsettled()}, {engine_.day(), now, book_.changed_ids()}}));
  for (const std::string& order : over.orders) lines.push_back(make_line(account, {{order}, {}}));
  for (std::size_t i = 0; i < book_.orders().size(); ++i) {
    Order& order = book_.orders()[i];
    order.is_unsaved = false;
    order.is_kept = true;
    if (!order.is_done()) continue;
    ended.push_back(&order);
    lines.push_back(make_line(account, {{in_book.orders[i]}, {}}));
  }
  const std::size_t over_before = over.orders.size(), fills_from = lines.size();
  for (const auto* const fills : {&over.fills, &in_book.fills})
    for (const std::string& fill : *fills) lines.push_back(make_line(account, {{}, {fill}}));
  BOT_TRY(const std::vector<Place> places, journal_.begin(fingerprint, lines));
  const auto at = [&](std::size_t index) { return places.begin() + static_cast<std::ptrdiff_t>(index); };
  for (std::size_t i = 0; i < ended.size(); ++i) ended[i]->saved_at = places[over_before + i];
  book_.move_archive({at(0), at(over_before)});
  book_.keep_in_archive({at(fills_from), places.end()},
                        [&](const Order& order) { return engine_.is_reporting(order); });
  return {};
}

Result<void> StateKeeper::close(UtcTime now) {
  BOT_TRY(const DayTexts over, texts_of(book_.archive()));
  BOT_TRY_VOID(write_state(now, over, texts_of(book_)));
  return journal_.remove();
}

}  // namespace bot::gateway
