"""The areas as a table."""

import math

from layers.tables.areas import area_table, ranked_areas

ASKED = {"areas": "admin_commune", "city": "48", "by": "masts"}


def test_names_in_order_and_indicators_beside_them(atlas, snapshot):
    table = area_table(atlas, snapshot, "admin_commune", "48")
    assert table["name"].tolist() == ["Phường Hải Châu", "Phường Hòa Cường"]
    assert table["masts"].tolist() == [5.0, 0.0]
    assert math.isnan(table["full_share"].iloc[0])


def test_the_highest_value_has_the_first_rank(atlas, snapshot):
    found = ranked_areas(atlas, snapshot, **ASKED, sort="masts", descending=False)
    assert found[["code", "rank"]].to_numpy().tolist() == [["20195", 2.0], ["20194", 1.0]]
    by_name = ranked_areas(atlas, snapshot, **ASKED, sort="name", descending=True)
    assert by_name["code"].tolist() == ["20195", "20194"]
