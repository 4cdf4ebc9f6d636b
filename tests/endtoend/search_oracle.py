"""Walk-forward, permutation test and dossier, computed once more and plainly: no shared code with the program. On top of
backtest_oracle.py, which has one account and one point of the grid."""
import itertools
import math
import statistics

import backtest_oracle
import decision

NORMAL = statistics.NormalDist()
EULER = 0.5772156649015329


def months_later(day, months):
    year, month = int(day[:4]), int(day[5:7]) - 1 + months
    return f"{year + month // 12:04}-{month % 12 + 1:02}-01"


def windows(dates, first, train_years, oos_months):
    """[(train first, train last), (test first, test last)] as indices; `first`: the first session with a bar."""
    train = dates[first][:8] + "01"
    if first > 0 and dates[first - 1] >= train:
        train = months_later(train, 1)
    found = []
    while True:
        test = months_later(train, 12 * train_years)
        inside = [t for t in range(first, len(dates)) if train <= dates[t] < test]
        after = [t for t in range(first, len(dates)) if test <= dates[t] < months_later(test, oos_months)]
        if not inside or not after:
            return found
        found.append(((inside[0], inside[-1]), (after[0], after[-1])))
        train = months_later(train, oos_months)


def points(grid):
    """In grid order, the last key fastest."""
    found = [dict(zip(grid, values)) for values in itertools.product(*grid.values())]
    return [point for point in found if point["ema_fast"] < point["ema_slow"]]


def calmar(marks):
    """A loser counts as its CAGR; so does what never fell."""
    cagr = (marks[-1] / marks[0]) ** (252 / (len(marks) - 1)) - 1
    peak, deepest = marks[0], 0.0
    for mark in marks:
        peak = max(peak, mark)
        deepest = min(deepest, mark / peak - 1)
    return cagr if cagr < 0 or deepest == 0 else cagr / -deepest


class Search:
    """The points of a grid on the rows of a universe; each session decided on when it is first asked for."""

    def __init__(self, rows, dates, options, grid, costs):
        self.dates, self.costs, self.points = dates, costs, points(grid)
        self.options = [{**options, **point} for point in self.points]
        index = {d: t for t, d in enumerate(dates)}
        self.series, self.decided = [], [{} for _ in self.points]
        made = {}
        for one in self.options:
            key = one["ema_fast"], one["ema_slow"]
            if key not in made:
                made[key] = {s: backtest_oracle.Series(bars, index, one) for s, bars in rows.items()}
            self.series.append(made[key])

    def wanted(self, point, first, last):
        decided = self.decided[point]
        for t in range(first, last + 1):
            if t not in decided:
                decided[t] = backtest_oracle.targets(self.series[point], t, self.options[point])
        return decided

    def run(self, point, first, last):
        """From `first`, in cash, to `last`, which does not trade."""
        return backtest_oracle.account(self.series[point], self.dates[:last + 1], first, self.wanted(point, first, last), self.costs)

    def best(self, first, last):
        """Its number and its objective; of equal ones the first."""
        scores = [calmar(self.run(point, first, last)["equity"]) for point in range(len(self.points))]
        return max(range(len(scores)), key=lambda point: (scores[point], -point)), max(scores)

    def out_of_sample(self, found, chosen):
        wanted = {}
        for (_, (first, last)), point in zip(found, chosen):
            decided = self.wanted(point, first, last)
            wanted.update({t: decided[t] for t in range(first, last + 1)})
        last = found[-1][1][1]
        return backtest_oracle.account(self.series[0], self.dates[:last + 1], found[0][1][0], wanted, self.costs)


def stability(chosen, key):
    values = [point[key] for point in chosen]
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    mode = max(counts, key=counts.get)
    return {"mode": mode, "share": counts[mode] / len(values), "changes": sum(a != b for a, b in zip(values, values[1:]))}


def returns_of(marks):
    return [b / a - 1 for a, b in zip(marks, marks[1:])]


def sharpe(returns):
    return math.fsum(returns) / len(returns) / decision.deviation(returns)


def moment(returns, power):
    mean = math.fsum(returns) / len(returns)
    return math.fsum((r - mean) ** power for r in returns) / len(returns)


def pbo(trials, blocks):
    """How often the best of one half of the blocks lies in the lower half of the other (CSCV). By sums of blocks."""
    length = len(trials[0]) // blocks
    sums = []
    for trial in trials:
        kept = trial[len(trial) - length * blocks:]
        pieces = [kept[b * length:(b + 1) * length] for b in range(blocks)]
        sums.append([(math.fsum(p), math.fsum(r * r for r in p)) for p in pieces])
    n = length * blocks // 2

    def performance(trial, half):
        total, squares = sum(trial[b][0] for b in half), sum(trial[b][1] for b in half)
        return total / n / math.sqrt((squares - total * total / n) / (n - 1))

    below = count = 0
    for half in itertools.combinations(range(blocks), blocks // 2):
        other = [b for b in range(blocks) if b not in half]
        inside = [performance(trial, half) for trial in sums]
        best = inside.index(max(inside))
        outside = [performance(trial, other) for trial in sums]
        rank = sum(value < outside[best] for value in outside) + (sum(value == outside[best] for value in outside) + 1) / 2
        share = rank / (len(trials) + 1)
        below += math.log(share / (1 - share)) <= 0
        count += 1
    return below / count


def dossier(trials, objectives, blocks=16):
    """`trials`: the daily returns of each point over the whole sample."""
    ratios = [sharpe(trial) for trial in trials]
    best = trials[objectives.index(max(objectives))]
    ratio, n, spread = sharpe(best), len(best), moment(best, 2)
    skewness, kurtosis = moment(best, 3) / spread ** 1.5, moment(best, 4) / spread ** 2
    noise = math.sqrt(1 - skewness * ratio + (kurtosis - 1) / 4 * ratio ** 2)
    count = len(trials)
    luck = decision.deviation(ratios) * ((1 - EULER) * NORMAL.inv_cdf(1 - 1 / count) + EULER * NORMAL.inv_cdf(1 - 1 / (count * math.e)))
    return {"trials": count, "observations": n, "sharpe_per_session": ratio, "skewness": skewness, "kurtosis": kurtosis,
            "psr": NORMAL.cdf(ratio * math.sqrt(n - 1) / noise), "dsr": NORMAL.cdf((ratio - luck) * math.sqrt(n - 1) / noise),
            "min_track_record_sessions": 1 + (noise * NORMAL.inv_cdf(0.95) / ratio) ** 2,
            "blocks": blocks, "combinations": math.comb(blocks, blocks // 2), "pbo": pbo(trials, blocks)}
