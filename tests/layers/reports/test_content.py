"""What a report says: places, numbers, sections that cannot be had, and what must stand before the numbers."""

import math

import pytest

from layers.coverage.question import ReachQuestion
from layers.errors import BadOption, UnknownCity
from layers.reports.content import make_report
from layers.reports.question import ReportQuestion
from layers.reports.report import Column
from layers.words import Words
from tests.layers.reports.report_case import ask

CIRCLE_KM2 = math.pi


def test_numbers_are_those_of_the_circles(atlas):
    section = ask(atlas).sections[0]
    rows = section.tables[0].rows.set_index("code")
    # The first two sites stand 3.1 km apart: circles of 1 km do not meet. The island draws the plane east,
    # where a metre is 0.09 % short.
    assert rows.loc["20194", "reached"] == pytest.approx(2 * CIRCLE_KM2, rel=2e-3)
    assert rows.loc["20195", "reached"] == pytest.approx(CIRCLE_KM2, rel=2e-3)
    assert section.numbers["reached"] == pytest.approx(rows["reached"].sum() * 1e6)
    assert section.numbers["share"] == pytest.approx(rows["reached"].sum() / rows["total"].sum())
    assert section.numbers["sites"] == 3


def test_a_selection_of_places_is_summed_over_itself(atlas):
    whole, part = ask(atlas), ask(atlas, places=("20195",))
    one = whole.sections[0].tables[0].rows.set_index("code").loc["20195"]
    numbers = part.sections[0].numbers
    assert part.sections[0].tables[0].rows["code"].tolist() == ["20195"]
    assert numbers["share"] == pytest.approx(one["share"])
    assert numbers["areas"] == 1
    assert "Hòa Cường" in part.place
    assert "Hải Châu" not in part.place
    shapes = part.sections[0].map.areas.set_index("code")["asked"]
    assert shapes.to_dict() == {"20194": False, "20195": True}


def test_worst_places_come_first_and_bear_their_number_on_the_map(atlas):
    section = ask(atlas).sections[0]
    rows = section.tables[0].rows
    known = rows["share"].dropna()
    assert known.is_monotonic_increasing
    numbers = section.map.areas.set_index("code")["number"]
    assert {code: numbers[code] for code in rows["code"]} == dict(
        zip(rows["code"], rows["number"], strict=True)
    )


def test_a_part_that_cannot_be_had_says_why_and_does_not_end_the_report(atlas):
    report = ask(atlas, parts=("reach", "services"), lang="en")
    services = report.sections[1]
    assert services.tables == ()
    assert "could not be made" in services.sentences[0]
    assert services.known_gaps
    assert report.sections[0].tables


def test_made_up_data_is_said_on_the_first_page(atlas):
    report = ask(atlas, lang="vi")
    assert any("mô phỏng" in each and "BTS" in each for each in report.cautions)


def test_each_layer_read_stands_in_the_sources_with_its_hash(atlas):
    report = ask(atlas)
    current = atlas.store.current()
    shas = set(report.sources.rows["sha"])
    assert {current[layer].sha256[:12] for layer in ("admin_commune", "bts_site")} <= shas


@pytest.mark.parametrize(
    "wrong",
    [
        {"parts": ("nonsense",)},
        {"lang": "fr"},
        {"signers": {"king": "x"}},
        {"title": "x" * 201},
    ],
)
def test_a_question_that_is_none_is_refused(wrong):
    with pytest.raises(BadOption):
        ReportQuestion(**wrong)


def test_a_place_that_is_none_ends_the_report(atlas):
    with pytest.raises(BadOption):
        ask(atlas, places=("20194", "99999"))


def test_what_is_not_known_is_a_dash_and_never_zero():
    words = Words("vi")
    for kind in ("number", "percent", "points", "text", "word"):
        column = Column("x", kind)
        assert column.shown(float("nan"), words) == "–"
        assert column.shown(None, words) == "–"
    assert Column("x", "number").shown(0, words) == "0"
    assert Column("x", "points").shown(-0.031, words) == "−3,1"


def test_a_city_that_is_not_there_has_no_report(atlas):
    question = ReportQuestion(reach=ReachQuestion(city="99"))
    with pytest.raises(UnknownCity, match="99"):
        make_report(atlas, atlas.now(), question)
