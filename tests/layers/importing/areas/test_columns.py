"""Which columns of a table say what unit a row is of."""

import pandas as pd

from layers.importing.areas.columns import find_area_columns
from layers.units.register import register

UNITS = register("v2026-04")


def test_a_column_of_names_goes_before_one_of_districts():
    table = pd.DataFrame(
        {
            "full_name": ["Phường Thanh Bình", "Phường Thuận Phước"],
            "district_name": ["Quận Hải Châu", "Quận Hải Châu"],
        }
    )
    found = find_area_columns(table, UNITS, chosen={})
    assert (found.name, found.parents) == ("full_name", ("district_name",))


def test_names_under_a_strange_heading_go_before_districts():
    table = pd.DataFrame(
        {"Nơi báo cáo": ["Phường Hải Châu", "Xã Hòa Vang"], "Quận/Huyện": ["Hải Châu", "Hòa Vang"]}
    )
    found = find_area_columns(table, UNITS, chosen={})
    assert (found.name, found.parents) == ("Nơi báo cáo", ("Quận/Huyện",))


def test_a_table_of_districts_is_named_by_them():
    table = pd.DataFrame({"Quận/Huyện": ["Hải Châu", "Hòa Vang"], "Số": [1, 2]})
    assert find_area_columns(table, UNITS, chosen={}).name == "Quận/Huyện"
