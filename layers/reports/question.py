"""What a report is to be about: places, parts, language, and who answers for it."""

import datetime
from dataclasses import asdict, dataclass, field

from layers.coverage.question import ReachQuestion
from layers.errors import BadOption
from layers.words import DEFAULT_LANGUAGE, LANGUAGES

PARTS = ("reach", "compare", "gaps", "rules", "ducts", "services")
"""The parts there are, in the order of the pages."""
ROLES = ("prepared", "checked", "approved")
_MOST_TEXT = 200


@dataclass(frozen=True)
class ReportQuestion:
    """A report that is asked for.

    Attributes
    ----------
    reach : ReachQuestion
        Areas, city, sites, radius, basis: what every part of the report goes by.
    places : tuple of str
        Codes of areas; empty for the whole city.
    parts : tuple of str
        Of `PARTS`; empty for all.
    title : str
        Empty for the usual one.
    issuer : tuple of str
        The authority above and the one that reports, for the head of the first page; empty leaves dots.
    signers : dict
        Names by role (`ROLES`); a role without one is left to be filled in by hand.
    on : date or None
        The day that the report bears; None for the day it is made.
    """

    reach: ReachQuestion = field(default_factory=ReachQuestion)
    places: tuple[str, ...] = ()
    lang: str = DEFAULT_LANGUAGE
    parts: tuple[str, ...] = PARTS
    title: str = ""
    issuer: tuple[str, ...] = ()
    signers: dict[str, str] = field(default_factory=dict, hash=False)
    on: datetime.date | None = None

    def __post_init__(self):
        unknown = [part for part in self.parts if part not in PARTS]
        if unknown:
            raise BadOption(option="--part", value=unknown[0])
        if self.lang not in LANGUAGES:
            raise BadOption(option="--lang", value=self.lang)
        strange = [role for role in self.signers if role not in ROLES]
        if strange:
            raise BadOption(option="--signer", value=strange[0])
        for text in (self.title, *self.issuer, *self.signers.values()):
            if len(text) > _MOST_TEXT:
                raise BadOption(option="--title", value=f"{text[:40]}…")
        object.__setattr__(self, "parts", tuple(p for p in PARTS if p in self.parts) or PARTS)
        object.__setattr__(self, "places", tuple(dict.fromkeys(self.places)))

    def to_json(self) -> dict:
        """As it stands in a recipe."""
        plain = asdict(self) | {"reach": self.reach.to_json()}
        plain["on"] = self.on.isoformat() if self.on else None
        return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}

    @classmethod
    def from_json(cls, content: dict) -> "ReportQuestion":
        """Out of a recipe.

        Raises
        ------
        BadOption
            If a value is not one that a question may have.
        """
        try:
            return cls(
                reach=ReachQuestion.from_json(content["reach"]),
                places=tuple(map(str, content["places"])),
                lang=str(content["lang"]),
                parts=tuple(map(str, content["parts"])),
                title=str(content["title"]),
                issuer=tuple(map(str, content["issuer"])),
                signers={str(k): str(v) for k, v in content["signers"].items()},
                on=datetime.date.fromisoformat(content["on"]) if content["on"] else None,
            )
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
            raise BadOption(option="--recipe", value=str(fault)[:80]) from fault
