"""The routes beside the page: tiles, data for the map, uploads, assets, health. Unknown paths under them give 404."""

from starlette.routing import BaseRoute, Mount, Route

from web.context import Context
from web.routes import assets, health, jobs, layers, mapdata, tiles, uploads
from web.routes.answers import guarded, not_found


def make_routes(context: Context) -> list[BaseRoute]:
    """All routes over `context`.

    Streamlit answers any path it does not know with the page, so each prefix ends in its own 404.
    """
    unknown = Route("/{path:path}", not_found)
    open_to_all = [*layers.routes(context), *mapdata.routes(context), *jobs.routes(context)]
    data = [*_guarded(context, open_to_all), *uploads.routes(context)]
    return [
        *(Route(prefix, not_found) for prefix in ("/api", "/tiles", "/assets")),
        Mount("/api", routes=[*health.routes(context), *data, unknown]),
        Mount("/tiles", routes=[*_guarded(context, tiles.routes(context)), unknown]),
        Mount("/assets", routes=[*assets.routes(), unknown]),
    ]


def _guarded(context: Context, routes: list[Route]) -> list[Route]:
    return [Route(route.path, guarded(context, route.endpoint)) for route in routes]
