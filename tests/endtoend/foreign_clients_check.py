"""Other people's clients against `bot gateway`: every tests/interop/*_session.py whose client is installed.

    foreign_clients_check.py PROGRAM SHARED
"""
import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

program = str(pathlib.Path(sys.argv[1]).resolve())
sessions = pathlib.Path(__file__).resolve().parent.parent / "interop"
passed = failed = 0
for name, module in (("ib_async_session.py", "ib_async"), ("ibapi_session.py", "ibapi")):
    if importlib.util.find_spec(module) is None:
        print(f"{name}: {module} is not installed, left out")
        continue
    with tempfile.TemporaryDirectory() as folder:
        gateway = subprocess.Popen([program, "--log-level", "error", "gateway", "--listen", "127.0.0.1:0", "--clock", "2024-03-14 11:00:00"],
                                   cwd=folder, env={"PATH": os.environ["PATH"], "HOME": folder}, stdout=subprocess.PIPE, text=True)
        try:
            host, port = gateway.stdout.readline().split()[-1].rsplit(":", 1)
            done = subprocess.run([sys.executable, sessions / name, host, port], capture_output=True, text=True, timeout=120)
        finally:
            gateway.send_signal(signal.SIGTERM)
            ended = gateway.wait(20)
        good = done.returncode == 0 and ended == 0
        passed, failed = passed + good, failed + (not good)
        print(f"{name}: {'✔' if good else '✖'} exit {done.returncode}, gateway {ended}\n{done.stdout[-1500:]}{done.stderr[-3000:] if not good else ''}")
        if good:
            json.loads(done.stdout)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
