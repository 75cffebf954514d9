"""Whole lists written in other ways: nearly all match by themselves, and none wrongly."""

import random

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.text import fold
from layers.matching.match import HOWS, former_of, match_areas
from layers.units.register import register

NOW = "v2026-04"
UNITS = register(NOW)


def stripped(texts):
    return texts.map(fold)


def glued(texts):
    return texts.str.replace(r"[\s'-]", "", regex=True)


def short(texts):
    for long, abbreviated in (("Phường ", "P."), ("Xã ", "X. "), ("Thành phố ", "TP. ")):
        texts = texts.str.replace(long, abbreviated)
    return texts


WAYS = {
    "as they are": lambda t: t,
    "upper": lambda t: t.str.upper(),
    "lower": lambda t: t.str.lower(),
    "no accents": stripped,
    "no accents, upper": lambda t: stripped(t).str.upper(),
    "no spaces": glued,
    "no accents, no spaces": lambda t: glued(stripped(t)),
    "short": short,
    "UBND": lambda t: "UBND " + t.str.lower(),
}


def matched(names, parents=None):
    order = names.sample(frac=1, random_state=7).index
    parents = None if parents is None else parents.loc[order]
    found = match_areas(UNITS, names=names.loc[order], parents=parents, former=former_of(NOW))
    rows = found.rows.sort_index()
    assert len(rows) == len(names)
    sure = rows["code"].notna()
    wrong = sure & (rows["code"] != UNITS.frame["code"])
    return sure.mean(), wrong.sum()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("column", ["full_name", "name"])
def test_all_communes_with_their_provinces(way, column):
    names = WAYS[way](UNITS.frame[column])
    share, wrong = matched(names, WAYS[way](UNITS.frame["province_name"]))
    assert wrong == 0
    assert share >= (0.99 if "no accents" in way else 1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("column", ["full_name", "name"])
def test_all_communes_without_parents_are_never_wrong(way, column):
    share, wrong = matched(WAYS[way](UNITS.frame[column]))
    assert wrong == 0
    assert share > 0.7


@pytest.mark.parametrize("joint", [", ", " - ", " / ", "; "])
def test_name_and_province_in_one_cell(joint):
    frame = UNITS.frame
    share, wrong = matched(frame["full_name"] + joint + short(frame["province_name"]))
    assert (share, wrong) == (1, 0)


def test_half_of_the_marks_lost():
    dice = random.Random(5)
    frame = UNITS.frame
    names = frame["full_name"].map(lambda t: fold(t) if dice.random() < 0.5 else t)
    share, wrong = matched(names, frame["province_name"])
    assert wrong == 0
    assert share > 0.99


def test_names_of_another_national_list_that_differ_by_tone_place(shared_data):
    other = gpd.read_parquet(shared_data / "vn_communes_20m.parquet").set_index("code")
    ours = UNITS.frame.set_index("code")["full_name"]
    before = register("v2025-07").frame.set_index("code")["full_name"]
    codes = other.index.intersection(ours.index)
    differ = codes[(other.loc[codes, "full_name"] != before[codes]).to_numpy()]
    assert len(codes) >= 3320
    rows = other.loc[codes]
    found = match_areas(
        UNITS, names=rows["full_name"], parents=rows["province_name"], former=former_of(NOW)
    ).rows
    assert (found["code"] == found.index).all()
    assert set(found.loc[differ, "how"]) <= {"tones", "type", "exact"}


def test_the_wards_of_ha_noi_as_offices():
    wards = UNITS.frame[UNITS.frame["province_code"] == "01"]
    for names in (
        "UBND " + wards["full_name"].str.lower(),
        "UBND phường " + wards["name"],
        "Ủy ban nhân dân " + wards["full_name"],
    ):
        found = match_areas(UNITS, names=names, parents=pd.Series("Hà Nội", index=wards.index))
        assert found.matched == 126
        assert found.rows["code"].tolist() == wards["code"].tolist()


def test_the_former_communes_in_their_districts():
    units = register("v2025-03")
    frame = units.frame
    rows = match_areas(
        units, names=frame["full_name"], parents=[frame["district_name"], frame["province_name"]]
    ).rows
    assert (rows["code"] == frame["code"]).all()


def test_former_names_are_only_taken_where_one_became_one():
    former = former_of(NOW)
    old = former.register.frame
    rows = match_areas(
        UNITS,
        names=old["full_name"],
        parents=[old["district_name"], old["province_name"]],
        former=former,
    ).rows
    links = former.links.set_index("from_key")
    taken = rows[rows["how"] == "former"]
    relations = links.loc[old.loc[taken.index, "unit_key"]]
    assert set(relations["relation"]) <= {"unchanged", "renamed", "upgraded"}
    assert relations["to_key"].tolist() == taken["unit_key"].tolist()
    merged = rows[rows["reason"].isin(["former_merged", "former_split"])]
    ends = former.links.groupby("from_key")["to_key"].agg(set)
    for position, candidates in merged["candidates"].sample(300, random_state=1).items():
        assert set(candidates) == ends[old.at[position, "unit_key"]]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(UNITS.frame["full_name"].head(200).tolist()),
            st.sampled_from(["", "5", "P.", "UBND", "Phường", ",", " - ", "Xã , Đà Nẵng", "Ð"]),
            st.none(),
        ),
        max_size=12,
    ),
    st.sampled_from([None, "Đà Nẵng", "Quận 1", "?"]),
)
def test_one_row_out_for_each_row_in(names, parent):
    given_names = pd.Series(names, dtype=object)
    parents = None if parent is None else pd.Series([parent] * len(names), dtype=object)
    rows = match_areas(UNITS, names=given_names, parents=parents, former=former_of(NOW)).rows
    assert rows.index.equals(given_names.index)
    assert set(rows["how"]) <= set(HOWS)
    known = set(UNITS.frame["unit_key"])
    for row in rows.itertuples():
        assert set(row.candidates) <= known
        assert (row.code is None) == (row.unit_key is None)
        assert (row.code is not None) <= (row.how not in ("review", "none", "blank"))
        assert (row.how == "review") <= (len(row.candidates) > 0 and row.reason is not None)


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(40)), st.integers(0, 3000))
def test_the_order_of_the_rows_does_not_matter(order, start):
    part = UNITS.frame.iloc[start : start + 40].reset_index(drop=True)
    names = stripped(part["full_name"])
    there = match_areas(UNITS, names=names, parents=part["province_name"]).rows
    turned = [p for p in order if p < len(part)]
    back = match_areas(
        UNITS, names=names.iloc[turned], parents=part["province_name"].iloc[turned]
    ).rows
    assert back.sort_index()["code"].tolist() == there["code"].tolist()
