"""What a webhook can do to a run: nothing. The same session is traded beside a good webhook and beside every bad one;
result, exit code, orders, positions and the ledger's last hash are the same each time, and each alert is where it
belongs. Then: alerts over real TLS, a crash that leaves its alert, the dead-man's pings.

    alerts_check.py PROGRAM SHARED
"""
import http.server
import json
import os
import pathlib
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

from bot_program import Bot

SETTINGS = ["embedded.pace=step", "universe=[SPY,TLT,GLD]", "market_data.start=2019-01-01"]
CLOCK = "2020-03-16 15:55:00"
SLOW = 20  # seconds, longer than any delivery by hand


class Webhook:
    """Answers each POST by `answer(handler, body)`, plain or with TLS."""

    def __init__(self, answer, certificate=None):
        hook = self
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                hook.requests.append((self.path, body))
                answer(self, body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.server.handle_error = lambda *_: None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}/api/webhooks/1/token"


def answering(status, body=b"", headers=()):
    def answer(handler, _):
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
    return answer


good = answering(200, b'{"id": "1"}', [("Content-Type", "application/json")])


def hanging(handler, _):
    time.sleep(SLOW)


def dripping(handler, _):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(SLOW * 10):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass


def huge(handler, _):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(1000):
            handler.wfile.write(b"x" * 65536)
    except OSError:
        pass


def resetting(handler, _):
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificate_of(folder, name):
    key, crt = folder / f"{name}.key", folder / f"{name}.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", crt,
                    "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return str(crt), str(key)


def outbox(folder, state):
    place = folder / "data/state/DU0000001/outbox" / state
    return sorted(file.name for file in place.iterdir()) if place.exists() else []


class Case:
    def __init__(self, program, scratch, name, url, left, environment=()):
        self.name, self.left = name, left
        self.folder = scratch / name
        self.folder.mkdir()
        self.bot = Bot(program, self.folder, url, SETTINGS)
        self.bot.environment.update(environment)
        self.thread = threading.Thread(target=self.go)
        self.thread.start()

    def go(self):
        began = time.monotonic()
        done = subprocess.run(self.bot.command("--json", "trade", "--paper", "--clock", CLOCK), cwd=self.folder, env=self.bot.environment,
                              capture_output=True, text=True, timeout=120)
        self.took = time.monotonic() - began
        self.code, self.result, self.errors = done.returncode, done.stdout, done.stderr
        self.audit = self.bot.run("audit", "verify")

    def wrong(self, model):
        self.thread.join()
        found = []
        if (self.code, self.result) != (model.code, model.result):
            found.append(f"exit {self.code}, result differs:\n{self.result[:600]}\n{model.result[:600]}")
        if self.audit != model.audit:
            found.append(f"the ledger differs: {self.audit} {model.audit}")
        places = {state: len(outbox(self.folder, state)) for state in ("pending", "sent", "dead")}
        if places != self.left:
            found.append(f"outbox {places}, expected {self.left}; {self.errors[-600:]}")
        if "token" in self.errors:
            found.append(f"the webhook's address is on stderr: {self.errors}")
        if self.took > 25:
            found.append(f"took {self.took:.1f} s")
        return found


