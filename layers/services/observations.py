"""Observations: one count of one thing in one place at one time, out of rows of service availability.

A row of the layer may hold many counts side by side or one alone; both come to the same long form. A
count keeps the unit it was reported for: the services of a tier of a city belong to the city.
"""

import numpy as np
import pandas as pd

from layers.provinces import city_of
from layers.services.measures import BASE, FIELDS, FILE, USE
from layers.services.percentages import DIFFERS, FITS, SHARES, check_percent, percent
from layers.services.states import BLANK_STATES, KNOWN, ZERO, states_of

COUNTRY, PROVINCE, DISTRICT, COMMUNE, BODY, OTHER = (
    "country", "province", "district", "commune", "body", "other",
)  # fmt: skip
UNIT_LEVELS = (COUNTRY, PROVINCE, DISTRICT, COMMUNE, BODY, OTHER)
SAME_RETURN = ["unit_key", "tier", "period", "scheme", "counting_unit", "synthetic"]
"""Counts that agree in these belong together, in whatever rows they stand."""
COLUMNS = [
    "unit_key", "version", "code", "level", "city", "place", "tier", "period", "scheme", "measure",
    "family", "counting_unit", "numerator", "denominator", "denominator_meaning", "stated_pct",
    "computed_pct", "check", "state", "denominator_state", "source", "certainty", "synthetic", "note",
    "matched_from", "matched_how", "row",
]  # fmt: skip
_TEXTS = {"source_doc": "source"} | {
    name: name for name in ("place", "certainty", "note", "matched_from", "matched_how")
}
# What a percentage of a row is of, where the row holds more than one count: the first of these.
_HEADLINES = ("level34", "full", "files_full", "files_online", "level4", "level3", "partial")


