"""Shares of split units are made once for the versions of the layers they hang on."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from layers.atlas import Atlas
from layers.carrying import weighing
from layers.carrying.frames import Frames
from layers.carrying.weighing import prepare_shares, shares_in
from layers.prepare import prepare_areas

OLD, NOW = "v2025-03", "v2025-07"


def units(version: str, spans: dict[str, tuple[float, float]]) -> gpd.GeoDataFrame:
    """Units side by side, each from one longitude to another."""
    frame = pd.DataFrame({"code": list(spans), "version": version})
    frame = frame.assign(unit_key=version + ":" + frame["code"], name="x", full_name="Xã X")
    shapes = [box(a, 16, b, 16.1) for a, b in spans.values()]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)


@pytest.fixture
def split(store, publish):
    """00001 lies to three quarters in 00011 and to one in 00012."""
    publish(units(OLD, {"00001": (108, 108.4)}), "admin_commune_former")
    today = units(NOW, {"00011": (108, 108.3), "00012": (108.3, 108.6)})
    publish(today.assign(population=[100, 900]), "admin_commune")
    walk = {"from_key": f"{OLD}:00001", "to_key": [f"{NOW}:00011", f"{NOW}:00012"]}
    walk |= {"relation": "part", "default": [True, False], "method": "test"}
    publish(pd.DataFrame(walk), "admin_crosswalk")
    return store


@pytest.fixture
def made(monkeypatch):
    """How often shares were made from geometry."""
    calls = []
    for name in ("area_shares", "field_shares"):
        make = getattr(weighing, name)
        monkeypatch.setattr(
            weighing, name, lambda *a, make=make, name=name: calls.append(name) or make(*a)
        )
    return calls


def share_of(frame: pd.DataFrame) -> dict[str, float]:
    return {
        key: round(share, 6) for key, share in zip(frame["to_key"], frame["share"], strict=True)
    }


def test_they_are_made_once_for_all_versions_with_the_same_borders(split, made):
    first = shares_in(Frames(split), OLD, NOW)
    assert share_of(first) == {f"{NOW}:00011": 0.75, f"{NOW}:00012": 0.25}
    again = shares_in(Frames(Atlas(split), Atlas(split).now()), OLD, "v2026-04")
    assert share_of(again) == {"v2026-04:00011": 0.75, "v2026-04:00012": 0.25}
    assert again["from_key"].tolist() == first["from_key"].tolist() == [f"{OLD}:00001"] * 2
    assert again["weight"].tolist() == ["area"] * 2
    assert made == ["area_shares"]


def test_each_weight_is_kept_by_itself_and_one_nobody_counted_is_area(split, made, publish):
    # A third of the ground of 00012, and of its people.
    assert share_of(shares_in(Frames(split), OLD, NOW, "population")) == {
        f"{NOW}:00011": 0.25, f"{NOW}:00012": 0.75,
    }  # fmt: skip
    shares_in(Frames(split), OLD, NOW, "population")
    back = shares_in(Frames(split), NOW, OLD, "population")
    assert back.empty
    assert made == ["field_shares", "area_shares"]


def test_a_new_version_of_a_layer_of_communes_makes_them_again(split, made, publish):
    shares_in(Frames(split), OLD, NOW)
    publish(units(NOW, {"00011": (108, 108.2), "00012": (108.2, 108.6)}), "admin_commune")
    assert share_of(shares_in(Frames(split), OLD, NOW)) == {
        f"{NOW}:00011": 0.5, f"{NOW}:00012": 0.5,
    }  # fmt: skip
    assert made == ["area_shares"] * 2


def test_what_was_prepared_is_only_read(split, made):
    prepare_areas(Atlas(split), "admin_commune")
    prepare_shares(Frames(split), "admin_district")
    prepared = made.copy()
    for weight in ("area", "population"):
        shares_in(Frames(split), OLD, NOW, weight)
    assert prepared == made == ["area_shares", "field_shares"]


def test_within_the_same_borders_nothing_is_split(split, made):
    assert shares_in(Frames(split), NOW, "v2026-04").empty
