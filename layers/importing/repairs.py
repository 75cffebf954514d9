"""Repairs that a publisher agrees to, rule by rule; each tells what it changed, row by row."""

from collections.abc import Callable, Collection

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_area_m2
from layers.importing.report import Finding, row_findings
from layers.importing.rules import shapes as sh
from layers.importing.rules.suggest import strangers, suggestions
from layers.importing.rules.tangles import tangled
from layers.spec import LayerSpec

Repair = Callable[[pd.DataFrame, LayerSpec], tuple[pd.DataFrame, list[Finding]]]


def repair(
    frame: pd.DataFrame, accepted: Collection[str], *, spec: LayerSpec
) -> tuple[pd.DataFrame, list[Finding]]:
    """Mend what the publisher agreed to, before the rules are asked.

    What a repair cannot mend stays as it is, and the rule finds it again.

    Parameters
    ----------
    frame : DataFrame
        Fields under their names and types, EPSG:4326.
    accepted : collection of str
        Rule ids; those without a repair in `REPAIRS` change nothing here.

    Returns
    -------
    frame : DataFrame
        The same rows in the same order; the frame itself where nothing was mended.
    findings : list of Finding
        ``geometry.repaired`` and ``value.replaced``, with what stood there before.
    """
    findings = []
    for rule, mend in REPAIRS.items():
        if rule in accepted:
            frame, told = mend(frame, spec)
            findings += told
    return frame, findings


def mend_areas(frame: pd.DataFrame, spec: LayerSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """Make invalid areas valid by the structure of their rings; an area stays an area.

    The other method of GEOS may take a minute for a small star, and so may this one for a large
    one: what is too tangled is left.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return frame, []
    shapes = np.asarray(frame.geometry.array, dtype=object)
    broken = sh.broken(shapes) & (shapely.get_num_coordinates(shapes) <= sh.MOST_VERTICES)
    asked = broken & (sh.base_types(shapes) == sh.POLYGON)
    asked &= ~tangled(shapes, asked)
    rows = np.flatnonzero(asked)
    mended = shapely.make_valid(shapes[rows], method="structure", keep_collapsed=False)
    good = sh.present(mended) & (sh.base_types(mended) == sh.POLYGON) & shapely.is_valid(mended)
    rows, mended = rows[good], mended[good]
    if not len(rows):
        return frame, []
    after = shapes.copy()
    after[rows] = mended
    told = Finding(
        "geometry.repaired",
        "warning",
        rows=rows,
        values=shapely.is_valid_reason(shapes[rows]).tolist(),
        details={
            "parts": shapely.get_num_geometries(mended).tolist(),
            "area_m2": geodesic_area_m2(mended).round(1).tolist(),
        },
    )
    return frame.set_geometry(gpd.GeoSeries(after, index=frame.index, crs=frame.crs)), [told]


def replace_values(frame: pd.DataFrame, spec: LayerSpec) -> tuple[pd.DataFrame, list[Finding]]:
    """Put the value of the list where exactly one is meant."""
    out, findings = frame, []
    for field in spec.fields:
        if not field.allowed or field.item_type != "enum" or field.name not in frame:
            continue
        text = frame[field.name].astype("string")
        meant = suggestions([v for v in text.dropna().unique() if strangers(v, field)], field)
        if not meant:
            continue
        after = text.map(lambda value, meant=meant: meant.get(value, value), na_action="ignore")
        out = out.assign(**{field.name: after.astype("string")})
        findings += row_findings(
            "value.replaced",
            "warning",
            text.isin(list(meant)).to_numpy(dtype=bool),
            column=field.name,
            values=text,
            details={"after": after},
        )
    return out, findings


REPAIRS: dict[str, Repair] = {
    "geometry.invalid": mend_areas,
    "value.not_listed": replace_values,
}
