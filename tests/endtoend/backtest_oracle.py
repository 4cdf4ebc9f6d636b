"""The back-test of the default strategy, computed once more and plainly from the rows of the CSV files: no shared code
with the program. Rows are clean: no gaps, no faults; symbols may list late."""
import math

import decision


class Series:
    """One symbol on the sessions: decision prices (adjusted), real closes, and its averages carried on."""

    def __init__(self, rows, index, options):
        self.close, self.high, self.low, self.real, self.open, self.real_open = {}, {}, {}, {}, {}, {}
        for row in rows:
            t = index[row["date"]]
            scale = row["adj_close"] / row["close"]
            self.real[t], self.real_open[t] = row["close"], row["open"]
            self.close[t], self.high[t], self.low[t] = row["adj_close"], row["high"] * scale, row["low"] * scale
            self.open[t] = row["open"] * scale
        self.first = min(self.close)
        days = sorted(self.close)
        assert days == list(range(self.first, days[-1] + 1))
        closes = [self.close[t] for t in days]
        bars = [{"close": self.close[t], "high": self.high[t], "low": self.low[t]} for t in days]
        self.fast = dict(zip(days, decision.ema_series(closes, options["ema_fast"])))
        self.slow = dict(zip(days, decision.ema_series(closes, options["ema_slow"])))
        self.atr, previous = {}, None
        for t, bar in zip(days, bars):
            if previous is None:
                self.atr[t] = bar["high"] - bar["low"]
            else:
                span = max(bar["high"] - bar["low"], abs(bar["high"] - previous), abs(bar["low"] - previous))
                self.atr[t] = self.atr[t - 1] + (span - self.atr[t - 1]) / options["atr_window"]
            previous = bar["close"]

    def bars(self, t):
        return t - self.first + 1 if t in self.close else 0

    def returns(self, t, window):
        return [self.close[u] / self.close[u - 1] - 1 for u in range(t - window + 1, t + 1)]


def pearson(x, y):
    mx, my = math.fsum(x) / len(x), math.fsum(y) / len(y)
    top = math.fsum((a - mx) * (b - my) for a, b in zip(x, y))
    return top / math.sqrt(math.fsum((a - mx) ** 2 for a in x) * math.fsum((b - my) ** 2 for b in y))


def targets(series, t, options):
    scores = {}
    for name, one in series.items():
        if one.bars(t) < options["min_bars"] or one.fast[t] <= one.slow[t]:
            continue
        score = (one.close[t] / one.fast[t] - 1) / max(one.atr[t] / one.close[t], 1e-6)
        if score >= options["min_score"]:
            scores[name] = score
    accepted = []
    for name in sorted(scores, key=lambda s: (-scores[s], s)):
        if len(accepted) == options["top_n"]:
            break
        mine = series[name]
        if all(min(mine.bars(t), series[o].bars(t)) > options["corr_window"]
               and abs(pearson(mine.returns(t, options["corr_window"]), series[o].returns(t, options["corr_window"]))) <= options["corr_cap"]
               for o in accepted):
            accepted.append(name)
    if not accepted:
        return {}
    inverse = {s: 1 / decision.deviation(series[s].returns(t, options["vol_window"])) for s in sorted(accepted)}
    weights = decision.capped({s: v / math.fsum(inverse.values()) for s, v in inverse.items()}, options["cap"])
    return {s: w * (1 - options["cash_buffer"]) for s, w in weights.items()}


