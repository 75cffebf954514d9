"""All rules together: the list of rules, the sharing of a city, words, the layer that comes of it."""

import pytest
from shapely.geometry import box

from layers.errors import BadOption, UnknownCity, UnknownLayer
from layers.regulation.check import check_masts
from layers.regulation.rule_table import BINDING, KINDS, Rule, mast_rules, rules_of
from layers.regulation.violations import VIOLATION_SPEC, sentence_of, sentences
from layers.settings import REFERENCE
from layers.words import Words
from tests.layers.regulation.ground import TOWN, at, masts, zone, zones


@pytest.fixture
def found(atlas):
    frame = masts(
        {"geometry": at(TOWN), "n_operators": 2},
        {"geometry": at(TOWN, 100), "n_operators": None},
        {"geometry": at(TOWN, 3000), "mast_class": "A1a", "height_m": 9.0, "n_operators": 1},
    )
    around = box(108.049, 16.049, 108.0505, 16.051)
    named = zone(around, name="=SUM(1) <b>Ủy ban</b>", rule_ref="QĐ 7")
    atlas = atlas(antenna_mast=frame, mast_zone=zones(named))
    return check_masts(atlas, atlas.now(), city="48")


def test_the_table_of_rules_is_of_one_form():
    rules = mast_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert {rule.kind for rule in rules} == set(KINDS)
    assert {rule.binding for rule in rules} <= set(BINDING)
    assert all(rule.title_vi and rule.title_en and rule.source for rule in rules)
    assert {(r.province_code, r.former_code) for r in rules if r.former_name == "Quảng Nam"} == {
        ("48", "49")
    }
    assert {(r.province_code, r.former_code) for r in rules if r.former_name == "Hải Dương"} == {
        ("31", "30")
    }


def test_the_numbers_are_those_of_the_domain_study():
    import csv

    with (REFERENCE / "coverage_rules.csv").open(encoding="utf-8") as file:
        studied = {row["id"]: row for row in csv.DictReader(file)}
    named = [rule for rule in mast_rules() if rule.coverage_rule and rule.has_value]
    assert len(named) >= 10
    for rule in named:
        origin = studied[rule.coverage_rule]
        assert rule.certainty == origin["certainty"], rule.id
        if rule.unit == "m":
            assert rule.value == float(origin["value"]), rule.id


def test_a_province_gets_its_rules_and_those_of_the_country():
    assert {rule.province_code for rule in rules_of("48")} == {"48", ""}
    assert {rule.province_code for rule in rules_of("92")} == {""}
    assert rules_of("VN") == mast_rules()


def test_every_kind_is_found_and_listed(found):
    assert found.rows.groupby("kind").size().to_dict() == {
        "a1_only_zone": 1,
        "height": 1,
        "spacing": 1,
    }
    state = found.rules.set_index("rule")["state"]
    assert state[["qn_a2b_urban", "mast_zone", "a1a_height", "a1a_reach"]].tolist() == [
        "not_met", "not_met", "not_met", "not_judged",
    ]  # fmt: skip
    assert found.judged == 3
    assert len(found.binding) == 1


@pytest.mark.parametrize(("value", "state"), [(0.5, "met"), (0.51, "not_met")])
def test_sharing_of_a_city_is_masts_with_two_operators_among_those_known(atlas, value, state):
    rows = [{"geometry": at(TOWN, 900 * k), "n_operators": n} for k, n in enumerate([2, 1, None])]
    atlas = atlas(antenna_mast=masts(*rows))
    rule = Rule("s", "sharing", value=value, unit="share")
    got = check_masts(atlas, atlas.now(), city="48", rules=[rule]).rules.set_index("rule")
    assert got.loc["s", ["found", "judged", "state"]].tolist() == [0.5, 2, state]


def test_each_violation_is_said_in_both_languages(found):
    for lang, part in (("en", "does not allow"), ("vi", "không được phép")):
        said = sentences(found.rows, Words(lang))
        assert len(said) == 3
        assert said == [sentence_of(row, Words(lang)) for _, row in found.rows.iterrows()]
        assert any(part in text for text in said)
        assert all("{" not in text for text in said)
        assert found.to_rows(Words(lang))["text"].str.len().gt(0).all()
    assert "m1 is 100 m from m2; the rule asks for at least 300 m." in sentences(
        found.rows, Words("en")
    )


def test_the_layer_has_an_id_a_row_and_the_fields_of_its_spec(found):
    frame = found.to_layer_frame()
    assert frame["feature_id"].tolist() == [f"rule_violation-48-0000{k}" for k in (1, 2, 3)]
    assert [field.name for field in VIOLATION_SPEC.fields] == list(frame.columns.drop("geometry"))
    assert frame.geometry.notna().all()
    assert frame.crs.to_epsg() == 4326


def test_wrong_questions_are_refused(atlas):
    atlas = atlas(antenna_mast=masts({"geometry": at(TOWN)}))
    with pytest.raises(BadOption):
        check_masts(atlas, atlas.now(), city="48", kinds=("width",))
    with pytest.raises(UnknownCity):
        check_masts(atlas, atlas.now(), city="99")
    with pytest.raises(UnknownLayer):
        check_masts(atlas, atlas.now(), city="48", masts="planned_site")


def test_asking_again_takes_the_answer_that_is_there(atlas):
    atlas = atlas(antenna_mast=masts({"geometry": at(TOWN)}))
    snapshot = atlas.now()
    assert check_masts(atlas, snapshot, city="48") is check_masts(atlas, snapshot, city="48")


def test_masts_are_points(atlas):
    made = atlas(antenna_mast=masts({"geometry": at(TOWN)}), mast_zone=zones(zone(None)))
    with pytest.raises(UnknownLayer, match="mast_zone"):
        check_masts(made, made.now(), city="48", masts="mast_zone")
