"""``/assets``: the vendored scripts, styles and fonts. Nothing is fetched from elsewhere."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from web.map.assets import ASSETS, BUNDLE, bundle, bundle_hash
from web.routes.answers import OPEN, cache_control, not_found


class _Assets(StaticFiles):
    """Static files that a frame of no origin may read."""

    async def get_response(self, path: str, scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException:
            return not_found()
        response.headers.update(OPEN | {"Cache-Control": "private, max-age=3600"})
        return response


def routes() -> list[BaseRoute]:
    """The route, under ``/assets``."""
    return [Route(f"/{BUNDLE}", _bundle), Mount("/", app=_Assets(directory=ASSETS))]


def _bundle(request: Request) -> Response:
    """The scripts of the map in one piece, for long where the address names this very content."""
    lasting = request.query_params.get("v") == bundle_hash()[:10]
    headers = OPEN | {"Cache-Control": cache_control(lasting)}
    return Response(bundle(), media_type="text/javascript", headers=headers)
