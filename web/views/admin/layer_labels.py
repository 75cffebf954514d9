"""What layers are called where one is chosen: with its id, so that no two are alike."""

from layers.words import Words
from web.context import Context
from web.views.imports.layer_names import layer_name


def labels(context: Context, words: Words) -> dict[str, str]:
    """Id to label of every layer that the store knows."""
    specs = context.atlas.store.specs
    return {i: f"{layer_name(context, i, words)} · {i}" for i in specs}
