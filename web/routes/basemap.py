"""``/basemap/{id}/{z}/{x}/{y}``: pictures of a base map that lies as a file beside the store."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from layers.basemaps.listing import basemaps
from web.context import Context
from web.routes.answers import OPEN, cache_control, not_found


def routes(context: Context) -> list[Route]:
    """The route, under ``/basemap``. The id is looked up in the list; it is no part of a path."""

    def picture(request: Request) -> Response:
        chosen = basemaps(context.atlas.store).get(request.path_params["id"])
        place = [request.path_params[name] for name in "zxy"]
        if chosen is None or chosen.archive is None:
            return not_found(request)
        if not all(re.fullmatch("[0-9]{1,8}", number) for number in place):
            return not_found(request)
        found = chosen.archive.tile(*map(int, place))
        if found is None:
            return not_found(request)
        lasting = request.query_params.get("of") == f"{chosen.archive.changed:x}"
        headers = OPEN | {"Cache-Control": cache_control(lasting)}
        return Response(found.content, media_type=found.media_type, headers=headers)

    return [Route("/{id}/{z}/{x}/{y}", picture)]
