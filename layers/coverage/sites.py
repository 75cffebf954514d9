"""Which sites count for a question, how far each is assumed to reach, and which are left out and why."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from geo.crs import to_metric
from geo.join import points_in_areas
from geo.locate import point_xy
from geo.reach import Discs, make_discs
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY
from layers.coverage.answer import Said
from layers.coverage.environments import environments_of
from layers.coverage.ground import grounds_of
from layers.coverage.question import LONGEST_RADIUS_M, ReachQuestion
from layers.coverage.radii import radii_of
from layers.errors import UnknownLayer

PLANNED_SITE, MAST = "planned_site", "antenna_mast"
STANDING = ("existing", "to_be_converted", "to_be_relocated", "to_be_removed")
COMING = ("planned", "under_construction")
(
    NO_POSITION, NO_OPERATOR, NO_RADIUS, BAD_RADIUS, NOT_IN_SERVICE, NO_YEAR, LATER,
    OTHER_TECHNOLOGY, NO_TECHNOLOGY, OTHER_BAND, NO_BAND, OTHER_OPERATOR,
) = (
    "no_position", "no_operator", "no_radius", "bad_radius", "not_in_service", "no_year", "later",
    "other_technology", "no_technology", "other_band", "no_band", "other_operator",
)  # fmt: skip
TOO_MANY_OPERATORS = "too_many_operators"
COLUMNS = [
    "site", "feature", "layer", "operator", "radius_m", "assumed", "preset", "no_band", "no_height",
    "no_environment", "status", "planned_year", "admin_version", "geometry",
]  # fmt: skip


@dataclass(frozen=True)
class Sites:
    """The sites that count, of the whole country: those of a neighbour reach across the border too.

    Attributes
    ----------
    frame : GeoDataFrame
        `COLUMNS`, EPSG:4326, one row a record and operator. ``site`` names the place: what stands on one
        mast is one site, whatever layer it is in; ``feature`` is the record's own id. ``operator`` is
        None where it is not recorded; ``assumed`` tells a radius that the record does not state.
    left_out : DataFrame
        ``site``, ``layer``, ``why``, ``city`` (of the record, or None).
    """

    frame: gpd.GeoDataFrame
    left_out: pd.DataFrame

    @property
    def operators(self) -> tuple[str, ...]:
        """Operators by the number of their records, most first."""
        return tuple(self.frame["operator"].dropna().value_counts(sort=True).index)

    def near(self, areas: gpd.GeoSeries) -> "Sites":
        """Those that can reach any of the areas (EPSG:4326); what was left out stays as it is."""
        box = areas.total_bounds
        if self.frame.empty or not np.isfinite(box).all():
            return replace(self, frame=self.frame.iloc[:0])
        west, south, east, north = box
        # A tenth more than the distance: a degree of latitude is 110.6 to 111.7 km.
        along = 1.1 * float(self.frame["radius_m"].max()) / 110_000
        across = along / np.cos(np.radians(max(abs(south), abs(north))))
        x, y = self.frame.geometry.x.to_numpy(), self.frame.geometry.y.to_numpy()
        inside = (x >= west - across) & (x <= east + across)
        inside &= (y >= south - along) & (y <= north + along)
        return replace(self, frame=self.frame[inside])

    def discs(self, crs: CRS) -> Discs:
        """The circles in the plane of `crs`, in the order of the frame."""
        return make_discs(
            to_metric(self.frame.geometry, crs=crs),
            self.frame["radius_m"].to_numpy(float),
            site=pd.factorize(self.frame["site"])[0],
            operator=pd.factorize(self.frame["operator"])[0],
            crs=crs,
        )


def sites_of(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> Sites:
    """The sites of a question, made once for the versions and what it says of sites.

    Raises
    ------
    UnknownLayer
        If a layer of sites is not in the store or has no points.
    """
    for layer in question.sites:
        if not snapshot.has(layer) or atlas.store.specs[layer].kind != "point":
            points = [i for i in snapshot.versions if atlas.store.specs[i].kind == "point"]
            raise UnknownLayer(layer=layer, known=", ".join(sorted(points)))
    parts = (
        [snapshot.versions[i].key for i in (*question.sites, "admin_commune") if snapshot.has(i)],
        question.technology, question.band_mhz, question.operators, question.environment,
        question.planned_until, question.radius.kind, question.radius.metres,
        sorted(question.radius.overrides.items()),
    )  # fmt: skip
    return atlas.frames.once(f"reach-sites-{parts}", lambda: _read(atlas, snapshot, question))


def standing(atlas: Atlas, snapshot: Snapshot, layer: str, question: ReachQuestion) -> int:
    """How many records of a layer of points stand in the areas of a question, whatever else it asks.

    Those of the whole country are all, also the ones of which nobody knows where they stand.
    """
    version = snapshot.versions[layer]
    if question.city == COUNTRY:
        return version.rows
    grounds = grounds_of(atlas, snapshot, replace(question, within=None))
    key = f"standing-{version.key}-{snapshot.versions[question.areas].key}-{question.city}"
    points = atlas.frame(version).geometry
    return atlas.answers.once(
        key,
        lambda: int(sum(points_in_areas(points, g.stored)["point"].nunique() for g in grounds)),
    )


def _read(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> Sites:
    records = pd.concat(
        [_records(atlas.frame(snapshot.versions[layer]), layer) for layer in question.sites],
        ignore_index=True,
    )
    records["site"] = _places(records)
    records["environment"] = environments_of(atlas, snapshot, records["geometry"])
    records = records.join(radii_of(records, question))
    why = _why_not(records, question)
    rows = _by_operator(records[why.isna()], question)
    kept, foreign = rows[rows["why"].isna()], rows[rows["why"].notna()]
    lost = pd.concat([records[why.notna()].assign(why=why), foreign], ignore_index=True)
    frame = gpd.GeoDataFrame(kept[COLUMNS].reset_index(drop=True), geometry="geometry", crs=4326)
    return Sites(
        frame=frame,
        left_out=lost[["site", "layer", "why", "city"]].reset_index(drop=True),
    )


def _records(layer: gpd.GeoDataFrame, layer_id: str) -> pd.DataFrame:
    """A layer of points in the columns that count here; what it does not have is missing."""

    def of(*names: str) -> pd.Series:
        found = pd.Series(pd.NA, index=layer.index, dtype=object)
        for name in names:
            if name in layer:
                found = found.where(found.notna(), layer[name].astype(object))
        return found

    def text(*names: str) -> pd.Series:
        found = of(*names)
        # An empty text says as little as none.
        found = found.where(found.isna(), found.astype(str).str.strip())
        return found.where(found != "", None).where(found.notna(), None)

    planned = layer_id == PLANNED_SITE
    return pd.DataFrame(
        {
            "feature": text("feature_id"),
            "row": np.arange(len(layer)),
            "layer": layer_id,
            "mast": text("mast_id") if layer_id != MAST else text("feature_id"),
            "operators": text("operator"),
            "sharers": text("sharers"),
            "technology": text("technology", "technologies"),
            "bands": text("bands_mhz"),
            "small": text("site_type").isin(["small_cell", "in_building"]),
            "height_m": _number(of("antenna_height_m", "height_m")),
            "stated_m": _number(of("radius_m")),
            "status": text("status").fillna("planned") if planned else text("status"),
            "on_air": of("on_air"),
            "planned_year": _number(of("planned_year")),
            "city": text("province_code"),
            "admin_version": text("admin_version"),
            "geometry": np.asarray(layer.geometry.to_crs(4326).values, dtype=object),
        }
    )


def _number(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column, errors="coerce").astype("Float64").astype(float)


def _places(records: pd.DataFrame) -> pd.Series:
    """The key of the place of each record: its mast, else itself; no key is used for two things."""
    own = records["feature"].fillna(records["layer"] + "#" + (records["row"] + 1).astype(str))
    spread = pd.DataFrame({"own": own, "layer": records["layer"]}).drop_duplicates()
    twice = own.isin(spread.loc[spread["own"].duplicated(keep=False), "own"])
    named = own.mask(twice, records["layer"] + ":" + own)
    return records["mast"].astype(object).where(records["mast"].notna(), named)


def _why_not(records: pd.DataFrame, question: ReachQuestion) -> pd.Series:
    """The first reason that keeps a record out; NA where there is none."""
    status, year = records["status"], records["planned_year"]
    coming = status.isin(COMING)
    until = question.planned_until
    always = coming & (records["layer"] == PLANNED_SITE) & (until is None)
    in_time = coming & (year <= (until if until is not None else -np.inf))
    gone = status.notna() & ~status.isin(STANDING) & ~coming
    silent = ~coming & (records["on_air"].map(_is_false))
    xy = point_xy(np.asarray(records["geometry"], dtype=object))
    why = pd.Series(pd.NA, index=records.index, dtype=object)
    reasons = [
        (NO_POSITION, ~np.isfinite(xy).all(axis=1)),
        (NOT_IN_SERVICE, gone | silent),
        (NOT_IN_SERVICE, coming & (records["layer"] != PLANNED_SITE) & (until is None)),
        (NO_YEAR, coming & ~always & year.isna()),
        (LATER, coming & ~always & ~in_time),
        *_technology_reasons(records, question),
        (BAD_RADIUS, records["radius_m"].notna() & ~_in_range(records["radius_m"])),
        (NO_RADIUS, records["radius_m"].isna()),
    ]
    for reason, holds in reasons:
        why = why.where(why.notna() | ~np.asarray(holds, dtype=bool), reason)
    return why


def _in_range(radius_m: pd.Series) -> pd.Series:
    return radius_m.between(0, LONGEST_RADIUS_M, inclusive="right")


def _technology_reasons(records: pd.DataFrame, question: ReachQuestion) -> list:
    reasons = []
    for wanted, column, nothing, other in (
        (question.technology, "technology", NO_TECHNOLOGY, OTHER_TECHNOLOGY),
        (question.band_mhz, "bands", NO_BAND, OTHER_BAND),
    ):
        if wanted is not None:
            has = (";" + records[column].fillna("").str.replace(" ", "") + ";").str.contains(
                f";{wanted};", regex=False
            )
            reasons += [(nothing, records[column].isna()), (other, ~has)]
    return reasons


def _by_operator(records: pd.DataFrame, question: ReachQuestion) -> pd.DataFrame:
    """One row a record and operator; ``why`` is set for those that the question does not ask for."""
    named = records["operators"].fillna("") + ";" + records["sharers"].fillna("")
    rows = records.assign(operator=named.str.split(";")).explode("operator")
    rows["operator"] = rows["operator"].str.strip()
    rows = rows[(rows["operator"] != "") | ~rows.index.isin(rows.index[rows["operator"] != ""])]
    folded = rows["operator"].str.casefold()
    # One operator is one, however it is spelled: the first spelling is kept.
    rows["operator"] = rows["operator"].groupby(folded).transform("first")
    rows = rows[~pd.DataFrame({"record": rows.index, "who": folded}).duplicated().to_numpy()]
    rows["operator"] = rows["operator"].where(rows["operator"] != "", None)
    why = pd.Series(pd.NA, index=range(len(rows)), dtype=object)
    if question.operators:
        wanted = {name.strip().casefold() for name in question.operators}
        why = why.mask(~rows["operator"].str.casefold().isin(wanted).to_numpy(), OTHER_OPERATOR)
        why = why.mask(rows["operator"].isna().to_numpy(), NO_OPERATOR)
    return rows.assign(why=why.to_numpy())


def notes_of(used: pd.DataFrame) -> tuple[Said, ...]:
    """What a reader must know of sites that count; `used` is a frame of `Sites`."""
    records = used.drop_duplicates(["layer", "feature", "site"])
    counts = {
        "status_unknown": int(records["status"].isna().sum()),
        "operator_unknown": int(used["operator"].isna().sum()),
        "planned": int(records["status"].isin(COMING).sum()),
    }
    return tuple(Said(f"coverage.note.{name}", {"count": n}) for name, n in counts.items() if n)


def _is_false(value) -> bool:
    return value is not None and value is not pd.NA and value == False  # noqa: E712
