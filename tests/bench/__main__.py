"""``python -m tests.bench``: speed against other engines, and whether the answers are the same."""

import argparse
import json
import os
import platform
from pathlib import Path

from tests.bench.carrying import measure_carrying
from tests.bench.country import make_country
from tests.bench.ducts import measure_ducts
from tests.bench.explore import measure_explore
from tests.bench.imports import measure_import
from tests.bench.locate import differing_pairs, measure_locate, measure_peak
from tests.bench.matching import measure_matching
from tests.bench.nearest import measure_nearest
from tests.bench.page import measure_page
from tests.bench.reach import measure_reach
from tests.bench.responsive import measure_responsive
from tests.bench.rounds import show
from tests.bench.siting import measure_siting
from tests.bench.tiles import measure_point_tiles, measure_tiles
from tests.bench.viewport import measure_viewport


def main() -> None:
    options = _options()
    small, large, huge = (
        (10_000, 100_000, 100_000) if options.quick else (100_000, 1_000_000, 10_000_000)
    )
    areas = 1_000 if options.quick else 10_000
    sizes = tuple(dict.fromkeys((small, large, huge)))
    country = make_country(options.cache, areas=areas, points=sizes)
    rows: list[dict] = []
    for measure in (
        lambda: measure_locate(country, counts=(small, large), rounds=options.rounds),
        lambda: measure_peak(country, count=huge, small=small, rounds=1),
        lambda: measure_nearest(country, count=large, rounds=options.rounds),
        lambda: measure_viewport(country, count=large),
        lambda: measure_carrying(rounds=options.rounds),
        lambda: measure_reach(country, rounds=options.rounds),
        lambda: measure_ducts(rounds=options.rounds),
        lambda: measure_matching(rounds=options.rounds),
        measure_siting,
    ):
        more = measure()
        show(more)
        rows += more
    for measure in (
        measure_tiles,
        lambda: measure_point_tiles(count=large),
        lambda: measure_page(options.store),
        lambda: measure_explore(count=large),
        lambda: measure_import(count=large, rounds=options.rounds),
        measure_responsive,
    ):
        rows += measure()
    pairs = differing_pairs(country, count=large)
    print(f"pairs that differ from GEOS, {large:,} points: {pairs}")
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    report = {"machine": machine, "areas": areas, "rows": rows, "differing_pairs": pairs}
    options.out.write_text(json.dumps(report, indent=1) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the areas and points")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    parser.add_argument("--cache", type=Path, default=Path(".bench"), help="folder of made data")
    parser.add_argument("--store", help="a store to open for the page; by default that of make run")
    return parser.parse_args()


if __name__ == "__main__":
    main()
