"""What an entry of the log tells beside who and what, in words: the file of the log has it as it was written."""

from collections.abc import Mapping

from layers.words import Words

_MOST = 16  # of an identifier; the whole one is in the file


def in_words(detail: Mapping[str, object], words: Words) -> str:
    """Each part with its name, one after the other; a part that has no name in words keeps its own."""
    return " · ".join(
        f"{_name(name, words)}: {_value(name, value, words)}" for name, value in detail.items()
    )


def _name(name: str, words: Words) -> str:
    if (key := f"admin.detail.{name}") in words:
        return words(key)
    if (key := f"admin.column.{name}") in words:
        heading = words(key)
        return heading[:1].lower() + heading[1:]
    return name.replace("_", " ")


def _value(name: str, value: object, words: Words) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return words("admin.yes" if value else "admin.no")
    if isinstance(value, int):
        return words.number(value)
    if isinstance(value, Mapping):
        return ", ".join(
            f"{_name(str(k), words)} {_value(str(k), v, words)}" for k, v in value.items()
        )
    if isinstance(value, list | tuple):
        return ", ".join(_value(name, each, words) for each in value)
    text = str(value)
    for key in (f"{name}.{text}", f"admin.{name}.{text}", f"admin.detail.{name}.{text}"):
        if key in words:
            return words(key)
    is_hash = len(text) == 64 and set(text) <= set("0123456789abcdef")
    return f"{text[:_MOST]}…" if is_hash else text
