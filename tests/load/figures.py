"""What was measured: how long things took, what failed, how much memory the server held."""

import asyncio
import os
import time
from collections import Counter, defaultdict
from contextlib import contextmanager

import psutil

MB = 2**20


class Figures:
    """Collected while the users are at work."""

    def __init__(self) -> None:
        self._seconds: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._by_minute: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._begun = time.monotonic()
        self._errors: Counter[str] = Counter()

    def took(self, kind: str, name: str, seconds: float) -> None:
        """Something of a kind ("rerun", "tile", "json") took so long."""
        self._seconds[kind][name].append(seconds)
        minute = int((time.monotonic() - self._begun) // 60) + 1
        self._by_minute[kind][minute].append(seconds)

    @contextmanager
    def errors_of(self, name: str):
        """What fails inside is counted, and the user goes on."""
        try:
            yield
        except Exception as fault:  # noqa: BLE001 - whatever it is, a user met it
            self._errors[f"{name}: {type(fault).__name__} {fault}"[:200]] += 1

    @property
    def errors(self) -> dict[str, int]:
        return dict(self._errors.most_common())

    def to_json(self) -> dict:
        """Counts and percentiles in milliseconds by kind, and within a kind by what was done."""
        told: dict = {}
        for kind, by_name in self._seconds.items():
            every = [s for seconds in by_name.values() for s in seconds]
            told[kind] = _spread(every) | {
                "by": {name: _spread(seconds) for name, seconds in sorted(by_name.items())},
                "by_minute": {
                    f"minute {minute}": _spread(seconds)
                    for minute, seconds in sorted(self._by_minute[kind].items())
                },
            }
        return told | {"errors": sum(self._errors.values()), "what": self.errors}


def _spread(seconds: list[float]) -> dict:
    ordered = sorted(seconds)

    def at(share: float) -> int:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))])

    parts = {f"p{percent}_ms": at(percent / 100) for percent in (50, 95, 99)}
    return {"count": len(ordered), **parts, "max_ms": round(1000 * ordered[-1])}


class Memory:
    """Resident memory of processes and those they started, once in a while."""

    def __init__(self, pids: list[int]):
        self._processes = [psutil.Process(pid) for pid in pids]
        self._begun = time.monotonic()
        self.seen: list[tuple[int, int]] = []

    def look(self) -> int:
        """Megabytes now."""
        total = 0
        started = (child for each in self._processes for child in each.children(recursive=True))
        for each in [*self._processes, *started]:
            try:
                total += each.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        megabytes = round(total / MB)
        self.seen.append((round(time.monotonic() - self._begun), megabytes))
        return megabytes

    async def watch(self, every_s: float) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(every_s)


class Machine:
    """How busy the machine was: what the server, we and everybody else took of its processors."""

    def __init__(self, pids: list[int]):
        self._servers = [psutil.Process(pid) for pid in pids]
        self._begun = self._now()

    def _now(self) -> dict[str, float]:
        whole, ours = psutil.cpu_times(), os.times()
        stolen = getattr(
            whole, "steal", 0.0
        )  # a virtual machine is not always given its processors
        busy = sum(whole) - whole.idle - getattr(whole, "iowait", 0) - stolen
        return {
            "wall": time.monotonic(),
            "server": sum(sum(server.cpu_times()[:2]) for server in self._servers),
            "users": ours.user + ours.system,
            "busy": busy,
            "stolen": stolen,
        }

    def to_json(self) -> dict:
        """Cores taken on average since the begin."""
        now = self._now()
        spent = {name: now[name] - before for name, before in self._begun.items()}
        cores = {name: spent[name] / spent["wall"] for name in spent}
        others = cores["busy"] - cores["server"] - cores["users"]
        return {
            "cores": os.cpu_count(),
            "load_average": [round(each, 1) for each in os.getloadavg()] if _LOAD else None,
            "cores_server": round(cores["server"], 2),
            "cores_simulated_users": round(cores["users"], 2),
            "cores_others": round(max(0.0, others), 2),
            "cores_not_given": round(cores["stolen"], 2),
        }


_LOAD = hasattr(os, "getloadavg")


def table(report: dict) -> str:
    """The figures for people."""
    lines = [f"{'':26}{'count':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}"]
    users = report["users"]
    for kind in ("rerun", "tile", "json"):
        if kind not in users:
            continue
        whole = users[kind]
        for name, row in {"": whole, **whole["by"], **whole["by_minute"]}.items():
            numbers = [row[k] for k in ("count", "p50_ms", "p95_ms", "p99_ms", "max_ms")]
            lines.append(f"{f'{kind} {name}'.strip():26}" + _columns(numbers))
    lines.append(f"errors: {users['errors']} {users['what'] or ''}")
    for name in ("memory_users", "memory_sessions"):
        if name in report:
            lines.append(f"{name}: {report[name]['told']}")
    return "\n".join([*lines, f"machine: {report['machine']}"])


def _columns(numbers: list[int]) -> str:
    return f"{numbers[0]:>8}" + "".join(f"{each:>9}" for each in numbers[1:])


def memory_told(seen: list[tuple[int, int]]) -> dict:
    """Megabytes at the begin, at the most, at the end, and how they grew over the second half."""
    values = [megabytes for _, megabytes in seen]
    half = values[len(values) // 2 :]
    told = {"first": values[0], "most": max(values), "last": values[-1]}
    return {"told": told | {"second_half": half[-1] - half[0]}, "seen": seen}
