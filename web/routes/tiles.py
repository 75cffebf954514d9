"""``/tiles/{layers}/{z}/{x}/{y}.pbf``: Mapbox vector tiles of one or more layers, pressed."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from layers.access import Action, can
from web.context import Context
from web.routes.answers import OPEN, cache_control, not_found

MOST_LAYERS = 24


def routes(context: Context) -> list[Route]:
    """The route, under ``/tiles``."""

    def tile(request: Request) -> Response:
        snapshot = context.atlas.now()
        layers = request.path_params["layers"].split(",")
        if len(layers) > MOST_LAYERS or not all(_may_see(context, snapshot, i) for i in layers):
            return not_found(request)
        place = [request.path_params[name] for name in "zxy"]
        if not all(re.fullmatch("[0-9]{1,8}", number) for number in place):
            return not_found(request)
        pressed = context.index.tile(snapshot, tuple(layers), *map(int, place))
        if pressed is None:
            return not_found(request)
        lasting = request.query_params.get("v") == snapshot.key
        headers = OPEN | {"Content-Encoding": "gzip", "Cache-Control": cache_control(lasting)}
        return Response(pressed, media_type="application/x-protobuf", headers=headers)

    return [Route("/{layers}/{z}/{x}/{y}.pbf", tile)]


def _may_see(context: Context, snapshot, layer_id: str) -> bool:
    spec = context.atlas.store.specs.get(layer_id)
    return (
        spec is not None
        and not spec.is_table
        and snapshot.has(layer_id)
        and can(context.user, Action.SEE, spec)
    )
