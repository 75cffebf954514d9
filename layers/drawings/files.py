"""A drawing as a file to take along, with what was measured of each feature."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd

from layers.drawings.drawing import KINDS, Drawing
from layers.drawings.measure import measure, shape_of
from layers.errors import BadOption
from layers.spec import FieldSpec, LayerSpec
from layers.writing import write_file

DRAWING_FORMATS = {"geojson": ".geojson", "gpkg": ".gpkg", "shp": ".zip", "csv": ".csv"}
_FIELDS = (
    FieldSpec("label", "tên", "name", dbf="TEN"),
    FieldSpec("kind", "loại", "kind", dbf="LOAI"),
    FieldSpec("colour", "màu", "colour", dbf="MAU"),
    FieldSpec("length_m", "dài hoặc chu vi", "length or border", "number", "DAI_M", unit="m"),
    FieldSpec("area_m2", "diện tích", "area", "number", "DT_M2", unit="m²"),
    FieldSpec("fault", "lỗi hình", "fault of the shape", dbf="LOI"),
)


def drawing_frame(drawing: Drawing) -> gpd.GeoDataFrame:
    """The features of a drawing as rows.

    Returns
    -------
    GeoDataFrame in EPSG:4326
        ``label``, ``kind``, ``colour``, ``length_m``, ``area_m2``, ``fault``; what is not measured is unknown.
        A border that crosses itself is given as it was drawn.
    """
    measured = [measure(feature) for feature in drawing.features]
    columns = {
        "label": [feature.label for feature in drawing.features],
        "kind": [feature.kind for feature in drawing.features],
        "colour": [feature.colour for feature in drawing.features],
        "length_m": [each.length_m for each in measured],
        "area_m2": [each.area_m2 for each in measured],
        "fault": [each.fault for each in measured],
    }
    shapes = [shape_of(feature) for feature in drawing.features]
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)
    return frame.astype({"length_m": float, "area_m2": float, "fault": "string"})


def write_drawing(drawing: Drawing, out: Path, *, file_format: str) -> int:
    """Write a drawing to `out`; give how many features.

    Parameters
    ----------
    file_format : str
        One of `DRAWING_FORMATS`. ``shp`` is a zip with a Shapefile for each kind of shape, which is all
        one Shapefile holds; ``csv`` has each shape as WKT beside its position.

    Raises
    ------
    BadOption
        If there is no such format.
    CannotWrite
        If the place cannot be written to.
    """
    if file_format not in DRAWING_FORMATS:
        raise BadOption(option="--format", value=file_format)
    frame = drawing_frame(drawing)
    if file_format == "shp":
        _write_shapefiles(frame, out)
    elif file_format == "csv":
        write_file(frame.assign(wkt=frame.geometry.to_wkt()), out, _spec(), file_format="csv")
    else:
        write_file(frame, out, _spec(), file_format=file_format)
    return len(frame)


def _write_shapefiles(frame: gpd.GeoDataFrame, out: Path) -> None:
    with TemporaryDirectory(dir=out.parent, prefix=".hatang-") as folder:
        passing = Path(folder) / "all.zip"
        with zipfile.ZipFile(passing, "w", zipfile.ZIP_DEFLATED) as archive:
            for kind in KINDS:
                rows = frame[frame["kind"] == kind]
                if not rows.empty:
                    _add_shapefile(rows, kind, Path(folder), archive)
        passing.replace(out)


def _add_shapefile(
    rows: gpd.GeoDataFrame, kind: str, folder: Path, archive: zipfile.ZipFile
) -> None:
    part = folder / f"{kind}.zip"
    write_file(rows, part, _spec(kind), file_format="shp")
    with zipfile.ZipFile(part) as held:
        # The list of the fields is the same for all of them.
        for name in set(held.namelist()) - set(archive.namelist()):
            archive.writestr(name, held.read(name))


def _spec(kind: str = "") -> LayerSpec:
    name = f"ban_ve_{kind}" if kind else "ban_ve"
    shapes = ("Point", "LineString", "Polygon")
    return LayerSpec(name, "bản vẽ", "drawing", "drawings", shapes, _FIELDS)
