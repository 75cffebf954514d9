"""What is measured of online services: each measure once, for every room that shows it.

Supply (what is offered) and use (what was filed) are two families with two bases; the scale of levels
1 to 4 and the two kinds since Decree 42/2022 do not turn into one another. So a measure says its family
and its scheme, and nothing joins two that differ.
"""

from dataclasses import dataclass

LEVELS, KINDS = "levels_1_4", "full_partial"
SCHEMES = (LEVELS, KINDS)
SUPPLY, USE = "supply", "use"
TIERS = ("city", "department", "district", "commune", "ministry")
FILE = "file"

BASE = {SUPPLY: "procedures", USE: "files_total"}
"""The denominator of each family."""


@dataclass(frozen=True)
class Measure:
    """One number of an area, made of counts.

    Attributes
    ----------
    id : str
        Key of its words: ``measure.<id>``, and ``measure_rule.<id>`` how it is made.
    family : {"supply", "use"}
    scheme : str or None
        The scale its counts are of; None where they are of no scale.
    numerator : tuple of str
        Counts that are added up, all of one return: names of fields without their ``n_``.
    denominator : str or None
        None for a count.
    decimals : int
        Of the percentage, for a share.
    """

    id: str
    family: str
    scheme: str | None
    numerator: tuple[str, ...]
    denominator: str | None = None
    decimals: int = 0

    @property
    def is_share(self) -> bool:
        """Whether it is a share between 0 and 1, shown as a percentage."""
        return self.denominator is not None


def _share(id_: str, family: str, scheme: str | None, *numerator: str) -> Measure:
    return Measure(id_, family, scheme, numerator, BASE[family], 1)


def _count(field: str, family: str, scheme: str | None) -> Measure:
    return Measure(field, family, scheme, (field,))


_ALL = (
    _share("full_share", SUPPLY, KINDS, "full"),
    _share("online_share", SUPPLY, KINDS, "full", "partial"),
    _share("level34_share", SUPPLY, LEVELS, "level34"),
    _share("level4_share", SUPPLY, LEVELS, "level4"),
    _share("files_online_share", USE, None, "files_online"),
    _share("files_full_share", USE, KINDS, "files_full"),
    _count("full", SUPPLY, KINDS),
    _count("partial", SUPPLY, KINDS),
    *(_count(f"level{k}", SUPPLY, LEVELS) for k in (1, 2, 3, 4)),
    _count("level34", SUPPLY, LEVELS),
    _count("procedures", SUPPLY, None),
    _count("files_online", USE, None),
    _count("files_full", USE, KINDS),
    _count("files_total", USE, None),
)
MEASURES = {measure.id: measure for measure in _ALL}

FIELDS = {
    "procedures": SUPPLY,
    "level1": SUPPLY,
    "level2": SUPPLY,
    "level3": SUPPLY,
    "level4": SUPPLY,
    "level34": SUPPLY,
    "full": SUPPLY,
    "partial": SUPPLY,
    "files_total": USE,
    "files_online": USE,
    "files_full": USE,
}
"""Counts that a row of availability may hold, without their ``n_``, and their family."""
