"""What is asked of a store comes back with its state, its range and how it was made, or not at all."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.atlas import Atlas
from layers.errors import NotMappable, UnknownCity
from layers.services.answers import Question, ask
from layers.services.behind import behind, observations_of_unit
from layers.services.choices import choices
from layers.services.derivation import Derivation
from layers.services.measures import MEASURES
from layers.services.naming import boundary_name
from layers.services.observations import observations
from layers.services.places import Places
from layers.services.returns import returns_of
from layers.services.values import value_areas
from layers.spec import load_specs
from layers.units.links import links
from layers.units.register import register
from layers.words import LANGUAGES, Words
from tests.layers.services.ask_case import communes, districts, provinces, returns

FORMER = "v2025-03:"
TODAY = "v2025-07:"


@pytest.fixture
def asked(store, publish):
    """Ask of a store that holds Da Nang and the given returns."""

    def make(rows: list[dict]):
        for layer, frame in (
            ("admin_commune", communes("admin_commune")),
            ("admin_commune_former", communes("admin_commune_former")),
            ("admin_district", districts()),
            ("admin_province", provinces()),
            ("service_availability", returns(rows)),
        ):
            publish(frame, layer)
        atlas = Atlas(store)
        return atlas, atlas.now()

    return make


def all_former(**more) -> list[dict]:
    """A return of each of the 47 former communes: 100 procedures, those wholly online 1, 2, 3 ..."""
    codes = register("v2025-03").frame.query("province_code == '48'")["code"]
    return [
        {"unit_key": FORMER + code, "n_procedures": 100, "n_full": i, "period": "2025-03"} | more
        for i, code in enumerate(codes, start=1)
    ]


CITY_TIERS = [
    {"unit_key": "v2018:48", "tier": "district", "period": "2019-10", "scheme": "levels_1_4",
     "counting_unit": "service", "n_level34": 151, "n_procedures": 176, "place": "Da Nang"},
    {"unit_key": "v2018:48", "tier": "commune", "period": "2019-10", "scheme": "levels_1_4",
     "counting_unit": "service", "n_level34": 80, "n_procedures": 97, "place": "Da Nang"},
]  # fmt: skip


def test_values_are_those_of_the_areas_and_states_stay_apart(asked):
    atlas, now = asked(
        [
            {"unit_key": TODAY + "20194", "n_procedures": 10, "n_full": 4},
            {"unit_key": "v2026-04:20197", "n_procedures": 10, "n_full": 0},
            {
                "unit_key": TODAY + "20200",
                "n_procedures": 10,
                "n_full": None,
                "states": "n_full=suppressed",
            },
            {
                "unit_key": TODAY + "20209",
                "n_procedures": 10,
                "n_full": None,
                "states": "n_full=no_data",
            },
            {
                "unit_key": TODAY + "20242",
                "n_procedures": 10,
                "n_full": None,
                "states": "n_full=not_applicable",
            },
            {
                "unit_key": TODAY + "20257",
                "n_procedures": 10,
                "n_full": None,
                "states": "n_full=unknown",
            },
        ]
    )
    answer = ask(atlas, now, Question("full_share", "admin_commune", "48"))
    rows = answer.rows.set_index("code")
    assert rows["state"].reindex(["20194", "20197", "20200", "20209", "20242", "20257"]).tolist() == [
        "known", "zero", "suppressed", "no_data", "not_applicable", "unknown",
    ]  # fmt: skip
    assert rows.loc["20194", ["value", "low", "high", "how"]].tolist() == [0.4, 0.4, 0.4, "direct"]
    assert rows.loc["20197", "from_version"] == "v2026-04"
    assert (rows["how"] == "none").sum() == 88
    assert answer.total == {
        "value": 0.2, "numerator": 4.0, "denominator": 20.0, "known": 2, "unknown": 92, "units": 94,
    }  # fmt: skip
    assert answer.classes.unknown == 92


def test_a_tier_of_a_whole_city_is_never_spread_over_its_parts(asked):
    atlas, now = asked(CITY_TIERS)
    for areas in ("admin_district", "admin_commune", "admin_commune_former"):
        for tier in ("district", "commune"):
            for measure in ("level34_share", "level34", "procedures"):
                with pytest.raises(NotMappable) as fault:
                    ask(atlas, now, Question(measure, areas, "48", tier))
                assert fault.value.code == "not_mappable.whole_city"
                assert "Da Nang" in str(fault.value)
        there = choices(atlas, now, areas, "48")
        assert there.measures(only_mappable=True) == []
        assert set(there.rows["reason"]) == {"whole_city"}


def test_whole_city_figures_are_left_out_beside_those_of_wards(asked):
    same = {"period": "2019-10", "scheme": "levels_1_4", "n_procedures": 10, "n_level34": 5}
    atlas, now = asked([*CITY_TIERS, {"unit_key": FORMER + "20194"} | same])
    answer = ask(atlas, now, Question("level34_share", "admin_commune_former", "48"))
    assert answer.total["units"] == 47
    assert answer.total["value"] == 0.5
    assert answer.derivation.left_out["reason"].tolist() == ["whole_city"]


def test_a_city_nobody_reported_of_is_unknown_and_a_city_there_is_not_is_an_error(asked):
    atlas, now = asked([{"unit_key": TODAY + "20194", "n_procedures": 10, "n_full": 4}])
    answer = ask(atlas, now, Question("full_share", "admin_commune_former", "48"))
    assert set(answer.rows["how"]) == {"carried", "none"}
    with pytest.raises(UnknownCity):
        ask(atlas, now, Question("full_share", "admin_commune", "92"))
    with pytest.raises(NotMappable) as fault:
        ask(atlas, now, Question("files_full_share", "admin_commune", "48"))
    assert fault.value.reason == "nothing"


def test_figures_of_borders_without_a_crosswalk_are_refused(asked):
    atlas, now = asked([{"unit_key": "v2020-03:20194", "n_procedures": 10, "n_full": 4}])
    with pytest.raises(NotMappable) as fault:
        ask(atlas, now, Question("full_share", "admin_commune", "48"))
    assert fault.value.code == "not_mappable.no_crosswalk"
    assert "v2020-03" in str(fault.value)


def test_the_newest_period_is_taken_unless_one_is_named(asked):
    one = {"unit_key": TODAY + "20194", "n_procedures": 10}
    atlas, now = asked(
        [one | {"n_full": 4, "period": "2025-Q3"}, one | {"n_full": 5, "period": "2025-10"}]
    )
    question = Question("full_share", "admin_commune", "48")
    assert ask(atlas, now, question).question.period == "2025-10"
    old = ask(atlas, now, Question("full_share", "admin_commune", "48", period="2025-Q3"))
    assert old.total["value"] == 0.4
    assert choices(atlas, now, "admin_commune", "48").periods("full_share", "commune") == [
        "2025-10", "2025-Q3",
    ]  # fmt: skip


def test_figures_of_before_the_reform_are_carried_with_their_range(asked):
    atlas, now = asked(all_former())
    answer = ask(atlas, now, Question("full_share", "admin_commune", "48"))
    carried = answer.rows[answer.rows["how"] == "carried"]
    whole = carried[carried["low"] == carried["high"]]
    split = carried[carried["low"] < carried["high"]]
    assert len(whole) >= 10
    assert len(split) >= 1
    assert (split["low"] <= split["value"]).all()
    assert (split["value"] <= split["high"]).all()
    known = answer.sources[answer.sources["state"] == "known"]
    assert answer.total["numerator"] == sum(range(1, 48))
    assert answer.total["denominator"] == 4700
    assert known["from_key"].nunique() == 47
    assert answer.derivation.boundaries == ("v2025-03", "v2025-07")
    assert answer.derivation.rule == "share_carried"
    assert answer.derivation.weight


def test_an_unknown_piece_makes_a_carried_area_unknown(asked):
    atlas, now = asked(all_former()[1:])
    answer = ask(atlas, now, Question("full", "admin_commune", "48"))
    first = all_former()[0]["unit_key"]
    touched = answer.sources.loc[answer.sources["from_key"] == first, "to_key"]
    row = answer.rows[answer.rows["unit_key"].isin(touched)].iloc[0]
    assert (row["state"], row["unknown"]) == ("unknown", 1)
    assert np.isnan(row["value"])
    assert row["low"] > 0


def test_pieces_that_all_say_the_same_hand_it_on(asked):
    code = links("v2025-03", "v2025-07").query("to_key == 'v2025-07:20332'")["from_key"]
    rows = [
        {"unit_key": key, "n_procedures": 10, "n_full": None, "states": "n_full=suppressed"}
        for key in code
    ]
    atlas, now = asked(rows)
    answer = ask(atlas, now, Question("full_share", "admin_commune", "48"))
    assert answer.rows.set_index("code").loc["20332", "state"] == "suppressed"


def test_districts_and_cities_are_sums_over_sums(asked):
    rows = all_former()
    rows[0] |= {"n_full": None}
    atlas, now = asked(rows)
    district = ask(atlas, now, Question("full_share", "admin_district", "48")).rows
    units = register("v2025-03").frame.set_index("code")
    table = pd.DataFrame(rows).assign(code=lambda t: t["unit_key"].str[-5:])
    table["district"] = table["code"].map(units["district_code"])
    known = table.dropna(subset=["n_full"])
    expected = known.groupby("district")["n_full"].sum() / known.groupby("district").size() / 100
    found = district.set_index("code")["value"]
    assert found.dropna().round(12).to_dict() == expected.round(12).to_dict()
    lacking = district.set_index("code").loc[table["district"].iloc[0]]
    assert (lacking["how"], lacking["unknown"], lacking["state"]) == ("summed", 1, "known")
    count = ask(atlas, now, Question("full", "admin_district", "48")).rows.set_index("code")
    row = count.loc[table["district"].iloc[0]]
    assert np.isnan(row["value"])
    assert row["low"] == known.loc[known["district"] == table["district"].iloc[0], "n_full"].sum()


def test_a_province_that_was_not_merged_keeps_its_figures(asked):
    row = {"tier": "city", "scheme": "levels_1_4", "n_procedures": 10, "n_level34": 5}
    atlas, now = asked([row | {"unit_key": "v2018:01"}, row | {"unit_key": "v2018:48"}])
    answer = ask(atlas, now, Question("level34_share", "admin_province", "VN", "city"))
    states = answer.rows.set_index("code")["state"]
    assert states.to_dict() == {"01": "known", "48": "unknown"}
    assert answer.derivation.left_out["unit_key"].tolist() == ["v2018:48"]


def test_every_number_can_be_opened(asked):
    atlas, now = asked(all_former())
    answer = ask(atlas, now, Question("full_share", "admin_commune", "48"))
    code = answer.rows.loc[answer.rows["how"] == "carried", "code"].iloc[0]
    found = behind(atlas, now, answer, code)
    value = found.parts["part_numerator"].sum() / found.parts["part_denominator"].sum()
    row = answer.rows.set_index("code").loc[code]
    assert value == pytest.approx(row["value"])
    assert set(found.observations["measure"]) == {"full", "procedures"}
    assert set(found.observations["source"]) == {"test"}
    assert len(observations_of_unit(atlas, now, FORMER + "20194")) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_derivation_is_said_in_words(asked, lang):
    atlas, now = asked(all_former(synthetic=True))
    answer = ask(atlas, now, Question("full_share", "admin_commune", "48"))
    assert isinstance(answer.derivation, Derivation)
    text = "\n".join(answer.derivation.to_rows(Words(lang))["text"])
    assert "service_availability" not in text  # names, not ids
    assert load_specs()["service_availability"].label(lang) in text
    assert f"(v2025-03) → {boundary_name('v2025-07', Words(lang))} (v2025-07)" in text
    assert Words(lang)("service_note.synthetic") in text


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["48", "92"]))
def test_totals_stay_whatever_the_figures(seed, city):
    """Carried, summed or as they are: the numbers of all areas make the numbers that were returned."""
    chance = np.random.default_rng(seed)
    former = register("v2025-03").frame
    former = former[former["province_code"] == city]
    base = chance.integers(1, 500, len(former))
    table = returns(
        [
            {"unit_key": key, "n_procedures": int(n), "n_full": int(k), "period": "2025-03"}
            for key, n, k in zip(
                former["unit_key"], base, chance.integers(0, base + 1), strict=True
            )
        ]
    )
    rows = returns_of(observations(table), MEASURES["full"])
    today = register("v2025-07").frame
    walk = links("v2025-03", "v2025-07")
    walk = walk[walk["from_key"].isin(former["unit_key"])]
    reached = today[today["unit_key"].isin(walk["to_key"])].assign(city=city, version="v2025-07")
    places = Places(
        "admin_commune", "commune", "v2025-07", reached.assign(ground=reached["unit_key"])
    )
    valued = value_areas(
        places, rows, MEASURES["full"], links_of=lambda _: walk, shares_of=lambda _: None
    )
    total = table["n_full"].astype(float).sum()
    assert valued.frame["value"].sum() == pytest.approx(total, rel=1e-12)
    assert (valued.frame["low"] <= valued.frame["value"]).all()
    assert (valued.frame["value"] <= valued.frame["high"]).all()
    assert valued.frame["low"].sum() <= total <= valued.frame["high"].sum()
