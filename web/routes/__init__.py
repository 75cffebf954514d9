"""The routes beside the page: tiles, data for the map, uploads, assets, health. Unknown paths under them give 404."""

from starlette.routing import BaseRoute, Mount, Route

from web.context import Context
from web.routes import (
    assets,
    basemap,
    drawings,
    health,
    jobs,
    layers,
    mapdata,
    place,
    search,
    session,
    takeaway,
    tiles,
    uploads,
)
from web.routes.answers import guarded, not_found
from web.sign_in import oidc
from web.sign_in import page as sign_in_pages
from web.sign_in.sockets import Sockets


def make_routes(context: Context, sockets: Sockets | None = None) -> list[BaseRoute]:
    """All routes over `context`; whose session ends is cut off from `sockets`.

    Streamlit answers any path it does not know with the page, so each prefix ends in its own 404.
    """
    unknown = Route("/{path:path}", not_found)
    open_to_all = [*layers.routes(context), *mapdata.routes(context), *jobs.routes(context)]
    open_to_all += [*search.routes(context), *takeaway.routes(context), *session.routes(context)]
    data = [*_guarded(context, open_to_all), *uploads.routes(context), *drawings.routes(context)]
    return [
        *sign_in_pages.routes(context, sockets or Sockets()),
        *oidc.routes(context),
        *(Route(prefix, not_found) for prefix in ("/api", "/tiles", "/basemap", "/assets")),
        Mount("/api", routes=[*health.routes(context), *place.routes(), *data, unknown]),
        Mount("/tiles", routes=[*_guarded(context, tiles.routes(context)), unknown]),
        Mount("/basemap", routes=[*_guarded(context, basemap.routes(context)), unknown]),
        Mount("/assets", routes=[*assets.routes(), unknown]),
    ]


def _guarded(context: Context, routes: list[Route]) -> list[Route]:
    return [Route(route.path, guarded(context, route.endpoint)) for route in routes]
