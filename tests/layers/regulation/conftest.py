"""Wards and the layers that a test makes, as an atlas that needs no store."""

from types import SimpleNamespace

import pandas as pd
import pytest

from layers.atlas import Snapshot
from layers.shelf import Shelf
from layers.spec import load_specs
from tests.layers.regulation.ground import wards


class MadeAtlas:
    """Answers from frames in memory, in the order in which they were made."""

    def __init__(self, frames: dict):
        self._frames = frames
        self.answers = Shelf(100)
        self.store = SimpleNamespace(specs=load_specs())

    def now(self) -> Snapshot:
        return Snapshot({layer_id: _version(layer_id) for layer_id in self._frames})

    def frame(self, version) -> pd.DataFrame:
        return self._frames[version.layer_id]


def _version(layer_id: str) -> SimpleNamespace:
    return SimpleNamespace(
        layer_id=layer_id,
        number=1,
        key=f"{layer_id}-1",
        sha256="0" * 64,
        published_at="2026-01-01T00:00:00Z",
        provenance=SimpleNamespace(quality="synthetic"),
        boundary_version=None,
    )


@pytest.fixture
def atlas():
    """An atlas over the wards and the frames that are named by their layer."""
    return lambda **frames: MadeAtlas({"admin_commune": wards()} | frames)
