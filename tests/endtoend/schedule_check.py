"""The installed units as systemd itself reads them: verify, security, calendar; and a table of instants over ten years of
daylight saving, holidays and early closes: whichever timer or cron line fires, exactly one start a session is the run's.

    with_python schedule_check.py PROGRAM
"""
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zoneinfo

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
UTC = datetime.timezone.utc
FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2035, 12, 31)


def bot(folder, *arguments, expect=0):
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    done = subprocess.run([PROGRAM, "--json", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    if done.returncode != expect:
        raise AssertionError(f"bot {arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout)


def installed(folder, *arguments):
    stage = folder / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    document = bot(folder, "schedule", "install", "--paper", "--prefix", str(stage), *arguments)
    assert document["schema"] == "bot.schedule/1" and document["mode"] == "paper", document
    # Every path that is named is where the file really is.
    for line in document["done"] + document["kept"]:
        assert not line.startswith("/") or pathlib.Path(re.split(r" (?:with|as it was|\()", line)[0]).exists(), line
        assert not line.startswith("/") or line.startswith(str(stage)), line
    webhook = [line for line in document["warnings"] if "no webhook is set" in line]
    assert all(f"into {stage}/" in line for line in webhook), webhook
    assert bot(folder, "schedule", "status", "--prefix", str(stage), *arguments)["installed"]
    return stage


def files_are_as_private_as_promised(stage):
    for path, mode in {"etc/portfolio-rebalance/credentials/DISCORD_WEBHOOK_URL": 0o600, "etc/portfolio-rebalance/credentials/DEAD_MAN_URL": 0o600,
                       "etc/portfolio-rebalance/config.local.yaml": 0o640, "opt/portfolio-rebalance/bin/bot": 0o755}.items():
        found = (stage / path).stat().st_mode & 0o777
        assert found == mode, f"{path}: {found:o}"
    installed_program = stage / "opt/portfolio-rebalance/bin/bot"
    said = subprocess.run(["ldd", installed_program], capture_output=True, text=True).stdout
    outside = [line.split()[2] for line in said.splitlines() if "=> /" in line and not re.match(r"/(usr/)?lib", line.split()[2])]
    assert all(path.startswith(str(stage)) for path in outside), outside
    assert subprocess.run([installed_program, "--version"], capture_output=True).returncode == 0


def systemd_understands(stage, units):
    """Without the machine's own units in the way; only what is said about ours counts."""
    files = sorted(units.glob("portfolio-rebalance*"))
    for path in files:  # verify wants the program where the unit says it is
        path.write_text(path.read_text().replace("/opt/portfolio-rebalance", f"{stage}/opt/portfolio-rebalance"))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, files)], capture_output=True, text=True)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "portfolio-rebalance" in line]
    assert not ours and done.returncode == 0, "\n".join([str(done.returncode), done.stdout, done.stderr])
    for service in units.glob("*.service"):
        done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=15", "--no-pager", str(service)], capture_output=True, text=True)
        last = done.stdout.strip().splitlines()[-1]
        trading = service.name == "portfolio-rebalance.service"
        print(f"  {service.name}: {last.split(':', 1)[1].strip()}")
        # The notifier must reach the internet; everything else reaches nothing but the gateway.
        limit = 15 if trading or "notifier" not in service.name else 25
        exposure = float(re.search(r": ([\d.]+) ", last).group(1))
        assert exposure * 10 <= limit, last


def timer_instants(expression, first, last):
    """As systemd computes them: every instant of the expression between two days, in UTC."""
    years = last.year - first.year + 1
    done = subprocess.run(["systemd-analyze", "calendar", f"--iterations={years * 262}", f"--base-time={first} 00:00:00 UTC", expression],
                          capture_output=True, text=True, env={"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C"})
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    found = [datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
             for text in re.findall(r"(?:Next elapse|Iter\. #\d+|Iteration #\d+): \w+ (\S+ \S+) UTC", done.stdout)]
    return [at for at in found if at.date() <= last]


def in_slot(at, sessions):
    """What --scheduled decides (schedule/schedule): from 60 s before the scheduled instant to 90 s before the close."""
    session = sessions.get(at.astimezone(NEW_YORK).date())
    if session is None:
        return False
    opens, closes = session
    early = closes.astimezone(NEW_YORK).hour < 16
    local = closes.astimezone(NEW_YORK)
    scheduled = closes - datetime.timedelta(minutes=5) if early else local.replace(hour=15, minute=55).astimezone(UTC)
    return scheduled - datetime.timedelta(seconds=60) <= at <= closes - datetime.timedelta(seconds=90)


def each_session_is_met_once(instants, sessions, what):
    starts = {}
    for at in instants:
        if in_slot(at, sessions):
            starts.setdefault(at.astimezone(NEW_YORK).date(), []).append(at)
    missed = sorted(set(sessions) - set(starts))
    twice = {day: found for day, found in starts.items() if len(found) != 1}
    assert not missed and not twice, f"{what}: missed {missed[:5]}, twice {list(twice.items())[:3]}"
    for day, (at,) in starts.items():
        local = at.astimezone(NEW_YORK)
        closes = sessions[day][1].astimezone(NEW_YORK)
        assert (local.hour, local.minute) == ((12, 55) if closes.hour == 13 else (15, 55)), (day, local)
    print(f"  {what}: {len(instants)} starts, {len(starts)} of them in their slot, one a session")


