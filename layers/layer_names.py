"""What a layer is called, in one place for map, list, search, table and paper."""

from layers.spec import LayerSpec
from layers.words import Words


def layer_label(spec: LayerSpec, words: Words) -> str:
    """The name of a layer: in our words, else as its spec says."""
    key = f"layer.{spec.id}"
    return words(key) if key in words else spec.label(words.lang)
