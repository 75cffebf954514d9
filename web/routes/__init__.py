"""The routes beside the page: tiles, data for the map, assets, health. Unknown paths under them give 404."""

from starlette.routing import BaseRoute, Mount, Route

from web.context import Context
from web.routes import assets, health, layers, mapdata, tiles
from web.routes.answers import not_found


def make_routes(context: Context) -> list[BaseRoute]:
    """All routes over `context`.

    Streamlit answers any path it does not know with the page, so each prefix ends in its own 404.
    """
    unknown = Route("/{path:path}", not_found)
    api = [*health.routes(context), *layers.routes(context), *mapdata.routes(context), unknown]
    return [
        Mount("/api", routes=api),
        Mount("/tiles", routes=[*tiles.routes(context), unknown]),
        Mount("/assets", routes=[*assets.routes(), unknown]),
    ]
