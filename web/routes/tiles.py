"""``/tiles/{layers}/{z}/{x}/{y}.pbf?q=``: Mapbox vector tiles of one or more layers, pressed.

``q`` is what `layers.maps.packed.pack` makes of ``{layer: {"look": ..., "filter": ...}}``, for layers of
which somebody wants something. What cannot be read, or asks a layer that may not be seen, is not there.
"""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from layers.access import Action
from layers.errors import BadFilter, BadLook, BadView, UnknownField
from layers.filters.condition import Filter
from layers.filters.rows import layers_used
from layers.looks.look import Look
from layers.maps.packed import unpack
from layers.masks.doors import may_see
from web import turns
from web.context import Context
from web.routes.answers import OPEN, cache_control, hidden, not_found

MOST_LAYERS = 24
_WRONG = (BadView, BadLook, BadFilter, UnknownField)


def routes(context: Context) -> list[Route]:
    """The route, under ``/tiles``."""

    def tile(request: Request) -> Response:
        snapshot = context.now()
        layers = request.path_params["layers"].split(",")
        if len(layers) > MOST_LAYERS or not all(_may_see(context, snapshot, i) for i in layers):
            return hidden(context, request, Action.SEE, *layers[:MOST_LAYERS])
        place = [request.path_params[name] for name in "zxy"]
        if not all(re.fullmatch("[0-9]{1,8}", number) for number in place):
            return not_found(request)
        try:
            asked = _asked(context, snapshot, layers, request.query_params.get("q"))
            with turns.tiles.taken():
                pressed = context.index.tile(snapshot, tuple(layers), *map(int, place), asked)
        except _WRONG:
            return not_found(request)
        if pressed is None:
            return not_found(request)
        lasting = request.query_params.get("v") == snapshot.key
        kept = cache_control(lasting) if _is_open(context, layers) else "private, no-store"
        headers = OPEN | {"Content-Encoding": "gzip", "Cache-Control": kept}
        return Response(pressed, media_type="application/x-protobuf", headers=headers)

    return [Route("/{layers}/{z}/{x}/{y}.pbf", tile)]


def _asked(
    context: Context, snapshot, layers: list[str], packed: str | None
) -> dict[str, tuple[Look | None, Filter]]:
    """What is wanted of each layer of the tile; wishes for other layers are not looked at."""
    content = unpack(packed) if packed else {}
    if not isinstance(content, dict):
        raise BadView(part=str(content)[:40])
    asked = {}
    for layer_id in set(layers) & set(content):
        wish = content[layer_id]
        if not isinstance(wish, dict):
            raise BadView(part=layer_id)
        look = Look.from_json(wish["look"]) if wish.get("look") else None
        chosen = Filter.from_json(wish.get("filter") or {})
        if not all(_may_see(context, snapshot, other) for other in layers_used(chosen)):
            raise BadFilter(part=layer_id)
        asked[layer_id] = look, chosen
    return asked


def _is_open(context: Context, layers: list[str]) -> bool:
    """Whether a browser may keep tiles of these layers: of what is not for everybody it keeps nothing."""
    specs = context.atlas.store.specs
    return context.user.local or all(specs[i].visibility == "public" for i in layers)


def _may_see(context: Context, snapshot, layer_id: str) -> bool:
    spec = context.atlas.store.specs.get(layer_id)
    return spec is not None and not spec.is_table and may_see(context.user, spec, snapshot)
