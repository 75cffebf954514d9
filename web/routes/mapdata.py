"""Data the map fetches for itself: values by area, names of areas, the outline of a city."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.aggregate import dissolve_areas
from layers.access import Action
from layers.atlas import AVAILABILITY, BOUNDARIES, PROVINCES
from layers.cards import COUNTRY, areas_of
from layers.errors import NotMappable, UnknownCity
from layers.indicators import INDICATORS
from layers.masks.doors import may_see
from layers.services.answers import Question, ask
from layers.services.measures import MEASURES, TIERS
from layers.services.states import KNOWN
from web.context import Context
from web.map.services import is_estimate, states_of_rows
from web.routes.answers import hidden, json_answer, not_found

# Degrees; about 10 m, less than a pixel up to zoom 14.
_OUTLINE_TOLERANCE = 0.0001


def routes(context: Context) -> list[Route]:
    """The routes, under ``/api``."""

    def values(request: Request) -> Response:
        indicator = INDICATORS.get(request.query_params.get("indicator", ""))
        table = _areas(context, request)
        if table is None or indicator is None:
            return _no_areas(context, request)
        numbers = indicator.of(table).to_numpy(float)
        known = {
            code: float(f"{number:.6g}") if np.isfinite(number) else None
            for code, number in zip(table["code"], numbers, strict=True)
        }
        return json_answer({"values": known}, request, lasting=_lasting(context, request))

    def service_values(request: Request) -> Response:
        question = _question(request)
        if question is None:
            return not_found(request)
        if not all(_visible(context, each) for each in (question.areas, AVAILABILITY)):
            return hidden(context, request, Action.SEE, question.areas, AVAILABILITY)
        try:
            rows = ask(context.atlas, context.now(), question).rows
        except (NotMappable, UnknownCity):
            return not_found(request)
        return json_answer(drawn_values(rows), request, lasting=_lasting(context, request))

    def labels(request: Request) -> Response:
        table = _areas(context, request)
        if table is None:
            return _no_areas(context, request)
        radius = np.sqrt(table["area_km2"] / np.pi) * 1000
        names = _names(table)
        rows = [
            [round(lon, 5), round(lat, 5), name, code, round(size)]
            for lon, lat, name, code, size in zip(
                table["lon"], table["lat"], names, table["code"], radius, strict=True
            )
        ]
        return json_answer(rows, request, lasting=_lasting(context, request))

    def outline(request: Request) -> Response:
        table = _areas(context, request, city=request.path_params["city"])
        if table is None:
            return _no_areas(context, request)
        layer_id = request.query_params["areas"]
        version = context.now().versions[layer_id]
        key = f"outline-{version.key}-{request.path_params['city']}"
        shape = context.atlas.answers.once(
            key, lambda: _outline(context.atlas.frame(version).iloc[table.index])
        )
        content = {"type": "Feature", "properties": {}, "geometry": shape}
        return json_answer(content, request, lasting=_lasting(context, request))

    return [
        Route("/values", values),
        Route("/service-values", service_values),
        Route("/labels/{areas}", labels),
        Route("/outline/{city}", outline),
    ]


def drawn_values(rows: pd.DataFrame) -> dict:
    """What the map draws of the rows of an answer: a number, or the word of its state; and ranges."""
    states = states_of_rows(rows)
    number = (states == KNOWN).to_numpy()
    values = {
        code: float(f"{value:.6g}") if known else state
        for code, value, known, state in zip(
            rows["code"], rows["value"], number, states, strict=True
        )
    }
    guessed = rows[is_estimate(rows)]
    ranges = {
        code: [float(f"{end:.6g}") if np.isfinite(end) else None for end in (low, high)]
        for code, low, high in zip(guessed["code"], guessed["low"], guessed["high"], strict=True)
    }
    return {"values": values, "ranges": ranges}


def _question(request: Request) -> Question | None:
    """The question that an address asks, or None where it names something that is not there."""
    asked = request.query_params
    known = asked.get("measure") in MEASURES and asked.get("tier") in TIERS
    if not known or asked.get("areas") not in (*BOUNDARIES, PROVINCES):
        return None
    return Question(
        measure=asked["measure"],
        areas=asked["areas"],
        city=asked.get("city", COUNTRY),
        tier=asked["tier"],
        period=asked.get("period") or None,
        weight=asked.get("weight") or "area",
    )


def _areas(context: Context, request: Request, *, city: str | None = None):
    """The facts of the areas a request names, or None where there are none to be seen."""
    layer_id = request.path_params.get("areas") or request.query_params.get("areas", "")
    if layer_id not in (*BOUNDARIES, PROVINCES):
        return None
    if not _visible(context, layer_id):
        return None
    wanted = city or request.query_params.get("city", COUNTRY)
    try:
        return areas_of(context.atlas, context.now(), layer_id, wanted)
    except UnknownCity:
        return None


def _no_areas(context: Context, request: Request) -> Response:
    """The answer where `_areas` found none."""
    named = request.path_params.get("areas") or request.query_params.get("areas", "")
    return hidden(context, request, Action.SEE, named)


def _names(table) -> pd.Series:
    """What stands on the map for each area: its bare name, its full one, or its code."""
    names = pd.Series(pd.NA, index=table.index, dtype="string")
    for column in [c for c in ("name", "full_name", "code") if c in table]:
        names = names.fillna(table[column].astype("string"))
    return names


def _visible(context: Context, layer_id: str) -> bool:
    return may_see(context.user, context.atlas.store.specs[layer_id], context.now())


def _lasting(context: Context, request: Request) -> bool:
    return request.query_params.get("v") == context.now().key


def _outline(areas: gpd.GeoDataFrame) -> dict:
    """The border of areas taken together, as GeoJSON; made of the very areas that are drawn."""
    shape = dissolve_areas(areas, by=np.zeros(len(areas))).geometry.iloc[0]
    plain = shapely.simplify(shape, _OUTLINE_TOLERANCE)
    # Rounded point by point; a precision model would look for crossings that nobody sees.
    rounded = shapely.transform(plain, lambda xy: np.round(xy, 5))
    return json.loads(shapely.to_geojson(rounded))
