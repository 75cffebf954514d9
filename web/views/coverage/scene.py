"""What a tab of the Coverage view is given, and what it puts on the map."""

from dataclasses import dataclass, field

from layers.atlas import Snapshot
from layers.coverage.question import ReachQuestion
from layers.words import Words
from web.context import Context
from web.views.coverage.state import Choice


@dataclass(frozen=True)
class Scene:
    """The choices of this run and what answers are made from."""

    context: Context
    snapshot: Snapshot
    choice: Choice
    words: Words
    theme: str
    place: str

    @property
    def atlas(self):
        return self.context.atlas

    @property
    def question(self) -> ReachQuestion:
        return self.choice.question


@dataclass(frozen=True)
class Drawing:
    """What a tab draws: colours of areas, a sketch over them, what a click means, layers below; and its answer."""

    choropleth: dict | None = None
    sketch: dict | None = None
    tool: dict | None = None
    layers: tuple[str, ...] = ()
    answer: object = None
    more: dict = field(default_factory=dict)
