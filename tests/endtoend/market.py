"""Random bars on real sessions, and the ways to hand them to the program."""
import csv
import datetime
import math
import pathlib


def sessions(shared):
    with open(pathlib.Path(shared) / "data/xnys_sessions_2015_2024.csv", encoding="utf-8") as file:
        return [row["date"] for row in csv.DictReader(file)]


def bars(random_, days, market, beta=1.0, drift=0.0004, wild=0.01, dividends=True):
    """Bars with four decimals; adj_close falls behind close at every distribution. market: {date: return}."""
    close = random_.uniform(15, 400)
    rows = []
    for day in days:
        opened = close * math.exp(random_.gauss(0, wild / 3))
        close = max(1.0, close * math.exp(drift + beta * market[day] + random_.gauss(0, wild)))
        high = max(opened, close) * math.exp(abs(random_.gauss(0, wild / 2)))
        low = min(opened, close) * math.exp(-abs(random_.gauss(0, wild / 2)))
        row = {"date": day, "open": round(opened, 4), "close": round(close, 4), "volume": float(random_.randint(1000, 10**7))}
        row["high"] = max(round(high, 4), row["open"], row["close"])
        row["low"] = min(round(low, 4), row["open"], row["close"])
        rows.append(row)
    factor = 1.0
    for i in reversed(range(len(rows))):
        rows[i]["adj_close"] = rows[i]["close"] * factor
        if dividends and i and random_.random() < 1 / 63:
            factor *= 1 - random_.uniform(0.001, 0.01)
    return rows


COLUMNS = ["date", "open", "high", "low", "close", "volume", "adj_close"]


def write_csv(folder, symbol, rows, adjusted=True):
    columns = COLUMNS if adjusted else COLUMNS[:-1]
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{symbol}.csv", "w", encoding="utf-8") as file:
        print(",".join(columns), file=file)
        for row in rows:
            print(",".join("" if row[c] is None else str(row[c]) for c in columns), file=file)


def write_parquet(folder, symbol, rows, shape=0):
    """As foreign programs would: date32, timestamps or text, doubles or whole volumes, four codecs."""
    import pyarrow
    import pyarrow.parquet

    dates = [datetime.date.fromisoformat(r["date"]) for r in rows]
    column = [pyarrow.array(dates, pyarrow.date32()),
              pyarrow.array([datetime.datetime.combine(d, datetime.time()) for d in dates], pyarrow.timestamp("ns")),
              pyarrow.array([r["date"] for r in rows], pyarrow.string()),
              pyarrow.array([datetime.datetime.combine(d, datetime.time()) for d in dates], pyarrow.timestamp("us"))][shape % 4]
    data = {"date": column}
    for name in COLUMNS[1:]:
        values = [r[name] for r in rows]
        if name == "volume" and shape % 3 == 1 and all(v is not None and math.isfinite(v) for v in values):
            data[name] = pyarrow.array([int(v) for v in values], pyarrow.int64())
        else:
            data[name] = pyarrow.array(values, pyarrow.float64())
    folder.mkdir(parents=True, exist_ok=True)
    codec = ["snappy", "zstd", "gzip", "none"][(shape // 4) % 4]
    pyarrow.parquet.write_table(pyarrow.table(data), folder / f"{symbol}.parquet", compression=codec)
