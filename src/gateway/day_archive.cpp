#include "gateway/day_archive.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "gateway/state_json.hpp"

namespace bot::gateway {
namespace {

// Calls `use` with the line at `place`, which this process wrote.
template <class Use>
Result<void> with_line(Journal::Reader& reader, const Place& place, Use use) {
  BOT_TRY(const std::string_view line, reader.read(place));
  try {
    use(Json::parse(line));
    return {};
  } catch (const BadState& bad) {
    return fail(ErrorCode::kIo, "the gateway's journal is not as it was written: " + bad.what);
  } catch (const nlohmann::json::exception&) {
    return fail(ErrorCode::kIo, "the gateway's journal is not as it was written");
  }
}

}  // namespace

void DayArchive::add(const Order& order, const Place& place) {
  over_.push_back({order.client_id, order.order_id, order.perm_id, place, order.status});
}

void DayArchive::clear() {
  over_ = {};
  fills_ = {};
}

void DayArchive::move(const std::vector<Place>& orders_at) {
  BOT_CHECK(orders_at.size() == over_.size(), "{} places of {} orders", orders_at.size(), over_.size());
  for (std::size_t i = 0; i < over_.size(); ++i) over_[i].place = orders_at[i];
  fills_.clear();
}

const DayArchive::Over* DayArchive::find(std::int64_t client_id, std::int64_t order_id) const {
  const auto newest = std::find_if(over_.rbegin(), over_.rend(), [&](const Over& over) {
    return over.client_id == client_id && over.order_id == order_id;
  });
  return newest == over_.rend() ? nullptr : &*newest;
}

Result<void> DayArchive::each_order(const std::function<void(const Order&)>& use) const {
  Journal::Reader reader(journal_);
  for (const Over& over : over_)
    BOT_TRY_VOID(with_line(reader, over.place, [&](const Json& line) {
      for (const Json& order : line.at("orders"))
        if (order.at("perm_id").get<std::int64_t>() == over.perm_id) use(decode_order(order, account_));
    }));
  return {};
}

Result<void> DayArchive::each_fill(const std::function<void(const Fill&)>& use) const {
  Journal::Reader reader(journal_);
  for (const Place& place : fills_)
    BOT_TRY_VOID(with_line(reader, place, [&](const Json& line) {
      for (const Json& fill : line.at("fills")) use(decode_fill(fill));
    }));
  return {};
}

}  // namespace bot::gateway
