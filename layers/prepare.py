"""Make beforehand what the first visitor would wait for."""

from layers.atlas import BOUNDARIES, Atlas
from layers.overviews import load_overviews
from layers.thematic import prepare_themes


def prepare(atlas: Atlas) -> None:
    """Make and keep the simplified copies of layers, the facts of areas and their classes."""
    snapshot = atlas.now()
    for version in snapshot.versions.values():
        load_overviews(atlas, version)
    for areas in BOUNDARIES:
        if snapshot.has(areas):
            prepare_themes(atlas, snapshot, areas)
