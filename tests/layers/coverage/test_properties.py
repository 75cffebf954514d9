"""What holds of every share, whatever the sites; and the communes of Da Nang against an overlay of their own."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from layers.coverage.ask import ask_reach
from layers.coverage.operators import ask_operators
from layers.coverage.question import RadiusRule, ReachQuestion
from tests.layers.coverage.plane import atlas_of, points, wards

PIECES = (box(0, 0, 1500, 2000), box(1500, 0, 4000, 900), box(1500, 900, 4000, 2000))
WHOLE = wards(box(0, 0, 4000, 2000))
PARTS = wards(*PIECES)
PEOPLE = points(
    *({"xy": (250 + 500 * (i % 8), 250 + 500 * (i // 8)), "n_people": i} for i in range(32))
)
site = st.fixed_dictionaries(
    {
        "xy": st.tuples(st.integers(-400, 4400), st.integers(-400, 2400)),
        "operator": st.sampled_from(["A", "B", None]),
        "radius_m": st.sampled_from([150.0, 400.0, 900.0]),
        # Of the city, so that one that reaches nothing says zero, not that nobody looked.
        "province_code": st.just("48"),
    }
)
sites = st.lists(site, min_size=1, max_size=7)
BY_FIELD = RadiusRule("field")


def ask(chosen: list[dict], areas=PARTS, **question):
    atlas = atlas_of(admin_commune=areas, bts_site=points(*chosen), population_point=PEOPLE)
    return ask_reach(atlas, atlas.now(), ReachQuestion(radius=BY_FIELD, **question))


@settings(max_examples=4, deadline=None)
@given(sites, st.sampled_from(["area", "people"]))
def test_wards_sum_to_the_city_and_no_share_is_above_one(chosen, basis):
    parts, whole = ask(chosen, basis=basis), ask(chosen, WHOLE, basis=basis)
    assert parts.rows["share"].between(0, 1).all()
    # The scale of the plane differs by some millionths between two sides of a ward.
    assert parts.total["reached"] == pytest.approx(whole.total["reached"], rel=1e-5, abs=1e-3)
    assert parts.total["share"] == pytest.approx(whole.total["share"], rel=1e-5, abs=1e-9)


@settings(max_examples=4, deadline=None)
@given(sites, site, st.integers(1, 2), st.integers(0, 2))
def test_one_more_site_never_lowers_a_share(chosen, more, k, m):
    least = {"sites_at_least": k, "operators_at_least": m}
    before, after = ask(chosen, **least), ask([*chosen, more], **least)
    assert (after.rows["share"] >= before.rows["share"] - 1e-9).all()


@settings(max_examples=4, deadline=None)
@given(sites)
def test_operators_one_by_one_agree_with_counting_them(chosen):
    atlas = atlas_of(admin_commune=PARTS, bts_site=points(*chosen), population_point=PEOPLE)
    found = ask_operators(atlas, atlas.now(), ReachQuestion(radius=BY_FIELD))
    rows = found.rows
    steps = [rows[f"at_least_{n}"] for n in range(1, max(len(found.operators), 1) + 1)]
    # Ground that two reach is counted in each of the two: the steps add up to the operators.
    each = found.by_operator.groupby("code")["share"].sum().reindex(rows["code"]).fillna(0)
    assert np.allclose(sum(steps), each, atol=1e-7)
    assert np.allclose(rows["none"] + rows["at_least_1"], 1)
    known = [one for one in chosen if one["operator"] is not None]
    if len(known) == len(chosen):
        plain = ask(chosen, operators_at_least=1)
        assert np.allclose(plain.rows["share"], ask(chosen).rows["share"], atol=1e-12)


@pytest.fixture(scope="module")
def da_nang(shared_data):
    """The communes, and the cells as sites of their operators."""
    communes = gpd.read_parquet(shared_data / "vn_communes_20m.parquet")
    communes = communes[communes["province_code"] == "48"].reset_index(drop=True)
    communes = communes.assign(version="v2025-07", unit_key="v2025-07:" + communes["code"])
    cells = pd.read_csv(shared_data / "opencellid_da_nang_ccbysa.csv")
    frame = gpd.GeoDataFrame(
        {"feature_id": [f"cell{i}" for i in range(len(cells))], "operator": cells["net"].astype(str)},
        geometry=gpd.points_from_xy(cells["lon"], cells["lat"]), crs=4326,
    )  # fmt: skip
    return communes, frame


def overlay_shares(communes: gpd.GeoDataFrame, cells: gpd.GeoDataFrame) -> np.ndarray:
    """Buffer, union, intersection in EPSG:5899, each commune by itself; nothing of ours."""
    plane, centres = communes.geometry.to_crs(5899), cells.geometry.to_crs(5899).drop_duplicates()
    circles = centres.buffer(500, quad_segs=256).to_numpy()
    found = []
    for shape in plane:
        near = circles[shapely.intersects(circles, shape)]
        found.append(shapely.union_all(near).intersection(shape).area / shape.area)
    return np.array(found)


def test_da_nang_equals_an_overlay_per_operator_too(da_nang):
    communes, cells = da_nang
    assert (len(communes), len(cells)) == (94, 1010)
    atlas = atlas_of(admin_commune=communes, bts_site=cells)
    question = ReachQuestion(city="48", radius=RadiusRule("fixed", 500.0))
    answer = ask_reach(atlas, atlas.now(), question)
    assert np.abs(answer.rows["share"] - overlay_shares(communes, cells)).max() < 1e-4
    found = ask_operators(atlas, atlas.now(), question)
    by = found.by_operator.set_index(["operator", "code"])["share"]
    assert set(found.operators) == {"1", "2", "4"}
    for name in found.operators:
        own = overlay_shares(communes, cells[cells["operator"] == name])
        assert np.abs(by[name].loc[communes["code"]].to_numpy() - own).max() < 1e-4
