"""The pages to sign in, to choose a password, and to go: plain HTML, for nothing of the app is served before."""

from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from layers.errors import AccountsNeeded, HatangError
from layers.esc import esc
from layers.settings import Settings
from layers.vouching import PASSWORD
from layers.words import explain
from web.context import Context
from web.sign_in.door import Door
from web.sign_in.form import (
    HEADERS,
    NEW_PASSWORD,
    SIGN_IN,
    SIGN_OUT,
    form,
    give,
    inside,
    language,
    page,
)
from web.sign_in.identity import COOKIE, NOBODY, SECURE_COOKIE, Visitor, visitor_of
from web.sign_in.sockets import Sockets
from web.words import web_words

MOST_BYTES = 4_000


def routes(context: Context, sockets: Sockets) -> list[Route]:
    """The routes, at the root. They work while nobody is signed in."""
    settings = context.settings

    async def sign_in(request: Request) -> Response:
        lang = language(request, settings)
        to = inside(request.query_params.get("to", "/"))
        if request.method == "GET":
            return form(SIGN_IN, settings, lang, to)
        door, told = await _read(request, context)
        if told is None or PASSWORD not in settings.vouching.ways:
            return form(SIGN_IN, settings, lang, to, status=400)
        try:
            token = await run_in_threadpool(
                context.accounts.sign_in, told["name"], told["password"], address=door.address
            )
        except HatangError as fault:
            status = 429 if fault.code.endswith("locked") else 401
            return form(SIGN_IN, settings, lang, to, name=told["name"], fault=fault, status=status)
        # The session of before, if there was one, is not taken over by whoever signs in now.
        if door.token is not None:
            await run_in_threadpool(context.accounts.sign_out, door.token)
        answer = RedirectResponse(to, 303, HEADERS)
        give(answer, token, settings)
        return answer

    async def password(request: Request) -> Response:
        lang = language(request, settings)
        to = inside(request.query_params.get("to", "/"))
        door = Door(request.scope, settings)
        visitor = await run_in_threadpool(_visitor, context, door)
        if visitor.user is None:
            return RedirectResponse(f"{SIGN_IN}?to={quote(NEW_PASSWORD, safe='')}", 303, HEADERS)
        if request.method == "GET":
            return form(NEW_PASSWORD, settings, lang, to)
        _, told = await _read(request, context)
        if told is None:
            return form(NEW_PASSWORD, settings, lang, to, status=400)
        try:
            token = await run_in_threadpool(_change, context, visitor, told, door.address)
        except HatangError as fault:
            return form(NEW_PASSWORD, settings, lang, to, fault=fault, status=400)
        await sockets.close(visitor.key)
        answer = RedirectResponse(to, 303, HEADERS)
        give(answer, token, settings)
        return answer

    async def sign_out(request: Request) -> Response:
        door = Door(request.scope, settings)
        if not door.is_same_origin:  # a link of another site signs nobody out
            return RedirectResponse("/", 303, HEADERS)
        answer = RedirectResponse(f"{SIGN_IN}?lang={language(request, settings)}", 303)
        if context.atlas is not None and door.token is not None:
            visitor = await run_in_threadpool(_visitor, context, door)
            await run_in_threadpool(context.accounts.sign_out, door.token)
            if visitor.key is not None:
                await sockets.close(visitor.key)
        for name in (COOKIE, SECURE_COOKIE):
            answer.delete_cookie(name, path="/", secure=name == SECURE_COOKIE, httponly=True)
        return answer

    return [
        Route(SIGN_IN, sign_in, methods=["GET", "POST"]),
        Route(NEW_PASSWORD, password, methods=["GET", "POST"]),
        Route(SIGN_OUT, sign_out, methods=["GET", "POST"]),
    ]


def needs_accounts(settings: Settings) -> Response:
    """The answer to another machine while nobody can sign in: what the administrator has to do."""
    lang = settings.lang
    sentence = explain(AccountsNeeded(address=settings.address), lang)
    return HTMLResponse(page(web_words(lang), f"<p>{esc(sentence)}</p>"), 503, HEADERS)


def _visitor(context: Context, door: Door) -> Visitor:
    return NOBODY if context.atlas is None else visitor_of(context.atlas.store, door.token)


def _change(context: Context, visitor: Visitor, told: dict[str, str], address: str) -> str:
    """Every session of the account ends with its password; this browser gets a new one."""
    book = context.accounts
    book.change_password(visitor.user.id, told["password"], told["new"], address=address)
    return book.open(visitor.user.id, way="password", address=address)


async def _read(request: Request, context: Context) -> tuple[Door, dict[str, str] | None]:
    """What was typed; None where no page of ours sent it, or it is no form."""
    door = Door(request.scope, context.settings)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return door, None
    if not door.is_same_origin or context.atlas is None:
        return door, None
    typed = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    names = ("name", "password", "new")
    return door, {name: typed.get(name, [""])[0][:500] for name in names}
