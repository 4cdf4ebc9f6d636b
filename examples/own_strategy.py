#!/usr/bin/env python3
"""Target weights of one's own, for strategy.kind file: own_strategy.py CACHE WEIGHTS.csv

The half of the universe that rose most over three months, in equal parts, less what the last week was too wild for.
"""
import os
import pathlib
import sys

import pandas as pd

cache, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
bars = {file.stem: pd.read_parquet(file).set_index("date") for file in sorted(cache.glob("*.parquet"))}
prices = pd.DataFrame({symbol: frame["adj_close"].fillna(frame["close"]) for symbol, frame in bars.items()}).sort_index()

momentum = prices.pct_change(63, fill_method=None)
calm = prices.pct_change(fill_method=None).rolling(5).std() < 0.03
chosen = (momentum.rank(axis=1, pct=True) > 0.5) & (momentum > 0) & calm
weights = chosen.astype(float).div(chosen.sum(axis=1).clip(lower=1), axis=0)  # a row of zeros is all cash

new = target.with_suffix(".new")
weights.round(6).to_csv(new, index_label="date")
os.replace(new, target)  # a reader sees the old file or the whole new one
