"""Columns that every invented record has."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.demo.city import City
from layers.units import national as units

SOURCE = "synthetic: Hatang demonstration"
DATA_DATE = date(2025, 10, 1)


def records(city: City, layer_id: str, geometry: np.ndarray, ward: np.ndarray, **columns):
    """A frame of one layer: common fields first, then `columns` in their order.

    Parameters
    ----------
    geometry : ndarray of geometries
        EPSG:4326.
    ward : ndarray of int
        Row in `city.wards` of each record, -1 for none (a stretch across water).
    """
    n = len(geometry)
    number = pd.Series(np.arange(1, n + 1)).astype(str).str.zfill(6)
    commune = np.append(city.wards["code"].to_numpy(dtype=object), None)[ward]
    common = {
        "feature_id": f"{layer_id}-{city.code}-" + number,
        "admin_version": units.TODAY,
        "province_code": city.code,
        "commune_code": texts(commune),
        "data_source": SOURCE,
        "data_date": DATA_DATE,
    }
    return gpd.GeoDataFrame(pd.DataFrame(common | columns), geometry=geometry, crs="EPSG:4326")


def own_fields(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Without the common fields that a layer of its own making does not have."""
    return frame.drop(columns=["admin_version", "commune_code", "data_date"])


def with_contact(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """With whom to ask about sharing, by owner; nobody where the owner is not named."""
    contact = frame["owner"].map(contact_of, na_action="ignore")
    out = frame.copy()
    out.insert(
        len(out.columns) - 1, "contact", texts(contact.where(frame["owner"] != "other", None))
    )
    return out


def contact_of(owner: str) -> str:
    """A contact that cannot be taken for a real one: its number has letters in it."""
    return f"Phòng Hạ tầng {owner}, 1800 xxxx {len(owner):02d} (mô phỏng)"


def texts(values) -> pd.Series:
    """Text with nulls for None."""
    return pd.Series(list(values), dtype="str")


def integers(values, *, unknown: np.ndarray | None = None) -> pd.Series:
    """Whole numbers that may be unknown."""
    values = pd.Series(np.asarray(values)).astype("Int64")
    return values if unknown is None else values.mask(unknown)


def numbers(values, *, unknown: np.ndarray | None = None, digits: int = 1) -> pd.Series:
    """Numbers that may be unknown (NaN), rounded."""
    values = pd.Series(np.round(np.asarray(values, dtype=float), digits))
    return values if unknown is None else values.mask(unknown)


def days(chance: np.random.Generator, size: int, first: date, last: date, *, unknown=0.0):
    """Random days between two dates, a share of them unknown (None)."""
    since = chance.integers(0, (last - first).days + 1, size)
    when = np.array(first, dtype="datetime64[D]") + since
    return pd.Series(np.where(chance.random(size) < unknown, None, when.astype(object)))
