"""What a user may not see is not there: rows and columns, by role, visibility, grant and field."""

import datetime
import gzip
from dataclasses import replace

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely.geometry import LineString, Point, Polygon, box

from layers.access import LOCAL_USER, Grant, Role, User
from layers.accounts.book import AccountBook, user_of
from layers.atlas import Atlas
from layers.cards import area_card, city_card
from layers.derived import derived_folder
from layers.errors import BadFilter, NotAllowed, UnknownField, UnknownLayer
from layers.export import export_layer
from layers.filters.columns import fields_of
from layers.filters.condition import Condition, Filter, Ground
from layers.filters.rows import rows_of
from layers.indicators import INDICATORS
from layers.inputs import input_line, make_input
from layers.masks.doors import may_see, may_take
from layers.masks.mask import Mask, mask_of
from layers.prepare import prepare_parts
from layers.profiles.profile import profile_of_area, profile_of_shape
from layers.search.find import search
from layers.sheets.sources import source_sentences
from layers.store.duckdb_index import TileIndex
from layers.store.rule_table import LayerRule
from layers.words import Words

AREAS, MASTS = "admin_commune", "antenna_mast"
WEST, EAST = "admin_commune:20194", "admin_commune:20195"
LATER = datetime.date(2999, 1, 1)
ROLES = (Role.VIEWER, Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR)


def user(role=Role.VIEWER, *grants: Grant) -> User:
    return User("lan", role=role, grants=grants)


def grant(*areas: str, layer: str = MASTS, export: bool = False, personal: bool = False) -> Grant:
    name = f"{areas}{export}{personal}"
    return Grant(name, "lan", layer, "planning", areas, LATER, export, personal)


@pytest.fixture
def atlas(store, publish, communes, masts):
    publish(communes, AREAS)
    masts["contact"] = [f"contact {i}" for i in range(5)]
    masts["owner_phone"] = [f"0236 000 00{i}" for i in range(5)]
    publish(masts, MASTS)
    return Atlas(store)


@pytest.fixture
def rule(store):
    """Put a rule over the masts."""

    def put(visibility, **more):
        store.rules.set(MASTS, LayerRule(visibility=visibility, **more), by="test")

    return put


def names(atlas, who, layer=MASTS) -> list[str] | None:
    """The features that somebody sees; None where the layer is not there."""
    snapshot = atlas.now(who)
    if not snapshot.has(layer):
        return None
    return sorted(atlas.frame(snapshot.versions[layer])["feature_id"])


