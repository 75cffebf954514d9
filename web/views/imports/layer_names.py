"""What layers are called in the page."""

from layers.words import Words
from web.context import Context
from web.map.state import layer_label


def layer_name(context: Context, layer_id: str, words: Words) -> str:
    """The label of a layer in the language; of one that is no more, its id."""
    known = layer_id in context.atlas.store.specs
    return layer_label(context.atlas, layer_id, words) if known else layer_id
