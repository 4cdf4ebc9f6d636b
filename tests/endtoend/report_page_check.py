"""The pages of a back-test and a walk-forward in a real browser, at a phone's and a desk's width, light and dark: nothing
is fetched, the console stays silent, the charts are drawn and the texts are there. Then the tables beside them, read as
docs/research.md says.

    report_page_check.py PROGRAM SHARED
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from bot_program import Bot
from named_checks import run_checks

ROOT = pathlib.Path(__file__).resolve().parents[2]
BROWSERS = ("chromium-headless-shell", "chromium")
GRID = ("walkforward.grid={ema_fast: [10, 20], ema_slow: [40, 80], top_n: [1, 2]}",)


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Study:
    """A cache of real prices, a back-test and a walk-forward on it."""

    def __init__(self, program, shared, folder):
        self.folder = pathlib.Path(folder)
        self.bot = Bot(program, folder, settings=("embedded.pace=step",))
        self.at("fetch", "--source", "csv", "--from", str(pathlib.Path(shared) / "data" / "daily"))
        self.backtest = self.at("backtest")
        self.walkforward = self.at("--set", GRID[0], "walkforward")

    def at(self, *arguments, expect=0):
        return self.bot.run("--clock", "2021-12-31 18:00:00", *arguments, expect=expect)


def pages_of(study, path, texts, charts):
    from playwright.sync_api import sync_playwright

    browser_path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser_path is None:
        print("  skipped: no Chromium; tools/setup test installs one")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for width in (390, 1280):
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True, has_touch=width < 500)
                page, said, asked = context.new_page(), [], []
                page.on("console", lambda message: said.append(message.text))
                page.on("pageerror", lambda error: said.append(str(error)))
                page.on("request", lambda request: asked.append(request.url))
                page.goto((study.folder / path).as_uri())
                page.wait_for_selector("canvas")
                where = f"{path} at {width} {scheme}"
                expect(not said, f"{where}: {said}")
                expect(len(asked) == 1, f"{where} fetches {asked[1:]}")
                body = page.inner_text("body")
                for text in texts:
                    expect(text in body, f"{where} lacks '{text}'")
                drawn = page.locator("canvas").count()
                expect(drawn == charts, f"{where}: {drawn} charts, expected {charts}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                expect(wide <= width, f"{where}: the page is {wide} wide")
                if width < 500:
                    # Twelve months are for turning the phone; what else is a table fits.
                    cut = page.evaluate("""[...document.querySelectorAll(".scroll")].filter((place) =>
                        !place.querySelector(".months") && place.scrollWidth > place.clientWidth).map((place) => place.innerText.slice(0, 60))""")
                    expect(cut == [], f"{where}: cut off at the edge: {cut}")
                # Hovering, or a finger, shows the values of that day; a finger's stay.
                over = page.locator(".u-over").first
                over.scroll_into_view_if_needed()
                over.tap(position={"x": 100, "y": 50}) if width < 500 else over.hover(position={"x": 100, "y": 50})
                page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                legend = page.locator(".u-legend").first.inner_text()
                expect(re.search(r"20\d\d-\d\d-\d\d", legend) and "$" in legend, f"{where}: the legend says {legend!r}")
                ink = page.evaluate("getComputedStyle(document.body).backgroundColor")
                expect((ink == "rgb(255, 255, 255)") == (scheme == "light"), f"{where}: paper {ink}")
                if folder := os.environ.get("BOT_SCREENSHOTS"):
                    page.screenshot(path=f"{folder}/{pathlib.Path(path).stem}-{width}-{scheme}.png", full_page=True)
                context.close()
        browser.close()


def check_the_page_of_a_backtest(study):
    metrics = study.backtest["metrics"]
    texts = ["Back-test", "Key figures", "Equity", "Drawdown", "Rolling Sharpe ratio", "Weights over time", "Monthly returns",
             "Worst drawdowns", "Costs", "SPY", "60/40", "As this account", f"{metrics['cagr'] * 100:.1f} %".replace("-", "−")]
    pages_of(study, study.backtest["report"], texts, 4)


def check_the_page_of_a_walkforward(study):
    sentence = study.walkforward["dossier"]["sentence"]
    pages_of(study, study.walkforward["report"], ["How much of it is luck?", sentence, "Walk-forward", "ema_fast", "top_n"], 8)


def check_the_pictures_are_pictures(study):
    for name in ("equity.png", "drawdown.png", "heatmap.png"):
        data = (study.folder / "reports" / name).read_bytes()
        expect(data.startswith(b"\x89PNG") and len(data) > 10_000, f"{name}: {len(data)} bytes")
        if folder := os.environ.get("BOT_SCREENSHOTS"):
            shutil.copy(study.folder / "reports" / name, folder)


def check_the_document_is_kept(study):
    kept = json.loads((study.folder / "reports" / "metrics.json").read_text())
    expect(kept["metrics"] == study.backtest["metrics"], "metrics.json differs from --json")
    lines = (study.folder / "reports" / "logs" / "backtest.jsonl").read_text().splitlines()
    expect(all(json.loads(line)["event"] for line in lines) and len(lines) == study.backtest["metrics"]["trades"] + 2, f"{len(lines)} lines")


def check_every_line_of_the_page_on_reading(study):
    text = (ROOT / "docs" / "research.md").read_text(encoding="utf-8")
    for kind, block in re.findall(r"```(python|sh)\n(.*?)```", text, re.S):
        if kind == "python":
            subprocess.run([sys.executable, "-c", block], cwd=study.folder, check=True, stdout=subprocess.DEVNULL)


def check_a_file_of_weights_is_tested_like_the_strategy(study):
    import pandas

    closes = sorted(pandas.read_parquet(study.folder / "data/parquet/SPY.parquet")["date"].astype(str))
    rows = [f"{day},SPY,0.6\n{day},IEF,0.4" for day in closes]
    (study.folder / "w.csv").write_text("date,symbol,weight\n" + "\n".join(rows) + "\n", encoding="utf-8")
    by_file = study.at("backtest", "--weights", "w.csv")
    fixed = study.at("--set", "strategy.kind=fixed", "--set", "fixed_weights={SPY: 0.6, IEF: 0.4}", "backtest")
    expect(by_file["metrics"]["final_equity"] == fixed["metrics"]["final_equity"], f"{by_file['metrics']} {fixed['metrics']}")
    expect(by_file["account_metrics"] == fixed["account_metrics"], "this account lives by a cap that a file does not have")
    expect(by_file["refused_rows"] == [] and by_file["first_row"] == closes[0], by_file["refused_rows"])
    (study.folder / "late.csv").write_text("date,symbol,weight\n" + "\n".join(rows[-200:]) + "\n", encoding="utf-8")
    late = study.at("backtest", "--weights", "late.csv")
    expect(late["first_row"] == closes[-200] and late["start"] < closes[-200], f"{late['first_row']} {late['start']}")
    (study.folder / "w.csv").write_text("date,symbol,weight\n2016-01-04,SPY,1.5\n", encoding="utf-8")
    error = study.at("backtest", "--weights", "w.csv", expect=4)["error"]
    expect("sum above 1" in error["message"], error)


def check_live_trading_may_want_a_verdict(study):
    live = ("--set", "embedded.account=U0000001", "--set", "execution.live=true", "--set", "research.require_verdict=true")

    def refused(*more):
        return study.at(*live, *more, "arm", expect=6)["error"]["message"]

    verdict = study.walkforward["dossier"]["verdict"]
    kept = study.folder / "reports" / "dossier.json"
    dossier = json.loads(kept.read_text())
    expect(dossier["verdict"] == verdict, dossier)
    expect("another strategy" in refused(), "the grid of the kept dossier was another")
    expect(dossier["whole_record"] and not dossier["simulated"], dossier)
    defaults = {"ema_fast": 20, "ema_slow": 50, "top_n": 2, "corr_cap": 0.7}
    passing = {**dossier, "verdict": "holds_up", "settings": {key: defaults[key] for key in dossier["settings"]}}
    for change, words in (({"verdict": "could_be_luck"}, "the verdict is: "), ({}, "by a person at a terminal"),
                          ({"simulated": True}, "rests on simulated bars"), ({"whole_record": False}, "a part of the record"),
                          ({"settings": {**passing["settings"], "top_n": 1}}, "top_n 1, not 2")):
        kept.write_text(json.dumps({**passing, **change}))
        expect(words in refused("--set", GRID[0]), f"{change}: {refused('--set', GRID[0])}")
    kept.write_text("[1, 2")
    expect("cannot be read" in refused(), "a broken dossier")
    kept.unlink()
    expect("there is no dossier" in refused(), "no dossier")


CHECKS = [check_the_page_of_a_backtest, check_the_page_of_a_walkforward, check_the_pictures_are_pictures,
          check_the_document_is_kept, check_every_line_of_the_page_on_reading, check_live_trading_may_want_a_verdict,
          check_a_file_of_weights_is_tested_like_the_strategy]

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(1 if run_checks(CHECKS, Study(sys.argv[1], sys.argv[2], scratch), sys.argv[3] if len(sys.argv) > 3 else "") else 0)
