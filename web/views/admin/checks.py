"""What the self-check looks at: who may get in, by which way, and whether what is kept is kept."""

import datetime
import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from layers.access import Role
from layers.settings import Settings
from layers.store import Store
from web.context import Context
from web.views.admin.keeping_checks import keeping_checks

FINE, HEED, FAULT = "fine", "heed", "fault"


@dataclass(frozen=True)
class Check:
    """One row.

    Attributes
    ----------
    topic, case : str
        ``admin.check.<topic>.<case>`` says what was found, with ``.do`` at its end what to do.
    state : {"fine", "heed", "fault"}
    """

    topic: str
    case: str
    state: str
    params: dict = field(default_factory=dict, hash=False)


def checks(context: Context) -> list[Check]:
    """All rows, as they stand at this moment."""
    store, settings = context.atlas.store, context.settings
    found = [_accounts(store, settings), _address(settings), _proxies(settings), _cookies(settings)]
    now = datetime.datetime.now(datetime.UTC)
    return [*found, *(Check(*each) for each in keeping_checks(context, now))]


def _accounts(store: Store, settings: Settings) -> Check:
    accounts = [each for each in store.accounts.all() if each.disabled_at is None]
    if not accounts:
        alone = is_loopback(settings.address)
        return Check("accounts", "single" if alone else "none", FINE if alone else FAULT)
    keepers = sum(each.role is Role.ADMINISTRATOR for each in accounts)
    params = {"count": len(accounts), "administrators": keepers}
    return Check(
        "accounts", "one" if keepers < 2 else "some", HEED if keepers < 2 else FINE, params
    )


def _address(settings: Settings) -> Check:
    said = {"address": f"{settings.address}:{settings.port}", "url": settings.url or "–"}
    if settings.url.startswith("https://"):
        return Check("address", "https", FINE, said)
    if settings.url and urlsplit(settings.url).hostname not in ("localhost", "127.0.0.1"):
        return Check("address", "http", FAULT, said)
    if is_loopback(settings.address):
        return Check("address", "here", FINE, said)
    return Check("address", "open", FAULT, said)


def _proxies(settings: Settings) -> Check:
    said = {"proxies": ", ".join(settings.proxies)}
    if settings.proxies:
        return Check("proxies", "some", FINE, said)
    behind = bool(settings.url)
    return Check("proxies", "missing" if behind else "none", HEED if behind else FINE)


def _cookies(settings: Settings) -> Check:
    if settings.url.startswith("https://"):
        return Check("cookies", "secure", FINE)
    here = is_loopback(settings.address) and not settings.url
    return Check("cookies", "here" if here else "plain", FINE if here else FAULT)


def is_loopback(address: str) -> bool:
    """Whether only this machine itself reaches an address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
