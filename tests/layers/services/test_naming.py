"""Keys become names: boundary versions by their time, layers by their labels, articles by number and day."""

import pytest

from layers.services.naming import (
    boundary_name,
    boundary_names,
    layer_name,
    owner_name,
    source_name,
)
from layers.units.timeline import timeline
from layers.words import Words

VI, EN = Words("vi"), Words("en")


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("v2018", "ranh giới đến 29/02/2020"),
        ("v2025-03", "ranh giới đến 30/06/2025"),
        ("v2025-07", "ranh giới từ 01/07/2025"),
        ("v2026-04", "ranh giới từ 30/04/2026"),
        ("v1999", "v1999"),
    ],
)
def test_a_boundary_version_is_named_by_its_time(version, name):
    assert boundary_name(version, VI) == name


def test_versions_in_a_row_are_one_span_and_all_have_names_of_their_own():
    row = ["v2024-11", "v2024-02", "v2024-09"]
    assert boundary_names(row, EN) == "borders from 2024-02-01 to 2024-12-31"
    apart = boundary_names(["v2018", "v2024-02", "v1999"], EN)
    assert apart == "borders until 2020-02-29, borders until 2024-08-31, v1999"
    assert len({boundary_name(each, VI) for each in timeline()}) == len(timeline())


def test_layers_and_sources():
    assert layer_name("admin_commune", EN) == "Commune"
    assert layer_name("of_a_city", EN) == "of_a_city"
    assert source_name("article 004, 2020-10-22", VI) == "Bài báo số 004, 22/10/2020"
    assert source_name("article 000", EN) == "Article 000"
    assert source_name("file article 7.xlsx", EN) == "file article 7.xlsx"


def test_an_owner_is_a_name_or_a_kind_in_words():
    assert owner_name("VNPT", VI) == "VNPT"
    assert owner_name("tower company", VI) == "doanh nghiệp cho thuê hạ tầng"
    assert owner_name("VNPT;other", EN) == "VNPT; other owner"
    assert owner_name(None, VI) == owner_name(float("nan"), VI) == owner_name(" ", VI) == "–"
    assert owner_name(None, EN, blank="nobody") == "nobody"
