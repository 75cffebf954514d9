"""``python -m tests.load``: 50 users at work for five minutes, then 500 pages opened and closed."""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from tests.load.run import measure


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="hatang-load-") as folder:
        report = asyncio.run(measure(options, Path(folder)))
    shown = report.pop("table")
    text = json.dumps(report, ensure_ascii=False, indent=1)
    if options.out:
        options.out.write_text(text + "\n")
    print(json.dumps(report, ensure_ascii=False))
    print(shown)
    return 1 if report["users"]["errors"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument(
        "--store", type=Path, help="taken as a copy; a demonstration of two cities if not given"
    )
    parser.add_argument(
        "--processes", type=int, default=1, help="of the app; several stand behind nginx"
    )
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument(
        "--every", type=float, default=10, help="seconds between two actions of a user"
    )
    parser.add_argument("--spread", type=float, default=10, help="seconds in which they all come")
    parser.add_argument("--rounds", type=int, help="so often a user does everything")
    parser.add_argument(
        "--sessions", type=int, default=500, help="pages opened and closed afterwards"
    )
    parser.add_argument(
        "--rest", type=float, default=150, help="seconds until memory is looked at again"
    )
    parser.add_argument("--out", type=Path, help="the report as a file, too")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
