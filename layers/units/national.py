"""Names, codes, centres and the 2025 crosswalk of Viet Nam's units, from a package's data files.

The package `vietnamadminunits` (1.0.4, MIT) ships an SQLite file and a JSON file. They are read
where they lie; the package itself is never imported, because that pulls in geocoders. Centres are
WGS 84 longitude and latitude in degrees, good to 11 to 110 m for today's communes and of mixed
quality for former ones (geocoder answers).

What the functions return is cached: copy a frame before editing it.
"""

import importlib.util
import json
import re
import sqlite3
import unicodedata
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

PACKAGE = "vietnamadminunits"
SOURCE = "vietnamadminunits 1.0.4"
TODAY = "v2025-07"
FORMER = "v2025-03"

# Longest first, so that "thị xã" is not taken for a "xã".
_TYPES = ("thành phố", "thị trấn", "đặc khu", "phường", "thị xã", "huyện", "quận", "tỉnh", "xã")
_TYPE = re.compile(f"({'|'.join(_TYPES)}) ")
# The tables have many more columns, most of the file.
_OF_LEVEL = ("", "Short", "Type", "Code", "Lat", "Lon", "Key")
_LEVELS = {
    "admin_units": ("province", "ward"),
    "admin_units_legacy": ("province", "district", "ward"),
}


@cache
def communes_today() -> pd.DataFrame:
    """The 3,321 communes in force since 2025-07-01.

    Returns
    -------
    DataFrame
        `code`, `name`, `full_name`, `type` (phường, xã or đặc khu), `province_code`,
        `province_name`, `lon`, `lat` and `area_km2_official`, NaN where the source has none or
        says zero. Ordered by code; text is NFC.
    """
    raw = _table("admin_units")
    units = _named(raw["ward"], raw["wardShort"], raw["wardCode"])
    units["province_code"] = raw["provinceCode"]
    units["province_name"] = _each(raw["province"], _nfc)
    units["lon"], units["lat"] = raw["wardLon"], raw["wardLat"]
    units["area_km2_official"] = raw["wardAreaKm2"].where(raw["wardAreaKm2"] > 0)
    return units.sort_values("code", ignore_index=True)


@cache
def communes_former() -> pd.DataFrame:
    """The 10,035 communes of the version 2025-03, until 2025-06-30.

    The five island districts that had no communes are not among them; see `districts_former`.

    Returns
    -------
    DataFrame
        `code`, `name`, `full_name`, `type`, `district_code`, `district_name`, `province_code`,
        `province_name` (both former), `lon`, `lat`. Ordered by code.
    """
    raw = _table("admin_units_legacy")
    raw = raw[raw["wardCode"].notna()].reset_index(drop=True)
    units = _named(raw["ward"], raw["wardShort"], raw["wardCode"])
    units["district_code"] = raw["districtCode"]
    units["district_name"] = _each(raw["district"], _full_name)
    units["province_code"] = raw["provinceCode"]
    units["province_name"] = _each(raw["province"], _nfc)
    units["lon"], units["lat"] = raw["wardLon"], raw["wardLat"]
    return units.sort_values("code", ignore_index=True)


@cache
def districts_former() -> pd.DataFrame:
    """The 696 districts until 2025-06-30, five of them islands without communes.

    Returns
    -------
    DataFrame
        `code`, `name`, `full_name`, `type`, `province_code`, `province_name`, `lon`, `lat`, and
        `has_communes`. Ordered by code.
    """
    raw = _table("admin_units_legacy")
    has_communes = raw.groupby("districtCode")["wardCode"].count() > 0
    raw = raw.drop_duplicates("districtCode").reset_index(drop=True)
    units = _named(raw["district"], raw["districtShort"], raw["districtCode"])
    units["province_code"] = raw["provinceCode"]
    units["province_name"] = _each(raw["province"], _nfc)
    units["lon"], units["lat"] = raw["districtLon"], raw["districtLat"]
    units["has_communes"] = has_communes.loc[units["code"]].to_numpy()
    return units.sort_values("code", ignore_index=True)


@cache
def provinces_today() -> pd.DataFrame:
    """The 34 provinces and cities since 2025-07-01: `code, name, full_name, type, lon, lat`."""
    return _provinces(_table("admin_units"))


@cache
def provinces_former() -> pd.DataFrame:
    """The 63 provinces and cities until 2025-06-30, columns as in `provinces_today`."""
    return _provinces(_table("admin_units_legacy"))


@cache
def crosswalk() -> pd.DataFrame:
    """Which former commune became which commune of today.

    A former commune that went whole into one of today's has one row, a divided one has a row for
    each part, exactly one of them the default. The source gives no shares. The five former island
    districts without communes stand under their district key, as in ``v2025-03:318``.

    Returns
    -------
    DataFrame
        Columns of the layer `admin_crosswalk`: `from_key`, `to_key`, `relation`, `area_share`
        and `population_share` (null), `default`, `method`. Ordered by the two keys.
    """
    links = _links()
    return pd.DataFrame(
        {
            "from_key": FORMER + ":" + links["from_code"],
            "to_key": TODAY + ":" + links["to_code"],
            "relation": _relations(links),
            "area_share": np.nan,
            "population_share": np.nan,
            "default": links["default"],
            "method": SOURCE,
        }
    ).sort_values(["from_key", "to_key"], ignore_index=True)


