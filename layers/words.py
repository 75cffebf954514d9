"""Every sentence of the product, in Vietnamese and English, with numbers as each language writes them.

The files are ``layers/locales/{vi,en}/<topic>.json`` for messages and findings; a room above brings its
own folder (``web/locales``). A key stands in both languages: ``tests/layers/test_words.py`` holds it.
"""

import datetime
import json
import math
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
LOCALES = Path(__file__).with_name("locales")


class Words:
    """The words of one language.

    Parameters
    ----------
    lang : {"vi", "en"}
    *folders : Path
        Folders that hold ``vi/*.json`` and ``en/*.json``; later ones add to earlier ones.

    Examples
    --------
    >>> Words("vi").number(1234.5, 2)
    '1.234,50'
    """

    def __init__(self, lang: str, *folders: Path):
        self.lang = lang if lang in LANGUAGES else DEFAULT_LANGUAGE
        self._table = _load(self.lang, (LOCALES, *folders))

    def __call__(self, key: str, **params) -> str:
        """The sentence of `key` with `params` filled in; numbers and days are written in the language's way."""
        shown = {name: self._show(value) for name, value in params.items()}
        return self._table[key].format(**shown)

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Write a number: ``1.234,5`` in Vietnamese, ``1,234.5`` in English; unknown is a dash."""
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return "–"
        text = f"{value:,.{decimals}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.lang == "vi" else text

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """Write a share between 0 and 1 as a percentage."""
        if share is None or (isinstance(share, float) and math.isnan(share)):
            return "–"
        return f"{self.number(100 * share, decimals)} %"

    def date(self, day: datetime.date) -> str:
        """Write a day: ``30/04/2026`` in Vietnamese, ``2026-04-30`` in English."""
        return f"{day:%d/%m/%Y}" if self.lang == "vi" else f"{day:%Y-%m-%d}"

    def _show(self, value):
        if isinstance(value, datetime.date):
            return self.date(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if not math.isfinite(value):
            return self.number(math.nan)
        return self.number(value, len(f"{value:.3f}".rstrip("0").partition(".")[2]))


def explain(error: Exception, lang: str) -> str:
    """The sentence of an error that has a ``code`` and ``params``."""
    return Words(lang)(f"error.{error.code}", **error.params)


@lru_cache
def _load(lang: str, folders: tuple[Path, ...]) -> dict[str, str]:
    table: dict[str, str] = {}
    for folder in folders:
        table |= read_locale(folder, lang)
    return table


def read_locale(folder: Path, lang: str) -> dict[str, str]:
    """All sentences of a folder in one language, from its files by topic."""
    files = sorted((folder / lang).glob("*.json"))
    return {k: v for f in files for k, v in json.loads(f.read_text(encoding="utf-8")).items()}
