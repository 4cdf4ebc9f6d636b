// How TWS gives a placed order back: OPEN_ORDER and COMPLETED_ORDER fill what the client left unset with TWS's own
// habits (deltaNeutralOrderType "None", ocaType 3, limit 0.0 on a market order ...). For the gateway.
#pragma once

#include "wire/contract.hpp"
#include "wire/order.hpp"

namespace bot::wire {

[[nodiscard]] Order as_tws_echoes(Order placed);
[[nodiscard]] Contract as_tws_echoes(Contract contract);  // right "?" for a stock, no primary exchange

}  // namespace bot::wire
