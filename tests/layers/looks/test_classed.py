"""Classes over the whole layer, counts over what passes, and the class of every feature."""

import numpy as np
import pytest

from layers.errors import BadLook, UnknownField
from layers.filters.condition import Condition, Filter
from layers.looks.classed import Entry, classed, feature_classes
from layers.looks.look import Look
from layers.looks.settle import settle_look
from layers.looks.sizes import SIZES, size_bounds, size_of
from layers.tables.page import features_there, places_of
from layers.words import Words
from tests.layers.filters.conftest import make_sites, put

ALL = Filter()
VNPT = Filter((Condition("owner", "=", ("VNPT",)),))
LAYER = "antenna_mast"


def of(atlas, look, filter=ALL):
    return classed(atlas, atlas.now(), LAYER, look, filter)


def features(atlas, look, filter=ALL):
    """Feature id -> class, size."""
    snapshot = atlas.now()
    frame = atlas.frame(snapshot.versions[LAYER]).set_index("fid")
    found = feature_classes(atlas, snapshot, LAYER, look, filter)
    more = [c for c in ("k", "s") if c in found]
    ids = frame.loc[found["fid"], "feature_id"]
    return dict(
        zip(ids, found[more].astype(object).itertuples(index=False, name=None), strict=True)
    )


def test_graduated_classes_do_not_move_when_filtered(asked):
    look = Look("graduated", field="height_m", scheme="equal_interval", classes=2)
    whole = of(asked, look)
    assert whole.entries == (Entry("0", 10, 50, None, 5), Entry("1", 50, 90, None, 4))
    assert (whole.unknown, whole.total, whole.shown) == (1, 10, 10)
    part = of(asked, look, VNPT)
    assert [(e.low, e.high, e.count) for e in part.entries] == [(10, 50, 2), (50, 90, 2)]
    assert (part.unknown, part.total, part.shown) == (0, 10, 4)
    assert features(asked, look)["m3"] == ("?",)
    assert features(asked, look, VNPT) == {"m0": ("0",), "m5": ("0",), "m6": ("1",), "m8": ("1",)}


def test_own_breaks_get_a_class_for_what_is_larger(asked):
    look = Look("graduated", field="height_m", scheme="own", breaks=(15, 45))
    found = [(e.id, e.low, e.high, e.count) for e in of(asked, look).entries]
    assert found == [("0", 10, 15, 1), ("1", 15, 45, 3), ("2", 45, 90, 5)]


def test_categories_go_by_the_list_of_values_or_by_number(asked):
    classes = of(asked, Look("categorical", field="mast_class"))
    assert [(e.id, e.value, e.count) for e in classes.entries] == [
        ("A1a", "A1a", 3),
        ("A2a", "A2a", 5),
    ]
    # "unknown" in the file and nothing in the file are the same to a reader.
    assert classes.unknown == 2
    owners = of(asked, Look("categorical", field="owner"), VNPT)
    assert [(e.id, e.count) for e in owners.entries] == [
        ("VNPT", 4),
        ("Viettel", 0),
        ("Mobi Phố", 0),
    ]
    assert owners.unknown == 0
    assert features(asked, Look("categorical", field="mast_class"))["m2"] == ("?",)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("shared", [("false", 8), ("true", 1)]),
        ("n_operators", [("1", 3), ("2", 2), ("3", 2), ("4", 1)]),
    ],
)
def test_categories_of_numbers_and_of_yes_and_no(asked, field, found):
    entries = of(asked, Look("categorical", field=field)).entries
    assert [(e.id, e.count) for e in entries] == found


def test_more_values_than_colours_share_one_class(changing):
    sites = make_sites().iloc[[0] * 30].assign(owner=[f"o{max(i, 10):02}" for i in range(30)])
    put(changing, LAYER, sites)
    entries = of(changing, Look("categorical", field="owner")).entries
    assert len(entries) == 12
    assert entries[0] == Entry("o10", None, None, "o10", 11)
    assert entries[-1] == Entry("*", None, None, None, 9)


def test_nothing_known_makes_no_class(changing):
    put(changing, LAYER, make_sites().assign(height_m=np.nan))
    found = of(changing, Look("graduated", field="height_m", size_by="height_m"))
    assert (found.entries, found.unknown, found.sizes) == ((), 10, ())
    shown = features(changing, Look("graduated", field="height_m"))
    assert set(shown.values()) == {("?",)}


