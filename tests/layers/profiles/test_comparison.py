"""Areas side by side, exact on squares: values, averages, marks, and the file to take away."""

from io import BytesIO

import numpy as np
import pandas as pd
import pytest

from layers.errors import BadOption, UnknownArea
from layers.profiles.comparison import Comparison, compare_areas
from layers.profiles.sheet import comparison_notes, comparison_table
from layers.services.notes import both_languages, table_file
from layers.words import Words
from tests.layers.profiles.conftest import AWAY, EAST, WEST

AREAS = "admin_commune"
CITIES = {"48": "Thành phố Đà Nẵng", "46": "Thành phố Huế"}


@pytest.fixture(scope="module")
def found(atlas, snapshot) -> Comparison:
    return compare_areas(atlas, snapshot, AREAS, (WEST, EAST))


def row(found: Comparison, name: str) -> int:
    return found.rows["row"].tolist().index(name)


def test_values_stand_in_the_order_asked_for(found, atlas, snapshot):
    assert found.values[row(found, "masts")].tolist() == [3, 1]
    turned = compare_areas(atlas, snapshot, AREAS, (EAST, WEST))
    assert turned.values[row(turned, "masts")].tolist() == [1, 3]


def test_people_over_ground(found):
    west = found.profiles[0]
    density = found.values[row(found, "people_density")]
    assert density[0] == pytest.approx(30 / west.area_km2)
    assert np.isnan(density[1])


def test_the_average_of_a_share_is_sum_over_sum_and_of_an_amount_the_mean(found):
    assert found.averages == ("48", "VN")
    assert found.means[row(found, "masts")].tolist() == [2, 2]  # nobody looked at the third
    ducts, aerial = (found.values[row(found, name)] for name in ("duct_km", "aerial_cable_route"))
    assert found.means[row(found, "underground_ratio"), 0] == pytest.approx(
        ducts.sum() / (ducts.sum() + aerial.sum())
    )
    assert found.means[row(found, "people")].tolist() == [30, 30]


def test_areas_of_two_cities_have_both_averages(atlas, snapshot):
    found = compare_areas(atlas, snapshot, AREAS, (WEST, AWAY))
    assert found.averages == ("48", "46", "VN")
    assert np.isnan(found.means[row(found, "masts"), 1])
    assert np.isnan(found.values[row(found, "masts"), 1])


def test_highest_and_lowest_are_marked_where_they_differ(found):
    masts, unknown = row(found, "masts"), row(found, "sharing_ratio")
    assert (found.highest[masts].tolist(), found.lowest[masts].tolist()) == (
        [True, False],
        [False, True],
    )
    for at in (unknown, row(found, "people"), row(found, "full_share")):
        assert not found.highest[at].any()
        assert not found.lowest[at].any()


@pytest.mark.parametrize("codes", [(), (WEST,), (WEST, WEST), tuple("123456")])
def test_two_to_five_areas_are_compared(atlas, snapshot, codes):
    with pytest.raises(BadOption):
        compare_areas(atlas, snapshot, AREAS, codes)


def test_an_area_that_is_gone_is_refused(atlas, snapshot):
    with pytest.raises(UnknownArea):
        compare_areas(atlas, snapshot, AREAS, (WEST, "99999"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_table_names_every_row_and_says_why_a_cell_is_blank(found, lang):
    words = Words(lang)
    table = comparison_table(found, words, cities=CITIES)
    assert list(table.columns[3:7]) == [
        "Phường Hải Châu",
        "Phường Hòa Cường",
        words("profile.average_city", name="Thành phố Đà Nẵng"),
        words("profile.average_country"),
    ]
    at = row(found, "sharing_ratio")
    assert table.iloc[at, 3] == 50.0  # a percentage
    assert "Phường Hòa Cường" in table.iloc[at, -1]
    assert table.iloc[:, 1].is_unique


def test_areas_of_one_name_are_two_columns(found, atlas, snapshot):
    twins = compare_areas(atlas, snapshot, AREAS, (WEST, EAST))
    object.__setattr__(twins.profiles[1], "title", twins.profiles[0].title)
    try:
        table = comparison_table(twins, Words("vi"), cities=CITIES)
    finally:
        object.__setattr__(twins.profiles[1], "title", "Phường Hòa Cường")
    assert table.columns.is_unique
    assert "Phường Hải Châu (2)" in table


def test_the_workbook_holds_numbers_and_notes_in_both_languages(found):
    words = Words("vi")
    table = comparison_table(found, words, cities=CITIES)
    notes = both_languages(lambda spoken: comparison_notes(found, spoken))
    sheets = pd.read_excel(BytesIO(table_file(table, notes, words, "xlsx")), sheet_name=None)
    values, said = sheets.values()
    assert values["Phường Hải Châu"].iloc[row(found, "masts")] == 3
    assert said["vi"].notna().all()
    assert said["en"].notna().all()
    assert said["en"].str.contains("sum over sum").any()
    csv = table_file(table, notes, words, "csv").decode("utf-8-sig")
    assert csv.startswith('"# ')
    assert "Phường Hải Châu" in csv
