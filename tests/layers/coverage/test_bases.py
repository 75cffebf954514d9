"""People and premises: at points, in polygons, in the cells of a raster; unknown is carried."""

import math

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from layers.coverage.ask import ask_reach
from layers.coverage.question import RadiusRule, ReachQuestion
from layers.errors import BadGrid, NoPeople, UnknownField, UnknownLayer
from tests.layers.coverage.plane import EAST, NORTH, atlas_of, geojson, points, polygons, wards

SITES = points({"xy": (1000, 1000), "operator": "A"}, {"xy": (1400, 1000), "operator": "B"})
QUARTER = math.pi * 500**2 / 4e6


def ask(layers: dict, **question):
    held = {"admin_commune": wards(), "bts_site": SITES} | layers
    atlas = atlas_of(**held)
    return ask_reach(atlas, atlas.now(), ReachQuestion(**({"basis": "people"} | question)))


def whys(answer) -> dict:
    table = answer.derivation.left_out
    return {
        why: (count, amount) for why, count, amount in table[["why", "count", "amount"]].to_numpy()
    }


def test_people_at_points():
    people = points(
        {"xy": (1000, 1499), "n_people": 70, "province_code": "48"},
        {"xy": (1000, 1501), "n_people": 20, "province_code": "48"},
        {"xy": (1200, 1000), "n_people": 10, "province_code": "48"},
        {"xy": (3000, 1000), "n_people": 5, "province_code": "48"},
        {"xy": (9000, 1000), "n_people": 4, "province_code": "48"},
        {"xy": None, "n_people": 3, "province_code": "48"},
        {"xy": (1100, 1000), "n_people": None, "province_code": "48"},
        {"xy": (1100, 1000), "n_people": -7, "province_code": "48"},
        {"xy": None, "n_people": 1000, "province_code": "01"},
    )
    answer = ask({"population_point": people}, city="48")
    assert answer.rows["total"].tolist() == [100, 5]
    assert answer.rows["reached"].tolist() == [80, 0]
    assert answer.rows["share"].tolist() == [0.8, 0]
    assert answer.rows["uncounted"].tolist() == [2, 0]
    assert answer.total["share"] == 80 / 105
    # The three whose place nobody knows are neither reached nor not.
    assert answer.total["unknown"] == 3
    assert answer.basis_source == "population_point"
    assert whys(answer) == {
        "people_no_count": (1, 0), "people_negative": (1, 0), "people_no_position": (1, 3),
        "people_outside": (1, 4),
    }  # fmt: skip
    both = ask({"population_point": people}, city="48", operators_at_least=2)
    assert both.rows["reached"].tolist() == [10, 0]


def test_of_the_whole_country_only_people_outside_every_city_are_outside():
    cities = [wards(), wards(box(0, 20000, 2000, 22000), city="01", first=100)]
    people = points(
        {"xy": (1000, 1000), "n_people": 10},
        {"xy": (1000, 21000), "n_people": 7},
        {"xy": (90000, 100), "n_people": 2},
    )
    both = pd.concat(cities, ignore_index=True)
    answer = ask({"population_point": people, "admin_commune": both})
    assert whys(answer) == {"people_outside": (1, 2)}


def test_an_area_where_nobody_counted_and_one_without_people():
    people = points({"xy": (1000, 1000), "n_people": 50}, {"xy": (3000, 1000), "n_people": 0})
    shapes = wards(*(box(2000 * i, 0, 2000 * (i + 1), 2000) for i in range(3)))
    answer = ask({"population_point": people, "admin_commune": shapes})
    assert answer.rows["state"].tolist() == ["known", "not_applicable", "unknown"]
    assert answer.rows["total"].iloc[:2].tolist() == [50, 0]
    assert answer.rows["share"].isna().tolist() == [False, True, True]
    assert answer.total["share"] == 1


def test_people_of_the_communes_themselves_are_spread_evenly():
    answer = ask({"admin_commune": wards(population=[1000, None])}, city="48")
    assert answer.basis_source == "admin_commune"
    one = ask({"admin_commune": wards(population=[1000, 1]), "bts_site": SITES.iloc[:1]})
    assert one.rows["reached"].tolist() == pytest.approx([1000 * QUARTER, 0], abs=1e-4)
    assert answer.rows["state"].tolist() == ["known", "unknown"]
    assert [each.key for each in one.assumptions][-1] == "coverage.assumption.even_spread"


