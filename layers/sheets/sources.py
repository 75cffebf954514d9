"""Where the layers of a printed or carried map come from, in sentences."""

from collections.abc import Iterable

from layers.access import Action, User, can
from layers.atlas import Atlas, Snapshot
from layers.filters.rows import layers_used
from layers.layer_names import layer_label
from layers.maps.view import LayerView, MapView
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
        and snapshot.has(each.layer)
        and not specs[each.layer].is_table
        and all(
            can(user, Action.SEE, specs[i])
            for i in (each.layer, *layers_used(each.filter))
            if i in specs
        )
    ]


def source_sentences(
    atlas: Atlas, snapshot: Snapshot, layers: Iterable[str], words: Words
) -> list[str]:
    """For each layer its source, quality, version and day."""
    said = []
    for layer_id in layers:
        version = snapshot.versions[layer_id]
        said.append(
            words(
                "sheet.source",
                layer=layer_label(atlas.store.specs[layer_id], words),
                source=version.provenance.source or words("sheet.source_unknown"),
                quality=words(f"quality.{version.provenance.quality}"),
                version=version.number,
                day=version.published_at.date(),
            )
        )
    return said
