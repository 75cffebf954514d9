"""The map beside the questions of an import: its rows, or each reading of its coordinates, over the wards."""

import json

import numpy as np
import streamlit as st

from layers.atlas import BOUNDARIES, Snapshot
from layers.cards import COUNTRY
from layers.importing.outcome import Outcome
from layers.jobs.job import Job
from layers.words import Words
from web.context import Context
from web.map.host import PREVIEW, show_map, taken_pick
from web.map.state import COUNTRY_BOX, MAX_ZOOM
from web.map.style import CATEGORIES, layer_style

KEY = "import_map"
# From worst to best; told apart without colour vision.
SEVERITY_COLOURS = {"error": "#b3401e", "warning": "#e0a106", "info": "#4f7fb5", "": "#0f6e84"}
# As many as there may be readings; the chosen one is told apart by standing out, too.
_READINGS = (*CATEGORIES, "#1f2933", "#c2a35a", "#4d7c0f", "#8c2f5d", "#3a86b8")
_AREAS = BOUNDARIES[0]
_VIETNAM = (100.0, 5.0, 119.0, 25.0)


def candidate_colours(outcome: Outcome) -> dict[str, str]:
    """A colour for each reading of the coordinates."""
    ids = [each.id for each in outcome.report.candidates]
    return {each: _READINGS[i % len(_READINGS)] for i, each in enumerate(ids)}


def show_candidates(
    context: Context, job: Job, outcome: Outcome, words: Words, *, chosen: str | None
) -> None:
    """Where some of the rows would lie by each reading."""
    colours = candidate_colours(outcome)
    entries = [{"id": i, "label": _reading(i), "colour": c} for i, c in colours.items()]
    preview = {"show": "candidates", "entries": entries, "chosen": chosen, "selected": None}
    _show(context, job, outcome, words, preview)


def show_rows(
    context: Context, job: Job, outcome: Outcome, words: Words, *, selected: int | None
) -> None:
    """Rows by their worst finding; `selected` is the number of the one that is pointed at."""
    facts = _facts(job, outcome)
    entries = [
        {
            "id": severity,
            "label": words(f"import.severity.{severity or 'none'}"),
            "colour": colour,
            "count": facts["severities"].get(severity),
        }
        for severity, colour in SEVERITY_COLOURS.items()
        if facts["severities"].get(severity)
    ]
    preview = {"show": "rows", "entries": entries, "chosen": None, "selected": selected}
    _show(context, job, outcome, words, preview)


def picked_row() -> int | None:
    """The row that was just clicked on the map."""
    pick = taken_pick(KEY)
    if pick is None or pick["layer"] != PREVIEW or not (pick["id"] or "").isdecimal():
        return None
    return int(pick["id"])


def has_map(outcome: Outcome) -> bool:
    """Whether there is anything to be seen of the file."""
    return outcome.preview is not None


def has_rows(job: Job, outcome: Outcome) -> bool:
    """Whether the rows have a place."""
    return has_map(outcome) and bool(_facts(job, outcome)["severities"])


def shapes(job: Job, outcome: Outcome) -> list[str]:
    """Geometry types among the rows that have a place."""
    return _facts(job, outcome)["shapes"] if has_map(outcome) else []


def _show(context: Context, job: Job, outcome: Outcome, words: Words, preview: dict) -> None:
    snapshot = context.now()
    stamp = job.updated_at.timestamp()
    facts, chosen = _facts(job, outcome), preview["chosen"]
    box = facts["boxes"].get(chosen) or facts["box"] or COUNTRY_BOX
    theme = "dark" if st.context.theme.type == "dark" else "light"
    state = {
        "lang": words.lang,
        "theme": theme,
        "view": {"id": f"{job.id}-{stamp}-{preview['show']}-{chosen}", "bbox": list(box)},
        "tiles": {
            "url": "/tiles/{layers}/{z}/{x}/{y}.pbf?v={v}",
            "v": snapshot.key,
            "max_zoom": MAX_ZOOM,
        },
        "layers": [_ground(words)] if snapshot.has(_AREAS) else [],
        "choropleth": None,
        "outline": None,
        "labels": _labels(context, snapshot, box),
        "selection": None,
        "attribution": "",
        "preview": preview | {"url": f"/api/previews/{job.id}?at={stamp}"},
    }
    with st.container(key=f"import_map_{preview['show']}"):
        show_map(state, key=KEY, height="min(34rem, 62dvh)")


