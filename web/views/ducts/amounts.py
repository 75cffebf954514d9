"""Lengths, ducts and names as a reader sees them."""

import pandas as pd

from layers.services.naming import owner_name
from layers.words import Words


def km(metres: float | None, words: Words) -> str:
    """Metres up to a kilometre, then kilometres; unknown by its word."""
    if metres is None or pd.isna(metres):
        return words("services.state.unknown")
    if metres < 1000:
        return f"{words.number(metres, 1 if 0.05 <= metres < 10 else 0)} m"
    return f"{words.number(metres / 1000, 2)} km"


def owner(name: object, words: Words) -> str:
    """The name of an owner; none is said to be none."""
    return owner_name(name, words, blank=words("ducts.not_recorded"))


def kind(name: object, words: Words) -> str:
    """A type in words where we have any."""
    if not isinstance(name, str) or not name:
        return words("ducts.not_recorded")
    key = f"ducts.kind.{name}"
    return words(key) if key in words else name


def ducts(row, words: Words) -> str:
    """How many ducts are free of how many, or the word of the state."""
    state = words(f"ducts.state.{row['state']}")
    if pd.isna(row["free"]):
        return state
    counts = {"free": int(row["free"]), "of": int(row["n_ducts"])}
    return words("ducts_view.free_of", **counts)


def point(lon: float, lat: float) -> str:
    """A place as the address and the fields of the page hold it: lon, lat in degrees."""
    return f"{lon:.6f},{lat:.6f}"


def read_place(text: str) -> str | tuple[float, float]:
    """What somebody typed: two numbers are a place (lon, lat), anything else an id."""
    parts = text.replace(";", ",").split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        return text
    return lon, lat
