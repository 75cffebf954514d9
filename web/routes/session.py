"""``/api/session?v=``: who is there, and a new token for the frame of the map. 401 for nobody (the gate says it)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web.context import Context
from web.routes.answers import not_found
from web.sign_in import tokens

TOKEN = "session"
_LONGEST = 200


def routes(context: Context) -> list[Route]:
    """The route, under ``/api``."""

    def session(request: Request) -> Response:
        visitor = context.visitor
        if context.atlas is None or visitor.user is None:
            return not_found(request)
        # What the page shows may be older than what there is; a token names it, and opens what there is.
        shown = request.query_params.get("v", "")[:_LONGEST] or context.now().key
        token = tokens.issue(context.atlas.store, tokens.key_of(visitor), shown)
        content = {"user": visitor.user.id, "role": visitor.user.role, "token": token}
        return JSONResponse(content, headers={"cache-control": "no-store"})

    return [Route("/session", session)]
