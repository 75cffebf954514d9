"""Engines in turn, round by round, so that a busy minute of the machine hits them all."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np


def in_turn(tasks: dict[str, Callable[[], Any]], *, rounds: int) -> tuple[dict, dict]:
    """Seconds of each round, and the last answer, of each task; one round before does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    answers = {}
    for turn in range(rounds + 1):
        for name, task in tasks.items():
            begin = time.perf_counter()
            answers[name] = task()
            if turn:
                seconds[name].append(time.perf_counter() - begin)
    return seconds, answers


def rows_of(
    title: str, seconds: dict[str, list[float]], differing: dict[str, int], *, base: str
) -> list[dict]:
    """One row for each engine: median time, and how many times quicker than ``base``."""
    rows = []
    for name, times in seconds.items():
        ratio = statistics.median(b / t for b, t in zip(seconds[base], times, strict=True))
        row = {"task": title, "engine": name, "seconds": round(statistics.median(times), 4)}
        rows.append(row | {"ratio": round(ratio, 2), "differing": differing.get(name)})
    return rows


def differing_counts(answers: dict[str, np.ndarray], *, base: str) -> dict[str, int]:
    """How many areas have another count than with ``base``."""
    return {name: int((answer != answers[base]).sum()) for name, answer in answers.items()}


def show(rows: list[dict]) -> None:
    for row in rows:
        extra = ""
        if row.get("peak_mib"):
            extra = f"{row['peak_mib']:,} MiB, {row['cpu_seconds']:,} s of processor"
        print(
            f"{row['task']:<34} {row['engine']:<22} {row['seconds'] * 1000:>10,.1f} ms "
            f"{row['ratio']:>7.2f} x  differing {row['differing']} {extra}",
            flush=True,
        )
