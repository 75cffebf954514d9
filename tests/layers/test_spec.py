"""Specs are data: what they say can be kept, and what is wrong in them is named."""

import re
from itertools import pairwise

import pytest

from layers.errors import BadSpec, UnknownLayer
from layers.importing.derive import _RULES
from layers.spec import (
    boundary_versions,
    current_boundary_version,
    get_spec,
    load_specs,
)

SPECS = load_specs()
LAYER = (
    "layers: [{id: street_tree, vi: Cây xanh, en: Street tree, group: green, "
    "geometry: Point, inherits_common: true, fields: [%s]}]"
)
FIELD = "{name: %s, vi: Loài, en: Species, type: %s, dbf: %s}"


@pytest.fixture
def city(tmp_path):
    """Load the specs with a city's own file beside them."""

    def call(text, *, encoding="utf-8"):
        (tmp_path / "own.yaml").write_text(text, encoding=encoding)
        return load_specs(tmp_path)

    return call


def test_cities_without_descriptions_of_their_own_share_the_common_ones(tmp_path, city):
    assert load_specs(tmp_path / "none") is SPECS
    assert city(LAYER % FIELD % ("loai", "string", "LOAI")) is not SPECS
    assert "street_tree" not in SPECS


def test_nineteen_layers_and_nine_of_ours():
    assert len(SPECS) == 28
    assert set(SPECS) == {
        "antenna_mast", "bts_site", "station_house", "important_work", "public_service_point",
        "duct_route", "manhole", "cable_pole", "aerial_cable_route", "fibre_cable", "cabinet",
        "mast_zone", "coverage_area", "coverage_gap", "admin_commune", "admin_district",
        "admin_crosswalk", "service_availability", "service_point",
        "admin_province", "admin_commune_former", "planned_site", "coverage_measurement",
        "population_point", "population_area", "premise", "power_line", "project_area",
    }  # fmt: skip


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda s: s.id)
class TestEveryLayer:
    def test_short_names_fit_a_shapefile_and_are_one_each(self, spec):
        short = [field.dbf for field in spec.fields]
        assert len(set(short)) == len(short)
        assert all(name.isascii() and 0 < len(name) <= 10 for name in short)

    def test_names_are_one_each_and_in_both_languages(self, spec):
        names = [field.name for field in spec.fields]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
        assert all(item.vi and item.en for item in (spec, *spec.fields))

    def test_defaults_and_rules_are_known(self, spec):
        for field in spec.fields:
            if field.derive and field.derive.startswith("$"):
                assert field.derive in _RULES
            for piece in re.findall(r"\{(\w+)\}", field.derive or ""):
                assert piece in ("row", "layer", "file") or spec.field(piece), field.name
            if field.default == "$current_boundary_version":
                assert current_boundary_version() in field.allowed
            elif field.default is not None and field.allowed:
                assert field.default in field.allowed

    def test_allowed_values_are_texts(self, spec):
        """YAML takes yes, no and on for truth values where nobody put quotes."""
        for field in spec.fields:
            assert not {"True", "False", "None", ""} & set(field.allowed), field.name
            assert set(field.value_aliases.values()) <= set(field.allowed), field.name

    def test_the_key_is_made_of_fields(self, spec):
        assert all(spec.field(name) for name in spec.primary_key)
        assert spec.primary_key or spec.is_table

    def test_kind_and_visibility_are_known(self, spec):
        assert spec.kind in ("point", "line", "area", "table")
        assert spec.visibility in ("public", "staff", "restricted")


def test_sensitive_layers_are_not_public():
    seen = {id_: spec.visibility for id_, spec in SPECS.items() if spec.visibility != "public"}
    assert seen["bts_site"] == "staff"
    assert seen["important_work"] == "restricted"
    assert "antenna_mast" not in seen


def test_a_layer_like_another_follows_it_and_keeps_what_is_its_own():
    today, former = SPECS["admin_commune"], SPECS["admin_commune_former"]
    assert former.geometry == today.geometry
    assert former.field("version").default == "v2025-03"
    assert today.field("version").default == "$current_boundary_version"
    assert former.field("name").derive == today.field("name").derive == "$bare_name"
    assert former.field("district_name")
    assert not today.field("district_name")
    assert former.field("approximate").type == "boolean"


def test_boundary_versions_follow_each_other():
    versions = boundary_versions()
    assert current_boundary_version() == "v2026-04"
    assert versions["v2026-04"]["same_territory_as"] == "v2025-07"
    spans = list(versions.values())
    for older, newer in pairwise(spans):
        assert (newer["valid_from"] - older["valid_to"]).days == 1
    assert spans[-1]["valid_to"] is None


def test_an_unknown_layer_names_those_there_are():
    with pytest.raises(UnknownLayer, match="antenna_mast"):
        get_spec(SPECS, "no_such")


def test_a_city_adds_a_layer(city):
    spec = city(LAYER % (FIELD % ("species", "string", "LOAI")))["street_tree"]
    assert (spec.kind, spec.primary_key) == ("point", ("feature_id",))
    assert spec.field("species").dbf == "LOAI"
    assert spec.field("owner").required
    assert "street_tree" not in load_specs()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("layers: [", "own.yaml"),
        ("- a list", "own.yaml"),
        ("layers: 5", "own.yaml"),
        ("layers: [{vi: không tên}]", "own.yaml"),
        ("layers: [{id: a, like: no_such}]", "no_such"),
        ("common_fields: {no_such: {derive: x}}", "no_such"),
        ("fields: {no_such: {name: {derive: x}}}", "no_such"),
        ("layers: [{id: a, vi: A, en: A, group: g, fields: []}]", "geometry"),
        (LAYER % (FIELD % ("species", "colour", "LOAI")), "type colour"),
        (LAYER % (FIELD % ("species", "string", "LOAI_CAY_XANH")), "LOAI_CAY_XANH"),
        (LAYER % (FIELD % ("species", "string", "LOÀI")), "LOÀI"),
        (LAYER % (FIELD % ("species", "string", "TEN")), "TEN"),
        ((LAYER % "").replace("Point", "Circle"), "Circle"),
        ((LAYER % "").replace("group", "visibility: secret, group"), "secret"),
        ((LAYER % "").replace("group", "primary_key: [x], group"), "primary_key"),
    ],
)
def test_what_is_wrong_in_a_citys_file_is_named(city, text, named):
    with pytest.raises(BadSpec, match=re.escape(named)):
        city(text)


def test_a_file_in_another_encoding_is_named(city):
    with pytest.raises(BadSpec, match=r"own\.yaml"):
        city(LAYER % (FIELD % ("species", "string", "LOAI")), encoding="utf-16")
