"""How far each record is assumed to reach by the rule of a question, and what was assumed for it."""

import numpy as np
import pandas as pd

from layers.coverage.answer import Said
from layers.coverage.presets import TECHNOLOGIES, URBAN, USUAL_BAND_MHZ, preset_of, radius_of
from layers.coverage.question import FIELD, FIXED, ReachQuestion

_SIMILAR = ["technology", "bands", "small", "place", "height_m"]


def radii_of(records: pd.DataFrame, question: ReachQuestion) -> pd.DataFrame:
    """How far records reach.

    Returns
    -------
    DataFrame
        ``radius_m`` (NaN: none can be told), ``assumed`` (the record does not state it), ``preset`` (None but
        for presets), and what was taken for want of a record: ``no_band``, ``no_height``,
        ``no_environment``.
    """
    rule = question.radius
    found = pd.DataFrame({"radius_m": np.nan, "assumed": True, "preset": None}, index=records.index)
    found = found.assign(no_band=False, no_height=False, no_environment=False)
    if rule.kind == FIXED:
        return found.assign(radius_m=float(rule.metres))
    if rule.kind == FIELD:
        stated = records["stated_m"]
        radius = stated.fillna(np.nan if rule.metres is None else float(rule.metres))
        return found.assign(radius_m=radius, assumed=stated.isna())
    return found.assign(**_by_preset(records, question))


def assumptions_of(used: pd.DataFrame, question: ReachQuestion) -> tuple[Said, ...]:
    """What was assumed of the radii of sites that count; `used` has the columns of `radii_of`."""
    rule = question.radius
    if rule.kind == FIXED:
        return (Said("coverage.assumption.fixed", {"metres": rule.metres}),)
    if rule.kind == FIELD:
        silent = int(used["assumed"].sum())
        missing = Said(
            "coverage.assumption.field_missing", {"metres": rule.metres, "count": silent}
        )
        return (Said("coverage.assumption.field"), *([missing] if silent else []))
    presets_used = sorted(used["preset"].dropna().unique())
    said = [Said("coverage.assumption.presets", {"count": len(presets_used)})]
    said += [_said(preset, question) for preset in presets_used]
    if question.environment is None:
        said.append(Said("coverage.assumption.environment"))
    for name in ("environment", "band", "height"):
        count = int(used[f"no_{name}"].sum())
        if count:
            said.append(Said(f"coverage.assumption.{name}_unknown", {"count": count}))
    return tuple(said)


def _by_preset(records: pd.DataFrame, question: ReachQuestion) -> dict[str, pd.Series]:
    """Many records are alike, so each kind of them is looked up once."""
    asked = question.environment
    place = records["environment"] if asked is None else pd.Series(asked, index=records.index)
    keyed = records.assign(place=place.where(place.notna(), URBAN))
    kinds = keyed[_SIMILAR].drop_duplicates().reset_index(drop=True)
    found = [_longest(kind, question) for kind in kinds.to_dict("records")]
    kinds["radius_m"] = [radius for radius, _, _ in found]
    kinds["preset"] = [preset for _, preset, _ in found]
    kinds["no_band"] = [guessed for _, _, guessed in found]
    merged = keyed[_SIMILAR].merge(kinds, on=_SIMILAR, how="left", validate="m:1")
    merged = merged.set_index(records.index)
    return {
        "radius_m": merged["radius_m"].astype(float),
        "preset": merged["preset"].where(merged["preset"].notna(), None),
        "no_band": merged["no_band"],
        "no_height": records["height_m"].isna(),
        "no_environment": place.isna(),
    }


def _longest(kind: dict, question: ReachQuestion) -> tuple[float, str | None, bool]:
    """The longest reach of any technology and band of a record that the question asks for."""
    listed = [t for t in _members(kind["technology"]) if t in TECHNOLOGIES]
    technologies = [question.technology] if question.technology else listed
    bands = [float(b) for b in _members(kind["bands"]) if b.isdigit()]
    if question.band_mhz is not None:
        bands = [float(question.band_mhz)]
    best = (np.nan, None, not bands)
    for technology, band in _pairs(technologies, bands):
        place, small = kind["place"], bool(kind["small"])
        metres = radius_of(
            technology, band, place, kind["height_m"],
            small_cell=small, overrides=question.radius.overrides,
        )  # fmt: skip
        if metres is not None and not metres <= best[0]:
            best = (metres, preset_of(technology, band, place, small_cell=small).id, not bands)
    return best


def _pairs(technologies: list[str], bands: list[float]) -> list[tuple]:
    """Technology and band.

    A record does not say which technology is sent in which band: the usual one of the technology is
    taken where it is among them, so that 4G does not borrow the reach of 900 MHz from 2G.
    """
    if not technologies:
        return [(None, band) for band in bands]
    pairs = []
    for technology in technologies:
        usual = USUAL_BAND_MHZ[technology]
        pairs += (
            [(technology, usual)]
            if not bands or usual in bands
            else [(technology, b) for b in bands]
        )
    return pairs


def _said(preset_id: str, question: ReachQuestion) -> Said:
    from layers.coverage.presets import presets

    preset = presets()[preset_id]
    changed = question.radius.overrides.get(preset_id)
    params = {"preset": Said(f"coverage.preset.{preset_id}"), "metres": preset.radius_m}
    if changed is not None:
        return Said("coverage.assumption.preset_changed", params | {"changed": float(changed)})
    params |= {"low": preset.low_m, "high": preset.high_m, "rule": preset.rule}
    return Said("coverage.assumption.preset", params)


def _members(text) -> list[str]:
    return [] if text is None or text is pd.NA else [part.strip() for part in str(text).split(";")]
