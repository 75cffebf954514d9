"""The boundary versions, and that the three places that name them agree."""

import datetime

import pandas as pd
import pytest

from layers.settings import REFERENCE
from layers.spec import boundary_versions, load_specs
from layers.units.timeline import before_reform, same_ground, timeline, version_on

DAY = datetime.date


def test_nine_versions_of_the_table_in_its_order():
    table = pd.read_csv(REFERENCE / "admin_versions.csv", dtype=str)
    assert list(timeline()) == table["version"].tolist() == list(boundary_versions())
    assert len(timeline()) == 9


def test_each_version_begins_the_day_after_the_one_before():
    versions = list(timeline().values())
    ends = [v.valid_to + datetime.timedelta(days=1) for v in versions[:-1]]
    assert ends == [v.valid_from for v in versions[1:]]
    assert (versions[0].valid_from, versions[-1].valid_to) == (None, None)


@pytest.mark.parametrize(
    ("name", "ha_noi", "da_nang", "hcmc", "can_tho", "country"),
    [
        ("v2018", 584, 56, 322, 85, 11162),
        ("v2025-03", 526, 47, 273, 80, 10035),
        ("v2026-04", 126, 94, 168, 103, 3321),
    ],
)
def test_counts_of_communes(name, ha_noi, da_nang, hcmc, can_tho, country):
    counts = timeline()[name].communes
    expected = {"01": ha_noi, "48": da_nang, "79": hcmc, "92": can_tho, "VN": country}
    assert dict(counts) == expected


def test_what_is_listed_one_by_one():
    listed = [v.name for v in timeline().values() if v.listed]
    assert listed == ["v2025-03", "v2025-07", "v2026-04"]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (DAY(2010, 1, 1), "v2018"),
        (DAY(2024, 10, 31), "v2024-09"),
        (DAY(2025, 6, 30), "v2025-03"),
        (DAY(2025, 7, 1), "v2025-07"),
        (DAY(2026, 4, 29), "v2025-07"),
        (DAY(2026, 4, 30), "v2026-04"),
    ],
)
def test_version_of_a_day(day, name):
    assert version_on(day).name == name


def test_an_upgrade_keeps_the_ground_and_the_reform_does_not():
    assert same_ground("v2025-07", "v2026-04")
    assert not same_ground("v2025-03", "v2025-07")
    assert before_reform("v2025-03")
    assert not before_reform("v2025-07")


@pytest.mark.parametrize(
    ("layer", "field"),
    [("admin_commune", "version"), ("bts_site", "admin_version")],
)
def test_layers_take_every_version(layer, field):
    assert load_specs()[layer].field(field).allowed == tuple(timeline())


@pytest.mark.parametrize("layer", ["admin_commune_former", "admin_district"])
def test_former_layers_take_every_former_version(layer):
    former = tuple(name for name in timeline() if before_reform(name))
    assert load_specs()[layer].field("version").allowed == former
