"""The crosswalk in both directions, what happened to the units, and the districts that are gone."""

import pandas as pd
import pytest

from layers.errors import NoCrosswalk
from layers.units.events import KINDS, events, former_districts
from layers.units.links import COLUMNS, PART, links, links_of_layer
from layers.units.national import crosswalk
from layers.units.register import register

FORMER, TODAY, NOW = "v2025-03", "v2025-07", "v2026-04"


def of_city(rows: pd.DataFrame, city: str) -> pd.DataFrame:
    province = register(FORMER).frame.set_index("code")["province_code"]
    return rows[rows["from_key"].str.partition(":")[2].map(province) == city]


@pytest.mark.parametrize("to_version", [TODAY, NOW])
@pytest.mark.parametrize(
    ("city", "count", "split", "onto"),
    [("01", 526, 199, 126), ("48", 47, 1, 15), ("79", 273, 31, 102), ("92", 80, 5, 34)],
)
def test_the_four_cities(to_version, city, count, split, onto):
    rows = of_city(links(FORMER, to_version), city)
    assert rows["from_key"].nunique() == count
    assert rows.loc[rows["relation"] == PART, "from_key"].nunique() == split
    assert rows["to_key"].nunique() == onto


def test_the_country():
    rows = links(FORMER, TODAY)
    part = rows["relation"] == PART
    assert list(rows.columns) == COLUMNS
    assert (~part).sum() == 9569
    assert (rows.loc[part, "from_key"].nunique(), part.sum()) == (471, 1033)
    assert rows["from_key"].nunique() == 10040
    assert rows["to_key"].nunique() == 3321


@pytest.mark.parametrize(
    ("begin", "end"), [(FORMER, TODAY), (TODAY, FORMER), (FORMER, NOW), (NOW, FORMER), (TODAY, NOW)]
)
def test_every_unit_has_one_default_and_part_means_several(begin, end):
    rows = links(begin, end)
    grouped = rows.groupby("from_key")
    assert (grouped["default"].sum() == 1).all()
    several = grouped["to_key"].transform("size") > 1
    assert ((rows["relation"] == PART) == several).all()
    assert rows["from_key"].str.startswith(begin + ":").all()
    assert rows["to_key"].str.startswith(end + ":").all()
    assert not rows.duplicated(["from_key", "to_key"]).any()


def test_back_is_the_same_pairs_turned_round():
    there, back = links(FORMER, NOW), links(NOW, FORMER)
    turned = back.rename(columns={"from_key": "to_key", "to_key": "from_key"})
    pairs = ["from_key", "to_key"]
    assert set(there[pairs].itertuples(index=False)) == set(turned[pairs].itertuples(index=False))


def test_back_the_default_is_the_unit_whose_code_was_kept():
    rows = links(NOW, FORMER)
    chosen = rows[rows["default"]]
    same = chosen["from_key"].str.partition(":")[2] == chosen["to_key"].str.partition(":")[2]
    assert (~same).sum() == 5  # the island districts, whose code was a district's


def test_versions_of_the_same_ground_are_one_to_one():
    rows = links(TODAY, NOW)
    assert len(rows) == 3321
    assert rows["relation"].value_counts().to_dict() == {"unchanged": 3311, "upgraded": 10}
    assert set(links(NOW, TODAY)["relation"]) == {"unchanged", "upgraded"}
    assert set(links(NOW, NOW)["relation"]) == {"unchanged"}


@pytest.mark.parametrize("pair", [("v2025-01", NOW), (NOW, "v2018"), ("v9", NOW)])
def test_no_crosswalk_names_what_there_is(pair):
    with pytest.raises(NoCrosswalk, match="v2025-03, v2025-07, v2026-04"):
        links(*pair)


def test_links_of_a_layer_keep_their_shares():
    layer = crosswalk().head(40).assign(area_share=0.25)
    rows = links_of_layer(layer, FORMER, NOW)
    assert (rows["area_share"] == 0.25).all()
    assert rows["to_key"].str.startswith("v2026-04:").all()
    assert links_of_layer(layer, NOW, FORMER)["area_share"].isna().all()
    with pytest.raises(NoCrosswalk):
        links_of_layer(layer, "v2025-01", NOW)


def test_what_became_of_the_units():
    found = events(FORMER, TODAY)
    assert set(found["kind"]) <= set(KINDS)
    assert (found["parts"] == 0).sum() == 2880
    one = found["from_keys"].str.len() == 1
    assert (one & (found["parts"] == 0)).sum() == 137
    hai_chau = found.set_index("to_key").loc["v2025-07:20242"]
    assert hai_chau["kind"] == "merged"
    assert found.set_index("to_key").loc["v2025-07:20333", "kind"] == "upgraded"


def test_what_happened_in_april_2026():
    found = events(TODAY, NOW).set_index("to_key")["kind"]
    assert found[found == "upgraded"].index.str.partition(":").get_level_values(2).tolist() == [
        "25270", "25357", "25363", "26116", "26170", "26248", "26326", "26368", "26425", "26485",
    ]  # fmt: skip


def test_former_districts_group_the_communes_of_today():
    found = former_districts(NOW)
    assert found["district_key"].nunique() == 696
    assert found["unit_key"].nunique() == 3321
    alone = ~found["unit_key"].duplicated(keep=False)
    assert (found["share"].notna() == alone).all()
    hai_chau = found[found["district_name"] == "Quận Hải Châu"]
    assert hai_chau["unit_key"].tolist() == ["v2026-04:20242", "v2026-04:20257"]
    assert set(found.loc[found["unit_key"] == "v2026-04:20333", "district_name"]) == {
        "Huyện Hoàng Sa"
    }