def _ground(words: Words) -> dict:
    return {
        "id": _AREAS,
        "kind": "area",
        "visible": True,
        "label": words(f"layer.{_AREAS}"),
        "min_zoom": 0,
        "style": layer_style(_AREAS, "area"),
        "by": None,
        "badge": None,
        "badge_label": "",
    }


def _labels(context: Context, snapshot: Snapshot, box: tuple[float, ...]) -> dict | None:
    city = nearest_city(context, snapshot, box)
    if city == COUNTRY:
        return None
    return {"url": f"/api/labels/{_AREAS}?city={city}&v={snapshot.key}"}


def nearest_city(context: Context, snapshot: Snapshot, box: tuple[float, ...]) -> str:
    """The city of the area nearest to the middle of a box; the country where no area is near."""
    if not snapshot.has(_AREAS):
        return COUNTRY
    areas = context.atlas.facts(snapshot, _AREAS).areas
    lon, lat = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    away = np.hypot(areas["lon"] - lon, areas["lat"] - lat)
    if away.empty or away.min() > 1:
        return COUNTRY
    return str(areas.loc[away.idxmin(), "city"])


def _reading(candidate_id: str) -> str:
    return f"EPSG:{candidate_id}"


def _facts(job: Job, outcome: Outcome) -> dict:
    """What the page needs to know of the preview, read once per check: box, severities, shapes."""
    key = f"{job.id}-{job.updated_at.isoformat()}"
    held = st.session_state.get("import_preview")
    if held is None or held[0] != key:
        st.session_state["import_preview"] = (key, _read(outcome))
    return st.session_state["import_preview"][1]


def _read(outcome: Outcome) -> dict:
    """The worker wrote it over bytes of a stranger: numbers are looked at before they are used."""
    content = json.loads(outcome.preview.read_text("utf-8")) if outcome.preview else {}
    features = ((content.get("rows") or {}).get("features")) or []
    severities: dict[str, int] = {}
    for feature in features:
        severity = feature["properties"]["severity"]
        severities[severity] = severities.get(severity, 0) + 1
    readings = {
        each: np.asarray(positions, float).reshape(-1, 2)
        for each, positions in (content.get("candidates") or {}).items()
    }
    pairs = list(readings.values())
    if features:
        pairs = [np.vstack([_pairs(f["geometry"]) for f in features])]
    return {
        "box": _box(np.vstack(pairs)) if pairs else None,
        "boxes": {each: _box(xy) for each, xy in readings.items()},
        "severities": severities,
        "shapes": sorted({f["geometry"]["type"] for f in features if f["geometry"]}),
    }


def _pairs(geometry: dict | None) -> np.ndarray:
    found: list = []
    stack = [geometry.get("coordinates", [])] if geometry else []
    while stack:
        part = stack.pop()
        if len(part) == 2 and not isinstance(part[0], list):
            found.append(part)
        else:
            stack.extend(part)
    return np.asarray(found, dtype=float).reshape(-1, 2)


def _box(xy: np.ndarray) -> tuple[float, ...] | None:
    """Around most of the pairs: one stray row must not make all others a dot."""
    west, south, east, north = _VIETNAM
    near = xy[(xy[:, 0] > west) & (xy[:, 0] < east) & (xy[:, 1] > south) & (xy[:, 1] < north)]
    if not len(near):
        return None
    low, high = np.quantile(near, (0.01, 0.99), axis=0)
    pad = max(0.01, 0.08 * float((high - low).max()))
    return tuple(round(float(x), 5) for x in (*(low - pad), *(high + pad)))
