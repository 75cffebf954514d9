"""The rules that data is held against. Each gives findings; a rule that crashes is a finding too."""

from collections.abc import Callable

import pyproj
import shapely

from layers.importing.report import Finding
from layers.importing.rules import (
    areas,
    coverage,
    geometry,
    identity,
    personal,
    place,
    routes,
    services,
    texts,
    values,
)
from layers.importing.rules.case import Case, Rule

# What each rule can find. The order is that of the report.
_FINDS: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (geometry.missing, ("geometry.missing",)),
    (geometry.wrong_type, ("geometry.type",)),
    (geometry.mixed_types, ("geometry.mixed",)),
    (geometry.not_on_earth, ("geometry.out_of_range",)),
    (geometry.too_many_vertices, ("geometry.too_many_vertices",)),
    (geometry.invalid, ("geometry.invalid", "geometry.too_tangled")),
    (geometry.repeated, ("geometry.repeated",)),
    (geometry.too_wide, ("geometry.wide",)),
    (geometry.rounded, ("geometry.rounded",)),
    (place.elsewhere, ("place.elsewhere",)),
    (place.outliers, ("place.outlier",)),
    (place.other_ward, ("place.other_ward", "place.other_ward_approximate")),
    (areas.slivers, ("areas.sliver",)),
    (areas.size_differs, ("areas.size_differs",)),
    (
        coverage.cover,
        ("areas.overlap", "areas.gap", "areas.not_compared", "areas.overlaps_cut"),
    ),
    (routes.without_any_length, ("routes.zero_length",)),
    (routes.joints, ("routes.near_miss", "routes.orphan", "routes.not_compared")),
    (routes.length_differs, ("routes.length_differs",)),
    (identity.missing, ("id.missing",)),
    (identity.repeated, ("id.repeated",)),
    (identity.nearly_repeated, ("id.nearly_repeated",)),
    (values.not_listed, ("value.not_listed",)),
    (values.implausible, ("value.implausible",)),
    (values.implausible_dates, ("date.implausible",)),
    (services.over_total, ("count.over_total",)),
    (services.percent_differs, ("percent.differs",)),
    (services.told_twice, ("areas.twice",)),
    (services.periods_overlap, ("period.overlap",)),
    (services.scheme_unknown, ("scheme.unknown", "scheme.differs", "scheme.mixed")),
    (texts.number_as_text, ("value.number_as_text",)),
    (texts.maybe_cut, ("text.maybe_cut",)),
    (
        personal.columns,
        ("personal.phone", "personal.id_number", "personal.email", "personal.person"),
    ),
)
RULES: tuple[Rule, ...] = tuple(rule for rule, _ in _FINDS)
RULE_IDS: tuple[str, ...] = (*(id_ for _, ids in _FINDS for id_ in ids), "rule.crashed")

_FAULTS = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, MemoryError, OverflowError),
    *(shapely.errors.ShapelyError, pyproj.exceptions.ProjError),
)


def apply_rules(
    case: Case, *, progress: Callable[[int, int], None] | None = None
) -> tuple[list[Finding], int]:
    """Hold a case against every rule.

    Parameters
    ----------
    progress : callable, optional
        Called before each rule with the number of rules done and that of all.

    Returns
    -------
    findings : list of Finding
        In the order of the rules. A rule that crashed is the error ``rule.crashed`` of the whole.
    checked : int
        Rules that came to an end.
    """
    findings, checked = [], 0
    for done, rule in enumerate(RULES):
        if progress is not None:
            progress(done, len(RULES))
        try:
            findings += rule(case)
            checked += 1
        except _FAULTS as fault:
            params = {"name": _name(rule), "fault": f"{type(fault).__name__}: {fault}"[:200]}
            findings.append(Finding("rule.crashed", "error", params=params))
    return findings, checked


def _name(rule: Rule) -> str:
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"
