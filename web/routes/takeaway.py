"""``/api/export/{layer}``: a layer as a file, with the filter of the map, written to disk and sent from there."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from layers.access import Action
from layers.errors import BadFilter, BadView, HatangError, NotAllowed, UnknownField, UnknownLayer
from layers.export import export_layer
from layers.filters.condition import Filter
from layers.maps.packed import pack, unpack
from layers.maps.view import MOST_SELECTED
from layers.masks.doors import may_take
from layers.words import DEFAULT_LANGUAGE, LANGUAGES, explain
from layers.writing import FORMATS
from web.context import Context
from web.routes.answers import hidden, not_found
from web.routes.turns import Turns
from web.words import web_words

AT_ONCE = 2
WAIT_S = 120
_PRIVATE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


def ask(filter: Filter, picked: list[int] | None = None) -> str:
    """What is asked of a layer, as the ``q`` of an address; empty where all of it is."""
    asked = ({"filter": filter.to_json()} if filter else {}) | (
        {"picked": picked} if picked else {}
    )
    return pack(asked) if asked else ""


def routes(context: Context) -> list[Route]:
    """The route, under ``/api``. What may not be taken away is answered as what is not there."""
    working = BoundedSemaphore(AT_ONCE)
    mine = Turns(context.settings.limits.exports)

    def export(request: Request) -> Response:
        layer_id, file_format = request.path_params["id"], request.query_params.get("format", "")
        spec = context.atlas.store.specs.get(layer_id)
        snapshot = context.now()
        if spec is None or file_format not in FORMATS:
            return not_found(request)
        if not may_take(context.user, spec, snapshot):
            return hidden(context, request, Action.EXPORT, layer_id)
        lang = request.query_params.get("lang", DEFAULT_LANGUAGE)
        lang = lang if lang in LANGUAGES else DEFAULT_LANGUAGE
        try:
            filter, picked = read_asked(request.query_params.get("q", ""))
        except (BadView, BadFilter):
            return not_found(request)
        if not mine.enter(context.user):
            return _sentence(web_words(lang)("takeaway.yours"), 429)
        if not working.acquire(timeout=WAIT_S):
            mine.leave(context.user)
            return _sentence(web_words(lang)("takeaway.busy"), 503)
        # A file for one download; it goes when it is sent.
        folder = TemporaryDirectory(prefix="hatang-export-")
        try:
            out = Path(folder.name) / f"{layer_id}{FORMATS[file_format][0]}"
            export_layer(
                context.atlas,
                layer_id,
                out,
                user=context.user,
                file_format=file_format,
                filter=filter,
                picked=picked,
                snapshot=snapshot,
            )
        except (NotAllowed, BadFilter, UnknownField, UnknownLayer):
            folder.cleanup()
            return not_found(request)
        except HatangError as fault:
            folder.cleanup()
            return _sentence(explain(fault, lang), 409)
        except BaseException:
            folder.cleanup()
            raise
        finally:
            working.release()
            mine.leave(context.user)
        sent = BackgroundTask(folder.cleanup)
        return FileResponse(out, filename=out.name, headers=_PRIVATE, background=sent)

    return [Route("/export/{id}", export)]


def read_asked(text: str) -> tuple[Filter, list[int] | None]:
    """Read what `ask` gave, or what somebody made up.

    Raises
    ------
    BadView, BadFilter
        If it is not of that form.
    """
    if not text:
        return Filter(), None
    asked = unpack(text)
    if not isinstance(asked, dict) or set(asked) - {"filter", "picked"}:
        raise BadView(part=text[:40])
    picked = asked.get("picked")
    if picked is not None:
        whole = isinstance(picked, list) and 0 < len(picked) <= MOST_SELECTED
        if not whole or not all(re.fullmatch("[0-9]{1,12}", str(fid)) for fid in picked):
            raise BadView(part=text[:40])
        picked = [int(fid) for fid in picked]
    return Filter.from_json(asked.get("filter", {})), picked


def _sentence(text: str, status: int) -> Response:
    return PlainTextResponse(text, status_code=status, headers=_PRIVATE)
