"""Put real boundaries in the place of approximate ones, without overlaps where the two meet."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.aggregate import dissolve_areas
from geo.crs import STORAGE_CRS
from geo.measure import geodesic_area_m2
from layers.access import User
from layers.boundaries.communes import areal, read_communes
from layers.boundaries.fetch import fetch
from layers.boundaries.manifest import (
    BOUNDARY_VERSION,
    LICENCE,
    SOURCE,
    BoundaryFile,
    files_of,
    read_manifest,
)
from layers.importing.derive import bare_name, unit_type
from layers.in_service import require_publisher
from layers.store import Draft, Provenance, Store, Version
from layers.words import LANGUAGES, Words

COMMUNES, PROVINCES = "admin_commune", "admin_province"
_OF_COMMUNES = ["version", "valid_from", "valid_to", "approximate"]


def publish_boundaries(
    store: Store,
    folder: Path,
    *,
    user: User,
    provinces: tuple[str, ...] = (),
    source: str = SOURCE,
    manifest: list[BoundaryFile] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Version:
    """Fetch the communes of `provinces` (all by default) and publish them as boundaries.

    Communes of other provinces stay as they are, cut back where the real ones take their ground; one
    that is left with none keeps its row, without a shape. The province layer follows in the same
    step: both layers get their version or neither does. The note of the versions says how many
    boundaries are real and approximate, how many areas lost all ground, and how many communes of
    the provinces the source does not have.

    Parameters
    ----------
    folder : Path
        Where fetched files are kept.
    source : str
        An address, or a folder laid out like it.
    manifest : list of BoundaryFile, optional
        The files there are and their checksums; by default those in ``data/reference``.

    Returns
    -------
    Version
        Of the communes.

    Raises
    ------
    NotAllowed, SecondPersonNeeded, NoNetwork, BadChecksum, UnknownCity, VersionConflict
        The store is unchanged; what was fetched stays for the next try.
    """
    for layer_id in (COMMUNES, PROVINCES):
        require_publisher(user, store.specs[layer_id])
    files = files_of(read_manifest() if manifest is None else manifest, provinces)
    places = fetch(files, folder, source=source, progress=progress)
    standing = store.current()
    known, known_provinces = (_read(store, standing.get(i)) for i in (COMMUNES, PROVINCES))
    real = read_communes(files, places, known)
    merged, note = _merge(known, real)
    frames = {COMMUNES: merged, PROVINCES: _provinces(merged, known_provinces)}
    drafts = [
        Draft(
            frame,
            layer_id,
            expected=standing[layer_id].number if layer_id in standing else None,
            provenance=_provenance(frame, note, source=source),
        )
        for layer_id, frame in frames.items()
    ]
    return store.publish_together(drafts, user=user.id)[0]


def _read(store: Store, version: Version | None) -> gpd.GeoDataFrame | None:
    """The rows of a version, as today's reader sees them: a later one is not looked at."""
    if version is None:
        return None
    return store.read_version(version).drop(columns="fid")


