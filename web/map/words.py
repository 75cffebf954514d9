"""The words that the map itself shows: controls, legend, messages. They stand in ``web/locales`` under ``map.``."""

from functools import lru_cache
from pathlib import Path

from layers.words import read_locale

LOCALES = Path(__file__).resolve().parents[1] / "locales"
_PREFIX = "map."
# The sea and the archipelagos bear their Vietnamese names in every language; English adds a line.
_SECOND_LINES = {
    "en": {
        "east_sea_second": "East Sea",
        "hoang_sa_second": "Hoàng Sa archipelago",
        "truong_sa_second": "Trường Sa archipelago",
    }
}


@lru_cache
def map_words(lang: str) -> dict[str, str]:
    """Return the map's own words in Vietnamese (``vi``) or English (``en``), without their prefix."""
    words = read_locale(LOCALES, lang)
    own = {k.removeprefix(_PREFIX): v for k, v in words.items() if k.startswith(_PREFIX)}
    return own | _SECOND_LINES.get(lang, {})
