"""Of which boundary version a table is, and that a table of another one is refused by name."""

import pandas as pd
import pytest

from layers.errors import OtherVersion
from layers.matching.recognise import Fit, fit_versions, require_version
from layers.units.register import register
from layers.words import explain

NOW, BEFORE = "v2026-04", "v2025-03"
OLD, NEW = register(BEFORE).frame, register(NOW).frame
PROVINCES = sorted(NEW["province_code"].unique())


def of_city(frame, city):
    return frame[frame["province_code"] == city]


def refusal(wanted=NOW, **given) -> OtherVersion | None:
    try:
        require_version(wanted, fit_versions(**given))
    except OtherVersion as other:
        return other
    return None


def what(rows, kind):
    return {
        "codes": {"codes": rows["code"]},
        "numbers": {"codes": rows["code"].astype(int)},
        "names": {"names": rows["full_name"]},
        "both": {"codes": rows["code"], "names": rows["name"]},
        "parents": {"names": rows["name"], "parents": [rows["district_name"], rows["province_name"]]},
    }[kind]  # fmt: skip


@pytest.mark.parametrize("kind", ["codes", "numbers", "names", "both", "parents"])
@pytest.mark.parametrize("city", ["01", "48", "79", "92"])
def test_former_units_are_refused_and_their_version_named(city, kind):
    other = refusal(**what(of_city(OLD, city), kind))
    assert other.params["found"] == BEFORE
    sentence = explain(other, "vi")
    assert "v2025-03" in sentence
    assert "01/03/2025 đến 30/06/2025" in sentence
    assert "trước tháng 7/2025" in sentence
    assert "2025-03-01 to 2025-06-30, before July 2025" in explain(other, "en")


@pytest.mark.parametrize("kind", ["codes", "names", "both"])
@pytest.mark.parametrize("city", ["01", "48"])
@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_twenty_rows_are_enough(city, kind, seed):
    rows = of_city(OLD, city)
    rows = rows.head(20) if seed is None else rows.sample(20, random_state=seed)
    assert refusal(**what(rows, kind)).params["found"] == BEFORE


@pytest.mark.parametrize("kind", ["codes", "names", "both"])
def test_tables_of_today_are_never_refused(kind):
    for province in PROVINCES:
        assert refusal(**what(of_city(NEW, province), kind)) is None


def test_ten_codes_of_today_are_never_refused():
    for province in PROVINCES:
        rows = of_city(NEW, province).sample(10, random_state=int(province))
        assert refusal(codes=rows["code"]) is None


def test_a_list_from_before_april_2026_is_of_the_same_ground():
    before = register("v2025-07").frame
    assert refusal(names=of_city(before, "75")["full_name"]) is None
    assert refusal("v2025-07", names=of_city(NEW, "75")["full_name"]) is None


def test_today_offered_to_the_former_version():
    other = refusal(BEFORE, names=of_city(NEW, "48")["full_name"])
    assert other.params["found"] == NOW
    assert "in force since 2026-04-30, after the reform" in explain(other, "en")
    assert refusal(BEFORE, codes=of_city(OLD, "48")["code"]) is None


def test_codes_alone_of_one_city_fit_both_and_the_wanted_one_is_kept():
    codes = of_city(NEW, "01")["code"]
    fits = {fit.version: fit.share for fit in fit_versions(codes=codes)}
    assert fits == {NOW: 1, "v2025-07": 1, BEFORE: 1}
    assert refusal(NOW, codes=codes) is None
    assert refusal(BEFORE, codes=codes) is None


@pytest.mark.parametrize(
    ("count", "version", "until"), [(584, "v2018", "2020-02-29"), (579, "v2024-11", "2024-12-31")]
)
def test_the_number_of_rows_tells_versions_without_a_list(count, version, until):
    known = of_city(OLD, "01")["code"].tolist()
    codes = pd.Series([*known, *(f"9{i:04d}" for i in range(count - len(known)))])
    fits = fit_versions(codes=codes)
    assert (fits[0].version, fits[0].by) == (version, "count")
    other = refusal(codes=codes)
    assert other.params["found"] == version
    assert f"until {until}" in explain(other, "en")


def test_a_few_strange_rows_do_not_refuse_a_table():
    rows = of_city(NEW, "48")
    names = pd.concat([rows["full_name"], pd.Series(["Tổng số", "Phường Thanh Khê Đông", "x"])])
    assert refusal(names=names) is None
    assert (
        refusal(codes=pd.Series(["00001", "00006"])) is None
    )  # two rows are reviewed, not refused


def test_nothing_to_judge():
    assert fit_versions() == []
    assert refusal() is None
    assert refusal(codes=pd.Series(["", None])) is None
    assert refusal(names=pd.Series([], dtype=object)) is None
    assert refusal(names=pd.Series(["a", "b", "c", "d"])) is None


def test_own_numbers_are_no_codes():
    rows = of_city(NEW, "48")
    numbered = pd.Series([f"DN-{i}" for i in range(len(rows))], index=rows.index)
    fits = fit_versions(codes=numbered, names=rows["full_name"])
    assert {fit.by for fit in fits} == {"name"}


def test_the_reason_is_in_the_error():
    fits = [Fit(BEFORE, 1.0, 20, "code"), Fit(NOW, 0.25, 20, "code")]
    with pytest.raises(OtherVersion) as raised:
        require_version(NOW, fits)
    assert raised.value.code == "other_version.former_code"
    assert raised.value.params["fitting"] == 20
    assert raised.value.params["fitting_wanted"] == 5
    assert raised.value.exit_status == 1
