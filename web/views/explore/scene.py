"""What every part of the Explore page is drawn from."""

from dataclasses import dataclass

from layers.atlas import Atlas, Snapshot
from layers.maps.view import MapView
from layers.words import Words
from web.context import Context


@dataclass(frozen=True)
class Scene:
    """One run of the page: the versions it is about, the view of the visitor, and their language."""

    context: Context
    snapshot: Snapshot
    view: MapView
    words: Words
    theme: str

    @property
    def atlas(self) -> Atlas:
        return self.context.atlas
