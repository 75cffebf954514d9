"""Publish the demonstration layers into a store."""

from collections.abc import Callable

from layers.atlas import Atlas
from layers.demo.build import demo_frames
from layers.prepare import prepare
from layers.store import Provenance, Store

CITIES = ("01", "48", "79", "92")
BUILDER = "demo"


def build_store(
    store: Store,
    *,
    cities: tuple[str, ...] = CITIES,
    progress: Callable[[str, int], None] = lambda layer_id, rows: None,
) -> None:
    """Make every demonstration layer a new version in `store`.

    Parameters
    ----------
    cities : tuple of str
        Codes of the provinces that get infrastructure; boundaries are of the whole country.
    progress : callable
        Told the layer and its number of rows as each is published.
    """
    current = store.current()
    for layer in demo_frames(cities):
        standing = current.get(layer.layer_id)
        version = store.publish(
            layer.frame,
            layer.layer_id,
            user=BUILDER,
            expected=standing.number if standing else None,
            provenance=Provenance(
                title=layer.title,
                quality=layer.quality,
                source=layer.source,
                licence=layer.licence,
                note={"vi": layer.note_vi, "en": layer.note_en},
            ),
        )
        progress(layer.layer_id, version.rows)
    prepare(Atlas(store))
