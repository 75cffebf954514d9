"""What came of matching a table with units, for whoever reviews it."""

from dataclasses import asdict, dataclass, field

import pandas as pd

from layers.importing.areas.resolve import Resolved
from layers.matching.recognise import Fit

MOST_REVIEWS, MOST_CANDIDATES = 200, 12


@dataclass(frozen=True)
class Review:
    """Rows that say the same of their area and wait for a person, or had a decision.

    Attributes
    ----------
    key : str
        What the decision hangs on, as in `Choices.areas`.
    name, code, parent : str
        As the file writes them; "" where it does not.
    reason : str or None
        Why it is not sure (`area_reason.<reason>`); None where somebody decided.
    rows : int
    candidates : list of dict
        ``code``, ``name`` and ``parent`` of each unit that may be meant, the likeliest first.
    decided : dict or None
        The unit that was chosen, as a candidate; with ``code`` "" where the rows are left out.
    """

    key: str
    name: str
    code: str
    parent: str
    reason: str | None
    rows: int
    candidates: list[dict]
    decided: dict | None = None


@dataclass(frozen=True)
class AreasFound:
    """One table matched with the units of one boundary version.

    Attributes
    ----------
    columns : dict
        ``area_code``, ``area_name``, ``area_parent`` -> column, as far as there are any.
    counts : dict
        How rows were matched (`layers.matching`) -> how many; their sum is `rows`.
    fits : list of dict
        Versions that the codes and names fit: ``version``, ``share``, ``rows``, ``by``, best first.
    other_version : str or None
        The version that they fit instead, where this one is refused.
    provinces : list of str
        Codes of the provinces that matched rows lie in, most rows first.
    left_out : int
        Rows that somebody left out; they are among those that were ``chosen``.
    left : int
        Reviews that are not listed, beyond `MOST_REVIEWS`.
    """

    version: str
    columns: dict[str, str]
    rows: int
    counts: dict[str, int]
    fits: list[dict] = field(default_factory=list)
    other_version: str | None = None
    provinces: list[str] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    left_out: int = 0
    left: int = 0

    def to_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict) -> "AreasFound":
        return cls(**content | {"reviews": [Review(**each) for each in content["reviews"]]})

    @property
    def waiting(self) -> list[Review]:
        """Reviews that nobody has decided."""
        return [each for each in self.reviews if each.decided is None]


def describe(
    version: str,
    columns: dict[str, str],
    resolved: Resolved,
    texts: pd.DataFrame,
    *,
    fits: list[Fit],
    other_version: str | None,
) -> AreasFound:
    """Gather what a person needs.

    Parameters
    ----------
    texts : DataFrame
        ``name``, ``code`` and ``parent`` of each row as the file writes them, "" where it does not.
    """
    rows = resolved.rows
    asked = rows[~resolved.sure | (rows["how"] == "chosen")]
    if other_version is not None:  # nobody should look for units in the wrong version
        asked = asked[asked["how"] == "chosen"]
    groups = asked.groupby("text", sort=False).indices
    # Those that hold most rows first; decisions last, they can be undone there.
    order = sorted(
        groups,
        key=lambda k: (rows.at[asked.index[groups[k][0]], "how"] == "chosen", -len(groups[k])),
    )
    units = resolved.units
    provinces = rows.loc[resolved.sure, "province_code"].value_counts().index
    reviews = [
        _review(key, asked.iloc[groups[key]], texts, units, provinces)
        for key in order[:MOST_REVIEWS]
    ]
    return AreasFound(
        version=version,
        columns=columns,
        rows=len(rows),
        counts={str(how): int(count) for how, count in rows["how"].value_counts().items()},
        fits=[asdict(fit) for fit in fits],
        other_version=other_version,
        provinces=[str(code) for code in provinces],
        reviews=reviews,
        left_out=int(resolved.left_out.sum()),
        left=len(order) - len(reviews),
    )


def _review(
    key: str, rows: pd.DataFrame, texts: pd.DataFrame, units: pd.DataFrame, provinces: pd.Index
) -> Review:
    first = rows.iloc[0]
    said = texts.loc[rows.index[0]]
    chosen = first["how"] == "chosen"
    # Of equals first those where most of the table lies.
    likely = {code: rank for rank, code in enumerate(provinces)}
    keys = sorted(
        first["candidates"],
        key=lambda k: likely.get(units.at[k, "province_code"] or units.at[k, "code"], len(likely)),
    )
    decided = None
    if chosen:
        decided = {"code": "", "name": "", "parent": ""}
        if not pd.isna(first["code"]):
            decided = candidate(first["unit_key"], units)
    return Review(
        key=key,
        name=said["name"],
        code=said["code"],
        parent=said["parent"],
        reason=None if chosen else (first["reason"] or str(first["how"])),
        rows=len(rows),
        candidates=[candidate(k, units) for k in keys[:MOST_CANDIDATES]],
        decided=decided,
    )


def candidate(unit_key: str, units: pd.DataFrame) -> dict:
    """A unit as a person tells it from others: its code, its name, what it lies in."""
    unit = units.loc[unit_key]
    parents = [unit["district_name"], unit["province_name"]]
    parent = ", ".join(str(p) for p in parents if isinstance(p, str) and p)
    return {"code": unit["code"], "name": unit["full_name"], "parent": parent}
