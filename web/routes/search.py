"""``/api/search``: what somebody types into the box on the map, answered while they type."""

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from layers.search.find import MOST_LETTERS, find
from layers.search.hit import Found
from layers.words import DEFAULT_LANGUAGE, LANGUAGES, Words
from web.context import Context
from web.routes.answers import bad_request, json_answer


def routes(context: Context) -> list[Route]:
    """The route, under ``/api``."""

    def search(request: Request) -> Response:
        asked = request.query_params
        text, lang = asked.get("q", ""), asked.get("lang", DEFAULT_LANGUAGE)
        if len(text) > MOST_LETTERS or lang not in LANGUAGES:
            return bad_request("q, lang")
        snapshot = context.now()
        city = asked.get("city", "")[:10] or None
        found = find(context.atlas, snapshot, text, user=context.user, city=city, lang=lang)
        return json_answer(told(found, Words(lang)), request)

    return [Route("/search", search)]


def told(found: Found, words: Words) -> dict:
    """An answer for the box: its hits in groups under their headings, and a sentence where there are none."""
    groups = [
        {
            "kind": kind,
            "label": words(f"search.kind.{kind}"),
            "hits": [{"id": hit.id, "title": hit.title, "detail": hit.detail} for hit in hits],
        }
        for kind, hits in groupby(found.hits, key=lambda hit: hit.kind)
    ]
    return {"text": found.text, "groups": groups, "hint": found.hint, "more": _more(found, words)}


def _more(found: Found, words: Words) -> str:
    """How many features there are beside those that are told."""
    shown = sum(hit.kind == "feature" for hit in found.hits)
    total = sum((found.totals or {}).values())
    return words("search.more", shown=shown, total=total) if total > shown > 0 else ""
