"""The settings of one process, read once where it starts and handed down."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from layers.errors import BadOption
from layers.limits import Limits
from layers.vouching import Vouching
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
    query_s : int
        ``HATANG_QUERY_SECONDS``: how long drawing one tile may take.
    url : str
        ``HATANG_URL``: where people reach the app, as ``https://bando.example.vn``, behind a proxy.
    proxies : tuple of str
        ``HATANG_PROXIES``: addresses of proxies that are believed about whom they speak for, comma separated.
    limits : Limits
        How much one visitor may ask, send and keep.
    vouching : Vouching
        The ways to sign in.
    """

    store: str = str(ROOT / "data" / "store")
    address: str = "127.0.0.1"
    port: int = 8501
    lang: str = DEFAULT_LANGUAGE
    max_upload_mb: int = 2048
    query_s: int = 10
    url: str = ""
    proxies: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    vouching: Vouching = field(default_factory=Vouching)

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
            url=_url(environment.get("HATANG_URL", "")),
            proxies=_addresses(environment.get("HATANG_PROXIES", "")),
            limits=Limits.read(environment),
            vouching=Vouching.read(environment),
            query_s=_seconds(environment.get("HATANG_QUERY_SECONDS") or str(cls.query_s)),
        )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise BadOption(option="HATANG_PORT", value=text)
    return int(text)


def _megabytes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise BadOption(option="HATANG_MAX_UPLOAD_MB", value=text)
    return int(text)


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 600:
        raise BadOption(option="HATANG_QUERY_SECONDS", value=text)
    return int(text)


def _url(text: str) -> str:
    """An origin: scheme and host, no path."""
    parts = urlsplit(text)
    if text and (
        parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")
    ):
        raise BadOption(option="HATANG_URL", value=text)
    return text.rstrip("/")


def _addresses(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    for each in found:
        try:
            ipaddress.ip_address(each)
        except ValueError:
            raise BadOption(option="HATANG_PROXIES", value=each) from None
    return found
