"""Layers of a store carried: what may be summed is, everything else is left out with its reason."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from layers.carrying.frames import Frames
from layers.carrying.of_store import carry_field, carry_layer
from layers.carrying.sentences import what_cannot_be_known
from layers.cli import main
from layers.errors import BadOption, CannotCarry, UnitsNotListed, UnknownField
from layers.units import national
from layers.units.links import links
from layers.words import Words

OLD, NOW = national.FORMER, "v2026-04"


@pytest.fixture(scope="module")
def da_nang() -> pd.DataFrame:
    """Links of the 47 former communes of Da Nang, one of them split."""
    former = national.communes_former()
    keys = OLD + ":" + former.loc[former["province_code"] == "48", "code"]
    way = links(OLD, NOW)
    return way[way["from_key"].isin(keys)]


@pytest.fixture
def table(da_nang) -> pd.DataFrame:
    units = da_nang["from_key"].drop_duplicates()
    return pd.DataFrame(
        {
            "unit_key": units.to_numpy(),
            "tier": "commune",
            "period": "2020-06",
            "scheme": "levels_1_4",
            "counting_unit": "procedure",
            "n_procedures": np.arange(100, 100 + len(units)),
            "n_level4": pd.array(range(len(units)), dtype="Int64"),
            "stated_pct": 50.0,
        }
    )


def city_row(**more) -> dict:
    row = {"unit_key": "v2018:48", "tier": "city", "period": "2020-06", "scheme": "levels_1_4"}
    return row | {"counting_unit": "procedure", "n_procedures": 850} | more


@pytest.fixture
def frames(store, publish):
    def make(table: pd.DataFrame) -> Frames:
        publish(table, "service_availability")
        return Frames(store)

    return make


def test_counts_are_carried_field_by_field_and_totals_kept(frames, table, da_nang):
    carried = carry_layer(frames(table), "service_availability", to_version=NOW)
    assert (carried.number, carried.from_versions, carried.to_version) == (1, (OLD,), NOW)
    assert set(carried.rows["field"]) == {"n_procedures", "n_level4"}
    assert set(carried.rows["unit_key"]) == set(da_nang["to_key"])
    assert set(carried.affected["from_key"]) == set(
        da_nang.loc[da_nang["relation"] == "part", "from_key"]
    )
    total = carried.totals["n_procedures"]
    assert total == {
        "before": table["n_procedures"].sum(),
        "carried": total["before"],
        "left_out": 0,
    }
    names = national.communes_today().set_index("code")["full_name"]
    first = carried.rows.iloc[0]
    assert first["name"] == names[first["code"]]
    assert (first["tier"], first["period"], first["from"]) == ("commune", "2020-06", OLD)


def test_figures_of_a_city_are_never_spread(frames, table):
    more = pd.DataFrame(
        [city_row(), city_row(tier="commune", n_procedures=97), city_row(tier="district")]
    )
    table = pd.concat([table, more], ignore_index=True)
    carried = carry_field(frames(table), "service_availability", "n_procedures", to_version=NOW)
    why = carried.left_out.set_index("why")["value"].groupby(level=0).sum().to_dict()
    assert why == {"tier": 1700, "not_a_commune": 97}
    total = carried.totals["n_procedures"]
    assert total["before"] == total["carried"] + total["left_out"]
    assert total["left_out"] == 1797


def test_where_everything_is_left_out_the_rows_are_none(frames, tmp_path, capsys):
    carried = carry_layer(
        frames(pd.DataFrame([city_row(), city_row(unit_key=None, tier="commune")])),
        "service_availability",
        to_version=NOW,
    )
    assert carried.rows.empty
    assert carried.affected.empty
    assert set(carried.left_out["why"]) == {"tier", "not_a_commune"}
    assert carried.totals["n_procedures"] == {"before": 1700, "carried": 0, "left_out": 1700}
    asked = ["carry", "service_availability", "--to", NOW, "--store", str(tmp_path / "store")]
    assert main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == []
    assert main(asked) == 0


def test_units_of_a_version_without_a_list_are_left_out(frames, table):
    old = table.iloc[:2].assign(unit_key=["v2018:20194", "20195"])
    carried = carry_field(
        frames(pd.concat([table, old])), "service_availability", "n_level4", to_version=NOW
    )
    assert carried.left_out["why"].tolist() == ["no_crosswalk", "not_a_commune"]


def test_periods_and_schemes_are_not_mixed(frames, table):
    later = table.assign(period="2021-06", n_level4=table["n_level4"] * 2)
    carried = carry_field(
        frames(pd.concat([table, later])), "service_availability", "n_level4", to_version=NOW
    )
    by_period = carried.rows.groupby("period")["value"].sum()
    assert by_period["2021-06"] == pytest.approx(2 * by_period["2020-06"])


def test_long_rows_are_the_same_as_wide_ones(frames, table):
    first, second = table.copy(), table.copy()
    first["n_level4"], second["n_procedures"] = pd.NA, pd.NA
    wide = carry_layer(frames(table), "service_availability", to_version=NOW)
    long = carry_layer(frames(pd.concat([first, second])), "service_availability", to_version=NOW)
    pd.testing.assert_frame_equal(wide.rows, long.rows)
    assert long.left_out.empty


def test_a_blank_says_why_and_different_values_of_a_unit_are_no_value(frames, table):
    table = table.assign(states=None).astype({"states": "string"})
    table.loc[0, ["n_level4", "states"]] = [pd.NA, "n_level4=suppressed"]
    table.loc[1, "n_level4"] = pd.NA
    again = table.iloc[[2]].assign(n_level4=999)
    carried = carry_field(
        frames(pd.concat([table, again])), "service_availability", "n_level4", to_version=NOW
    )
    left = carried.left_out.sort_values(["why", "value"])[["unit", "why"]]
    assert left["why"].tolist() == ["suppressed", "twice", "twice", "unknown"]
    assert left["unit"].nunique() == 3
    total = carried.totals["n_level4"]
    assert total["before"] == total["carried"] + total["left_out"]
    unknown = carried.rows[carried.rows["unknown"] > 0]
    assert len(unknown)
    assert unknown["value"].isna().all()
    assert unknown["high"].isna().all()


def test_what_is_in_the_version_already_stays_as_it_is(frames, da_nang):
    units = da_nang["to_key"].drop_duplicates().str.replace(NOW, "v2025-07")
    table = pd.DataFrame({"unit_key": units, "tier": "commune", "n_full": range(len(units))})
    table = table.assign(period="2025-10", scheme="full_partial")
    carried = carry_layer(frames(table), "service_availability", to_version=NOW)
    assert carried.rows["exact"].all()
    assert carried.rows["value"].tolist() == table.sort_values("unit_key")["n_full"].tolist()


def test_a_percentage_is_refused_with_what_to_do(frames, table):
    with pytest.raises(CannotCarry, match="numerator and the denominator") as refusal:
        carry_field(frames(table), "service_availability", "stated_pct", to_version=NOW)
    assert refusal.value.exit_status == 2


def test_what_cannot_be_asked_is_said(frames, table, publish, masts):
    layer = frames(table)
    for field, error in (("nothing", UnknownField), ("period", CannotCarry)):
        with pytest.raises(error):
            carry_field(layer, "service_availability", field, to_version=NOW)
    with pytest.raises(UnitsNotListed):
        carry_layer(layer, "service_availability", to_version="v2018")
    with pytest.raises(BadOption):
        carry_layer(layer, "service_availability", to_version=NOW, weight="nothing")
    with pytest.raises(CannotCarry, match="unit_key"):
        carry_layer(layer, "admin_crosswalk", to_version=NOW)
    publish(masts, "antenna_mast")
    with pytest.raises(CannotCarry, match="unit_key"):
        carry_layer(Frames(layer.store), "antenna_mast", to_version=NOW)


def test_a_negative_count_is_refused(frames, table):
    table.loc[0, "n_level4"] = -1
    with pytest.raises(CannotCarry, match="negative"):
        carry_field(frames(table), "service_availability", "n_level4", to_version=NOW)


def test_a_layer_of_areas_is_carried_back_to_islands_too(store, publish, communes):
    rows = communes.assign(population=[1000, 2000])
    rows["code"] = ["20333", "20194"]
    rows["unit_key"] = "v2025-07:" + rows["code"]
    publish(rows, "admin_commune")
    back = carry_field(Frames(store), "admin_commune", "population", to_version=OLD)
    assert back.totals["population"] == {"before": 3000, "carried": 3000, "left_out": 0}
    assert back.rows["name"].notna().all()
    assert back.rows["period"].isna().all()


def test_the_crosswalk_of_the_store_and_its_shares_come_first(frames, publish, table, da_nang):
    part = da_nang[da_nang["relation"] == "part"]
    walk = da_nang.assign(relation="whole", population_share=1.0, method="test", area_share=1.0)
    walk.loc[part.index, ["area_share", "relation"]] = [1 / len(part), "part"]
    walk.loc[part.index, "population_share"] = [0.9] + [0.1 / (len(part) - 1)] * (len(part) - 1)
    publish(walk, "admin_crosswalk")
    for weight, name in (("area", "area_share"), ("population", "population_share")):
        carried = carry_field(
            frames(table), "service_availability", "n_level4", to_version=NOW, weight=weight
        )
        assert carried.affected["weight"].unique().tolist() == [name]
    assert carried.affected["share"].max() == 0.9


def test_the_command_prints_one_document(frames, table, tmp_path, capsys):
    frames(pd.concat([table, pd.DataFrame([city_row()])]))
    store = str(tmp_path / "store")
    asked = ["carry", "service_availability", "--to", NOW, "--store", store, "--lang", "en"]
    assert main([*asked, "--field", "n_procedures", "--json"]) == 0
    document = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert list(document) == [
        "layer", "version", "from", "to", "weight", "rows", "affected", "left_out", "totals",
    ]  # fmt: skip
    assert document["from"] == [OLD]
    assert {"code", "name", "field", "period", "value", "low", "high", "exact", "unknown"} <= set(
        document["rows"][0]
    )
    assert set(document["affected"][0]) == {
        "from", "to", "field", "period", "share", "weight", "value",
    }  # fmt: skip
    [left] = document["left_out"]
    assert (left["unit"], left["value"], left["why"]) == ("v2018:48", 850, "tier")
    assert math.isclose(
        sum(row["value"] for row in document["rows"]), document["totals"]["n_procedures"]["carried"]
    )
    assert main(asked) == 0
    assert "never spread over communes: 1" in capsys.readouterr().out
    assert main([*asked, "--field", "stated_pct"]) == 2


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_sentences_stand_in_both_languages(frames, table, lang):
    table.loc[0, "n_level4"] = pd.NA
    carried = carry_field(frames(table), "service_availability", "n_level4", to_version=NOW)
    said = what_cannot_be_known(carried, Words(lang))
    assert len(said) == 3
    assert NOW in said[0]
