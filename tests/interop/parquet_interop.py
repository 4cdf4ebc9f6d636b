#!/usr/bin/env python3
"""The cache's files seen from outside: what others write we read, what we write others read.

  parquet_interop.py write FOLDER   files of the same ten bars in the ways of pyarrow, pandas, polars and DuckDB
  parquet_interop.py read FILE      reads a file of ours with each of them; exit code 1 where one disagrees

The bars: date 2020-01-02 + i days, open 100+i, high 110+i, low 90+i, close 105+i, volume 1000*(i+1), adj_close
52.5 + i/2, absent in the fourth row (index 3).
"""
import datetime
import importlib.util
import pathlib
import sys
import zoneinfo

import pyarrow as pa
import pyarrow.parquet as pq

COUNT = 10
DATES = [datetime.date(2020, 1, 2) + datetime.timedelta(days=i) for i in range(COUNT)]
OPEN = [100.0 + i for i in range(COUNT)]
HIGH = [110.0 + i for i in range(COUNT)]
LOW = [90.0 + i for i in range(COUNT)]
CLOSE = [105.0 + i for i in range(COUNT)]
VOLUME = [1000.0 * (i + 1) for i in range(COUNT)]
ADJ_CLOSE = [None if i == 3 else 52.5 + i / 2 for i in range(COUNT)]


def has(module):
    return importlib.util.find_spec(module) is not None


def table(date_type=pa.date32(), number=pa.float64(), volume=pa.float64(), adjusted=True):
    dates = pa.array([d.isoformat() for d in DATES]) if date_type == "text" else pa.array(DATES, pa.date32())
    if date_type not in ("text", pa.date32()):
        dates = dates.cast(pa.timestamp("s")).cast(date_type) if pa.types.is_timestamp(date_type) else dates.cast(date_type)
    columns = {"date": dates}
    for name, values in (("open", OPEN), ("high", HIGH), ("low", LOW), ("close", CLOSE)):
        columns[name] = pa.array(values, pa.float64()).cast(number)
    columns["volume"] = pa.array(VOLUME, pa.float64()).cast(volume)
    if adjusted:
        columns["adj_close"] = pa.array(ADJ_CLOSE, pa.float64())
    return pa.table(columns)


