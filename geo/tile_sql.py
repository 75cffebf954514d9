"""The SQL that fills a tile. Numbers enter as literals, so that the R-tree is used; names are quoted."""

from geo.tile_layer import EXTENT, HALF_WORLD_M, TILE_PX, TileLayer, pixel_m, tile_bounds


def tile_sql(layer: TileLayer, z: int, x: int, y: int) -> str:
    """The query of one tile: one row with the tile and the number of its features."""
    coarse = z < layer.detail_zoom
    columns = [_name(c) for c in (layer.coarse_columns if coarse else layer.columns)]
    counted = layer.kind == "point" and (coarse or layer.mean_place)
    side = _side_pairs(layer)
    pairs = [
        "'geom': shape",
        f"'id': {_text(layer.name + ':')} || CAST(fid AS VARCHAR)",
        *(f"{column}: {column}" for column in columns),
        *(f"'{name}': {value}" for name, value in side.items()),
        *(["'count': points"] if counted else []),
    ]
    bounds = tile_bounds(z, x, y)
    points = (["points"] if coarse else ["1 AS points"]) if counted else []
    shape = _point_shape if layer.kind == "point" and (layer.xy or coarse) else _shape
    return f"""
SELECT ST_AsMVT(feature, {_text(layer.name)}, {EXTENT}, 'geom'), count(*)
FROM (SELECT {{{", ".join(pairs)}}} AS feature FROM (
  SELECT {", ".join(["fid", *columns, *side, *points])},
    {shape(layer, z, bounds)} AS shape
  FROM ({_rows(layer, z, bounds, columns)})
) WHERE shape IS NOT NULL AND NOT ST_IsEmpty(shape))"""


def _side_pairs(layer: TileLayer) -> dict[str, str]:
    """The columns of a side table, and how features carry them."""
    pairs = {}
    if layer.side is not None and layer.side.classes:
        ids = ", ".join(_text(each) for each in layer.side.classes)
        pairs["k"] = f"list_extract([{ids}], CAST(k AS INTEGER) + 1)"
    if layer.side is not None and layer.side.sized:
        pairs["s"] = "CAST(s AS INTEGER)"
    return pairs


