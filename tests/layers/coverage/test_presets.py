"""Radii to begin with: those of the table of rules, and what is taken where a record is silent."""

import csv

import pytest

from layers.coverage.presets import preset_of, presets, radius_of
from layers.settings import REFERENCE
from layers.words import LANGUAGES, Words


def test_presets_hold_the_ranges_of_the_rules():
    with (REFERENCE / "coverage_rules.csv").open(encoding="utf-8") as file:
        rules = {int(row["id"]): row for row in csv.DictReader(file)}
    order = ("dense_urban", "urban", "rural")
    for rule in (32, 33, 34):
        own = {p.environment: p for p in presets().values() if p.rule == rule}
        ranges = [part.strip().split("-") for part in rules[rule]["value"].split("/")]
        assert [[own[e].low_m, own[e].high_m] for e in order] == [
            list(map(float, r)) for r in ranges
        ]
        assert all(p.certainty == rules[rule]["certainty"] for p in own.values())
    for preset in presets().values():
        assert preset.radius_m == pytest.approx((preset.low_m + preset.high_m) / 2, rel=0.25)
        assert preset.assumption
        for lang in LANGUAGES:
            assert f"coverage.preset.{preset.id}" in Words(lang)


def test_layouts_reach_a_third_root_of_their_distance():
    layouts = {p.rule: p.radius_m for p in presets().values() if p.kind == "layout"}
    assert {rule: round(d / 3**0.5) for rule, d in ((29, 200), (30, 500), (31, 1732))} == layouts


@pytest.mark.parametrize(
    ("asked", "metres"),
    [
        (("4G", 1800, "urban", None), 700),
        (("4G", 1800, "urban", 15), 400),
        (("4G", 1800, "urban", 30), 700),
        (("4G", 1800, "urban", 45), 1000),
        (("4G", 1800, "urban", 90), 1000),
        (("4G", 1800, "urban", float("nan")), 700),
        (("5G", 26000, "rural", None), 120),
        (("5G", None, "rural", None), 1100),
        (("5G", 700, "urban", None), 1400),
        (("2G", 900, "rural", None), 10000),
        (("4G", 50, "urban", None), None),
        ((None, None, "urban", None), None),
    ],
)
def test_radius_by_technology_band_environment_and_height(asked, metres):
    assert radius_of(*asked) == metres


def test_an_override_stands_whatever_the_height():
    assert radius_of("4G", 1800, "urban", 45, overrides={"4g_1800_urban": 650}) == 650
    assert radius_of("4G", 1800, "rural", 45, overrides={"4g_1800_urban": 650}) == 5000
    assert preset_of("4G", 1800, "urban", small_cell=True).id == "small_cell"
