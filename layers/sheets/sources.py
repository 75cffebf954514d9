"""Where the layers of a printed or carried map come from, in sentences."""

from collections.abc import Iterable

from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.filters.rows import layers_used
from layers.layer_names import layer_label
from layers.maps.view import LayerView, MapView
from layers.masks.doors import may_see
from layers.words import Words


def seen_layers(atlas: Atlas, snapshot: Snapshot, view: MapView, user: User) -> list[LayerView]:
    """The layers of a view that are drawn for `user`, the one on top first.

    A layer whose filter asks about one that `user` may not see would tell where that one lies.
    """
    specs = atlas.store.specs
    return [
        each
        for each in view.layers
        if each.visible
        and may_see(user, specs[each.layer], snapshot)
        and not specs[each.layer].is_table
        and all(may_see(user, specs[i], snapshot) for i in layers_used(each.filter) if i in specs)
    ]


def source_sentences(
    atlas: Atlas, snapshot: Snapshot, layers: Iterable[str], words: Words
) -> list[str]:
    """For each layer its source, quality, version and day."""
    said = []
    for layer_id in layers:
        version = snapshot.versions[layer_id]
        sentence = words(
            "sheet.source",
            layer=layer_label(atlas.store.specs[layer_id], words),
            source=version.provenance.source or words("sheet.source_unknown"),
            quality=words(f"quality.{version.provenance.quality}"),
            version=version.number,
            day=version.published_at.date(),
        )
        parts = len(snapshot.areas_of(layer_id))
        said.append(f"{sentence} {words('mask.part', count=parts)}" if parts else sentence)
    return said
