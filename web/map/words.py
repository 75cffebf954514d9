"""The words that the map itself shows: controls, legend, messages. They stand in ``web/locales`` under ``map.``."""

import json
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parents[1] / "locales"
_PREFIX = "map."


@lru_cache
def map_words(lang: str) -> dict[str, str]:
    """Return the map's own words in Vietnamese (``vi``) or English (``en``), without their prefix.

    The names of the archipelagos stand in Vietnamese in every language; English adds a line.
    """
    words = json.loads((LOCALES / f"{lang}.json").read_text(encoding="utf-8"))
    return {k.removeprefix(_PREFIX): v for k, v in words.items() if k.startswith(_PREFIX)}
