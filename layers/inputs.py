"""What was read for a figure: a layer in a version, or a file, with how many of its rows counted."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from layers.atlas import Snapshot
from layers.services.naming import layer_name
from layers.store import Version
from layers.words import Words


@dataclass(frozen=True)
class Input:
    """A layer that was read: which version, of what content, and how many of its rows counted.

    Of a file beside the store `layer` is its name and `version` 0.

    Attributes
    ----------
    areas : int
        Of a layer that is seen in some areas only, in how many; what is found of it is then a part.
    """

    layer: str
    version: int
    sha256: str
    published_at: pd.Timestamp
    quality: str
    boundary_version: str | None
    rows: int
    areas: int = 0


def make_input(snapshot: Snapshot, layer: str, rows: int) -> Input:
    """A layer of a snapshot as an input."""
    version: Version = snapshot.versions[layer]
    return Input(
        layer,
        version.number,
        version.sha256,
        pd.Timestamp(version.published_at),
        version.provenance.quality,
        version.boundary_version,
        rows,
        len(snapshot.areas_of(layer)),
    )


def make_file_input(path: Path, rows: int) -> Input:
    """A file as an input: its day is that of its last change, its rows what was counted in it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    changed = pd.Timestamp(path.stat().st_mtime, unit="s", tz="UTC")
    return Input(path.name, 0, digest, changed, "unverified", None, rows)


def input_line(one: Input, words: Words) -> str:
    """The sentence of an input."""
    about = {
        "sha": one.sha256[:12],
        "day": words.date(one.published_at.date()),
        "rows": one.rows,
        "quality": words(f"input_quality.{one.quality}"),
    }
    if one.version == 0:
        return words("derivation.input_file", file=one.layer, **about)
    name = layer_name(one.layer, words)
    said = words("derivation.input_line", layer=name, version=one.version, **about)
    return f"{said}. {words('mask.part', count=one.areas)}" if one.areas else said
