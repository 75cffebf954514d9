"""Where each visitor looks at this moment: told by their browser beside the page, so that no run is caused by it.

Streamlit sends the address as it last wrote it itself; what the browser wrote into it since is not in
``st.query_params`` before the page is loaded anew.
"""

import secrets
import threading
from collections import OrderedDict

import streamlit as st

from layers.errors import BadView
from layers.maps.view import At

KEY = "map_place_key"
ADDRESS = "/api/map-place"
_MOST_VISITORS = 5000


class Sightings:
    """The last place of each visitor, by a key that only their page has."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[str, str | None] = OrderedDict()

    def begin(self, key: str) -> None:
        """Expect to hear of a visitor; those who were here longest ago are forgotten."""
        with self._lock:
            self._held.setdefault(key, None)
            self._held.move_to_end(key)
            while len(self._held) > _MOST_VISITORS:
                self._held.popitem(last=False)

    def tell(self, key: str, at: str) -> bool:
        """Keep where a visitor looks; False for a key that nobody was given.

        Raises
        ------
        BadView
            If `at` is no place.
        """
        text = At.from_text(at).to_text()
        with self._lock:
            if key not in self._held:
                return False
            self._held[key] = text
            return True

    def of(self, key: str) -> str | None:
        """The last place of a visitor, as an address has it."""
        with self._lock:
            return self._held.get(key)


SIGHTINGS = Sightings()


def place_of_visitor() -> dict[str, str]:
    """Where the browser tells the place of this visitor, and under which key."""
    key = st.session_state.setdefault(KEY, secrets.token_urlsafe(18))
    SIGHTINGS.begin(key)
    return {"url": ADDRESS, "key": key}


def seen_text() -> str | None:
    """Where this visitor looks, ``lat,lon,zoom,widthxheight``; what the address said until the map has told."""
    key = st.session_state.get(KEY)
    told = SIGHTINGS.of(key) if key else None
    return told or st.query_params.get("at")


def seen() -> At | None:
    """Where this visitor looks; None while that is not known."""
    text = seen_text()
    try:
        return At.from_text(text) if text else None
    except BadView:
        return None
