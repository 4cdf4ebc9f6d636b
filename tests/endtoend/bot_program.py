"""Running the real program in a folder of its own, with a webhook catcher beside it."""
import http.server
import json
import os
import pathlib
import subprocess
import threading


class Catcher:
    """A Discord webhook on loopback that keeps every message."""

    def __init__(self):
        caught = self.messages = []

        class Webhook(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                caught.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                answer = json.dumps({"id": str(len(caught))}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/webhooks/1/token"


class Bot:
    def __init__(self, program, folder, webhook=None, settings=()):
        self.program, self.folder = str(pathlib.Path(program).resolve()), str(folder)
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
        if webhook:
            self.environment["DISCORD_WEBHOOK_URL"] = webhook
        self.settings = [piece for setting in settings for piece in ("--set", setting)]

    def command(self, *arguments):
        return [self.program, "--log-level", "warning", *self.settings, *map(str, arguments)]

    def run(self, *arguments, expect=0, timeout=120):
        """Runs with --json; returns the document, or fails with all that was printed."""
        done = subprocess.run(self.command("--json", *arguments), cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, timeout=timeout)
        expected = expect if isinstance(expect, (tuple, list)) else (expect,)
        if done.returncode not in expected:
            raise AssertionError(f"bot {' '.join(map(str, arguments))}: exit {done.returncode}, expected {expected}\n"
                                 f"{done.stdout[:4000]}\n{done.stderr[-4000:]}")
        return json.loads(done.stdout)

    def read(self, *arguments, timeout=120):
        """Runs as a person would; returns what is printed."""
        return subprocess.run(self.command(*arguments), cwd=self.folder, env=self.environment, capture_output=True, text=True,
                              timeout=timeout, check=True).stdout


class Gateway:
    """`bot gateway` as a process of its own, ended cleanly at the end of the block."""

    def __init__(self, program, folder, settings, clock, pace, listen="127.0.0.1:0", arguments=()):
        pieces = [piece for setting in settings for piece in ("--set", setting)]
        self.process = subprocess.Popen([str(pathlib.Path(program).resolve()), "--log-level", "warning", *pieces, "gateway", "--listen", listen, "--clock", clock,
                                         "--pace", str(pace), "--state", "gateway-state", *arguments], cwd=folder, env={"PATH": os.environ["PATH"], "HOME": str(folder)},
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise AssertionError(f"bot gateway: {line!r} {self.process.stderr.read()[-2000:]}")
        self.address = line.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        code = self.process.wait(20)
        self.process.stdout.close()
        self.process.stderr.close()
        if code != 0:
            raise AssertionError(f"bot gateway: exit {code} after SIGTERM")
