"""The steps of an import, and which of them still need somebody."""

from layers.importing.outcome import Outcome
from layers.importing.report import Finding, Report
from layers.jobs.job import Job

STEPS = ("layer", "columns", "letters", "place", "findings", "changes")
_OF_COLUMNS = ("field.missing",)
_OF_PLACE = ("crs.", "layer.no_geometry", "coordinates.")
_ASKED = ("letters", "place")


def step_of(finding: Finding) -> str:
    """The step at which something can be done about a finding."""
    if finding.rule in _OF_COLUMNS:
        return "columns"
    if finding.rule.startswith(_OF_PLACE) and finding.rows is None:
        return "place"
    return "letters" if finding.rule.startswith("encoding.") else "findings"


def open_steps(job: Job, outcome: Outcome, seen: frozenset[str]) -> list[str]:
    """The steps that need somebody, in order. The last always does: nobody publishes for them."""
    if job.layer_id is None:
        return ["layer"]
    waiting = {step_of(fault) for fault in outcome.report.faults}
    waiting |= {step for step in _ASKED if _is_guessed(outcome.report, step) and step not in seen}
    return [step for step in STEPS if step in waiting or step == "changes"]


def _is_guessed(report: Report, step: str) -> bool:
    """Whether we worked out by ourselves what somebody should confirm."""
    if step == "letters":
        told = any(f.rule.startswith("encoding.") and f.severity != "info" for f in report.findings)
        return told or (report.encoding_how == "guessed" and bool(report.encoding_samples))
    return report.crs_how == "guessed"
