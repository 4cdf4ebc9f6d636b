"""The plan for a described account, computed once more in exact fractions: no code shared with the
program. The best whole shares are found by a plain search over every number of shares, cut off only where what is
already lost exceeds the best found."""
import dataclasses
import math
from fractions import Fraction as F

CENT = F(1, 100)


def exact(value):
    """The decimal a JSON number was written as."""
    return F(repr(value)) if isinstance(value, float) else F(value)


@dataclasses.dataclass
class Options:
    limit_offset_bps: float = 10
    exit_offset_bps: float = 30
    min_order_notional: float = 50
    drift_band: float = 0.02
    max_weight: float = 0.5
    fixed: bool = False
    max_price_move: float = 0.15
    settled_only: bool = False
    commission_per_share: float = 0.0035
    min_commission: float = 0.35


def commission(shares, options):
    return max(exact(options.min_commission), exact(options.commission_per_share) * shares) if shares else F(0)


def down_to_cent(value):
    return F(math.floor(value / CENT)) * CENT


def up_to_cent(value):
    return F(math.ceil(value / CENT)) * CENT


def usable(quote, options):
    if not quote or any(quote.get(k) is None for k in ("bid", "ask", "last_close")):
        return False
    bid, ask, last = (exact(quote[k]) for k in ("bid", "ask", "last_close"))
    if bid <= 0 or ask <= 0 or last <= 0 or bid > ask:
        return False
    return abs((bid + ask) / 2 / last - 1) <= exact(options.max_price_move)


class Line:
    """One symbol that may be traded."""

    def __init__(self, symbol, account, options):
        position = account["positions"].get(symbol, {"shares": 0, "locked": 0})
        quote = account["quotes"][symbol]
        equity = exact(account["equity"])
        offset = exact(options.limit_offset_bps) / 10000
        self.symbol = symbol
        self.held = exact(position["shares"])
        self.locked = exact(position.get("locked", 0))
        self.target = exact(account["targets"].get(symbol, 0))
        self.bid, self.ask = exact(quote["bid"]), exact(quote["ask"])
        self.mid = (self.bid + self.ask) / 2
        self.buy_price, self.sell_price = self.ask * (1 + offset), self.bid * (1 - offset)
        self.exit_price = self.bid * (1 - exact(options.exit_offset_bps) / 10000)
        self.whole_unlocked = math.floor(self.held - self.locked)
        self.weight = self.held * self.mid / equity
        self.exit = self.target == 0
        self.in_band = self.held > 0 and not self.exit and abs(self.weight - self.target) <= exact(options.drift_band)
        wanted = (self.target * equity - self.held * self.mid) / self.mid
        self.wanted_buy = max(F(0), wanted)
        self.wanted_sell = F(self.whole_unlocked) if self.exit else min(max(F(0), -wanted), self.held - self.locked)
        self.goal = self.target

    def allowed(self, trade, equity, options):
        if trade == 0:
            return True
        if abs(trade) * self.mid < exact(options.min_order_notional):
            return False
        if trade < 0:
            return -trade <= self.whole_unlocked
        cap = self.target if options.fixed else exact(options.max_weight)
        return (self.held + trade) * self.mid <= cap * equity

    def off(self, trade, equity):
        return ((self.held + trade) * self.mid / equity - self.goal) ** 2


def overspent(trades, lines, budget, options):
    """By how much the buys exceed the budget; 0 when nothing is bought, sells are never blocked by cash."""
    if not any(n > 0 for n in trades.values()):
        return F(0)
    spent = F(0)
    for line in lines:
        n = trades.get(line.symbol, 0)
        if n > 0:
            spent += n * line.buy_price + commission(n, options)
        elif n < 0 and not options.settled_only:
            spent -= -n * (line.exit_price if line.exit else line.sell_price) - commission(-n, options)
    return max(F(0), spent - budget)