def _rows(layer: TileLayer, z: int, bounds: tuple, columns: list[str]) -> str:
    thinned = layer.kind == "point" and z < layer.detail_zoom
    # Whole cells only: a cell cut by the margin would keep another point than next door.
    cells = -(-layer.buffer_px // layer.cell_px)
    reach_px = cells * layer.cell_px if thinned else layer.buffer_px
    reach = _widened(bounds, reach_px * pixel_m(z))
    held = ["fid", *(["x", "y"] if layer.xy else ["geom"]), *columns]
    if thinned and layer.rank_column and _name(layer.rank_column) not in columns:
        held.append(_name(layer.rank_column))
    found = (
        f"SELECT {', '.join(held)} FROM {_place(layer, z)}"
        f" WHERE {_within(reach) if layer.xy else f'ST_Intersects(geom, {_box(reach)})'}"
    )
    side = list(_side_pairs(layer))
    if layer.side is not None:
        # Next to a join DuckDB 1.5 forgets the R-tree, unless what it finds is set down first.
        kept = "" if layer.xy else "MATERIALIZED "
        found = (
            f"WITH here AS {kept}({found}) SELECT {', '.join(['here.*', *side])}"
            f" FROM here JOIN {_name(layer.side.table)} USING (fid)"
        )
    return _thinned(layer, z, found, columns, side) if thinned else found


def _thinned(layer: TileLayer, z: int, found: str, columns: list[str], side: list[str]) -> str:
    """One point of each cell, and of each class in it, with the number of all as ``points``."""
    x, y = ("x", "y") if layer.xy else ("ST_X(geom)", "ST_Y(geom)")
    width = repr(layer.cell_px * pixel_m(z))
    groups = [f"floor(({x} + {HALF_WORLD_M!r}) / {width})"]
    groups += [f"floor(({HALF_WORLD_M!r} - {y}) / {width})", *(["k"] if "k" in side else [])]
    taken = ["fid", *columns, *(["s"] if "s" in side else [])]
    # A struct, because arg_min passes over rows whose value is NULL.
    first = ", ".join(f"{name} := {name}" for name in taken) + f", x := {x}, y := {y}"
    best = f"arg_min(struct_pack({first}), fid)"
    if layer.rank_column:
        order = f"{_name(layer.rank_column)} DESC NULLS LAST, fid"
        best = f"first(struct_pack({first}) ORDER BY {order})"
    held = [*(f"best.{name} AS {name}" for name in taken), *(["k"] if "k" in side else [])]
    means = f", avg({x}) AS x, avg({y}) AS y" if layer.mean_place else ""
    place = "x, y" if layer.mean_place else "best.x AS x, best.y AS y"
    return (
        f"SELECT {', '.join(held)}, points, {place} FROM ("
        f"SELECT count(*) AS points, {best} AS best{', k' if 'k' in side else ''}{means}"
        f" FROM ({found}) GROUP BY {', '.join(groups)})"
    )


def _place(layer: TileLayer, z: int) -> str:
    table = _name(_table(layer, z))
    return table if layer.database is None else f"{_name(layer.database)}.{table}"


def _table(layer: TileLayer, z: int) -> str:
    zooms = [zoom for zoom in layer.overviews if zoom >= z]
    return layer.overviews[min(zooms)] if zooms else layer.table


def _within(box: tuple) -> str:
    west, south, east, north = map(repr, box)
    return f"x >= {west} AND x < {east} AND y > {south} AND y <= {north}"


def _point_shape(layer: TileLayer, z: int, bounds: tuple) -> str:
    """A point ``x``, ``y`` in tile units; NULL beyond the margin. See `_shape` for the half unit."""
    west, south, east, north = map(repr, _widened(bounds, layer.buffer_px * pixel_m(z)))
    units = EXTENT / TILE_PX / pixel_m(z)
    return (
        f"CASE WHEN x >= {west} AND x <= {east} AND y >= {south} AND y <= {north} THEN"
        f" ST_Point((x - {bounds[0]!r}) * {units!r} + 0.5, ({bounds[3]!r} - y) * {units!r} + 0.5) END"
    )


def _shape(layer: TileLayer, z: int, bounds: tuple) -> str:
    """Geometry in tile units, clipped where it crosses the margin; NULL when too small to see.

    ST_AsMVTGeom takes some 90 microseconds for an area, because it repairs what rounding breaks.
    What lies inside needs no clipping, and if its rings already run the way of MVT, moving it to
    tile units is enough. ST_AsMVT cuts fractions off, hence the half unit.
    """
    coarse = z < layer.detail_zoom
    half_px = repr(pixel_m(z) / 2)
    geom = f"ST_Simplify(geom, {half_px})" if coarse and layer.kind == "line" else "geom"
    margin = EXTENT * layer.buffer_px // TILE_PX
    clipped = f"ST_AsMVTGeom({geom}, ST_Extent({_box(bounds)}), {EXTENT}, {margin}, true)"
    cases = []
    if coarse and layer.kind != "point":
        # Not in WHERE: next to another condition DuckDB 1.5 forgets the R-tree.
        small = (
            f"greatest(ST_XMax(geom) - ST_XMin(geom), ST_YMax(geom) - ST_YMin(geom)) < {half_px}"
        )
        cases.append(f"WHEN {small} THEN NULL")
    if layer.kind != "area" or _table(layer, z) != layer.table:
        west, south, east, north = map(repr, _widened(bounds, layer.buffer_px * pixel_m(z)))
        units = EXTENT / TILE_PX / pixel_m(z)
        x, y = 0.5 - bounds[0] * units, 0.5 + bounds[3] * units
        cases.append(
            f"WHEN ST_XMin(geom) >= {west} AND ST_XMax(geom) <= {east}"
            f" AND ST_YMin(geom) >= {south} AND ST_YMax(geom) <= {north}"
            f" THEN ST_Affine({geom}, {units!r}, 0, 0, {-units!r}, {x!r}, {y!r})"
        )
    return f"CASE {' '.join(cases)} ELSE {clipped} END" if cases else clipped


def _widened(bounds: tuple[float, float, float, float], reach: float) -> tuple:
    west, south, east, north = bounds
    return (west - reach, south - reach, east + reach, north + reach)


def _box(bounds: tuple[float, float, float, float]) -> str:
    return f"ST_MakeEnvelope({', '.join(repr(float(bound)) for bound in bounds)})"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