def failing_webhooks(program, scratch):
    waits, sent, dead = ({"pending": 1, "sent": 0, "dead": 0}, {"pending": 0, "sent": 1, "dead": 0}, {"pending": 0, "sent": 0, "dead": 1})
    ours, theirs = certificate_of(scratch, "ours"), certificate_of(scratch, "theirs")
    trusted = {"SSL_CERT_FILE": ours[0]}
    moved = Webhook(good)
    cases = [Case(program, scratch, name, url, left, environment) for name, url, left, environment in [
        ("good", Webhook(good).url, sent, {}),
        ("refused", f"http://127.0.0.1:{closed_port()}/api/webhooks/1/token", waits, {}),
        ("hangs", Webhook(hanging).url, waits, {}),
        ("400", Webhook(answering(400, b'{"message": "Cannot send an empty message"}')).url, dead, {}),
        ("401", Webhook(answering(401, b'{"message": "401: Unauthorized"}')).url, waits, {}),
        ("404", Webhook(answering(404, b'{"message": "Unknown Webhook"}')).url, waits, {}),
        ("429-long", Webhook(answering(429, b'{"retry_after": 3600}', [("Retry-After", "3600")])).url, waits, {}),
        ("500", Webhook(answering(500)).url, waits, {}),
        ("redirect", Webhook(answering(302, b"", [("Location", moved.url)])).url, waits, {}),
        ("tls-self-signed", Webhook(good, ours).url, waits, {}),
        ("tls-other-authority", Webhook(good, theirs).url, waits, trusted),
        ("tls-trusted", Webhook(good, ours).url, sent, trusted),
        ("slow-body", Webhook(dripping).url, waits, {}),
        ("huge-body", Webhook(huge).url, waits, {}),
        ("reset", Webhook(resetting).url, waits, {}),
    ]]
    cases[0].thread.join()
    wrong = [f"{case.name}: {text}" for case in cases for text in case.wrong(cases[0])]
    if cases[0].code != 0 or json.loads(cases[0].result)["outcome"] != "done":
        wrong.append(f"the good run: {cases[0].result[:500]} {cases[0].errors}")
    if moved.requests:
        wrong.append("a redirect was followed")
    return len(cases), wrong


def pings(program, scratch):
    """By hand with the address: heard at once, in order. Scheduled without: they wait for the notifier."""
    wrong = []
    switch = Webhook(answering(200, b"OK"))
    folder = scratch / "pings"
    folder.mkdir()
    bot = Bot(program, folder, Webhook(good).url, SETTINGS)
    bot.environment["DEAD_MAN_URL"] = switch.url
    bot.run("trade", "--paper", "--clock", CLOCK)
    heard = [path.rsplit("/", 1)[-1] for path, _ in switch.requests]
    if heard != ["start", "token"]:
        wrong.append(f"by hand: {heard}")
    memory = json.loads((folder / "data/state/DU0000001/outbox/delivery/dead-man.json").read_text())
    if memory["answered"] is None or memory["signal"] != "success" or memory["problem"]:
        wrong.append(f"remembered: {memory}")
    switch.requests.clear()
    quiet = Bot(program, folder, None, SETTINGS)
    done = subprocess.run(quiet.command("trade", "--paper", "--scheduled", "--clock", "2020-03-17 15:55:00"), cwd=folder, env=quiet.environment,
                          capture_output=True, text=True, timeout=60)
    if done.returncode != 0 or "wait" in done.stderr:
        wrong.append(f"scheduled: exit {done.returncode}, {done.stderr}")
    kept = [name.split("-")[-1] for name in outbox(folder, "pending") if "-ping-" in name]
    if kept != ["start.json", "success.json"]:
        wrong.append(f"scheduled: {kept}")
    told = bot.run("alert", "deliver")
    heard = [path.rsplit("/", 1)[-1] for path, _ in switch.requests]
    if heard != ["start", "token"] or told["pinged"] != 2 or told["sent"] != 1 or outbox(folder, "pending"):
        wrong.append(f"notifier: {heard} {told}")
    return 2, wrong


