"""The settings of one process, read once where it starts and handed down."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from layers.errors import BadOption
from layers.words import DEFAULT_LANGUAGE, LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "data" / "reference"


@dataclass(frozen=True)
class Settings:
    """Where the store is, where the app listens, and in which language it greets.

    Attributes
    ----------
    store : str
        ``HATANG_STORE``: a folder.
    address, port : str, int
        ``HATANG_ADDRESS``, ``HATANG_PORT``.
    lang : {"vi", "en"}
        ``HATANG_LANG``: used where the browser does not say.
    """

    store: str = str(ROOT / "data" / "store")
    address: str = "127.0.0.1"
    port: int = 8501
    lang: str = DEFAULT_LANGUAGE

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Take what the environment sets and the defaults for the rest."""
        lang = environment.get("HATANG_LANG", DEFAULT_LANGUAGE)
        return cls(
            store=environment.get("HATANG_STORE") or cls.store,
            address=environment.get("HATANG_ADDRESS") or cls.address,
            port=_port(environment.get("HATANG_PORT") or str(cls.port)),
            lang=lang if lang in LANGUAGES else DEFAULT_LANGUAGE,
        )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise BadOption(option="HATANG_PORT", value=text)
    return int(text)