class Frame:
    """Everything of the plan but the choice of whole shares."""

    def __init__(self, account, options):
        self.account, self.options = account, options
        self.equity = exact(account["equity"])
        self.reserve = max(F(50), self.equity / 200)
        money = exact(account["settled_cash"])
        if not options.settled_only:
            money += exact(account.get("unsettled_proceeds", 0))
        if account.get("available_funds") is not None:
            money = min(money, exact(account["available_funds"]))
        self.budget = money - self.reserve
        symbols = sorted({s for s, w in account["targets"].items() if w > 0}
                         | {s for s, p in account["positions"].items() if p["shares"] > 0})
        self.symbols = symbols
        self.bad = [s for s in symbols if not usable(account["quotes"].get(s), options)]
        lines = [Line(s, account, options) for s in symbols if s not in self.bad]
        self.in_band = [x for x in lines if x.in_band]
        self.exits = [x for x in lines if x.exit]
        self.chosen = [x for x in lines if not x.exit and not x.in_band]
        cost = sum((x.wanted_buy * x.buy_price for x in self.chosen), F(0))
        funds = self.budget
        if not options.settled_only:
            funds += sum((x.wanted_sell * x.sell_price for x in self.chosen + self.exits), F(0))
        self.scale = F(1) if cost == 0 else max(F(0), min(F(1), funds / cost))
        for x in self.chosen:
            if x.wanted_buy > 0:
                x.goal = x.weight + self.scale * (x.target - x.weight)
        self.exit_trades = {x.symbol: -x.whole_unlocked for x in self.exits if x.whole_unlocked > 0}

    def squared(self, trades):
        return sum((x.off(trades.get(x.symbol, 0), self.equity) for x in self.chosen), F(0))

    def left_over(self, trades):
        """All that keeps the account from its goals: also what is locked of a symbol without a target. A fraction of
        such a symbol counts as on target."""
        locked = sum(((math.floor(x.held) + min(0, -x.whole_unlocked)) * x.mid / self.equity) ** 2 for x in self.exits)
        return math.sqrt(self.squared(trades) + locked)

    def feasible(self, trades):
        return (all(x.allowed(trades.get(x.symbol, 0), self.equity, self.options) for x in self.chosen)
                and overspent({**trades, **self.exit_trades}, self.chosen + self.exits, self.budget, self.options) == 0)

    def traded(self, trades):
        return sum((abs(trades.get(x.symbol, 0)) * x.mid for x in self.chosen), F(0))

    def best(self, limit=400_000):
        """The optimum by search; None when more than `limit` combinations would have to be looked at."""
        lines = self.chosen
        candidates = []
        for x in lines:
            most = int((self.equity + 1) / x.mid) + 2
            trades = [n for n in range(-x.whole_unlocked, most + 1) if x.allowed(n, self.equity, self.options)]
            candidates.append(sorted(((float(x.off(n, self.equity)), n) for n in trades)))
        rest = [0.0] * (len(lines) + 1)
        for i in reversed(range(len(lines))):
            rest[i] = rest[i + 1] + candidates[i][0][0]
        found, best_value, looked = [], [math.inf], [0]

        def search(i, value, trades):
            looked[0] += 1
            if looked[0] > limit:
                raise OverflowError
            if value + rest[i] > best_value[0] + 1e-14:
                return
            if i == len(lines):
                chosen = {x.symbol: n for x, n in zip(lines, trades)}
                if overspent({**chosen, **self.exit_trades}, lines + self.exits, self.budget, self.options) == 0:
                    best_value[0] = min(best_value[0], value)
                    found.append(chosen)
                return
            for off, n in candidates[i]:
                if value + off + rest[i + 1] > best_value[0] + 1e-14:
                    break
                search(i + 1, value + off, trades + [n])

        try:
            search(0, 0.0, [])
        except OverflowError:
            return None
        # Exactly: least distance, then less traded, then the trade of the symbol that stands first.
        return min(found, key=lambda t: (self.squared(t), self.traded(t), [-abs(t[x.symbol]) for x in lines]))

    def improving_exchange(self, trades, reach=2):
        """A change of one or two symbols by a few shares that is allowed and nearer; None when there is none."""
        now = self.squared(trades)
        lines = self.chosen
        steps = [d for d in range(-reach, reach + 1) if d]
        for i, x in enumerate(lines):
            one = {**trades}
            for d in [*steps, -trades.get(x.symbol, 0)]:
                one[x.symbol] = trades.get(x.symbol, 0) + d
                if self.squared(one) < now - F(1, 10**15) and self.feasible(one):
                    return one
                for y in lines[i + 1:]:
                    for e in steps:
                        two = {**one, y.symbol: trades.get(y.symbol, 0) + e}
                        if self.squared(two) < now - F(1, 10**15) and self.feasible(two):
                            return two
        return None

    def limit_price(self, symbol, side):
        x = next(x for x in self.chosen + self.exits if x.symbol == symbol)
        if side == "BUY":
            return down_to_cent(x.ask * (1 + exact(self.options.limit_offset_bps) / 10000))
        bps = self.options.exit_offset_bps if x.exit else self.options.limit_offset_bps
        return up_to_cent(x.bid * (1 - exact(bps) / 10000))
