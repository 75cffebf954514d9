"""``/api/health``: whether the store is usable, with versions and the disk left."""

import platform
import shutil

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from layers.basemaps.listing import basemaps
from layers.errors import HatangError
from layers.words import Words
from web.context import Context
from web.routes.answers import OPEN


def routes(context: Context) -> list[Route]:
    """The route, under ``/api``."""

    def health(request: Request) -> Response:
        content = {"status": "ok", "versions": _versions(), "disk_free_mb": _disk(context)}
        fault = context.fault
        try:
            if context.atlas is not None:
                current = context.atlas.now().versions
                content["store"] = {"layers": len(current)}
                content["basemaps"] = _basemaps(context)
        except HatangError as found:
            fault = found
        if fault is not None:
            content |= {"status": "error", "store": {"error": fault.code, "message": str(fault)}}
        return JSONResponse(content, status_code=503 if fault else 200, headers=OPEN)

    return [Route("/health", health)]


def _basemaps(context: Context) -> dict:
    """How many base maps there are, and what is wrong with the others; a fault of theirs is none of the store."""
    found, words = basemaps(context.atlas.store), Words("en")
    return {"maps": len(found.maps), "faults": [each.sentence(words) for each in found.faults]}


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    names = ("streamlit", "folium", "geopandas", "shapely", "duckdb")
    return {"python": platform.python_version()} | {name: version(name) for name in names}


def _disk(context: Context) -> int | None:
    try:
        return shutil.disk_usage(context.settings.store).free // 2**20
    except OSError:
        return None
