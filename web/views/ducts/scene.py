"""What a tab of the Ducts view is given."""

from dataclasses import dataclass

from layers.atlas import Snapshot
from layers.cards import COUNTRY
from layers.ducts.network import NODES_OF, DuctNetwork, duct_network
from layers.words import Words
from web.context import Context
from web.views.ducts.state import Choice


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
    def city(self) -> str | None:
        """The code of the city; None is the whole country."""
        return None if self.choice.city == COUNTRY else self.choice.city

    @property
    def network_layers(self) -> tuple[str, ...]:
        """The routes that count, and what they run between."""
        nodes = [node for layer in self.choice.layers for node in NODES_OF[layer]]
        return (*self.choice.layers, *dict.fromkeys(nodes))

    def network(self) -> DuctNetwork:
        """The network of the city; the way through it is held to owners and types, the network is not.

        Raises
        ------
        NoDucts
        """
        choice = self.choice
        return duct_network(
            self.atlas,
            self.snapshot,
            city=self.city,
            layers=choice.layers,
            snap_m=choice.snap,
            with_retired=choice.retired,
        )