def crash(program, scratch):
    """A run that dies of a signal: exit 70, and the next delivery brings the alert with its stack."""
    folder = scratch / "crash"
    folder.mkdir()
    hook = Webhook(good)
    bot = Bot(program, folder, hook.url, ["gateway.kind=tws", "accounts.paper=DU0000001", "gateway.port=%d" % silent_port(), "gateway.connect_timeout_s=30"])
    run = subprocess.Popen(bot.command("preflight"), cwd=folder, env=bot.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    pending = folder / "data/state/DU0000001/outbox/pending"
    for _ in range(200):
        if pending.exists():
            break
        time.sleep(0.02)
    time.sleep(0.2)
    run.send_signal(signal.SIGSEGV)
    _, errors = run.communicate(timeout=20)
    wrong = []
    if run.returncode != 70 or b"a defect in bot" not in errors:
        wrong.append(f"exit {run.returncode}: {errors[-500:]}")
    told = bot.run("alert", "deliver")
    texts = [body.decode() for _, body in hook.requests]
    if told["crashes"] != 1 or len(texts) != 1 or "crashed" not in texts[0] or "SIGSEGV" not in texts[0] or "Stack" not in texts[0]:
        wrong.append(f"{told} {texts} {outbox(folder, 'pending')}")
    if outbox(folder, "crashes") == []:
        wrong.append("the record is not kept")
    return 1, wrong


def unattended_days(program, scratch):
    """Four sessions as the timers call them, one of them slept through: what is told, once, and what the summary adds up to."""
    folder = scratch / "days"
    folder.mkdir()
    bot = Bot(program, folder, None, SETTINGS)
    wrong, equity = [], {}

    def call(words, clock):
        done = subprocess.run(bot.command("--json", *words.split(), "--scheduled", "--clock", clock), cwd=folder, env=bot.environment,
                              capture_output=True, text=True, timeout=60)
        return done.returncode, json.loads(done.stdout) if done.stdout else None

    def expect(words, clock, code, silent=False):
        got, document = call(words, clock)
        if got != code or (document is None) != silent:
            wrong.append(f"{words} at {clock}: exit {got}, {document}")
        return document or {}

    for day in ("2020-03-12", "2020-03-13", "2020-03-17"):  # the machine is off on the 16th
        expect("preflight", f"{day} 09:45:00", 0)
        expect("preflight", f"{day} 12:35:00", 0, silent=True)
        expect("preflight", f"{day} 15:35:00", 0)
        run = expect("trade --paper", f"{day} 15:55:00", 0)
        equity[day] = run.get("equity")
        watched = expect("watchdog", f"{day} 16:20:00", 7 if day == "2020-03-17" else 0)
        expect("watchdog", f"{day} 16:25:00", 0, silent=True)
        if watched.get("agrees") is not True:
            wrong.append(f"{day}: {watched}")
        daily = expect("report daily --send", f"{day} 16:35:00", 0)
        expect("report daily --send", f"{day} 16:36:00", 0, silent=True)
    verdicts = [(line["session"], line["verdict"]) for line in watched["sessions"]]
    if verdicts != [("2020-03-16", "missed"), ("2020-03-17", "ran")]:
        wrong.append(f"verdicts {verdicts}")
    expect("preflight", "2020-03-15 18:00:00", 3)  # a gateway does not go back in time, and that is an alert
    day_return = daily["returns"]["day"]
    if abs(day_return["return"] - (equity["2020-03-17"] / equity["2020-03-13"] - 1)) > 1e-12 or day_return["since"] != "2020-03-13" or day_return["spy"] is None:
        wrong.append(f"returns {day_return} {equity}")
    shadow = daily["shadow"]
    if not shadow or not shadow["explanation"] or any(line["final_close"] is None or line["provisional_close"] is None for line in shadow["symbols"]):
        wrong.append(f"shadow {shadow} {daily['no_shadow']}")
    kinds = [json.loads((folder / "data/state/DU0000001/outbox/pending" / name).read_text()).get("alert", {}).get("kind") for name in outbox(folder, "pending")]
    counted = {kind: kinds.count(kind) for kind in set(kinds) if kind}
    if counted != {"start_up": 1, "success": 3, "daily_summary": 3, "missed_run": 1, "failure": 1}:
        wrong.append(f"alerts {counted}")
    return 1, wrong


silent = []


def silent_port():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    silent.append(listener)
    return listener.getsockname()[1]


def main():
    program = sys.argv[1]
    total, wrong = 0, []
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        for part in (failing_webhooks, pings, crash, unattended_days):
            count, found = part(program, scratch)
            total += count
            wrong += [f"{part.__name__}: {text}" for text in found]
    for text in wrong:
        print("✖", text)
    print(f"{total} cases, {len(wrong)} wrong")
    return 1 if wrong else 0


sys.exit(main())
