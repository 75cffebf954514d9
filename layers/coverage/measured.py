"""What was measured: tests in each area, how many had service, and whether they are enough to say so."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.join import points_in_areas
from geo.locate import point_xy
from layers.atlas import Atlas, Snapshot
from layers.coverage.declared import operator_reasons, sorted_out, texts
from layers.coverage.ground import Ground, lies_near
from layers.coverage.question import ReachQuestion

MEASURED = "coverage_measurement"
MEASURED_COLUMNS = [
    "code", "tests", "tests_unknown", "served", "share", "low", "high", "enough",
]  # fmt: skip
LEAST_TESTS = 30
WIDEST = 0.30
"""Tests are enough from so many on, and where their interval is at most so wide. No Vietnamese rule
says how many it takes; the FCC found challenges built on few tests to fail."""
_Z = 1.959963984540054


@dataclass(frozen=True)
class Tests:
    """Tests that count; `left_out` are (why, count)."""

    __test__ = False

    points: gpd.GeoSeries
    served: np.ndarray
    left_out: list[tuple[str, int]]


def tests_of(
    atlas: Atlas, snapshot: Snapshot, question: ReachQuestion, grounds: list[Ground]
) -> Tests | None:
    """Tests near the areas, of the question's technology and operators; None where there is no such layer.

    A test that does not say whether there was service counts as unknown, not as a failure.
    """
    if not snapshot.has(MEASURED):
        return None
    layer = atlas.frame(snapshot.versions[MEASURED])
    layer = layer[lies_near(layer, grounds, question.city)]
    served = np.full(len(layer), np.nan)
    if "served" in layer:
        served = (
            layer["served"].astype("boolean").astype("Float64").to_numpy(float, na_value=np.nan)
        )
    reasons = [("no_position", ~np.isfinite(point_xy(layer.geometry)).all(axis=1))]
    if question.technology is not None:
        technology = texts(layer, "technology")
        reasons.append(("no_technology", technology.isna()))
        reasons.append(("other_technology", (technology != question.technology).fillna(True)))
    reasons += operator_reasons(texts(layer, "operator"), question.operators)
    kept, lost = sorted_out(reasons, len(layer))
    return Tests(layer.geometry[kept].reset_index(drop=True), served[kept], lost)


def measured_shares(found: Tests, ground: Ground) -> pd.DataFrame:
    """What was measured in each area.

    Returns
    -------
    DataFrame
        ``code``, ``tests`` (that say whether there was service), ``tests_unknown``, ``served``, ``share``, its
        Wilson interval ``low`` to ``high`` (95 %), and ``enough``. A test on a shared border belongs to the
        first of its areas.
    """
    pairs = points_in_areas(found.points, ground.stored).drop_duplicates("point")
    size = len(ground.rows)
    said = found.served[pairs["point"].to_numpy()]
    area = pairs["area"].to_numpy()
    tests = np.bincount(area[np.isfinite(said)], minlength=size)
    served = np.bincount(area[said == 1], minlength=size)
    share, low, high = wilson(served, tests)
    return pd.DataFrame(
        {
            "code": ground.rows["code"],
            "tests": tests,
            "tests_unknown": np.bincount(area[~np.isfinite(said)], minlength=size),
            "served": served,
            "share": share,
            "low": low,
            "high": high,
            "enough": (tests >= LEAST_TESTS) & (high - low <= WIDEST),
        }
    )


def wilson(served: np.ndarray, tests: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share of tests that had service, and the 95 % interval of Wilson (1927); all NaN without a test.

    Examples
    --------
    >>> [part.round(3).tolist() for part in wilson(np.array([8]), np.array([10]))]
    [[0.8], [0.49], [0.943]]
    """
    n = np.where(tests > 0, tests, np.nan).astype(float)
    share = served / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return share, np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
