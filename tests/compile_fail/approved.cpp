// CASE 1: is private|no matching function
// CASE 2: no matching function|deleted|is private
// CASE 3: cannot convert|invalid initialization|no known conversion
// CASE 4: is private
// CASE 5: read-only|discards qualifiers|passing .* as .this.
// CASE 6: has no member named
#include "safety/approved.hpp"
#include "ports/broker.hpp"

using namespace bot;

void send(ports::OrderPort& port, ports::BrokerReader& reader, const OrderTicket& ticket,
          const safety::Approved& approved, ClientOrderId id) {
#if BOT_CASE == 0
  (void)port.place(approved, id);
  (void)reader.what_if(ticket, UtcTime{});
  (void)approved.ticket().quantity;
#elif BOT_CASE == 1
  const safety::Approved mine(ticket);
#elif BOT_CASE == 2
  const safety::Approved mine;
#elif BOT_CASE == 3
  (void)port.place(ticket, id);
#elif BOT_CASE == 4
  safety::Approved mine = approved;
  mine.ticket_.quantity = Quantity::from_whole(1000);
#elif BOT_CASE == 5
  safety::Approved mine = approved;
  mine.ticket().quantity = Quantity::from_whole(1000);
#elif BOT_CASE == 6
  (void)reader.place(approved, id);
#endif
  (void)port, (void)reader, (void)ticket, (void)approved, (void)id;
}