def sessions_of(folder):
    document = bot(folder, "calendar", "--from", str(FIRST), "--to", str(LAST))
    parse = lambda text: datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return {datetime.date.fromisoformat(session["date"]): (parse(session["open_utc"]), parse(session["close_utc"])) for session in document["sessions"]}


def cron_instants(minute, hours):
    """MINUTE HOURS * * 1-5, in UTC."""
    day, found = FIRST, []
    while day <= LAST:
        if day.weekday() < 5:
            found += [datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) for hour in hours]
        day += datetime.timedelta(days=1)
    return found


def the_documented_cron_lines_are_these():
    text = (pathlib.Path(__file__).resolve().parents[2] / "docs/scheduling.md").read_text()
    lines = re.findall(r"^(\d+) ([\d,]+) \* \* 1-5 .*trade --paper --scheduled", text, re.M)
    assert lines == [("55", "16,17"), ("55", "19,20")], lines


def the_program_decides(folder):
    """The real program at instants around both changes of the clock, an early close and a holiday."""
    table = [("2026-03-06 15:55:00", "slot"), ("2026-03-06 12:55:00", "not_my_slot"), ("2026-03-06 14:55:00", "not_my_slot"),
             ("2026-03-09 15:55:00", "slot"), ("2026-03-09 16:55:00", "not_my_slot"), ("2026-10-30 15:55:00", "slot"),
             ("2026-11-02 15:55:00", "slot"), ("2026-11-02 14:55:00", "not_my_slot"), ("2026-11-27 12:55:00", "slot"),
             ("2026-11-27 15:55:00", "not_my_slot"), ("2026-11-26 15:55:00", "market_closed"), ("2026-11-28 15:55:00", "market_closed")]
    for at, expected in table:
        with tempfile.TemporaryDirectory() as here:
            document = bot(here, "--clock", at, "--set", "embedded.pace=step", "--set", "market_data.start=2025-06-01", "--set", "universe=[SPY, TLT]",
                           "--set", "validation.min_bars=100", "trade", "--paper", "--scheduled")
            outcome = document["outcome"]
            assert (outcome not in ("not_my_slot", "market_closed", "failed", "refused")) if expected == "slot" else outcome == expected, (at, outcome)
            pending = list(pathlib.Path(here).glob("data/state/*/outbox/*/*"))
            assert expected == "slot" or not [path for path in pending if "ping" not in path.name], (at, pending)
    print(f"  trade --scheduled at {len(table)} instants")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        stage = installed(folder)
        files_are_as_private_as_promised(stage)
        # A second installation over the first, and uninstalling twice.
        bot(folder, "schedule", "install", "--paper", "--prefix", str(stage))
        the_program_decides(folder)
        sessions = sessions_of(folder)
        the_documented_cron_lines_are_these()
        each_session_is_met_once(cron_instants(55, (16, 17)) + cron_instants(55, (19, 20)), sessions, "two cron lines in UTC")
        if shutil.which("systemd-analyze") is None:
            print("  skipped: systemd-analyze is not installed")
        else:
            timer = (stage / "etc/systemd/system/portfolio-rebalance.timer").read_text()
            expressions = re.findall(r"^OnCalendar=(.*)$", timer, re.M)
            assert len(expressions) == 2, timer
            each_session_is_met_once([at for expression in expressions for at in timer_instants(expression, FIRST, LAST)], sessions, "the timer")
            systemd_understands(stage, stage / "etc/systemd/system")
        removed = bot(folder, "schedule", "uninstall", "--prefix", str(stage))
        assert removed["done"] and any("config.local.yaml" in line for line in removed["kept"]), removed
        assert not list(stage.glob("etc/systemd/system/portfolio-rebalance*")) and not (stage / "opt/portfolio-rebalance").exists()
        assert not bot(folder, "schedule", "uninstall", "--prefix", str(stage))["done"]
        # A user's own installation, in folders of the person.
        stage = installed(folder, "--user")
        units = stage / str(folder).lstrip("/") / ".config/systemd/user"
        assert (units / "portfolio-rebalance.timer").exists(), list(stage.rglob("*"))
        # A mistake in the configuration stops an installation, never the emergency stop.
        (folder / "config").mkdir()
        (folder / "config/config.local.yaml").write_text("univers: [SPY]\n")
        assert bot(folder, "schedule", "install", "--paper", "--prefix", str(folder / "other"), expect=3)["error"]["code"] == "config"
        bot(folder, "schedule", "uninstall", "--user", "--prefix", str(stage))
        bot(folder, "schedule", "install", "--prefix", str(stage), expect=2)  # neither --paper nor --live


if __name__ == "__main__":
    main()
    print("schedule: all checks passed")
