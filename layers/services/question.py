"""What is asked of the figures of a store."""

from dataclasses import dataclass

from layers.services.observations import COMMUNE


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes
    ----------
    measure : str
        One of `layers.services.measures.MEASURES`.
    areas : str
        A boundary layer.
    city : str
        Today's province code, or ``VN``.
    tier : str
        Of the body that provides the service.
    period : str or None
        As the figures write it; None for the newest that can be shown.
    weight : str
        ``area``, or a field of the areas, for parts of split units.
    """

    measure: str
    areas: str
    city: str
    tier: str = COMMUNE
    period: str | None = None
    weight: str = "area"