ALL, IN_WEST = ["m1", "m2", "m3", "m4", "m5"], ["m1", "m2", "m3"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("visibility", ["public", "staff", "restricted"])
@pytest.mark.parametrize("areas", [None, (), (WEST,), (WEST, EAST), ("admin_commune:00000",)])
def test_rows_are_those_of_role_visibility_and_grant(atlas, rule, role, visibility, areas):
    rule(visibility)
    who = user(role) if areas is None else user(role, grant(*areas))
    if role is Role.ADMINISTRATOR or visibility == "public":
        expected = ALL
    elif visibility == "staff":
        expected = None if role is Role.VIEWER else ALL
    else:
        expected = {None: None, (): ALL, ("admin_commune:00000",): []}.get(areas, IN_WEST)
    assert names(atlas, who) == expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("granted", ["none", "plain", "personal"])
def test_columns_are_those_of_role_and_grant(atlas, role, granted):
    given_ = () if granted == "none" else (grant(personal=granted == "personal"),)
    version = atlas.now(user(role, *given_)).versions[MASTS]
    shown = {"contact", "owner_phone"} & set(atlas.store.columns(version))
    contact = role is not Role.VIEWER or granted != "none"
    phone = role in (Role.PUBLISHER, Role.ADMINISTRATOR) or granted == "personal"
    assert shown == {n for n, there in (("contact", contact), ("owner_phone", phone)) if there}
    assert shown == {"contact", "owner_phone"} & set(atlas.frame(version).columns)


def test_nobody_sees_nothing(atlas):
    snapshot = atlas.now(None)
    assert (snapshot.versions, snapshot.sums) == ({}, {})


def add_account(store) -> AccountBook:
    book = AccountBook(store)
    book.add("lan", name="Lan", role=Role.VIEWER, password="bon tu rat dai day", by="test")
    return book


def test_without_a_mask_the_common_version_is_shared(atlas, store):
    current = store.current()
    assert atlas.now().versions == current
    assert atlas.now(user(Role.PUBLISHER)).versions == current
    assert atlas.now().key == atlas.now(user(Role.PUBLISHER)).key
    assert list((store.folder / "derived").glob("masked-*")) == []
    assert atlas.now(user()).versions[AREAS] == current[AREAS]


def test_features_keep_their_ids_and_all_that_is_shown(atlas, rule):
    rule("restricted", tiers={"contact": "open"})
    snapshot = atlas.now(user(Role.VIEWER, grant(EAST, personal=True)))
    whole = atlas.frame(atlas.now().versions[MASTS])
    part = atlas.frame(snapshot.versions[MASTS])
    expected = whole[whole["feature_id"] == "m3"].reset_index(drop=True)
    assert_geodataframe_equal(part, expected)
    assert snapshot.versions[MASTS].rows == 1
    assert snapshot.versions[MASTS].bounds == (108.1, 16.05, 108.1, 16.05)


def test_hidden_columns_are_not_in_the_file_at_all(atlas, store):
    version = atlas.now(user()).versions[MASTS]
    content = store.path(version).read_bytes()
    assert b"contact" not in content
    assert b"owner_phone" not in content
    assert b"contact" in store.path(store.current()[MASTS]).read_bytes()


def test_hidden_columns_are_at_no_door(atlas, tmp_path):
    who = user()
    snapshot = atlas.now(who)
    version = snapshot.versions[MASTS]
    assert not {"contact", "owner_phone"} & set(fields_of(atlas, version))
    asked = Filter((Condition("contact", "known"),))
    assert rows_of(atlas, atlas.now(), MASTS, asked).all()
    with pytest.raises(UnknownField):
        rows_of(atlas, snapshot, MASTS, asked)
    assert search(atlas, snapshot, "contact 1", user=who) == []
    export_layer(atlas, MASTS, tmp_path / "a.geojson", user=who, file_format="geojson")
    assert "contact" not in (tmp_path / "a.geojson").read_text(encoding="utf-8")
    index = TileIndex(atlas)
    assert index.load(version).columns == index.load(atlas.now().versions[MASTS]).columns
    assert "contact" not in index.load(version).columns


def test_tiles_tables_and_filters_have_the_granted_part_alone(atlas, rule):
    rule("restricted")
    here, there = (atlas.now(user(Role.EDITOR, grant(area))) for area in (WEST, EAST))
    index = TileIndex(atlas)
    tile, at_sea = (8, 204, 116), shapely_tile(109.0, 16.05, 8)
    assert shapely_tile(108.1, 16.05, 8) == tile != at_sea

    def counts(snapshot) -> tuple[int, int]:
        return tuple(drawn_in(index.tile(snapshot, (MASTS,), *each)) for each in (tile, at_sea))

    assert [counts(each) for each in (here, there, atlas.now())] == [(3, 0), (1, 0), (3, 1)]
    with pytest.raises(KeyError):
        index.tile(atlas.now(user()), (MASTS,), *tile)
    for each, number in ((here, 3), (there, 1)):
        assert len(atlas.frame(index_version := each.versions[MASTS])) == number
        assert index_version.key in index._layers
    near = Filter(grounds=(Ground("near", layer=MASTS, distance_m=1000),))
    assert rows_of(atlas, here, AREAS, near).sum() == 2
    with pytest.raises(BadFilter):
        rows_of(atlas, atlas.now(user()), AREAS, near)


def drawn_in(pressed: bytes) -> int:
    """How many masts a tile holds."""
    content = mapbox_vector_tile.decode(gzip.decompress(pressed))
    return len(content.get(MASTS, {"features": []})["features"])


def shapely_tile(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    y = (1 - np.log(np.tan(np.radians(lat)) + 1 / np.cos(np.radians(lat))) / np.pi) / 2
    return z, int((lon + 180) / 360 * 2**z), int(y * 2**z)


@pytest.mark.parametrize("file_format", ["geojson", "csv", "gpkg", "shp", "parquet"])
def test_a_part_with_nothing_in_it_is_an_empty_layer(atlas, rule, tmp_path, file_format):
    rule("restricted")
    who = user(Role.EDITOR, grant("admin_commune:00000", export=True))
    snapshot = atlas.now(who)
    version = snapshot.versions[MASTS]
    assert (version.rows, version.bounds) == (0, None)
    assert atlas.window(snapshot, MASTS, bbox=(107, 15, 109, 17), limit=9).matched == 0
    assert "owner" in fields_of(atlas, version)
    assert search(atlas, snapshot, "m1", user=who) == []
    assert TileIndex(atlas).tile(snapshot, (MASTS,), 8, 204, 116) is not None
    assert len(rows_of(atlas, snapshot, MASTS, Filter((Condition("owner", "known"),)))) == 0
    out = tmp_path / "out"
    assert export_layer(atlas, MASTS, out, user=who, file_format=file_format) == 0


def test_tables_of_tiles_of_one_version_stand_beside_each_other_up_to_a_bound(atlas, rule):
    rule("restricted")
    index = TileIndex(atlas)
    masks = [grant(WEST), grant(EAST), grant(WEST, EAST), grant("admin_commune:1")]
    masks += [grant(f"admin_commune:{n}", WEST) for n in range(2, 9)]
    seen = [atlas.now(user(Role.EDITOR, each)).versions[MASTS] for each in masks]
    for version in seen[:4]:
        index.load(version)
    assert len(index._layers) == 4
    for version in seen:
        index.load(version)
    assert list(index._layers) == [version.key for version in seen[-8:]]


def test_facts_and_cards_are_the_same_for_whoever_may_add_up(atlas, rule):
    rule("staff")
    viewer, editor = atlas.now(user()), atlas.now(user(Role.EDITOR))
    assert not viewer.has(MASTS)
    assert_frame_equal(atlas.facts(viewer, AREAS).areas, atlas.facts(editor, AREAS).areas)
    assert atlas.facts_key(viewer, AREAS) == atlas.facts_key(editor, AREAS)
    card = area_card(atlas, viewer, AREAS, "20194")
    assert card.counts[MASTS] == 3
    profile = profile_of_area(atlas, viewer, AREAS, "20194", user=user())
    assert profile.amounts[MASTS] == 3
    shape = box(108.04, 16.04, 108.055, 16.06).__geo_interface__
    drawn = profile_of_shape(atlas, viewer, shape, user=user())
    assert MASTS not in drawn.amounts
    assert profile_of_shape(atlas, editor, shape, user=user(Role.EDITOR)).amounts[MASTS] == 1


def test_what_may_not_be_added_up_is_unknown_and_never_zero(atlas, rule):
    rule("restricted", sums=False)
    for who in (user(), user(Role.EDITOR), user(Role.EDITOR, grant(WEST))):
        snapshot = atlas.now(who)
        card = city_card(atlas, snapshot, AREAS, "48")
        assert np.isnan(card.counts[MASTS])
        table = atlas.facts(snapshot, AREAS).areas
        assert INDICATORS["mast_density"].of(table).isna().all()
    whole = atlas.now(user(Role.EDITOR, grant()))
    assert city_card(atlas, whole, AREAS, "48").counts[MASTS] == 4


def test_values_that_sums_tell_apart_are_hidden_in_them_too(atlas, rule, publish, ducts):
    publish(ducts, "duct_route")
    atlas.store.rules.set("duct_route", LayerRule(tiers={"owner": "sensitive"}), by="test")
    viewer, editor = atlas.now(user()), atlas.now(user(Role.EDITOR))
    owners = [set(atlas.facts(s, AREAS).owners["owner"].dropna()) for s in (viewer, editor)]
    assert owners == [set(), {"VNPT"}]
    columns = ["km_duct_route", "n_antenna_mast"]
    viewed, edited = (atlas.facts(s, AREAS).areas[columns] for s in (viewer, editor))
    assert_frame_equal(viewed, edited)


def test_rows_beside_a_card_are_those_of_its_reader(atlas, store, publish):
    rows = pd.DataFrame({"unit_key": ["v2025-07:20194"], "tier": ["commune"], "period": ["2026"],
                         "province_code": ["48"], "synthetic": [False]})  # fmt: skip
    publish(rows, "service_availability")
    store.rules.set("service_availability", LayerRule(visibility="staff"), by="test")
    editor, viewer = atlas.now(user(Role.EDITOR)), atlas.now(user())
    assert len(area_card(atlas, editor, AREAS, "20194").services) == 1
    assert len(area_card(atlas, viewer, AREAS, "20194").services) == 0


def test_two_users_with_one_mask_share_one_file(atlas, rule, store):
    rule("restricted")
    one = atlas.now(User("an", role=Role.EDITOR, grants=(grant(WEST, EAST),)))
    two = Atlas(store).now(User("binh", role=Role.EDITOR, grants=(grant(EAST, WEST, export=True),)))
    assert one.versions[MASTS] == two.versions[MASTS]
    assert one.key == two.key
    files = list((store.folder / "derived").glob("masked-*/*.parquet"))
    assert [path.stem for path in files] == [one.versions[MASTS].sha256]


def test_who_sees_the_same_shares_what_was_put_together_while_nothing_changes(
    atlas, rule, store, publish, masts
):
    rule("restricted")
    seen = atlas.now(user(Role.EDITOR, grant(WEST)))
    assert atlas.now(user(Role.EDITOR, grant(WEST))) is seen
    assert atlas.now(user(Role.VIEWER, grant(WEST))) is not seen
    assert atlas.now(user(Role.EDITOR)).key != seen.key
    publish(masts.iloc[:2], MASTS)
    after = atlas.now(user(Role.EDITOR, grant(WEST)))
    assert after.key != seen.key
    rule("public")
    assert atlas.now(user(Role.EDITOR, grant(WEST))).key != after.key
    store.withdraw(MASTS, user="test")
    assert not atlas.now(user(Role.EDITOR, grant(WEST))).has(MASTS)


def test_keys_tell_apart_who_sees_something_else(atlas, rule):
    rule("restricted")
    seen = [
        user(), user(Role.EDITOR), user(Role.PUBLISHER), user(Role.VIEWER, grant(WEST)),
        user(Role.EDITOR, grant(WEST)), user(Role.EDITOR, grant(EAST)), user(Role.EDITOR, grant()),
        user(Role.EDITOR, grant(WEST, personal=True)),
    ]  # fmt: skip
    keys = [atlas.now(each).key for each in seen]
    # All masts lie in the west or on its border, but what is granted is not the same.
    assert keys[0] == keys[1] == keys[2]
    assert keys[3] == keys[4]
    assert len(set(keys)) == 5
    assert keys == [atlas.now(each).key for each in seen]
    assert keys == [Atlas(atlas.store).now(each).key for each in seen]


def test_a_key_tells_of_sums_alone(atlas, rule):
    rule("staff", sums=True)
    told = atlas.now(user()).key
    rule("staff", sums=False)
    assert atlas.now(user()).key != told


def test_a_grant_that_is_revoked_or_over_opens_nothing_at_the_next_look(atlas, rule, store):
    rule("restricted")
    book = add_account(store)
    more = {"purpose": "planning", "areas": (WEST,), "by": "test"}
    given_ = book.grant("lan", MASTS, until=LATER, **more)
    assert names(atlas, user_of(store, "lan")) == IN_WEST
    store.grants.revoke(given_.id, by="test")
    assert names(atlas, user_of(store, "lan")) is None
    yesterday = datetime.date.today() - datetime.timedelta(days=2)
    store.grants.add(replace(given_, id="old", until=yesterday), by="test")
    assert names(atlas, user_of(store, "lan")) is None


def test_grants_name_areas_of_every_boundary_layer(atlas, rule, publish, communes):
    rule("restricted")
    province = communes.dissolve("province_code", as_index=False)
    province = province.assign(code="48", unit_key="v2025-07:48").drop(columns="province_code")
    publish(province, "admin_province")
    former = communes.iloc[:1].assign(code="00001", version="v2025-01")
    publish(former, "admin_commune_former")
    publish(former.assign(code="490"), "admin_district")
    for area in ("admin_province:48", "admin_commune_former:00001", "admin_district:490"):
        assert names(atlas, user(Role.VIEWER, grant(area))) == IN_WEST
    assert names(atlas, user(Role.VIEWER, grant("admin_district:491"))) == []
    assert names(atlas, user(Role.VIEWER, grant("no_layer:1"))) == []


def test_lines_and_areas_that_meet_the_area_are_in_it(atlas, store, publish, ducts):
    lines = [LineString([(108.05, 16.02), (108.25, 16.02)]), LineString([(108.3, 16), (108.4, 16)])]
    publish(ducts.set_geometry(gpd.GeoSeries(lines, crs=4326)), "duct_route")
    shapes = [box(108.19, 16.0, 108.3, 16.1), box(108.21, 16, 108.3, 16.1)]
    zones = gpd.GeoDataFrame({"feature_id": ["z1", "z2"]}, geometry=shapes, crs=4326)
    publish(zones, "mast_zone")
    for layer in ("duct_route", "mast_zone"):
        store.rules.set(layer, LayerRule(visibility="restricted"), by="test")
        assert len(names(atlas, user(Role.EDITOR, grant(EAST, layer=layer)), layer)) == 1


def test_rows_of_a_table_are_those_of_its_units(atlas, store, publish):
    rows = pd.DataFrame(
        {
            "unit_key": ["v2025-07:20194", "v2025-07:20195", "v2025-01:20194", None],
            "feature_id": ["a", "b", "c", "d"],
        }
    )
    publish(rows, "service_availability")
    store.rules.set("service_availability", LayerRule(visibility="restricted"), by="test")
    who = user(Role.EDITOR, grant(WEST, layer="service_availability"))
    assert names(atlas, who, "service_availability") == ["a"]


def test_a_field_that_one_of_two_grants_shows_is_blank_elsewhere(atlas, rule):
    rule("restricted", tiers={"contact": "personal", "owner": "sensitive"})
    who = user(Role.VIEWER, grant(WEST), grant(EAST, personal=True))
    frame = atlas.frame(atlas.now(who).versions[MASTS]).set_index("feature_id")
    assert frame["contact"].notna().to_dict() == {"m1": False, "m2": False, "m3": True}
    assert frame["owner"].notna().all()
    assert "owner_phone" not in frame  # it is in no spec, so it is shown everywhere or nowhere


def test_a_listed_field_that_a_grant_shows_in_some_areas_is_blank_outside(atlas, rule):
    rule("public", tiers={"owner": "personal"})
    frame = atlas.frame(atlas.now(user(Role.VIEWER, grant(EAST, personal=True))).versions[MASTS])
    assert frame.set_index("feature_id")["owner"].dropna().to_dict() == {"m3": "VNPT"}


def test_a_part_says_that_it_is_one(atlas, rule):
    rule("restricted")
    snapshot = atlas.now(user(Role.EDITOR, grant(WEST)))
    assert atlas.now().whole(MASTS)
    assert not snapshot.whole(MASTS)
    assert snapshot.whole(AREAS)
    assert not snapshot.whole("manhole")
    for lang, said in (("vi", "Chỉ một phần"), ("en", "A part only")):
        assert said in snapshot.versions[MASTS].provenance.note[lang]
        assert said in input_line(make_input(snapshot, MASTS, 3), Words(lang))
        assert said in source_sentences(atlas, snapshot, [MASTS], Words(lang))[0]
        assert said not in input_line(make_input(atlas.now(), MASTS, 5), Words(lang))


def test_doors_ask_the_snapshot(atlas, rule, store, tmp_path):
    rule("restricted")
    spec = store.specs[MASTS]
    plain, taking = user(Role.VIEWER, grant(WEST)), user(Role.VIEWER, grant(WEST, export=True))
    both = user(Role.VIEWER, grant(WEST, export=True), grant(EAST))
    for who, see, take in (
        (None, False, False), (user(Role.EDITOR), False, False), (plain, True, False),
        (taking, True, True), (both, True, False), (user(Role.VIEWER, grant()), True, False),
        (LOCAL_USER, True, True),
    ):  # fmt: skip
        assert may_see(who, spec, atlas.now(who)) is see
        assert may_take(who, spec, atlas.now(who)) is take
    # A snapshot that somebody else was given opens nothing.
    assert not may_see(user(Role.EDITOR), spec, atlas.now())
    assert not may_take(plain, spec, atlas.now())
    out = tmp_path / "masts.geojson"
    assert export_layer(atlas, MASTS, out, user=taking, file_format="geojson") == 3
    for who in (plain, both, user(Role.EDITOR)):
        with pytest.raises(NotAllowed):
            export_layer(atlas, MASTS, out, user=who, file_format="geojson")
    with pytest.raises(UnknownLayer):
        export_layer(atlas, "manhole", out, user=plain, file_format="geojson")


def test_an_older_version_is_seen_through_the_same_mask(atlas, store, publish, masts):
    publish(masts.drop(columns=["contact", "owner_phone"], errors="ignore"), MASTS)
    snapshot = atlas.now(user())
    assert snapshot.versions[MASTS] == store.current()[MASTS]
    older = atlas.seen(snapshot, store.version(MASTS, 1))
    assert "contact" not in atlas.frame(older)
    assert atlas.seen(atlas.now(), store.version(MASTS, 1)) == store.version(MASTS, 1)


def test_a_masked_file_is_made_again_and_goes_with_its_version(atlas, rule, store, publish, masts):
    rule("restricted")
    who = user(Role.EDITOR, grant(WEST))
    path = store.path(atlas.now(who).versions[MASTS])
    path.unlink()
    part = atlas.now(who).versions[MASTS]
    assert store.path(part) == path
    assert path.exists()
    TileIndex(atlas).load(part)
    tiles = derived_folder(store, f"tiles-{part.key}")
    assert tiles.is_dir()
    publish(masts.iloc[:2], MASTS)
    assert names(atlas, who) == ["m1", "m2"]
    store.prune(keep=1, user="test")
    assert not path.exists()
    assert not tiles.exists()
    assert store.path(atlas.now(who).versions[MASTS]).exists()
    assert names(Atlas(store), who) == ["m1", "m2"]


def test_what_roles_see_of_a_layer_is_made_when_it_is_published(atlas, store):
    prepare_parts(atlas, MASTS)
    assert list((store.folder / "derived").glob("*masked*")) == []
    add_account(store)
    prepare_parts(atlas, MASTS)
    for role, columns in ((Role.VIEWER, 2), (Role.EDITOR, 1)):
        version = Atlas(store).now(user(role)).versions[MASTS]
        assert derived_folder(store, f"tiles-{version.key}").is_dir()
        assert len(store.columns(store.current()[MASTS])) - len(store.columns(version)) == columns


def test_other_borders_make_another_part(atlas, rule, publish, communes):
    rule("restricted")
    who = user(Role.EDITOR, grant(WEST))
    before = atlas.now(who).versions[MASTS]
    smaller = [box(108, 16, 108.055, 16.1), communes.geometry.iloc[1]]
    publish(communes.set_geometry(gpd.GeoSeries(smaller, crs=4326)), AREAS)
    assert atlas.now(who).versions[MASTS].key != before.key
    assert names(atlas, who) == ["m1"]


def test_the_mask_of_a_user():
    from layers.spec import load_specs

    spec = replace(load_specs()[MASTS], visibility="restricted")
    assert mask_of(None, spec) is None
    assert mask_of(user(Role.PUBLISHER), spec) is None
    assert mask_of(LOCAL_USER, spec) == Mask()
    assert mask_of(user(Role.PUBLISHER, grant(EAST, WEST)), spec) == Mask((WEST, EAST))
    assert mask_of(user(Role.VIEWER, grant(WEST, layer="manhole")), spec) is None


places = st.tuples(st.integers(0, 12), st.integers(0, 12))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    at=st.lists(st.none() | places, min_size=1, max_size=40),
    corners=st.lists(st.tuples(places, st.integers(1, 6)), min_size=1, max_size=3),
    hidden=st.booleans(),
)
def test_a_masked_frame_is_the_original_filtered(store, publish, at, corners, hidden):
    def on_grid(x, y):
        return 108 + x / 100, 16 + y / 100

    shapes = [
        Polygon([on_grid(x, y), on_grid(x + s, y), on_grid(x, y + s)]) for (x, y), s in corners
    ]
    rows = {"code": [f"c{i}" for i in range(len(shapes))], "version": "v2025-07", "name": "x"}
    publish(gpd.GeoDataFrame(rows, geometry=shapes, crs=4326), AREAS)
    points = [Point(108, 16), *(None if each is None else Point(on_grid(*each)) for each in at)]
    rows = {
        "feature_id": [f"f{i}" for i in range(len(points))],
        "contact": "someone",
        "height_m": [None if i % 3 == 0 else i / 2 for i in range(len(points))],
        "n_operators": range(len(points)),
    }
    publish(gpd.GeoDataFrame(rows, geometry=points, crs=4326), MASTS)
    tiers = {} if hidden else {"contact": "open"}
    store.rules.set(MASTS, LayerRule(visibility="restricted", tiers=tiers), by="test")
    atlas = Atlas(store)
    who = user(Role.VIEWER, *(grant(f"{AREAS}:c{i}") for i in range(len(shapes))))
    part = atlas.frame(atlas.now(who).versions[MASTS])
    whole = atlas.frame(atlas.now().versions[MASTS])
    wanted = whole.geometry.apply(
        lambda p: p is not None and any(p.intersects(shape) for shape in shapes)
    )
    assert_geodataframe_equal(part, whole[wanted].reset_index(drop=True))
