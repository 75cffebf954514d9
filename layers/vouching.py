"""Who vouches for somebody: a password, a provider of identities (OpenID Connect), or a proxy that is trusted."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from layers.errors import BadOption

PASSWORD, OIDC, PROXY = WAYS = ("password", "oidc", "proxy")


@dataclass(frozen=True)
class Vouching:
    """The ways to sign in that are open, and what they need.

    Attributes
    ----------
    ways : tuple of {"password", "oidc", "proxy"}
        ``HATANG_SIGN_IN``, comma separated. A session that was opened another way is nobody's.
    issuer, client : str
        ``HATANG_OIDC_ISSUER``, ``HATANG_OIDC_CLIENT_ID``.
    secret : str
        What is in the file ``HATANG_OIDC_CLIENT_SECRET_FILE``: secrets do not belong into an environment
        that every child process inherits. Without a file, the client is a public one.
    claim : str
        ``HATANG_OIDC_CLAIM``: what the provider says that is the id of the account.
    header : str
        ``HATANG_USER_HEADER``: where the proxy says whom it let through.
    """

    ways: tuple[str, ...] = (PASSWORD,)
    issuer: str = ""
    client: str = ""
    secret: str = field(default="", repr=False)
    claim: str = "preferred_username"
    header: str = "x-forwarded-user"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Vouching":
        """Take what the environment sets; a way that lacks what it needs is said at once.

        Raises
        ------
        BadOption
        """
        asked = environment.get("HATANG_SIGN_IN") or PASSWORD
        ways = tuple(part.strip() for part in asked.split(",") if part.strip())
        if not ways or set(ways) - set(WAYS):
            raise BadOption(option="HATANG_SIGN_IN", value=asked)
        made = cls(
            ways=ways,
            issuer=environment.get("HATANG_OIDC_ISSUER", "").rstrip("/"),
            client=environment.get("HATANG_OIDC_CLIENT_ID", ""),
            secret=_secret(environment.get("HATANG_OIDC_CLIENT_SECRET_FILE", "")),
            claim=environment.get("HATANG_OIDC_CLAIM") or cls.claim,
            header=(environment.get("HATANG_USER_HEADER") or cls.header).lower(),
        )
        if OIDC in ways:
            _require("HATANG_OIDC_ISSUER", made.issuer, _is_guarded(made.issuer))
            _require("HATANG_OIDC_CLIENT_ID", made.client, made.client)
            # Where the provider sends people back to is never taken from what a request says.
            _require("HATANG_URL", "", environment.get("HATANG_URL"))
        if PROXY in ways:
            _require("HATANG_PROXIES", "", environment.get("HATANG_PROXIES"))
        return made


def _require(option: str, value: str, fine: object) -> None:
    if not fine:
        raise BadOption(option=option, value=value)


def _secret(path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadOption(option="HATANG_OIDC_CLIENT_SECRET_FILE", value=path) from fault


def _is_guarded(issuer: str) -> bool:
    """By https, or on this machine."""
    parts = urlsplit(issuer)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
