"""A store of real wards on made-up ground, with returns of before and after the reform."""

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from layers.units.register import DISTRICT, PROVINCE, register

COMMUNES = {
    "admin_commune": ("v2025-07", "48", 0.0),
    "admin_commune_former": ("v2025-03", "48", 0.0),
}
RETURN = {
    "tier": "commune",
    "period": "2025-10",
    "scheme": "full_partial",
    "counting_unit": "procedure",
    "source_doc": "test",
}


def communes(layer: str) -> gpd.GeoDataFrame:
    """The communes of Da Nang of one version, each a square of its own, those of a version side by side."""
    version, city, _ = COMMUNES[layer]
    units = register(version).frame
    return _squares(units[units["province_code"] == city], version)


def districts() -> gpd.GeoDataFrame:
    units = register("v2025-03", DISTRICT).frame
    return _squares(units[units["province_code"] == "48"], "v2025-03")


def provinces() -> gpd.GeoDataFrame:
    units = register("v2025-07", PROVINCE).frame
    units = units.assign(province_code=units["code"])
    return _squares(units[units["code"].isin(["01", "48"])], "v2025-07").drop(
        columns="province_code"
    )


def returns(rows: list[dict]) -> pd.DataFrame:
    """Rows of availability out of what differs from `RETURN`."""
    table = pd.DataFrame([RETURN | row for row in rows])
    for name in table.columns[table.columns.str.startswith("n_")]:
        table[name] = table[name].astype("Int64")
    return table


def _squares(units: pd.DataFrame, version: str) -> gpd.GeoDataFrame:
    frame = units[["code", "unit_key", "name", "full_name", "type", "province_code"]].copy()
    frame = frame.assign(version=version, province_key=version + ":" + frame["province_code"])
    shapes = [box(108 + i / 100, 16, 108.01 + i / 100, 16.01) for i in range(len(frame))]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)
