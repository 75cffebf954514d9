"""The gate: one ASGI middleware before everything the app serves. Nothing passes that is of nobody."""

from typing import NamedTuple
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from layers.access import can_administer
from layers.errors import HatangError, SignInRefused, UnknownAccount
from layers.settings import Settings
from layers.store import Store
from layers.store.whence import speaking_from
from layers.vouching import PROXY
from layers.words import explain
from web.context import Context
from web.map.bases import base_hosts
from web.sign_in import alone, proxy, tokens
from web.sign_in.bodies import Stopped
from web.sign_in.door import Door
from web.sign_in.form import NEW_PASSWORD, PATHS, SIGN_IN, give
from web.sign_in.guard import Guard, told
from web.sign_in.headers import security_headers
from web.sign_in.identity import NOBODY, Visitor, acting, visitor_of
from web.sign_in.page import needs_accounts
from web.sign_in.sockets import ENDED, Sockets, close

# What anybody may have: the page to sign in and what it is made of, and whether the app lives.
OPEN_PATHS = (
    *PATHS,
    *("/assets", "/api/health", "/favicon.ico", "/favicon.png"),
    # A page that lost its connection asks these first; they tell of the front end alone.
    *("/_stcore/health", "/_stcore/host-config"),
)
# What tells of the machine.
_OF_ADMINISTRATORS = ("/_stcore/metrics", "/_stcore/script-health-check")
# The frame of the map has no cookie: it may bring a token instead.
TOKEN_PATHS = (
    "/tiles",
    "/basemap",
    "/api/values",
    "/api/service-values",
    "/api/labels",
    "/api/outline",
    "/api/search",
    "/api/previews",
)
_PRIVATE = {"cache-control": "no-store"}


class _Answer(NamedTuple):
    """Who is there, the answer where they are not let in, and the token of a session that was just opened."""

    visitor: Visitor
    refusal: Response | None = None
    token: str | None = None


