"""Whoever starts ctest, with or without a preset, runs what needs Python and other people's prices, or is told why not.

carried_check.py SOURCES
"""
import json
import pathlib
import subprocess
import sys
import tempfile

sources = pathlib.Path(sys.argv[1])
presets = {preset["name"]: preset for preset in json.loads((sources / "CMakePresets.json").read_text())["testPresets"]}
for name, preset in presets.items():
    carried = {**presets.get(preset.get("inherits"), {}).get("environment", {}), **preset.get("environment", {})}
    expected = {"BOT_PYTHON": "${sourceDir}/build/venv/bin/python", "BOT_SHARED": "${sourceDir}/../shared"}
    assert expected.items() <= carried.items(), (name, carried)

with tempfile.TemporaryDirectory() as scratch:
    root = pathlib.Path(scratch) / "sources"
    (root / "tests/endtoend").mkdir(parents=True)
    wrapper = root / "tests/endtoend/with_python"
    wrapper.write_bytes((sources / "tests/endtoend/with_python").read_bytes())
    wrapper.chmod(0o755)

    def answer(environment):
        done = subprocess.run([wrapper, "SCRIPT", "PROGRAM"], env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True)
        return done.returncode, done.stdout

    code, text = answer({})
    assert code == 77 and "there is no Python at" in text, (code, text)
    python = root / "build/venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    code, text = answer({})
    assert code == 77 and "there is no data/ in" in text, (code, text)
    (root.parent / "shared/data").mkdir(parents=True)
    code, text = answer({})
    assert code == 0 and text.startswith("SCRIPT PROGRAM ") and text.rstrip().endswith("/../shared"), (code, text)
    code, text = answer({"BOT_PYTHON": "/nowhere"})
    assert code == 77 and "/nowhere" in text, (code, text)
