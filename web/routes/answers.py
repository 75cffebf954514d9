"""How routes answer: JSON with the headers of each kind of content, and one 404 for all that may not be seen."""

import gzip
import json
from collections.abc import Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from layers.access import Action, refusals
from layers.errors import HatangError
from layers.masks.doors import may_see, may_take
from web.context import Context

# The map lives in a sandboxed frame of no origin, so what it fetches must say that anyone may read it.
OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
_PRESS_FROM = 1400


def not_found(request: Request | None = None) -> Response:
    """The one answer for what is not there and for what may not be seen."""
    return JSONResponse({"error": "not found"}, status_code=404, headers=OPEN)


def hidden(context: Context, request: Request, action: Action, *layers: str) -> Response:
    """The same answer; where somebody may not what is there, that is a refusal and told as one."""
    specs, user, snapshot = context.atlas.store.specs, context.user, context.now()
    may = may_take if action is Action.EXPORT else may_see
    for layer_id in set(layers) & set(context.atlas.store.current()) & set(specs):
        if not may(user, specs[layer_id], snapshot):
            refusals.tell(user, action, layer_id)
    return not_found(request)


def bad_request(message: str) -> Response:
    """The answer to parameters that cannot be read."""
    return JSONResponse({"error": message}, status_code=400, headers=OPEN)


def unavailable(fault: HatangError) -> Response:
    """The answer while the store cannot be used: which fault, in a sentence."""
    content = {"error": fault.code, "message": str(fault)}
    return JSONResponse(content, status_code=503, headers=OPEN)


def guarded(context: Context, answer: Callable[[Request], Response]):
    """`answer`, asked only where the store is open; a fault of the store on the way is told as 503."""

    @wraps(answer)
    def guarded_answer(request: Request) -> Response:
        if context.fault is not None:
            return unavailable(context.fault)
        try:
            return answer(request)
        except HatangError as fault:
            return unavailable(fault)

    return guarded_answer


def json_answer(content: object, request: Request, *, lasting: bool = False) -> Response:
    """JSON, pressed where the browser takes it. `lasting` content is named by its version."""
    body = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    headers = OPEN | {"Cache-Control": cache_control(lasting)}
    if len(body) > _PRESS_FROM and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, 5)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, media_type="application/json", headers=headers)


def cache_control(lasting: bool) -> str:
    """What a browser may keep: an answer named by its version for long, any other not at all."""
    return "private, max-age=604800, immutable" if lasting else "private, no-cache"
