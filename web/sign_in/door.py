"""What a request says of where it comes from and where it goes."""

import ipaddress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from layers.settings import Settings
from web.sign_in.identity import COOKIE, FORWARDED, SECURE_COOKIE

_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")


class Door:
    """One request or connection, as the gate sees it."""

    def __init__(self, scope: Scope, settings: Settings):
        self.headers = Headers(scope=scope)
        self.is_socket = scope["type"] == "websocket"
        self.method = scope.get("method", "GET")
        self.path = scope["path"]
        self.query = scope.get("query_string", b"").decode("latin-1")
        self._peer = (scope.get("client") or ("", 0))[0]
        self._server = (scope.get("server") or ("", 0))[0]
        self._settings = settings

    @property
    def address(self) -> str:
        """Who speaks: behind a proxy that is trusted, whom it says it speaks for."""
        if self._peer in self._settings.proxies:
            said = self.headers.get("x-forwarded-for", "").split(",")[-1].strip()
            return said[:60] or self._peer
        return self._peer

    @property
    def is_from_proxy(self) -> bool:
        """Whether a proxy that is trusted brought it."""
        return self._peer in self._settings.proxies

    @property
    def is_on_this_machine(self) -> bool:
        """Whether it came to this machine from itself, under a name of its own, and for nobody else.

        A name that is made to lead here from a page in the browser (DNS rebinding) is no name of this machine.
        """
        name = self.headers.get("host", "").rsplit(":", 1)[0] or self._server
        here = all(_is_loopback(each) for each in (self._peer, self._server))
        return here and name in _LOCAL_NAMES and not any(h in self.headers for h in FORWARDED)

    @property
    def is_same_origin(self) -> bool:
        """Whether a page of ours asked, as far as the browser says; other programs say nothing."""
        origin = self.headers.get("origin")
        if origin is not None and origin != "null":
            return urlsplit(origin).netloc == self.headers.get("host")
        return origin is None and self.headers.get("sec-fetch-site", "none") in (
            "same-origin",
            "none",
        )

    @property
    def token(self) -> str | None:
        """The token of the session that the browser holds."""
        try:
            cookies = SimpleCookie(self.headers.get("cookie", ""))
        except CookieError:
            return None
        found = cookies.get(SECURE_COOKIE) or cookies.get(COOKIE)
        return found.value if found else None

    @property
    def wants_page(self) -> bool:
        """Whether a person waits for a page."""
        return self.method in ("GET", "HEAD") and "text/html" in self.headers.get("accept", "")

    @property
    def is_followed(self) -> bool:
        """Whether somebody followed a link, on whatever site: what comes is shown to them, not to that site."""
        told = [self.headers.get(f"sec-fetch-{name}") for name in ("mode", "dest")]
        return self.method in ("GET", "HEAD") and told == ["navigate", "document"]

    @property
    def is_front_end(self) -> bool:
        """Whether a file of Streamlit's own front end is asked for.

        Its package brings them, the same for everybody. Nothing of ours, of a store or of a visitor lies there
        (`enableStaticServing` is off), so nobody needs to be asked for; who gets them is nobody within.
        """
        reads = not self.is_socket and self.method in ("GET", "HEAD")
        return reads and self.path.startswith("/static/") and ".." not in self.path

    def is_under(self, *prefixes: str) -> bool:
        """Whether the path is one of these or lies under it."""
        return any(self.path == p or self.path.startswith(f"{p}/") for p in prefixes)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
