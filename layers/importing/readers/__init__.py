"""Readers: a file of strangers becomes rows and what it says of itself.

Names are loaded when asked for: the worker needs `drivers` before any library may be loaded.
"""

from importlib import import_module

_HOMES = {
    "MOST_ROWS": "limits",
    "Opened": "opened",
    "ROW_RULES": "opening",
    "list_parts": "opening",
    "open_bundle": "opening",
}
__all__ = ["MOST_ROWS", "ROW_RULES", "Opened", "list_parts", "open_bundle"]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"layers.importing.readers.{_HOMES[name]}"), name)
