"""``/assets``: the vendored scripts, styles and fonts. Nothing is fetched from elsewhere."""

from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from web.routes.answers import OPEN, not_found

FOLDER = Path(__file__).resolve().parents[1] / "assets"


class _Assets(StaticFiles):
    """Static files that a frame of no origin may read."""

    async def get_response(self, path: str, scope) -> Response:
        from starlette.exceptions import HTTPException

        try:
            response = await super().get_response(path, scope)
        except HTTPException:
            return not_found()
        response.headers.update(OPEN | {"Cache-Control": "private, max-age=3600"})
        return response


def routes() -> list[BaseRoute]:
    """The route, under ``/assets``."""
    return [Mount("/", app=_Assets(directory=FOLDER))]
