"""Which readers of GDAL are used, and that no other is there. Nothing here may load GDAL by being imported."""

ALLOWED = (
    "DXF",
    "ESRI Shapefile",
    "FlatGeobuf",
    "GPKG",
    "GeoJSON",
    "GeoJSONSeq",
    "LIBKML",
    "MapInfo File",
)
# All others that the GDAL of pyogrio 0.13 brings. The list is closed: `require_allowed` stops a GDAL
# that has more.
_OTHERS = (
    "ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CSV", "CSW", "Carto", "DGN", "EDIGEO", "EEDA", "ESRIJSON",
    "Elasticsearch", "GDALG", "GML", "GPSBabel", "GPX", "GTFS", "GeoRSS", "HTTP", "Idrisi", "JML", "JSONFG", "KML",
    "LVBAG", "MBTiles", "MEM", "MVT", "MapML", "MiraMonVector", "NGW", "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS",
    "OGR_VRT", "OSM", "OpenFileGDB", "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES", "PMTiles", "S57", "SQLite", "SXF",
    "Selafin", "TopoJSON", "VDV", "VFK", "VICAR", "WAsP", "WFS", "XLSX",
)  # fmt: skip


def skip_list() -> str:
    """The value of ``GDAL_SKIP``, to be set before GDAL is loaded; it is read then only."""
    return ",".join(_OTHERS)


def require_allowed() -> None:
    """Stop where GDAL has any other driver than those allowed.

    Raises
    ------
    RuntimeError
        With the names that should not be there, or are not.
    """
    import pyogrio

    wrong = set(pyogrio.list_drivers()) ^ set(ALLOWED)
    if wrong:
        raise RuntimeError(f"GDAL must have exactly the allowed drivers; at odds: {sorted(wrong)}")
