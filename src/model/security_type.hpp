// What kind of thing a contract is about, as IBKR spells it.
#pragma once

namespace bot {

inline constexpr char kStock[] = "STK";  // ETFs too

}  // namespace bot