def test_sizes_go_with_the_root_of_the_number(asked):
    look = Look(size_by="height_m")
    found = of(asked, look)
    assert [factor for _, factor in found.sizes] == list(SIZES)
    assert found.sizes[-1] == (90.0, 2.5)
    assert found.sizes[0][0] == pytest.approx(90 * (0.6 / 2.5) ** 2)
    sizes = features(asked, look)
    assert (sizes["m0"], sizes["m9"]) == ((1,), (5,))
    assert sizes["m3"][0] is not sizes["m0"][0]
    snapshot = asked.now()
    table = feature_classes(asked, snapshot, LAYER, look, ALL)
    assert table["s"].isna().sum() == 1


def test_a_few_very_large_numbers_do_not_make_all_others_small():
    values = np.append(np.arange(1, 1001.0), 1e9)
    bounds = size_bounds(values)
    assert bounds[-1] == 1e9
    assert bounds[-2] == pytest.approx(991 * (2.0 / 2.5) ** 2, rel=0.01)
    assert (np.bincount(size_of(values, bounds)) > 50).all()
    assert size_bounds(np.array([-3.0, 0.0])) == (0.0,)
    assert size_of(np.array([np.nan, 5.0]), (1.0, 2.0)).tolist() == [-1, 1]


def test_without_a_look_only_the_filter_counts(asked):
    table = feature_classes(asked, asked.now(), LAYER, None, VNPT)
    assert list(table.columns) == ["fid"]
    assert len(table) == 4


def test_the_ids_are_read_once_for_all_filters(changing, monkeypatch):
    snapshot, read, asked_for = changing.now(), changing.column, []
    monkeypatch.setattr(
        changing, "column", lambda version, name: asked_for.append(name) or read(version, name)
    )
    sizes = [len(feature_classes(changing, snapshot, LAYER, None, f)) for f in (VNPT, ALL, VNPT)]
    assert sizes == [4, 10, 4]
    assert asked_for.count("fid") == 1


@pytest.mark.parametrize(
    ("look", "fault"),
    [
        (Look("graduated", field="owner"), BadLook),
        (Look("graduated", field="in_service_date"), BadLook),
        (Look(size_by="owner"), BadLook),
        (Look("categorical", field="gone"), UnknownField),
        (Look(size_by="gone"), UnknownField),
    ],
)
def test_a_look_that_cannot_be_is_refused(asked, look, fault):
    with pytest.raises(fault):
        of(asked, look)


@pytest.mark.parametrize(
    ("layer", "look", "left", "key"),
    [
        (LAYER, Look("categorical", field="gone"), None, "look.no_column"),
        (LAYER, Look("graduated", field="owner"), None, "look.no_number"),
        (LAYER, Look(size_by="gone"), Look(), "look.no_size"),
        (LAYER, Look("heat", size_by="owner"), Look("heat"), "look.no_size"),
        ("duct_route", Look("cluster"), None, "look.no_points"),
    ],
)
def test_what_of_a_look_does_not_fit_is_told(asked, layer, look, left, key):
    found, remarks = settle_look(asked, asked.now(), layer, look)
    assert found == left
    assert [remark[0] for remark in remarks] == [key]
    for lang in ("vi", "en"):
        assert "{" not in Words(lang)(key, **remarks[0][1])


def test_a_look_that_fits_stays(asked):
    look = Look("graduated", field="height_m", size_by="n_operators")
    assert settle_look(asked, asked.now(), LAYER, look) == (look, [])
    assert settle_look(asked, asked.now(), LAYER, None) == (None, [])


def test_features_are_picked_out_of_a_layer_that_has_a_look(changing):
    """The ids a look had kept were in the way of the index of a pick, and the page ended."""
    snapshot, version = changing.now(), changing.now().versions[LAYER]
    feature_classes(changing, snapshot, LAYER, None, VNPT)
    fids = changing.frame(version)["fid"].tolist()
    assert places_of(changing, version, [fids[3], 10**9, fids[0]]).tolist() == [3, 0]
    there = [f"{LAYER}:{fids[3]}", f"{LAYER}:{fids[0]}"]
    assert features_there(changing, snapshot, [there[0], f"{LAYER}:999999", there[1]]) == there