def observations(availability: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``service_availability``, one observation a row.

    Parameters
    ----------
    availability : DataFrame
        Wide (many counts a row) or long (one count a row), or some of both.

    Returns
    -------
    DataFrame
        `COLUMNS`. ``level`` is that of the unit itself, ``city`` today's province code, ``measure`` a
        field without its ``n_``. ``numerator`` is NaN unless ``state`` is known or zero. A denominator
        that the row lacks is taken from another row of the same return, where all of them agree.
        ``level34`` is made of levels 3 and 4 where the row only has these. ``stated_pct`` stands at
        the count it is of; ``check`` says how it fits (`layers.services.percentages`), also where it is
        of several counts of its row, such as those wholly and partly online; ``row`` is the position
        in `availability`. A blank count of which the row says nothing makes no observation.
    """
    if availability.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = availability.reset_index(drop=True)
    about = _about(rows)
    values = {measure: _number(rows, f"n_{measure}") for measure in FIELDS}
    said = {measure: states_of(rows, f"n_{measure}") for measure in FIELDS}
    _join_levels(values, said)
    headline = _headline(said)
    pieces = []
    for measure, family in FIELDS.items():
        there = said[measure].notna()
        if not there.any():
            continue
        piece = about[there].assign(measure=measure, family=family, state=said[measure][there])
        piece["numerator"] = values[measure][there]
        own_base = measure == BASE[family]
        piece["denominator"] = np.nan if own_base else values[BASE[family]][there]
        piece["denominator_state"] = None if own_base else said[BASE[family]][there]
        piece["stated_pct"] = piece["stated_pct"].where((headline == measure)[there])
        if family == USE:
            piece["counting_unit"] = FILE
        pieces.append(piece)
    if not pieces:
        return pd.DataFrame(columns=COLUMNS)
    long = _share_bases(pd.concat(pieces, ignore_index=True))
    long["computed_pct"] = percent(long["numerator"], long["denominator"])
    long["check"] = check_percent(long["stated_pct"], long["numerator"], long["denominator"])
    other = _fits_some_share(about["stated_pct"], values)[long["row"]]
    long["check"] = long["check"].mask((long["check"] == DIFFERS) & other, FITS)
    return long[COLUMNS].sort_values("row", kind="stable", ignore_index=True)


def level_of(code: pd.Series, tier: pd.Series) -> pd.Series:
    """What kind of unit a code is of: two, three and five digits since Decision 124/2004/QĐ-TTg."""
    code = code.astype("string").fillna("")
    level = pd.Series(OTHER, index=code.index, dtype=object)
    level = level.mask(tier.isin(["department", "ministry"]), BODY)
    level = level.mask(code == "VN", COUNTRY)
    for digits, name in ((2, PROVINCE), (3, DISTRICT), (5, COMMUNE)):
        level = level.mask(code.str.fullmatch(rf"\d{{{digits}}}"), name)
    return level


def _about(rows: pd.DataFrame) -> pd.DataFrame:
    """What all counts of a row share."""
    key = rows["unit_key"].astype("string").str.partition(":")
    about = pd.DataFrame({"unit_key": rows["unit_key"].astype("string")})
    about["version"], about["code"] = key[0], key[2]
    for name in ("tier", "period", "scheme", "counting_unit", *_TEXTS):
        about[_TEXTS.get(name, name)] = _text(rows, name)
    about["level"] = level_of(about["code"], about["tier"])
    about["denominator_meaning"] = _text(rows, "denominator_meaning")
    about["stated_pct"] = _number(rows, "stated_pct")
    synthetic = rows["synthetic"] if "synthetic" in rows else pd.Series(False, index=rows.index)
    about["synthetic"] = synthetic.astype("boolean").fillna(False).astype(bool)
    about["city"] = _cities(about, _text(rows, "province_code"))
    about["row"] = np.arange(len(rows))
    return about


def _cities(about: pd.DataFrame, province: pd.Series) -> pd.Series:
    own = about["code"].where(about["level"] == PROVINCE)
    province = province.fillna(own).fillna(_registered_province(about, province.fillna(own)))
    places = pd.DataFrame({"province_code": province, "version": about["version"]})
    return city_of(places).set_axis(about.index)


def _registered_province(about: pd.DataFrame, known: pd.Series) -> pd.Series:
    """The province that the lists of units give for communes and districts which do not say theirs."""
    found = pd.Series(pd.NA, index=about.index, dtype="string")
    silent = about[known.isna() & about["level"].isin([COMMUNE, DISTRICT])]
    for (version, level), rows in silent.groupby(["version", "level"]):
        from layers.errors import UnitsNotListed
        from layers.units.register import register

        try:
            units = register(version, level).frame
        except UnitsNotListed:
            continue
        of_code = units.drop_duplicates("code").set_index("code")["province_code"]
        found[rows.index] = rows["code"].map(of_code).astype("string")
    return found


def _fits_some_share(stated: pd.Series, values: dict) -> np.ndarray:
    """Rows whose percentage is that of any of their counts, not only of the one it stands at."""
    fits = np.zeros(len(stated), dtype=bool)
    for parts, whole in SHARES:
        top = np.sum([values[part.removeprefix("n_")] for part in parts], axis=0)
        fits |= check_percent(stated, top, values[whole.removeprefix("n_")]) == FITS
    return fits


def _join_levels(values: dict, said: dict) -> None:
    """Levels 3 and 4 together, for rows that only give them apart."""
    apart = said["level34"].isna() & said["level3"].notna() & said["level4"].notna()
    total = values["level3"] + values["level4"]
    values["level34"] = values["level34"].mask(apart, total)
    said["level34"] = said["level34"].mask(
        apart, joint_state([said["level3"], said["level4"]], total)
    )


def joint_state(states: list[pd.Series], total: pd.Series) -> pd.Series:
    """The state of a sum: that of the first part which is not a number, else known or zero."""
    joint = pd.Series(KNOWN, index=total.index, dtype=object).mask(total == 0, ZERO)
    for state in reversed(states):
        joint = joint.mask(state.isin(BLANK_STATES), state)
    return joint


def _headline(said: dict) -> pd.Series:
    """The count that the percentage of a row is of."""
    found = pd.Series(None, index=said["full"].index, dtype=object)
    for measure in reversed(_HEADLINES):
        found = found.mask(said[measure].notna(), measure)
    return found


def _share_bases(long: pd.DataFrame) -> pd.DataFrame:
    """Denominators out of other rows of the same return."""
    bases = long[long["measure"].isin(BASE.values()) & long["numerator"].notna()]
    keys = [*SAME_RETURN, "family"]
    one = bases.groupby(keys, dropna=False)["numerator"].agg(["min", "max"]).reset_index()
    one = one[one["min"] == one["max"]].rename(columns={"min": "base"})
    base = long[keys].merge(one[[*keys, "base"]], on=keys, how="left")["base"].to_numpy()
    lacks = long["denominator"].isna() & ~long["measure"].isin(BASE.values())
    takes = lacks & long["denominator_state"].isna() & ~np.isnan(base)
    long["denominator"] = long["denominator"].where(~takes, base)
    there = long["denominator_state"].where(~takes, np.where(base == 0, ZERO, KNOWN))
    return long.assign(denominator_state=there.where(there.notna(), None))


def _number(rows: pd.DataFrame, name: str) -> pd.Series:
    if name not in rows:
        return pd.Series(np.nan, index=rows.index)
    return pd.to_numeric(rows[name], errors="coerce").astype("Float64").astype("float64")


def _text(rows: pd.DataFrame, name: str) -> pd.Series:
    if name not in rows:
        return pd.Series(pd.NA, index=rows.index, dtype="string")
    return rows[name].astype("string")
