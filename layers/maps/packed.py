"""A document as a short text for an address: JSON, pressed, in letters that an address takes as they are."""

import base64
import binascii
import json
import zlib

from layers.errors import BadView

MOST_CHARACTERS = 6_000
_MOST_BYTES = 200_000


def pack(content: object) -> str:
    """JSON as text for an address; the same content gives the same text."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    pressed = zlib.compress(plain.encode(), 9)
    return base64.urlsafe_b64encode(pressed).decode().rstrip("=")


def unpack(text: str) -> object:
    """Read what `pack` gave.

    Raises
    ------
    BadView
        If it is anything else, too long, or would swell beyond what a view can need.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadView(part=text[:40])
    try:
        pressed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        reader = zlib.decompressobj()
        plain = reader.decompress(pressed, _MOST_BYTES)
        if reader.unconsumed_tail or not reader.eof:
            raise BadView(part=text[:40])
        return json.loads(plain)
    except (ValueError, binascii.Error, zlib.error, RecursionError) as fault:
        raise BadView(part=text[:40]) from fault
