"""``/api/health``: whether the store is usable and has room. The rest is for who keeps it."""

import platform

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from layers.access import can_administer
from layers.basemaps.listing import basemaps
from layers.errors import HatangError
from layers.store.room import disk_fault, free_mb
from layers.words import Words
from web.context import Context
from web.routes.answers import OPEN
from web.sign_in.door import Door


def routes(context: Context) -> list[Route]:
    """The route, under ``/api``."""

    settings = context.settings

    def health(request: Request) -> Response:
        content, fault = {}, context.fault
        try:
            if context.atlas is not None:
                content["store"] = {"layers": len(context.atlas.now().versions)}
                content["basemaps"] = _basemaps(context)
        except HatangError as found:
            fault = found
        if fault is not None:
            content["store"] = {"error": fault.code, "message": str(fault)}
        elif (low := disk_fault(settings.store, settings.limits)) is not None:
            fault = low
            content["disk"] = {"error": low.code, "message": str(low)}
        status = {"status": "ok" if fault is None else "error"}
        if _may_know(context, request):
            status |= {"versions": _versions(), "disk_free_mb": free_mb(settings.store)} | content
        return JSONResponse(status, status_code=503 if fault else 200, headers=OPEN)

    return [Route("/health", health)]


def _may_know(context: Context, request: Request) -> bool:
    """Versions, paths and counts help who keeps the app, and who attacks it.

    A store that cannot be asked who somebody is tells it to its own machine.
    """
    try:
        if context.atlas is not None:
            return can_administer(context.user)
    except HatangError:
        pass
    return Door(request.scope, context.settings).is_on_this_machine


def _basemaps(context: Context) -> dict:
    """How many base maps there are, and what is wrong with the others; a fault of theirs is none of the store."""
    found, words = basemaps(context.atlas.store), Words("en")
    return {"maps": len(found.maps), "faults": [each.sentence(words) for each in found.faults]}


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    names = ("streamlit", "folium", "geopandas", "shapely", "duckdb")
    return {"python": platform.python_version()} | {name: version(name) for name in names}
