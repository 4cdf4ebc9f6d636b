"""The command line and the loop of checks that are made of numbered random cases."""
import argparse
import pathlib
import sys
import tempfile
import traceback

import market


def run_cases(one, usual, long):
    """Runs one(program, sessions, seed, number, folder) -> [what is wrong] over numbered cases; ends the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("shared")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int)
    parser.add_argument("--only", type=int)
    parser.add_argument("--long", action="store_true")
    arguments = parser.parse_args()
    days = market.sessions(arguments.shared)
    passed = failed = 0
    numbers = [arguments.only] if arguments.only is not None else range(arguments.cases or (long if arguments.long else usual))
    with tempfile.TemporaryDirectory() as scratch:
        for number in numbers:
            try:
                wrong = one(arguments.program, days, arguments.seed, number, pathlib.Path(scratch))
            except Exception:  # noqa: BLE001 - one case must not hide the others
                wrong = [traceback.format_exc(limit=3)]
            passed, failed = (passed + 1, failed) if not wrong else (passed, failed + 1)
            if wrong:
                print(f"case {number} (--seed {arguments.seed} --only {number})")
                for text in wrong[:12]:
                    print(f"  ✖ {text}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
