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
    max_upload_mb : int
        ``HATANG_MAX_UPLOAD_MB``: what one dataset may weigh that is sent through the page.
    """

    store: str = str(ROOT / "data" / "store")
    address: str = "127.0.0.1"
    port: int = 8501
    lang: str = DEFAULT_LANGUAGE
    max_upload_mb: int = 2048

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Take what the environment sets and the defaults for the rest."""
        lang = environment.get("HATANG_LANG", DEFAULT_LANGUAGE)
        return cls(
            store=environment.get("HATANG_STORE") or cls.store,
            address=environment.get("HATANG_ADDRESS") or cls.address,
            port=_port(environment.get("HATANG_PORT") or str(cls.port)),
            lang=lang if lang in LANGUAGES else DEFAULT_LANGUAGE,
            max_upload_mb=_megabytes(
                environment.get("HATANG_MAX_UPLOAD_MB") or str(cls.max_upload_mb)
            ),
        )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise BadOption(option="HATANG_PORT", value=text)
    return int(text)


def _megabytes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise BadOption(option="HATANG_MAX_UPLOAD_MB", value=text)
    return int(text)
