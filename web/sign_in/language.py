"""In which language somebody is spoken to who has no page yet."""

from urllib.parse import parse_qs

from layers.settings import Settings
from layers.words import LANGUAGES


def spoken(query: str, accepted: str, settings: Settings) -> str:
    """As the address says, or the one that somebody was on their way to; else as the browser does.

    Parameters
    ----------
    query : str
        Of the address; ``to`` in it is an address of the app.
    accepted : str
        The header ``Accept-Language``.
    """
    asked = parse_qs(query)
    there = parse_qs(asked.get("to", [""])[0].partition("?")[2].partition("#")[0])
    wished = [*asked.get("lang", []), *there.get("lang", [])]
    wished += [part.strip()[:2] for part in accepted.split(",")]
    return next((lang for lang in wished if lang in LANGUAGES), settings.lang)
