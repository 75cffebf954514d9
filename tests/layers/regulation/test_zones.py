"""Zones of the plan where only some classes of masts may stand."""

from shapely.geometry import LineString, box

from layers.regulation.check import check_masts
from tests.layers.regulation.ground import TOWN, at, masts, zone, zones

AROUND = box(108.04, 16.04, 108.06, 16.06)
KINDS = ("a1_only_zone",)


def found(atlas, mast_rows, zone_rows, kinds=KINDS):
    atlas = atlas(antenna_mast=masts(*mast_rows), mast_zone=zones(*zone_rows))
    return check_masts(atlas, atlas.now(), city="48", kinds=kinds)


def test_only_the_classes_that_a_zone_names_may_stand_in_it(atlas):
    rows = [
        {"geometry": at(TOWN), "mast_class": "A2a"},
        {"geometry": at(TOWN, 100), "mast_class": "A1b"},
        {"geometry": at(TOWN, 200), "mast_class": "unknown"},
        {"geometry": at(TOWN, 5000), "mast_class": "A2b"},
    ]
    got = found(atlas, rows, [zone(AROUND, rule_ref="Decision 7")])
    assert got.rows[["mast", "other", "kind"]].to_numpy().tolist() == [["m1", "z1", "a1_only_zone"]]
    assert got.rows[["source", "binding"]].to_numpy().tolist() == [["Decision 7", "yes"]]
    assert got.left_out[["mast", "why"]].to_numpy().tolist() == [["m3", "no_class"]]
    assert len(got.binding) == 1


def test_a_zone_without_a_rule_takes_that_of_its_province_which_has_expired(atlas):
    got = found(atlas, [{"geometry": at(TOWN)}], [zone(AROUND)])
    assert got.rows[["rule", "binding"]].to_numpy().tolist() == [["qn_a1_only", "expired"]]


def test_without_a_rule_anywhere_nobody_knows_whether_it_binds(atlas):
    got = found(atlas, [{"geometry": at(TOWN)}], [zone(AROUND, province_code="77")])
    assert got.rows[["rule", "binding"]].to_numpy().tolist() == [["mast_zone", "unknown"]]


def test_a_planned_zone_does_not_bind_yet_and_one_that_is_gone_does_not_count(atlas):
    shapes = [
        zone(AROUND, rule_ref="R", status="planned"),
        zone(AROUND, rule_ref="R", status="removed"),
    ]
    got = found(atlas, [{"geometry": at(TOWN)}], shapes)
    assert got.rows[["other", "binding"]].to_numpy().tolist() == [["z1", "no"]]


def test_a_line_has_no_inside_and_is_said_to_be_left_out(atlas):
    line = LineString([(108.0, 16.05), (108.1, 16.05)])
    got = found(atlas, [{"geometry": at(TOWN)}], [zone(line)])
    assert got.rows.empty
    assert got.left_out[["layer", "mast", "why"]].to_numpy().tolist() == [
        ["mast_zone", "z1", "zone_is_line"]
    ]


def test_a_zone_may_ask_for_a_spacing_of_its_own(atlas):
    rows = [
        {"geometry": at(TOWN), "mast_class": "A1a"},
        {"geometry": at(TOWN, 80), "mast_class": "A1a"},
        {"geometry": at(TOWN, 300), "mast_class": "A1a"},
    ]
    own = zone(AROUND, rule_ref="R", min_spacing_m=100.0)
    got = found(atlas, rows, [own], kinds=("spacing",))
    assert got.rows[["mast", "other", "limit_m", "kind"]].to_numpy().tolist() == [
        ["m1", "m2", 100, "spacing"]
    ]


def test_without_the_layer_nothing_is_said_about_zones(atlas):
    atlas = atlas(antenna_mast=masts({"geometry": at(TOWN)}))
    got = check_masts(atlas, atlas.now(), city="48", kinds=KINDS)
    assert got.rows.empty
    assert "regulation.note.no_zones" in {note.key for note in got.notes}


def test_zones_as_a_store_gives_them_with_blanks(atlas):
    """A store gives text columns in which a blank is NA, not None."""
    rows = zones(
        zone(AROUND, rule_ref="Decision 7", status=None),
        zone(AROUND, allowed_classes=" "),
        zone(None),
        zone(LineString([(105, 20), (105.1, 20)]), province_code="01"),
    )
    texts = ["status", "rule_ref", "allowed_classes", "name", "province_code"]
    rows = rows.astype(dict.fromkeys(texts, "string"))
    made = atlas(antenna_mast=masts({"geometry": at(TOWN)}), mast_zone=rows)
    got = check_masts(made, made.now(), city="48", kinds=KINDS)
    assert got.rows[["mast", "other", "binding"]].to_numpy().tolist() == [["m1", "z1", "yes"]]
    assert got.left_out[["mast", "why"]].to_numpy().tolist() == [
        ["z2", "zone_allows_unknown"],
        ["z3", "zone_no_position"],
    ]
