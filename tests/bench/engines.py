"""Ways to count points in areas, each behind the same two questions.

``cold(points, areas)`` reads both files and answers; ``kept(points)`` answers with the areas, and
whatever index the engine has of them, ready. Counts are those of points strictly inside.
"""

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.join import count_in_areas
from geo.locate import AreaLocator, grid_pays
from geo.point_stream import count_file


class Locator:
    """Hatang's own; cold it takes the way that the number of points asks for, as a join does."""

    name = "hatang locator"

    def prepare(self, areas: Path) -> None:
        self._locator = AreaLocator(gpd.read_parquet(areas, columns=["geometry"]).geometry)

    def kept(self, points: Path) -> np.ndarray:
        return count_file(points, self._locator, predicate="within").counts

    def cold(self, points: Path, areas: Path) -> np.ndarray:
        polygons = gpd.read_parquet(areas, columns=["geometry"])
        if grid_pays(pq.read_metadata(points).num_rows, np.asarray(polygons.geometry)):
            self._locator = AreaLocator(polygons.geometry)
            return self.kept(points)
        few = gpd.read_parquet(points, columns=["geometry"])
        return count_in_areas(few, polygons, predicate="within").counts


class GeoPandas:
    name = "geopandas sjoin"

    def prepare(self, areas: Path) -> None:
        self._areas = gpd.read_parquet(areas)

    def kept(self, points: Path) -> np.ndarray:
        joined = gpd.read_parquet(points).sjoin(self._areas, predicate="within")
        return np.bincount(joined["index_right"], minlength=len(self._areas))

    def cold(self, points: Path, areas: Path) -> np.ndarray:
        self.prepare(areas)
        return self.kept(points)


class Tree:
    """A tree of the areas, then prepared areas against coordinates: the best recipe of shapely."""

    name = "shapely STRtree"

    def prepare(self, areas: Path) -> None:
        self._areas = np.asarray(gpd.read_parquet(areas, columns=["geometry"]).geometry)
        self._tree = shapely.STRtree(self._areas)
        shapely.prepare(self._areas)

    def kept(self, points: Path) -> np.ndarray:
        shapes = np.asarray(gpd.read_parquet(points, columns=["geometry"]).geometry)
        point, area = self._tree.query(shapes)
        order = np.argsort(area, kind="stable")
        point, area = point[order], area[order]
        x, y = shapely.get_coordinates(shapes)[point].T
        inside = shapely.contains_xy(self._areas[area], x, y)
        return np.bincount(area[inside], minlength=len(self._areas))

    def cold(self, points: Path, areas: Path) -> np.ndarray:
        self.prepare(areas)
        return self.kept(points)


class DuckDB:
    name = "duckdb"
    needs = ("duckdb", "duckdb_extension_spatial")

    def prepare(self, areas: Path) -> None:
        import duckdb

        package = Path(importlib.util.find_spec("duckdb_extension_spatial").origin).parent
        self._database = duckdb.connect()
        self._database.execute(f"LOAD '{next(package.rglob('spatial.duckdb_extension'))}'")
        self._database.execute(
            f"CREATE TABLE areas AS SELECT area, geometry FROM read_parquet('{areas}')"
        )
        self._count = self._database.execute("SELECT count(*) FROM areas").fetchone()[0]

    def kept(self, points: Path) -> np.ndarray:
        rows = self._database.execute(
            "SELECT a.area, count(*) AS n FROM "
            f"(SELECT geometry FROM read_parquet('{points}')) p "
            "JOIN areas a ON ST_Within(p.geometry, a.geometry) GROUP BY a.area"
        ).fetchnumpy()
        return _spread(rows["area"], rows["n"], self._count)

    def cold(self, points: Path, areas: Path) -> np.ndarray:
        self.prepare(areas)
        return self.kept(points)


class Sedona:
    name = "sedonadb"
    needs = ("sedonadb",)

    def prepare(self, areas: Path) -> None:
        import sedonadb

        self._session = sedonadb.connect()
        self._session.read_parquet(str(areas)).to_memtable().to_view("areas", overwrite=True)
        counted = pa.table(self._session.sql("SELECT count(*) AS n FROM areas"))
        self._count = counted["n"][0].as_py()

    def kept(self, points: Path) -> np.ndarray:
        self._session.read_parquet(str(points)).to_view("points", overwrite=True)
        query = (
            "SELECT a.area, count(*) AS n FROM points p JOIN areas a "
            "ON ST_Within(p.geometry, a.geometry) GROUP BY a.area"
        )
        rows = pa.table(self._session.sql(query))
        return _spread(rows["area"].to_numpy(), rows["n"].to_numpy(), self._count)

    def cold(self, points: Path, areas: Path) -> np.ndarray:
        self.prepare(areas)
        return self.kept(points)


def present() -> list:
    """The engines that are installed; the first is the one that others are held against."""
    every = (GeoPandas, Locator, Tree, DuckDB, Sedona)
    return [engine() for engine in every if all(map(_installed, getattr(engine, "needs", ())))]


def by_name(name: str):
    return next(engine for engine in present() if engine.name == name)


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _spread(area: np.ndarray, count: np.ndarray, areas: int) -> np.ndarray:
    out = np.zeros(areas, np.int64)
    out[np.asarray(area, np.int64)] = count
    return out