def corrections() -> pd.DataFrame:
    """What the other functions read otherwise than the source has it, and by which rule.

    Returns
    -------
    DataFrame
        `table`, `code`, `column`, `was`, `now`, `rule`; one row for each value.
    """
    found = []
    for table, level in (
        ("admin_units", "ward"),
        ("admin_units_legacy", "ward"),
        ("admin_units_legacy", "district"),
    ):
        raw = _table(table)
        raw = raw[raw[f"{level}Code"].notna()].drop_duplicates(f"{level}Code")
        full_name = _each(raw[level], _full_name)
        was_type, now_type = raw[f"{level}Type"].str.lower(), _each(full_name, _type)
        for column, was, now, rule in (
            ("full_name", raw[level], full_name, "one writing of the type, NFC, single spaces"),
            ("type", was_type, now_type, "the type is what the full name begins with"),
        ):
            differs = (was != now).to_numpy()
            codes = raw.loc[differs, f"{level}Code"]
            rows = {"code": codes, "was": was[differs], "now": now[differs]}
            found.append(pd.DataFrame(rows).assign(table=table, column=column, rule=rule))
    units = _table("admin_units")
    zero = units[units["wardAreaKm2"] == 0]
    rows = {"code": zero["wardCode"], "was": "0.0", "now": None}
    rule = "no commune has an area of zero: unknown"
    zero = pd.DataFrame(rows).assign(table="admin_units", column="area_km2_official", rule=rule)
    columns = ["table", "code", "column", "was", "now", "rule"]
    return pd.concat([*found, zero], ignore_index=True)[columns]


def _folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {PACKAGE} is not installed", name=PACKAGE)
    return Path(spec.origin).parent / "data"


@cache
def _table(name: str) -> pd.DataFrame:
    columns = [level + part for level in _LEVELS[name] for part in _OF_LEVEL]
    columns = [c for c in columns if c != "provinceType"]
    columns += ["wardAreaKm2"] if name == "admin_units" else []
    address = f"{(_folder() / 'dataset.db').as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        return pd.read_sql(f'SELECT {", ".join(columns)} FROM "{name}"', connection)


def _links() -> pd.DataFrame:
    """One row per former commune and commune of today that share ground: codes, whole, default."""
    book = json.loads((_folder() / "converter_2025.json").read_text(encoding="utf-8"))
    rows = [
        (old, f"{province}/{new}", True, True)
        for province, wards in book["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for new, olds in wards.items()
        for old in olds
    ] + [
        (old, f"{province}/{part['newWardKey']}", False, part["isDefaultNewWard"])
        for province, wards in book["DICT_PROVINCE_WARD_DIVIDED"].items()
        for old, parts in wards.items()
        for part in parts
    ]
    links = pd.DataFrame(rows, columns=["old", "new", "whole", "default"])
    today, former = _table("admin_units"), _table("admin_units_legacy")
    ward_key = former["wardKey"].fillna("")
    old_key = former["provinceKey"] + "_" + former["districtKey"] + "_" + ward_key
    former_code = pd.Series(former["wardCode"].fillna(former["districtCode"]).array, index=old_key)
    new_key = today["provinceKey"] + "/" + today["wardKey"]
    today_code = pd.Series(today["wardCode"].array, index=new_key)
    links["from_code"] = former_code.loc[links["old"]].to_numpy()
    links["to_code"] = today_code.loc[links["new"]].to_numpy()
    links = links[["from_code", "to_code", "whole", "default"]]
    return links.sort_values(["to_code", "from_code"], ignore_index=True)


def _relations(links: pd.DataFrame) -> np.ndarray:
    today = communes_today().set_index("code")
    former = communes_former().set_index("code")
    new = today.loc[links["to_code"]]
    old = former.reindex(links["from_code"])
    alone = links["whole"] & ~links["to_code"].duplicated(keep=False)
    same_type = old["type"].to_numpy() == new["type"].to_numpy()
    same_name = old["name"].to_numpy() == new["name"].to_numpy()
    known = old["type"].notna().to_numpy()
    return np.select(
        [
            alone & known & same_type & same_name,
            alone & known & same_type,
            alone & known & (new["type"] == "phường").to_numpy(),
            links["whole"],
        ],
        ["unchanged", "renamed", "upgraded", "whole"],
        "part",
    )


def _named(full_name: pd.Series, short_name: pd.Series, code: pd.Series) -> pd.DataFrame:
    full_name = _each(full_name, _full_name)
    # The source adds the type in brackets where two neighbours share a name.
    name = _each(short_name, _nfc).str.replace(r" \([^)]*\)$", "", regex=True)
    types = _each(full_name, _type)
    return pd.DataFrame({"code": code, "name": name, "full_name": full_name, "type": types})


def _provinces(raw: pd.DataFrame) -> pd.DataFrame:
    raw = raw.drop_duplicates("provinceCode").reset_index(drop=True)
    units = _named(raw["province"], raw["provinceShort"], raw["provinceCode"])
    units["lon"], units["lat"] = raw["provinceLon"], raw["provinceLat"]
    return units.sort_values("code", ignore_index=True)


def _each(text: pd.Series, change) -> pd.Series:
    """The same column with each different value changed once: names repeat a lot."""
    number, values = pd.factorize(text.to_numpy(dtype=object))
    changed = pd.array([change(value) for value in values], dtype=text.dtype)
    return pd.Series(changed.take(number), index=text.index, name=text.name)


def _nfc(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _type(full_name: str) -> str:
    return _TYPE.match(full_name.lower())[1]


def _full_name(text: str) -> str:
    text = _nfc(text)
    kind = _type(text)
    return kind.capitalize() + text[len(kind) :]
