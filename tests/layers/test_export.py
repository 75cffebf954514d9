"""Every format gives back what the layer holds; what a format cannot hold is refused, never cut."""

import datetime
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from openpyxl import load_workbook
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from layers.access import LOCAL_USER, User
from layers.atlas import Atlas
from layers.column_names import free_names, short_names
from layers.errors import BadFilter, CannotWrite, NotAllowed, UnknownField
from layers.export import export_layer
from layers.filters.condition import Condition, Filter, Ground
from layers.spec import load_specs

NAME = "Đường Nguyễn Tất Thành – hầm cáp số 3"
DAY = datetime.date(2026, 1, 31)
SUFFIXES = {
    "geojson": ".geojson", "gpkg": ".gpkg", "shp": ".zip",
    "csv": ".csv", "xlsx": ".xlsx", "parquet": ".parquet",
}  # fmt: skip


@pytest.fixture
def sites():
    """Three sites with every kind of value; the second knows nothing and stands nowhere."""
    rows = {
        "feature_id": ["b1", "b2", "b3"],
        "name": pd.Series([NAME, None, "=1+1"], dtype="string"),
        "shared": pd.array([True, None, False], dtype="boolean"),
        "n_operators": pd.array([2, None, 3], dtype="Int64"),
        "height_m": [15.25, None, -2.0],
        "in_service_date": [DAY, None, datetime.date(1999, 12, 1)],
        "technology": pd.Series(["4G;5G", None, "2G"], dtype="string"),
        "Màu sơn cột": ["vàng", "đen", "vàng"],
    }
    points = [Point(108.123456789, 16.0), None, Point(108.2, 16.1)]
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


@pytest.fixture
def export(store, tmp_path):
    def call(layer_id, file_format, **more):
        out = tmp_path / f"out{SUFFIXES[file_format]}"
        given = {"user": LOCAL_USER} | more
        return export_layer(Atlas(store), layer_id, out, file_format=file_format, **given), out

    return call


def where(field: str, operator: str, *values: str) -> Filter:
    return Filter((Condition(field, operator, values),))


def plain(values) -> list:
    """Values as Python has them, blanks as None, days as days."""
    found = [None if pd.isna(v) else v for v in values]
    return [v.date() if isinstance(v, datetime.datetime) else v for v in found]


@pytest.mark.parametrize("file_format", ["geojson", "gpkg", "parquet", "shp"])
def test_spatial_formats_give_every_value_back(publish, export, sites, file_format):
    publish(sites, "bts_site")
    rows, out = export("bts_site", file_format)
    read = gpd.read_parquet(out) if file_format == "parquet" else gpd.read_file(out)
    assert rows == len(read) == 3
    assert read.crs.to_epsg() == 4326
    spec = load_specs()["bts_site"]
    short = short_names(sites.columns.drop("geometry"), spec) if file_format == "shp" else {}
    read = read.set_index(short.get("feature_id", "feature_id")).loc[["b1", "b2", "b3"]]
    assert read.geometry.tolist() == sites.geometry.tolist()
    for column in sites.columns.drop(["geometry", "feature_id"]):
        got = read[short.get(column, column)]
        if column == "in_service_date" and got.dtype == object:
            got = pd.to_datetime(got)
        assert plain(got) == plain(sites[column]), column


def test_a_shapefile_zip_is_whole_and_its_names_are_short(publish, export, sites):
    extra = {
        "Màu sơn cột nhà trạm": ["x"] * 3,
        "a_long_name_1": [1, 2, 3],
        "a_long_name_2": [4, 5, 6],
    }
    publish(sites.assign(**extra), "bts_site")
    _, out = export("bts_site", "shp")
    with zipfile.ZipFile(out) as archive:
        assert {n.rsplit(".")[-1] for n in archive.namelist()} == {
            "shp",
            "shx",
            "dbf",
            "prj",
            "cpg",
            "csv",
        }
        assert archive.read("bts_site.cpg") == b"UTF-8"
        assert b"GCS_WGS_1984" in archive.read("bts_site.prj")
        listed = pd.read_csv(archive.open("fields.csv"), encoding="utf-8-sig").set_index("field")
    assert (
        listed.loc["in_service_date", "shp"]
        == load_specs()["bts_site"].field("in_service_date").dbf
    )
    assert listed.loc["Màu sơn cột nhà trạm"].tolist()[:2] == ["MAU_SON_C1", "Màu sơn cột nhà trạm"]
    names = list(gpd.read_file(out).columns.drop("geometry"))
    assert len(names) == 11
    assert all(name.isascii() and len(name) <= 10 for name in names)
    assert {"MAU_SON_CO", "MAU_SON_C1", "A_LONG_NAM", "A_LONG_NA1", "FID_", "TEN"} <= set(names)
    assert sorted(gpd.read_file(out)["A_LONG_NA1"]) == [4, 5, 6]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_s80_spreadsheets_have_the_position_and_harmless_text(publish, export, sites, file_format):
    phones = ["+84 236 3822 000", "-5", "@an"]
    publish(sites.assign(dien_thoai=phones, **{"=cmd": ["a", "b", "c"]}), "bts_site")
    _, out = export("bts_site", file_format)
    if file_format == "csv":
        assert out.read_bytes().startswith(b"\xef\xbb\xbf")
        read = pd.read_csv(out, dtype={"technology": str})
    else:
        read = pd.read_excel(out)
    read = read.set_index("feature_id").loc[["b1", "b2", "b3"]]
    assert plain(read["name"]) == [NAME, None, "'=1+1"]
    assert read["dien_thoai"].tolist() == ["'+84 236 3822 000", "'-5", "'@an"]
    assert plain(read["height_m"]) == [15.25, None, -2.0]
    assert plain(read["lon"]) == [108.123456789, None, 108.2]
    assert plain(read["lat"]) == [16.0, None, 16.1]
    assert "'=cmd" in read
    assert "geometry" not in read
    assert str(read["in_service_date"].iloc[0])[:10] == "2026-01-31"


