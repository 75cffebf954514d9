"""Which boundary version the codes and names of a table are of."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from layers.errors import OtherVersion
from layers.matching.finder import Finder
from layers.matching.match import SETTLED, match_areas, read_code, texts_of
from layers.units.register import COMMUNE, Register, register
from layers.units.timeline import COUNTRY, LISTED, before_reform, same_ground, timeline

CODE, NAME, COUNT = "code", "name", "count"
_FITS = {how for how in SETTLED if how not in ("type", "former", "chosen")}
_SEVERAL = {"ambiguous", "folded_collision", "marks_differ"}
# A version is refused when another explains at least so many rows more, and this share of all.
_MORE_ROWS, _MORE_SHARE, _ENOUGH = 3, 0.1, 0.6
_READABLE = 0.5
_MOST_IN_ONE = 0.8
_MANY_PROVINCES = 30


@dataclass(frozen=True)
class Fit:
    """How well a table fits a boundary version.

    Attributes
    ----------
    share : float
        Share of the rows whose code (and name, where both stand) or name is one of the version.
        By ``count``: that of the nearest version whose units are listed.
    rows : int
        Rows that were judged.
    by : str
        ``code``, ``name``, or ``count``: a version whose units are not listed, but which had just
        as many as the table has rows of one city; weaker evidence.
    """

    version: str
    share: float
    rows: int
    by: str


def fit_versions(
    *,
    names: pd.Series | None = None,
    codes: pd.Series | None = None,
    parents: pd.Series | list[pd.Series] | None = None,
) -> list[Fit]:
    """How well a table of communes fits each boundary version, the best first, of equals the newest.

    Codes alone tell former from today only where some were closed: 3,316 of 3,321 codes of today
    were in use before July 2025. Names beside them tell the rest, for 2,145 have another one.
    """
    read = None if codes is None else _codes(codes)
    if read is not None and read.notna().sum() <= _READABLE * (texts_of(codes) != "").sum():
        read = None
    found = []
    for version in LISTED:
        units = register(version, COMMUNE)
        if read is not None:
            found.append(_by_code(units, read, names))
        elif names is not None:
            found.append(_by_name(units, names, parents))
    order = list(timeline())
    fits = sorted((fit for fit, _ in found), key=lambda f: (-f.share, -order.index(f.version)))
    if not fits or not fits[0].rows:
        return fits
    best = next(units for fit, units in found if fit is fits[0])
    return _with_counts(fits, best)


def require_version(wanted: str, fits: Sequence[Fit]) -> None:
    """Refuse a table that is of another boundary version; ties go to the wanted one.

    Raises
    ------
    OtherVersion
        With `wanted`, `found`, the days it was in force, and both shares.
    """
    if not fits or fits[0].rows == 0:
        return
    own = [fit.share for fit in fits if same_ground(fit.version, wanted) and fit.by != COUNT]
    best = fits[0]
    if not own or same_ground(best.version, wanted) or best.share < _ENOUGH:
        return
    more = best.share - max(own)
    if more < _MORE_SHARE or round(more * best.rows) < _MORE_ROWS:
        return
    by = next(fit.by for fit in fits if fit.by != COUNT)
    version = timeline()[best.version]
    raise OtherVersion(
        _reason(best.version, by),
        wanted=wanted,
        found=best.version,
        share=round(best.share, 4),
        rows=best.rows,
        fitting=round(best.share * best.rows),
        fitting_wanted=round(max(own) * best.rows),
        valid_from=version.valid_from,
        valid_to=version.valid_to,
    )


def _reason(found: str, by: str) -> str:
    if not timeline()[found].listed:
        return f"unlisted_{by}"
    return f"former_{by}" if before_reform(found) else f"since_{by}"


def _codes(codes: pd.Series) -> pd.Series:
    return texts_of(codes).map(lambda text: read_code(text, COMMUNE)).astype(object)


def _by_code(units: Register, read: pd.Series, names: pd.Series | None) -> tuple[Fit, pd.Series]:
    """Share of the rows with a code that have one of this version, with its name where one is given."""
    kept = read.map(lambda code: units.other_codes.get(code, code), na_action="ignore")
    name = "" if names is None else texts_of(names).to_numpy()
    table = pd.DataFrame({"code": kept.to_numpy(dtype=object), "name": name})
    table = table[table["code"].notna()].drop_duplicates()
    finder = Finder(units, former=None, trusted=True)
    there = table[[code in finder.keys.codes for code in table["code"]]]
    agree = [
        not name or finder.agrees(name, finder.keys.codes[code])
        for code, name in zip(there["code"], there["name"], strict=True)
    ]
    share = sum(agree) / len(table) if len(table) else 0.0
    matched = there["code"][agree]
    return Fit(units.version, share, len(table), CODE), matched.drop_duplicates()


def _by_name(
    units: Register, names: pd.Series, parents: pd.Series | list[pd.Series] | None
) -> tuple[Fit, pd.Series]:
    """Share of the rows that name a unit, one or several."""
    several = parents if isinstance(parents, list) else [] if parents is None else [parents]
    frame = pd.DataFrame({i: texts_of(e).to_numpy() for i, e in enumerate((names, *several))})
    frame = frame[frame[0] != ""].drop_duplicates()
    places = [frame[number] for number in frame.columns[1:]]
    rows = match_areas(units, names=frame[0], parents=places, offer_near=False).rows
    fits = rows["how"].isin(_FITS) | (rows["reason"].isin(_SEVERAL) & (rows["how"] == "review"))
    share = float(fits.mean()) if len(rows) else 0.0
    return Fit(units.version, share, len(rows), NAME), rows["code"].dropna().drop_duplicates()


def _with_counts(fits: list[Fit], matched: pd.Series) -> list[Fit]:
    """Versions without lists whose number of units is that of the table stand before the best former one."""
    best = fits[0]
    if not before_reform(best.version) or not len(matched):
        return fits
    province = register(best.version).frame.set_index("code").loc[matched, "province_code"]
    most = province.value_counts()
    if most.iloc[0] >= _MOST_IN_ONE * len(matched):
        place = most.index[0]
    elif len(most) >= _MANY_PROVINCES:
        place = COUNTRY
    else:
        return fits
    counts = {v.name: v.communes.get(place) for v in timeline().values()}
    if counts[best.version] == best.rows:
        return fits
    same = [name for name, count in counts.items() if count == best.rows and name not in LISTED]
    older = [Fit(name, best.share, best.rows, COUNT) for name in reversed(same)]
    return [*older, *fits]
