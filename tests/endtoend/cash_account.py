"""A cash account that settles T+1, kept beside the program's: cash, lots and their locks by docs/reliability.md 3.3."""
import datetime
from fractions import Fraction as F


def weekday(year, month, day_of_week, nth):
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(day_of_week - first.weekday()) % 7 + 7 * (nth - 1))


def bank_holidays(year):
    """The two days on which the exchange trades and nothing settles; a Sunday's holiday is kept on Monday."""
    veterans = datetime.date(year, 11, 11)
    if veterans.weekday() == 6:
        veterans += datetime.timedelta(days=1)
    return {weekday(year, 10, 0, 2).isoformat(), veterans.isoformat()}


class Account:
    def __init__(self, cash, sessions, *, margin=1, total=False, grants=True, settled_only=False):
        self.cash, self.sessions, self.margin = F(str(cash)), sessions, margin
        self.total, self.grants, self.settled_only = total, grants, settled_only
        self.held, self.lots, self.unsettled = {}, {}, []

    def settles(self, day):
        return next(d for d in self.sessions if d > day and d not in bank_holidays(int(d[:4])))

    def later(self, day, count):
        days = [d for d in self.sessions if d >= day]
        return days[count]

    def open_proceeds(self, day):
        return sum((amount for settles, amount in self.unsettled if settles > day), F(0))

    def funds(self, day):
        """S, U, F of the plan."""
        unsettled = self.open_proceeds(day)
        settled = self.cash - unsettled
        return settled, unsettled, self.cash if self.grants else settled

    def locked(self, symbol, day):
        return sum((n for n, free in self.lots.get(symbol, []) if free > day), F(0))

    def described(self, day, equity, targets, quotes):
        settled, unsettled, available = self.funds(day)
        return {"equity": equity, "settled_cash": float(settled), "unsettled_proceeds": float(unsettled), "available_funds": float(available),
                "targets": targets, "quotes": quotes,
                "positions": {s: {"shares": float(n), "locked": float(self.locked(s, day))} for s, n in self.held.items()}}

    def dividend(self, symbol, per_share):
        self.cash += self.held.get(symbol, F(0)) * F(str(per_share))

    def trade(self, day, orders, reserve):
        """The fills of one session: sells first."""
        for order in orders:
            if order["side"] == "SELL" and order["filled"]:
                count, price = F(str(order["filled"])), F(str(order["average_price"]))
                net = count * price - F(str(order["commission"]))
                self.cash += net
                self.unsettled.append((self.settles(day), net))
                self.held[order["symbol"]] -= count
                left = count
                for lot in self.lots.get(order["symbol"], []):
                    taken = min(left, lot[0])
                    lot[0] -= taken
                    left -= taken
        unsettled = self.open_proceeds(day)
        settled = self.cash - unsettled
        cost, bought = F(0), []
        for order in orders:
            if order["side"] == "BUY" and order["filled"]:
                count, price = F(str(order["filled"])), F(str(order["average_price"]))
                cost += count * price + F(str(order["commission"]))
                bought.append((order["symbol"], count))
        self.cash -= cost
        if cost <= settled - reserve:
            free = self.settles(day)
        else:
            funding = max([settles for settles, _ in self.unsettled if settles > day] + [self.settles(day)])
            free = self.later(funding, self.margin)
        for symbol, count in bought:
            self.held[symbol] = self.held.get(symbol, F(0)) + count
            lots = self.lots.setdefault(symbol, [])
            lots.append([count, max([free] + [lot[1] for lot in lots if lot[0]])])
        self.held = {s: n for s, n in self.held.items() if n}