def test_s80_a_workbook_holds_no_formula_and_no_forbidden_letter(publish, export, sites):
    publish(sites.assign(name=["=HYPERLINK(1)", "a\x00\x1fb", "ok"]), "bts_site")
    _, out = export("bts_site", "xlsx")
    cells = [cell for row in load_workbook(out).active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "a��b" in [cell.value for cell in cells]


def test_own_columns_lon_and_lat_are_kept_beside_the_position(publish, export, sites):
    publish(sites.assign(lon="kinh độ", LAT="vĩ độ"), "bts_site")
    read = pd.read_csv(export("bts_site", "csv")[1])
    assert read["lon"].unique().tolist() == ["kinh độ"]
    assert read["LAT"].unique().tolist() == ["vĩ độ"]
    assert plain(read["lon_1"])[0] == 108.123456789
    assert plain(read["lat_1"])[0] == 16.0


@pytest.mark.parametrize("file_format", list(SUFFIXES))
def test_nothing_that_passes_the_filter_is_an_empty_file(publish, export, sites, file_format):
    publish(sites, "bts_site")
    rows, out = export("bts_site", file_format, filter=where("feature_id", "=", "none"))
    assert rows == 0
    if file_format == "csv":
        assert len(pd.read_csv(out)) == 0
    elif file_format not in ("xlsx", "parquet"):
        assert len(gpd.read_file(out)) == 0


def test_an_empty_shapefile_has_the_kind_of_the_layer(publish, export, communes):
    publish(communes, "admin_commune")
    _, out = export("admin_commune", "shp", filter=where("code", "=", "none"))
    with zipfile.ZipFile(out) as archive:
        assert archive.read("admin_commune.shp")[32] == 5  # polygon


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "parquet"])
def test_a_table_is_exported_as_one(publish, export, file_format):
    table = pd.DataFrame({"unit_key": ["v2025-07:20194"], "tier": ["commune"], "n_full": [12]})
    publish(table, "service_availability")
    _, out = export("service_availability", file_format)
    read = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}[file_format](out)
    assert read.columns.tolist() == ["unit_key", "tier", "n_full"]
    assert read.iloc[0].tolist() == ["v2025-07:20194", "commune", 12]


@pytest.mark.parametrize("file_format", ["geojson", "gpkg", "shp"])
def test_a_table_has_no_shapes_to_write(publish, export, file_format):
    publish(pd.DataFrame({"unit_key": ["a"]}), "service_availability")
    with pytest.raises(CannotWrite, match="table without shapes"):
        export("service_availability", file_format)


def test_single_and_multiple_areas_go_into_one_file(publish, export, communes):
    two = MultiPolygon([box(108.1, 16.0, 108.15, 16.1), box(108.16, 16.0, 108.2, 16.1)])
    publish(communes.set_geometry([communes.geometry[0], two], crs=4326), "admin_commune")
    for file_format in ("geojson", "gpkg", "shp"):
        read = gpd.read_file(export("admin_commune", file_format)[1])
        assert sorted(read.geometry.count_geometries()) == [1, 2], file_format


def test_points_and_areas_do_not_fit_one_shapefile(publish, export):
    shapes = [Point(108, 16), Polygon([(108, 16), (108.1, 16), (108.1, 16.1)])]
    frame = gpd.GeoDataFrame({"feature_id": ["a", "b"]}, geometry=shapes, crs=4326)
    publish(frame, "coverage_gap")
    with pytest.raises(CannotWrite, match=r"Point, Polygon.*gpkg"):
        export("coverage_gap", "shp")
    assert len(gpd.read_file(export("coverage_gap", "gpkg")[1])) == 2