class Gate:
    """Asks who is there, before every route, page, tile, upload and connection.

    Parameters
    ----------
    app : ASGI application
        What lies behind.
    """

    def __init__(self, app: ASGIApp, context: Context, sockets: Sockets):
        self._app, self._context, self._sockets = app, context, sockets
        self._guard = Guard(context.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        door = Door(scope, self._context.settings)
        if scope["type"] == "http":
            send = self._with_headers(send)
        if (fault := self._guard.refuse(door)) is not None:
            return await self._refuse(self._told(fault, door), scope, receive, send)
        if door.is_front_end:
            visitor, refusal, token = _Answer(NOBODY)
        else:
            visitor, refusal, token = await run_in_threadpool(self._ask, door)
        if refusal is None and (fault := self._guard.refuse_account(door, visitor)) is not None:
            refusal = self._told(fault, door)
        if refusal is not None:
            return await self._refuse(refusal, scope, receive, send)
        with acting(visitor), speaking_from(door.address):
            if door.is_socket and visitor.key is not None:
                return await self._connect(scope, receive, send, visitor.key)
            if door.is_socket:
                return await self._app(scope, receive, send)
            return await self._let_in(door, _Answer(visitor, None, token), scope, receive, send)

    async def _let_in(
        self, door: Door, entry: _Answer, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """A request: what it carries is watched, and a session that just began goes with the answer."""
        is_answered = False

        async def answer(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                if entry.token is not None:
                    _hand_over(message, entry.token, self._context.settings)
            await send(message)

        try:
            with self._guard.body(door, entry.visitor, receive) as watched:
                await self._app(scope, watched, answer)
        except Stopped as stopped:
            if is_answered:
                raise
            await self._told(stopped.fault, door)(scope, receive, send)

    def _told(self, fault: HatangError, door: Door) -> Response:
        return told(fault, door, self._context.settings)

    def _ask(self, door: Door) -> _Answer:
        context = self._context
        if context.atlas is None:  # nothing to be seen, and the page says why
            may = door.is_on_this_machine or _is_open(door)
            return _Answer(NOBODY, None if may else _closed())
        store = context.atlas.store
        try:
            with store.at_once():
                return self._answer(store, door)
        except HatangError:
            return _Answer(NOBODY, None if _is_open(door) else _closed())

    def _answer(self, store: Store, door: Door) -> _Answer:
        store.rules.refresh()
        if not store.accounts.any():
            if door.is_on_this_machine:
                return self._alone(store, door)
            return _Answer(
                NOBODY, None if _is_open(door) else needs_accounts(self._context.settings)
            )
        visitor = self._visitor(door)
        if visitor.user is None and door.wants_page and not _is_open(door):
            return self._vouched(door)
        return _Answer(visitor, self._why_not(visitor, door))

    def _alone(self, store: Store, door: Door) -> _Answer:
        of_frame = door.is_under(*TOKEN_PATHS)
        visitor = alone.visitor_of(store, door, of_frame=of_frame)
        if visitor.user is not None or _is_open(door):
            return _Answer(visitor)
        return _Answer(NOBODY, _unsigned() if of_frame else PlainTextResponse("wrong origin", 403))

    def _why_not(self, visitor: Visitor, door: Door) -> Response | None:
        if door.is_socket and not door.is_same_origin:
            return PlainTextResponse("wrong origin", 403)
        if _is_open(door):
            return None
        if visitor.user is None:
            return _first(SIGN_IN, door)
        if visitor.must_change:
            return _first(NEW_PASSWORD, door)
        if door.is_under(*_OF_ADMINISTRATORS) and not can_administer(visitor.user):
            return JSONResponse({"error": "not found"}, 404, _PRIVATE)
        return None

    def _vouched(self, door: Door) -> _Answer:
        """A page that nobody is signed in for: one that a trusted proxy vouches for is, now."""
        context, store = self._context, self._context.atlas.store
        user_id = proxy.vouched(door, context.settings)
        if user_id is None:
            return _Answer(NOBODY, _first(SIGN_IN, door))
        try:
            token = context.accounts.open(user_id, way=PROXY, address=door.address)
        except UnknownAccount as fault:
            detail = {"way": PROXY, "address": door.address, "reason": fault.code}
            store.record("sign_in_refused", user="–", **detail)
            sentence = explain(SignInRefused("no_account"), context.settings.lang)
            return _Answer(NOBODY, PlainTextResponse(sentence, 403, _PRIVATE))
        visitor = visitor_of(store, token)
        return _Answer(visitor, self._why_not(visitor, door), token)

    def _visitor(self, door: Door) -> Visitor:
        store = self._context.atlas.store
        visitor = NOBODY
        if door.token is not None:
            visitor = visitor_of(store, door.token)
        elif door.is_under(*TOKEN_PATHS):
            visitor = tokens.visitor_of(store, door.query)
        return visitor if proxy.holds(visitor, door, self._context.settings) else NOBODY

    async def _connect(self, scope: Scope, receive: Receive, send: Send, key: str) -> None:
        """A page's connection lives as long as its session: asked again at whatever it sends."""

        async def asked_again() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or await run_in_threadpool(
                self._goes_on, key
            ):
                return message
            await close(send)
            return {"type": "websocket.disconnect", "code": ENDED}

        self._sockets.add(key, send)
        try:
            await self._app(scope, asked_again, send)
        finally:
            self._sockets.remove(key, send)

    def _goes_on(self, key: str) -> bool:
        try:
            return self._context.accounts.who_has(key) is not None
        except HatangError:  # who cannot be asked about is not let in
            return False

    async def _refuse(self, answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            return await close(send)
        return await answer(scope, receive, send)

    def _with_headers(self, send: Send) -> Send:
        context = self._context
        pictures = base_hosts(context)
        wanted = security_headers(pictures=pictures, url=context.settings.url)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted:
                    headers.setdefault(name.decode(), value.decode())
            await send(message)

        return with_headers


def _hand_over(message: Message, token: str, settings: Settings) -> None:
    """Put the token of a session into an answer that begins."""
    carrier = Response()
    give(carrier, token, settings)
    MutableHeaders(scope=message).append("set-cookie", carrier.headers["set-cookie"])


def _is_open(door: Door) -> bool:
    return not door.is_socket and door.is_under(*OPEN_PATHS)


def _first(page: str, door: Door) -> Response:
    """A person is led to the page to sign in, or to choose a password; a program is told."""
    if door.wants_page:
        to = quote(door.path + (f"?{door.query}" if door.query else ""), safe="")
        return RedirectResponse(f"{page}?to={to}", 303, _PRIVATE)
    return _unsigned()


def _unsigned() -> Response:
    """The frame of the map must be able to read that it is to be signed in."""
    return JSONResponse({"error": "sign in"}, 401, _PRIVATE | {"access-control-allow-origin": "*"})


def _closed() -> Response:
    return JSONResponse({"error": "unavailable"}, 503, _PRIVATE)
