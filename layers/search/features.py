"""Features of every layer by their name, code, address or owner."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.access import User
from layers.atlas import BOUNDARIES, PROVINCES, Atlas, Snapshot
from layers.layer_names import layer_label
from layers.masks.doors import may_see
from layers.search.folded import FoldedRows
from layers.search.hit import FEATURE, Hit
from layers.spec import LayerSpec
from layers.value_names import value_name
from layers.words import Words

NAMES = ("name", "feature_id", "site_code", "address", "street", "owner", "operator")
MOST_OF_LAYER = 6
_MOST_OF_LAYER_EVER = 100
_SUGGESTIVE = ("name", "code", "address", "owner", "operator", "street")
# Of an area they are searched as areas; a code of the area that a feature lies in is no name of it.
_OF_AREAS = ("province_code", "commune_code", "unit_key", "admin_version")
_MOST_RANKED = 2_000
APART = 3
_WORDS = 8


def searched_layers(atlas: Atlas, snapshot: Snapshot, user: User | None) -> Iterator[LayerSpec]:
    """The layers with shapes that `user` may see, boundaries aside."""
    for layer_id in snapshot.versions:
        spec = atlas.store.specs.get(layer_id)
        if spec is None or spec.is_table or layer_id in (*BOUNDARIES, PROVINCES):
            continue
        if may_see(user, spec, snapshot):
            yield spec


def searched_columns(spec: LayerSpec, columns) -> list[str]:
    """The columns of a layer that names, codes, addresses and owners stand in, the foremost first."""
    own = [f.name for f in spec.fields if f.item_type == "string" and f.name.endswith(_SUGGESTIVE)]
    wanted = dict.fromkeys((*NAMES, *spec.primary_key, *own))
    return [name for name in wanted if name in columns and name not in _OF_AREAS]


def find_features(
    atlas: Atlas,
    snapshot: Snapshot,
    folded: str,
    *,
    user: User | None,
    city: str | None,
    words: Words,
    most_of_layer: int = MOST_OF_LAYER,
) -> tuple[list[tuple[int, Hit]], dict[str, int]]:
    """Features whose texts have every word, each with how well it meets them, and the numbers by layer.

    Returns
    -------
    hits : list of (int, Hit)
        0: a whole text of it is what was typed; 1: one begins so; 2: one has it; `APART`: the words are in it.
    totals : dict
        Layer -> how many features were found.
    """
    parts = folded.split()[:_WORDS]
    if not parts or len(folded) < 2:
        return [], {}
    specs = list(searched_layers(atlas, snapshot, user))
    kept = {spec.id: folded_rows(atlas, snapshot, spec) for spec in specs}
    found = {layer_id: rows.having(folded) for layer_id, rows in kept.items()}
    # Words that stand apart are meant only where nothing has them together.
    apart = len(parts) > 1 and not any(len(rows) for rows in found.values())
    if apart:
        found = {layer_id: rows.with_words(parts) for layer_id, rows in kept.items()}
    hits = []
    for spec in specs:
        rows = found[spec.id]
        if len(rows):
            frame = atlas.frame(snapshot.versions[spec.id])
            best = _best(frame, rows, kept[spec.id], folded, city, apart=apart)[:most_of_layer]
            hits += [(score, feature_hit(frame, row, spec, words)) for score, row in best]
    return hits, {layer_id: len(rows) for layer_id, rows in found.items() if len(rows)}


def folded_rows(atlas: Atlas, snapshot: Snapshot, spec: LayerSpec) -> FoldedRows:
    """The folded texts of a layer, made once a version."""
    version = snapshot.versions[spec.id]

    def make() -> FoldedRows:
        frame = atlas.frame(version)
        return FoldedRows([frame[name] for name in searched_columns(spec, frame.columns)])

    return atlas.frames.once(f"search-rows-{version.key}", make)


def _best(
    frame, rows: np.ndarray, kept: FoldedRows, folded: str, city: str | None, *, apart: bool
) -> list[tuple[int, int]]:
    """How well rows meet the text, and the rows, the best first; of very many those of the city alone."""
    here = np.zeros(len(rows), dtype=bool)
    if city is not None and "province_code" in frame:
        here = frame["province_code"].iloc[rows].eq(city).fillna(False).to_numpy(dtype=bool)
    order = np.argsort(~here, kind="stable")[:_MOST_RANKED]
    whole = np.empty(0, dtype=int) if apart else kept.equal(folded)
    ranked = np.union1d(rows[order], whole[:_MOST_RANKED])
    score = np.full(len(ranked), APART if apart else APART - 1)
    if not apart:
        score[kept.beginning(folded, ranked)] = 1
        score[np.isin(ranked, whole)] = 0
    elsewhere = ~np.isin(ranked, rows[here])
    best = np.lexsort((ranked, elsewhere, score))
    return [(int(score[i]), int(ranked[i])) for i in best[:_MOST_OF_LAYER_EVER]]


def feature_hit(frame: gpd.GeoDataFrame, row: int, spec: LayerSpec, words: Words) -> Hit:
    """The hit of one row of a layer."""
    found = {
        name: _told(frame[name].iloc[row], spec, name, words)
        for name in searched_columns(spec, frame.columns)
    }
    named = next((found[n] for n in ("name", "site_code", "feature_id") if found.get(n)), "")
    fid = int(frame["fid"].iloc[row]) if "fid" in frame else row
    title = named or f"{spec.id}:{fid}"
    told = [layer_label(spec, words)]
    told += [found[n] for n in ("feature_id", "address", "street", "owner") if found.get(n)]
    bbox, point = _ground(frame.geometry.iloc[row])
    city = _text(frame["province_code"].iloc[row]) if "province_code" in frame else None
    return Hit(
        FEATURE,
        f"feature:{spec.id}:{fid}",
        title,
        " · ".join(dict.fromkeys(text for text in told if text != title)),
        layer=spec.id,
        city=city or None,
        bbox=bbox,
        point=point,
    )


def _ground(shape):
    if shape is None or shape.is_empty:
        return None, None
    bounds = shape.bounds
    line = shape.geom_type == "LineString"
    inside = shape.interpolate(0.5, normalized=True) if line else shape.representative_point()
    return tuple(round(v, 6) for v in bounds), (round(inside.x, 6), round(inside.y, 6))


def _told(value: object, spec: LayerSpec, name: str, words: Words) -> str:
    text, field = _text(value), spec.field(name)
    return value_name(text, field, words) if text and field is not None else text


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)
