"""``/api/drawings/{id}/changes``: what is drawn on the map, kept at once, also while no page is connected."""

import json
import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from layers.access import can_draw
from layers.drawings.book import DrawingBook
from layers.drawings.change import Change
from layers.errors import BadDrawing, HatangError, UnknownDrawing
from layers.words import DEFAULT_LANGUAGE, LANGUAGES, explain
from web.context import Context
from web.map.drawing import drawing_content
from web.routes.answers import bad_request, not_found, unavailable
from web.routes.origin import is_from_page
from web.words import web_words

TOKEN = "drawing"
MOST_BYTES = 400_000
MOST_CHANGES = 200
_PRIVATE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def routes(context: Context) -> list[Route]:
    """The route, under ``/api``. It answers pages of our own alone."""

    async def changes(request: Request) -> Response:
        if not can_draw(context.user) or not is_from_page(request, TOKEN):
            return JSONResponse({"error": "forbidden"}, status_code=403, headers=_PRIVATE)
        if context.fault is not None:
            return unavailable(context.fault)
        if not re.fullmatch("[0-9a-f]{32}", request.path_params["id"]):
            return not_found(request)
        try:
            told = await _read(request)
        except ClientDisconnect:
            told = None
        if told is None:
            return bad_request("no changes")
        return await run_in_threadpool(_answer, context, request, told)

    return [Route("/drawings/{id}/changes", changes, methods=["POST"])]


async def _read(request: Request) -> list | None:
    """The changes in the body; None where it is something else or too much."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    try:
        told = json.loads(bytes(body))
    except (ValueError, RecursionError):
        return None
    changes = told.get("changes") if isinstance(told, dict) else None
    return changes if isinstance(changes, list) and len(changes) <= MOST_CHANGES else None


def _answer(context: Context, request: Request, told: list) -> Response:
    asked = request.query_params.get("lang")
    lang = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    book = DrawingBook(context.atlas.store, context.user)
    try:
        return _kept(book, request.path_params["id"], told, lang)
    except HatangError as fault:  # of the store: what was drawn is told again later
        return unavailable(fault)


def _kept(book: DrawingBook, drawing_id: str, told: list, lang: str) -> Response:
    """Make the changes one after the other; those that cannot be are told with the reason."""
    words = web_words(lang)
    acked, refused = [], []
    for content in told:
        try:
            change = Change.from_json(content)
            if change.op == "add":
                book.begin(drawing_id, words("drawing.new_name", number=len(book.all()) + 1))
            book.apply(drawing_id, change)
            acked.append(change.id)
        except (BadDrawing, UnknownDrawing) as fault:
            refused.append({"id": _id(content), "message": explain(fault, lang)})
    drawing = book.find(drawing_id)
    shown = None if drawing is None else drawing_content(drawing, words)
    answer = {"drawing": shown, "acked": acked, "refused": refused}
    return JSONResponse(answer, headers=_PRIVATE)


def _id(content: object) -> str:
    name = content.get("id") if isinstance(content, dict) else None
    return name[:60] if isinstance(name, str) else ""