def _merge(
    known: gpd.GeoDataFrame | None, real: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """The real communes among those of other provinces, and how many areas came to nothing."""
    if known is None:
        return real, {"no_ground": 0, "not_in_source": 0}
    replaced = known["province_code"].isin(real["province_code"])
    gone = _not_in_source(known[replaced], real)
    others = _cut_back(known[~replaced], real)
    merged = pd.concat([others, real], ignore_index=True)
    merged["approximate"] = merged["approximate"].astype("boolean")
    had_ground = ~(known.geometry[~replaced].isna() | known.geometry[~replaced].is_empty)
    no_ground = int((had_ground & others.geometry.isna()).sum())
    merged = gpd.GeoDataFrame(merged, geometry="geometry", crs=STORAGE_CRS)
    return merged, {"no_ground": no_ground, "not_in_source": gone}


def _not_in_source(replaced: gpd.GeoDataFrame, real: gpd.GeoDataFrame) -> int:
    """How many communes of the replaced provinces the source has under neither code nor name."""
    named = pd.MultiIndex.from_frame(replaced[["province_code", "name"]])
    again = named.isin(pd.MultiIndex.from_frame(real[["province_code", "name"]]))
    return int((~replaced["code"].isin(real["code"]) & ~again).sum())


def _cut_back(others: gpd.GeoDataFrame, real: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """`others` without the ground of `real`; None where nothing is left."""
    shapes, taking = others.geometry.to_numpy().copy(), real.geometry.to_numpy()
    meeting, taker = shapely.STRtree(taking).query(shapes, predicate="intersects")
    meeting, taker = np.unique(meeting), np.unique(taker)
    if not len(meeting):
        return others
    cut = shapely.difference(shapes[meeting], shapely.union_all(taking[taker]))
    shapes[meeting] = [areal(shape) for shape in cut]
    others = others.set_geometry(gpd.GeoSeries(shapes, index=others.index, crs=others.crs))
    if "area_km2_geom" in others:
        area = others["area_km2_geom"].to_numpy(float, copy=True)
        area[meeting] = geodesic_area_m2(shapes[meeting]) / 1e6
        others = others.assign(area_km2_geom=area)
    return others


def _provinces(communes: gpd.GeoDataFrame, known: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Provinces as unions of their communes, so that both layers tell one story.

    What the communes do not say (names, kind, legal reference) stays as it was.
    """
    joined = dissolve_areas(communes, by=communes["province_code"])
    by_province = pd.DataFrame(communes).groupby("province_code")
    frame = pd.DataFrame({"code": joined["key"]})
    if known is not None:
        kept = known.columns.difference([*_OF_COMMUNES, "geometry"], sort=False)
        frame = frame.merge(pd.DataFrame(known[kept]).drop_duplicates("code"), "left", on="code")
    frame = _named(frame, by_province)
    for column in _OF_COMMUNES:
        if column in communes:
            first = by_province[column].agg("any" if column == "approximate" else "first")
            frame[column] = frame["code"].map(first)
    frame["unit_key"] = frame["version"] + ":" + frame["code"]
    if "province_key" in frame:
        frame["province_key"] = frame["unit_key"]
    frame["area_km2_geom"] = geodesic_area_m2(joined.geometry.to_numpy()) / 1e6
    shapes = [areal(shape) for shape in joined.geometry]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=STORAGE_CRS)


def _named(frame: pd.DataFrame, communes) -> pd.DataFrame:
    """A name for every province: its own, else as its communes call it, else its code."""
    out = frame.reindex(columns=frame.columns.union(["full_name", "name", "type"], sort=False))
    out = out.astype(dict.fromkeys(["full_name", "name", "type"], "string"))
    if "province_name" in communes.obj:
        said = out["code"].map(communes["province_name"].first()).astype("string")
        out["full_name"] = out["full_name"].fillna(said)
    out["full_name"] = out["full_name"].fillna(out["code"])
    out["name"] = out["name"].fillna(bare_name(out["full_name"]))
    out["type"] = out["type"].fillna(unit_type(out["full_name"]))
    return out


def _provenance(frame: gpd.GeoDataFrame, note: dict[str, int], *, source: str) -> Provenance:
    left = int(frame["approximate"].fillna(False).sum())
    counts = {"real": len(frame) - left, "approximate": left}
    return Provenance(
        title=BOUNDARY_VERSION,
        quality="mixed" if left else "unverified",
        source=source,
        licence=LICENCE,
        note={lang: _note(Words(lang), counts, note) for lang in LANGUAGES},
    )


def _note(words: Words, counts: dict[str, int], lost: dict[str, int]) -> str:
    told = [words("boundaries.note.counts", **counts)]
    told += [words(f"boundaries.note.{name}", count=count) for name, count in lost.items() if count]
    return " ".join(told)
