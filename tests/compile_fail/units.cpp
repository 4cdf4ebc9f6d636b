// CASE 1: no match for
// CASE 2: no match for
// CASE 3: could not convert|cannot convert
// CASE 4: could not convert|cannot convert
// CASE 5: no match for
// CASE 6: is private
#include "base/fixed.hpp"

using namespace bot;
const Price price = Price::from_whole(500);
const Quantity shares = Quantity::from_whole(7);
const Money money = Money::from_whole(3500);
Price pay(Price value) { return value; }

#if BOT_CASE == 0
const Money cost = money + multiply(price, shares, Rounding::kHalfEven);
const Price paid = pay(price);
const bool dear = price > Price{};
#elif BOT_CASE == 1
const auto sum = price + shares;
#elif BOT_CASE == 2
const auto difference = money - price;
#elif BOT_CASE == 3
const Money cost = multiply(shares, price, Rounding::kHalfEven);
#elif BOT_CASE == 4
const Price paid = pay(500.25);
#elif BOT_CASE == 5
const bool dear = price > shares;
#elif BOT_CASE == 6
const Price hidden = Price(500);
#endif