def test_long_text_is_never_cut(publish, export, sites):
    long = "Ngõ " * 90
    publish(sites.assign(name=long.strip()), "bts_site")
    with pytest.raises(CannotWrite, match="254"):
        export("bts_site", "shp")
    for file_format in ("geojson", "gpkg", "csv", "xlsx"):
        _, out = export("bts_site", file_format)
        read = {"csv": pd.read_csv, "xlsx": pd.read_excel}.get(file_format, gpd.read_file)(out)
        assert read["name"].unique().tolist() == [long.strip()], file_format


def test_254_bytes_of_vietnamese_fit_a_shapefile(publish, export, sites):
    text = "ữ" * 84 + "ab"
    assert len(text.encode()) == 254
    publish(sites.assign(name=text), "bts_site")
    assert gpd.read_file(export("bts_site", "shp")[1])["TEN"].unique().tolist() == [text]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (where("shared", "=", "true"), ["b1"]),
        (where("shared", "!=", "true"), ["b3"]),
        (where("height_m", "<", "0"), ["b3"]),
        (where("n_operators", ">=", "2"), ["b1", "b3"]),
        (where("in_service_date", ">", "2020-01-01"), ["b1"]),
        (where("name", "contains", "NGUYỄN"), ["b1"]),
        (where("name", "!=", "x"), ["b1", "b3"]),  # a blank is unknown: neither equal nor different
        (where("height_m", "unknown"), ["b2"]),
        (Filter(grounds=(Ground("box", box=(108.1, 15.9, 108.15, 16.05)),)), ["b1"]),
    ],
)
def test_what_the_map_shows_is_what_is_written(publish, export, sites, asked, ids):
    publish(sites, "bts_site")
    rows, out = export("bts_site", "csv", filter=asked)
    assert sorted(pd.read_csv(out)["feature_id"]) == ids
    assert rows == len(ids)


def test_several_conditions_must_all_hold_and_a_box_is_a_box(publish, export, sites):
    publish(sites, "bts_site")
    both = Filter((Condition("n_operators", ">=", ("2",)), Condition("shared", "=", ("false",))))
    assert pd.read_csv(export("bts_site", "csv", filter=both)[1])["feature_id"].tolist() == ["b3"]
    _, out = export("bts_site", "csv", bbox=(108.15, 16.05, 108.3, 16.2))
    assert pd.read_csv(out)["feature_id"].tolist() == ["b3"]


def test_the_selection_alone_is_written(publish, export, sites, store):
    publish(sites, "bts_site")
    fids = store.read("bts_site").set_index("feature_id")["fid"]
    rows, out = export("bts_site", "csv", picked=[int(fids["b2"]), int(fids["b3"])])
    assert rows == 2
    assert sorted(pd.read_csv(out)["feature_id"]) == ["b2", "b3"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (where("geometry", "=", "x"), UnknownField),
        (where("fid", "=", "1"), UnknownField),
        (where("shared", "=", "maybe"), BadFilter),
        (where("height_m", "=", "high"), BadFilter),
    ],
)
def test_filters_that_mean_nothing_are_refused(publish, export, sites, asked, error):
    publish(sites, "bts_site")
    with pytest.raises(error):
        export("bts_site", "csv", filter=asked)


def test_who_may_not_gets_nothing(publish, export, sites):
    publish(sites, "bts_site")
    with pytest.raises(NotAllowed):
        export("bts_site", "csv", user=User("guest"))


def test_a_place_that_cannot_be_written_is_told(store, publish, sites, tmp_path):
    publish(sites, "bts_site")
    for place in (tmp_path / "none" / "a.csv", tmp_path / "store"):
        with pytest.raises(CannotWrite, match="Choose another place"):
            export_layer(Atlas(store), "bts_site", place, user=LOCAL_USER, file_format="csv")


def test_a_failed_export_leaves_the_old_file_and_no_rest(publish, export, sites, tmp_path):
    publish(sites.assign(name="x" * 300), "bts_site")
    old = tmp_path / "out.zip"
    old.write_bytes(b"old")
    with pytest.raises(CannotWrite):
        export("bts_site", "shp")
    assert old.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.zip", "store"]


def test_a_geopackage_is_replaced_not_added_to(publish, export, sites):
    publish(sites, "bts_site")
    publish(gpd.GeoDataFrame({"feature_id": ["d"]}, geometry=[LineString([(1, 2), (3, 4)])], crs=4326),
            "duct_route")  # fmt: skip
    export("bts_site", "gpkg")
    _, out = export("duct_route", "gpkg")
    assert gpd.list_layers(out)["name"].tolist() == ["duct_route"]


def test_names_of_columns_never_meet():
    assert free_names(["Lon", "lon", "a"], ["LON"]) == {"Lon": "Lon_1", "lon": "lon_2", "a": "a"}
    spec = load_specs()["bts_site"]
    assert short_names(["feature_id", "FID_", "电", "电话"], spec) == {
        "feature_id": "FID_",
        "FID_": "FID",
        "电": "COT",
        "电话": "COT1",
    }
