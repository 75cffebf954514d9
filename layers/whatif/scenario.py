"""What reach would be after a plan: before and after in every area, at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_metric
from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import DRAWN
from layers.coverage.ask import ask_reach
from layers.coverage.bases import bases_of
from layers.coverage.ground import Ground, grounds_of
from layers.coverage.question import ReachQuestion
from layers.coverage.sites import sites_of
from layers.errors import UnknownLayer
from layers.services.states import NO_DATA
from layers.whatif.engine import Circle, make_engine
from layers.whatif.plan import ADD, MOVE, REMOVE, Change, Plan

COLUMNS = [
    "code", "unit_key", "name", "full_name", "city", "total", "reached_before", "reached_after",
    "before", "after", "change", "touched", "state",
]  # fmt: skip
TOLD = ["number", "kind", "key", "why"]
UNKNOWN_SITE, KNOWN_SITE, NO_RADIUS, OTHER_OPERATOR, OUTSIDE = (
    "unknown_site", "known_site", "no_radius", "other_operator", "outside",
)  # fmt: skip
PLANNED_SITE = "planned_site"


@dataclass(frozen=True)
class Effect:
    """What a plan changes.

    Attributes
    ----------
    rows : DataFrame
        `COLUMNS`, one row an area, in the order of the question's answer. ``before`` and ``after`` are
        shares, ``change`` the second less the first; amounts are of the basis. ``touched``: a site that
        changed reaches the area, or did. An area of a city in which nobody recorded a site stays unknown.
    total : dict
        ``total``, ``reached_before``, ``reached_after``, ``before``, ``after``, ``change``: over the areas
        whose reach is known, a drawn one apart.
    told : DataFrame
        `TOLD`: changes that have no effect and why; ``number`` counts from 1. The sentence is
        ``planning.change.<why>``.
    sites : GeoDataFrame
        The sites that the plan touched, as they stand after it: ``key``, ``kind``, ``operator``, ``radius_m``,
        EPSG:4326; those removed stand where they stood.
    """

    rows: pd.DataFrame
    total: dict
    told: pd.DataFrame
    sites: gpd.GeoDataFrame


class Scenario:
    """Reach of a question, kept so that changes of single sites show at once; threads may share it.

    Every figure depends on the plan alone and not on the way it came about: a plan whose changes cancel out
    gives the numbers of before bit for bit.

    Raises
    ------
    UnknownLayer, UnknownCity, BadArea, NoPeople, BadGrid

    Examples
    --------
    >>> Scenario(atlas, snapshot, question).apply([Change("add", "n1", 108.2, 16.05, 500)])  # doctest: +SKIP
    """

    def __init__(self, atlas: Atlas, snapshot: Snapshot, question: ReachQuestion):
        self.question = question
        self._atlas, self._snapshot = atlas, snapshot
        self._answer = ask_reach(atlas, snapshot, question).rows
        self._sites = sites_of(atlas, snapshot, question)
        self._rows_of = self._sites.frame.groupby("site", sort=False).indices
        names = self._sites.frame["operator"].dropna().unique()
        self._operators = {name: number for number, name in enumerate(names)}
        self._numbers = {site: number for number, site in enumerate(self._rows_of)}
        grounds = grounds_of(atlas, snapshot, question)
        bases = bases_of(atlas, snapshot, question, grounds).bases
        self._parts = [_Part(g, b, self) for g, b in zip(grounds, bases, strict=True)]
        self._before = np.concatenate([part.engine.reached for part in self._parts])
        self._lock = Lock()

    def apply(self, changes: Iterable[Change]) -> Effect:
        """The effect of changes, one after the other, on what stands; nothing is kept of earlier ones."""
        changes = tuple(changes)
        final, told = self._resolve(changes)
        with self._lock:
            shown = [part.show(final) for part in self._parts]
            after = np.concatenate([part.engine.reached for part in self._parts])
        meeting = set().union(*(keys for _, keys in shown))
        told += [
            (number, change.kind, change.key, OUTSIDE)
            for number, change in enumerate(changes, 1)
            if change.kind != REMOVE and final.get(change.key) and change.key not in meeting
        ]
        rows = self._rows(after, np.concatenate([touched for touched, _ in shown]))
        return Effect(
            rows=rows,
            total=_total(rows[rows["code"] != DRAWN]),
            told=pd.DataFrame(sorted(told), columns=TOLD),
            sites=self._shown(changes, final),
        )

    def planned(self, year: int | None, *, layer: str = PLANNED_SITE) -> Plan:
        """What a layer of planned sites adds until a year, or altogether; sites that count already are not in it.

        Raises
        ------
        UnknownLayer
            If there is no such layer.
        """
        if not self._snapshot.has(layer):
            raise UnknownLayer(layer=layer, known=", ".join(self._snapshot.versions))
        asked = replace(self.question, sites=(layer,), planned_until=year)
        frame = sites_of(self._atlas, self._snapshot, asked).frame
        frame = frame[~frame["site"].isin(self._rows_of.keys())].drop_duplicates("site")
        inside = self._near_areas(frame)
        return Plan(
            tuple(
                Change(ADD, row.site, row.geometry.x, row.geometry.y, row.radius_m, _name(row.operator),
                       None if pd.isna(row.planned_year) else int(row.planned_year))
                for row in frame[inside].itertuples()
            )
        )  # fmt: skip

    def with_year(self, year: int) -> Effect:
        """The effect of what is planned until a year."""
        return self.apply(self.planned(year))

    def _near_areas(self, frame: gpd.GeoDataFrame) -> np.ndarray:
        found = np.zeros(len(frame), bool)
        for part in self._parts:
            near = replace(self._sites, frame=frame).near(part.ground.stored)
            found |= frame.index.isin(near.frame.index)
        return found

    def _resolve(self, changes: Sequence[Change]) -> tuple[dict, list]:
        """How every site that changes stands in the end: rows of degrees, radius, operator."""
        final: dict[str, tuple] = {}
        told = []
        for number, change in enumerate(changes, 1):
            standing = final.get(change.key, self._own(change.key))
            why = self._refuses(change, standing)
            if why:
                told.append((number, change.kind, change.key, why))
            elif change.kind == REMOVE:
                final[change.key] = ()
            elif change.kind == MOVE:
                final[change.key] = tuple((change.lon, change.lat, *row[2:]) for row in standing)
            else:
                radius_m = change.radius_m or self.question.radius.metres
                final[change.key] = ((change.lon, change.lat, radius_m, change.operator),)
        return final, told

    def _refuses(self, change: Change, standing: tuple) -> str | None:
        if change.kind != ADD:
            return None if standing else UNKNOWN_SITE
        if standing:
            return KNOWN_SITE
        if (change.radius_m or self.question.radius.metres) is None:
            return NO_RADIUS
        wanted = {name.casefold() for name in self.question.operators}
        if wanted and (change.operator or "").casefold() not in wanted:
            return OTHER_OPERATOR
        return None

    def _own(self, key: str) -> tuple:
        """How a site stands in the layers; nothing for one that does not."""
        if key not in self._rows_of:
            return ()
        rows = self._sites.frame.iloc[self._rows_of[key]]
        operators = map(_name, rows["operator"])
        return tuple(
            zip(rows.geometry.x, rows.geometry.y, rows["radius_m"], operators, strict=True)
        )

    def _rows(self, after: np.ndarray, touched: np.ndarray) -> pd.DataFrame:
        rows = self._answer
        unseen = (rows["state"] == NO_DATA).to_numpy() | rows["reached"].isna().to_numpy()
        total = rows["total"].to_numpy(float)
        before, after = (np.where(unseen, np.nan, v) for v in (self._before, after))
        share = {
            name: np.minimum(np.divide(v, total, out=np.full(len(v), np.nan), where=total > 0), 1.0)
            for name, v in (("before", before), ("after", after))
        }
        return rows.assign(
            reached_before=before,
            reached_after=after,
            **share,
            change=share["after"] - share["before"],
            touched=touched,
        )[COLUMNS]

    def _shown(self, changes: Sequence[Change], final: dict) -> gpd.GeoDataFrame:
        kinds = {change.key: change.kind for change in changes if change.key in final}
        kinds |= {c.key: ADD for c in changes if c.kind == ADD and final.get(c.key)}
        shown = []
        for key, kind in kinds.items():
            rows = final[key] or self._own(key)
            if rows:
                lon, lat, radius_m, operator = rows[0]
                shown.append((key, kind, operator, radius_m, shapely.Point(lon, lat)))
        table = pd.DataFrame(shown, columns=["key", "kind", "operator", "radius_m", "geometry"])
        return gpd.GeoDataFrame(table, geometry="geometry", crs=4326)


class _Part:
    """One ground with its engine, and what its sites were last shown as."""

    def __init__(self, ground: Ground, base, scenario: Scenario):
        self.ground = ground
        self._scenario = scenario
        near = scenario._sites.near(ground.stored)
        discs = near.discs(ground.crs)
        numbers, operators = scenario._numbers, scenario._operators
        discs = replace(
            discs,
            site=near.frame["site"].map(numbers).to_numpy(np.int64),
            operator=near.frame["operator"].map(operators).fillna(-1).to_numpy(np.int64),
        )
        self._shown: dict[str, tuple] = {}
        self._placed: dict[tuple, tuple[Circle, ...]] = {}
        self.engine = make_engine(ground, base, discs, scenario.question)
        self._own = {}
        rows = zip(discs.xy.tolist(), discs.radius_m.tolist(), discs.operator.tolist(), strict=True)
        for key, ((x, y), radius_m, operator) in zip(near.frame["site"], rows, strict=True):
            self._own.setdefault(key, []).append((x, y, radius_m, operator))
        self._areas = shapely.STRtree(np.asarray(ground.plane.values, dtype=object))

    def show(self, final: dict[str, tuple]) -> tuple[np.ndarray, set[str]]:
        """Let the sites stand as a plan has them: which areas it touches, and which sites reach any."""
        self._project(final.values())
        for key in self._shown.keys() | final.keys():
            if self._shown.get(key, _AS_IT_WAS) != final.get(key, _AS_IT_WAS):
                circles = self._placed[final[key]] if key in final else self._before(key)
                self.engine.put(self._number(key), circles)
        self._shown = dict(final)
        touched, meeting = np.zeros(len(self.ground.rows), bool), set()
        for key, rows in final.items():
            here = self._reach(self._placed[rows])
            touched[here] = touched[self._reach(self._before(key))] = True
            if len(here):
                meeting.add(key)
        return touched, meeting

    def _reach(self, circles: tuple[Circle, ...]) -> np.ndarray:
        """The areas that circles meet."""
        if not circles:
            return np.empty(0, np.int64)
        x, y, radius_m, _ = (np.array(v) for v in zip(*circles, strict=True))
        found = self._areas.query(shapely.points(x, y), predicate="dwithin", distance=radius_m)
        return found[1]

    def _before(self, key: str) -> tuple[Circle, ...]:
        return tuple(self._own.get(key, ()))

    def _number(self, key: str) -> int:
        numbers = self._scenario._numbers
        return numbers.setdefault(key, len(numbers))

    def _project(self, stands: Iterable[tuple]) -> None:
        """Bring rows of degrees into the plane of the ground, all that are new at once."""
        new = [rows for rows in dict.fromkeys(stands) if rows not in self._placed]
        flat = [row for rows in new for row in rows]
        if flat:
            lon, lat, radius_m, _ = zip(*flat, strict=True)
            points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326)
            xy = shapely.get_coordinates(to_metric(points, crs=self.ground.crs).values)
            circles = iter(zip(*xy.T.tolist(), map(float, radius_m), strict=True))
        for rows in new:
            self._placed[rows] = tuple((*next(circles), self._operator(row[3])) for row in rows)

    def _operator(self, name: str | None) -> int:
        operators = self._scenario._operators
        return -1 if name is None else operators.setdefault(name, len(operators))


_AS_IT_WAS = object()


def _name(operator) -> str | None:
    """The name of an operator; None where it is not recorded, which a frame may hold as NaN."""
    return operator if isinstance(operator, str) else None


def _total(rows: pd.DataFrame) -> dict:
    known = rows["reached_after"].notna() & (rows["total"] > 0)
    whole, before, after = (
        float(rows.loc[known, name].sum()) for name in ("total", "reached_before", "reached_after")
    )
    shares = {
        "before": min(before / whole, 1.0) if whole > 0 else np.nan,
        "after": min(after / whole, 1.0) if whole > 0 else np.nan,
    }
    return {
        "total": float(rows["total"].sum()),
        "reached_before": before if known.any() else np.nan,
        "reached_after": after if known.any() else np.nan,
        **shares,
        "change": shares["after"] - shares["before"],
    }
