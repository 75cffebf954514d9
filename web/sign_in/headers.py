"""The headers of every answer: what a browser may do with it."""

from urllib.parse import urlsplit

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), payment=(), usb=()",
}
_LONG = "max-age=31536000"


def page_policy(pictures: tuple[str, ...] = ()) -> str:
    """The content policy of the page: all from this host, and pictures of base maps from theirs.

    Streamlit's page writes styles into its elements, compiles charts (``unsafe-eval``) and puts its settings
    into a script of the page; the frame of the map has a narrower policy of its own.
    """
    rules = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": " ".join(["'self'", "data:", "blob:", *pictures]),
        "font-src": "'self' data:",
        "connect-src": "'self' ws: wss: data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob: data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def security_headers(*, pictures: tuple[str, ...] = (), url: str = "") -> list[tuple[bytes, bytes]]:
    """As ASGI takes them. `url` is where the app is reached from outside."""
    headers = _ALWAYS | {"content-security-policy": page_policy(pictures)}
    if urlsplit(url).scheme == "https":
        headers["strict-transport-security"] = _LONG
    return [(name.encode(), value.encode()) for name, value in headers.items()]
