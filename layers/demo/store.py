"""Publish the demonstration layers into a store."""

from collections.abc import Callable

from layers.demo.build import DemoLayer, demo_frames
from layers.prepare import helpers, prepare_together
from layers.store import Provenance, Store, Version, open_store

CITIES = ("01", "48", "79", "92")
BUILDER = "demo"


def build_store(
    url: str,
    *,
    cities: tuple[str, ...] = CITIES,
    progress: Callable[[str, int], None] = lambda layer_id, rows: None,
) -> None:
    """Make every demonstration layer a new version in the store at `url`.

    Parameters
    ----------
    cities : tuple of str
        Codes of the provinces that get infrastructure; boundaries are of the whole country.
    progress : callable
        Told the layer and its number of rows as each is published.

    Raises
    ------
    UnknownCity
        For a code that no province has; nothing is changed.
    """
    frames = demo_frames(cities)
    store = open_store(url)
    with helpers() as pool:
        for layer in frames:
            version = _publish(store, layer)
            progress(layer.layer_id, version.rows)
        prepare_together(pool, url)


def _publish(store: Store, layer: DemoLayer) -> Version:
    standing = store.current().get(layer.layer_id)
    return store.publish(
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
