"""What is refused whoever asks: a wrong name of this host, too much, too often, too slowly."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive

from layers.errors import BodyRefused, HatangError, TooOften, WrongHost
from layers.limits import LEAST_BYTES
from layers.settings import Settings
from layers.words import explain
from web.sign_in.bodies import at_most, watched
from web.sign_in.door import Door
from web.sign_in.forms import ROUTE as FORMS
from web.sign_in.forms import Forms
from web.sign_in.identity import Visitor
from web.sign_in.language import spoken
from web.sign_in.limits import Rates

# Files of datasets are streamed to disk, and counted there.
UPLOADS = "/api/uploads"
_USUAL_PORT = {"http": ":80", "https": ":443"}


class Guard:
    """The limits of one process.

    Attributes
    ----------
    rates : Rates
    forms : Forms
    """

    def __init__(self, settings: Settings):
        self._settings, self._limits = settings, settings.limits
        self.rates = Rates(settings.limits)
        self.forms = Forms(settings.limits.form_mb)

    def refuse(self, door: Door) -> HatangError | None:
        """What is refused before anybody is asked for."""
        if not self._is_our_name(door):
            return WrongHost()
        return self.rates.of_address(door) or self._too_large(door)

    def refuse_account(self, door: Door, visitor: Visitor) -> HatangError | None:
        """What is refused this visitor; who is alone on their machine takes nothing from anybody."""
        if visitor.user is None or visitor.user.local:
            return None
        return self.rates.of_account(door, visitor.user.id)

    @contextmanager
    def body(self, door: Door, visitor: Visitor, receive: Receive) -> Iterator[Receive]:
        """`receive`, where what comes is counted; it may throw `Stopped`."""
        window = self._limits.upload_s
        if door.is_under(UPLOADS):
            yield watched(receive, lambda count: None, window_s=window, least_bytes=LEAST_BYTES)
        elif door.is_under(FORMS):
            who = visitor.user.id if visitor.user else ""
            with self.forms.coming(who, door.path) as take:
                yield watched(receive, take, window_s=window, least_bytes=LEAST_BYTES)
        else:
            take = at_most(self._limits.body_kb * 1024)
            yield watched(receive, take, window_s=window, least_bytes=math.inf)

    def _is_our_name(self, door: Door) -> bool:
        """Where it is known how the app is reached, no other name leads here; the machine itself may."""
        ours = urlsplit(self._settings.url)
        if not ours.netloc or door.is_on_this_machine:
            return True
        usual = _USUAL_PORT[ours.scheme]
        said = door.headers.get("host", "").lower().removesuffix(usual)
        return said == ours.netloc.lower().removesuffix(usual)

    def _too_large(self, door: Door) -> BodyRefused | None:
        """A length that is announced; the one that is not is counted."""
        said = door.headers.get("content-length", "")
        if door.is_socket or door.is_under(UPLOADS) or not said.isdecimal():
            return None
        if door.is_under(FORMS):
            most = self._limits.form_mb
            return BodyRefused("hold", limit=most) if int(said) > most * 2**20 else None
        most = self._limits.body_kb
        return BodyRefused("large", limit=most) if int(said) > most * 1024 else None


def told(fault: HatangError, door: Door, settings: Settings) -> Response:
    """The answer: one sentence, and when to come back. The frame of the map may read it."""
    status = {TooOften: 429, WrongHost: 400}.get(type(fault), 413)
    headers = {"cache-control": "no-store", "access-control-allow-origin": "*"}
    if isinstance(fault, TooOften):
        headers["retry-after"] = str(fault.params["seconds"])
    if isinstance(fault, BodyRefused):
        status = 408 if fault.code.endswith(".slow") else 413
        headers["connection"] = "close"  # the rest of it is not waited for
    sentence = explain(fault, spoken(door.query, door.headers.get("accept-language", ""), settings))
    if door.wants_page:
        return PlainTextResponse(sentence, status, headers)
    return JSONResponse({"error": fault.code, "message": sentence}, status, headers)
