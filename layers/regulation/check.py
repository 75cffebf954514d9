"""Every rule asked of every mast of a city: what does not keep to it, under which rule and source."""

from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import Said
from layers.errors import BadOption
from layers.inputs import Input, make_input
from layers.regulation.found import OTHER, Found, nothing, together
from layers.regulation.heights import check_heights
from layers.regulation.masts import MASTS, RETIRED, MastSet, masts_of, with_fields
from layers.regulation.rule_list import list_rules
from layers.regulation.rule_table import A1_ONLY, HEIGHT, KINDS, SPACING, Rule, rules_of
from layers.regulation.spacing import check_spacing
from layers.regulation.violations import Violations
from layers.regulation.zones import ZONES, check_zones, zone_layer_rule


def check_masts(
    atlas: Atlas,
    snapshot: Snapshot,
    *,
    city: str,
    rules: Iterable[Rule] | None = None,
    masts: str = MASTS,
    kinds: tuple[str, ...] = (),
) -> Violations:
    """Ask the rules of a city's province of all its masts.

    Parameters
    ----------
    city : str
        Code of a province of today, or "VN".
    rules : iterable of Rule, optional
        By default those of ``data/reference/mast_rules.csv``.
    masts : str
        A point layer: masts that stand and are planned, or `planned_site` for sites against masts.
    kinds : tuple of str
        Of `KINDS`; none means all.

    Raises
    ------
    UnknownLayer, UnknownCity, BadOption

    Notes
    -----
    Urban is a ward (phường), outside a commune (xã) of today; special zones are neither. Distances are
    on the ellipsoid. A rule that is remembered with low certainty never makes a violation.
    """
    wrong = next((kind for kind in kinds if kind not in KINDS), None)
    if wrong is not None:
        raise BadOption(option="--kind", value=wrong)
    if rules is not None:
        return _check(atlas, snapshot, city, tuple(rules), masts, kinds)
    used = {MASTS, masts, "admin_commune", ZONES}
    versions = [snapshot.versions[i].key for i in sorted(used) if snapshot.has(i)]
    key = f"rules-{'|'.join(versions)}-{city}-{masts}-{'|'.join(sorted(kinds))}"
    return atlas.answers.once(key, lambda: _check(atlas, snapshot, city, None, masts, kinds))


def _check(atlas: Atlas, snapshot: Snapshot, city: str, rules, layer: str, kinds) -> Violations:
    held = tuple(r for r in rules_of(city, rules) if not kinds or r.kind in kinds)
    masts = masts_of(atlas, snapshot, city=city, layer=layer)
    others, inputs = _others(atlas, snapshot, masts)
    parts = [Found(nothing().rows, masts.left_out)]
    parts += [check_spacing(masts, others, held), check_heights(masts, held)]
    wanted = kinds or KINDS
    asked = held
    if {A1_ONLY, SPACING} & set(wanted) and snapshot.has(ZONES):
        zones = atlas.frame(snapshot.versions[ZONES])
        inputs += [make_input(snapshot, ZONES, len(zones))]
        parts.append(check_zones(masts, others, zones, held))
        asked = (*held, zone_layer_rule())
    found = together(parts)
    rows = found.rows[found.rows["kind"].isin(wanted)].sort_values(
        ["kind", "distance_m", "mast"], ignore_index=True, na_position="last"
    )
    return Violations(
        city=city,
        layer=layer,
        rows=gpd.GeoDataFrame(rows, crs=found.rows.crs),
        rules=list_rules(asked, rows, masts),
        left_out=found.left_out[found.left_out["kind"].isin(("", *wanted))],
        notes=_notes(held, masts, rows, kinds, snapshot.has(ZONES)),
        inputs=tuple(inputs),
        judged=len(masts.frame),
    )


def _others(
    atlas: Atlas, snapshot: Snapshot, masts: MastSet
) -> tuple[gpd.GeoDataFrame, list[Input]]:
    """What a mast may be too near to: all of its own layer, and the masts that stand."""
    columns = ["feature_id", "mast_class", "status", "owner", "row", "geometry"]
    every = [masts.every[columns].assign(layer=masts.layer)]
    inputs = list(masts.inputs)
    if masts.layer != MASTS and snapshot.has(MASTS):
        standing = with_fields(atlas.frame(snapshot.versions[MASTS]))
        placed = ~(standing.geometry.isna() | standing.geometry.is_empty)
        kept = standing[placed & ~standing["status"].isin(RETIRED)]
        every.append(kept[columns].assign(layer=MASTS).to_crs(every[0].crs))
        inputs.append(make_input(snapshot, MASTS, len(kept)))
    return gpd.GeoDataFrame(pd.concat(every, ignore_index=True), crs=every[0].crs), inputs


def _notes(held, masts: MastSet, rows: pd.DataFrame, kinds, has_zones: bool) -> tuple[Said, ...]:
    notes = [Said("regulation.note.judged", {"count": len(masts.frame)})]
    notes.append(Said("regulation.note.environment"))
    wanted = kinds or KINDS
    if SPACING in wanted and not any(r.kind == SPACING for r in held):
        notes.append(Said("regulation.note.no_spacing_rule"))
    if A1_ONLY in wanted and not has_zones:
        notes.append(Said("regulation.note.no_zones"))
    if HEIGHT in wanted:
        notes.append(Said("regulation.note.rounded"))
    loose = rows["binding"] != "yes"
    if loose.any():
        notes.append(Said("regulation.note.not_binding", {"count": int(loose.sum())}))
    elsewhere = rows["territory"] == OTHER
    if elsewhere.any():
        notes.append(Said("regulation.note.other_territory", {"count": int(elsewhere.sum())}))
    low = [r.id for r in held if not r.enforced]
    if low:
        notes.append(Said("regulation.note.not_enforced", {"rules": ", ".join(low)}))
    return tuple(notes)
