"""``POST /api/map-place``: a browser tells where its visitor looks, so that panning runs no page."""

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from layers.errors import BadView
from web.map.seen import SIGHTINGS
from web.routes.answers import not_found
from web.routes.origin import is_from_page

_TOKEN = "map"
_MOST_BYTES = 400


def routes() -> list[Route]:
    """The route, under ``/api``."""
    return [Route("/map-place", _tell, methods=["POST"])]


async def _tell(request: Request) -> Response:
    """Whatever is not a place under a key of ours is not there."""
    if not is_from_page(request, _TOKEN):
        return not_found(request)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return not_found(request)
    try:
        content = json.loads(body)
        kept = SIGHTINGS.tell(str(content["key"]), str(content["at"]))
    except (ValueError, TypeError, KeyError, BadView):
        return not_found(request)
    return Response(status_code=204) if kept else not_found(request)
