"""Areas by name or code: those of today, and former ones with what became of them."""

import numpy as np
import pandas as pd
import shapely

from layers.access import User
from layers.atlas import PROVINCES, Atlas, Snapshot
from layers.search.hit import AREA, FORMER, Hit
from layers.search.units import COMMUNES, Units, former_units, heirs_of, scores, units_of_today
from layers.words import Words

MOST_TODAY, MOST_FORMER = 8, 6
_NAMED_HEIRS = 3


def find_areas(
    atlas: Atlas,
    snapshot: Snapshot,
    text: str,
    *,
    user: User | None,
    city: str | None,
    words: Words,
) -> tuple[list[Hit], list[Hit], int]:
    """Areas of today, former areas, and how well the best of them meets the text (-1: there is none)."""
    today = units_of_today(atlas, snapshot, user)
    if today is None:
        return [], [], -1
    best_now, score_now = _best(today, text, city, MOST_TODAY)
    former = former_units()
    best_then, score_then = _best(former, text, city, MOST_FORMER)
    now = [area_hit(atlas, snapshot, today.rows.iloc[row], words) for row in best_now]
    then = [former_hit(atlas, snapshot, former.rows.iloc[row], today, words) for row in best_then]
    there = [score for score in (score_now, score_then) if score >= 0]
    same = {(hit.title, hit.code) for hit in now}
    then = [hit for hit in then if hit is not None and not _stands(hit, same)]
    return now, then, min(there, default=-1)


def _stands(hit: Hit, now: set[tuple[str, str | None]]) -> bool:
    """Whether a former unit is only one of today under the same name and code."""
    own = hit.id.rpartition(":")[2]
    return hit.codes == (own,) and (hit.title, own) in now


def _best(units: Units, text: str, city: str | None, most: int) -> tuple[np.ndarray, int]:
    found = scores(units, text)
    rows = np.flatnonzero(found >= 0)
    if not len(rows):
        return rows, -1
    # Words of what they lie in say nothing beside a name that has them all.
    rows = rows[found[rows] <= max(3, found[rows].min())]
    table = units.rows.iloc[rows]
    elsewhere = table["city"].ne(city).to_numpy()
    # A name met in full is meant before one of the city that only begins so.
    order = np.lexsort((table["order"], table["rank"], elsewhere, found[rows]))
    return rows[order[:most]], int(found[rows].min())


def area_hit(atlas: Atlas, snapshot: Snapshot, row: pd.Series, words: Words) -> Hit:
    """The hit of an area of today."""
    layer_id, code = row["layer"], str(row["code"])
    since = "" if pd.isna(row["valid_from"]) else words("search.since", day=row["valid_from"])
    bbox, point = ground_of(atlas, snapshot, layer_id, (code,))
    return Hit(
        AREA,
        f"area:{layer_id}:{code}",
        row["full_name"],
        _joined(row["within"], since, words("search.code", code=code)),
        layer=layer_id,
        code=code,
        city=_text(row["city"]),
        bbox=bbox,
        point=point,
    )


def former_hit(
    atlas: Atlas, snapshot: Snapshot, row: pd.Series, today: Units, words: Words
) -> Hit | None:
    """The hit of a former unit; None where nothing of it is on the map of today."""
    layer_id, codes = _heirs(row)
    there = today.by_code(layer_id, codes)
    if there.empty:
        return None
    named = dict(zip(there["code"], there["full_name"], strict=True))
    codes = tuple(code for code in codes if code in named)
    bbox, point = ground_of(atlas, snapshot, layer_id, codes)
    until = "" if pd.isna(row["valid_to"]) else words("search.until", day=row["valid_to"])
    return Hit(
        FORMER,
        f"former:{row['unit_key']}",
        row["full_name"],
        _joined(row["within"], until, _now([named[code] for code in codes], words)),
        layer=layer_id,
        code=codes[0],
        codes=codes,
        city=_text(row["city"]),
        bbox=bbox,
        point=point,
    )


def ground_of(atlas: Atlas, snapshot: Snapshot, layer_id: str, codes: tuple[str, ...]):
    """The box of areas, and a point inside the first of them; None where they have no shape."""
    boxes = _boxes(atlas, snapshot, layer_id)
    rows = [boxes[0][code] for code in codes if code in boxes[0]]
    if not rows:
        return None, None
    box = boxes[1][rows]
    if not np.isfinite(box).all():
        return None, None
    whole = (*box[:, :2].min(axis=0), *box[:, 2:].max(axis=0))
    return tuple(round(float(side), 5) for side in whole), tuple(map(float, boxes[2][rows[0]]))


def _boxes(atlas: Atlas, snapshot: Snapshot, layer_id: str):
    version = snapshot.versions[layer_id]

    def make():
        frame = atlas.frame(version)
        shapes = np.asarray(frame.geometry.values)
        inside = shapely.point_on_surface(shapes)
        points = np.round(np.column_stack([shapely.get_x(inside), shapely.get_y(inside)]), 6)
        rows = dict(zip(frame["code"].astype(str), range(len(frame)), strict=True))
        return rows, shapely.bounds(shapes), points

    return atlas.frames.once(f"search-boxes-{version.key}", make)


def _heirs(row: pd.Series) -> tuple[str, tuple[str, ...]]:
    if row["level"] == "province":
        return PROVINCES, (str(row["city"]),)
    return COMMUNES, heirs_of().get(row["unit_key"], ())


def _now(names: list[str], words: Words) -> str:
    if len(names) <= _NAMED_HEIRS:
        return words("search.now", names=", ".join(names))
    first = ", ".join(names[: _NAMED_HEIRS - 1])
    return words("search.now_more", names=first, more=len(names) - _NAMED_HEIRS + 1)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _text(value: object) -> str | None:
    return None if pd.isna(value) else str(value)
