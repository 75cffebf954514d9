"""What a browser does with a page of Streamlit, without a screen: one connection, its widgets, its runs."""

import asyncio
import json
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 60
_EVENTS = "$$STREAMLIT_INTERNAL_KEY_{id}__events"


class PageFailed(Exception):
    """The page showed an error, or fell silent."""


class Page:
    """One open page.

    Attributes
    ----------
    shown : dict
        What stands on the page: place -> element, in the order of the last run.
    """

    def __init__(self, socket: ClientConnection, url: str):
        self._socket, self._url = socket, url
        self._query, self._hash = "", ""
        self._kept: dict[str, ForwardMsg] = {}
        self.shown: dict[tuple[int, ...], object] = {}

    @classmethod
    async def open(cls, url: str, cookie: str) -> "Page":
        """Connect, and let the page run for the first time."""
        socket = await connect(
            f"ws{url.removeprefix('http')}/_stcore/stream",
            additional_headers={"Cookie": cookie},
            origin=url,
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=PATIENCE_S,
            ping_interval=None,
        )
        page = cls(socket, url)
        await page.run()
        return page

    async def close(self) -> None:
        await self._socket.close()

    def widget(self, key: str):
        """The widget of a key, or None where it does not stand on the page."""
        for element in self.shown.values():
            if getattr(element, "id", "").endswith(f"-{key}"):
                return element
        return None

    def data(self, key: str) -> dict:
        """What a component of ours was sent."""
        return json.loads(self.widget(key).json)

    async def choose(self, key: str, option: str) -> float:
        """Choose in a select box."""
        return await self.run(id=self.widget(key).id, string_value=option)

    async def press(self, key: str, option: int | None = None) -> float:
        """Press a button, or one of a row of them."""
        element = self.widget(key)
        if option is None:
            return await self.run(id=element.id, trigger_value=True)
        each = element.options[option]
        parts = (each.content_icon, each.content)
        return await self.run(id=element.id, string_array=[" ".join(filter(None, parts))])

    async def tell(self, key: str, event: str, value: object) -> float:
        """Let a component of ours tell of an event."""
        told = json.dumps([{"event": event, "value": value}])
        return await self.run(id=_EVENTS.format(id=self.widget(key).id), json_trigger_value=told)

    async def run(self, *, string_array: list[str] | None = None, **state) -> float:
        """Send what changed and read until the page stands; the seconds that took."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self._query, self._hash
        asked.context_info.url, asked.context_info.locale = f"{self._url}/", "vi-VN"
        asked.cached_message_hashes.extend(self._kept)
        if state:
            widget = asked.widget_states.widgets.add(**state)
            if string_array is not None:
                widget.string_array_value.data.extend(string_array)
        begun = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        fresh: dict[tuple[int, ...], object] = {}
        async with asyncio.timeout(PATIENCE_S):
            while not self._read(await self._socket.recv(), fresh):
                pass
        self.shown = fresh
        return time.perf_counter() - begun

    def _read(self, content: bytes, fresh: dict) -> bool:
        """Take in one message; whether it was the last of a run."""
        message = ForwardMsg()
        message.ParseFromString(content)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            place = list(message.metadata.delta_path)
            message = ForwardMsg.FromString(self._kept[message.ref_hash].SerializeToString())
            message.metadata.delta_path[:] = place
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self._kept[message.hash] = message
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            name = element.WhichOneof("type")
            if name == "exception":
                raise PageFailed(f"{element.exception.type}: {element.exception.message}"[:300])
            fresh[tuple(message.metadata.delta_path)] = getattr(element, name)
        elif kind == "new_session":
            self._hash = message.new_session.page_script_hash
            fresh.clear()  # a run that was begun anew begins anew
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        return kind == "script_finished" and message.script_finished in _WHOLE


# Where a fresh run takes the place of one under way, only the end of the fresh one counts.
_WHOLE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
