"""``python -m tests.trust.supply.audit``: what is known against the pinned packages.

Ends with 1 where an advisory is not in ``reviewed.yaml``, or one that is there is not found any more. Where the
service cannot be asked, or does not know the packages, it says so and ends with 0: no build waits for a network.
"""

import json
import subprocess
import sys
from pathlib import Path

import yaml

from layers.settings import ROOT

REVIEWED = Path(__file__).with_name("reviewed.yaml")
MOST_S = 240
Finding = tuple[str, str, str]
_COMMAND = [
    "--no-deps",
    "--disable-pip",
    "--progress-spinner",
    "off",
    "--format",
    "json",
    "--timeout",
    "10",
]


def ask(requirements: Path) -> dict | None:
    """What pip-audit answers; None where it could not ask."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(requirements), *_COMMAND]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_S, check=False)
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None


def read(answer: dict) -> tuple[list[Finding], list[str], int]:
    """Findings as (id, package, version), packages the service did not know, and how many it did."""
    found, unknown, checked = [], [], 0
    for package in answer["dependencies"]:
        if "skip_reason" in package:
            unknown.append(package["name"])
            continue
        checked += 1
        found += [(each["id"], package["name"], package["version"]) for each in package["vulns"]]
    return found, unknown, checked


def judge(answer: dict | None, reviewed: list[dict]) -> tuple[int, list[str]]:
    """The exit status, and what is to be said."""
    if answer is None:
        return 0, ["ADVISORIES NOT CHECKED: the service is unreachable."]
    found, unknown, checked = read(answer)
    if not checked:
        return 0, [
            f"ADVISORIES NOT CHECKED: the service knows none of the {len(unknown)} packages."
        ]
    known = {(each["id"], each["package"], each["version"]): each["why"] for each in reviewed}
    said = [f"{checked} packages checked, {len(found)} advisories."]
    if unknown:
        said.append(f"NOT CHECKED: {', '.join(unknown)}")
    said += [f"reviewed: {' '.join(f)}: {known[f]}" for f in found if f in known]
    fresh = [f for f in found if f not in known]
    gone = [] if unknown else [f for f in known if f not in found]
    said += [
        f"NEW: {' '.join(f)}: update it, or say in {REVIEWED.name} why it does not concern us"
        for f in fresh
    ]
    said += [f"GONE: {' '.join(f)}: take it out of {REVIEWED.name}" for f in gone]
    return int(bool(fresh or gone)), said


def main() -> int:
    """Ask, and say."""
    reviewed = yaml.safe_load(REVIEWED.read_text("utf-8"))["findings"]
    status, said = judge(ask(ROOT / "requirements.txt"), reviewed)
    print("\n".join(said))
    return status


if __name__ == "__main__":
    sys.exit(main())
