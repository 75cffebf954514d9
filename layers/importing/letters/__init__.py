"""Letters: what encoding the text of a file is in, and the text in Unicode, in one spelling."""

from layers.importing.letters.settle import Letters, settle_letters

__all__ = ["Letters", "settle_letters"]
