"""How much of the cable network lies underground, area by area and street by street."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.join import split_lines
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, areas_of
from layers.ducts.derivation import DuctDerivation, left_out_rows, no_left_out
from layers.ducts.network import of_city
from layers.ducts.pieces import NOT_BUILT, text
from layers.errors import UnknownLayer
from layers.inputs import make_input
from layers.services.states import KNOWN, NO_DATA, NOT_APPLICABLE, ZERO

DUCT, AERIAL = "duct_route", "aerial_cable_route"
_GONE = "removed"
_KM = {DUCT: "duct_km", AERIAL: "aerial_km"}


@dataclass(frozen=True)
class Undergrounding:
    """Shares underground; the basis is length.

    Attributes
    ----------
    rows : DataFrame
        One row an area: ``code``, ``unit_key``, ``name``, ``full_name``, ``city``, ``duct_km``,
        ``aerial_km``, ``planned_km`` (aerial, planned to go underground), ``share`` and ``state``
        (`layers.services.states`): ``not_applicable`` where there is neither, ``no_data`` where nobody
        recorded one of the two in the city.
    streets : DataFrame
        ``code``, ``street`` (None: not recorded), ``duct_km``, ``aerial_km``, ``planned_km``, ``share``.
    total : dict
        ``duct_km``, ``aerial_km``, ``planned_km``, ``share``; ``areas``, ``areas_unknown``.
    """

    rows: pd.DataFrame
    streets: pd.DataFrame
    total: dict
    derivation: DuctDerivation


def undergrounding(
    atlas: Atlas, snapshot: Snapshot, *, areas: str = "admin_commune", city: str = COUNTRY
) -> Undergrounding:
    """Length of ducts over that of ducts and aerial routes (the ratio of provincial plans, domain study).

    Routes that stand count; those planned, being built or removed are left out.

    Raises
    ------
    UnknownLayer, UnknownCity
    """
    if not snapshot.has(areas) or atlas.store.specs[areas].kind != "area":
        known = sorted(i for i in snapshot.versions if atlas.store.specs[i].kind == "area")
        raise UnknownLayer(layer=areas, known=", ".join(known))
    used = [i for i in (areas, DUCT, AERIAL) if snapshot.has(i)]
    key = f"undergrounding-{'|'.join(snapshot.versions[i].key for i in used)}-{city}"
    return atlas.frames.once(key, lambda: _make(atlas, snapshot, areas, city))


def _make(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> Undergrounding:
    table = areas_of(atlas, snapshot, areas, city)
    shapes = atlas.frame(snapshot.versions[areas]).geometry.iloc[table.index]
    pieces, left_out, inputs, notes = (
        [],
        [no_left_out()],
        [make_input(snapshot, areas, len(table))],
        [],
    )
    for layer in (DUCT, AERIAL):
        if not snapshot.has(layer):
            left_out.append(left_out_rows(layer, [None], "no_layer"))
            continue
        frame, aside = of_city(
            atlas.frame(snapshot.versions[layer]), layer, None if city == COUNTRY else city
        )
        frame, more, unsaid = _standing(frame, layer)
        left_out += [*aside, more]
        inputs.append(make_input(snapshot, layer, len(frame)))
        cut = _cut(frame, shapes, layer)
        pieces.append(cut[cut["area"] >= 0])
        lost = float(cut.loc[cut["area"] < 0, "km"].sum())
        notes += [("outside_km", {"count": round(lost, 3)})] if round(lost, 3) else []
        notes += [("status_unknown", {"count": unsaid})] if unsaid else []
    every = pd.concat(pieces, ignore_index=True) if pieces else _cut_none()
    rows = _rows(table, every)
    for name, layer in (("no_ducts", DUCT), ("no_aerial", AERIAL)):
        notes += [(name, {})] if rows[_KM[layer]].isna().any() else []
    return Undergrounding(
        rows,
        _streets(rows, every),
        _total(rows),
        DuctDerivation(
            tuple(inputs),
            "undergrounding",
            {},
            pd.concat(left_out, ignore_index=True),
            tuple(notes),
        ),
    )


def _standing(frame: gpd.GeoDataFrame, layer: str):
    """Routes that stand with a geometry, those left out, and how many say no status."""
    status, ids = text(frame, "status"), text(frame, "feature_id")
    no_shape = (frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    built = ~np.isin(status.astype(str), NOT_BUILT)
    gone = status.astype(str) == _GONE
    left_out = [
        left_out_rows(layer, ids[no_shape], "no_geometry"),
        left_out_rows(layer, ids[~no_shape & ~built], "not_built"),
        left_out_rows(layer, ids[~no_shape & gone], "retired"),
    ]
    keep = ~no_shape & built & ~gone
    return frame[keep], pd.concat(left_out, ignore_index=True), int(pd.isna(status[keep]).sum())


def _cut(frame: gpd.GeoDataFrame, shapes: gpd.GeoSeries, layer: str) -> pd.DataFrame:
    """``area`` (row of `shapes`), ``street``, ``layer``, ``km`` and ``planned_km`` of each piece."""
    cut = split_lines(frame.geometry, shapes)
    line = cut["line"].to_numpy()
    km = cut["length_m"].to_numpy() / 1000
    plan = text(frame, "undergrounding_plan")[line] == "underground_by_year"
    return pd.DataFrame(
        {
            "area": cut["area"].to_numpy(),
            "street": text(frame, "street")[line],
            "layer": layer,
            "km": km,
            "planned_km": np.where(plan, km, 0.0),
        }
    )


def _cut_none() -> pd.DataFrame:
    return pd.DataFrame(columns=["area", "street", "layer", "km", "planned_km"])


def _rows(table: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    kept = [c for c in ("code", "unit_key", "name", "full_name", "city") if c in table]
    rows = table[kept].reset_index(drop=True)
    for layer, name in _KM.items():
        mine = pieces[pieces["layer"] == layer]
        rows[name] = np.bincount(
            mine["area"].astype(int), mine["km"].astype(float), minlength=len(rows)
        )
        # Zero means that somebody looked: a city without any route of a layer was not looked at.
        some = rows.groupby("city", dropna=False)[name].transform("sum") > 0
        rows[name] = rows[name].where(some)
    planned = np.bincount(
        pieces["area"].astype(int), pieces["planned_km"].astype(float), minlength=len(rows)
    )
    rows["planned_km"] = pd.Series(planned).where(rows["aerial_km"].notna())
    rows["share"] = _share(rows)
    both = rows["duct_km"].notna() & rows["aerial_km"].notna()
    none = both & rows["share"].isna()
    state = np.select([~both, none, rows["share"] == 0], [NO_DATA, NOT_APPLICABLE, ZERO], KNOWN)
    return rows.assign(state=state)


def _share(rows: pd.DataFrame) -> pd.Series:
    whole = rows["duct_km"] + rows["aerial_km"]
    return (rows["duct_km"] / whole.where(whole > 0)).clip(upper=1.0)


def _streets(rows: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    code = rows["code"].to_numpy(object)[pieces["area"].astype(int)]
    known = dict(
        zip(rows["code"], rows["duct_km"].notna() & rows["aerial_km"].notna(), strict=True)
    )
    table = pieces.assign(
        code=code,
        duct_km=pieces["km"].where(pieces["layer"] == DUCT, 0.0),
        aerial_km=pieces["km"].where(pieces["layer"] == AERIAL, 0.0),
    )
    summed = table.groupby(["code", "street"], dropna=False)
    found = summed[["duct_km", "aerial_km", "planned_km"]].sum().astype(float).reset_index()
    found["street"] = found["street"].astype(object).where(found["street"].notna(), None)
    found["share"] = _share(found).where(found["code"].map(known).fillna(False).astype(bool))
    return found.sort_values(["aerial_km", "code"], ascending=[False, True], ignore_index=True)


def _total(rows: pd.DataFrame) -> dict:
    known = rows[rows["duct_km"].notna() & rows["aerial_km"].notna()]
    sums = {name: float(rows[name].sum(min_count=1)) for name in (*_KM.values(), "planned_km")}
    whole = known["duct_km"].sum() + known["aerial_km"].sum()
    share = float(known["duct_km"].sum() / whole) if whole > 0 else np.nan
    return sums | {"share": share, "areas": len(rows), "areas_unknown": len(rows) - len(known)}
