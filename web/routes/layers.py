"""``/api/layers`` and ``/api/layers/{id}/features``: the catalogue and GeoJSON for programs."""

import json
import math
import re

import numpy as np
import pandas as pd
import shapely
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from layers.access import Action, hidden_fields
from layers.masks.doors import may_see
from web.context import Context
from web.routes.answers import bad_request, hidden, json_answer

MOST_FEATURES = 10_000
DEFAULT_FEATURES = 1_000


def routes(context: Context) -> list[Route]:
    """The routes, under ``/api``."""

    def catalogue(request: Request) -> Response:
        specs, snapshot = context.atlas.store.specs, context.now()
        known = [specs[i] for i in snapshot.versions if i in specs]
        seen = [spec for spec in known if may_see(context.user, spec, snapshot)]
        listed = [
            _described(spec, snapshot.versions[spec.id], hidden_fields(context.user, spec))
            for spec in seen
        ]
        return json_answer({"layers": listed}, request)

    def features(request: Request) -> Response:
        layer_id = request.path_params["id"]
        spec = context.atlas.store.specs.get(layer_id)
        snapshot = context.now()
        if spec is None or not may_see(context.user, spec, snapshot):
            return hidden(context, request, Action.SEE, layer_id)
        try:
            bbox, limit = _read_query(request)
        except ValueError as fault:
            return bad_request(str(fault))
        found = context.atlas.window(snapshot, layer_id, bbox=bbox, limit=limit)
        content = {
            "type": "FeatureCollection",
            "features": _features(found.rows),
            "numberMatched": found.matched,
            "numberReturned": len(found.rows),
        }
        return json_answer(content, request)

    return [Route("/layers", catalogue), Route("/layers/{id}/features", features)]


def _described(spec, version, hidden: frozenset[str]) -> dict:
    return {
        "id": spec.id,
        "name": {"vi": spec.vi, "en": spec.en},
        "kind": spec.kind,
        "group": spec.group,
        "version": version.number,
        "rows": version.rows,
        "bounds": version.bounds,
        "boundary_version": version.boundary_version,
        "quality": version.provenance.quality,
        "source": version.provenance.source,
        "licence": version.provenance.licence,
        "note": version.provenance.note,
        "published_at": version.published_at.isoformat(timespec="seconds"),
        "fields": [
            {"name": f.name, "vi": f.vi, "en": f.en, "type": f.type, "unit": f.unit}
            for f in spec.fields
            if f.name not in hidden
        ],
    }


def _features(rows: pd.DataFrame) -> list[dict]:
    """GeoJSON features; days are ISO text, what is not known is null."""
    name = getattr(rows, "active_geometry_name", None)
    table = pd.DataFrame(rows.drop(columns=name) if name else rows)
    for column in table.select_dtypes([object, "string"]).columns:
        table[column] = table[column].astype("string")
    properties = json.loads(table.to_json(orient="records", date_format="iso"))
    shapes = rows.geometry.to_numpy() if name else [None] * len(rows)
    geometries = shapely.to_geojson(np.asarray(shapes, dtype=object))
    return [
        {"type": "Feature", "geometry": json.loads(g) if g else None, "properties": p}
        for g, p in zip(geometries, properties, strict=True)
    ]


def _read_query(request: Request) -> tuple[tuple[float, ...] | None, int]:
    """The box and the limit of a request; `ValueError` says which one cannot be read."""
    text = request.query_params.get("bbox")
    bbox = None
    if text is not None:
        parts = text.split(",")
        try:
            bbox = tuple(float(part) for part in parts)
        except ValueError as fault:
            raise ValueError("bbox takes four numbers: minx,miny,maxx,maxy") from fault
        whole = len(bbox) == 4 and all(math.isfinite(side) for side in bbox)
        if not whole or bbox[0] > bbox[2] or bbox[1] > bbox[3]:
            raise ValueError("bbox takes four numbers: minx,miny,maxx,maxy")
    limit = request.query_params.get("limit", str(DEFAULT_FEATURES))
    # Python will not read a number of thousands of digits, and knows digits that are no decimals.
    if not re.fullmatch("[0-9]{1,6}", limit) or not 1 <= int(limit) <= MOST_FEATURES:
        raise ValueError(f"limit takes a number from 1 to {MOST_FEATURES}")
    return bbox, int(limit)
