"""What the parts of a report share: the question, its places in words, and the answer about reach, asked once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, areas_of, places
from layers.coverage.answer import DRAWN
from layers.errors import BadOption, SeveralCities, UnknownCity, UnknownLayer
from layers.inputs import Input, make_input
from layers.reports.question import ReportQuestion
from layers.services.naming import layer_name
from layers.words import Words

_NAMED_PLACES = 6
_EVERY_GAP = 100_000


@dataclass(frozen=True)
class Desk:
    """One report in the making.

    Attributes
    ----------
    tell : callable
        ``tell(share, key, params)``: how far it is, for somebody who waits.
    """

    atlas: Atlas
    snapshot: Snapshot
    asked: ReportQuestion
    tell: Callable = lambda *_: None

    @cached_property
    def words(self) -> Words:
        return Words(self.asked.lang)

    @cached_property
    def reach(self):
        """The question about reach, with the city that the places are in."""
        question = self.asked.reach
        if not self.asked.places:
            return question
        table = self._all_areas
        chosen = table[table["code"].isin(self.asked.places)]
        strange = sorted(set(self.asked.places) - set(chosen["code"]))
        if strange:
            raise BadOption(option="--area", value=", ".join(strange))
        cities = sorted(chosen["city"].dropna().unique())
        if len(cities) != 1:
            raise SeveralCities(cities=", ".join(cities) or "–")
        return replace(question, city=cities[0])

    @property
    def _all_areas(self) -> pd.DataFrame:
        return areas_of(self.atlas, self.snapshot, self.asked.reach.areas, COUNTRY)

    @property
    def city(self) -> str:
        return self.reach.city

    @cached_property
    def answer(self):
        """Shares of all areas of the city within assumed reach."""
        from layers.coverage.ask import ask_reach

        return ask_reach(self.atlas, self.snapshot, self.reach)

    @cached_property
    def gaps(self):
        """What of the city is out of reach; of chosen places all of it, for theirs may be small ones."""
        from layers.gaps.gaps import MOST, find_gaps

        most = _EVERY_GAP if self.asked.places else MOST
        return find_gaps(self.atlas, self.snapshot, self.reach, most=most)

    @cached_property
    def gap_rows(self) -> gpd.GeoDataFrame:
        """The gaps of the places of the report, numbered from 1 as they are ranked."""
        rows = self.chosen(self.gaps.frame, drawn=True).reset_index(drop=True)
        return rows.assign(number=np.arange(1, len(rows) + 1))

    @cached_property
    def areas(self) -> pd.DataFrame:
        """The facts of the areas that the report is about."""
        return self.chosen(areas_of(self.atlas, self.snapshot, self.reach.areas, self.city))

    @cached_property
    def shapes(self) -> gpd.GeoDataFrame:
        """``code``, ``name``, geometry (EPSG:4326) and ``asked`` of the areas, and of their neighbours."""
        frame = self.atlas.frame(self.snapshot.versions[self.reach.areas])
        west, south, east, north = frame[frame["code"].isin(self.areas["code"])].total_bounds
        wide, high = (east - west) / 2 + 0.02, (north - south) / 2 + 0.02
        there = frame.iloc[
            frame.sindex.query(box(west - wide, south - high, east + wide, north + high))
        ]
        asked = there["code"].isin(self.areas["code"]).to_numpy()
        return gpd.GeoDataFrame(
            {
                "code": there["code"].to_numpy(),
                "name": there["name"].to_numpy(),
                "full_name": there["full_name" if "full_name" in there else "name"].to_numpy(),
                "asked": asked,
            },
            geometry=there.geometry.to_numpy(),
            crs=frame.crs,
        )

    def chosen(
        self, rows: pd.DataFrame, code: str = "code", *, drawn: bool = False
    ) -> pd.DataFrame:
        """The rows that stand for a place of the report; all where it is about a whole city."""
        if not self.asked.places:
            return rows if drawn or code not in rows else rows[rows[code] != DRAWN]
        wanted = {*self.asked.places, DRAWN} if drawn else set(self.asked.places)
        return rows[rows[code].isin(wanted)]

    @cached_property
    def city_name(self) -> str:
        """The name of the city or province; of the country, where all of it is asked about."""
        if self.city == COUNTRY:
            return self.words("report.country")
        known = {p.code: p.name for p in places(self.atlas, self.snapshot, self.reach.areas)}
        if self.city not in known:
            raise UnknownCity(city=self.city)
        return known[self.city]

    @cached_property
    def place(self) -> str:
        """The places of the report in words."""
        if not self.asked.places:
            return self.city_name
        table = self.areas
        column = "full_name" if "full_name" in table else "name"
        names = table[column].fillna(table["code"]).astype(str).tolist()
        said = ", ".join(names[:_NAMED_PLACES])
        if len(names) > _NAMED_PLACES:
            said = self.words("report.places_more", names=said, more=len(names) - _NAMED_PLACES)
        return self.words("report.places_of", names=said, city=self.city_name)

    def input(self, layer: str, rows: int) -> Input:
        """A layer that a part read by itself."""
        return make_input(self.snapshot, layer, rows)

    def layer(self, layer: str) -> str:
        """The name of a layer."""
        return layer_name(layer, self.words)

    def require_layer(self, layer: str) -> None:
        """Raise `UnknownLayer` where the snapshot has no version of a layer."""
        if not self.snapshot.has(layer):
            raise UnknownLayer(layer=layer)


def worst_first(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Rows by a share, the smallest first and unknown last, numbered from 1 in ``number``."""
    ordered = rows.sort_values([column, "code"], na_position="last", ignore_index=True)
    return ordered.assign(number=np.arange(1, len(ordered) + 1))
