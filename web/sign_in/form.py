"""The plain HTML of signing in, and what goes with it to the browser."""

from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from layers.errors import HatangError
from layers.esc import esc
from layers.settings import Settings
from layers.vouching import OIDC, PASSWORD
from layers.words import LANGUAGES, Words, explain
from web.sign_in.identity import COOKIE, SECURE_COOKIE
from web.sign_in.language import spoken
from web.words import web_words

SIGN_IN, NEW_PASSWORD, SIGN_OUT = PATHS = ("/sign-in", "/password", "/sign-out")
PROVIDER = f"{SIGN_IN}/oidc"
_STYLE = "/assets/app/sign_in.css"
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


def give(answer: Response, token: str, settings: Settings) -> None:
    """Hand the token to the browser: no script reads it, no other site sends it."""
    secure = urlsplit(settings.url).scheme == "https"
    answer.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        token,
        path="/",
        httponly=True,
        secure=secure,
        samesite="strict",
    )


def inside(to: str) -> str:
    """Where to go then: an address of this app, whatever was asked."""
    fine = to.startswith("/") and not to.startswith(("//", "/\\", SIGN_OUT, SIGN_IN))
    return to if fine and not any(c in to for c in "\r\n\t\\") else "/"


def language(request: Request, settings: Settings) -> str:
    """The language of a request's answer."""
    return spoken(request.url.query, request.headers.get("accept-language", ""), settings)


def form(
    path: str,
    settings: Settings,
    lang: str,
    to: str,
    *,
    name: str = "",
    fault: HatangError | None = None,
    status: int = 200,
) -> Response:
    """The page to sign in by the ways that are open, or to choose a password."""
    words = web_words(lang)
    topic = "password" if path == NEW_PASSWORD else "sign_in"
    said = f'<p class="fault" role="alert">{esc(explain(fault, lang))}</p>' if fault else ""
    parts = [f"<h2>{esc(words(f'sign_in.title.{topic}'))}</h2>{said}"]
    ways = settings.vouching.ways
    if topic == "sign_in":
        parts += [_way(words, way, lang, to) for way in ways if way != PASSWORD]
    if topic == "password" or PASSWORD in ways:
        parts.append(_typed(words, path, topic, lang, to, name))
    parts.append(f"<p class=hint>{esc(words(f'sign_in.hint.{topic}'))}</p>")
    other = next(each for each in LANGUAGES if each != lang)
    switch = f'<a lang="{other}" href="{path}?lang={other}&amp;to={quote(to, safe="")}">{other.upper()}</a>'
    return HTMLResponse(page(words, "".join(parts), switch), status, HEADERS)


def ask_again(fault: HatangError, request: Request, settings: Settings) -> Response:
    """The page to sign in, after another service did not vouch for anybody."""
    return form(SIGN_IN, settings, language(request, settings), "/", fault=fault, status=401)


def lead_on(to: str, request: Request, settings: Settings) -> Response:
    """A page of ours that leads on at once."""
    words = web_words(language(request, settings))
    text = f'<p><a href="{esc(to)}">{esc(words("sign_in.go_on"))}</a></p>'
    there = f'<meta http-equiv="refresh" content="0;url={esc(to)}">'
    return HTMLResponse(page(words, text, head=there), 200, HEADERS)


def _typed(words: Words, path: str, topic: str, lang: str, to: str, name: str) -> str:
    is_new = topic == "password"
    fields = [] if is_new else [_field(words, "name", "username", "text", name)]
    fields += [_field(words, "password", "current-password", "password")]
    fields += [_field(words, "new", "new-password", "password")] if is_new else []
    return (
        f'<form method="post" action="{path}?lang={lang}&amp;to={quote(to, safe="")}">'
        f"{''.join(fields)}<button>{esc(words(f'sign_in.do.{topic}'))}</button></form>"
    )


def _way(words: Words, way: str, lang: str, to: str) -> str:
    """A button of another service; a proxy vouches for whoever asks for a page."""
    there = f"{PROVIDER}?lang={lang}&to={quote(to, safe='')}" if way == OIDC else to
    return f'<p><a class="button" href="{esc(there)}">{esc(words(f"sign_in.by.{way}"))}</a></p>'


def _field(words: Words, name: str, complete: str, kind: str, value: str = "") -> str:
    hold = " autofocus" if name == "name" or (name == "password" and value) else ""
    return (
        f"<label>{esc(words(f'sign_in.{name}'))}"
        f'<input name="{name}" type="{kind}" value="{esc(value)}" autocomplete="{complete}" '
        f'autocapitalize="none" spellcheck="false" required maxlength="200"{hold}></label>'
    )


def page(words: Words, content: str, switch: str = "", *, head: str = "") -> str:
    """The frame of these pages."""
    return (
        f'<!doctype html><html lang="{words.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(words('app.title'))}</title>"
        f'<link rel="icon" href="/assets/app/icon.png"><link rel="stylesheet" href="{_STYLE}">{head}</head>'
        f"<body><main><header><h1>{esc(words('app.name'))}</h1>{switch}</header>{content}</main></body></html>"
    )