def write(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)

    def put(name, data, **options):
        pq.write_table(data, folder / f"{name}.parquet", **options)

    for codec in ("NONE", "SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD"):
        put(f"CODEC-{codec}", table(), compression=codec)
    for unit in ("ms", "us", "ns"):
        put(f"TIME-{unit.upper()}", table(pa.timestamp(unit)))
    put("TIME-ZONE", table(pa.timestamp("us", tz="UTC")))
    # Midnight where the prices come from: in Berlin and Sydney that is the evening before in UTC, in New York the same day.
    for zone in ("Europe/Berlin", "Australia/Sydney", "America/New_York"):
        midnights = [datetime.datetime.combine(d, datetime.time(), zoneinfo.ZoneInfo(zone)) for d in DATES]
        local = pa.array(midnights, pa.timestamp("ms", tz=zone))
        put(f"TIME-LOCAL-{zone.rpartition('/')[2].upper()}", table().set_column(0, "date", local))
    put("TIME-INT96", table(pa.timestamp("ns")), use_deprecated_int96_timestamps=True)
    put("DATE64", table(pa.date64()))
    put("DATE-TEXT", table("text"))
    put("DATE-LARGE", table("text").set_column(0, "date", table("text")["date"].cast(pa.large_string())))
    put("DATE-DICT", table("text").set_column(0, "date", table("text")["date"].dictionary_encode()))
    put("INT64", table(number=pa.int64(), volume=pa.int64()))
    put("INT32", table(number=pa.int32(), volume=pa.uint32()))
    put("SMALL", table(number=pa.int16(), volume=pa.uint64()))
    put("FLOAT32", table(number=pa.float32(), volume=pa.float32()))
    put("DECIMAL", table(number=pa.decimal128(12, 4), volume=pa.decimal128(30, 2)))
    put("GROUPS", table(), row_group_size=3, data_page_size=16)
    put("VERSION1", table(), version="1.0", data_page_version="2.0", use_dictionary=False)
    put("SPLIT", table(), use_dictionary=False, use_byte_stream_split=["open", "close"])
    put("CHECKED", table(), write_page_checksum=True)
    shuffled = table().select(["adj_close", "volume", "close", "low", "high", "open", "date"])
    put("COLUMNS", shuffled.append_column("extra", pa.array([[1, 2]] * COUNT)))
    put("NOADJ", table(adjusted=False))
    put("NULLADJ", table(adjusted=False).append_column("adj_close", pa.nulls(COUNT)))
    # Refused, each with a word of its own.
    put("BAD-MISSING", table().drop_columns(["close"]))
    put("BAD-TEXT", table().set_column(4, "close", pa.array(["x"] * COUNT)))
    put("BAD-BOOL", table().set_column(4, "close", pa.array([True] * COUNT)))
    put("BAD-LIST", table().set_column(4, "close", pa.array([[1.0]] * COUNT)))
    put("BAD-DATE", table().set_column(0, "date", pa.array(list(range(COUNT)))))
    put("BAD-NULLDATE", table().set_column(0, "date", pa.array([None] + DATES[1:], pa.date32())))
    put("BAD-WORDS", table().set_column(0, "date", pa.array(["yesterday"] * COUNT)))
    if has("pandas"):
        import pandas

        frame = table().to_pandas()
        frame["date"] = pandas.to_datetime(frame["date"])
        frame.to_parquet(folder / "PANDAS.parquet")
        frame.set_index("date").to_parquet(folder / "PANDAS-INDEX.parquet")
    if has("polars"):
        import polars

        polars.from_arrow(table()).write_parquet(folder / "POLARS.parquet")
    if has("duckdb"):
        import duckdb

        connection = duckdb.connect()
        connection.register("bars", table())
        connection.execute(f"copy bars to '{folder}/DUCKDB.parquet' (format parquet)")
        connection.execute(
            "copy (select date::timestamp as date, open::decimal(9,2) as open, high::bigint as high, low::float as low,"
            f" close, volume::hugeint::decimal(38,3) as volume, adj_close from bars) to '{folder}/DUCKDB-TYPES.parquet'"
            " (format parquet, codec zstd)")


def read(path):
    wanted = table()
    failures = []

    def compare(who, got):
        got = got.select(wanted.column_names)
        for name in wanted.column_names:
            if got[name].cast(wanted.schema.field(name).type).to_pylist() != wanted[name].to_pylist():
                failures.append(f"{who}: column {name} differs")

    ours = pq.read_table(path)
    if ours.schema.field("date").type != pa.date32():
        failures.append(f"pyarrow: date is {ours.schema.field('date').type}")
    for name in ("open", "high", "low", "close", "volume", "adj_close"):
        if ours.schema.field(name).type != pa.float64():
            failures.append(f"pyarrow: {name} is {ours.schema.field(name).type}")
    metadata = pq.read_metadata(path).metadata
    for key, value in ((b"source", b"test"), (b"request", b"daily bars from 2020-01-01 to 2020-01-10"), (b"fetched", b"2020-01-12T00:00:00Z")):
        if metadata.get(key) != value:
            failures.append(f"pyarrow: metadata {key} is {metadata.get(key)}")
    compare("pyarrow", ours)
    if has("pandas"):
        import pandas

        compare("pandas", pa.Table.from_pandas(pandas.read_parquet(path), preserve_index=False))
    if has("polars"):
        import polars

        compare("polars", polars.read_parquet(path).to_arrow())
    if has("duckdb"):
        import duckdb

        result = duckdb.connect().execute(f"select * from read_parquet('{path}') order by date").fetchall()
        rows = [tuple(row) for row in zip(*(wanted[name].to_pylist() for name in wanted.column_names))]
        if result != rows:
            failures.append("duckdb: rows differ")
    print("\n".join(failures) if failures else "all agree")
    return 1 if failures else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"] and len(sys.argv) == 3:
        write(sys.argv[2])
    elif sys.argv[1:2] == ["read"] and len(sys.argv) == 3:
        sys.exit(read(sys.argv[2]))
    else:
        sys.exit(__doc__)
