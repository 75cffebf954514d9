"""The steps of an import, and which of them still need somebody."""

from layers.importing.outcome import Outcome
from layers.importing.report import Finding, Report
from layers.jobs.job import Job

STEPS = ("layer", "columns", "areas", "letters", "place", "findings", "changes")
_OF_COLUMNS = ("field.missing",)
_OF_PLACE = ("crs.", "layer.no_geometry", "coordinates.")
_OF_AREAS = ("areas.other_version", "areas.review", "areas.none", "areas.blank")
_ASKED = ("letters", "place")


def step_of(finding: Finding) -> str:
    """The step at which something can be done about a finding."""
    if finding.rule in _OF_COLUMNS:
        return "columns"
    if finding.rule in _OF_AREAS:
        return "areas"
    if finding.rule.startswith(_OF_PLACE) and finding.rows is None:
        return "place"
    return "letters" if finding.rule.startswith("encoding.") else "findings"


def steps_of(outcome: Outcome) -> tuple[str, ...]:
    """The steps that there are: figures of areas lie where their areas lie, all others have a place."""
    none = "areas" if outcome.areas is None else "place"
    return tuple(step for step in STEPS if step != none)


def open_steps(job: Job, outcome: Outcome, seen: frozenset[str]) -> list[str]:
    """The steps that need somebody, in order. The last always does: nobody publishes for them."""
    if job.layer_id is None:
        return ["layer"]
    waiting = {step_of(fault) for fault in outcome.report.faults}
    waiting |= {step for step in _ASKED if _is_guessed(outcome.report, step) and step not in seen}
    return [step for step in steps_of(outcome) if step in waiting or step == "changes"]


def _is_guessed(report: Report, step: str) -> bool:
    """Whether we worked out by ourselves what somebody should confirm."""
    if step == "letters":
        told = any(f.rule.startswith("encoding.") and f.severity != "info" for f in report.findings)
        return told or (report.encoding_how == "guessed" and bool(report.encoding_samples))
    return report.crs_how == "guessed"