def test_people_in_polygons_that_cross_a_border():
    people = polygons(
        {"n_people": 80, "shape": box(1000, 0, 3000, 2000)},
        {"n_people": 40, "shape": box(0, 0, 1000, 2000)},
        {"n_people": None, "shape": box(3000, 0, 3500, 2000)},
    )
    answer = ask({"population_area": people, "bts_site": points({"xy": (2000, 1000)})}, city="48")
    assert answer.rows["total"].tolist() == pytest.approx([80, 40], abs=1e-6)
    half = math.pi * 500**2 / 2 / 2e6 * 40
    assert answer.rows["reached"].tolist() == pytest.approx([half, half], abs=1e-4)
    # A half of the eastern ward has no count: it is told, and the share is of the rest.
    assert answer.rows["unknown_ground"].tolist() == pytest.approx([0, 0.5], abs=1e-6)
    assert answer.rows["uncounted"].tolist() == [0, 1]
    drawn = ask({"population_area": people}, within=geojson(box(0, 0, 500, 2000)))
    assert drawn.rows["total"].iloc[-1] == pytest.approx(20, abs=1e-4)


def test_premises_count_as_many_as_they_say():
    premises = points(
        {"xy": (1000, 1000), "n_premises": 3}, {"xy": (1000, 1900), "n_premises": 1},
        {"xy": (3000, 1000), "n_premises": 2},
    )  # fmt: skip
    answer = ask({"premise": premises}, basis="premises")
    assert answer.rows["share"].tolist() == [0.75, 0]
    schools = points({"xy": (1000, 1000)}, {"xy": (1000, 1900)})
    plain = ask({"public_service_point": schools}, basis="premises", people="public_service_point")
    assert plain.rows["total"].tolist()[0] == 2
    assert plain.rows["share"].tolist()[0] == 0.5


def test_the_finest_source_that_counts_anybody_is_taken():
    nobody = points({"xy": (1000, 1000), "n_people": 0})
    area = polygons({"n_people": 80, "shape": box(0, 0, 2000, 2000)})
    found = ask({"population_point": nobody, "population_area": area})
    assert found.basis_source == "population_area"
    with pytest.raises(NoPeople):
        ask({"population_point": nobody})
    with pytest.raises(NoPeople):
        ask({"population_point": nobody, "population_area": area}, people="population_point")
    with pytest.raises(NoPeople):
        ask({}, basis="premises")
    with pytest.raises(UnknownField):
        ask({}, people="bts_site")
    with pytest.raises(UnknownLayer):
        ask({}, people="no_such_layer")


@pytest.fixture
def grid(tmp_path):
    """Writes cells of 500 m, north row first, as a GeoTIFF whose corner is that of the wards."""
    rasterio = pytest.importorskip("rasterio")
    from rasterio.transform import from_origin

    def write(cells, *, crs="EPSG:5899", nodata=-1.0, name="people.tif") -> str:
        cells = np.asarray(cells, dtype="float64")
        place = tmp_path / name
        with rasterio.open(
            place, "w", driver="GTiff", height=cells.shape[0], width=cells.shape[1], count=1,
            dtype="float64", crs=crs, nodata=nodata,
            transform=from_origin(EAST, NORTH + 500 * cells.shape[0], 500, 500),
        ) as out:  # fmt: skip
            out.write(cells, 1)
        return str(place)

    return write


def test_people_in_a_raster(grid):
    cells = np.full((4, 8), 10.0)
    cells[0, :4] = -1  # no data: the northern quarter of the western ward
    wide = RadiusRule("fixed", 10_000.0)
    answer = ask({}, people=grid(cells), radius=wide)
    assert answer.rows["total"].tolist() == pytest.approx([120, 160], abs=1e-3)
    assert answer.rows["share"].tolist() == pytest.approx([1, 1])
    assert answer.rows["unknown_ground"].tolist() == pytest.approx([0.25, 0], abs=1e-4)
    assert answer.basis_source == "people.tif"
    assert answer.derivation.inputs[-1].rows == 28
    one = {"bts_site": points({"xy": (3000, 1000)})}
    some = ask(one, people=grid(np.full((4, 8), 10.0)))
    assert some.rows["reached"].tolist() == pytest.approx([0, 160 * QUARTER], abs=0.02)


def test_a_raster_that_says_other_people_later_gives_another_answer(grid):
    first = ask({}, people=grid(np.full((4, 8), 10.0)))
    second = ask({}, people=grid(np.full((4, 8), 20.0)))
    assert second.total["total"] == pytest.approx(2 * first.total["total"])


def test_rasters_that_cannot_be_used(grid, tmp_path):
    (tmp_path / "text.tif").write_text("no raster")
    with pytest.raises(BadGrid) as fault:
        ask({}, people=str(tmp_path / "text.tif"))
    assert fault.value.code == "bad_grid.unreadable"
    with pytest.raises(BadGrid):
        ask({}, people="/vsicurl/http://127.0.0.1:9/people.tif")
    with pytest.raises(BadGrid) as fault:
        ask({}, people=grid(np.full((4, 8), 1.0), crs=None))
    assert fault.value.code == "bad_grid.no_crs"
    with pytest.raises(BadGrid) as fault:
        ask({}, people=grid(np.full((4, 8), -9999.0)))
    assert fault.value.code == "bad_grid.negative"
    with pytest.raises(NoPeople):
        ask({}, people=grid(np.full((4, 8), -1.0)))
