"""``/api/uploads``: files of a dataset, streamed to disk part by part, and handed to the import desk."""

import re
from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from layers.access import can_upload
from layers.errors import HatangError, StoreFull, UnknownUpload, UploadQuota, UploadTooLarge
from layers.jobs.incoming import Incoming, Part
from layers.words import DEFAULT_LANGUAGE, LANGUAGES, explain
from web.context import Context
from web.routes.origin import is_from_page

TOKEN = "upload"
BLOCK = 2**20
_CLOSED = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
_STATUS = {UnknownUpload: 404, UploadTooLarge: 413, UploadQuota: 413, StoreFull: 507}


def routes(context: Context) -> list[Route]:
    """The routes, under ``/api``."""

    def begin(request: Request) -> Response:
        return _told({"id": _incoming(context).begin(user=context.user)}, 201)

    async def put(request: Request) -> Response:
        set_id, number = request.path_params["id"], request.path_params["n"]
        name = request.query_params.get("name", "")
        if not name or not re.fullmatch("[0-9]{1,3}", number):
            return _told({"error": "not found"}, 404)
        opened = await run_in_threadpool(
            _incoming(context).part,
            set_id,
            int(number),
            name,
            size=_length(request),
            user=context.user,
        )
        return _told({"size": await _receive(request, opened)}, 201)

    def done(request: Request) -> Response:
        job = _incoming(context).hand_over(request.path_params["id"], user=context.user)
        return _told({"job": job.id}, 201)

    def abandon(request: Request) -> Response:
        _incoming(context).abandon(request.path_params["id"], user=context.user)
        return Response(status_code=204, headers=_CLOSED)

    doors = (
        ("/uploads", "POST", begin),
        ("/uploads/{id}/{n}", "PUT", put),
        ("/uploads/{id}/done", "POST", done),
        ("/uploads/{id}", "DELETE", abandon),
    )
    return [
        Route(path, _closed(context, answer), methods=[method]) for path, method, answer in doors
    ]


def _closed(context: Context, answer: Callable):
    """`answer`, for who may upload and speaks from our own page; what goes wrong is told as JSON."""

    def refused(request: Request) -> Response | None:
        if context.fault is not None:
            return _fault(context.fault, request, 503)
        if not can_upload(context.user) or not is_from_page(request, TOKEN):
            return _told({"error": "forbidden"}, 403)
        return None

    @wraps(answer)
    async def closed_answer(request: Request) -> Response:
        if (no := refused(request)) is not None:
            return no
        try:
            if iscoroutinefunction(answer):
                return await answer(request)
            return await run_in_threadpool(answer, request)
        except HatangError as fault:
            return _fault(fault, request, _STATUS.get(type(fault), 400))
        except ClientDisconnect:
            return _told({"error": "disconnected"}, 400)

    return closed_answer


async def _receive(request: Request, part: Part) -> int:
    """Write the body to disk in blocks, off the thread that serves everybody."""
    held = bytearray()
    with part:
        async for chunk in request.stream():
            held += chunk
            if len(held) >= BLOCK:
                await run_in_threadpool(part.write, bytes(held))
                held.clear()
        await run_in_threadpool(part.write, bytes(held))
        await run_in_threadpool(part.finish)
    return part.size


def _length(request: Request) -> int:
    said = request.headers.get("content-length", "")
    return int(said) if re.fullmatch("[0-9]{1,18}", said) else 0


def _incoming(context: Context) -> Incoming:
    return context.incoming


def _fault(fault: HatangError, request: Request, status: int) -> Response:
    lang = request.query_params.get("lang")
    sentence = explain(fault, lang if lang in LANGUAGES else DEFAULT_LANGUAGE)
    return _told({"error": fault.code, "message": sentence}, status)


def _told(content: dict, status: int) -> Response:
    return JSONResponse(content, status_code=status, headers=_CLOSED)