def account(series, sessions, first, wanted, costs, fills="close"):
    """Marks, and what was traded, from session `first` to the last."""
    cash, units = costs["equity"], {}
    marks, traded, invested, fees, slips, trades = [], [], [], 0.0, 0.0, 0
    waiting = []
    slip = costs["slippage_bps"] / 1e4

    def commission(notional, real):
        return max(costs["min_commission"], costs["per_share"] * notional / real)

    def trade(orders, price, real):
        """orders: {symbol: units, signed}, at these prices; what was traded in dollars."""
        nonlocal cash, fees, slips, trades
        total = 0.0

        def book(name, amount):
            nonlocal cash, fees, slips, trades, total
            notional = abs(amount) * price(name)
            fee = commission(notional, real(name))
            cash += (notional if amount < 0 else -notional) - notional * slip - fee
            fees, slips, trades, total = fees + fee, slips + notional * slip, trades + 1, total + notional
            units[name] = units.get(name, 0.0) + amount
            if units[name] <= 0:
                del units[name]

        for name in sorted(orders):
            if orders[name] < 0:
                book(name, orders[name])
        buys = {s: u for s, u in orders.items() if u > 0}
        while buys:
            cost = sum(u * price(s) for s, u in buys.items()) * (1 + slip)
            fee = sum(commission(u * price(s), real(s)) for s, u in buys.items())
            if cost + fee <= cash:
                break
            buys = {s: u * max(0.0, cash - fee) / cost for s, u in buys.items()}
            small = [s for s, u in buys.items() if u * price(s) < costs["least_order"]]
            for s in small:
                del buys[s]
            if not small:
                break
        for name in sorted(buys):
            book(name, buys[name])
        return total

    last = len(sessions) - 1
    for t in range(first, last + 1):
        moved = 0.0
        if waiting:
            moved = trade({s: u for s, u in waiting.items() if t in series[s].open}, lambda s: series[s].open[t], lambda s: series[s].real_open[t])
            waiting = {}
        equity = cash + sum(units[s] * series[s].close[t] for s in sorted(units))
        marks.append(equity)
        if t < last:
            weights, orders = wanted[t], {}
            for name in set(units) | set(weights):
                held, weight = units.get(name, 0.0) * series[name].close[t], weights.get(name, 0.0)
                if weight <= 0:
                    orders[name] = -units[name]
                    continue
                if held > 0 and abs(held / equity - weight) <= costs["band"] + 1e-12:
                    continue
                if abs(weight * equity - held) >= costs["least_order"]:
                    orders[name] = (weight * equity - held) / series[name].close[t]
            if fills == "close":
                moved = trade(orders, lambda s: series[s].close[t], lambda s: series[s].real[t])
            else:
                waiting = orders
        value = sum(units[s] * series[s].close[t] for s in units)
        invested.append(value / (value + cash))
        traded.append(moved / equity)
    return {"equity": marks, "invested": invested, "traded": traded, "commission": fees, "slippage": slips, "trades": trades}


def metrics(run):
    marks = run["equity"]
    returns = [b / a - 1 for a, b in zip(marks, marks[1:])]
    n = len(returns)
    mean = math.fsum(returns) / n
    deviation = decision.deviation(returns)
    cagr = (marks[-1] / marks[0]) ** (252 / n) - 1
    falls = [mark / max(marks[:i + 1]) - 1 for i, mark in enumerate(marks)]
    deepest = min(falls)
    trough = falls.index(deepest)
    top = max(marks[:trough + 1])
    peak = max(i for i in range(trough + 1) if marks[i] == top)
    recovery = next((i for i in range(trough, len(marks)) if marks[i] >= top), None)
    ordered = sorted(returns)
    place = 0.05 * (n - 1)
    low = int(place)
    var = ordered[low] + (place - low) * (ordered[low + 1] - ordered[low])
    tail = [r for r in returns if r <= var]
    gains, losses = [r for r in returns if r > 0], [r for r in returns if r < 0]
    return {"sessions": len(marks), "final_equity": marks[-1], "total_return": marks[-1] / marks[0] - 1, "cagr": cagr,
            "volatility": deviation * math.sqrt(252), "sharpe": mean / deviation * math.sqrt(252),
            "sortino": mean / math.sqrt(math.fsum(min(r, 0.0) ** 2 for r in returns) / n) * math.sqrt(252),
            "calmar": cagr / abs(deepest), "max_drawdown": deepest,
            "max_drawdown_sessions": (recovery if recovery is not None else n) - peak, "drawdown_marks": (peak, trough, recovery),
            "var_95": var, "cvar_95": math.fsum(tail) / len(tail), "profit_factor": math.fsum(gains) / -math.fsum(losses),
            "hit_rate": len(gains) / (len(gains) + len(losses)), "turnover": math.fsum(run["traded"]) * 252 / n,
            "exposure": math.fsum(run["invested"]) / len(marks), "commission": run["commission"], "slippage": run["slippage"],
            "trades": run["trades"]}
