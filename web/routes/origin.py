"""Who speaks: what changes something is taken from a page of ours alone, not from one somebody visits."""

from urllib.parse import urlsplit

from starlette.requests import Request

# Only a script of our own page can set it: from elsewhere it needs a leave that no route gives.
HEADER = "x-hatang"


def is_from_page(request: Request, token: str) -> bool:
    """Whether the request was made by a page of ours: told by the browser, and by a header it guards."""
    if request.headers.get(HEADER) != token:
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
